"""Kill the program anywhere: on restart nobody is charged twice, and nothing that happened is unknown for good."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from attrs import evolve
from support import killed
from support.world import World

from checkout_tui.domain import outcomes as o
from checkout_tui.domain.errors import NotPossible
from checkout_tui.domain.history import Answered, Doubt, Question, Standing
from checkout_tui.domain.letter import MailKind
from checkout_tui.domain.payment import Payment
from checkout_tui.domain.refund import Fact, RefundReason, Wanted
from checkout_tui.store import documents, orders, payments, remittances


@pytest.fixture(autouse=True)
def _two_at_a_time_here_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """``killed.at_the_bank`` books few lines at a time, in whatever process it is called."""
    monkeypatch.setattr(documents, "BATCH", documents.BATCH)


def kill(folder: Path, story: str) -> None:
    """Tell the story in processes that are killed in it."""
    told = subprocess.run(
        [sys.executable, "-m", "support.killed", str(folder), story],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr


def after_restart(folder: Path) -> tuple[World, Payment]:
    """The desk opened again a few minutes later, and the one payment in it."""
    world = killed.opened(folder, first_id=900_000_000)
    world.clock.move(minutes=5)
    (row,) = world.desk.orders.recent()
    with world.store.reading() as connection:
        (payment,) = payments.of_order(connection, row.reference)
    return world, payment


def moved(world: World) -> tuple[int, int, int]:
    """How often the provider authorized, took and gave back."""
    return tuple(world.provider.count(kind) for kind in (o.Authorized, o.Settled, o.Refunded))  # type: ignore[return-value]


def nobody_may_pay_again(world: World, payment: Payment) -> None:
    """What the screen says while nobody knows, and what it forbids."""
    assert payment.doubt is Doubt.NONE
    view = world.desk.orders.view(payment.order)
    assert "Do not take payment again" in str(view.warning)
    forbidden = {"pay", "change", "cancel"}
    # A refund that is under way can be looked at; neither it nor any other can be asked for.
    if payment.live is not None and payment.live.question is not Question.REFUND:
        forbidden |= {"refund"}
    assert forbidden <= {c for c, a in view.actions.items() if a.why_not}
    everything = Wanted(RefundReason.DISLIKE, frozenset(Fact))
    with pytest.raises(NotPossible):
        world.desk.refunds.request(payment.order, everything, world.operator)
    with pytest.raises(NotPossible):
        world.desk.payments.prepare(payment.order, "awaited", world.operator)


def test_killed_at_any_step_of_taking_money_it_is_taken_once(tmp_path: Path) -> None:
    """Not asked, unanswered or paid: never paid without an effect, and after the inquiry there is one effect."""
    kill(tmp_path, "authorize")
    folders = sorted((tmp_path / "steps").iterdir())
    assert len(folders) >= 10
    unanswered = 0
    for folder in folders:
        world, payment = after_restart(folder)
        if payment.live is not None:
            unanswered += 1
            nobody_may_pay_again(world, payment)
            payment = world.desk.payments.inquire(payment.id, world.operator)
        elif payment.seq == 0:
            assert moved(world) == (0, 0, 0)
            payment = world.desk.payments.authorize(payment.id, killed.CARD, world.operator)
        assert payment.standing is Standing.SETTLED
        assert moved(world) == (1, 1, 0)
        view = world.desk.orders.view(payment.order)
        assert (str(view.state), [str(mail.kind) for mail in view.mails]) == ("paid", ["receipt"])
        world.close()
    assert unanswered >= 6


def test_killed_at_any_step_of_a_refund_it_goes_back_once(tmp_path: Path) -> None:
    """Still paid, unanswered or refunded: the money goes back once, and never without being written down."""
    kill(tmp_path, "refund")
    folders = sorted((tmp_path / "steps").iterdir())
    assert len(folders) >= 6
    for folder in folders:
        world, payment = after_restart(folder)
        if payment.live is not None:
            nobody_may_pay_again(world, payment)
            assert payment.refundable.minor == 0
            payment = world.desk.payments.inquire(payment.id, world.operator)
        elif payment.standing is Standing.SETTLED:
            assert moved(world) == (1, 1, 0)
            continue
        assert payment.standing is Standing.REFUNDED
        assert moved(world) == (1, 1, 1)
        world.close()


def test_killed_at_any_moment_every_effect_is_accounted_for(tmp_path: Path) -> None:
    """Two dozen processes die at work; after a round everything that the provider did is in a history, once."""
    kill(tmp_path, "many")
    world = killed.opened(tmp_path, first_id=900_000_000)
    world.clock.move(minutes=5)
    with world.store.reading() as connection:
        taken = orders.count(connection)
    assert taken >= 25
    for _ in range(2):
        world.desk.payments.settle_due(world.operator)
    known: dict[str, o.Outcome] = {}
    for row in world.desk.orders.recent(taken):
        with world.store.reading() as connection:
            for payment in payments.of_order(connection, row.reference):
                assert payment.live is None
                assert payment.standing in (Standing.NEW, Standing.SETTLED, Standing.REFUNDED)
                for entry in payments.history(connection, payment.id):
                    event = entry.event
                    if isinstance(event, Answered) and not isinstance(
                        event.outcome, o.NotFound | o.Unanswered
                    ):
                        assert event.key not in known
                        known[event.key] = as_it_was_said(event.outcome)
    assert known == dict(world.provider.effects)
    world.close()


def as_it_was_said(outcome: o.Outcome) -> o.Outcome:
    """Without the end of a hold, which this provider names none of: it is counted from the method's own word."""
    return evolve(outcome, until=None) if isinstance(outcome, o.Authorized) else outcome


