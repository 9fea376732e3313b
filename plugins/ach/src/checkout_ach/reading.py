"""What a Nacha file means to the merchant who receives it.

The bank passes on entries that arrived for the merchant's account, and returns of entries that
the merchant sent. Which is which:

- A credit to us is a receipt, whatever its kind (PPD, CCD, CTX, CIE, WEB, TEL).
- A debit of us is paid out: somebody drew on the account.
- In a batch described REVERSAL a debit takes back a credit we had (a return), and a credit
  undoes a debit.
- A return (addenda 99) of a debit that we sent takes money back; of a credit that we sent, such
  as a refund, it brings money in. When the entry names *our* account it is the other way
  round: the return of a credit that we had received.
- Changes (addenda 98), prenotifications and other entries of nothing are notices, and so are the
  disputes between banks (R61–R77) and forward entries of a batch that we sent ourselves.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from hashlib import sha256
from typing import BinaryIO

from checkout_ach.describing import setting
from checkout_ach.nacha import Addenda, Batch, Entry, File, is_nacha, parse
from checkout_ach.returns import BANK_TO_BANK, REVERSAL
from checkout_tui import BankLine, LineKind, Money, Part, Reading, Rejected, Settings, Words

READER = "Nacha"


def read(document: BinaryIO, settings: Settings) -> Reading | None:
    """What a Nacha file would be read as, or None when it is none."""
    if not is_nacha(document):
        return None
    return Reading(reader=READER, claim=100, rest=_parts(document, settings))


def _parts(document: BinaryIO, settings: Settings) -> Iterator[Part]:
    """What each entry means, as it is read; then whether the totals agree."""
    former = settings.get("former_accounts")
    ours = {setting(settings, "account_number")} | set(former if isinstance(former, tuple | list) else ())
    company = setting(settings, "company_id")
    file = File()
    for batch, entry in parse(document, file):
        if entry.code:
            line = _line(file, batch, entry, ours - {""}, company)
            if line is not None:
                yield line
        yield from file.told()
    yield from file.told()
    if file.refused:
        yield Rejected(file.refused)


def masked(account: str) -> str:
    """An account number as it may be kept: its last four characters, and fewer of a short one."""
    bare = "".join(account.split())
    return f"•••• {bare[-4:]}" if len(bare) > 4 else "••••" if bare else ""


def _line(file: File, batch: Batch, entry: Entry, ours: set[str], company: str) -> BankLine | None:
    returned = _addenda(entry, "99")
    changed = _addenda(entry, "98")
    to_us = not entry.account or entry.account in ours
    comes_back = entry.code[1] in {"1", "6"}
    if comes_back and returned is None and changed is None:
        file.complain(
            entry.line,
            Words(
                "a returned entry without its return addenda: it is set aside",
                "une écriture retournée sans son addenda de retour : elle est mise de côté",
            ),
        )
        return None
    if returned is not None and not comes_back:
        file.complain(
            entry.line,
            Words(
                f"a return with transaction code {entry.code}: it is set aside",
                f"un retour avec le code d’opération {entry.code} : il est mis de côté",
            ),
        )
        return None
    booked_on = _booked_on(file, batch, news=comes_back)
    if booked_on is None:
        file.complain(
            entry.line,
            Words(
                "neither the batch nor the file has a date that exists",
                "ni le lot ni le fichier n’ont de date qui existe",
            ),
        )
        return None
    sent_by_us = bool(company) and batch.company_id == company and not comes_back
    kind, code = _kind(batch, entry, returned, to_us=to_us, sent_by_us=sent_by_us)
    addenda = returned or changed
    paid_for = " ".join(a.text for a in entry.addenda if a.kind not in {"98", "99"} and a.text)
    facts = {
        "trace": entry.trace,
        "kind of entry": batch.sec,
        "description": batch.description,
        "number": entry.number,
        "original trace": addenda.original_trace if addenda else "",
        "change code": changed.code if changed else "",
        "corrected": _corrected(changed) if changed else "",
        "disputed return": _disputed(returned) if returned else "",
        "our account": masked(entry.account) if not comes_back else "",
        "sent by us": "yes" if sent_by_us else "",
    }
    said = (entry.number, paid_for, returned.information if returned else "")
    text = " ".join(dict.fromkeys(part for part in said if part))
    return BankLine(
        line=entry.line,
        kind=kind,
        amount=Money(entry.amount, "USD"),
        booked_on=booked_on,
        identity=_identity(file, batch, entry, booked_on, code),
        reference=entry.number if comes_back else paid_for or entry.number,
        text=text,
        payer=_payer(batch, entry, comes_back=comes_back and not to_us),
        account=masked(entry.account) if comes_back and not to_us else "",
        code=code or (changed.code if changed else ""),
        # The same of an entry and of what comes back of it.
        original=addenda.original_trace if addenda else entry.trace if kind is LineKind.RECEIPT else "",
        facts={name: fact for name, fact in facts.items() if fact},
    )


def _corrected(changed: Addenda) -> str:
    """What a change says is right. An account number in it is masked; the originating bank keeps it whole."""
    parts = changed.corrected.split()
    return " ".join(masked(part) if any(c.isdecimal() for c in part) else part for part in parts)


def _disputed(returned: Addenda) -> str:
    """Code and trace of the return that two banks dispute."""
    if returned.code not in BANK_TO_BANK:
        return ""
    return f"{returned.return_code} {returned.return_trace}".strip()


def _addenda(entry: Entry, kind: str) -> Addenda | None:
    return next((addenda for addenda in entry.addenda if addenda.kind == kind), None)


def _kind(
    batch: Batch, entry: Entry, returned: Addenda | None, *, to_us: bool, sent_by_us: bool
) -> tuple[LineKind, str]:
    """What happened to our money, and the code that says why."""
    code = returned.code if returned else ""
    if (
        entry.amount == 0
        or sent_by_us
        or code in BANK_TO_BANK
        or (returned is None and entry.code[1] in "16")
    ):
        return LineKind.NOTICE, code
    if returned is not None:
        # The money goes the other way than the entry that comes back.
        took = entry.is_credit if to_us else not entry.is_credit
        return (LineKind.RETURN if took else LineKind.RECEIPT), code
    reversal = batch.description.upper() == REVERSAL
    if entry.is_credit:
        return LineKind.RECEIPT, REVERSAL if reversal else ""
    return (LineKind.RETURN, REVERSAL) if reversal else (LineKind.PAID_OUT, "")


def _payer(batch: Batch, entry: Entry, *, comes_back: bool) -> str:
    """In an entry for us the batch names who sent it and the entry names us; in our own that comes back
    the entry names the customer. A customer's own entry (CIE) names him in the entry."""
    return entry.name if comes_back or batch.sec in {"CIE", "MTE"} else batch.company


