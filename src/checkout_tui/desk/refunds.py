"""Giving money back: asked for with the facts checked, confirmed by the customer, executed once (R-035 to R-039d)."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from checkout_tui.desk.consequences import Consequences
from checkout_tui.desk.context import Context
from checkout_tui.desk.conversation import Conversation, Extra
from checkout_tui.desk.pricing import refuse_card_number
from checkout_tui.desk.refund_view import refund_view
from checkout_tui.desk.views import RefundView
from checkout_tui.domain.errors import BadInput, CheckoutError, N_, NotFoundHere, NotPossible
from checkout_tui.domain.history import Question, Standing
from checkout_tui.domain.letter import Mail, MailKind, MailState
from checkout_tui.domain.operator import CUSTOMER, Operator, Role
from checkout_tui.domain.order import Order, why_not_refund
from checkout_tui.domain.reference import shown
from checkout_tui.domain.refund import (
    NEEDS_PERSON,
    OPEN,
    Fact,
    Refund,
    RefundKind,
    RefundReason,
    RefundRequest,
    RefundState,
    Wanted,
    amount_of,
    refunded_payment,
    role_for,
    why_not_amount,
)
from checkout_tui.domain.sentence import Sentence, counted, sentence
from checkout_tui.domain.wording import line
from checkout_tui.store import mails, orders, payments, refunds

BATCH = 200

_STATE = RefundState
_ALREADY = {
    _STATE.WAITING: N_("Nothing was confirmed yet: the customer has the code in the mail."),
    _STATE.SCHEDULED: N_("A refund is confirmed and follows once the money is settled."),
    _STATE.GRANTED: N_("A refund is granted and with the provider."),
    _STATE.REFUSED: N_(
        "A refund was granted and not executed: try it again, or write down how it was dealt with."
    ),
}


class Refunds:
    """Full refunds by customer service; partial and tax refunds by payment processing (R-037, R-038)."""

    def __init__(self, context: Context, conversation: Conversation, consequences: Consequences) -> None:
        self._context = context
        self._conversation = conversation
        self._consequences = consequences

    def view(self, reference: str, wanted: Wanted, by: Operator) -> RefundView:
        """Everything about refunding this order, for a refund as it is filled in so far."""
        return refund_view(self._context, reference, wanted, by)

    # ------------------------------------------------------------ asked for

    def request(self, reference: str, wanted: Wanted, by: Operator) -> RefundRequest:
        """Ask for a refund: the customer gets a validation mail, and no money moves before it is confirmed (R-036).

        Raises BadInput while a fact was not checked or the reason is missing, NotPossible when there is
        nothing to give back or this person may not.
        """
        by.must(role_for(wanted.kind))
        reason = _reason(wanted)
        if set(Fact) - wanted.facts:
            raise BadInput(
                N_("Check seller, day and payment method with the caller first; or refer it to our team.")
            )
        if wanted.kind is RefundKind.TAX and len(wanted.note.strip()) < 3:
            raise BadInput(N_("Write down the exemption’s number: the tax is given back because of it."))
        with self._context.store.writing() as connection:
            request = self._new(connection, reference, wanted, reason, _STATE.WAITING, by)
            self._mail(connection, orders.get(connection, reference).order)
        return request

    def refer(self, reference: str, wanted: Wanted, by: Operator) -> RefundRequest:
        """*Contact our team*: the facts do not match, or somebody with another role decides (R-036).

        It waits in the queue, with the reason that the caller gave: none is made up here.
        """
        by.must(Role.CUSTOMER_SERVICE)
        reason = _reason(wanted)
        with self._context.store.writing() as connection:
            return self._new(connection, reference, wanted, reason, _STATE.REFERRED, by)

    def new_code(self, reference: str, by: Operator) -> Mail:
        """Mail another code, good as long as a first one; the earlier codes are void once it leaves."""
        by.must(Role.CUSTOMER_SERVICE)
        with self._context.store.writing() as connection:
            order = orders.get(connection, reference, lock=True).order
            request = self._latest(connection, reference, _STATE.WAITING)
            refunds.change(connection, request, expires_at=self._expires(), wrong_codes=0)
            return self._mail(connection, order)

    def withdraw(self, reference: str, by: Operator) -> RefundRequest:
        """The caller thinks better of it, before any money moved."""
        by.must(Role.CUSTOMER_SERVICE)
        with self._context.store.writing() as connection:
            orders.get(connection, reference, lock=True)
            request = refunds.latest(connection, reference)
            if request is None or request.state not in (_STATE.WAITING, _STATE.SCHEDULED):
                raise NotPossible(N_("There is no refund to withdraw."))
            return self._end(connection, request, _STATE.WITHDRAWN, by)

    # ------------------------------------------------------------ confirmed

    def confirm(self, reference: str, code: str, by: Operator) -> RefundRequest:
        """The caller reads the code back: the refund is granted, and the money moves if it is settled.

        Raises BadInput for a wrong code, NotPossible once it came too late or was wrong too often.
        """
        by.must(Role.CUSTOMER_SERVICE)
        with self._context.store.reading() as connection:
            request = self._latest(connection, reference, _STATE.WAITING)
        self._refuse_late(request, by)
        if not self._context.letters.links.is_code(code, request.id, request.code_hash):
            raise self._wrong(request, by)
        return self._grant(request, by)

    def confirm_by_link(self, token: str) -> RefundRequest:
        """The customer followed the signed link on the seller's page. Following it twice confirms once."""
        request_id = self._context.letters.links.read_refund(token)
        with self._context.store.reading() as connection:
            request = refunds.find(connection, request_id)
        if request is None:
            raise NotFoundHere(N_("There is no such refund."))
        if request.state in (_STATE.SCHEDULED, _STATE.GRANTED, _STATE.DONE):
            return request
        if request.state is not _STATE.WAITING:
            raise NotPossible(N_("This refund is not waiting for a confirmation any more."))
        self._refuse_late(request, CUSTOMER)
        return self._grant(request, CUSTOMER)

    # ------------------------------------------------------------ executed

    def execute_due(self, by: Operator) -> tuple[Sentence, ...]:
        """Ask providers about every confirmed refund whose money is settled now; returns what went wrong."""
        troubles: list[Sentence] = []
        last = ""
        while True:
            with self._context.store.reading() as connection:
                batch = refunds.due(connection, BATCH, last)
            for request in batch:
                try:
                    self._execute(request, by)
                except CheckoutError as error:
                    troubles.append(error.sentence)
            if len(batch) < BATCH:
                return tuple(troubles)
            last = batch[-1].id

    def again(self, reference: str, by: Operator) -> RefundRequest:
        """Ask the provider again about a refund that was granted and not executed."""
        by.must(Role.PAYMENT_PROCESSING)
        with self._context.store.reading() as connection:
            request = self._latest(connection, reference, _STATE.REFUSED)
        return self._ask(request, by)

    def close(self, reference: str, how: str, by: Operator) -> RefundRequest:
        """A person dealt with it in another way, and writes down how."""
        by.must(Role.PAYMENT_PROCESSING)
        if len(how.strip()) < 3:
            raise BadInput(N_("Write how it was dealt with: a transfer’s reference, or who decided what."))
        refuse_card_number(how)
        with self._context.store.writing() as connection:
            orders.get(connection, reference, lock=True)
            request = refunds.latest(connection, reference)
            if request is None or request.state not in NEEDS_PERSON:
                raise NotPossible(N_("No refund of this order waits for a person."))
            return self._end(connection, request, _STATE.CLOSED, by, how.strip())

    # ------------------------------------------------------------ inside

    def _new(
        self,
        connection: Connection,
        reference: str,
        wanted: Wanted,
        reason: RefundReason,
        state: RefundState,
        by: Operator,
    ) -> RefundRequest:
        order = orders.get(connection, reference, lock=True).order
        tries = payments.of_order(connection, reference)
        before = refunds.latest(connection, reference)
        if before is not None and before.state in (_STATE.SCHEDULED, _STATE.GRANTED, _STATE.REFUSED):
            raise NotPossible(_ALREADY[before.state])
        why_not = why_not_refund(tries)
        payment = refunded_payment(tries)
        if why_not is not None or payment is None:
            why_not = why_not or sentence(N_("Nothing is settled, so there is nothing to give back."))
            raise NotPossible.because(why_not)
        here = amount_of(RefundKind.FULL, order, payment)
        amount = amount_of(wanted.kind, order, payment, wanted.amount)
        if state is _STATE.REFERRED and not 0 < amount.minor <= here.minor:
            amount = here  # how much is what the team decides
        lane = self._context.lanes.get(payment.method)
        in_parts = lane is not None and lane.method.partial_refund
        if state is _STATE.REFERRED:
            in_parts, kind = True, RefundKind.FULL  # whether it is a part is for the team as well
        else:
            kind = wanted.kind
        wrong = why_not_amount(kind, amount, here, in_parts=in_parts)
        if wrong is not None:
            raise BadInput.because(wrong)
        refuse_card_number(wanted.note)
        if before is not None and before.state in (_STATE.WAITING, _STATE.REFERRED):
            # One request at a time: the new one takes the place of what nobody has confirmed.
            self._end(connection, before, _STATE.WITHDRAWN, by)
        request = RefundRequest(
            id=self._context.ids.new(),
            order=reference,
            payment=payment.id,
            kind=wanted.kind,
            amount=amount,
            reason=reason,
            state=state,
            asked_by=by.name,
            asked_at=self._now(),
            expires_at=self._expires(),
            ends_subscription=wanted.ends_subscription,
            facts=tuple(fact for fact in Fact if fact in wanted.facts),
            note=wanted.note.strip(),
        )
        refunds.ask(connection, request)
        self._consequences.mark(connection, reference)
        return request

    def _mail(self, connection: Connection, order: Order) -> Mail:
        """Queue a validation mail; it is written, and its code made, when it is sent."""
        mail = Mail(
            id=self._context.ids.new(),
            kind=MailKind.REFUND_VALIDATION,
            state=MailState.QUEUED,
            order=order.reference,
            to=order.customer.email,
            language=order.language,
            subject=line("subject.refund-validation", order.language, reference=shown(order.reference)),
            queued_at=self._now(),
        )
        mails.add(connection, mail, None)
        return mail

    def _grant(self, request: RefundRequest, by: Operator) -> RefundRequest:
        """Confirmed: executed at once, or once the money is settled (R-039d)."""
        with self._context.store.reading() as connection:
            payment = payments.get(connection, request.payment)
        if payment.standing is not Standing.AUTHORIZED:
            return self._ask(request, by)
        with self._context.store.writing() as connection:
            orders.get(connection, request.order, lock=True)
            changed = refunds.change(connection, request, state=_STATE.SCHEDULED, code_hash="")
            self._write_grant(connection, request, by)
            return changed

    def _ask(self, request: RefundRequest, by: Operator) -> RefundRequest:
        """Grant and question in one transaction; then the provider is asked. Of two who press, one is first."""

        def granted(connection: Connection, *_: object) -> None:
            changes = {"state": _STATE.GRANTED, "code_hash": "", "ended_at": None, "ended_by": ""}
            refunds.change(connection, request, **changes)
            self._write_grant(connection, request, by)

        self._conversation.ask(
            request.payment,
            Question.REFUND,
            by,
            amount=request.amount,
            extra=Extra(reason=request.reason, also=granted),
        )
        with self._context.store.reading() as connection:
            return refunds.find(connection, request.id) or request

    def _write_grant(self, connection: Connection, request: RefundRequest, by: Operator) -> None:
        refunds.add(
            connection,
            Refund(
                request.id,
                request.order,
                request.payment,
                request.amount,
                request.reason,
                by.name,
                self._now(),
            ),
        )

    def _execute(self, request: RefundRequest, by: Operator) -> None:
        with self._context.store.reading() as connection:
            payment = payments.get(connection, request.payment)
        if payment.live is not None or payment.standing in (Standing.AUTHORIZED, Standing.AWAITING_FUNDS):
            return
        if payment.refundable >= request.amount:
            self._ask(request, by)
            return
        # Nothing was ever taken: nothing is owed. Or a bank took it back meanwhile: that is for a person.
        ends = _STATE.REFUSED if payment.settled else _STATE.WITHDRAWN
        with self._context.store.writing() as connection:
            orders.get(connection, request.order, lock=True)
            self._end(connection, request, ends, by)

    def _end(
        self, connection: Connection, request: RefundRequest, state: RefundState, by: Operator, note: str = ""
    ) -> RefundRequest:
        after = refunds.change(
            connection,
            request,
            state=state,
            note=note or request.note,
            code_hash="",
            ended_at=self._now(),
            ended_by=by.name,
        )
        self._consequences.mark(connection, request.order)
        return after

    def _refuse_late(self, request: RefundRequest, by: Operator) -> None:
        if self._now() < request.expires_at:
            return
        with self._context.store.writing() as connection:
            self._end(connection, request, _STATE.LAPSED, by)
        raise NotPossible(N_("The code came too late: ask for the refund again."))

    def _wrong(self, request: RefundRequest, by: Operator) -> CheckoutError:
        """Count a wrong code; the last one that is allowed ends the request."""
        if not request.code_hash:
            return NotPossible(N_("The mail with the code has not left yet: look into the outbox (F7)."))
        with self._context.store.writing() as connection:
            orders.get(connection, request.order, lock=True)
            now = self._latest(connection, request.order, _STATE.WAITING)
            changed = refunds.change(connection, now, wrong_codes=now.wrong_codes + 1)
            left = self._context.seller.refund_code_tries - changed.wrong_codes
            if left <= 0:
                self._end(connection, changed, _STATE.LAPSED, by)
        if left <= 0:
            return NotPossible(N_("This code was wrong too often: ask for the refund again."))
        return BadInput.because(
            counted(
                N_("This is not the code in the mail. Ask again; {count} try is left."),
                N_("This is not the code in the mail. Ask again; {count} tries are left."),
                left,
            )
        )

    def _latest(self, connection: Connection, reference: str, state: RefundState) -> RefundRequest:
        request = refunds.latest(connection, reference)
        if request is None or request.state is not state:
            text = _ALREADY.get(request.state) if request is not None and request.state in OPEN else None
            raise NotPossible(text or N_("There is no refund that waits for this."))
        return request

    def _expires(self) -> datetime:
        return self._now() + timedelta(hours=self._context.seller.refund_code_hours)

    def _now(self) -> datetime:
        return self._context.clock.now()


def _reason(wanted: Wanted) -> RefundReason:
    if wanted.reason is None:
        raise BadInput(N_("Ask why: a refund needs a reason."))
    return wanted.reason
