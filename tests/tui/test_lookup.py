"""Purchase Lookup: the operator's search, and the blind form that only mails (R-020 to R-025)."""

import threading
from unittest.mock import patch

import pytest
from support.orders import MARIE, awaited, taken
from support.terminal import Opens
from textual.events import Paste

from checkout_tui.desk import Desk
from checkout_tui.domain.operator import Operator, Role
from checkout_tui.domain.order import Contact
from checkout_tui.domain.outside_text import looks_like_card_number
from checkout_tui.domain.reference import shown
from checkout_tui.tui.widgets.guarded_field import GuardedField


async def test_where_is_my_order(terminal: Opens, desk: Desk) -> None:
    """R-024: part of a name finds the order, enter opens it; four keys for the name and one to open."""
    order = awaited(desk, country="US", currency="USD")
    taken(desk, Contact("Grace Hopper", "grace@hopper.example"))
    async with terminal() as it:
        await it.type("lumi")
        await it.sees("Lumière SARL")
        it.not_there("Hopper")
        await it.press("enter")
        await it.sees(shown(order.reference), "AWAITING MONEY")
        assert it.pressed == 5


async def test_the_arrow_goes_into_the_list_and_j_and_k_move_in_it(terminal: Opens, desk: Desk) -> None:
    """Results are reached without leaving the keyboard."""
    first = taken(desk, Contact("Ada First", "first@example.com"))
    taken(desk, Contact("Ada Second", "second@example.com"))
    async with terminal() as it:
        await it.type("ada")
        await it.sees("Ada First", "Ada Second")
        await it.press("down", "j", "enter")
        await it.sees("first@example.com", shown(first.reference))


async def test_back_in_the_lookup_what_was_typed_is_still_there(terminal: Opens, desk: Desk) -> None:
    """Escape leads back, and loses nothing."""
    taken(desk)
    async with terminal() as it:
        await it.type("curie")
        await it.open()
        await it.press("escape")
        await it.sees("Purchase Lookup", "curie", "Lumière")


async def test_a_slow_search_is_never_queued_behind_another(terminal: Opens, desk: Desk) -> None:
    """While one search is under way many keys are pressed: only the newest text is searched for after it."""
    taken(desk)
    may_answer, asked = threading.Event(), list[str]()
    real = desk.lookup.search

    def slow(text: str, by: Operator, limit: int = 20) -> object:
        asked.append(text)
        if len(asked) == 1:
            may_answer.wait(10)
        return real(text, by, limit)

    with patch.object(desk.lookup, "search", slow):
        async with terminal() as it:
            await it.settle()
            await it.pilot.press("c")
            await it.pilot.pause(0.05)
            await it.pilot.press(*"urie")
            await it.sees("curie")
            may_answer.set()
            await it.settle()
            await it.sees("Lumière")
            assert asked == ["c", "curie"]


async def test_searching_needs_permission_and_the_blind_form_does_not(terminal: Opens, desk: Desk) -> None:
    """R-024: an operator without the permission is told so, and can still have everything mailed."""
    taken(desk)
    by = Operator("guest", roles=frozenset({Role.CUSTOMER_SERVICE}))
    async with terminal(by=by) as it:
        await it.type("curie")
        await it.sees("needs the permission")
        it.not_there("Lumière")
        await it.press("f3")
        await it.type(MARIE.email)
        await it.press("enter")
        await it.sees("If purchases are known under this address")


async def test_the_blind_form_says_the_same_for_every_address(terminal: Opens, desk: Desk) -> None:
    """R-021: the screen for a known address equals the screen for an unknown one, line by line."""
    taken(desk)
    seen = []
    async with terminal() as it:
        await it.press("f3")
        for email in (MARIE.email, "nobody@nowhere.example"):
            await it.enter(email)
            await it.sees("If purchases are known under this address")
            seen.append(it.lines)
        # What is said of one caller's address is not said of the next one's.
        await it.type("x")
        it.not_there("If purchases are known")
        await it.press("backspace")
        await it.enter(MARIE.email)
        await it.sees("If purchases are known under this address")
        await it.press("f5", "f3", "f3")
        await it.sees("Purchase Lookup by mail")
        it.not_there("If purchases are known")
    assert seen[0] == seen[1]
    assert [mail.to for mail in desk.mail.outbox()] == [MARIE.email, "nobody@nowhere.example", MARIE.email]


async def test_whoever_looks_for_another_order_types_at_once(terminal: Opens, desk: Desk) -> None:
    """F3 leads into the box, from an order that was opened in the list and from the list; from the box, to the form."""
    taken(desk)
    async with terminal() as it:
        box = it.app.screen.query_one("#box", GuardedField)
        await it.press("down", "enter")
        await it.sees("received")
        await it.type_ahead("<f3>", "jkm")
        await it.sees("Nothing is found by that")
        assert box.value == "jkm"
        await it.press(*["backspace"] * 3, "down", "f3")
        await it.type("x")
        assert box.value == "x"
        await it.press("f3")
        await it.sees("Purchase Lookup by mail")


async def test_nothing_of_a_card_number_stays_in_the_lookup_box(
    terminal: Opens, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-096: nothing of it stays in the box, however it is recognised, nor among what was searched for before."""
    asked: list[str] = []
    search = desk.lookup.search
    monkeypatch.setattr(desk.lookup, "search", lambda text, by: (asked.append(text), search(text, by))[1])
    async with terminal() as it:
        box = it.app.screen.query_one("#box", GuardedField)
        # The first two are taken for one at their thirteenth digit, while three more are still to be typed.
        numbers = ("4012888888881881", "4012 8888 8888 1881", "378282246310005")
        for number in numbers:
            await it.type(number)
            await it.sees("looks like a card number")
            assert box.value == "", number
            await it.press("enter", "up")
            assert box.value == "", number
        box.post_message(Paste("4242 4242 4242 4242, Curie"))
        await it.sees("looks like a card number")
        assert box.value == ""
        # Nothing was looked for but what was typed before it was recognised.
        assert all(any(number.startswith(text) for number in numbers) for text in asked)
        assert not any(looks_like_card_number(text) for text in asked)
        await it.type("Curie")
        await it.sees("Curie")
        assert box.value == "Curie"
        it.not_there("looks like a card number")
