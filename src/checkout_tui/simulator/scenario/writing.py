"""A scenario written down again as TOML, so that what was found by chance can be kept and run by name."""

from collections.abc import Mapping
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

import tomli_w
from attrs import NOTHING, Factory, fields, has

from checkout_tui.domain.words import Words
from checkout_tui.simulator.scenario.shape import Scenario
from checkout_tui.simulator.scenario.spread import Spread


def written(scenario: Scenario) -> str:
    """The scenario as TOML that :func:`read` reads; what is as usual is left out."""
    table = _plain(scenario)
    for ours in ("name", "drawn"):
        table.pop(ours, None)
    return tomli_w.dumps(table)


def _plain(value: Any) -> Any:
    match value:
        case Words():
            return {"en": value.en, "fr": value.fr}
        case Spread():
            return {"days": {str(day): share for day, share in zip(value.at, value.shares, strict=True)}}
        case ZoneInfo():
            return value.key
        case StrEnum():
            return str(value)
        case datetime() | date() | time() | bool() | int() | float() | str():
            return value
        case Mapping():
            return {key: _plain(inner) for key, inner in value.items()}
        case tuple():
            return [_plain(inner) for inner in value]
        case _ if has(type(value)):
            return {
                each.name: _plain(getattr(value, each.name))
                for each in fields(type(value))
                if getattr(value, each.name) is not None and not _is_usual(value, each)
            }
    raise TypeError(value)


def _is_usual(value: Any, attribute: Any) -> bool:
    usual = attribute.default
    if isinstance(usual, Factory):  # type: ignore[arg-type]
        usual = usual.factory()
    return usual is not NOTHING and getattr(value, attribute.name) == usual
