"""The program in a real terminal, by a pseudo terminal: keys in, every byte and what they draw out."""

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
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pyte
from attrs import define, field

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
            os.write(self.master, key.encode())
            self.listen(0.03)
        self.listen(0.3)

    def mouse(self, button: int, text: str) -> None:
        """Use a button (64 and 65 are the wheel) where this text stands on the screen."""
        line = next(number for number, line in enumerate(self.screen.display) if text in line)
        column = self.screen.display[line].index(text)
        pressed = f"\x1b[<{button};{column + 1};{line + 1}"
        os.write(self.master, (pressed + "M" + ("" if button >= 64 else pressed + "m")).encode())
        self.listen(0.3)

    def type_ahead(self, keys: str) -> None:
        """Everything at once, without a look at the screen."""
        os.write(self.master, keys.encode())
        self.listen(0.3)


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
