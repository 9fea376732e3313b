"""Money is asked for once, whatever happens between the question and the answer (design 5, rules 2 and 5)."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.paying import CARD
from support.refunds import asked, given_back
from support.scripted import raising
from support.world import World

from checkout_tui import Details, Promise, Refused, Secret
from checkout_tui.domain import outcomes as o
from checkout_tui.domain.errors import BadInput, CheckoutError, NotPossible
from checkout_tui.domain.history import Doubt, Standing
from checkout_tui.domain.hold import notes
from checkout_tui.domain.letter import MailKind
from checkout_tui.domain.operator import Operator, Role
from checkout_tui.domain.order import Order, OrderState
from checkout_tui.domain.payment import Payment
from checkout_tui.store import payments, refunds


def start(world: World) -> tuple[Order, Payment]:
    order = world.place()
    return order, world.desk.payments.prepare(order.reference, "charged", world.operator)


def kinds(world: World, order: Order) -> list[MailKind]:
    return [mail.kind for mail in world.desk.orders.view(order.reference).mails]


def test_a_card_is_authorized_and_settled_in_one_go(world: World) -> None:
    """The operator presses once: authorized, settled, and one mail with everything (R-002, R-005)."""
    order, payment = start(world)
    paid = world.desk.payments.authorize(payment.id, CARD, world.operator)
    assert paid.standing is Standing.SETTLED
    assert (world.provider.count(o.Authorized), world.provider.count(o.Settled)) == (1, 1)
    assert kinds(world, order) == [MailKind.RECEIPT]
    view = world.desk.orders.view(order.reference)
    assert (view.state, view.owed.minor) == (OrderState.PAID, 0)


def test_money_is_held_for_as_long_as_its_method_says(world: World) -> None:
    """Whose provider names no end of a hold has the method's own, and after it the screen says that it expired."""
    order, payment = start(world)
    world.provider.says = o.Authorized("a-1", keep=True)
    held = world.desk.payments.authorize(payment.id, CARD, world.operator)
    assert held.standing is Standing.AUTHORIZED
    assert held.authorized_until == world.clock.now() + timedelta(days=7)
    world.clock.move(days=8)
    world.provider.says = None
    world.desk.payments.inquire(payment.id, world.operator)
    current = world.desk.orders.view(order.reference).current
    assert current is not None
    assert current.payment.authorized_until == held.authorized_until
    assert "this authorization has expired on" in str(next(notes(current.payment, world.clock.now())))


def test_a_second_press_does_nothing_twice(world: World) -> None:
    """Pressing again after it was paid is refused with a reason, and nothing is charged."""
    _, payment = start(world)
    world.desk.payments.authorize(payment.id, CARD, world.operator)
    with pytest.raises(NotPossible):
        world.desk.payments.authorize(payment.id, CARD, world.operator)
    assert world.provider.count(o.Settled) == 1


def test_opening_the_confirm_screen_again_finds_the_same_payment(world: World) -> None:
    """The key is fixed when the screen opens; leaving and coming back does not make another."""
    order, payment = start(world)
    assert world.desk.payments.prepare(order.reference, "charged", world.operator) == payment


def test_eight_operators_press_at_once_and_one_charge_is_made(world: World) -> None:
    """Of several presses at the same moment one asks; the others are told, and nothing is charged twice."""
    _, payment = start(world)
    gate, told = Barrier(8), []

    def press() -> None:
        gate.wait()
        try:
            world.desk.payments.authorize(payment.id, CARD, world.operator)
        except CheckoutError as error:
            told.append(error)

    threads = [Thread(target=press) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told) == 7
    assert (world.provider.count(o.Authorized), world.provider.count(o.Settled)) == (1, 1)


