"""Asking what became of a question."""

from checkout_tui.domain import outcomes as o
from checkout_tui.domain.history import Question
from checkout_tui.domain.money import Money
from checkout_tui.testing.checking import Check, Level, check, expect, needs
from checkout_tui.testing.contract.amounts import reached
from checkout_tui.testing.line import NONSENSE
from checkout_tui.testing.story import WAITS, Story
from checkout_tui.testing.subject import Subject

_AREA = "inquiry"
_ABOUT = {
    Question.AUTHORIZE: (o.Authorized, o.Settled, o.AwaitingCustomer, o.AwaitingFunds),
    Question.SETTLE: (o.Settled,),
    Question.REFUND: (o.Refunded,),
    Question.VOID: (o.Voided, o.TooLate),
}
_ALWAYS = (o.Pending, o.NotFound, o.Unanswered)


@check(_AREA, Level.FULL)
def answers_the_question_that_was_asked(subject: Subject) -> None:
    """inquire answers about the question it is given: for a settle Settled or NotFound, never Authorized."""
    needs(subject.has("inquire"), "it has no inquire hook")
    for question, listed in _ABOUT.items():
        story = reached(subject, question)
        if story is None:
            continue
        story.begin(question)
        early = story.lane.ask("inquire", **story.offer(question=question))
        expect(
            isinstance(early, (*listed, *_ALWAYS)),
            f"{question} was not asked yet, and inquire answers {type(early).__name__}",
        )
        done = story.call()
        if isinstance(done, o.Pending | o.Unanswered):
            continue
        for wait in WAITS[:4]:
            story.now += wait
            found = story.lane.ask("inquire", **story.offer(question=question))
        expect(
            isinstance(found, (*listed, *_ALWAYS)),
            f"{question} was {type(done).__name__}, and inquire answers {type(found).__name__}",
        )


@check(_AREA, Level.FULL)
def a_question_never_asked_is_not_found(subject: Subject) -> None:
    """A key that the provider never saw is not found: inquire makes no success out of somebody else's payment."""
    needs(subject.has("inquire"), "it has no inquire hook")
    earlier = Story(subject).reach(Question.AUTHORIZE)
    earlier.ask(Question.AUTHORIZE)
    other = Story(subject, memory=earlier.memory, number=2).reach(Question.AUTHORIZE)
    other.begin(Question.AUTHORIZE)
    for wait in WAITS[:4]:
        other.now += wait
        found = other.lane.ask("inquire", **other.offer(question=Question.AUTHORIZE))
        expect(isinstance(found, _ALWAYS), f"of a question never asked it says {type(found).__name__}")


@check(_AREA, Level.FULL)
def a_refund_never_asked_is_not_found(subject: Subject) -> None:
    """After one refund, another with a new key is not taken for it."""
    needs(subject.has("inquire"), "it has no inquire hook")
    story = Story(subject).reach(Question.REFUND)
    part = Money(subject.total.minor // 4, subject.total.currency)
    first: object = story.ask(Question.REFUND, part)
    if story.doubtful:
        first = story.find_out()
    needs(story.payment.live is None and isinstance(first, o.Refunded), "a refund never ends")
    story.begin(Question.REFUND, part)
    found = story.lane.ask("inquire", **story.offer(question=Question.REFUND))
    expect(isinstance(found, _ALWAYS), f"of a refund never asked it says {type(found).__name__}")


@check(_AREA, Level.FULL)
def nothing_known_is_no_success(subject: Subject) -> None:
    """Where the provider knows nothing of a payment any more, inquire says that no money came, moved or went back."""
    needs(subject.has("inquire"), "it has no inquire hook")
    for question in (Question.SETTLE, Question.REFUND):
        story = reached(subject, question)
        if story is None:
            continue
        blank = story.fork({})
        for about in (Question.INQUIRE, Question.SETTLE):
            found = blank.lane.ask("inquire", **blank.offer(question=about, key="kit-forgotten"))
            expect(
                not isinstance(found, (o.Authorized, o.Settled, o.Refunded)),
                f"the provider has forgotten it, and to {about} it answers {type(found).__name__}",
            )


@check(_AREA, Level.FULL)
def inquiring_changes_nothing(subject: Subject) -> None:
    """inquire only reads: the provider has done exactly as much after it as before."""
    needs(subject.has("inquire"), "it has no inquire hook")
    for question in (Question.AUTHORIZE, Question.REFUND):
        story = Story(subject).reach(question)
        story.ask(question)
        before = story.effects()
        for about in Question:
            story.lane.ask("inquire", **story.offer(question=about))
        expect(story.effects() == before, f"inquiring after {question} did something at the provider")


@check(_AREA, Level.FULL)
def nonsense_is_no_finding(subject: Subject) -> None:
    """An answer to an inquiry that cannot be understood proves nothing: neither presence nor absence."""
    needs(subject.has("inquire"), "it has no inquire hook")
    for trouble in NONSENSE:
        story = Story(subject).reach(Question.AUTHORIZE)
        story.begin(Question.AUTHORIZE)
        story.call()
        sent = len(story.line.requests)
        story.line.arrange(0, trouble)
        found = story.lane.ask("inquire", **story.offer(question=Question.AUTHORIZE))
        if len(story.line.requests) == sent:
            story.line.heal()
            continue
        absent = isinstance(found, o.NotFound) and found.final
        expect(
            isinstance(found, _ALWAYS) and not absent,
            f"{trouble.name} is taken for {type(found).__name__}{' (final)' if absent else ''}",
        )


CHECKS: tuple[Check, ...] = (
    answers_the_question_that_was_asked,
    a_question_never_asked_is_not_found,
    a_refund_never_asked_is_not_found,
    nothing_known_is_no_success,
    inquiring_changes_nothing,
    nonsense_is_no_finding,
)
