"""Answers come late and in any order: an older one never stands above a newer one, nor above what was typed."""

import threading
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

from support.held import Held
from support.orders import charged, taken
from support.terminal import Opens

from checkout_tui.desk import Desk
from checkout_tui.domain.order import Contact
from checkout_tui.domain.reference import shown
from checkout_tui.tui.widgets.text_field import TextField


async def test_a_cancelled_order_is_not_shown_as_it_was_before(terminal: Opens, desk: Desk) -> None:
    """What was looked up before the cancellation, and answers after it, is nobody's answer."""
    order = taken(desk)
    async with terminal() as it:
        await it.press("enter")
        await it.sees("NO PAYMENT YET", "x cancel order")
        held = Held(desk.orders.view)
        with patch.object(desk.orders, "view", held):
            await it.pilot.press("escape", "enter")
            # Looked up a second time while the first answer is still on its way.
            while not held.looked.is_set():
                await it.pilot.pause(0.01)
            desk.orders.cancel(order.reference, it.app.operator)
            it.app.screen.load()  # type: ignore[attr-defined]
            await it.sees("CANCELLED")
            held.go_on.set()
            await it.settle()
        assert held.answered.is_set()
        await it.sees("CANCELLED")


async def test_before_an_order_is_known_nothing_is_promised(terminal: Opens, desk: Desk) -> None:
    """While it is looked up no rare key is named, and each of the others has that as its reason."""
    taken(desk)
    held = Held(desk.orders.view)
    with patch.object(desk.orders, "view", held):
        async with terminal() as it:
            await it.settle()
            await it.pilot.press("enter")
            await it.sees("Looking…", "x cancel order")
            it.not_there("hold anew", "present again", "to its money")
            assert "It is not known yet" in it.app.screen.impossible()["cancel"]  # type: ignore[attr-defined]
            held.go_on.set()
            await it.sees("received")
            assert "cancel" not in it.app.screen.impossible()  # type: ignore[attr-defined]


async def test_enter_waits_for_what_the_text_finds(terminal: Opens, desk: Desk) -> None:
    """However long the answer takes, enter opens the order of this very text, and never a row of an older one."""
    order, _ = charged(desk)
    taken(desk, Contact("Bob", "bob@example.com"))
    async with terminal() as it:
        await it.sees("Bob")
        held = Held(desk.lookup.search)
        with patch.object(desk.lookup, "search", held):
            await it.pilot.press(*"curie")
            it.app.screen.action_first()  # type: ignore[attr-defined]
            await it.pilot.pause(0.05)
            await it.sees("Purchase Lookup", "Bob")
            held.go_on.set()
            await it.sees(shown(order.reference), "PAID", "received")


async def test_what_is_typed_while_a_call_begins_stays(terminal: Opens, desk: Desk) -> None:
    """The number is typed at once, before the call is written down: it is not taken out again."""
    async with terminal() as it:
        await it.settle()
        held = Held(desk.calls.begin)
        with patch.object(desk.calls, "begin", held):
            await it.pilot.press("f2")
            await it.pilot.pause(0.05)
            it.app.screen.query_one("#caller", TextField).value = "marie@lumiere.example"
            held.go_on.set()
            await it.settle()
        assert it.app.screen.query_one("#caller", TextField).value == "marie@lumiere.example"


async def test_a_draft_that_is_taken_up_keeps_its_reference(terminal: Opens, desk: Desk) -> None:
    """A new order that is begun slowly is not put under the draft that stands in the form by then."""
    async with terminal() as it:
        await it.settle()
        draft = desk.orders.begin(it.app.operator)
        held = Held(desk.orders.begin)
        with patch.object(desk.orders, "begin", held):
            await it.pilot.press("f4")
            await it.pilot.pause(0.1)
            it.app.screen._go_on(draft)  # type: ignore[attr-defined]
            held.go_on.set()
            await it.settle()
        assert it.app.screen.draft.reference == draft.reference  # type: ignore[attr-defined]


async def test_a_mistake_of_ours_does_not_end_the_searching(terminal: Opens, desk: Desk) -> None:
    """After an unexpected failure the next text is searched for all the same."""
    taken(desk)

    def fails(*_: object) -> None:
        raise RuntimeError("a mistake")

    async with terminal() as it:
        await it.sees("Lumière")
        with patch.object(desk.lookup, "search", fails):
            await it.type("cu")
            await it.sees("Something went wrong here")
        await it.type("rie")
        await it.sees("curie", "Lumière")


