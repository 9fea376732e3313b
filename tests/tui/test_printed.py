"""Every screen as it is printed, small and large, in both languages, compared with what was found good."""

import os
import re
from pathlib import Path

import pytest
from support.orders import awaited, charged, taken
from support.scripted import raising
from support.terminal import Opens, Terminal
from support.till import REFUSED, Till

from checkout_tui.cli.language import reader
from checkout_tui.config.editing import Editor
from checkout_tui.desk import Desk
from checkout_tui.domain.method import PaymentMethod, Setting, SettingKind
from checkout_tui.domain.operator import Operator
from checkout_tui.domain.order import Contact
from checkout_tui.domain.words import Words
from checkout_tui.tui.widgets.row_list import RowList
from checkout_tui.tui.widgets.text_field import TextField

PRINTED = Path(__file__).parent / "printed"
SIZES = ((80, 24), (120, 40))
STATEMENT = (
    b"STATEMENT\n99.00;a transfer without a reference;ADA NEW\n7.00;hello;STRANGER\n-5.00;back;OLD\nshort\n"
)


def happened(desk: Desk, till: Till) -> None:
    """An order of each kind, money of nobody, a call with a note and a draft."""
    till.provider.after = raising(TimeoutError("lost"))
    charged(desk, Contact("Noémie Lost", "noemie@example.com"))
    till.provider.after = lambda key: None
    charged(desk, Contact("Ben Declined", "ben@example.com"), REFUSED)
    taken(desk, Contact("Ada New", "ada@example.com"), country="US", currency="USD")
    charged(desk, Contact("Carol Plan", "carol@example.com", "Plan & Co"), product="plan", language="fr")
    awaited(desk, language="fr")
    desk.mail.deliver()
    desk.mail.came_back(desk.mail.outbox()[0].id, Operator("ada"))
    desk.documents.import_document("november.txt", STATEMENT, Operator("ada"), reader="awaited")


def settings(folder: Path) -> Editor:
    """The form of a small configuration, in the folder in which the program is: its path is shown."""
    (folder / "config.toml").write_text('[seller]\nname = "Northlight"\n', encoding="utf-8")
    key = Setting("key", Words("key", "clé"), SettingKind.SECRET, required=True)
    method = PaymentMethod("till", Words("Card", "Carte"), Words.same("…"), settings=(key,))
    return Editor(
        {"CHECKOUT_CONFIG": "config.toml", "CHECKOUT_TILL_KEY": "sk_test"}, lambda: {"till": method}
    )


