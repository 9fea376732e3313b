"""Check: lockbox files and returned checks, real ones with totals and broken ones with problems."""

from collections import Counter
from datetime import date
from typing import Any

import pytest
from check_samples import every_sample, samples
from hypothesis import example, given
from hypothesis import strategies as st

from checkout_check import plugin
from checkout_tui import LineKind, Money, Reading, Transfer
from checkout_tui.testing import Bench

RECEIPT, RETURN, NOTICE = LineKind.RECEIPT, LineKind.RETURN, LineKind.NOTICE
SETTINGS: dict[str, Any] = {"pay_to": "Northlight Software", "mail_to": ("PO Box 1",)}
DAY = date(2026, 11, 25)
BENCH = Bench(plugin, SETTINGS)
X9 = {
    "BNK20180905121042882-A.icl": {(NOTICE, "USD"): 400000, (RETURN, "USD"): 400000},
    "valid-ascii.x937": {(NOTICE, "USD"): 10000},
}


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


def lockbox() -> bytes:
    """The real lockbox file."""
    return samples("lockbox", "test_lockbox.bai").read_bytes()


def test_real_lockbox() -> None:
    """One check over 7,000.00, number 180, dated 16 May 2016, with its memo and remitter."""
    reading = must_read(lockbox())
    assert (reading.reader, reading.problems, reading.refused) == ("BAI lockbox", (), "")
    (line,) = reading.lines
    assert (line.kind, line.amount, line.line) == (RECEIPT, Money(700000, "USD"), 4)
    assert (line.reference, line.payer, line.account) == ("CE554", "BOB E SMITH", "•••• 5555")
    assert line.booked_on == date(2016, 5, 23)
    assert (line.facts["check number"], line.facts["check date"]) == ("180", "2016-05-16")


@pytest.mark.parametrize("name", X9)
def test_real_cash_letters(name: str) -> None:
    """Returned checks take money back with their reason; checks going forward are notices."""
    reading = must_read(samples("x9", name).read_bytes())
    assert not reading.refused
    assert totals(reading) == X9[name]
    assert {line.code for line in reading.lines if line.kind is RETURN} <= {"A"}


def test_exactly_its_own_files_are_claimed() -> None:
    """Of all samples of all formats it claims lockbox files and cash letters and no other."""
    claimed = {path.name for path in every_sample() if read(path.read_bytes())}
    assert claimed == {"test_lockbox.bai", *X9}


def test_accounts_are_masked() -> None:
    """The number of the account that a check is drawn on is kept nowhere."""
    assert "12345555" not in repr(must_read(lockbox()))


@pytest.mark.parametrize(
    ("was", "now", "says"),
    [
        (b"0000700000055", b"0000700001055", "batch total"),
        (b"001000070000\n8", b"002000070000\n8", "checks"),
        (b"00010000700000\n9", b"00010000700001\n9", "lockbox total"),
        (b"9000008", b"9000009", "records"),
        (b"9000008", b"", "ends early"),
    ],
)
def test_totals_that_do_not_agree(was: bytes, now: bytes, says: str) -> None:
    """A changed amount, count or total refuses the file and says which."""
    document = lockbox().replace(b"\r\n", b"\n")
    changed = document.replace(was, now)
    if changed == document:
        changed = document.replace(b"0010000700000\n8", b"0020000700000\n8")
    assert changed != document
    assert says in str(must_read(changed).refused)


def test_check_day_that_does_not_exist() -> None:
    """A check dated 30 February is booked on the day of deposit, and its line is named."""
    reading = must_read(lockbox().replace(b"051616BOB", b"023016BOB"))
    assert [problem.line for problem in reading.problems] == [4]
    assert reading.lines[0].booked_on == date(2016, 5, 23)


def test_report_is_read_back() -> None:
    """What the simulated lockbox reports is what the reader reads, the reference as it was written."""
    bench = Bench(plugin, SETTINGS)
    assert bench.simulated.report is not None
    transfers = (
        Transfer(Money(9900, "USD"), "order K7M-42XQ-Z", "Ada Example", DAY),
        Transfer(Money(9900, "USD"), "order K7M-42XQ-Z", "Ada Example", DAY),
        Transfer(Money(1, "USD"), "", "Zoë Söhne", DAY),
    )
    reading = must_read(bench.simulated.report(transfers, DAY).content)
    assert (reading.problems, reading.refused) == ((), "")
    assert [(line.amount.minor, line.reference, line.payer) for line in reading.lines] == [
        (9900, "order K7M-42XQ-Z", "Ada Example"),
        (9900, "order K7M-42XQ-Z", "Ada Example"),
        (1, "", "Zoe Sohne"),
    ]
    assert len({line.identity for line in reading.lines}) == 3
    assert {line.booked_on for line in reading.lines} == {DAY}


