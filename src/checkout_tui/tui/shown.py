"""How things look in a line: orders, money, days. Everything from outside is made harmless here."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from checkout_tui.domain.order import OrderState, attention_words, state_words
from checkout_tui.domain.outside_text import safe
from checkout_tui.domain.reference import shown
from checkout_tui.domain.sentence import N_, Reader, sentence
from checkout_tui.tui.widgets.row_list import Row

if TYPE_CHECKING:
    from checkout_tui.desk.views import Option, OrderRow

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


def order_row(row: "OrderRow", reader: Reader) -> Row:
    """One order in a list: its state by word and by shape, colour only in addition."""
    state = state_words(row.state).say(reader)
    if row.overdue:
        state = sentence(N_("overdue")).say(reader)
    if row.attention is not None:
        state = attention_words(row.attention).say(reader)
    urgent = row.overdue or row.attention is not None
    shape = "!" if urgent else _SHAPES.get(row.state, "·")
    tone = "alarm" if row.state in _ALARMS or urgent else "quiet" if row.state in _QUIET else ""
    day = row.expected_to or row.placed_at.date()
    customer = safe(row.customer, 80)
    return Row(
        row.reference,
        (
            shown(row.reference),
            customer,
            f"{shape} {state}",
            row.total.shown(reader.language),
            short_day(day, reader),
        ),
        tone,
    )


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


def short_day(day: date, reader: Reader) -> str:
    """``26 Nov 26``: for columns, where a day in words has no room."""
    return day.strftime("%d/%m/%Y") if reader.language.startswith("fr") else day.strftime("%Y-%m-%d")


def short_moment(at: datetime, reader: Reader) -> str:
    """The same with the time of day."""
    return f"{short_day(at.date(), reader)} {at:%H:%M}"
