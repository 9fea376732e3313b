"""Paying by ACH: the customer pushes money to the seller's account at a bank in the United States.

Nothing leaves this machine: the caller gets instructions, the bank's documents say what came,
and a person ties it to the order (R-071).
"""

from checkout_ach.debit import debit
from checkout_ach.method import plugin

__all__ = ["debit", "plugin"]
