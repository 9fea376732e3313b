"""ACH: bank documents, real ones with their totals and broken ones with their problems."""

from collections import Counter
from datetime import UTC, date, datetime
from typing import Any

import pytest
from ach_samples import every_sample, folder, samples
from hypothesis import example, given
from hypothesis import strategies as st

from checkout_ach import plugin
from checkout_ach.nacha import check_digit_fits
from checkout_ach.writing import Outgoing, write
from checkout_tui import LineKind, Money, Reading, Transfer
from checkout_tui.testing import Bench

RECEIPT, RETURN, PAID_OUT, NOTICE = LineKind.RECEIPT, LineKind.RETURN, LineKind.PAID_OUT, LineKind.NOTICE
SETTINGS: dict[str, Any] = {
    "bank_name": "First Example Bank",
    "routing_number": "021000021",
    "account_number": "000123456789",
    "account_name": "Northlight Software",
}
DAY = date(2026, 11, 25)


def read(document: bytes, settings: dict[str, Any] | None = None) -> Reading | None:
    """What the plugin makes of a document."""
    reading: Reading | None = Bench(plugin, settings).ask("read_remittances", document=document, name="x")
    return reading


def must_read(document: bytes, settings: dict[str, Any] | None = None) -> Reading:
    """The same of a document that it must claim."""
    reading = read(document, settings)
    assert reading is not None
    return reading


def totals(reading: Reading) -> dict[tuple[LineKind, str], int]:
    """Minor units by kind and currency."""
    sums: Counter[tuple[LineKind, str]] = Counter()
    for line in reading.lines:
        sums[line.kind, line.amount.currency] += line.amount.minor
    return dict(sums)


REAL = {
    "NACHA_SAMPLE_TEL_REVERSAL.ach": (2, {(RECEIPT, "USD"): 685100, (RETURN, "USD"): 685100}),
    "ccd-debit.ach": (2, {(PAID_OUT, "USD"): 500125}),
    "cor-example.ach": (1, {(NOTICE, "USD"): 0}),
    "ppd-debit-invalid-entryDetail-checkDigit.ach": (0, {}),
    "ppd-debit.ach": (1, {(PAID_OUT, "USD"): 100000000}),
    "ppd-mixedDebitCredit.ach": (3, {(RECEIPT, "USD"): 200000000, (PAID_OUT, "USD"): 200000000}),
    "return-WEB.ach": (2, {(RETURN, "USD"): 12354, (RECEIPT, "USD"): 4565}),
    "same-day-ach-ppd-credit.ach": (1, {(RECEIPT, "USD"): 100000000}),
    "tel-debit.ach": (1, {(PAID_OUT, "USD"): 50000}),
    "two-micro-deposits.ach": (6, {(RECEIPT, "USD"): 120, (PAID_OUT, "USD"): 120}),
    "web-debit.ach": (6, {(RECEIPT, "USD"): 26820, (PAID_OUT, "USD"): 15000}),
}
REAL_BAI2 = {
    "citi_example.bai2": (1, {(RECEIPT, "GBP"): 1}),
    "nwb_example.bai2": (5, {(PAID_OUT, "GBP"): 2765, (RECEIPT, "GBP"): 89}),
    "sample1.txt": (17, {(PAID_OUT, "CAD"): 320000, (RECEIPT, "CAD"): 320000}),
    "sample2.txt": (4, {(NOTICE, "USD"): 950000, (RECEIPT, "USD"): 30000000}),
}


@pytest.mark.parametrize("name", REAL)
def test_real_nacha_files(name: str) -> None:
    """Every real Nacha file is claimed, refused in no part, and comes to its totals."""
    reading = must_read(samples("ach", name).read_bytes())
    assert (reading.reader, reading.claim, reading.refused) == ("Nacha", 100, "")
    assert (len(reading.lines), totals(reading)) == REAL[name]


@pytest.mark.parametrize("name", REAL_BAI2)
def test_real_bai2_files(name: str) -> None:
    """Every real BAI2 file agrees with its own totals on all three levels."""
    reading = must_read(samples("bai2", name).read_bytes())
    assert (reading.reader, reading.refused) == ("BAI2", "")
    assert (len(reading.lines), totals(reading)) == REAL_BAI2[name]


