"""Taking orders, and one order on one screen."""

from collections.abc import Mapping
from datetime import timedelta

from attrs import evolve
from sqlalchemy import Connection

from checkout_tui.desk.candidates import TAKEN_ELSEWHERE, can_take, stands
from checkout_tui.desk.consequences import Consequences
from checkout_tui.desk.context import Context
from checkout_tui.desk.conversation import NOBODY_TO_ASK
from checkout_tui.desk.inbox import Inbox
from checkout_tui.desk.pricing import Pricing
from checkout_tui.desk.refund_view import refund_lines
from checkout_tui.desk.subscription_view import subscription_lines
from checkout_tui.desk.views import (
    Action,
    Option,
    OrderRow,
    OrderView,
    PaymentView,
    Quote,
    TimelineLine,
)
from checkout_tui.domain import late_money
from checkout_tui.domain import reference as references
from checkout_tui.domain.call import Call, call_time
from checkout_tui.domain.draft import Draft, again, looks_like_a_second
from checkout_tui.domain.errors import N_, NotPossible
from checkout_tui.domain.history import Answered, BankNotice, Doubt, Entry, Standing, Withdrawn
from checkout_tui.domain.hold import notes, why_not_hold
from checkout_tui.domain.letter import Mail, MailKind
from checkout_tui.domain.may_be_said import may_be_said
from checkout_tui.domain.money import Money, zero
from checkout_tui.domain.named_money import NamedMoney
from checkout_tui.domain.operator import Operator, Role
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
from checkout_tui.domain.payment import CAN_WITHDRAW, Payment, is_under_way
from checkout_tui.domain.presenting import why_not_present_again
from checkout_tui.domain.query import Key, KeyKind, contact_keys, keys_for
from checkout_tui.domain.refund import RefundRequest, refund_warning, under_way
from checkout_tui.domain.remittance import Likeness, LineKind
from checkout_tui.domain.sentence import Sentence, sentence
from checkout_tui.domain.tax import day_there, tax_day, written_exemptions
from checkout_tui.domain.tax_point import change_to_tell
from checkout_tui.domain.timeline import expected, may_come_back, told, understood
from checkout_tui.domain.triage import triage
from checkout_tui.domain.wording import line
from checkout_tui.store import (
    calls,
    corrections,
    drafts,
    invoices,
    mails,
    orders,
    payments,
    refunds,
    search,
    subscriptions,
)
from checkout_tui.store.orders import ListedOrder, StoredOrder

MOST_LOOKED_AT = 20
"""So many of a customer's latest orders are looked through for the same order."""

DO_NOT_TAKE_AGAIN = N_("No answer came. Do not take payment again: ask the provider first.")

_LATE_HELD = N_("An earlier link was paid by after it was given up: take it (s) or release it (v).")
_LATE_APPROVED = N_(
    "An earlier link was approved after it was given up: nothing was taken, and it lapses by itself."
)


