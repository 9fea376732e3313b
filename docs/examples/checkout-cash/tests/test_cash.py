"""Cash keeps the contract between host and method."""

from checkout_tui.testing import PaymentMethodContract

from checkout_cash import plugin


class TestCash(PaymentMethodContract):
    """At the level that it declares: basic."""

    method = plugin
    codes = ("receipt_void",)
