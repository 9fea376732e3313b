"""What runs beside the screens, and how what ended has ended."""

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from checkout_tui.domain.sentence import N_, Reader
from checkout_tui.tui.widgets.row_list import Column, Row, RowList

if TYPE_CHECKING:
    from checkout_tui.tui.running import Running, Work

NOTHING = N_("Nothing is running, and nothing has ended that could be shown.")


class UnderWayScreen(ModalScreen[int | None]):
    """The newest first; enter shows the marked one where it belongs, below the list the whole sentence about it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,ctrl+g,q", "close", show=False)]

    def __init__(self, running: "Running", reader: Reader) -> None:
        super().__init__()
        self._list = running
        self._reader = reader

    def compose(self) -> ComposeResult:
        t = self._reader.translate
        with Vertical(classes="dialog"):
            yield Static(t(N_("Running, and done")), classes="dialog-title", markup=False)
            yield RowList((Column(14), Column()), id="works")
            yield Static("", id="work-said", markup=False)
            yield Static(t(N_("enter: show it     esc: go back")), classes="hint", markup=False)

    def on_mount(self) -> None:
        self.draw()
        self.query_one("#works", RowList).focus()

    def draw(self) -> None:
        """As it stands now."""
        rows = self.query_one("#works", RowList)
        rows.styles.height = max(len(self._list.works), 1)
        rows.show([self._row(work) for work in self._list.works])
        self._say(rows.marked)

    def _row(self, work: "Work") -> Row:
        mark = self._reader.translate(work.mark).removesuffix("^g").rstrip()
        tone = "alarm" if work.error is not None else "quiet" if work.seen else ""
        return Row(str(work.number), (mark, work.named(self._reader)), tone)

    def _say(self, key: str | None) -> None:
        work = self._list.of(int(key)) if key else None
        said = work.said(self._reader) if work is not None else self._reader.translate(NOTHING)
        self.query_one("#work-said", Static).update(f"\n{said}\n")

    def on_row_list_marked(self, event: RowList.Marked) -> None:
        self._say(event.key)

    def on_row_list_opened(self, event: RowList.Opened) -> None:
        self.dismiss(int(event.key))

    def action_close(self) -> None:
        self.dismiss(None)
