"""X9.37 / X9.100-187 cash letters in ASCII: how a bank sends back checks that were not paid.

Each record stands behind its length in four bytes. Of interest are the returns (31), which take
money back, and the names in 33; checks going forward (25) are what somebody deposits, so notices.
Bundle totals (70) must agree. A record's "line" is its number, counted from 1.
"""

import re
import struct
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from typing import BinaryIO

from attrs import Factory, define

from checkout_check.lockbox import masked, named
from checkout_tui import BankLine, LineKind, Money, Part, Problem, Reading, Rejected, Words

READER = "X9.37 cash letter"

_LONGEST = 120
"""Bytes of a record that are looked at; an image (52) may be large, and its picture is not ours."""
_CHUNK = 1 << 16
_AFTER_ITEM = frozenset({"10", "20", "25", "31", "70", "90", "99"})
"""Records that begin something else: nothing more is said of the check before."""

_START = re.compile(rb"\x00\x00\x00\x5001\d\d[TP]\d{18}")


@define
class _Item:
    """A check that goes forward or comes back."""

    line: int
    raw: str
    booked_on: date | None
    payer: str = ""
    number: str = ""

    @property
    def is_return(self) -> bool:
        return self.raw[:2] == "31"

    @property
    def cents(self) -> str:
        return self.raw[31:41] if self.is_return else self.raw[47:57]


@define
class _Letter:
    """What was found so far, to hold against the totals."""

    booked_on: date | None = None
    item: _Item | None = None
    """The check that a record with its names may still follow."""
    bundle: int = 0
    """Cents of the checks since the last bundle total."""
    last: str = ""
    refused: Words | str = ""
    problems: list[Problem] = Factory(list)


def read(file: BinaryIO) -> Reading | None:
    """What a cash letter would be read as, or None when it is none."""
    head = file.read(64)
    file.seek(0)
    if not _START.match(head):
        return None
    return Reading(reader=READER, claim=90, rest=_parts(file))


def _parts(file: BinaryIO) -> Iterator[Part]:
    """Each check as soon as nothing more is said of it; then whether the totals agree."""
    letter = _Letter()
    for number, raw in _records(file):
        letter.last = raw[:2]
        if letter.last in _AFTER_ITEM:
            yield from _complete(letter)
        _record(letter, number, letter.last, raw.ljust(80))
    yield from _complete(letter)
    if letter.last != "99":
        letter.refused = letter.refused or Words(
            "the file ends early: there is no file control record",
            "le fichier s’arrête trop tôt : il n’a pas d’enregistrement de contrôle",
        )
    if letter.refused:
        yield Rejected(letter.refused)


def _complete(letter: _Letter) -> Iterator[Part]:
    """The check that was being read, and what was wrong with it."""
    if letter.item is not None and (found := _line(letter.item, letter.problems)):
        yield found
    letter.item = None
    yield from letter.problems
    letter.problems.clear()


def _record(letter: _Letter, number: int, kind: str, record: str) -> None:
    if kind == "10":
        letter.booked_on = _day(record[22:30])
    elif kind in {"25", "31"}:
        known = record[2:17].strip() if kind == "25" else ""
        letter.item = _Item(number, record, letter.booked_on, number=known)
        letter.bundle += int(letter.item.cents) if letter.item.cents.isdecimal() else 0
    elif kind == "33" and letter.item is not None:
        letter.item.number, letter.item.payer = record[20:35].strip(), record[58:80].strip()
    elif kind == "70":
        said = record[6:18]
        if not said.isdecimal() or int(said) != letter.bundle:
            letter.refused = letter.refused or Words(
                f"record {number}: the bundle total is given as {said.strip() or 'nothing'} cents, "
                f"but comes to {letter.bundle}",
                f"enregistrement {number} : le total de la liasse est donné à {said.strip() or 'rien'} cents, "
                f"mais vaut {letter.bundle}",
            )
        letter.bundle = 0


def _records(file: BinaryIO) -> Iterator[tuple[int, str]]:
    """The records; one whose length makes no sense ends the file, which then has no trailer."""
    number = 0
    while len(size := file.read(4)) == 4:
        (length,) = struct.unpack(">I", size)
        raw = file.read(min(length, _LONGEST))
        left = length - len(raw)
        while left and (skipped := len(file.read(min(left, _CHUNK)))):
            left -= skipped
        if length < 2 or left:
            return
        number += 1
        yield number, raw.decode("latin-1")


def _line(item: _Item, problems: list[Problem]) -> BankLine | None:
    raw = item.raw
    if not item.cents.isdecimal() or int(item.cents) == 0:
        problems.append(
            Problem(
                item.line,
                Words("the amount is missing or not a number", "le montant manque ou n’est pas un nombre"),
            )
        )
        return None
    if item.booked_on is None:
        problems.append(
            Problem(
                item.line,
                Words("the cash letter has no date that exists", "la remise n’a pas de date qui existe"),
            )
        )
        return None
    routing, on_us = (raw[2:11], raw[11:31]) if item.is_return else (raw[18:27], raw[27:47])
    sequence = (raw[53:68] if item.is_return else raw[57:72]).strip()
    forward_day = raw[45:53] if item.is_return else ""
    parts = (
        raw[:2],
        routing,
        on_us.strip(),
        item.number,
        item.cents,
        sequence,
        forward_day,
        item.booked_on.isoformat(),
    )
    facts = {"check number": item.number, "routing number": routing.strip(), "item": sequence}
    return BankLine(
        line=item.line,
        kind=LineKind.RETURN if item.is_return else LineKind.NOTICE,
        amount=Money(int(item.cents), "USD"),
        booked_on=item.booked_on,
        identity=f"x9-{sha256('|'.join(parts).encode()).hexdigest()[:32]}",
        reference=sequence if item.is_return else "",
        payer=item.payer,
        account=masked(on_us.replace("/", " ")),
        code=raw[41:42].strip() if item.is_return else "",
        original=named(routing, item.number) if item.is_return else "",
        facts={name: fact for name, fact in facts.items() if fact},
    )


def _day(yyyymmdd: str) -> date | None:
    if not yyyymmdd.isdecimal():
        return None
    try:
        return date(int(yyyymmdd[:4]), int(yyyymmdd[4:6]), int(yyyymmdd[6:8]))
    except ValueError:
        return None
