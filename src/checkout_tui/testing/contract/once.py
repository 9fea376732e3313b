"""One key, one effect: a lost answer and a retry, the same question twice, two workers at once."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Barrier, Thread

from checkout_tui.domain import outcomes as o
from checkout_tui.domain.errors import CheckoutError
from checkout_tui.domain.history import Question
from checkout_tui.domain.payment import believable
from checkout_tui.testing.checking import Check, Level, NotApplicable, expect, needs
from checkout_tui.testing.line import ANSWER_LOST, QUESTION_LOST, Trouble
from checkout_tui.testing.office import office
from checkout_tui.testing.story import Story
from checkout_tui.testing.subject import Subject

_AREA = "once"
_WORKERS = 2
_DENIALS = (o.Refused, o.NotFound, o.TooLate)
"""Answers that say that nothing was done."""


def _lost(question: Question) -> Callable[[Subject], None]:
    def run(subject: Subject) -> None:
        begun = _ready(subject, question)
        healthy = begun.fork()
        meant = healthy.call()
        other = begun.fork()
        done = other.ask(question)
        ends = other.find_out() if other.doubtful else done
        counted = healthy.count(question)
        needs(
            believable(healthy.payment, question, meant),
            f"a {question} is not answered so that the host believes it",
        )
        needs(not isinstance(meant, o.Unanswered), "the answer cannot be used: see good-answers-can-be-used")
        needs(counted == 1, f"a {question} that nothing befalls has {counted} effects: see good-payment")
        ways = _ways(subject, question)
        needs(ways, "it promises no window for asking again, and has no inquire hook")
        for nth in range(len(healthy.line.requests)):
            for trouble in (*QUESTION_LOST, *ANSWER_LOST):
                for replay in ways:
                    _lose_one(begun.fork(), question, nth, trouble, replay=replay, like=meant)
                    if not replay and ends is not None:
                        _asked_after(begun.fork(), question, nth, trouble, like=ends)

    return run


def _ways(subject: Subject, question: Question) -> tuple[bool, ...]:
    """The ways to find out: asking again with the same key (True), and asking what became of it (False)."""
    again = (True,) if subject.described.promise.window(question) else ()
    after = (False,) if subject.has("inquire") else ()
    return again + after


def _lose_one(
    story: Story, question: Question, nth: int, trouble: Trouble, *, replay: bool, like: o.Outcome
) -> None:
    story.line.arrange(nth, trouble)
    outcome: o.Outcome | None = story.ask(question)
    story.line.heal()
    where = f"{question}, request {nth + 1}: {trouble.name}"
    if story.payment.live is None and not isinstance(outcome, o.NotSent):
        # Believed at once. It is true, or the checks of faults say so.
        return
    if replay:
        outcome = story.ask(question)
    if story.doubtful:
        outcome = story.find_out(replay=replay)
    how = "asked again" if replay else "asked after"
    counted = story.count(question)
    expect(counted <= 1, f"{where}, then {how}: the provider counted {counted} effects")
    if replay:
        expect(counted == 1, f"{where}, then {how}: the provider counted no effect")
        closed = story.payment.live is None
        expect(
            closed or isinstance(like, o.Pending),
            f"{where}, then {how}: nobody ever learns what became of it",
        )
        expect(
            not closed or isinstance(like, o.Pending) or type(outcome) is type(like),
            f"{where}, then {how}: it is {type(like).__name__}, and the answer is {type(outcome).__name__}",
        )


def _asked_after(story: Story, question: Question, nth: int, trouble: Trouble, *, like: o.Outcome) -> None:
    """What inquiring finds is what the provider did, and where an inquiry is promised it finds it."""
    story.line.arrange(nth, trouble)
    story.ask(question)
    story.line.heal()
    if story.payment.live is None:
        return
    outcome, promise = story.find_out(replay=False), story.subject.described.promise
    if story.count(question) != 1:
        return
    where = f"{question}, request {nth + 1}: {trouble.name}, then asked after"
    if outcome is None:
        expect(
            not promise.inquiry or promise.window(question) is not None,
            f"{where}: the provider did it, and nobody ever finds that out: Promise.inquiry is not kept",
        )
    expect(
        not isinstance(outcome, _DENIALS) or isinstance(like, _DENIALS),
        f"{where}: the provider did it, and the answer is {type(outcome).__name__}",
    )


def _twice(subject: Subject) -> None:
    for question in _moving(subject):
        story = _ready(subject, question)
        first = story.call()
        counted = story.count(question)
        again = story.call()
        expect(
            story.count(question) == counted,
            f"{question} asked twice with one key: the provider counted {story.count(question)} effects",
        )
        needs(type(first) is not o.Unanswered, "the good payment is not answered: see good-payment")
        expect(
            type(again) is type(first) or not subject.described.promise.window(question),
            f"{question} is answered with {type(first).__name__}, and with the same key {type(again).__name__}",
        )


def _at_once(subject: Subject) -> None:
    for question in _moving(subject):
        story = _ready(subject, question)
        story.line.meet(_WORKERS)

        def work(story: Story = story) -> None:
            story.call()

        workers = [Thread(target=work, daemon=True) for _ in range(_WORKERS)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        expect(
            story.count(question) <= 1,
            f"{question} asked by two at once with one key: the provider counted {story.count(question)} effects",
        )


def _operators(subject: Subject) -> None:
    needs(subject.simulated.effects, "its simulated side does not count what it does")
    with TemporaryDirectory(prefix="checkout-kit-") as folder, office(subject, Path(folder)) as at_work:
        payment = at_work.prepare()
        barrier = Barrier(_WORKERS)

        def press() -> None:
            barrier.wait()
            # The slower one is told that the other was first.
            with suppress(CheckoutError):
                at_work.authorize(payment)

        operators = [Thread(target=press, daemon=True) for _ in range(_WORKERS)]
        for operator in operators:
            operator.start()
        for operator in operators:
            operator.join()
        effects = at_work.side.effects() if at_work.side.effects else ()
        for question in (Question.AUTHORIZE, Question.SETTLE):
            counted = sum(effect.question is question for effect in effects)
            expect(
                counted <= 1,
                f"two operators press the key, and the provider counted {counted} effects of {question}",
            )


def _moving(subject: Subject) -> tuple[Question, ...]:
    """The questions that have an effect at the provider."""
    found = []
    for question in (Question.AUTHORIZE, Question.SETTLE, Question.REFUND, Question.VOID):
        try:
            story = _ready(subject, question)
            story.call()
            if story.count(question) == 1:
                found.append(question)
        except NotApplicable:
            continue
    needs(found, "none of its questions has an effect that is counted")
    return tuple(found)


def _ready(subject: Subject, question: Question) -> Story:
    needs(subject.has(str(question)), f"it has no {question} hook")
    story = Story(subject).reach(question)
    story.begin(question)
    return story


def _as_check(name: str, sentence: str, run: Callable[[Subject], None]) -> Check:
    return Check(name, _AREA, Level.FULL, sentence, run)


CHECKS: tuple[Check, ...] = (
    *(
        _as_check(
            f"lost-answer-{question}",
            f"When the answer to {question} is lost and the host asks again or inquires, the provider did it once.",
            _lost(question),
        )
        for question in (Question.AUTHORIZE, Question.SETTLE, Question.REFUND, Question.VOID)
    ),
    _as_check(
        "same-key-same-effect",
        "The same question asked again with the same key has one effect and the same kind of answer.",
        _twice,
    ),
    _as_check(
        "two-workers-one-effect",
        "Two workers that ask the same question with the same key at the same moment have one effect.",
        _at_once,
    ),
    _as_check(
        "two-operators-one-payment",
        "Two operators at one desk who press the key for the same payment at the same moment take it once.",
        _operators,
    ),
)
