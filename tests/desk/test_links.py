"""What a customer does by the links in mails: the seller's page hands a token on, and the desk does what it is for."""

import re

import pytest
from attrs import evolve
from support.paying import charge, paid
from support.refunds import given_back
from support.world import SELLER, World

from checkout_tui.domain.draft import DraftLine
from checkout_tui.domain.errors import BadInput, NotPossible
from checkout_tui.domain.letter import MailKind
from checkout_tui.domain.order import Order, OrderState
from checkout_tui.domain.seller import Seller
from checkout_tui.domain.subscription import SubscriptionState

# Rules, not SQL: one kind of database is enough for them.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def seller() -> Seller:
    """One with a page for every link."""
    return evolve(SELLER, manage_url="https://northlight.example/manage")


def followed(world: World, order: Order, page: str) -> str:
    """The token of this page's link in the order's latest mail."""
    mail = world.desk.orders.view(order.reference).mails[-1]
    (token,) = set(
        re.findall(rf"northlight\.example/{page}\?\S*token=(\S+)", world.desk.mail.read(mail.id).text)
    )
    return str(token)


def kinds(world: World, order: Order) -> list[MailKind]:
    return [mail.kind for mail in world.desk.orders.view(order.reference).mails]


def test_the_link_in_a_renewals_receipt_cancels_its_subscription_once(world: World) -> None:
    """R-030, R-031, R-033: no further renewals, one mail, and nothing for a link of another purpose."""
    order = paid(world, lines=(DraftLine("plan"),))
    world.clock.move(days=31)
    world.desk.payments.settle_due(world.operator)
    (renewal,) = world.desk.subscriptions.view(order.reference).renewals
    receipt = world.desk.orders.view(renewal.renewal.order).order
    token, download = followed(world, receipt, "manage"), followed(world, receipt, "get")
    with pytest.raises(BadInput):
        world.desk.links.cancel_subscription(download)
    for _ in range(2):
        (each,) = world.desk.links.cancel_subscription(token).subscriptions
        assert each.state is SubscriptionState.DEACTIVATED
    assert kinds(world, order) == [MailKind.RECEIPT, MailKind.SUBSCRIPTION_CANCELLED]
    assert each.changes[-1].by == "customer"
    world.clock.move(days=400)
    world.desk.payments.settle_due(world.operator)
    assert len(world.desk.subscriptions.view(order.reference).renewals) == 1


def test_change_payment_option_is_followed_to_another_way_of_the_same_order(world: World) -> None:
    """R-007, R-054, R-055: each way with its reason, one attempt however often it is chosen, none once it is paid."""
    order = world.place()
    world.clock.move(hours=1)
    world.desk.mail.confirm_unpaid()
    token = followed(world, order, "pay")
    reasons = {each.method.code: str(each.why_not) for each in world.desk.links.options(token).options}
    assert reasons["awaited"] == "None"
    assert "on the phone" in reasons["charged"]
    with pytest.raises(NotPossible, match="on the phone"):
        world.desk.links.choose(token, "charged")
    for _ in range(2):
        chosen = world.desk.links.choose(token, "awaited").chosen
        assert chosen is not None
        assert chosen.method == "awaited"
    view = world.desk.orders.view(order.reference)
    assert (view.state, len(view.payments)) == (OrderState.AWAITING_FUNDS, 1)
    assert kinds(world, order) == [MailKind.ORDER_CONFIRMATION] * 2
    assert followed(world, order, "pay") == token
    charge(world, order.reference)
    assert "is paid" in str(world.desk.links.options(token).why_not)
    with pytest.raises(NotPossible, match="is paid"):
        world.desk.links.choose(token, "awaited")


def test_nothing_is_downloaded_but_what_is_paid(world: World) -> None:
    """R-047, R-049: by the link in the receipt; no more after a full refund, or once the bank took the money back."""
    order = paid(world)
    token = followed(world, order, "get")
    assert [line.code for line in world.desk.links.delivery(token).lines] == ["studio"]
    given_back(world, order.reference)
    assert world.desk.links.delivery(token).lines == ()
    assert world.desk.links.delivery(token).state is OrderState.REFUNDED
