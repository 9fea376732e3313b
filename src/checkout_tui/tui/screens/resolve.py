"""A person decides what became of an unanswered question, and writes how that is known (rule 5)."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from checkout_tui.domain.outside_text import safe
from checkout_tui.domain.sentence import N_, Reader, Sentence
from checkout_tui.tui.widgets.guarded_field import GuardedField
from checkout_tui.tui.widgets.text_field import TextField

SHORTEST = 3


class ResolveScreen(ModalScreen[tuple[bool, str] | None]):
    """Two keys to say what happened, one line for the evidence."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "happened(True)", show=False, priority=True),
        Binding("f3", "happened(False)", show=False, priority=True),
        Binding("escape", "no", show=False),
    ]

    def __init__(self, question: Sentence, reader: Reader) -> None:
        super().__init__()
        self._question = question
        self._reader = reader
        self.happened: bool | None = None

    def compose(self) -> ComposeResult:
        t = self._reader.translate
        with Vertical(classes="dialog alarm"):
            yield Static(t(N_("Decide what became of it")), classes="dialog-title", markup=False)
            yield Static(safe(self._question.say(self._reader), 300), markup=False)
            yield Static(
                t(N_("Only with proof: the provider's own screen, a statement, somebody's word and name.")),
                markup=False,
            )
            yield Static("", id="which", markup=False)
            yield GuardedField(placeholder=t(N_("how you know it")), max_length=200)
            yield Static("", id="problem", classes="hint", markup=False)
            yield Static(t(N_("enter: write it down     esc: go back")), classes="hint", markup=False)

    def on_mount(self) -> None:
        self._draw()

    def action_happened(self, happened: bool) -> None:
        self.happened = happened
        self._draw()

    def action_no(self) -> None:
        self.dismiss(None)

    def on_input_submitted(self, event: TextField.Submitted) -> None:
        evidence = event.value.strip()
        if self.happened is None:
            self._problem(N_("First say whether it happened: F2 or F3."))
        elif len(evidence) < SHORTEST:
            self._problem(N_("Write how you know: a reference, or who said so."))
        else:
            self.dismiss((self.happened, evidence))

    def on_guarded_field_refused(self) -> None:
        self._problem(N_("This looks like a card number: it may only be typed in the card field."))

    def _problem(self, text: str) -> None:
        self.query_one("#problem", Static).update(self._reader.translate(text))

    def _draw(self) -> None:
        t = self._reader.translate
        yes, no = ("●" if self.happened is True else "○"), ("●" if self.happened is False else "○")
        happened, not_at_all = t(N_("it happened")), t(N_("it did not happen: it may be asked again"))
        self.query_one("#which", Static).update(f"F2 {yes} {happened}\nF3 {no} {not_at_all}")
