"""The program in a real terminal: what it writes byte by byte, what it leaves behind, and how it ends."""

import csv
import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyte
import pytest
from attrs import define, field

from checkout_tui.plugins import discover

CARD = "4242424242424242"
SIZE = (80, 24)
PATIENCE = 40.0


@define(eq=False)
class RealTerminal:
    """A pseudo terminal with the program in it. ``raw`` is every byte that it ever wrote."""

    master: int
    process: "subprocess.Popen[bytes]"
    raw: bytearray = field(factory=bytearray)
    screen: pyte.Screen = field(factory=lambda: pyte.Screen(*SIZE))
    screens: set[str] = field(factory=set)
    _stream: pyte.ByteStream = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._stream = pyte.ByteStream(self.screen)

    def listen(self, seconds: float) -> None:
        """Take in what the program writes for so long."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            if not select.select([self.master], [], [], left)[0]:
                break
            try:
                chunk = os.read(self.master, 65536)
            except OSError:
                break
            self.raw += chunk
            self._stream.feed(chunk)
        self.screens.add("\n".join(self.screen.display))

    def sees(self, *texts: str) -> str:
        """Wait until all of this is on the screen."""
        until = time.monotonic() + PATIENCE
        while any(text not in "\n".join(self.screen.display) for text in texts):
            assert time.monotonic() < until, f"{texts} not on the screen:\n" + "\n".join(self.screen.display)
            self.listen(0.1)
        return "\n".join(self.screen.display)

    def press(self, keys: str) -> None:
        """Type, one key after the other as fingers do, and see what comes of it."""
        for key in [keys] if keys.startswith("\x1b") else keys:
            os.write(self.master, key.encode())
            self.listen(0.03)
        self.listen(0.3)


@contextmanager
def opened(home: Path, *command: str) -> Iterator[RealTerminal]:
    """The program in a terminal of 80 × 24, with an empty home."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", SIZE[1], SIZE[0], 0, 0))
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("CHECKOUT", "XDG"))}
    process = subprocess.Popen(
        [sys.executable, "-m", "checkout_tui.cli", *command],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        close_fds=True,
        start_new_session=True,
        env=environment | {"HOME": str(home), "TERM": "xterm-256color", "LANG": "en_US.UTF-8"},
    )
    os.close(slave)
    terminal = RealTerminal(master, process)
    try:
        yield terminal
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        os.close(master)


def left_behind(home: Path) -> dict[Path, bytes]:
    """Every file in the home: the database and its log, mails, logs, what the simulated world remembers."""
    return {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}


F4, F5, F6, F7, CTRL_S, CTRL_Q = "\x1bOS", "\x1b[15~", "\x1b[17~", "\x1b[18~", "\x13", "\x11"


def test_a_card_is_charged_on_the_phone_and_its_number_is_nowhere(tmp_path: Path, samples: Path) -> None:
    """R-096, R-097: an order by card in a real terminal; no published number in any byte, screen or file."""
    if not any(found.name == "card" for found in discover()):
        pytest.skip("no method by card is installed")
    with opened(tmp_path, "demo") as terminal:
        terminal.sees("Purchase Lookup", "paid")
        terminal.press(F4)
        terminal.sees("what it costs")
        terminal.press("studio\r")
        terminal.press("Ada Lovelace\r")
        terminal.press("ada@example.com\r")
        terminal.sees("118.80")
        terminal.press(CTRL_S)
        terminal.sees("How does the caller want to pay")
        terminal.press("\r")
        terminal.sees("Card number")
        terminal.press(CARD + "\r")
        terminal.press("12/30\r")
        terminal.press("123\r\r")
        terminal.press("\r")
        terminal.sees("is still missing")
        terminal.press("Ada Lovelace\r\r")
        terminal.sees("118.80 EUR is charged now")
        terminal.press("\r")
        terminal.sees("PAID", "Visa •••• 4242")
        terminal.press("\x1b")
        terminal.listen(1)
        for key in (F5, F6, F7):
            terminal.press(key)
        terminal.press(CTRL_Q)
        terminal.listen(3)
        assert terminal.process.wait(timeout=20) == 0
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
    assert b"\x1b]52" not in terminal.raw, "nothing is put on the clipboard"


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
