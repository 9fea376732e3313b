"""MT940 statements and MT942 interim reports.

Read by our own rules so that each line keeps its place and one bad line does not lose the rest;
the tests hold it against the ``mt-940`` library. A statement's closing balance must be its
opening one and its lines, else nothing is booked. MT942 is interim: all its lines are notices.
"""

import re
from codecs import getincrementaldecoder
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from hashlib import sha256
from io import TextIOWrapper
from typing import BinaryIO

from attrs import Factory, define, evolve, frozen

from checkout_tui import BankLine, CheckoutError, LineKind, Part, Problem, Reading, Rejected, Words
from checkout_wire.accounts import Named
from checkout_wire.amounts import Unreadable, masked, money, number, why
from checkout_wire.purpose import Purpose, purpose
from checkout_wire.returns import REVERSAL

_TAG = re.compile(r":(\d\d[A-Z]?|NS):")
_SURE = re.compile(rb"^:20:.*?^:25:.*?^:(?:60[FM]|34F|13D|28C?):", re.MULTILINE | re.DOTALL)
_LINE = re.compile(
    r"(?P<value>\d{6})(?P<entry>\d{4}|\s{4})?(?P<mark>R?[CD])(?P<funds>[A-Z])?\s?(?P<amount>[\d,]{1,15})"
    r"(?P<type>[A-Z][A-Z0-9 ]{3})?(?P<reference>(?:(?!//)[^\n])*)(?://(?P<bank>[^\n]*))?(?:\n(?P<more>.*))?",
    re.DOTALL,
)
_BALANCE = re.compile(r"(?P<mark>[CD])\d{6}(?P<currency>[A-Z]{3})(?P<amount>[\d,]{1,18})\s*")
_FEES = frozenset({"NCHG", "NCOM", "NBRF"})


@frozen
class Tag:
    """A field with its place; continuation lines are behind line feeds."""

    line: int
    name: str
    value: str


@define
class _Statement:
    """One statement, as far as it was read: its lines are not kept, only what they come to."""

    line: int
    account: str = ""
    begins: tuple[Decimal, str] | None = None
    ends: tuple[Decimal, str] | None = None
    currency: str = ""
    moved: Decimal = Decimal(0)
    has_opening: bool = False
    is_reported: bool = False
    """Whether it has a field that only interim reports have."""

    @property
    def is_interim(self) -> bool:
        return self.is_reported and not self.has_opening


@define
class _Found:
    """What was read so far."""

    name: Named
    lines: list[BankLine] = Factory(list)
    problems: list[Problem] = Factory(list)
    refused: Words | str = ""

    def taken(self) -> tuple[Part, ...]:
        """What was found since the last time."""
        parts: tuple[Part, ...] = (*self.lines, *self.problems)
        self.lines.clear()
        self.problems.clear()
        return parts


_REPORTS = frozenset({"34F", "13D", "13", "90C", "90D"})


def read(document: BinaryIO, name: Named) -> Reading | None:
    """What a document would be read as, or None when it is neither MT940 nor MT942."""
    head = document.read(20_000)
    document.seek(0)
    if not _SURE.search(head.replace(b"\r\n", b"\n")):
        return None
    names = [(tag.name, tag.value) for tag in tags_of(head.decode("latin-1").splitlines())]
    accounts = [value for name, value in names if name == "25"]
    interim = not any(name in {"60F", "60M"} for name, _ in names)
    return Reading(
        reader="MT942" if interim else "MT940",
        claim=80,
        account=masked(accounts[0].splitlines()[0]) if accounts and accounts[0] else "",
        rest=_parts_of(_Found(name), document),
    )


def tags(document: BinaryIO) -> Iterator[Tag]:
    """The fields of a SWIFT message, each with the lines that continue it."""
    encoding = _encoding(document)
    document.seek(0)
    text = TextIOWrapper(document, encoding=encoding, newline=None)
    try:
        yield from tags_of(line.rstrip("\n") for line in text)
    finally:
        # The file is the host's: it is not closed with what reads it.
        text.detach()


