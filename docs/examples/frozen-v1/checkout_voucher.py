"""A payment method written for version 1 of the plugin API, and frozen: it is never changed again.

A test holds it to its checksum and runs it on hosts whose hooks have grown. It takes few arguments, has
only the required hooks, and imports only what there was on the first day.
"""

from datetime import date, timedelta

from checkout_tui import (
    Declined,
    Details,
    Field,
    Money,
    Payment,
    PaymentMethod,
    Pending,
    Promise,
    Refused,
    Settled,
    Words,
    hookimpl,
)


class Voucher:
    """Paid by a voucher that the caller reads out."""

    @hookimpl
    def describe(self) -> PaymentMethod:
        return PaymentMethod(
            code="voucher",
            title=Words("Voucher", "Bon d’achat"),
            arrives=Words("at once", "immédiatement"),
            api=1,
            fields=(
                Field(
                    "number",
                    Words("Voucher", "Bon"),
                    Words("What number is on it?", "Quel numéro y figure ?"),
                    demo="V100",
                    demo_refused="V0",
                ),
            ),
            currencies=frozenset({"USD", "EUR"}),
            promise=Promise(replay_within=timedelta(days=365)),
        )

    @hookimpl
    def authorize(self, details: Details, amount: Money, today: date) -> Settled | Refused:
        if details.text("number") == "V0":
            return Refused("spent")
        return Settled(details.text("number"), amount, on=today)

    @hookimpl
    def settle(self, payment: Payment, amount: Money) -> Settled:
        return Settled(payment.reference, amount)

    @hookimpl
    def decline(self, refused: Refused) -> Declined:
        return Declined()

    @hookimpl
    def refund(self, payment: Payment) -> Pending:
        return Pending(payment.reference, "by a new voucher")


plugin = Voucher()
