"""From a key in the lookup box to the rows that it finds, against repainting as much text at once.

Both are programs in a terminal of their own, measured from outside, turn by turn: the key is
written to the terminal, and the clock stops when the text that it brings has been read from it.
"""

import argparse
import statistics
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from in_a_terminal import Screen

DAY = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
ASKED = 117
"""So many names there are to begin: a new one each time, whose rows were never on the screen."""


def show_lookup(folder: Path) -> None:
    """Our own program, on orders that were made before."""
    from checkout_tui.cli.screen import show
    from checkout_tui.cli.session import Session, reader_for
    from checkout_tui.domain.operator import Operator
    from checkout_tui.simulator.demo import open_demo

    show(Session({}, reader_for([], {})), lambda: (open_demo(folder, (), start=DAY).desk, Operator("op")))


def show_static() -> None:
    """The least that Textual can do: a key is pressed, and as many lines as a result has are drawn."""
    from textual.app import App, ComposeResult
    from textual.events import Key
    from textual.widgets import Static

    class Repaints(App[None]):
        def compose(self) -> ComposeResult:
            yield Static("Purchase Lookup", markup=False)

        def on_key(self, event: Key) -> None:
            line = f"  0000-0000  {event.key * 8:<20} paid            99.00 USD  2026-11-24"
            self.query_one(Static).update("\n".join([line] * 16))

    Repaints().run()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=ASKED)
    parser.add_argument("--show", help="used by the benchmark itself: what to show", default="")
    asked = parser.parse_args()
    if asked.show == "static":
        show_static()
    elif asked.show:
        show_lookup(Path(asked.show))
    else:
        measure(asked.orders, asked.rounds)


def measure(orders: int, rounds: int) -> None:
    from in_a_terminal import screen
    from lookup import NAMES, fill

    from checkout_tui.cli.screen import LOCAL_FPS
    from checkout_tui.domain.operator import Operator
    from checkout_tui.simulator.demo import open_demo

    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        demo = open_demo(folder / "demo", (), start=DAY)
        fill(demo.desk.store, orders)
        op = Operator("op")
        # What is typed in advance shows a screenful, and the key after it another one.
        asked = [(f"{name}000", digit) for digit in "123456789" for name in NAMES][:rounds]
        brings = [demo.desk.lookup.search(before + key, op)[0].customer for before, key in asked]
        newest = demo.desk.orders.recent(1)[0].customer
        demo.close()
        ours, theirs = Keys("lookup"), Keys("static")
        program = [sys.executable, __file__, "--show"]
        with (
            screen([*program, str(folder / "demo")], folder) as lookup,
            screen([*program, "static"], folder, TEXTUAL_FPS=LOCAL_FPS) as static,
        ):
            lookup.until(newest.encode())
            static.until(b"Purchase Lookup")
            for (before, key), row in zip(asked, brings, strict=True):
                lookup.press(before)
                lookup.quiet(0.1)
                ours.press(lookup, key, row)
                lookup.press("\x15")
                lookup.until(newest.encode())
                static.quiet(0.1)
                letter = "abcdefghijklmnopqrstuvwxyz"[len(theirs.waited) % 26]
                theirs.press(static, letter, letter * 8)
    report(ours, theirs)


class Keys:
    """What keys took that were pressed in one program, each until what it brings has been read."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.waited: list[float] = []
        self.worked: list[float] = []
        """By the processor's clock: a program beside it does not change that."""

    def press(self, shown: "Screen", key: str, brings: str) -> None:
        worked = shown.worked()
        pressed = shown.press(key)
        self.waited.append(shown.until(brings.encode()) - pressed)
        self.worked.append(shown.worked() - worked)


def report(ours: Keys, theirs: Keys) -> None:
    """Medians and tails of both, and the ratios that are claimed."""
    for keys in (ours, theirs):
        cuts = statistics.quantiles(keys.waited, n=100)
        worked = statistics.median(keys.worked)
        print(
            f"{keys.name:7} p50 {cuts[49] * 1000:5.1f} ms   p95 {cuts[94] * 1000:5.1f} ms"
            f"   of the processor p50 {worked * 1000:5.1f} ms"
        )
    waited = statistics.median(ours.waited) / statistics.median(theirs.waited)
    worked = statistics.median(ours.worked) / statistics.median(theirs.worked)
    print(f"ratio   p50 {waited:.2f} ×   of the processor {worked:.2f} ×")


if __name__ == "__main__":
    main()