def test_a_lost_answer_blocks_everything_but_asking(world: World) -> None:
    """While nobody knows, no payment can be taken, changed or cancelled, and the screen says so (rule 5)."""
    order, payment = start(world)
    world.provider.after = raising(httpx.ReadTimeout("lost"))
    lost = world.desk.payments.authorize(payment.id, CARD, world.operator)
    assert (lost.doubt, lost.standing) == (Doubt.UNANSWERED, Standing.NEW)
    view = world.desk.orders.view(order.reference)
    assert view.state is OrderState.UNANSWERED
    assert "Do not take payment again" in str(view.warning)
    possible = {code for code, action in view.actions.items() if action.why_not is None}
    assert possible == {"inquire", "resolve", "resend"}
    for forbidden in (
        lambda: world.desk.payments.prepare(order.reference, "awaited", world.operator),
        lambda: world.desk.orders.cancel(order.reference, world.operator),
        lambda: given_back(world, order.reference),
    ):
        with pytest.raises(NotPossible):
            forbidden()


def test_a_mail_exists_even_when_nobody_knows(world: World) -> None:
    """An order whose payment went unanswered has its mail all the same (R-006), and it is no receipt (R-010)."""
    order, payment = start(world)
    world.provider.after = raising(httpx.ReadTimeout("lost"))
    world.desk.payments.authorize(payment.id, CARD, world.operator)
    assert kinds(world, order) == [MailKind.ORDER_CONFIRMATION]


def test_an_inquiry_finds_what_happened_and_goes_on(world: World) -> None:
    """The provider had authorized: the inquiry learns it and settles, with one effect of each."""
    order, payment = start(world)
    world.provider.after = raising(httpx.ReadTimeout("lost"))
    world.desk.payments.authorize(payment.id, CARD, world.operator)
    world.provider.after = lambda key: None
    paid = world.desk.payments.inquire(payment.id, world.operator)
    assert paid.standing is Standing.SETTLED
    assert (world.provider.count(o.Authorized), world.provider.count(o.Settled)) == (1, 1)
    assert kinds(world, order).count(MailKind.RECEIPT) == 1


def test_a_lost_question_is_asked_again_with_its_own_key(world: World) -> None:
    """Inside the provider's window the same key is replayed: the one effect happens then."""
    _, payment = start(world)
    world.provider.before = raising(httpx.ReadError("lost"))
    world.desk.payments.authorize(payment.id, CARD, world.operator)
    world.provider.before = lambda key: None
    paid = world.desk.payments.inquire(payment.id, world.operator)
    assert paid.standing is Standing.SETTLED
    assert len({key for key in world.provider.asked if "authorize" in key}) == 1


def test_not_found_closes_a_question_only_after_several_inquiries_past_the_window(world: World) -> None:
    """One "not found" proves nothing; several, after window and lag, are an answer."""
    _, payment = start(world)
    world.provider.before = raising(httpx.ReadError("lost"))
    world.desk.payments.authorize(payment.id, CARD, world.operator)
    world.clock.move(hours=25)
    for _ in range(2):
        assert world.desk.payments.inquire(payment.id, world.operator).doubt is Doubt.UNANSWERED
    closed = world.desk.payments.inquire(payment.id, world.operator)
    assert (closed.doubt, closed.standing, closed.live) == (Doubt.NONE, Standing.NEW, None)


def test_a_question_is_never_replayed_outside_the_window(world: World) -> None:
    """After the window the same key might charge anew: only inquiries are made."""
    _, payment = start(world)
    world.provider.after = raising(httpx.ReadTimeout("lost"))
    world.desk.payments.authorize(payment.id, CARD, world.operator)
    world.provider.effects.clear()
    asked = len(world.provider.asked)
    world.clock.move(hours=24)
    world.desk.payments.inquire(payment.id, world.operator)
    assert len(world.provider.asked) == asked


def test_without_any_promise_a_person_decides(world: World) -> None:
    """With neither replay nor inquiry the way out is an operator's resolution with evidence."""
    world.charged.promise = Promise()
    world.provider.after = raising(httpx.ReadTimeout("lost"))
    world.desk.lanes["charged"].method = world.charged.describe()
    order, payment = start(world)
    world.desk.payments.authorize(payment.id, CARD, world.operator)
    with pytest.raises(BadInput):
        world.desk.payments.resolve(payment.id, False, " ", world.operator)
    resolved = world.desk.payments.resolve(payment.id, False, "their support, ticket 81", world.operator)
    assert (resolved.doubt, resolved.standing) == (Doubt.NONE, Standing.NEW)
    told = [str(line.says) for line in world.desk.orders.view(order.reference).timeline]
    assert any("ticket 81" in line for line in told)


