"""From starting the program to its first screen, against the least that Textual can show."""

import argparse
import compileall
import shutil
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from in_a_terminal import screen

import checkout_tui

MINIMAL = """
from textual.app import App
from textual.widgets import Static

class Minimal(App):
    def compose(self):
        yield Static("Purchase Lookup")

Minimal().run()
"""
CONFIGURED = """
[seller]
name = "Northlight Software"
email = "orders@northlight.example"
support_email = "help@northlight.example"

[operator]
name = "Camille"
language = "en"

[[products]]
code = "studio"
title = "Studio Pro"
prices = { EUR = "99.00" }
"""


def painted(command: Sequence[str], mark: str, home: Path) -> float:
    """Seconds until the mark stands on the screen."""
    with screen(command, home) as shown:
        return shown.until(mark.encode()) - shown.began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument(
        "--against", nargs="*", default=[], help="any other programs, as COMMAND=TEXT-ON-ITS-SCREEN"
    )
    asked = parser.parse_args()
    # As when they are installed: bytecode matters more than anything else here.
    compileall.compile_dir(Path(checkout_tui.__file__).parent, quiet=1)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / ".config" / "checkout-tui").mkdir(parents=True)
        (home / ".config" / "checkout-tui" / "config.toml").write_text(CONFIGURED, encoding="utf-8")
        minimal = home / "minimal.py"
        minimal.write_text(MINIMAL, encoding="utf-8")
        programs = {
            "minimal": ([sys.executable, str(minimal)], "Purchase Lookup"),
            "checkout-tui": ([sys.executable, "-m", "checkout_tui.cli"], "Purchase Lookup"),
        }
        for other in asked.against:
            name, _, mark = other.partition("=")
            programs[name] = ([shutil.which(name) or name], mark)
        times: dict[str, list[float]] = {name: [] for name in programs}
        for turn in range(asked.rounds + 1):
            for name, (command, mark) in programs.items():
                taken = painted(command, mark, home)
                # The first round reads the disk.
                if turn:
                    times[name].append(taken)
    least = statistics.median(times["minimal"])
    for name, measured in times.items():
        cuts = statistics.quantiles(measured, n=10)
        print(
            f"{name:14} p50 {cuts[4] * 1000:5.0f} ms   p90 {cuts[8] * 1000:5.0f} ms   {cuts[4] / least:.2f} ×"
        )


if __name__ == "__main__":
    main()
