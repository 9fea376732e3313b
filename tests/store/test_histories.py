"""Histories in the database: appended, never changed, and one winner between two writers."""

from collections.abc import Callable
from datetime import UTC, datetime
from threading import Barrier, Thread

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from checkout_tui.domain import outcomes as o
from checkout_tui.domain.business_days import SettlementWindow
from checkout_tui.domain.errors import NotFoundHere, TakenMeanwhile
from checkout_tui.domain.fold import fold
from checkout_tui.domain.history import (
    Allocated,
    Answered,
    Asked,
    Entry,
    Event,
    Noted,
    Question,
    Released,
    Retaxed,
    Returned,
    ReturnUndone,
    Via,
    Withdrawn,
)
from checkout_tui.domain.money import Money
from checkout_tui.domain.payment import Payment, key_for
from checkout_tui.domain.words import Words
from checkout_tui.store import Store, codec, orders, payments
from checkout_tui.store.tables import entries
from checkout_tui.testing import sample_order, sample_payment

NOW = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)
ORDER = sample_order()
PAYMENT = sample_payment(ORDER, "card")


@pytest.fixture
def kept(store: Store) -> Store:
    """A store with one order and one payment of it."""
    with store.writing() as connection:
        orders.add(connection, ORDER)
        payments.add(connection, PAYMENT)
    return store


def append(store: Store, payment: Payment, event: Event) -> Payment:
    with store.writing() as connection:
        return payments.append(connection, payment, event, at=NOW, by="op")


def asked(payment: Payment) -> Asked:
    return Asked(Question.AUTHORIZE, key_for(payment, Question.AUTHORIZE), payment.amount)


def test_a_payment_read_back_is_the_fold_of_its_history(kept: Store) -> None:
    """The row is the cached fold: reading it and folding the entries give the same payment."""
    payment = append(kept, PAYMENT, asked(PAYMENT))
    assert payment.live is not None
    payment = append(
        kept,
        payment,
        Answered(
            Question.AUTHORIZE,
            payment.live.key,
            o.Authorized("pi_1", NOW, "Visa •••• 4242", {"cvc": "match"}),
        ),
    )
    with kept.reading() as connection:
        assert payments.get(connection, PAYMENT.id) == payment
        assert fold(PAYMENT, payments.history(connection, PAYMENT.id)) == payment


@pytest.mark.parametrize(
    "event",
    [
        Asked(Question.REFUND, "k", Money(1, "EUR"), "pm_1", "Visa •••• 4242"),
        *(
            Answered(Question.SETTLE, "k", outcome, Via.OPERATOR, "statement of 3 March")
            for outcome in (
                o.Authorized("r", NOW, "s", {"avs": "match"}, token="pm_1"),
                o.Settled("r", Money(5, "JPY"), NOW.date(), token="pm_1"),
                o.AwaitingFunds((o.Instruction(Words("a", "b"), "c"),), "ref"),
                o.AwaitingCustomer("r", "https://pay.example/1", NOW),
                o.Pending("r", "later"),
                o.Refused("code", {"k": "v"}, "r"),
                o.NotSent("ConnectError"),
                o.Refunded("r", Money(5, "KWD")),
                o.Voided("r"),
                o.TooLate("r"),
                o.NotFound(final=True),
                o.Unanswered("ReadTimeout"),
            )
        ),
        Allocated("rem", Money(5, "EUR")),
        Released("rem", Money(5, "EUR"), "wrong order"),
        Returned(Money(5, "EUR"), "R01", "doc"),
        ReturnUndone(Money(5, "EUR"), "R01", "T-1", "another’s"),
        Withdrawn("changed"),
        Retaxed(Money(6, "EUR"), Money(5, "EUR"), (o.Instruction(Words("a", "b"), "c"),)),
        Noted("the caller’s own words: [é] “ok”"),
    ],
    ids=lambda event: type(getattr(event, "outcome", event)).__name__,
)
def test_every_kind_of_event_is_read_as_it_was_written(event: Event) -> None:
    """Nothing of an event is lost on the way to text and back."""
    assert codec.read_event(codec.write_event(event)) == event


