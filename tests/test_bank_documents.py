"""Real bank documents of others through the whole program: every entry listed, nothing booked twice (R-068, rule 4)."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from support.long_documents import FORMATS

from checkout_tui.domain.errors import BadInput
from checkout_tui.domain.inbox import Folder
from checkout_tui.domain.operator import Operator
from checkout_tui.domain.remittance import LineKind
from checkout_tui.domain.sentence import Reader
from checkout_tui.domain.words import Words
from checkout_tui.plugins import discover
from checkout_tui.simulator.demo import Demo, open_demo

BY = Operator("test")
# Reader, entries listed, entries booked, credits less debits in minor units, records set aside.
READ: dict[str, tuple[str, int, int, dict[str, int], int]] = {
    "camt/camt053.v2.minimal.xml": ("camt.053.001.02", 1, 1, {"EUR": 885}, 1),
    "camt/camt053.v2.multi.statement.xml": ("camt.053.001.02", 2, 2, {"EUR": 185}, 0),
    "camt/camt053.v4.xml": ("camt.053.001.04", 1, 1, {"EUR": 885}, 1),
    "camt/camt053.v8.xml": ("camt.053.001.08", 1, 1, {"EUR": 885}, 1),
    "camt/camt054.v4.xml": ("camt.054.001.04", 1, 1, {"SEK": -20000000}, 0),
    "camt/camt054.v8.xml": ("camt.054.001.08", 1, 1, {"SEK": -20000000}, 0),
    "mt940/cmxl-mt940.sta": ("MT940", 5, 5, {"EUR": 220000, "PLN": 1004000}, 11),
    "mt940/jejik-rabobank-iban.sta": ("MT940", 4, 4, {"EUR": -7000}, 0),
    "mt940/mBank-mt942.sta": ("MT942", 3, 0, {}, 0),
    "mt103/mt103_01.fin": ("MT103", 1, 0, {}, 0),
    "mt103/mt103_03.fin": ("MT103", 1, 0, {}, 0),
    "mt103/mt103_05.fin": ("MT103", 1, 0, {}, 0),
    "mt103/mt103_07.fin": ("MT103", 1, 0, {}, 0),
    "ach/NACHA_SAMPLE_TEL_REVERSAL.ach": ("Nacha", 2, 2, {"USD": 0}, 0),
    "ach/ccd-debit.ach": ("Nacha", 2, 2, {"USD": -500125}, 0),
    "ach/cor-example.ach": ("Nacha", 1, 0, {}, 0),
    "ach/ppd-debit-invalid-entryDetail-checkDigit.ach": ("Nacha", 0, 0, {}, 1),
    "ach/ppd-debit.ach": ("Nacha", 1, 1, {"USD": -100000000}, 0),
    "ach/ppd-mixedDebitCredit.ach": ("Nacha", 3, 3, {"USD": 0}, 0),
    "ach/return-WEB.ach": ("Nacha", 2, 2, {"USD": -7789}, 0),
    "ach/same-day-ach-ppd-credit.ach": ("Nacha", 1, 1, {"USD": 100000000}, 0),
    "ach/tel-debit.ach": ("Nacha", 1, 1, {"USD": -50000}, 0),
    "ach/two-micro-deposits.ach": ("Nacha", 6, 6, {"USD": 0}, 0),
    "ach/web-debit.ach": ("Nacha", 6, 6, {"USD": 11820}, 0),
    "lockbox/test_lockbox.bai": ("BAI lockbox", 1, 1, {"USD": 700000}, 0),
    "x9/BNK20180905121042882-A.icl": ("X9.37 cash letter", 8, 4, {"USD": -400000}, 0),
    "x9/valid-ascii.x937": ("X9.37 cash letter", 1, 0, {}, 0),
    "bai2/citi_example.bai2": ("BAI2", 1, 1, {"GBP": 1}, 0),
    "bai2/nwb_example.bai2": ("BAI2", 5, 5, {"GBP": -2676}, 0),
    "bai2/sample1.txt": ("BAI2", 17, 17, {"CAD": 0}, 0),
    "bai2/sample2.txt": ("BAI2", 4, 2, {"USD": 30000000}, 1),
}
NOT_A_STATEMENT = "No installed payment method can read"
# Three real statements were shortened by whoever published them; the others are no bank documents.
REFUSED = {
    "mt940/betterplace-sepa_snippet.sta": "opening balance -1970431.87 and lines of -2501917.30 give -4472349.17",
    "mt940/jejik-abnamro.sta": "not the closing balance 876.84 EUR",
    "mt940/jejik-ing.sta": "not the closing balance 3.47 EUR",
    "camt/gs_pain001_001_08.xml": NOT_A_STATEMENT,
    "ach/noc_codes.csv": NOT_A_STATEMENT,
    "ach/return_codes.csv": NOT_A_STATEMENT,
}
FOLDERS = ("ach", "bai2", "camt", "lockbox", "mt103", "mt940", "x9")


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


def test_every_file_of_others_is_covered(samples: Path) -> None:
    """A sample that is neither in the one table nor in the other would be read by nobody."""
    there = {f"{folder}/{path.name}" for folder in FOLDERS for path in (samples / folder).iterdir()}
    assert there == set(READ) | set(REFUSED)


@pytest.mark.parametrize("name", READ)
def test_a_document_is_booked_once_whatever_it_is_called(demo: Demo, samples: Path, name: str) -> None:
    """What it says is booked to the cent; the same again, renamed too, changes nothing (rule 4)."""
    reader, entries, booked, totals, problems = READ[name]
    content = (samples / name).read_bytes()
    first = demo.desk.documents.import_document(Path(name).name, content, BY)
    assert (first.reader, first.entries, first.booked, len(first.problems)) == (
        reader,
        entries,
        booked,
        problems,
    )
    assert first.totals == totals
    assert first.allocated == 0
    waits = signed(demo)
    count = len(demo.desk.remittances.inbox())
    assert count >= first.unallocated
    for called in (Path(name).name, "renamed.txt"):
        again = demo.desk.documents.import_document(called, content, BY)
        assert again.again
        assert (again.booked, again.allocated, again.totals) == (0, 0, {})
    assert (signed(demo), len(demo.desk.remittances.inbox())) == (waits, count)


@pytest.mark.parametrize("name", [*REFUSED, "SOURCES.csv", "check/return_reasons.csv"])
def test_what_cannot_be_booked_is_refused_in_a_sentence(demo: Demo, samples: Path, name: str) -> None:
    """Totals that do not agree refuse the whole document and say which; a payment order is no money that came in."""
    with pytest.raises(BadInput) as refused:
        demo.desk.documents.import_document(Path(name).name, (samples / name).read_bytes(), BY)
    assert REFUSED.get(name, NOT_A_STATEMENT) in refused.value.say()
    assert demo.desk.remittances.inbox() == ()


# Of three entries of 1, 2 and 3: what is changed so that a total is wrong, and so that one record cannot be read.
BROKEN: dict[str, tuple[tuple[str, str], tuple[str, str], str, int]] = {
    "camt": (
        ("EUR\">6.00", "EUR\">6.01"), ("<BookgDt><Dt>2026-11-25", "<BookgDt><Dt>2026-02-30"),
        "the day 2026-02-30 does not exist", 2,
    ),
    "mt940": (("EUR6,00", "EUR6,01"), (":61:261125", ":61:260230"), "the day 260230 does not exist", 2),
    "nacha": (
        ("000000000600", "000000000601"), ("622021000021", "622021000022"), "the check digit of routing number", 2,
    ),
    "lockbox": (("0000000600", "0000000601"), ("\n4001", "\n3001"), "a record of a type that is not known", 3),
    "bai2": (("49,600", "49,601"), ("16,165,100,Z", "16,165,100,D"), "a record of type 16 that cannot be read", 2),
    "x9": (
        ("000000000600", "000000000601"), ("0000000100A", "0000000000A"), "the amount is missing or not a number", 2,
    ),
}  # fmt: skip


def test_of_every_format_wrong_totals_refuse_all_and_a_bad_record_is_named(demo: Demo) -> None:
    """Which total is wrong is said, and nothing booked; one record that cannot be read leaves the others booked."""
    assert set(BROKEN) == set(FORMATS)
    for kind, (total, record, says, booked) in BROKEN.items():
        good = "".join(FORMATS[kind](3))
        assert total[0] in good
        assert record[0] in good
        before = len(demo.desk.inbox.page(Folder.OPEN))
        with pytest.raises(BadInput) as refused:
            demo.desk.documents.import_document(kind, good.replace(*total, 1).encode("latin-1"), BY)
        told = refused.value.say()
        assert f"Nothing of {kind} was booked" in told
        assert re.search(r"6[.,]?00?\b", told)
        assert re.search(r"6[.,]?01\b", told)
        # the reason too, which is the method's own.
        reason = told.partition("was booked: ")[2]
        assert reason
        assert reason not in refused.value.say(Reader("fr"))
        assert len(demo.desk.inbox.page(Folder.OPEN)) == before
        bad = good.replace(*record, 1)
        if kind == "x9":
            bad = bad.replace("000000000600", "000000000500")
        report = demo.desk.documents.import_document(kind, bad.encode("latin-1"), BY)
        assert (kind, report.booked) == (kind, booked)
        (problem,) = report.problems
        assert isinstance(problem.reason, Words)
        assert says in problem.reason.en
        assert problem.reason.fr not in ("", problem.reason.en)
        assert problem.line > 1
        kept = {each.name: each.problems for each in demo.desk.documents.imported()}
        assert kept[kind] == report.problems


def test_one_entry_in_interim_report_notification_and_statement_counts_once(demo: Demo) -> None:
    """camt.052 announces it, camt.054 and camt.053 report it: in any order it is one receipt of 1 EUR."""
    statement = "".join(FORMATS["camt"](1))
    forms = {
        "052": ("BkToCstmrAcctRpt", "Rpt>"),
        "054": ("BkToCstmrDbtCdtNtfctn", "Ntfctn>"),
        "053": ("", ""),
    }

    def written(form: str) -> bytes:
        message, part = forms[form]
        told = statement.replace("camt.053", f"camt.{form}")
        return (told.replace("BkToCstmrStmt", message).replace("Stmt>", part) if part else told).encode()

    booked = {form: demo.desk.documents.import_document(form, written(form), BY) for form in forms}
    assert [report.entries for report in booked.values()] == [1, 1, 1]
    assert {form: report.booked for form, report in booked.items()} == {"052": 0, "054": 1, "053": 0}
    (money,) = demo.desk.inbox.page(Folder.OPEN)
    assert (money.kind, money.amount.minor) == (LineKind.RECEIPT, 100)


def test_from_the_command_line_every_entry_is_listed(tmp_path: Path, samples: Path) -> None:
    """``import`` prints each entry with its line; again and renamed, it says when it was read, by whom, and as what."""
    if len(discover()) < 5:
        pytest.skip("not all five methods are installed")
    environment = {key: value for key, value in os.environ.items() if not key.startswith("CHECKOUT")}
    renamed = tmp_path / "renamed.xml"
    renamed.write_bytes((samples / "camt/camt053.v8.xml").read_bytes())

    def run(file: Path, *more: str, language: str = "C.UTF-8") -> str:
        done = subprocess.run(
            [sys.executable, "-m", "checkout_tui.cli", "import", str(file), *more],
            capture_output=True,
            text=True,
            check=True,
            env=environment | {"HOME": str(tmp_path), "LC_ALL": language},
        )
        return done.stdout

    listed = run(samples / "camt/camt053.v8.xml")
    assert "8.85 EUR" in listed
    assert "camt.053.001.08, 1 entry\n" in listed
    report: dict[str, Any] = json.loads(run(renamed, "--json"))
    assert report["reader"] == "camt.053.001.08"
    assert (report["entries"], report["booked"], report["allocated"], report["totals"]) == (1, 0, 0, {})
    assert [set(problem) for problem in report["problems"]] == [{"line", "reason"}]
    before = report["before"]
    assert (report["again"], before["name"]) == (True, "camt053.v8.xml")
    said = " ".join(run(renamed, language="fr_FR.UTF-8").split())
    assert re.search(r"1 écriture .*Déjà importé, \w+ .*, par .+, sous le nom camt053\.v8\.xml", said)
    assert f"par {before['by']}," in said
