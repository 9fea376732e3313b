"""The program in a real terminal: what it writes byte by byte, what it leaves behind, and how it ends."""

import csv
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from support.real_terminal import opened

from checkout_tui.plugins import discover

CARD = "4242424242424242"


def left_behind(home: Path) -> dict[Path, bytes]:
    """Every file in the home: the database and its log, mails, logs, what the simulated world remembers."""
    return {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}


F2, F4, F5, F6, F7, CTRL_S = "\x1bOQ", "\x1bOS", "\x1b[15~", "\x1b[17~", "\x1b[18~", "\x13"

MARK_ALL, COPY_CUT_PASTE = "\x1b[1;2H", "\x03\x18\x16"


def test_a_card_is_charged_on_the_phone_and_its_number_is_nowhere(tmp_path: Path, samples: Path) -> None:
    """R-096, R-097: an order by card, typed without looking; no published number in any byte, screen or file."""
    if not any(found.name == "card" for found in discover()):
        pytest.skip("no method by card is installed")
    with opened(tmp_path, "demo") as terminal:
        terminal.sees("Purchase Lookup", "paid")
        terminal.type_ahead(
            F4 + "studio\rAda Lovelace" + MARK_ALL + COPY_CUT_PASTE + "\rada@example.com\r" + CTRL_S
        )
        terminal.sees("How does the caller want to pay")
        terminal.press("\r")
        terminal.sees("Card number")
        # The code is left out, and the customer's name is there: only the code is asked for again.
        terminal.type_ahead(CARD + "\r12/30\r\r\r\r")
        terminal.sees("is still missing")
        terminal.press("123\r\r\r")
        terminal.sees("118.80 EUR is charged now")
        terminal.press("\r")
        terminal.sees("PAID", "Visa •••• 4242", "Ada Lovelace")
        terminal.press("\x1b")
        terminal.listen(1)
        for key in (F5, F6, F7):
            terminal.press(key)
        assert terminal.leaves()
    with (samples / "cards" / "test_cards.csv").open(encoding="utf-8") as file:
        numbers = {row["number"] for row in csv.DictReader(file)}
    assert CARD in numbers
    assert len(numbers) >= 45
    files = left_behind(tmp_path)
    assert any(path.suffix == ".db" for path in files)
    assert any(path.suffix == ".eml" for path in files)
    told = "\n".join(terminal.screens)
    for number in numbers:
        grouped = " ".join(number[at : at + 4] for at in range(0, len(number), 4))
        for written in {number, grouped}:
            assert written.encode() not in terminal.raw
            assert written not in told
            assert [path for path, content in files.items() if written.encode() in content] == []
    assert b"\x1b]52" not in terminal.raw, "what was marked in a field is put on the clipboard"


def test_a_draft_is_there_after_the_computer_died(tmp_path: Path) -> None:
    """Killed while an order is typed: a call with the same address finds it, under the same reference."""
    config = tmp_path / ".config" / "checkout-tui" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text(
        '[seller]\nname = "Northlight"\nemail = "shop@northlight.example"\n'
        'support_email = "help@northlight.example"\n'
        '[[products]]\ncode = "studio"\ntitle = { en = "Studio", fr = "Studio" }\nprices = { EUR = "99.00" }\n'
    )
    with opened(tmp_path) as terminal:
        terminal.sees("Purchase Lookup")
        terminal.type_ahead(F4 + "studio\rAda Lovelace\rada@example.com")
        reference = terminal.sees("ada@example.com", "New order").split("New order", 1)[1].split()[0]
        terminal.sees("99.00")
        terminal.listen(2)
        os.killpg(terminal.process.pid, signal.SIGKILL)
    with opened(tmp_path) as terminal:
        terminal.sees("Purchase Lookup")
        terminal.type_ahead(F2 + "ada@example.com\r")
        terminal.sees(reference, "begun, not placed")
        terminal.type_ahead("\r")
        terminal.sees("New order", reference, "Ada Lovelace")


def test_without_a_terminal_it_says_so(tmp_path: Path) -> None:
    """It never hangs: one sentence that points at the commands without a screen, and exit status 2."""
    ended = subprocess.run(
        [sys.executable, "-m", "checkout_tui.cli"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={key: value for key, value in os.environ.items() if not key.startswith("CHECKOUT")}
        | {"HOME": str(tmp_path)},
    )
    assert ended.returncode == 2
    assert "terminal" in ended.stderr
    assert "Traceback" not in ended.stderr


COLOUR = re.compile(rb"\x1b\[(?:[0-9:;]*;)?(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])[0-9:;]*m")
F10, CTRL_L = "\x1b[21~", "\x0c"


def test_by_mouse_without_colour_and_as_it_was_left(tmp_path: Path) -> None:
    """NO_COLOR: not one colour among the bytes; wheel, row and key label by mouse; colours and language are kept."""
    if not discover():
        pytest.skip("no method is installed, and nobody orders")
    with opened(tmp_path, "demo", more={"NO_COLOR": "1"}) as terminal:
        terminal.sees("Purchase Lookup", "paid", "▸ ")
        first = terminal.screen.display[6]
        terminal.mouse(65, first[2:12])
        terminal.mouse(65, "paid")
        assert terminal.screen.display[6] != first
        row = terminal.screen.display[9][2:12]
        terminal.mouse(0, row)
        terminal.sees(f"▸ {row}")
        terminal.mouse(0, row)
        terminal.sees("may be said", row)
        terminal.mouse(0, "f5")
        terminal.sees("most urgent first")
        terminal.drag("most", "urgent")
        terminal.press("\x03")
        terminal.sees("ctrl+q leaves the program")
        assert b"\x1b]52" not in terminal.raw, "what the mouse marked is put on the clipboard"
        assert COLOUR.search(terminal.raw) is None
        terminal.press(F10)
        terminal.press(CTRL_L)
        terminal.sees("aide")
        assert terminal.leaves()
    with opened(tmp_path, "demo") as terminal:
        terminal.sees("aide", "Recherche d’achats")
        assert COLOUR.search(terminal.raw) is not None
        terminal.press(F10)
        terminal.sees("nord")
        assert terminal.leaves()
