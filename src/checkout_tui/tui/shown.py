"""How things look in a line: orders, money, days. Everything from outside is made harmless here."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from attrs import frozen
from rich.cells import cell_len

from checkout_tui.domain.licence import masked
from checkout_tui.domain.order import Attention, OrderState, attention_words, state_words
from checkout_tui.domain.outside_text import safe
from checkout_tui.domain.query import Key, KeyKind
from checkout_tui.domain.reference import shown
from checkout_tui.domain.sentence import N_, Reader, sentence
from checkout_tui.domain.subscription import shown_id
from checkout_tui.tui.columns import STATE_WIDTH
from checkout_tui.tui.widgets.row_list import Row, fitted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from checkout_tui.desk.views import Option, OrderRow

_FAR = timedelta(days=180)
"""From so many days on, the same day of another year could be meant."""

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MOIS = (
    "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.",
)  # fmt: skip
"""Written out here: a row is drawn at every key, and a table of every language is not loaded for it."""

_ALARMS = frozenset({OrderState.UNANSWERED, OrderState.RETURNED})
_QUIET = frozenset({OrderState.PAID, OrderState.REFUNDED, OrderState.CANCELLED})
_SHAPES = {
    OrderState.UNANSWERED: "‼",
    OrderState.PENDING: "…",
    OrderState.RETURNED: "↩",
    OrderState.DECLINED: "✗",
    OrderState.PAID: "✓",
    OrderState.REFUNDED: "↩",
    OrderState.CANCELLED: "–",
}


def order_rows(rows: "Sequence[OrderRow]", reader: Reader) -> list[Row]:
    """Orders in a list. Two customers of the same name are told apart by their addresses, which callers spell."""
    called: dict[str, set[str]] = {}
    for row in rows:
        called.setdefault(row.customer, set()).add(row.email.casefold())
    return [order_row(row, reader, by_email=len(called[row.customer]) > 1) for row in rows]


def order_row(row: "OrderRow", reader: Reader, *, by_email: bool = False) -> Row:
    """One order in a list: its state by word and by shape, colour only in addition."""
    urgent = row.overdue or row.attention is not None
    tone = "alarm" if row.state in _ALARMS or urgent else "quiet" if row.state in _QUIET else ""
    customer = safe(row.email if by_email and row.email else row.customer, 80)
    days = _Days(row.placed_at.date(), row.expected_to, row.seen_on, row.overdue)
    return Row(
        row.reference,
        (
            shown(row.reference),
            customer,
            _usual_cell(row.state, row.attention, days, reader)
            if row.hit is None
            else _state_cell(row.state, row.attention, days, row.hit, reader),
            row.total.shown(reader.language),
        ),
        tone,
    )


def state_and_day(state: str, *days: str) -> str:
    """A state with its day beside it, right above that of the next row: the first form of it that has room."""
    rest = [STATE_WIDTH - cell_len(day) - 1 for day in days]
    nth = next((nth for nth, room in enumerate(rest) if room >= cell_len(state)), -1)
    return f"{fitted(state, rest[nth], right=False)} {days[nth]}"


@frozen
class _Days:
    """The days of an order that a list may tell."""

    taken: date
    expected: date | None
    today: date
    overdue: bool


@lru_cache(maxsize=2000)
def _usual_cell(state: OrderState, attention: Attention | None, days: _Days, reader: Reader) -> str:
    """Few orders differ in it, and twenty are drawn for each key that is typed."""
    return _state_cell(state, attention, days, None, reader)


def _state_cell(
    state: OrderState, attention: Attention | None, days: _Days, hit: Key | None, reader: Reader
) -> str:
    """A state with the day that matters, or with the rare key that was searched for: that is kept nowhere."""
    said = state_words(state).say(reader)
    if days.overdue:
        said = sentence(N_("overdue")).say(reader)
    if attention is not None:
        said = attention_words(attention).say(reader)
    shape = "!" if days.overdue or attention is not None else _SHAPES.get(state, "·")
    return state_and_day(f"{shape} {said}", *_what_matters(days, hit, reader))


def _what_matters(days: _Days, hit: Key | None, reader: Reader) -> tuple[str, ...]:
    """Until when money is awaited, or since when it should be here; else the key that found it, else its day."""
    if days.expected is not None:
        says = N_("since {day}") if days.overdue else N_("by {day}")
        return (sentence(says, day=brief_day(days.expected, reader, days.today)).say(reader),)
    if hit is not None:
        return (hit_words(hit, reader),)
    day = brief_day(days.taken, reader, days.today)
    return sentence(N_("taken {day}"), day=day).say(reader), day


def hit_words(hit: Key, reader: Reader) -> str:
    """A licence key or a subscription that was searched for, as it is compared with what the caller reads out."""
    if hit.kind is KeyKind.SUBSCRIPTION:
        return f"↻ {shown_id(hit.text)}"
    return sentence(N_("licence {key}"), key=masked(hit.text)).say(reader)


def option_line(option: "Option", reader: Reader) -> str:
    """A way to pay on one line: when its money would come, or why it cannot be used."""
    title = safe(option.method.title.in_(reader.language), 40)
    mark, says = "·", option_days(option, reader)
    if option.why_not is not None:
        mark, says = "✗", option.why_not.say(reader)
    line = sentence(N_("{what}: {state}"), what=title, state=says).say(reader)
    return f"{mark} {safe(line, 240)}"


def option_days(option: "Option", reader: Reader) -> str:
    """The days in which a method's money would come, or in its own words when it names none."""
    window = option.window
    if window is None:
        return safe(option.method.arrives.in_(reader.language), 80)
    if window.first == window.last:
        return short_day(window.first, reader)
    return f"{short_day(window.first, reader)} – {short_day(window.last, reader)}"


def brief_day(day: date, reader: Reader, today: date) -> str:
    """``2 Dec``, ``2 déc.``: for a column in which most days are near; with the year where it is far."""
    french = reader.language.startswith("fr")
    month = (_MOIS if french else _MONTHS)[day.month - 1]
    number = "1er" if french and day.day == 1 else str(day.day)
    return f"{number} {month}" if abs(day - today) < _FAR else f"{number} {month} {day.year}"


def short_day(day: date, reader: Reader) -> str:
    """``26 Nov 26``: for columns, where a day in words has no room."""
    return day.strftime("%d/%m/%Y") if reader.language.startswith("fr") else day.strftime("%Y-%m-%d")


def short_moment(at: datetime, reader: Reader) -> str:
    """The same with the time of day."""
    return f"{short_day(at.date(), reader)} {at:%H:%M}"
