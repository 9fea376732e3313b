"""A full refund: facts checked, a reason, what it brings, asked once (R-034 to R-039d)."""

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from checkout_tui.domain.outside_text import safe
from checkout_tui.domain.reference import shown
from checkout_tui.domain.refund import RefundReason, reason_words
from checkout_tui.domain.sentence import N_, Reader, Sentence

REASONS = tuple(RefundReason)


class RefundScreen(ModalScreen[RefundReason | None]):
    """The reason is chosen by its number; enter then refunds, once."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "refund", show=False),
        Binding("escape", "no", show=False),
    ]

    def __init__(
        self, reference: str, reader: Reader, consequences: tuple[Sentence, ...], facts: tuple[str, ...]
    ) -> None:
        super().__init__()
        self._reference = reference
        self._reader = reader
        self._consequences = consequences
        self._facts = facts
        self.reason: RefundReason | None = None
        self._answered = False

    def compose(self) -> ComposeResult:
        t = self._reader.translate
        title = t(N_("Refund all of {reference}?")).format(reference=shown(self._reference))
        with Vertical(classes="dialog alarm"):
            yield Static(title, classes="dialog-title", markup=False)
            with VerticalScroll():
                yield Static(t(N_("Check with the caller:")), markup=False)
                for fact in self._facts:
                    yield Static(f"  {safe(fact, 200)}", markup=False)
                yield Static("", id="reasons", markup=False)
                yield Static(t(N_("What it brings:")), markup=False)
                for consequence in self._consequences:
                    yield Static(f"  · {safe(consequence.say(self._reader), 300)}", markup=False)
                yield Static(
                    t(
                        N_(
                            "Cancelling a subscription would stop renewals and give nothing back; "
                            "this gives money back."
                        )
                    ),
                    classes="hint",
                    markup=False,
                )
                yield Static(t(N_("enter: refund     esc: no, go back")), classes="hint", markup=False)

    def on_mount(self) -> None:
        self._draw()

    def on_key(self, event: events.Key) -> None:
        if event.character and event.character.isdigit() and 1 <= int(event.character) <= len(REASONS):
            self.reason = REASONS[int(event.character) - 1]
            self._draw()

    def action_refund(self) -> None:
        if self.reason is not None and not self._answered:
            self._answered = True
            self.dismiss(self.reason)

    def action_no(self) -> None:
        self.dismiss(None)

    def _draw(self) -> None:
        lines = [self._reader.translate(N_("Why? A number, then enter:"))]
        for number, reason in enumerate(REASONS, start=1):
            mark = "●" if reason is self.reason else "○"
            lines.append(f"  {number} {mark} {reason_words(reason).say(self._reader)}")
        self.query_one("#reasons", Static).update("\n".join(lines))
