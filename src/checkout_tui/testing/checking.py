"""What a check is: one sentence of the contract between host and method, and the function that tries it."""

from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar

from attrs import frozen

from checkout_tui.testing.subject import Subject

Kind = TypeVar("Kind")


class Level(StrEnum):
    """How much can go wrong with a method, and so how much is tried. A higher level includes the lower ones."""

    BASIC = "basic"
    """Every method."""
    DELAYED = "delayed"
    """Money that takes days: somebody sends it, a bank's document or a person says that it came."""
    FULL = "full"
    """A provider is asked over a network, where questions and answers get lost."""


LEVELS = tuple(Level)


class Broken(AssertionError):
    """The method does not keep this sentence of the contract; the text says how."""


class NotApplicable(Exception):
    """This sentence does not concern the method, or cannot be tried with it; the text says why."""


@frozen
class Check:
    """One sentence of the contract, and how it is tried."""

    id: str
    area: str
    level: Level
    sentence: str
    run: Callable[[Subject], None]


def check(area: str, level: Level = Level.BASIC) -> Callable[[Callable[[Subject], None]], Check]:
    """Make a check of a function: its name is the id, its docstring's first paragraph the sentence."""

    def made(run: Callable[[Subject], None]) -> Check:
        said = " ".join((run.__doc__ or "").split("\n\n")[0].split())
        return Check(run.__name__.replace("_", "-"), area, level, said, run)

    return made


def expect(holds: object, otherwise: str) -> None:
    """Raise Broken, saying what is ``otherwise``."""
    if not holds:
        raise Broken(otherwise)


def needs(holds: object, why_not: str) -> None:
    """Raise NotApplicable, saying why this cannot be tried."""
    if not holds:
        raise NotApplicable(why_not)


def only(value: object, kind: type[Kind], what: str) -> Kind:
    """``value`` as one of ``kind``. Raises NotApplicable, saying how ``what`` is answered instead."""
    if not isinstance(value, kind):
        raise NotApplicable(f"{what} is answered with {type(value).__name__}")
    return value


def level_of(subject: Subject) -> Level:
    """The level that the method's own description puts it on."""
    described = subject.described
    if described.hosts:
        return Level.FULL
    waits = described.calendars or subject.has("read_remittances") or subject.has("settlement_window")
    return Level.DELAYED if waits else Level.BASIC
