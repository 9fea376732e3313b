"""Banks' documents: who can read one, what is booked of it, once, and what needs no person."""

import json
from collections.abc import Callable
from hashlib import sha256

from attrs import asdict, evolve

from checkout_tui.desk.candidates import Candidates
from checkout_tui.desk.context import Context
from checkout_tui.desk.remittances import Remittances
from checkout_tui.desk.views import ImportReport
from checkout_tui.domain.errors import BadInput, CheckoutError, N_, SeveralReaders
from checkout_tui.domain.history import BankNotice, Standing
from checkout_tui.domain.method import AllocationRule
from checkout_tui.domain.operator import Operator, Role
from checkout_tui.domain.remittance import BankLine, LineKind, Reading
from checkout_tui.store import payments
from checkout_tui.store import remittances as table

_SIGN = {LineKind.RECEIPT: 1, LineKind.RETURN: -1, LineKind.PAID_OUT: -1, LineKind.FEE: -1}


class Documents:
    """What comes in from banks, and what becomes of it at once."""

    def __init__(self, context: Context, remittances: Remittances) -> None:
        self._context = context
        self._remittances = remittances
        self._candidates = Candidates(context)

    def import_document(self, name: str, content: bytes, by: Operator, reader: str = "") -> ImportReport:
        """Book what a bank's document says, once.

        The same document again, even renamed, changes nothing; a line that another document
        reported is not booked twice either. ``reader`` names the method that is to read it, where
        several claim it equally. Raises BadInput when nobody can read it or when its totals do not
        agree, SeveralReaders on a tie.
        """
        method, reading = self._read(name, content, reader)
        digest = sha256(content).hexdigest()
        now = self._context.clock.now()
        with self._context.store.writing() as connection:
            before = table.add_document(connection, digest, name=name, method=method, at=now, by=by.name)
            if before is not None:
                return evolve(_empty(reading), again=True, lines=reading.lines)
            booked = [
                (line_id, line)
                for line in reading.lines
                if table.book(connection, line_id := self._context.ids.new(), digest, method, line)
            ]
            report = _report(reading, booked)
            table.keep_report(connection, digest, json.dumps(asdict(report), default=str))
        allocated = self._by_itself(method, booked, by)
        return evolve(
            report,
            allocated=allocated,
            unallocated=report.unallocated - allocated,
            lines=reading.lines,
        )

    # ------------------------------------------------------------ inside

    def _read(self, name: str, content: bytes, reader: str) -> tuple[str, Reading]:
        claims = [
            (lane.code, reading)
            for lane in self._context.lanes.values()
            if (not reader or lane.code == reader)
            and (reading := lane.read_remittances(content, name)) is not None
        ]
        if not claims and reader:
            raise BadInput(N_("{reader} cannot read {name}."), reader=reader, name=name)
        if not claims:
            raise BadInput(
                N_("No installed payment method can read {name}. See “checkout-tui plugins”."), name=name
            )
        best = max(reading.claim for _, reading in claims)
        winners = [(code, reading) for code, reading in claims if reading.claim == best]
        if len(winners) > 1:
            raise SeveralReaders(name, tuple(code for code, _ in winners))
        code, reading = winners[0]
        if reading.refused:
            raise BadInput(N_("Nothing of {name} was booked: {why}"), name=name, why=reading.refused)
        return code, reading

    def _by_itself(self, method: str, booked: list[tuple[str, BankLine]], by: Operator) -> int:
        """What needs no person: a wire with one exact checked reference and the exact amount (R-077).

        Never for a method whose money is allocated by hand (R-066, R-071).
        """
        rule = self._context.lane(method).method.allocation
        allowed = rule is not AllocationRule.BY_HAND and self._context.seller.allocate_on_receipt
        allocated = 0
        for line_id, line in booked:
            work: Callable[[str, Operator], int] | None = None
            if line.kind is LineKind.RECEIPT and allowed:
                work = self._exactly
            elif line.kind is LineKind.RETURN:
                work = self._return
            elif line.kind is LineKind.NOTICE and line.original and line.code:
                self._notice(line_id, by)
            try:
                allocated += work(line_id, by) if work else 0
            except CheckoutError:
                # What cannot be done by itself waits for a person in the inbox; the rest goes on.
                continue
        return allocated

    def _exactly(self, line_id: str, by: Operator) -> int:
        with self._context.store.reading() as connection:
            remittance = table.get(connection, line_id)
            named = self._candidates.named(connection, remittance)
        waiting = [payment for payment in named if payment.standing is Standing.AWAITING_FUNDS]
        if len(waiting) != 1 or waiting[0].method != remittance.method:
            return 0
        payment = waiting[0]
        if payment.amount != remittance.amount or payment.allocated > payment.settled:
            return 0
        self._remittances.allocate_exact(line_id, payment.id, evolve(by, roles=frozenset(Role)))
        return 1

    def _notice(self, line_id: str, by: Operator) -> None:
        """What moves no money is written into the history of the payment that it is about."""
        with self._context.store.writing() as connection:
            told = table.get(connection, line_id, notices=True)
            payment = self._candidates.original(connection, told)
            if payment is None:
                return
            payment = payments.get(connection, payment.id, lock=True)
            words = [told.facts[name] for name in ("corrected", "disputed return") if name in told.facts]
            event = BankNotice(told.code, " ".join(words), told.document)
            payments.append(connection, payment, event, at=self._context.clock.now(), by=by.name)

    def _return(self, line_id: str, by: Operator) -> int:
        with self._context.store.reading() as connection:
            remittance = table.get(connection, line_id)
            original = self._candidates.original(connection, remittance)
            named = self._candidates.named(connection, remittance)
        own = [payment for payment in named if payment.method == remittance.method]
        payment = original or (own[0] if len(own) == 1 else None)
        if payment is not None:
            self._remittances.allocate(line_id, payment.id, evolve(by, roles=frozenset(Role)))
        return 0


def _report(reading: Reading, booked: list[tuple[str, BankLine]]) -> ImportReport:
    totals: dict[str, int] = {}
    for _, line in booked:
        sign = _SIGN.get(line.kind, 0)
        if sign:
            currency = line.amount.currency
            totals[currency] = totals.get(currency, 0) + sign * line.amount.minor
    return evolve(
        _empty(reading),
        booked=sum(1 for _, line in booked if line.kind is not LineKind.NOTICE),
        unallocated=sum(1 for _, line in booked if line.kind is LineKind.RECEIPT),
        totals=totals,
    )


def _empty(reading: Reading) -> ImportReport:
    return ImportReport(reading.reader, len(reading.lines), 0, 0, 0, problems=reading.problems)
