"""The simulated other side: a bank's lockbox, and the same bank sending back what was not paid."""

import struct
import unicodedata
from collections.abc import Callable
from datetime import date, datetime

from checkout_tui import Document, Memory, Settings, Simulated, Transfer, Trigger, Words

_CHECKS = "check.numbers"
_BOX, _BANK, _MERCHANT = "0022222", "SIMBANKUSA", "0099999991"
_ROUTING = "021000021"
_MOST = 10**10
"""Cents: a lockbox total has ten columns."""

TRIGGERS = (
    Trigger(
        "reference", Words("is what the writer put on the memo line", "est ce que porte la ligne « mémo »")
    ),
    Trigger(
        "returned: A–Z, 3–6",
        Words(
            "the check comes back with that reason, in a cash letter of its own",
            "le chèque revient avec ce motif, dans un fichier à part",
        ),
    ),
)


def simulated_bank(memory: Memory, now: Callable[[], datetime], settings: Settings) -> Simulated:
    """Check numbers are counted in ``memory``, so that no two checks are alike."""

    def report(transfers: tuple[Transfer, ...], day: date) -> Document:
        written = int(memory.get(_CHECKS, "1000"))
        for transfer in transfers:
            if transfer.amount.currency != "USD":
                msg = f"this lockbox takes US dollars, not {transfer.amount.currency}"
                raise ValueError(msg)
        if sum(transfer.amount.minor for transfer in transfers) >= _MOST:
            msg = "the day's checks do not fit into a lockbox total"
            raise ValueError(msg)
        bounced = [transfer for transfer in transfers if transfer.returned]
        if bounced and len(bounced) < len(transfers):
            # A bank never mixes the two: they are files of different kinds.
            msg = "ask for returned checks in a report of their own"
            raise ValueError(msg)
        memory[_CHECKS] = str(written + len(transfers))
        if bounced:
            return Document(
                f"returns-{day:%Y-%m-%d}-{written + 1}.x937", _cash_letter(memory, transfers, day, written)
            )
        for nth, check in enumerate(transfers, 1):
            memory[_kept(check)] = str(written + nth)
        return Document(f"lockbox-{day:%Y-%m-%d}-{written + 1}.bai", _lockbox(transfers, day, written, now()))

    return Simulated(report=report, triggers=TRIGGERS)


def _fitted(text: str, width: int) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return "".join(c if c.isprintable() else " " for c in plain)[:width].ljust(width)


def _kept(check: Transfer) -> str:
    """Where the number of this very check is remembered: it is the same when the check comes back."""
    return f"check.number/{check.payer}/{check.amount.minor}/{check.reference}"


def _account(transfer: Transfer) -> str:
    """Ten digits that are always the same for one payer."""
    return f"{sum(ord(c) * 31**i for i, c in enumerate(transfer.payer)) % 10**10:010}"


def _lockbox(transfers: tuple[Transfer, ...], day: date, written: int, at: datetime) -> bytes:
    lines = [
        f"100{_BANK}{_MERCHANT}{day:%y%m%d}{at:%H%M}",
        f"2{_BANK}{_MERCHANT}",
        f"5000000{_BOX}{day:%y%m%d}{_BANK}{_MERCHANT}",
    ]
    batches = [transfers[at : at + 999] for at in range(0, len(transfers), 999)]
    number = written
    for batch, checks in enumerate(batches, 1):
        for item, check in enumerate(checks, 1):
            number += 1
            lines.append(
                f"6{batch:03}{item:03}{check.amount.minor:010}{_ROUTING}{_account(check)}"
                f"{number:010}{check.on:%m%d%y}{_fitted(check.payer, 30)}"
            )
            if check.reference:
                lines.append(f"4{batch:03}{item:03}6019{_fitted(check.reference, 30)}")
        total = sum(check.amount.minor for check in checks)
        lines.append(f"7{batch:03}000{_BOX}{day:%y%m%d}{len(checks):03}{total:010}")
    total = sum(check.amount.minor for check in transfers)
    lines.append(f"8000000{_BOX}{day:%y%m%d}{len(transfers):04}{total:010}")
    lines.append(f"9{len(lines) + 1:06}")
    return "".join(f"{line:<80}\n" for line in lines).encode("ascii")


def _cash_letter(memory: Memory, transfers: tuple[Transfer, ...], day: date, written: int) -> bytes:
    routing, on = _ROUTING, f"{day:%Y%m%d}"
    records = [
        f"0103T{routing}{routing}{on}0600N{_fitted('Simulated Bank', 18)}{_fitted('Merchant', 18)}",
        f"1003{routing}{routing}{on}{on}0600IG00000001",
        f"2003{routing}{routing}{on}{on}0000000001",
    ]
    for nth, check in enumerate(transfers, 1):
        number = memory.get(_kept(check), str(written + nth))
        records.append(
            f"31{routing}{_account(check):>20}{check.amount.minor:010}{check.returned[:1]}01G{check.on:%Y%m%d}"
            f"{_fitted(check.reference, 15)}2B0"
        )
        records.append(f"33{_fitted('Simulated Bank', 18)}{number:>15}{'':15}{on}{_fitted(check.payer, 22)}")
    total = sum(check.amount.minor for check in transfers)
    records.append(f"70{len(transfers):04}{total:012}{0:012}{len(transfers):05}")
    records.append(f"90{1:06}{len(transfers):08}{total:014}")
    records.append(f"99{1:06}{len(records) + 1:08}{len(transfers):08}{total:016}")
    return b"".join(struct.pack(">I", 80) + f"{record:<80}".encode("ascii") for record in records)
