"""Everything that a screen can do: what each key does, or why it cannot be done now."""

from collections.abc import Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from checkout_tui.domain.outside_text import safe
from checkout_tui.domain.sentence import N_, Reader
from checkout_tui.tui.actions import ACTIONS, key_name
from checkout_tui.tui.widgets.row_list import Column, Row, RowList


class DoableScreen(ModalScreen[str | None]):
    """Enter does what is marked; below the list the whole sentence about it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,l,q", "close", show=False)]

    def __init__(self, screen_name: str, impossible: Mapping[str, str], reader: Reader) -> None:
        super().__init__()
        self._acts = [act for act in ACTIONS if screen_name in act.where and act.code != "doable"]
        self._impossible = impossible
        self._reader = reader

    def compose(self) -> ComposeResult:
        t = self._reader.translate
        with Vertical(classes="dialog"):
            yield Static(t(N_("What can be done")), classes="dialog-title", markup=False)
            yield RowList((Column(3), Column(16), Column()), id="doings")
            yield Static("", id="doing-said", markup=False)
            yield Static(t(N_("enter: do it     esc: go back")), classes="hint", markup=False)

    def on_mount(self) -> None:
        rows = self.query_one("#doings", RowList)
        rows.styles.height = min(len(self._acts), max(self.app.size.height - 11, 5))
        rows.show(
            [
                Row(
                    act.code,
                    (key_name(act.key), self._reader.translate(act.title), self._says(act.code)),
                    "quiet" if act.code in self._impossible else "",
                )
                for act in self._acts
            ]
        )
        rows.focus()

    def on_row_list_marked(self, event: RowList.Marked) -> None:
        self.query_one("#doing-said", Static).update(f"\n{self._says(event.key)}")

    def on_row_list_opened(self, event: RowList.Opened) -> None:
        if event.key in self._impossible:
            self.app.bell()
        else:
            self.dismiss(event.key)

    def action_close(self) -> None:
        self.dismiss(None)

    def _says(self, code: str) -> str:
        why_not = self._impossible.get(code)
        if why_not is not None:
            return f"✗ {safe(why_not, 300)}"
        return self._reader.translate(next(act.help for act in self._acts if act.code == code))
