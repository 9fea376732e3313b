"""Take the screenshots of the documentation from the running program, on a demonstration of a fixed day."""

import asyncio
import io
import re
import tempfile
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from textual.pilot import Pilot

from checkout_tui.cli.language import reader
from checkout_tui.domain.operator import Operator
from checkout_tui.plugins import discover
from checkout_tui.simulator.month import open_month
from checkout_tui.simulator.report import estimated
from checkout_tui.simulator.scenario import find
from checkout_tui.simulator.statistical import estimate
from checkout_tui.tui.app import CheckoutApp

FOLDER = Path(__file__).parents[1] / "docs" / "screenshots"
DAY = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
STEPS = 40


async def settled(pilot: Pilot[Any]) -> None:
    """Let what was asked come back and be painted."""
    for _ in range(STEPS):
        await pilot.pause(0.05)


def story(*steps: str) -> Callable[[Pilot[Any]], Awaitable[None]]:
    """Press these keys, ``<named>`` ones alone and texts letter by letter, and let each step settle."""

    async def live(pilot: Pilot[Any]) -> None:
        await settled(pilot)
        for step in steps:
            if step.startswith("<"):
                await pilot.press(step[1:-1])
            else:
                await pilot.press(*(NAMES.get(letter, letter) for letter in step))
            await settled(pilot)

    return live


NAMES = {" ": "space", "@": "at", ".": "full_stop", ",": "comma", "/": "slash"}
NEW = ("<f4>", "2 studio, plan", "<enter>", "Ada Lovelace", "<enter>", "ada@example.com")
CARD = (
    "<enter>",
    "4242424242424242",
    "<enter>",
    "12/30",
    "<enter>",
    "123",
    "<enter>",
    "Ada Lovelace",
    "<enter>",
    "<enter>",
)
SHOTS: tuple[tuple[str, str, tuple[int, int], Callable[[Pilot[Any]], Awaitable[None]]], ...] = (
    ("lookup", "en", (100, 30), story()),
    ("order", "en", (100, 30), story("pilar", "<enter>")),
    ("order-fr", "fr", (120, 40), story("diallo", "<enter>")),
    ("unanswered", "fr", (80, 24), story("noemie", "<enter>")),
    ("new-order", "en", (100, 30), story(*NEW)),
    ("result", "en", (100, 30), story(*NEW, "<ctrl+s>", *CARD, "<enter>")),
    ("refund", "en", (100, 30), story("emma", "<enter>", "f", "a", "b", "c")),
    ("papers", "en", (100, 30), story("emma", "<enter>", "k")),
    ("actions", "en", (100, 30), story("pilar", "<enter>", "l")),
    ("money", "en", (100, 30), story("<f6>")),
)


def keep(name: str, svg: str) -> None:
    """A picture, without the address of a font that would be fetched."""
    svg = re.sub(r"@font-face\s*\{[^}]*\}", "", svg)
    (FOLDER / f"{name}.svg").write_text(svg, encoding="utf-8")


def curves() -> None:
    """What the simulator prints of a large merchant's year, estimated."""
    made = estimate(find("a-calm-year"), discover(), orders=1_000_000)
    console = Console(record=True, width=84, file=io.StringIO(), highlight=False)
    for line in estimated(made, reader("en"), "a-calm-year"):
        console.print(line, markup=False)
    keep("curves", console.export_svg(title="checkout-tui simulate a-calm-year --statistical"))


def take(
    name: str, language: str, size: tuple[int, int], story: Callable[[Pilot[Any]], Awaitable[None]]
) -> None:
    """One picture of a screen."""
    with tempfile.TemporaryDirectory() as folder:
        demo = open_month(Path(folder), discover(), DAY)
        app = CheckoutApp(lambda: demo.desk, Operator("Camille", language), reader(language))

        async def live() -> None:
            async with app.run_test(size=size) as pilot:
                await story(pilot)
                keep(name, app.export_screenshot(title=f"checkout-tui: {name}"))

        asyncio.run(live())
        demo.close()


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for shot in SHOTS:
        take(*shot)
    curves()


if __name__ == "__main__":
    main()
