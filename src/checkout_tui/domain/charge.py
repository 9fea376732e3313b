"""An unknown charge on a statement: which purchase or renewal it is, from what a caller can read out (R-001)."""

import re
from datetime import date, timedelta

from attrs import field, frozen

from checkout_tui.domain.errors import BadInput, N_
from checkout_tui.domain.money import Money
from checkout_tui.domain.order import Order
from checkout_tui.domain.payment import Payment
from checkout_tui.domain.query import Days, Key, KeyKind, folded
from checkout_tui.domain.seller import Seller
from checkout_tui.domain.sentence import Sentence, sentence
from checkout_tui.domain.typed_amount import amount_key, amounts_typed, without_grouping_commas
from checkout_tui.domain.wording import line, spoken_day

POSTED_WITHIN = timedelta(days=5)
"""A statement may show a charge so many days after it was made."""
BEFORE = timedelta(days=1)
"""And a day before, where it is another day."""


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


@frozen
class Statement:
    """What a caller reads out; each may be missing."""

    descriptor: str = ""
    amount: str = ""
    day: date | None = None
    last4: str = field(default="", converter=_digits)

    def findable(self) -> tuple[tuple[Key, ...], ...]:
        """What an index can be asked for, a key of each group. An amount may be read in two ways.

        Raises BadInput for an amount or last 4 that is none, and for too little.
        """
        keys: list[tuple[Key, ...]] = []
        if self.last4:
            if len(self.last4) != 4:
                raise BadInput(N_("The last four digits of the card or account, and no more."))
            keys.append((Key(KeyKind.LAST4, self.last4),))
        if self.amount.strip():
            typed = amounts_typed(without_grouping_commas(self.amount))
            amounts = tuple(Key(KeyKind.AMOUNT, text) for text in typed)
            if not amounts:
                raise BadInput(N_("An amount is written like 118.80."))
            keys.append(amounts)
        if not keys:
            raise BadInput(N_("Ask for the amount or for the last four digits, and for the day."))
        return tuple(keys)

    def searched(self) -> tuple[Days | None, ...]:
        """Among the orders of which days to look: all, the newest first, and those near the day that was read out.

        A common price has more orders than are looked through, and most are charged on the day they are placed.
        """
        if self.day is None:
            return (None,)
        return (None, Days(self.day - POSTED_WITHIN - BEFORE, self.day + BEFORE))


@frozen
class Charge:
    """One payment that may be the charge: when it was made, and the line that says what it was."""

    order: str
    customer: str
    amount: Money
    on: date
    shows: str
    renewal: bool
    say: str
    language: str
    """The order's: the one in which it is said."""


def charged_on(payment: Payment) -> date | None:
    """The day on which money was taken, or None when none was."""
    return payment.settled_at.date() if payment.settled_at else None


def may_be(statement: Statement, payment: Payment) -> bool:
    """Whether this payment can be what stands on the statement."""
    on = charged_on(payment)
    if on is None:
        return False
    if statement.last4 and not payment.shows.rstrip().endswith(statement.last4):
        return False
    if statement.day is not None and not on - BEFORE <= statement.day <= on + POSTED_WITHIN:
        return False
    groups = statement.findable()
    amounts = {key.text for keys in groups for key in keys if key.kind is KeyKind.AMOUNT}
    return not amounts or amount_key(payment.amount) in amounts


def explained(order: Order, payment: Payment, on: date, *, renewal: bool) -> Charge:
    """The payment as the operator sees it and as the caller hears it."""
    products = ", ".join(product.title for product in order.lines)
    key = "charge.renewal" if renewal else "charge.purchase"
    facts: dict[str, object] = {
        "amount": payment.amount,
        "products": products,
        "seller": order.seller,
        # A statement may be of another year.
        "day": spoken_day(on, order.language, year=True),
        "email": order.customer.email,
    }
    return Charge(
        order=order.reference,
        customer=order.customer.company or order.customer.name,
        amount=payment.amount,
        on=on,
        shows=payment.shows,
        renewal=renewal,
        say=line(key, order.language, **facts),
        language=order.language,
    )


def not_ours(descriptor: str, seller: Seller) -> Sentence | None:
    """Why this descriptor is probably none of ours; None when it may be, or when none was read out."""
    words = set(re.findall(r"\w{3,}", folded(descriptor)))
    ours = " ".join(re.findall(r"\w+", folded(f"{seller.statement_descriptor} {seller.name}")))
    squeezed = ours.replace(" ", "")
    if not words or any(word in squeezed or squeezed.startswith(word) for word in words):
        return None
    return sentence(
        N_("That name is not how our charges are called ({ours}): it may be another merchant's."),
        ours=seller.statement_descriptor or seller.name,
    )
