"""The screens of one key each: methods, queue, mail, clock, help and the palette."""

import asyncio
from datetime import UTC, datetime
from unittest.mock import patch

import pytest
from support.held import Held
from support.orders import MARIE, awaited, charged, taken
from support.terminal import Opens, SlowDesk
from support.till import REFUSED
from textual.worker import Worker

from checkout_tui.desk import Desk
from checkout_tui.domain.letter import MailKind, MailState
from checkout_tui.domain.order import Contact
from checkout_tui.domain.reference import shown
from checkout_tui.domain.sentence import sentence
from checkout_tui.tui.actions import ACTIONS, EVERYWHERE, actions_of, key_name
from checkout_tui.tui.screens.dialogs import Tell
from checkout_tui.tui.screens.order import OrderScreen

SCREENS = sorted({name for act in ACTIONS for name in act.where} - {EVERYWHERE})

MONDAY = datetime(2026, 11, 23, 23, 59, tzinfo=UTC)


async def test_a_broken_plugin_and_two_claimants_are_named_with_the_reason(
    terminal: Opens, desk: Desk
) -> None:
    """The program is up, the others work, and each that does not is named with what to do about it."""
    async with terminal(size=(120, 40)) as it:
        await it.press("f9")
        await it.sees("checkout-till", "✓ ready", "✗ broken", "✗ refused")
        await it.press("down")
        await it.sees("gone (checkout-gone)", "no module named [bold]gone[/]")
        await it.press("down", "down")
        await it.sees("same (checkout-one", "checkout-other")
        # Where there is more wrong than the panel has room for, enter lists all of it.
        reason = next(plugin.reason for plugin in desk.plugins if plugin.name == "same")
        assert reason is not None
        await it.press("enter")
        assert isinstance(it.app.screen, Tell)
        await it.sees(*reason.say().split("\n"))
        await it.press("escape")
        assert it.app.screen.id == "methods"
        await it.press("f3")
        await it.sees("Purchase Lookup")


async def test_what_a_method_brings_to_read_is_shown(terminal: Opens) -> None:
    """d on the marked method: its pages in the language of the screen; esc leads back."""
    async with terminal(size=(80, 24)) as it:
        await it.press("f9")
        await it.sees("✓ ready", "d pages")
        for _ in range(8):
            if "The drawer sticks" in it.text:
                break
            await it.press("escape", "down", "d") if _ else await it.press("d")
            await it.sees("read on")
        assert "The drawer sticks" in it.text
        assert "Push." in it.text
        await it.press("escape")
        await it.sees("✓ ready")


def asked(screen: OrderScreen) -> "Worker[None]":
    """A question of the screen that nothing newer has replaced."""
    return Worker(screen, lambda: None, thread=True)


async def test_an_answer_that_comes_while_its_screen_is_taken_down_finds_nobody(
    terminal: Opens, desk: Desk
) -> None:
    """At whatever moment between the key that leaves and the last part that goes: nothing breaks."""
    order = awaited(desk)
    async with terminal() as it:
        await it.type(order.reference)
        await it.sees("Lumière SARL")
        await it.press("enter")
        await it.sees("may be said")
        left = it.app.screen
        assert isinstance(left, OrderScreen)
        stack = list(it.app.screen_stack)
        it.app.pop_screen()
        moments = 0
        with pytest.MonkeyPatch.context() as patch:
            # The clock may still see the screen that goes, as when several go at once.
            patch.setattr(type(it.app), "screen_stack", property(lambda _: stack))
            while left.is_attached and moments < 1000:
                left._come_back(lambda: left.headline("too late"), asked(left))
                it.app.tick()
                moments += 1
                await asyncio.sleep(0)
        assert moments > 1
        assert "too late" not in it.text


