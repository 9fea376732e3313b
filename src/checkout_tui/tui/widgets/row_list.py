"""A list of rows drawn line by line, so that a keystroke costs one screenful and not the whole list."""

from collections.abc import Sequence
from typing import ClassVar

from attrs import frozen
from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.color import Color
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip


@frozen
class Column:
    """How wide a cell is; a width of 0 takes what is left. ``right`` aligns amounts."""

    width: int = 0
    right: bool = False


@frozen
class Row:
    """One line: what it stands for, its cells as harmless text, and a tone (``alarm``, ``quiet`` or none)."""

    key: str
    cells: tuple[str, ...]
    tone: str = ""


_NO_ROW = Row("", ())
MOST_DRAWN = 200
"""So many lines are kept as they were drawn."""


class RowList(ScrollView, can_focus=True):
    """Rows with a cursor. Arrows or j and k move, enter opens."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", show=False),
        Binding("up,k", "move(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("home", "first", show=False),
        Binding("end", "last", show=False),
        Binding("enter", "open", show=False),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "row-list--cursor",
        "row-list--alarm",
        "row-list--quiet",
        "row-list--plain",
    }
    DEFAULT_CSS = """
    RowList { height: 1fr; overflow-x: hidden; }
    RowList > .row-list--cursor { background: $primary; color: $text; text-style: bold; }
    RowList > .row-list--alarm { text-style: bold; color: $text-error; }
    RowList > .row-list--quiet { color: $text-muted; }
    RowList > .row-list--plain { color: $foreground; }
    """

    cursor = reactive(0)
    virtual_size = reactive(Size(0, 0), layout=False)
    """Textual's has the whole screen laid out anew for each answer; :meth:`_measure` says when that moves anything."""

    class Opened(Message):
        """Enter or a click on a row."""

        def __init__(self, rows: "RowList", key: str) -> None:
            super().__init__()
            self.rows = rows
            self.key = key

        @property
        def control(self) -> "RowList":
            return self.rows

    class Marked(Message):
        """The cursor is on another row."""

        def __init__(self, rows: "RowList", key: str) -> None:
            super().__init__()
            self.rows = rows
            self.key = key

        @property
        def control(self) -> "RowList":
            return self.rows

    def __init__(self, columns: Sequence[Column], *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.columns = tuple(columns)
        self.rows: Sequence[Row] = ()
        self._styles: dict[str, Style] = {}
        self._drawn: dict[tuple[Row, int, bool], Strip] = {}
        self._behind: Color | None = None
        self._room = 0
        """For how many rows it was laid out last, where its height is that of its rows."""

    def show(self, rows: Sequence[Row], *, keep: bool = True, shrink: bool = True) -> None:
        """Show these rows; the cursor stays on the row it was on when that is still there.

        Without ``shrink`` the list keeps the height that it has: what belongs there is soon known.
        """
        before, shown = self.marked, self.rows
        self.rows = tuple(rows)
        self._measure(shrink=shrink)
        keys = [row.key for row in self.rows]
        self.cursor = keys.index(before) if keep and before in keys else 0
        if self.rows != shown:
            self.refresh()
        if self.rows:
            self.post_message(self.Marked(self, self.marked or ""))

    @property
    def marked(self) -> str | None:
        """The key of the row under the cursor."""
        return self.rows[self.cursor].key if self.cursor < len(self.rows) else None

    def watch_cursor(self, before: int, now: int) -> None:
        self.refresh_line(before)
        self.refresh_line(now)
        if now < len(self.rows):
            self._into_sight()
            self.post_message(self.Marked(self, self.rows[now].key))

    def action_move(self, by: int) -> None:
        self._go(self.cursor + by)

    def action_page(self, by: int) -> None:
        self._go(self.cursor + by * max(self.size.height - 1, 1))

    def action_first(self) -> None:
        self._go(0)

    def action_last(self) -> None:
        self._go(len(self.rows))

    def action_open(self) -> None:
        if self.marked is not None:
            self.post_message(self.Opened(self, self.marked))

    def on_click(self, event: events.Click) -> None:
        line = event.y + self.scroll_offset.y
        if line < len(self.rows):
            again = line == self.cursor
            self._go(line)
            if again:
                self.action_open()

    def on_resize(self) -> None:
        self._measure()
        # What is below has grown, perhaps: the row that it is about stays in sight.
        self._into_sight()

    def _measure(self, *, shrink: bool = True) -> None:
        """There are more rows or fewer: the bar beside them knows, and what is around them moves only with them."""
        before, count = self.virtual_size.height, len(self.rows)
        self.virtual_size = Size(self.size.width, count)
        if self.styles.auto_dimensions and (count > self._room or (shrink and count < self._room)):
            self._room = count
            self.refresh(layout=True)
        if count != before:
            self._scroll_update(self.virtual_size)

    def _into_sight(self) -> None:
        self.scroll_to_region(Region(0, self.cursor, self.size.width, 1), animate=False)

    def render_lines(self, crop: Region) -> list[Strip]:
        """What is seen of the list. It has neither frame nor padding, which Textual would look for on each line."""
        top, width = self.scroll_offset.y, self.scrollable_content_region.width
        strips = [self._strip(top + y, width) for y in crop.line_range]
        if crop.column_span != (0, width):
            strips = [strip.crop(*crop.column_span) for strip in strips]
        return strips

    def _strip(self, line: int, width: int) -> Strip:
        """One line; as it was drawn before where it looks the same, with all that Textual has found out about it."""
        row, on = (self.rows[line], line == self.cursor) if line < len(self.rows) else (_NO_ROW, False)
        strip = self._drawn.get((row, width, on))
        if strip is None:
            if len(self._drawn) >= MOST_DRAWN:
                self._drawn.clear()
            strip = self._drawn[row, width, on] = self._draw(row, width, on=on)
        return strip

    def _draw(self, row: Row, width: int, *, on: bool) -> Strip:
        style = self._style("cursor" if on else row.tone or "plain")
        # A shape as well as a colour, for terminals without any.
        marker = "▸ " if on else "  "
        text, wide = self._fitted(row, width - 2) if row.cells else ("", -2)
        text = marker + text if row.cells else text
        # It is as wide as its cells were made: nobody has to measure it again.
        strip = Strip([Segment(text, style)], wide + 2).adjust_cell_length(width, style)
        for each in self.get_line_filters():
            strip = strip.apply_filter(each, self._background)
        return strip

    @property
    def _background(self) -> Color:
        """What its rows stand on: found by going through all that the list lies in too."""
        if self._behind is None:
            self._behind = self.background_colors[1]
        return self._behind

    def notify_style_update(self) -> None:
        self._styles.clear()
        self._drawn.clear()
        self._behind = None
        super().notify_style_update()

    def _style(self, name: str) -> Style:
        """Found by going through all that the list lies in, so once for each tone and not for each line."""
        style = self._styles.get(name)
        if style is None:
            style = _plain(self.rich_style + self.get_component_rich_style(f"row-list--{name}"))
            self._styles[name] = style
        return style

    def _go(self, line: int) -> None:
        self.cursor = min(max(line, 0), max(len(self.rows) - 1, 0))

    def _fitted(self, row: Row, width: int) -> tuple[str, int]:
        """Its cells in one line, and how wide that is."""
        fixed = sum(column.width + 1 for column in self.columns if column.width)
        open_columns = sum(1 for column in self.columns if not column.width) or 1
        share = max((width - fixed - open_columns + 1) // open_columns, 6)
        parts: list[str] = []
        taken = 0
        for number, (column, cell) in enumerate(zip(self.columns, row.cells, strict=False)):
            # The last that says anything may run on to the end: a reason is read whole where there is room.
            last = not column.right and not any(row.cells[number + 1 :])
            room = max(width - taken, 1) if last else column.width or share
            parts.append(fitted(cell, room, right=column.right))
            taken += room + 1
            if last:
                break
        return " ".join(parts), taken - 1


def fitted(text: str, width: int, *, right: bool) -> str:
    """The text in exactly so many cells, an ellipsis where it is cut."""
    taken = cell_len(text)
    if taken > width:
        # A sign of two cells may not fit before the ellipsis; what is left over becomes a space.
        return set_cell_size(text, width - 1) + "…"
    room = " " * (width - taken)
    return room + text if right else text + room


def _plain(style: Style) -> Style:
    """The style without links or meta: text from outside never becomes something to click."""
    return Style(
        color=style.color, bgcolor=style.bgcolor, bold=style.bold, dim=style.dim, reverse=style.reverse
    )
