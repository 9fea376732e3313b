"""Money on hold: until when, when it may be held anew, and that we say ourselves when it has ended."""

from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve

from checkout_tui.domain import outcomes as o
from checkout_tui.domain.fold import moved_by
from checkout_tui.domain.history import Answered, Asked, Entry, Event, Question, Standing
from checkout_tui.domain.hold import RAN_OUT, ended, notes, why_not_hold, with_its_end, with_its_life
from checkout_tui.domain.money import Money
from checkout_tui.domain.payment import Payment, follows, key_for
from checkout_tui.domain.sentence import Reader

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY = timedelta(days=1)
PRICE = Money(9900, "USD")


def after(payment: Payment, *events: Event) -> Payment:
    for event in events:
        payment = moved_by(payment, Entry(payment.id, payment.seq + 1, NOON, "op", event))
    return payment


def asked(payment: Payment, question: Question, outcome: o.Outcome) -> Payment:
    """The payment once ``question`` was asked and answered."""
    key = key_for(payment, question)
    return after(payment, Asked(question, key, PRICE), Answered(question, key, outcome))


def held(**changes: object) -> Payment:
    """A payment of a seller who takes it later, sure for three days of 29."""
    new = Payment(id="p", order="K7M42XQZ", method="any", amount=PRICE, opened_at=NOON)
    answer = o.Authorized("a-1", until=NOON + 29 * DAY, sure_until=NOON + 3 * DAY, keep=True)
    return asked(new, Question.AUTHORIZE, evolve(answer, **changes))


def test_what_follows_an_authorization() -> None:
    """Taken at once where nothing is said; held first where it is only approved; else a person decides."""
    assert follows(held(keep=False)) is Question.SETTLE
    assert follows(held(held=False)) is Question.HOLD
    assert follows(held()) is None
    assert follows(asked(held(), Question.VOID, o.Voided())) is None


def test_held_anew() -> None:
    """A new hold takes the place of the old one, with its own times."""
    again = o.Authorized("a-2", until=NOON + 29 * DAY, sure_until=NOON + 6 * DAY, keep=True)
    payment = asked(held(), Question.HOLD, again)
    assert (payment.standing, payment.reference) == (Standing.AUTHORIZED, "a-2")
    assert payment.sure_until == NOON + 6 * DAY
    assert key_for(payment, Question.HOLD) == "p-hold-2"


def test_a_refused_renewal_leaves_what_is_held() -> None:
    """What was held before still is; where the customer had only approved, a refusal is a decline."""
    assert asked(held(), Question.HOLD, o.Refused("no")).standing is Standing.AUTHORIZED
    assert asked(held(held=False), Question.HOLD, o.Refused("no")).standing is Standing.DECLINED


@pytest.mark.parametrize(
    ("payment", "days", "able", "says"),
    [
        (held(), 0, True, "not before"),
        (held(), 2.9, True, "not before"),
        (held(), 3, True, None),
        (held(), 28.9, True, None),
        (held(), 29, True, "expired"),
        (held(), 3, False, "cannot hold"),
        (held(held=False), 0, True, None),
        (held(keep=False), 3, True, "taken at once"),
        (held(sure_until=None), 20, True, "does not say"),
        (asked(held(), Question.VOID, o.Voided()), 3, True, "Nothing is authorized"),
        (after(held(), Asked(Question.SETTLE, "p-settle-1", PRICE)), 3, True, "no answer yet"),
    ],
)
def test_when_it_may_be_held_anew(payment: Payment, days: float, able: bool, says: str | None) -> None:
    """From the end of the sure days to the end of the authorization, and each reason why not."""
    why_not = why_not_hold(payment, NOON + days * DAY, able=able)
    assert (says is None and why_not is None) or (says and says in str(why_not))


def test_an_end_is_said_by_us() -> None:
    """A refusal to take it after its end keeps its own code, and bears the day on which it had ended."""
    refused, late = o.Refused("do_not_honor", {"x": "y"}), NOON + 29 * DAY
    told = with_its_end(held(), Question.SETTLE, refused, late)
    assert told == o.Refused("do_not_honor", {"x": "y", RAN_OUT: late.isoformat()})
    assert isinstance(told, o.Refused)
    assert ended(told) == late
    assert with_its_end(held(), Question.SETTLE, refused, late - DAY) == refused
    assert with_its_end(held(), Question.REFUND, refused, late) == refused
    assert with_its_end(held(until=None), Question.SETTLE, refused, late) == refused
    assert with_its_end(held(), Question.SETTLE, o.Unanswered(), late) == o.Unanswered()
    assert ended(refused) is None


def test_an_end_that_nobody_named_is_the_methods_own() -> None:
    """Held without an end it is held for the method's usual time, from the answer on; asked again it is no younger."""
    week, alone = 7 * DAY, o.Authorized("a")
    new = evolve(held(until=None), held=False)
    told = with_its_life(new, Question.AUTHORIZE, alone, week, NOON)
    assert told == o.Authorized("a", until=NOON + week)
    later = with_its_life(held(), Question.INQUIRE, alone, week, NOON + DAY)
    assert (later, with_its_life(held(), Question.HOLD, alone, week, NOON)) == (alone, told)
    named, approved = o.Authorized("a", until=NOON + DAY), o.Authorized("a", held=False)
    for outcome in (named, approved, o.Pending("a"), o.Settled("a", PRICE)):
        assert with_its_life(new, Question.AUTHORIZE, outcome, week, NOON) == outcome
    assert with_its_life(new, Question.AUTHORIZE, alone, None, NOON) == alone


def said(payment: Payment, days: float) -> str:
    """Everything noted beside the payment."""
    return "\n".join(note.say(Reader()) for note in notes(payment, NOON + days * DAY))


def test_notes_of_a_hold() -> None:
    """Until when it is held and sure; that it is not sure any more; that it has expired."""
    assert "held until Tuesday 22 December 2026" in said(held(), 0)
    assert "sure until Thursday 26 November 2026" in said(held(), 0)
    assert "taken when somebody settles it" in said(held(), 0)
    assert "not sure any more" in said(held(), 3)
    assert said(held(), 29) == "this authorization has expired on Tuesday 22 December 2026 12:00"
    declined = asked(held(), Question.SETTLE, o.Refused("x", {RAN_OUT: (NOON + 29 * DAY).isoformat()}))
    assert said(declined, 30) == "this authorization had expired on Tuesday 22 December 2026 12:00"


def test_notes_of_a_link() -> None:
    """Until when the mailed link is good, where the provider said so."""
    new = Payment(id="p", order="K7M42XQZ", method="any", amount=PRICE, opened_at=NOON)
    mailed = o.AwaitingCustomer("o-1", "https://pay.example/1", NOON + DAY)
    assert "good until Tuesday 24 November" in said(asked(new, Question.AUTHORIZE, mailed), 0)
    assert "ended on Tuesday 24 November" in said(asked(new, Question.AUTHORIZE, mailed), 1)
    assert said(asked(new, Question.AUTHORIZE, evolve(mailed, until=None)), 1) == ""


@pytest.mark.parametrize("result", ["match", "mismatch", "not checked", "unavailable"])
def test_checks_in_words(result: str) -> None:
    """What the bank found about address and security code is said in one of four words."""
    payment = held(facts={"avs": result, "cvc": result, "other": "\x1b[31mred"})
    lines = said(payment, 29).splitlines()
    assert f"address: {result}" in lines
    assert f"security code: {result}" in lines
    assert not any("\x1b" in line for line in lines)
