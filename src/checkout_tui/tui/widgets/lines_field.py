"""A field of several lines, such as an address: one item of a list on each."""

from typing import ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.widgets import TextArea  # noqa: TID251 - the one place

from checkout_tui.domain.outside_text import marked
from checkout_tui.tui.widgets.text_field import CLIPBOARD

_TAKEN = CLIPBOARD | frozenset(
    {
        "select_line",
        "select_all",
        "delete_to_end_of_line_or_delete_line",
        "cursor_page_up",
        "cursor_page_down",
    }
)
"""Beside those, what has keys that mean something else around it."""


class LinesField(TextArea, inherit_bindings=False):
    """Enter begins a line, tab goes on to the next field. What a terminal would obey is shown as a mark."""

    BINDINGS: ClassVar[list[BindingType]] = [
        binding
        for binding in TextArea.BINDINGS
        if not (isinstance(binding, Binding) and binding.action in _TAKEN)
    ]

    def __init__(self, text: str = "") -> None:
        super().__init__(text, compact=True, highlight_cursor_line=False)

    def get_line(self, line_index: int) -> Text:
        return Text(marked(self.document.get_line(line_index)), end="", no_wrap=True)

    @property
    def items(self) -> tuple[str, ...]:
        """What the lines say, without the empty ones."""
        return tuple(line.strip() for line in self.text.splitlines() if line.strip())
