"""Wire: real bank documents with their totals, those of the simulated bank, and bytes that are none."""

import subprocess
import sys
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from wire_documents import (
    DAY,
    MT940,
    NOTICE,
    PAID_OUT,
    RECEIPT,
    RETURN,
    SETTINGS,
    detail,
    document,
    entry,
    must_read,
    read,
    ustrd,
)
from wire_samples import every_sample, samples

from checkout_tui import LineKind, Money, Reading, Transfer
from checkout_tui.testing import Bench
from checkout_wire import plugin


def totals(reading: Reading) -> dict[tuple[LineKind, str], int]:
    """Minor units by kind and currency."""
    sums: Counter[tuple[LineKind, str]] = Counter()
    for line in reading.lines:
        sums[line.kind, line.amount.currency] += line.amount.minor
    return dict(sums)


REAL = {
    "camt/camt053.v2.minimal.xml": (1, {(RECEIPT, "EUR"): 885}, 1),
    "camt/camt053.v2.multi.statement.xml": (2, {(RECEIPT, "EUR"): 885, (PAID_OUT, "EUR"): 700}, 0),
    "camt/camt053.v4.xml": (1, {(RECEIPT, "EUR"): 885}, 1),
    "camt/camt053.v8.xml": (1, {(RECEIPT, "EUR"): 885}, 1),
    "camt/camt054.v4.xml": (1, {(PAID_OUT, "SEK"): 20000000}, 0),
    "camt/camt054.v8.xml": (1, {(PAID_OUT, "SEK"): 20000000}, 0),
    "mt940/cmxl-mt940.sta": (
        5,
        {
            (PAID_OUT, "EUR"): 80000,
            (RECEIPT, "EUR"): 300000,
            (RECEIPT, "PLN"): 2004000,
            (PAID_OUT, "PLN"): 1000000,
        },
        11,
    ),
    "mt940/jejik-rabobank-iban.sta": (4, {(PAID_OUT, "EUR"): 7000}, 0),
    "mt940/mBank-mt942.sta": (3, {(NOTICE, "PLN"): 3}, 0),
    "mt103/mt103_01.fin": (1, {(NOTICE, "EUR"): 674091}, 0),
    "mt103/mt103_03.fin": (1, {(NOTICE, "EUR"): 299966}, 0),
    "mt103/mt103_05.fin": (1, {(NOTICE, "EUR"): 6666666}, 0),
    "mt103/mt103_07.fin": (1, {(NOTICE, "EUR"): 674091}, 0),
}
REFUSED = {
    "mt940/betterplace-sepa_snippet.sta": (11, "-4472349.17", "-4472049.09"),
    "mt940/jejik-abnamro.sta": (10, "2914.84", "876.84"),
    "mt940/jejik-ing.sta": (7, "-45.59", "3.47"),
}


@pytest.mark.parametrize("name", REAL)
def test_real_documents(name: str) -> None:
    """Every real document lists all its entries and comes to its totals."""
    reading = must_read(samples(name).read_bytes())
    assert not reading.refused
    assert (len(reading.lines), totals(reading), len(reading.problems)) == REAL[name]


def test_a_message_that_stops_before_its_end_tells_of_no_money() -> None:
    """Cut anywhere, even within its amount, an MT103 is a problem with its place and announces nothing."""
    whole = samples("mt103/mt103_01.fin").read_bytes()
    for end in (whole.index(b"6740,91") + 3, whole.index(b":59:"), whole.index(b"-}")):
        reading = must_read(whole[:end])
        assert (reading.lines, [problem.line for problem in reading.problems]) == ((), [1])


@pytest.mark.parametrize("name", REFUSED)
def test_real_statements_cut_by_hand(name: str) -> None:
    """Three real statements were shortened by whoever published them: refused, and both balances named."""
    reading = must_read(samples(name).read_bytes())
    count, comes_to, said = REFUSED[name]
    assert len(reading.lines) == count
    assert comes_to in str(reading.refused)
    assert said in str(reading.refused)


def test_exactly_its_own_files_are_claimed() -> None:
    """Of all samples of all formats it claims its statements and advices and no other."""
    claimed = {f"{path.parent.name}/{path.name}" for path in every_sample() if read(path.read_bytes())}
    assert claimed == set(REAL) | set(REFUSED)


def test_statement_of_version_8() -> None:
    """The entry is what arrived, though its transaction says 0; the structured reference comes first."""
    reading = must_read(samples("camt/camt053.v8.xml").read_bytes())
    (line,) = reading.lines
    assert (reading.reader, reading.claim) == ("camt.053.001.08", 100)
    assert (line.amount, line.booked_on, line.line) == (Money(885, "EUR"), date(2014, 12, 31), 110)
    assert (line.reference, line.payer, line.account) == ("4654654654654654", "NAME NAME", "•••• 8421")
    assert "SEK" in str(reading.problems[0].reason)
    assert reading.account == "•••• 6890"


def test_same_entry_in_two_versions_is_one() -> None:
    """The bank's reference names an entry whichever version of the standard reports it."""
    old, new = (
        must_read(document(entry(reference="R"), name=name)).lines[0]
        for name in ("camt.053.001.02", "camt.053.001.12")
    )
    assert old.identity == new.identity


def test_batch_that_does_not_add_up_stands_as_one() -> None:
    """Three transactions in francs inside an entry in kronor are not taken apart."""
    (line,) = must_read(samples("camt/camt054.v8.xml").read_bytes()).lines
    assert line.amount == Money(20000000, "SEK")
    assert line.facts["transactions"].startswith("3")


