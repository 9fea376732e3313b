"""The list of money that arrived, and of the orders it may be for (R-066, R-068, R-071)."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeVar

from textual.app import ComposeResult
from textual.widgets import Static

from checkout_tui.domain.order import state_words
from checkout_tui.domain.outside_text import safe
from checkout_tui.domain.reference import shown
from checkout_tui.domain.remittance import (
    FACT_NAMES,
    WHY_LIKELY,
    Candidate,
    Decided,
    Guess,
    Likeness,
    LineKind,
    Remittance,
    Tie,
    Verb,
)
from checkout_tui.domain.sentence import N_
from checkout_tui.tui.screens.base import DeskScreen
from checkout_tui.tui.shown import short_day
from checkout_tui.tui.widgets.row_list import Column, Row, RowList

if TYPE_CHECKING:
    from checkout_tui.desk import Desk

T = TypeVar("T")

EMPTY = N_("No money waits here. A bank's document brings it in: i, or checkout-tui import FILE")
NOTHING_DONE = N_("Nothing is done with yet.")
NOBODY = N_(
    "No order is known that this could be for. Name it with t, find it with F3, or park it with a note."
)
PROPOSED = {
    Verb.ALLOCATE: N_("{who} proposed to tie {amount}: y confirms, w turns it down"),
    Verb.SURPLUS: N_("{who} proposed to keep {amount} ({why}): y confirms, w turns it down"),
    Verb.SEND_BACK: N_("{who} proposed to send back {amount} ({why}): y confirms, w turns it down"),
}
_DECIDED = {
    Verb.ALLOCATE: N_("{step} by {who}: tie {amount}"),
    Verb.SURPLUS: N_("{step} by {who}: keep {amount}, {why}"),
    Verb.SEND_BACK: N_("{step} by {who}: send back {amount}, {why}"),
}
_STEPS = {
    "proposed": N_("proposed"),
    "confirmed": N_("confirmed"),
    "withdrawn": N_("turned down"),
    "done": N_("done"),
    "undone": N_("undone"),
}


class MoneyList(DeskScreen):
    """Above what arrived, below the orders it may be for, each with the reason."""

    NAME = "money"
    TITLE_TEXT = N_("Money inbox")

    def __init__(self) -> None:
        super().__init__()
        self.inbox: tuple[Remittance, ...] = ()
        self.guesses: Mapping[str, Guess] = {}
        self.candidates: tuple[Candidate, ...] = ()
        self.ties: tuple[Tie, ...] = ()
        self.decided: tuple[Decided, ...] = ()
        self.named: dict[str, Candidate] = {}
        """Orders that the operator named, by remittance: looking again does not lose them."""
        self._of = ""
        self._loaded = False
        self._done = False
        self._busy = False

    def body(self) -> ComposeResult:
        yield RowList((Column(10), Column(16, right=True), Column(22), Column()), id="inbox")
        yield Static("", id="wrote", classes="panel", markup=False)
        yield RowList((Column(11), Column(18), Column(13, right=True), Column()), id="candidates")

    # ------------------------------------------------------------ showing

    def load(self) -> None:
        self.query_one("#inbox", RowList).focus()
        done = self._done

        def looked(desk: "Desk") -> tuple[tuple[Remittance, ...], Mapping[str, Guess]]:
            if done:
                return desk.remittances.handled(), {}
            inbox = desk.remittances.inbox()
            return inbox, desk.remittances.guesses(inbox)

        self.ask(looked, self._show)

    def _show(self, answer: tuple[tuple[Remittance, ...], Mapping[str, Guess]]) -> None:
        self.inbox, self.guesses = answer
        self._loaded = True
        self._of = ""
        self.candidates, self.ties, self.decided = (), (), ()
        self.redraw()
        marked = self.query_one("#inbox", RowList).marked
        if marked is not None:
            self._look(marked)

    def draw(self) -> None:
        if self._done:
            self.headline(self.t(N_("Money inbox: what is done with")))
        rows = []
        for remittance in self.inbox:
            back = remittance.kind is LineKind.RETURN
            amount = remittance.amount if back or self._done else remittance.unallocated
            wrote = safe(remittance.reference or remittance.text, 200)
            if back:
                wrote = f"↩ {self.t(N_('return'))} {safe(remittance.code, 12)} {wrote}"
            guess = self.guesses.get(remittance.id)
            if guess is not None:
                # Sure of the order, or only likely: the mark is a shape, so that it is seen without colour.
                sure = guess.likeness is Likeness.REFERENCE
                wrote = f"{'→' if sure else '≈'} {shown(guess.order)}  {wrote}"
            if remittance.proposal is not None:
                wrote = f"‼ {wrote}"
            cells = (
                short_day(remittance.booked_on, self.reader),
                amount.shown(self.reader.language),
                safe(remittance.payer, 60),
                wrote,
            )
            tone = "alarm" if back or remittance.proposal else "quiet" if remittance.note else ""
            rows.append(Row(remittance.id, cells, tone))
        self.query_one("#inbox", RowList).show(rows)
        self._draw_marked()

    def _draw_marked(self) -> None:
        marked = self._marked()
        wrote = self.query_one("#wrote", Static)
        if marked is None:
            nothing = NOTHING_DONE if self._done else EMPTY
            wrote.update(self.t(nothing) if self._loaded else self.t(N_("Looking…")))
        else:
            wrote.update("\n".join(self._about(marked)))
        rows = [
            Row(
                candidate.order,
                (
                    shown(candidate.order),
                    safe(candidate.customer, 60),
                    candidate.amount.shown(self.reader.language),
                    self._because(candidate),
                ),
                "quiet" if candidate.why_not else "",
            )
            for candidate in self.candidates
        ]
        self.query_one("#candidates", RowList).show(rows)

    def _about(self, marked: Remittance) -> list[str]:
        lines = [safe(marked.text or marked.reference or "–", 400)]
        known = [
            f"{self.t(FACT_NAMES.get(name, name))} {safe(value, 60)}" for name, value in marked.facts.items()
        ]
        if marked.account:
            known.insert(0, self.t(N_("from account {account}"), account=marked.account))
        if known:
            lines.append(" · ".join(known))
        if marked.proposal is not None:
            proposal = marked.proposal
            lines.append(
                self.t(PROPOSED[proposal.verb], who=proposal.by, amount=proposal.amount, why=proposal.why)
            )
        if marked.note:
            lines.append(self.t(N_("parked: {note}"), note=marked.note))
        if self._of == marked.id:
            lines += [
                self.t(N_("{amount} tied to {order}"), amount=tie.amount, order=shown(tie.order))
                for tie in self.ties
            ]
            lines += [
                self.t(
                    _DECIDED[step.verb],
                    step=self.t(_STEPS.get(step.step, step.step)),
                    who=step.by,
                    amount=step.amount,
                    why=step.why,
                )
                for step in self.decided[-3:]
            ]
            if not self.candidates and not self._done:
                lines.append(self.t(NOBODY))
        return lines

    def _because(self, candidate: Candidate) -> str:
        reason = self.t(WHY_LIKELY[candidate.likeness])
        if candidate.why_not is not None:
            return f"{reason} – {self.say(candidate.why_not)}"
        return f"{reason} ({self.say(state_words(candidate.state))})"

    def on_row_list_marked(self, event: RowList.Marked) -> None:
        if event.rows.id == "inbox" and event.key != self._of:
            self.candidates, self.ties, self.decided = (), (), ()
            self._draw_marked()
            self._look(event.key)
        elif event.rows.id == "candidates":
            candidate = self._candidate()
            self.tell(candidate.why_not if candidate else None)

    def _look(self, remittance: str) -> None:
        done = self._done
        self.ask(
            lambda desk: (
                remittance,
                () if done else desk.remittances.candidates(remittance),
                desk.remittances.ties(remittance),
                desk.remittances.decided(remittance),
            ),
            self._found,
            group="candidates",
            exclusive=True,
        )

    def _found(self, answer: tuple[str, tuple[Candidate, ...], tuple[Tie, ...], tuple[Decided, ...]]) -> None:
        if answer[0] == self.query_one("#inbox", RowList).marked:
            self._of, self.candidates, self.ties, self.decided = answer
            named = self.named.get(self._of)
            if named is not None and not self._done:
                others = tuple(found for found in self.candidates if found.order != named.order)
                self.candidates = (named, *others)
            self._draw_marked()

    def _marked(self) -> Remittance | None:
        key = self.query_one("#inbox", RowList).marked
        return next((remittance for remittance in self.inbox if remittance.id == key), None)

    def _candidate(self) -> Candidate | None:
        key = self.query_one("#candidates", RowList).marked
        return next((candidate for candidate in self.candidates if candidate.order == key), None)
