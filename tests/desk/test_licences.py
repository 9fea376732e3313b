"""Licences: given out with the first payment, mailed, found by their key, and dead with a full refund."""

import pytest
from attrs import evolve
from support.paying import charge, paid
from support.refunds import CHECKED, asked, given_back
from support.world import SELLER, World

from checkout_tui.domain import licence
from checkout_tui.domain import outcomes as o
from checkout_tui.domain.draft import DraftLine
from checkout_tui.domain.letter import MailKind
from checkout_tui.domain.money import Money
from checkout_tui.domain.order import Attention, Contact, Delivery, Order, OrderState, Product
from checkout_tui.domain.query import Key, KeyKind
from checkout_tui.domain.refund import RefundKind, RefundReason
from checkout_tui.domain.seller import Seller
from checkout_tui.domain.subscription import shown_id
from checkout_tui.domain.words import Words

PRODUCTS = (
    Product("suite", Words("Suite", "Suite"), (Money(9900, "USD"),), delivery=Delivery.LICENCE),
    Product("plan", Words("Plan", "Plan"), (Money(990, "USD"),), delivery=Delivery.LICENCE, renews=True),
    Product("film", Words("Film", "Film"), (Money(500, "USD"),)),
)
BOUGHT = (DraftLine("suite", 3), DraftLine("film"))


@pytest.fixture
def seller() -> Seller:
    """One who sells licences."""
    return evolve(SELLER, products=PRODUCTS)


def bought(world: World, *lines: DraftLine, **changes: object) -> Order:
    return paid(world, lines=lines or BOUGHT, **changes)


def mailed(world: World, order: Order, kind: MailKind) -> str:
    """What the customer has, once the operator has read the same with the key masked."""
    mails = world.desk.orders.view(order.reference).mails
    mail_id = next(mail.id for mail in reversed(mails) if mail.kind is kind)
    world.desk.mail.deliver()
    sent = next(letter for each, _, letter in world.postman.sent if each == mail_id)
    read = world.desk.mail.read(mail_id)
    for key in (each.key for each in world.desk.orders.view(order.reference).licences):
        whole = licence.shown(key)
        for mine, shown in ((sent.text, read.text), (sent.html, read.html)):
            assert whole in mine
            assert shown == mine.replace(whole, licence.masked(key))
    return sent.text


def found(world: World, text: str) -> list[str]:
    return [row.reference for row in world.desk.lookup.search(text, world.operator)]


def test_a_licence_comes_with_the_payment_and_finds_its_order(world: World) -> None:
    """R-008, R-022, R-047: one key for the licensed line, in the receipt, in the lookup's mail, and in the search."""
    order = world.place(lines=BOUGHT, customer=Contact("Ada", "ada@example.com", "Analytical Ltd"))
    assert world.desk.orders.view(order.reference).licences == ()
    charge(world, order.reference)
    (key,) = world.desk.orders.view(order.reference).licences
    assert (key.product, key.seats, key.holder, key.ended_at) == ("suite", 3, "Analytical Ltd", None)
    receipt = mailed(world, order, MailKind.RECEIPT)
    assert licence.shown(key.key) in receipt
    assert "3 installations" in receipt
    world.desk.lookup.blind("ada@example.com", world.operator)
    world.desk.mail.deliver()
    assert licence.shown(key.key) in world.postman.sent[-1][2].text
    other = bought(world)
    printed = licence.shown(key.key)
    for typed in (key.key, printed, printed.lower(), printed[:11], printed[:5]):
        assert order.reference in found(world, typed), typed
        assert other.reference not in found(world, typed), typed
    assert found(world, f"={printed}") == [order.reference]
    for typed, hit in ((printed[:5], Key(KeyKind.LICENCE, key.key)), ("ada@ex", None)):
        rows = world.desk.lookup.search(typed, world.operator)
        assert [row.hit for row in rows if row.reference == order.reference] == [hit], typed
    (row,) = world.desk.lookup.search(f"analytical, {printed[:7]}", world.operator)
    assert row.hit == Key(KeyKind.LICENCE, key.key)


def test_who_uses_it_gets_the_key_by_a_mail_of_its_own(world: World) -> None:
    """Domain, section 10: billing gets the receipt, delivery gets licence data; both have the same key."""
    order = bought(world, delivery=Contact("Grace", "grace@example.com"), licensee="Grace Hopper")
    (key,) = world.desk.orders.view(order.reference).licences
    assert key.holder == "Grace Hopper"
    assert licence.shown(key.key) in mailed(world, order, MailKind.DELIVERY)


def test_a_lookup_for_who_uses_it_holds_the_key_and_nothing_of_who_paid(world: World) -> None:
    """R-022, domain section 10: licence and download; no price, invoice, state or option of somebody else's order."""
    order = bought(world, delivery=Contact("Grace", "grace@example.com"))
    (key,) = world.desk.orders.view(order.reference).licences
    world.place(lines=BOUGHT, delivery=Contact("Grace", "grace@example.com"))
    world.place(lines=BOUGHT, licensee="grace@example.com")
    world.desk.lookup.blind("Grace@example.com", world.operator)
    world.desk.mail.deliver()
    letter = world.postman.sent[-1][2]
    text = " ".join(letter.text.split())
    assert licence.shown(key.key) in text
    assert "Ada Example ordered this for you" in text
    assert "https://northlight.example/get" in text
    assert letter.attachments == ()
    for not_hers in (
        "USD",
        "Invoice",
        "invoice 2026",
        "Change payment option",
        "not paid",
        "ada@example.com",
    ):
        assert not_hers not in text, not_hers
    assert text.count("ORDER ") == 1


