"""What Stripe's objects mean for a payment. Anything that does not fit together stays pending."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from checkout_card.asking import Denied, Error, Unclear, code_of, facts_of
from checkout_card.describing import AUTHORIZATION_LIFE
from checkout_tui import (
    Authorized,
    BadInput,
    Money,
    NotSent,
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
_NAME = re.compile(r"(pi|pm|re)_[A-Za-z0-9_]{1,100}")
_LAST4 = re.compile(r"[0-9]{4}")
_LATEST = 4_102_444_800
"""1 January 2100: a later instant is not one of Stripe's."""

REVERSED = frozenset({"failed", "canceled"})
"""States of a refund whose money did not go out."""


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


def authorization(
    intent: Mapping[str, Any], amount: Money, key: str, now: datetime, shows: str
) -> Authorized | Settled | Pending | Refused:
    """What became of a question to authorize, from the payment intent that it made."""
    reference, status = name_of(intent, "pi"), intent.get("status")
    if not reference or not _made_with(intent, key):
        return Pending(why="not the payment that was asked for")
    if money(intent, "amount") != amount:
        return Pending(reference, "the amount is not the one that was asked for")
    card = _card_of(intent)
    if status == "requires_capture":
        if money(intent, "amount_capturable") != amount:
            return Pending(reference, "the amount held is not the one that was asked for")
        return Authorized(reference, _until(intent, now), _shows(card) or shows, _checks(card))
    if status == "succeeded":
        if money(intent, "amount_received") != amount:
            return Pending(reference, "the amount taken is not the one that was asked for")
        return Settled(reference, amount, shows=_shows(card) or shows, facts=_checks(card))
    if status == "requires_action":
        return Refused("authentication_required", reference=reference)
    if status == "requires_payment_method":
        error = _inside(intent, "last_payment_error")
        if error.get("type") == "card_error":
            return Refused(code_of(error) or "card_declined", facts_of(error), reference)
    if status == "canceled":
        return Refused("authorization_expired", reference=reference)
    return Pending(reference, "Stripe is not done with it")


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
        return Settled(asked, taken, shows=_shows(card))
    if status == "canceled":
        return Refused("authorization_expired", reference=asked)
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
    intent: Mapping[str, Any], asked: str, now: datetime, shows: str
) -> Authorized | Settled | Voided | Pending:
    """Where a payment stands while no question is open."""
    status = intent.get("status")
    if status == "requires_capture" and name_of(intent, "pi") == asked:
        card = _card_of(intent)
        return Authorized(asked, _until(intent, now), _shows(card) or shows, _checks(card))
    found = capture(intent, asked) if status == "succeeded" else void(intent, asked)
    return found if isinstance(found, Settled | Voided | Pending) else Pending(asked, "nothing new")


def refund(thing: Mapping[str, Any], amount: Money, key: str, intent: str) -> Refunded | Refused | Pending:
    """What became of a question to refund, from the refund that it made."""
    reference, status = name_of(thing, "re"), thing.get("status")
    if not reference or not _made_with(thing, key) or thing.get("payment_intent") != intent:
        return Pending(why="not the refund that was asked for")
    if money(thing, "amount") != amount:
        return Pending(reference, "the amount is not the one that was asked for")
    if status == "succeeded":
        return Refunded(reference, amount)
    if status in REVERSED:
        return Refused("refund_failed", reference=reference)
    return Pending(reference, "the refund is on its way to the bank")


def refused(error: Error) -> Refused:
    """An explicit no, with the name of the payment intent that keeps it at Stripe."""
    return Refused(error.code, error.facts, name_of(error.intent or {}, "pi"))


def no_answer(answer: Denied | Unclear) -> NotSent | Pending:
    """A refused key proves that nothing was done; anything unclear proves nothing."""
    return NotSent(answer.why) if isinstance(answer, Denied) else Pending(why=answer.why)


def money(thing: Mapping[str, Any], name: str) -> Money | None:
    """An amount of an object in the object's currency; None when it is none."""
    minor, currency = thing.get(name), thing.get("currency")
    if type(minor) is not int or not isinstance(currency, str):
        return None
    try:
        return Money(minor, currency.upper())
    except BadInput:
        return None


def made_with(things: object, key: str) -> Mapping[str, Any] | None:
    """The newest object in a list that was made with this key."""
    if not isinstance(things, list):
        return None
    mine = [thing for thing in things if isinstance(thing, dict) and _made_with(thing, key)]
    return max(mine, key=_created, default=None)


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


def _until(intent: Mapping[str, Any], now: datetime) -> datetime:
    """When the hold ends: as the charge says, else seven days after it was made."""
    before = _card_of(intent).get("capture_before")
    if type(before) is int and 0 < before < _LATEST:
        return datetime.fromtimestamp(before, UTC)
    created = _created(intent)
    since = datetime.fromtimestamp(created, UTC) if 0 < created < _LATEST else now
    return since + AUTHORIZATION_LIFE
