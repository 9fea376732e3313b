"""A customer who pays by a link that was given up: seen, said, let go or taken by a person, never twice (rule 6)."""

from datetime import timedelta

import pytest
from support.paying import CARD
from support.world import World

from checkout_tui.domain import outcomes as o
from checkout_tui.domain.errors import NotPossible
from checkout_tui.domain.history import Standing
from checkout_tui.domain.order import Attention, OrderState
from checkout_tui.domain.payment import Payment
from checkout_tui.domain.secret import Details
from checkout_tui.domain.sentence import Reader

READER = Reader("en")


def changed(world: World) -> tuple[str, Payment, Payment]:
    """An order whose link was mailed before another way to pay was chosen."""
    order = world.place()
    world.provider.says = o.AwaitingCustomer("pp_1", "https://pay.example/1")
    link = world.desk.payments.prepare(order.reference, "charged", world.operator)
    link = world.desk.payments.authorize(link.id, CARD, world.operator)
    world.provider.says = None
    transfer = world.desk.payments.prepare(order.reference, "awaited", world.operator)
    transfer = world.desk.payments.authorize(transfer.id, Details(), world.operator)
    return order.reference, link, transfer


def used(world: World, link: Payment, **found: bool) -> None:
    """The customer uses the old link, and a round of the worker passes."""
    world.provider.effects[f"{link.id}-inquire-1"] = o.Authorized("pp_1", **found)
    world.desk.payments.settle_due(world.operator)


def standing(world: World, payment: Payment) -> Standing:
    view = world.desk.orders.view(payment.order)
    return next(each.payment.standing for each in view.payments if each.payment.id == payment.id)


def pay(world: World, transfer: Payment) -> None:
    """The money of the new way arrives."""
    world.desk.documents.import_document("d", b"STATEMENT\n99.00;the transfer;ADA", world.operator)
    (money,) = world.desk.remittances.inbox()
    world.desk.remittances.allocate(money.id, transfer.id, world.operator)


def test_a_late_hold_is_seen_and_taken_by_nobody_but_a_person(world: World) -> None:
    """It stands in the queue with what to do and to say; taken, it ends the other way to pay, which is charged once."""
    reference, link, transfer = changed(world)
    used(world, link)
    for _ in range(2):
        world.desk.payments.settle_due(world.operator)
    view = world.desk.orders.view(reference)
    assert (standing(world, link), world.provider.count(o.Settled)) == (Standing.AUTHORIZED, 0)
    (row,) = world.desk.orders.queue()
    assert row.attention is Attention.LATE_APPROVAL
    assert view.warning is not None
    assert "take it (s) or release it (v)" in view.warning.say(READER)
    assert any("earlier link" in text and "held" in text for text in view.say)
    assert view.actions["settle"].why_not is None
    assert view.actions["change"].why_not is not None
    world.desk.payments.settle(link.id, world.operator)
    assert world.desk.orders.view(reference).state is OrderState.PAID
    assert standing(world, transfer) is Standing.WITHDRAWN
    assert world.provider.count(o.Settled) == 1
    assert world.desk.orders.queue() == ()


def test_a_late_hold_is_released_where_the_order_is_paid_otherwise(world: World) -> None:
    """Never taken for an order that the transfer has paid: the key says why, and the worker lets it go."""
    reference, link, transfer = changed(world)
    pay(world, transfer)
    used(world, link)
    assert world.desk.orders.view(reference).actions["settle"].why_not is not None
    with pytest.raises(NotPossible, match="is paid"):
        world.desk.payments.settle(link.id, world.operator)
    world.desk.payments.settle_due(world.operator)
    assert standing(world, link) is Standing.VOIDED
    view = world.desk.orders.view(reference)
    assert (view.state, view.warning, world.provider.count(o.Voided)) == (OrderState.PAID, None, 1)
    assert view.received == view.order.total
    assert world.desk.orders.queue() == ()


def test_money_that_comes_beside_a_late_hold_waits_for_a_person(world: World) -> None:
    """The transfer is not tied while the old link holds the same money; once that is let go, it pays the order."""
    reference, link, transfer = changed(world)
    used(world, link)
    with pytest.raises(NotPossible, match="a person decides"):
        pay(world, transfer)
    world.desk.payments.void(link.id, world.operator)
    (money,) = world.desk.remittances.inbox()
    world.desk.remittances.allocate(money.id, transfer.id, world.operator)
    assert world.desk.orders.view(reference).state is OrderState.PAID
    assert world.provider.count(o.Settled) == 0


def test_a_late_approval_takes_nothing_and_ends_by_itself(world: World) -> None:
    """Only approved, nothing is held: written down once, said to the customer, gone when the provider forgets it."""
    reference, link, _ = changed(world)
    used(world, link, held=False)
    before = world.desk.orders.view(reference)
    world.desk.payments.settle_due(world.operator)
    view = world.desk.orders.view(reference)
    assert len(view.timeline) == len(before.timeline)
    assert (standing(world, link), view.state) == (Standing.WITHDRAWN, OrderState.AWAITING_FUNDS)
    assert any("Nothing was taken by it" in text for text in view.say)
    (row,) = world.desk.orders.queue()
    assert row.attention is Attention.LATE_APPROVAL
    world.provider.effects[f"{link.id}-inquire-1"] = o.Voided("pp_1")
    world.desk.payments.settle_due(world.operator)
    view = world.desk.orders.view(reference)
    assert (view.warning, [row.attention for row in world.desk.orders.queue()]) == (None, [None])
    assert not any("earlier link" in text for text in view.say)


def test_old_links_are_not_asked_after_for_ever(world: World) -> None:
    """A month later nobody asks any more; of a cancelled order a hold is let go as well."""
    reference, link, _ = changed(world)
    world.desk.orders.cancel(reference, world.operator)
    used(world, link)
    world.desk.payments.settle_due(world.operator)
    assert standing(world, link) is Standing.VOIDED
    changed(world)
    assert world.desk.payments.settle_due(world.operator).asked == 1
    world.clock.at += timedelta(days=31)
    assert world.desk.payments.settle_due(world.operator).asked == 0
