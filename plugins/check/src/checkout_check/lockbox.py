"""The BAI lockbox file: one detail record a check, overflow records with what was written on it.

Columns counted from 0. Detail (6): amount in cents 7–17, routing number 17–26, account 26–36,
check number 36–46, date of the check 46–52 as MMDDYY, remitter 52–82. Overflow (4): what the
keyer read off the check, 11–41. Totals in 7 (batch), 8 (lockbox) and 9 (records in the file)
must agree, else nothing is booked.
"""

import re
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from io import TextIOWrapper
from typing import BinaryIO

from attrs import Factory, define

from checkout_tui import BankLine, LineKind, Money, Part, Problem, Reading, Rejected, Words

READER = "BAI lockbox"

_MARK = "\xef\xbb\xbf"
"""A byte order mark, as Latin-1 reads it."""

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
class _Sum:
    """How many checks, and how many cents they come to."""

    count: int = 0
    cents: int = 0

    def add(self, other: "_Sum") -> None:
        self.count += other.count
        self.cents += other.cents


@define
class _File:
    """What was found so far, to hold against the totals."""

    check: _Check | None = None
    """The check that overflow records may still follow."""
    problems: list[Problem] = Factory(list)
    refused: Words | str = ""
    header_day: date | None = None
    deposited: date | None = None
    batch: _Sum = Factory(_Sum)
    box: _Sum = Factory(_Sum)
    records: int = 0
    ended: bool = False

    def complain(self, line: int, reason: Words) -> None:
        self.problems.append(Problem(line, reason))

    def refuse(self, line: int, reason: Words) -> None:
        self.refused = self.refused or Words(f"line {line}: {reason.en}", f"ligne {line} : {reason.fr}")


def read(document: BinaryIO) -> Reading | None:
    """What a lockbox file would be read as, or None when it is none."""
    head = document.read(400)
    document.seek(0)
    if not _LAYOUT.match(head):
        return None
    return Reading(reader=READER, claim=90, rest=_parts(document))


def _parts(document: BinaryIO) -> Iterator[Part]:
    """Each check with what its overflow records add; then whether the totals agree."""
    file = _File()
    for line, raw in _lines(document):
        if file.ended:
            file.complain(
                line, Words("a record after the end of the file", "un enregistrement après la fin du fichier")
            )
            continue
        file.records += 1
        if raw[0] != "4":
            yield from _complete(file)
        _RECORDS.get(raw[0], _unknown)(file, line, raw.ljust(120))
    yield from _complete(file)
    if not file.ended:
        file.refused = file.refused or Words(
            "the file ends early: there is no trailer record",
            "le fichier s’arrête trop tôt : il n’a pas d’enregistrement de fin",
        )
    elif file.batch.count or file.box.count:
        file.refused = file.refused or Words(
            "checks stand outside any batch or lockbox total",
            "des chèques sont hors de tout total de lot ou de boîte",
        )
    if file.refused:
        yield Rejected(file.refused)


def _complete(file: _File) -> Iterator[Part]:
    """The check that nothing more is said of, and what was wrong since the one before."""
    if file.check is not None and (found := _line(file, file.check)):
        yield found
    file.check = None
    yield from file.problems
    file.problems.clear()


def masked(account: str) -> str:
    """An account number as it may be kept: its last four characters, and fewer of a short one."""
    bare = account.strip().lstrip("0")
    return f"•••• {bare[-4:]}" if len(bare) > 4 else "••••" if bare else ""


def named(routing: str, number: str) -> str:
    """What banks call a check, here and when it comes back: its number at the bank it is drawn on."""
    number = number.strip().lstrip("0")
    return f"check {routing.strip()[:8]}-{number}" if number else ""


def _lines(document: BinaryIO) -> Iterator[tuple[int, str]]:
    text = TextIOWrapper(document, encoding="latin-1", newline=None)
    try:
        for number, raw in enumerate(text, 1):
            record = raw.rstrip("\n").strip("\x00\x1a")
            if number == 1:
                record = record.removeprefix(_MARK)
            if record.strip():
                yield number, record
    finally:
        # The file is the host's: it is not closed with what reads it.
        text.detach()


