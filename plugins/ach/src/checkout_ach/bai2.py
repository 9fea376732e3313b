"""BAI2 balance reports: how banks in the United States report a day's credits and debits on an account.

Records are 01 file, 02 group, 03 account, 16 transaction, 88 continuation, 49/98/99 totals.
Amounts are whole minor units. The totals on all three levels must agree, else nothing is booked.
Lockbox deposits (115, 116) are notices: the lockbox file lists their checks one by one.
"""

import re
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from io import TextIOWrapper
from typing import BinaryIO

from attrs import define, field

from checkout_tui import BankLine, CheckoutError, LineKind, Money, Part, Problem, Reading, Rejected, Words

READER = "BAI2"

LOCKBOX = frozenset({115, 116})
TAKEN_BACK = frozenset({555, 557, 558})
"""Deposited item returned, individual ACH return item, ACH reversal debit."""
FEES = frozenset({698})

_MOST = 10**15
"""Minor units; beyond it is a mistake, and soon more than a database's integer."""
_FUNDS = {"S": 3, "V": 2}
"""How many fields follow a funds type; ``D`` says so itself."""
_STATUS = {
    "2": Words(
        "this group deletes an earlier report: nothing of it is booked",
        "ce groupe annule un relevé antérieur : rien n’en est comptabilisé",
    ),
    "3": Words(
        "this group corrects an earlier report: nothing of it is booked",
        "ce groupe corrige un relevé antérieur : rien n’en est comptabilisé",
    ),
    "4": Words(
        "this group is only a test: nothing of it is booked",
        "ce groupe n’est qu’un essai : rien n’en est comptabilisé",
    ),
}


@define
class _State:
    """Where in the file the reader is, and what it has found since the record before."""

    lines: list[BankLine] = field(factory=list)
    problems: list[Problem] = field(factory=list)
    refused: Words | str = ""
    as_of: date | None = None
    status: str = "1"
    group_currency: str = "USD"
    currency: str = "USD"
    account: str = ""
    account_sum: int = 0
    group_sum: int = 0
    file_sum: int = 0
    ended: bool = False

    def taken(self) -> tuple[Part, ...]:
        """What was found since the last time."""
        parts: tuple[Part, ...] = (*self.lines, *self.problems)
        self.lines.clear()
        self.problems.clear()
        return parts


def read(file: BinaryIO) -> Reading | None:
    """What a BAI2 file would be read as, or None when it is none."""
    head = file.read(1000)
    file.seek(0)
    if not re.match(rb"(\xef\xbb\xbf)?\s*01,[^\n\r]*[\r\n]+02,", head):
        return None
    return Reading(reader=READER, claim=90, rest=_parts(file))


def _parts(file: BinaryIO) -> Iterator[Part]:
    """Each transaction as soon as its last continuation was read; then whether the totals agree."""
    state = _State()
    for line, fields in _records(file):
        try:
            _RECORDS.get(fields[0], _unknown)(state, line, fields)
        except (ValueError, IndexError, CheckoutError) as error:
            state.problems.append(
                Problem(
                    line,
                    Words(
                        f"a record of type {fields[0]} that cannot be read: {_said(error).en}",
                        f"un enregistrement de type {fields[0]} qui ne peut pas être lu : {_said(error).fr}",
                    ),
                )
            )
        yield from state.taken()
    if not state.ended:
        state.refused = state.refused or Words(
            "the file ends early: there is no file trailer",
            "le fichier s’arrête trop tôt : il n’a pas d’enregistrement de fin",
        )
    if state.refused:
        yield Rejected(state.refused)


def _said(error: Exception) -> Words:
    """No account number may leave by way of an error's text."""
    if isinstance(error, CheckoutError):
        return Words(str(error), "le montant ou sa devise n’existe pas")
    if isinstance(error, IndexError):
        return Words("a field is missing", "il manque un champ")
    return Words("a field is not what it should be", "un champ n’est pas ce qu’il devrait être")


def _records(file: BinaryIO) -> Iterator[tuple[int, list[str]]]:
    """Each record with its line and fields; continuations joined, their beginnings marked by a line feed."""
    begun, bodies = 0, list[str]()
    for number, record in _lines(file):
        body = record.removesuffix("/")
        if body.startswith("88,") and bodies:
            bodies.append(body[3:])
            continue
        if bodies:
            yield begun, ",\n".join(bodies).split(",")
        begun, bodies = number, [body]
    if bodies:
        yield begun, ",\n".join(bodies).split(",")


def _lines(file: BinaryIO) -> Iterator[tuple[int, str]]:
    """Each line that is not empty, with its number. Some banks write UTF-8, some Latin-1, and some both."""
    text = TextIOWrapper(file, encoding="latin-1", newline=None)
    try:
        for number, raw in enumerate(text, 1):
            try:
                record = raw.encode("latin-1").decode("utf-8-sig").strip()
            except UnicodeDecodeError:
                record = raw.strip()
            if record:
                yield number, record
    finally:
        # The file is the host's: it is not closed with what reads it.
        text.detach()


