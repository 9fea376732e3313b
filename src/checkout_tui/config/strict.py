"""How TOML is read wherever this program reads it: strictly, and with a path to everything that is wrong."""

from collections.abc import Callable, Mapping
from datetime import time
from enum import StrEnum
from typing import Any, get_args

from attrs import fields, frozen
from cattrs import (
    AttributeValidationNote,
    ClassValidationError,
    Converter,
    IterableValidationError,
    IterableValidationNote,
)
from cattrs.errors import ForbiddenExtraKeysError

from checkout_tui.config.shape import Raw
from checkout_tui.config.trouble import Trouble, path_to, unknown
from checkout_tui.domain.errors import BadInput, CheckoutError
from checkout_tui.domain.sentence import N_, Sentence, sentence
from checkout_tui.domain.words import Words

Unknown = Callable[[str, str, tuple[str, ...]], Sentence]
"""What is said of a key nobody knows: given the path to its table, the key, and the keys that are known."""


def _plainly(_: str, key: str, known: tuple[str, ...]) -> Sentence:
    return unknown(key, known)


def strict_converter() -> Converter:
    """A number is no text, an unknown key is a mistake, and whatever is wrong is told together."""
    made = Converter(forbid_extra_keys=True, detailed_validation=True)
    made.register_structure_hook(str, lambda value, _: exactly(value, str, N_("a text in quotes")))
    made.register_structure_hook(bool, lambda value, _: exactly(value, bool, N_("true or false")))
    made.register_structure_hook(int, lambda value, _: exactly(value, int, N_("a whole number")))
    made.register_structure_hook(time, lambda value, _: _time(value))
    made.register_structure_hook(Words, lambda value, _: _words(made, value))
    guard_tables(made, _WordsTable)
    made.register_structure_hook_func(_is_list, lambda value, kind: _list(made, value, kind))
    return made


def troubles_in(error: BaseException, path: str, unknown_key: Unknown = _plainly) -> tuple[Trouble, ...]:
    """Everything that went wrong while structuring, each with its path."""
    if isinstance(error, ClassValidationError | IterableValidationError):
        found: list[Trouble] = []
        for inner in error.exceptions:
            found += troubles_in(inner, _further(path, inner), unknown_key)
        return tuple(found)
    if isinstance(error, ForbiddenExtraKeysError):
        known = _known(error.cl)
        return tuple(
            Trouble(path_to(path, key), unknown_key(path, key, known)) for key in sorted(error.extra_fields)
        )
    if isinstance(error, CheckoutError):
        return (Trouble(path, error.sentence),)
    if isinstance(error, KeyError):
        # A required attribute that is not there: the path ends at its owner.
        return (Trouble(path_to(path, str(error.args[0])), sentence(N_("it is missing."))),)
    return (Trouble(path, sentence(N_("it cannot be read: {why}"), why=str(error)[:120])),)


def _further(path: str, error: BaseException) -> str:
    for note in getattr(error, "__notes__", ()):
        if isinstance(note, AttributeValidationNote):
            if isinstance(error, KeyError):
                return path
            return path_to(path, note.name)
        index = getattr(note, "index", None)
        if isinstance(index, int):
            return f"{path}[{index}]"
        if isinstance(index, str):
            return path_to(path, index)
    return path


def _known(kind: Any) -> tuple[str, ...]:
    return tuple(attribute.name for attribute in fields(kind))


@frozen
class _WordsTable:
    en: str
    fr: str


def _words(made: Converter, value: Any) -> Words:
    if isinstance(value, str):
        return Words.same(value)
    both = made.structure(value, _WordsTable)
    return Words(both.en, both.fr)


def guard_tables(made: Converter, kind: type) -> None:
    """A text where a table belongs is a mistake with a sentence, not a riddle from inside the converter."""
    inside = made.get_structure_hook(kind)

    def hook(value: Any, _: Any) -> Any:
        return inside(table(value), kind)

    made.register_structure_hook(kind, hook)


def exactly(value: Any, kind: type, what: str) -> Any:
    if type(value) is not kind:
        raise BadInput(N_("it must be {what}."), what=sentence(what))
    return value


def choice(value: Any, kind: type[StrEnum]) -> StrEnum:
    try:
        return kind(value)
    except ValueError:
        raise not_one_of(value, tuple(kind)) from None


def not_one_of(value: Any, choices: tuple[str, ...]) -> BadInput:
    return BadInput(
        N_("“{value}” is none of: {choices}."), value=str(value)[:40], choices=", ".join(map(str, choices))
    )


def _is_list(kind: Any) -> bool:
    return getattr(kind, "__origin__", None) in (tuple, frozenset)


def _list(made: Converter, value: Any, kind: Any) -> Any:
    if not isinstance(value, list | tuple):
        raise BadInput(N_("it must be {what}."), what=sentence(N_("a list")))
    of = next(inner for inner in get_args(kind) if inner is not Ellipsis)
    return kind.__origin__(made.structure(list(value), list[of]))  # type: ignore[valid-type]


def table(value: Any) -> Raw:
    if not isinstance(value, Mapping):
        raise BadInput(N_("it must be {what}."), what=sentence(N_("a table")))
    return value


def each(given: Raw, keys: set[str], read: Callable[[str, Any], Any]) -> dict[str, Any]:
    """What is read of each key. Raises everything that went wrong, each with its key."""
    done: dict[str, Any] = {}
    wrong: list[Exception] = []
    for key in (key for key in given if key in keys):
        try:
            done[key] = read(key, given[key])
        except CheckoutError as error:
            error.add_note(IterableValidationNote("", key, object))
            wrong.append(error)
    if wrong:
        raise IterableValidationError("", wrong, dict)
    return done


def _time(value: Any) -> time:
    if isinstance(value, time):
        return value
    try:
        return time.fromisoformat(value)
    except (TypeError, ValueError):
        raise BadInput(N_("it must be {what}."), what=sentence(N_("a time of day such as 16:45"))) from None
