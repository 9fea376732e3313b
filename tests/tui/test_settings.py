"""Settings, colours and the lock: what an operator changes about the program itself."""

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest
from support.orders import MARIE, taken
from support.terminal import Opens

from checkout_tui.config import config_path, load
from checkout_tui.config.editing import Editor
from checkout_tui.desk import Desk
from checkout_tui.domain.method import PaymentMethod, Setting, SettingKind
from checkout_tui.domain.words import Words
from checkout_tui.tui.themes import THEMES

SECRET = "sk_test_only_for_this_test"


def method() -> Mapping[str, PaymentMethod]:
    """One method, with a setting of each kind that matters here."""
    settings = (
        Setting("key", Words("key", "clé"), SettingKind.SECRET, required=True),
        Setting("days", Words("days", "jours"), SettingKind.NUMBER, default=3),
        Setting("moto", Words("by phone", "par téléphone"), SettingKind.FLAG, default=True),
        Setting("greeting", Words("greeting", "salutation"), default="Thank you\nfor paying"),
        Setting("countries", Words("countries", "pays"), SettingKind.LIST, default=("FR",)),
    )
    return {
        "till": PaymentMethod(
            code="till", title=Words.same("Till"), arrives=Words.same("at once"), settings=settings
        )
    }


@pytest.fixture
def editor(tmp_path: Path) -> Editor:
    """The form on a configuration with a comment, one value, and a secret in the environment."""
    path = tmp_path / "config.toml"
    path.write_text('[seller]\nname = "Northlight"\n', encoding="utf-8")
    return Editor({"CHECKOUT_CONFIG": str(path), "CHECKOUT_TILL_KEY": SECRET}, method)


async def test_a_value_is_changed_checked_and_saved(terminal: Opens, editor: Editor) -> None:
    """F9 and s open the form; what is saved is in the file, and everything else in it stays."""
    async with terminal(size=(120, 40), editor=editor) as it:
        await it.press("f9", "s")
        await it.sees("Settings", "support by e-mail", "Northlight")
        rows = {row.entry.key: row for row in it.app.screen.query("SettingRow")}
        rows["seller.support_email"].query_one("Input").focus()
        await it.type("help@northlight.example")
        await it.press("ctrl+s")
        await it.sees("Saved in", "from the next start")
    written = tomllib.loads(config_path(editor.environment).read_text(encoding="utf-8"))
    assert written["seller"] == {"name": "Northlight", "support_email": "help@northlight.example"}


async def test_every_mistake_is_told_at_once_beside_its_field_and_nothing_is_saved(
    terminal: Opens, editor: Editor
) -> None:
    """Three wrong values are three sentences, each under its own field, and the file is as it was."""
    path = config_path(editor.environment)
    before = path.read_bytes()
    async with terminal(size=(120, 60), editor=editor) as it:
        await it.press("f9", "s")
        await it.sees("Till: days")
        rows = {row.entry.key: row for row in it.app.screen.query("SettingRow")}
        for key, text in (("operator.language", "de"), ("mail.port", "many"), ("methods.till.days", "few")):
            rows[key].query_one("Input").value = text
        await it.press("ctrl+s")
        await it.sees("Nothing was saved: 3 to mend", "“de” is none of", "it must be a whole number")
        lines = it.lines
        for title in ("your language", "its port", "Till: days"):
            at = next(number for number, line in enumerate(lines) if title in line)
            assert "✗" in lines[at + 1]
        assert it.app.focused is rows["operator.language"].query_one("Input")
        await it.press("f3", "f9", "s")
        await it.sees("many", "few")
    assert path.read_bytes() == before


