"""One entry of a camt document: what arrived or left, as one line or as one for each of its transactions.

The entry is what arrived: a transaction inside it may be in another currency, or say nothing.
Only a batch whose transactions add up to the entry is taken apart. Booked entries count, pending
ones and everything in an interim report (camt.052) are notices.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from hashlib import sha256
from itertools import islice

from attrs import frozen

from checkout_tui import BankLine, LineKind
from checkout_wire.accounts import Named
from checkout_wire.amounts import Unreadable, masked, money, number
from checkout_wire.details import Details, Told
from checkout_wire.returns import REVERSAL

_NOTHING = frozenset({"NOTPROVIDED", "NOTAVAILABLE", "NONREF", "NONE", "N/A"})
_FEES = frozenset({"CHRG", "FEES", "COMM", "COME", "COMI", "COMT"})
"""Bank transaction sub-families that are the bank's own charges."""
MOST_SAID = 1000
"""So many things that payers wrote stand in the text of an entry that is not taken apart."""


@frozen
class Entry:
    """What an entry says that holds for all of its transactions."""

    line: int
    credit: bool
    reversal: bool
    booked: bool
    booked_on: date
    amount: Decimal
    currency: str
    account: str
    bank_reference: str
    fee: bool
    note: str
    details: Details


def moved(told: Told) -> Decimal:
    """By how much the entry moves the balance, whatever else of it can be read; one that is not booked does not."""
    amount, direction = number(told.one("Amt")), told.one("CdtDbtInd")
    if direction not in {"CRDT", "DBIT"}:
        raise Unreadable("the entry says neither credit nor debit", "l’écriture ne dit ni crédit ni débit")
    if not _is_booked(told):
        return Decimal(0)
    return amount if direction == "CRDT" else -amount


def entry_of(told: Told, account: str, details: Details, *, interim: bool) -> Entry:
    """What the entry says. Raises Unreadable where it has no day."""
    return Entry(
        line=told.line,
        credit=told.one("CdtDbtInd") == "CRDT",
        reversal=told.one("RvslInd") in {"true", "1"},
        booked=_is_booked(told) and not interim,
        booked_on=_date(told.one("BookgDt/Dt", "BookgDt/DtTm", "ValDt/Dt", "ValDt/DtTm")),
        amount=number(told.one("Amt")),
        currency=told.one("Amt@Ccy"),
        account=account,
        bank_reference=_given(told.one("AcctSvcrRef")),
        fee=told.one("BkTxCd/Domn/Fmly/SubFmlyCd") in _FEES,
        note=told.one("AddtlNtryInf"),
        details=details,
    )


def _is_booked(told: Told) -> bool:
    return told.one("Sts/Cd", "Sts") == "BOOK"


def lines_of(entry: Entry, name: Named) -> Iterator[BankLine]:
    """Its line, or one for each transaction where these add up to it. ``name`` says which account of ours it is."""
    parts = entry.details.parts(entry.amount, entry.currency, credit=entry.credit)
    if parts is None:
        yield _line(entry, entry.details.alone, entry.amount, name, credit=entry.credit)
        return
    for detail, part, credit in parts:
        yield _line(entry, detail, part, name, credit=credit)


