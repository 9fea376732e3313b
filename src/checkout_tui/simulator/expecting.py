"""Holding what a scenario expects against what became of it."""

from collections.abc import Iterator

from checkout_tui.domain.money import Money
from checkout_tui.domain.order import OrderState
from checkout_tui.domain.sentence import N_, Sentence, sentence
from checkout_tui.simulator.result import Failed, Fared
from checkout_tui.simulator.scenario.shape import Count, Expect, Scenario

_STATES = {
    Count.PAID: {OrderState.PAID},
    Count.UNPAID: {OrderState.AWAITING_CUSTOMER, OrderState.AWAITING_FUNDS},
    Count.UNANSWERED: {OrderState.UNANSWERED},
    Count.PENDING: {OrderState.PENDING},
    Count.DECLINED: {OrderState.DECLINED},
    Count.CANCELLED: {OrderState.CANCELLED},
    Count.REFUNDED: {OrderState.REFUNDED},
    Count.RETURNED: {OrderState.RETURNED},
}


def unmet(scenario: Scenario, orders: tuple[Fared, ...], inbox: int) -> tuple[Failed, ...]:
    """Every expectation that was not met, with what was instead."""
    there = {"", *(order.name for order in orders)}
    gone = [
        Failed(f"no {expect.order}", sentence(N_("there is no such order")))
        for expect in scenario.expect
        if expect.order not in there
    ]
    return (
        *gone,
        *(Failed(expect.title, says) for expect in scenario.expect for says in _says(expect, orders, inbox)),
    )


def percentile(values: list[float], percent: int) -> float:
    """The value that so many percent do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(-(-len(ordered) * percent // 100) - 1, 0)]


def _says(expect: Expect, orders: tuple[Fared, ...], inbox: int) -> Iterator[Sentence]:
    if expect.order:
        for order in orders:
            if order.name == expect.order:
                yield from _of_order(expect, order)
        return
    chosen = tuple(order for order in orders if expect.method in ("", order.method))
    if expect.count is not None:
        yield from _within(expect, _counted(expect.count, chosen, inbox))
    elif expect.share is not None:
        yield from _within(expect, _counted(expect.share, chosen, inbox) / len(chosen) if chosen else 0.0)
    else:
        days = [order.days for order in chosen if order.days is not None]
        if days:
            yield from _within(expect, round(percentile(days, expect.percentile), 2))
        else:
            yield sentence(N_("nothing was settled"))


def _of_order(expect: Expect, order: Fared) -> Iterator[Sentence]:
    differs = N_("expected {expected}, and it was {was}")
    if expect.state and order.state != expect.state:
        yield sentence(differs, expected=expect.state, was=str(order.state))
    for wanted, was in ((expect.total, order.total), (expect.owed, order.owed)):
        amount, _, currency = was.partition(" ")
        if wanted and Money.parse(wanted, currency) != Money.parse(amount, currency):
            yield sentence(differs, expected=wanted, was=was)
    if expect.attention and order.attention != expect.attention:
        yield sentence(differs, expected=expect.attention, was=str(order.attention or "-"))
    if expect.mailed and expect.mailed not in order.mailed:
        yield sentence(differs, expected=expect.mailed, was=", ".join(order.mailed) or "-")
    if expect.settled_on and order.settled_on != expect.settled_on:
        yield sentence(differs, expected=str(expect.settled_on), was=str(order.settled_on or "-"))
    if expect.settled_by and (order.settled_on is None or order.settled_on > expect.settled_by):
        yield sentence(differs, expected=f"≤ {expect.settled_by}", was=str(order.settled_on or "-"))
    if expect.never_settled and order.settled_on:
        yield sentence(differs, expected="-", was=str(order.settled_on))


def _counted(count: Count, orders: tuple[Fared, ...], inbox: int) -> int:
    match count:
        case Count.ORDERS:
            return len(orders)
        case Count.SETTLED:
            return sum(order.settled_at is not None for order in orders)
        case Count.INBOX:
            return inbox
        case Count.PEOPLE:
            return sum(order.people for order in orders)
        case Count.LATE:
            return sum(order.late for order in orders)
        case Count.RECEIPTS:
            return sum(order.receipts for order in orders)
        case _:
            return sum(order.state in _STATES[count] for order in orders)


def _within(expect: Expect, was: float) -> Iterator[Sentence]:
    shown = f"{was:g}"
    if expect.exactly is not None and was != expect.exactly:
        yield sentence(N_("expected {expected}, and it was {was}"), expected=expect.exactly, was=shown)
    if expect.at_least is not None and was < expect.at_least:
        yield sentence(
            N_("expected at least {expected}, and it was {was}"), expected=f"{expect.at_least:g}", was=shown
        )
    if expect.at_most is not None and was > expect.at_most:
        yield sentence(
            N_("expected at most {expected}, and it was {was}"), expected=f"{expect.at_most:g}", was=shown
        )
