"""Refusals: an explicit no, what it means, and what a caller may hear of it."""

import re

from checkout_tui.domain import outcomes as o
from checkout_tui.domain.history import Question, Standing
from checkout_tui.domain.lines import LINES
from checkout_tui.domain.wording import PLAIN_DECLINE
from checkout_tui.testing.checking import Check, Level, NotApplicable, check, expect, needs
from checkout_tui.testing.story import Story
from checkout_tui.testing.subject import Sample, Subject

_AREA = "declines"
_PLAIN = (PLAIN_DECLINE, "returned.plain")
_UNKNOWN = ("", "no_such_code", "ZZ99", "x" * 300, "code with spaces", "\x1b[31m", "É", "0")
_NEVER_SAID = re.compile(r"fraud|stolen|lost_card|pick_?up_card|suspect|security_violation")


@check(_AREA)
def a_no_is_a_no(subject: Subject) -> None:
    """What the provider refuses is answered with Refused, and nothing was done."""
    if subject.bad is None:
        raise NotApplicable(
            "it declares nothing that would be refused (Field.demo_refused, or a Trigger with a code)"
        )
    _refused(subject, subject.bad)


@check(_AREA, Level.FULL)
def every_trigger_does_what_it_says(subject: Subject) -> None:
    """Every trigger that names a code is refused with that code."""
    tried = subject.bad.answers if subject.bad else {}
    triggers = [
        trigger
        for trigger in subject.simulated.triggers
        if trigger.code and (trigger.answers or trigger.total) and trigger.answers != tried
    ]
    needs(triggers, "its simulated side has no other trigger with a code")
    for trigger in triggers:
        _refused(subject, Sample(trigger.answers, trigger.total, trigger.code))


@check(_AREA)
def documented_codes_are_understood(subject: Subject) -> None:
    """decline understands every code that the provider documents, and names a line that the host knows."""
    needs(subject.codes, "no codes are known: give the kit codes=…, or the triggers theirs")
    story = Story(subject)
    for code in subject.codes:
        declined = story.hear("decline", {"refused": o.Refused(code)})
        expect(isinstance(declined, o.Declined), f"decline answers {type(declined).__name__} to {code!r}")
        known = declined.wording in LINES and declined.wording.startswith(("declined.", "returned."))
        expect(known, f"decline names the line {declined.wording!r} for {code!r}: there is none of that name")


@check(_AREA)
def unknown_codes_are_plain(subject: Subject) -> None:
    """A code that nobody documented is a plain decline, and decline never raises."""
    story = Story(subject)
    for code in _UNKNOWN:
        try:
            declined = story.hear("decline", {"refused": o.Refused(code)})
        except Exception as error:  # noqa: BLE001 - whatever it raises is what this is about
            expect(False, f"decline raised {type(error).__name__} on {code!r}")
            return
        expect(isinstance(declined, o.Declined), f"decline answers {type(declined).__name__} to {code!r}")
        expect(declined.wording in _PLAIN, f"decline makes {declined.wording!r} of the unknown {code!r}")


@check(_AREA)
def no_caller_hears_of_fraud(subject: Subject) -> None:
    """A code that smells of fraud, loss or theft is spoken as a plain decline: the caller may be the thief (R-060)."""
    delicate = [code for code in subject.codes if _NEVER_SAID.search(code.lower())]
    needs(delicate, "none of its documented codes is delicate")
    story = Story(subject)
    for code in delicate:
        declined = story.hear("decline", {"refused": o.Refused(code)})
        said = getattr(declined, "wording", PLAIN_DECLINE)
        expect(said in _PLAIN, f"{code!r} would be spoken as {said!r}")


def _refused(subject: Subject, sample: Sample) -> None:
    story = Story(subject, total=sample.total)
    outcome = story.authorize(sample)
    if story.doubtful:
        outcome = story.find_out() or outcome
    if story.payment.standing is Standing.AWAITING_CUSTOMER:
        story.approve()
    if story.payment.live is None and story.payment.standing is Standing.AUTHORIZED:
        outcome = story.ask(Question.SETTLE)
        if story.doubtful:
            outcome = story.find_out() or outcome
    refusal = story.payment.refusal
    expect(
        isinstance(outcome, o.Refused) or refusal is not None,
        f"what should be refused ({', '.join(sample.answers) or sample.total}) is answered with {_named(outcome)}",
    )
    code = refusal.code if refusal else getattr(outcome, "code", "")
    expect(not sample.code or code == sample.code, f"refused as {code!r} instead of {sample.code!r}")
    if story.simulated.effects is not None:
        expect(not story.count(Question.SETTLE), "it is refused, and the provider took the money")


def _named(outcome: object) -> str:
    return f"{type(outcome).__name__} {getattr(outcome, 'why', '')}".strip()


CHECKS: tuple[Check, ...] = (
    a_no_is_a_no,
    documented_codes_are_understood,
    unknown_codes_are_plain,
    no_caller_hears_of_fraud,
    every_trigger_does_what_it_says,
)
