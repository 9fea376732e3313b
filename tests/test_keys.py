"""How many keys a caller costs, in a real terminal: typed into tmux, as an operator would."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from attrs import define

ROOT = Path(__file__).parents[1]
PATIENCE = 60.0
NAMED = {"\n": "Enter", "\t": "Tab"}


@define(eq=False)
class Tmux:
    """A terminal of 80 × 24 with the demonstration in it. ``keys`` counts what was pressed."""

    socket: str
    keys: int = 0

    def tmux(self, *command: str) -> str:
        ended = subprocess.run(
            ["tmux", "-L", self.socket, *command], capture_output=True, text=True, check=True
        )
        return ended.stdout

    @property
    def screen(self) -> str:
        return self.tmux("capture-pane", "-p", "-t", "till")

    def sees(self, *texts: str) -> None:
        until = time.monotonic() + PATIENCE
        while missing := [text for text in texts if text not in self.screen]:
            assert time.monotonic() < until, f"not on the screen: {missing}\n{self.screen}"
            time.sleep(0.1)

    def type(self, text: str) -> None:
        """A text, one key for each letter and for each enter."""
        for character in text:
            named = NAMED.get(character)
            self.press(*([named] if named else ["-l", character]))

    def press(self, *key: str) -> None:
        """One key, by the name that tmux has for it."""
        self.tmux("send-keys", "-t", "till", *key)
        self.keys += 1
        time.sleep(0.02)


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Tmux]:
    """The demonstration in tmux, with an empty home and a server of its own."""
    if shutil.which("tmux") is None:
        pytest.skip("tmux is not installed")
    made = Tmux(f"checkout-{os.getpid()}")
    program = f"HOME={tmp_path} LANG=C.UTF-8 {sys.executable} -m checkout_tui.cli demo --fresh"
    made.tmux("-f", "/dev/null", "new-session", "-d", "-s", "till", "-x", "80", "-y", "24", program)
    try:
        made.sees("Purchase Lookup", "paid")
        yield made
    finally:
        made.tmux("kill-server")


def counted(what: str) -> int:
    """How many keys the operator's guide says."""
    page = (ROOT / "docs" / "operator.md").read_text(encoding="utf-8")
    return int(re.search(rf"{what}: \*\*(\d+) keys\*\*", page)[1])  # type: ignore[index]


def test_a_lookup_and_an_order_cost_as_many_keys_as_the_guides_say(till: Tmux) -> None:
    """A name and enter: what is owed and what may be said. A new customer, a product and a card: paid."""
    till.type("pilar\n")
    till.sees("may be said", "Pilar")
    assert till.keys == counted("A lookup")
    till.press("Escape")
    till.keys = 0
    till.press("F4")
    till.sees("what it costs")
    # Placed with the last letter of the address, before the form was priced with it.
    till.type("studio\nAda Lovelace\nada@example.com")
    till.press("C-s")
    till.sees("How does the caller want to pay", "118.80")
    till.type("\n")
    till.sees("Card number")
    # The name on the card is the customer's: it is asked, and enter takes it.
    till.type("4242424242424242\n12/30\n123\n\n\n")
    till.sees("118.80 EUR is charged now")
    # It is read first: a question takes no key that may have been pressed before it stood there.
    time.sleep(1)
    till.type("\n")
    till.sees("PAID", "receipt")
    assert till.keys == counted("A complete order")
    french = (ROOT / "docs" / "operateur.md").read_text(encoding="utf-8")
    assert f"**{till.keys} touches**" in french
    assert f"**{counted('A lookup')} touches**" in french
