"""Domain values as JSON text and back. The only place that knows how a history is written down."""

import json
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, TypeVar

from cattrs.preconf.json import JsonConverter, make_converter
from cattrs.strategies import configure_tagged_union

from checkout_tui.domain.history import Event
from checkout_tui.domain.outcomes import Outcome

T = TypeVar("T")


@cache
def _converter() -> JsonConverter:
    converter = make_converter()
    converter.register_unstructure_hook(Decimal, str)
    converter.register_structure_hook(Decimal, lambda text, _: Decimal(text))
    converter.register_unstructure_hook(datetime, lambda moment: moment.isoformat())
    converter.register_structure_hook(datetime, lambda text, _: datetime.fromisoformat(text))
    converter.register_unstructure_hook(date, lambda day: day.isoformat())
    converter.register_structure_hook(date, lambda text, _: date.fromisoformat(text))
    # A record names its type, so that a later version can still read what this one wrote.
    configure_tagged_union(Outcome, converter, tag_name="is")
    configure_tagged_union(Event, converter, tag_name="is")
    return converter


def write(value: Any, as_type: Any = None) -> str:
    """``value`` as JSON text."""
    plain = _converter().unstructure(value, unstructure_as=as_type or type(value))
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def read(text: str, as_type: type[T]) -> T:
    """The value that :func:`write` wrote."""
    kind: Any = as_type
    value: T = _read(text, kind)
    return value


@lru_cache(maxsize=1024)
def _read(text: str, as_type: Any) -> Any:
    # Values do not change, and the same text is the same value: one order is read ten times while it is paid.
    return _converter().structure(json.loads(text), as_type)


def as_read(outcome: Outcome) -> Outcome | None:
    """What would be read back of an answer, or None when it cannot be written down as it is.

    A method may put anything where text or an amount belongs; a history holding that could never be read.
    """
    converter = _converter()
    try:
        written = converter.unstructure(outcome, unstructure_as=Outcome)
        read: Outcome = converter.structure(json.loads(json.dumps(written)), Outcome)  # type: ignore[arg-type]
        again = converter.unstructure(read, unstructure_as=Outcome)
    except Exception:  # noqa: BLE001 - whatever goes wrong here would go wrong with the history
        return None
    return read if json.dumps(again) == json.dumps(written) else None


def write_event(event: Event) -> str:
    """An entry's event, with its type's name."""
    return write(event, Event)


def read_event(text: str) -> Event:
    """The event that :func:`write_event` wrote."""
    event: Event = _read(text, Event)
    return event
