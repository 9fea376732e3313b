"""Wire: what camt statements, notifications and reports say, trap by trap."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wire_documents import (
    DAY,
    FEE,
    NOTICE,
    PAID_OUT,
    RECEIPT,
    RETURN,
    balance,
    detail,
    document,
    entry,
    must_read,
    ustrd,
)
from wire_samples import samples

from checkout_tui import LineKind, Money
from checkout_wire import details as kept


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
    """An entry on 30 February is set aside with its line; the rest goes on, and the balances agree with both."""
    both = balance("OPBD", "0.00") + balance("CLBD", "198.00")
    for balances in ("", both):
        reading = must_read(document(entry(day=day), entry(), balances=balances))
        assert [problem.line for problem in reading.problems] == [4]
        assert (len(reading.lines), reading.refused) == (1, "")


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
