"""“What is this charge?”: a purchase or a renewal, from what a caller reads off a statement (R-001)."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Static

from checkout_tui.domain.charge import Charge, Statement, not_ours
from checkout_tui.domain.errors import CheckoutError
from checkout_tui.domain.outside_text import safe
from checkout_tui.domain.query import read
from checkout_tui.domain.reference import shown
from checkout_tui.domain.sentence import N_, Sentence, sentence
from checkout_tui.tui.screens.base import DeskScreen
from checkout_tui.tui.shown import short_day
from checkout_tui.tui.widgets.guarded_field import GuardedField
from checkout_tui.tui.widgets.row_list import Column, Row, RowList
from checkout_tui.tui.widgets.text_field import TextField

COLUMNS = (Column(11), Column(), Column(16), Column(24, right=True), Column(10, right=True))
"""Reference, customer, what it is, card and amount, the day of the charge."""
FIELDS = (
    ("descriptor", N_("name on it")),
    ("amount", N_("amount")),
    ("day", N_("day")),
    ("last4", N_("last 4")),
)
ASKS = N_(
    "Ask what stands on the statement: the name, the amount, the day, the last four digits of the card."
)
NOTHING = N_(
    "No charge of ours is that. Ask for the amount and the last 4 once more; F3 finds by a name or an address."
)
NO_DAY = N_("A day is written like 2026-11-24 or 24.11.2026.")


class ChargeScreen(DeskScreen):
    """Four boxes, what the charge can be below them, and the line to say about the one that is marked."""

    NAME = "charge"
    TITLE_TEXT = N_("Unknown charge")
    BINDINGS: ClassVar[list[BindingType]] = [Binding("down", "into_list", show=False)]

    def __init__(self) -> None:
        super().__init__()
        self.charges: tuple[Charge, ...] = ()
        self._hint: Sentence = sentence(ASKS)
        self._foreign: Sentence | None = None
        self._looking = self._opens = False
        """Whether the newest answer is still to come, and whether enter waits for it."""

    def body(self) -> ComposeResult:
        with Horizontal(id="statement"):
            for code, _ in FIELDS:
                yield GuardedField(id=f"charge-{code}", max_length=60)
        yield Static("", id="hint", classes="hint", markup=False)
        yield RowList(COLUMNS, id="charges")
        yield Static("", id="charge-said", markup=False)

    def load(self) -> None:
        self.query_one("#charge-descriptor", TextField).focus()

    def draw(self) -> None:
        for code, title in FIELDS:
            self.query_one(f"#charge-{code}", TextField).border_title = self.t(title)
        self.query_one("#hint", Static).update(self.say(self._foreign or self._hint))
        rows = [
            Row(
                charge.order,
                (
                    shown(charge.order),
                    safe(charge.customer, 60),
                    self.t(N_("↻ renewal") if charge.renewal else N_("purchase")),
                    f"{safe(charge.shows[-9:], 9)} {charge.amount.shown(self.reader.language)}",
                    short_day(charge.on, self.reader),
                ),
            )
            for charge in self.charges
        ]
        self.query_one("#charges", RowList).show(rows)
        self._draw_said()

    def _draw_said(self) -> None:
        marked = self.query_one("#charges", RowList).marked
        charge = next((charge for charge in self.charges if charge.order == marked), None)
        french = charge is not None and charge.language.startswith("fr")
        quotes = ("« ", " »") if french else ("“", "”")
        said = f"{quotes[0]}{safe(charge.say, 600)}{quotes[1]}" if charge is not None else ""
        self.query_one("#charge-said", Static).update(said)

    # ------------------------------------------------------------ typing

    def on_input_changed(self, event: TextField.Changed) -> None:
        self._look()

    def on_guarded_field_refused(self) -> None:
        self.tell(
            sentence(N_("This looks like a card number: it may only be typed in the card field.")), alarm=True
        )

    def on_input_submitted(self, event: TextField.Submitted) -> None:
        if event.input.id == "charge-last4":
            self.action_into_list()
        else:
            self.focus_next()

    def _value(self, code: str) -> str:
        return self.query_one(f"#charge-{code}", TextField).value.strip()

    def _look(self) -> None:
        """The newest answers win; what is half typed is no mistake yet."""
        typed = self._value("day")
        days = read(typed).days if typed else None
        if typed and days is None:
            self._nothing(sentence(NO_DAY))
            return
        descriptor, amount, last4 = (self._value(code) for code in ("descriptor", "amount", "last4"))
        self._looking, self._opens = True, False
        statement = Statement(descriptor, amount, days.first if days else None, last4)
        self.ask(
            lambda desk: (desk.lookup.charge(statement, self.operator), not_ours(descriptor, desk.seller)),
            self._found,
            failed=self._refused,
            group="charge",
            exclusive=True,
            keys_wait=True,
        )

    def _found(self, answer: tuple[tuple[Charge, ...], Sentence | None]) -> None:
        self.charges, self._foreign = answer
        self._hint = sentence(ASKS if self.charges else NOTHING)
        opens, self._looking, self._opens = self._opens, False, False
        self.redraw()
        marked = self.query_one("#charges", RowList).marked
        if opens and marked is not None:
            self.in_front(lambda: self._open(marked))

    def _refused(self, error: CheckoutError) -> None:
        self._nothing(error.sentence)

    def _nothing(self, why: Sentence) -> None:
        self._looking = self._opens = False
        self.charges, self._foreign, self._hint = (), None, why
        self.redraw()

    # ------------------------------------------------------------ what is found

    def action_into_list(self) -> None:
        self.query_one("#charges", RowList).focus()

    def on_row_list_marked(self, event: RowList.Marked) -> None:
        self._draw_said()

    def on_row_list_opened(self, event: RowList.Opened) -> None:
        if self._looking:
            self._opens = True
        else:
            self._open(event.key)

    def _open(self, order: str) -> None:
        from checkout_tui.tui.screens.order import OrderScreen  # noqa: PLC0415 - loaded with the first order opened

        self.app.push_screen(OrderScreen(order))
