"""The conversation with the methods of one order, question by question."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from checkout_tui.domain.outside_text import safe
from checkout_tui.domain.reference import shown
from checkout_tui.domain.sentence import N_, Reader
from checkout_tui.domain.trace import Exchange, told


class TraceScreen(ModalScreen[None]):
    """Each question with its key, and each answer with what may be shown of it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,enter", "close", show=False)]

    def __init__(self, reference: str, exchanges: tuple[Exchange, ...], reader: Reader) -> None:
        super().__init__()
        self._reference = reference
        self._exchanges = exchanges
        self._reader = reader

    def compose(self) -> ComposeResult:
        t = self._reader.translate
        title = t(N_("{order}: what was asked, and what was answered")).format(order=shown(self._reference))
        with Vertical(classes="dialog"):
            yield Static(title, classes="dialog-title", markup=False)
            with VerticalScroll(id="trace-body"):
                yield Static("\n".join(self._lines()), id="trace-lines", markup=False)
            yield Static(t(N_("esc: to the order     arrows: read on")), classes="hint", markup=False)

    def _lines(self) -> list[str]:
        if not self._exchanges:
            return [self._reader.translate(N_("No method was asked anything about this order yet."))]
        lines: list[str] = []
        for exchange in self._exchanges:
            lines.append(safe(exchange.method, 40))
            lines += [safe(line.say(self._reader), 400) for line in told(exchange)]
        return lines

    def on_mount(self) -> None:
        self.query_one("#trace-body", VerticalScroll).focus()

    def action_close(self) -> None:
        self.dismiss(None)
