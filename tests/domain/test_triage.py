"""“I have not received my product” and “what is this charge?”: the answers that every caller may hear."""

from datetime import UTC, date, datetime, timedelta

import pytest
from attrs import evolve

from checkout_tui import Money
from checkout_tui.domain.charge import Statement, explained, may_be, not_ours
from checkout_tui.domain.errors import BadInput
from checkout_tui.domain.order import Delivery, Order, OrderState
from checkout_tui.domain.payment import Payment
from checkout_tui.domain.seller import Seller
from checkout_tui.domain.triage import Cause, triage
from checkout_tui.testing import sample_order, sample_payment

DAY = date(2026, 11, 24)


def order(*deliveries: Delivery) -> Order:
    made = sample_order(Money(11880, "EUR"))
    return evolve(made, lines=tuple(evolve(made.lines[0], delivery=each) for each in deliveries))


@pytest.mark.parametrize(
    ("state", "deliveries", "likely"),
    [
        (OrderState.DECLINED, [Delivery.DOWNLOAD], [Cause.DECLINED]),
        (OrderState.RETURNED, [Delivery.DOWNLOAD], [Cause.DECLINED]),
        (OrderState.AWAITING_CUSTOMER, [Delivery.DOWNLOAD], [Cause.NOT_APPROVED]),
        (OrderState.AWAITING_FUNDS, [Delivery.SELLER], [Cause.ON_ITS_WAY]),
        (OrderState.PAID, [Delivery.LICENCE], [Cause.NOT_SEEN]),
        (OrderState.PAID, [Delivery.SELLER], [Cause.SELLER_DELIVERS]),
        (OrderState.PAID, [Delivery.SELLER, Delivery.LICENCE], [Cause.NOT_SEEN, Cause.SELLER_DELIVERS]),
        (OrderState.NEW, [Delivery.LICENCE], []),
        (OrderState.UNANSWERED, [Delivery.LICENCE], []),
        (OrderState.CANCELLED, [Delivery.SELLER], []),
    ],
)
def test_every_cause_is_named_and_the_likely_one_comes_first(
    state: OrderState, deliveries: list[Delivery], likely: list[Cause]
) -> None:
    """R-040 to R-045: five causes, and the likeliest, once, says what this order's own dates are."""
    found = triage(order(*deliveries), state, ("with its own dates",))
    assert {each.cause for each in found} == set(Cause)
    assert [each.cause for each in found if each.likely] == likely
    assert [each.cause for each in found][: len(likely)] == likely
    told = [each.cause for each in found if each.say == ("with its own dates",)]
    assert told == likely[:1]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_cause_promises_a_time(language: str) -> None:
    """No digit stands in a line that is not this order's own: nothing is promised that was not given (R-060)."""
    lines = [
        said
        for each in triage(evolve(order(Delivery.DOWNLOAD), language=language), OrderState.NEW, ())
        for said in each.say
    ]
    assert len(lines) == len(Cause)
    assert not any(character.isdigit() for line in lines for character in line)


def settled(on: date = DAY, shows: str = "Visa •••• 4242") -> Payment:
    payment = sample_payment(sample_order(Money(11880, "EUR")), "card")
    return evolve(payment, shows=shows, settled_at=datetime(on.year, on.month, on.day, 9, tzinfo=UTC))


@pytest.mark.parametrize(
    ("statement", "matches"),
    [
        (Statement(amount="118.80"), True),
        (Statement(amount="118,80 EUR", last4="4242"), True),
        (Statement(last4="•••• 4242", day=DAY), True),
        (Statement(last4="4242", day=DAY + timedelta(days=5)), True),
        (Statement(last4="4242", day=DAY + timedelta(days=6)), False),
        (Statement(last4="4242", day=DAY - timedelta(days=1)), True),
        (Statement(last4="4242", day=DAY - timedelta(days=2)), False),
        (Statement(last4="1111"), False),
        (Statement(amount="118.81", last4="4242"), False),
    ],
)
def test_a_charge_is_told_by_amount_last_four_and_a_day_that_may_be_late(
    statement: Statement, matches: bool
) -> None:
    """R-001: a statement may show a charge some days after it was made, never long before."""
    assert may_be(statement, settled()) is matches


def test_what_never_took_money_is_no_charge() -> None:
    """A declined attempt of the same amount explains nothing."""
    assert not may_be(Statement(amount="118.80"), evolve(settled(), settled_at=None))


@pytest.mark.parametrize(
    "statement", [Statement(), Statement("NORTHLIGHT"), Statement(last4="42"), Statement(amount="much")]
)
def test_too_little_is_asked_for(statement: Statement) -> None:
    """A name or a day alone finds everybody; that is no answer."""
    with pytest.raises(BadInput):
        statement.findable()


@pytest.mark.parametrize(
    ("descriptor", "foreign"),
    [
        ("", False),
        ("NORTHLIGHT*STUDIO", False),
        ("northlight software", False),
        ("NORTHLI", False),
        ("ACME BOOKS", True),
    ],
)
def test_another_merchants_name_is_said_so(descriptor: str, foreign: bool) -> None:
    """The configured name or the seller's own, however a bank cuts it."""
    seller = Seller(
        "Northlight Software", "a@example.com", "b@example.com", statement_descriptor="NORTHLIGHT*STUDIO"
    )
    assert (not_ours(descriptor, seller) is not None) is foreign


def test_the_line_says_purchase_or_renewal_in_the_orders_language() -> None:
    """R-001, R-122: what it was, from whom, when, and where the receipt went."""
    french = evolve(sample_order(Money(11880, "EUR")), language="fr")
    assert "votre achat" in explained(french, settled(), DAY, renewal=False).say
    assert "renouvellement" in explained(french, settled(), DAY, renewal=True).say