def test_returned_checks_are_read_back() -> None:
    """Checks that bounce come in a cash letter with reason and reference."""
    bench = Bench(plugin, SETTINGS)
    assert bench.simulated.report is not None
    bounced = Transfer(Money(9900, "USD"), "K7M-42XQ-Z", "Ada Example", DAY, returned="A")
    document = bench.simulated.report((bounced,), DAY)
    (line,) = must_read(document.content).lines
    assert (line.kind, line.code, line.amount) == (RETURN, "A", Money(9900, "USD"))
    assert (line.reference, line.payer, line.booked_on) == ("K7M-42XQ-Z", "Ada Example", DAY)
    assert not must_read(document.content).refused
    with pytest.raises(ValueError, match="report of their own"):
        bench.simulated.report((bounced, Transfer(Money(1, "USD"), "", "", DAY)), DAY)


def test_bank_remembers_over_a_restart() -> None:
    """Two instances over one memory never give two checks one number."""
    memory: dict[str, str] = {}
    transfer = Transfer(Money(9900, "USD"), "K7M-42XQ-Z", "Ada Example", DAY)
    identities = set()
    for _ in range(2):
        simulated = BENCH.manager.hook.simulate(memory=memory, now=lambda: BENCH.now, settings=SETTINGS)
        identities.add(must_read(simulated.report((transfer,), DAY).content).lines[0].identity)
    assert len(identities) == 2


printable = st.text(max_size=60)


@given(st.lists(st.tuples(st.integers(1, 999_999), printable, printable), min_size=1, max_size=12))
def test_any_report_is_read_back(sent: list[tuple[int, str, str]]) -> None:
    """Whatever customers write, no cent is lost between the simulated lockbox and the reader."""
    bench = Bench(plugin, SETTINGS)
    assert bench.simulated.report is not None
    transfers = tuple(Transfer(Money(cents, "USD"), text, payer, DAY) for cents, text, payer in sent)
    reading = must_read(bench.simulated.report(transfers, DAY).content)
    assert (reading.problems, reading.refused) == ((), "")
    assert [line.amount.minor for line in reading.lines] == [cents for cents, _, _ in sent]


def test_a_large_day_fills_batches() -> None:
    """More than 999 checks go into several batches, and the totals still agree."""
    bench = Bench(plugin, SETTINGS)
    assert bench.simulated.report is not None
    transfers = tuple(Transfer(Money(cents, "USD"), "", "A", DAY) for cents in range(1, 2501))
    reading = must_read(bench.simulated.report(transfers, DAY).content)
    assert not reading.refused
    assert len(reading.lines) == 2500


@given(st.binary(max_size=400))
@example(b"100ABCDEFGHIJ00999999911605231800\n2ABCDEFGHIJ0099999991000000040008000801\n6\n4\n7\n8\n9")
@example(b"\x00\x00\x00P0103T061000146026073150\xff\xff\xff\xff")
def test_arbitrary_bytes_never_raise(noise: bytes) -> None:
    """No bytes whatever make a reader fail."""
    read(noise)


@given(st.data())
def test_damaged_files_never_raise(data: st.DataObject) -> None:
    """A real-looking file with any stretch of it overwritten is read, refused or not claimed."""
    bench = Bench(plugin, SETTINGS)
    assert bench.simulated.report is not None
    returned = data.draw(st.sampled_from(["", "A"]))
    transfer = Transfer(Money(9900, "USD"), "K7M-42XQ-Z", "Ada", DAY, returned=returned)
    whole = bench.simulated.report((transfer,), DAY).content
    at = data.draw(st.integers(0, len(whole)))
    noise = data.draw(st.binary(max_size=30))
    read(whole[:at] + noise + whole[at + len(noise) :])


def test_a_check_that_comes_back_is_called_as_it_was_received() -> None:
    """Lockbox and cash letter name one check alike, by its number at its bank; another check is another."""
    bench = Bench(plugin, SETTINGS)
    assert bench.simulated.report is not None
    checks = tuple(Transfer(Money(9900, "USD"), text, "Ada Example", DAY) for text in ("one", "two"))
    came = must_read(bench.simulated.report(checks, DAY).content).lines
    bounced = Transfer(Money(9900, "USD"), "two", "Ada Example", DAY, returned="A")
    (back,) = must_read(bench.simulated.report((bounced,), DAY).content).lines
    assert back.original
    assert [line.original == back.original for line in came] == [False, True]
