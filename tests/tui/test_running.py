"""Long work goes on when its screen is left: it is marked everywhere, its end is told, and its result is a key away."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import httpx
import pytest
from support.paying import charge
from support.pilot import journey, open_order, screen_text, shows, until
from support.scripted import raising
from support.waiting import awaiting
from support.world import World
from textual.pilot import Pilot
from textual.widgets._toast import Toast

from checkout_tui.domain.errors import BadInput, NotPossible
from checkout_tui.domain.letter import MailState
from checkout_tui.domain.reference import shown
from checkout_tui.domain.sentence import sentence
from checkout_tui.tui.screens.help import HelpScreen
from checkout_tui.tui.screens.letter import LetterScreen
from checkout_tui.tui.screens.lookup import LookupScreen
from checkout_tui.tui.screens.order import OrderScreen
from checkout_tui.tui.screens.pay import PayScreen
from checkout_tui.tui.widgets.text_field import TextField

RUNNING = "▶ running ^g"


class Gate:
    """The real verb behind a gate: it says how far it is, and goes on once it is let through."""

    def __init__(self, real: Callable[..., Any]) -> None:
        self.real = real
        self.open = threading.Event()

    def __call__(self, *args: Any) -> Any:
        if args and callable(args[-1]):
            args[-1](sentence("400 lines read"))
        self.open.wait(20)
        return self.real(*args)


@pytest.fixture
def gate(world: World) -> Iterator[Gate]:
    """Imports wait until the test lets them go on, and at its end in any case."""
    held = Gate(world.desk.documents.import_document)
    with patch.object(world.desk.documents, "import_document", held):
        yield held
        held.open.set()


async def _told(pilot: Pilot[Any], *texts: str) -> None:
    """Wait for notifications that say all this, each as it stands over whatever is in front."""

    def said() -> str:
        toasts = pilot.app.screen.query(Toast)
        return " ".join(" ".join(str(toast.render()).split()) for toast in toasts)

    await until(pilot, lambda: all(text in said() for text in texts))


async def _import(pilot: Pilot[object], file: Path) -> None:
    pilot.app._disable_notifications = False  # a pilot has none unless it asks
    await pilot.press("f6")
    await shows(pilot, "No money waits here")
    await pilot.press("i")
    await shows(pilot, "A bank's document")
    pilot.app.screen.query_one("#path", TextField).value = str(file)
    await pilot.press("enter")
    await shows(pilot, "400 lines read", RUNNING)


def _statement(world: World, folder: Path) -> Path:
    file = folder / "state[b]ment.txt"
    file.write_text(f"STATEMENT\n99.00;{shown(awaiting(world).reference)};ADA EXAMPLE\n")
    return file


def test_an_import_is_left_and_its_result_opened_from_another_screen(
    world: World, gate: Gate, tmp_path: Path
) -> None:
    """An order is taken while it runs; the end is told there, its mails go out, and ^g opens what was read."""
    file = _statement(world, tmp_path)

    async def story(pilot: Pilot[object]) -> None:
        await _import(pilot, file)
        await pilot.press("f4")
        await shows(pilot, "New order", RUNNING)
        await pilot.press("ctrl+g")
        await shows(pilot, "Running, and done", "Import of state[b]ment.txt", "400 lines read")
        await pilot.press("escape", "ctrl+q")
        await shows(pilot, "Something is running. Leave the program?")
        await pilot.press("escape")
        gate.open.set()
        await shows(pilot, "New order", "✓ done ^g")
        await _told(pilot, "✓ Import of state[b]ment.txt", "1 entry; booked 1", "^g opens it")
        await pilot.press("ctrl+g", "enter")
        await shows(pilot, "A bank's document", "ADA EXAMPLE")
        assert "✓ done" not in screen_text(pilot.app)
        await until(pilot, lambda: all(mail.state is MailState.SENT for mail in world.desk.mail.outbox()))

    journey(world, story)


def test_an_import_that_fails_is_told_on_the_screen_in_front(
    world: World, gate: Gate, tmp_path: Path
) -> None:
    """What its own screen would have said stands in the queue, word for word, and ^g opens the form as it was left."""
    file = _statement(world, tmp_path)

    def fails(*_: object) -> None:
        raise BadInput("Line 7 of [b]this[/b] is torn.")

    gate.real = fails

    async def story(pilot: Pilot[object]) -> None:
        await _import(pilot, file)
        await pilot.press("f5")
        await shows(pilot, "Queue", RUNNING)
        gate.open.set()
        await shows(pilot, "Queue", "✗ not done ^g")
        await _told(pilot, "✗ Import of state[b]ment.txt", "Line 7 of [b]this[/b] is torn.")
        await pilot.press("ctrl+g", "enter")
        await shows(pilot, "A bank's document", "Line 7 of [b]this[/b] is torn.")
        assert pilot.app.screen.query_one("#path", TextField).value == str(file)
        assert "✗ not done" not in screen_text(pilot.app)

    journey(world, story)
    assert world.desk.remittances.inbox() == ()


def test_whoever_leaves_the_program_is_asked_and_the_work_is_carried_to_its_end(
    world: World, gate: Gate, tmp_path: Path
) -> None:
    """Yes to leaving closes the program by itself once the document is booked as a whole, and not before."""
    file = _statement(world, tmp_path)

    async def story(pilot: Pilot[object]) -> None:
        await _import(pilot, file)
        await pilot.press("ctrl+q")
        await shows(pilot, "Leave the program?", "▶ Import of state[b]ment.txt")
        await pilot.press("enter")
        await _told(pilot, "The program closes once what runs has ended.")
        assert pilot.app.is_running
        gate.open.set()
        await until(pilot, lambda: not pilot.app.is_running)

    journey(world, story)
    assert len(world.desk.remittances.inbox()) == 1


async def _paying(pilot: Pilot[Any], world: World, held: Gate) -> None:
    """A payment is confirmed, and the other side takes its time."""
    pilot.app._disable_notifications = False
    held.open.clear()
    order = world.place()
    pilot.app.push_screen(PayScreen(order.reference, opens_order=True))
    await shows(pilot, "How does the caller want to pay?")
    await pilot.press("enter")
    await shows(pilot, "99.00 USD by Transfer?")
    await pilot.press("enter")
    await shows(pilot, "Asking…", RUNNING)


def test_a_payment_that_is_answered_while_something_else_is_in_front_pulls_nobody_away(world: World) -> None:
    """The help, the queue and the lock stay in front, the end is told, and only the payment's own screen makes way."""
    held = Gate(world.desk.payments.authorize)

    async def story(pilot: Pilot[Any]) -> None:
        app = pilot.app
        await _paying(pilot, world, held)
        await pilot.press("f1")
        await shows(pilot, "Keys")
        held.open.set()
        await _told(pilot, "✓ Payment of order", "Answered: awaiting money", "^g opens it")
        assert isinstance(app.screen, HelpScreen)
        await pilot.press("escape")
        await shows(pilot, "AWAITING MONEY", "Your order")
        assert [type(screen) for screen in app.screen_stack] == [LookupScreen, OrderScreen, LetterScreen]
        assert "^g" not in screen_text(app).splitlines()[0]

        await pilot.press("escape", "f3")
        await _paying(pilot, world, held)
        await pilot.press("f5")
        await shows(pilot, "Queue", RUNNING)
        held.open.set()
        await shows(pilot, "Queue", "✓ done ^g")
        await pilot.press("ctrl+g", "enter")
        await shows(pilot, "AWAITING MONEY", "Your order")
        await until(pilot, lambda: all(mail.state is MailState.SENT for mail in world.desk.mail.outbox()))

        for elsewhere in ((), ("f5",)):
            await pilot.press("escape", "escape", "f3")
            await _paying(pilot, world, held)
            await pilot.press(*elsewhere, "ctrl+k")
            await shows(pilot, "Locked.")
            app.clear_notifications()
            held.open.set()
            await until(pilot, lambda: not app.running.under_way)
            await pilot.pause()
            assert not app.screen.query(Toast)
            assert "AWAITING" not in screen_text(app)
            await pilot.press("enter")
            if elsewhere:
                await shows(pilot, "Queue", "✓ done ^g")
                await _told(pilot, "✓ Payment of order", "Answered: awaiting money")
            else:
                await shows(pilot, "AWAITING MONEY", "Your order")

    with patch.object(world.desk.payments, "authorize", held):
        journey(world, story)
    assert len(world.desk.orders.recent()) == 4


