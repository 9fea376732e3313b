"""A whole conversation with a method's simulated side, written down question by question."""

from collections.abc import Callable

from attrs import evolve

from checkout_tui.domain import outcomes as o
from checkout_tui.domain.history import Answered, Asked, Question, Standing
from checkout_tui.domain.outside_text import redacted, safe
from checkout_tui.domain.trace import Exchange, exchanges, shown
from checkout_tui.testing.checking import NotApplicable
from checkout_tui.testing.story import Story
from checkout_tui.testing.subject import Sample, Subject


def traced(subject: Subject, sample: Sample | None = None) -> tuple[Exchange, ...]:
    """One payment from its first question to its refund; with ``sample``, what comes of that instead."""
    sample = sample or subject.good
    story = Story(subject, total=sample.total)
    told: list[Exchange] = []

    def follow(step: Callable[[], object], question: str = "") -> object:
        """Take a step, and tell what was asked, what was sent and what was answered in it."""
        began, sent = len(story.entries), len(story.line.requests)
        answer = step()
        new = story.entries[began:]
        requests = _requests(story, sent)
        if question:
            told.append(
                Exchange(
                    subject.code, question, answer=type(answer).__name__, facts=shown(answer), via="hook"
                )
            )
        else:
            heard = {(each.key, each.answer, each.via) for each in told}
            told.extend(
                each
                for each in exchanges(subject.code, [e for e in new if isinstance(e.event, Asked | Answered)])
                if _new(each, heard)
            )
        if told and requests:
            told[-1] = evolve(told[-1], requests=requests)
        return answer

    if story.lane.can("tokenize"):
        token = follow(lambda: story.tokenize(sample), "tokenize")
        if not isinstance(token, o.Token):
            return tuple(told)
    follow(lambda: story.ask(Question.AUTHORIZE, sample=sample))
    if story.doubtful:
        follow(story.find_out)
    if story.payment.standing is Standing.AWAITING_CUSTOMER:
        follow(story.approve)
    if story.stands(Standing.AWAITING_FUNDS):
        story.receive()
    if story.stands(Standing.AUTHORIZED, Standing.AWAITING_FUNDS):
        follow(lambda: story.ask(Question.SETTLE))
        if story.doubtful:
            follow(story.find_out)
    if story.stands(Standing.SETTLED):
        follow(lambda: story.ask(Question.REFUND, story.payment.kept))
        if story.doubtful:
            follow(story.find_out)
    return tuple(told)


def _new(exchange: Exchange, heard: set[tuple[str, str, str]]) -> bool:
    """Whether this answer to its question was not heard before: waiting for days is told once."""
    what = (exchange.key, exchange.answer, exchange.via)
    known = what in heard
    heard.add(what)
    return not known


def refused(subject: Subject) -> Sample:
    """What the method says is refused. Raises NotApplicable when it declares nothing."""
    if subject.bad is None:
        raise NotApplicable("it declares nothing that would be refused (Field.demo_refused, or a Trigger)")
    return subject.bad


def _requests(story: Story, since: int) -> tuple[str, ...]:
    token = story.tokenized.reference if isinstance(story.tokenized, o.Token) else ""
    lines = []
    for request, status in zip(story.line.requests[since:], story.line.statuses[since:], strict=False):
        # The query may hold a key or a name; what was sent along is never looked at.
        path = request.url.path.replace(token, "••••") if token else request.url.path
        lines.append(safe(redacted(f"{request.method} {request.url.host}{path} → {status}"), 200))
    return tuple(lines)
