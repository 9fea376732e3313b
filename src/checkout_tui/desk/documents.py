"""Banks' documents: who can read one, and what is booked of it, once."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from attrs import evolve, frozen
from sqlalchemy import Connection

from checkout_tui.desk.by_itself import ByItself, Told
from checkout_tui.desk.context import Context
from checkout_tui.desk.views import ImportReport
from checkout_tui.domain.errors import BadInput, N_, SeveralReaders, TakenMeanwhile
from checkout_tui.domain.operator import Operator
from checkout_tui.domain.outside_text import looks_like_card_number, without_card_numbers
from checkout_tui.domain.remittance import (
    BankLine,
    ImportedDocument,
    LineKind,
    Problem,
    Reading,
    Rejected,
)
from checkout_tui.domain.sentence import Sentence, counted
from checkout_tui.domain.words import Words
from checkout_tui.plugins import Lane, drawn, lanes
from checkout_tui.store import documents, spool

_SIGN = {LineKind.RECEIPT: 1, LineKind.RETURN: -1, LineKind.PAID_OUT: -1, LineKind.FEE: -1}
_CHUNK = 1024 * 1024
TRIES = 5
"""How often two documents with the same lines may get in each other's way before a person is told."""


def _silent(_: Sentence) -> None:
    """Nobody waits for it."""


@frozen
class _Read:
    """A document, read to its end and found to agree with itself; nothing of it is booked yet."""

    method: str
    reader: str
    lines: spool.Spool
    problems: tuple[Problem, ...]

    def report(self) -> ImportReport:
        return ImportReport(self.reader, len(self.lines), 0, 0, 0, problems=self.problems, lines=self.lines)


_PAYERS_OWN = frozenset({"description", "number", "sender's reference"})
"""Facts that the payer words; the others are numbers that banks give, and some of them look like cards by chance."""


def _kept(line: BankLine) -> BankLine:
    """The line as it is kept: people write card numbers even to a bank, and banks pass them on (R-097)."""
    receipt = line.kind is LineKind.RECEIPT
    identity = line.identity
    if looks_like_card_number(identity):
        identity = sha256(identity.encode()).hexdigest()
    return evolve(
        line,
        text=without_card_numbers(line.text),
        payer=without_card_numbers(line.payer),
        # That of what comes back is the bank's number of the first entry.
        reference=without_card_numbers(line.reference) if receipt else line.reference,
        facts={
            name: without_card_numbers(said) if name in _PAYERS_OWN else said
            for name, said in line.facts.items()
        },
        identity=identity,
    )


_NOT_WRITTEN = Words("what was read there cannot be written down", "ce qui y a été lu ne peut pas être noté")


