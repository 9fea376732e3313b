"""The last lines of every screen: its keys, struck through where they cannot be used."""

from collections.abc import Mapping

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.widgets import Static

from checkout_tui.domain.sentence import Reader
from checkout_tui.tui.actions import EVERYWHERE, Act, actions_of, key_name


class ActionBar(Static):
    """Keys and what they do, drawn from the one list of actions: the screen's own first, then the others."""

    DEFAULT_CSS = """
    ActionBar { dock: bottom; height: auto; max-height: 6; background: $panel; color: $foreground; padding: 0 1; }
    """

    def __init__(self, screen_name: str) -> None:
        super().__init__("", markup=False)
        self._screen_name = screen_name
        self._shown: list[tuple[str, str] | str] = []
        self._places: list[tuple[int, range, Act]] = []
        """Line, columns and action of each label, for the mouse."""

    def show(self, reader: Reader, *, demo: bool, impossible: Mapping[str, str]) -> None:
        """Draw the bar; ``impossible`` names actions that cannot be used now."""
        acts = [
            act
            for act in actions_of(self._screen_name)
            if act.footer and (act.code != "clock" or demo) and not (act.rare and act.code in impossible)
        ]
        own = [act for act in acts if EVERYWHERE not in act.where]
        others = [act for act in acts if EVERYWHERE in act.where]
        self._places = []
        parts: list[tuple[str, str] | str] = []
        for group in (own, others):
            self._line_up(group, reader, impossible, parts)
        moves = self.size.height != parts.count("\n") + 1
        if parts != self._shown or moves:
            # The whole screen is laid out anew only where the keys take another number of lines.
            self._shown = parts
            self.update(Content.assemble(*parts), layout=moves)

    async def on_click(self, event: events.Click) -> None:
        """A label does what its key does."""
        at = event.get_content_offset(self)
        for line, columns, act in self._places:
            if at is not None and at.y == line and at.x in columns:
                await self.app.run_action(f"{'app' if EVERYWHERE in act.where else 'screen'}.{act.code}")
                return

    def _line_up(
        self,
        acts: list[Act],
        reader: Reader,
        impossible: Mapping[str, str],
        parts: list[tuple[str, str] | str],
    ) -> None:
        """Whole labels on each line: a key is never parted from what it does."""
        if not acts:
            return
        if parts:
            parts.append("\n")
        room = max(self.app.size.width - 2, 20)
        used = 0
        for act in acts:
            key, title = reader.translate(key_name(act.key)), reader.translate(act.title)
            width = cell_len(key) + 1 + cell_len(title)
            if used and used + 2 + width > room:
                parts.append("\n")
                used = 0
            elif used:
                parts.append("  ")
                used += 2
            line = sum(part == "\n" for part in parts)
            self._places.append((line, range(used, used + width), act))
            used += width
            grey = act.code in impossible
            parts.append((key, "dim" if grey else "bold $text-accent"))
            parts.append((f"\u00a0{title}", "dim strike" if grey else ""))
