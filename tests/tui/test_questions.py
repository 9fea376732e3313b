"""The questions that every caller has: where is my product, what is this charge."""

from support.orders import awaited, charged, taken
from support.terminal import Opens

from checkout_tui.desk import Desk
from checkout_tui.domain.order import Contact
from checkout_tui.domain.reference import shown
from checkout_tui.tui.widgets.guarded_field import GuardedField


async def test_i_have_not_received_my_product_and_the_wire_is_on_its_way(terminal: Opens, desk: Desk) -> None:
    """R-040 to R-045: the likely cause is marked and says this order's own days; the others stand below it."""
    awaited(desk, language="fr")
    async with terminal(size=(120, 40)) as it:
        await it.open()
        await it.press("w")
        await it.sees(
            "● likely: the money was sent and is not credited yet",
            "entre mardi 24 et",
            "vendredi 27 novembre",
        )
        await it.sees("○ the payment was refused", "○ it is paid, but the mail was not seen")
        await it.press("escape")
        await it.sees("may be said")


async def test_an_order_that_points_to_no_cause_says_so(terminal: Opens, desk: Desk) -> None:
    """Nothing is made up: unpaid and never tried is none of the five."""
    taken(desk)
    async with terminal() as it:
        await it.open()
        await it.press("w")
        await it.sees("points to none of these", "esc: to the order arrows: read on")
        it.not_there("● likely")


async def test_what_is_this_charge_is_answered_from_the_statement(terminal: Opens, desk: Desk) -> None:
    """R-001: the amount and the last four find the purchase, with the line to say; enter opens the order."""
    order, _ = charged(desk, language="fr")
    taken(desk, Contact("Bob", "bob@example.com"))
    async with terminal() as it:
        await it.press("ctrl+r")
        await it.sees("Ask what stands on the statement")
        await it.press("enter")
        await it.enter("118,80")
        await it.press("enter")
        await it.type("4242")
        await it.sees("purchase", shown(order.reference), "correspond à votre achat de Studio Pro")
        await it.press("enter", "enter")
        await it.sees("received", "PAID")


async def test_another_merchants_name_is_noticed(terminal: Opens) -> None:
    """R-001: a name that is not ours is said before anything is searched for."""
    async with terminal() as it:
        await it.press("ctrl+r")
        await it.enter("ACME")
        await it.type("5.00")
        await it.sees("That name is not how our charges are called")


async def test_a_card_number_stays_in_no_box_of_the_statement(terminal: Opens) -> None:
    """R-097: the last four digits find a charge; more is taken out."""
    async with terminal() as it:
        await it.press("ctrl+r")
        await it.type("4242424242424242")
        await it.sees("looks like a card number")
        assert {field.value for field in it.app.screen.query(GuardedField)} == {""}


async def test_what_was_searched_for_before_comes_back_by_the_arrow(terminal: Opens, desk: Desk) -> None:
    """The latest first; what led nowhere is not kept."""
    taken(desk)
    async with terminal() as it:
        await it.type("curie")
        await it.open()
        await it.press("escape")
        # The next caller's name takes the place of what led somewhere; what led nowhere is typed on.
        await it.type("mar")
        box = it.app.screen.query_one("#box", GuardedField)
        assert box.value == "mar"
        await it.press("f5", "f3")
        await it.type("ie")
        assert box.value == "marie"
        await it.press("up")
        await it.sees("curie")
