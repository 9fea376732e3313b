"""The palette: Textual's own, which speaks English only, in the reader's language."""

from textual.command import CommandList, CommandPalette
from textual.content import Content
from textual.widgets.option_list import Option

from checkout_tui.domain.sentence import N_, Reader

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
