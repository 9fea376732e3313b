"""Wire: bank documents, real ones with their totals and small ones for each trap."""

import subprocess
import sys
from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from wire_samples import every_sample, samples

from checkout_tui import LineKind, Money, Reading, Transfer
from checkout_tui.testing import Bench
from checkout_wire import details as kept
from checkout_wire import plugin

RECEIPT, RETURN, PAID_OUT, FEE, NOTICE = (
    LineKind.RECEIPT,
    LineKind.RETURN,
    LineKind.PAID_OUT,
    LineKind.FEE,
    LineKind.NOTICE,
)
SETTINGS: dict[str, Any] = {"iban": "DE89370400440532013000"}
DAY = date(2026, 11, 25)
BENCH = Bench(plugin, SETTINGS)


def read(document: bytes) -> Reading | None:
    """What the plugin makes of a document."""
    reading: Reading | None = BENCH.ask("read_remittances", document=document, name="x")
    return reading


def must_read(document: bytes) -> Reading:
    """The same of a document that it must claim."""
    reading = read(document)
    assert reading is not None
    return reading


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


def test_german_subfields() -> None:
    """Numbered subfields are joined, and the end-to-end reference comes first."""
    line = must_read(samples("mt940/betterplace-sepa_snippet.sta").read_bytes()).lines[0]
    assert line.reference == "EndToEndId TFNR 22 004 00001"
    assert (line.payer, line.account) == ("KARL KAUFMANN", "•••• 5000")
    assert line.booked_on == date(2007, 9, 4)


def entry(
    amount: str = "99.00",
    direction: str = "CRDT",
    *,
    status: str = "<Cd>BOOK</Cd>",
    day: str = "<Dt>2026-11-25</Dt>",
    reference: str = "",
    details: str = "",
    reversal: bool = False,
    family: str = "ESCT",
) -> str:
    """One entry of a statement."""
    return (
        f'<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{direction}</CdtDbtInd>'
        f"{'<RvslInd>true</RvslInd>' if reversal else ''}<Sts>{status}</Sts><BookgDt>{day}</BookgDt>"
        f"{f'<AcctSvcrRef>{reference}</AcctSvcrRef>' if reference else ''}"
        f"<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>{family}</SubFmlyCd></Fmly></Domn></BkTxCd>"
        f"{f'<NtryDtls>{details}</NtryDtls>' if details else ''}</Ntry>\n"
    )


def detail(amount: str = "", said: str = "", refs: str = "", currency: str = "EUR", more: str = "") -> str:
    """One transaction of an entry."""
    return (
        f"<TxDtls>{f'<Refs>{refs}</Refs>' if refs else ''}"
        f"{f'<Amt Ccy={chr(34)}{currency}{chr(34)}>{amount}</Amt>' if amount else ''}{more}"
        f"{f'<RmtInf>{said}</RmtInf>' if said else ''}</TxDtls>"
    )


def document(*entries: str, name: str = "camt.053.001.08", balances: str = "") -> bytes:
    """A statement with these entries, each on lines of its own."""
    message, statement = {
        "camt.053": ("BkToCstmrStmt", "Stmt"),
        "camt.054": ("BkToCstmrDbtCdtNtfctn", "Ntfctn"),
        "camt.052": ("BkToCstmrAcctRpt", "Rpt"),
    }[name[:8]]
    return (
        f'<?xml version="1.0"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:{name}"><{message}>\n'
        f"<{statement}><Id>1</Id><Acct><Id><IBAN>DE89370400440532013000</IBAN></Id></Acct>{balances}\n"
        f"{''.join(entries)}</{statement}></{message}></Document>"
    ).encode()


def balance(code: str, amount: str, side: str = "CRDT") -> str:
    """An opening or closing balance."""
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
        f'<Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd></Bal>'
    )


def ustrd(*lines: str) -> str:
    """Unstructured remittance lines."""
    return "".join(f"<Ustrd>{line}</Ustrd>" for line in lines)


def test_batch_booking_is_taken_apart() -> None:
    """One entry of three transactions that add up to it is three receipts, each on its own line."""
    details = "\n".join(
        detail(amount, ustrd(f"K7M-42XQ-{n}")) for n, amount in enumerate(("10.00", "20.00", "69.00"))
    )
    reading = must_read(document(entry(details=details, reference="B1")))
    assert [line.amount.minor for line in reading.lines] == [1000, 2000, 6900]
    assert [line.reference for line in reading.lines] == ["K7M-42XQ-0", "K7M-42XQ-1", "K7M-42XQ-2"]
    assert [line.line for line in reading.lines] == [4, 5, 6]
    assert len({line.identity for line in reading.lines}) == 3


