"""The hooks. Each says what it does in a line or two; the lockbox file is read elsewhere."""

from collections.abc import Callable
from datetime import date, datetime
from typing import BinaryIO

from checkout_check import lockbox, x9
from checkout_check.bank import simulated_bank
from checkout_check.describing import METHOD, instructions, setup_problem, shown_reference
from checkout_check.pages import PAGES
from checkout_check.returns import meaning
from checkout_tui import (
    AwaitingFunds,
    Declined,
    Memory,
    Money,
    NotSent,
    Order,
    Page,
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


class Check:
    """Paper checks by post."""

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
        # There is no way back through a check: a person pays it out and records it.
        return Pending(reference=payment.remittance_reference or payment.id, why="to be paid out by the bank")

    @hookimpl
    def settlement_window(self) -> SettlementWindow | None:
        """None: the post promises nothing, so neither do we."""
        return None

    @hookimpl
    def pages(self) -> tuple[Page, ...]:
        return PAGES

    @hookimpl
    def read_remittances(self, file: BinaryIO) -> Reading | None:
        return lockbox.read(file) or x9.read(file)

    @hookimpl
    def simulate(self, memory: Memory, now: Callable[[], datetime], settings: Settings) -> Simulated:
        return simulated_bank(memory, now, settings)


plugin = Check()
