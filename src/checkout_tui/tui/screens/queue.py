"""What needs a person: unanswered first, then late, declined, waiting."""

from textual.app import ComposeResult
from textual.widgets import Static

from checkout_tui.desk.views import OrderRow
from checkout_tui.domain.sentence import N_, counted, sentence
from checkout_tui.tui.columns import ORDER_COLUMNS
from checkout_tui.tui.screens.base import DeskScreen
from checkout_tui.tui.shown import order_rows
from checkout_tui.tui.widgets.row_list import RowList

EMPTY = N_("Nothing needs you. New orders are taken with F4.")


class QueueScreen(DeskScreen):
    """Orders that wait for somebody."""

    NAME = "queue"
    TITLE_TEXT = N_("Queue")

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[OrderRow, ...] = ()
        self._loaded = False

    def body(self) -> ComposeResult:
        yield Static("", id="hint", classes="hint", markup=False)
        yield RowList(ORDER_COLUMNS, id="queue")

    def draw(self) -> None:
        if not self._loaded:
            hint = self.t(self.not_here)
        else:
            hint = self.say(
                counted(N_("{count} order"), N_("{count} orders, most urgent first"), len(self.rows))
                if self.rows
                else sentence(EMPTY)
            )
        self.query_one("#hint", Static).update(hint)
        self.query_one("#queue", RowList).show(order_rows(self.rows, self.reader))

    def load(self) -> None:
        self.query_one("#queue", RowList).focus()
        self.ask(
            lambda desk: desk.orders.queue(),
            self._loaded_rows,
            group="queue",
            exclusive=True,
            keys_wait=not self._loaded,
        )

    def _loaded_rows(self, rows: tuple[OrderRow, ...]) -> None:
        self.rows = rows
        self._loaded = True
        self.redraw()

    def on_row_list_opened(self, event: RowList.Opened) -> None:
        from checkout_tui.tui.screens.order import OrderScreen  # noqa: PLC0415 - loaded with the first order opened

        self.app.push_screen(OrderScreen(event.key))