def test_resolving_needs_the_role(world: World) -> None:
    """Deciding what became of money is for payment processing."""
    _, payment = start(world)
    world.provider.after = raising(httpx.ReadTimeout("lost"))
    world.desk.payments.authorize(payment.id, CARD, world.operator)
    novice = Operator("novice", roles=frozenset({Role.SEARCH, Role.CUSTOMER_SERVICE}))
    with pytest.raises(NotPossible):
        world.desk.payments.resolve(payment.id, True, "seen it", novice)


def test_what_never_left_may_simply_be_tried_again(world: World) -> None:
    """NotSent closes the question with the same key ready, and the next press pays once."""
    _, payment = start(world)
    world.provider.before = raising(httpx.ConnectError("no route"))
    not_sent = world.desk.payments.authorize(payment.id, CARD, world.operator)
    assert (not_sent.live, not_sent.standing) == (None, Standing.NEW)
    world.provider.before = lambda key: None
    paid = world.desk.payments.authorize(payment.id, CARD, world.operator)
    assert paid.standing is Standing.SETTLED
    assert world.provider.count(o.Authorized) == 1


def test_a_declined_card_mails_the_decline_and_leaves_the_order_open(world: World) -> None:
    """A plain no: the caller may try again, another card or another method (R-062)."""
    order, payment = start(world)
    world.provider.says = Refused("card_declined")
    declined = world.desk.payments.authorize(payment.id, CARD, world.operator)
    assert declined.standing is Standing.DECLINED
    assert kinds(world, order) == [MailKind.DECLINED]
    world.provider.says = None
    again = world.desk.payments.prepare(order.reference, "charged", world.operator)
    assert again.id != payment.id
    assert world.desk.payments.authorize(again.id, CARD, world.operator).standing is Standing.SETTLED


def test_a_number_that_the_provider_will_not_take_is_a_decline(world: World) -> None:
    """A refusal at the first step, before anything is asked, is written down like any other."""
    order, payment = start(world)
    details = Details({"number": Secret("4242424242424213")})
    declined = world.desk.payments.authorize(payment.id, details, world.operator)
    assert declined.standing is Standing.DECLINED
    assert kinds(world, order) == [MailKind.DECLINED]
    assert not world.provider.asked


def test_changing_the_method_gives_up_the_old_attempt(world: World) -> None:
    """Same order, same reference, a new payment (R-054, R-055); the old one waits no longer."""
    order = world.place()
    first = world.desk.payments.prepare(order.reference, "awaited", world.operator)
    world.desk.payments.authorize(first.id, Details(), world.operator)
    second = world.desk.payments.prepare(order.reference, "charged", world.operator)
    world.desk.payments.authorize(second.id, CARD, world.operator)
    standings = [view.payment.standing for view in world.desk.orders.view(order.reference).payments]
    assert standings == [Standing.WITHDRAWN, Standing.SETTLED]


def test_a_full_refund_goes_back_once(world: World) -> None:
    """Granted with a reason, executed once; a second press finds nothing left (R-035, R-037)."""
    order, payment = start(world)
    world.desk.payments.authorize(payment.id, CARD, world.operator)
    code = asked(world, order.reference)
    assert world.provider.count(o.Refunded) == 0, "no money moves before the customer has confirmed (R-036)"
    world.desk.refunds.confirm(order.reference, code, world.operator)
    with pytest.raises(NotPossible):
        world.desk.refunds.confirm(order.reference, code, world.operator)
    with pytest.raises(NotPossible):
        given_back(world, order.reference)
    with world.store.reading() as connection:
        assert payments.get(connection, payment.id).standing is Standing.REFUNDED
    assert world.provider.count(o.Refunded) == 1
    assert kinds(world, order) == [MailKind.RECEIPT, MailKind.REFUND_VALIDATION, MailKind.REFUND_DONE]


