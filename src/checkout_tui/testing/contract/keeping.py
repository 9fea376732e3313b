"""Nothing is kept between questions: every hook answers from what it is given."""

import sys
from collections import deque
from collections.abc import Mapping
from enum import Enum
from types import ModuleType

from checkout_tui.domain import outcomes as o
from checkout_tui.domain.history import Question, Standing
from checkout_tui.domain.money import Money
from checkout_tui.testing.checking import Check, Level, check, expect, needs
from checkout_tui.testing.story import Story
from checkout_tui.testing.subject import Subject

_AREA = "state"


@check(_AREA)
def keeps_nothing_of_its_own(subject: Subject) -> None:
    """After a whole payment the method holds exactly what it held before."""
    first = Story(subject, number=76)
    _whole(first)
    before = _held(subject)
    # Another payment at the same provider, so that every name in it is new.
    _whole(Story(subject, number=77, memory=first.memory))
    held = _held(subject)
    changed = sorted(name for name in held if held[name] != before.get(name))
    expect(
        not changed,
        f"it remembers something of a payment, in {', '.join(changed)}; keep state at the provider, or nowhere",
    )


@check(_AREA)
def two_payments_do_not_mix(subject: Subject) -> None:
    """Two payments that take turns are each settled with their own amount and their own reference."""
    memory: dict[str, str] = {}
    totals = [subject.total, Money(subject.total.minor + 1, subject.total.currency)]
    needs(
        subject.described.why_not(totals[1], subject.country, recurring=False) is None,
        "there is no second amount within its limits",
    )
    needs(subject.good.total is None, "its good amount is the only one that it is tried with")
    stories = [Story(subject, memory=memory, number=n, total=total) for n, total in enumerate(totals, 1)]
    for story in stories:
        story.authorize()
    needs(stories[0].payment.standing is not Standing.SETTLED, "its money is taken at once")
    for story in stories:
        story.wait()
    for story in stories:
        story.take()
    ends = [story.payment.standing for story in stories]
    expect(Standing.DECLINED not in ends, "of two payments that take turns one is refused")
    needs(set(ends) == {Standing.SETTLED}, f"a payment does not get farther than {ends[0]} by itself")
    expect([story.payment.kept for story in stories] == totals, "the amounts of two payments were mixed up")
    expect(
        len({story.payment.reference for story in stories}) == len(stories), "two payments have one reference"
    )
    if stories[0].simulated.effects:
        taken = [e.amount for e in stories[0].effects() if e.question is Question.SETTLE] or [
            e.amount for e in stories[0].effects() if e.question is Question.AUTHORIZE
        ]
        expect(sorted(taken) == sorted(totals), f"the provider took {', '.join(map(str, taken))}")


@check(_AREA)
def another_process_can_go_on(subject: Subject) -> None:
    """A payment begun in one process is settled in another that knows nothing but the history and the provider."""
    here = Story(subject).reach(Question.REFUND)
    needs(here.payment.standing is Standing.SETTLED, "it is not settled in one process either")
    begun = Story(subject)
    outcome: object = begun.authorize()
    if begun.stands(Standing.AWAITING_CUSTOMER):
        begun.approve()
    if begun.stands(Standing.AWAITING_FUNDS):
        begun.receive()
    needs(begun.payment.standing is not Standing.SETTLED, "its money is taken at once")
    other = Story(subject, memory=begun.memory)
    other.payment, other.now = begun.payment, begun.now
    if other.doubtful:
        outcome = other.find_out() or outcome
    if other.payment.standing is not Standing.SETTLED:
        outcome = other.take() or outcome
    expect(
        other.payment.standing is Standing.SETTLED,
        f"begun here and settled there, it is answered with {type(outcome).__name__}",
    )


