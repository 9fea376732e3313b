"""One order on one screen: all that is known about it, what may be said, and what can be done with it."""

from collections.abc import Mapping

from attrs import evolve
from sqlalchemy import Connection

from checkout_tui.desk.candidates import TAKEN_ELSEWHERE, can_take, stands
from checkout_tui.desk.consequences import Consequences
from checkout_tui.desk.context import Context
from checkout_tui.desk.conversation import NOBODY_TO_ASK
from checkout_tui.desk.inbox import Inbox
from checkout_tui.desk.refund_view import refund_lines
from checkout_tui.desk.subscription_view import subscription_lines
from checkout_tui.desk.views import Action, OrderView, PaymentView, TimelineLine
from checkout_tui.domain import late_money
from checkout_tui.domain import reference as references
from checkout_tui.domain.call import Call, call_time
from checkout_tui.domain.errors import N_
from checkout_tui.domain.history import Answered, BankNotice, Doubt, Entry, Standing
from checkout_tui.domain.hold import notes, why_not_hold
from checkout_tui.domain.letter import Mail
from checkout_tui.domain.may_be_said import may_be_said
from checkout_tui.domain.money import Money, zero
from checkout_tui.domain.named_money import NamedMoney
from checkout_tui.domain.order import (
    Order,
    OrderState,
    acted_on,
    owed,
    tried,
    why_not_cancel,
    why_not_change,
    why_not_pay,
    why_not_refund,
)
from checkout_tui.domain.outcomes import Declined, Refused
from checkout_tui.domain.outside_text import safe
from checkout_tui.domain.payment import Payment, is_under_way
from checkout_tui.domain.presenting import why_not_present_again
from checkout_tui.domain.privacy import holds
from checkout_tui.domain.refund import RefundRequest, ended_licence, paid_twice, refund_warning, under_way
from checkout_tui.domain.remittance import Likeness, LineKind
from checkout_tui.domain.sentence import Sentence, sentence
from checkout_tui.domain.tax import day_there
from checkout_tui.domain.tax_point import change_to_tell
from checkout_tui.domain.timeline import expected, may_come_back, told, understood
from checkout_tui.domain.triage import triage
from checkout_tui.domain.wording import line
from checkout_tui.store import (
    calls,
    corrections,
    invoices,
    mails,
    orders,
    payments,
    privacy,
    refunds,
    subscriptions,
)
from checkout_tui.store.orders import StoredOrder

DO_NOT_TAKE_AGAIN = N_("No answer came. Do not take payment again: ask the provider first.")

_LATE_HELD = N_("An earlier link was paid by after it was given up: take it (s) or release it (v).")
_LATE_APPROVED = N_(
    "An earlier link was approved after it was given up: nothing was taken, and it lapses by itself."
)


