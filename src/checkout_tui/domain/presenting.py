"""Presenting again what came back: who may say so is the method, how often and how long is counted here."""

from datetime import datetime

from checkout_tui.domain.order import tried, why_not_change
from checkout_tui.domain.outcomes import Declined
from checkout_tui.domain.payment import CAN_PRESENT_AGAIN, Payment
from checkout_tui.domain.sentence import N_, Sentence, counted, sentence


def why_not_present_again(
    payments: tuple[Payment, ...], declined: Declined | None, now: datetime, *, cancelled: bool
) -> Sentence | None:
    """Why the order's latest payment cannot be presented again, or None. ``declined`` is its return, understood."""
    latest = next(reversed(tried(payments)), None)
    if latest is not None and latest.live is not None:
        return sentence(N_("The last question has no answer yet: ask the provider first."))
    if latest is None or latest.standing not in CAN_PRESENT_AGAIN or not latest.authorized:
        return sentence(N_("Nothing came back here that could be presented again."))
    elsewhere = why_not_change(payments, cancelled=cancelled)
    if elsewhere is not None:
        return elsewhere
    if latest.refunded or latest.refunding:
        return sentence(N_("Part of it was given back: a person has to settle it with the customer."))
    repeat = declined.repeat if declined else None
    if repeat is None:
        return sentence(N_("With this reason of the bank it must not be presented again."))
    if latest.repeats >= repeat.times:
        return counted(
            N_("It was presented again once, and no more is allowed."),
            N_("It was presented again {count} times, and no more is allowed."),
            repeat.times,
        )
    ends = (latest.first_taken_at or latest.opened_at) + repeat.within
    if now >= ends:
        return sentence(N_("It could be presented again until {day}; that is over."), day=ends)
    return None