_TRANSACTIONS = st.tuples(
    st.sampled_from(["1.00", "2.50", "0.00", "x", ""]),
    st.sampled_from(["EUR", "EUR", "EUR", "USD"]),
    st.sampled_from(["", "<CdtDbtInd>CRDT</CdtDbtInd>", "<CdtDbtInd>DBIT</CdtDbtInd>"]),
    st.sampled_from(["", "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>"]),
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_TRANSACTIONS, max_size=5), st.sampled_from(["CRDT", "DBIT"]), st.data())
def test_a_batch_is_the_same_whether_it_lies_in_memory_or_in_a_file(
    monkeypatch: pytest.MonkeyPatch,
    transactions: list[tuple[str, str, str, str]],
    direction: str,
    data: st.DataObject,
) -> None:
    """However many transactions an entry has, and wherever they lie: its lines are the same, and come to the entry."""
    given_ = [Decimal(amount) for amount, *_ in transactions if amount not in ("", "x")]
    amount = data.draw(st.sampled_from([f"{sum(given_, Decimal(0)):.2f}", "1.00", "5.00"]))
    details = "".join(
        detail(value, ustrd(f"payer {n}"), f"<TxId>T{n}</TxId>", currency, said + back)
        for n, (value, currency, said, back) in enumerate(transactions)
    )
    content = document(
        entry(
            amount,
            direction=direction,
            details=details.replace("</TxDtls><TxDtls>", "</TxDtls></NtryDtls><NtryDtls><TxDtls>", 1),
        ),
        entry("7.00", details=detail("7.00", ustrd("the next one"))),
    )
    held = must_read(content)
    monkeypatch.setattr(kept, "IN_MEMORY", 0)
    spilled = must_read(content)
    monkeypatch.undo()
    assert spilled == held
    assert held.lines[-1].text == "the next one"
    moved = sum(
        line.amount.minor * ((line.kind is RECEIPT) - (line.kind in (RETURN, PAID_OUT)))
        for line in held.lines[:-1]
    )
    assert moved == Decimal(amount) * 100 * (1 if direction == "CRDT" else -1)


def test_a_batch_that_does_not_add_up_is_one_entry_however_long_it_is() -> None:
    """A thousand of what its payers wrote stand in its text, and no more; the entry is what arrived."""
    details = "".join(detail("1.00", ustrd(f"payer {n}")) for n in range(1200))
    (line,) = must_read(document(entry("99.00", details=details))).lines
    assert (line.amount.minor, line.text.count("payer")) == (9900, 1000)
    assert line.facts["transactions"].startswith("1200, which do not add up")


def test_a_document_that_breaks_off_within_a_batch_leaves_nothing_behind() -> None:
    """What was put aside of the entry is closed with the reading, whichever way it ends."""
    details = "".join(detail("1.00", ustrd(f"payer {n}")) for n in range(300))
    whole = document(entry("300.00", details=details))
    reading = must_read(whole[: whole.index(b"payer 250")])
    assert (reading.lines, "the XML is broken there" in str(reading.refused)) == ((), True)


@pytest.mark.parametrize(
    ("direction", "reversal", "kind"),
    [("CRDT", False, RECEIPT), ("DBIT", False, PAID_OUT), ("DBIT", True, RETURN), ("CRDT", True, RECEIPT)],
)
def test_directions(direction: str, reversal: bool, kind: LineKind) -> None:
    """A reversed credit takes money back; a reversed debit brings it in."""
    (line,) = must_read(document(entry(direction=direction, reversal=reversal))).lines
    assert line.kind is kind


def test_return_has_its_reason() -> None:
    """The bank's reason for taking a credit back is the code, and the customer its payer."""
    parties = "<RltdPties><Dbtr><Pty><Nm>Ada</Nm></Pty></Dbtr></RltdPties>"
    more = f"{parties}<RtrInf><Rsn><Cd>FOCR</Cd></Rsn></RtrInf>"
    (line,) = must_read(document(entry(direction="DBIT", details=detail("99.00", more=more)))).lines
    assert (line.kind, line.code, line.payer) == (RETURN, "FOCR", "Ada")


