"""PayPal's orders, captures and refunds, put into our words. Amounts must be exactly what was asked."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from checkout_paypal import amounts, holds
from checkout_paypal.describing import setting
from checkout_paypal.talking import Body, Unclear, named
from checkout_tui import (
    Authorized,
    AwaitingCustomer,
    Money,
    Order,
    Payment,
    Pending,
    Refunded,
    Refused,
    Settings,
    Settled,
    Voided,
)

_LINKS = ("payer-action", "approve")
"""With ``payment_source.paypal`` PayPal names the link ``payer-action``, otherwise ``approve``."""

_OF_A_CAPTURE = ("COMPLETED", "PENDING", "DECLINED", "FAILED")

HOLDS = "AUTHORIZE"
"""The intent of an order whose money is held, and taken later."""

_LOCALES = {"en": "en-US", "fr": "fr-FR"}


def request(payment: Payment, order: Order, amount: Money, key: str, settings: Settings) -> Body:
    """A new order of one unit, to be captured when the customer approved, or to be held for the seller.

    The invoice number bears the payment's id, so that PayPal itself refuses to capture one payment twice.
    """
    context = {
        "user_action": "PAY_NOW",
        # Licences and downloads: nothing is shipped.
        "shipping_preference": "NO_SHIPPING",
        "return_url": setting(settings, "return_url"),
        "cancel_url": setting(settings, "cancel_url"),
    }
    if setting(settings, "brand_name"):
        context["brand_name"] = setting(settings, "brand_name")[:127]
    if order.language[:2] in _LOCALES:
        context["locale"] = _LOCALES[order.language[:2]]
    unit = {
        "reference_id": order.reference,
        "custom_id": key,
        "invoice_id": f"{order.reference}-{payment.id}"[:127],
        "amount": amounts.written(amount),
    }
    return {
        "intent": HOLDS if settings.get("take_later") is True else "CAPTURE",
        "purchase_units": [unit],
        "payment_source": {"paypal": {"experience_context": context}},
    }


def standing(
    body: Body, amount: Money, *, reference: str = "", link: str = ""
) -> AwaitingCustomer | Authorized | Settled | Pending | Refused | Voided:
    """Where an order stands. ``reference`` is the order that was asked about, ``link`` the one already known."""
    found = named(body)
    if reference and found != reference:
        msg = "the answer is about another order"
        raise Unclear(msg)
    match body.get("status"):
        case "CREATED" | "PAYER_ACTION_REQUIRED":
            return AwaitingCustomer(reference=found, link=_link(body) or _sure(link))
        case "APPROVED":
            if amounts.read(_unit(body).get("amount")) != amount:
                msg = "the approved amount is not the one asked for"
                raise Unclear(msg)
            # Approved, but nothing is held: the money is promised only by what follows.
            return Authorized(reference=found, keep=body.get("intent") == HOLDS, held=False)
        case "COMPLETED" if body.get("intent") == HOLDS and not payments(body, "captures"):
            return holds.newest(body, amount)
        case "COMPLETED":
            return captured(body, amount)
        case "VOIDED":
            return Voided(reference=found)
    msg = "the order has a status we do not know"
    raise Unclear(msg)


def captured(body: Body, amount: Money) -> Settled | Pending | Refused:
    """What became of the capture of a completed order.

    A Pending bears no reference: the order's id is needed until the money is here.
    """
    captures = {capture.get("status"): capture for capture in reversed(payments(body, "captures"))}
    for status in _OF_A_CAPTURE:
        if status in captures:
            return taken(captures[status], amount)
    msg = "the order is completed, and its capture is not"
    raise Unclear(msg)


def taken(capture: Body, amount: Money) -> Settled | Pending | Refused:
    """What became of one capture."""
    status = capture.get("status")
    if status not in _OF_A_CAPTURE:
        msg = "the capture has a status we do not know"
        raise Unclear(msg)
    if status == "PENDING":
        return Pending(why=f"capture {named(capture)} is pending")
    if status != "COMPLETED":
        return Refused(code=str(status), facts={"capture": named(capture)})
    if amounts.read(capture.get("amount")) != amount:
        msg = "another amount was captured than asked for"
        raise Unclear(msg)
    return Settled(reference=named(capture), amount=amount)


def refunded(body: Body, amount: Money) -> Refunded | Pending | Refused:
    """What became of a refund. A Pending bears no reference: the capture's id is needed to ask again."""
    found = named(body)
    match body.get("status"):
        case "COMPLETED":
            if amounts.read(body.get("amount")) != amount:
                msg = "another amount was refunded than asked for"
                raise Unclear(msg)
            return Refunded(reference=found, amount=amount)
        case "PENDING":
            return Pending(why=f"refund {found} is pending")
        case "FAILED" | "CANCELLED" as status:
            return Refused(code=str(status), facts={"refund": found})
    msg = "the refund has a status we do not know"
    raise Unclear(msg)


def refund_by_key(body: Body, key: str) -> Body | None:
    """The refund of this order that bears ``key``, or None."""
    return next((refund for refund in payments(body, "refunds") if refund.get("custom_id") == key), None)


def order_of(capture: Body) -> str:
    """Which order a capture belongs to. Raises Unclear when PayPal does not say."""
    related: object = capture
    for name in ("supplementary_data", "related_ids"):
        related = related.get(name) if isinstance(related, dict) else None
    return named({"id": related.get("order_id") if isinstance(related, dict) else None})


def _unit(body: Body) -> Body:
    units = body.get("purchase_units")
    if not isinstance(units, list) or len(units) != 1 or not isinstance(units[0], dict):
        msg = "the order is not of one unit"
        raise Unclear(msg)
    return units[0]


def payments(body: Body, kind: str) -> Sequence[Body]:
    """What an order lists of a kind: its captures, authorizations or refunds."""
    listed = _unit(body).get("payments", {})
    found = listed.get(kind, []) if isinstance(listed, dict) else None
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        msg = "the order’s payments cannot be read"
        raise Unclear(msg)
    return found


def _link(body: Body) -> str:
    links = body.get("links")
    by_rel = {
        one.get("rel"): one.get("href")
        for one in (links if isinstance(links, list) else [])
        if isinstance(one, dict) and isinstance(one.get("rel"), str)
    }
    for rel in _LINKS:
        href = by_rel.get(rel)
        if isinstance(href, str):
            return _sure(href)
    return ""


def _sure(link: str) -> str:
    """A customer is sent there by mail: it must be PayPal's own."""
    try:
        parts = urlsplit(link)
        host = parts.hostname or ""
    except ValueError:
        host = ""
    if not host or parts.scheme != "https" or not f".{host}".endswith(".paypal.com"):
        msg = "the answer has no link to PayPal"
        raise Unclear(msg)
    return link