async def test_a_list_is_one_item_per_line_and_a_comma_is_part_of_its_item(
    terminal: Opens, editor: Editor
) -> None:
    """Address, days and countries are written as they were typed, line by line; cleared ones go back to the default."""
    path = config_path(editor.environment)
    hostile = "\x1b]52;c;AAAA\x07 \u202eback"
    path.write_text(
        f"[seller]\naddress = [{json.dumps(hostile)}]\n[methods.till]\ncountries = ['FR', 'BE']\n",
        encoding="utf-8",
    )
    async with terminal(editor=editor) as it:
        await it.press("f9", "s")
        await it.sees("its address, line by line", "␛]52;c;AAAA␇ ␦back")
        rows = {row.entry.key: row for row in it.app.screen.query("SettingRow")}
        field = rows["seller.address"].field
        field.focus()
        await it.press("f6")
        assert it.app.screen.NAME == "money"
        await it.press("f9", "s", "ctrl+a", "shift+end", "ctrl+c", "ctrl+x")
        assert it.app.clipboard == ""
        assert field.text == hostile
        await it.press("end", "ctrl+u")
        await it.enter("12, rue de l'Ouest")
        await it.press("enter")
        await it.type("Paris")
        await it.press("tab")
        assert it.app.focused is rows["seller.email"].field
        it.app.screen.query_one("#settings").scroll_to_widget(rows["seller.address"], animate=False)
        await it.sees("12, rue de l'Ouest", "Paris")
        rows["seller.overdue_reminder_days"].field.text = "3\n10"
        rows["methods.till.countries"].field.text = ""
        await it.press("ctrl+s")
        await it.sees("Saved in")
        await it.press("ctrl+s")
        await it.sees("Nothing was changed.")
    written = tomllib.loads(path.read_text(encoding="utf-8"))
    assert written["seller"] == {
        "address": ["12, rue de l'Ouest", "Paris"],
        "overdue_reminder_days": [3, 10],
    }
    assert written["methods"]["till"] == {}


async def test_a_text_of_several_lines_is_written_as_one_text(terminal: Opens, editor: Editor) -> None:
    """Enter begins a line of it, and its lines stay lines; what has no field is in the file, below with its path."""
    async with terminal(size=(120, 60), editor=editor) as it:
        await it.press("f9", "s")
        it.app.screen.query_one("#settings").scroll_end(animate=False)
        await it.sees("are written into the file itself", "config.toml")
        row = next(
            row for row in it.app.screen.query("SettingRow") if row.entry.key == "methods.till.greeting"
        )
        row.field.focus()
        await it.press("ctrl+s")
        await it.sees("Nothing was changed.")
        await it.press("down", "end", "enter")
        await it.type("in time")
        await it.sees("Thank you", "for paying", "in time")
        await it.press("ctrl+s")
        await it.sees("Saved in")
        await it.press("ctrl+s")
        await it.sees("Nothing was changed.")
    written = tomllib.loads(config_path(editor.environment).read_text(encoding="utf-8"))
    assert written["methods"]["till"] == {"greeting": "Thank you\nfor paying\nin time"}


async def test_thirty_mistakes_are_each_read_at_80_by_24(terminal: Opens, editor: Editor) -> None:
    """The start tells each with its path in a list that scrolls; the settings name those that have no field."""
    path = config_path(editor.environment)
    keys = [f"typo{number}" for number in range(30)]
    path.write_text("\n".join(["[seller]", "name = 1", *(f"{key} = 1" for key in keys)]), encoding="utf-8")

    def fails() -> Desk:
        load(editor.environment)
        raise AssertionError("it was read")

    async with terminal(open_desk=fails, editor=editor) as it:
        await it.sees("There are 31 mistakes in", "seller.name: it must be a text in quotes.")
        read: set[str] = set()
        for _ in range(5):
            read |= {key for key in keys if f"seller.{key}: nobody knows this key." in it.flat}
            await it.press("pagedown")
            await it.pilot.wait_for_scheduled_animations()
        assert read == set(keys)
        await it.press("escape")
        await it.sees("There are 31 mistakes", "F9, then s")
        it.not_there("␊")
        await it.press("f9", "s")
        await it.sees("✗ seller.typo0: nobody knows this key.")
        await it.press("pagedown")
        await it.sees("who sells", "✗ it must be a text in quotes.")
        row = next(row for row in it.app.screen.query("SettingRow") if row.entry.key == "seller.name")
        row.field.value = "Northlight"
        await it.press("ctrl+s")
        await it.sees("Saved in")