@pytest.mark.parametrize(
    ("refs", "name"),
    [
        ("<EndToEndId>E-1</EndToEndId><UETR>U-1</UETR>", "U-1"),
        ("<EndToEndId>E-1</EndToEndId><TxId>X-1</TxId>", "X-1"),
        ("<EndToEndId>E-1</EndToEndId>", "E-1"),
        ("<EndToEndId>NOTPROVIDED</EndToEndId>", ""),
    ],
)
def test_a_reversal_is_called_as_the_credit_was(refs: str, name: str) -> None:
    """The bank's own name for the transfer ties what comes back to what came, also where nobody had tied it."""
    inside = detail("99.00", refs=refs)
    (came,) = must_read(document(entry(details=inside))).lines
    (back,) = must_read(document(entry(direction="DBIT", reversal=True, details=inside))).lines
    assert (came.kind, back.kind, came.original, back.original) == (RECEIPT, RETURN, name, name)


def test_banks_charges_are_fees() -> None:
    """A debit that the bank books as its own charge is a fee."""
    assert must_read(document(entry("4.50", "DBIT", family="CHRG"))).lines[0].kind is FEE


@pytest.mark.parametrize("status", ["<Cd>PDNG</Cd>", "PDNG", "<Cd>INFO</Cd>", "<Cd>FUTR</Cd>", ""])
def test_only_booked_entries_count(status: str) -> None:
    """Whatever is not booked is a notice, and its name does not stand in the way of its booking."""
    (announced,) = must_read(document(entry(status=status, reference="R"))).lines
    (booked,) = must_read(document(entry(reference="R"))).lines
    assert (announced.kind, booked.kind) == (NOTICE, RECEIPT)
    assert announced.identity != booked.identity


def test_interim_report_never_settles() -> None:
    """A camt.052 is interim: everything in it is a notice."""
    assert must_read(document(entry(), name="camt.052.001.08")).lines[0].kind is NOTICE


def test_notification_and_statement_are_one() -> None:
    """Money in a camt.054 and in the camt.053 after it has one name, with or without a bank reference."""
    for reference in ("", "ABC1"):
        inside = detail("99.00", ustrd("K7M-42XQ-Z"))
        notified, stated = (
            must_read(document(entry(reference=reference, details=inside), name=name)).lines[0].identity
            for name in ("camt.054.001.04", "camt.053.001.08")
        )
        assert notified == stated


def test_look_alikes_are_not_one() -> None:
    """Two payments alike in everything are two receipts, with the same names whenever they are read."""
    twice = document(entry(), entry())
    first, second = must_read(twice).lines
    assert first.identity != second.identity
    assert must_read(twice) == must_read(twice)


def test_five_decimals() -> None:
    """Trailing zeros are fine; what is finer than a cent is refused with its line, never rounded."""
    reading = must_read(document(entry("99.00000"), entry("99.00001")))
    assert [line.amount.minor for line in reading.lines] == [9900]
    assert [problem.line for problem in reading.problems] == [5]


@pytest.mark.parametrize(
    "day", ["<Dt>2026-02-30</Dt>", "<Dt>soon</Dt>", "<DtTm>2026-13-01T00:00:00</DtTm>", ""]
)
def test_impossible_day(day: str) -> None:
    """An entry on 30 February is set aside with its line; the rest goes on."""
    reading = must_read(document(entry(day=day), entry()))
    assert [problem.line for problem in reading.problems] == [4]
    assert len(reading.lines) == 1


def test_day_with_a_time() -> None:
    """A booking time just before midnight in the bank's zone stays on the bank's day."""
    (line,) = must_read(document(entry(day="<DtTm>2026-11-25T23:59:59-11:00</DtTm>"))).lines
    assert line.booked_on == DAY


def test_reference_search_order() -> None:
    """Structured before end-to-end before unstructured; NOTPROVIDED is nothing."""
    strd = "<Strd><CdtrRefInf><Ref>RF18539007547034</Ref></CdtrRefInf></Strd>"
    given_one, none = "<EndToEndId>E2E-1</EndToEndId>", "<EndToEndId>NOTPROVIDED</EndToEndId>"
    found = [
        must_read(document(entry(details=each))).lines[0].reference
        for each in (
            detail("99.00", ustrd("free") + strd, given_one),
            detail("99.00", ustrd("free"), given_one),
            detail("99.00", ustrd("order K7M-42XQ-Z", "thanks"), none),
            detail("99.00", "", none),
        )
    ]
    assert found == ["RF18539007547034", "E2E-1", "order K7M-42XQ-Z thanks", ""]


def test_lines_of_full_width_are_joined() -> None:
    """A reference broken at the end of a full line is whole again."""
    first = "x" * 136 + "K7M-"
    (line,) = must_read(document(entry(details=detail("99.00", ustrd(first, "42XQ-Z"))))).lines
    assert "K7M-42XQ-Z" in line.text


