"""A bank's document: its file is named, read by the method that knows it, and shown line by line."""

from pathlib import Path

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from checkout_tui.desk.views import ImportReport
from checkout_tui.domain.errors import CheckoutError, SeveralReaders
from checkout_tui.domain.money import Money
from checkout_tui.domain.outside_text import safe
from checkout_tui.domain.remittance import WHY_LIKELY, ImportedDocument, LineKind, imported_before
from checkout_tui.domain.sentence import N_, Sentence, counted, sentence
from checkout_tui.tui.running import Work
from checkout_tui.tui.screens.base import DeskScreen
from checkout_tui.tui.shown import short_day
from checkout_tui.tui.widgets.row_list import Column, Row, RowList
from checkout_tui.tui.widgets.text_field import TextField

READING = N_("Reading…")
MOST_LINES = 500
MOST_DOCUMENTS = 50
_KINDS = {
    LineKind.RECEIPT: N_("receipt"),
    LineKind.RETURN: N_("return"),
    LineKind.PAID_OUT: N_("paid out"),
    LineKind.FEE: N_("fee"),
    LineKind.NOTICE: N_("notice"),
}


class BankDocumentScreen(DeskScreen):
    """The path above, what was read below; where several methods could read it, they are chosen from."""

    NAME = "bank_document"
    TITLE_TEXT = N_("A bank's document")

    def __init__(self, path: str = "", work: int = 0) -> None:
        super().__init__()
        self._path = path
        self._work = work
        """The import that this screen shows, once there is one: it goes on when the screen is left."""
        self.report: ImportReport | None = None
        self.imported: tuple[ImportedDocument, ...] = ()
        self.readers: tuple[str, ...] = ()

    def body(self) -> ComposeResult:
        yield TextField(self._path, id="path", max_length=1000)
        yield RowList((Column(),), id="readers")
        with VerticalScroll(id="brought", classes="panel"):
            yield Static("", id="brought-lines", markup=False)

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one("#path", TextField).focus()
        work = self.checkout.running.of(self._work)
        if work is not None:
            self.shows_work(work)

    def draw(self) -> None:
        path = self.query_one("#path", TextField)
        path.placeholder = self.t(N_("path of the file: enter reads it"))
        readers = self.query_one("#readers", RowList)
        readers.display = bool(self.readers)
        readers.show([Row(reader, (safe(reader, 40),)) for reader in self.readers])
        self.query_one("#brought-lines", Static).update("\n".join(self._lines()))

    def _lines(self) -> list[str]:
        report = self.report
        if report is None:
            return [
                self.t(
                    N_(
                        "Statements, lockbox and ACH files: whatever an installed method reads."
                        " Importing one again books nothing twice."
                    )
                ),
                *(line for document in self.imported for line in self._before(document)),
            ]
        lines = [self.say(_brought(report))]
        lines += [
            f"  {report.guesses[likeness]} × {self.t(why)}"
            for likeness, why in WHY_LIKELY.items()
            if likeness in report.guesses
        ]
        if report.before is not None:
            lines.append(self.say(imported_before(report.before)))
        lines += [
            self.t(N_("credits less debits: {total}"), total=Money(minor, currency))
            for currency, minor in sorted(report.totals.items())
        ]
        lines += [
            self.t(N_("! line {line}: {reason}"), line=problem.line, reason=problem.reason)
            for problem in report.problems
        ]
        lines += [
            f"{line.line:>6}  {short_day(line.booked_on, self.reader)}  {self.t(_KINDS[line.kind]):<9}"
            f" {line.amount.shown(self.reader.language):>16}  {safe(line.payer, 24)}"
            f"  {safe(line.reference or line.text, 60)}"
            for line in report.lines.first(MOST_LINES)
        ]
        return lines

    def load(self) -> None:
        self.checkout.running.seen(self._work)
        self._list_imported()

    def _list_imported(self) -> None:
        self.ask(
            lambda desk: desk.documents.imported(MOST_DOCUMENTS),
            self._listed,
            group="imported",
            exclusive=True,
        )

    def _listed(self, imported: tuple[ImportedDocument, ...]) -> None:
        self.imported = imported
        self.redraw()

    def _before(self, document: ImportedDocument) -> list[str]:
        """A document that was read before, and what of it a person has to look at on paper."""
        return [
            self.say(
                counted(
                    N_("{day}  {name}: {reader}, {count} entry, booked {booked}, by {who}"),
                    N_("{day}  {name}: {reader}, {count} entries, booked {booked}, by {who}"),
                    document.entries,
                    day=short_day(document.at.date(), self.reader),
                    name=document.name,
                    reader=document.reader,
                    booked=document.booked,
                    who=document.by,
                )
            ),
            *(
                self.t(N_("! line {line}: {reason}"), line=problem.line, reason=problem.reason)
                for problem in document.problems[:MOST_LINES]
            ),
        ]

    # ------------------------------------------------------------ reading

    def on_input_submitted(self, event: TextField.Submitted) -> None:
        self.readers = ()
        self._read("")

    def on_row_list_opened(self, event: RowList.Opened) -> None:
        self._read(event.key)

    def _read(self, reader: str) -> None:
        running, app, by = self.checkout.running, self.checkout, self.operator
        written = self.query_one("#path", TextField).value.strip()
        if not written or self.under_way:
            return
        self.tell(sentence(READING))
        path = Path(written).expanduser()
        self._work = running.begin(
            sentence(N_("Import of {name}"), name=path.name),
            lambda desk, told: desk.documents.import_document(path.name, path, by, reader, told),
            _brought,
            lambda work: app.push_screen(BankDocumentScreen(written, work.number)),
            # What is settled by it is mailed, whoever looks.
            lambda _: running.send_mail(),
        )

    def show_work(self, work: Work) -> None:
        if work.error is not None:
            self._failed(work.error)
        elif work.ended:
            self._imported(work.answer)
        else:
            self.tell(work.far or sentence(READING))

    def _imported(self, report: ImportReport) -> None:
        self.readers, self.report = (), report
        self.tell(None)
        self.redraw()
        self._list_imported()

    def _failed(self, error: CheckoutError) -> None:
        self.report = None
        if isinstance(error, SeveralReaders):
            self.readers = error.readers
            self.redraw()
            self.query_one("#readers", RowList).focus()
            self.tell(sentence(N_("Several methods could read it: which one?")), alarm=True)
            return
        self.redraw()
        self.refuse(error)


def _brought(report: ImportReport) -> Sentence:
    return counted(
        N_("{reader}: {count} entry; booked {booked}, allocated {allocated}, for a person {waiting}"),
        N_("{reader}: {count} entries; booked {booked}, allocated {allocated}, for a person {waiting}"),
        report.entries,
        reader=report.reader,
        booked=report.booked,
        allocated=report.allocated,
        waiting=report.unallocated,
    )
