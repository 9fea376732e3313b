"""Money that is held and not taken: until when, whether it ran out, and when it may be held anew.

An issuer often answers for an authorization that has expired as it answers for any refusal. So that is
said by us, from the time at which it was asked.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from attrs import evolve

from checkout_tui.domain import outcomes as o
from checkout_tui.domain.history import Question, Standing
from checkout_tui.domain.outside_text import safe
from checkout_tui.domain.payment import Payment
from checkout_tui.domain.sentence import N_, Sentence, sentence

RAN_OUT = "authorization_ended"
"""The fact in a refusal that says when the authorization had ended: before the money was asked for."""

STALE = o.Declined(o.Family.STALE, o.Retry.LATER, o.Who.OPERATOR, "declined.expired_authorization")
"""What a refusal means once the authorization had ended, whatever its code."""

_RESULTS = {
    "match": N_("match"),
    "mismatch": N_("mismatch"),
    "not checked": N_("not checked"),
    "unavailable": N_("unavailable"),
}
_CHECKS = {"avs": N_("address: {result}"), "cvc": N_("security code: {result}")}


def with_its_end(payment: Payment, question: Question, outcome: o.Outcome, now: datetime) -> o.Outcome:
    """A refusal to take what was authorized, with the fact that the authorization had ended before."""
    ends = payment.authorized_until
    if not isinstance(outcome, o.Refused) or question is not Question.SETTLE or ends is None or now < ends:
        return outcome
    return evolve(outcome, facts={**outcome.facts, RAN_OUT: ends.isoformat()})


def with_its_life(
    payment: Payment, question: Question, outcome: o.Outcome, life: timedelta | None, now: datetime
) -> o.Outcome:
    """Money that is held from now on, with the end that the method declares where the provider names none.

    What is only approved holds nothing; and asked again where it stands, it is no younger than it was.
    """
    if life is None or not isinstance(outcome, o.Authorized) or outcome.until is not None or not outcome.held:
        return outcome
    if payment.held and question is not Question.HOLD:
        return outcome
    return evolve(outcome, until=now + life)


def ended(refused: o.Refused) -> datetime | None:
    """When the authorization had ended, if it had before the refusal."""
    text = refused.facts.get(RAN_OUT)
    return datetime.fromisoformat(text) if text else None


def why_not_hold(payment: Payment, now: datetime, *, able: bool) -> Sentence | None:
    """Why the money cannot be held (anew) now, or None."""
    if payment.live is not None:
        return sentence(N_("The last question has no answer yet: ask the provider first."))
    if payment.standing is not Standing.AUTHORIZED:
        return sentence(N_("Nothing is authorized."))
    if not able:
        return sentence(N_("This method cannot hold money anew."))
    if not payment.keep:
        return sentence(N_("It is taken at once, and not kept on hold."))
    if not payment.held:
        return None
    if payment.authorized_until is not None and now >= payment.authorized_until:
        return sentence(
            N_(
                "The authorization expired on {day}: start again.",
            ),
            day=payment.authorized_until,
        )
    if payment.sure_until is None:
        return sentence(N_("The provider does not say that it has to be held anew."))
    if now < payment.sure_until:
        return sentence(N_("It is held for sure until {day}; not before."), day=payment.sure_until)
    return None


def notes(payment: Payment, now: datetime) -> Iterator[Sentence]:
    """What an operator sees of a payment beside where it stands: its hold, its link, and what was checked."""
    if payment.standing is Standing.AWAITING_CUSTOMER and payment.link_until is not None:
        over = now >= payment.link_until
        text = N_("the mailed link ended on {day}") if over else N_("the mailed link is good until {day}")
        yield sentence(text, day=payment.link_until)
    if payment.standing is Standing.AUTHORIZED:
        yield from _hold(payment, now)
    if payment.standing is Standing.DECLINED and payment.refusal is not None and ended(payment.refusal):
        yield sentence(N_("this authorization had expired on {day}"), day=ended(payment.refusal))
    for name, value in (payment.facts or {}).items():
        if name in _CHECKS:
            yield sentence(_CHECKS[name], result=sentence(_RESULTS.get(value, safe(value, 18))))
        else:
            yield sentence(N_("{name}: {value}"), name=safe(name, 12), value=safe(value, 18))


def _hold(payment: Payment, now: datetime) -> Iterator[Sentence]:
    ends, sure = payment.authorized_until, payment.sure_until
    if ends is not None and now >= ends:
        yield sentence(N_("this authorization has expired on {day}"), day=ends)
        return
    if ends is not None:
        yield sentence(N_("held until {day}"), day=ends)
    if sure is not None and payment.held:
        text = N_("not sure any more since {day}: hold it anew") if now >= sure else N_("sure until {day}")
        yield sentence(text, day=sure)
    if payment.keep:
        yield sentence(N_("taken when somebody settles it"))
