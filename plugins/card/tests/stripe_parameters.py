"""The parameters that Stripe takes today, from the types that its own library is delivered with."""

import typing
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, is_typeddict

import typing_extensions

_OPTIONAL = (typing.NotRequired, typing_extensions.NotRequired)


@cache
def _hints(described: Any) -> dict[str, Any]:
    """Parameters by name, without those that say how to send rather than what."""
    from stripe import RequestOptions

    # Two names are known only where types are checked; they are about how to send.
    unknown = {"StripeContext": str, "Mapping": Mapping}
    named = typing_extensions.get_type_hints(described, localns=unknown, include_extras=True)
    return {name: kind for name, kind in named.items() if name not in RequestOptions.__annotations__}


def wrong(value: Any, described: Any, where: str = "") -> list[str]:
    """What Stripe would not take of ``value``: names it does not know, names that are missing, wrong choices."""
    if get_origin(described) in _OPTIONAL:
        return wrong(value, get_args(described)[0], where)
    if get_origin(described) is Union:
        # The choice that a value comes nearest to says best what is wrong with it.
        choices = sorted(get_args(described), key=lambda choice: get_origin(choice) is Literal)
        return min((wrong(value, choice, where) for choice in choices), key=len)
    if get_origin(described) is Literal:
        return [] if value in get_args(described) else [f"{where}: {value!r} is no choice"]
    if is_typeddict(described) or typing_extensions.is_typeddict(described):
        return _wrong_object(value, described, where)
    if get_origin(described) is list:
        if not isinstance(value, list):
            return [f"{where}: not a list"]
        (kind,) = get_args(described)
        return [each for n, part in enumerate(value) for each in wrong(part, kind, f"{where}[{n}]")]
    if get_origin(described) is dict:
        return [] if isinstance(value, dict) else [f"{where}: not a table"]
    if described is bool:
        return [] if value in ("true", "false") else [f"{where}: not a yes or no"]
    if described is int:
        return [] if str(value).lstrip("-").isdecimal() else [f"{where}: not a whole number"]
    return [] if isinstance(value, str) else [f"{where}: not a text"]


def _wrong_object(value: Any, described: Any, where: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{where}: not an object"]
    hints = _hints(described)
    needed = {name for name, kind in hints.items() if get_origin(kind) not in _OPTIONAL}
    found = [f"{where}[{name}]: not known" for name in value if name not in hints]
    found += [f"{where}[{name}]: missing" for name in sorted(needed - set(value))]
    known = ((name, part) for name, part in value.items() if name in hints)
    return found + [each for name, part in known for each in wrong(part, hints[name], f"{where}[{name}]")]
