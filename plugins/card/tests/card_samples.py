"""Where the published samples are (outside the repository, never copied in), and a card to ask about."""

import csv
import os
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from checkout_card import plugin
from checkout_tui import Authorized, Details, Order, Payment, Secret, Token
from checkout_tui.testing import Bench, sample_order, sample_payment

SETTINGS: dict[str, Any] = {"secret_key": "sk_test_demo"}


def folder() -> Path | None:
    """``CHECKOUT_SAMPLES``, else ``shared/samples`` beside the repository."""
    named = os.environ.get("CHECKOUT_SAMPLES")
    if named:
        return Path(named)
    beside = (parent / "shared" / "samples" for parent in Path(__file__).resolve().parents)
    return next((place for place in beside if place.is_dir()), None)


def samples(*parts: str) -> Path:
    """A sample file; the test is skipped only where there are no samples at all."""
    place = folder()
    if place is None:
        pytest.skip("no samples on this machine")
    return place.joinpath(*parts)


def rows(name: str) -> list[dict[str, str]]:
    """One of the tables in ``samples/cards``."""
    with samples("cards", name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def card(number: str = "4242424242424242", **changes: str) -> Details:
    """What a caller reads out."""
    cvc = changes.pop("cvc", "1234" if number.startswith(("34", "37")) else "123")
    answers: dict[str, str | Secret] = {"expiry": "12/30", "name": "Ada Example", "postcode": "10001"}
    return Details({**answers, **changes, "number": Secret(number), "cvc": Secret(cvc)})


def subscribed(order: Order) -> Order:
    """The same order, of a subscription."""
    return evolve(order, lines=tuple(evolve(line, renews=True) for line in order.lines))


class Desk:
    """One order and its payment by card, asked about on a bench."""

    def __init__(self) -> None:
        self.bench = Bench(plugin, SETTINGS)
        self.order: Order = sample_order()
        self.payment: Payment = sample_payment(self.order, "card")

    def ask(self, hook: str, **offered: Any) -> Any:
        """A hook's answer about this payment."""
        offers = {"payment": self.payment, "order": self.order, "amount": self.order.total, "reason": ""}
        return self.bench.ask(hook, **(offers | offered))

    def token(self, details: Details | None = None, key: str = "token-1") -> Token:
        """A name for a card."""
        token = self.ask("tokenize", details=details or card(), key=key)
        assert isinstance(token, Token), token
        return token

    def authorize(self, number: str = "4242424242424242", key: str = "authorize-1") -> Any:
        """Hand over a card and ask for the money; an authorization is noted in the payment."""
        token = self.token(card(number), key=f"token-{key}").reference
        answer = self.ask("authorize", token=token, key=key)
        if isinstance(answer, Authorized):
            self.note(answer)
        return answer

    def token_of_subscription(self, key: str = "first-1") -> str:
        """The name of a card that paid a subscription on the phone."""
        token = self.token(key=f"token-{key}").reference
        assert isinstance(self.ask("authorize", token=token, key=key), Authorized)
        return token

    def renew(self, token: str, key: str = "renewal-1") -> Any:
        """The subscription renews by itself, with the card that was kept."""
        return self.ask("authorize", token=token, key=key)

    def note(self, answer: Authorized) -> None:
        """Remember what Stripe calls the payment."""
        self.payment = evolve(
            self.payment, reference=answer.reference, shows=answer.shows, authorized=self.payment.amount.minor
        )

    @property
    def intents(self) -> list[str]:
        """The payment intents that there are at Stripe."""
        return [name for name in self.bench.memory if name.startswith("card.pi.")]
