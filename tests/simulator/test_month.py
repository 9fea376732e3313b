"""The demonstration's month of orders: every state is there, invariants hold, and no card number stays."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from checkout_tui.domain.letter import MailState
from checkout_tui.domain.operator import Operator
from checkout_tui.domain.order import OrderState
from checkout_tui.plugins import discover
from checkout_tui.simulator.demo import Demo, draft_for, open_demo
from checkout_tui.simulator.demo_data import ABROAD
from checkout_tui.simulator.month import LONG_AGO, open_month

NOW = datetime(2026, 11, 24, 14, tzinfo=UTC)
OPERATOR = Operator("test")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a month of orders is kept, told once: after a first start that was killed in the middle of it."""
    found, folder = discover(), tmp_path_factory.mktemp("month")
    if not found:
        pytest.skip("no payment method is installed")
    half = open_demo(folder, found, start=NOW - LONG_AGO)
    half.desk.orders.begin(OPERATOR)
    taken = half.desk.orders.place(draft_for(half.desk, ABROAD[0], ("studio",), OPERATOR), OPERATOR)
    half.world.step(NOW - timedelta(days=12))
    half.close()
    whole = open_month(folder, found, NOW)
    references = [row.reference for row in whole.desk.orders.recent(100)]
    whole.close()
    # A month that was broken off is told anew: nothing is left of what was there.
    assert taken.reference not in references
    assert len(references) >= 25
    return folder


@pytest.fixture(scope="module")
def month(told: Path) -> Iterator[Demo]:
    """The month as an operator finds it."""
    demo = open_month(told, discover(), NOW)
    yield demo
    demo.close()


def test_a_month_can_be_told_by_one_method_alone(tmp_path: Path) -> None:
    """Whoever installs one plugin opens the demonstration on its orders: what cannot happen with it is left out."""
    found = tuple(plugin for plugin in discover() if plugin.name == "card")
    if not found:
        pytest.skip("no gateway is installed")
    month = open_month(tmp_path, found, NOW)
    rows = month.desk.orders.recent(100)
    month.close()
    assert len(rows) >= 25
    assert OrderState.PAID in {row.state for row in rows}


def test_every_state_is_there(month: Demo) -> None:
    """An operator finds an example of each thing that can happen, newest first, none in the future."""
    rows = month.desk.orders.recent(100)
    states = {row.state for row in rows}
    assert len(rows) >= 25
    assert states >= {OrderState.NEW, OrderState.AWAITING_FUNDS, OrderState.PAID, OrderState.CANCELLED}
    assert any(row.overdue for row in rows)
    assert month.desk.remittances.inbox()
    if any(method.operator_moves_money for method in month.desk.methods):
        assert states >= {OrderState.UNANSWERED, OrderState.DECLINED, OrderState.REFUNDED}
    assert max(row.placed_at for row in rows) <= NOW
    assert min(row.placed_at for row in rows) < NOW - timedelta(days=28)


def test_no_mail_is_stuck(month: Demo) -> None:
    """Every mail of the month left."""
    assert {mail.state for mail in month.desk.mail.outbox()} == {MailState.SENT}


def test_the_unanswered_payment_warns_and_is_resolved_by_asking(month: Demo) -> None:
    """Rule 5: the screen says not to take payment again; an inquiry finds the one effect."""
    found = [row for row in month.desk.orders.queue() if row.state is OrderState.UNANSWERED]
    if not found:
        pytest.skip("no method is installed whose answer can be lost")
    view = month.desk.orders.view(found[0].reference)
    assert view.warning is not None
    assert "Do not take payment again" in view.warning.say()
    assert view.actions["pay"].why_not is not None
    assert view.current is not None
    month.desk.payments.inquire(view.current.payment.id, OPERATOR)
    assert month.desk.orders.view(found[0].reference).state is OrderState.PAID


def test_money_is_where_it_is_said_to_be(month: Demo) -> None:
    """Rule 4: whatever is in the inbox is what no payment has."""
    for remittance in month.desk.remittances.inbox():
        kept = remittance.allocated + remittance.surplus + remittance.sent_back
        assert kept + remittance.unallocated.minor == remittance.amount.minor


def test_no_card_number_stays_anywhere(told: Path, month: Demo) -> None:
    """R-097: no answer to a secret field is in the database, its log, the mails, or what the gateway remembers."""
    secrets = {
        answer.encode()
        for method in month.desk.methods
        for field in method.fields
        if field.secret
        for answer in (field.demo, field.demo_refused)
        if len(answer) > 8
    }
    files = [path for path in told.rglob("*") if path.is_file()]
    assert len(files) > 20
    for path in files:
        content = path.read_bytes()
        for secret in secrets:
            assert secret not in content, path


def test_it_goes_on_where_it_was_left(told: Path, tmp_path: Path) -> None:
    """Opened again later, nothing is told twice, and what was due meanwhile has happened."""
    found, folder = discover(), tmp_path / "month"
    shutil.copytree(told, folder)
    first = open_month(folder, found, NOW)
    before, pending = [row.reference for row in first.desk.orders.recent(100)], first.world.pending()
    first.close()
    again = open_month(folder, found, NOW + timedelta(days=20))
    now = [row.reference for row in again.desk.orders.recent(100)]
    assert now[len(now) - len(before) :] == before
    assert len(set(now)) == len(now)
    # A subscription came due meanwhile: what is newer than all that was told are its renewals, each an order.
    added = now[: len(now) - len(before)]
    assert added
    for reference in added:
        (subscription,) = again.desk.orders.view(reference).subscriptions
        assert subscription.order in before
        assert subscription.order != reference
    assert pending
    # Nobody is left who is going to do anything; the plan renews once more.
    assert [says.say() for _, says in again.world.pending()] == ["renewals, notices or reminders fall due"]
    again.world.advance_business_days(3)
    left_at = again.world.now()
    again.close()
    last = open_month(folder, found, NOW)
    assert last.world.now() >= left_at
    last.close()
