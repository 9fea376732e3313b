"""Banks' documents: who can read one, what is booked of it, once, and what needs no person."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from attrs import evolve, frozen
from sqlalchemy import Connection

from checkout_tui.desk.candidates import Candidates
from checkout_tui.desk.context import Context
from checkout_tui.desk.conversation import Conversation
from checkout_tui.desk.guesses import guessed
from checkout_tui.desk.remittances import Remittances
from checkout_tui.desk.returns import Returns
from checkout_tui.desk.views import ImportReport
from checkout_tui.domain import matching
from checkout_tui.domain.errors import BadInput, CheckoutError, N_, SeveralReaders, TakenMeanwhile
from checkout_tui.domain.history import BankNotice, Standing
from checkout_tui.domain.method import AllocationRule
from checkout_tui.domain.money import Money
from checkout_tui.domain.operator import Operator, Role
from checkout_tui.domain.outcomes import Refunded
from checkout_tui.domain.outside_text import looks_like_card_number, without_card_numbers
from checkout_tui.domain.query import KeyKind
from checkout_tui.domain.remittance import (
    BankLine,
    Guess,
    ImportedDocument,
    Likeness,
    LineKind,
    Problem,
    Reading,
    Rejected,
)
from checkout_tui.domain.sentence import Sentence, counted
from checkout_tui.domain.words import Words
from checkout_tui.plugins import Lane, drawn, lanes
from checkout_tui.store import bank_words, documents, orders, payments, search, spool
from checkout_tui.store import remittances as table

_SIGN = {LineKind.RECEIPT: 1, LineKind.RETURN: -1, LineKind.PAID_OUT: -1, LineKind.FEE: -1}
_CHUNK = 1024 * 1024
BATCH = 500
_LOOKED_AT = frozenset({LineKind.RECEIPT, LineKind.RETURN, LineKind.NOTICE, LineKind.PAID_OUT})
_GUESSED = frozenset(Likeness) - {Likeness.REFERENCE}
TRIES = 5
"""How often two documents with the same lines may get in each other's way before a person is told."""

