"""camt.053 statements and camt.054 notifications, every version, read entry by entry.

The entry is what arrived: a transaction inside it may be in another currency, or say nothing.
Only a batch whose transactions add up to the entry is taken apart. Booked entries count, pending
ones and everything in an interim report (camt.052) are notices. When opening and closing balance
are given and do not agree with the entries, nothing is booked.

Entities, network and huge trees are off, and a document with a DTD is refused: no bank sends one.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256
from itertools import islice
from typing import Any, BinaryIO, Protocol

from attrs import Factory, define, frozen

from checkout_tui import BankLine, CheckoutError, LineKind, Part, Problem, Reading, Rejected, Words
from checkout_wire.accounts import Named
from checkout_wire.amounts import Unreadable, masked, money, number, why
from checkout_wire.details import Details, Told
from checkout_wire.returns import REVERSAL

_NAME = re.compile(rb"<(?:\w+:)?Document\b[^>]*\burn:iso:std:iso:20022:tech:xsd:(camt\.05[234]\.001\.\d{2})")
_ACCOUNT = re.compile(
    rb"<(?:\w+:)?Acct>\s*<(?:\w+:)?Id>\s*(?:<(?:\w+:)?Othr>\s*)?<(?:\w+:)?(?:IBAN|Id)>\s*([^<]*?)\s*<"
)
_STATEMENTS = frozenset({"Stmt", "Ntfctn", "Rpt"})
_LOOKED_AT = ("Document", "Acct", "StmtPgntn", "Bal", "Ntry", "NtryDtls", "TxDtls")
_NOTHING = frozenset({"NOTPROVIDED", "NOTAVAILABLE", "NONREF", "NONE", "N/A"})
_FEES = frozenset({"CHRG", "FEES", "COMM", "COME", "COMI", "COMT"})
"""Bank transaction sub-families that are the bank's own charges."""
MOST_SAID = 1000
"""So many things that payers wrote stand in the text of an entry that is not taken apart."""
_AMOUNTS = frozenset({"Amt", "TtlChrgsAndTaxAmt"})


class _Element(Protocol):
    """What is used of an element; lxml says too little of its own types."""

    tag: str
    text: str | None
    sourceline: int | None

    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator["_Element"]: ...
    def __delitem__(self, at: int) -> None: ...
    def get(self, name: str) -> str | None: ...
    def getparent(self) -> "_Element | None": ...
    def getprevious(self) -> "_Element | None": ...
    def getroottree(self) -> Any: ...
    def clear(self) -> None: ...


@define
class _Statement:
    """What was read of one statement so far."""

    line: int
    account: str = ""
    balances: dict[str, tuple[Decimal, str]] = Factory(dict)
    sums: dict[str, Decimal] = Factory(dict)
    partial: bool = False


@define
class _Document:
    """What was read of the document so far."""

    version: str
    interim: bool
    name: Named
    lines: list[BankLine] = Factory(list)
    problems: list[Problem] = Factory(list)
    refused: Words | str = ""
    details: Details = Factory(Details)
    """The transactions of the entry that is being read."""

    def refuse(self, reason: Words) -> None:
        self.refused = self.refused or reason

    def begin_entry(self) -> None:
        """The transactions that come are another entry's."""
        self.details.close()
        self.details = Details()

    def taken(self) -> tuple[Part, ...]:
        """What was found since the last time."""
        parts: tuple[Part, ...] = (*self.lines, *self.problems)
        self.lines.clear()
        self.problems.clear()
        return parts


@frozen
class _Entry:
    """What an entry says that holds for all of its transactions."""

    line: int
    credit: bool
    reversal: bool
    booked: bool
    booked_on: date
    amount: Decimal
    currency: str
    account: str
    bank_reference: str
    fee: bool
    note: str
    details: Details


def read(document: BinaryIO, name: Named) -> Reading | None:
    """What a camt document would be read as, or None when it is none."""
    head = document.read(16384).replace(b"\x00", b"")
    document.seek(0)
    named = _NAME.search(head)
    if not named or b"<" not in head[:8]:
        return None
    version = named.group(1).decode()
    account = _ACCOUNT.search(head)
    return Reading(
        reader=version,
        claim=100,
        account=masked(account.group(1).decode("latin-1")) if account else "",
        rest=_parts_of(_Document(version, interim=version.startswith("camt.052"), name=name), document),
    )


