"""Charges taken on the way: borne once, of the money that they were taken from, and never of what is sent again."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from checkout_tui.domain import outcomes as o
from checkout_tui.domain.fold import moved_by
from checkout_tui.domain.history import (
    Allocated,
    Answered,
    Asked,
    Entry,
    Event,
    Question,
    Returned,
    ReturnUndone,
    ShortAccepted,
    Standing,
)
from checkout_tui.domain.money import Money
from checkout_tui.domain.payment import Payment, key_for
from checkout_tui.domain.words import Words

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
PRICE = Money(10000, "EUR")
TO_PAY = o.AwaitingFunds((o.Instruction(Words.same("IBAN"), "NL00 EXAMPLE"),), "K7M-42XQ-Z")


def after(payment: Payment, *events: Event) -> Payment:
    for event in events:
        at = NOON + timedelta(minutes=payment.seq)
        payment = moved_by(payment, Entry(payment.id, payment.seq + 1, at, "op", event))
    return payment


def answered(payment: Payment, question: Question, amount: Money, outcome: o.Outcome) -> Payment:
    key = key_for(payment, question)
    return after(payment, Asked(question, key, amount), Answered(question, key, outcome))


def waiting() -> Payment:
    payment = Payment(id="p", order="K7M42XQZ", method="wire", amount=PRICE, opened_at=NOON)
    return answered(payment, Question.AUTHORIZE, PRICE, TO_PAY)


def arrives(payment: Payment, *parts: int) -> Payment:
    """Money in parts; what is missing then is borne, and all of it is settled."""
    for part in parts:
        payment = after(payment, Allocated("r", Money(part, "EUR")))
    if payment.due.minor:
        payment = after(payment, ShortAccepted(payment.due))
    amount = payment.to_settle
    return answered(payment, Question.SETTLE, amount, o.Settled("s", amount))


def parts() -> st.SearchStrategy[list[int]]:
    """What arrives of the price, in up to three transfers, a little of it missing or nothing."""
    return st.lists(st.integers(1, 3000), min_size=1, max_size=3).map(
        lambda small: [*small[1:], PRICE.minor - sum(small[1:]) - small[0] % 7]
    )


@settings(max_examples=80)
@given(st.lists(parts(), min_size=1, max_size=4))
def test_what_is_here_and_what_is_borne_are_the_price_however_often_it_came_back(
    sent: list[list[int]],
) -> None:
    """After each return the whole price is waited for again; only what the last wire lost is borne."""
    payment = waiting()
    for number, amounts in enumerate(sent):
        assert payment.due == PRICE
        payment = arrives(payment, *amounts)
        assert payment.standing is Standing.SETTLED
        assert (payment.kept.minor, payment.charges) == (sum(amounts), PRICE.minor - sum(amounts))
        if number < len(sent) - 1:
            payment = after(payment, Returned(payment.kept, "AC04"))
            assert (payment.standing, payment.borne) == (Standing.RETURNED, 0)


def test_a_return_that_is_undone_brings_its_charges_back() -> None:
    """The money is here again as it was: what was borne of it is borne again, and nothing is due."""
    short = arrives(waiting(), 9500)
    gone = after(short, Returned(short.kept, "AC04", original="T"))
    assert (gone.due, gone.kept.minor, gone.last_no) == (PRICE, 0, o.Refused("AC04"))
    back = after(gone, ReturnUndone(short.kept, "AC04", "T", "another customer's"))
    assert (back.standing, back.kept, back.borne, back.last_no) == (Standing.SETTLED, short.kept, 500, None)
