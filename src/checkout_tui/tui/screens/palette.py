"""The palette: Textual's own, which speaks English only, in the reader's language."""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.app import SystemCommand
from textual.command import CommandList, CommandPalette
from textual.content import Content
from textual.screen import Screen
from textual.widgets.option_list import Option

from checkout_tui.domain.sentence import N_, Reader, sentence
from checkout_tui.tui.actions import ACTIONS, EVERYWHERE
from checkout_tui.tui.screens.base import DeskScreen
from checkout_tui.tui.themes import THEMES

if TYPE_CHECKING:
    from checkout_tui.tui.app import CheckoutApp

UNMARKED = frozenset({"quit", "theme", "running", "privacy"})
"""Actions that no footer has room for, and the palette offers."""
ASKS = N_("What is to be done?")
NOTHING = N_("Nothing is called that. esc goes back; F1 lists the keys of this screen.")


class Palette(CommandPalette):
    """Every action by its name."""

    def __init__(self, reader: Reader) -> None:
        super().__init__(placeholder=reader.translate(ASKS), id="--command-palette")
        self._reader = reader

    def _start_no_matches_countdown(self, search_value: str) -> None:
        self._stop_no_matches_countdown()
        self._no_matches_timer = self.set_timer(
            self._NO_MATCHES_COUNTDOWN, lambda: self._say_nothing_is_found(search_value)
        )

    def _say_nothing_is_found(self, search_value: str) -> None:
        if search_value:
            said = Content(self._reader.translate(NOTHING))
            self.query_one(CommandList).add_option(Option(said, disabled=True, id=self._NO_MATCHES))
        self._list_visible = bool(search_value)


def offered(app: "CheckoutApp", screen: Screen[Any]) -> Iterator[SystemCommand]:
    """The same actions as in the footer, and no screenshot: screens hold people's data."""
    name, t = screen.NAME if isinstance(screen, DeskScreen) else "", app.reader.translate
    for act in ACTIONS:
        if (EVERYWHERE in act.where and act.footer) or name in act.where or act.code in UNMARKED:
            target = app if EVERYWHERE in act.where else screen
            work = getattr(target, f"action_{act.code}", None)
            if work is not None:
                yield SystemCommand(t(act.title), t(act.help), work)
    for theme in THEMES:
        title = sentence(N_("Colours: {theme}"), theme=theme).say(app.reader)
        help_text = t(N_("these colours; they are kept"))
        yield SystemCommand(title, help_text, partial(app.use_theme, theme), discover=False)
