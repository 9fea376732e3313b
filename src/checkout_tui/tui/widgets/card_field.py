"""A field for what must not stay: card numbers, security codes, accounts.

Textual's own masked input copies its clear text to the clipboard and keeps it where a crash would
print it. This one has no clipboard, no undo and no selection, shows dots, and is wiped after use.
"""

from typing import ClassVar

from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widget import Widget

from checkout_tui.domain.secret import Secret

DOT = "•"


class CardField(Widget, can_focus=True):
    """Typed and pasted characters are taken and never shown; :meth:`secret` gives them once they are needed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("backspace", "rub_out", show=False),
        Binding("ctrl+u,delete", "wipe", show=False),
        Binding("enter", "submit", show=False),
    ]
    DEFAULT_CSS = """
    CardField { height: 3; border: round $secondary; padding: 0 1; background: $surface; }
    CardField:focus { border: round $primary; }
    """

    class Changed(Message):
        """Something was typed; what, only the field knows."""

        def __init__(self, field: "CardField") -> None:
            super().__init__()
            self.field = field

        @property
        def control(self) -> "CardField":
            return self.field

    class Submitted(Changed):
        """Enter."""

    def __init__(self, *, id: str | None = None, longest: int = 24, groups: int = 4) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._kept: list[str] = []
        self._longest = longest
        self._groups = groups

    def secret(self) -> Secret:
        """What was typed, for the one call that needs it."""
        return Secret("".join(self._kept))

    def wipe(self) -> None:
        """Forget it."""
        self._kept.clear()
        self.refresh()

    def __rich_repr__(self):  # type: ignore[no-untyped-def]
        yield "id", self.id

    def render(self) -> Text:
        count = len(self._kept)
        dots = DOT * count
        grouped = " ".join(dots[at : at + self._groups] for at in range(0, count, self._groups))
        return Text(grouped + ("▏" if self.has_focus else ""), no_wrap=True)

    def check_consume_key(self, key: str, character: str | None) -> bool:
        return character is not None and character.isprintable()

    def on_key(self, event: events.Key) -> None:
        if event.is_printable and event.character is not None:
            event.stop()
            event.prevent_default()
            self._take(event.character)

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self._take(event.text)

    def action_rub_out(self) -> None:
        if self._kept:
            self._kept.pop()
            self._changed()

    def action_wipe(self) -> None:
        self.wipe()
        self._changed()

    def action_submit(self) -> None:
        self.post_message(self.Submitted(self))

    def on_unmount(self) -> None:
        self._kept.clear()

    def _take(self, text: str) -> None:
        # Spaces and dashes are how numbers are read out; they are not part of any.
        wanted = [c for c in text if c.isalnum()]
        self._kept.extend(wanted[: self._longest - len(self._kept)])
        self._changed()

    def _changed(self) -> None:
        self.refresh()
        self.post_message(self.Changed(self))
