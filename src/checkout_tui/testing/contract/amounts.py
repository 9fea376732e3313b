"""Money: exactly what was asked for, in whole minor units, and never more back than was taken."""

from checkout_tui.domain import outcomes as o
from checkout_tui.domain.history import Question, Standing
from checkout_tui.domain.money import EXPONENTS, Money, exponent
from checkout_tui.testing.checking import Check, Level, NotApplicable, check, expect, needs, only
from checkout_tui.testing.story import WAITS, Story
from checkout_tui.testing.subject import Subject

_AREA = "money"
MOVES_MONEY = (Question.AUTHORIZE, Question.SETTLE, Question.REFUND, Question.VOID)
_PREFERRED = ("JPY", "KRW", "USD", "EUR", "KWD", "BHD")


_DONE: dict[Question, type | tuple[type, ...]] = {
    Question.AUTHORIZE: (o.Authorized, o.Settled),
    Question.SETTLE: o.Settled,
    Question.REFUND: o.Refunded,
    Question.VOID: o.Voided,
}
"""The answer that says that the question had its effect."""


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
        # Where the seller bears what a bank kept on the way, less than the whole is settled.
        part = Money(subject.total.minor - 1, subject.total.currency)
        said = story.lane.ask("settle", **story.offer(amount=part, key="kit-part"))
        settled = said.amount if isinstance(said, o.Settled) else part
        expect(settled == part, f"asked to settle {part} of {subject.total}, it settles {settled}")
    outcome = story.take() or outcome
    told = f"{type(outcome).__name__} {getattr(outcome, 'why', '') or getattr(outcome, 'code', '')}".strip()
    expect(story.payment.standing is Standing.SETTLED, f"it stands at {story.payment.standing}, after {told}")
    expect(
        story.payment.kept == subject.total, f"{story.payment.kept} were settled instead of {subject.total}"
    )


@check(_AREA)
def good_answers_can_be_used(subject: Subject) -> None:
    """Where nothing goes wrong each question gets an answer that can be used: no hook raises or answers else."""
    for question in MOVES_MONEY:
        story = reached(subject, question)
        if story is None:
            continue
        story.begin(question)
        outcome = story.call()
        expect(not isinstance(outcome, o.Unanswered), f"{question}: {getattr(outcome, 'why', '')}")
        if subject.has("inquire"):
            found = story.lane.ask("inquire", **story.offer(question=question))
            expect(
                not isinstance(found, o.Unanswered),
                f"inquire, after {question}: {getattr(found, 'why', '')}",
            )


@check(_AREA, Level.FULL)
def what_it_says_was_done(subject: Subject) -> None:
    """What it says was held, taken, given back or released was so at the provider: once, and of that amount."""
    tried = 0
    for question, done in _DONE.items():
        story = reached(subject, question)
        if story is None:
            continue
        before, held = story.count(question), question is not Question.VOID or story.payment.held
        first = story.ask(question)
        outcome: o.Outcome | None = first
        if story.doubtful:
            outcome = story.find_out()
            expect(
                outcome is not None
                or not isinstance(first, o.Pending)
                or story.count(question) == before
                or not subject.described.promise.inquiry,
                f"{question}: the provider did it, and a month later inquire does not know: "
                "Promise.inquiry is not kept",
            )
        if isinstance(outcome, o.Authorized):
            # A customer's approval, or his word on the phone, holds no money.
            held = outcome.held and bool(subject.described.hosts)
        if not isinstance(outcome, done) or not held:
            continue
        tried += 1
        amounts = [effect.amount for effect in story.effects() if effect.question is question][before:]
        expect(
            len(amounts) == 1,
            f"{question} is answered with {type(outcome).__name__}, and the provider counted {len(amounts)} effects",
        )
        expect(
            question is Question.VOID or amounts == [subject.total],
            f"{question} of {subject.total}: the provider counted {', '.join(map(str, amounts))}",
        )
    needs(tried, "none of its questions has an effect at a provider")


@check(_AREA)
def what_was_taken_is_not_released(subject: Subject) -> None:
    """Asked to release what was taken meanwhile, it answers TooLate or a refusal, never that it is released."""
    here = reached(subject, Question.VOID)
    if here is None or not here.payment.held:
        raise NotApplicable("nothing is held that it could release")
    elsewhere = here.fork()
    elsewhere.take()
    needs(elsewhere.payment.standing is Standing.SETTLED, "it is not taken")
    late = here.fork(elsewhere.memory)
    late.begin(Question.VOID)
    for outcome in (late.call(), late.inquire()):
        expect(
            not isinstance(outcome, o.Voided),
            f"{subject.total} was taken, and it says Voided: nobody would give it back",
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
    whole = subject.total
    asked = Money(whole.minor // 4, whole.currency) if subject.described.partial_refund else whole
    story.begin(Question.REFUND, asked)
    outcome = story.call()
    if isinstance(outcome, o.Pending):
        story.answer(outcome)
        for wait in WAITS:
            story.now += wait
            outcome = story.lane.ask("inquire", **story.offer(question=Question.REFUND))
            if isinstance(outcome, o.Refunded):
                break
    outcome = only(outcome, o.Refunded, "refund")
    expect(outcome.amount == asked, f"asked to give back {asked}, it answers {outcome.amount}")


@check(_AREA)
def part_of_it_can_go_back(subject: Subject) -> None:
    """A method that declares partial refunds gives back a part, and then another of the same size."""
    needs(subject.described.partial_refund, "it declares partial_refund=False")
    story = Story(subject).reach(Question.REFUND)
    part, called = Money(subject.total.minor // 4, subject.total.currency), story.payment.reference
    for turn in (1, 2):
        outcome: object = story.ask(Question.REFUND, part)
        if story.doubtful:
            expect(
                story.payment.reference == called or not story.simulated.effects,
                f"after a refund the payment is called {story.payment.reference!r} instead of {called!r}: give the "
                "payment's own reference with Pending, not the refund's",
            )
            outcome = story.find_out()
            needs(outcome is not None, "refunds wait for a person")
        expect(not isinstance(outcome, o.Refused), f"part {turn} is answered with {type(outcome).__name__}")
        needs(isinstance(outcome, o.Refunded), f"part {turn} is answered with {type(outcome).__name__}")
        if story.simulated.effects:
            expect(
                story.count(Question.REFUND) == turn,
                f"after {turn} refunds of the same amount the provider counts {story.count(Question.REFUND)}",
            )


def reached(subject: Subject, question: Question) -> Story | None:
    """A story in which ``question`` may be asked; None when the method has no such hook, or no way leads there."""
    if not subject.has(str(question)):
        return None
    try:
        return Story(subject).reach(question)
    except NotApplicable:
        return None


CHECKS: tuple[Check, ...] = (
    good_payment,
    good_answers_can_be_used,
    digits_of_every_kind,
    never_more_back_than_was_taken,
    refunds_what_was_asked,
    part_of_it_can_go_back,
    what_it_says_was_done,
    what_was_taken_is_not_released,
    limits_are_the_providers,
)
