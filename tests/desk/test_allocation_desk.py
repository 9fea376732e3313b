"""The allocation desk: everything a person may decide about money that arrived."""

import pytest
from attrs import evolve
from support.waiting import arrived, attempt, stored
from support.world import STRICT, World, build

from checkout_tui import Money
from checkout_tui.domain import reference
from checkout_tui.domain.errors import BadInput, CheckoutError, NotPossible
from checkout_tui.domain.history import Standing
from checkout_tui.domain.inbox import Folder
from checkout_tui.domain.letter import MailKind
from checkout_tui.domain.operator import Operator, Role
from checkout_tui.domain.order import OrderState
from checkout_tui.domain.seller import Overpaid, PaymentRule, Seller

OTHER = Operator("second")


@pytest.fixture
def seller() -> Seller:
    """A seller who bears 10 dollars of charges, and lets one person decide about 500."""
    return STRICT


# ------------------------------------------------------------ split, merge, short, over


def test_one_transfer_pays_two_orders_and_two_transfers_pay_one(world: World) -> None:
    """Split over orders, and merged for one; every order is paid once and every cent is somewhere."""
    one, first = attempt(world)
    two, second = attempt(world)
    three, third = attempt(world)
    whole = arrived(world, "198.00;both;ADA")
    world.desk.remittances.allocate(whole, first.id, world.operator)
    left = world.desk.remittances.allocate(whole, second.id, world.operator)
    assert left.unallocated.minor == 0
    assert {tie.order for tie in world.desk.remittances.ties(whole)} == {one.reference, two.reference}
    part = arrived(world, "60.00;a;ADA")
    world.desk.remittances.allocate(part, third.id, world.operator)
    assert world.desk.orders.view(three.reference).state is OrderState.AWAITING_FUNDS
    rest = arrived(world, "39.00;b;ADA")
    world.desk.remittances.allocate(rest, third.id, world.operator)
    for order in (one, two, three):
        assert world.desk.orders.view(order.reference).state is OrderState.PAID
    assert world.desk.remittances.inbox() == ()
    assert len(world.desk.inbox.page(Folder.DONE)) == 3


def test_what_banks_kept_on_the_way_is_borne_as_a_fee_and_said(world: World) -> None:
    """A short wire within the tolerance is paid on the operator's word; the history names the fee."""
    order, payment = attempt(world)
    money = arrived(world, f"94.00;{reference.shown(order.reference)};ADA")
    world.desk.remittances.allocate(money, payment.id, world.operator)
    assert world.desk.orders.view(order.reference).state is OrderState.AWAITING_FUNDS
    with pytest.raises(NotPossible, match=r"5\.00 USD are still missing"):
        world.desk.payments.settle(payment.id, world.operator)
    paid = world.desk.remittances.accept_short(payment.id, world.operator, "OUR was not honoured")
    assert (paid.standing, paid.settled, paid.charges) == (Standing.SETTLED, 9400, 500)
    view = world.desk.orders.view(order.reference)
    assert view.state is OrderState.PAID
    told = " ".join(line.says.say() for line in view.timeline)
    assert "5.00 USD were kept by banks on the way" in told
    assert [mail.kind for mail in view.mails][-1] is MailKind.RECEIPT


@pytest.mark.parametrize(
    ("row", "short", "over", "says"),
    [
        ("95.00;ADA;ADA", None, Overpaid.ASK, "So little is borne as a fee"),
        ("95.00;ADA;ADA", (Money(399, "USD"),), Overpaid.ASK, "partly paid then"),
        ("99.00;ADA;ADA", (), Overpaid.ASK, ""),
        ("104.00;ADA;ADA", None, Overpaid.ASK, "ask the customer"),
        ("104.00;ADA;ADA", None, Overpaid.SEND_BACK, "is sent back"),
        ("104.00;ADA;ADA", None, Overpaid.KEEP, "is kept as a credit"),
    ],
)
def test_each_method_has_its_own_rule_for_too_little_and_too_much(
    database_url: str, row: str, short: tuple[Money, ...] | None, over: Overpaid, says: str
) -> None:
    """The seller's rule for the method is said beside the order, and decides what may be borne as a fee."""
    ruled = evolve(STRICT, payment_rules={"awaited": PaymentRule(short, over)})
    world = build(database_url, seller=ruled)
    order, payment = attempt(world)
    money = arrived(world, row.replace("ADA;", f"{reference.shown(order.reference)};", 1))
    candidate = world.desk.remittances.candidate(money, order.reference)
    told = candidate.rule.say() if candidate.rule else ""
    assert says in told
    assert bool(told) is bool(says)
    world.desk.remittances.allocate(money, payment.id, world.operator)
    if row.startswith("95") and short is not None:
        with pytest.raises(NotPossible, match="more than this seller bears"):
            world.desk.remittances.accept_short(payment.id, world.operator)
    elif row.startswith("95"):
        assert world.desk.remittances.accept_short(payment.id, world.operator).charges == 400
    world.close()


def test_more_than_the_tolerance_is_asked_of_the_customer(world: World) -> None:
    """Never silent and never more than the seller bears; without money nothing is short."""
    order, payment = attempt(world)
    with pytest.raises(NotPossible):
        world.desk.remittances.accept_short(payment.id, world.operator)
    money = arrived(world, f"88.00;{reference.shown(order.reference)};ADA")
    world.desk.remittances.allocate(money, payment.id, world.operator)
    with pytest.raises(NotPossible, match=r"11\.00 USD are missing"):
        world.desk.remittances.accept_short(payment.id, world.operator)
    assert stored(world, payment).charges == 0