def _header(file: _File, line: int, raw: str) -> None:
    file.header_day = _day(raw[23:29])


def _service(file: _File, line: int, raw: str) -> None:
    """2: names the receiving bank again; nothing in it is needed."""


def _box(file: _File, line: int, raw: str) -> None:
    file.deposited = _day(raw[14:20]) or file.header_day


def _detail(file: _File, line: int, raw: str) -> None:
    cents = raw[7:17]
    if cents.isdecimal():
        file.batch.add(_Sum(1, int(cents)))
    file.check = _Check(line, raw, file.deposited or file.header_day)


def _overflow(file: _File, line: int, raw: str) -> None:
    if file.check is None:
        file.complain(
            line,
            Words(
                "an overflow record with no check before it",
                "un enregistrement de suite sans chèque avant lui",
            ),
        )
        return
    memo = _words(raw[11:41])
    if memo:
        file.check.memo.append(memo)


def _batch_total(file: _File, line: int, raw: str) -> None:
    _agree(file, line, Words("batch", "le lot"), raw[20:23], raw[23:33], file.batch)
    file.box.add(file.batch)
    file.batch = _Sum()


def _box_total(file: _File, line: int, raw: str) -> None:
    if file.batch.count:
        file.refuse(
            line,
            Words(
                "the lockbox ends, but its last batch has no total",
                "la boîte se termine, mais son dernier lot n’a pas de total",
            ),
        )
    _agree(file, line, Words("lockbox", "la boîte"), raw[20:24], raw[24:34], file.box)
    file.box, file.batch = _Sum(), _Sum()


def _end(file: _File, line: int, raw: str) -> None:
    file.ended = True
    said = raw[1:7]
    if not said.isdecimal() or int(said) != file.records:
        file.refuse(
            line,
            Words(
                f"the file says it has {said.strip() or 'no'} records, but has {file.records}",
                f"le fichier dit avoir {said.strip() or 'zéro'} enregistrements, mais en a {file.records}",
            ),
        )


def _unknown(file: _File, line: int, raw: str) -> None:
    file.complain(line, Words("a record of a type that is not known", "un enregistrement d’un type inconnu"))


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


def _agree(file: _File, line: int, where: Words, count: str, total: str, found: _Sum) -> None:
    if not count.isdecimal() or int(count) != found.count:
        file.refuse(
            line,
            Words(
                f"the {where.en} says it has {count.strip() or 'no'} checks, but has {found.count}",
                f"{where.fr} dit avoir {count.strip() or 'zéro'} chèques, mais en a {found.count}",
            ),
        )
    if not total.isdecimal() or int(total) != found.cents:
        file.refuse(
            line,
            Words(
                f"the {where.en} total is given as {total.strip() or 'nothing'} cents, but comes to {found.cents}",
                f"{where.fr} : le total est donné à {total.strip() or 'rien'} cents, mais vaut {found.cents}",
            ),
        )


def _line(file: _File, check: _Check) -> BankLine | None:
    raw = check.raw
    cents, routing, account, number = (
        raw[7:17],
        raw[17:26].strip(),
        raw[26:36],
        raw[36:46].strip().lstrip("0"),
    )
    if not cents.isdecimal():
        file.complain(check.line, Words("the amount is not a number", "le montant n’est pas un nombre"))
        return None
    if check.deposited is None:
        file.complain(
            check.line,
            Words(
                "neither the lockbox nor the file has a date that exists",
                "ni la boîte ni le fichier n’ont de date qui existe",
            ),
        )
        return None
    if int(cents) == 0:
        file.complain(check.line, Words("a check without an amount", "un chèque sans montant"))
        return None
    written = _check_day(raw[46:52])
    if written is None and raw[46:52].strip(" 0"):
        file.complain(
            check.line,
            Words(
                "the date on the check does not exist; it is booked on the day of deposit all the same",
                "la date du chèque n’existe pas ; il est comptabilisé au jour du dépôt malgré tout",
            ),
        )
    memo = " ".join(check.memo)
    parts = (routing, account.strip(), number, cents, raw[46:52], check.deposited.isoformat())
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
        identity=f"lockbox-{sha256('|'.join(parts).encode()).hexdigest()[:32]}",
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