@check(_AREA, Level.FULL)
def two_lanes_do_not_mix(subject: Subject) -> None:
    """Two lanes of one plugin, with settings and a provider of their own, do not see each other's payments."""
    one, other = Story(subject), Story(subject, number=2)
    one.reach(Question.AUTHORIZE)
    other.reach(Question.AUTHORIZE)
    other_sent = len(other.line.requests)
    one.ask(Question.AUTHORIZE)
    expect(len(other.line.requests) == other_sent, "a question in one lane is sent through another")
    needs(one.line.requests, "it sends nothing")
    expect(one.count(Question.AUTHORIZE) == 1, "a question in one lane never came to its provider")
    expect(other.count(Question.AUTHORIZE) == 0, "a question in one lane had an effect in another")


@check(_AREA, Level.FULL)
def the_simulated_side_remembers(subject: Subject) -> None:
    """The simulated provider keeps everything in the memory it is given, and counts what it did from there."""
    needs(subject.has("simulate"), "it has no simulate hook")
    story = Story(subject)
    expect(
        story.simulated.handle,
        "it declares hosts, and its simulated side does not speak HTTP (Simulated.handle)",
    )
    expect(
        story.simulated.effects,
        "it declares hosts, and its simulated side counts nothing (Simulated.effects)",
    )
    story.reach(Question.AUTHORIZE)
    story.ask(Question.AUTHORIZE)
    before = story.effects()
    expect(before, "an authorization had no effect that its simulated side counts")
    again = Story(subject, memory=dict(story.memory))
    expect(again.effects() == before, "a second simulated provider over the same memory knows something else")


@check(_AREA)
def asks_nobody_unless_set_up(subject: Subject) -> None:
    """While a required setting has no value it asks nobody anything: NotSent, and no request leaves."""
    required = [s.code for s in subject.described.settings if s.required and s.default is None]
    needs(required, "it needs no settings")
    for code in required:
        settings = {name: value for name, value in subject.settings.items() if name != code}
        story = Story(subject, settings=settings)
        details = subject.details(subject.good)
        if subject.has("tokenize"):
            answer = story.lane.ask("tokenize", **story.offer(details=details, key="kit-setup"))
        else:
            answer = story.lane.ask("authorize", **story.offer(details=details, key="kit-setup"))
        expect(not story.line.requests, f"without {code} a request leaves all the same")
        expect(
            isinstance(answer, o.NotSent), f"without {code} it answers {type(answer).__name__}, not NotSent"
        )


def _whole(story: Story) -> None:
    story.promise()
    story.take()


def _held(subject: Subject) -> dict[str, str]:
    """Everything that the method and the modules of its package hold, by where it is held."""
    places = {"": {**vars(type(subject.method)), **getattr(subject.method, "__dict__", {})}}
    for name, module in list(sys.modules.items()):
        if name.split(".")[0] == subject.package:
            places[f"{name}."] = vars(module)
    return {
        f"{place}{name}": _seen(value)
        for place, there in places.items()
        for name, value in list(there.items())
        if not name.startswith("__") and value is not subject.method
    }


def _seen(value: object, depth: int = 6) -> str:
    """A text that is another when the value is; nothing of what is called, or of a type."""
    if callable(value) or isinstance(value, ModuleType | property) or not depth:
        return type(value).__name__
    if isinstance(value, Mapping):
        return repr([(repr(key), _seen(each, depth - 1)) for key, each in value.items()])
    if isinstance(value, list | tuple | deque):
        return repr([_seen(each, depth - 1) for each in value])
    if isinstance(value, set | frozenset):
        return repr(sorted(repr(each) for each in value))
    inside = getattr(value, "__dict__", None)
    if inside and not isinstance(value, Enum):
        return _seen(dict(inside), depth - 1)
    return repr(value)


CHECKS: tuple[Check, ...] = (
    keeps_nothing_of_its_own,
    two_payments_do_not_mix,
    another_process_can_go_on,
    asks_nobody_unless_set_up,
    two_lanes_do_not_mix,
    the_simulated_side_remembers,
)
