"""What is around a scenario's desk: calendars with more holidays, providers that are down, mail that is kept."""

from collections.abc import Callable
from datetime import date, datetime

from attrs import define, evolve, field

from checkout_tui.calendars import Calendars
from checkout_tui.domain.business_days import BusinessCalendar
from checkout_tui.domain.history import Question
from checkout_tui.domain.letter import Attachment
from checkout_tui.domain.money import Money
from checkout_tui.domain.order import Order
from checkout_tui.domain.outcomes import NotFound, Pending, Refused
from checkout_tui.domain.payment import Payment
from checkout_tui.domain.seller import Seller
from checkout_tui.hookspecs import hookimpl
from checkout_tui.mail.letters import Letters
from checkout_tui.simulator.demo_data import SELLER
from checkout_tui.simulator.faults import Fault
from checkout_tui.simulator.scenario.shape import Down, Holiday, Scenario


class MoreHolidays(Calendars):
    """Bank calendars, with days on which the bank is closed beside the usual ones."""

    def __init__(self, holidays: tuple[Holiday, ...]) -> None:
        super().__init__()
        self._more: dict[str, frozenset[date]] = {}
        for holiday in holidays:
            known = self._more.get(holiday.calendar, frozenset())
            self._more[holiday.calendar] = known | {holiday.day}
        self._closed: dict[str, BusinessCalendar] = {}

    def get(self, code: str) -> BusinessCalendar:
        """The calendar, with its further closed days."""
        if code not in self._closed:
            usual = super().get(code)
            more = self._more.get(code, frozenset())
            self._closed[code] = evolve(usual, closed=usual.closed | more) if more else usual
        return self._closed[code]


class LettersWithoutPdf(Letters):
    """Everything is written, but an invoice is not drawn: that takes longer than everything else together."""

    def invoice(
        self, order: Order, number: str, payments: tuple[Payment, ...], *, copy: bool = False
    ) -> Attachment:
        """The invoice's number and total, which nobody is going to open."""
        text = f"{number} {order.total.plain()} {order.total.currency} {'copy' if copy else ''}"
        return Attachment("invoice.txt", "text/plain", text.encode())


@define(eq=False)
class RefundsThatFail:
    """Refunds that are accepted and fail a day later, for these orders: stands before the method in its lane."""

    codes: dict[str, str] = field(factory=dict)
    """The code by the order's reference."""
    asked: dict[str, datetime] = field(factory=dict)

    @hookimpl(tryfirst=True)
    def refund(self, payment: Payment, key: str, now: datetime) -> Pending | None:
        """Accepted, and nothing more is known."""
        if payment.order not in self.codes:
            return None
        self.asked.setdefault(key, now)
        return Pending(reference=payment.reference or payment.id, why="accepted")

    @hookimpl(tryfirst=True)
    def inquire(
        self, payment: Payment, question: Question, key: str, now: datetime
    ) -> Pending | Refused | NotFound | None:
        """Still under way on the first day; then it failed."""
        if question is not Question.REFUND or payment.order not in self.codes:
            return None
        if key not in self.asked:
            return NotFound(final=True)
        if (now - self.asked[key]).days < 1:
            return Pending(reference=payment.reference or payment.id, why="accepted")
        return Refused(code=self.codes[payment.order])


def weather(down: tuple[Down, ...], method: str, now: Callable[[], datetime]) -> Callable[[], Fault | None]:
    """What goes wrong with every question to ``method`` just now."""
    ours = tuple(each for each in down if each.method == method)

    def just_now() -> Fault | None:
        return next((each.fault for each in ours if each.since <= now() < each.until), None)

    return just_now


def seller_of(scenario: Scenario) -> Seller:
    """The demonstration's seller, with what this scenario's does otherwise."""
    said = scenario.seller
    return evolve(
        SELLER,
        short_payment_tolerance=tuple(Money.parse(text, code) for code, text in said.tolerance.items()),
        second_person_above=tuple(Money.parse(text, code) for code, text in said.second_person_above.items()),
        allocate_on_receipt=said.allocate_on_receipt,
        overdue_reminder_days=said.overdue_reminder_days,
        renewals_by_mail=said.renewals_by_mail,
        renewal_notice_days=said.renewal_notice_days,
        renewal_retry_days=said.renewal_retry_days,
        grace_days=SELLER.grace_days if said.grace_days is None else said.grace_days,
        hold_days=SELLER.hold_days if said.hold_days is None else said.hold_days,
    )
