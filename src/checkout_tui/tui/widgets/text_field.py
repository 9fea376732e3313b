"""A field for text. Whatever stands in it, put there by a key, a paste or an order of last year, is only shown."""

from typing import ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.reactive import reactive
from textual.widgets import Input  # noqa: TID251 - the one place

from checkout_tui.domain.outside_text import marked

CLIPBOARD = frozenset({"cut", "copy", "paste"})
"""What would carry text out to the terminal's clipboard, or rub out what is marked for one that is always empty.

What the terminal itself pastes comes in as text."""


class TextField(Input, inherit_bindings=False):
    """Textual's field passes what stands in it to the terminal as it is. This one shows what may be obeyed as a mark.

    The value itself stays as it was: a name is not changed by being looked at.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        binding
        for binding in Input.BINDINGS
        if not (isinstance(binding, Binding) and binding.action in CLIPBOARD)
    ]

    virtual_size = reactive(Size(0, 0), layout=False)
    """Textual's has the whole screen laid out anew for each letter, and a field never grows."""

    @property
    def _value(self) -> Text:
        return Text(marked(self.value), no_wrap=True, overflow="ignore", end="")

    def _position_to_cell(self, position: int) -> int:
        return cell_len(marked(self.value[:position]))
