"""PayPal keeps the contract between host and method."""

from checkout_paypal import plugin
from checkout_paypal.declines import MEANINGS
from checkout_tui.testing import PaymentMethodContract


class TestPayPal(PaymentMethodContract):
    """At the level that it declares: full."""

    method = plugin
    codes = MEANINGS
