"""Wire: what MT940 and MT942 statements say, trap by trap."""

from datetime import date

from wire_documents import FEE, MT940, NOTICE, RECEIPT, RETURN, must_read
from wire_samples import samples

from checkout_tui import Money


def test_german_subfields() -> None:
    """Numbered subfields are joined, and the end-to-end reference comes first."""
    line = must_read(samples("mt940/betterplace-sepa_snippet.sta").read_bytes()).lines[0]
    assert line.reference == "EndToEndId TFNR 22 004 00001"
    assert (line.payer, line.account) == ("KARL KAUFMANN", "•••• 5000")
    assert line.booked_on == date(2007, 9, 4)


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
