"""A call: who rang, how long it takes, and the note about what was done in it.

Nothing is written down twice: what was done in a call is what its operator did, while it lasted,
to the orders that were opened in it. The note is made from that when the call ends.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from attrs import frozen

from checkout_tui.domain.query import folded, national
from checkout_tui.domain.sentence import N_, Sentence, sentence

SHORTEST_NUMBER = 6
"""So many digits tell one caller from another; fewer are a reference or an amount."""


@frozen
class CallerKeys:
    """What a caller is found by: a national number, an address, or both empty when it is only a name."""

    phone: str = ""
    email: str = ""

    def __bool__(self) -> bool:
        return bool(self.phone or self.email)


def caller_keys(text: str) -> CallerKeys:
    """What was typed about a caller, as a key that is equal however the number or the address is written."""
    flat = folded(text)
    if "@" in flat:
        return CallerKeys(email=flat if not flat.startswith("@") else "")
    digits = national(text)
    only_a_number = not any(character.isalpha() for character in flat)
    return CallerKeys(phone=digits if only_a_number and len(digits) >= SHORTEST_NUMBER else "")


@frozen
class Call:
    """One conversation with one caller. ``wrap_up`` is written when it ends; ``note`` is the operator's own."""

    id: str
    operator: str
    began_at: datetime
    caller: str = ""
    """The number or address, as it was typed."""
    note: str = ""
    ended_at: datetime | None = None
    wrap_up: str = ""

    @property
    def keys(self) -> CallerKeys:
        return caller_keys(self.caller)

    def lasts(self, now: datetime) -> timedelta:
        """How long it took, or takes so far."""
        return max((self.ended_at or now) - self.began_at, timedelta())


def call_time(length: timedelta) -> str:
    """``02:14``, and ``1:02:14`` after an hour."""
    minutes, seconds = divmod(int(length.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes:02d}:{seconds:02d}"


@frozen
class Touched:
    """What a call did to one order: ``done`` in the order in which it happened, and where the order stands now."""

    order: str
    customer: str
    done: tuple[Sentence, ...]
    stands: Sentence


def wrap_up(call: Call, touched: Iterable[Touched], kept_drafts: Iterable[str] = ()) -> tuple[Sentence, ...]:
    """The note about a call, line by line: for whoever takes the next call of the same customer."""
    lines: list[Sentence] = []
    if call.caller:
        lines.append(sentence(N_("caller: {caller}"), caller=call.caller))
    for each in touched:
        lines.append(sentence(N_("{order} {customer}"), order=each.order, customer=each.customer))
        lines += [sentence(N_("– {what}"), what=what) for what in each.done or (sentence(N_("looked at")),)]
        lines.append(sentence(N_("→ now: {state}"), state=each.stands))
    lines += [
        sentence(N_("an order was begun and is kept: {reference}"), reference=reference)
        for reference in kept_drafts
    ]
    if call.note:
        lines.append(sentence(N_("note: {text}"), text=call.note))
    return tuple(lines) or (sentence(N_("nothing was done in this call")),)
