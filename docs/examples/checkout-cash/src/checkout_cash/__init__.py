"""Cash, handed over at a counter, as a payment method for checkout-tui."""

import re
from datetime import date, timedelta

from checkout_tui import (
    Declined,
    Details,
    Family,
    Field,
    FieldProblem,
    Money,
    Payment,
    PaymentMethod,
    Pending,
    Promise,
    Refused,
    Retry,
    Settled,
    Who,
    Words,
    hookimpl,
)

METHOD = PaymentMethod(
    code="cash",
    title=Words("Cash", "Espèces"),
    arrives=Words("when it is handed over", "quand la somme est remise"),
    fields=(
        Field(
            "receipt",
            Words("Receipt number", "Numéro de reçu"),
            Words("What number is on the receipt?", "Quel numéro figure sur le reçu ?"),
            longest=20,
            demo="R-1001",
            demo_refused="R-0000",
        ),
    ),
    currencies=frozenset({"EUR", "USD"}),
    operator_moves_money=True,
    promise=Promise(replay_within=timedelta(days=3650)),
)

_RECEIPT = re.compile(r"R-[0-9]{4}", re.ASCII)


class Cash:
    """Settled on a cashier's receipt."""

    @hookimpl
    def describe(self) -> PaymentMethod:
        return METHOD

    @hookimpl
    def check_details(self, details: Details) -> tuple[FieldProblem, ...]:
        receipt = details.text("receipt").strip()
        if receipt and not _RECEIPT.fullmatch(receipt):
            return (FieldProblem("receipt", Words("Such as R-1001.", "Par exemple R-1001.")),)
        return ()

    @hookimpl
    def authorize(self, details: Details, amount: Money, today: date) -> Settled | Refused:
        receipt = details.text("receipt").strip()
        if receipt == "R-0000":
            return Refused("receipt_void")
        return Settled(receipt, amount, on=today)

    @hookimpl
    def settle(self, payment: Payment, amount: Money, today: date) -> Settled:
        return Settled(payment.reference, amount, on=today)

    @hookimpl
    def refund(self, payment: Payment) -> Pending:
        return Pending(payment.reference, "to be handed back at the counter")

    @hookimpl
    def decline(self, refused: Refused) -> Declined:
        if refused.code == "receipt_void":
            return Declined(Family.TYPING, Retry.CORRECTED, Who.CALLER, "declined.typing")
        return Declined()


plugin = Cash()
