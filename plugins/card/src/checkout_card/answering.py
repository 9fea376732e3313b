"""What Stripe's objects mean for a payment. Anything that does not fit together stays pending."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from checkout_card.asking import Denied, Error, Owner, Unclear, code_of, facts_of
from checkout_card.describing import Terms
from checkout_tui import (
    Authorized,
    AwaitingCustomer,
    BadInput,
    Money,
    Pending,
    Refunded,
    Refused,
    Settled,
    Token,
    TooLate,
    Voided,
)

STRIPES_BRANDS = {
    "amex": "American Express",
    "cartes_bancaires": "Cartes Bancaires",
    "diners": "Diners Club",
    "discover": "Discover",
    "eftpos_au": "eftpos",
    "jcb": "JCB",
    "mastercard": "Mastercard",
    "unionpay": "UnionPay",
    "visa": "Visa",
}

_CHECKS = {"pass": "match", "fail": "mismatch", "unchecked": "not checked", "unavailable": "unavailable"}
_WORST_FIRST = ("mismatch", "unavailable", "match", "not checked")
_NAME = re.compile(r"(cs|cus|pi|pm|re)_[A-Za-z0-9_]{1,100}")
_LAST4 = re.compile(r"[0-9]{4}")
_LATEST = 4_102_444_800
"""1 January 2100: a later instant is not one of Stripe's."""

EXPIRED = "authorization_expired"
"""Our own code for a hold that nobody used in time: Stripe calls it canceled."""

REVERSED = frozenset({"failed", "canceled"})
"""States of a refund whose money did not go out."""

_WITHOUT_MONEY = REVERSED | {"requires_payment_method", "requires_confirmation", "requires_action"}
_BY_ITSELF = frozenset({"automatic", "expired"})
"""Reasons that Stripe gives for a cancellation nobody asked for."""


def name_of(thing: Mapping[str, Any], kind: str) -> str:
    """Stripe's name for an object of this kind; empty when it is none."""
    name = thing.get("id")
    fits = isinstance(name, str) and _NAME.fullmatch(name) and name.startswith(f"{kind}_")
    return str(name) if fits else ""


def token(method: Mapping[str, Any]) -> Token | None:
    """The name for the card, and what may be kept of it: brand, last four digits, expiry."""
    reference, card = name_of(method, "pm"), _inside(method, "card")
    shows = _shows(card)
    if not reference or not shows:
        return None
    month, year = card.get("exp_month"), card.get("exp_year")
    facts = {"brand": _brand(card)}
    if isinstance(month, int) and isinstance(year, int):
        facts["expiry"] = f"{month:02}/{year % 100:02}"
    return Token(reference, shows, facts)


def owner(method: Mapping[str, Any], key: str) -> Owner | None:
    """To whom a card belongs; None where it belongs to nobody yet.

    The customer bears the key of the payment that made it: asked again with that key, it is that very payment.
    """
    customer = _inside(method, "customer")
    name = name_of(customer, "cus")
    return Owner(name, saved=not _made_with(customer, key)) if name else None


def authorization(
    intent: Mapping[str, Any], amount: Money, key: str, terms: Terms, shows: str
) -> Authorized | Settled | Pending | Refused:
    """What became of a question to authorize, from the payment intent that it made.

    ``terms`` say how long a hold lasts, for an answer that does not say, and whether the seller keeps it so.
    """
    reference, status = name_of(intent, "pi"), intent.get("status")
    if not reference or not _made_with(intent, key):
        return Pending(why="not the payment that was asked for")
    if money(intent, "amount") != amount:
        return Pending(reference, "the amount is not the one that was asked for")
    card = _card_of(intent)
    if status == "requires_capture":
        if money(intent, "amount_capturable") != amount:
            return Pending(reference, "the amount held is not the one that was asked for")
        return _held(intent, reference, terms, shows)
    if status == "succeeded":
        if money(intent, "amount_received") != amount:
            return Pending(reference, "the amount taken is not the one that was asked for")
        return Settled(
            reference, amount, shows=_shows(card) or shows, facts=_checks(card), token=_kept(intent)
        )
    if status == "requires_action":
        return Refused("authentication_required", reference=reference)
    if status == "requires_payment_method":
        error = _inside(intent, "last_payment_error")
        if error.get("type") == "card_error":
            return Refused(code_of(error) or "card_declined", facts_of(error), reference)
    if status == "canceled":
        return Refused(_ended(intent), reference=reference)
    return Pending(reference, "Stripe is not done with it")


