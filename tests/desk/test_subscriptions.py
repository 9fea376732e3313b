"""Subscriptions: renewed on the clock, each charge with one mail and its own tax; cancelled, they never are."""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.paying import CARD, charge, paid
from support.refunds import CHECKED, asked, given_back
from support.scripted import raising
from support.world import MONDAY, SELLER, World, build

from checkout_tui import Details
from checkout_tui.domain import outcomes as o
from checkout_tui.domain.charge import Statement
from checkout_tui.domain.draft import DraftLine
from checkout_tui.domain.errors import CheckoutError, NotPossible
from checkout_tui.domain.history import Asked, Question
from checkout_tui.domain.letter import MailKind
from checkout_tui.domain.money import Money
from checkout_tui.domain.operator import Operator, Role
from checkout_tui.domain.order import Contact, Order, OrderState, Product
from checkout_tui.domain.reference import shown
from checkout_tui.domain.seller import Seller
from checkout_tui.domain.subscription import Ended, Subscription, SubscriptionState
from checkout_tui.domain.tax import Exemption, Place
from checkout_tui.domain.words import Words
from checkout_tui.store import payments

PLAN = (DraftLine("plan"),)
PRICES = (Money(990, "USD"), Money(10000, "CAD"))
S = SubscriptionState


def seller(**changes: object) -> Seller:
    plan = Product("plan", Words("Studio Plan", "Abonnement Studio"), PRICES, renews=True)
    thrice = evolve(plan, code="thrice", renewals=3)
    once = (Money(24900, "USD"),)
    either = evolve(plan, code="either", title=Words.same("Either"), months=12, once=once)
    return evolve(SELLER, products=(*SELLER.products[:1], plan, thrice, either), **changes)


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    """A desk that sells subscriptions, on an empty database."""
    made = build(database_url, seller=seller())
    yield made
    made.close()


def subscribed(world: World, **changes: object) -> Order:
    return paid(world, **({"lines": PLAN} | changes))


def of(world: World, order: Order) -> Subscription:
    (found,) = world.desk.subscriptions.view(order.reference).subscriptions
    return found


def renewals(world: World, order: Order) -> list[Order]:
    made = world.desk.subscriptions.view(order.reference).renewals
    return [world.desk.orders.view(each.renewal.order).order for each in made]


