"""Purchase Lookup, the operator's search: the screen the program opens with (R-024, R-025)."""

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from checkout_tui.domain.errors import CheckoutError
from checkout_tui.domain.sentence import N_, sentence
from checkout_tui.tui.columns import ORDER_COLUMNS
from checkout_tui.tui.screens.base import DeskScreen
from checkout_tui.tui.widgets.guarded_field import GuardedField
from checkout_tui.tui.widgets.passage import Passage
from checkout_tui.tui.widgets.row_list import Row, RowList
from checkout_tui.tui.widgets.text_field import TextField

if TYPE_CHECKING:
    from collections.abc import Callable

    from checkout_tui.desk import Desk
    from checkout_tui.desk.views import OrderRow

HINT = N_(
    "reference, name, company, e-mail, @domain, phone, last 4, amount, invoice, day;"
    " a comma combines, several references are a batch"
)
NOTHING = N_("Nothing is found by that. Ask for another key; F3 mails what is known to an address.")
TYPE_ON = N_("Type on: one letter or digit alone finds nothing yet.")
_BY_HIT: dict[str | None, str] = {
    "licence": N_("Found by a licence key: compare its last five letters with what the caller reads out."),
    "subscription": N_("Found by a subscription: the order that began it, and every renewal."),
}
CARD_NUMBER = N_(
    "This looks like a card number: it was taken out and is not searched for. The last 4 digits find the order."
)
NO_ORDER = N_("No order was taken yet. F4 takes the first one; F2 begins a call.")
NEWEST = N_("The newest orders. Type what the caller can read out.")

MOST_RECENT = 10
"""So many searches can be had again."""


class LookupScreen(DeskScreen):
    """One box for every key, results while typing. The box stays the master: only the newest text counts."""

    NAME = "lookup"
    TITLE_TEXT = N_("Purchase Lookup")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "into_list", show=False),
        Binding("enter", "first", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[OrderRow, ...] = ()
        self._asked: str | None = None
        self._busy = False
        self._refused = False
        self._empty = False
        self._then: Callable[[], object] | None = None
        """What a key wants with the rows that the text finds, while they are still looked for."""
        self._searched: list[str] = []
        self._recalled = -1
        self._led_somewhere = False
        """Whether an order was opened by what stands in the box."""

    def body(self) -> ComposeResult:
        yield GuardedField(id="box", max_length=400)
        yield Passage(id="hint", classes="hint")
        yield RowList(ORDER_COLUMNS, id="found")

    def draw(self) -> None:
        box = self.query_one("#box", TextField)
        box.placeholder = self.t(N_("what the caller can read out"))
        text = box.value.strip()
        if text:
            hint = NEWEST if self._asked in (None, "") else self._found_by()
        else:
            hint = NO_ORDER if self._empty else HINT
        self.query_one("#hint", Passage).say(self.t(hint))
        self.query_one("#found", RowList).show(self._lines())

    def _found_by(self) -> str:
        """What to know of the rows: which rare key found them, where that is what they have in common."""
        kinds = {row.hit.kind if row.hit is not None else None for row in self.rows}
        if not kinds:
            return (
                NOTHING if any(len(part.strip()) > 1 for part in (self._asked or "").split(",")) else TYPE_ON
            )
        return _BY_HIT.get(next(iter(kinds)), HINT) if len(kinds) == 1 else HINT

    def _lines(self) -> list[Row]:
        if not self.rows:
            return []
        from checkout_tui.tui.shown import order_rows  # noqa: PLC0415 - what orders are is loaded with the first

        return order_rows(self.rows, self.reader)

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one("#box", TextField).focus()

    def load(self) -> None:
        if self._led_somewhere:
            # The next letter is the next caller's, and takes its place; an arrow keeps it.
            self._led_somewhere = False
            self.query_one("#box", TextField).select_all()
        self._search()

    def on_input_changed(self, event: TextField.Changed) -> None:
        if self._refused and event.value:
            self._refused = False
            self.tell(None)
        self._then = None
        self.hold()
        self._search()

    def on_guarded_field_refused(self) -> None:
        self._refused = True
        self.tell(sentence(CARD_NUMBER), alarm=True)

    def on_input_submitted(self, event: TextField.Submitted) -> None:
        self.action_first()

    def into_box(self) -> bool:
        """Whoever looks for another order types at once; says whether the box was taking keys already."""
        box = self.query_one("#box", TextField)
        typing = self.focused in (box, None)
        box.focus()
        return typing

    def action_into_list(self) -> None:
        self._once_found(self.query_one("#found", RowList).focus)

    def action_first(self) -> None:
        self._once_found(self._open_marked)

    def on_row_list_opened(self, event: RowList.Opened) -> None:
        self._once_found(self._open_marked)

    def _open_marked(self) -> None:
        marked = self.query_one("#found", RowList).marked
        if marked is not None:
            self.open(marked)

    def _once_found(self, work: "Callable[[], object]") -> None:
        """A key after the text is meant for what that text finds, never for the rows of an older one."""
        if self._asked == self._text:
            work()
        else:
            self._then = work

    def action_charge(self) -> None:
        self.checkout.show("charge")

    def action_recall(self) -> None:
        """What was searched for before: kept while the program runs, and nowhere else."""
        if self._searched:
            self._recalled = (self._recalled + 1) % len(self._searched)
            box = self.query_one("#box", TextField)
            box.value = self._searched[self._recalled]
            box.cursor_position = len(box.value)

    def open(self, reference: str) -> None:
        """Show one order."""
        if self._text:
            # What led somewhere is worth finding again.
            self._searched = [self._text, *(text for text in self._searched if text != self._text)][
                :MOST_RECENT
            ]
            self._recalled = -1
            self._led_somewhere = True
        from checkout_tui.tui.screens.order import OrderScreen  # noqa: PLC0415 - loaded with the first order opened

        self.app.push_screen(OrderScreen(reference))

    # ------------------------------------------------------------ searching

    @property
    def _text(self) -> str:
        return self.query_one("#box", TextField).value.strip()

    def _search(self) -> None:
        if self._busy:
            # The one under way is soon done; what is in the box by then is asked for next.
            return
        text = self._text
        self._busy = True
        self.ask(
            lambda desk: (text, self._looked_up(desk, text)),
            self._found,
            failed=self._failed,
            group="search",
            keys_wait=True,
        )

    def _looked_up(self, desk: "Desk", text: str) -> "tuple[OrderRow, ...]":
        # Who asks is known once the desk is open, and not before.
        by = self.operator
        return desk.lookup.search(text, by) if text else desk.lookup.newest(by)

    def _found(self, answer: "tuple[str, tuple[OrderRow, ...]]") -> None:
        self._busy = False
        self._asked, self.rows = answer
        self._empty = not self._asked and not self.rows
        self.draw()
        if self._asked != self._text:
            self._search()
        elif self._then is not None:
            work, self._then = self._then, None
            self.in_front(work)

    def _failed(self, error: CheckoutError) -> None:
        self._busy = False
        self._then = None
        self.rows = ()
        self._asked = self._text
        self.redraw()
        self.tell(error.sentence, alarm=True)