def test_a_full_refund_ends_the_licence_for_good_and_a_part_does_not(world: World) -> None:
    """R-039c: deactivated, and the lookup's mail holds it no more."""
    order = bought(world)
    part = evolve(CHECKED, kind=RefundKind.PARTIAL, amount=Money(100, "USD"))
    world.desk.refunds.confirm(
        order.reference, asked(world, order.reference, part, world.operator), world.operator
    )
    (key,) = world.desk.orders.view(order.reference).licences
    assert key.ended_at is None
    other = bought(world)
    given_back(world, other.reference)
    (gone,) = world.desk.orders.view(other.reference).licences
    assert gone.ended_at == world.clock.now()
    assert found(world, gone.key) == [other.reference]


def test_a_subscription_that_goes_on_keeps_its_licence_and_everybody_is_told_so(world: World) -> None:
    """R-039c: unticked, what was bought once ends and the subscription's key stays; said, mailed and shown alike."""
    order = bought(world, DraftLine("suite"), DraftLine("plan"))
    wanted = evolve(CHECKED, ends_subscription=False)
    view = world.desk.refunds.view(order.reference, wanted, world.operator)
    assert [str(row.refunding) for row in view.differences][2:3] == ["the subscription’s stays"]
    stays = "Your subscription goes on with its licence"
    assert any(stays in said for said in view.say)
    world.desk.refunds.confirm(order.reference, asked(world, order.reference, wanted), world.operator)
    plan, suite = world.desk.orders.view(order.reference).licences
    assert (plan.product, plan.ended_at, suite.ended_at) == ("plan", None, world.clock.now())
    assert any(stays in said for said in world.desk.orders.view(order.reference).say)
    world.desk.mail.deliver()
    validation, done = (" ".join(letter.text.split()) for _, _, letter in world.postman.sent[-2:])
    for text in (validation, done):
        assert stays in text
        assert "The licence is deactivated" not in text


def test_a_refunded_renewal_ends_its_subscription_and_not_what_was_bought_once_beside_it(
    world: World,
) -> None:
    """R-039c: the plan's key is dead with its subscription; the suite was paid by another order."""
    order = bought(world, DraftLine("suite"), DraftLine("plan"))
    world.clock.move(days=32)
    world.desk.payments.settle_due(world.operator)
    (renewal,) = world.desk.subscriptions.view(order.reference).renewals
    given_back(world, renewal.renewal.order)
    plan, suite = world.desk.orders.view(order.reference).licences
    assert (plan.ended_at, suite.ended_at) == (world.clock.now(), None)


def test_who_paid_twice_keeps_the_licence_when_one_payment_goes_back(world: World) -> None:
    """R-039c, reason *ordered twice*: it waits in the queue, the caller is told, and nothing that is paid ends."""
    world.provider.says = o.AwaitingCustomer("pp_1", "https://pay.example/1")
    order = world.place(lines=BOUGHT)
    link = charge(world, order.reference)
    world.provider.says = None
    charge(world, order.reference)
    world.provider.effects[f"{link.id}-inquire-1"] = o.Settled("pp_1", link.amount)
    world.clock.move(days=1)
    world.desk.payments.settle_due(world.operator)
    (row,) = world.desk.orders.queue()
    view = world.desk.orders.view(order.reference)
    assert (row.attention, view.state) == (Attention.PAID_TWICE, OrderState.PAID)
    assert "paid twice: 302.00 USD" in str(view.warning)
    assert "302.00 USD go back to you" in view.say[0]
    refund = world.desk.refunds.view(order.reference, CHECKED, world.operator)
    assert str(refund.differences[3].refunding) == "stays"
    given_back(world, order.reference, RefundReason.DUPLICATE)
    (key,) = world.desk.orders.view(order.reference).licences
    assert key.ended_at is None
    assert world.desk.orders.queue() == ()
    assert world.desk.orders.view(order.reference).warning is None


def test_a_renewal_goes_on_with_the_same_key_and_its_subscription_is_found_by_its_id(world: World) -> None:
    """R-022, R-030: no second key; the id brings the order that began it and every renewal, newest first."""
    order = bought(world, DraftLine("plan"))
    (key,) = world.desk.orders.view(order.reference).licences
    world.clock.move(days=32)
    world.desk.payments.settle_due(world.operator)
    (renewal,) = world.desk.subscriptions.view(order.reference).renewals
    assert world.desk.orders.view(renewal.renewal.order).licences == (key,)
    assert found(world, shown_id(renewal.renewal.subscription)) == [renewal.renewal.order, order.reference]
    assert found(world, renewal.renewal.subscription) == [renewal.renewal.order, order.reference]
    hits = [row.hit for row in world.desk.lookup.search(renewal.renewal.subscription, world.operator)]
    assert hits == [Key(KeyKind.SUBSCRIPTION, renewal.renewal.subscription)] * 2
