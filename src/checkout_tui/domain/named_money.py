"""Money in the inbox that speaks of an order: what an operator is told before anything else is taken for it."""

from attrs import frozen

from checkout_tui.domain.remittance import WHY_LIKELY, Likeness, LineKind, Remittance
from checkout_tui.domain.sentence import N_, Sentence, sentence
from checkout_tui.domain.words import Words

_NAMES = N_(
    "{method}: {amount} that names this order came on {day} and waits in the money inbox. Look there first."
)
_MAY_BE = N_(
    "{method}: {amount} that came on {day} may be for this order ({why}) and waits in the money inbox. "
    "Look there first."
)
_BACK = N_("{method}: a return of {amount} that names this order came on {day} and waits in the money inbox.")


@frozen
class NamedMoney:
    """Money that nobody has decided about yet, by which method it came, and why it may be this order's."""

    remittance: Remittance
    method: Words
    likeness: Likeness


def told_of(money: tuple[NamedMoney, ...]) -> Sentence | None:
    """The one sentence about all of it, the surest first; None when there is none."""
    if not money:
        return None
    # What names the order comes before what may be for it, and before that what a person laid aside.
    first, *others = sorted(money, key=lambda each: each.likeness is not Likeness.REFERENCE)
    said = _about(first)
    if first.remittance.parked:
        said = sentence(N_("{what} It is parked ({note})."), what=said, note=first.remittance.note)
    if others:
        said = sentence(N_("{what} And {count} more."), what=said, count=len(others))
    return said


def _about(money: NamedMoney) -> Sentence:
    remittance = money.remittance
    facts = {"method": money.method, "day": remittance.booked_on}
    if remittance.kind is LineKind.RETURN:
        return sentence(_BACK, amount=remittance.amount, **facts)
    if money.likeness is Likeness.REFERENCE:
        return sentence(_NAMES, amount=remittance.unallocated, **facts)
    why = sentence(WHY_LIKELY[money.likeness])
    return sentence(_MAY_BE, amount=remittance.unallocated, why=why, **facts)
