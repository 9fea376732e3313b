"""Paying an order: preparing, asking once, finding out, deciding."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from checkout_tui.desk.consequences import Consequences
from checkout_tui.desk.context import Context
from checkout_tui.desk.conversation import Conversation, Extra
from checkout_tui.desk.mail import Mailroom
from checkout_tui.desk.orders import Orders
from checkout_tui.desk.pricing import refuse_card_number
from checkout_tui.desk.refunds import Refunds
from checkout_tui.desk.subscriptions import Subscriptions
from checkout_tui.desk.taxes import Taxes
from checkout_tui.desk.views import FieldTrouble, Kept, Option, SettleReport
from checkout_tui.domain import outcomes as o
from checkout_tui.domain.answers import spoken, understood, what_is_missing, without_secrets
from checkout_tui.domain.errors import BadInput, CheckoutError, N_, NotPossible
from checkout_tui.domain.history import Answered, Asked, Doubt, PresentedAgain, Question, Standing, Withdrawn
from checkout_tui.domain.hold import why_not_hold
from checkout_tui.domain.method import FieldProblem
from checkout_tui.domain.operator import Operator, Role
from checkout_tui.domain.order import tried, why_not_change, why_not_pay
from checkout_tui.domain.payment import CAN_WITHDRAW, Payment, follows, key_for
from checkout_tui.domain.presenting import why_not_present_again
from checkout_tui.domain.secret import Details
from checkout_tui.domain.sentence import Sentence, sentence
from checkout_tui.domain.trace import Exchange, exchanges
from checkout_tui.domain.wording import script
from checkout_tui.store import orders, payments

BATCH = 500
LINKS_LIVE = timedelta(days=30)
"""How long the links of payments that were given up are asked after, where the provider does not say when they end."""
LAST_LOOK = timedelta(hours=1)
"""How long after its end a link is asked after once more: somebody may have used it at the last moment."""


class Payments:
    """What an operator does with payments."""

    def __init__(
        self,
        context: Context,
        conversation: Conversation,
        consequences: Consequences,
        order_desk: Orders,
        mailroom: Mailroom,
        refunds: Refunds,
        subscriptions: Subscriptions,
        taxes: Taxes,
    ) -> None:
        self._context = context
        self._conversation = conversation
        self._consequences = consequences
        self._orders = order_desk
        self._mailroom = mailroom
        self._refunds = refunds
        self._subscriptions = subscriptions
        self._taxes = taxes

    def options(self, reference: str) -> tuple[Option, ...]:
        """Every method for this order, with the reason for each that cannot be used."""
        with self._context.store.reading() as connection:
            order = orders.get(connection, reference).order
        return self._orders.options_for(order)

    def prepare(self, reference: str, method: str, by: Operator) -> Payment:
        """Open a payment as the confirm screen opens: its identity, and so its key, is stored now (rule 2).

        Opening the screen again finds the same payment as long as nothing was asked.
        """
        lane = self._context.lane(method)
        with self._context.store.writing() as connection:
            stored = orders.get(connection, reference, lock=True)
            tries = payments.of_order(connection, reference)
            why_not = why_not_pay(tries, cancelled=stored.cancelled_at is not None)
            if any(payment.method != method for payment in tried(tries)):
                # Whoever takes an order takes its payment; another way to pay it is customer service's (section 4).
                by.must(Role.CUSTOMER_SERVICE)
            if why_not is None:
                order = self._taxes.bring_up(connection, stored, by)
                why_not = lane.why_not or lane.method.why_not(
                    order.total, order.place.country, recurring=self._context.must_renew(order)
                )
            if why_not is not None:
                raise NotPossible.because(why_not)
            for payment in tries:
                wanted = payment.method == method and payment.amount == order.total
                if wanted and payment.standing is Standing.NEW:
                    return payment
            payment = Payment(
                id=self._context.ids.new(),
                order=reference,
                method=method,
                amount=order.total,
                opened_at=self._context.clock.now(),
            )
            payments.add(connection, payment)
            self._consequences.mark(connection, reference)
            return payment

    def check(self, method: str, details: Details) -> tuple[FieldProblem, ...]:
        """What is wrong with the answers so far. Quick enough for every key press."""
        lane = self._context.lanes.get(method)
        if lane is None:
            return ()
        return lane.check_details(details=understood(lane.method, details), today=self._today())

    def scripts(self, reference: str, method: str, details: Details) -> Mapping[str, str]:
        """What to say to ask for each answer, word for word, in the order's language, with its own facts."""
        with self._context.store.reading() as connection:
            order = orders.get(connection, reference).order
        lane = self._context.lane(method)
        calendar = self._context.calendar(method, order.currency)
        now = self._context.clock.now()
        window = lane.settlement_window(order=order, since=now, calendar=calendar)
        facts: dict[str, object] = {
            code: value for code, value in lane.settings.items() if isinstance(value, str)
        }
        facts |= spoken(lane.method, details)
        facts |= {
            "total": order.total,
            "seller": order.seller,
            "today": now.astimezone(calendar.zone).date() if calendar else now.date(),
            "first": window.first if window else "",
            "last": window.last if window else "",
        }
        return {wanted.code: script(wanted.script, order.language, facts) for wanted in lane.method.fields}

    def trouble(self, method: str, details: Details) -> FieldTrouble | None:
        """The first thing that keeps these answers from being sent: one that is missing, or one that is wrong."""
        lane = self._context.lane(method)
        missing = what_is_missing(lane.method, details)
        if missing is not None:
            return FieldTrouble(*missing)
        found = self.check(method, details)
        for problem in (problem for problem in found if not problem.note):
            return FieldTrouble(problem.field, sentence(N_("{problem}"), problem=problem.says))
        return None

    def authorize(self, payment_id: str, details: Details, by: Operator) -> Payment:
        """Ask for the money; a method that authorizes is settled at once. Earlier attempts are given up.

        A second press finds the question open or answered and does nothing twice. Raises NotPossible
        then, BadInput when an answer is missing, and TakenMeanwhile when another operator was first.
        """
        with self._context.store.reading() as connection:
            payment = payments.get(connection, payment_id)
        lane = self._context.lane(payment.method)
        trouble = self.trouble(payment.method, details)
        if trouble is not None:
            raise BadInput.because(trouble.says)
        details = understood(lane.method, details)
        token: o.Token | None = None
        if lane.can("tokenize"):
            # A key for each press: another card under the same key would be answered with the first one's name.
            key = f"{payment_id}-tokenize-{self._context.ids.new()}"
            answer = lane.ask("tokenize", details=details, key=key)
            if isinstance(answer, o.Refused):
                return self._refused_at_once(payment, answer, by)
            if not isinstance(answer, o.Token) or not isinstance(answer.reference, str):
                raise NotPossible(
                    N_(
                        "The provider could not be reached, and nothing was charged. Try again, or take another method."
                    )
                )
            token = answer
        return self._conversation.ask(
            payment_id,
            Question.AUTHORIZE,
            by,
            extra=Extra(
                details=without_secrets(details),
                token=token,
                also=lambda connection, stored, now: self._give_up_others(connection, stored, now, by),
            ),
        )

    def inquire(self, payment_id: str, by: Operator) -> Payment:
        """Ask the provider what became of it."""
        return self._conversation.inquire(payment_id, by)

    def settle(self, payment_id: str, by: Operator) -> Payment:
        """Take what was authorized."""
        with self._context.store.reading() as connection:
            late = payments.get(connection, payment_id).late
        if not late:
            return self._conversation.ask(payment_id, Question.SETTLE, by)

        def instead(connection: Connection, stored: orders.StoredOrder, payment: Payment) -> None:
            self._give_up_others(connection, stored, payment, by)

        return self._conversation.ask(payment_id, Question.SETTLE, by, extra=Extra(also=instead))

    def hold(self, payment_id: str, by: Operator) -> Payment:
        """Hold the money, or hold it anew once it is not sure any more."""
        by.must(Role.CUSTOMER_SERVICE)
        with self._context.store.reading() as connection:
            payment = payments.get(connection, payment_id)
        able = self._context.lane(payment.method).can("hold")
        why_not = why_not_hold(payment, self._context.clock.now(), able=able)
        if why_not is not None:
            raise NotPossible.because(why_not)
        return self._conversation.ask(payment_id, Question.HOLD, by)

    def void(self, payment_id: str, by: Operator) -> Payment:
        """Release an authorization."""
        by.must(Role.CUSTOMER_SERVICE)
        return self._conversation.ask(payment_id, Question.VOID, by)

    def present_again(self, payment_id: str, by: Operator) -> Payment:
        """Present what came back once more, as often and as long as the method's rules allow; the customer is told.

        Of two who press, one is first: the entry, the question with its key and the mail are one transaction.
        """
        by.must(Role.PAYMENT_PROCESSING)
        with self._context.store.reading() as connection:
            seen = payments.get(connection, payment_id)
        lane = self._context.lane(seen.method)
        with self._context.store.writing() as connection:
            stored = orders.get(connection, seen.order, lock=True)
            payment = payments.get(connection, payment_id, lock=True)
            tries = tried(payments.of_order(connection, seen.order))
            if tries[-1:] != (payment,):
                raise NotPossible(N_("Only the latest payment of an order can be presented again."))
            came_back, now = payment.last_no, self._context.clock.now()
            declined = lane.decline(came_back) if came_back else None
            cancelled = stored.cancelled_at is not None
            why_not = why_not_present_again(tries, declined, now, cancelled=cancelled)
            if why_not is not None:
                raise NotPossible.because(why_not)
            event = PresentedAgain(came_back.code if came_back else "")
            payment = payments.append(connection, payment, event, at=now, by=by.name)
            payment = self._conversation.asked(connection, payment, Question.SETTLE, payment.to_settle, by)
            self._consequences.presented_again(connection, payment)
            self._consequences.mark(connection, payment.order)
        return self._conversation.carry_on(payment, lane, by)

    def resolve(self, payment_id: str, happened: bool, evidence: str, by: Operator) -> Payment:
        """Decide what became of an open question, saying how that is known."""
        by.must(Role.PAYMENT_PROCESSING)
        if len(evidence.strip()) < 3:
            raise BadInput(N_("Write how you know: a reference, or who said so."))
        refuse_card_number(evidence)
        return self._conversation.resolve(payment_id, happened, evidence.strip(), by)

    def conversation(self, reference: str) -> tuple[Exchange, ...]:
        """Every question asked about an order's payments, with what came back, redacted."""
        with self._context.store.reading() as connection:
            orders.get(connection, reference)
            return tuple(
                exchange
                for payment in payments.of_order(connection, reference)
                for exchange in exchanges(payment.method, payments.history(connection, payment.id))
            )

    def settle_due(
        self, by: Operator, *, now: Callable[[Payment], bool] = lambda payment: True
    ) -> SettleReport:
        """Ask after everything due, once, but for what is not to be asked after ``now``.

        One silent provider does not stop the rest.
        """
        asked = settled = declined = still_open = 0
        troubles: list[Sentence] = []
        for payment in self._due():
            if self._is_for_a_person(payment) or not now(payment):
                continue
            asked += 1
            try:
                after = self._ask_after(payment, by)
            except CheckoutError as error:
                troubles.append(error.sentence)
                continue
            settled += after.standing is Standing.SETTLED and payment.standing is not Standing.SETTLED
            declined += after.standing is Standing.DECLINED
            still_open += after.doubt is not Doubt.NONE
        kept = self.keep_up(by)
        troubles += kept.troubles
        return SettleReport(
            asked, settled, declined, still_open, kept.sent, tuple(troubles), kept.renewed, kept.retaxed
        )

    def keep_up(self, by: Operator) -> Kept:
        """What time alone brings: renewals, new tax rates, refunds that waited for the money, and mail."""
        renewed, of_renewals = self._subscriptions.renew_due(by)
        retaxed, of_taxes = self._taxes.keep_up(by)
        of_refunds = self._refunds.execute_due(by)
        self._mailroom.confirm_unpaid()
        reminded = self._mailroom.remind()
        sent = self._mailroom.deliver()
        return Kept(renewed, retaxed, reminded, sent, (*of_taxes, *of_renewals, *of_refunds))

    # ------------------------------------------------------------ inside

    def _due(self) -> Iterator[Payment]:
        """Everything due, in batches: what stays due must not keep the rest from being asked after."""
        now = self._context.clock.now()
        since = now - LINKS_LIVE
        for pick in (payments.due, payments.fully_allocated, partial(payments.given_up, since=since)):
            last = ""
            while True:
                with self._context.store.reading() as connection:
                    batch = pick(connection, limit=BATCH, after=last)
                # A method that refused the money was asked; it is a person's turn.
                refused = pick is payments.fully_allocated
                yield from (p for p in batch if not (refused and p.refusal) and not _is_over(p, now))
                if len(batch) < BATCH:
                    break
                last = batch[-1].id

    def _is_for_a_person(self, payment: Payment) -> bool:
        """Money that is kept on hold waits for a person; the provider is asked once the hold should be over.

        So does what nobody outside can be asked about, such as a refund that is paid out at the bank.
        """
        if self._context.nobody_to_ask(payment):
            return True
        if not payment.keep or payment.standing is not Standing.AUTHORIZED or follows(payment):
            return False
        ends = payment.authorized_until
        return payment.live is None and ends is not None and self._context.clock.now() < ends

    def _ask_after(self, payment: Payment, by: Operator) -> Payment:
        late = payment.late and payment.standing is Standing.AUTHORIZED and payment.live is None
        if late and self._is_of_no_use(payment):
            return self._conversation.ask(payment.id, Question.VOID, by)
        if payment.live is None and payment.standing is Standing.AWAITING_FUNDS:
            return self._conversation.ask(payment.id, Question.SETTLE, by)
        then = follows(payment)
        if then is not None:
            return self._conversation.ask(payment.id, then, by)
        return self._conversation.inquire(payment.id, by)

    def _is_of_no_use(self, payment: Payment) -> bool:
        """Whether what a late customer holds out can never be taken: paid otherwise, cancelled, or of another total."""
        if not self._context.lane(payment.method).can("void"):
            return False
        with self._context.store.reading() as connection:
            stored = orders.get(connection, payment.order)
            tries = payments.of_order(connection, payment.order)
        others = tuple(each for each in tries if each.id != payment.id)
        under_way = any(other.live is not None for other in others)
        cancelled = stored.cancelled_at is not None
        over = payment.amount != stored.order.total or why_not_change(others, cancelled=cancelled) is not None
        return not under_way and over

    def _refused_at_once(self, payment: Payment, refused: o.Refused, by: Operator) -> Payment:
        """The provider would not even take the details: a decline like any other, in one transaction."""
        now = self._context.clock.now()
        with self._context.store.writing() as connection:
            stored = orders.get(connection, payment.order, lock=True)
            payment = payments.get(connection, payment.id, lock=True)
            key = key_for(payment, Question.AUTHORIZE)
            asked = Asked(Question.AUTHORIZE, key, payment.amount)
            payment = payments.append(connection, payment, asked, at=now, by=by.name)
            self._give_up_others(connection, stored, payment, by)
            answered = Answered(Question.AUTHORIZE, key, refused)
            payment = payments.append(connection, payment, answered, at=now, by=by.name)
            self._consequences.of_answer(connection, payment, Question.AUTHORIZE, refused, stored)
            self._consequences.mark(connection, payment.order, stored)
        return payment

    def _give_up_others(
        self, connection: Connection, stored: orders.StoredOrder, payment: Payment, by: Operator
    ) -> None:
        """Change of payment option: earlier attempts end where the new one begins (R-054).

        Raises NotPossible, undoing all of it, when one of them holds or has taken money.
        """
        others = tuple(p for p in payments.of_order(connection, payment.order) if p.id != payment.id)
        why_not = why_not_pay(others, cancelled=stored.cancelled_at is not None)
        if why_not is not None:
            raise NotPossible.because(why_not)
        # A new rate may have come into force since the confirm screen was opened, or the link was sent.
        total = stored.order.total if payment.late else self._taxes.total_now(stored.order, others)
        if payment.amount != total:
            raise NotPossible(
                N_("The tax has changed: the order costs {total} now. Nothing was charged; open it again."),
                total=total,
            )
        for other in others:
            if other.standing in CAN_WITHDRAW:
                gone = Withdrawn("changed")
                payments.append(connection, other, gone, at=self._context.clock.now(), by=by.name)

    def _today(self) -> date:
        return self._context.clock.now().date()


def _is_over(payment: Payment, now: datetime) -> bool:
    """Whether nobody can use the link of a payment that was given up any more."""
    if payment.standing is not Standing.WITHDRAWN or payment.late:
        return False
    return not payment.link or (payment.link_until is not None and now > payment.link_until + LAST_LOOK)
