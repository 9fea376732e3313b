"""Paying by PayPal: the customer approves on PayPal's pages, by a link that is mailed; the seller then captures.

Orders v2 and Payments v2 by plain HTTP. No card or account data is ever asked for on the telephone.
"""

from checkout_paypal.method import plugin

__all__ = ["plugin"]
