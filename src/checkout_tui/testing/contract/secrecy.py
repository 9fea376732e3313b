"""What a caller says that must not stay, and what the merchant keeps to himself."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from checkout_tui.domain.history import Question
from checkout_tui.domain.method import SettingKind
from checkout_tui.domain.secret import Secret
from checkout_tui.testing.checking import Check, Level, NotApplicable, check, expect, needs
from checkout_tui.testing.line import NONSENSE, QUESTION_LOST
from checkout_tui.testing.office import office
from checkout_tui.testing.story import Story
from checkout_tui.testing.subject import Subject

_AREA = "secrets"
_BETWEEN = re.compile(r"[\W_]+")
_LONG_ENOUGH = 8
"""A shorter one stands in any text by chance."""


@check(_AREA)
def callers_secrets_are_told_to_nobody(subject: Subject) -> None:
    """No answer, no history and no simulated provider's memory holds a secret that the caller said."""
    secrets = _callers(subject)
    story = _played(subject)
    _nowhere(secrets, story)


@check(_AREA)
def merchants_secrets_are_told_to_nobody(subject: Subject) -> None:
    """No answer, no history and no simulated provider's memory holds a secret setting."""
    secrets = _merchants(subject)
    story = _played(subject)
    _nowhere(secrets, story)


@check(_AREA)
def nothing_is_logged(subject: Subject) -> None:
    """Nothing that it logs holds a secret, whatever goes wrong; and it prints nothing."""
    secrets = [*_all(subject)]
    needs(secrets, "it knows no secret that is long enough to be looked for")
    printed = StringIO()
    with _listening() as said, redirect_stdout(printed), redirect_stderr(printed):
        _played(subject)
        for trouble in (*NONSENSE, *QUESTION_LOST):
            for nth in range(2):
                story = Story(subject)
                story.line.arrange(nth, trouble)
                story.authorize()
    for text in said:
        _not_in(secrets, text, "a log line")
    _not_in(secrets, printed.getvalue(), "what it prints")
    expect(not printed.getvalue(), "it prints: a screen is drawn there, or a program reads it")


@check(_AREA)
def errors_tell_nothing(subject: Subject) -> None:
    """Whatever it raises, no error's text holds a secret."""
    secrets = [*_all(subject)]
    needs(secrets, "it knows no secret that is long enough to be looked for")
    details = subject.details(subject.good)
    for trouble in (*NONSENSE, *QUESTION_LOST):
        for hook in ("tokenize", "authorize"):
            if not subject.has(hook):
                continue
            for nth in range(2):
                story = Story(subject)
                story.line.arrange(nth, trouble)
                offered = story.offer(key="kit-errors", details=details)
                try:
                    story.hear(hook, offered)
                except Exception as error:  # noqa: BLE001 - whatever it raises is what this is about
                    _not_in(secrets, f"{error} {error!r} {error.__cause__!r}", f"the error of {hook}")


@check(_AREA)
def nothing_reaches_the_disk(subject: Subject) -> None:
    """After an order is paid at a real desk no file of it holds a secret: neither the database nor a mail."""
    secrets = [*_all(subject)]
    needs(secrets, "it knows no secret that is long enough to be looked for")
    with TemporaryDirectory(prefix="checkout-kit-") as folder:
        with office(subject, Path(folder)) as at_work:
            at_work.take_order()
        for path in sorted(Path(folder).rglob("*")):
            if path.is_file():
                _not_in(secrets, path.read_bytes().decode("latin-1"), path.name)


@check(_AREA, Level.FULL)
def shows_four_digits_at_most(subject: Subject) -> None:
    """What is shown of a caller's secret is its last four characters at most (R-096)."""
    secrets = _callers(subject)
    story = _played(subject)
    shown = [
        story.payment.shows,
        getattr(story.tokenized, "shows", ""),
        *(story.payment.facts or {}).values(),
    ]
    for text in shown:
        bare = _bare(text)
        for name, secret in secrets:
            for start in range(len(secret) - 5):
                expect(secret[start : start + 5] not in bare, f"five characters of {name} are shown")


def _callers(subject: Subject) -> list[tuple[str, str]]:
    details = subject.details(subject.good)
    said = [(name, answer.reveal()) for name, answer in details.items() if isinstance(answer, Secret)]
    found = [(name, _bare(text)) for name, text in said if len(_bare(text)) >= _LONG_ENOUGH]
    needs(found, "it asks the caller for no secret that is long enough to be looked for")
    return found


def _merchants(subject: Subject) -> list[tuple[str, str]]:
    found = [
        (setting.code, _bare(str(subject.settings.get(setting.code, ""))))
        for setting in subject.described.settings
        if setting.kind is SettingKind.SECRET
    ]
    found = [(name, text) for name, text in found if len(text) >= _LONG_ENOUGH]
    needs(found, "it has no secret setting that is long enough to be looked for")
    return found


def _all(subject: Subject) -> Iterator[tuple[str, str]]:
    for some in (_callers, _merchants):
        try:
            yield from some(subject)
        except NotApplicable:
            continue


def _bare(text: str) -> str:
    return _BETWEEN.sub("", text)


def _played(subject: Subject) -> Story:
    story = Story(subject)
    try:
        story.reach(Question.REFUND)
        story.ask(Question.REFUND, subject.total)
    except NotApplicable:
        # However far it came: what was said until then is looked through.
        pass
    return story


def _nowhere(secrets: list[tuple[str, str]], story: Story) -> None:
    answers = [story.tokenized, *(getattr(entry.event, "outcome", None) for entry in story.entries)]
    _not_in(secrets, repr(answers), "an answer")
    _not_in(secrets, repr(story.entries) + repr(story.payment), "the history")
    _not_in(secrets, repr(dict(story.memory)), "the simulated provider's memory")


def _not_in(secrets: list[tuple[str, str]], text: str, where: str) -> None:
    bare = _bare(text)
    for name, secret in secrets:
        expect(secret not in bare, f"{name} stands in {where}")


@contextmanager
def _listening() -> Iterator[list[str]]:
    said: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(logging.Formatter("%(message)s %(exc_text)s").format(record) + repr(record.args))

    ear, top = Ear(), logging.getLogger()
    before = top.level
    top.addHandler(ear)
    top.setLevel(logging.DEBUG)
    try:
        yield said
    finally:
        top.removeHandler(ear)
        top.setLevel(before)


CHECKS: tuple[Check, ...] = (
    callers_secrets_are_told_to_nobody,
    merchants_secrets_are_told_to_nobody,
    nothing_is_logged,
    errors_tell_nothing,
    nothing_reaches_the_disk,
    shows_four_digits_at_most,
)