class OneOrder:
    """Puts together what an operator sees of an order; nothing is written."""

    def __init__(self, context: Context, consequences: Consequences, inbox: Inbox) -> None:
        self._context = context
        self._consequences = consequences
        self._inbox = inbox

    def view(self, reference: str) -> OrderView:
        """Everything about one order. Raises NotFoundHere."""
        with self._context.store.reading() as connection:
            stored = orders.get(connection, reference)
            tries = tried(payments.of_order(connection, reference))
            written = mails.of_order(connection, reference)
            views = tuple(self._payment_view(connection, payment) for payment in tries)
            lines = tuple(TimelineLine(each.at, each.by, each.says) for each in stored.order.retaxed)
            lines += tuple(line for view in views for line in self._timeline(connection, view))
            lines += tuple(
                TimelineLine(each.at, each.by, each.says)
                for each in corrections.of_order(connection, reference)
            )
            lines += tuple(_rang(call) for call in calls.about(connection, reference))
            asked = refunds.requests_of(connection, reference)
            granted = refunds.of_order(connection, reference)
            renewing = subscriptions.of_order(connection, reference)
            money = self._inbox.named(connection, reference)
            issued = self._consequences.licences_of(connection, stored.order)
            invoice = invoices.find(connection, reference)
            in_force = privacy.in_force(connection, stored.order.customer.email)
        lines += (*refund_lines(asked, granted), *subscription_lines(renewing))
        view = self._assemble(stored, views, written, lines, asked)
        none = None if renewing else sentence(N_("There is no subscription in this order."))
        no_money = None if money else sentence(N_("No money in the inbox speaks of this order."))
        more = (Action("subscription", none), Action("to_money", no_money))
        actions = {**view.actions, **{action.code: action for action in more}}
        late = self._late(view, money)
        return evolve(
            view,
            subscriptions=renewing,
            actions=actions,
            money=money,
            licences=issued,
            privacy=tuple(holds(each.right) for each in in_force),
            invoice=invoice,
            say=(*late, *view.say),
            never=(*view.never, *((sentence(late_money.NO_DAY),) if late else ())),
        )

    # ------------------------------------------------------------ inside

    def _late(self, view: OrderView, money: tuple[NamedMoney, ...]) -> tuple[str, ...]:
        """What the caller is told about money that names this order and that nobody has decided about yet."""
        named = [
            each.remittance
            for each in money
            if each.likeness is Likeness.REFERENCE
            and each.remittance.kind is LineKind.RECEIPT
            and each.remittance.amount.currency == view.order.currency
        ]
        if not named:
            return ()
        tries = tuple(each.payment for each in view.payments)
        state = stands(view.state, tries)
        takes = state not in TAKEN_ELSEWHERE and any(can_take(payment, named[0]) for payment in tries)
        amount = sum((each.unallocated for each in named), zero(view.order.currency))
        overdue = any(each.overdue for each in view.payments)
        return tuple(
            late_money.said(
                state,
                amount,
                view.order.language,
                takes=takes,
                overdue=overdue,
                rest=any(each.allocated for each in named),
            )
        )

    def _payment_view(self, connection: Connection, payment: Payment) -> PaymentView:
        lane = self._context.lanes.get(payment.method)
        window = payments.window(connection, payment.id)
        waits = payment.standing in (Standing.AWAITING_FUNDS, Standing.AWAITING_CUSTOMER)
        awaited = waits or is_under_way(payment)
        today = self._context.bank_day(payment)
        overdue = bool(awaited and window and window.overdue_on(today))
        final_on = None
        if lane and lane.method.final_after and payment.settled_at and payment.standing is Standing.SETTLED:
            final_on = payment.settled_at.date() + lane.method.final_after
        return PaymentView(
            payment,
            lane.method if lane else None,
            window,
            overdue,
            final_on=final_on,
            final=final_on is not None and today > final_on,
            notes=tuple(notes(payment, self._context.clock.now())),
        )

    def _timeline(self, connection: Connection, view: PaymentView) -> list[TimelineLine]:
        lane = self._context.lanes.get(view.payment.method)
        lines = []
        for entry in payments.history(connection, view.payment.id):
            lines.append(TimelineLine(entry.at, entry.by, self._told(entry, view)))
            event = entry.event
            if lane is not None and isinstance(event, Answered) and isinstance(event.outcome, Refused):
                lines.append(TimelineLine(entry.at, "", understood(lane.decline(event.outcome))))
        under_way = view.payment.standing is Standing.AWAITING_FUNDS or is_under_way(view.payment)
        if view.window and under_way:
            lines.append(TimelineLine(None, "", expected(view.window)))
        if view.final_on and not view.final:
            lines.append(TimelineLine(None, "", may_come_back(view.final_on)))
        return lines

    def _told(self, entry: Entry, view: PaymentView) -> Sentence:
        says = told(entry, view.method.title if view.method else None)
        lane = self._context.lanes.get(view.payment.method)
        if not isinstance(entry.event, BankNotice) or lane is None:
            return says
        advice = lane.decline(Refused(entry.event.code)).advice
        return sentence(N_("{what} ({why})"), what=says, why=advice) if advice else says

    def _assemble(
        self,
        stored: StoredOrder,
        views: tuple[PaymentView, ...],
        written: tuple[Mail, ...],
        lines: tuple[TimelineLine, ...],
        asked: tuple[RefundRequest, ...],
    ) -> OrderView:
        order, tries = stored.order, tuple(view.payment for view in views)
        received = sum((payment.received for payment in tries), Money(0, order.currency))
        charges = Money(sum(payment.borne for payment in tries), order.currency)
        cancelled = stored.cancelled_at is not None
        current = views[-1] if views else None
        declined = None
        if current and current.payment.last_no:
            lane = self._context.lanes.get(current.payment.method)
            declined = lane.decline(current.payment.last_no) if lane else None
        said = may_be_said(
            order,
            stored.state,
            payment=current.payment if current else None,
            method=current.method if current else None,
            window=current.window if current else None,
            overdue=current.overdue if current else False,
            declined=declined,
            mails=written,
            seller=self._context.seller,
            retaxed=change_to_tell(order, tries, cancelled=cancelled),
            licence_ended=ended_licence(order, asked),
        )
        # Only a renewal has a day of its own on which it is due.
        how = N_("renewed on its day") if order.payable_on else N_("order taken by phone")
        placed = [TimelineLine(order.placed_at, order.placed_by, sentence(how))]
        there = day_there(order.place, order.placed_at)
        if there is not None and order.payable_on is None:
            placed.append(TimelineLine(order.placed_at, "", sentence(N_("taxed {how}"), how=there)))
        mailed = [
            TimelineLine(
                mail.queued_at, "", sentence(N_("mail to {to}: {subject}"), to=mail.to, subject=mail.subject)
            )
            for mail in written
        ]
        happened = sorted(
            (line for line in (*placed, *lines, *mailed) if line.at is not None),
            key=lambda line: line.at or 0,
        )
        still = [line for line in lines if line.at is None]
        if declined and declined.advice and stored.state in (OrderState.DECLINED, OrderState.RETURNED):
            still.append(TimelineLine(None, "", sentence(N_("what next: {advice}"), advice=declined.advice)))
        return OrderView(
            order=order,
            state=stored.state,
            cancelled=cancelled,
            owed=owed(order, tries),
            received=received,
            charges=charges,
            payments=views,
            mails=written,
            timeline=(*happened, *still),
            actions=self._actions(tries, order.total, written, asked, declined, cancelled=cancelled),
            say=(*_twice(order, tries), *said.say, *_late(order, tries)),
            never=said.never,
            triage=triage(
                order, stored.state, said.say, under_way=bool(current and is_under_way(current.payment))
            ),
            refunds=asked,
            warning=self._warning(tries)
            or refund_warning(asked)
            or _tax_warning(order, tries, cancelled=cancelled),
        )

    def _warning(self, tries: tuple[Payment, ...]) -> Sentence | None:
        for payment in tries:
            if payment.live is not None and payment.doubt is not Doubt.PENDING:
                return sentence(DO_NOT_TAKE_AGAIN)
            if payment.live is not None and self._context.to_pay_out(payment):
                text = N_(
                    "{amount} have to be paid out at the bank, with the reference {reference} (then d)."
                )
                return sentence(text, amount=payment.live.amount, reference=references.shown(payment.order))
            if payment.late:
                return sentence(_LATE_HELD if payment.standing is Standing.AUTHORIZED else _LATE_APPROVED)
            if payment is tries[-1] and (back := paid_twice(tries)) is not None:
                text = N_("This order was paid twice: {amount} are to go back, as ordered twice (f).")
                return sentence(text, amount=back)
            if payment.lost.minor:
                return sentence(
                    N_("The bank took back {amount} that we had already refunded: tell payment processing."),
                    amount=payment.lost,
                )
        return None

    def _actions(
        self,
        tries: tuple[Payment, ...],
        total: Money,
        written: tuple[Mail, ...],
        asked: tuple[RefundRequest, ...],
        declined: Declined | None,
        *,
        cancelled: bool,
    ) -> Mapping[str, Action]:
        latest = acted_on(tries)
        live = next((payment for payment in tries if payment.live is not None), None)
        now = self._context.clock.now()
        authorized = bool(latest and latest.standing is Standing.AUTHORIZED)
        asks = bool(live) or bool(
            latest and latest.standing in (Standing.AWAITING_CUSTOMER, Standing.AUTHORIZED)
        )
        no_question = sentence(N_("There is no open question about this payment."))
        not_authorized = sentence(N_("Nothing is authorized."))
        pays_out = sentence(NOBODY_TO_ASK) if live and self._context.to_pay_out(live) else None
        unanswered = sentence(N_("The last question has no answer yet: ask the provider first."))
        held = None if authorized and live is None else (unanswered if live else not_authorized)
        can_void = authorized and latest is not None and self._can(latest, "void")
        actions = (
            Action("pay", why_not_pay(tries, cancelled=cancelled)),
            Action("change", why_not_change(tries, cancelled=cancelled)),
            Action("inquire", pays_out or (None if asks else no_question)),
            Action("resolve", None if live else no_question),
            Action("settle", held or self._why_not_late(latest, tries, total, cancelled=cancelled)),
            Action(
                "hold",
                why_not_hold(live or latest, now, able=self._can(latest, "hold"))
                if latest
                else not_authorized,
            ),
            Action("present", why_not_present_again(tries, declined, now, cancelled=cancelled)),
            Action("void", held if held or can_void else sentence(N_("This method cannot void."))),
            Action("short", self._why_not_short(tries[-1] if tries else None)),
            Action("cancel", why_not_cancel(tries, cancelled=cancelled)),
            # A refund that is under way or waits for a person can always be looked at.
            Action("refund", None if under_way(asked) else why_not_refund(tries)),
            Action("resend", None if written else sentence(N_("No mail was written yet."))),
        )
        return {action.code: action for action in actions}

    def _why_not_late(
        self, latest: Payment | None, tries: tuple[Payment, ...], total: Money, *, cancelled: bool
    ) -> Sentence | None:
        """Why what a late customer holds out may not be taken: never for an order that is paid otherwise."""
        if latest is None or not latest.late:
            return None
        if latest.amount != total:
            return sentence(
                N_("It is for {amount}, and the order costs {total} now: release it (v)."),
                amount=latest.amount,
                total=total,
            )
        others = tuple(payment for payment in tries if payment.id != latest.id)
        return why_not_change(others, cancelled=cancelled)

    def _why_not_short(self, latest: Payment | None) -> Sentence | None:
        if latest is None or latest.standing is not Standing.AWAITING_FUNDS or latest.live is not None:
            return sentence(N_("Nothing is awaited."))
        if latest.allocated <= latest.settled:
            return sentence(N_("Only a payment that is partly here can be short."))
        if not self._context.seller.bears(latest.due, latest.method):
            return sentence(N_("{amount} are missing: more than this seller bears."), amount=latest.due)
        return None

    def _can(self, payment: Payment, hook: str) -> bool:
        lane = self._context.lanes.get(payment.method)
        return lane is not None and lane.can(hook)


