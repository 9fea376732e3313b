"""X9.37 / X9.100-187 cash letters in ASCII: how a bank sends back checks that were not paid.

Each record stands behind its length in four bytes. Of interest are the returns (31), which take
money back, and the names in 33; checks going forward (25) are what somebody deposits, so notices.
Bundle totals (70) must agree. A record's "line" is its number, counted from 1.
"""

import re
import struct
from collections import Counter
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from typing import BinaryIO

from attrs import define

from checkout_check.lockbox import masked, named
from checkout_tui import BankLine, LineKind, Money, Problem, Reading

READER = "X9.37 cash letter"

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


def read(file: BinaryIO) -> Reading | None:
    """Read a cash letter, or None when it is none."""
    head = file.read(64)
    file.seek(0)
    if not _START.match(head):
        return None
    document = file.read()
    items: list[_Item] = []
    problems: list[Problem] = []
    refused, kind, booked_on = "", "", None
    bundle: list[int] = []
    for line, raw in _records(document):
        kind, record = raw[:2], raw.ljust(80)
        if kind == "10":
            booked_on = _day(record[22:30])
        elif kind in {"25", "31"}:
            item = _Item(line, record, booked_on, number=record[2:17].strip() if kind == "25" else "")
            items.append(item)
            bundle.append(int(item.cents) if item.cents.isdecimal() else 0)
        elif kind == "33" and items:
            items[-1].number, items[-1].payer = record[20:35].strip(), record[58:80].strip()
        elif kind == "70":
            said = record[6:18]
            if not said.isdecimal() or int(said) != sum(bundle):
                refused = refused or (
                    f"record {line}: the bundle total is given as {said.strip() or 'nothing'} cents, "
                    f"but comes to {sum(bundle)}"
                )
            bundle = []
    if kind != "99":
        refused = refused or "the file ends early: there is no file control record"
    seen: Counter[str] = Counter()
    lines = tuple(found for item in items if (found := _line(item, problems, seen)))
    return Reading(reader=READER, claim=90, lines=lines, problems=tuple(problems), refused=refused)


def _records(document: bytes) -> Iterator[tuple[int, str]]:
    """The records; one whose length makes no sense ends the file, which then has no trailer."""
    at, number = 0, 0
    while at + 4 <= len(document):
        (length,) = struct.unpack_from(">I", document, at)
        if length < 2 or at + 4 + length > len(document):
            return
        number += 1
        # An image (52) may be large; its picture is not text and not ours.
        yield number, document[at + 4 : at + 4 + min(length, 120)].decode("latin-1")
        at += 4 + length


def _line(item: _Item, problems: list[Problem], seen: Counter[str]) -> BankLine | None:
    raw = item.raw
    if not item.cents.isdecimal() or int(item.cents) == 0:
        problems.append(Problem(item.line, "the amount is missing or not a number"))
        return None
    if item.booked_on is None:
        problems.append(Problem(item.line, "the cash letter has no date that exists"))
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
    identity = f"x9-{sha256('|'.join(parts).encode()).hexdigest()[:32]}"
    seen[identity] += 1
    nth = seen[identity]
    facts = {"check number": item.number, "routing number": routing.strip(), "item": sequence}
    return BankLine(
        line=item.line,
        kind=LineKind.RETURN if item.is_return else LineKind.NOTICE,
        amount=Money(int(item.cents), "USD"),
        booked_on=item.booked_on,
        identity=identity if nth == 1 else f"{identity}-{nth}",
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