def test_exactly_its_own_files_are_claimed() -> None:
    """Of all samples of all formats it claims the Nacha and BAI2 files and no other."""
    claimed = {path.name for path in every_sample() if read(path.read_bytes())}
    assert claimed == set(REAL) | set(REAL_BAI2)
    place = folder()
    assert place is not None
    assert {path.name for path in (place / "ach").glob("*.ach")} == set(REAL)


def test_wrong_check_digit_names_its_line() -> None:
    """An entry whose routing number has a wrong check digit is set aside, with its line."""
    reading = must_read(samples("ach", "ppd-debit-invalid-entryDetail-checkDigit.ach").read_bytes())
    (problem,) = reading.problems
    assert problem.line == 3
    assert "231380105" in str(problem.reason)


def test_return_carries_code_and_original_trace() -> None:
    """A returned debit is tied to the original by its trace; a returned credit brings money in."""
    reading = must_read(samples("ach", "return-WEB.ach").read_bytes())
    taken, back = reading.lines
    assert (taken.code, taken.kind, taken.payer) == ("R01", RETURN, "Paul Jones")
    assert taken.facts["original trace"] == "091400600000001"
    assert taken.booked_on == date(2018, 10, 17)
    assert (back.code, back.kind) == ("R03", RECEIPT)
    assert [line.line for line in reading.lines] == [3, 7]


def test_change_is_a_notice() -> None:
    """A notification of change moves nothing, names its original, and its new account number is masked."""
    (line,) = must_read(samples("ach", "cor-example.ach").read_bytes()).lines
    assert (line.kind, line.code, line.facts["change code"]) == (NOTICE, "C01", "C01")
    assert line.original == line.facts["original trace"] == "121042880000001"
    assert line.facts["corrected"] == "•••• 1614"


@pytest.mark.parametrize("code", ["R61", "R62", "R67", "R68", "R69", "R70", "R71", "R73", "R77"])
def test_disputes_between_banks_move_nothing(code: str) -> None:
    """A dishonored or contested return is a notice that names its original and the return it disputes."""
    whole = incoming(code="26", text="", returned=code, original_trace="091000010000007")
    lines = whole.split(b"\n")
    lines[3] = lines[3][:38] + b"021000020000009" + b"330" + b"01" + lines[3][58:]
    (line,) = must_read(b"\n".join(lines), SETTINGS).lines
    assert (line.kind, line.code, line.original) == (NOTICE, code, "091000010000007")
    assert line.facts["disputed return"] == "R01 021000020000009"


def test_a_return_is_called_as_its_entry_was() -> None:
    """A credit and its return share one name, the trace, so that the one finds the other."""
    (came,) = must_read(incoming(), SETTINGS).lines
    back = incoming(code="21", text="", returned="R06", original_trace=came.facts["trace"])
    assert must_read(back, SETTINGS).lines[0].original == came.original == "021000020000001"


def test_accounts_are_masked() -> None:
    """No account number of more than four characters is in anything that is kept."""
    for name in REAL:
        reading = must_read(samples("ach", name).read_bytes())
        for account in ("123456789", "867530999999", "744-5678-99", "12345678901234567", "322580734"):
            assert account not in repr(reading), name


def test_without_line_ends() -> None:
    """A file that is one long line is read alike, with records for lines."""
    document = samples("ach", "return-WEB.ach").read_bytes()
    flowing = b"".join(line.ljust(94) for line in document.split(b"\n"))
    assert must_read(flowing).lines == must_read(document).lines


def test_windows_line_ends_and_short_lines() -> None:
    """Line ends of any kind and trimmed blanks change nothing."""
    document = samples("ach", "web-debit.ach").read_bytes()
    trimmed = b"\r\n".join(line.rstrip() for line in document.split(b"\n"))
    assert must_read(trimmed) == must_read(document)


def incoming(**changes: Any) -> bytes:
    """A file with one credit for us."""
    entry = {
        "sender": "Ada Example",
        "code": "22",
        "routing": "021000021",
        "account": "000123456789",
        "cents": 9900,
        "number": "K7M-42XQ-Z",
        "name": "Northlight Software",
        "trace": "021000020000001",
        "text": "Order K7M-42XQ-Z, thank you",
    }
    at = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
    return write([Outgoing(**(entry | changes))], bank="021000021", bank_name="Bank", to="Northlight", at=at)


def test_written_files_are_well_formed() -> None:
    """What we write has 94 columns a line and blocks of ten lines filled with nines."""
    lines = incoming().decode("ascii").splitlines()
    assert {len(line) for line in lines} == {94}
    assert len(lines) % 10 == 0
    assert lines[-1] == "9" * 94


