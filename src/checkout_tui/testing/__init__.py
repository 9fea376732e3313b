"""What the tests of a payment method need: sample values, and a bench to try its hooks on."""

from checkout_tui.testing.bench import Bench
from checkout_tui.testing.samples import sample_order, sample_payment

__all__ = ["Bench", "sample_order", "sample_payment"]
