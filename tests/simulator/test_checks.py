"""The looker after the money rules finds each kind of damage, planted where all was well.

A check that cannot fail is none.
"""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve, frozen
from sqlalchemy import Connection

from checkout_tui.domain.fold import fold
from checkout_tui.domain.history import Answered, Asked, Entry
from checkout_tui.domain.money import Money
from checkout_tui.domain.outcomes import Settled
from checkout_tui.domain.payment import Payment
from checkout_tui.plugins import discover
from checkout_tui.simulator.checks import RULES, Checks
from checkout_tui.simulator.faithful import Faithful
from checkout_tui.simulator.scenario import read
from checkout_tui.simulator.scenario.plan import planned
from checkout_tui.simulator.scenario.shape import Jump
from checkout_tui.store import Store, codec, mails, open_engine, orders
from checkout_tui.store.tables import entries, payments

NOW = datetime(2026, 6, 12, tzinfo=UTC)

STORY = """
title = "A card and a wire"
starts = 2026-06-01T08:00:00Z
until = 2026-06-10
[[orders]]
name = "cara"
at = 2026-06-01T08:30:00Z
method = "card"
country = "US"
[[orders]]
name = "walt"
at = 2026-06-01T08:40:00Z
method = "wire"
country = "DE"
"""

pytestmark = pytest.mark.skipif(
    {"card", "wire"} - {plugin.name for plugin in discover()} != set(),
    reason="a payment method is not installed",
)


@frozen
class Ended:
    """A database after a story that ended well."""

    store: Store
    references: dict[str, str]
    reported: dict[tuple[str, str], int]

    def rules(self) -> set[str]:
        """Which rules do not hold now."""
        checks, references = Checks(self.store), tuple(self.references.values())
        found = (*checks.touched(references, NOW), *checks.everything(self.reported, NOW, mailed=references))
        return {violation.rule for violation in found}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Faithful]:
    """The story, told once."""
    folder = tmp_path_factory.mktemp("told")
    faithful = Faithful(planned(read(STORY, "story"), 1), discover(), folder)
    result = faithful.run()
    assert result.good
    assert result.settled == 2
    faithful.close()
    return folder, faithful


@pytest.fixture
def ended(told: tuple[Path, Faithful], tmp_path: Path) -> Iterator[Ended]:
    """A copy of how it ended, to be damaged."""
    folder, faithful = told
    store = Store(open_engine(f"sqlite:///{shutil.copy(folder / 'demo.db', tmp_path)}", durable=False))
    with store.writing() as connection:
        # Some damage the database itself would refuse.
        guards = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars()
        for guard in guards.all():
            connection.exec_driver_sql(f"DROP TRIGGER {guard}")
    yield Ended(store, faithful.references, faithful.transit.reported)
    store.close()


def sql(text: str) -> Callable[[Connection, Ended], None]:
    """Damage as a statement, which has to touch something."""

    def damage(connection: Connection, ended: Ended) -> None:
        cara, walt = ended.references["cara"], ended.references["walt"]
        assert connection.exec_driver_sql(text.format(cara=cara, walt=walt)).rowcount

    return damage


def of_payment(order: str, **body: Any) -> Callable[[Connection, Ended], None]:
    """Other amounts in what the payment of this order is said to amount to."""

    def damage(connection: Connection, ended: Ended) -> None:
        row = connection.execute(
            payments.select().where(payments.c.order_reference == ended.references[order])
        ).one()

        changed = codec.write(evolve(codec.read(row.body, Payment), **body))
        connection.execute(payments.update().where(payments.c.id == row.id).values(body=changed))

    return damage


def more_history(make: Callable[[list[Any]], object]) -> Callable[[Connection, Ended], None]:
    """One more entry at the end of the card payment's history, made from those that are there."""

    def damage(connection: Connection, ended: Ended) -> None:
        payment = connection.execute(
            payments.select().where(payments.c.order_reference == ended.references["cara"])
        ).one()
        rows = connection.execute(
            entries.select().where(entries.c.payment_id == payment.id).order_by(entries.c.seq)
        ).all()
        event: Any = make([codec.read_event(row.body) for row in rows])
        connection.execute(
            entries.insert().values(
                payment_id=payment.id, seq=rows[-1].seq + 1, at=NOW, by="x", body=codec.write_event(event)
            )
        )

    return damage


def _other_payload(events: list[Any]) -> Asked:
    asked: Asked = next(event for event in events if isinstance(event, Asked))
    return evolve(asked, amount=Money(asked.amount.minor + 1, asked.amount.currency))


def _settled_again(events: list[Any]) -> Answered:
    settled: Answered = next(e for e in events if isinstance(e, Answered) and isinstance(e.outcome, Settled))
    return settled


def paid_twice(connection: Connection, ended: Ended) -> None:
    """A second payment of the same order, as settled as the first."""
    row = connection.execute(
        payments.select().where(payments.c.order_reference == ended.references["cara"])
    ).one()
    again = dict(row._mapping) | {"id": "again", "body": row.body.replace(row.id, "again")}
    connection.execute(payments.insert().values(again))
    for entry in connection.execute(entries.select().where(entries.c.payment_id == row.id)).all():
        connection.execute(entries.insert().values(dict(entry._mapping) | {"payment_id": "again"}))


