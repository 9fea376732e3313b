"""ACH keeps the contract between host and method."""

from checkout_ach import plugin
from checkout_ach.returns import MEANINGS
from checkout_tui.testing import PaymentMethodContract


class TestAch(PaymentMethodContract):
    """At the level that it declares: delayed."""

    method = plugin
    codes = MEANINGS