def _encoding(document: BinaryIO) -> str:
    """UTF-8 where all of it is, else what banks wrote before."""
    decoder = getincrementaldecoder("utf-8")()
    try:
        while chunk := document.read(1 << 16):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8-sig"


def tags_of(text: Iterable[str]) -> Iterator[Tag]:
    """The same of its lines."""
    line, name, values = 0, "", list[str]()
    for number_of_line, raw in enumerate(text, 1):
        start = _TAG.match(raw)
        ends = raw.startswith(("-}", "{")) or (raw.startswith(("-", "\x03")) and len(raw.strip()) < 6)
        if start or ends:
            if name:
                yield Tag(line, name, "\n".join(values))
            line, name = number_of_line, start.group(1) if start else ""
            values = [raw[start.end() :]] if start else []
        elif name and raw.strip():
            values.append(raw)
    if name:
        yield Tag(line, name, "\n".join(values))


def _parts_of(found: _Found, document: BinaryIO) -> Iterator[Part]:
    statement: _Statement | None = None
    waiting: Tag | None = None
    for tag in tags(document):
        if waiting is not None and statement is not None:
            _entry(found, statement, waiting, tag.value if tag.name == "86" else "")
        waiting = None
        if tag.name == "20":
            if statement is not None:
                _close(found, statement)
            statement = _Statement(tag.line)
        elif tag.name == "61":
            waiting = tag
        elif statement is not None:
            _about(found, statement, tag)
        yield from found.taken()
    if waiting is not None and statement is not None:
        _entry(found, statement, waiting, "")
    if statement is not None:
        _close(found, statement)
    yield from found.taken()
    if found.refused:
        yield Rejected(found.refused)


def _about(found: _Found, statement: _Statement, tag: Tag) -> None:
    """A field that says something of the whole statement; the first of its kind counts."""
    if tag.name in {"60F", "60M"} and not statement.has_opening:
        statement.has_opening = True
        statement.begins = _balance(found, tag)
        statement.currency = statement.begins[1] if statement.begins else statement.currency
    elif tag.name in {"62F", "62M"} and statement.ends is None:
        statement.ends = _balance(found, tag)
    elif tag.name == "25":
        statement.account = statement.account or tag.value
    elif tag.name in _REPORTS:
        statement.is_reported = True
        if tag.name == "34F":
            statement.currency = statement.currency or tag.value[:3]


def _entry(found: _Found, statement: _Statement, tag: Tag, said: str) -> None:
    try:
        line, signed = _line(
            tag, purpose(said), statement.currency, statement.account, interim=statement.is_interim
        )
    except (ValueError, CheckoutError) as error:
        found.problems.append(Problem(tag.line, why(error)))
        signed = _signed(tag)
    else:
        ours = found.name(_own(statement.account))
        line = evolve(line, facts={"our account": ours, **line.facts}) if ours else line
        found.lines.append(line)
    statement.moved += signed


def _close(found: _Found, statement: _Statement) -> None:
    """Hold the lines against the balances."""
    begins, ends, moved = statement.begins, statement.ends, statement.moved
    if statement.is_interim:
        return
    if begins is None or ends is None:
        found.problems.append(
            Problem(
                statement.line,
                Words(
                    "the statement lacks a balance: it cannot be held against its lines",
                    "il manque un solde au relevé : il ne peut pas être rapproché de ses lignes",
                ),
            )
        )
    elif begins[0] + moved != ends[0]:
        found.refused = found.refused or Words(
            f"statement at line {statement.line}: opening balance {begins[0]} and lines of {moved} give "
            f"{begins[0] + moved}, not the closing balance {ends[0]} {ends[1]}",
            f"relevé à la ligne {statement.line} : le solde initial {begins[0]} et des lignes de {moved} donnent "
            f"{begins[0] + moved}, et non le solde final {ends[0]} {ends[1]}",
        )