def told_by(world: World) -> dict[str, object]:
    """Everything that a document leads to: what was booked, what is tied, what orders are owed and were mailed."""
    for _ in range(2):
        world.desk.payments.settle_due(world.operator)
    with world.store.reading() as connection:
        totals = remittances.totals(connection)
        folded = [
            (each.order, each.standing, each.doubt, each.allocated, each.settled, each.returned)
            for row in world.desk.orders.recent()
            for each in payments.of_order(connection, row.reference)
        ]
    return {
        "totals": totals,
        "inbox": [(each.kind, each.amount, each.unallocated) for each in world.desk.remittances.inbox()],
        "documents": [(each.name, each.booked, each.finished) for each in world.desk.documents.imported()],
        "payments": sorted(folded),
        "mails": sorted(
            (row.reference, mail.kind)
            for row in world.desk.orders.recent()
            for mail in world.desk.orders.view(row.reference).mails
        ),
    }


def test_killed_at_any_step_of_an_import_the_next_one_carries_it_through(tmp_path: Path) -> None:
    """Booked whole or not at all; imported again, nothing is doubled, nothing is lost, and what is exact is tied."""
    kill(tmp_path, "importing")
    folders = sorted((tmp_path / "steps").iterdir())
    assert len(folders) >= 12
    content = (tmp_path / "statement").read_bytes()
    ends, broken_off = [], 0
    for number, folder in enumerate(folders, 1):
        world = killed.at_the_bank(f"sqlite:///{folder / 'checkout.db'}", first_id=900_000_000 + number)
        world.clock.move(minutes=5)
        report = world.desk.documents.import_document("again.txt", content, world.operator)
        broken_off += report.before is not None and not report.before.finished
        assert world.desk.documents.import_document("again.txt", content, world.operator).again
        ends.append(told_by(world))
        world.close()
    assert broken_off >= 6
    # The last of them was not killed: every other came to the same end, but for the name that counted.
    undisturbed = ends[-1]
    assert undisturbed["totals"] == {"USD": (24800, 19800, 0, 0, 5000)}
    for end in ends:
        assert end | {"documents": 0} == undisturbed | {"documents": 0}
        assert {name for name, _, _ in end["documents"]} <= {"before", "s.txt", "again.txt"}  # type: ignore[attr-defined]
        assert sorted(rest for _, *rest in end["documents"]) == [[1, True], [3, True]]  # type: ignore[attr-defined]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_killed_again_and_again_an_import_ends_once(tmp_path: Path, database_url: str) -> None:
    """Process after process dies a step further on, on the same database; what comes of it comes of it once."""
    world = killed.at_the_bank(database_url, first_id=1)
    (tmp_path / "statement").write_bytes(killed.statement(world))
    kill(tmp_path, database_url)
    world.clock.move(minutes=5)
    end = told_by(world)
    world.close()
    assert end["totals"] == {"USD": (24800, 19800, 0, 0, 5000)}
    assert sorted(end["documents"]) == [("before", 1, True), ("s.txt", 3, True)]  # type: ignore[call-overload]
    assert [mail for _, mail in end["mails"]].count(MailKind.RECEIPT) == 2  # type: ignore[attr-defined]