Told = Callable[[Sentence], None]


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

    def __init__(
        self, context: Context, remittances: Remittances, returns: Returns, conversation: Conversation
    ) -> None:
        self._context = context
        self._returns = returns
        self._conversation = conversation
        self._remittances = remittances
        self._candidates = Candidates(context)

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
        allocated, guesses = self._by_itself(digest, read.method, report.entries, by, told)
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
            for batch in read.lines.batches(BATCH):
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

    # ------------------------------------------------------------ what needs nobody

    def _by_itself(
        self, digest: str, method: str, entries: int, by: Operator, told: Told
    ) -> tuple[int, dict[Likeness, int]]:
        """What needs no person: a wire with one exact checked reference and the exact amount (R-077).

        Never for a method whose money is allocated by hand (R-066, R-071): of that only is counted how
        clear it is. A bank's return that names its order is taken back at once, whatever the method.
        An import that was broken off here is carried through when its document comes again: nothing is
        done twice, and what a person has undone since stays undone.
        """
        rule = self._context.lane(method).method.allocation
        allowed = rule is not AllocationRule.BY_HAND and self._context.seller.allocate_on_receipt
        everything = evolve(by, roles=frozenset(Role))
        found: Counter[Likeness] = Counter()
        allocated = done = 0

        @cache
        def waiting() -> Mapping[str, str]:
            # Only what brings receipts looks for their returns.
            with self._context.store.reading() as connection:
                return table.returns_that_wait(connection, method)

        with self._context.store.reading() as connection:
            amounts = table.amounts_that_wait(connection, method)
        for batch in documents.booked(self._context.store, digest, BATCH):
            for line_id, work in self._work(batch, found, waiting, amounts, allowed=allowed):
                try:
                    allocated += work(line_id, everything)
                except CheckoutError:
                    # What cannot be done by itself waits for a person in the inbox; the rest goes on.
                    continue
            done += len(batch)
            told(
                counted(
                    N_("looking whose it is: {done} of {count} entry"),
                    N_("looking whose it is: {done} of {count} entries"),
                    entries,
                    done=done,
                )
            )
        return allocated, dict(found)

    def _work(
        self,
        batch: tuple[documents.Booked, ...],
        found: Counter[Likeness],
        waiting: Callable[[], Mapping[str, str]],
        amounts: frozenset[Money],
        *,
        allowed: bool,
    ) -> Iterator[tuple[str, Callable[[str, Operator], int]]]:
        """What may be done by itself with each line, most of them nothing; counts how clear they are."""
        lines = {kept.id: kept.line for kept in batch if kept.kind in _LOOKED_AT}
        moved = (LineKind.RECEIPT, LineKind.RETURN)
        sought = tuple(matching.wanted_of(name, line) for name, line in lines.items() if line.kind in moved)
        with self._context.store.reading() as connection:
            guesses = guessed(connection, sought)
            known = self._known(connection, lines.values())
        self._likely({name: guess for name, guess in guesses.items() if guess.likeness in _GUESSED})
        for name, line in lines.items():
            guess = guesses.get(name)
            is_named = guess is not None and guess.likeness is Likeness.REFERENCE
            if line.kind is LineKind.RECEIPT:
                if guess is not None:
                    found[guess.likeness] += 1
                back = waiting().get(line.original) if line.original else None
                if back is not None:
                    # Its return came first, in a document before this one.
                    yield back, self._return
                elif is_named and allowed:
                    yield name, self._exactly
            elif line.kind is LineKind.RETURN:
                if is_named or line.original in known or (line.original and line.amount in amounts):
                    yield name, self._return
            elif line.kind is LineKind.PAID_OUT:
                if matching.references_in(matching.wanted_of(name, line)):
                    yield name, self._paid_out
            elif line.original in known and line.code:
                yield name, self._notice

    def _known(self, connection: Connection, lines: Iterable[BankLine]) -> frozenset[str]:
        """Names of these lines that money of some order may have by the time they are looked at.

        Asked once for all: most of what comes back, or is told, is of nothing here. A receipt that stands
        among them may be tied before its return is looked at.
        """
        own = {line.original for line in lines if line.kind is LineKind.RECEIPT}
        asked = {line.original for line in lines if line.kind in (LineKind.RETURN, LineKind.NOTICE)}
        return (search.known(connection, KeyKind.ON_ITS_WAY, sorted(asked - own)) | own) - {""}

    def _likely(self, guesses: dict[str, Guess]) -> None:
        """Who looks at such an order sees that money may be here for it; its reference in a text is kept already."""
        if guesses:
            with self._context.store.writing() as connection:
                bank_words.likely(connection, guesses)

    def _exactly(self, line_id: str, by: Operator) -> int:
        with self._context.store.reading() as connection:
            remittance = table.get(connection, line_id)
            named = self._candidates.named(connection, remittance)
            if table.was_tied(connection, line_id):
                return 0
        waiting = [payment for payment in named if payment.standing is Standing.AWAITING_FUNDS]
        if len(waiting) != 1 or waiting[0].method != remittance.method:
            return 0
        payment = waiting[0]
        if payment.amount != remittance.amount or payment.allocated > payment.settled:
            return 0
        self._remittances.allocate_exact(line_id, payment.id, by)
        return 1

    def _notice(self, line_id: str, by: Operator) -> int:
        """What moves no money is written into the history of the payment that it is about."""
        with self._context.store.writing() as connection:
            told = table.get(connection, line_id, others=True)
            payment = self._candidates.original(connection, told)
            if payment is not None:
                payment = payments.get(connection, payment.id, lock=True)
                words = [told.facts[name] for name in ("corrected", "disputed return") if name in told.facts]
                event = BankNotice(told.code, " ".join(words), told.document)
                known = payments.history(connection, payment.id)
                if all(entry.event != event for entry in known):
                    payments.append(connection, payment, event, at=self._context.clock.now(), by=by.name)
        return 0

    def _paid_out(self, line_id: str, by: Operator) -> int:
        """A refund that a person transfers is done once a document shows it leave, with our reference and amount."""
        with self._context.store.reading() as connection:
            line = table.get(connection, line_id, others=True)
            named = matching.references_in(matching.wanted(line))
            tries = [payment for order in named for payment in payments.of_order(connection, order)]
        waiting = [
            p for p in tries if p.live and p.live.amount == line.amount and self._context.to_pay_out(p)
        ]
        if len(waiting) != 1:
            return 0
        with self._context.store.writing() as connection:
            orders.get(connection, waiting[0].order, lock=True)
            line = table.get(connection, line_id, lock=True, others=True)
            payment = payments.get(connection, waiting[0].id, lock=True)
            # One transfer is one refund, however often banks report it.
            if line.unallocated.minor and payment.live == waiting[0].live:
                table.found_its_payment(connection, line_id)
                paid = Refunded(line.original or line.reference, line.amount)
                self._conversation.told_by_bank(connection, payment, paid, by, line.document)
        return 0

    def _return(self, line_id: str, by: Operator) -> int:
        with self._context.store.reading() as connection:
            remittance = table.get(connection, line_id)
            original = self._candidates.original(connection, remittance)
            named = self._candidates.named(connection, remittance)
        own = [payment for payment in named if payment.method == remittance.method]
        payment = original or (own[0] if len(own) == 1 else None)
        if payment is not None:
            self._remittances.allocate(line_id, payment.id, by)
            return 0
        receipt = self._returns.by_name(line_id)
        if receipt is not None:
            self._returns.take_from_receipt(line_id, receipt, by)
        return 0


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
