"""The list of money that arrived, and of the orders it may be for (R-066, R-068, R-071)."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Label

from checkout_tui.domain.errors import CheckoutError
from checkout_tui.domain.inbox import Folder, Sums
from checkout_tui.domain.remittance import (
    Candidate,
    Decided,
    Guess,
    LineKind,
    Remittance,
    Tie,
)
from checkout_tui.domain.sentence import N_, sentence
from checkout_tui.tui.money_panels import MoneyPanels
from checkout_tui.tui.money_words import (
    CARD_NUMBER,
    EMPTY_FOLDERS,
    FOLDERS,
    NEXT,
    NOBODY,
    NOTHING_FOUND,
    OF_NOTHING,
    UNTIED,
)
from checkout_tui.tui.screens.base import DeskScreen
from checkout_tui.tui.widgets.guarded_field import GuardedField
from checkout_tui.tui.widgets.paged_list import PAGE, PagedList
from checkout_tui.tui.widgets.passage import Passage
from checkout_tui.tui.widgets.row_list import Column, Row, RowList
from checkout_tui.tui.widgets.text_field import TextField

if TYPE_CHECKING:
    from checkout_tui.desk import Desk


_Found = tuple[str, tuple[Candidate, ...], tuple[Tie, ...], tuple[Decided, ...], tuple[Remittance, ...]]
"""Of which money, and what is known about it."""


class MoneyList(DeskScreen):
    """Above what arrived, below the orders it may be for, each with the reason."""

    NAME = "money"
    TITLE_TEXT = N_("Money inbox")
    AUTO_FOCUS = "#inbox"
    MOVES_ON = frozenset({"up", "down", "pageup", "pagedown", "home", "end"})
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "step_back", show=False),
        Binding("down", "into_list", show=False),
    ]

    def __init__(self, typed: str = "", folder: Folder = Folder.OPEN) -> None:
        super().__init__()
        self._begins_with = typed
        self.folder = folder
        self.sums: Sums | None = None
        self.guesses: dict[str, Guess] = {}
        self.candidates: tuple[Candidate, ...] = ()
        self.receipts: tuple[Remittance, ...] = ()
        """Of a return: receipts that nobody has tied and that it may have taken back."""
        self.ties: tuple[Tie, ...] = ()
        self.decided: tuple[Decided, ...] = ()
        self.named: dict[str, Candidate] = {}
        """Orders that the operator named, by remittance: looking again does not lose them."""
        self._of = ""
        self._shown: tuple[Folder, str] | None = None
        """What the list shows now, once it shows anything."""
        self._looking = False
        self._then: Callable[[], None] | None = None
        """What a key wants with the row that the text finds, while it is still looked for."""
        self._then_of = ""
        """The row that it is meant for, where that was marked already; else whatever is found."""
        self._again = False
        """Something was decided since the look that is under way began: it may show what was before."""
        self._round = 0
        """How often the list was fetched: an answer about a row as it was in an earlier round is nobody's."""
        self._counting = False
        self._busy = False

    def body(self) -> ComposeResult:
        with Horizontal(id="sieve-line"):
            yield Label("", id="sieve-name", markup=False)
            yield GuardedField(self._begins_with, id="sieve", max_length=100)
        yield PagedList[Remittance](
            (Column(10), Column(16, right=True), Column(22), Column()), self._row, id="inbox"
        )
        yield Passage(id="wrote")
        yield RowList((Column(11), Column(18), Column(13, right=True), Column()), id="candidates")
        with VerticalScroll(id="because", can_focus=False):
            yield Passage(id="because-lines")

    # ------------------------------------------------------------ looking

    @property
    def panels(self) -> MoneyPanels:
        """What is said of money, to whoever reads it now."""
        return MoneyPanels(self.reader, self.operator)

    @property
    def _list(self) -> "PagedList[Remittance]":
        return self.query_one("#inbox", PagedList)

    @property
    def _typed(self) -> str:
        return self.query_one("#sieve", TextField).value.strip()

    @property
    def _done(self) -> bool:
        return self.folder is Folder.DONE

    def load(self) -> None:
        if not isinstance(self.focused, TextField):
            self._list.focus()
        self._look_through()

    def once_looked(self, work: "Callable[[], None]") -> None:
        """A key after the filter is meant for what that text finds, never for a row that an older one marked.

        It waits as well for the orders that the marked row may be for: before they are here it is nobody's.
        """
        marked, current = self._list.marked or "", self._shown == (self.folder, self._typed)
        if self._shown is None or (current and marked == self._of):
            work()
        else:
            self._then, self._then_of = work, marked if current else ""
            if current:
                # What is typed next is meant for what that opens, and not for this list.
                self._look(marked)

    def _do_then(self) -> None:
        """What a key waited with, now that it is known what it is about."""
        work, self._then = self._then, None
        if work is not None:
            self.in_front(work)

    def on_input_changed(self, event: TextField.Changed) -> None:
        self._then = None
        if self._shown != (self.folder, self._typed):
            self.hold()
            self._look_through()

    def on_guarded_field_refused(self) -> None:
        self.tell(sentence(CARD_NUMBER), alarm=True)

    def on_input_submitted(self, event: TextField.Submitted) -> None:
        self._list.focus()

    def _look_through(self) -> None:
        """Fetch the page that is looked at; of what is typed meanwhile only the newest counts."""
        if self._looking:
            self._again = True
            return
        self._looking, self._again = True, False
        wanted = (self.folder, self._typed)
        same = wanted == self._shown
        number = self._list.cursor // PAGE if same else 0

        def looked(desk: "Desk") -> tuple[int, tuple[Remittance, ...], Mapping[str, Guess]]:
            return number, *self._page(desk, *wanted, number)

        self.ask(
            looked,
            lambda answer: self._looked(wanted, *answer),
            failed=self._not_looked,
            group="inbox",
            keys_wait=True,
        )

    def _page(
        self, desk: "Desk", folder: Folder, typed: str, number: int
    ) -> tuple[tuple[Remittance, ...], Mapping[str, Guess]]:
        money = desk.inbox.page(folder, typed, number * PAGE, PAGE)
        return money, {} if folder is Folder.DONE else desk.inbox.guesses(money)

    def _looked(
        self,
        wanted: tuple[Folder, str],
        number: int,
        money: tuple[Remittance, ...],
        guesses: Mapping[str, Guess],
    ) -> None:
        self._looking = False
        rows, same = self._list, wanted == self._shown
        if not money and number:
            # What was on the last page has gone elsewhere: the one before it is the last now.
            rows.cursor = number * PAGE - 1
            self._look_through()
            return
        before = rows.marked
        keys = [remittance.id for remittance in money]
        kept = keys.index(before) + number * PAGE if before in keys else rows.cursor
        self._shown = wanted
        self._round += 1
        self.guesses = dict(guesses)
        self._of = ""
        self.candidates, self.ties, self.decided = (), (), ()
        rows.begin(number, money, self.sums.count if same and self.sums else 0, kept if same else 0)
        if not same:
            self.sums = None
        self._draw_sums()
        self._draw_marked()
        if self._again or wanted != (self.folder, self._typed):
            self._look_through()
        else:
            self._count()
            if not money:
                self._do_then()

    def _not_looked(self, error: CheckoutError) -> None:
        self._looking = False
        self._then = None
        self.refuse(error)

    def _count(self) -> None:
        """How many there are and how much that is: it may take longer than what is seen of them."""
        if self._counting or self._shown is None:
            return
        self._counting = True
        wanted = self._shown
        self.ask(
            lambda desk: desk.inbox.sums(*wanted),
            lambda sums: self._counted(wanted, sums),
            failed=self._not_counted,
            group="sums",
        )

    def _counted(self, wanted: tuple[Folder, str], sums: Sums) -> None:
        self._counting = False
        if wanted != self._shown:
            self._count()
            return
        self.sums = sums
        self._list.count(sums.count)
        self._draw_sums()

    def _not_counted(self, error: CheckoutError) -> None:
        self._counting = False
        self.refuse(error)

    def on_paged_list_wanted(self, event: PagedList.Wanted) -> None:
        if self._shown is None:
            return
        wanted, number, rows = self._shown, event.page, event.rows

        def fetched(answer: tuple[tuple[Remittance, ...], Mapping[str, Guess]]) -> None:
            if wanted == self._shown:
                money, guesses = answer
                self.guesses |= guesses
                rows.put(number, money)

        self.ask(lambda desk: self._page(desk, *wanted, number), fetched, group="pages")

    # ------------------------------------------------------------ showing

    def draw(self) -> None:
        self.query_one("#sieve-name", Label).update("f " + self.t(N_("filter")))
        self.query_one("#sieve", TextField).placeholder = self.t(
            N_("payer, text, amount, reference, method, account or day")
        )
        self._list.redraw()
        self._draw_sums()
        self._draw_marked()

    def _draw_sums(self) -> None:
        title, text, elsewhere = FOLDERS[self.folder]
        right = ""
        if self.sums is not None:
            language = self.reader.language
            sums = " + ".join(amount.shown(language) for amount in self.sums.amounts) or "–"
            right = self.t(text, count=self.sums.count, sums=sums)
            if elsewhere and self.sums.elsewhere:
                right += f" · {self.t(elsewhere, count=self.sums.elsewhere)}"
        self.headline(self.t(title), right)

    def _row(self, remittance: Remittance) -> Row:
        return self.panels.row(remittance, self.guesses.get(remittance.id), done=self._done)

    @property
    def _known(self) -> bool:
        """Whether it is known whose the marked money may be. Until then what is said of it keeps its room:
        the next row needs as much, mostly, and the whole screen would move twice for each.
        """
        marked = self._list.marked
        return marked is None or marked == self._of

    def _draw_marked(self) -> None:
        marked = self._marked()
        if marked is not None:
            wrote = "\n".join(self._about(marked))
        elif self._shown is None or self._list.rows:
            wrote = self.t(self.not_here)
        else:
            wrote = self.t(NOTHING_FOUND if self._shown[1] else EMPTY_FOLDERS[self.folder])
        self.query_one("#wrote", Passage).say(wrote, shrink=self._known)
        rows = [self.panels.candidate(candidate) for candidate in self.candidates]
        if marked is not None:
            rows += [self.panels.receipt(receipt, marked) for receipt in self.receipts]
        self.query_one("#candidates", RowList).show(rows, shrink=self._known)
        self._draw_because()

    def _about(self, marked: Remittance) -> list[str]:
        lines = self.panels.about(marked)
        if self._of == marked.id:
            lines += self.panels.decided(self.ties, self.decided)
            if not self.candidates and not self.receipts and not self._done:
                lines.append(self.t(OF_NOTHING if marked.kind is LineKind.RETURN else NOBODY))
        return lines

    def _draw_because(self) -> None:
        """All about the order that is marked, or about the receipt."""
        marked, candidate = self._marked(), self._candidate()
        box, because = self.query_one("#because", VerticalScroll), self.query_one("#because-lines", Passage)
        receipt = self._receipt()
        if not self._known:
            because.say("", shrink=False)
            return
        box.display = marked is not None and (candidate is not None or receipt is not None)
        if receipt is not None:
            because.say(self.t(UNTIED))
        if marked is not None and candidate is not None:
            because.say(self.panels.because(candidate, marked))

    def on_row_list_marked(self, event: RowList.Marked) -> None:
        if event.rows.id == "inbox" and event.key != self._of:
            if self._of:
                # What was said was about the one before.
                self.tell(None)
            self.candidates, self.receipts, self.ties, self.decided = (), (), (), ()
            self._of = ""
            if self._then_of not in ("", event.key):
                # Whoever moves on does not want it any more.
                self._then = None
            if event.key and self._then is not None:
                self._look(event.key)
            elif event.key:
                # The row is painted first: looking takes the processor from that.
                self.call_after_refresh(self._look, event.key)
            self._draw_marked()
        elif event.rows.id == "candidates":
            self._draw_because()

    def _look(self, remittance: str) -> None:
        if remittance != self._list.marked:
            return
        done, now = self._done, self._round
        self.ask(
            lambda desk: (
                remittance,
                () if done else desk.remittances.candidates(remittance),
                desk.remittances.ties(remittance),
                desk.remittances.decided(remittance),
                () if done else desk.returns.receipts(remittance),
            ),
            lambda answer: self._found(answer) if now == self._round else None,
            failed=self._not_found,
            group="candidates",
            exclusive=True,
            leads_on=self._then is not None,
        )

    def _found(self, answer: _Found) -> None:
        if answer[0] == self._list.marked:
            self._of, self.candidates, self.ties, self.decided, self.receipts = answer
            named = self.named.get(self._of)
            if named is not None and not self._done:
                others = tuple(found for found in self.candidates if found.order != named.order)
                self.candidates = (named, *others)
            self._draw_marked()
            if self._shown == (self.folder, self._typed):
                self._do_then()

    def _not_found(self, error: CheckoutError) -> None:
        self._then = None
        self.refuse(error)

    def _marked(self) -> Remittance | None:
        return self._list.thing

    def _candidate(self) -> Candidate | None:
        key = self.query_one("#candidates", RowList).marked
        return next((candidate for candidate in self.candidates if candidate.order == key), None)

    # ------------------------------------------------------------ moving about

    def action_sieve(self) -> None:
        self.query_one("#sieve", TextField).focus()

    def action_into_list(self) -> None:
        self._list.focus()

    def action_step_back(self) -> None:
        """Out of the field, out of the candidates, out of what was typed, and only then out of the inbox."""
        sieve = self.query_one("#sieve", TextField)
        if self.focused is not self._list:
            self._list.focus()
        elif sieve.value not in ("", self._begins_with):
            sieve.value = ""
        else:
            self.checkout.action_go_back()

    def action_handled(self) -> None:
        self.folder = NEXT[self.folder]
        self.tell(None)
        self._look_through()

    def _receipt(self) -> Remittance | None:
        key = self.query_one("#candidates", RowList).marked
        return next((receipt for receipt in self.receipts if receipt.id == key), None)
