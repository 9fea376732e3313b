"""What is configured, as a form: checked all at once, each mistake beside its field, and no secret ever shown."""

from typing import TYPE_CHECKING

from attrs import evolve
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Static

from checkout_tui.config.editing import Entry
from checkout_tui.config.trouble import Trouble
from checkout_tui.domain.outside_text import safe
from checkout_tui.domain.sentence import N_, Sentence, sentence
from checkout_tui.tui.screens.base import DeskScreen
from checkout_tui.tui.widgets.lines_field import LinesField
from checkout_tui.tui.widgets.text_field import TextField

if TYPE_CHECKING:
    from checkout_tui.config.files import Changed, Given

IN_THE_FILE = N_(
    "Products with their prices, payment rules and tolerances are written into the file itself: {path}"
)
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
            elif self.entry.lines or self.entry.text:
                yield LinesField(self.entry.value)
            else:
                yield TextField(self.entry.value, compact=True, max_length=400)
        yield Static("", classes="problem", markup=False)

    @property
    def field(self) -> TextField | LinesField | None:
        """Where it is typed; a secret has no such place."""
        if self.entry.secret:
            return None
        several = self.entry.lines or self.entry.text
        return self.query_one(LinesField) if several else self.query_one(TextField)

    @property
    def given(self) -> "Given | None":
        """What was typed there; None where it is as it was, or is no matter for a field."""
        match self.field:
            case LinesField() as field if self.entry.text:
                said = "\n".join(line.rstrip() for line in field.text.strip().splitlines())
                return said if said != self.entry.value.strip() else None
            case LinesField() as field if "\n".join(field.items) != self.entry.value:
                return field.items
            case TextField() as field if field.value.strip() != self.entry.value:
                return field.value.strip()
            case _:
                return None

    def draw(self, screen: DeskScreen) -> None:
        """Say it in the reader's language."""
        self.query_one(".setting-title", Static).update(safe(screen.say(self.entry.title), 80))
        if self.entry.secret:
            is_set, missing = N_("•••• (set)"), N_("not set: put it into {variable} or secrets.toml")
            says = sentence(is_set if self.entry.known else missing, variable=self.entry.variable)
            self.query_one(".setting-secret", Static).update(screen.say(says))
        elif self.field is not None and self.entry.choices:
            self.field.placeholder = ", ".join(self.entry.choices)
        problem = self.query_one(".problem", Static)
        problem.display = self.trouble is not None
        problem.update(f"  ✗ {screen.say(self.trouble)}" if self.trouble else "")


class SettingsScreen(DeskScreen):
    """Every value that is no table. What was typed stays until it is saved."""

    NAME = "settings"
    TITLE_TEXT = N_("Settings")

    def __init__(self) -> None:
        super().__init__()
        self._asked = False
        self._rows: tuple[SettingRow, ...] = ()
        self._elsewhere: tuple[Trouble, ...] = ()

    def body(self) -> ComposeResult:
        yield Static("", id="none-here", classes="hint", markup=False)
        with VerticalScroll(id="settings"):
            yield Static("", id="elsewhere", classes="problem", markup=False)
            yield Static("", id="in-the-file", classes="hint", markup=False)

    def load(self) -> None:
        editor = self.checkout.editor
        if editor is None:
            self.redraw()
        elif not self._asked:
            self._asked = True
            self.aside(lambda: (editor.entries(), editor.elsewhere()), self._show, keys_wait=True)

    def _show(self, found: tuple[tuple[Entry, ...], tuple[Trouble, ...]]) -> None:
        entries, self._elsewhere = found
        self.call_later(self._put, [SettingRow(entry) for entry in entries])

    async def _put(self, rows: list[SettingRow]) -> None:
        await self.query_one("#settings", VerticalScroll).mount_all(rows, before="#in-the-file")
        self._rows = tuple(rows)
        self.redraw()
        if rows[0].field is not None:
            # What has no field stands above the first, and is read first.
            rows[0].field.focus(scroll_visible=not self._elsewhere)

    def draw(self) -> None:
        none = self.query_one("#none-here", Static)
        none.display = not self._rows
        none.update(self.t(NONE_HERE if self.checkout.editor is None else self.not_here))
        in_file, editor = self.query_one("#in-the-file", Static), self.checkout.editor
        in_file.display = editor is not None
        if editor is not None:
            in_file.update(self.t(IN_THE_FILE, path=str(editor.path)))
        elsewhere = self.query_one("#elsewhere", Static)
        elsewhere.display = bool(self._elsewhere)
        elsewhere.update("\n".join(f"✗ {self.say(trouble.sentence)}" for trouble in self._elsewhere))
        for row in self._rows:
            row.draw(self)

    def action_save(self) -> None:
        given = {row.entry.key: row.given for row in self._rows if row.given is not None}
        if not given:
            self.tell(sentence(N_("Nothing was changed.")))
            return
        editor = self.checkout.editor
        if editor is not None:
            self.aside(lambda: editor.save(given), self._saved)

    def _saved(self, done: "Changed") -> None:
        first: TextField | LinesField | None = None
        for row in self._rows:
            wrong = done.refused.get(row.entry.key)
            row.trouble = wrong.says if wrong else _left(done, row.entry)
            if wrong and first is None:
                first = row.field
            if not done.refused and row.given is not None:
                row.entry = evolve(row.entry, value=_as_saved(row.given), trouble=None)
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


def _as_saved(given: "Given") -> str:
    return given if isinstance(given, str) else "\n".join(given)
