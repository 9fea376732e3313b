"""Wires keep the contract between host and method."""

from checkout_tui.testing import PaymentMethodContract
from checkout_wire import plugin
from checkout_wire.returns import MEANINGS


class TestWire(PaymentMethodContract):
    """At the level that it declares: delayed."""

    method = plugin
    codes = MEANINGS
