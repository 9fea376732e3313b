"""Trouble on the line: whatever goes wrong, no answer is invented."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from checkout_tui.domain import outcomes as o
from checkout_tui.domain.history import Question
from checkout_tui.testing.checking import Check, Level, NotApplicable, check, expect, needs
from checkout_tui.testing.contract.amounts import MOVES_MONEY, reached
from checkout_tui.testing.line import ANSWER_LOST, NEVER_SENT, NONSENSE, QUESTION_LOST, Trouble
from checkout_tui.testing.story import Story
from checkout_tui.testing.subject import Subject

_AREA = "faults"
_UNCLEAR = (o.Pending, o.Unanswered, o.NotSent)


@check(_AREA, Level.FULL)
def nonsense_is_no_answer(subject: Subject) -> None:
    """An answer that cannot be understood is neither a success nor a refusal: Pending, or an error that escapes."""
    for question, story, nth, trouble in _troubled(subject, NONSENSE):
        outcome = story.call()
        expect(
            isinstance(outcome, _UNCLEAR),
            f"{question}, request {nth + 1}: {trouble.name} is answered with {type(outcome).__name__}",
        )


@check(_AREA, Level.FULL)
def lost_answers_are_not_guessed(subject: Subject) -> None:
    """When the provider acted and its answer is lost or cut short, the method does not guess."""
    for question, story, nth, trouble in _troubled(subject, (*QUESTION_LOST, *ANSWER_LOST)):
        outcome = story.call()
        expect(
            isinstance(outcome, _UNCLEAR),
            f"{question}, request {nth + 1}: {trouble.name}, is answered with {type(outcome).__name__}",
        )


@check(_AREA, Level.FULL)
def not_sent_is_a_proof(subject: Subject) -> None:
    """NotSent is answered only where nothing can have been done: never after the question has left."""
    troubles = tuple(t for t in (*QUESTION_LOST, *ANSWER_LOST) if "Error" in t.name or "Timeout" in t.name)
    for question, story, nth, trouble in _troubled(subject, troubles):
        needs(story.simulated.effects, "its simulated side does not count what it does")
        before = story.count(question)
        outcome = story.call()
        acted = story.count(question) > before
        asked = _is_the_question(story, question)
        expect(
            not isinstance(outcome, o.NotSent) or not (acted or asked),
            f"{question}, request {nth + 1}: {trouble.name}, is answered with NotSent",
        )


@check(_AREA, Level.FULL)
def no_connection_is_left_to_the_host(subject: Subject) -> None:
    """A connection that was never made is no refusal and no success: its error escapes, and the host judges it."""
    for question, story, nth, trouble in _troubled(subject, NEVER_SENT):
        before = story.count(question) if story.simulated.effects else 0
        outcome = story.call()
        expect(
            isinstance(outcome, _UNCLEAR),
            f"{question}, request {nth + 1}: {trouble.name} is answered with {type(outcome).__name__}",
        )
        expect(
            not story.simulated.effects or story.count(question) == before,
            f"{question}: it was sent again behind the host's back",
        )


@check(_AREA, Level.FULL)
def never_tries_again_by_itself(subject: Subject) -> None:
    """Whatever goes wrong, a hook sends each request once: trying again is the host's to decide."""
    troubles = (
        QUESTION_LOST[1],
        ANSWER_LOST[0],
        *(t for t in NONSENSE if t.name in ("500", "503", "too many requests")),
    )
    usual: dict[Question, list[tuple[str, str]]] = {}
    for question, story, _, trouble in _troubled(subject, (*NEVER_SENT[:1], *troubles)):
        healthy = usual[question] if question in usual else _requests(story.fork())
        usual[question] = healthy
        began = len(story.line.requests)
        story.call()
        sent = [(r.method, r.url.path) for r in story.line.requests[began:]]
        repeated = [each for each in set(sent) if sent.count(each) > max(healthy.count(each), 1)]
        expect(
            not repeated,
            f"{question}, after {trouble.name}: {' '.join(repeated[0]) if repeated else ''} is sent again",
        )


@check(_AREA, Level.FULL)
def speaks_to_declared_hosts_only(subject: Subject) -> None:
    """Every request goes to a host that it declares, over https."""
    for question in MOVES_MONEY:
        story = _ready(subject, question)
        if story is not None:
            story.call()
            for request in story.line.requests:
                place = urlsplit(str(request.url))
                expect(place.scheme == "https", f"{question} is asked over {place.scheme}")
                expect(
                    place.hostname in subject.described.hosts,
                    f"{place.hostname} is not among its declared hosts",
                )


def _troubled(
    subject: Subject, troubles: tuple[Trouble, ...]
) -> Iterator[tuple[Question, Story, int, Trouble]]:
    """A story for each question, each of its requests, and each trouble: ready, and about to go wrong."""
    tried = 0
    for question in MOVES_MONEY:
        begun = _ready(subject, question)
        if begun is None:
            continue
        for nth in range(len(_requests(begun.fork()))):
            for trouble in troubles:
                story = begun.fork()
                story.line.arrange(nth, trouble)
                tried += 1
                yield question, story, nth, trouble
    needs(tried, "none of its questions sends a request")


def _ready(subject: Subject, question: Question) -> Story | None:
    """A story in which ``question`` is written down and may be called; None when no way leads there."""
    story = reached(subject, question)
    try:
        if story is not None:
            story.begin(question)
    except NotApplicable:
        return None
    return story


def _requests(story: Story) -> list[tuple[str, str]]:
    """What is sent for the question that is open when nothing goes wrong."""
    before = len(story.line.requests)
    story.call()
    return [(request.method, request.url.path) for request in story.line.requests[before:]]


def _is_the_question(story: Story, question: Question) -> bool:
    """Whether the last request could have done what was asked: it is no mere reading, and no way in."""
    if not story.line.requests:
        return False
    last = story.line.requests[-1]
    live = story.payment.live
    named = last.content + repr(last.headers.raw).encode()
    return last.method != "GET" and live is not None and live.key.encode() in named


CHECKS: tuple[Check, ...] = (
    nonsense_is_no_answer,
    lost_answers_are_not_guessed,
    not_sent_is_a_proof,
    no_connection_is_left_to_the_host,
    never_tries_again_by_itself,
    speaks_to_declared_hosts_only,
)
