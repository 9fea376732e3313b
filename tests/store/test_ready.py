"""Statements that are asked straight of the driver answer what SQLAlchemy would, of the same state of the database."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pytest
from sqlalchemy import Date, Integer, Select

from checkout_tui import store as package
from checkout_tui.domain.history import Asked, Question
from checkout_tui.domain.letter import Mail, MailKind, MailState
from checkout_tui.domain.payment import key_for
from checkout_tui.domain.query import KeyKind
from checkout_tui.store import Store, mails, orders, payments, search
from checkout_tui.store.engine import driver_of
from checkout_tui.store.ready import Ready, handfuls
from checkout_tui.store.tables import Instant
from checkout_tui.testing import sample_order, sample_payment

NOW = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)
ORDER = sample_order()
PAYMENT = sample_payment(ORDER, "card")
MAIL = Mail(
    "mail", MailKind.RECEIPT, MailState.QUEUED, ORDER.reference, "ada@example.com", "en", "Receipt", NOW
)


def every() -> Iterator[tuple[str, Ready]]:
    """Each statement that the store has ready, by where it stands."""
    for module in iter_modules(package.__path__):
        if not module.ispkg:
            found = vars(import_module(f"{package.__name__}.{module.name}")).items()
            yield from ((f"{module.name}.{name}", each) for name, each in found if isinstance(each, Ready))


def asking(statement: Select[tuple[object, ...]]) -> dict[str, object]:
    """Something to ask for: what the database below has, or something of the right type."""
    known = {"named": ORDER.reference, "reference": ORDER.reference, "payment": PAYMENT.id, "mail": MAIL.id}
    known |= {"first": "INV-1", "after": "", "kind": KeyKind.INVOICE}
    numbers = {"limit", "number"}
    asked: dict[str, object] = {}
    for name, bound in statement.compile().binds.items():
        if bound.required and isinstance(bound.type, Date):
            asked[name] = date(2026, 12, 1)
        elif bound.required and isinstance(bound.type, Instant):
            asked[name] = NOW
        elif bound.required and (isinstance(bound.type, Integer) or name in numbers):
            asked[name] = 1
        elif bound.required:
            asked[name] = known.get(name, "zz")
    return asked


def named(row: Any) -> dict[str, object]:
    return {name: value for name, value in row._asdict().items() if not name.startswith("_")}


@pytest.fixture
def kept(store: Store) -> Store:
    with store.writing() as connection:
        number = orders.add(connection, ORDER)
        assert number == 1
        search.add(connection, number, [(KeyKind.INVOICE, "INV-1")])
        payments.add(connection, PAYMENT)
        asked = Asked(Question.AUTHORIZE, key_for(PAYMENT, Question.AUTHORIZE), PAYMENT.amount)
        payments.append(connection, PAYMENT, asked, at=NOW, by="op")
        mails.add(connection, MAIL, None)
    return store


def test_the_driver_answers_what_sqlalchemy_answers(kept: Store) -> None:
    """Every statement of the store: the same rows, the same types, the same names."""
    answered = set[str]()
    with kept.reading() as connection:
        for name, ready in every():
            asked = asking(ready.statement)
            by_the_book = connection.execute(ready.statement, asked).all()
            ours = ready.all(connection, **asked)
            assert [tuple(row) for row in ours] == [tuple(row) for row in by_the_book], name
            for row, book in zip(ours, by_the_book, strict=True):
                # A sum has no name that anything could ask for.
                assert named(row).items() <= book._asdict().items(), name
            answered |= {name} if ours else set()
    assert {
        "payments._HISTORY",
        "payments._DUE_NOW",
        "orders._FIND",
        "mails._QUEUED",
        "search._EQUAL",
        "search._AMONG",
        "orders._BY_IDS",
    } <= answered


WHOLE = {"orders._RECENT", "subscriptions._MADE"}
"""By number, from one end until there is enough."""


def test_nothing_that_is_asked_often_reads_a_whole_table(kept: Store) -> None:
    """With a million orders the few that are meant are found by an index of them; only an audit adds everything up."""
    if kept.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL decides by what is in the tables")
    reads_all = dict[str, list[str]]()
    with kept.reading() as connection:
        for name, ready in every():
            plan = driver_of(connection).execute(
                f"EXPLAIN QUERY PLAN {ready._sqlite.sql}", ready._sqlite._values(asking(ready.statement))
            )
            steps = [step for *_, step in plan]
            if any(
                step.startswith("SCAN") or re.search(r"(PRIMARY KEY|autoindex_\w+) \(\w+>\?\)", step)
                for step in steps
            ):
                reads_all[name] = steps
            if (
                name == "search._AMONG"
            ):  # whether a few orders have a key: not by everything that begins as it does
                assert "(order_id=?" in steps[0]
    assert {name for name in reads_all if not name.startswith("audit.")} == WHOLE, reads_all


@pytest.mark.parametrize("count", [0, 1, 20, 21, 45])
def test_a_list_is_asked_for_in_handfuls(count: int) -> None:
    """Whatever its length, everything in it is asked for and nothing else, by statements of one shape."""
    asked = list(handfuls(tuple(range(count))))
    assert {number for each in asked for number in each.values()} == set(range(count))
    assert {len(each) for each in asked} <= {20}
    assert len(asked) == -(-count // 20)


def test_what_is_read_together_is_of_one_state(kept: Store) -> None:
    """Somebody writes between two looks of one reading: on SQLite the second sees what the first saw."""
    if kept.engine.dialect.name != "sqlite":
        pytest.skip("elsewhere each statement sees what is committed")
    with kept.reading() as connection:
        assert len(mails.of_order(connection, ORDER.reference)) == 1
        with kept.writing() as other:
            mails.mark(other, MAIL.id, MailState.SENT, sent_at=NOW)
        assert mails.of_order(connection, ORDER.reference)[0].state is MailState.QUEUED
    with kept.reading() as connection:
        assert mails.of_order(connection, ORDER.reference)[0].state is MailState.SENT