def test_a_lost_refund_is_not_asked_with_another_key(world: World) -> None:
    """The answer to a refund is lost: it counts as under way, and the inquiry finds it."""
    order, payment = start(world)
    world.desk.payments.authorize(payment.id, CARD, world.operator)
    world.provider.after = raising(httpx.ReadTimeout("lost"))
    lost = given_back(world, order.reference)
    assert (lost.refunding, lost.refundable.minor) == (order.total.minor, 0)
    world.provider.after = lambda key: None
    assert world.desk.payments.inquire(payment.id, world.operator).standing is Standing.REFUNDED
    assert world.provider.count(o.Refunded) == 1


def test_a_refund_that_never_left_is_executed_in_the_next_round(world: World) -> None:
    """Nothing was sent: the refund stays granted once, and the worker's next round moves the money once."""
    order, payment = start(world)
    world.desk.payments.authorize(payment.id, CARD, world.operator)
    world.provider.before = raising(httpx.ConnectError("no route"))
    not_sent = given_back(world, order.reference)
    assert (not_sent.standing, not_sent.refundable) == (Standing.SETTLED, order.total)
    with pytest.raises(NotPossible, match="granted"):
        asked(world, order.reference)
    world.provider.before = lambda key: None
    world.desk.payments.settle_due(world.operator)
    world.desk.payments.settle_due(world.operator)
    with world.store.reading() as connection:
        assert payments.get(connection, payment.id).standing is Standing.REFUNDED
        assert len(refunds.of_order(connection, order.reference)) == 1
    assert world.provider.count(o.Refunded) == 1


def test_nothing_is_refunded_that_was_only_authorized(world: World) -> None:
    """While only authorized the way is to void, and it is offered (R-039d)."""
    order, payment = start(world)
    world.provider.before = lambda key: raising(httpx.ConnectError("down"))(key) if "settle" in key else None
    authorized = world.desk.payments.authorize(payment.id, CARD, world.operator)
    assert authorized.standing is Standing.AUTHORIZED
    assert given_back(world, order.reference).standing is Standing.AUTHORIZED
    assert world.provider.count(o.Refunded) == 0
    world.provider.before = lambda key: None
    assert world.desk.payments.void(payment.id, world.operator).standing is Standing.VOIDED
    assert world.provider.count(o.Settled) == 0


def test_settle_asks_after_everything_due_once(world: World) -> None:
    """The worker's round: what went unanswered is inquired about, what is authorized is settled."""
    _, first = start(world)
    world.provider.after = raising(httpx.ReadTimeout("lost"))
    world.desk.payments.authorize(first.id, CARD, world.operator)
    world.provider.after = lambda key: None
    report = world.desk.payments.settle_due(world.operator)
    assert (report.asked, report.settled, report.still_open) == (1, 1, 0)
    assert world.desk.payments.settle_due(world.operator).asked == 0


_FAULTS = st.sampled_from(["none", "question", "answer", "refused"])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(_FAULTS, st.sampled_from(["press", "inquire", "wait", "refund", "round"])), max_size=14
    )
)
def test_whatever_is_lost_money_moves_at_most_once(
    fresh_world: Callable[[], World], story: list[tuple[str, str]]
) -> None:
    """Any sequence of presses, inquiries, rounds and refunds under any faults charges once and refunds once."""
    world = fresh_world()
    order, payment = start(world)
    for fault, step in story:
        world.provider.before = raising(httpx.ReadError("q")) if fault == "question" else lambda key: None
        if fault == "refused":
            world.provider.before = raising(httpx.ConnectError("r"))
        world.provider.after = raising(httpx.ReadTimeout("a")) if fault == "answer" else lambda key: None
        try:
            if step == "press":
                world.desk.payments.authorize(payment.id, CARD, world.operator)
            elif step == "inquire":
                world.desk.payments.inquire(payment.id, world.operator)
            elif step == "wait":
                world.clock.at += timedelta(hours=7)
            elif step == "refund":
                given_back(world, order.reference)
            else:
                world.desk.payments.settle_due(world.operator)
        except CheckoutError:
            continue
    assert world.provider.count(o.Authorized) <= 1
    assert world.provider.count(o.Settled) <= 1
    assert world.provider.count(o.Refunded) <= 1
    with world.store.reading() as connection:
        after = payments.get(connection, payment.id)
    if after.standing is Standing.SETTLED:
        assert world.provider.count(o.Settled) == 1
    assert after.refunded <= after.settled
    world.close()
