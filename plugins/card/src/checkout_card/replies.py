"""How the simulated Stripe words what it answers, and how it reads a form."""

from collections.abc import Mapping
from typing import Any

from checkout_card.ledger import Reply, failed
from checkout_card.published import SEPARATE_CODES


def shown(
    intent: Mapping[str, Any], form: Mapping[str, str], expanded: str = "latest_charge"
) -> dict[str, Any]:
    """A payment intent as it is answered: its charge by name only, unless it was asked for whole."""
    charge = intent["latest_charge"]
    if charge is None or form.get("expand[0]") == expanded:
        return dict(intent)
    return {**intent, "latest_charge": charge["id"]}


def parameters(given: Mapping[str, str], required: str = "", optional: str = "") -> Reply | None:
    """What is wrong with the names of parameters; ``metadata[`` stands for everything that begins so."""
    for name in required.split():
        if not given.get(name):
            return invalid("parameter_missing")
    known = (*required.split(), *optional.split())
    for name in given:
        if name not in known and not any(name.startswith(one) for one in known if one.endswith("[")):
            return invalid("parameter_unknown")
    return None


def named(prefix: str, form: Mapping[str, str]) -> dict[str, str]:
    """The parameters whose names begin so, by what follows in the brackets."""
    return {
        name.removeprefix(prefix).removesuffix("]"): value
        for name, value in form.items()
        if name.startswith(prefix)
    }


def whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 13 else None


def passes_luhn(number: str) -> bool:
    from stdnum import luhn  # noqa: PLC0415 - not at start

    return bool(luhn.is_valid(number)) if number.isascii() and number.isdecimal() else False


def card_problem(code: str) -> dict[str, Any]:
    """An error about a card, as Stripe writes it."""
    if code in SEPARATE_CODES:
        return {"type": "card_error", "code": code, "decline_code": code, "message": "The card was refused."}
    return {
        "type": "card_error",
        "code": "card_declined",
        "decline_code": code,
        "message": "The card was refused.",
    }


def card_error(code: str) -> Reply:
    """Refused before any bank was asked: nothing is kept."""
    return Reply(
        402, {"error": {"type": "card_error", "code": code, "message": "Not a card to be used here."}}
    )


def invalid(code: str, intent: Mapping[str, Any] | None = None) -> Reply:
    as_it_is = None if intent is None else shown(intent, {})
    return failed(400, "invalid_request_error", code, "The request is not valid.", as_it_is)


def missing(what: str) -> Reply:
    return failed(404, "invalid_request_error", "resource_missing", f"No such {what}.")


def unexpected_state(intent: Mapping[str, Any]) -> Reply:
    return failed(
        400,
        "invalid_request_error",
        "payment_intent_unexpected_state",
        f"This payment is {intent['status']}.",
        shown(intent, {}),
    )


def unknown_address() -> Reply:
    return failed(404, "invalid_request_error", "", "Unrecognized request URL.")
