"""The money rules of the design, held against what is really in the database, after every step.

Each rule is looked at from outside: the history is folded by ourselves, every sum is counted again, and
what banks reported is compared with what was booked. A rule that does not hold is a :class:`Violation`.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from attrs import field, frozen
from sqlalchemy import Connection

from checkout_tui.domain.errors import CheckoutError
from checkout_tui.domain.fold import fold, opening
from checkout_tui.domain.history import Answered, Asked, Entry, Standing
from checkout_tui.domain.letter import MailKind
from checkout_tui.domain.order import OrderState, order_state, tried
from checkout_tui.domain.outcomes import Settled
from checkout_tui.domain.payment import Payment
from checkout_tui.store import Store, audit, mails, orders, payments

RULES = (
    "history: the row is the fold of the history",
    "keys: one key, one payload, at most one effect (rule 2)",
    "money: no more goes back than came in (rule 3)",
    "remittances: everything that arrived is somewhere (rule 4)",
    "questions: one live question per payment, and the order says so (rule 5)",
    "news: nothing that the bank reported vanished (rule 6)",
    "time: time alone moves no money (rule 7)",
    "once: no order is paid twice by our own asking",
    "mail: a mail exists after every order, and one receipt for a first payment (R-002, R-006)",
)
"""What is checked, in words."""


Seen = Callable[[str, tuple[Payment, ...]], None]


@frozen
class Violation:
    """A rule that did not hold."""

    rule: str
    order: str
    at: datetime
    detail: str


@frozen
class Checks:
    """Looks at one store."""

    store: Store
    _folded: dict[str, tuple[tuple[Entry, ...], Payment]] = field(factory=dict, init=False)
    """What each payment's history amounted to when it was looked at last: it only ever grows."""
    _receipted: set[str] = field(factory=set, init=False)
    """Orders whose receipt was seen: no mail is ever taken back."""

    def touched(
        self, references: Iterable[str], at: datetime, seen: Seen = lambda reference, tries: None
    ) -> Iterator[Violation]:
        """What is wrong with these orders; ``seen`` is told what is really written down about their payments."""
        with self.store.reading() as connection:
            for reference in references:
                tries = payments.of_order(connection, reference)
                seen(reference, tries)
                for rule, detail in self._order(connection, reference, tries):
                    yield Violation(rule, reference, at, detail)

    def everything(
        self, reported: dict[tuple[str, str], int], at: datetime, *, mailed: Iterable[str] = ()
    ) -> Iterator[Violation]:
        """What is wrong as a whole: ``reported`` is what banks said came in, by method and currency."""
        with self.store.reading() as connection:
            for row in audit.unbalanced(connection):
                detail = f"{row.what} {row.id}: {row.said} is not {row.counted}"
                yield Violation("remittances", "", at, detail)
            booked = audit.receipts(connection)
            for key in sorted({*booked, *reported}):
                if booked.get(key, 0) != reported.get(key, 0):
                    detail = (
                        f"{key[0]} {key[1]}: reported {reported.get(key, 0)}, booked {booked.get(key, 0)}"
                    )
                    yield Violation("news", "", at, detail)
            for reference in mailed:
                if not mails.of_order(connection, reference):
                    yield Violation("mail", reference, at, "no mail was written")

    def pushed(self) -> dict[str, tuple[int, int]]:
        """What arrived, to be compared before and after time passed."""
        with self.store.reading() as connection:
            return audit.pushed(connection)

    def _order(
        self, connection: Connection, reference: str, tries: tuple[Payment, ...]
    ) -> Iterator[tuple[str, str]]:
        stored = orders.get(connection, reference)
        for payment in tries:
            entries = payments.history(connection, payment.id)
            yield from self._history(payment, entries)
            yield from _money(payment)
        state = order_state(tried(tries), cancelled=stored.cancelled_at is not None)
        if state is not stored.state:
            yield "questions", f"the list says {stored.state}, the payments {state}"
        live = [payment for payment in tries if payment.live is not None]
        if len([p for p in live if p.standing is Standing.NEW]) > 1:
            yield "questions", "two payments are being asked for at once"
        if live and state not in (OrderState.UNANSWERED, OrderState.PENDING):
            yield "questions", f"a question is open and the order says {state}"
        taken = [payment for payment in tries if payment.kept.minor and not payment.instructions]
        if len(taken) > 1:
            yield "once", f"{len(taken)} payments of one order hold money that we asked for"
        if reference not in self._receipted and any(payment.settled_at is not None for payment in tries):
            written = [mail.kind for mail in mails.of_order(connection, reference)]
            if MailKind.RECEIPT in written:
                self._receipted.add(reference)
            else:
                yield "mail", "money was settled and no receipt was written"

    def _history(self, payment: Payment, entries: tuple[Entry, ...]) -> Iterator[tuple[str, str]]:
        try:
            if self._fold(payment, entries) != payment:
                yield "history", f"payment {payment.id} is not what its history amounts to"
        except CheckoutError as error:
            yield "history", f"the history of payment {payment.id} is none: {error.sentence.say()}"
        yield from _keys(entries)

    def _fold(self, payment: Payment, entries: tuple[Entry, ...]) -> Payment:
        seen, before = self._folded.get(payment.id, ((), None))
        if before is None or entries[: len(seen)] != seen:
            seen, before = (), opening(payment, entries)
        folded = fold(before, entries[len(seen) :])
        self._folded[payment.id] = entries, folded
        return folded


def _keys(entries: tuple[Entry, ...]) -> Iterator[tuple[str, str]]:
    asked: dict[str, Asked] = {}
    settled: set[str] = set()
    for event in (entry.event for entry in entries):
        if isinstance(event, Asked):
            before = asked.setdefault(event.key, event)
            if (before.question, before.amount) != (event.question, event.amount):
                yield "keys", f"{event.key} was asked with two payloads"
        if isinstance(event, Answered) and isinstance(event.outcome, Settled):
            if event.key in settled:
                yield "keys", f"{event.key} was settled twice"
            settled.add(event.key)


def _money(payment: Payment) -> Iterator[tuple[str, str]]:
    if min(payment.settled, payment.refunded, payment.refunding, payment.returned, payment.allocated) < 0:
        yield "money", "an amount is below zero"
    if payment.returned > payment.settled or payment.refunded + payment.refunding > payment.settled:
        yield "money", f"refunded {payment.refunded}+{payment.refunding} of {payment.settled}"
    # Money that the bank takes back after it was refunded is a loss, and shown as one.
    over = payment.refunded + payment.refunding + payment.returned - payment.settled
    if over > 0 and not payment.lost.minor and not payment.refunding:
        yield "money", "more went back than came in, and nobody is told"
    limit = payment.allocated if payment.instructions else max(payment.authorized, payment.amount.minor)
    if payment.settled > limit:
        yield "money", f"settled {payment.settled} of {limit}"
