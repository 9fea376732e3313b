"""A debit by phone keeps the contract between host and method."""

from checkout_ach import debit
from checkout_ach.returns import MEANINGS
from checkout_tui.testing import PaymentMethodContract


class TestAchDebit(PaymentMethodContract):
    """At the level that it declares."""

    method = debit
    codes = MEANINGS
