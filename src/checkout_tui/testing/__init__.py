"""What the tests of a payment method need: the contract as a test class, sample values, and a bench for its hooks.

Nothing here needs pytest, so that ``checkout-tui plugin check`` runs the same checks without it.
"""

from checkout_tui.testing.bench import Bench
from checkout_tui.testing.checking import Check, Level
from checkout_tui.testing.contract import CHECKS
from checkout_tui.testing.mixin import PaymentMethodContract
from checkout_tui.testing.running import Result, Verdict, run_contract
from checkout_tui.testing.samples import sample_order, sample_payment
from checkout_tui.testing.subject import Sample, Subject, subject_of

__all__ = [
    "CHECKS",
    "Bench",
    "Check",
    "Level",
    "PaymentMethodContract",
    "Result",
    "Sample",
    "Subject",
    "Verdict",
    "run_contract",
    "sample_order",
    "sample_payment",
    "subject_of",
]
