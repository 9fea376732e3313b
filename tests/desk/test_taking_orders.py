"""Taking an order with what is known already: the customer, the last order, and a double that is noticed."""

from attrs import evolve
from support.world import SELLER, World

from checkout_tui import Money
from checkout_tui.domain.draft import DraftLine
from checkout_tui.domain.operator import Operator, Role
from checkout_tui.domain.order import Contact
from checkout_tui.domain.tax import Exemption, Place


def test_a_known_customer_is_found_by_name_address_or_number(world: World) -> None:
    """Once each, as the latest order has them; nobody for two letters."""
    world.place()
    world.place(customer=Contact("Ada Example", "ada@example.com", "Analytical Ltd", "+12025550143"))
    for text in ("ada ex", "analyt", "ada@ex", "2025550143"):
        (known,) = world.desk.customers.known(text, world.operator)
        assert known.contact.company == "Analytical Ltd", text
        assert (known.place, known.currency) == (Place("US"), "USD")
    assert world.desk.customers.known("ad", world.operator) == ()


def test_customers_are_for_those_who_may_search(world: World) -> None:
    """R-024: the form of a new order is no way around the permission."""
    world.place()
    novice = Operator("novice", roles=frozenset({Role.CUSTOMER_SERVICE}))
    assert world.desk.customers.known("ada ex", novice) == ()


def test_the_number_is_kept_as_it_is_dialled_from_anywhere(world: World) -> None:
    """A national number gets the country code of the customer's country, whatever the spaces."""
    order = world.place(customer=Contact("Ada", "ada@example.com", "", "(202) 555.0143"))
    assert order.customer.phone == "+1 202-555-0143"


def test_products_are_ordered_by_the_beginning_of_their_name(world: World) -> None:
    """What is placed has the code, whatever was typed."""
    order = world.place(lines=(DraftLine("Studio Pro"), DraftLine("abonn", 2)))
    assert [(line.code, line.quantity, line.renews) for line in order.lines] == [
        ("studio", 1, False),
        ("plan", 2, True),
    ]


def test_what_begins_several_products_is_asked_for_again(world: World) -> None:
    """Nothing is guessed."""
    (trouble,) = world.desk.orders.quote(world.draft(lines=(DraftLine("stud"),))).troubles
    assert "begins several" in str(trouble.says)


def test_an_exemption_is_typed_and_the_line_of_nothing_says_whose_it_is(world: World) -> None:
    """R-090: while it is half typed it is asked for; then QST falls away and GST stays."""
    draft = world.draft(currency="CAD", place=Place("CA", "QC"), exempt="QST")
    (trouble,) = world.desk.orders.quote(draft).troubles
    assert trouble.field == "exempt"
    order = world.place(currency="CAD", place=Place("CA", "QC"), exempt="QST 1234567890TQ0001")
    assert [(line.title.en, line.amount.plain()) for line in order.tax] == [("GST", "6.45"), ("QST", "0.00")]
    assert order.exemptions == (Exemption("CA-QC-QST", "1234567890TQ0001"),)


def test_why_there_is_no_tax_is_said(world: World) -> None:
    """R-085, R-088: an American order has no tax line, and the reason stands there instead."""
    quote = world.desk.orders.quote(world.draft())
    assert quote.tax == ()
    assert [why.en for why in quote.untaxed] == ["No tax is collected in this country."]
    quote = world.desk.orders.quote(world.draft(currency="CAD", place=Place("CA", "BC")))
    assert any("PST is not collected" in why.en for why in quote.untaxed)


def test_every_method_is_offered_with_its_days_or_the_reason_why_not(world: World) -> None:
    """R-049, R-054: before the order is placed."""
    _, options = world.desk.orders.offer(world.draft())
    assert {option.method.code for option in options} == {"awaited", "charged"}
    (awaited,) = [option for option in options if option.method.code == "awaited"]
    assert awaited.window is not None
    _, none = world.desk.orders.offer(world.draft(lines=()))
    assert none == ()


def test_the_same_again_is_a_draft_of_its_own(world: World) -> None:
    """Exemptions go with it; today's prices are asked for anew."""
    first = world.place(currency="CAD", place=Place("CA", "QC"), exempt="QST 1234567890TQ0001")
    draft = world.desk.orders.again(first.reference, world.operator)
    assert draft.exempt == "QST 1234567890TQ0001", "as it stands in the form, which is all that is placed"
    second = world.desk.orders.place(draft, world.operator)
    assert second.reference != first.reference
    assert (second.customer, second.lines, second.total) == (first.customer, first.lines, first.total)
    assert second.tax == first.tax


def test_the_same_order_within_days_is_noticed_and_a_cancelled_one_is_not(world: World) -> None:
    """The seller's number of days decides; whoever cancelled may order again."""
    first = world.place()
    draft = world.draft(lines=(DraftLine("Studio Pro"),))
    assert [row.reference for row in world.desk.orders.seconds(draft)] == [first.reference]
    assert world.desk.orders.seconds(evolve(draft, lines=(DraftLine("studio", 2),))) == ()
    world.clock.move(days=SELLER.same_order_days)
    assert len(world.desk.orders.seconds(draft)) == 1
    world.clock.move(seconds=1)
    assert world.desk.orders.seconds(draft) == ()
    again = world.place()
    world.desk.orders.cancel(again.reference, world.operator)
    assert world.desk.orders.seconds(draft) == ()


def test_the_total_is_net_and_tax(world: World) -> None:
    """What the form shows is what is placed."""
    draft = world.draft(currency="CAD", place=Place("CA", "QC"))
    quote = world.desk.orders.quote(draft)
    assert (
        quote.total
        == Money(12900 + 645 + 1287, "CAD")
        == world.desk.orders.place(draft, world.operator).total
    )