def _file(state: _State, line: int, fields: list[str]) -> None:
    """01: nothing in it is needed."""


def _group(state: _State, line: int, fields: list[str]) -> None:
    state.status = fields[3].strip()
    state.as_of = _day(fields[4].strip())
    state.group_currency = (fields[6].strip() if len(fields) > 6 else "") or "USD"
    state.group_sum = 0
    if state.status in _STATUS:
        state.problems.append(Problem(line, _STATUS[state.status]))


def _account(state: _State, line: int, fields: list[str]) -> None:
    state.account = fields[1].strip()
    state.currency = fields[2].strip() or state.group_currency
    state.account_sum = 0
    at = 3
    while at < len(fields):
        if fields[at].strip() and at + 1 < len(fields):
            state.account_sum += int(fields[at + 1].strip() or "0")
        at = _after_funds(fields, at + 3) if at + 3 < len(fields) else len(fields)


def _transaction(state: _State, line: int, fields: list[str]) -> None:
    code, amount = int(fields[1]), int(fields[2].strip() or "0")
    if abs(amount) > _MOST:
        raise ValueError
    state.account_sum += amount
    after = _after_funds(fields, 3)
    bank = fields[after].strip() if after < len(fields) else ""
    customer = fields[after + 1].strip() if after + 1 < len(fields) else ""
    text = ",".join(fields[after + 2 :]).replace(",\n", " ").replace("\n", " ").strip()
    if state.as_of is None:
        state.problems.append(
            Problem(line, Words("the group has no date that exists", "le groupe n’a pas de date qui existe"))
        )
        return
    parts = (state.account, state.as_of.isoformat(), *(part.strip() for part in fields[1:]))
    state.lines.append(
        BankLine(
            line=line,
            kind=_kind(code, amount) if state.status not in _STATUS else LineKind.NOTICE,
            amount=Money(abs(amount), state.currency),
            booked_on=state.as_of,
            identity=f"bai2-{sha256('|'.join(parts).encode()).hexdigest()[:32]}",
            reference=customer,
            text=text,
            facts={"type": f"{code:03}", "bank reference": bank} if bank else {"type": f"{code:03}"},
        )
    )


def _kind(code: int, amount: int) -> LineKind:
    if amount <= 0 or code in LOCKBOX:
        return LineKind.NOTICE
    if 100 <= code < 400:
        return LineKind.RECEIPT
    if 400 <= code < 700:
        return LineKind.RETURN if code in TAKEN_BACK else LineKind.FEE if code in FEES else LineKind.PAID_OUT
    return LineKind.NOTICE


def _account_total(state: _State, line: int, fields: list[str]) -> None:
    _agree(state, line, Words("account", "du compte"), fields[1], state.account_sum)
    state.group_sum += state.account_sum


def _group_total(state: _State, line: int, fields: list[str]) -> None:
    _agree(state, line, Words("group", "du groupe"), fields[1], state.group_sum)
    state.file_sum += state.group_sum


def _file_total(state: _State, line: int, fields: list[str]) -> None:
    state.ended = True
    _agree(state, line, Words("file", "du fichier"), fields[1], state.file_sum)


def _unknown(state: _State, line: int, fields: list[str]) -> None:
    state.problems.append(
        Problem(line, Words("a record of a type that is not known", "un enregistrement d’un type inconnu"))
    )


def _agree(state: _State, line: int, where: Words, said: str, found: int) -> None:
    try:
        agrees = int(said) == found
    except ValueError:
        agrees = False
    if not agrees and not state.refused:
        state.refused = Words(
            f"line {line}: the {where.en} total is given as {said.strip() or 'nothing'}, but comes to {found}",
            f"ligne {line} : le total {where.fr} est donné à {said.strip() or 'rien'}, mais vaut {found}",
        )


def _after_funds(fields: list[str], at: int) -> int:
    """The position after the funds type at ``at`` and what belongs to it."""
    if at >= len(fields):
        return at
    kind = fields[at].strip().upper()
    if kind == "D":
        # Never backwards, whatever the file says: whoever walks the fields must arrive.
        return at + 2 + 2 * min(max(int(fields[at + 1]), 0), len(fields))
    return at + 1 + _FUNDS.get(kind, 0)


def _day(yymmdd: str) -> date | None:
    try:
        return date(2000 + int(yymmdd[:2]), int(yymmdd[2:4]), int(yymmdd[4:6]))
    except ValueError:
        return None


_RECORDS = {
    "01": _file,
    "02": _group,
    "03": _account,
    "16": _transaction,
    "49": _account_total,
    "98": _group_total,
    "99": _file_total,
}