async def test_the_queue_opens_the_order_that_needs_somebody(terminal: Opens, desk: Desk) -> None:
    """Unanswered before declined, by state in words; enter opens it."""
    taken(desk, Contact("Ada New", "ada@example.com"))
    charged(desk, Contact("Ben Declined", "ben@example.com"), REFUSED)
    async with terminal() as it:
        await it.press("f5")
        await it.sees("Ben Declined", "✗ declined", "Ada New")
        assert it.text.index("Ben Declined") < it.text.index("Ada New")
        await it.press("enter")
        await it.sees("ben@example.com", "DECLINED")


async def test_a_mail_is_read_and_sent_again(terminal: Opens, desk: Desk) -> None:
    """R-006, R-004: what was written to whom, and once more on a key."""
    order = awaited(desk)
    desk.mail.deliver()
    async with terminal(size=(120, 40)) as it:
        await it.press("f7")
        await it.sees("marie@lumiere.example", "✓ sent", shown(order.reference))
        await it.press("r")
        await it.settle()
    sent = [mail for mail in desk.mail.outbox() if mail.kind is MailKind.ORDER_CONFIRMATION]
    assert len(sent) == 2
    assert {mail.to for mail in sent} == {MARIE.email}


async def test_a_mistyped_address_is_corrected_and_the_mail_goes_there(terminal: Opens, desk: Desk) -> None:
    """R-025: found by another key, corrected, and sent again to the right inbox."""
    order = awaited(desk, Contact("Marie Curie", "marie@lumeire.example"))
    async with terminal() as it:
        await it.type("curie")
        await it.sees("Marie Curie")
        await it.press("enter")
        await it.sees("marie@lumeire.example")
        await it.press("e")
        await it.press("ctrl+u")
        await it.enter("marie@lumiere.example")
        await it.sees("marie@lumiere.example")
        await it.press("r")
        await it.settle()
    last = max(desk.mail.outbox(), key=lambda mail: mail.queued_at)
    assert (last.to, last.order) == ("marie@lumiere.example", order.reference)
    assert last.state in (MailState.QUEUED, MailState.SENT)


async def test_the_clock_brings_the_money(terminal: Opens, desk: Desk) -> None:
    """A demonstration’s time is moved by a key, over Thanksgiving, also while another screen is in front."""
    async with terminal() as it:
        await it.sees("f8 clock")
        await it.settle()
        await it.press("f8")
        await it.sees("Monday 23 November 2026")
        held = Held(desk.demo_world.advance_business_days)
        with patch.object(desk.demo_world, "advance_business_days", held):
            await it.pilot.press("b")
            await it.sees("Time passes…", "▶ running ^g")
            await it.pilot.press("f5")
            await it.sees("Queue", "▶ running ^g")
            held.go_on.set()
            await it.sees("Queue", "✓ done ^g")
            await it.press("ctrl+g")
            await it.sees("The clock is moved", "It is Tuesday 24 November 2026 now")
            await it.press("enter")
        await it.sees("The clock of this demonstration", "Tuesday 24 November 2026")
        it.not_there("✓ done ^g")
        await it.press("w")
        await it.sees("Wednesday 2 December 2026")


async def test_the_clock_goes_to_the_next_event_and_to_a_date(terminal: Opens, desk: Desk) -> None:
    """What is going to happen and what can be typed to go wrong are listed; what a key or a date brought is told."""
    awaited(desk)
    async with terminal(size=(120, 40)) as it:
        await it.sees("f8 clock")
        await it.settle()
        await it.press("f8")
        await it.sees("the bank reports")
        await it.sees("to make the simulated side misbehave", "4000 0000 0000 0002", "The card is refused.")
        await it.press("n")
        await it.sees("Nothing is on its way. F4")
        assert desk.demo_world.now() > MONDAY
        await it.press("d")
        await it.sees("To which day?")
        await it.enter("2027-01-04")
        await it.sees("Monday 4 January 2027")
        much = tuple(sentence("event {number}", number=number) for number in range(6))
        with patch.object(desk.demo_world, "advance_business_days", lambda _: much):
            await it.press("b")
            await it.sees("✓ event 0", "✓ event 3", "… and 2 more")
        await it.press("d")
        await it.sees("To which day?")
        await it.enter("2026-01-04")
        await it.sees("Time does not go back")


