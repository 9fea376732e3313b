"""Cards in the memory of the simulated Stripe, and whose they are: of a number, only which test number it is."""

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from checkout_card.checking import bare
from checkout_card.ledger import Ledger, Reply
from checkout_card.published import NUMBERS, Behaviour
from checkout_card.replies import card_error, invalid, missing, named, parameters, passes_luhn, whole


@frozen(eq=False)
class Cards:
    """Stripe's payment methods and customers."""

    ledger: Ledger

    def make(self, form: Mapping[str, str]) -> Reply:
        """A card as it is handed over, and refused at once where Stripe would."""
        wrong = parameters(
            form,
            required="type card[number] card[exp_month] card[exp_year]",
            optional="card[cvc] billing_details[name] billing_details[address][postal_code]",
        )
        if wrong:
            return wrong
        number = bare(form["card[number]"])
        behaviour = NUMBERS.get(number)
        if behaviour is None:
            # Only published test numbers: a real one is refused and nothing of it is kept.
            return card_error("test_mode_live_card" if passes_luhn(number) else "incorrect_number")
        if behaviour.at_once:
            return card_error(behaviour.code)
        month, year = whole(form["card[exp_month]"]), whole(form["card[exp_year]"])
        if month is None or not 1 <= month <= 12:
            return card_error("invalid_expiry_month")
        today = self.ledger.now()
        if year is None or (year, month) < (today.year, today.month):
            return card_error("invalid_expiry_year")
        cvc = form.get("card[cvc]", "")
        if cvc and not (
            cvc.isascii() and cvc.isdecimal() and len(cvc) == (4 if behaviour.brand == "amex" else 3)
        ):
            return card_error("invalid_cvc")
        method = self._method(number, behaviour, year, month, checked=bool(cvc))
        self.ledger.write("pm", method["id"], method)
        does = {
            "place": list(NUMBERS).index(number),
            "declined": form.get("billing_details[name]", "").upper() == "DECLINED",
            "postcode": bool(form.get("billing_details[address][postal_code]")),
        }
        self.ledger.write("does", method["id"], does)
        return Reply(200, method, executed=True)

    def of_a_visitor(self, customer: str | None) -> tuple[dict[str, Any], Behaviour]:
        """The card of somebody who pays on the page and authenticates there: the first of the test numbers."""
        number, behaviour = next(iter(NUMBERS.items()))
        method = self._method(number, behaviour, self.ledger.now().year + 1, 12, checked=True)
        method |= {"customer": customer}
        self.ledger.write("pm", method["id"], {**method, "used": True})
        self.ledger.write("does", method["id"], {"place": 0, "declined": False, "postcode": True})
        return method, behaviour

    def make_customer(self, form: Mapping[str, str]) -> Reply:
        """Somebody whose cards can be charged again."""
        wrong = parameters(form, optional="metadata[")
        if wrong:
            return wrong
        customer = {
            "id": f"cus_sim{self.ledger.next('cus')}",
            "object": "customer",
            "created": self.ledger.second(),
            "livemode": False,
            "metadata": named("metadata[", form),
        }
        self.ledger.write("cus", customer["id"], customer)
        return Reply(200, customer, executed=True)

    def show(self, name: str, query: Mapping[str, str]) -> Reply:
        """A card as it stands, with its customer."""
        wrong = parameters(query, optional="expand[0]")
        if wrong:
            return wrong
        method = self.ledger.read("pm", name)
        if method is None:
            return missing("payment_method")
        owner = method.get("customer")
        if owner and query.get("expand[0]") == "customer":
            owner = self.ledger.read("cus", owner)
        return Reply(200, {**method, "customer": owner})

    def for_payment(self, form: Mapping[str, str]) -> dict[str, Any] | Reply:
        """The card that this payment may be made with, or why it may not."""
        method = self.ledger.read("pm", form["payment_method"])
        if method is None:
            return missing("payment_method")
        if form.get("customer") and self.ledger.read("cus", form["customer"]) is None:
            return missing("customer")
        if method.get("customer") not in (None, form.get("customer")) or (
            method.get("used") and not method.get("customer")
        ):
            # As at Stripe: what was used without belonging to anybody cannot be used again, nor by another.
            return invalid("payment_method_unexpected_state")
        return method

    def behaviour(self, method: str) -> Behaviour:
        """What its test number stands for."""
        does = self.ledger.read("does", method)
        return list(NUMBERS.values())[does["place"]] if does else Behaviour()

    def was_told(self, method: Mapping[str, Any], what: str) -> bool:
        """What was said with it and is not kept itself."""
        return bool((self.ledger.read("does", str(method["id"])) or {}).get(what))

    def _method(
        self, number: str, behaviour: Behaviour, year: int, month: int, *, checked: bool
    ) -> dict[str, Any]:
        return {
            "id": f"pm_sim{self.ledger.next('pm')}",
            "object": "payment_method",
            "type": "card",
            "created": self.ledger.second(),
            "livemode": False,
            # What was said of the person is compared and not kept: a number may have slipped into it.
            "billing_details": {"name": None, "address": {"postal_code": None}},
            "card": {
                "brand": behaviour.brand,
                "last4": number[-4:],
                "exp_month": month,
                "exp_year": year,
                "checks": {
                    "address_line1_check": None,
                    "address_postal_code_check": None,
                    "cvc_check": "unchecked" if checked else None,
                },
            },
        }
