"""Money: exactly what was asked for, in whole minor units, and never more back than was taken."""

from checkout_tui.domain import outcomes as o
from checkout_tui.domain.history import Question, Standing
from checkout_tui.domain.money import EXPONENTS, Money, exponent
from checkout_tui.testing.checking import Check, Level, check, expect, needs, only
from checkout_tui.testing.story import Story
from checkout_tui.testing.subject import Subject

_AREA = "money"
_PREFERRED = ("JPY", "KRW", "USD", "EUR", "KWD", "BHD")


@check(_AREA)
def good_payment(subject: Subject) -> None:
    """A payment that nothing speaks against is authorized, and settled with exactly the amount that was asked for."""
    story = Story(subject)
    outcome: object = story.authorize()
    if story.doubtful:
        outcome = story.find_out() or outcome
    if story.payment.standing is Standing.AWAITING_CUSTOMER:
        story.approve()
    if story.payment.standing is Standing.AWAITING_FUNDS:
        story.receive()
    if story.payment.live is None and story.payment.standing in (
        Standing.AUTHORIZED,
        Standing.AWAITING_FUNDS,
    ):
        outcome = story.ask(Question.SETTLE)
        if story.doubtful:
            outcome = story.find_out() or outcome
    told = f"{type(outcome).__name__} {getattr(outcome, 'why', '') or getattr(outcome, 'code', '')}".strip()
    expect(story.payment.standing is Standing.SETTLED, f"it stands at {story.payment.standing}, after {told}")
    expect(
        story.payment.kept == subject.total, f"{story.payment.kept} were settled instead of {subject.total}"
    )


@check(_AREA)
def digits_of_every_kind(subject: Subject) -> None:
    """Currencies without decimals, with two and with three are taken to the last minor unit."""
    taken = subject.described.currencies or frozenset(EXPONENTS)
    for digits in (0, 2, 3):
        fitting = [c for c in (*_PREFERRED, *sorted(taken)) if c in taken and exponent(c) == digits]
        if not fitting or subject.good.total is not None:
            continue
        usual = subject.usual(fitting[0])
        total = Money(usual.minor + 1, usual.currency)
        if subject.described.why_not(total, subject.country, recurring=False) is not None:
            continue
        story = Story(subject, total=total)
        story.authorize()
        if story.simulated.effects is not None:
            for effect in story.effects():
                expect(effect.amount == total, f"of {total}, the provider was asked for {effect.amount}")


@check(_AREA, Level.FULL)
def limits_are_the_providers(subject: Subject) -> None:
    """The smallest and the largest amount it declares are amounts that its provider takes."""
    limits = [
        bound
        for each in subject.described.limits
        for bound in (each.lowest, each.highest)
        if bound is not None and bound.currency == subject.currency
    ]
    needs(limits, f"it declares no limits in {subject.currency}")
    for total in limits:
        story = Story(subject, total=total)
        outcome = story.authorize()
        if story.doubtful:
            outcome = story.find_out() or outcome
        expect(
            not isinstance(outcome, o.Refused | o.NotSent),
            f"it declares {total}, and answers {type(outcome).__name__}",
        )


@check(_AREA)
def never_more_back_than_was_taken(subject: Subject) -> None:
    """Asked to give back more than was taken, it answers anything but Refunded, and nothing goes back."""
    story = Story(subject).reach(Question.REFUND)
    before = story.count(Question.REFUND) if story.simulated.effects else 0
    more = Money(subject.total.minor * 2 + 1, subject.total.currency)
    outcome = story.lane.ask("refund", **story.offer(amount=more, key=f"{story.payment.id}-refund-1"))
    expect(not isinstance(outcome, o.Refunded), f"of {subject.total} it gives {more} back")
    if story.simulated.effects:
        expect(story.count(Question.REFUND) == before, f"of {subject.total} the provider gave {more} back")


@check(_AREA)
def refunds_what_was_asked(subject: Subject) -> None:
    """Refunded names the amount that the question named."""
    story = Story(subject).reach(Question.REFUND)
    story.begin(Question.REFUND, subject.total)
    outcome = only(story.call(), o.Refunded, "refund")
    expect(
        outcome.amount == subject.total, f"asked to give back {subject.total}, it answers {outcome.amount}"
    )


@check(_AREA)
def part_of_it_can_go_back(subject: Subject) -> None:
    """A method that declares partial refunds gives back a part, and then another of the same size."""
    needs(subject.described.partial_refund, "it declares partial_refund=False")
    story = Story(subject).reach(Question.REFUND)
    part = Money(subject.total.minor // 4, subject.total.currency)
    for turn in (1, 2):
        outcome: object = story.ask(Question.REFUND, part)
        if story.doubtful:
            outcome = story.find_out()
            needs(outcome is not None, "refunds wait for a person")
        expect(not isinstance(outcome, o.Refused), f"part {turn} is answered with {type(outcome).__name__}")
        needs(isinstance(outcome, o.Refunded), f"part {turn} is answered with {type(outcome).__name__}")
        if story.simulated.effects:
            expect(
                story.count(Question.REFUND) == turn,
                f"after {turn} refunds of the same amount the provider counts {story.count(Question.REFUND)}",
            )


CHECKS: tuple[Check, ...] = (
    good_payment,
    digits_of_every_kind,
    never_more_back_than_was_taken,
    refunds_what_was_asked,
    part_of_it_can_go_back,
    limits_are_the_providers,
)
