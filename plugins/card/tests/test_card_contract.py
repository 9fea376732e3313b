"""Cards keep the contract between host and method."""

from checkout_card import plugin
from checkout_card.declines import MEANINGS
from checkout_tui.testing import PaymentMethodContract


class TestCard(PaymentMethodContract):
    """At the level that it declares: full."""

    method = plugin
    codes = MEANINGS
