"""A subscription whose first payment went by the mailed page: with the real plugins, the clock renews it."""

from pathlib import Path

import pytest
from support.real_desk import BY, real_desk

from checkout_tui.domain.history import Standing
from checkout_tui.domain.letter import MailKind
from checkout_tui.domain.order import OrderState
from checkout_tui.simulator.demo import draft_for
from checkout_tui.simulator.demo_data import ABROAD

WANTS_HIM = "4000002500003155"


def test_a_subscription_paid_on_stripes_page_is_renewed_by_the_worker(tmp_path: Path) -> None:
    """Three months, nobody asked: the card that paid on the page is charged off session, one receipt for each month."""
    with real_desk(tmp_path) as real:
        if "card" not in real.desk.lanes:
            pytest.skip("no method by card is installed")
        order = real.desk.orders.place(draft_for(real.desk, ABROAD[0], ("plan",), BY), BY)
        payment = real.authorize(real.desk.payments.prepare(order.reference, "card", BY), WANTS_HIM)
        assert payment.standing is Standing.AWAITING_CUSTOMER
        refused_with = payment.token
        real.visit(payment)
        real.desk.payments.settle_due(BY)
        first = real.now(payment)
        assert first.standing is Standing.SETTLED
        assert (first.token != refused_with, first.shows) == (True, "Visa •••• 4242")
        for _ in range(13):
            real.wait(days=7)
            real.desk.payments.settle_due(BY)
        made = real.desk.subscriptions.view(order.reference).renewals
        views = [real.desk.orders.view(each.renewal.order) for each in made]
        assert [view.state for view in views] == [OrderState.PAID] * 2
        assert [[mail.kind for mail in view.mails] for view in views] == [[MailKind.RECEIPT]] * 2
        charged = [each for each in real.kept("card", "card.pi.") if each["status"] == "succeeded"]
        assert [each["amount_received"] for each in charged] == [order.total.minor] * 3
        assert {each["payment_method"] for each in charged} == {first.token}
        assert len({each["customer"] for each in charged}) == 1