def _twice(order: Order, tries: tuple[Payment, ...]) -> tuple[str, ...]:
    """What to say first to a customer who paid by two ways."""
    back = paid_twice(tries)
    return (line("said.paid_twice", order.language, amount=back),) if back else ()


def _late(order: Order, tries: tuple[Payment, ...]) -> tuple[str, ...]:
    """What to say to a customer who used a link that had been given up."""
    late = [payment for payment in tries if payment.late]
    keys = ["said.late_held" if p.standing is Standing.AUTHORIZED else "said.late_approved" for p in late]
    return tuple(line(key, order.language, amount=order.total) for key in dict.fromkeys(keys))


def _tax_warning(order: Order, tries: tuple[Payment, ...], *, cancelled: bool) -> Sentence | None:
    change = change_to_tell(order, tries, cancelled=cancelled)
    if change is None:
        return None
    kept = Money(sum(payment.kept.minor for payment in tries), order.currency)
    if kept > order.total:
        text = N_(
            "{over} more were taken than the order costs since the tax changed: payment processing gives them back."
        )
        return sentence(text, over=kept - order.total)
    text = N_("The tax has changed: {total} are to be paid, and no longer {was}.")
    return sentence(text, total=change.total, was=change.total_was)


def _rang(call: Call) -> TimelineLine:
    """A call about an order, on its timeline: how long it took, and what the operator wrote."""
    length = call_time(call.lasts(call.began_at))
    if call.note:
        says = sentence(N_("call of {length}: {note}"), length=length, note=safe(call.note))
    else:
        says = sentence(N_("call of {length}"), length=length)
    return TimelineLine(call.began_at, call.operator, says)