async def test_a_fault_is_arranged_for_the_next_question(terminal: Opens, desk: Desk) -> None:
    """Chosen from a list, shown as arranged, and the next question goes wrong in that way, once."""
    async with terminal(size=(120, 40)) as it:
        await it.sees("f8 clock")
        await it.settle()
        await it.press("f8")
        await it.sees("Everything outside is simulated")
        await it.press("x")
        await it.sees("What is to go wrong", "acts, and its answer is lost")
        await it.press("down", "down", "enter")
        await it.sees("next question:")
    arranged = desk.demo_world.arranged_faults()
    assert len(arranged) == 1
    assert "its answer is lost" in arranged[0].say()


async def test_help_palette_and_footer_come_from_one_list(terminal: Opens, desk: Desk) -> None:
    """Every action of the order screen is in the help under the key that the footer names."""
    taken(desk)
    async with terminal(size=(120, 40)) as it:
        await it.open()
        # Beside the timeline the list of what can be done names them all, so the last lines are looked at alone.
        footer = " ".join(" ".join(it.lines[-3:]).split())
        await it.press("f1")
        await it.sees("Keys")
        for act in actions_of("order"):
            if act.footer:
                assert f"{key_name(act.key)} {act.title}" in it.flat
                # A rare one is in the footer only where it can be used, and nothing is on hold here.
                assert act.key == "ctrl+l" or (f"{key_name(act.key)} {act.title}" in footer) is not act.rare
        commands = {command.title for command in it.app.get_system_commands(it.app.screen_stack[-2])}
        assert {act.title for act in actions_of("order") if act.footer} <= commands


@pytest.mark.parametrize("screen", SCREENS)
def test_no_two_meanings_share_a_key_on_a_screen(screen: str) -> None:
    """A key does one thing on a screen, wherever it is written down."""
    meanings: dict[str, set[str]] = {}
    for act in actions_of(screen):
        meanings.setdefault(act.key, set()).add(act.code)
    assert {key: codes for key, codes in meanings.items() if len(codes) > 1} == {}


async def test_what_is_missing_is_asked_for_before_the_number_is_forgotten(
    terminal: Opens, desk: Desk
) -> None:
    """A caller reads out a number once: a missing answer comes back to its own field, and the number stays."""
    order = taken(desk)
    async with terminal() as it:
        await it.open()
        await it.press("p")
        await it.sees("How does the caller want to pay")
        await it.press("down", "enter")
        await it.sees("Card number")
        await it.enter("4242424242424242")
        await it.press("enter")
        await it.enter("123")
        await it.press("enter")
        await it.sees("“Expiry” is still missing.", "•••• •••• •••• ••••")
        await it.enter("12/30")
        await it.press("enter", "enter")
        await it.sees("is charged now")
        await it.press("enter")
        await it.sees("PAID")
    (payment,) = [tried.payment for tried in desk.orders.view(order.reference).payments]
    assert payment.shows == "Visa •••• 4242"


async def test_a_key_may_come_while_the_desk_is_opening(terminal: Opens, slow_desk: SlowDesk) -> None:
    """The desk opens between the key and the first drawing of its screen: nothing breaks, and the keys count."""
    async with terminal(open_desk=slow_desk) as it:
        it.app.show("new_order")
        it.app._desk_is_open()
        slow_desk.may_open.set()
        await it.sees("what it costs", "Choose a product first")
        await it.type("studio")
        await it.sees("1 × Studio Pro")


async def test_an_answer_for_a_screen_that_is_being_left_is_dropped(terminal: Opens, desk: Desk) -> None:
    """Its lines are gone before it is: what the desk still answers then breaks nothing."""
    taken(desk)
    async with terminal() as it:
        await it.open()
        screen = it.app.screen
        assert isinstance(screen, OrderScreen)
        await screen.remove_children()
        screen._come_back(screen.redraw, asked(screen))
        assert it.app.is_running