def test_charges_on_the_way() -> None:
    """A short payment keeps what was instructed and what was taken on the way."""
    more = (
        '<AmtDtls><InstdAmt><Amt Ccy="EUR">99.00</Amt></InstdAmt></AmtDtls>'
        '<Chrgs><TtlChrgsAndTaxAmt Ccy="EUR">15.00</TtlChrgsAndTaxAmt></Chrgs>'
    )
    (line,) = must_read(document(entry("84.00", details=detail("84.00", more=more)))).lines
    assert line.amount == Money(8400, "EUR")
    assert (line.facts["instructed"], line.facts["charges"]) == ("99.00 EUR", "15.00 EUR")


def test_balances_agree_or_nothing_is_booked() -> None:
    """Opening and entries must give the closing balance; else the statement is refused and says so."""
    right = balance("OPBD", "10.00", "DBIT") + balance("CLBD", "89.00")
    wrong = balance("OPBD", "10.00") + balance("CLBD", "89.00")
    assert not must_read(document(entry(), balances=right)).refused
    assert "109.00" in str(must_read(document(entry(), balances=wrong)).refused)


def test_pending_entries_are_outside_the_balance() -> None:
    """What is not booked does not count towards the closing balance."""
    both = balance("OPBD", "0.00") + balance("CLBD", "99.00")
    assert not must_read(document(entry(), entry(status="PDNG"), balances=both)).refused


def test_one_page_of_several_is_not_refused() -> None:
    """One page of a paged statement cannot come to the closing balance: said, not refused."""
    page = "<StmtPgntn><PgNb>1</PgNb><LastPgInd>false</LastPgInd></StmtPgntn>"
    reading = must_read(document(entry(), balances=page + balance("OPBD", "0") + balance("CLBD", "5.00")))
    assert not reading.refused
    assert "page" in str(reading.problems[0].reason)


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


def test_mt940_reference_search_order() -> None:
    """The subfields of :86: come before the customer reference, and NONREF is nothing."""
    base = MT940.replace("/EREF/K7M-42XQ-Z/NAME/ADA EXAMPLE/REMI/THANKS/", "{86}").replace(
        "NTRFNONREF//B1", "NTRF{61}//B1"
    )
    found = [
        must_read(base.replace("{61}", customer).replace("{86}", said).encode()).lines[0].reference
        for customer, said in (
            ("CUST-1", "166?20EREF+E-1?21SVWZ+text"),
            ("CUST-1", "166?20KREF+K-1"),
            ("CUST-1", "/RFB/R-1/OCMT/EUR99,"),
            ("CUST-1", "only words"),
            ("NONREF", "only words"),
        )
    ]
    assert found == ["E-1", "K-1", "R-1", "CUST-1", ""]


def test_mt940_decimals_have_a_comma() -> None:
    """9, is nine, 9,5 nine and a half; what is finer than a cent is set aside, never rounded."""
    small = (
        ":20:1\n:25:DE89370400440532013000\n:28C:1/1\n:60F:C261124EUR0,\n"
        ":61:2611251125C9,NTRFNONREF//B1\n:61:2611251125C9,5NTRFNONREF//B2\n"
        ":61:2611251125C0,001NTRFNONREF//B3\n:62F:C261125EUR18,501\n-\n"
    )
    reading = must_read(small.encode())
    assert [line.amount.minor for line in reading.lines] == [900, 950]
    assert [problem.line for problem in reading.problems] == [7]


def test_mt942_never_settles_and_never_stands_in_the_way() -> None:
    """Interim and final statement tell of one payment: the one is a notice by another name, the other books it."""
    interim = MT940.replace(":60F:C261124EUR10,00", ":34F:EURD0,\n:13D:2611251200+0100").replace(
        ":62F:C261125EUR95,00\n", ""
    )
    early, final = must_read(interim.encode()), must_read(MT940.encode())
    assert early.reader == "MT942"
    assert {line.kind for line in early.lines} == {NOTICE}
    assert not {line.identity for line in early.lines} & {line.identity for line in final.lines}


def test_several_statements_in_one_file() -> None:
    """Each is held against its own balances: one that is wrong refuses the file, and names its own."""
    second = MT940.replace(":20:1", ":20:2").replace("//B", "//C")
    both = must_read((MT940 + second).encode())
    assert not both.refused
    assert len({line.identity for line in both.lines}) == 6
    wrong = must_read((MT940 + second.replace("EUR95,00", "EUR96,00")).encode())
    assert "statement at line 13" in str(wrong.refused) or "statement at line 12" in str(wrong.refused)


