"""Checks keep the contract between host and method."""

from checkout_check import plugin
from checkout_check.returns import MEANINGS
from checkout_tui.testing import PaymentMethodContract


class TestCheck(PaymentMethodContract):
    """At the level that it declares: delayed."""

    method = plugin
    codes = MEANINGS
