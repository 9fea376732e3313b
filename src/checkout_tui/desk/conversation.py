"""Asking the outside and writing down what came of it, in the only order that pays once.

1. ``Asked``, with its key, is committed. 2. The method is called. 3. The answer is committed
together with the order's row and the mail it causes. Killed anywhere in between, the history
says that a question is open, and nobody asks it anew with another key.
"""

from collections.abc import Callable
from datetime import timedelta

from attrs import frozen
from sqlalchemy import Connection

from checkout_tui.desk.consequences import Consequences
from checkout_tui.desk.context import Context
from checkout_tui.domain import outcomes as o
from checkout_tui.domain.errors import N_, NotPossible
from checkout_tui.domain.history import Answered, Asked, Doubt, Noted, Question, Stated, Via
from checkout_tui.domain.hold import with_its_end, with_its_life
from checkout_tui.domain.method import AllocationRule
from checkout_tui.domain.money import Money
from checkout_tui.domain.operator import Operator
from checkout_tui.domain.order import Order, why_not_pay
from checkout_tui.domain.payment import LEADS_TO, MAY_ASK, Payment, believable, follows, key_for, why_not_ask
from checkout_tui.domain.secret import Details
from checkout_tui.plugins import Lane
from checkout_tui.store import codec, orders, payments
from checkout_tui.store.orders import StoredOrder

IN_FLIGHT = timedelta(minutes=1)
"""How long whoever asked may still be waiting for the answer; longer than a lane waits."""
NOBODY_TO_ASK = N_(
    "Nobody can be asked: a bank’s document says that it was paid out, or you write it down (d)."
)
MISSES_THAT_CLOSE = 3
"""How many inquiries must come back "not found", after window and lag, before we believe it."""


@frozen
class Extra:
    """What a question needs beside the payment, and what belongs into the transaction that asks it."""

    details: Details = Details()
    token: o.Token | None = None
    reason: str = ""
    also: Callable[[Connection, StoredOrder, Payment], None] | None = None


