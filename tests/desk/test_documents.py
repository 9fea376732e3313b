"""Reading a bank's document: part by part, to its end, and booked whole or not at all."""

import time
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import pytest
from attrs import evolve
from support.scripted import Awaited
from support.world import World, build

from checkout_tui import BankLine, LineKind, Money, Part, Problem, Reading, Rejected, hookimpl
from checkout_tui.domain.errors import BadInput
from checkout_tui.domain.sentence import Sentence
from checkout_tui.domain.words import Words
from checkout_tui.plugins import drawing, lanes
from checkout_tui.store import remittances as table
from checkout_tui.store import spool

DAY = date(2026, 11, 25)


class Streamed(Awaited):
    """A method that reads a document as it is drawn: each line is an amount, or what goes wrong there."""

    def __init__(self) -> None:
        super().__init__()
        self.drawn = 0

    @hookimpl
    def read_remittances(self, file: BinaryIO) -> Reading | None:  # type: ignore[override]
        if file.readline() != b"STREAM\n":
            return None
        return Reading("stream", 60, rest=self.parts(file))

    def parts(self, file: BinaryIO) -> Iterator[Part]:
        for number, raw in enumerate(file, 2):
            self.drawn += 1
            said = raw.decode().strip()
            if said == "raise":
                raise ValueError("account 123456789")
            if said == "hang":
                time.sleep(1)
            elif said == "aside":
                time.sleep(0.02)
            elif said == "nonsense":
                yield "a line"  # type: ignore[misc]
            elif said == "bad":
                yield Problem(number, "no amount")
            elif said == "total":
                yield Rejected(f"line {number}: the total does not agree")
            elif said == "same":
                yield evolve(line(number, "paid"), identity="same")
            elif said == "card":
                facts = {"sender's reference": "4242424242424242", "trace": "076401259999992"}
                yield evolve(line(number, "x"), facts=facts)
            elif said == "strange":
                yield line(number, "\ud800")
            else:
                yield BankLine(number, LineKind.RECEIPT, Money.parse(said, "USD"), DAY, f"{number}:{said}")


def line(number: int, text: str) -> BankLine:
    return BankLine(number, LineKind.RECEIPT, Money(100, "USD"), DAY, str(number), text=text)


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    """A desk whose awaited method reads documents as they are drawn."""
    made = build(database_url, Streamed())
    yield made
    made.close()


def document(*rows: str) -> bytes:
    return "\n".join(("STREAM", *rows, "")).encode()


def received(world: World) -> int:
    with world.store.reading() as connection:
        return table.totals(connection).get("USD", (0,))[0]


NOT_WRITTEN = Words("what was read there cannot be written down", "ce qui y a été lu ne peut pas être noté")


def test_a_document_is_drawn_once_and_booked_whole(world: World) -> None:
    """Bad records keep their line and reason, the rest is booked, and both stay known."""
    report = world.desk.documents.import_document(
        "a", document("1.00", "bad", "2.00", "strange"), world.operator
    )
    assert (report.entries, report.booked, report.unallocated, report.totals) == (2, 2, 2, {"USD": 300})
    told = [(problem.line, problem.reason) for problem in report.problems]
    assert told == [(3, "no amount"), (5, NOT_WRITTEN)]
    assert [(each.line, each.amount.minor) for each in report.lines] == [(2, 100), (4, 200)]
    assert received(world) == 300
    (kept,) = world.desk.documents.imported()
    assert (kept.name, kept.by, kept.reader, kept.entries, kept.booked) == ("a", "op", "stream", 2, 2)
    assert kept.problems == report.problems


def test_a_card_number_among_the_facts_is_masked_where_the_payer_worded_it(world: World) -> None:
    """R-097: a trace is the bank's own number, though one of ten looks like a card's; it has to stay whole."""
    report = world.desk.documents.import_document("a", document("card"), world.operator)
    (kept,) = report.lines
    assert kept.facts == {"sender's reference": "•••• 4242", "trace": "076401259999992"}


