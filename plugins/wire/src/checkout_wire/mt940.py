"""MT940 statements and MT942 interim reports.

Read by our own rules so that each line keeps its place and one bad line does not lose the rest;
the tests hold it against the ``mt-940`` library. A statement's closing balance must be its
opening one and its lines, else nothing is booked. MT942 is interim: all its lines are notices.
"""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from hashlib import sha256

from attrs import Factory, define, evolve, frozen

from checkout_tui import BankLine, CheckoutError, LineKind, Problem, Reading
from checkout_wire.amounts import masked, money, number
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
    """One statement: its tags until the next ``:20:``."""

    line: int
    tags: list[Tag] = Factory(list)

    def first(self, *names: str) -> Tag | None:
        return next((tag for tag in self.tags if tag.name in names), None)

    @property
    def is_interim(self) -> bool:
        return self.first("60F", "60M") is None and self.first("34F", "13D", "13", "90C", "90D") is not None


@define
class _Found:
    """What was read so far."""

    lines: list[BankLine] = Factory(list)
    problems: list[Problem] = Factory(list)
    seen: Counter[str] = Factory(Counter)
    refused: str = ""


def read(document: bytes) -> Reading | None:
    """Read MT940 or MT942, or None when it is neither."""
    if not _SURE.search(document[:20_000].replace(b"\r\n", b"\n")):
        return None
    found = _Found()
    statements = list(_statements(document))
    for statement in statements:
        _read_statement(found, statement)
    accounts = [tag.value for statement in statements if (tag := statement.first("25"))]
    interim = all(statement.is_interim for statement in statements)
    return Reading(
        reader="MT942" if interim else "MT940",
        claim=80,
        lines=tuple(found.lines),
        problems=tuple(found.problems),
        account=masked(accounts[0].splitlines()[0]) if accounts and accounts[0] else "",
        refused=found.refused,
    )


def tags(document: bytes) -> Iterator[Tag]:
    """The fields of a SWIFT message, each with the lines that continue it."""
    try:
        text = document.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = document.decode("latin-1")
    line, name, values = 0, "", list[str]()
    for number_of_line, raw in enumerate(re.split(r"\r\n|\n|\r", text), 1):
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


def _statements(document: bytes) -> Iterator[_Statement]:
    statement: _Statement | None = None
    for tag in tags(document):
        if tag.name == "20":
            if statement:
                yield statement
            statement = _Statement(tag.line)
        if statement:
            statement.tags.append(tag)
    if statement:
        yield statement


def _read_statement(found: _Found, statement: _Statement) -> None:
    opening, closing = statement.first("60F", "60M"), statement.first("62F", "62M")
    limit, account = statement.first("34F"), statement.first("25")
    begins, ends = _balance(found, opening), _balance(found, closing)
    currency = begins[1] if begins else ends[1] if ends else limit.value[:3] if limit else ""
    moved = Decimal(0)
    for at, tag in enumerate(statement.tags):
        if tag.name != "61":
            continue
        follows = statement.tags[at + 1] if at + 1 < len(statement.tags) else None
        told = purpose(follows.value if follows and follows.name == "86" else "")
        try:
            line, signed = _line(
                tag, told, currency, account.value if account else "", interim=statement.is_interim
            )
        except (ValueError, CheckoutError) as error:
            found.problems.append(Problem(tag.line, str(error)))
            signed = _signed(tag)
        else:
            found.lines.append(_once(line, found.seen))
        moved += signed
    if statement.is_interim:
        return
    if begins is None or ends is None:
        found.problems.append(
            Problem(statement.line, "the statement lacks a balance: it cannot be held against its lines")
        )
    elif begins[0] + moved != ends[0]:
        found.refused = found.refused or (
            f"statement at line {statement.line}: opening balance {begins[0]} and lines of {moved} give "
            f"{begins[0] + moved}, not the closing balance {ends[0]} {ends[1]}"
        )


def _balance(found: _Found, tag: Tag | None) -> tuple[Decimal, str] | None:
    if tag is None:
        return None
    match = _BALANCE.fullmatch(tag.value)
    try:
        amount = number(match.group("amount")) if match else None
    except ValueError:
        amount = None
    if match is None or amount is None:
        found.problems.append(Problem(tag.line, "the balance cannot be read"))
        return None
    return (-amount if match.group("mark") == "D" else amount), match.group("currency")


def _parsed(tag: Tag) -> re.Match[str]:
    match = _LINE.fullmatch(tag.value.rstrip())
    if not match:
        msg = "the statement line cannot be read"
        raise ValueError(msg)
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


def _once(line: BankLine, seen: Counter[str]) -> BankLine:
    """Tell look-alikes within one document apart, the same way each time it is read."""
    seen[line.identity] += 1
    nth = seen[line.identity]
    return line if nth == 1 else evolve(line, identity=f"{line.identity}-{nth}")


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
        msg = f"the day {value} does not exist"
        raise ValueError(msg) from None
    if not entry:
        return valued
    days = []
    for year in (valued.year - 1, valued.year, valued.year + 1):
        try:
            days.append(date(year, int(entry[:2]), int(entry[2:4])))
        except ValueError:
            continue
    if not days:
        msg = f"the day {entry} does not exist"
        raise ValueError(msg)
    return min(days, key=lambda day: abs(day - valued))