class Orders:
    """What an operator does with orders."""

    def __init__(self, context: Context, consequences: Consequences, inbox: Inbox) -> None:
        self._context = context
        self._inbox = inbox
        self._consequences = consequences
        self._pricing = Pricing(context)

    def begin(self, by: Operator, language: str = "en") -> Draft:
        """An empty draft whose reference is fixed now: placing it twice is placing it once."""
        with self._context.store.reading() as connection:
            while True:
                reference = references.make(self._context.ids.draw)
                if orders.find(connection, reference) is None:
                    return Draft(reference=reference, language=language)

    def quote(self, draft: Draft) -> Quote:
        """What the draft would cost, and what is still wrong with it."""
        return self._pricing.quote(draft)

    def options(self, draft: Draft) -> tuple[Option, ...]:
        """How this draft could be paid. Raises BadInput while it cannot be priced."""
        return self.options_for(self._pricing.order(draft, by="", strict=False))

    def offer(self, draft: Draft) -> tuple[Quote, tuple[Option, ...]]:
        """The quote, and how the draft could be paid as far as it can be priced; never raises for what is missing."""
        quote = self.quote(draft)
        return quote, self.options(draft) if quote.total is not None else ()

    def place(self, draft: Draft, by: Operator) -> Order:
        """Take the order. A second press finds the order that the first one took.

        Raises BadInput with everything that is still wrong.
        """
        order = self._pricing.order(draft, by=by.name)
        with self._context.store.writing() as connection:
            number = orders.add(connection, order)
            if number is None:
                return orders.get(connection, draft.reference).order
            search.add(connection, number, keys_for(order))
            drafts.drop(connection, draft.reference)
            calls.tie(connection, by.name, order.reference, order.placed_at)
        return order

    def again(self, reference: str, by: Operator) -> Draft:
        """A draft for the same once more, with a reference of its own. Raises NotFoundHere."""
        with self._context.store.reading() as connection:
            order = orders.get(connection, reference).order
        today = tax_day(order.place, self._context.clock.now())
        exempt = written_exemptions(order.exemptions, order.place, today, self._context.seller.registrations)
        return self._pricing.as_typed(again(order, self.begin(by).reference, exempt))

    def seconds(self, draft: Draft) -> tuple[OrderRow, ...]:
        """Recent orders of the same customer for the same products: the draft may be one of them again."""
        keys = contact_keys(draft.customer)
        wanted = [Key(kind, key) for kind, key in keys if key and ("@" in key or kind is KeyKind.PHONE)]
        resolved = self._pricing.resolved(draft)
        seller, now = self._context.seller, self._context.clock.now()
        within = timedelta(days=seller.same_order_days)
        with self._context.store.reading() as connection:
            ids = {number for key in wanted for number in search.scan(connection, key, MOST_LOOKED_AT)}
            listed = orders.by_ids(connection, tuple(sorted(ids, reverse=True)[:MOST_LOOKED_AT]))
            twins = tuple(
                row
                for row in listed
                if row.state is not OrderState.CANCELLED
                and row.placed_at >= now - within
                and looks_like_a_second(resolved, orders.get(connection, row.reference).order, now, within)
            )
            return self.rows(twins)

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
            invoice=invoice,
            say=(*late, *view.say),
            never=(*view.never, *((sentence(late_money.NO_DAY),) if late else ())),
        )

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

    def queue(self, limit: int = 200) -> tuple[OrderRow, ...]:
        """What needs a person, most urgent first."""
        with self._context.store.reading() as connection:
            return self.rows(orders.queue(connection, self._context.clock.now().date(), limit))

    def recent(self, limit: int = 50) -> tuple[OrderRow, ...]:
        """The newest orders."""
        with self._context.store.reading() as connection:
            return self.rows(orders.recent(connection, limit))

    def cancel(self, reference: str, by: Operator) -> OrderView:
        """Cancel an unpaid order (R-052) and say so by mail (R-053)."""
        by.must(Role.CUSTOMER_SERVICE)
        with self._context.store.writing() as connection:
            stored = orders.get(connection, reference, lock=True)
            tries = payments.of_order(connection, reference)
            why_not = why_not_cancel(tries, cancelled=stored.cancelled_at is not None)
            if why_not is not None:
                raise NotPossible.because(why_not)
            now = self._context.clock.now()
            for payment in tries:
                if payment.standing in CAN_WITHDRAW:
                    payments.append(connection, payment, Withdrawn("cancelled"), at=now, by=by.name)
            orders.cancel(connection, reference, now)
            self._consequences.mark(connection, reference)
            self._consequences.write(
                connection, MailKind.CANCELLATION, stored.order, tries[-1] if tries else None
            )
        return self.view(reference)

    def options_for(self, order: Order) -> tuple[Option, ...]:
        """Every method, with when its money would come or why it cannot pay this order (R-054)."""
        options = []
        for lane in self._context.lanes.values():
            method = lane.method
            why_not = lane.why_not or method.why_not(
                order.total, order.place.country, recurring=self._context.must_renew(order)
            )
            window = None
            if why_not is None:
                window = lane.settlement_window(
                    order=order,
                    since=self._context.clock.now(),
                    calendar=self._context.calendar(method.code, order.currency),
                )
            options.append(Option(method, window, why_not))
        return tuple(options)

    def rows(
        self, listed: tuple[ListedOrder, ...], hits: Mapping[int, Key] | None = None
    ) -> tuple[OrderRow, ...]:
        """Rows as they are shown; ``hits`` names the key that found an order, by its row's number."""
        today = self._context.clock.now().date()
        return tuple(
            OrderRow(
                reference=order.reference,
                state=order.state,
                customer=order.customer,
                email=order.email,
                language=order.language,
                total=order.total,
                method=self._title(order.method),
                placed_at=order.placed_at,
                seen_on=today,
                expected_to=order.expected_to,
                overdue=order.expected_to is not None and today > order.expected_to,
                attention=order.attention,
                hit=hits.get(order.id) if hits else None,
            )
            for order in listed
        )

    # ------------------------------------------------------------ inside

    def _title(self, code: str) -> str:
        lane = self._context.lanes.get(code)
        return lane.method.title.en if lane else code

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
            say=(*said.say, *_late(order, tries)),
            never=said.never,
            triage=triage(order, stored.state, said.say),
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
