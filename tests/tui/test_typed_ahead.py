"""Fingers are faster than a screen: what is typed without looking lands where it was meant, and nothing is lost."""

import pytest
from support.orders import charged, taken
from support.terminal import Opens
from support.till import Till

from checkout_tui.desk import Desk
from checkout_tui.domain import outcomes as o
from checkout_tui.domain.order import Contact
from checkout_tui.domain.reference import shown, spelled
from checkout_tui.tui import typed_ahead
from checkout_tui.tui.widgets.text_field import TextField


@pytest.fixture(autouse=True)
def nothing_but_the_order_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key waits one second for an answer: on a machine that does other things as well that is no time."""
    monkeypatch.setattr(typed_ahead, "AT_MOST", 15.0)


async def test_a_whole_order_typed_at_once_lands_in_its_fields(terminal: Opens, desk: Desk) -> None:
    """Letters right after enter belong to the next field; ctrl+s waits for the price of what was typed last."""
    async with terminal() as it:
        await it.type_ahead(
            "<f4>", "studio", "<enter>", "Marie Curie", "<enter>", "marie@lumiere.example", "<enter>",
            "Lumière SARL", "<enter>", "+33 1 99 00 12 34", "<ctrl+s>",
        )  # fmt: skip
        await it.sees("How does the caller want to pay?")
        (row,) = desk.orders.recent()
        order = desk.orders.view(row.reference).order
        assert [(line.code, line.quantity) for line in order.lines] == [("studio", 1)]
        assert order.customer == Contact(
            "Marie Curie", "marie@lumiere.example", "Lumière SARL", "+33 1 99 00 12 34"
        )


async def test_a_card_typed_at_once_is_taken_and_no_question_is_answered_unread(
    terminal: Opens, desk: Desk, till: Till
) -> None:
    """Number, expiry and code each in its field; the enters that come before the confirmation is painted are none."""
    taken(desk)
    async with terminal() as it:
        await it.type_ahead("<enter>", "p", "<down>", "<enter>")
        await it.sees("Card number")
        await it.type_ahead(
            "4242 4242 4242 4242", "<enter>", "12/30", "<enter>", "123", "<enter>", "<enter>", "y"
        )
        await it.sees("is charged now")
        assert till.provider.count(o.Settled) == 0
        await it.press("enter")
        await it.sees("PAID")
    assert till.provider.count(o.Settled) == 1


async def test_enter_opens_what_was_typed_and_not_what_stood_there_before(
    terminal: Opens, desk: Desk
) -> None:
    """Enter waits for the rows of this very text, and the key after it for the order that it opens."""
    order, _ = charged(desk)
    taken(desk, Contact("Bob", "bob@example.com"))
    async with terminal() as it:
        await it.type_ahead("curie", "<enter>", "a")
        await it.sees(shown(order.reference), spelled(order.reference, "en"))


async def test_a_caller_and_a_statement_are_typed_without_looking(terminal: Opens, desk: Desk) -> None:
    """The call's box, the statement's four boxes: enter goes on, and what follows is not lost."""
    order, _ = charged(desk)
    async with terminal() as it:
        await it.type_ahead(
            "<ctrl+r>", "NORTHLIGHT", "<enter>", "118,80", "<enter>", "<enter>", "4242", "<enter>", "<enter>"
        )
        await it.sees(shown(order.reference), "PAID", "received")
        await it.type_ahead("<f2>", "marie@lumiere.example", "<enter>", "<enter>")
        await it.sees(shown(order.reference), "received")


async def test_text_behind_a_place_lands_in_that_place(terminal: Opens, desk: Desk) -> None:
    """A function key, then text: it belongs to the screen that the key opens."""
    taken(desk)
    async with terminal() as it:
        await it.type_ahead("<f3>", "marie", "<escape>", "<f4>", "studio")
        await it.sees("what it costs")
        assert it.app.screen.query_one("#new-products", TextField).value == "studio"
        await it.type_ahead("<f3>", "curie")
        await it.sees("Purchase Lookup")
        assert it.app.screen.query_one("#box", TextField).value == "curie"
