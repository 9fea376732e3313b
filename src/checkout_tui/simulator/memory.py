"""What simulated providers remember: in a file, durable with every write, so that a killed process forgets nothing.

One line of JSON for each write, appended and forced to disk before it counts; a line that was
torn by a crash was never acknowledged, and is not read. Several processes may look at once.
"""

import json
import os
from collections.abc import Iterator, MutableMapping
from pathlib import Path
from threading import RLock

from checkout_tui.domain.errors import BadSetup, N_


class FileMemory(MutableMapping[str, str]):
    """A mapping of texts that outlives the process."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._kept: dict[str, str] = {}
        self._read_to = 0
        self._lock = RLock()
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        except OSError as error:
            raise BadSetup(
                N_("{path} cannot be written: {why}."), path=str(path), why=error.strerror or "?"
            ) from None
        self._catch_up()
        if os.fstat(self._file).st_size > self._read_to:
            os.ftruncate(self._file, self._read_to)

    def close(self) -> None:
        os.close(self._file)

    def __getitem__(self, key: str) -> str:
        with self._lock:
            self._catch_up()
            return self._kept[key]

    def __setitem__(self, key: str, value: str) -> None:
        self._append([key, value])

    def __delitem__(self, key: str) -> None:
        with self._lock:
            self._catch_up()
            if key not in self._kept:
                raise KeyError(key)
            self._append([key])

    def __iter__(self) -> Iterator[str]:
        with self._lock:
            self._catch_up()
            return iter(tuple(self._kept))

    def __len__(self) -> int:
        with self._lock:
            self._catch_up()
            return len(self._kept)

    def _append(self, line: list[str]) -> None:
        with self._lock:
            os.write(self._file, json.dumps(line).encode() + b"\n")
            os.fsync(self._file)
            self._catch_up()

    def _catch_up(self) -> None:
        size = os.fstat(self._file).st_size
        if size <= self._read_to:
            return
        unread = os.pread(self._file, size - self._read_to, self._read_to)
        whole = unread[: unread.rfind(b"\n") + 1]
        for line in whole.splitlines():
            key, *value = json.loads(line)
            if value:
                self._kept[key] = value[0]
            else:
                self._kept.pop(key, None)
        self._read_to += len(whole)


class Shelf(MutableMapping[str, str]):
    """One owner's part of a memory: two methods that use the same key do not meet."""

    def __init__(self, memory: MutableMapping[str, str], owner: str) -> None:
        self._memory = memory
        self._prefix = f"{owner}/"

    def __getitem__(self, key: str) -> str:
        return self._memory[self._prefix + key]

    def __setitem__(self, key: str, value: str) -> None:
        self._memory[self._prefix + key] = value

    def __delitem__(self, key: str) -> None:
        del self._memory[self._prefix + key]

    def __iter__(self) -> Iterator[str]:
        cut = len(self._prefix)
        return iter([key[cut:] for key in self._memory if key.startswith(self._prefix)])

    def __len__(self) -> int:
        return sum(1 for _ in self)
