"""Keys that charge or ask a provider: pressed again while the answer is awaited, they ask nothing more."""

from typing import Any
from unittest.mock import patch

import httpx
from support.held import Held
from support.paying import charge
from support.pilot import journey, open_order, screen_text, shows, until
from support.scripted import raising
from support.world import World
from textual.pilot import Pilot

from checkout_tui.domain import outcomes as o
from checkout_tui.domain.errors import NotPossible


def down(*_: object) -> None:
    raise NotPossible("The line is down.")


def test_a_provider_is_asked_once_however_often_the_key_is_pressed(world: World) -> None:
    """What came to nothing is said, and the key asks again; while it asks it asks once, and nothing else is begun."""
    order = world.place()
    world.provider.after = raising(httpx.ReadTimeout("lost"))
    charge(world, order.reference)
    world.provider.after = lambda key: None
    held = Held(world.desk.payments.inquire, begins_late=True)

    async def story(pilot: Pilot[Any]) -> None:
        await open_order(pilot)
        await shows(pilot, "Do not take payment again")
        real, held.real = held.real, down
        held.go_on.set()
        await pilot.press("i")
        await shows(pilot, "The line is down.")
        held.real, held.calls = real, 0
        held.go_on.clear()
        held.looked.clear()
        await pilot.press("i", "i")
        await until(pilot, held.looked.is_set)
        await shows(pilot, "Asking the provider…", "▶ running ^g")
        await pilot.press("d")
        await shows(pilot, "One thing at a time")
        assert "Decide what became of it" not in screen_text(pilot.app)
        await pilot.press("i")
        held.go_on.set()
        await shows(pilot, "PAID")

    with patch.object(world.desk.payments, "inquire", held):
        journey(world, story)
    assert held.calls == 1
    assert world.provider.count(o.Settled) == 1


def test_a_payment_is_asked_for_once_and_no_other_one_is_begun_meanwhile(world: World) -> None:
    """While the other side is asked neither enter nor another method does anything; a failure gives them back."""
    world.place()
    held, prepared = Held(world.desk.payments.authorize), Held(world.desk.payments.prepare)
    prepared.go_on.set()
    real, held.real = held.real, down

    async def story(pilot: Pilot[Any]) -> None:
        await open_order(pilot)
        await pilot.press("p")
        await shows(pilot, "Transfer", "Charge")
        await pilot.press("enter")
        await shows(pilot, "The instructions are mailed")
        await pilot.press("enter")
        await shows(pilot, "The line is down.")
        held.real, held.calls, prepared.calls = real, 0, 0
        await pilot.press("enter")
        await shows(pilot, "The instructions are mailed")
        await pilot.press("enter", "enter")
        await until(pilot, held.looked.is_set)
        await pilot.press("enter", "down", "enter")
        await pilot.pause(0.2)
        await shows(pilot, "How does the caller want to pay?", "Asking…", "▶ running ^g")
        assert (prepared.calls, held.calls) == (1, 1)
        held.go_on.set()
        await shows(pilot, "AWAITING MONEY")

    with (
        patch.object(world.desk.payments, "authorize", held),
        patch.object(world.desk.payments, "prepare", prepared),
    ):
        journey(world, story)
    assert (prepared.calls, held.calls) == (1, 1)