def test_what_is_too_much_is_kept_or_sent_back_with_a_reason(world: World) -> None:
    """Overpayment: the order is paid, the rest waits, and goes where a person says; both can be undone (rule 4)."""
    _, payment = attempt(world)
    money = arrived(world, "120.00;a;ADA")
    rest = world.desk.remittances.allocate(money, payment.id, world.operator)
    assert rest.unallocated == Money(2100, "USD")
    with pytest.raises(BadInput):
        world.desk.remittances.keep_surplus(money, world.operator, " ")
    kept = world.desk.remittances.keep_surplus(money, world.operator, "tip, says Ada", Money(100, "USD"))
    assert (kept.surplus, kept.unallocated.minor) == (100, 2000)
    gone = world.desk.remittances.send_back(money, world.operator, "paid too much")
    assert (gone.sent_back, gone.unallocated.minor) == (2000, 0)
    assert world.desk.remittances.inbox() == ()
    with pytest.raises(NotPossible):
        world.desk.remittances.send_back(money, world.operator, "again")
    back = world.desk.remittances.bring_back(money, world.operator, "wrong account")
    assert (back.surplus, back.sent_back, back.unallocated.minor) == (0, 0, 2100)
    assert [(d.verb, d.step) for d in world.desk.remittances.decided(money)] == [
        ("surplus", "done"),
        ("send-back", "done"),
        ("surplus", "undone"),
        ("send-back", "undone"),
    ]


# ------------------------------------------------------------ undo and the second person


def test_money_tied_to_the_wrong_order_is_untied_and_pays_the_right_one(world: World) -> None:
    """Undo keeps the history of both; the wrong order waits again and its customer is told."""
    wrong, first = attempt(world)
    right, second = attempt(world)
    money = arrived(world, "99.00;a;ADA")
    world.desk.remittances.allocate(money, first.id, world.operator)
    assert world.desk.orders.view(wrong.reference).state is OrderState.PAID
    back = world.desk.remittances.release(money, first.id, world.operator, "it was the other order's")
    assert back.unallocated == Money(9900, "USD")
    view = world.desk.orders.view(wrong.reference)
    assert (view.state, stored(world, first).settled) == (OrderState.AWAITING_FUNDS, 0)
    assert [mail.kind for mail in view.mails][-1] is MailKind.ORDER_CONFIRMATION
    assert "it was the other order's" in " ".join(line.says.say() for line in view.timeline)
    world.desk.remittances.allocate(money, second.id, world.operator)
    assert world.desk.orders.view(right.reference).state is OrderState.PAID


def test_much_money_waits_for_a_second_person(world: World) -> None:
    """Above the seller's limit one proposes and another confirms; nothing else happens to it meanwhile."""
    _, payment = attempt(world, lines=tuple(evolve(line, quantity=6) for line in world.draft().lines))
    money = arrived(world, "594.00;six;ADA")
    waits = world.desk.remittances.allocate(money, payment.id, world.operator)
    assert waits.proposal is not None
    assert (waits.allocated, stored(world, payment).allocated) == (0, 0)
    for forbidden in (
        lambda: world.desk.remittances.allocate(money, payment.id, OTHER),
        lambda: world.desk.remittances.send_back(money, OTHER, "no"),
        lambda: world.desk.remittances.confirm(money, world.operator),
    ):
        with pytest.raises(NotPossible):
            forbidden()
    done = world.desk.remittances.confirm(money, OTHER)
    assert (done.proposal, done.unallocated.minor) == (None, 0)
    assert stored(world, payment).standing is Standing.SETTLED
    with pytest.raises(NotPossible):
        world.desk.remittances.confirm(money, OTHER)


def test_much_money_is_not_decided_alone_in_small_pieces(world: World) -> None:
    """The limit is for the money, not for each press of a key: the piece that goes beyond it waits."""
    money = arrived(world, "900.00;?;ADA")
    for _ in range(2):
        assert (
            world.desk.remittances.send_back(money, world.operator, "x", Money(25000, "USD")).proposal is None
        )
    waits = world.desk.remittances.send_back(money, world.operator, "x", Money(100, "USD"))
    assert (waits.sent_back, waits.proposal is not None) == (50000, True)
    _, payment = attempt(world)
    part = arrived(world, "600.00;?;ADA")
    world.desk.remittances.keep_surplus(part, world.operator, "x", Money(45000, "USD"))
    waits = world.desk.remittances.allocate(part, payment.id, world.operator)
    assert (waits.allocated, waits.proposal is not None) == (0, True)


def test_a_proposal_is_turned_down_and_the_money_is_free_again(world: World) -> None:
    """Who proposed, who turned it down and about how much stays written down."""
    money = arrived(world, "700.00;?;ADA")
    world.desk.remittances.send_back(money, world.operator, "nobody's")
    free = world.desk.remittances.withdraw(money, OTHER)
    assert (free.proposal, free.sent_back, free.unallocated.minor) == (None, 0, 70000)
    assert [(d.step, d.by) for d in world.desk.remittances.decided(money)] == [
        ("proposed", "op"),
        ("withdrawn", "second"),
    ]


def test_deciding_about_money_needs_the_role(world: World) -> None:
    """Customer service looks; payment processing decides."""
    money = arrived(world, "1.00;?;ADA")
    clerk = Operator("clerk", roles=frozenset({Role.CUSTOMER_SERVICE}))
    for verb in (
        lambda: world.desk.remittances.send_back(money, clerk, "x"),
        lambda: world.desk.remittances.keep_surplus(money, clerk, "x"),
        lambda: world.desk.remittances.confirm(money, clerk),
        lambda: world.desk.remittances.bring_back(money, clerk, "x"),
    ):
        with pytest.raises(CheckoutError, match="payment-processing"):
            verb()