class Conversation:
    """The one way to ask a method about a payment."""

    def __init__(self, context: Context, consequences: Consequences) -> None:
        self._context = context
        self._consequences = consequences

    def ask(
        self,
        payment_id: str,
        question: Question,
        by: Operator,
        *,
        amount: Money | None = None,
        extra: Extra | None = None,
    ) -> Payment:
        """Ask ``question`` and return the payment once it is answered, or known to be unanswered.

        Raises NotPossible when the tables forbid the question, TakenMeanwhile when another
        operator asked first.
        """
        extra = extra or Extra()
        with self._context.store.writing() as connection:
            seen = payments.get(connection, payment_id)
            lane = self._context.lane(seen.method)
            # The order first, then its payments: two writers who lock in one order never wait for each other.
            stored = orders.get(connection, seen.order, lock=True)
            payment = payments.get(connection, payment_id, lock=True)
            payment = self._asked(connection, payment, question, amount or payment.to_settle, by, extra)
            if extra.also is not None:
                extra.also(connection, stored, payment)
            self._consequences.mark(connection, payment.order, stored)
        return self.carry_on(payment, lane, by, extra, order=stored.order)

    def asked(
        self, connection: Connection, payment: Payment, question: Question, amount: Money, by: Operator
    ) -> Payment:
        """Write the question down in the caller's transaction; :meth:`carry_on` asks it after the commit."""
        return self._asked(connection, payment, question, amount, by, Extra())

    def carry_on(
        self,
        payment: Payment,
        lane: Lane,
        by: Operator,
        extra: Extra | None = None,
        *,
        order: Order | None = None,
        repeated: bool = False,
    ) -> Payment:
        """Ask what is written down as asked, and what follows from the answer, until nothing follows.

        ``order`` when it was just read. ``repeated`` when the question may have been asked before: that
        nothing left now does not prove that nothing left then.
        """
        extra = extra or Extra()
        if order is None:
            with self._context.store.reading() as connection:
                order = orders.get(connection, payment.order).order
        while payment.live is not None:
            live = payment.live
            outcome = _heard(lane.ask(str(live.question), **self._offer(payment, order, live, extra)))
            if repeated and isinstance(outcome, o.NotSent):
                outcome = o.Unanswered(outcome.why)
            repeated = False
            payment, again = self._answered(payment, live, outcome, Via.HOOK, by)
            if not again:
                break
        return payment

    def inquire(self, payment_id: str, by: Operator) -> Payment:
        """Ask the provider what became of the open question, or where the payment stands (rule 5)."""
        with self._context.store.reading() as connection:
            payment = payments.get(connection, payment_id)
            order = orders.get(connection, payment.order).order
        lane = self._context.lane(payment.method)
        if self._context.to_pay_out(payment):
            raise NotPossible(NOBODY_TO_ASK)
        if payment.live is not None:
            return self._inquire_live(payment, order, payment.live, lane, by)
        if Question.INQUIRE not in MAY_ASK[payment.standing]:
            raise NotPossible(N_("There is no open question about this payment."))
        outcome = self._call_inquire(
            payment, order, lane, Question.INQUIRE, key_for(payment, Question.INQUIRE)
        )
        leads = LEADS_TO.get((payment.standing, Question.INQUIRE, type(outcome)))
        over = payment.late and isinstance(outcome, o.Refused | o.Voided)
        known = leads is payment.standing or (payment.late and isinstance(outcome, o.Authorized))
        if leads is None or (known and not over):
            return payment
        if not believable(payment, Question.INQUIRE, outcome):
            return payment
        after, again = self._learned(payment, outcome, by)
        return self.carry_on(after, lane, by) if again else after

    def resolve(self, payment_id: str, happened: bool, evidence: str, by: Operator) -> Payment:
        """A person decides what became of the open question, and says how that is known (rule 5)."""
        with self._context.store.reading() as connection:
            payment = payments.get(connection, payment_id)
        live = payment.live
        if live is None:
            raise NotPossible(N_("There is no open question about this payment."))
        if self._in_flight(payment):
            raise NotPossible(
                N_("It was asked a moment ago and may still be answered: wait a minute, then look again.")
            )
        if happened and live.question is Question.AUTHORIZE:
            method = self._context.lane(payment.method).method
            if method.allocation is not AllocationRule.AUTOMATIC:
                raise NotPossible(
                    N_("Nothing is charged by this question: say that it did not happen, and ask again.")
                )
        if happened and self._context.to_pay_out(payment):
            if self._context.seller.needs_second_person(live.amount) and not payment.stated_by:
                return self._stated(payment, live, evidence, by)
            if payment.stated_by == by.name:
                raise NotPossible(N_("You said so already: somebody else has to confirm it."))
            evidence = "; ".join(filter(None, (payment.stated, evidence)))
        outcome = _as_resolved(payment, live, evidence) if happened else o.NotFound(final=True)
        return self._answered(payment, live, outcome, Via.OPERATOR, by, evidence)[0]

    def told_by_bank(
        self,
        connection: Connection,
        payment: Payment,
        outcome: o.Outcome,
        by: Operator,
        document: str = "",
    ) -> Payment:
        """Answer the open question by what a bank's document says, in the caller's transaction."""
        live, now = payment.live, self._context.clock.now()
        if live is None:
            raise NotPossible(N_("There is no open question about this payment."))
        event = Answered(live.question, live.key, outcome, Via.BANK, document)
        after = payments.append(connection, payment, event, at=now, by=by.name)
        self._consequences.of_answer(connection, after, live.question, outcome)
        self._consequences.mark(connection, after.order)
        return after

    # ------------------------------------------------------------ inside

    def _stated(self, payment: Payment, live: Asked, evidence: str, by: Operator) -> Payment:
        """Much money: one person's word is written down, and a second has to say it too."""
        with self._context.store.writing() as connection:
            orders.get(connection, payment.order, lock=True)
            event = Stated(live.key, evidence)
            return payments.append(connection, payment, event, at=self._context.clock.now(), by=by.name)

    def _asked(
        self,
        connection: Connection,
        payment: Payment,
        question: Question,
        amount: Money,
        by: Operator,
        extra: Extra,
    ) -> Payment:
        why_not = why_not_ask(payment, question, amount)
        if why_not is not None:
            raise NotPossible.because(why_not)
        token = extra.token
        event = Asked(
            question,
            key_for(payment, question),
            amount,
            token.reference if token else "",
            token.shows if token else "",
        )
        return payments.append(connection, payment, event, at=self._context.clock.now(), by=by.name)

    def _offer(self, payment: Payment, order: Order, live: Asked, extra: Extra) -> dict[str, object]:
        now = self._context.clock.now()
        return {
            "payment": payment,
            "order": order,
            "amount": live.amount,
            "key": live.key,
            "token": payment.token,
            "details": extra.details,
            "reason": extra.reason,
            "now": now,
            "today": self._context.bank_day(payment),
            "language": order.language,
            "calendar": self._context.calendar(payment.method, payment.currency),
        }

    def _answered(
        self,
        payment: Payment,
        live: Asked,
        outcome: o.Outcome,
        via: Via,
        by: Operator,
        evidence: str = "",
    ) -> tuple[Payment, bool]:
        """Commit the answer with all that it causes, and the next question if one follows at once."""
        with self._context.store.writing() as connection:
            stored = orders.get(connection, payment.order, lock=True)
            now = payments.get(connection, payment.id, lock=True)
            if now.live is None or now.live.key != live.key:
                # Somebody learned the answer first, by inquiry; it is the same answer, or news.
                reopened = self._reopened(connection, now, live, outcome, by)
                if reopened is None:
                    return payments.get(connection, now.id), False
                now = reopened
            if not believable(now, live.question, outcome):
                outcome = o.Unanswered(f"{type(outcome).__name__} is no answer to {live.question}")
            outcome = with_its_end(now, live.question, outcome, self._context.clock.now())
            outcome = self._with_its_life(now, live.question, outcome)
            event = Answered(live.question, live.key, outcome, via, evidence)
            after = payments.append(connection, now, event, at=self._context.clock.now(), by=by.name)
            self._consequences.of_answer(connection, after, live.question, outcome, stored)
            then = follows(after) if via is not Via.OPERATOR and isinstance(outcome, o.Authorized) else None
            if then is not None:
                after = self._asked(connection, after, then, after.amount, by, Extra())
            self._consequences.mark(connection, after.order, stored)
            return after, after.live is not None and after.live.key != live.key

    def _reopened(
        self, connection: Connection, now: Payment, live: Asked, outcome: o.Outcome, by: Operator
    ) -> Payment | None:
        """An answer to a question that was closed as not having happened: it did (rule 6).

        The question is open again where the tables allow it. Where they do not, the news is kept
        in the history for a person. None when there is nothing to write down as the answer.
        """
        if isinstance(outcome, o.Pending | o.Unanswered | o.NotSent | o.NotFound):
            return None
        events = [entry.event for entry in payments.history(connection, now.id)]
        answers = [e.outcome for e in events if isinstance(e, Answered) and e.key == live.key]
        if any(type(answer) is type(outcome) for answer in answers):
            return None
        stored = orders.get(connection, now.order)
        others = tuple(p for p in payments.of_order(connection, now.order) if p.id != now.id)
        free = live.question is not Question.AUTHORIZE or not why_not_pay(
            others, cancelled=stored.cancelled_at is not None
        )
        at = self._context.clock.now()
        same = key_for(now, live.question) == live.key
        if free and same and why_not_ask(now, live.question, live.amount) is None:
            return payments.append(connection, now, live, at=at, by=by.name)
        news = Noted(f"{live.question}: {type(outcome).__name__}, {live.key}")
        payments.append(connection, now, news, at=at, by=by.name)
        return None

    def _with_its_life(self, payment: Payment, question: Question, outcome: o.Outcome) -> o.Outcome:
        lane = self._context.lanes.get(payment.method)
        life = lane.method.authorization_life if lane else None
        return with_its_life(payment, question, outcome, life, self._context.clock.now())

    def _learned(self, payment: Payment, outcome: o.Outcome, by: Operator) -> tuple[Payment, bool]:
        """Commit news from an inquiry at rest: the customer approved, the authorization ran out."""
        outcome = self._with_its_life(payment, Question.INQUIRE, outcome)
        with self._context.store.writing() as connection:
            stored = orders.get(connection, payment.order, lock=True)
            event = Answered(Question.INQUIRE, key_for(payment, Question.INQUIRE), outcome, Via.INQUIRY)
            after = payments.append(connection, payment, event, at=self._context.clock.now(), by=by.name)
            self._consequences.of_answer(connection, after, Question.INQUIRE, outcome, stored)
            then = follows(after)
            if then is not None:
                after = self._asked(connection, after, then, after.amount, by, Extra())
            self._consequences.mark(connection, after.order, stored)
            return after, then is not None

    def _inquire_live(self, payment: Payment, order: Order, live: Asked, lane: Lane, by: Operator) -> Payment:
        outcome: o.Outcome = o.NotFound(final=False)
        if lane.can("inquire"):
            outcome = self._call_inquire(payment, order, lane, live.question, live.key)
        unknown = isinstance(outcome, o.NotFound | o.Unanswered)
        if unknown and self._in_flight(payment):
            # Whoever asked is still waiting: "not found" may only mean "not yet".
            return payment
        if unknown and not _proves_absence(outcome):
            if self._may_replay(payment, live, lane):
                return self.carry_on(payment, lane, by, repeated=True)
            if self._is_absent(payment, lane, outcome):
                outcome = o.NotFound(final=True)
        answered, again = self._answered(payment, live, outcome, Via.INQUIRY, by)
        return self.carry_on(answered, lane, by) if again else answered

    def _call_inquire(
        self, payment: Payment, order: Order, lane: Lane, question: Question, key: str
    ) -> o.Outcome:
        live = payment.live or Asked(question, key, payment.amount)
        offer = self._offer(payment, order, live, Extra())
        return _heard(lane.ask("inquire", **(offer | {"question": question, "key": key})))

    def _in_flight(self, payment: Payment) -> bool:
        """Whether another process may be in the middle of asking the open question."""
        if payment.live_since is None or payment.doubt is not Doubt.NONE:
            return False
        return self._context.clock.now() - payment.live_since < IN_FLIGHT

    def _may_replay(self, payment: Payment, live: Asked, lane: Lane) -> bool:
        """Whether the same question with the same key is sure to have one effect now.

        Only inside the provider's window, and only when nothing it needs was forgotten: the
        caller's details are not kept, so without a token a question that used them cannot be repeated.
        """
        window = lane.method.promise.window(live.question)
        if window is None or payment.live_since is None:
            return False
        if self._context.clock.now() - payment.live_since >= window:
            return False
        if live.question is not Question.AUTHORIZE or not lane.method.fields:
            return True
        # One key, one payload: what the caller answered is part of it where the method looks at it.
        secrets = any(wanted.secret for wanted in lane.method.fields)
        return not lane.takes("authorize", "details") and (bool(payment.token) or not secrets)

    def _is_absent(self, payment: Payment, lane: Lane, outcome: o.Outcome) -> bool:
        """Several times "not found", after the window and the search's lag are over, is a no."""
        if not isinstance(outcome, o.NotFound) or payment.live_since is None or not lane.can("inquire"):
            return False
        promise = lane.method.promise
        window = promise.window(payment.live.question) if payment.live else None
        wait = promise.inquiry_lag + (window or promise.inquiry_lag)
        late_enough = self._context.clock.now() - payment.live_since > wait
        return late_enough and payment.misses + 1 >= MISSES_THAT_CLOSE


def _heard(outcome: o.Outcome) -> o.Outcome:
    """An answer that cannot be written down and read again is none."""
    return codec.as_read(outcome) or o.Unanswered(f"{type(outcome).__name__} cannot be kept")


def _proves_absence(outcome: o.Outcome) -> bool:
    return isinstance(outcome, o.NotFound) and outcome.final


def _as_resolved(payment: Payment, live: Asked, evidence: str) -> o.Outcome:
    """The answer that a person vouches for. A reference that is needed later is taken from the evidence."""
    reference = payment.reference or evidence
    match live.question:
        case Question.AUTHORIZE:
            return o.Authorized(reference)
        case Question.HOLD:
            return o.Authorized(reference, keep=True)
        case Question.SETTLE:
            return o.Settled(reference, live.amount)
        case Question.REFUND:
            return o.Refunded(reference, live.amount)
        case _:
            return o.Voided(reference)
