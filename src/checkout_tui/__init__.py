"""checkout-tui: a terminal for phone orders, on a host for payment methods.

This module is the front door for payment methods: everything a plugin may import, and nothing
else. What is here is public, documented in ``docs/plugin-hooks.md`` and versioned by
``API_VERSION``; what is not here may change on any day.

It opens when somebody comes in: whoever only starts the program does not wait for what a payment
method needs.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from checkout_tui.domain.business_days import BusinessCalendar, SettlementWindow
    from checkout_tui.domain.errors import BadInput, BadSetup, CheckoutError
    from checkout_tui.domain.history import Question, Standing
    from checkout_tui.domain.method import (
        API_VERSION,
        AllocationRule,
        Field,
        FieldKind,
        FieldProblem,
        Limits,
        PaymentMethod,
        Promise,
        Setting,
        SettingKind,
    )
    from checkout_tui.domain.money import Money, exponent
    from checkout_tui.domain.offered import Command, Page
    from checkout_tui.domain.order import Contact, Order, OrderLine
    from checkout_tui.domain.outcomes import (
        Authorized,
        AwaitingCustomer,
        AwaitingFunds,
        Declined,
        Facts,
        Family,
        Instruction,
        NotFound,
        NotSent,
        Pending,
        Refunded,
        Refused,
        Repeat,
        Retry,
        Settled,
        Token,
        TooLate,
        Voided,
        Who,
    )
    from checkout_tui.domain.payment import Payment
    from checkout_tui.domain.remittance import BankLine, LineKind, Part, Problem, Reading, Rejected
    from checkout_tui.domain.secret import Details, Secret
    from checkout_tui.domain.simulated import Document, Effect, Memory, Simulated, Transfer, Trigger
    from checkout_tui.domain.words import Words
    from checkout_tui.hookspecs import Settings, hookimpl

__all__ = [
    "API_VERSION",
    "AllocationRule",
    "Authorized",
    "AwaitingCustomer",
    "AwaitingFunds",
    "BadInput",
    "BadSetup",
    "BankLine",
    "BusinessCalendar",
    "CheckoutError",
    "Command",
    "Contact",
    "Declined",
    "Details",
    "Document",
    "Effect",
    "Facts",
    "Family",
    "Field",
    "FieldKind",
    "FieldProblem",
    "Instruction",
    "Limits",
    "LineKind",
    "Memory",
    "Money",
    "NotFound",
    "NotSent",
    "Order",
    "OrderLine",
    "Page",
    "Part",
    "Payment",
    "PaymentMethod",
    "Pending",
    "Problem",
    "Promise",
    "Question",
    "Reading",
    "Refunded",
    "Refused",
    "Rejected",
    "Repeat",
    "Retry",
    "Secret",
    "Setting",
    "SettingKind",
    "Settings",
    "Settled",
    "SettlementWindow",
    "Simulated",
    "Standing",
    "Token",
    "TooLate",
    "Transfer",
    "Trigger",
    "Voided",
    "Who",
    "Words",
    "exponent",
    "hookimpl",
]

_ROOMS = (
    "checkout_tui.domain.business_days",
    "checkout_tui.domain.errors",
    "checkout_tui.domain.history",
    "checkout_tui.domain.method",
    "checkout_tui.domain.money",
    "checkout_tui.domain.offered",
    "checkout_tui.domain.order",
    "checkout_tui.domain.outcomes",
    "checkout_tui.domain.payment",
    "checkout_tui.domain.remittance",
    "checkout_tui.domain.secret",
    "checkout_tui.domain.simulated",
    "checkout_tui.domain.words",
    "checkout_tui.hookspecs",
)
"""Where the names above are at home."""


def __getattr__(name: str) -> Any:
    if name in __all__:
        for room in _ROOMS:
            found = vars(import_module(room)).get(name)
            if found is not None:
                globals()[name] = found
                return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
