"""Real bank documents of others through the whole program: every entry listed, nothing booked twice (R-068, rule 4)."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from checkout_tui.domain.errors import BadInput
from checkout_tui.domain.operator import Operator
from checkout_tui.domain.remittance import LineKind
from checkout_tui.plugins import discover
from checkout_tui.simulator.demo import Demo, open_demo

BY = Operator("test")
# What each brings, credits less debits, as a person counts it in the file; None where that is long.
DOCUMENTS = (
    ("camt/camt053.v2.minimal.xml", {"EUR": 885}),
    ("camt/camt053.v2.multi.statement.xml", {"EUR": 185}),
    ("camt/camt053.v4.xml", {"EUR": 885}),
    ("camt/camt053.v8.xml", {"EUR": 885}),
    ("camt/camt054.v4.xml", {"SEK": -20_000_000}),
    ("camt/camt054.v8.xml", {"SEK": -20_000_000}),
    ("lockbox/test_lockbox.bai", None),
    ("mt940/jejik-rabobank-iban.sta", None),
    ("mt940/cmxl-mt940.sta", None),
    ("bai2/sample1.txt", None),
    ("x9/valid-ascii.x937", None),
)


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    """A simulated desk with every installed method."""
    found = discover()
    if len(found) < 5:
        pytest.skip("not all five methods are installed")
    made = open_demo(tmp_path, found, start=datetime(2026, 11, 23, 13, tzinfo=UTC))
    yield made
    made.close()


def signed(demo: Demo) -> dict[str, int]:
    """Receipts that wait, by currency: what is not tied to an order yet."""
    totals: dict[str, int] = {}
    for money in demo.desk.remittances.inbox():
        assert (
            money.amount.minor == money.allocated + money.surplus + money.sent_back + money.unallocated.minor
        )
        if money.kind is LineKind.RECEIPT:
            totals[money.amount.currency] = totals.get(money.amount.currency, 0) + money.unallocated.minor
    return totals


@pytest.mark.parametrize(("name", "totals"), DOCUMENTS, ids=[name for name, _ in DOCUMENTS])
def test_a_document_is_booked_once_whatever_it_is_called(
    demo: Demo, samples: Path, name: str, totals: dict[str, int] | None
) -> None:
    """What it says is booked; the same again, renamed too, changes nothing; receipts = allocated + unallocated."""
    content = (samples / name).read_bytes()
    first = demo.desk.documents.import_document(Path(name).name, content, BY)
    assert first.entries >= first.booked
    assert first.allocated == 0
    if totals is not None:
        assert first.totals == totals
    waits = signed(demo)
    count = len(demo.desk.remittances.inbox())
    assert count >= first.unallocated
    for called in (Path(name).name, "renamed.txt"):
        again = demo.desk.documents.import_document(called, content, BY)
        assert again.again
        assert (again.booked, again.allocated, again.totals) == (0, 0, {})
    assert (signed(demo), len(demo.desk.remittances.inbox())) == (waits, count)


def test_a_document_whose_totals_do_not_agree_is_refused_whole(demo: Demo, samples: Path) -> None:
    """The sentence says which balance, and nothing of it is booked."""
    content = (samples / "mt940" / "jejik-abnamro.sta").read_bytes()
    with pytest.raises(BadInput, match=r"Nothing of .* closing balance 876\.84 EUR"):
        demo.desk.documents.import_document("jejik-abnamro.sta", content, BY)
    assert demo.desk.remittances.inbox() == ()


@pytest.mark.parametrize("name", ["camt/gs_pain001_001_08.xml", "check/return_reasons.csv", "SOURCES.csv"])
def test_what_is_no_bank_document_is_refused_in_a_sentence(demo: Demo, samples: Path, name: str) -> None:
    """A payment order or a table is not read as money that came in."""
    with pytest.raises(BadInput, match="No installed payment method can read"):
        demo.desk.documents.import_document(name, (samples / name).read_bytes(), BY)
    assert demo.desk.remittances.inbox() == ()


def test_from_the_command_line_every_entry_is_listed(tmp_path: Path, samples: Path) -> None:
    """``import`` prints each entry with its line; the second time it books nothing."""
    if len(discover()) < 5:
        pytest.skip("not all five methods are installed")
    environment = {key: value for key, value in os.environ.items() if not key.startswith("CHECKOUT")}

    def run(*more: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "checkout_tui.cli", "import", str(samples / "camt/camt053.v8.xml"), *more],
            capture_output=True,
            text=True,
            check=True,
            env=environment | {"HOME": str(tmp_path), "LANG": "C.UTF-8"},
        )
        return done.stdout

    listed = run()
    assert "8.85 EUR" in listed
    report: dict[str, Any] = json.loads(run("--json"))
    assert report["reader"] == "camt.053.001.08"
    assert (report["entries"], report["booked"], report["allocated"], report["totals"]) == (1, 0, 0, {})
    assert [set(problem) for problem in report["problems"]] == [{"line", "reason"}]