@pytest.mark.parametrize("name", sorted({n for n in (*REAL, *REFUSED) if n.startswith("mt940")}))
def test_like_the_library(name: str) -> None:
    """Our reader finds the same lines and amounts as the mt-940 library."""
    mt940 = pytest.importorskip("mt940")
    document = samples(name).read_bytes()
    try:
        text = document.decode("utf-8")
    except UnicodeDecodeError:
        text = document.decode("latin-1")
    theirs = [abs(Decimal(str(each.data["amount"].amount))) for each in mt940.parse(text)]
    reading = must_read(document)
    unread = [p for p in reading.problems if "currency code" in str(p.reason)]
    assert len(theirs) == len(reading.lines) + len(unread)
    assert [line.amount.decimal for line in reading.lines] == theirs[len(unread) :]


def test_money_on_a_retired_account_is_money() -> None:
    """It is a receipt like any other, and says by which account it came; of the one in use nothing is said."""
    old = "DE02120300000000202051"
    retired = Bench(plugin, {"iban": old, "former_accounts": ("DE89 3704 0044 0532 0130 00",)})
    for content in (document(entry()), MT940.encode()):
        now = must_read(content).lines
        assert "our account" not in now[0].facts
        reading = retired.ask("read_remittances", document=content, name="x")
        line = reading.lines[0]
        assert (line.kind, line.amount) == (RECEIPT, Money(9900, "EUR"))
        assert line.facts["our account"] == "•••• 3000 (retired)"
        assert line.identity == now[0].identity
        stranger = Bench(plugin, {"iban": old}).ask("read_remittances", document=content, name="x")
        assert stranger.lines[0].facts["our account"] == "•••• 3000 (not in the settings)"


def test_report_is_read_back_and_valid() -> None:
    """The simulated statement is valid by its schema and says what was sent, and so is the next one."""
    from lxml import etree

    schema = etree.XMLSchema(etree.parse(str(samples("iso20022-xsd/camt.053.001.08.xsd"))))
    bench = Bench(plugin, SETTINGS)
    assert bench.simulated.report is not None
    transfers = (
        Transfer(Money(9900, "EUR"), "K7M-42XQ-Z", "Zoë & <Söhne>", DAY),
        Transfer(Money(500, "JPY"), "", "", DAY),
        Transfer(Money(9900, "EUR"), "K7M-42XQ-Z", "Ada", DAY, returned="FOCR"),
    )
    for _ in range(2):
        report = bench.simulated.report(transfers, DAY)
        schema.assertValid(etree.fromstring(report.content))
        reading = must_read(report.content)
        assert (reading.problems, reading.refused) == ((), "")
        assert totals(reading) == {(RECEIPT, "EUR"): 9900, (RETURN, "EUR"): 9900, (RECEIPT, "JPY"): 500}
        assert {(line.reference, line.payer, line.code) for line in reading.lines} == {
            ("K7M-42XQ-Z", "Zoë & <Söhne>", ""),
            ("", "", ""),
            ("K7M-42XQ-Z", "Ada", "FOCR"),
        }
    empty = bench.simulated.report((), DAY)
    schema.assertValid(etree.fromstring(empty.content))


@given(
    st.lists(
        st.tuples(st.integers(1, 10**12), st.sampled_from(["EUR", "JPY", "TND"]), st.text(max_size=40)),
        max_size=8,
    )
)
def test_any_report_is_read_back(sent: list[tuple[int, str, str]]) -> None:
    """Whatever customers write, no cent is lost between the simulated bank and the reader."""
    bench = Bench(plugin, SETTINGS)
    assert bench.simulated.report is not None
    transfers = tuple(Transfer(Money(minor, currency), text, text, DAY) for minor, currency, text in sent)
    reading = must_read(bench.simulated.report(transfers, DAY).content)
    assert (reading.problems, reading.refused) == ((), "")
    assert sorted((line.amount.minor, line.amount.currency) for line in reading.lines) == sorted(
        (minor, currency) for minor, currency, _ in sent
    )


@given(st.binary(max_size=400))
@example(b'<x xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">')
@example(b"\x00<?xml encoding='nonsense'?>urn:iso:std:iso:20022:tech:xsd:camt.053.001.08")
@example(
    b"<?xml version='1.0' encoding='nonsense'?><D xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.08'/>"
)
@example(b":20:\n:25:\n:28C:\n:61:\n:86:?\n")
@example(b"{1:F01X}{2:O103}\n:32A:261332EUR1,,")
def test_arbitrary_bytes_never_raise(noise: bytes) -> None:
    """No bytes whatever make a reader fail."""
    read(noise)


@given(st.data())
def test_damaged_documents_never_raise(data: st.DataObject) -> None:
    """A real-looking document with any stretch of it overwritten is read, refused or not claimed."""
    whole = data.draw(st.sampled_from([document(entry(details=detail("99.00", ustrd("x")))), MT940.encode()]))
    at = data.draw(st.integers(0, len(whole)))
    noise = data.draw(st.binary(max_size=30))
    read(whole[:at] + noise + whole[at + len(noise) :])


def test_import_is_light() -> None:
    """Importing the plugin loads neither lxml nor httpx nor Textual."""
    code = "import sys, checkout_wire; print(*(m for m in ('lxml', 'httpx', 'textual') if m in sys.modules))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == ""