def days_pass(world: World, days: int) -> None:
    """The worker looks now and then, and on the last day."""
    step = max(days // 5, 1)
    for passed in range(0, days, step):
        world.clock.move(days=min(step, days - passed))
        world.desk.payments.settle_due(world.operator)


# ------------------------------------------------------------ renewing


def test_a_subscription_begins_when_it_is_paid(world: World) -> None:
    """New while its first payment is on its way, active once it is paid, with the next day on the screen (R-033)."""
    order = subscribed(world)
    begun = of(world, order)
    assert (begun.state, begun.started_on, begun.renews_on) == (
        S.ACTIVE,
        date(2026, 11, 23),
        date(2026, 12, 23),
    )
    told = " ".join(str(line.says) for line in world.desk.orders.view(order.reference).timeline)
    assert "the subscription renews on Wednesday 23 December 2026" in told
    other = world.place()
    assert world.desk.orders.view(other.reference).actions["subscription"].why_not is not None


def test_a_caller_chooses_between_once_and_a_subscription_line_by_line(world: World) -> None:
    """Asked for while nobody chose; price, methods, mail and what renews follow the choice, and so does a clone."""
    desk, both = world.desk, DraftLine("either")
    asked, *_ = desk.orders.quote(world.draft(lines=(both,))).troubles
    assert (asked.field, asked.ask) == ("lines", "ask.once")
    wish = (evolve(both, renews=False), evolve(both, renews=True, quantity=2))
    for lines, able in ((wish[:1], ["awaited", "charged"]), (wish, ["charged"])):
        options = desk.orders.options(world.draft(lines=lines))
        assert sorted(option.method.code for option in options if option.why_not is None) == able

    order = subscribed(world, lines=wish)
    assert [(line.total, line.renews) for line in order.lines] == [
        (Money(24900, "USD"), False),
        (Money(1980, "USD"), True),
    ]
    begun = of(world, order)
    assert [line.renews for line in begun.lines] == [True]
    assert (begun.months, begun.renews_on) == (12, date(2027, 11, 23))
    world.clock.move(days=366)
    desk.payments.settle_due(world.operator)
    assert [each.total for each in renewals(world, order)] == [Money(1980, "USD")]
    receipt = desk.mail.read(desk.orders.view(order.reference).mails[0].id).text
    assert re.findall(r"[12] × Either(?: \(subscription\))?", receipt) == [
        "1 × Either",
        "2 × Either (subscription)",
    ]

    again = desk.orders.again(order.reference, world.operator)
    assert again.lines == wish
    assert desk.orders.again(subscribed(world).reference, world.operator).lines == PLAN
    assert desk.orders.seconds(world.draft(lines=wish[:1])) == ()


def test_each_renewal_is_an_order_with_one_mail(world: World) -> None:
    """R-002: charged by the worker with the stored token, on the day, once; a receipt with an invoice of its own."""
    order = subscribed(world)
    days_pass(world, 29)
    assert renewals(world, order) == []
    days_pass(world, 1)
    (first,) = renewals(world, order)
    assert (first.total, first.customer) == (Money(990, "USD"), order.customer)
    days_pass(world, 31)
    assert len(renewals(world, order)) == 2
    for renewal in renewals(world, order):
        view = world.desk.orders.view(renewal.reference)
        assert view.state is OrderState.PAID
        told = [each.says.say() for each in view.timeline]
        assert ("renewed on its day" in told, "order taken by phone" in told) == (True, False)
        assert [mail.kind for mail in view.mails] == [MailKind.RECEIPT]
    assert world.provider.count(o.Settled) == 3
    charges = world.desk.lookup.charge(Statement(amount="9.90", last4="4242"), world.operator)
    told = {charge.order: (charge.renewal, "renewal" in charge.say) for charge in charges}
    assert told[order.reference] == (False, False)
    assert {told[each.reference] for each in renewals(world, order)} == {(True, True)}, "R-001"


def test_a_renewal_is_taxed_at_its_own_tax_point(world: World) -> None:
    """R-089: Nova Scotia's HST fell from 15 to 14 % in between; the lines of the renewal show the rate of its day."""
    world.clock.at = MONDAY.replace(year=2025, month=3, day=10)
    order = subscribed(world, currency="CAD", place=Place("CA", "NS"))
    assert [str(line.percent) for line in order.tax] == ["15"]
    days_pass(world, 31)
    (renewal,) = renewals(world, order)
    assert [str(line.percent) for line in renewal.tax] == ["14"]
    assert (order.total.minor, renewal.total.minor) == (11500, 11400)


def test_a_renewal_is_charged_when_its_day_begins_where_the_customer_is(world: World) -> None:
    """R-089: bought at 22:00 on 1 March in Halifax, due on 1 April there; not in the last evening of the old rate."""
    world.clock.at = datetime(2025, 3, 2, 2, tzinfo=UTC)
    order = subscribed(world, currency="CAD", place=Place("CA", "NS"))
    assert (of(world, order).started_on, of(world, order).renews_on) == (date(2025, 3, 1), date(2025, 4, 1))
    world.clock.at = datetime(2025, 4, 1, 2, 55, tzinfo=UTC)
    assert world.desk.payments.settle_due(world.operator).renewed == 0
    world.clock.at = datetime(2025, 4, 1, 3, 5, tzinfo=UTC)
    assert world.desk.payments.settle_due(world.operator).renewed == 1
    (renewal,) = renewals(world, order)
    assert ([str(line.percent) for line in renewal.tax], renewal.taxed_on) == (["14"], date(2025, 4, 1))
    # In Tallinn the day begins before it does by our clock, which says when it is charged: at three in the night there.
    world.clock.at = datetime(2025, 5, 31, 21, 5, tzinfo=UTC)
    order = subscribed(world, place=Place("EE"))
    for minutes, renewed in ((-5, 1), (5, 1)):  # the first of them is Halifax's again
        world.clock.at = datetime(2025, 7, 1, tzinfo=UTC) + timedelta(minutes=minutes)
        assert world.desk.payments.settle_due(world.operator).renewed == renewed
    (renewal,) = renewals(world, order)
    assert ([str(line.percent) for line in renewal.tax], renewal.taxed_on) == (["24"], date(2025, 7, 1))


def test_a_renewal_keeps_the_rate_of_its_day_when_it_is_paid_later(world: World) -> None:
    """R-089: due on the last day of 15 % and declined; after the change it is still asked for at 15 %."""
    world.clock.at = MONDAY.replace(year=2025, month=2, day=28)
    order = subscribed(world, currency="CAD", place=Place("CA", "NS"))
    world.clock.at = MONDAY.replace(year=2025, month=3, day=31)
    world.provider.says = o.Refused("card_declined")
    assert world.desk.payments.settle_due(world.operator).renewed == 1
    world.provider.says = None
    world.clock.move(days=1)
    assert world.desk.payments.settle_due(world.operator).retaxed == 0
    (renewal,) = renewals(world, order)
    payment = world.desk.payments.prepare(renewal.reference, "charged", world.operator)
    assert (renewal.total.minor, payment.amount.minor) == (11500, 11500)


def test_an_exemption_holds_for_renewals(world: World) -> None:
    """R-090: what the customer is exempt from stays exempt."""
    order = subscribed(
        world, currency="CAD", place=Place("CA", "QC"), exemptions=(Exemption("CA-QC-QST", "Q-1"),)
    )
    days_pass(world, 30)
    (renewal,) = renewals(world, order)
    assert [line.amount.minor for line in renewal.tax] == [500, 0]


def test_a_program_that_was_off_charges_one_period_and_not_all_that_passed(world: World) -> None:
    """Nobody is charged twelve times on one day; the next charge is a full period away."""
    order = subscribed(world)
    world.clock.move(days=370)
    for _ in range(5):
        world.desk.payments.settle_due(world.operator)
    assert len(renewals(world, order)) == 1
    assert of(world, order).renews_on == date(2027, 12, 23)


def test_a_subscription_with_an_end_finishes(world: World) -> None:
    """After the agreed number of renewals: Finished, and nothing is charged any more.

    R-033: once the last one is made, nobody is told of a next: not the caller, the screen, or by mail.
    """
    order = subscribed(world, lines=(DraftLine("thrice"), DraftLine("studio")))
    days_pass(world, 95)
    assert (len(renewals(world, order)), of(world, order).state) == (3, S.ACTIVE)
    view = world.desk.subscriptions.view(order.reference)
    assert view.say[0].startswith(
        "Your subscription has had its last renewal: it ends by itself on Tuesday 23 March"
    )
    told = " ".join(str(line.says) for line in world.desk.orders.view(order.reference).timeline)
    assert "the subscription ends as agreed on Tuesday 23 March 2027" in told
    assert "renews on" not in told
    days_pass(world, 100)
    assert len(renewals(world, order)) == 3
    assert of(world, order).state is S.FINISHED


def test_a_lost_answer_renews_once(world: World) -> None:
    """The answer to a renewal's charge is lost: it is asked after, and no second order is made for the period."""
    order = subscribed(world)
    days_pass(world, 29)
    world.clock.move(days=1)
    world.provider.after = raising(httpx.ReadTimeout("lost"))
    world.desk.payments.settle_due(world.operator)
    world.provider.after = lambda key: None
    world.clock.move(hours=1)
    for _ in range(3):
        world.desk.payments.settle_due(world.operator)
    assert len(renewals(world, order)) == 1
    assert world.provider.count(o.Settled) == 2
    assert of(world, order).state is S.ACTIVE


def test_a_renewal_that_could_not_be_sent_is_asked_in_the_next_round(world: World) -> None:
    """Nothing left the machine: the same question later, for the same order."""
    order = subscribed(world)
    days_pass(world, 29)
    world.clock.move(days=1)
    world.provider.before = raising(httpx.ConnectError("no route"))
    world.desk.payments.settle_due(world.operator)
    world.provider.before = lambda key: None
    world.desk.payments.settle_due(world.operator)
    assert len(renewals(world, order)) == 1
    assert world.provider.count(o.Settled) == 2


# ------------------------------------------------------------ grace and hold


def test_a_refused_renewal_has_grace_then_hold_then_ends(database_url: str) -> None:
    """By configuration: a decline mail, so many days of grace, so many on hold, then no more."""
    world = build(database_url, seller=seller(grace_days=3, hold_days=5))
    order = subscribed(world)
    days_pass(world, 29)
    world.provider.says = o.Refused("card_declined")
    days_pass(world, 1)
    assert of(world, order).state is S.GRACE
    (renewal,) = renewals(world, order)
    assert [mail.kind for mail in world.desk.orders.view(renewal.reference).mails] == [MailKind.DECLINED]
    days_pass(world, 3)
    assert of(world, order).state is S.HOLD
    days_pass(world, 5)
    ended = of(world, order)
    assert (ended.state, ended.ended) == (S.DEACTIVATED, Ended.UNPAID)
    assert world.desk.orders.view(renewal.reference).state is OrderState.CANCELLED
    assert world.desk.orders.view(order.reference).mails[-1].kind is MailKind.SUBSCRIPTION_CANCELLED
    world.provider.says = None
    days_pass(world, 60)
    assert world.provider.count(o.Settled) == 1
    world.close()


@pytest.mark.parametrize(
    ("code", "days"), [("try_again_later", [0, 1, 3]), ("card_declined", [0, 1]), ("stolen_card", [0])]
)
def test_a_declined_renewal_is_tried_again_within_the_grace_on_its_days_only(
    database_url: str, code: str, days: list[int]
) -> None:
    """Each day once and each try mailed, as far as the issuer lets anybody try; then hold, and none after it."""
    world = build(database_url, seller=seller(grace_days=4, renewal_retry_days=(1, 3, 9)))
    order = subscribed(world)
    days_pass(world, 29)
    asked_before = len(world.provider.asked)
    world.provider.says = o.Refused(code)
    tried = []
    for day in range(8):
        world.clock.move(days=1)
        before = len(world.provider.asked)
        # However often the worker looks, and however many of them.
        world.desk.payments.settle_due(world.operator)
        world.desk.payments.settle_due(Operator("another"))
        tried += [day] * (len(world.provider.asked) - before)
    assert tried == days
    assert len(world.provider.asked) == asked_before + len(days)
    (renewal,) = renewals(world, order)
    mails = [mail.kind for mail in world.desk.orders.view(renewal.reference).mails]
    assert mails == [MailKind.DECLINED] * len(days)
    assert of(world, order).state is S.HOLD
    world.close()


def test_a_renewal_that_succeeds_when_it_is_tried_again_goes_on_and_was_charged_once(
    database_url: str,
) -> None:
    """Active again on its own days, one receipt; a worker that slept through both days tries once."""
    world = build(database_url, seller=seller(grace_days=9, renewal_retry_days=(1, 3)))
    order = subscribed(world)
    days_pass(world, 29)
    world.provider.says = o.Refused("try_again_later")
    days_pass(world, 1)
    world.clock.move(days=6)
    world.desk.payments.settle_due(world.operator)
    world.desk.payments.settle_due(world.operator)
    (renewal,) = renewals(world, order)
    assert len(world.desk.orders.view(renewal.reference).payments) == 2
    world.provider.says = None
    days_pass(world, 2)
    view = world.desk.orders.view(renewal.reference)
    assert [mail.kind for mail in view.mails] == [MailKind.DECLINED, MailKind.DECLINED, MailKind.RECEIPT]
    assert of(world, order).state is S.ACTIVE
    assert world.provider.count(o.Settled) == 2
    world.close()


def test_a_renewal_paid_in_the_end_goes_on(world: World) -> None:
    """Another card for the renewal's order: active again, and the next renewal uses that card."""
    order = subscribed(world)
    days_pass(world, 29)
    world.provider.says = o.Refused("card_declined")
    days_pass(world, 1)
    world.provider.says = None
    (renewal,) = renewals(world, order)
    charge(world, renewal.reference)
    assert of(world, order).state is S.ACTIVE
    days_pass(world, 31)
    assert [world.desk.orders.view(each.reference).state for each in renewals(world, order)] == [
        OrderState.PAID,
        OrderState.PAID,
    ]


@pytest.mark.parametrize("taken", [False, True], ids=["held", "taken at once"])
def test_a_subscription_first_paid_by_link_is_renewed_with_what_paid_there(world: World, taken: bool) -> None:
    """By what the provider names once the customer was there, not by what was read out; one receipt for each."""
    order = world.place(lines=PLAN)
    world.provider.says = o.AwaitingCustomer("cs_1", "https://pay.example/1")
    link = world.desk.payments.prepare(order.reference, "charged", world.operator)
    world.desk.payments.authorize(link.id, CARD, world.operator)
    world.provider.says = None
    means = {"shows": "Mastercard •••• 4444", "token": "tok_page"}
    paid = o.Settled("pi_1", order.total, **means) if taken else o.Authorized("pi_1", **means)
    world.provider.effects[f"{link.id}-inquire-1"] = paid
    world.desk.payments.settle_due(world.operator)
    assert of(world, order).state is S.ACTIVE
    days_pass(world, 61)
    made = [world.desk.orders.view(each.reference) for each in renewals(world, order)]
    assert [view.state for view in made] == [OrderState.PAID, OrderState.PAID]
    assert [mail.kind for view in made for mail in view.mails] == [MailKind.RECEIPT, MailKind.RECEIPT]
    for view in made:
        with world.store.reading() as connection:
            first = payments.history(connection, view.payments[0].payment.id)[0].event
        assert isinstance(first, Asked)
        assert (first.question, first.token) == (Question.AUTHORIZE, "tok_page")


def test_where_the_method_cannot_renew_the_instructions_are_mailed(database_url: str) -> None:
    """By configuration a transfer pays a subscription: each renewal is mailed with how to pay it, and waited for."""
    world = build(database_url, seller=seller(renewals_by_mail=True))
    order = world.place(lines=PLAN)
    payment = world.desk.payments.prepare(order.reference, "awaited", world.operator)
    world.desk.payments.authorize(payment.id, Details(), world.operator)
    assert of(world, order).state is S.NEW
    pay(world, order)
    assert of(world, order).state is S.ACTIVE
    begun = of(world, order).renews_on
    assert begun is not None
    days_pass(world, 40)
    (renewal,) = renewals(world, order)
    view = world.desk.orders.view(renewal.reference)
    assert view.state in (OrderState.AWAITING_FUNDS, OrderState.CANCELLED)
    assert [mail.kind for mail in view.mails] == [MailKind.ORDER_CONFIRMATION]
    assert of(world, order).state is S.HOLD
    pay(world, renewal)
    assert of(world, order).state is S.ACTIVE
    world.close()


def test_without_that_configuration_only_a_method_that_renews_is_offered(world: World) -> None:
    """R-054: recurring is one of the things that decide which methods there are."""
    order = world.place(lines=PLAN)
    said = {option.method.code: option.why_not for option in world.desk.payments.options(order.reference)}
    assert said["charged"] is None
    assert "cannot renew" in str(said["awaited"])


# ------------------------------------------------------------ cancelling


def test_cancelling_stops_renewals_and_refunds_nothing(world: World) -> None:
    """R-031, R-032, R-033: one mail, no money back, nothing charged however far the clock moves on."""
    order = subscribed(world)
    view = world.desk.subscriptions.cancel(order.reference, world.operator)
    assert view.subscriptions[0].state is S.DEACTIVATED
    with pytest.raises(NotPossible):
        world.desk.subscriptions.cancel(order.reference, world.operator)
    days_pass(world, 70)
    world.clock.move(days=4000)
    world.desk.payments.settle_due(world.operator)
    assert (world.provider.count(o.Settled), world.provider.count(o.Refunded)) == (1, 0)
    kinds = [mail.kind for mail in world.desk.orders.view(order.reference).mails]
    assert kinds == [MailKind.RECEIPT, MailKind.SUBSCRIPTION_CANCELLED]
    mail = world.desk.orders.view(order.reference).mails[-1]
    assert "Cancelling refunds nothing" in world.desk.mail.read(mail.id).text
    assert world.desk.orders.view(order.reference).state is OrderState.PAID


def test_a_renewal_has_the_terms_of_its_own_day(tmp_path: Path) -> None:
    """R-009: those that apply when it is made; the order that began it keeps its own."""
    url = f"sqlite:///{tmp_path / 'terms.db'}"
    before = build(url, seller=seller())
    order = subscribed(before)
    before.close()
    world = build(url, seller=seller(terms_version="2027-01"), first_id=10_000)
    days_pass(world, 31)
    assert [each.terms for each in renewals(world, order)] == ["2027-01"]
    assert world.desk.orders.view(order.reference).order.terms == "2026-01"
    world.close()


def test_an_address_put_right_holds_for_every_order_of_the_subscription(world: World) -> None:
    """R-025, R-004: corrected on a renewal, the first order has it too, and so has the next renewal's mail."""
    order = subscribed(
        world, customer=Contact("Ada", "ada@exmaple.com"), delivery=Contact("Bob", "bob@b.example")
    )
    days_pass(world, 31)
    (renewal,) = renewals(world, order)
    world.desk.mail.correct_address(renewal.reference, "ada@example.com", world.operator)
    world.desk.mail.correct_address(order.reference, "bob@bob.example", world.operator, delivery=True)
    days_pass(world, 31)
    for each in (order, *renewals(world, order)):
        now = world.desk.orders.view(each.reference)
        assert (now.order.customer.email, now.order.delivered_to.email) == (
            "ada@example.com",
            "bob@bob.example",
        )
        row = world.desk.lookup.search(f"{each.reference}, ada@example.com", world.operator)
        assert [found.email for found in row] == ["ada@example.com"]
    assert [mail.to for mail in now.mails] == ["ada@example.com", "bob@bob.example"]
    told = [str(line.says) for line in world.desk.orders.view(order.reference).timeline]
    assert "address corrected: ada@exmaple.com → ada@example.com" in told
    assert world.desk.lookup.search("ada@exmaple.com", world.operator) == ()


def test_cancelled_in_grace_its_renewal_is_nobody_s_debt(world: World) -> None:
    """R-031, R-033, R-053: the renewal that was declined is given up with it, and the one mail says so."""
    order = subscribed(world)
    world.provider.says = o.Refused("expired_card")
    days_pass(world, 31)
    (renewal,) = renewals(world, order)
    assert of(world, order).state is S.GRACE
    declined = world.desk.mail.read(world.desk.orders.view(renewal.reference).mails[-1].id).text
    assert f"This renews your subscription of order {shown(order.reference)}" in " ".join(declined.split())
    world.desk.subscriptions.cancel(renewal.reference, world.operator)
    assert world.desk.orders.view(renewal.reference).state is OrderState.CANCELLED
    mail = world.desk.orders.view(order.reference).mails[-1]
    text = " ".join(world.desk.mail.read(mail.id).text.split())
    assert mail.kind is MailKind.SUBSCRIPTION_CANCELLED
    assert f"order {shown(renewal.reference)}, is cancelled with it: there is nothing to pay" in text
    assert "If you have already sent a payment" in text
    world.provider.says = None
    days_pass(world, 60)
    assert world.provider.count(o.Settled) == 1


def test_a_cancelled_subscription_can_be_reinstated(world: World) -> None:
    """R-033: renewals go on; what passed meanwhile is not charged for."""
    order = subscribed(world)
    world.desk.subscriptions.cancel(order.reference, world.operator)
    days_pass(world, 100)
    view = world.desk.subscriptions.reinstate(order.reference, world.operator)
    assert (view.subscriptions[0].state, view.subscriptions[0].renews_on) == (S.ACTIVE, date(2027, 3, 23))
    assert world.provider.count(o.Settled) == 1
    days_pass(world, 30)
    assert world.provider.count(o.Settled) == 2


def test_a_full_refund_ends_the_subscription_unless_unticked(world: World) -> None:
    """R-039c: deactivated for good, and never reinstated; unticked it goes on."""
    ends, stays = subscribed(world), subscribed(world)
    given_back(world, ends.reference)
    assert (of(world, ends).state, of(world, ends).ended) == (S.DEACTIVATED, Ended.REFUNDED)
    with pytest.raises(NotPossible, match="for good"):
        world.desk.subscriptions.reinstate(ends.reference, world.operator)
    code = asked(world, stays.reference, evolve(CHECKED, ends_subscription=False))
    world.desk.refunds.confirm(stays.reference, code, world.operator)
    assert of(world, stays).state is S.ACTIVE


def test_cancelling_needs_the_role(world: World) -> None:
    """Customer service cancels and reinstates; somebody who may only search does not."""
    order = subscribed(world)
    nobody = Operator("eve", roles=frozenset({Role.SEARCH}))
    for verb in (world.desk.subscriptions.cancel, world.desk.subscriptions.reinstate):
        with pytest.raises(NotPossible, match="customer-service"):
            verb(order.reference, nobody)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["day", "month", "year", "round", "cancel", "reinstate", "refund"]),
        st.sampled_from(["fine", "fine", "refused", "lost", "not sent"]),
    ),
    max_size=12,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_whatever_happens_no_period_is_charged_twice_and_none_after_cancelling(
    fresh_world: Callable[[], World], steps: list[tuple[str, str]]
) -> None:
    """R-031 for any story: while it is cancelled nothing is charged; every charge has one receipt and one renewal."""
    world = fresh_world()
    order = subscribed(world)
    cancelled_at: int | None = None
    for step, fault in steps:
        world.provider.says = o.Refused("no") if fault == "refused" else None
        world.provider.after = raising(httpx.ReadTimeout("lost")) if fault == "lost" else lambda key: None
        world.provider.before = raising(httpx.ConnectError("no")) if fault == "not sent" else lambda key: None
        authorized = sum("authorize" in key for key in world.provider.effects)
        with suppress(CheckoutError):
            if step in ("day", "month", "year"):
                world.clock.move(days={"day": 1, "month": 31, "year": 400}[step])
                world.desk.payments.settle_due(world.operator)
            elif step == "round":
                world.desk.payments.settle_due(world.operator)
            elif step == "cancel":
                world.desk.subscriptions.cancel(order.reference, world.operator)
                cancelled_at = authorized
            elif step == "reinstate":
                world.desk.subscriptions.reinstate(order.reference, world.operator)
                cancelled_at = None
            else:
                given_back(world, order.reference)
        if cancelled_at is not None:
            assert sum("authorize" in key for key in world.provider.effects) == cancelled_at
        made = world.desk.subscriptions.view(order.reference).renewals
        assert len({each.renewal.due_on for each in made}) == len(made)
        for each in made:
            mails = world.desk.orders.view(each.renewal.order).mails
            assert sum(mail.kind is MailKind.RECEIPT for mail in mails) == (each.state is OrderState.PAID)
    world.close()


def pay(world: World, order: Order) -> None:
    """The transfer for this order comes in and is allocated."""
    row = f"9.90;{order.reference};ADA {order.reference}"
    report = world.desk.documents.import_document("s", f"STATEMENT\n{row}".encode(), world.operator)
    assert report.booked == 1
    (money,) = world.desk.remittances.inbox()
    payment = world.desk.orders.view(order.reference).payments[-1].payment
    world.desk.remittances.allocate(money.id, payment.id, world.operator)
