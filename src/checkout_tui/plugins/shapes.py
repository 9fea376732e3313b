"""Whether what a method answers has the types that it says it has.

Python keeps a text where a number belongs, and a moment without a zone where one with a zone belongs: it shows
when the money has moved already, in the store or on the screen. So every value from a method is looked at once,
field by field, where it comes in.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from attrs import fields_dict, frozen, has

_PLAIN = (str, int, bool, float, bytes, date, timedelta, NoneType)
_LONGEST = 40


@frozen
class Misfit:
    """One thing that is not what it has to be: where it is, what is there, and what belongs there.

    In Python's own words, which are the same in every language, and never with what a value says.
    """

    path: str
    there: str
    belongs: str

    def __str__(self) -> str:
        return f"{self.path}: {self.there}, not {self.belongs}"


def misfit(value: object) -> Misfit | None:
    """The first field of this value, or of a value within it, that is not of its type."""
    return None if _sound(value) else next(_of_value(value, type(value).__name__), None)


def _sound(value: Any) -> bool:
    """Whether every field is seen to fit at first sight. A document may have 100,000 lines."""
    for name, hint, plain, whole in _fields(value.__class__):
        there = getattr(value, name)
        kind = there.__class__
        if kind in plain or (kind in whole and _sound(there)):
            continue
        if kind is not dict or hint != Mapping[str, str]:
            return False
        if not all(key.__class__ is str and each.__class__ is str for key, each in there.items()):
            return False
    return True


def _of_value(value: Any, path: str) -> Iterator[Misfit]:
    for name, hint, plain, _ in _fields(value.__class__):
        there = getattr(value, name)
        if type(there) not in plain:
            yield from _within(there, hint, f"{path}.{name}")


@cache
def _fields(kind: type[Any]) -> tuple[tuple[str, Any, frozenset[type], frozenset[type]], ...]:
    """Each field with its type, the types that need no closer look, and those whose fields are looked at.

    Where a type is one that only a type checker can look up, nothing is known of any.
    """
    try:
        known = get_type_hints(kind)
    except NameError:
        return ()
    hints = {name: known[name] for name in fields_dict(kind) if name in known}
    return tuple((name, hint, _plain(hint), _whole(hint)) for name, hint in hints.items())


def _choices(hint: Any) -> tuple[Any, ...]:
    return get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)


def _plain(hint: Any) -> frozenset[type]:
    """Of a value of exactly one of these types there is no more to see."""
    return frozenset(
        c for c in _choices(hint) if c in _PLAIN or (isinstance(c, type) and issubclass(c, Enum))
    )


def _whole(hint: Any) -> frozenset[type]:
    """Types that have fields of their own."""
    return frozenset(c for c in _choices(hint) if isinstance(c, type) and has(c))


def _within(value: object, hint: Any, path: str) -> Iterator[Misfit]:
    choices = _choices(hint)
    found = [choice for choice in choices if _is(value, choice)]
    if not found:
        yield Misfit(path, _named(value), " | ".join(_called(choice) for choice in choices))
        return
    choice = found[0]
    inside = get_args(choice)
    if isinstance(value, tuple | frozenset) and inside:
        for nth, each in enumerate(value):
            yield from _within(each, inside[0], f"{path}[{nth}]")
    elif isinstance(value, Mapping) and inside:
        for key, each in value.items():
            yield from _within(key, inside[0], f"a key of {path}")
            yield from _within(each, inside[1], f"{path}[{key!r:.{_LONGEST}}]")
    elif has(type(value)):
        yield from _of_value(value, path)


def _is(value: object, hint: Any) -> bool:
    """Whether this is such a value, seen from outside."""
    kind = get_origin(hint) or hint
    if kind is datetime:
        return isinstance(value, datetime) and value.utcoffset() is not None
    if kind in (int, date):
        # A yes or no is no number, and a moment is no day.
        return isinstance(value, kind) and not isinstance(value, bool | datetime)
    return not isinstance(kind, type) or isinstance(value, kind)


def _named(value: object) -> str:
    """What is there, without what it says: that may be anything."""
    if isinstance(value, datetime) and value.utcoffset() is None:
        return "datetime without tzinfo"
    return "None" if value is None else type(value).__name__


def _called(hint: Any) -> str:
    kind = get_origin(hint) or hint
    if kind is datetime:
        return "datetime with tzinfo"
    if kind is NoneType:
        return "None"
    inside = [getattr(each, "__name__", str(each)) for each in get_args(hint) if each is not ...]
    name = getattr(kind, "__name__", str(kind))
    return f"{name}[{', '.join(inside)}]" if inside else name
