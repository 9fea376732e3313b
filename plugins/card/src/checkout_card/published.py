"""The published test numbers that the simulated Stripe takes, and what each does. No other number is taken.

As in Stripe's, Braintree's and Adyen's public testing documentation.
"""

from itertools import pairwise

from attrs import frozen

from checkout_tui import Trigger, Words


@frozen
class Behaviour:
    """What happens with one test number."""

    brand: str = "visa"
    """As Stripe writes it."""
    code: str = ""
    """The decline code when the card is refused; empty when it is taken."""
    at_once: bool = False
    """Refused already when its details are handed over, before any bank is asked."""
    line1: str | None = None
    postcode: str = "pass"
    cvc: str = "pass"
    refund: str = "succeeded"
    """``pending`` succeeds later; ``failed`` fails later."""
    disputed: bool = False
    by_name: bool = False
    """Refused when the name on the card is DECLINED."""


def _taken(brand: str, numbers: str) -> dict[str, Behaviour]:
    return dict.fromkeys(numbers.split(), Behaviour(brand))


NUMBERS: dict[str, Behaviour] = {
    **_taken(
        "visa",
        """
        4242424242424242 4000056655665556 4000000000000077 4012888888881881 4009348888881881
        4500600000000061
        """,
    ),
    **_taken("mastercard", "5555555555554444 2223003122003222 5200828282828210 5105105105105100"),
    **_taken("amex", "378282246310005 371449635398431 371260714673002"),
    **_taken("discover", "6011111111111117 6011000990139424 6011981111111113"),
    **_taken("diners", "3056930009020004 36227206271667"),
    **_taken("jcb", "3566002020360505"),
    **_taken("unionpay", "6200000000000005"),
    # Maestro, Elo, Hiper, Hipercard: Stripe has no name of its own for them.
    **_taken("unknown", "6304000000000000 5066991111111118 6370950000000005 6062820524845321"),
    "4000000000000002": Behaviour(code="generic_decline"),
    "4000000000009995": Behaviour(code="insufficient_funds"),
    "4000000000009987": Behaviour(code="lost_card"),
    "4000000000009979": Behaviour(code="stolen_card"),
    "4000000000000069": Behaviour(code="expired_card"),
    "4000000000000127": Behaviour(code="incorrect_cvc"),
    "4000000000000119": Behaviour(code="processing_error"),
    "4242424242424241": Behaviour(code="incorrect_number", at_once=True),
    "4000000000006975": Behaviour(code="card_velocity_exceeded"),
    "4000000000000341": Behaviour(code="generic_decline"),
    "4100000000000019": Behaviour(code="fraudulent"),
    "4000002500003155": Behaviour(code="authentication_required"),
    "378734493671000": Behaviour("amex", code="generic_decline"),
    "4000111111111115": Behaviour(code="generic_decline"),
    "4000000000000259": Behaviour(disputed=True),
    "4023898493988028": Behaviour(disputed=True),
    "4000000000005126": Behaviour(refund="failed"),
    "4000000000007726": Behaviour(refund="pending"),
    "4000000000000010": Behaviour(line1="fail", postcode="fail"),
    "4000000000000028": Behaviour(line1="fail"),
    "4000000000000036": Behaviour(postcode="fail"),
    "4000000000000044": Behaviour(line1="unavailable", postcode="unavailable"),
    "4000000000000101": Behaviour(cvc="fail"),
    "4111111111111111": Behaviour(by_name=True),
}

BY_LINK = "authentication_required"
"""The code of a bank that wants to see its customer."""

SEPARATE_CODES = frozenset(
    {"authentication_required", "expired_card", "incorrect_cvc", "incorrect_number", "processing_error"}
)
"""Decline codes that Stripe gives as the error's own code; the others come as ``card_declined``."""


def _grouped(number: str) -> str:
    gaps = (4, 10) if len(number) < 16 else (4, 8, 12)
    edges = (0, *gaps, len(number))
    return " ".join(number[start:end] for start, end in pairwise(edges))


def _does(behaviour: Behaviour) -> Words:
    if behaviour.by_name:
        return Words(
            "taken; refused when the name on the card is DECLINED",
            "acceptée ; refusée si le nom sur la carte est DECLINED",
        )
    if behaviour.code == BY_LINK:
        return Words(
            f"the bank wants its customer: a link is mailed, else {BY_LINK}",
            f"la banque veut son client : un lien est envoyé, sinon {BY_LINK}",
        )
    if behaviour.code:
        return Words(f"refused: {behaviour.code}", f"refusée : {behaviour.code}")
    if behaviour.disputed:
        return Words("taken, then disputed", "acceptée, puis contestée")
    if behaviour.refund == "failed":
        return Words("taken; a refund fails later", "acceptée ; un remboursement échoue plus tard")
    if behaviour.refund == "pending":
        return Words(
            "taken; a refund is pending for a minute", "acceptée ; remboursement en attente une minute"
        )
    if "unavailable" in (behaviour.line1, behaviour.postcode):
        return Words("taken; address not compared", "acceptée ; adresse non comparée")
    if "fail" in (behaviour.line1, behaviour.postcode):
        return Words("taken; the address does not match", "acceptée ; l’adresse ne correspond pas")
    if behaviour.cvc == "fail":
        return Words(
            "taken; the security code does not match", "acceptée ; le cryptogramme ne correspond pas"
        )
    return Words("taken", "acceptée")


def _trigger(number: str, behaviour: Behaviour) -> Trigger:
    answers = {"number": number} | ({"cvc": "1234"} if behaviour.brand == "amex" else {})
    if behaviour.by_name:
        return Trigger(_grouped(number), _does(behaviour), "generic_decline", answers | {"name": "DECLINED"})
    # A seller with a page to come back to has a link mailed instead of the refusal.
    code = "" if behaviour.code == BY_LINK else behaviour.code
    return Trigger(_grouped(number), _does(behaviour), code, answers)


TRIGGERS = (
    *(_trigger(number, behaviour) for number, behaviour in NUMBERS.items()),
    Trigger(
        "GET on the mailed link",
        Words(
            "the customer authenticates and pays there; with ?cancel=1 he turns back and the page stays open",
            "le client s’authentifie et y paie ; avec ?cancel=1 il renonce et la page reste ouverte",
        ),
    ),
)
