"""camt.053 statements and camt.054 notifications, every version, read entry by entry.

What an entry says is :mod:`~checkout_wire.entries`'s to understand. When opening and closing balance
are given and do not agree with the entries, nothing is booked.

Entities, network and huge trees are off, and a document with a DTD is refused: no bank sends one.
"""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import lru_cache
from typing import Any, BinaryIO, Protocol

from attrs import Factory, define

from checkout_tui import BankLine, CheckoutError, Part, Problem, Reading, Rejected, Words
from checkout_wire.accounts import Named
from checkout_wire.amounts import masked, number, why
from checkout_wire.details import Details, Told
from checkout_wire.entries import entry_of, lines_of, moved

_NAME = re.compile(rb"<(?:\w+:)?Document\b[^>]*\burn:iso:std:iso:20022:tech:xsd:(camt\.05[234]\.001\.\d{2})")
_ACCOUNT = re.compile(
    rb"<(?:\w+:)?Acct>\s*<(?:\w+:)?Id>\s*(?:<(?:\w+:)?Othr>\s*)?<(?:\w+:)?(?:IBAN|Id)>\s*([^<]*?)\s*<"
)
_STATEMENTS = frozenset({"Stmt", "Ntfctn", "Rpt"})
_LOOKED_AT = ("Document", "Acct", "StmtPgntn", "Bal", "Ntry", "NtryDtls", "TxDtls")
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
    currency = told.one("Amt@Ccy")
    statement.sums[currency] = statement.sums.get(currency, Decimal(0)) + moved(told)
    entry = entry_of(told, statement.account, found.details, interim=found.interim)
    yield from lines_of(entry, found.name)
