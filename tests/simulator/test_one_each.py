"""One order by each installed method comes to settled money, on the days that the calendars say."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from checkout_tui import (
    Declined,
    Money,
    Payment,
    PaymentMethod,
    Pending,
    Promise,
    Settled,
    Words,
    hookimpl,
)
from checkout_tui.calendars import Calendars
from checkout_tui.desk.views import OrderView
from checkout_tui.domain.history import Standing
from checkout_tui.domain.letter import MailKind
from checkout_tui.domain.method import AllocationRule
from checkout_tui.plugins import Found, discover
from checkout_tui.simulator.demo import kind_of, open_demo
from checkout_tui.simulator.demo_data import Kind
from checkout_tui.simulator.one_each import BEFORE_THANKSGIVING, Played, play_one_each


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Played, ...]:
    """What became of one order by each method, played once."""
    found = discover()
    if not found:
        pytest.skip("no payment method is installed")
    demo = open_demo(tmp_path_factory.mktemp("one-each"), found, start=BEFORE_THANKSGIVING)
    ended = play_one_each(demo)
    demo.close()
    return ended


def view_of(order: Played) -> OrderView:
    """The order as the desk shows it at the end."""
    assert order.view is not None
    return order.view


def test_every_one_is_settled(played: tuple[Played, ...]) -> None:
    """Each method's order ends settled, with exactly one receipt and nothing owed."""
    assert played
    for order in played:
        assert order.settled, order
        view = view_of(order)
        assert view.owed.minor == 0
        assert [mail.kind for mail in view.mails].count(MailKind.RECEIPT) == 1


def test_money_comes_on_business_days_inside_the_window(played: tuple[Played, ...]) -> None:
    """Expected and settled days are days on which the receiving bank works; none lies outside the window."""
    for order in played:
        current = view_of(order).current
        assert current is not None
        assert current.method is not None
        code = current.method.calendar_for(current.payment.currency)
        if code is None or order.expected_from is None:
            continue
        calendar = Calendars().get(code)
        assert order.expected_to is not None
        assert order.settled_on is not None
        assert order.expected_from <= order.settled_on <= order.expected_to
        for day in (order.expected_from, order.settled_on, order.expected_to):
            assert calendar.is_open(day)


def test_holiday_and_weekend_are_counted(played: tuple[Played, ...]) -> None:
    """R-070, R-076: ACH ordered before Thanksgiving is expected Friday to Tuesday; a wire from afar 5 to 10 days."""
    days = {order.method: (str(order.expected_from), str(order.expected_to)) for order in played}
    if "ach" in days:
        assert days["ach"] == ("2026-11-27", "2026-12-01")
    if "wire" in days:
        assert days["wire"] == ("2026-12-03", "2026-12-10")


def test_money_that_needs_a_person_got_one(played: tuple[Played, ...]) -> None:
    """R-066, R-071: where the method says by hand, the operator's name stands in the timeline, not the bank's."""
    for order in played:
        view = view_of(order)
        assert view.current is not None
        method = view.current.method
        if method is None or method.allocation is AllocationRule.AUTOMATIC:
            continue
        line = next(line for line in view.timeline if "allocated" in line.says.say())
        by_hand = method.allocation is AllocationRule.BY_HAND
        assert line.by == ("Jordan" if by_hand else "bank")


def test_the_same_seed_tells_the_same_story(opened: Any, played: tuple[Played, ...], tmp_path: Path) -> None:
    """Two runs differ in nothing, down to the references; another seed draws others."""

    def story(orders: tuple[Played, ...]) -> list[object]:
        return [(evolve(o, view=None), [(x.at, x.says.say()) for x in view_of(o).timeline]) for o in orders]

    again = play_one_each(opened(folder=tmp_path / "again"))
    other = play_one_each(opened(folder=tmp_path / "other", seed="2"))
    assert story(played) == story(again)
    assert story(played) != story(other)


def test_a_broken_method_is_not_settled(tmp_path: Path) -> None:
    """A method that does not even import is listed with its reason, and keeps the demonstration from succeeding."""

    def fails() -> object:
        raise ImportError("no module named libnothing")

    demo = open_demo(tmp_path, (Found("gone", "checkout-gone", "1", fails),), start=BEFORE_THANKSGIVING)
    (order,) = play_one_each(demo)
    demo.close()
    assert not order.settled
    assert order.state == "broken"
    assert order.why is not None
    assert "libnothing" in order.why.say()


def test_who_moves_the_money_is_what_the_method_says(played: tuple[Played, ...]) -> None:
    """What the demonstration takes a method for agrees with what became of its payment."""
    for order in played:
        current = view_of(order).current
        assert current is not None
        assert current.method is not None
        kind = kind_of(current.method)
        assert bool(current.payment.instructions) == (kind in (Kind.FUNDS, Kind.BY_HAND))
        assert bool(current.payment.link) == (kind is Kind.LINK)
        assert current.payment.standing is Standing.SETTLED


class Later:
    """A provider that decides within the hour, and says so only when it is asked again."""

    @hookimpl
    def describe(self) -> PaymentMethod:
        return PaymentMethod(
            "later", Words.same("Later"), Words("soon", "bientôt"), promise=Promise(inquiry=True)
        )

    @hookimpl
    def authorize(self) -> Pending:
        return Pending("L1", "still deciding")

    @hookimpl
    def inquire(self, payment: Payment, amount: Money, now: datetime) -> Pending | Settled:
        decided = payment.live_since is not None and now - payment.live_since > timedelta(hours=1)
        return Settled("L1", amount, on=now.date()) if decided else Pending("L1", "still deciding")

    @hookimpl
    def settle(self, amount: Money) -> Settled:
        return Settled("L1", amount)

    @hookimpl
    def decline(self) -> Declined:
        return Declined()

    @hookimpl
    def refund(self) -> Pending:
        return Pending("L1")


def test_a_provider_that_decides_later_is_asked_again(tmp_path: Path) -> None:
    """An order whose payment is pending is not given up on the day on which it was taken."""
    demo = open_demo(
        tmp_path, (Found("later", "checkout-later", "1", Later),), start=BEFORE_THANKSGIVING, thrown_away=True
    )
    (order,) = play_one_each(demo)
    demo.close()
    assert order.settled
