"""Why an order is proposed for money, in full: what led to it, and how the amounts compare (R-066, R-071)."""

from checkout_tui.domain.money import Money
from checkout_tui.domain.reference import shown
from checkout_tui.domain.remittance import Candidate, Likeness, LineKind, Remittance
from checkout_tui.domain.seller import Overpaid, Seller
from checkout_tui.domain.sentence import N_, Sentence, sentence

_WHY = {
    Likeness.NAMED: N_("You named it."),
    Likeness.ORIGINAL: N_("The bank calls it {found}, as it called this very payment."),
    Likeness.REFERENCE: N_("Its reference {order} stands in the text, and the check character is right."),
    Likeness.NEAR_REFERENCE: N_(
        "“{found}” stands in the text: one letter away from its reference {order}. Compare name and amount."
    ),
    Likeness.EMAIL: N_("The address {found} stands in the text: it is this customer's."),
    Likeness.SAME_CUSTOMER: N_("Order {found} is of the same customer, and cannot have the money."),
    Likeness.AMOUNT_AND_NAME: N_("It waits for exactly this amount, and {payer} is called like {customer}."),
    Likeness.SHORT_AND_NAME: N_(
        "{payer} is called like {customer}, and banks may have kept what is missing on the way."
    ),
    Likeness.AMOUNT: N_(
        "It waits for exactly this amount by the same method. Nothing else speaks for it: compare the names."
    ),
}
_EXACT = frozenset({Likeness.AMOUNT, Likeness.AMOUNT_AND_NAME})


def why(candidate: Candidate, remittance: Remittance) -> Sentence:
    """What led to this order, spelled out."""
    found = shown(candidate.found) if len(candidate.found) == len(candidate.order) else candidate.found
    return sentence(
        _WHY[candidate.likeness],
        found=found,
        order=shown(candidate.order),
        payer=remittance.payer or "?",
        customer=candidate.customer,
    )


_OVER = {
    Overpaid.ASK: N_("What is too much stays here: ask the customer what becomes of it."),
    Overpaid.SEND_BACK: N_("What is too much is sent back, by the rule for this method."),
    Overpaid.KEEP: N_("What is too much is kept as a credit, by the rule for this method."),
}


def by_rule(seller: Seller, method: str, here: Money, waits: Money) -> Sentence | None:
    """What the seller's rule for this method says of money that is too little or too much; None where it is exact."""
    if here.currency != waits.currency or here == waits or waits.minor <= 0:
        return None
    if here > waits:
        return sentence(_OVER[seller.rule(method).over])
    if seller.bears(Money(waits.minor - here.minor, here.currency), method):
        return sentence(N_("So little is borne as a fee, once the money is tied."))
    return sentence(
        N_("More is missing than is borne: it is partly paid then. Ask the customer for the rest.")
    )


def compared(candidate: Candidate, remittance: Remittance) -> Sentence | None:
    """How what arrived compares with what the order waits for; None where the reason says it, or it cannot be tied."""
    here, waits = remittance.unallocated, candidate.amount
    if candidate.why_not is not None or here.currency != waits.currency or candidate.likeness in _EXACT:
        return None
    if remittance.kind is LineKind.RETURN:
        return sentence(N_("{amount} of it are still here."), amount=waits)
    if here == waits:
        return sentence(N_("It waits for exactly this amount."))
    if here > waits:
        over = Money(here.minor - waits.minor, here.currency)
        return sentence(N_("It waits for {amount}: {over} are too much."), amount=waits, over=over)
    short = Money(waits.minor - here.minor, here.currency)
    return sentence(N_("It waits for {amount}: {short} are missing."), amount=waits, short=short)
