"""The call: who is on the line, what was begun for them, and how it ends."""

from typing import TYPE_CHECKING, ClassVar

from attrs import evolve
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from checkout_tui.desk.calls import Closing, OnTheLine
from checkout_tui.domain.call import Call, call_time
from checkout_tui.domain.draft import KeptDraft
from checkout_tui.domain.errors import CheckoutError
from checkout_tui.domain.outside_text import safe
from checkout_tui.domain.reference import shown
from checkout_tui.domain.sentence import N_, sentence
from checkout_tui.tui.columns import ORDER_COLUMNS
from checkout_tui.tui.screens.base import DeskScreen
from checkout_tui.tui.screens.wrap_up import WrapUpScreen
from checkout_tui.tui.shown import order_row, short_day, short_moment, state_and_day
from checkout_tui.tui.widgets.guarded_field import GuardedField
from checkout_tui.tui.widgets.row_list import Row, RowList
from checkout_tui.tui.widgets.text_field import TextField

if TYPE_CHECKING:
    from checkout_tui.desk import Desk

ASKS = N_(
    "Who is on the line? The number or the e-mail address finds what was begun and what was bought."
    " F4 takes an order; F2 again reads back and ends the call."
)
NOBODY = N_("Nobody is known by that yet. F4 takes an order; what is typed there is kept for this caller.")
DRAFT, ORDER = "draft:", "order:"