def test_credit_with_addenda() -> None:
    """The payer's text comes from the addenda, his name from the batch, and our account stays masked."""
    (line,) = must_read(incoming(), SETTINGS).lines
    assert (line.kind, line.amount, line.booked_on) == (RECEIPT, Money(9900, "USD"), DAY)
    assert (line.reference, line.payer) == ("Order K7M-42XQ-Z, thank you", "Ada Example")
    assert "K7M-42XQ-Z" in line.text
    assert line.facts["our account"] == "•••• 6789"


def test_totals_that_do_not_agree_refuse_the_file() -> None:
    """An amount changed by one cent is noticed, and nothing may be booked."""
    changed = incoming().replace(b"0000009900K7M", b"0000009901K7M")
    reading = must_read(changed)
    assert "9901" in str(reading.refused)
    assert "line 5" in str(reading.refused)


def test_file_cut_off_is_refused() -> None:
    """A file without its control record may be half a file."""
    cut = b"\n".join(incoming().split(b"\n")[:5])
    assert "ends early" in str(must_read(cut).refused)


def test_wrong_counts_are_only_a_word() -> None:
    """Counts and hashes that are wrong while the money is right are named, and the rest goes on."""
    lines = incoming().split(b"\n")
    lines[4] = lines[4][:4] + b"000009" + b"1234567890" + lines[4][20:]
    reading = must_read(b"\n".join(lines))
    assert not reading.refused
    assert [problem.line for problem in reading.problems] == [5, 5]
    assert len(reading.lines) == 1


def test_day_that_does_not_exist() -> None:
    """An impossible effective date falls back to the day the file was made."""
    reading = must_read(incoming().replace(b"261125261125   1", b"261125260230   1"))
    assert reading.lines[0].booked_on == DAY


def test_return_of_a_credit_we_had() -> None:
    """A return that names our own account takes money; for another's account it brings money in."""
    document = incoming(code="21", text="", returned="R06", original_trace="021000020000001")
    assert must_read(document, SETTINGS).lines[0].kind is RETURN
    assert must_read(document, SETTINGS).lines[0].code == "R06"
    assert must_read(document, SETTINGS | {"account_number": "111"}).lines[0].kind is RECEIPT
    retired = SETTINGS | {"account_number": "111", "former_accounts": ("000123456789",)}
    assert must_read(document, retired).lines[0].kind is RETURN


def test_our_own_batches_are_notices() -> None:
    """Entries that we originated ourselves are no receipts, once the bank's name for us is set."""
    document = incoming()
    assert must_read(document, SETTINGS | {"company_id": "1021000020"}).lines[0].kind is NOTICE


def test_customers_own_entry_names_him_first() -> None:
    """In a CIE entry the name stands where others have the number."""
    document = incoming(number="Ada Example", name="K7M-42XQ-Z", text="").replace(
        b"CCDPAYMENT", b"CIEPAYMENT"
    )
    (line,) = must_read(document, SETTINGS).lines
    assert (line.payer, line.reference) == ("Ada Example", "K7M-42XQ-Z")


def test_look_alikes_are_not_one() -> None:
    """Two entries alike in everything are two receipts, named the same way whenever the file is read."""
    at = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
    entry = Outgoing("Ada", "22", "021000021", "1", 9900, "K7M-42XQ-Z", "N", "021000020000001")
    document = write([entry, entry], bank="021000021", bank_name="Bank", to="N", at=at)
    first, second = must_read(document).lines
    assert first.identity != second.identity
    assert must_read(document) == must_read(document)


def test_report_is_read_back() -> None:
    """What the simulated bank reports is read back: credits, returns, missing references."""
    bench = Bench(plugin, SETTINGS)
    assert bench.simulated.report is not None
    transfers = (
        Transfer(Money(9900, "USD"), "K7M-42XQ-Z", "Ada Example", DAY),
        Transfer(Money(1, "USD"), "", "Zoë Müller-Lüdenscheidt & Söhne", DAY),
        Transfer(Money(9900, "USD"), "K7M-42XQ-Z", "Ada Example", DAY, returned="R01"),
    )
    document = bench.simulated.report(transfers, DAY)
    reading = must_read(document.content, SETTINGS)
    assert (reading.problems, reading.refused) == ((), "")
    assert [line.kind for line in reading.lines] == [RECEIPT, RECEIPT, RETURN]
    assert [line.amount for line in reading.lines] == [transfer.amount for transfer in transfers]
    assert [line.reference for line in reading.lines] == ["K7M-42XQ-Z", "", "K7M-42XQ-Z"]
    assert reading.lines[2].code == "R01"
    assert {line.booked_on for line in reading.lines} == {DAY}


