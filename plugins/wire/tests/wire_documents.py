"""Bank documents of a few lines, each made for one trap, and the plugin that reads them."""

from datetime import date
from typing import Any

from checkout_tui import LineKind, Reading
from checkout_tui.testing import Bench
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
MT940 = (
    ":20:1\n:25:DE89370400440532013000\n:28C:1/1\n:60F:C261124EUR10,00\n"
    ":61:2611251125CR99,00NTRFNONREF//B1\n:86:/EREF/K7M-42XQ-Z/NAME/ADA EXAMPLE/REMI/THANKS/\n"
    ":61:2611251125RC9,NTRFNONREF//B2\n:86:166?20EREF+NOTPROVIDED?21SVWZ+K7M-42X?22Q-Z\n"
    ":61:2611251125D5,NCHGNONREF\n:62F:C261125EUR95,00\n-\n"
)
"""A statement that adds up: a credit, a credit that was reversed, and the bank's charge."""


def read(document: bytes) -> Reading | None:
    """What the plugin makes of a document."""
    reading: Reading | None = BENCH.ask("read_remittances", document=document, name="x")
    return reading


def must_read(document: bytes) -> Reading:
    """The same of a document that it must claim."""
    reading = read(document)
    assert reading is not None
    return reading


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
