"""The program in a terminal that is not its own: keys in, every byte and what they draw out."""

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
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pyte
from attrs import define, field

SIZE = (80, 24)
PATIENCE = 40.0
PAUSE = 0.08
"""Seconds without a byte after which what a key brought is there, if nothing is slow."""
CTRL_Q = "\x11"


@define(eq=False)
class FarTerminal(ABC):
    """Somewhere the program runs and is seen. ``raw`` is every byte that it ever wrote to the screen there."""

    raw: bytearray = field(factory=bytearray, kw_only=True)
    screen: pyte.Screen = field(factory=lambda: pyte.Screen(*SIZE), kw_only=True)
    screens: set[str] = field(factory=set, kw_only=True)
    _stream: pyte.ByteStream = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._stream = pyte.ByteStream(self.screen)

    @abstractmethod
    def send(self, keys: str) -> None:
        """What fingers do, on its way to the program."""

    @abstractmethod
    def take(self, within: float) -> bytes | None:
        """What the program wrote, once it writes something; None when that is nothing, or the program has ended."""

    @abstractmethod
    def has_ended(self) -> bool:
        """Whether the program ends, and says that all is well."""

    def listen(self, seconds: float, pause: float | None = None) -> None:
        """Take in what the program writes for so long; with ``pause``, until it has written and paused so long."""
        until = time.monotonic() + seconds
        wait = seconds
        while (left := min(until - time.monotonic(), wait)) > 0:
            chunk = self.take(left)
            if chunk is None:
                break
            self.raw += chunk
            self._stream.feed(chunk)
            wait = seconds if pause is None else pause
        self.screens.add("\n".join(self.screen.display))

    def sees(self, *texts: str) -> str:
        """Wait until all of this is on the screen."""
        until = time.monotonic() + PATIENCE
        while any(text not in "\n".join(self.screen.display) for text in texts):
            assert time.monotonic() < until, f"{texts} not on the screen:\n" + "\n".join(self.screen.display)
            self.listen(0.1)
        return "\n".join(self.screen.display)

    def changes(self, press: str, *, back_to: "list[str] | None" = None) -> list[str]:
        """Press a key and wait until something below the headline is different, or as it was; gives what was."""
        before: list[str] = []
        while (now := self.screen.display[1:]) != before:
            before = now
            self.listen(0.3)
        self.press(press)
        until = time.monotonic() + PATIENCE
        while (self.screen.display[1:] != back_to) if back_to else (self.screen.display[1:] == before):
            assert time.monotonic() < until, f"{press!r}:\n" + "\n".join(self.screen.display)
            self.listen(0.1)
        return before

    def press(self, keys: str) -> None:
        """Type, one key after the other as fingers do, and see what comes of it."""
        for key in [keys] if keys.startswith("\x1b") else keys:
            self.send(key)
            self.listen(0.03)
        self.listen(0.3, PAUSE)

    def mouse(self, button: int, text: str) -> None:
        """Use a button (64 and 65 are the wheel) where this text stands on the screen."""
        pressed = f"\x1b[<{button};{self._place(text)}"
        self.send(pressed + "M" + ("" if button >= 64 else pressed + "m"))
        self.listen(0.3)

    def drag(self, text: str, to: str) -> None:
        """Hold the button down from one text to another, as to mark what is between them."""
        self.send(f"\x1b[<0;{self._place(text)}M\x1b[<32;{self._place(to)}M\x1b[<0;{self._place(to)}m")
        self.listen(0.3)

    def _place(self, text: str) -> str:
        line = next(number for number, line in enumerate(self.screen.display) if text in line)
        return f"{self.screen.display[line].index(text) + 1};{line + 1}"

    def type_ahead(self, keys: str) -> None:
        """Everything at once, without a look at the screen."""
        self.send(keys)
        self.listen(0.3)

    def leaves(self) -> bool:
        """Leave the program by its key; says whether it ended well."""
        self.press(CTRL_Q)
        self.listen(3)
        return self.has_ended()


@define(eq=False)
class RealTerminal(FarTerminal):
    """A pseudo terminal with the program in it."""

    master: int
    process: "subprocess.Popen[bytes]"

    def send(self, keys: str) -> None:
        os.write(self.master, keys.encode())

    def take(self, within: float) -> bytes | None:
        if not select.select([self.master], [], [], within)[0]:
            return None
        try:
            return os.read(self.master, 65536)
        except OSError:
            return None

    def has_ended(self) -> bool:
        return self.process.wait(timeout=20) == 0


@contextmanager
def opened(home: Path, *command: str, more: Mapping[str, str] | None = None) -> Iterator[RealTerminal]:
    """The program in a terminal of 80 × 24, with an empty home; ``more`` of its environment."""
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
        env=environment
        | {"HOME": str(home), "TERM": "xterm-256color", "LANG": "en_US.UTF-8"}
        | dict(more or {}),
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
