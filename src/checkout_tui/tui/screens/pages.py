"""The pages of documentation that a payment method brings."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from checkout_tui.domain.offered import Page
from checkout_tui.domain.outside_text import safe
from checkout_tui.domain.sentence import N_, Reader


class PagesScreen(ModalScreen[None]):
    """All of them, one below the other, in the reader's language."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,enter", "close", show=False)]

    def __init__(self, method: str, pages: tuple[Page, ...], reader: Reader) -> None:
        super().__init__()
        self._method = method
        self._pages = pages
        self._reader = reader

    def compose(self) -> ComposeResult:
        t, language = self._reader.translate, self._reader.language
        with Vertical(classes="dialog"):
            yield Static(safe(self._method, 40), classes="dialog-title", markup=False)
            with VerticalScroll(id="pages-body"):
                if not self._pages:
                    yield Static(t(N_("This method brings no pages.")), markup=False)
                for page in self._pages:
                    title = safe(page.title.in_(language), 200)
                    yield Static(f"\n{title}\n", classes="dialog-title", markup=False)
                    text = "\n".join(safe(line, 2000) for line in page.text.in_(language).splitlines())
                    yield Static(text, markup=False)
            yield Static(t(N_("esc: to the methods     arrows: read on")), classes="hint", markup=False)

    def on_mount(self) -> None:
        self.query_one("#pages-body", VerticalScroll).focus()

    def action_close(self) -> None:
        self.dismiss(None)