def _parts_of(found: _Document, document: BinaryIO) -> Iterator[Part]:
    """What stands in the document, each part as soon as it is complete."""
    # Heavy, and only needed once a document is read.
    from lxml import etree  # noqa: PLC0415

    try:
        for _ in _walk(found, etree.iterparse, document):
            yield from found.taken()
    except etree.XMLSyntaxError as error:
        found.refuse(
            Words(
                f"line {error.lineno or 1}: the XML is broken there",
                f"ligne {error.lineno or 1} : le XML y est cassé",
            )
        )
    finally:
        found.details.close()
    yield from found.taken()
    if found.refused:
        yield Rejected(found.refused)


def _walk(
    found: _Document, iterparse: Callable[..., Iterator[tuple[str, _Element]]], document: BinaryIO
) -> Iterator[None]:
    """Read on; stops after each part of a statement."""
    events = iterparse(
        document,
        events=("start", "end"),
        tag=[f"{{*}}{name}" for name in (*_LOOKED_AT, *_STATEMENTS)],
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    statement: _Statement | None = None
    rooted = False
    for event, element in events:
        if not rooted:
            rooted = True
            if element.getroottree().docinfo.doctype:
                found.refuse(
                    Words(
                        "it has a document type declaration, which no bank sends",
                        "il a une déclaration de type de document, qu’aucune banque n’envoie",
                    )
                )
                return
        name = _local(element)
        if event == "start":
            if name in _STATEMENTS:
                statement = _Statement(element.sourceline or 1)
            elif name == "Ntry" and statement is not None:
                found.begin_entry()
            continue
        if statement is None:
            continue
        if name in _STATEMENTS:
            _close(found, statement)
            statement = None
            _forget(element)
        elif name == "TxDtls":
            found.details.add(_told(element))
            _forget(element)
        elif name == "NtryDtls":
            _forget_the_one_before(element)
        elif _local(element.getparent()) in _STATEMENTS:
            yield from _part(found, statement, element, name)


def _part(found: _Document, statement: _Statement, element: _Element, name: str) -> Iterator[None]:
    """One child of a statement, complete; read, and dropped so that memory stays bounded."""
    told = _told(element)
    _forget(element)
    if name == "Acct":
        statement.account = told.one("Id/IBAN", "Id/Othr/Id")
    elif name == "StmtPgntn":
        statement.partial = told.one("PgNb") != "1" or told.one("LastPgInd") not in {"true", "1"}
    elif name == "Bal":
        _balance(found, statement, told)
    elif name == "Ntry":
        try:
            for line in _entry(found, statement, told):
                found.lines.append(line)
                yield
        except (ValueError, CheckoutError) as error:
            found.problems.append(Problem(told.line, why(error)))
    yield


def _forget(element: _Element) -> None:
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _forget_the_one_before(element: _Element) -> None:
    """Of many groups of transactions in one entry only the last stays, and nothing in it."""
    element.clear()
    parent, before = element.getparent(), element.getprevious()
    if parent is not None and before is not None and _local(before) == "NtryDtls":
        del parent[-2]


def _local(element: _Element | None) -> str:
    return _without_namespace(element.tag) if element is not None else ""


@lru_cache(maxsize=512)
def _without_namespace(tag: str) -> str:
    """Asked several times an entry, of the few names that a schema has."""
    return tag.rpartition("}")[2]


def _told(element: _Element) -> Told:
    """An element's texts by paths of local names, in any namespace."""
    told = Told(element.sourceline or 1)
    _tell(told, element, "")
    return told


def _tell(told: Told, element: _Element, path: str) -> None:
    for child in element:
        name = _local(child)
        here = f"{path}{name}"
        if len(child):
            _tell(told, child, f"{here}/")
            continue
        told.texts.setdefault(here, []).append(" ".join((child.text or "").split()))
        if name in _AMOUNTS:
            told.texts.setdefault(f"{here}@Ccy", []).append(child.get("Ccy") or "")


def _balance(found: _Document, statement: _Statement, told: Told) -> None:
    code = told.one("Tp/CdOrPrtry/Cd")
    if code not in {"OPBD", "PRCD", "CLBD"} or code in statement.balances:
        return
    try:
        value = number(told.one("Amt"))
    except ValueError as error:
        found.problems.append(Problem(told.line, why(error)))
        return
    signed = -value if told.one("CdtDbtInd") == "DBIT" else value
    statement.balances[code] = (signed, told.one("Amt@Ccy"))


def _close(found: _Document, statement: _Statement) -> None:
    """Hold the entries against the balances, when the statement gives both and is whole."""
    opening = statement.balances.get("OPBD") or statement.balances.get("PRCD")
    closing = statement.balances.get("CLBD")
    if opening is None or closing is None or found.interim:
        return
    if opening[1] != closing[1]:
        found.problems.append(
            Problem(
                statement.line,
                Words(
                    f"the opening balance is in {opening[1] or '?'}, the closing one in {closing[1] or '?'}: "
                    "they cannot be held against the entries",
                    f"le solde initial est en {opening[1] or '?'}, le solde final en {closing[1] or '?'} : "
                    "ils ne peuvent pas être rapprochés des écritures",
                ),
            )
        )
        return
    moved = statement.sums.get(opening[1], Decimal(0))
    if opening[0] + moved == closing[0]:
        return
    said = Words(
        f"opening balance {opening[0]} and entries of {moved} give {opening[0] + moved}, "
        f"not the closing balance {closing[0]}",
        f"le solde initial {opening[0]} et des écritures de {moved} donnent {opening[0] + moved}, "
        f"et non le solde final {closing[0]}",
    )
    if statement.partial:
        found.problems.append(
            Problem(
                statement.line,
                Words(f"one page of several: {said.en}", f"une page sur plusieurs : {said.fr}"),
            )
        )
    else:
        found.refuse(
            Words(
                f"statement at line {statement.line}: {said.en} {closing[1]}",
                f"relevé à la ligne {statement.line} : {said.fr} {closing[1]}",
            )
        )


def _entry(found: _Document, statement: _Statement, told: Told) -> Iterator[BankLine]:
    currency, amount = told.one("Amt@Ccy"), number(told.one("Amt"))
    direction = told.one("CdtDbtInd")
    if direction not in {"CRDT", "DBIT"}:
        raise Unreadable("the entry says neither credit nor debit", "l’écriture ne dit ni crédit ni débit")
    booked = told.one("Sts/Cd", "Sts") == "BOOK"
    if booked:
        signed = amount if direction == "CRDT" else -amount
        statement.sums[currency] = statement.sums.get(currency, Decimal(0)) + signed
    entry = _Entry(
        line=told.line,
        credit=direction == "CRDT",
        reversal=told.one("RvslInd") in {"true", "1"},
        booked=booked and not found.interim,
        booked_on=_date(told.one("BookgDt/Dt", "BookgDt/DtTm", "ValDt/Dt", "ValDt/DtTm")),
        amount=amount,
        currency=currency,
        account=statement.account,
        bank_reference=_given(told.one("AcctSvcrRef")),
        fee=told.one("BkTxCd/Domn/Fmly/SubFmlyCd") in _FEES,
        note=told.one("AddtlNtryInf"),
        details=found.details,
    )
    parts = entry.details.parts(amount, currency, credit=entry.credit)
    if parts is None:
        yield _line(found, entry, entry.details.alone, amount, credit=entry.credit)
        return
    for detail, part, credit in parts:
        yield _line(found, entry, detail, part, credit=credit)


def _date(text: str) -> date:
    """The bank's own day; the time and zone behind it do not move it."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        if not text:
            raise Unreadable("the entry has no date", "l’écriture n’a pas de date") from None
        raise Unreadable(f"the day {text[:10]} does not exist", f"le jour {text[:10]} n’existe pas") from None


def _given(reference: str) -> str:
    return "" if reference.upper() in _NOTHING else reference


def _line(found: _Document, entry: _Entry, detail: Told | None, amount: Decimal, *, credit: bool) -> BankLine:
    transactions: Iterable[Told] = (detail,) if detail else entry.details
    reasons = (each.one("RtrInf/Rsn/Cd", "RtrInf/Rsn/Prtry") for each in transactions)
    reason = next((reason for reason in reasons if reason), "")
    kind = _kind(entry, amount, reason, credit=credit)
    # What comes back names its parties as the original did.
    comes_back = entry.reversal or bool(reason)
    payer, account = _party(detail, "Dbtr" if credit != comes_back else "Cdtr")
    text = " ".join(dict.fromkeys(islice((part for each in transactions for part in _said(each)), MOST_SAID)))
    return BankLine(
        line=detail.line if detail and entry.details.count > 1 else entry.line,
        kind=kind,
        amount=money(amount, entry.currency),
        booked_on=entry.booked_on,
        identity=_identity(entry, detail, amount, text, credit=credit),
        reference=_reference(detail),
        text=text or entry.note,
        payer=payer,
        account=masked(account),
        code=reason or (REVERSAL if kind is LineKind.RETURN else ""),
        original=_original(detail),
        facts=_facts(entry, detail, found.name),
    )


def _kind(entry: _Entry, amount: Decimal, reason: str, *, credit: bool) -> LineKind:
    if not entry.booked or not amount:
        return LineKind.NOTICE
    if credit:
        # Also a reversed debit and a refund of ours that came back: money is here again.
        return LineKind.RECEIPT
    if entry.reversal or reason:
        return LineKind.RETURN
    return LineKind.FEE if entry.fee else LineKind.PAID_OUT


def _party(detail: Told | None, role: str) -> tuple[str, str]:
    """Name and account of the debtor or creditor."""
    if detail is None:
        return "", ""
    at = f"RltdPties/{role}"
    name = detail.one(
        f"{at}/Pty/Nm", f"{at}/Nm", f"RltdPties/Ultmt{role}/Pty/Nm", f"RltdPties/Ultmt{role}/Nm"
    )
    return name, detail.one(f"{at}Acct/Id/IBAN", f"{at}Acct/Id/Othr/Id")


def _reference(detail: Told | None) -> str:
    """Structured creditor reference, else the end-to-end reference, else the unstructured text, joined."""
    if detail is None:
        return ""
    return (
        detail.one("RmtInf/Strd/CdtrRefInf/Ref")
        or _given(detail.one("Refs/EndToEndId"))
        or _joined(detail.all("RmtInf/Ustrd"))
    )


def _original(detail: Told | None) -> str:
    """What banks go on calling a transfer, also when it comes back: the first of these names that is given."""
    names = (detail.one(f"Refs/{name}") for name in ("UETR", "TxId", "EndToEndId")) if detail else ()
    return next((name for name in map(_given, names) if name), "")


def _joined(lines: list[str]) -> str:
    """Lines of text made one: a line of full width goes on in the next without a space."""
    text, width = "", 0
    for line in lines:
        text += line if not text or width in {35, 140} else f" {line}"
        width = len(line)
    return text


def _said(detail: Told) -> list[str]:
    """Everything the payer wrote, each thing once."""
    parts = [
        _joined(detail.all("RmtInf/Ustrd")),
        *detail.all("RmtInf/Strd/CdtrRefInf/Ref"),
        *detail.all("RmtInf/Strd/AddtlRmtInf"),
        _given(detail.one("Refs/EndToEndId")),
        detail.one("AddtlTxInf"),
    ]
    return [part for part in parts if part]


def _facts(entry: _Entry, detail: Told | None, name: Named) -> dict[str, str]:
    facts = {"our account": name(entry.account), "bank reference": entry.bank_reference}
    if detail is None and entry.details.count:
        facts["transactions"] = f"{entry.details.count}, which do not add up to the entry: it stands as one"
    if detail is not None:
        for fact, path in (
            ("instructed", "AmtDtls/InstdAmt/Amt"),
            ("charges", "Chrgs/TtlChrgsAndTaxAmt"),
            ("charge", "Chrgs/Rcrd/Amt"),
        ):
            facts[fact] = f"{detail.one(path)} {detail.one(f'{path}@Ccy')}".strip()
    return {fact: said for fact, said in facts.items() if said}


def _identity(entry: _Entry, detail: Told | None, amount: Decimal, text: str, *, credit: bool) -> str:
    """The same in a notification and in the statement after it.

    The bank's own reference where there is one, else what the entry says. The statement's number and
    ``NtryRef`` (a running number in many banks) stay out: they differ between documents that report
    the same money.
    """
    names = ("AcctSvcrRef", "TxId", "InstrId", "EndToEndId") if detail else ()
    parts = [
        "".join(entry.account.split()),
        "C" if credit else "D",
        "R" if entry.reversal else "",
        entry.booked_on.isoformat(),
        f"{amount.normalize():f}",
        entry.currency,
        entry.bank_reference,
        *(detail.one(f"Refs/{name}") for name in names if detail),
    ]
    if not entry.bank_reference:
        parts.append(text)
    # What is only announced has a name of its own: it must not stand in the way of its booking.
    prefix = "camt" if entry.booked else "camt-announced"
    return f"{prefix}-{sha256('|'.join(parts).encode()).hexdigest()[:32]}"