def opened(page: Mapping[str, Any], amount: Money, key: str, host: str) -> AwaitingCustomer | Pending:
    """The payment page that was asked for. The customer is sent there by mail: it must be Stripe's own."""
    reference, link = name_of(page, "cs"), page.get("url")
    if not reference or not _made_with(page, key) or money(page, "amount_total") != amount:
        return Pending(why="not the payment page that was asked for")
    if not isinstance(link, str) or not _is_on(link, host):
        return Pending(why="the payment page has no address at Stripe")
    ends = page.get("expires_at")
    until = datetime.fromtimestamp(ends, UTC) if type(ends) is int and 0 < ends < _LATEST else None
    return AwaitingCustomer(reference, link, until)


def paid_on(
    page: Mapping[str, Any], asked: str, amount: Money, terms: Terms, link: str
) -> AwaitingCustomer | Authorized | Settled | Voided | Refused | Pending:
    """What the customer did on the payment page."""
    if name_of(page, "cs") != asked:
        return Pending(asked, "not the payment page that was asked about")
    status = page.get("status")
    if status == "open":
        return AwaitingCustomer(asked, link)
    if status == "expired":
        return Voided(asked)
    intent = _inside(page, "payment_intent")
    paid = name_of(intent, "pi")
    if status != "complete" or not paid or money(intent, "amount") != amount:
        return Pending(asked, "Stripe does not say what was paid")
    return standing(intent, paid, terms, "")


def capture(intent: Mapping[str, Any], asked: str) -> Settled | Refused | Pending | None:
    """What became of a question to take the money; None when the authorization stands untouched."""
    status = intent.get("status")
    if not asked or name_of(intent, "pi") != asked:
        return Pending(asked, "not the payment that was asked for")
    if status == "succeeded":
        taken = money(intent, "amount_received")
        if taken is None or taken.minor <= 0:
            return Pending(asked, "Stripe does not say how much was taken")
        card = _card_of(intent)
        return Settled(asked, taken, shows=_shows(card), token=_kept(intent))
    if status == "canceled":
        return Refused(_ended(intent), reference=asked)
    return None if status == "requires_capture" else Pending(asked, "Stripe is not done with it")


def void(intent: Mapping[str, Any], asked: str) -> Voided | TooLate | Pending | None:
    """What became of a question to release; None when the authorization stands untouched."""
    status = intent.get("status")
    if not asked or name_of(intent, "pi") != asked:
        return Pending(asked, "not the payment that was asked for")
    if status == "canceled":
        return Voided(asked)
    if status == "succeeded":
        return TooLate(asked)
    return None if status == "requires_capture" else Pending(asked, "Stripe is not done with it")


def standing(
    intent: Mapping[str, Any], asked: str, terms: Terms, shows: str
) -> Authorized | Settled | Voided | Refused | Pending:
    """Where a payment stands while no question is open. A hold that ran out is a refusal, said as what it is."""
    status = intent.get("status")
    if status == "requires_capture" and name_of(intent, "pi") == asked:
        return _held(intent, asked, terms, shows)
    found = capture(intent, asked) if status in ("succeeded", "canceled") else void(intent, asked)
    if isinstance(found, Refused) and found.code != EXPIRED:
        return Voided(asked)
    return found if isinstance(found, Settled | Voided | Refused | Pending) else Pending(asked, "nothing new")


def refund(thing: Mapping[str, Any], amount: Money, key: str, intent: str) -> Refunded | Refused | Pending:
    """What became of a question to refund, from the refund that it made.

    An answer that leaves the payment as it was names the payment intent: a refund's own name would take
    its place in the history, and the refund could never be looked for again.
    """
    reference, status = name_of(thing, "re"), thing.get("status")
    if not reference or not _made_with(thing, key) or thing.get("payment_intent") != intent:
        return Pending(intent, "not the refund that was asked for")
    if money(thing, "amount") != amount:
        return Pending(intent, "the amount is not the one that was asked for")
    if status == "succeeded":
        return Refunded(reference, amount)
    if status in REVERSED:
        return Refused("refund_failed", {"refund": reference}, intent)
    return Pending(intent, "the refund is on its way to the bank")


def refused(error: Error) -> Refused:
    """An explicit no, with the name of the payment intent that keeps it at Stripe."""
    return Refused(error.code, error.facts, name_of(error.intent or {}, "pi"))


