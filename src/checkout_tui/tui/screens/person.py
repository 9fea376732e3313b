"""One person's data: the six rights, what is held, what erasure leaves, and what may be said."""

import json
import os
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import frozen
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from checkout_tui.domain.errors import BadInput
from checkout_tui.domain.outside_text import safe
from checkout_tui.domain.privacy import Held, PrivacyRequest, PrivacyState, Right, brings, privacy_words
from checkout_tui.domain.sentence import N_, sentence
from checkout_tui.tui.screens.base import DeskScreen
from checkout_tui.tui.screens.dialogs import Ask, Confirm
from checkout_tui.tui.shown import short_day
from checkout_tui.tui.widgets.action_bar import ActionBar
from checkout_tui.tui.widgets.row_list import Column, Row, RowList

if TYPE_CHECKING:
    from checkout_tui.desk import Desk

NOT_ASKED = N_("not asked for: a writes it down")
NOT_OPEN = N_("There is no open request for this: a writes one down.")
IS_OPEN = N_("It was asked for already, and the month runs.")
NOTHING_HELD = N_("Nothing is held under this address: answer that, too.")
HOW = N_("How was it answered?")


@frozen
class _Seen:
    """What the desk answered, at once."""

    held: Held
    say: tuple[str, ...]
    today: date


