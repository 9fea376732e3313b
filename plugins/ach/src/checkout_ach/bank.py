"""The simulated other side: a bank that reports what customers pushed, as a Nacha file."""

from collections.abc import Callable
from datetime import date, datetime, time

from checkout_ach.describing import setting
from checkout_ach.writing import Outgoing, write
from checkout_tui import Document, Memory, Settings, Simulated, Transfer, Trigger, Words

ROUTING = "021000021"
"""Stands in until the merchant's own routing number is set."""

_TRACES = "ach.traces"

TRIGGERS = (
    Trigger(
        "reference",
        Words("comes back as it was written, right or wrong", "revient telle qu’elle a été écrite"),
    ),
    Trigger(
        "returned: R01–R90",
        Words("the bank takes the credit back with that code", "la banque reprend le crédit avec ce code"),
    ),
)


def simulated_bank(memory: Memory, now: Callable[[], datetime], settings: Settings) -> Simulated:
    """Traces are counted in ``memory``, so that no two entries ever share one."""

    def report(transfers: tuple[Transfer, ...], day: date) -> Document:
        routing = setting(settings, "routing_number")
        if not (len(routing) == len(ROUTING) and routing.isdecimal()):
            routing = ROUTING
        traced = int(memory.get(_TRACES, "0"))
        entries = [
            _entry(transfer, f"{routing[:8]}{traced + nth:07}", routing, settings)
            for nth, transfer in enumerate(transfers, 1)
        ]
        memory[_TRACES] = str(traced + len(transfers))
        content = write(
            entries,
            bank=routing,
            bank_name=setting(settings, "bank_name") or "Simulated Bank",
            to=setting(settings, "account_name") or "Merchant",
            at=datetime.combine(day, time(now().hour, now().minute)),
        )
        return Document(f"ach-{day:%Y-%m-%d}-{traced + 1:07}.ach", content)

    return Simulated(report=report, triggers=TRIGGERS)


def _entry(transfer: Transfer, trace: str, routing: str, settings: Settings) -> Outgoing:
    if transfer.amount.currency != "USD":
        msg = f"a US bank reports US dollars, not {transfer.amount.currency}"
        raise ValueError(msg)
    return Outgoing(
        sender=transfer.payer,
        # 22 is a credit to a checking account, 21 the return of one.
        code="21" if transfer.returned else "22",
        routing=routing,
        account=setting(settings, "account_number"),
        cents=transfer.amount.minor,
        number=transfer.reference,
        name=setting(settings, "account_name"),
        trace=trace,
        text="" if transfer.returned else transfer.reference,
        returned=transfer.returned,
        original_trace=trace if transfer.returned else "",
    )
