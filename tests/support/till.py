"""A card-like method with fields of every kind, and a way to have its answers lost; beside two that wait for money."""

from collections.abc import Callable
from datetime import date

from support.scripted import Awaited, Charged, Provider

from checkout_tui import (
    AllocationRule,
    Details,
    Field,
    FieldKind,
    FieldProblem,
    Page,
    PaymentMethod,
    Refused,
    Simulated,
    Trigger,
    Words,
    hookimpl,
)
from checkout_tui.domain import outcomes as o
from checkout_tui.plugins import Found

GOOD, REFUSED = "4242424242424242", "4000000000000002"
FIELDS = (
    Field(
        "number",
        Words("Card number", "Numéro de carte"),
        Words("What is the long number on the front?", "Quel est le long numéro au recto ?"),
        FieldKind.CARD_NUMBER,
        secret=True,
        longest=19,
        demo=GOOD,
        demo_refused=REFUSED,
    ),
    Field(
        "expiry",
        Words("Expiry", "Expiration"),
        Words("Until which month is it valid?", "Jusqu’à quel mois est-elle valable ?"),
        FieldKind.EXPIRY,
        longest=5,
        demo="12/30",
    ),
    Field(
        "code",
        Words("Security code", "Code de sécurité"),
        Words("The three digits on the back?", "Les trois chiffres au verso ?"),
        FieldKind.SECURITY_CODE,
        secret=True,
        longest=4,
        demo="123",
    ),
    Field(
        "holder",
        Words("Name on the card", "Nom sur la carte"),
        Words("Which name stands on it?", "Quel nom y figure ?"),
        FieldKind.NAME,
        required=False,
    ),
)


PAGE = Page("drawer", Words("The drawer sticks", "Le tiroir coince"), Words("Push.", "Poussez."))


class Till(Charged):
    """Charged by the operator's key press. ``provider.after`` may lose an answer."""

    def __init__(self) -> None:
        super().__init__(Provider())

    @hookimpl
    def pages(self) -> tuple[Page, ...]:
        return (PAGE,)

    @hookimpl
    def describe(self) -> PaymentMethod:
        return PaymentMethod(
            "till",
            Words("Card", "Carte"),
            Words("at once", "tout de suite"),
            fields=FIELDS,
            operator_moves_money=True,
            recurring=True,
            promise=self.promise,
        )

    @hookimpl
    def tokenize(self, details: Details) -> o.Token | Refused:
        number = details.secret("number")
        if number.reveal() == REFUSED:
            return Refused("card_declined")
        return o.Token("tok_1", f"Visa •••• {number.last4}")

    @hookimpl
    def check_details(self, details: Details, today: date) -> tuple[FieldProblem, ...]:
        problems = []
        number = details.secret("number")
        if number and len(number) != 16:
            says = Words("A digit is missing.", "Il manque un chiffre.")
            problems.append(FieldProblem("number", says))
        if details.text("expiry") and "/" not in details.text("expiry"):
            problems.append(FieldProblem("expiry", Words("Month and year.", "Mois et année.")))
        return tuple(problems)

    @hookimpl
    def simulate(self) -> Simulated:
        does = Words("The card is refused.", "La carte est refusée.")
        return Simulated(triggers=(Trigger("4000 0000 0000 0002", does),))


class Draft(Awaited):
    """Waited for, and only in US dollars."""

    @hookimpl
    def describe(self) -> PaymentMethod:
        return PaymentMethod(
            "post",
            Words("Postal order", "Mandat postal"),
            Words("when it comes", "quand il vient"),
            currencies=frozenset({"USD"}),
            allocation=AllocationRule.BY_HAND,
        )


def found(till: Till) -> tuple[Found, ...]:
    """The methods as they would be found installed, one that is broken, and two that claim one name."""

    def gives(plugin: object) -> Callable[[], object]:
        return lambda: plugin

    def breaks() -> object:
        raise ImportError("no module named [bold]gone[/]")

    return (
        Found("awaited", "checkout-awaited", "1.0", gives(Awaited())),
        Found("gone", "checkout-gone", "0.1", breaks),
        Found("post", "checkout-post", "1.0", gives(Draft())),
        Found("same", "checkout-one", "1.0", gives(Draft())),
        Found("same", "checkout-other", "2.0", gives(Draft())),
        Found("till", "checkout-till", "1.0", gives(till)),
    )
