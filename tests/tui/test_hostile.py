"""Text from outside does nothing to the terminal: hostile text in every field, on every screen (design § 10)."""

import pytest
from support.orders import awaited
from support.terminal import Opens, Terminal

from checkout_tui.desk import Desk
from checkout_tui.domain.letter import Mail
from checkout_tui.domain.order import Contact, Order
from checkout_tui.domain.reference import shown
from checkout_tui.tui.screens.order import OrderScreen
from checkout_tui.tui.screens.places import PLACES

HOSTILE = "[@click=app.quit]Eve[/] \x1b]52;c;aGk=\x07\x1b[31m\u202egpj\x9b2J\x00 [unbalanced"
OBEYED = {chr(code) for code in (*range(0x20), *range(0x7F, 0xA0))} | set(
    "\u202a\u202b\u202d\u202e\u2066\u2067"
)


def harmless(it: Terminal) -> None:
    """Nothing that a terminal obeys is in any cell, and no cell has become something to click."""
    for strip in it.app.screen._compositor.render_strips():
        for segment in strip:
            assert not set(segment.text) & OBEYED, repr(segment.text)
            assert not segment.style or "@click" not in segment.style.meta
            assert not segment.style or segment.style.link is None


@pytest.fixture
def hostile(desk: Desk) -> Order:
    """An order with hostile text in every field that somebody outside fills."""
    order = awaited(desk, Contact(HOSTILE, "eve@example.com", f"Corp {HOSTILE}", "+33 1 99 00 12 34"))
    desk.mail.deliver()
    return order


async def test_on_every_screen_it_stays_text(terminal: Opens, hostile: Order) -> None:
    """Every place, small and large, and the help of each: markup is seen as written, and nothing is obeyed."""
    async with terminal() as it:
        await it.sees("Corp [@click=ap…")
        harmless(it)
        for name in sorted(PLACES):
            it.app.show(name)
            await it.settle()
            harmless(it)
            await it.press("f1")
            harmless(it)
            await it.press("escape")
        it.app.go_home()
        await it.press("enter")
        await it.sees(shown(hostile.reference), "[@click=app.quit]")
        harmless(it)
        # Whatever each action of the order opens: questions, forms, and what is read aloud.
        opened = set()
        for key in "cidsvhremxfabkl":
            await it.press(key)
            harmless(it)
            while len(it.app.screen_stack) > 2:
                opened.add(key)
                await it.press("escape")
            assert isinstance(it.app.screen, OrderScreen)
        assert opened == set("cemxakl")
        await it.press("n")
        await it.sees("New order", "[@click=app.quit]")
        harmless(it)
        await it.pilot.resize_terminal(120, 40)
        await it.sees("[@click=app.quit]")
        harmless(it)
        for name in sorted(PLACES):
            it.app.show(name)
            await it.settle()
            harmless(it)
        assert it.app.is_running


async def test_the_palette_and_what_is_told_keep_it_as_text(
    terminal: Opens, desk: Desk, hostile: Order
) -> None:
    """The palette over a screen full of it, and a sentence whose fact is hostile."""
    async with terminal(size=(120, 40)) as it:
        await it.sees("Corp [@click=app.q")
        await it.press("ctrl+p")
        await it.settle()
        harmless(it)
        await it.type("[@click=app.quit]x")
        await it.settle()
        harmless(it)
        await it.press("escape")
        await it.type(HOSTILE.split("\x1b", maxsplit=1)[0])
        await it.settle()
        harmless(it)
        assert it.app.is_running


async def test_a_pasted_escape_sequence_is_no_command(terminal: Opens, hostile: Order) -> None:
    """What is pasted into the lookup may hold anything: the box shows none of it raw."""
    from textual import events

    async with terminal() as it:
        await it.settle()
        it.app.post_message(events.Paste(f"eve {HOSTILE}\nsecond line"))
        await it.sees("eve [@click=app.quit]Eve[/] ␛]52")
        it.not_there("second line")
        harmless(it)
        assert it.app.is_running


def test_mails_to_be_read_are_there(hostile: Order, desk: Desk) -> None:
    """The story above meets a mail whose subject and body are about that customer."""
    mails: list[Mail] = list(desk.mail.outbox())
    assert [mail.order for mail in mails] == [hostile.reference]