async def test_no_secret_is_shown_and_where_it_belongs_is(terminal: Opens, editor: Editor) -> None:
    """R-098: whether a secret is set and under which name is all that the form says, and it has no field for it."""
    async with terminal(size=(120, 60), editor=editor) as it:
        await it.press("f9", "s")
        await it.sees("Till: key", "•••• (set)", "CHECKOUT_MAIL_PASSWORD")
        it.not_there(SECRET)
        secret = [row for row in it.app.screen.query("SettingRow") if row.entry.secret]
        assert [row.entry.key for row in secret] == ["mail.password", "methods.till.key"]
        assert not any(row.query("Input") for row in secret)
        assert SECRET not in repr(it.app.screen.query("SettingRow"))


async def test_an_emptied_value_goes_back_to_its_default(terminal: Opens, editor: Editor) -> None:
    """What is emptied is taken out of the file, and the default holds again."""
    editor.save({"methods.till.days": "7"})
    async with terminal(size=(120, 60), editor=editor) as it:
        await it.press("f9", "s")
        await it.sees("Till: days")
        rows = {row.entry.key: row for row in it.app.screen.query("SettingRow")}
        assert rows["methods.till.days"].query_one("Input").value == "7"
        rows["methods.till.days"].query_one("Input").value = ""
        await it.press("ctrl+s")
        await it.sees("Saved in")
    entry = {entry.key: entry for entry in editor.entries()}["methods.till.days"]
    assert entry.value == "3"


async def test_locked_nothing_of_a_customer_is_on_the_screen(terminal: Opens, desk: Desk) -> None:
    """ctrl+k covers everything, from within a field too; only the code that was chosen uncovers it."""
    taken(desk)
    async with terminal() as it:
        await it.type("curie")
        await it.sees("Lumière")
        await it.press("ctrl+k")
        await it.sees("Locked.")
        it.not_there("Lumière", "curie", "Purchase Lookup")
        await it.type("2468")
        it.not_there("2468")
        await it.press("enter")
        for key in ("escape", "f5", "f3", "ctrl+p", "f1", "ctrl+l", "enter"):
            await it.press(key)
            await it.sees("Locked.")
            it.not_there("Lumière", "curie")
        await it.enter("1111")
        await it.sees("That is not the code.")
        it.not_there("Lumière")
        await it.enter("2468")
        await it.sees("Lumière", "curie")


async def test_what_comes_back_while_locked_waits(terminal: Opens, desk: Desk) -> None:
    """An answer that would bring an order to the front does so when the operator is back, and not before."""
    taken(desk)
    async with terminal() as it:
        await it.sees("Lumière")
        screen = it.app.screen
        await it.press("ctrl+k")
        screen.ask(lambda _: None, lambda _: screen.open(desk.orders.recent(1)[0].reference))
        await it.settle()
        await it.sees("Locked.")
        it.not_there(MARIE.email)
        await it.press("enter")
        await it.sees(MARIE.email)


async def test_the_colours_go_round_and_are_kept(terminal: Opens) -> None:
    """f10: each theme in turn, one of them without any colour, and the last one is remembered."""
    kept: list[str] = []
    async with terminal(keep=lambda theme, language: kept.append(theme)) as it:
        first = it.app.theme
        for _ in THEMES:
            await it.press("f10")
        assert it.app.theme == first
        # The palette knows them by their names.
        await it.press("ctrl+p")
        await it.type("monochrome")
        await it.sees("Colours: monochrome")
        await it.press("enter")
        await it.sees("Purchase Lookup")
        assert it.app.theme == "monochrome"
    assert kept == [*THEMES[1:], THEMES[0], "monochrome"]
    assert "monochrome" in kept


async def test_without_colour_everything_is_still_said(
    terminal: Opens, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """NO_COLOR: no cell has a colour, and the marked row and the states are told by shape and word."""
    monkeypatch.setenv("NO_COLOR", "1")
    taken(desk)
    async with terminal() as it:
        await it.sees("▸ ", "Lumière", "·")
        cells = [
            segment
            for strip in it.app.screen._compositor.render_strips()
            for segment in strip.apply_filter(it.app._filters[-1], it.app.screen.background_colors[1])
            if segment.style
        ]
        assert not [cell for cell in cells if cell.style.color or cell.style.bgcolor]
        assert [cell for cell in cells if "▸ " in cell.text and cell.style.bold]
