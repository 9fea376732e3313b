"""What is said about answers while they are typed."""

from time import perf_counter

from checkout_tui.domain.method import FieldProblem
from checkout_tui.domain.secret import Details, Secret
from checkout_tui.plugins import misfit
from checkout_tui.testing.checking import Check, check, expect, needs
from checkout_tui.testing.story import Story
from checkout_tui.testing.subject import Subject

_AREA = "details"
QUICK = 0.005
"""Seconds; asked at every key press."""

HOSTILE = (
    "",
    " ",
    "0",
    "-1",
    "4242 4242 4242 4242",
    "٤٢٤٢",
    "²³",
    "\U0001d7dc\U0001d7da",
    "1" * 500,
    "\x00",
    "\x1b[31m",
    "\u202e4242",
    "a\nb",
    "/" * 50,
    "12/",
    "/30",
    "99/99",
    "00/00",
    "é" * 40,
    "[bold]x[/]",
    "';--",
    "NaN",
    "1e9",
    "{}",
    "%s%n",
    "\ud800",
)


@check(_AREA)
def details_never_raise(subject: Subject) -> None:
    """check_details says what is wrong with any text, about declared fields and in both languages; it never raises."""
    story = _story(subject)
    codes = {asked.code for asked in subject.described.fields}
    for asked in subject.described.fields:
        for text in HOSTILE:
            answers = {**subject.details(subject.good), asked.code: Secret(text) if asked.secret else text}
            try:
                found = _check(story, Details(answers))
            except Exception as error:  # noqa: BLE001 - whatever it raises is what this is about
                expect(False, f"check_details raised {type(error).__name__} on {text!r} in {asked.code}")
                return
            for problem in found:
                expect(not misfit(problem), f"check_details answers {misfit(problem)}")
                expect(
                    problem.field in codes, f"check_details speaks of {problem.field!r}, which is no field"
                )
                expect(
                    problem.says.en and problem.says.fr,
                    f"the problem of {problem.field} is not in both languages",
                )


@check(_AREA)
def details_are_checked_quickly(subject: Subject) -> None:
    """check_details takes less than five milliseconds, for it is asked at every key press."""
    story = _story(subject)
    details = subject.details(subject.good)
    took = []
    for _ in range(7):
        began = perf_counter()
        story.lane.call("check_details", {"details": details, "today": story.now.date()})
        took.append(perf_counter() - began)
    expect(min(took) < QUICK, f"check_details takes {min(took) * 1000:.1f} ms")


@check(_AREA)
def good_details_are_no_problem(subject: Subject) -> None:
    """Answers that the provider takes are no problem, and neither is an answer that was not given yet."""
    story = _story(subject)
    for details in (subject.details(subject.good), Details()):
        for _ in range(2):
            found = [problem for problem in _check(story, details) if not problem.note]
            expect(not found, f"check_details finds fault: {[problem.says.en for problem in found]}")


def _story(subject: Subject) -> Story:
    needs(subject.described.fields, "it asks the caller nothing")
    needs(subject.has("check_details"), "it leaves check_details to the host")
    return Story(subject)


def _check(story: Story, details: Details) -> tuple[FieldProblem, ...]:
    found = story.hear("check_details", {"details": details, "today": story.now.date()})
    return tuple(found or ())


CHECKS: tuple[Check, ...] = (details_never_raise, details_are_checked_quickly, good_details_are_no_problem)
