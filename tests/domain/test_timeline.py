"""The operator's timeline: a line for every event and every outcome."""

from datetime import UTC, date, datetime
from typing import get_args

import pytest

from checkout_tui.domain import outcomes as o
from checkout_tui.domain.business_days import SettlementWindow
from checkout_tui.domain.history import (
    Allocated,
    Answered,
    Asked,
    BankNotice,
    Entry,
    Event,
    Noted,
    Question,
    Released,
    Returned,
    ReturnUndone,
    Via,
    Withdrawn,
)
from checkout_tui.domain.hold import RAN_OUT
from checkout_tui.domain.money import Money
from checkout_tui.domain.sentence import Reader
from checkout_tui.domain.timeline import expected, told, understood
from checkout_tui.domain.words import Words

AT = datetime(2026, 11, 23, 14, 3, tzinfo=UTC)
AMOUNT = Money(11880, "EUR")
CARD = Words("Card", "Carte")

OUTCOMES: tuple[o.Outcome, ...] = (
    o.Authorized("pi_1", until=AT, shows="Visa •••• 4242"),
    o.Authorized("pi_1"),
    o.Authorized("order-1", held=False),
    o.Settled("ch_1", AMOUNT, on=date(2026, 11, 26)),
    o.Settled("ch_1", AMOUNT),
    o.AwaitingFunds((), "K7M-42XQ-9"),
    o.AwaitingFunds(()),
    o.AwaitingCustomer("o-1", "https://pay.example/1"),
    o.Pending("pi_1", "review"),
    o.Pending(),
    o.Refused("do_not_honor"),
    o.Refused("do_not_honor", {RAN_OUT: AT.isoformat()}),
    o.NotSent("ConnectError"),
    o.Refunded("re_1", AMOUNT),
    o.Voided(),
    o.TooLate(),
    o.NotFound(final=False),
    o.NotFound(final=True),
    o.Unanswered("ReadTimeout"),
    o.Unanswered(),
)
EVENTS: tuple[Event, ...] = (
    *(Asked(question, "k", AMOUNT) for question in Question),
    *(
        Answered(question, "k", outcome, via, "phoned")
        for question in Question
        for outcome in OUTCOMES
        for via in Via
    ),
    Allocated("r-1", AMOUNT),
    BankNotice("C01", "•••• 5678"),
    BankNotice("R68"),
    Released("r-1", AMOUNT, "wrong order"),
    Returned(AMOUNT, "R01"),
    ReturnUndone(AMOUNT, "R01", why="another’s"),
    Withdrawn("changed"),
    Withdrawn("cancelled"),
    Withdrawn("other"),
    Withdrawn(),
    Noted("called back"),
)


def says(event: Event, method: Words | None = CARD, language: str = "en") -> str:
    return told(Entry("p", 1, AT, "op", event), method).say(Reader(language))


def test_every_outcome_is_tried_here() -> None:
    """A new outcome has to be given a line before these tests pass."""
    assert {type(outcome) for outcome in OUTCOMES} == set(get_args(o.Outcome))


@pytest.mark.parametrize("event", EVENTS, ids=str)
def test_every_event_has_a_line(event: Event) -> None:
    """No event is left without words, in either language, with the method known or not."""
    for method in (CARD, None):
        for language in ("en", "fr"):
            said = says(event, method, language)
            assert said
            assert "{" not in said
            assert "None" not in said


@pytest.mark.parametrize(
    ("event", "line"),
    [
        (Asked(Question.AUTHORIZE, "k", AMOUNT), "Card: asked to authorize 118.80 EUR"),
        (
            Asked(Question.AUTHORIZE, "k", AMOUNT, shows="Visa •••• 4242"),
            "Visa •••• 4242: asked to authorize 118.80 EUR",
        ),
        (Answered(Question.AUTHORIZE, "k", o.Refused("do_not_honor")), "Card declined (do_not_honor)"),
        (Answered(Question.REFUND, "k", o.Refused("too_old")), "Card: the refund was refused (too_old)"),
        (
            Answered(Question.AUTHORIZE, "k", o.Unanswered("ReadTimeout")),
            "Card: no answer came: none within the time allowed",
        ),
        (
            Answered(Question.AUTHORIZE, "k", o.Settled("c", AMOUNT), Via.INQUIRY),
            "Card: 118.80 EUR settled – found by asking the provider",
        ),
        (
            Answered(Question.AUTHORIZE, "k", o.NotFound(final=True), Via.OPERATOR, "phoned the bank"),
            "Card: the provider never had the question “authorize” – decided by a person: phoned the bank",
        ),
        (Allocated("r-1", AMOUNT), "Card: allocated 118.80 EUR from remittance r-1"),
        (Returned(AMOUNT, "R01"), "Card: the bank took back 118.80 EUR (R01)"),
        (Withdrawn("changed"), "Card: given up for another payment option"),
    ],
)
def test_a_line_says_what_happened(event: Event, line: str) -> None:
    """Amounts, masked numbers and codes stand in the line; a refused refund is no declined payment."""
    assert says(event) == line


def test_the_readers_language_decides_about_facts() -> None:
    """The method's title and the amount follow whoever reads, before any catalogue is asked."""
    assert says(Allocated("r-1", AMOUNT), language="fr").startswith("Carte: allocated 118,80 EUR")


def test_codes_and_reasons_from_outside_are_safe() -> None:
    """What a provider or a bank wrote cannot reach the terminal as a command."""
    for event in (
        Answered(Question.AUTHORIZE, "k", o.Refused("x\x1b[2J")),
        Answered(Question.AUTHORIZE, "k", o.Unanswered("x\x1b[2J")),
        Answered(Question.AUTHORIZE, "k", o.Pending(why="x\x1b[2J")),
        Answered(Question.AUTHORIZE, "k", o.Authorized("r", shows="x\x1b[2J")),
        Returned(AMOUNT, "x\x1b[2J"),
        Noted("x\x1b[2J"),
    ):
        assert "\x1b" not in says(event)
        assert "␛" in says(event)


def test_expected_money_is_the_line_that_has_not_happened() -> None:
    """The window with its business days and calendar, or the bare days where none are counted."""
    window = SettlementWindow(date(2026, 11, 26), date(2026, 11, 30), "TARGET", 2, 4)
    assert expected(window).say() == (
        "money expected between Thursday 26 November 2026 and Monday 30 November 2026 "
        "(2–4 business days, TARGET)"
    )
    bare = SettlementWindow(date(2026, 11, 26), date(2026, 11, 26), "TARGET")
    assert expected(bare).say() == "money expected on Thursday 26 November 2026"


@pytest.mark.parametrize("who", o.Who)
@pytest.mark.parametrize("retry", o.Retry)
@pytest.mark.parametrize("family", o.Family)
def test_every_interpretation_is_a_sentence(family: o.Family, retry: o.Retry, who: o.Who) -> None:
    """Whatever a method makes of a refusal, the operator reads in words, marked as his alone."""
    said = understood(o.Declined(family, retry, who)).say()
    assert said.startswith("for you only: ")
    assert said.count(";") == 2
    assert not any(code in said.split() for code in ("stale", "method", "plain"))
