"""A month of orders that really went through the desk, each at its own time: what a demonstration opens on."""

import heapq
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from checkout_tui.desk.views import Option
from checkout_tui.domain.history import Standing
from checkout_tui.domain.method import PaymentMethod
from checkout_tui.domain.operator import Operator
from checkout_tui.domain.payment import Payment
from checkout_tui.domain.refund import Fact, RefundReason, Wanted
from checkout_tui.plugins import Found
from checkout_tui.simulator.demo import (
    CAMILLE,
    JORDAN,
    Demo,
    allocate_named,
    demo_details,
    draft_for,
    forget,
    is_seeded,
    kind_of,
    open_demo,
    seeded,
)
from checkout_tui.simulator.demo_data import STORIES, Fate, Kind, Story
from checkout_tui.simulator.faults import Fault
from checkout_tui.simulator.virtual_clock import standing

LONG_AGO = timedelta(days=31)
"""How long before now the demo's clock has to stand when the month is told."""

_HOUR = timedelta(hours=1)


def seed_month(demo: Demo, now: datetime) -> None:
    """Take a month of orders up to ``now``, each at its own time, and let the world answer.

    The demo's clock must stand ``LONG_AGO`` before ``now``.
    """
    _Month(demo, now).run()
    seeded(demo, now)


class _Month:
    """What happens, in the order of time; one thing may arrange the next."""

    def __init__(self, demo: Demo, now: datetime) -> None:
        self.desk, self.world, self.faults = demo.desk, demo.world, demo.faults
        self.now = now
        self.turn = {kind: count() for kind in Kind}
        self.paid: set[str] = set()
        self.next: list[tuple[datetime, int, Callable[[], None]]] = []
        self.number = count()

    def run(self) -> None:
        for story in STORIES:
            self.at(self.now - timedelta(days=story.days_ago), lambda story=story: self.begin(story))  # type: ignore[misc]
        day = self.now - timedelta(days=30)
        while day < self.now:
            day += timedelta(days=1)
            self.at(day, self.look_into_the_inbox)
        while self.next and self.next[0][0] <= self.now:
            instant, _, happen = heapq.heappop(self.next)
            self.world.step(instant)
            happen()
        self.world.step(self.now)

    def at(self, instant: datetime, happen: Callable[[], None]) -> None:
        heapq.heappush(self.next, (instant, next(self.number), happen))

    def look_into_the_inbox(self) -> None:
        allocate_named(self.desk, JORDAN, frozenset(self.paid))

    def begin(self, story: Story) -> None:
        by = CAMILLE if story.caller.language == "fr" else JORDAN
        desk = self.desk
        order = desk.orders.place(draft_for(desk, story.caller, story.products, by), by)
        if story.fate is Fate.NEW:
            return
        method = self.method_for(desk.payments.options(order.reference), story.kind)
        if method is None:
            return
        payment = self.pay(order.reference, method, story, by)
        view = desk.orders.view(order.reference)
        # Another kind of method than the story is about may be all there is: then nobody sends money.
        sends = payment.standing is Standing.AWAITING_FUNDS
        match story.fate:
            case Fate.PAID if sends or payment.standing is Standing.AWAITING_CUSTOMER:
                self.paid.add(order.reference)
                self.world.pay(view)
            case Fate.RECEIVED if sends:
                self.world.pay(view)
            case Fate.WAITING if payment.standing is Standing.AWAITING_CUSTOMER:
                self.world.pay(view, at=self.now + 26 * _HOUR)
            case Fate.WAITING if view.current and sends:
                self.world.pay(view, at=self.world.soon(view.current, round(story.days_ago) + 2))
            case Fate.NO_REFERENCE if sends:
                self.world.pay(view, reference="")
            case Fate.MISREAD if sends:
                right = payment.remittance_reference
                self.world.pay(view, reference=right[:-2] + right[-1] + right[-2])
            case Fate.OVERDUE | Fate.CANCELLED | Fate.CHANGED:
                self.world.never(view)
        self.arrange_the_rest(story, order.reference, by)

    def arrange_the_rest(self, story: Story, reference: str, by: Operator) -> None:
        later = self.world.now() + 20 * _HOUR
        match story.fate:
            case Fate.CANCELLED:
                self.at(later, lambda: self.cancel(reference, by))
            case Fate.REFUNDED:
                self.at(later, lambda: self.refund(reference, by))
            case Fate.CHANGED:
                self.at(later, lambda: self.change(story, reference, by))

    # Which methods are installed decides what can be done later; what cannot is left out of the story.

    def cancel(self, reference: str, by: Operator) -> None:
        if self.desk.orders.view(reference).actions["cancel"].why_not is None:
            self.desk.orders.cancel(reference, by)

    def refund(self, reference: str, by: Operator) -> None:
        if self.desk.orders.view(reference).actions["refund"].why_not is None:
            self.desk.refunds.request(reference, Wanted(RefundReason.WRONG_PRODUCT, frozenset(Fact)), by)
            self.desk.mail.deliver()
            self.desk.refunds.confirm(reference, self.world.reads_out(reference), by)

    def change(self, story: Story, reference: str, by: Operator) -> None:
        method = self.method_for(self.desk.payments.options(reference), Kind.CHARGE)
        if method is not None and self.desk.orders.view(reference).actions["change"].why_not is None:
            self.pay(reference, method, story, by)

    def pay(self, reference: str, method: PaymentMethod, story: Story, by: Operator) -> Payment:
        payment = self.desk.payments.prepare(reference, method.code, by)
        if story.fate is Fate.UNANSWERED:
            self.faults[method.code].hit("authorize", Fault.ANSWER_LOST)
        details = demo_details(method, story.caller, refused=story.fate is Fate.DECLINED)
        return self.desk.payments.authorize(payment.id, details, by)

    def method_for(self, options: tuple[Option, ...], kind: Kind) -> PaymentMethod | None:
        """Whoever can pay so: each of these methods has its turn. Another kind, when there is none of this."""
        able = [option.method for option in options if option.why_not is None]
        of_kind = [method for method in able if kind_of(method) is kind] or able
        return of_kind[next(self.turn[kind]) % len(of_kind)] if of_kind else None


def open_month(
    folder: Path, found: tuple[Found, ...], now: datetime, ticking: Callable[[], float] = standing
) -> Demo:
    """The demonstration in ``folder`` as it was left, with what is due since then; told anew if it never was.

    Its time is ``now``, or when it was moved further, the time it was left at.
    """
    demo = open_demo(folder, found, start=now - LONG_AGO, ticking=ticking)
    if not is_seeded(demo):
        # A month that was broken off is no month.
        demo.close()
        forget(folder)
        demo = open_demo(folder, found, start=now - LONG_AGO, ticking=ticking)
        seed_month(demo, now)
    demo.world.step(max(now, demo.world.now()))
    return demo
