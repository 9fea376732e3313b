"""Paying by card: the operator types it while the caller reads it out (MOTO), and Stripe takes the money.

Thin HTTP calls to Stripe's PaymentIntents. The number and the security code go to Stripe once, for
a name that is kept instead; nothing else of them is kept (R-096, R-097).
"""

from checkout_card.method import plugin

__all__ = ["plugin"]
