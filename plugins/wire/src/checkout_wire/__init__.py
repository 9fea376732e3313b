"""Paying by bank transfer: the customer sends a wire, the bank's statement says that it came.

Money with an exact checked reference is tied to its order on receipt (R-077); the rest waits for
a person.
"""

from checkout_wire.method import plugin

__all__ = ["plugin"]
