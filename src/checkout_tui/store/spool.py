"""Lines of a bank's document, kept in a file of nobody's until all of it was read and agrees.

What a document says is only known at its end, and a document may be long: memory holds a batch
of it, the rest lies in a temporary file that has no name and only this process can read.
"""

import json
import sqlite3
import weakref
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import islice
from tempfile import SpooledTemporaryFile
from typing import Any

from attrs import field, frozen

from checkout_tui.domain.remittance import BankLine, nth_alike
from checkout_tui.store import codec

IN_MEMORY = 1024 * 1024
"""Bytes up to which nothing is written to disk at all."""
FEW = 1000
"""So many identities are counted in memory."""
_CACHE_KB = 1024


@frozen
class Spooled:
    """A line with the name it will have once it is booked, and as it will be written down."""

    id: str
    body: str
    kind: str
    currency: str
    minor: int
    columns: Mapping[str, Any] = field(repr=False)
    """What the table keeps beside the body."""

    @property
    def line(self) -> BankLine:
        return codec.read(self.body, BankLine)


def _spooled(name: str, body: str) -> Spooled:
    told = json.loads(body)
    currency, minor = told["amount"]["currency"], told["amount"]["minor"]
    columns = {
        "id": name,
        "line": told["line"],
        "kind": told["kind"],
        "identity": told["identity"],
        "currency": currency,
        "amount": minor,
        "booked_on": date.fromisoformat(told["booked_on"]),
        "body": body,
    }
    return Spooled(name, body, told["kind"], currency, minor, columns)


class _Alike:
    """How often an identity came before: of a few in memory, of many outside it.

    A long document has as many as it has lines.
    """

    def __init__(self) -> None:
        self._few: dict[str, int] = {}
        self._many: _AlikeOnDisk | None = None

    def nth(self, identity: str) -> int:
        """Which one this is, from 1."""
        if self._many is None:
            if identity in self._few or len(self._few) < FEW:
                self._few[identity] = n = self._few.get(identity, 0) + 1
                return n
            self._many = _AlikeOnDisk(self._few)
            self._few = {}
        return self._many.nth(identity)


class _AlikeOnDisk:
    def __init__(self, before: Mapping[str, int]) -> None:
        # A database without a name is a private file that is gone with its connection.
        self._counted = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        weakref.finalize(self, self._counted.close)
        self._counted.execute(f"PRAGMA cache_size = -{_CACHE_KB}")
        self._counted.execute("PRAGMA journal_mode = OFF")
        self._counted.execute("CREATE TABLE seen (identity TEXT PRIMARY KEY, n INTEGER) WITHOUT ROWID")
        self._counted.execute("BEGIN")
        self._counted.executemany("INSERT INTO seen VALUES (?, ?)", before.items())

    def nth(self, identity: str) -> int:
        (n,) = self._counted.execute(
            "INSERT INTO seen VALUES (?, 1) ON CONFLICT (identity) DO UPDATE SET n = n + 1 RETURNING n",
            (identity,),
        ).fetchone()
        return int(n)


class Spool:
    """Many lines, in little memory: written once, read as often as wanted.

    Each line is named after ``name`` and its place; those that look alike are told apart.
    """

    def __init__(self, name: str = "") -> None:
        self._name = name
        self._file = SpooledTemporaryFile[bytes](max_size=IN_MEMORY)
        weakref.finalize(self, self._file.close)
        self._alike = _Alike()
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[BankLine]:
        return (spooled.line for spooled in self.spooled())

    def first(self, most: int) -> tuple[BankLine, ...]:
        """The first lines, as many as fit a screen."""
        return tuple(islice(self, most))

    def add(self, line: BankLine) -> None:
        """Keep one line more. Raises what a line raises that cannot be written down."""
        alone = f"{codec.write(line)}\n".encode()
        nth = self._alike.nth(line.identity)
        self._file.write(alone if nth == 1 else f"{codec.write(nth_alike(line, nth))}\n".encode())
        self._count += 1

    def spooled(self) -> Iterator[Spooled]:
        """Every line from the first, as it was kept."""
        at = number = 0
        while True:
            # Somebody else may read in between: each turn finds its own place again.
            self._file.seek(at)
            chunk = self._file.readlines(IN_MEMORY // 4)
            if not chunk:
                return
            at = self._file.tell()
            for raw in chunk:
                number += 1
                yield _spooled(f"{self._name}.{number:07d}", raw.decode().rstrip("\n"))

    def batches(self, size: int) -> Iterator[tuple[Spooled, ...]]:
        """The same, so many at a time."""
        every = self.spooled()
        while batch := tuple(islice(every, size)):
            yield batch
