"""Bank documents of any length, written to a file line by line: what a busy day looks like.

Run as a program this is given a folder, and says for each format how many entries it read of a long
document and how much more memory that took than a tenth of it, in megabytes: a child for each, of
which one has never held what another did.
"""

import json
import resource
import sys
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path

from checkout_tui import BankLine
from checkout_tui.plugins import Lane, Outgoing, discover, load
from checkout_tui.simulator.demo import demo_settings

CAMT = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"


def camt(count: int) -> Iterator[str]:
    """A camt.053 with so many credits of 1.00 to 9.00 EUR: half of them each an entry, the others all of one entry."""
    yield f'<?xml version="1.0"?>\n<Document xmlns="{CAMT}"><BkToCstmrStmt><GrpHdr><MsgId>1</MsgId></GrpHdr>\n'
    yield "<Stmt><Id>1</Id><Acct><Id><IBAN>DE89370400440532013000</IBAN></Id></Acct>\n"
    yield _balance("OPBD", 0) + _balance("CLBD", sum(n % 9 + 1 for n in range(count)))
    batch = range(count // 2, count)
    for n in range(batch.start):
        yield f"{_entry(n % 9 + 1, f'B{n:09d}')}{_transaction(n)}</NtryDtls></Ntry>\n"
    yield f"{_entry(sum(n % 9 + 1 for n in batch), 'BATCH')}\n"
    for n in batch:
        yield f"{_transaction(n)}\n"
    yield "</NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>\n"


def _entry(amount: int, reference: str) -> str:
    return (
        f'<Ntry><Amt Ccy="EUR">{amount}.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>'
        f"<BookgDt><Dt>2026-11-25</Dt></BookgDt><AcctSvcrRef>{reference}</AcctSvcrRef><NtryDtls>"
    )


def _transaction(n: int) -> str:
    return (
        f'<TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs><Amt Ccy="EUR">{n % 9 + 1}.00</Amt>'
        f"<RltdPties><Dbtr><Pty><Nm>Payer {n}</Nm></Pty></Dbtr></RltdPties>"
        f"<RmtInf><Ustrd>invoice {n} of november</Ustrd></RmtInf></TxDtls>"
    )


def _balance(code: str, amount: int) -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
        f'<Amt Ccy="EUR">{amount}.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-25</Dt></Dt></Bal>\n'
    )


def mt940(count: int) -> Iterator[str]:
    """An MT940 with so many credits."""
    yield ":20:STARTUMS\n:25:37040044/0532013000\n:28C:00001/001\n:60F:C261124EUR0,00\n"
    for n in range(count):
        yield f":61:2611251125C{n % 9 + 1},00NTRFNONREF//B{n:09d}\n"
        yield f":86:166?00GUTSCHRIFT?20invoice {n} of november?32PAYER {n}\n"
    yield f":62F:C261125EUR{sum(n % 9 + 1 for n in range(count))},00\n-\n"


def nacha(count: int) -> Iterator[str]:
    """A Nacha file with so many credits to us, in one batch."""
    entries = [(n % 9 + 1) * 100 for n in range(count)]
    hashed = 2100002 * count % 10**10
    yield f"{'101 021000021 1234567892611251200A094101FIRST EXAMPLE BANK     NORTHLIGHT SOFTWARE':<94}\n"
    yield f"{'5220SOMEBODY                            1234567890CCDINVOICES  261125261125   1021000020000001':<94}\n"
    for n, cents in enumerate(entries):
        told = f"{f'inv {n}':<15}{'NORTHLIGHT SOFTWARE':<22}  002100002{n % 10**7:07d}"
        yield f"622021000021{'000123456789':<17}{cents:010d}{told}\n"
    yield f"8220{count % 10**6:06d}{hashed:010d}{0:012d}{sum(entries):012d}{'1234567890':<10}{'':<25}021000020000001\n"
    yield f"9{1:06d}{1:06d}{count:08d}{hashed:010d}{0:012d}{sum(entries):012d}{'':<39}\n"


