"""What becomes of a bank's document at once, without a person: what is certain is done, the rest is counted.

Everything else waits in the money inbox.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache

from attrs import evolve
from sqlalchemy import Connection

from checkout_tui.desk.candidates import Candidates
from checkout_tui.desk.context import Context
from checkout_tui.desk.conversation import Conversation
from checkout_tui.desk.guesses import guessed
from checkout_tui.desk.remittances import Remittances
from checkout_tui.desk.returns import Returns
from checkout_tui.domain import matching
from checkout_tui.domain.errors import CheckoutError, N_
from checkout_tui.domain.history import BankNotice, Standing
from checkout_tui.domain.method import AllocationRule
from checkout_tui.domain.money import Money
from checkout_tui.domain.operator import Operator, Role
from checkout_tui.domain.outcomes import Refunded
from checkout_tui.domain.query import KeyKind
from checkout_tui.domain.remittance import BankLine, Guess, Likeness, LineKind
from checkout_tui.domain.sentence import Sentence, counted
from checkout_tui.store import bank_words, documents, orders, payments, search
from checkout_tui.store import remittances as table

_LOOKED_AT = frozenset({LineKind.RECEIPT, LineKind.RETURN, LineKind.NOTICE, LineKind.PAID_OUT})
_GUESSED = frozenset(Likeness) - {Likeness.REFERENCE}

Told = Callable[[Sentence], None]
"""Hears how far an import is."""


class ByItself:
    """Looks through the lines of a document that was booked."""

    def __init__(
        self, context: Context, remittances: Remittances, returns: Returns, conversation: Conversation
    ) -> None:
        self._context = context
        self._returns = returns
        self._conversation = conversation
        self._remittances = remittances
        self._candidates = Candidates(context)

    def look_through(
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
        for batch in documents.booked(self._context.store, digest):
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