def no_answer(answer: Denied | Unclear, reference: str = "") -> Pending:
    """Nobody knows yet.

    A refused key proves only that *this* request did nothing. The same question may have been asked
    before, with the old key, and its answer lost; so that is no proof that it never left.
    """
    return Pending(reference, answer.why)


def money(thing: Mapping[str, Any], name: str) -> Money | None:
    """An amount of an object in the object's currency; None when it is none."""
    minor, currency = thing.get(name), thing.get("currency")
    if type(minor) is not int or not isinstance(currency, str):
        return None
    try:
        return Money(minor, currency.upper())
    except BadInput:
        return None


def made_with(things: object, key: str) -> tuple[Mapping[str, Any], ...]:
    """The objects in a list that were made with this key, what holds or moved money first, then the newest."""
    if not isinstance(things, list):
        return ()
    mine = [thing for thing in things if isinstance(thing, dict) and _made_with(thing, key)]
    return tuple(sorted(mine, key=lambda thing: (with_money(thing), _created(thing)), reverse=True))


def with_money(thing: Mapping[str, Any]) -> bool:
    """Whether this object holds money, or moved some."""
    return thing.get("status") not in _WITHOUT_MONEY


def _is_on(link: str, host: str) -> bool:
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme == "https" and parts.hostname == host


def _ended(intent: Mapping[str, Any]) -> str:
    """Our own code for a hold that is over: a person gave it up, or nobody used it in time."""
    by_itself = intent.get("cancellation_reason") in _BY_ITSELF
    return EXPIRED if by_itself else "authorization_released"


def _created(thing: Mapping[str, Any]) -> int:
    created = thing.get("created")
    return created if type(created) is int else 0


def _made_with(thing: Mapping[str, Any], key: str) -> bool:
    return _inside(thing, "metadata").get("checkout_key") == key


def _inside(thing: Mapping[str, Any], *path: str) -> Mapping[str, Any]:
    """What is at the end of ``path`` in nested objects; an empty object when it is not there."""
    for name in path:
        step = thing.get(name)
        if not isinstance(step, dict):
            return {}
        thing = step
    return thing


def _card_of(intent: Mapping[str, Any]) -> Mapping[str, Any]:
    return _inside(intent, "latest_charge", "payment_method_details", "card")


def _held(intent: Mapping[str, Any], reference: str, terms: Terms, shows: str) -> Authorized:
    card = _card_of(intent)
    return Authorized(
        reference,
        _until(intent, terms),
        _shows(card) or shows,
        _checks(card),
        keep=terms.keep,
        token=_kept(intent),
    )


def _kept(intent: Mapping[str, Any]) -> str:
    """Stripe's name for the card, where this payment keeps it for a customer and says whose digits it has.

    On the payment page the customer may have brought another card than he read out.
    """
    kept = intent.get("setup_future_usage") == "off_session" and intent.get("customer")
    known = name_of({"id": intent.get("payment_method")}, "pm")
    return known if kept and _shows(_card_of(intent)) else ""


def _brand(card: Mapping[str, Any]) -> str:
    brand = card.get("brand")
    return STRIPES_BRANDS.get(brand, "Card") if isinstance(brand, str) else "Card"


def _shows(card: Mapping[str, Any]) -> str:
    last4 = card.get("last4")
    return f"{_brand(card)} •••• {last4}" if isinstance(last4, str) and _LAST4.fullmatch(last4) else ""


def _checks(card: Mapping[str, Any]) -> dict[str, str]:
    """What the issuer found when it compared; one wrong part makes the address wrong."""
    checks = _inside(card, "checks")

    def said(name: str) -> str:
        check = checks.get(name)
        return _CHECKS.get(check, "not checked") if isinstance(check, str) else "not checked"

    address = {said("address_postal_code_check"), said("address_line1_check")}
    return {"avs": next(word for word in _WORST_FIRST if word in address), "cvc": said("cvc_check")}


def _until(intent: Mapping[str, Any], terms: Terms) -> datetime | None:
    """When the hold ends: as the charge says, because it differs by network; else so long after it was made."""
    before = _card_of(intent).get("capture_before")
    if type(before) is int and 0 < before < _LATEST:
        return datetime.fromtimestamp(before, UTC)
    created = _created(intent)
    life = terms.life(str(_card_of(intent).get("brand")))
    return datetime.fromtimestamp(created, UTC) + life if 0 < created < _LATEST else None
