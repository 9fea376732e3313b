"""The keys of the screen in front, from the one list of actions."""

from textwrap import wrap
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from checkout_tui.domain.sentence import N_, Reader
from checkout_tui.tui.actions import Act, actions_of, key_name

WIDTH = 68
"""What a dialog has room for at the floor, beside its bar."""

MANNERS = (
    N_(
        "In a list: arrows or j and k move, enter opens. What cannot be done is struck through; its key says why."
    ),
    N_(
        "What stands under “may be said” may be read to the caller as it is. What is marked ✗ must not be said."
    ),
    N_(
        "While something is unanswered, do not take payment again: ask the provider, or decide with evidence."
    ),
)


class HelpScreen(ModalScreen[None]):
    """Every key that works where the operator was, and the manners of the program."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,q,f1,question_mark", "close", show=False),
    ]

    def __init__(self, screen_name: str, reader: Reader) -> None:
        super().__init__()
        self._screen_name = screen_name
        self._reader = reader

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(self._reader.translate(N_("Keys")), classes="dialog-title", markup=False)
            with VerticalScroll(id="keys"):
                for act in self._acts():
                    yield Static(self._line(act), markup=False)
                for manner in MANNERS:
                    yield Static(f"\n{self._reader.translate(manner)}", markup=False)

    def _line(self, act: Act) -> str:
        """Key, title and what it does, which goes on below where it began."""
        t = self._reader.translate
        head = f"{t(key_name(act.key)):>6}  {t(act.title):<18} "
        return "\n".join(
            wrap(head + t(act.help), WIDTH, subsequent_indent=" " * len(head), drop_whitespace=False)
        )

    def _acts(self) -> list[Act]:
        """Each action once, with its first key."""
        seen: dict[str, Act] = {}
        for act in actions_of(self._screen_name):
            seen.setdefault(act.code, act)
        return list(seen.values())

    def action_close(self) -> None:
        self.dismiss(None)