class Album:
    """Compares each screen at each size, and tells all differences at the end."""

    def __init__(self, it: Terminal, language: str) -> None:
        self.it = it
        self.language = language
        self.different: list[str] = []
        self.seen: set[str] = set()

    async def take(self, name: str, *, dialog: bool = False) -> None:
        """The screen as it is now; CHECKOUT_SNAPSHOTS=write accepts it. A dialog is as wide in any terminal."""
        await self.it.settle()
        small_first = self.it.app.size == SIZES[0]
        for size in SIZES[:1] if dialog and small_first else SIZES if small_first else reversed(SIZES):
            # The next one begins at the size with which this one ends: laying out is what costs.
            if self.it.app.size != size:
                await self.it.pilot.resize_terminal(*size)
                await self.it.settle()
            lines = [re.sub(r"☎ \d\d:\d\d", "☎ 00:00", line) for line in self.it.lines]
            assert (len(lines), max(map(len, lines)) <= size[0]) == (size[1], True)
            assert dialog or "f9\u00a0" in lines[-2] + lines[-1], "the keys are cut"
            now = "\n".join(lines) + "\n"
            path = PRINTED / self.language / f"{name}-{size[0]}x{size[1]}.txt"
            if dialog and size != SIZES[0]:
                continue
            self.seen.add(path.name)
            if os.environ.get("CHECKOUT_SNAPSHOTS") == "write":
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(now, encoding="utf-8")
            if not path.exists() or now != path.read_text(encoding="utf-8"):
                self.different.append(f"{path.name}\n{now}")

    def close(self) -> None:
        assert not self.different, "\n".join(
            [*self.different, "CHECKOUT_SNAPSHOTS=write accepts them: look first"]
        )
        kept = {path.name for path in (PRINTED / self.language).iterdir()}
        assert kept == self.seen


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_every_screen_as_it_is_printed(
    terminal: Opens, desk: Desk, till: Till, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    """One walk through all of them, at 80 × 24 and 120 × 40: nothing cut, nothing in the other language."""
    monkeypatch.chdir(tmp_path)
    happened(desk, till)
    async with terminal(reads=reader(language), editor=settings(tmp_path)) as it:
        album = Album(it, language)
        await it.sees("Lumière")
        await album.take("lookup")
        it.app.screen.query_one("#box", TextField).value = "nobody"
        await album.take("lookup-nothing")
        it.app.screen.query_one("#box", TextField).value = ""
        await it.sees("Lumière")
        await it.press("ctrl+p")
        await album.take("palette", dialog=True)
        await it.press("escape", "f3")
        await album.take("blind")
        await it.press("f3", "ctrl+r")
        await album.take("charge")
        await it.press("f3", "f4")
        for code, text in (
            ("products", "2 studio, plan"),
            ("name", "marie"),
            ("email", "marie@lumiere.example"),
        ):
            it.app.screen.query_one(f"#new-{code}", TextField).focus()
            it.app.screen.query_one(f"#new-{code}", TextField).value = text
        await it.press("ctrl+t")
        await album.take("new-order")
        for key in ("f5", "f6", "f7", "f8", "f9"):
            await it.press(key)
            await album.take(
                {"f5": "queue", "f6": "money", "f7": "outbox", "f8": "clock", "f9": "methods"}[key]
            )
        await it.press("s")
        await album.take("settings")
        await it.press("f6", "i")
        await album.take("bank-document")
        await it.press("ctrl+y", "n")
        it.app.screen.query_one(TextField).value = "marie@lumiere.example"
        await it.press("enter", "down", "down", "a")
        await album.take("person")
        await it.press("escape")
        await album.take("privacy")
        await it.press("f8", "x")
        await album.take("clock-faults", dialog=True)
        await it.press("escape", "f3")
        await orders(it, album)
        await it.press("f3", "f2")
        it.app.screen.query_one("#caller", TextField).value = "marie@lumiere.example"
        await it.press("enter")
        await album.take("call")
        await it.press("f2")
        await album.take("call-end", dialog=True)
        await it.press("escape", "ctrl+k")
        await album.take("lock", dialog=True)
        album.close()


async def orders(it: Terminal, album: Album) -> None:
    """Orders in each state, and what their keys open."""
    await it.press("enter")
    await it.sees("marie@lumiere")
    await album.take("order-awaiting")
    for key, name in (
        ("f1", "order-help"),
        ("m", "letter"),
        ("a", "spell"),
        ("e", "fix-e-mail"),
        ("x", "cancel"),
        ("c", "change-option"),
        ("w", "not-come"),
    ):
        await it.press(key)
        await album.take(name, dialog=name != "change-option")
        await it.press("escape")
    await it.press("escape")
    for name, key, names in (
        ("Carol", "f", ("order-paid", "refund")),
        ("Carol", "b", ("", "subscription")),
        ("Ben", "p", ("order-declined", "pay")),
        ("Noémie", "d", ("order-unanswered", "decide")),
    ):
        it.app.screen.query_one("#box", TextField).value = name
        while len(it.app.screen.query_one("#found", RowList).rows) != 1:
            await it.settle()
        await it.press("enter")
        await it.settle()
        if names[0]:
            await album.take(names[0])
        await it.press(key)
        await album.take(names[1], dialog=names[1] == "decide")
        if names[1] == "pay":
            await it.press("down", "enter")
            await album.take("pay-fields")
        if names[1] == "refund":
            await it.press("a", "b", "c", "2", "enter")
            await album.take("refund-code", dialog=True)
        it.app.go_home()
