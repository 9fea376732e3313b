"""Nacha files that an originator hands to its bank: debits authorized by phone (TEL), and credits back (PPD).

The account column holds the name that the bank's vault gave to the customer's account, and the routing
column the bank's own number: no account number of a customer is ever in a file of ours. Totals,
entry hash, counts and padding are worked out here; ``checkout_ach.nacha`` reads it back.
"""

from collections.abc import Sequence
from datetime import date, datetime

from attrs import frozen

from checkout_ach.writing import BLOCK, RECORD, fitted

MIXED, CREDITS_ONLY, DEBITS_ONLY = "200", "220", "225"
RETRY = "RETRY PYMT"
"""The description that the rules want on an entry that is presented again."""
SAME_DAY = (("SD1300", 10, 30), ("SD1700", 14, 45), ("SD1800", 16, 45))
"""When it settles (Eastern Time), and until when the Federal Reserve takes files for it."""
_MOST = 10**10
_NOBODY = "0"


@frozen
class Debit:
    """One entry. ``code`` is 27 or 37 for a debit of checking or savings, 22 or 32 for a credit."""

    code: str
    account: str
    """The vault's name for the account: at most 17 characters."""
    cents: int
    number: str
    """What names the order to the customer and comes back with a return: at most 15 characters."""
    name: str
    single: bool = True

    @property
    def is_credit(self) -> bool:
        return self.code[1:] in {"1", "2", "3", "4"}


@frozen
class Originator:
    """Who sends, as agreed with the bank. ``routing`` is the originating bank's."""

    company: str
    company_id: str
    routing: str
    bank_name: str
    offset_account: str = ""
    """Where a balanced file books the other side; empty for an unbalanced one."""


def originate(
    entries: Sequence[Debit],
    by: Originator,
    *,
    sec: str,
    description: str,
    effective: date,
    at: datetime,
    first: int = 1,
    same_day: str = "",
) -> bytes:
    """One file with one batch of these entries, traced from ``first`` up.

    Raises ValueError for what the rules refuse: an amount of nothing or that does not fit, and a TEL
    entry whose name is blank or zeros.
    """
    for entry in entries:
        if not 0 < entry.cents < _MOST:
            msg = "an amount does not fit into a Nacha entry"
            raise ValueError(msg)
        if not fitted(entry.name, 22).strip(f" {_NOBODY}"):
            msg = "the rules refuse a TEL entry without a name"
            raise ValueError(msg)
    taken = sum(entry.cents for entry in entries if not entry.is_credit)
    given = sum(entry.cents for entry in entries if entry.is_credit)
    odfi = by.routing[:8]
    details = [
        f"6{entry.code}{by.routing}{fitted(entry.account, 17)}{entry.cents:010}{fitted(entry.number, 15)}"
        f"{fitted(entry.name, 22)}{_kind(entry, sec)}0{odfi}{first + nth:07}"
        for nth, entry in enumerate(entries)
    ]
    if by.offset_account:
        for code, cents in (("22", taken), ("27", given)):
            if cents:
                details.append(
                    f"6{code}{by.routing}{fitted(by.offset_account, 17)}{cents:010}{fitted('OFFSET', 15)}"
                    f"{fitted(by.company, 22)}  0{odfi}{first + len(details):07}"
                )
        taken = given = taken + given
    service = MIXED if taken and given else DEBITS_ONLY if taken else CREDITS_ONLY
    hashed = int(odfi) * len(details) % 10**10
    sums = f"{hashed:010}{taken:012}{given:012}"
    header = (
        f"101 {by.routing}{fitted(by.company_id, 10)}{at:%y%m%d%H%M}A094101{fitted(by.bank_name, 23)}"
        f"{fitted(by.company, 23)}{'':8}"
    )
    batch = (
        f"5{service}{fitted(by.company, 16)}{'':20}{fitted(by.company_id, 10)}{sec}{fitted(description, 10)}"
        f"{fitted(same_day, 6)}{effective:%y%m%d}{'':3}1{odfi}{1:07}"
    )
    lines = [
        header,
        batch,
        *details,
        f"8{service}{len(details):06}{sums}{fitted(by.company_id, 10)}{'':25}{odfi}{1:07}",
    ]
    blocks = -(-(len(lines) + 1) // BLOCK)
    lines.append(f"9{1:06}{blocks:06}{len(details):08}{sums}{'':39}")
    lines += ["9" * RECORD] * (blocks * BLOCK - len(lines))
    return ("\n".join(lines) + "\n").encode("ascii")


def window(at: datetime, lead: int) -> str:
    """The same-day window that a file of ``at`` (Eastern Time) still makes with ``lead`` minutes to spare, or none."""
    minute = at.hour * 60 + at.minute
    return next((name for name, hour, past in SAME_DAY if minute + lead <= hour * 60 + past), "")


def _kind(entry: Debit, sec: str) -> str:
    """The payment type code in columns 77–78 of a TEL or WEB entry: single or recurring."""
    return ("S " if entry.single else "R ") if sec in {"TEL", "WEB"} else "  "
