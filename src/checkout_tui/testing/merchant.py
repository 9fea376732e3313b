"""A simulated shop for a merchant's own tests: orders, customers who pay, and time that is moved by hand."""

from datetime import UTC, date, datetime
from pathlib import Path

from checkout_tui.desk import Desk
from checkout_tui.desk.views import OrderView
from checkout_tui.domain.operator import Operator
from checkout_tui.plugins import discover
from checkout_tui.simulator.demo import allocate_named, demo_details, draft_for, open_demo
from checkout_tui.simulator.demo_data import Caller
from checkout_tui.simulator.faults import Fault
from checkout_tui.simulator.virtual_clock import VirtualClock

MONDAY_MORNING = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
"""When a shop opens, unless it is told otherwise."""


class Shop:
    """The real desk with every installed method, in a simulated world of its own.

    ::

        order = shop.order("wire", country="DE", currency="EUR")
        shop.go(business_days=4)
        assert shop.view(order).state == "paid"
    """

    def __init__(self, folder: Path, start: datetime = MONDAY_MORNING, seed: str = "1") -> None:
        self._demo = open_demo(folder, discover(), start=start, seed=seed, thrown_away=True)
        self.operator = Operator("tester")

    @property
    def desk(self) -> Desk:
        """Everything an operator can do."""
        return self._demo.desk

    @property
    def clock(self) -> VirtualClock:
        """What time we pretend it is."""
        return self._demo.world.clock

    def order(
        self,
        method: str,
        *,
        products: tuple[str, ...] = ("studio",),
        country: str = "US",
        currency: str = "USD",
        language: str = "en",
        pays: bool = True,
        reference: str | None = None,
        fault: Fault | None = None,
    ) -> str:
        """Take an order and ask for the money; returns its reference.

        The customer is going to pay in the middle of the promised window, writing ``reference``
        instead of the right one if that is given; or not at all. ``fault`` is what goes wrong with
        the question to the provider.
        """
        caller = Caller("Ada Example", "ada@example.com", country, currency, language=language)
        placed = self.desk.orders.place(draft_for(self.desk, caller, products, self.operator), self.operator)
        payment = self.desk.payments.prepare(placed.reference, method, self.operator)
        if fault is not None:
            self._demo.faults[method].hit("authorize", fault)
        described = self.desk.lanes[method].method
        self.desk.payments.authorize(payment.id, demo_details(described, caller), self.operator)
        view = self.desk.orders.view(placed.reference)
        if view.current is not None and view.current.payment.live is None and view.owed.minor:
            if pays:
                self._demo.world.pay(view, reference=reference)
            else:
                self._demo.world.never(view)
        return placed.reference

    def go(self, *, business_days: int = 0, to: date | None = None, allocating: bool = True) -> None:
        """Let time pass, to the evening of a day; then an operator ties money that names its order."""
        if to is not None:
            self._demo.world.advance_to(to)
        if business_days:
            self._demo.world.advance_business_days(business_days)
        if allocating:
            allocate_named(self.desk, self.operator)

    def view(self, reference: str) -> OrderView:
        """One order as its screen shows it."""
        return self.desk.orders.view(reference)

    def close(self) -> None:
        """Nothing is kept."""
        self._demo.close()