async def test_one_letter_is_no_key_yet(terminal: Opens, desk: Desk) -> None:
    """After one letter nothing is said to be unknown: the operator is told to type on."""
    taken(desk)
    async with terminal() as it:
        await it.sees("Lumière")
        await it.type("q")
        await it.sees("Type on")
        it.not_there("Nothing is found by that")
        await it.type("q")
        await it.sees("Nothing is found by that")


async def test_an_order_that_is_placed_late_pulls_nobody_away(terminal: Opens, desk: Desk) -> None:
    """Whoever has left for the queue stays there, is told, and opens the payment with ^g."""
    async with terminal() as it:
        await it.settle()
        held = Held(desk.orders.place)
        with patch.object(desk.orders, "place", held):
            await it.press("f4")
            for code, text in (("products", "studio"), ("name", "Ada"), ("email", "ada@example.com")):
                it.app.screen.query_one(f"#new-{code}", TextField).value = text
            await it.settle()
            await it.pilot.press("ctrl+s")
            while not held.looked.is_set():
                await it.pilot.pause(0.01)
            await it.pilot.press("f5")
            await it.sees("Queue")
            held.go_on.set()
            await it.sees("Queue", "✓ done ^g")
            await it.press("ctrl+g")
            await it.sees("It is placed, and waits for its payment.")
            await it.press("enter")
            await it.sees("How does the caller want to pay?")


async def test_a_late_answer_about_the_caller_keeps_the_note(terminal: Opens, desk: Desk) -> None:
    """The note is kept while the caller's name is still being written: neither answer puts the other back."""
    async with terminal() as it:
        await it.press("f2")
        await it.settle()
        held = Held(desk.calls.name_caller)
        with patch.object(desk.calls, "name_caller", held):
            it.app.screen._name_caller("marie@lumiere.example")  # type: ignore[attr-defined]
            while not held.looked.is_set():
                await it.pilot.pause(0.01)
            note = it.app.screen.query_one("#note", TextField)
            note.value = "rings again on Friday"
            note.focus()
            await it.pilot.press("enter")
            await it.sees("The note is kept.")
            held.go_on.set()
            await it.settle()
        call = it.app.in_call.call
        assert call is not None
        assert (call.caller, call.note) == ("marie@lumiere.example", "rings again on Friday")


async def test_of_two_notes_and_of_two_drafts_the_last_that_was_typed_stays(
    terminal: Opens, desk: Desk
) -> None:
    """However long the first takes on its way to the database, the second is not written before it."""

    class Slow:
        """The first call comes to the database late: once the second is done, or cannot be."""

        def __init__(self, real: Callable[..., Any]) -> None:
            self.real = real
            self.calls: list[object] = []
            self.another = threading.Event()

        def __call__(self, what: object, *more: Any) -> Any:
            self.calls.append(what)
            first = len(self.calls) == 1
            if first:
                self.another.wait(0.3)
            answer = self.real(what, *more)
            if not first:
                self.another.set()
            return answer

    notes, drafts = Slow(desk.calls.note), Slow(desk.drafts.keep)
    async with terminal() as it:
        await it.press("f2")
        await it.settle()
        with patch.object(desk.calls, "note", notes), patch.object(desk.drafts, "keep", drafts):
            note = it.app.screen.query_one("#note", TextField)
            note.focus()
            for text in ("rings again", "rings again on Friday"):
                note.value = text
                await it.pilot.press("enter")
            await it.settle()
            await it.press("f4")
            screen = it.app.screen
            for name in ("Ada", "Ada Lovelace"):
                screen.query_one("#new-name", TextField).value = name
                screen._keep()  # type: ignore[attr-defined]
            await it.settle()
        assert len(notes.calls) == 2
        assert len(drafts.calls) >= 2
    call = desk.calls.current(it.app.operator)
    assert call is not None
    assert call.note == "rings again on Friday"
    (kept,) = desk.calls.known("", it.app.operator).drafts
    assert kept.draft.customer.name == "Ada Lovelace"
