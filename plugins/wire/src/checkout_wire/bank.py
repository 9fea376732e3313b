"""The simulated other side: a bank whose statement of the day is a valid camt.053.001.08."""

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from xml.sax.saxutils import escape

from checkout_tui import Document, Memory, Money, Settings, Simulated, Transfer, Trigger, Words
from checkout_wire.describing import setting

_STATE = "wire.bank"
_IBAN = "DE89370400440532013000"
"""The IBAN of the standard's own example, until the merchant's is set."""

TRIGGERS = (
    Trigger("reference", Words("is the transfer's unstructured text", "est le texte libre du virement")),
    Trigger(
        "returned: AC04, FOCR, MD07 …",
        Words("the bank takes the credit back with that reason", "la banque reprend le crédit avec ce motif"),
    ),
)


def simulated_bank(memory: Memory, now: Callable[[], datetime], settings: Settings) -> Simulated:
    """Balances and numbers are kept in ``memory``: each statement opens where the last one closed."""

    def report(transfers: tuple[Transfer, ...], day: date) -> Document:
        state = json.loads(memory.get(_STATE, "{}"))
        state["statements"] = number = int(state.get("statements", 0)) + 1
        at = f"{now():%Y-%m-%dT%H:%M:%S}"
        statements = []
        for currency in sorted({transfer.amount.currency for transfer in transfers}) or ["EUR"]:
            of_currency = [transfer for transfer in transfers if transfer.amount.currency == currency]
            statements.append(_statement(of_currency, currency, day, at, state, settings))
        memory[_STATE] = json.dumps(state)
        content = (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">\n'
            "<BkToCstmrStmt>\n"
            f"<GrpHdr><MsgId>SIM{number:09}</MsgId><CreDtTm>{at}</CreDtTm></GrpHdr>\n"
            f"{''.join(statements)}</BkToCstmrStmt>\n</Document>\n"
        )
        return Document(f"camt053-{day:%Y-%m-%d}-{number:05}.xml", content.encode())

    return Simulated(report=report, triggers=TRIGGERS)


def _statement(
    transfers: list[Transfer], currency: str, day: date, at: str, state: dict[str, int], settings: Settings
) -> str:
    opening = int(state.get(currency, 0))
    closing = opening + sum(-t.amount.minor if t.returned else t.amount.minor for t in transfers)
    state[currency] = closing
    iban = "".join((setting(settings, "iban") or _IBAN).split()).upper()
    entries = []
    for transfer in transfers:
        state["entries"] = int(state.get("entries", 0)) + 1
        entries.append(_entry(transfer, day, state["entries"]))
    return (
        f"<Stmt><Id>{day:%Y%m%d}-{currency}-{state['statements']:05}</Id>"
        f"<ElctrncSeqNb>{state['statements']}</ElctrncSeqNb><CreDtTm>{at}</CreDtTm>\n"
        f"<Acct><Id><IBAN>{escape(iban)}</IBAN></Id><Ccy>{currency}</Ccy></Acct>\n"
        f"{_balance('OPBD', opening, currency, day - timedelta(1))}{_balance('CLBD', closing, currency, day)}"
        f"{''.join(entries)}</Stmt>\n"
    )


def _balance(code: str, minor: int, currency: str, day: date) -> str:
    side = "DBIT" if minor < 0 else "CRDT"
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>{_amount(Money(abs(minor), currency))}"
        f"<CdtDbtInd>{side}</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>\n"
    )


def _amount(money: Money) -> str:
    return f'<Amt Ccy="{money.currency}">{money.plain()}</Amt>'


def _entry(transfer: Transfer, day: date, number: int) -> str:
    taken = bool(transfer.returned)
    side = "DBIT" if taken else "CRDT"
    named = _fitted(transfer.payer, 140)
    said = _fitted(transfer.reference, 140)
    payer = f"<RltdPties><Dbtr><Pty><Nm>{named}</Nm></Pty></Dbtr></RltdPties>" if named else ""
    text = f"<RmtInf><Ustrd>{said}</Ustrd></RmtInf>" if said else ""
    reason = f"<RtrInf><Rsn><Cd>{_fitted(transfer.returned, 4)}</Cd></Rsn></RtrInf>" if taken else ""
    family = (
        "<Cd>RCDT</Cd><SubFmlyCd>RRTN</SubFmlyCd>" if taken else "<Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd>"
    )
    return (
        f"<Ntry>{_amount(transfer.amount)}<CdtDbtInd>{side}</CdtDbtInd>"
        f"{'<RvslInd>true</RvslInd>' if taken else ''}<Sts><Cd>BOOK</Cd></Sts>\n"
        f"<BookgDt><Dt>{day}</Dt></BookgDt><ValDt><Dt>{day}</Dt></ValDt>"
        f"<AcctSvcrRef>SIM{number:012}</AcctSvcrRef>\n"
        f"<BkTxCd><Domn><Cd>PMNT</Cd><Fmly>{family}</Fmly></Domn></BkTxCd>\n"
        f"<NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>{_amount(transfer.amount)}"
        f"<CdtDbtInd>{side}</CdtDbtInd>{payer}{text}{reason}</TxDtls></NtryDtls></Ntry>\n"
    )


def _fitted(text: str, longest: int) -> str:
    """Text as XML may hold it: no control characters, not too long, escaped."""
    return escape("".join(c if c.isprintable() else " " for c in text).strip()[:longest].strip())
