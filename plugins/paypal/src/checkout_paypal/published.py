"""What the simulated PayPal is made to do, and by which amounts: published, so that whoever rehearses knows."""

from typing import Any

from checkout_tui import Money, Trigger, Words

DECLINES, WAITS, FAILS = "13", "14", "15"
"""How an amount ends whose capture is refused, that waits for a day, and that fails after it."""
REFUND_HOLDS, REFUND_FAILS = "16", "17"
NOT_SURE, REFUSES = "18", "19"
"""How an amount ends that is gone after the honour period, and one that cannot be held at all."""

TRIGGERS = (
    Trigger(
        "amount ending in 13",
        Words(
            "the capture is refused: INSTRUMENT_DECLINED", "l’encaissement est refusé : INSTRUMENT_DECLINED"
        ),
        code="INSTRUMENT_DECLINED",
        total=Money(9913, "USD"),
    ),
    Trigger(
        "amount ending in 14",
        Words("the capture is pending for a day", "l’encaissement reste en attente un jour"),
    ),
    Trigger("amount ending in 15", Words("the capture ends as DECLINED", "l’encaissement finit en DECLINED")),
    Trigger(
        "refund ending in 16",
        Words("the refund is pending for a day", "le remboursement reste en attente un jour"),
    ),
    Trigger(
        "refund ending in 17",
        Words(
            "refused: REFUND_FAILED_INSUFFICIENT_FUNDS",
            "refusé : REFUND_FAILED_INSUFFICIENT_FUNDS",
        ),
    ),
    Trigger(
        "GET on the link",
        Words(
            "the customer approves; with &cancel=1 he turns back and the order stays open",
            "le client approuve ; avec &cancel=1 il renonce et la commande reste ouverte",
        ),
    ),
    Trigger(
        "amount ending in 18",
        Words(
            "what is held is not to be had any more after the third day, unless it is held anew",
            "ce qui est retenu n’est plus disponible après le troisième jour, sauf nouvelle retenue",
        ),
    ),
    Trigger(
        "amount ending in 19",
        Words("holding it is refused: TRANSACTION_REFUSED", "la retenue est refusée : TRANSACTION_REFUSED"),
    ),
    Trigger(
        "six hours",
        Words(
            "an order that was not captured is forgotten",
            "une commande qui n’a pas été encaissée est oubliée",
        ),
    ),
    Trigger(
        'PayPal-Mock-Response: {"mock_application_codes": "…"}',
        Words(
            "answers with that issue, as in PayPal’s sandbox",
            "répond par cette erreur, comme le bac à sable de PayPal",
        ),
    ),
)


def ending(amount: dict[str, Any]) -> str:
    """The last two digits, decimals or not."""
    return str(amount["value"]).replace(".", "")[-2:]
