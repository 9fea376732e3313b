"""Fingers are faster than a screen: what is typed without looking lands where it was meant, and nothing is lost."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from support.orders import BY, charged, taken
from support.terminal import Opens
from support.till import Till

from checkout_tui.desk import Desk
from checkout_tui.domain import outcomes as o
from checkout_tui.domain.inbox import Folder
from checkout_tui.domain.order import Contact
from checkout_tui.domain.reference import shown, spelled
from checkout_tui.tui import typed_ahead
from checkout_tui.tui.widgets.text_field import TextField


@pytest.fixture
def late(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """While this is not set the desk answers nothing that is looked up, and the screen calls it late at once."""
    answers = threading.Event()
    answers.set()

    def held(real: Callable[..., Any]) -> Callable[..., Any]:
        def verb(*what: Any) -> Any:
            answers.wait(20)
            return real(*what)

        return verb

    for room, verb in (
        (desk.lookup, "search"),
        (desk.orders, "view"),
        (desk.payments, "options"),
        (desk.payments, "prepare"),
        (desk.refunds, "view"),
        (desk.remittances, "candidates"),
    ):
        monkeypatch.setattr(room, verb, held(getattr(room, verb)))
    monkeypatch.setattr(typed_ahead, "SLOW", 0.1)
    yield answers
    answers.set()


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
        rung: list[int] = []
        it.app.bell = lambda: rung.append(1)  # type: ignore[method-assign]
        await it.type_ahead("<enter>", "p", "<down>", "<enter>")
        await it.sees("Card number")
        await it.type_ahead(
            "4242 4242 4242 4242", "<enter>", "12/30", "<enter>", "123", "<enter>", "<enter>", "y"
        )
        await it.sees("is charged now")
        assert till.provider.count(o.Settled) == 0
        assert rung, "nothing is lost without a sound"
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


CARD = ("4242 4242 4242 4242", "<enter>", "12/30", "<enter>", "123", "<enter>", "<enter>")


async def test_what_is_typed_on_a_slow_desk_is_kept_until_its_screen_is_there(
    terminal: Opens, desk: Desk, till: Till, late: threading.Event
) -> None:
    """From a name to the card's code before the first answer: each key in its place, none in the lookup's box."""
    charged(desk, Contact("Bob", "bob@example.com"))
    taken(desk)
    async with terminal() as it:
        await it.sees("Lumière", "Bob")
        late.clear()
        it.send("curie", "<enter>", "p", "<down>", "<enter>", *CARD)
        await it.sees("curie", "… working: 35 keys wait, esc drops them")
        box = it.app.screen.query_one("#box", TextField)
        late.set()
        await it.sees("is charged now", "Lumière SARL")
        it.not_there("working")
        assert box.value == "curie"
    assert till.provider.count(o.Settled) == 1, (
        "Bob's; what is asked is answered by nobody who has not read it"
    )


async def test_esc_drops_what_waits_and_says_so(terminal: Opens, desk: Desk, late: threading.Event) -> None:
    """The screen stays where it is and nothing is opened by what was dropped; so a click does, and the lock at once."""
    order, _ = charged(desk)
    async with terminal() as it:
        await it.sees("Lumière")
        late.clear()
        it.send("curie", "<enter>", "a")
        await it.sees("… working: 2 keys wait, esc drops them")
        it.send("<escape>")
        await it.sees("2 keys that waited were dropped", "… working")
        it.send("<enter>", "<f5>", "x")
        await it.sees("3 keys wait")
        it.click(1, 1)
        await it.sees("3 keys that waited were dropped", "… working")
        it.send("<enter>", "<ctrl+k>", "12", "<enter>", "12", "<enter>")
        await it.sees("Purchase Lookup", "1 key that waited was dropped")
        late.set()
        await it.settle()
        await it.sees("Purchase Lookup", "Lumière")
        await it.press("enter")
        await it.sees(shown(order.reference), "received")


async def test_a_refund_typed_on_a_slow_desk_is_asked_for_with_every_fact(
    terminal: Opens, desk: Desk, late: threading.Event
) -> None:
    """Reason and facts are ticked on the refund and nowhere else, and enter asks for it once they are known."""
    charged(desk)
    async with terminal() as it:
        await it.sees("Lumière")
        late.clear()
        it.send("<enter>", "f", "2", "a", "b", "c", "<enter>")
        await it.sees("Looking…", "… working: 6 keys wait")
        late.set()
        await it.sees("Refund", "asked for", "type the code")


async def test_a_decision_typed_before_it_is_known_whose_the_money_is_keeps_its_words(
    terminal: Opens, desk: Desk, late: threading.Event
) -> None:
    """R-068: the note is the note, and none of its letters is a key of the inbox."""
    desk.documents.import_document("one.txt", b"STATEMENT\n7.00;hello;STRANGER\n", BY, reader="awaited")
    async with terminal() as it:
        late.clear()
        it.send("<f6>")
        await it.sees("STRANGER")
        it.send("n", "wanton bus", "<enter>")
        await it.sees("11 keys wait, esc drops them")
        late.set()
        await it.sees("parked 1")
    (parked,) = desk.inbox.page(Folder.PARKED, "", 0, 5)
    assert parked.note == "wanton bus"