def _own(field: str) -> str:
    """Our account in a :25: field, without the currency that some banks put behind it."""
    account = field.partition("\n")[0].strip()
    return account[:-3].strip() if re.search(r"\d\s*[A-Z]{3}$", account) else account


def _balance(found: _Found, tag: Tag) -> tuple[Decimal, str] | None:
    match = _BALANCE.fullmatch(tag.value)
    try:
        amount = number(match.group("amount")) if match else None
    except ValueError:
        amount = None
    if match is None or amount is None:
        found.problems.append(
            Problem(tag.line, Words("the balance cannot be read", "le solde ne peut pas être lu"))
        )
        return None
    return (-amount if match.group("mark") == "D" else amount), match.group("currency")


def _parsed(tag: Tag) -> re.Match[str]:
    match = _LINE.fullmatch(tag.value.rstrip())
    if not match:
        raise Unreadable("the statement line cannot be read", "la ligne du relevé ne peut pas être lue")
    return match


def _signed(tag: Tag) -> Decimal:
    """The line's effect on the balance, also of a line with a bad date; nothing when it cannot be told."""
    try:
        match = _parsed(tag)
        amount = number(match.group("amount"))
    except ValueError:
        return Decimal(0)
    return amount if match.group("mark") in {"C", "RD"} else -amount


def _line(tag: Tag, told: Purpose, currency: str, account: str, *, interim: bool) -> tuple[BankLine, Decimal]:
    match = _parsed(tag)
    amount = number(match.group("amount"))
    booked_on = _booked_on(match.group("value"), (match.group("entry") or "").strip())
    mark, kind_of_line = match.group("mark"), (match.group("type") or "").strip()
    customer = match.group("reference").strip()
    bank = (match.group("bank") or "").strip()
    kind = _kind(mark, kind_of_line, interim=interim or not amount)
    parts = [
        "".join(account.split()),
        mark,
        booked_on.isoformat(),
        f"{amount.normalize():f}",
        currency,
        customer,
        bank,
    ]
    if not bank:
        parts += [told.raw, (match.group("more") or "").strip()]
    prefix = "mt942" if interim else "mt940"
    line = BankLine(
        line=tag.line,
        kind=kind,
        amount=money(amount, currency),
        booked_on=booked_on,
        identity=f"{prefix}-{sha256('|'.join(parts).encode()).hexdigest()[:32]}",
        reference=told.reference
        or ("" if customer.upper() in {"NONREF", "EREF", "KREF+", "N"} else customer),
        text=told.text or (match.group("more") or "").strip(),
        payer=told.name,
        account=masked(told.account),
        code=REVERSAL if kind is LineKind.RETURN else "",
        facts={name: fact for name, fact in (("bank reference", bank), ("type", kind_of_line)) if fact},
    )
    return line, amount if mark in {"C", "RD"} else -amount


def _kind(mark: str, kind_of_line: str, *, interim: bool) -> LineKind:
    if interim:
        return LineKind.NOTICE
    if mark in {"C", "RD"}:
        return LineKind.RECEIPT
    if mark == "RC":
        return LineKind.RETURN
    return LineKind.FEE if kind_of_line in _FEES else LineKind.PAID_OUT


def _booked_on(value: str, entry: str) -> date:
    """The entry's month and day in the year that is nearest to the value date; 30 February is refused."""
    try:
        valued = date(2000 + int(value[:2]), int(value[2:4]), int(value[4:6]))
    except ValueError:
        raise Unreadable(f"the day {value} does not exist", f"le jour {value} n’existe pas") from None
    if not entry:
        return valued
    days = []
    for year in (valued.year - 1, valued.year, valued.year + 1):
        try:
            days.append(date(year, int(entry[:2]), int(entry[2:4])))
        except ValueError:
            continue
    if not days:
        raise Unreadable(f"the day {entry} does not exist", f"le jour {entry} n’existe pas")
    return min(days, key=lambda day: abs(day - valued))