def _identity(file: File, batch: Batch, entry: Entry, booked_on: date, code: str) -> str:
    """The same whenever the bank reports this entry again. Traces repeat, so the day counts too."""
    parts = (
        file.destination,
        batch.company,
        batch.company_id,
        entry.trace,
        entry.code,
        entry.account,
        entry.number,
        str(entry.amount),
        booked_on.isoformat(),
        code,
        *(addenda.original_trace for addenda in entry.addenda if addenda.kind in {"98", "99"}),
    )
    return f"nacha-{sha256('|'.join(parts).encode()).hexdigest()[:32]}"


def _booked_on(file: File, batch: Batch, *, news: bool) -> date | None:
    """The settlement day. A return or change repeats the original's date, so there the file's date counts."""
    created, effective = _day(file.created), _day(batch.effective)
    if news or effective is None:
        return created or effective
    if batch.settled.isdecimal() and 1 <= int(batch.settled) <= 366:
        # The operator writes the day of the year only; it is the one nearest to what was intended.
        days = [date(effective.year + y, 1, 1) + timedelta(int(batch.settled) - 1) for y in (-1, 0, 1)]
        return min(days, key=lambda day: abs(day - effective))
    return effective


def _day(yymmdd: str) -> date | None:
    if not yymmdd.isdecimal():
        return None
    try:
        return date(2000 + int(yymmdd[:2]), int(yymmdd[2:4]), int(yymmdd[4:6]))
    except ValueError:
        return None
