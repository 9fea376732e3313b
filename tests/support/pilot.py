"""Driving the terminal in tests: waiting for what a user would wait for, and reading the screen."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from math import inf
from typing import Any

from support.world import World
from textual.app import App
from textual.pilot import Pilot

from checkout_tui.domain.sentence import Reader
from checkout_tui.tui.app import CheckoutApp

SIZE = (80, 24)


def screen_text(app: App[Any]) -> str:
    """What stands on the screen, line by line, as a user reads it."""
    width, height = app.size
    strips = app.screen._compositor.render_strips()
    lines = ["".join(segment.text for segment in strip) for strip in strips]
    return "\n".join(line[:width].rstrip() for line in lines[:height])


async def until(pilot: Pilot[Any], condition: Callable[[], bool], seconds: float = 20.0) -> None:
    """Wait until something holds; fail with the screen when it does not."""
    ends = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > ends:
            raise AssertionError(
                f"it did not happen within {seconds} s; the screen:\n{screen_text(pilot.app)}"
            )
        await pilot.pause(0.02)


async def shows(pilot: Pilot[Any], *texts: str, seconds: float = 20.0) -> str:
    """Wait until all these texts are on the screen, and what they ask can be answered; return it."""
    await until(
        pilot,
        lambda: (
            all(text in screen_text(pilot.app) for text in texts)
            and getattr(pilot.app.screen, "readable_since", 0.0) < inf
        ),
        seconds,
    )
    return screen_text(pilot.app)


async def reads(pilot: Pilot[Any], *texts: str) -> None:
    """The same of texts that go on over the ends of lines, within one frame."""
    await until(pilot, lambda: all(text in flat_text(pilot.app) for text in texts), 8.0)


def flat_text(app: App[Any]) -> str:
    """The screen on one line without frames."""
    return " ".join(screen_text(app).translate(_FRAMES).split())


_FRAMES = str.maketrans(dict.fromkeys("│┃║╭╮╰╯─━┌┐└┘├┤▁▔▕▏█▊▎▍▆▇▄▃▂▅", " "))


async def typed(pilot: Pilot[Any], text: str) -> None:
    """Type a text as fingers would."""
    for character in text:
        await pilot.press(
            {" ": "space", "@": "at", ".": "full_stop", ",": "comma", "-": "minus", "+": "plus"}.get(
                character, character
            )
        )


async def open_order(pilot: Pilot[Any]) -> None:
    """From the lookup to the order that stands there first."""
    await shows(pilot, "Ada Example")
    await pilot.press("down", "enter")
    await shows(pilot, "may be said", "total")


async def open_money(pilot: Pilot[Any], *texts: str) -> None:
    """From the lookup to the money inbox, which says this."""
    await shows(pilot, "Purchase Lookup", "Ada Example")
    await pilot.press("f6")
    await reads(pilot, "Money inbox", *texts)


async def entered(pilot: Pilot[Any], *texts: str) -> None:
    """Type each of these and press enter after it, as one fills in a form or answers a question."""
    for text in texts:
        await typed(pilot, text)
        await pilot.press("enter")


def journey(
    world: World,
    story: Callable[[Pilot[Any]], Awaitable[None]],
    *,
    size: tuple[int, int] = SIZE,
    language: str = "en",
) -> CheckoutApp:
    """Open the terminal on this world and live through the story."""
    readers = {"en": Reader("en"), "fr": Reader("fr")}
    app = CheckoutApp(lambda: world.desk, world.operator, readers[language], readers)

    async def live() -> None:
        async with app.run_test(size=size) as pilot:
            await story(pilot)

    asyncio.run(live())
    return app
