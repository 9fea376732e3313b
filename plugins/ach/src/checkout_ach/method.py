"""The hooks. Each says what it does in a line or two; the bank's documents are read elsewhere."""

from collections.abc import Callable
from datetime import date, datetime
from typing import BinaryIO

from checkout_ach import bai2, reading
from checkout_ach.bank import simulated_bank
from checkout_ach.commands import COMMANDS
from checkout_ach.describing import METHOD, instructions, setup_problem, shown_reference
from checkout_ach.returns import meaning
from checkout_tui import (
    AwaitingFunds,
    BusinessCalendar,
    Command,
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

FIRST_DAY, LAST_DAY = 1, 3
"""Business days from the start to the first and last day to expect the money (R-070)."""


class Ach:
    """Customer-pushed ACH credits."""

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
        # A push has no way back of its own: a person makes a transfer at the bank and records it.
        return Pending(reference=payment.remittance_reference or payment.id, why="to be paid out by the bank")

    @hookimpl
    def settlement_window(
        self, since: datetime, calendar: BusinessCalendar | None
    ) -> SettlementWindow | None:
        if calendar is None:
            return None
        return SettlementWindow.within(since, FIRST_DAY, LAST_DAY, calendar)

    @hookimpl
    def commands(self) -> tuple[Command, ...]:
        return COMMANDS

    @hookimpl
    def read_remittances(self, file: BinaryIO, settings: Settings) -> Reading | None:
        return reading.read(file, settings) or bai2.read(file)

    @hookimpl
    def simulate(self, memory: Memory, now: Callable[[], datetime], settings: Settings) -> Simulated:
        return simulated_bank(memory, now, settings)


plugin = Ach()