def asked_twice(connection: Connection, ended: Ended) -> None:
    """Two payments of one order that somebody is being asked about at once."""
    row = connection.execute(
        payments.select().where(payments.c.order_reference == ended.references["cara"])
    ).one()
    first = connection.execute(
        entries.select().where(entries.c.payment_id == row.id).order_by(entries.c.seq)
    ).first()
    assert first is not None

    paid = codec.read(row.body, Payment)
    for name in ("one", "other"):
        opening = Payment(name, paid.order, paid.method, paid.amount, paid.opened_at)
        asked = fold(opening, (Entry(name, 1, first.at, first.by, codec.read_event(first.body)),))
        assert asked.live is not None
        body = {"id": name, "seq": 1, "standing": "new", "open": 1, "settled": 0, "body": codec.write(asked)}
        connection.execute(payments.insert().values(dict(row._mapping) | body))
        connection.execute(entries.insert().values(dict(first._mapping) | {"payment_id": name}))


DAMAGE: dict[str, tuple[str, Callable[[Connection, Ended], None]]] = {
    "the row is not the fold": ("history", of_payment("cara", misses=7)),
    "an entry is gone": ("history", sql("DELETE FROM entries WHERE seq = 1")),
    "one key, two payloads": ("keys", more_history(_other_payload)),
    "one key, two effects": ("keys", more_history(_settled_again)),
    "an amount below zero": ("money", of_payment("walt", allocated=-1)),
    "more refunded than settled": ("money", of_payment("cara", refunded=999_999)),
    "more returned than settled": ("money", of_payment("walt", returned=999_999)),
    "more settled than asked for": ("money", of_payment("cara", settled=999_999)),
    "more settled than arrived": ("money", of_payment("walt", allocated=1)),
    "a receipt that is tied to less": ("remittances", sql("UPDATE bank_lines SET allocated = allocated - 1")),
    "a tie that is gone": ("remittances", sql("DELETE FROM allocations")),
    "money out of sight": (
        "remittances",
        sql("UPDATE bank_lines SET amount = amount + 500, closed = 1 WHERE kind = 'receipt'"),
    ),
    "the list says otherwise": ("questions", sql("UPDATE orders SET state = 'unanswered'")),
    "two questions at once": ("questions", asked_twice),
    "another amount than the bank reported": ("news", sql("UPDATE bank_lines SET amount = amount + 1")),
    "what the bank reported is gone": (
        "news",
        sql("UPDATE bank_lines SET kind = 'notice' WHERE kind = 'receipt'"),
    ),
    "two payments keep money": ("once", paid_twice),
    "no mail at all": ("mail", sql("DELETE FROM mails")),
    "paid, and no receipt": ("mail", sql("DELETE FROM mails WHERE kind = 'receipt'")),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_planted_damage_is_found(name: str, ended: Ended) -> None:
    """Rows changed behind the program's back, and the rule that it breaks is named."""
    rule, damage = DAMAGE[name]
    assert ended.rules() == set()
    with ended.store.writing() as connection:
        damage(connection, ended)
    assert rule in ended.rules()


def test_every_rule_has_its_damage() -> None:
    """What is said to be checked is what damage is planted for: here, and below for time."""
    said = {rule.partition(":")[0] for rule in RULES}
    assert said == {rule for rule, _ in DAMAGE.values()} | {"time"}


# ------------------------------------------------------------ a program that does wrong, found while it runs


def found_in(plan: Any, tmp_path: Path) -> set[str]:
    """Which rules did not hold in a run."""
    faithful = Faithful(plan, discover(), tmp_path)
    try:
        return {violation.rule for violation in faithful.run().violations}
    finally:
        faithful.close()


def test_a_program_that_forgets_its_list_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nobody keeps the order's row true, and nobody writes the receipt: both are seen right after the step."""
    monkeypatch.setattr(orders, "mark", lambda *_, **__: None)
    kept = mails.add

    def forgetful(connection: Connection, mail: Any, letter: Any) -> None:
        if mail.kind != "receipt":
            kept(connection, mail, letter)

    monkeypatch.setattr(mails, "add", forgetful)
    assert found_in(planned(read(STORY, "story"), 1), tmp_path) >= {"questions", "mail"}


@pytest.mark.parametrize("how", ["round", "jump"])
def test_money_that_moves_by_itself_is_found(
    how: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Rule 7: the worker's round and a jump of the clock must not change what arrived by itself."""
    plan = planned(read(STORY, "story"), 1)
    at = datetime(2026, 6, 2, 12, tzinfo=UTC)
    if how == "jump":
        plan = evolve(plan, jumps=(Jump(at, at.replace(hour=13)),))
    faithful = Faithful(plan, discover(), tmp_path)

    def moves(then: Any, *arguments: Any) -> Any:
        with faithful.demo.store.writing() as connection:
            connection.exec_driver_sql("UPDATE payments SET allocated = allocated + 1 WHERE method = 'wire'")
        return then(*arguments)

    if how == "jump":
        reach = faithful.clock.reach
        arrives = at.replace(hour=13)
        monkeypatch.setattr(
            faithful.clock, "reach", lambda to: moves(reach, to) if to == arrives else reach(to)
        )
    else:
        # Nothing of this story is due by itself.
        monkeypatch.setattr(
            faithful.desk.payments, "settle_due", partial(moves, faithful.desk.payments.settle_due)
        )
        faithful.agenda.put(at, "worker", faithful.rounds.one)
    try:
        assert "time" in {violation.rule for violation in faithful.run().violations}
    finally:
        faithful.close()


def test_what_a_bank_reported_and_nobody_booked_is_found(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Rule 6: a document that is thrown away is missed on the same evening."""
    faithful = Faithful(planned(read(STORY, "story"), 1), discover(), tmp_path)
    monkeypatch.setattr(faithful.desk.documents, "import_document", lambda *_, **__: None)
    result = faithful.run()
    faithful.close()
    assert "news" in {violation.rule for violation in result.violations}
