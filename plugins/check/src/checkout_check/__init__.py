"""Paying by check: the customer posts it, the bank's lockbox opens it.

No time is promised, and a person ties each check to the order that is named on it (R-066).
"""

from checkout_check.method import plugin

__all__ = ["plugin"]