class CallScreen(DeskScreen):
    """One box for the caller, what is known about them below it, and a line for a note."""

    NAME = "call"
    TITLE_TEXT = N_("Call")
    BINDINGS: ClassVar[list[BindingType]] = [Binding("down", "into_list", show=False)]

    def __init__(self) -> None:
        super().__init__()
        self.known = OnTheLine()
        self._asked: str | None = None
        self._busy = False
        self._opens = False
        """Whether enter waits for what the newest text finds."""

    def body(self) -> ComposeResult:
        yield GuardedField(id="caller", max_length=120)
        yield Static("", id="hint", classes="hint", markup=False)
        yield RowList(ORDER_COLUMNS, id="known")
        with VerticalScroll(id="earlier", classes="panel"):
            yield Static("", id="earlier-lines", markup=False)
        yield GuardedField(id="note", max_length=300)

    def start(self) -> None:
        """Begin a call, or come back to the one that is under way."""
        stood = self._stands_there()
        self.ask(
            lambda desk: desk.calls.begin(self.operator),
            lambda call: self._begun(call, stood),
            keys_wait=True,
        )

    def load(self) -> None:
        self.query_one("#caller", TextField).focus()
        self._asked = None
        self._look()

    def _stands_there(self) -> tuple[str, str]:
        if not self.ready:
            return "", ""
        return self.query_one("#caller", TextField).value, self.query_one("#note", TextField).value

    def _begun(self, call: Call, stood: tuple[str, str]) -> None:
        self.checkout.in_call.goes_on(call)
        if self._stands_there() == stood:
            # What was typed since is newer than what is known of the call.
            self.query_one("#caller", TextField).value = call.caller
            self.query_one("#note", TextField).value = call.note
        self.tell(None)
        self.redraw()

    # ------------------------------------------------------------ drawing

    def draw(self) -> None:
        box, note = self.query_one("#caller", TextField), self.query_one("#note", TextField)
        box.border_title = self.t(N_("caller: number or e-mail"))
        note.border_title = self.t(N_("note"))
        found = bool(self.known)
        nobody = bool(box.value.strip()) and not found and self._asked == box.value.strip()
        unsearched = self.known.why_no_orders
        hint = self.say(unsearched) if unsearched else self.t(NOBODY if nobody else ASKS)
        self.query_one("#hint", Static).update(hint)
        rows = [self._draft_row(kept) for kept in self.known.drafts]
        for listed in self.known.orders:
            row = order_row(listed, self.reader)
            rows.append(Row(f"{ORDER}{row.key}", row.cells, row.tone))
        self.query_one("#known", RowList).show(rows)
        earlier = self.query_one("#earlier", VerticalScroll)
        earlier.display = bool(self.known.calls)
        earlier.border_title = self.t(N_("earlier calls"))
        self.query_one("#earlier-lines", Static).update("\n".join(self._earlier()))

    def _draft_row(self, kept: KeptDraft) -> Row:
        draft = kept.draft
        who = draft.customer.company or draft.customer.name or draft.customer.email or draft.customer.phone
        cells = (
            shown(draft.reference),
            safe(who, 60),
            state_and_day(self.t(N_("✎ begun, not placed")), short_day(kept.kept_at.date(), self.reader)),
            safe(kept.operator, 14),
        )
        return Row(f"{DRAFT}{draft.reference}", cells)

    def _earlier(self) -> list[str]:
        lines = []
        for call in self.known.calls:
            length = call_time(call.lasts(call.began_at))
            lines.append(f"{short_moment(call.began_at, self.reader)}  {length}  {safe(call.operator, 20)}")
            lines += [f"  {safe(line, 200)}" for line in call.wrap_up.splitlines()]
        return lines

    # ------------------------------------------------------------ typing

    def on_input_changed(self, event: TextField.Changed) -> None:
        if event.input.id == "caller":
            self._look()

    def on_guarded_field_refused(self) -> None:
        self.tell(
            sentence(N_("This looks like a card number: it may only be typed in the card field.")), alarm=True
        )

    def on_input_submitted(self, event: TextField.Submitted) -> None:
        text = event.value.strip()
        if event.input.id == "note":
            self.ask(
                lambda desk: desk.calls.note(text, self.operator), self._noted, group="note", in_turn=True
            )
        else:
            self._name_caller(text)
            self.query_one("#known", RowList).focus()

    def _name_caller(self, text: str) -> None:
        """The caller is written down once enter says so, something of theirs is opened, or the screen is left.

        Whatever is opened next knows them at once, and does not wait for the disk.
        """
        call = self.checkout.in_call.call
        if text and call is not None and call.caller != text:
            self.checkout.in_call.goes_on(evolve(call, caller=text))
            # What stands here by now is as new as the answer, and the note may be newer.
            self.ask(
                lambda desk: desk.calls.name_caller(text, self.operator),
                lambda _: None,
                group="caller",
                in_turn=True,
            )

    def on_screen_suspend(self) -> None:
        self._name_caller(self.query_one("#caller", TextField).value.strip())

    def _noted(self, call: Call) -> None:
        now = self.checkout.in_call.call
        if now is not None and now.id == call.id:
            # The caller may have been named since.
            self.checkout.in_call.goes_on(evolve(now, note=call.note))
        self.tell(sentence(N_("The note is kept.")))

    def _look(self) -> None:
        """What is known about the caller; the newest text wins."""
        text = self.query_one("#caller", TextField).value.strip()
        if self._busy or text == self._asked:
            return
        self._busy = True
        self.ask(
            lambda desk: (text, desk.calls.known(text, self.operator)),
            self._found,
            failed=self._not_found,
            group="known",
            keys_wait=True,
        )

    def _found(self, answer: tuple[str, OnTheLine]) -> None:
        self._busy = False
        self._asked, self.known = answer
        self.redraw()
        self._look()
        marked = self.query_one("#known", RowList).marked
        if self._opens and not self._busy:
            self._opens = False
            if marked is not None:
                self.in_front(lambda: self._open(marked))

    def _not_found(self, error: CheckoutError) -> None:
        self._busy = self._opens = False
        self.refuse(error)

    # ------------------------------------------------------------ what can be done

    def action_into_list(self) -> None:
        self.query_one("#known", RowList).focus()

    def on_row_list_opened(self, event: RowList.Opened) -> None:
        if self._busy:
            self._opens = True
        else:
            self._open(event.key)

    def _open(self, key: str) -> None:
        self._name_caller(self.query_one("#caller", TextField).value.strip())
        if key.startswith(DRAFT):
            reference = key.removeprefix(DRAFT)
            kept = next(kept for kept in self.known.drafts if kept.draft.reference == reference)
            self.checkout.take_up(kept.draft)
        else:
            from checkout_tui.tui.screens.order import OrderScreen  # noqa: PLC0415 - loaded with the first order opened

            self.app.push_screen(OrderScreen(key.removeprefix(ORDER)))

    def action_wrap_up(self) -> None:
        """Read back, show the note, and end the call once it is confirmed."""
        text = self.query_one("#caller", TextField).value.strip()
        note = self.query_one("#note", TextField).value.strip()

        def closing(desk: "Desk") -> Closing:
            if text:
                desk.calls.name_caller(text, self.operator)
            desk.calls.note(note, self.operator)
            return desk.calls.closing(self.operator)

        # After every note that is still being written: what stands here now is the last of them.
        self.ask(
            closing,
            lambda closing: self.in_front(lambda: self._wrap_up(closing)),
            group="note",
            leads_on=True,
            in_turn=True,
        )

    def _wrap_up(self, closing: Closing) -> None:
        def answered(yes: bool | None) -> None:
            if yes:
                self.ask(lambda desk: desk.calls.end(self.operator, self.reader), self._ended)

        self.app.push_screen(WrapUpScreen(closing, self.reader), answered)

    def _ended(self, call: Call) -> None:
        self.query_one("#caller", TextField).value = ""
        self.query_one("#note", TextField).value = ""
        self.known = OnTheLine()
        self.drop("known")
        self._busy = False
        if self.is_active:
            self.checkout.go_home()
        self.checkout.in_call.ended(call)
