"""The BAI lockbox file: one detail record a check, overflow records with what was written on it.

Columns counted from 0. Detail (6): amount in cents 7–17, routing number 17–26, account 26–36,
check number 36–46, date of the check 46–52 as MMDDYY, remitter 52–82. Overflow (4): what the
keyer read off the check, 11–41. Totals in 7 (batch), 8 (lockbox) and 9 (records in the file)
must agree, else nothing is booked.
"""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from hashlib import sha256

from attrs import Factory, define

from checkout_tui import BankLine, LineKind, Money, Problem, Reading

READER = "BAI lockbox"

_LAYOUT = re.compile(rb"(\xef\xbb\xbf)?\s*1\d{2}.{20}\d{6}\d{4}[ \d]*\r?\n2.{20}", re.DOTALL)
"""A header with a date and a time in their places, and a service record after it."""


@define
class _Check:
    """A detail record and what its overflow records add."""

    line: int
    raw: str
    deposited: date | None
    memo: list[str] = Factory(list)


@define
class _File:
    """What was found so far, to hold against the totals."""

    checks: list[_Check] = Factory(list)
    problems: list[Problem] = Factory(list)
    refused: str = ""
    header_day: date | None = None
    deposited: date | None = None
    batch: list[int] = Factory(list)
    box: list[int] = Factory(list)
    records: int = 0
    ended: bool = False

    def complain(self, line: int, reason: str) -> None:
        self.problems.append(Problem(line, reason))

    def refuse(self, line: int, reason: str) -> None:
        self.refused = self.refused or f"line {line}: {reason}"


def read(document: bytes) -> Reading | None:
    """Read a lockbox file, or None when it is none."""
    if not _LAYOUT.match(document[:400]):
        return None
    file = _File()
    for line, raw in _lines(document):
        if file.ended:
            file.complain(line, "a record after the end of the file")
            continue
        file.records += 1
        _RECORDS.get(raw[0], _unknown)(file, line, raw.ljust(120))
    if not file.ended:
        file.refused = file.refused or "the file ends early: there is no trailer record"
    elif file.batch or file.box:
        file.refused = file.refused or "checks stand outside any batch or lockbox total"
    seen: Counter[str] = Counter()
    return Reading(
        reader=READER,
        claim=90,
        lines=tuple(found for check in file.checks if (found := _line(file, check, seen))),
        problems=tuple(file.problems),
        refused=file.refused,
    )


def masked(account: str) -> str:
    """An account number as it may be kept: its last four characters, and fewer of a short one."""
    bare = account.strip().lstrip("0")
    return f"•••• {bare[-4:]}" if len(bare) > 4 else "••••" if bare else ""


def named(routing: str, number: str) -> str:
    """What banks call a check, here and when it comes back: its number at the bank it is drawn on."""
    number = number.strip().lstrip("0")
    return f"check {routing.strip()[:8]}-{number}" if number else ""


def _lines(document: bytes) -> Iterator[tuple[int, str]]:
    text = document.removeprefix(b"\xef\xbb\xbf").decode("latin-1")
    for number, raw in enumerate(re.split(r"\r\n|\n|\r", text), 1):
        record = raw.strip("\x00\x1a")
        if record.strip():
            yield number, record


def _header(file: _File, line: int, raw: str) -> None:
    file.header_day = _day(raw[23:29])


def _service(file: _File, line: int, raw: str) -> None:
    """2: names the receiving bank again; nothing in it is needed."""


def _box(file: _File, line: int, raw: str) -> None:
    file.deposited = _day(raw[14:20]) or file.header_day


def _detail(file: _File, line: int, raw: str) -> None:
    cents = raw[7:17]
    if cents.isdecimal():
        file.batch.append(int(cents))
    file.checks.append(_Check(line, raw, file.deposited or file.header_day))


def _overflow(file: _File, line: int, raw: str) -> None:
    if not file.checks:
        file.complain(line, "an overflow record with no check before it")
        return
    memo = _words(raw[11:41])
    if memo:
        file.checks[-1].memo.append(memo)


