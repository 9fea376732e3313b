"""The conversation with a method, question by question, with nothing in it that must not be shown.

What is told of an answer is named here, field by field: whatever a method adds to one stays out until
somebody has thought about it. A number, a code, an account and a token are in none of these fields, and
every text goes through the same redaction as the log.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from attrs import field, frozen

from checkout_tui.domain import outcomes as o
from checkout_tui.domain.history import Answered, Asked, Entry, Question, called
from checkout_tui.domain.money import Money
from checkout_tui.domain.outside_text import redacted, safe
from checkout_tui.domain.sentence import N_, Sentence, sentence

_TOLD = ("reference", "shows", "amount", "on", "until", "sure_until", "keep", "held", "code", "why", "final")
_LONGEST = 200


@frozen
class Exchange:
    """One question and what came back for it."""

    method: str
    question: str
    key: str = ""
    amount: Money | None = None
    at: datetime | None = None
    by: str = ""
    via: str = ""
    """How the answer was learned: from the hook, by inquiring, from a bank's document, from a person."""
    answer: str = ""
    """What it is called, such as Authorized; empty while there is none."""
    facts: Mapping[str, str] = field(factory=dict)
    """What may be shown of the answer."""
    requests: tuple[str, ...] = ()
    """What was sent for it over the network: method, host and path, and the status that came back."""


def exchanges(method: str, history: Iterable[Entry]) -> tuple[Exchange, ...]:
    """Every question of one payment, with each answer to it; a question without one yet stands alone."""
    found: list[Exchange] = []
    for entry in history:
        event = entry.event
        if isinstance(event, Asked):
            found.append(
                Exchange(
                    method, str(event.question), event.key, event.amount, at=entry.at, by=safe(entry.by, 60)
                )
            )
        elif isinstance(event, Answered):
            open_ = found and found[-1].key == event.key and not found[-1].answer
            asked = found.pop() if open_ else None
            found.append(
                Exchange(
                    method,
                    str(event.question),
                    event.key,
                    asked.amount if asked else None,
                    at=asked.at if asked else entry.at,
                    by=asked.by if asked else safe(entry.by, 60),
                    via=str(event.via),
                    answer=type(event.outcome).__name__,
                    facts=shown(event.outcome),
                )
            )
    return tuple(found)


def shown(outcome: object) -> dict[str, str]:
    """What may be shown of an answer, in words of the program: fields that hold something, redacted."""
    # A token stands for the number itself: of it only the masked text.
    hidden = ("reference",) if isinstance(outcome, o.Token) else ()
    found = {
        name: _plain(getattr(outcome, name))
        for name in _TOLD
        if name not in hidden and getattr(outcome, name, None) not in (None, "", False)
    }
    if isinstance(outcome, o.AwaitingCustomer):
        # Whoever has the link can pay by it, or look at the order: only whose it is.
        host = outcome.link.partition("//")[2].partition("/")[0]
        found["link"] = safe(f"https://{host}/…", _LONGEST)
    if isinstance(outcome, o.AwaitingFunds):
        found["instructions"] = ", ".join(safe(line.label.en, 40) for line in outcome.instructions)
    return found


def told(exchange: Exchange) -> tuple[Sentence, ...]:
    """One exchange for a person: the question, what was sent for it, and the answer."""
    question = (
        called(Question(exchange.question)) if exchange.question in set(Question) else exchange.question
    )
    asked = sentence(N_("→ {question}"), question=question)
    if exchange.at is not None:
        asked = sentence(
            N_("→ {question} {amount}, {when}, {who}, key {key}")
            if exchange.amount is not None
            else N_("→ {question}, {when}, {who}, key {key}"),
            question=question,
            amount=exchange.amount or "",
            when=exchange.at,
            who=exchange.by,
            key=safe(redacted(exchange.key), 80),
        )
    facts = "  ".join(f"{name}={text}" for name, text in exchange.facts.items())
    answered = (
        sentence(N_("← {answer} ({via}) {facts}"), answer=exchange.answer, via=exchange.via, facts=facts)
        if exchange.answer
        else sentence(N_("← no answer is written down yet"))
    )
    return (asked, *(sentence(N_("   {request}"), request=each) for each in exchange.requests), answered)


def _plain(value: object) -> str:
    if isinstance(value, Money):
        return f"{value.plain()} {value.currency}"
    if isinstance(value, bool):
        return str(value).lower()
    return safe(redacted(str(value)), _LONGEST)
