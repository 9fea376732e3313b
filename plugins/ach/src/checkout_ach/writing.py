"""Writing Nacha files: what the simulated bank sends, and what any originator could.

Totals, hash, counts, block filling and line ends are worked out here; who sends what is said by
:class:`Outgoing`. ASCII only, as the rules want it.
"""

import unicodedata
from collections.abc import Sequence
from datetime import datetime

from attrs import frozen

RECORD, BLOCK = 94, 10


@frozen
class Outgoing:
    """One entry in a batch of its own. ``trace`` has 15 digits; ``cents`` is never negative."""

    sender: str
    """Who sends the money: at most 16 characters are kept."""
    code: str
    routing: str
    account: str
    cents: int
    number: str
    name: str
    trace: str
    text: str = ""
    """Payment related information, in an 05 addenda."""
    returned: str = ""
    """A return code; then ``original_trace`` says what comes back."""
    original_trace: str = ""

    @property
    def is_credit(self) -> bool:
        return self.code[1:] in {"1", "2", "3", "4"}

    @property
    def records(self) -> int:
        """How many type 6 and 7 records it makes."""
        return 2 if self.text or self.returned else 1


def fitted(text: str, width: int) -> str:
    """``text`` in ASCII, exactly ``width`` columns wide; what does not fit is cut off."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return "".join(c if c.isprintable() else " " for c in plain)[:width].ljust(width)


def write(entries: Sequence[Outgoing], *, bank: str, bank_name: str, to: str, at: datetime) -> bytes:
    """A whole file from the bank with routing number ``bank`` to the merchant called ``to``.

    Raises ValueError for an amount that does not fit its ten columns.
    """
    if any(not 0 <= entry.cents < 10**10 for entry in entries):
        msg = "an amount does not fit into a Nacha entry"
        raise ValueError(msg)
    lines = [
        f"101 {bank:>9}{fitted(bank, 10)}{at:%y%m%d%H%M}A094101{fitted(to, 23)}{fitted(bank_name, 23)}{'':8}"
    ]
    for number, entry in enumerate(entries, 1):
        lines += _batch(entry, number, at)
    debit_sum = sum(entry.cents for entry in entries if not entry.is_credit)
    credit_sum = sum(entry.cents for entry in entries if entry.is_credit)
    hashed = sum(int(entry.routing[:8]) for entry in entries) % 10**10
    records = sum(entry.records for entry in entries)
    blocks = -(-(len(lines) + 1) // BLOCK)
    lines.append(
        f"9{len(entries):06}{blocks:06}{records:08}{hashed:010}{debit_sum:012}{credit_sum:012}{'':39}"
    )
    lines += ["9" * RECORD] * (blocks * BLOCK - len(lines))
    return ("\n".join(lines) + "\n").encode("ascii")


def _batch(entry: Outgoing, number: int, at: datetime) -> list[str]:
    service = "220" if entry.is_credit else "225"
    dfi = entry.trace[:8]
    header = (
        f"5{service}{fitted(entry.sender, 16)}{'':20}{'1' + dfi + '0'}CCD{fitted('PAYMENT', 10)}"
        f"{at:%y%m%d}{at:%y%m%d}{'':3}1{dfi}{number:07}"
    )
    detail = (
        f"6{entry.code}{entry.routing}{fitted(entry.account, 17)}{entry.cents:010}{fitted(entry.number, 15)}"
        f"{fitted(entry.name, 22)}{'':2}{entry.records - 1}{entry.trace}"
    )
    lines = [header, detail]
    if entry.returned:
        lines.append(
            f"799{entry.returned:<3}{entry.original_trace:0>15}{'':6}{entry.routing[:8]}{'':44}{entry.trace}"
        )
    elif entry.text:
        lines.append(f"705{fitted(entry.text, 80)}{1:04}{entry.trace[-7:]}")
    debit_sum, credit_sum = (0, entry.cents) if entry.is_credit else (entry.cents, 0)
    lines.append(
        f"8{service}{entry.records:06}{int(entry.routing[:8]):010}{debit_sum:012}{credit_sum:012}"
        f"{'1' + dfi + '0'}{'':19}{'':6}{dfi}{number:07}"
    )
    return lines