def _date(text: str) -> date:
    """The bank's own day; the time and zone behind it do not move it."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        if not text:
            raise Unreadable("the entry has no date", "l’écriture n’a pas de date") from None
        raise Unreadable(f"the day {text[:10]} does not exist", f"le jour {text[:10]} n’existe pas") from None


def _given(reference: str) -> str:
    return "" if reference.upper() in _NOTHING else reference


def _line(entry: Entry, detail: Told | None, amount: Decimal, name: Named, *, credit: bool) -> BankLine:
    transactions: Iterable[Told] = (detail,) if detail else entry.details
    reasons = (each.one("RtrInf/Rsn/Cd", "RtrInf/Rsn/Prtry") for each in transactions)
    reason = next((reason for reason in reasons if reason), "")
    kind = _kind(entry, amount, reason, credit=credit)
    # What comes back names its parties as the original did.
    comes_back = entry.reversal or bool(reason)
    payer, account = _party(detail, "Dbtr" if credit != comes_back else "Cdtr")
    text = " ".join(dict.fromkeys(islice((part for each in transactions for part in _said(each)), MOST_SAID)))
    return BankLine(
        line=detail.line if detail and entry.details.count > 1 else entry.line,
        kind=kind,
        amount=money(amount, entry.currency),
        booked_on=entry.booked_on,
        identity=_identity(entry, detail, amount, text, credit=credit),
        reference=_reference(detail),
        text=text or entry.note,
        payer=payer,
        account=masked(account),
        code=reason or (REVERSAL if kind is LineKind.RETURN else ""),
        original=_original(detail),
        facts=_facts(entry, detail, name),
    )


def _kind(entry: Entry, amount: Decimal, reason: str, *, credit: bool) -> LineKind:
    if not entry.booked or not amount:
        return LineKind.NOTICE
    if credit:
        # Also a reversed debit and a refund of ours that came back: money is here again.
        return LineKind.RECEIPT
    if entry.reversal or reason:
        return LineKind.RETURN
    return LineKind.FEE if entry.fee else LineKind.PAID_OUT


def _party(detail: Told | None, role: str) -> tuple[str, str]:
    """Name and account of the debtor or creditor."""
    if detail is None:
        return "", ""
    at = f"RltdPties/{role}"
    name = detail.one(
        f"{at}/Pty/Nm", f"{at}/Nm", f"RltdPties/Ultmt{role}/Pty/Nm", f"RltdPties/Ultmt{role}/Nm"
    )
    return name, detail.one(f"{at}Acct/Id/IBAN", f"{at}Acct/Id/Othr/Id")


def _reference(detail: Told | None) -> str:
    """Structured creditor reference, else the end-to-end reference, else the unstructured text, joined."""
    if detail is None:
        return ""
    return (
        detail.one("RmtInf/Strd/CdtrRefInf/Ref")
        or _given(detail.one("Refs/EndToEndId"))
        or _joined(detail.all("RmtInf/Ustrd"))
    )


def _original(detail: Told | None) -> str:
    """What banks go on calling a transfer, also when it comes back: the first of these names that is given."""
    names = (detail.one(f"Refs/{name}") for name in ("UETR", "TxId", "EndToEndId")) if detail else ()
    return next((name for name in map(_given, names) if name), "")


def _joined(lines: list[str]) -> str:
    """Lines of text made one: a line of full width goes on in the next without a space."""
    text, width = "", 0
    for line in lines:
        text += line if not text or width in {35, 140} else f" {line}"
        width = len(line)
    return text


def _said(detail: Told) -> list[str]:
    """Everything the payer wrote, each thing once."""
    parts = [
        _joined(detail.all("RmtInf/Ustrd")),
        *detail.all("RmtInf/Strd/CdtrRefInf/Ref"),
        *detail.all("RmtInf/Strd/AddtlRmtInf"),
        _given(detail.one("Refs/EndToEndId")),
        detail.one("AddtlTxInf"),
    ]
    return [part for part in parts if part]


def _facts(entry: Entry, detail: Told | None, name: Named) -> dict[str, str]:
    facts = {"our account": name(entry.account), "bank reference": entry.bank_reference}
    if detail is None and entry.details.count:
        facts["transactions"] = f"{entry.details.count}, which do not add up to the entry: it stands as one"
    if detail is not None:
        for fact, path in (
            ("instructed", "AmtDtls/InstdAmt/Amt"),
            ("charges", "Chrgs/TtlChrgsAndTaxAmt"),
            ("charge", "Chrgs/Rcrd/Amt"),
        ):
            facts[fact] = f"{detail.one(path)} {detail.one(f'{path}@Ccy')}".strip()
    return {fact: said for fact, said in facts.items() if said}


def _identity(entry: Entry, detail: Told | None, amount: Decimal, text: str, *, credit: bool) -> str:
    """The same in a notification and in the statement after it.

    The bank's own reference where there is one, else what the entry says. The statement's number and
    ``NtryRef`` (a running number in many banks) stay out: they differ between documents that report
    the same money.
    """
    names = ("AcctSvcrRef", "TxId", "InstrId", "EndToEndId") if detail else ()
    parts = [
        "".join(entry.account.split()),
        "C" if credit else "D",
        "R" if entry.reversal else "",
        entry.booked_on.isoformat(),
        f"{amount.normalize():f}",
        entry.currency,
        entry.bank_reference,
        *(detail.one(f"Refs/{name}") for name in names if detail),
    ]
    if not entry.bank_reference:
        parts.append(text)
    # What is only announced has a name of its own: it must not stand in the way of its booking.
    prefix = "camt" if entry.booked else "camt-announced"
    return f"{prefix}-{sha256('|'.join(parts).encode()).hexdigest()[:32]}"