def lockbox(count: int) -> Iterator[str]:
    """A BAI lockbox file with so many checks, 900 a batch and a lockbox, each with a memo."""
    yield f"{'100' + '0' * 20 + '2611251200':<94}\n{'2' + '0' * 20:<94}\n"
    records = 2
    for start in range(0, count, 900):
        yield f"{'5' + '0' * 13 + '261125' + '0' * 20:<94}\n"
        numbers = range(start, min(start + 900, count))
        for n in numbers:
            cents = (n % 9 + 1) * 100
            yield f"6001{n % 1000:03d}{cents:010d}021000021{n:010d}{n:010d}112326{f'PAYER {n}':<30}\n"
            yield f"4001{n % 1000:03d}6010{f'INV {n}':<30}\n"
        batch = sum((n % 9 + 1) * 100 for n in numbers)
        yield f"7{'0' * 19}{len(numbers):03d}{batch:010d}\n8{'0' * 19}{len(numbers):04d}{batch:010d}\n"
        records += 2 * len(numbers) + 3
    yield f"9{records + 1:06d}\n"


def bai2(count: int) -> Iterator[str]:
    """A BAI2 report with so many credits on one account, each with its text on a line of its own."""
    yield "01,SENDER,RECEIVER,261125,1200,1,,,2/\n02,RECEIVER,SENDER,1,261125,,USD,2/\n03,123456789,USD,010,0,,/\n"
    cents = sum((n % 9 + 1) * 100 for n in range(count))
    for n in range(count):
        yield f"16,165,{(n % 9 + 1) * 100},Z,B{n:09d},inv {n}/\n88,PAYER {n}\n"
    yield f"49,{cents},{2 * count + 2}/\n98,{cents},1,{2 * count + 4}/\n99,{cents},1,{2 * count + 6}/\n"


def x9(count: int) -> Iterator[str]:
    """A cash letter with so many checks that come back, 300 a bundle, each with its picture."""
    yield _x9(f"0103T{'1' * 18}20261125")
    yield _x9(f"1003{'1' * 18}20261125")
    for start in range(0, count, 300):
        yield _x9("20")
        numbers = range(start, min(start + 300, count))
        for n in numbers:
            told = f"31{'021000021'}{n:020d}{(n % 9 + 1) * 100:010d}A00120261123{n:015d}"
            yield _x9(told) + _x9(f"33{'':18}{n:015d}{'':23}{f'PAYER {n}':<22}") + _x9("52" + "." * 500)
        yield _x9(f"70{len(numbers):04d}{sum((n % 9 + 1) * 100 for n in numbers):012d}")
    yield _x9("90") + _x9("99")


def _x9(record: str) -> str:
    record = record.ljust(80)
    return len(record).to_bytes(4, "big").decode("latin-1") + record


FORMATS: dict[str, Callable[[int], Iterator[str]]] = {
    "camt": camt,
    "mt940": mt940,
    "nacha": nacha,
    "lockbox": lockbox,
    "bai2": bai2,
    "x9": x9,
}


def total(count: int) -> Decimal:
    """What the entries of each of them come to."""
    return Decimal(sum(n % 9 + 1 for n in range(count)))


def write(path: Path, kind: str, count: int) -> Path:
    """The document as a file."""
    with path.open("w", encoding="latin-1", newline="") as file:
        file.writelines(FORMATS[kind](count))
    return path


def entries_in(lanes: Mapping[str, Lane], path: Path) -> int:
    """How many entries its method reads of it, from the first to the totals."""
    with path.open("rb") as file:
        readings = (lane.read_remittances(file, path.name) for lane in lanes.values())
        reading = next(each for each in readings if each is not None)
        return sum(isinstance(part, BankLine) for part in reading.parts())


def measured(lanes: Mapping[str, Lane], folder: Path, kind: str, count: int) -> tuple[int, float]:
    """Entries that were read of a long document, and megabytes that it took beyond a tenth of it."""
    entries_in(lanes, write(folder / f"{kind}-short", kind, count // 10))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    entries = entries_in(lanes, write(folder / f"{kind}-long", kind, count))
    return entries, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024


def _nobody(lane: Lane) -> Outgoing:
    return Outgoing(lane.method.hosts)


if __name__ == "__main__":
    where, many, what = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    every = load(discover(), settings_for=demo_settings, outgoing_for=_nobody)
    sys.stdout.write(json.dumps(measured(every, where, what, many)))
