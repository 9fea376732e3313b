"""What is configured, as a form: checked all at once, each mistake beside its field, and no secret ever shown."""

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Static

from checkout_tui.config.editing import Entry
from checkout_tui.domain.errors import BadInput
from checkout_tui.domain.outside_text import looks_like_card_number, safe
from checkout_tui.domain.sentence import N_, Sentence, sentence
from checkout_tui.tui.screens.base import DeskScreen
from checkout_tui.tui.widgets.text_field import TextField

if TYPE_CHECKING:
    from checkout_tui.config.files import Changed

NONE_HERE = N_(
    "The demonstration has nothing to configure. Outside of it, what “checkout-tui config show” lists is set here."
    " esc goes back."
)


class SettingRow(Vertical):
    """One value: what it is called, the field or where the secret belongs, and what is wrong with it."""

    def __init__(self, entry: Entry) -> None:
        super().__init__(classes="setting")
        self.entry = entry
        self.trouble = entry.trouble

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Static("", classes="setting-title", markup=False)
            if self.entry.secret:
                yield Static("", classes="setting-secret", markup=False)
            else:
                yield TextField(self.entry.value, compact=True, max_length=400)
        yield Static("", classes="problem", markup=False)

    @property
    def text(self) -> str | None:
        """What stands in the field; None where there is none."""
        return None if self.entry.secret else self.query_one(TextField).value.strip()

    def draw(self, screen: DeskScreen) -> None:
        """Say it in the reader's language."""
        self.query_one(".setting-title", Static).update(safe(screen.say(self.entry.title), 80))
        if self.entry.secret:
            is_set, missing = N_("•••• (set)"), N_("not set: put it into {variable} or secrets.toml")
            says = sentence(is_set if self.entry.known else missing, variable=self.entry.variable)
            self.query_one(".setting-secret", Static).update(screen.say(says))
        elif self.entry.choices:
            self.query_one(TextField).placeholder = ", ".join(self.entry.choices)
        problem = self.query_one(".problem", Static)
        problem.display = self.trouble is not None
        problem.update(f"  ✗ {screen.say(self.trouble)}" if self.trouble else "")


class SettingsScreen(DeskScreen):
    """Every value that has one line. What was typed stays until it is saved."""

    NAME = "settings"
    TITLE_TEXT = N_("Settings")

    def __init__(self) -> None:
        super().__init__()
        self._asked = False
        self._rows: tuple[SettingRow, ...] = ()

    def body(self) -> ComposeResult:
        yield Static("", id="none-here", classes="hint", markup=False)
        yield VerticalScroll(id="settings")

    def load(self) -> None:
        editor = self.checkout.editor
        if editor is None:
            self.redraw()
        elif not self._asked:
            self._asked = True
            self.aside(editor.entries, self._show, keys_wait=True)

    def _show(self, entries: tuple[Entry, ...]) -> None:
        self.call_later(self._put, [SettingRow(entry) for entry in entries])

    async def _put(self, rows: list[SettingRow]) -> None:
        await self.query_one("#settings", VerticalScroll).mount_all(rows)
        self._rows = tuple(rows)
        self.redraw()
        rows[0].query_one(TextField).focus()

    def draw(self) -> None:
        none = self.query_one("#none-here", Static)
        none.display = not self._rows
        none.update(self.t(NONE_HERE if self.checkout.editor is None else self.not_here))
        for row in self._rows:
            row.draw(self)

    def action_save(self) -> None:
        rows = [row for row in self._rows if row.text is not None and row.text != row.entry.value]
        if not rows:
            self.tell(sentence(N_("Nothing was changed.")))
            return
        texts = {row.entry.key: row.text or "" for row in rows}
        if any(looks_like_card_number(text) for text in texts.values()):
            self.refuse(
                BadInput(N_("This looks like a card number: it may only be typed in the card field."))
            )
            return
        editor = self.checkout.editor
        if editor is not None:
            self.aside(lambda: editor.save(texts), self._saved)

    def _saved(self, done: "Changed") -> None:
        first: TextField | None = None
        for row in self._rows:
            wrong = done.refused.get(row.entry.key)
            row.trouble = wrong.says if wrong else _left(done, row.entry)
            if wrong and first is None:
                first = row.query_one(TextField)
            if not done.refused and row.text is not None:
                row.entry = _as_saved(row.entry, row.text)
        self.redraw()
        if first is not None:
            first.focus()
            count = len(done.refused)
            self.tell(
                sentence(N_("Nothing was saved: {count} to mend, each beside its field."), count=count),
                alarm=True,
            )
        else:
            self.tell(sentence(N_("Saved in {path}. It holds from the next start."), path=str(done.path)))


def _left(done: "Changed", entry: Entry) -> Sentence | None:
    return next((trouble.says for trouble in done.left if trouble.path == entry.key), None)


def _as_saved(entry: Entry, text: str) -> Entry:
    return Entry(entry.key, entry.title, text, entry.choices)