class Documents:
    """What comes in from banks, and what becomes of it at once.

    A document is read to its end before anything is booked, so that nobody waits for a slow method
    while it is; and it is booked in one transaction, so that half of one is never there.
    """

    def __init__(self, context: Context, by_itself: ByItself) -> None:
        self._context = context
        self._by_itself = by_itself

    def import_document(
        self, name: str, content: bytes | Path, by: Operator, reader: str = "", told: Told = _silent
    ) -> ImportReport:
        """Book what a bank's document says, once.

        The same document again, even renamed, changes nothing; a line that another document
        reported is not booked twice either. ``reader`` names the method that is to read it, where
        several claim it equally; ``told`` hears how far it is. A card number in its name, or in what a
        payer wrote, is not kept (R-097). Raises BadInput when nobody can read it or when its totals do
        not agree, SeveralReaders on a tie.
        """
        name = without_card_numbers(name)
        digest = _digest(content)
        with ExitStack() as files:
            claims = self._claims(name, lambda: files.enter_context(_opened(content)), reader)
            lane, reading, file = _best(name, claims, reader)
            read = self._read(name, lane, reading, file, content, told)
        for turn in range(1, TRIES + 1):
            try:
                report = self._book(digest, name, read, by, told)
                break
            except TakenMeanwhile:
                # Two documents that overlap, read at once: one of them was undone as a whole.
                if turn == TRIES:
                    raise
        if report.before is not None and report.before.finished:
            return report
        allocated, guesses = self._by_itself.look_through(digest, read.method, report.entries, by, told)
        self._finish(digest, report)
        waiting = max(report.unallocated - allocated, 0)
        return evolve(report, allocated=allocated, unallocated=waiting, guesses=guesses)

    def imported(self, limit: int = 200) -> tuple[ImportedDocument, ...]:
        """Documents that were read, newest first, each with the records that could not be."""
        with self._context.store.reading() as connection:
            return documents.imported(connection, limit)

    # ------------------------------------------------------------ reading

    def _claims(
        self, name: str, opened: Callable[[], BinaryIO], reader: str
    ) -> Iterator[tuple[Lane, Reading, BinaryIO]]:
        for lane in self._context.lanes.values():
            if not reader or lane.code == reader:
                file = opened()
                reading = lane.read_remittances(file, name)
                if reading is not None:
                    yield lane, reading, file

    def _read(
        self,
        name: str,
        lane: Lane,
        reading: Reading,
        file: BinaryIO,
        content: bytes | Path,
        told: Told,
    ) -> _Read:
        lines, problems = spool.Spool(self._context.ids.new()), list[Problem]()
        for batch in drawn(reading, lane.draws, lanes.DEADLINE, file.tell):
            for part in batch:
                if isinstance(part, Rejected):
                    raise BadInput(N_("Nothing of {name} was booked: {why}"), name=name, why=part.reason)
                if isinstance(part, Problem):
                    problems.append(part)
                    continue
                try:
                    lines.add(_kept(part))
                except (ValueError, TypeError, AttributeError):
                    problems.append(Problem(part.line, _NOT_WRITTEN))
            told(
                counted(
                    N_("reading: {percent} %, {count} entry"), N_("reading: {percent} %, {count} entries"),
                    len(lines), percent=_percent(file, content),
                )
            )  # fmt: skip
        problems.sort(key=lambda problem: problem.line)
        return _Read(lane.code, reading.reader, lines, tuple(problems))

    # ------------------------------------------------------------ booking

    def _book(self, digest: str, name: str, read: _Read, by: Operator, told: Told) -> ImportReport:
        report, now = read.report(), self._context.clock.now()
        totals: dict[str, int] = {}
        booked = waiting = done = 0
        with self._context.store.writing() as connection:
            before = documents.add(connection, digest, name=name, method=read.method, at=now, by=by.name)
            if before is not None:
                return evolve(report, before=before)
            for batch in read.lines.batches(documents.BATCH):
                for kept in documents.book(connection, digest, read.method, batch):
                    kind = LineKind(kept.kind)
                    booked += kind is not LineKind.NOTICE
                    waiting += kind is LineKind.RECEIPT
                    sign = _SIGN.get(kind, 0)
                    if sign:
                        totals[kept.currency] = totals.get(kept.currency, 0) + sign * kept.minor
                done += len(batch)
                told(
                    counted(
                        N_("booking: {done} of {count} entry"), N_("booking: {done} of {count} entries"),
                        len(read.lines), done=done,
                    )
                )  # fmt: skip
            report = evolve(report, booked=booked, unallocated=waiting, totals=totals)
            self._keep(connection, digest, report, finished=False)
        return report

    def _keep(self, connection: Connection, digest: str, report: ImportReport, *, finished: bool) -> None:
        documents.keep_report(
            connection,
            digest,
            reader=report.reader,
            entries=report.entries,
            booked=report.before.booked if report.before else report.booked,
            problems=report.problems,
            finished=finished,
        )

    def _finish(self, digest: str, report: ImportReport) -> None:
        with self._context.store.writing() as connection:
            self._keep(connection, digest, report, finished=True)


def _best(
    name: str, claims: Iterator[tuple[Lane, Reading, BinaryIO]], reader: str
) -> tuple[Lane, Reading, BinaryIO]:
    """The highest claim. Raises BadInput when there is none, SeveralReaders when two are as high."""
    found = sorted(claims, key=lambda claim: -claim[1].claim)
    if not found and reader:
        raise BadInput(N_("{reader} cannot read {name}."), reader=reader, name=name)
    if not found:
        raise BadInput(
            N_("No installed payment method can read {name}. See “checkout-tui plugins”."), name=name
        )
    winners = [claim for claim in found if claim[1].claim == found[0][1].claim]
    if len(winners) > 1:
        raise SeveralReaders(name, tuple(lane.code for lane, _, _ in winners))
    return winners[0]


def _opened(content: bytes | Path) -> BinaryIO:
    """The document from its beginning. Raises BadInput when there is none."""
    if isinstance(content, bytes):
        return BytesIO(content)
    try:
        return content.open("rb")
    except OSError as error:
        raise BadInput(
            N_("{name} cannot be read: {why}"), name=content.name, why=error.strerror or "?"
        ) from error


def _digest(content: bytes | Path) -> str:
    made = sha256()
    with _opened(content) as file:
        while chunk := file.read(_CHUNK):
            made.update(chunk)
    return made.hexdigest()


def _percent(file: BinaryIO, content: bytes | Path) -> int:
    size = len(content) if isinstance(content, bytes) else content.stat().st_size
    return min(100 * file.tell() // max(size, 1), 100)