def _batch_total(file: _File, line: int, raw: str) -> None:
    _agree(file, line, "batch", raw[20:23], raw[23:33], file.batch)
    file.box += file.batch
    file.batch = []


def _box_total(file: _File, line: int, raw: str) -> None:
    if file.batch:
        file.refuse(line, "the lockbox ends, but its last batch has no total")
    _agree(file, line, "lockbox", raw[20:24], raw[24:34], file.box)
    file.box, file.batch = [], []


def _end(file: _File, line: int, raw: str) -> None:
    file.ended = True
    said = raw[1:7]
    if not said.isdecimal() or int(said) != file.records:
        file.refuse(line, f"the file says it has {said.strip() or 'no'} records, but has {file.records}")


def _unknown(file: _File, line: int, raw: str) -> None:
    file.complain(line, "a record of a type that is not known")


_RECORDS = {
    "1": _header,
    "2": _service,
    "4": _overflow,
    "5": _box,
    "6": _detail,
    "7": _batch_total,
    "8": _box_total,
    "9": _end,
}


def _agree(file: _File, line: int, where: str, count: str, total: str, found: list[int]) -> None:
    if not count.isdecimal() or int(count) != len(found):
        file.refuse(line, f"the {where} says it has {count.strip() or 'no'} checks, but has {len(found)}")
    if not total.isdecimal() or int(total) != sum(found):
        file.refuse(
            line,
            f"the {where} total is given as {total.strip() or 'nothing'} cents, but comes to {sum(found)}",
        )


def _line(file: _File, check: _Check, seen: Counter[str]) -> BankLine | None:
    raw = check.raw
    cents, routing, account, number = (
        raw[7:17],
        raw[17:26].strip(),
        raw[26:36],
        raw[36:46].strip().lstrip("0"),
    )
    if not cents.isdecimal():
        file.complain(check.line, "the amount is not a number")
        return None
    if check.deposited is None:
        file.complain(check.line, "neither the lockbox nor the file has a date that exists")
        return None
    if int(cents) == 0:
        file.complain(check.line, "a check without an amount")
        return None
    written = _check_day(raw[46:52])
    if written is None and raw[46:52].strip(" 0"):
        file.complain(
            check.line,
            "the date on the check does not exist; it is booked on the day of deposit all the same",
        )
    memo = " ".join(check.memo)
    parts = (routing, account.strip(), number, cents, raw[46:52], check.deposited.isoformat())
    identity = f"lockbox-{sha256('|'.join(parts).encode()).hexdigest()[:32]}"
    seen[identity] += 1
    nth = seen[identity]
    facts = {
        "check number": number,
        "check date": written.isoformat() if written else "",
        "routing number": routing,
        "batch": raw[1:4].strip(),
        "item": raw[4:7].strip(),
    }
    return BankLine(
        line=check.line,
        kind=LineKind.RECEIPT,
        amount=Money(int(cents), "USD"),
        booked_on=check.deposited,
        identity=identity if nth == 1 else f"{identity}-{nth}",
        reference=memo,
        text=memo,
        payer=_words(raw[52:82]),
        account=masked(account),
        original=named(routing, number),
        facts={name: fact for name, fact in facts.items() if fact},
    )


def _words(raw: str) -> str:
    """A text field without its padding; columns are bytes, and some banks write UTF-8 into them."""
    try:
        return raw.strip().encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return raw.strip()


def _day(yymmdd: str) -> date | None:
    if not yymmdd.isdecimal():
        return None
    try:
        return date(2000 + int(yymmdd[:2]), int(yymmdd[2:4]), int(yymmdd[4:6]))
    except ValueError:
        return None


def _check_day(mmddyy: str) -> date | None:
    """Dates on checks are the other way round: MMDDYY."""
    return _day(mmddyy[4:6] + mmddyy[:4])