def test_bank_remembers_over_a_restart() -> None:
    """Two instances over one memory never give two entries one trace."""
    bench, memory = Bench(plugin, SETTINGS), {}
    transfer = Transfer(Money(9900, "USD"), "K7M-42XQ-Z", "Ada Example", DAY)
    identities = set()
    for _ in range(2):
        simulated = bench.manager.hook.simulate(memory=memory, now=lambda: bench.now, settings=SETTINGS)
        reading = must_read(simulated.report((transfer,), DAY).content, SETTINGS)
        identities.add(reading.lines[0].identity)
    assert len(identities) == 2


printable = st.text(st.characters(codec="utf-8"), max_size=60)


@given(st.lists(st.tuples(st.integers(1, 9_999_999_999), printable, printable), max_size=12))
def test_any_report_is_read_back(sent: list[tuple[int, str, str]]) -> None:
    """Whatever customers write, the file is well formed and no cent is lost."""
    bench = Bench(plugin, SETTINGS)
    assert bench.simulated.report is not None
    transfers = tuple(Transfer(Money(cents, "USD"), text, payer, DAY) for cents, text, payer in sent)
    reading = must_read(bench.simulated.report(transfers, DAY).content, SETTINGS)
    assert (reading.problems, reading.refused) == ((), "")
    assert [line.amount.minor for line in reading.lines] == [cents for cents, _, _ in sent]


METHOD = Bench(plugin, SETTINGS)


@given(st.binary(max_size=400))
@example(b"101 026009593 02600959323011300000094101")
@example(b"01,a,b\n02,")
@example(b"01,a\n02,,,1,261125,,\n03,a,USD,010,1,,D,-9,0,/\n16,195,1,D,-9,0\n99,")
@example(b"01,a,b\n02,,,,,\n03,a\n16,\xb2,1\n16,195,\xb2,D,99999999999999999999\n49,x\n99,,")
def test_arbitrary_bytes_never_raise(noise: bytes) -> None:
    """No bytes whatever make the reader fail."""
    METHOD.ask("read_remittances", document=noise, name="x")


@given(st.data())
def test_damaged_files_never_raise(data: st.DataObject) -> None:
    """A real-looking file with any stretch of it overwritten is read, refused or not claimed."""
    document = data.draw(st.sampled_from([incoming(), BAI2]))
    at = data.draw(st.integers(0, len(document)))
    noise = data.draw(st.binary(max_size=30))
    METHOD.ask("read_remittances", document=document[:at] + noise + document[at + len(noise) :], name="x")


BAI2 = (
    b"01,122099999,123456789,261125,0200,1,65,,2/\n02,031001234,122099999,1,261125,2359,USD,2/\n"
    b"03,0123456789,USD,010,1000,,,040,2000,,/\n88,100,14900,2,/\n"
    b"16,142,9900,S,9900,0,0,TR1,K7M-42XQ-Z,ADA EXAMPLE\n88,ORDER K7M-42XQ-Z/\n"
    b"16,557,5000,Z,TR2,,R01 RETURNED/\n49,32800,6/\n98,32800,1,8/\n99,32800,1,10/\n"
)


def test_bai2_credit_and_return() -> None:
    """An ACH credit is a receipt and an ACH return item a return, with their text joined."""
    reading = must_read(BAI2)
    assert not reading.refused
    credit, taken = reading.lines
    assert (credit.kind, credit.amount, credit.line) == (RECEIPT, Money(9900, "USD"), 5)
    assert (credit.reference, credit.text) == ("K7M-42XQ-Z", "ADA EXAMPLE ORDER K7M-42XQ-Z")
    assert taken.kind is RETURN


def test_bai2_totals_that_do_not_agree() -> None:
    """A changed amount refuses the report and says where."""
    assert "line 8" in str(must_read(BAI2.replace(b"16,142,9900", b"16,142,9901")).refused)


def test_check_digit() -> None:
    """The check digit of a routing number is told right from wrong."""
    assert check_digit_fits("021000021")
    assert not check_digit_fits("021000022")
