"""A pseudo terminal for benchmarks: start a program in it, and know when something stands on its screen."""

import ctypes
import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

PATIENCE = 60.0
_DIES_WITH_ITS_PARENT = 1
"""Linux: PR_SET_PDEATHSIG."""
_OF_ITS_THREADS = 2
"""Linux: CPUCLOCK_SCHED, of a process all its threads together."""
_LIBC = ctypes.CDLL(None)


def _dies_with_the_benchmark() -> None:
    """A benchmark that is killed cleans up nothing: what it started must not stay behind and eat the processor."""
    if hasattr(_LIBC, "prctl"):
        _LIBC.prctl(_DIES_WITH_ITS_PARENT, signal.SIGKILL)


class Screen:
    """One program in a terminal of 80 × 24."""

    def __init__(self, command: Sequence[str], home: Path, more: Mapping[str, str]) -> None:
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        kept = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith(("CHECKOUT", "XDG", "TEXTUAL", "PYTHON", "SSH"))
        }
        self.began = time.perf_counter()
        self.process = subprocess.Popen(
            command,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            preexec_fn=_dies_with_the_benchmark,  # noqa: PLW1509 - there are no other threads
            env=kept | {"HOME": str(home), "TERM": "xterm-256color", "LANG": "C.UTF-8"} | dict(more),
        )
        os.close(slave)
        self.raw = b""

    def until(self, mark: bytes) -> float:
        """Read until the mark has been written; the moment in which it was."""
        until = time.monotonic() + PATIENCE
        while mark not in self.raw:
            if time.monotonic() > until or not select.select([self.master], [], [], PATIENCE)[0]:
                raise SystemExit(f"{mark!r} never came; last was {self.raw[-400:]!r}")
            self.raw += os.read(self.master, 65536)
        return time.perf_counter()

    def worked(self) -> float:
        """Seconds of the processor that the program has used: what others do on the machine is not in it."""
        # Linux: the clock of a process is numbered by its id.
        return time.clock_gettime((~self.process.pid << 3) | _OF_ITS_THREADS)

    def quiet(self, seconds: float = 0.3) -> None:
        """Read until nothing has come for so long, and forget it."""
        while select.select([self.master], [], [], seconds)[0]:
            os.read(self.master, 65536)
        self.raw = b""

    def press(self, keys: str) -> float:
        """Type; the moment in which it was done."""
        self.raw = b""
        os.write(self.master, keys.encode())
        return time.perf_counter()


@contextmanager
def screen(command: Sequence[str], home: Path, **more: str) -> Iterator[Screen]:
    """The program in its terminal, and no program afterwards."""
    shown = Screen(command, home, more)
    try:
        yield shown
    finally:
        os.killpg(shown.process.pid, signal.SIGKILL)
        shown.process.wait()
        os.close(shown.master)
