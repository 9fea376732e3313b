"""What every verb of the desk is given: the store, the methods, the clock, and the rest of the wiring."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from attrs import field, frozen

from checkout_tui.calendars import Calendars
from checkout_tui.domain.business_days import BusinessCalendar
from checkout_tui.domain.clock import Clock, Ids
from checkout_tui.domain.errors import BadSetup, N_
from checkout_tui.domain.history import Doubt, Question
from checkout_tui.domain.order import Order
from checkout_tui.domain.payment import Payment
from checkout_tui.domain.seller import Seller
from checkout_tui.plugins import Lane, Lanes
from checkout_tui.store import Store

if TYPE_CHECKING:
    from checkout_tui.mail.letters import Letters
    from checkout_tui.mail.transports import Transport


@frozen
class Context:
    """Made once in the composition root; nothing below reaches for anything else."""

    store: Store
    lanes: Lanes
    clock: Clock
    ids: Ids
    calendars: Calendars
    seller: Seller
    letters: "Letters" = field(repr=False)
    transport: "Transport" = field(repr=False)

    def lane(self, code: str) -> Lane:
        """The lane of this method. Raises BadSetup when it is not there to be asked."""
        lane = self.lanes.get(code)
        if lane is None:
            raise BadSetup(
                N_("The payment method {name} is not ready: see “checkout-tui plugins” for the reason."),
                name=code,
            )
        return lane

    def must_renew(self, order: Order) -> bool:
        """Whether only a method that renews by itself may pay this order (R-054)."""
        return order.renews and not self.seller.renewals_by_mail

    def nobody_to_ask(self, payment: Payment) -> bool:
        """Whether nobody outside can say what became of the open question: no inquiry, and no asking again.

        A method that talks to nobody has nobody who could decide what it left pending.
        """
        lane, live = self.lanes.get(payment.method), payment.live
        if lane is None or live is None or payment.doubt is Doubt.NONE or lane.can("inquire"):
            return False
        if payment.doubt is Doubt.PENDING and not lane.method.hosts_with(lane.settings):
            return True
        window = lane.method.promise.window(live.question)
        asked = payment.live_since
        return asked is None or window is None or self.clock.now() - asked >= window

    def to_pay_out(self, payment: Payment) -> bool:
        """Whether a refund waits for a transfer that a person makes at the bank."""
        refund = payment.live is not None and payment.live.question is Question.REFUND
        return refund and payment.doubt is Doubt.PENDING and self.nobody_to_ask(payment)

    def calendar(self, payment_method: str, currency: str) -> BusinessCalendar | None:
        """The receiving bank's business days for this method and currency."""
        lane = self.lanes.get(payment_method)
        code = lane.method.calendar_for(currency) if lane else None
        return self.calendars.get(code) if code else None

    def bank_day(self, payment: Payment) -> date:
        """Today, where the receiving bank is."""
        return self._bank_day(payment.method, payment.currency)

    def is_late(self, payment_method: str, currency: str, last: date) -> bool:
        """Whether the last day to expect money by this method is over where its bank is (R-079).

        The calendar is asked only where its zone can decide: a list is there before calendars are.
        """
        today = self.clock.now().date()
        if abs(today - last) > timedelta(days=1):
            return today > last
        return self._bank_day(payment_method, currency) > last

    def _bank_day(self, payment_method: str, currency: str) -> date:
        calendar = self.calendar(payment_method, currency)
        now = self.clock.now()
        return now.astimezone(calendar.zone).date() if calendar else now.date()