def test_a_provider_that_is_asked_on_an_order_goes_on_when_the_order_is_left(world: World) -> None:
    """Its answer is told in the queue, its receipt is mailed, and ^g opens the order; a refusal is told as well."""
    held = Gate(world.desk.payments.inquire)
    order = world.place()
    world.provider.after = raising(httpx.ReadTimeout("lost"))
    charge(world, order.reference)
    world.provider.after = lambda key: None

    async def left(pilot: Pilot[Any]) -> None:
        await shows(pilot, "Do not take payment again", "UNANSWERED")
        held.open.clear()
        await pilot.press("i")
        await shows(pilot, "Asking the provider…", RUNNING)
        await pilot.press("f5")
        await shows(pilot, "Queue", RUNNING)
        held.open.set()

    def down(*_: object) -> None:
        raise NotPossible("The line is down.")

    async def story(pilot: Pilot[Any]) -> None:
        pilot.app._disable_notifications = False
        await open_order(pilot)
        real, held.real = held.real, down
        await left(pilot)
        await _told(pilot, "✗ Payment of order", "The line is down.")
        await pilot.press("ctrl+g", "enter")
        held.real = real
        await left(pilot)
        await _told(pilot, "✓ Payment of order", "Answered: settled", "^g opens it")
        await until(pilot, lambda: all(mail.state is MailState.SENT for mail in world.desk.mail.outbox()))
        await pilot.press("ctrl+g", "enter")
        await shows(pilot, "PAID", "may be said")

    with patch.object(world.desk.payments, "inquire", held):
        journey(world, story)


def test_mail_that_is_being_sent_is_left(world: World) -> None:
    """Its screen is left before the server answers; how many went out is told wherever the operator is then."""
    awaiting(world)
    held = Gate(world.desk.mail.deliver)

    async def story(pilot: Pilot[object]) -> None:
        pilot.app._disable_notifications = False
        await pilot.press("f7")
        await shows(pilot, "queued", "order confirmation")
        await pilot.press("s")
        await shows(pilot, "The mail is being sent…", RUNNING)
        await pilot.press("f5")
        await shows(pilot, "Queue", RUNNING)
        held.open.set()
        await _told(pilot, "✓ Sending the mail", "went out.")
        await pilot.press("ctrl+g", "enter")
        await shows(pilot, "order confirmation", "sent", "went out.")
        assert "^g" not in screen_text(pilot.app).splitlines()[0]

    with patch.object(world.desk.mail, "deliver", held):
        journey(world, story)