@pytest.mark.parametrize("few", [1000, 1])
def test_look_alikes_of_one_document_are_told_apart_by_their_order(
    world: World, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    """Two of them are two payments; a later document that reports both and a third books only the third.

    However many lines a document has: of the first few is known in memory what they were called.
    """
    monkeypatch.setattr(spool, "FEW", few)
    for rows, booked in ((["same", "1.00", "same"], 3), (["same", "same", "2.00", "same"], 2)):
        report = world.desk.documents.import_document("a", document(*rows), world.operator)
        assert (report.entries, report.booked) == (len(rows), booked)
        reading = world.desk.lanes["awaited"].read_remittances(BytesIO(document(*rows)), "a")
        assert reading is not None
        assert [each.identity for each in reading.whole().lines] == [each.identity for each in report.lines]
    assert received(world) == 600


def test_asking_who_can_read_it_reads_nothing(world: World) -> None:
    """Only the method that wins reads on: the others looked at the beginning."""
    lane = world.desk.lanes["awaited"]
    assert isinstance(world.awaited, Streamed)
    assert lane.read_remittances(BytesIO(document("1.00")), "a") is not None
    assert world.awaited.drawn == 0


@pytest.mark.parametrize("draws", [drawing.ahead, drawing.as_wanted])
@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (("1.00", "total", "2.00"), "line 3: the total does not agree"),
        (("1.00", "raise"), r"its method failed while reading it \(ValueError\)"),
        (("1.00", "nonsense"), "something that is no line"),
        (("1.00", "hang", "2.00"), "did not read on in time"),
    ],
)
def test_half_of_a_document_is_none(
    world: World, monkeypatch: pytest.MonkeyPatch, rows: tuple[str, ...], says: str, draws: drawing.Draws
) -> None:
    """Totals that do not agree, or a method that fails in the middle: nothing is booked, and why is said.

    In a thread of its own, and in a scenario's.
    """
    monkeypatch.setattr(lanes, "DEADLINE", 0.2)
    world.desk.lanes["awaited"].draws = draws
    with pytest.raises(BadInput, match=says) as refused:
        world.desk.documents.import_document("a.txt", document(*rows), world.operator)
    assert "Nothing of a.txt was booked" in str(refused.value)
    assert "123456789" not in str(refused.value)
    assert received(world) == 0
    assert world.desk.documents.imported() == ()
    # Once it is mended it is not "the same document again".
    assert world.desk.documents.import_document("a.txt", document("1.00"), world.operator).booked == 1


def test_whoever_reads_on_is_not_too_slow(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is put aside until its end, as in a batch booking, may take longer than the deadline, and is told."""
    monkeypatch.setattr(lanes, "DEADLINE", 0.3)
    monkeypatch.setattr(drawing, "LOOK", 0.05)
    told: list[Sentence] = []
    content = document(*["aside"] * 40, "1.00")
    report = world.desk.documents.import_document("a", content, world.operator, told=told.append)
    assert report.booked == 1
    reading = [each.facts["percent"] for each in told if each.say().endswith("0 entries")]
    assert len(set(reading)) > 3
    assert reading == sorted(reading)


def test_it_says_how_far_it_is(world: World, tmp_path: Path) -> None:
    """Reading, booking and looking whose it is are told as they go on; a file is read where it lies."""
    path = tmp_path / "long.txt"
    path.write_bytes(document(*["1.00"] * 1200))
    told: list[Sentence] = []
    report = world.desk.documents.import_document(path.name, path, world.operator, told=told.append)
    said = [each.say() for each in told]
    assert report.booked == 1200
    assert said[0].startswith("reading: ")
    assert "reading: 100 %, 1200 entries" in said
    assert "booking: 500 of 1200 entries" in said
    assert said[-1] == "looking whose it is: 1200 of 1200 entries"
    assert len(report.lines) == 1200
    assert [each.line for each in report.lines.first(2)] == [2, 3]


def test_a_file_that_is_not_there_is_a_sentence(world: World, tmp_path: Path) -> None:
    """Gone, or a folder: said before anything is read."""
    for path in (tmp_path / "gone", tmp_path):
        with pytest.raises(BadInput, match="cannot be read"):
            world.desk.documents.import_document(path.name, path, world.operator)