@pytest.mark.parametrize("outcome", [o.Authorized("pi_1", shows="x"), o.Settled("pi_1", Money(100, "USD"))])
def test_an_answer_written_before_it_could_name_a_token_is_still_read(outcome: o.Outcome) -> None:
    """An older history has no such field: it names nothing, and the payment keeps what it was asked with."""
    now = codec.write_event(Answered(Question.INQUIRE, "k", outcome))
    older = now.replace('"token":"",', "").replace(',"token":""', "")
    assert "token" in now
    assert "token" not in older
    assert codec.read_event(older) == codec.read_event(now)


def test_of_two_writers_one_wins_and_the_other_is_told(kept: Store) -> None:
    """Eight operators press at the same moment: one question is written, seven are told (rule 5)."""
    gate, taken, won = Barrier(8), [], []

    def press() -> None:
        gate.wait()
        try:
            won.append(append(kept, PAYMENT, asked(PAYMENT)))
        except TakenMeanwhile as error:
            taken.append(error)

    _all_at_once(press, 8)
    assert (len(won), len(taken)) == (1, 7)
    with kept.reading() as connection:
        assert len(payments.history(connection, PAYMENT.id)) == 1


def test_no_increment_is_lost_between_threads(kept: Store) -> None:
    """Eight threads writing twenty notes each leave a hundred and sixty (SQLite's defaults lose a quarter)."""

    def write() -> None:
        for _ in range(20):
            with kept.writing() as connection:
                payment = payments.get(connection, PAYMENT.id, lock=True)
                payments.append(connection, payment, Noted("n"), at=NOW, by="op")

    _all_at_once(write, 8)
    with kept.reading() as connection:
        assert payments.get(connection, PAYMENT.id).seq == 160


def test_a_loser_leaves_nothing_behind(kept: Store) -> None:
    """What was written beside a lost entry is undone with it: nothing is half-written."""
    append(kept, PAYMENT, Noted("first"))

    def lose() -> None:
        with kept.writing() as connection:
            payments.keep_window(connection, PAYMENT.id, SettlementWindow(NOW.date(), NOW.date(), "FED"))
            payments.append(connection, PAYMENT, Noted("second"), at=NOW, by="op")

    with pytest.raises(TakenMeanwhile):
        lose()
    with kept.reading() as connection:
        assert payments.window(connection, PAYMENT.id) is None


def test_histories_cannot_be_rewritten(kept: Store) -> None:
    """The database itself refuses to change or delete an entry."""
    append(kept, PAYMENT, Noted("as it was"))
    for statement in (update(entries).values(by="nobody"), delete(entries)):
        with pytest.raises(DBAPIError, match="append-only"), kept.engine.begin() as connection:
            connection.execute(statement)
    with kept.reading() as connection:
        assert connection.execute(select(entries.c.by)).scalars().all() == ["op"]


def test_a_payment_that_is_not_there_is_a_sentence(store: Store) -> None:
    """What does not exist is said in words, not as an exception of the database."""
    with pytest.raises(NotFoundHere, match="There is no payment"), store.reading() as connection:
        payments.get(connection, "nothing")


def test_entries_are_read_in_the_order_they_were_written(kept: Store) -> None:
    """The timeline is the order of numbers, whatever the clock said."""
    payment = PAYMENT
    for text in ("one", "two", "three"):
        payment = append(kept, payment, Noted(text))
    with kept.reading() as connection:
        told: tuple[Entry, ...] = payments.history(connection, PAYMENT.id)
    assert [entry.event.text for entry in told if isinstance(entry.event, Noted)] == ["one", "two", "three"]


def _all_at_once(work: Callable[[], None], count: int) -> None:
    threads = [Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
