"""The hooks. Each says what it does in a line or two; statements are read elsewhere."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import BinaryIO

from checkout_tui import (
    AwaitingFunds,
    BusinessCalendar,
    Declined,
    Memory,
    Money,
    NotSent,
    Order,
    Payment,
    PaymentMethod,
    Pending,
    Reading,
    Refused,
    Settings,
    Settled,
    SettlementWindow,
    Simulated,
    hookimpl,
)
from checkout_wire import camt, mt103, mt940
from checkout_wire.accounts import named
from checkout_wire.bank import simulated_bank
from checkout_wire.describing import METHOD, european, instructions, setup_problem, shown_reference
from checkout_wire.returns import meaning
from checkout_wire.scenarios import SCENARIOS

WITHIN_EUROPE = (2, 4)
"""Business days to the first and last day to expect a wire from a European country (R-075)."""
FROM_ELSEWHERE = (5, 10)
"""The same from anywhere else (R-076)."""


class Wire:
    """Bank transfers from anywhere."""

    @hookimpl
    def describe(self) -> PaymentMethod:
        return METHOD

    @hookimpl
    def authorize(self, order: Order, amount: Money, settings: Settings) -> AwaitingFunds | NotSent:
        problem = setup_problem(settings)
        if problem:
            return NotSent(why=problem)
        return AwaitingFunds(
            instructions=instructions(order, amount, settings),
            reference=shown_reference(order.reference),
        )

    @hookimpl
    def settle(self, payment: Payment, amount: Money, today: date) -> Settled:
        return Settled(reference=payment.remittance_reference or payment.id, amount=amount, on=today)

    @hookimpl
    def decline(self, refused: Refused) -> Declined:
        return meaning(refused.code)

    @hookimpl
    def refund(self, payment: Payment) -> Pending:
        # A wire has no way back of its own: a person makes a transfer at the bank and records it.
        return Pending(reference=payment.remittance_reference or payment.id, why="to be paid out by the bank")

    @hookimpl
    def settlement_window(
        self, order: Order, since: datetime, calendar: BusinessCalendar | None, settings: Settings
    ) -> SettlementWindow | None:
        if calendar is None:
            return None
        low, high = WITHIN_EUROPE if order.place.country in european(settings) else FROM_ELSEWHERE
        return SettlementWindow.within(since, low, high, calendar)

    @hookimpl
    def scenarios(self) -> Mapping[str, str]:
        return SCENARIOS

    @hookimpl
    def read_remittances(self, file: BinaryIO, settings: Settings) -> Reading | None:
        name = named(settings)
        return camt.read(file, name) or mt103.read(file) or mt940.read(file, name)

    @hookimpl
    def simulate(self, memory: Memory, now: Callable[[], datetime], settings: Settings) -> Simulated:
        return simulated_bank(memory, now, settings)


plugin = Wire()
