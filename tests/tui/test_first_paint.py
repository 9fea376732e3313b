"""The program opens at once, on the lookup, whatever the desk is doing meanwhile."""

import subprocess
import sys
import threading
from pathlib import Path

from support.orders import taken
from support.terminal import Opens

from checkout_tui.desk import Desk
from checkout_tui.domain.errors import BadSetup, N_


async def test_the_lookup_takes_keys_before_the_desk_is_open(terminal: Opens, desk: Desk) -> None:
    """What is typed while the database is still opening is there, and is searched for once it is.

    The clock is not said to be none of this program's: nobody knows yet whether it is.
    """
    taken(desk)
    may_open = threading.Event()

    def opens_late() -> Desk:
        may_open.wait(10)
        return desk

    async with terminal(open_desk=opens_late) as it:
        await it.pilot.press(*"curie")
        await it.sees("Purchase Lookup", "curie")
        it.not_there("Lumière")
        await it.pilot.press("f8")
        await it.sees("still being opened", "curie")
        may_open.set()
        await it.sees("Lumière", "curie")


async def test_a_database_that_cannot_be_opened_is_a_sentence_on_the_screen(terminal: Opens) -> None:
    """The program stays up, says what is wrong, and what was typed stays."""

    def fails() -> Desk:
        raise BadSetup(N_("The database does not answer ({why})."), why="[bold]gone[/]")

    async with terminal(open_desk=fails) as it:
        await it.type("curie")
        await it.sees("The database does not answer ([bold]gone[/]).", "curie")


async def test_an_unexpected_failure_to_open_gives_no_detail_away(terminal: Opens) -> None:
    """A mistake of ours is a sentence without a traceback, and without what it was about."""

    def fails() -> Desk:
        number = "4242424242424242"
        raise RuntimeError(number)

    async with terminal(open_desk=fails) as it:
        await it.sees("could not be set up")
        it.not_there("4242", "Traceback")


async def test_below_the_floor_the_screen_says_what_it_needs(terminal: Opens) -> None:
    """Under 80 × 24 a sentence says so, and what was typed is there again when the window grows."""
    async with terminal(size=(60, 20)) as it:
        await it.sees("too small")
        await it.pilot.press(*"marie")
        await it.pilot.resize_terminal(80, 24)
        await it.settle()
        await it.sees("marie")
        it.not_there("too small")


async def test_left_before_the_desk_is_open_the_program_ends(terminal: Opens, desk: Desk) -> None:
    """Nothing keeps the terminal when somebody leaves at once; a desk that never opens neither."""
    async with terminal(open_desk=lambda: desk) as it:
        # As when the program is left in the very moment in which it starts: the desk is never opened.
        it.app._opened.clear()
        it.app.screen.query_one("Input").value = "curie"  # type: ignore[attr-defined]
        await it.pilot.pause(0.05)
    assert not it.app.is_running


LATER = {
    "alembic",
    "babel",
    "cattrs",
    "fpdf",
    "holidays",
    "httpx",
    "jinja2",
    "phonenumbers",
    "pluggy",
    "sqlalchemy",
}
OPENS = """
import sys
from pathlib import Path
from checkout_tui.cli import screen
from checkout_tui.cli.session import Session, reader_for
from checkout_tui.domain.errors import BadSetup
from checkout_tui.tui.app import CheckoutApp

def opened():
    # Called once the first screen is painted: what is here now, its reader has waited for.
    Path(sys.argv[1]).write_text("\\n".join(sys.modules), encoding="utf-8")
    app[0].call_from_thread(app[0].exit)
    raise BadSetup("enough was seen")

app, really = [], CheckoutApp.run
def remembering(self):
    app.append(self)
    really(self, headless=True, size=(80, 24))

CheckoutApp.run = remembering
screen.show(Session({}, reader_for([], {})), opened)
"""


def test_the_first_screen_waits_for_nothing_that_it_does_not_show(tmp_path: Path) -> None:
    """Paint first (design § 8): no database, no method, no calendar and no order is loaded before the first paint."""
    seen = tmp_path / "modules"
    subprocess.run(
        [sys.executable, "-c", OPENS, str(seen)],
        check=True,
        timeout=60,
        capture_output=True,
        env={"HOME": str(tmp_path), "TERM": "xterm-256color", "PATH": "/usr/bin"},
    )
    loaded = set(seen.read_text(encoding="utf-8").split())
    assert "checkout_tui.tui.screens.lookup" in loaded
    assert {name for name in loaded if name.split(".")[0] in LATER} == set()
    ours = {name for name in loaded if name.startswith("checkout_tui.")}
    heavy = ("checkout_tui.desk", "checkout_tui.config.", "checkout_tui.plugins", "checkout_tui.domain.order")
    assert {name for name in ours if name.startswith(heavy)} == {"checkout_tui.config.places"}