@pytest.mark.parametrize("amount", ["0", "0.00", "120.00"])
def test_a_transaction_in_another_currency_is_not_what_arrived(amount: str) -> None:
    """The entry is what arrived, though its transaction speaks of dollars, or of nothing."""
    (line,) = must_read(document(entry(details=detail(amount, currency="USD")))).lines
    assert line.amount == Money(9900, "EUR")


@pytest.mark.parametrize(
    "name",
    [f"camt.053.001.{n}" for n in ("02", "04", "08", "12")]
    + [f"camt.054.001.{n}" for n in ("02", "04", "08")],
)
def test_every_version_is_read(name: str) -> None:
    """Each version whose schema is at hand, with the party where that version has it."""
    party = "<Pty><Nm>Ada</Nm></Pty>" if name[-2:] in {"08", "12"} else "<Nm>Ada</Nm>"
    more = f"<RltdPties><Dbtr>{party}</Dbtr></RltdPties>"
    inside = detail("99.00", ustrd("K7M-42XQ-Z"), more=more)
    reading = must_read(document(entry(details=inside), name=name))
    assert reading.reader == name
    assert [(line.kind, line.payer, line.reference) for line in reading.lines] == [
        (RECEIPT, "Ada", "K7M-42XQ-Z")
    ]
    assert samples(f"iso20022-xsd/{name}.xsd").is_file()


def test_entities_and_doctypes() -> None:
    """A document type declaration is refused, and what it names is never read."""
    start = document(entry(details=detail("99.00", ustrd("&x;")))).decode()
    for entity in ('SYSTEM "file:///etc/passwd"', '"boom"'):
        bad = start.replace("<Document", f"<!DOCTYPE Document [<!ENTITY x {entity}>]>\n<Document", 1)
        reading = must_read(bad.encode())
        assert reading.refused
        assert not reading.lines


def test_broken_xml_names_the_line() -> None:
    """A statement cut off in the middle books nothing and says where it broke."""
    whole = document(entry(), entry())
    reading = must_read(whole[: whole.index(b"</Ntry>") + 40])
    assert "line" in str(reading.refused)


def test_far_down_lines_are_counted() -> None:
    """Beyond line 65,535, where libxml2 used to stop counting, places are still right."""
    reading = must_read(document("\n" * 70_000, entry()))
    assert reading.lines[0].line == 70_004


def test_utf16_is_read() -> None:
    """A statement in UTF-16 is claimed and read like any other."""
    text = document(entry()).decode().replace('version="1.0"', 'version="1.0" encoding="UTF-16"')
    assert len(must_read(text.encode("utf-16")).lines) == 1


MT940 = (
    ":20:1\n:25:DE89370400440532013000\n:28C:1/1\n:60F:C261124EUR10,00\n"
    ":61:2611251125CR99,00NTRFNONREF//B1\n:86:/EREF/K7M-42XQ-Z/NAME/ADA EXAMPLE/REMI/THANKS/\n"
    ":61:2611251125RC9,NTRFNONREF//B2\n:86:166?20EREF+NOTPROVIDED?21SVWZ+K7M-42X?22Q-Z\n"
    ":61:2611251125D5,NCHGNONREF\n:62F:C261125EUR95,00\n-\n"
)


def test_mt940_kinds_and_references() -> None:
    """Credits, a reversed credit and the bank's charge, each with its own reference rules."""
    reading = must_read(MT940.encode())
    assert (reading.refused, reading.problems) == ("", ())
    credit, reversed_credit, charge = reading.lines
    assert (credit.kind, credit.reference, credit.payer, credit.line) == (
        RECEIPT,
        "K7M-42XQ-Z",
        "ADA EXAMPLE",
        5,
    )
    assert (reversed_credit.kind, reversed_credit.amount) == (RETURN, Money(900, "EUR"))
    assert (charge.kind, charge.reference) == (FEE, "")


def test_mt940_bad_line_and_bad_day() -> None:
    """A line that cannot be read and 30 February are set aside with their lines."""
    day = must_read(MT940.replace(":61:2611251125CR", ":61:2602300230CR").encode())
    assert [problem.line for problem in day.problems] == [5]
    assert len(day.lines) == 2
    assert not day.refused
    garbage = must_read(MT940.replace(":61:2611251125CR99,00", ":61:rubbish").encode())
    assert [problem.line for problem in garbage.problems] == [5]
    assert garbage.refused


def test_mt940_over_new_year() -> None:
    """A line valued on 31 December and entered on 2 January is entered in the new year."""
    turned = MT940.replace("2611251125CR", "2612310102CR")
    assert must_read(turned.encode()).lines[0].booked_on == date(2027, 1, 2)


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
