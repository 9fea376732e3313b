"""Documents of banks: what was imported, what the import brought, and the lines that came with each."""

import json
from collections.abc import Iterator
from datetime import datetime

from attrs import astuple, frozen
from sqlalchemy import Connection, Row, bindparam, func, select, update

from checkout_tui.domain.remittance import BankLine, ImportedDocument, Likeness, LineKind, Problem
from checkout_tui.domain.words import Words
from checkout_tui.store import bank_words, codec
from checkout_tui.store.engine import Store, insert_once
from checkout_tui.store.ready import Ready
from checkout_tui.store.spool import Spooled
from checkout_tui.store.tables import bank_lines, documents

BATCH = 500
"""So many lines of a document are held at a time, however long it is."""

# Put together once: building a statement takes three times as long as running it (benchmarks/README.md).
_ENDS = Ready(
    select(func.min(bank_lines.c.id), func.max(bank_lines.c.id)).where(
        bank_lines.c.document == bindparam("named")
    )
)
_OF_DOCUMENT = (
    select(bank_lines.c.id, bank_lines.c.kind, bank_lines.c.body)
    .where(bank_lines.c.id <= bindparam("last"), bank_lines.c.document == bindparam("named"))
    .order_by(bank_lines.c.id)
    .limit(bindparam("limit"))
)
_FROM = Ready(_OF_DOCUMENT.where(bank_lines.c.id >= bindparam("start")))
_AFTER = Ready(_OF_DOCUMENT.where(bank_lines.c.id > bindparam("start")))


def add(
    connection: Connection, digest: str, *, name: str, method: str, at: datetime, by: str
) -> ImportedDocument | None:
    """Register a document; the very same one as it was imported before, or None when it is new."""
    added = connection.execute(
        insert_once(connection, documents)
        .values(digest=digest, name=name, method=method, imported_at=at, imported_by=by, report="{}")
        .returning(documents.c.digest)
    ).first()
    if added is not None:
        return None
    return _document(connection.execute(select(documents).where(documents.c.digest == digest)).one())


def keep_report(
    connection: Connection,
    digest: str,
    *,
    reader: str,
    entries: int,
    booked: int,
    problems: tuple[Problem, ...],
    finished: bool,
) -> None:
    """Keep what the import brought: what could not be read stays known, with its line and reason.

    ``finished`` once all of what needs no person was done with its lines: an import can be broken off.
    """
    told = {
        "reader": reader,
        "entries": entries,
        "booked": booked,
        "problems": [astuple(p) for p in problems],
        "finished": finished,
    }
    report = json.dumps(told, ensure_ascii=False)
    connection.execute(update(documents).where(documents.c.digest == digest).values(report=report))


def imported(connection: Connection, limit: int) -> tuple[ImportedDocument, ...]:
    """Documents that were read, newest first."""
    query = select(documents).order_by(documents.c.imported_at.desc(), documents.c.digest).limit(limit)
    return tuple(_document(row) for row in connection.execute(query))


def _document(row: Row[tuple[object, ...]]) -> ImportedDocument:
    told = json.loads(row.report)
    problems = told.get("problems", ())
    return ImportedDocument(
        digest=row.digest,
        name=row.name,
        method=row.method,
        at=row.imported_at,
        by=row.imported_by,
        reader=told.get("reader", ""),
        entries=told.get("entries", 0),
        booked=told.get("booked", 0),
        # The first versions did not say; what they imported is left as it is.
        finished=told.get("finished", True),
        # The first version wrote each problem as a table, this one as a pair.
        problems=tuple(_problem(*(p.values() if isinstance(p, dict) else p)) for p in problems),
    )


def _problem(line: int, reason: str | list[str]) -> Problem:
    """A reason in both languages is kept as a pair."""
    return Problem(line, reason if isinstance(reason, str) else Words(*reason))


def book(
    connection: Connection, document: str, method: str, batch: tuple[Spooled, ...]
) -> tuple[Spooled, ...]:
    """Keep lines of a document; returns those that the bank had not reported before."""
    rows = [dict(spooled.columns) | {"document": document, "method": method} for spooled in batch]
    named = {}
    for row in rows:
        ours = _open(row["kind"], row["amount"])
        row["closed"] = 0 if ours else 1
        row["words"], named[row["id"]] = bank_words.known_of(row["body"], method) if ours else ("", ())
    query = insert_once(connection, bank_lines).returning(bank_lines.c.id)
    new = set(connection.execute(query, rows).scalars())
    bank_words.name_orders(
        connection, ((line, order, Likeness.REFERENCE) for line in new for order in named[line])
    )
    return tuple(spooled for spooled in batch if spooled.id in new)


@frozen
class Booked:
    """A line of a document as it stands in the database."""

    id: str
    kind: str
    body: str

    @property
    def line(self) -> BankLine:
        return codec.read(self.body, BankLine)


def booked(store: Store, document: str) -> Iterator[tuple[Booked, ...]]:
    """The lines that came with a document, so many at a time, each time asked for anew."""
    with store.reading() as connection:
        start, last = _ENDS.first(connection, named=document)
    if start is None:
        # Everything in it was reported before.
        return
    query = _FROM
    while True:
        with store.reading() as connection:
            rows = query.all(connection, start=start, last=last, named=document, limit=BATCH)
        if not rows:
            return
        batch = tuple(Booked(*row) for row in rows)
        yield batch
        query, start = _AFTER, batch[-1].id


def _open(kind: str, minor: int) -> bool:
    return kind in (LineKind.RECEIPT, LineKind.RETURN) and minor > 0