class PersonScreen(DeskScreen):
    """A row for each right; carrying out an erasure asks once and says before what stays."""

    NAME = "person"
    TITLE_TEXT = N_("Somebody’s data")

    def __init__(self, email: str) -> None:
        super().__init__()
        self.email = email
        self.seen: _Seen | None = None

    def body(self) -> ComposeResult:
        yield RowList((Column(15), Column(11), Column()), id="rights")
        yield Static("", id="hint", classes="hint", markup=False)
        with VerticalScroll(id="held", classes="panel"):
            yield Static("", id="held-lines", markup=False)

    def load(self) -> None:
        self.query_one("#rights", RowList).focus()

        def look(desk: "Desk") -> _Seen:
            held = desk.privacy.held(self.email, self.operator)
            return _Seen(held, desk.privacy.say(held), desk.clock.now().date())

        self.ask(look, self._loaded, group="person", exclusive=True, keys_wait=self.seen is None)

    def _loaded(self, seen: _Seen) -> None:
        self.seen = seen
        self.redraw()

    # ------------------------------------------------------------ drawing

    def draw(self) -> None:
        self.headline(f"{self.t(self.TITLE_TEXT)}  {safe(self.email, 50)}")
        if self.seen is None:
            self.query_one("#hint", Static).update(self.t(self.not_here))
            return
        seen, held = self.seen, self.seen.held
        self.query_one("#rights", RowList).show([self._row(right, seen) for right in Right])
        self.query_one("#held", VerticalScroll).border_title = self.t(N_("held, and what erasure leaves"))
        told = [self.t(NOTHING_HELD)] if held.nothing else [self.say(each) for each in held.told_beforehand()]
        quotes = ("« ", " »") if held.language.startswith("fr") else ("“", "”")
        said = [f"{quotes[0]}{safe(each, 600)}{quotes[1]}" for each in seen.say]
        self.query_one("#held-lines", Static).update("\n".join([*told, "", *said]))
        self._draw_hint()

    def _row(self, right: Right, seen: _Seen) -> Row:
        request = seen.held.latest(right)
        if request is None:
            return Row(right, (self.say(privacy_words(right)), "", self.t(NOT_ASKED)), "quiet")
        due = short_day(request.due_on, self.reader)
        open_ = request.state is PrivacyState.OPEN
        note = f": {safe(request.note, 80)}" if request.note else ""
        cells = (
            self.say(privacy_words(right)),
            due if open_ else "",
            f"{self.say(request.clock(seen.today))}{note}",
        )
        return Row(right, cells, "alarm" if request.is_late(seen.today) else "")

    def _draw_hint(self) -> None:
        right = self._right()
        self.query_one("#hint", Static).update(self.say(brings(right)) if right is not None else "")

    def on_row_list_marked(self, event: RowList.Marked) -> None:
        self._draw_hint()
        bar = self.query_one(ActionBar)
        bar.show(self.reader, demo=self.checkout.demo, impossible=self.impossible())

    # ------------------------------------------------------------ what can be done

    def impossible(self) -> Mapping[str, str]:
        if self.seen is None:
            return self.not_yet()
        request = self._request()
        no = {}
        if request is None or request.state is not PrivacyState.OPEN:
            no["carry_out"] = no["turn_away"] = self.t(NOT_OPEN)
        else:
            no["asks_for"] = self.t(IS_OPEN)
        if request is None or not request.in_force:
            no["lift"] = self.t(N_("Nothing of this holds that could be lifted."))
        return no

    def action_asks_for(self) -> None:
        """The month runs from now."""
        right = self._right()
        if self.possible("asks_for") and right is not None:
            self.ask(lambda desk: desk.privacy.ask(right, self.email, self.operator), self._asked)

    def action_carry_out(self) -> None:
        """An erasure is asked about once: it cannot be undone, and what stays is told before."""
        request = self._request()
        if not self.possible("carry_out") or request is None or self.seen is None:
            return
        if request.right is not Right.ERASURE:
            self._note(self.t(HOW), lambda desk, how: desk.privacy.answer(request.id, how, self.operator))
            return
        lines = tuple(self.say(each) for each in self.seen.held.told_beforehand())

        def confirmed(yes: bool | None) -> None:
            if yes:
                self._note(self.t(HOW), lambda desk, how: desk.privacy.answer(request.id, how, self.operator))

        title = self.t(N_("Erase what is held? This cannot be undone."))
        self.app.push_screen(Confirm(self.reader, title, lines), confirmed)

    def action_turn_away(self) -> None:
        """Not done, with the reason that the person was told."""
        request = self._request()
        if self.possible("turn_away") and request is not None:
            title = self.t(N_("Why is it not done?"))
            self._note(title, lambda desk, why: desk.privacy.decline(request.id, why, self.operator))

    def action_lift(self) -> None:
        """What held holds no more."""
        request = self._request()
        if self.possible("lift") and request is not None:
            title = self.t(N_("Why does it hold no more?"))
            self._note(title, lambda desk, why: desk.privacy.lift(request.id, why, self.operator))

    def action_save_data(self) -> None:
        """Everything held, for the person: into a file that only this operator can read."""

        def named(text: str | None) -> None:
            if text is not None:
                path = Path(text).expanduser()
                self.ask(
                    lambda desk: _write(path, desk.privacy.export(self.email, self.operator)), self._saved
                )

        lines = (self.t(N_("It holds all of somebody’s data: send it to that person only, then delete it.")),)
        ask = Ask(self.reader, self.t(N_("Save it as")), lines, str(Path.home() / "data.json"))
        self.app.push_screen(ask, named)

    # ------------------------------------------------------------ inside

    def _note(self, title: str, work: "Callable[[Desk, str], PrivacyRequest]") -> None:
        def written(text: str | None) -> None:
            if text is not None:
                self.ask(lambda desk: work(desk, text), self._ended)

        self.app.push_screen(Ask(self.reader, title), written)

    def _asked(self, request: PrivacyRequest) -> None:
        self.tell(sentence(N_("Written down: to be answered by {day}."), day=request.due_on))
        self.load()

    def _ended(self, request: PrivacyRequest) -> None:
        self.tell(
            sentence(
                N_("{right}: {state}."),
                right=privacy_words(request.right),
                state=privacy_words(request.state),
            )
        )
        self.load()

    def _saved(self, path: Path) -> None:
        self.tell(sentence(N_("Saved in {path}."), path=str(path)))

    def _right(self) -> Right | None:
        marked = self.query_one("#rights", RowList).marked
        return Right(marked) if marked else None

    def _request(self) -> PrivacyRequest | None:
        right = self._right()
        return self.seen.held.latest(right) if self.seen is not None and right is not None else None


def _write(path: Path, told: dict[str, Any]) -> Path:
    text = json.dumps(told, ensure_ascii=False, indent=2)
    try:
        with os.fdopen(
            os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
        ) as file:
            file.write(text)
    except OSError as error:
        raise BadInput(N_("It could not be saved: {why}."), why=error.strerror or str(error)) from None
    return path
