"""The last lines of every screen: its keys, greyed where they cannot be used."""

from collections.abc import Mapping

from textual.content import Content
from textual.widgets import Static

from checkout_tui.domain.sentence import Reader
from checkout_tui.tui.actions import actions_of, key_name


class ActionBar(Static):
    """Keys and what they do, drawn from the one list of actions."""

    DEFAULT_CSS = """
    ActionBar { dock: bottom; height: auto; max-height: 3; background: $panel; color: $foreground; padding: 0 1; }
    """

    def __init__(self, screen_name: str) -> None:
        super().__init__("", markup=False)
        self._screen_name = screen_name

    def show(self, reader: Reader, *, demo: bool, impossible: Mapping[str, str]) -> None:
        """Draw the bar; ``impossible`` names actions that cannot be used now."""
        parts: list[tuple[str, str] | str] = []
        for act in actions_of(self._screen_name):
            if not act.footer or (act.code == "clock" and not demo):
                continue
            grey = act.code in impossible
            parts.append((key_name(act.key), "dim" if grey else "bold $text-accent"))
            parts.append(
                (f"\u00a0{reader.translate(act.title)}".replace(" ", "\u00a0"), "dim strike" if grey else "")
            )
            parts.append("  ")
        self.update(Content.assemble(*parts))
