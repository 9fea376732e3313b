"""Several operators and workers at the same moment: one effect, and whoever was second reads a sentence."""

from collections import Counter
from collections.abc import Callable
from functools import partial
from threading import Barrier, Thread

import httpx
import pytest
from sqlalchemy import select
from support.paying import CARD, charge
from support.refunds import asked
from support.scripted import raising
from support.waiting import arrived, attempt
from support.world import World

from checkout_tui import Details
from checkout_tui.domain import outcomes as o
from checkout_tui.domain.errors import CheckoutError
from checkout_tui.domain.history import Standing
from checkout_tui.domain.order import Order, OrderState
from checkout_tui.domain.payment import Payment
from checkout_tui.store import payments, tables
from checkout_tui.store import remittances as table


def at_once(*works: Callable[[], object]) -> list[CheckoutError]:
    """Do all of it at the same moment. Returns the sentences; anything else that is raised fails the test."""
    gate, sentences, worse = Barrier(len(works)), list[CheckoutError](), list[BaseException]()

    def run(work: Callable[[], object]) -> None:
        gate.wait()
        try:
            work()
        except CheckoutError as error:
            sentences.append(error)
        except BaseException as error:  # noqa: BLE001 - the thread must not keep it to itself
            worse.append(error)

    threads = [Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not worse, worse
    return sentences


def authorized(world: World) -> tuple[Order, Payment]:
    """Held and not taken: the settling never left."""
    order = world.place()
    payment = world.desk.payments.prepare(order.reference, "charged", world.operator)
    world.provider.before = lambda key: raising(httpx.ConnectError("down"))(key) if "settle" in key else None
    after = world.desk.payments.authorize(payment.id, CARD, world.operator)
    world.provider.before = lambda key: None
    return order, after


def test_two_operators_take_the_same_order_by_different_methods(world: World) -> None:
    """One of the two attempts stays; the other is given up or refused, and no money is asked for twice."""
    for _ in range(4):
        order = world.place()
        card = world.desk.payments.prepare(order.reference, "charged", world.operator)
        transfer = world.desk.payments.prepare(order.reference, "awaited", world.operator)
        at_once(
            lambda card=card: world.desk.payments.authorize(card.id, CARD, world.operator),
            lambda transfer=transfer: world.desk.payments.authorize(transfer.id, Details(), world.operator),
        )
        tries = [view.payment for view in world.desk.orders.view(order.reference).payments]
        going_on = [p for p in tries if p.standing in (Standing.SETTLED, Standing.AWAITING_FUNDS)]
        assert len(going_on) == 1, tries
        assert all(p.live is None for p in tries)


def test_an_order_is_cancelled_or_charged_and_never_both(world: World) -> None:
    """The cancelling and the charging meet: one of them is refused."""
    for _ in range(4):
        order = world.place()
        card = world.desk.payments.prepare(order.reference, "charged", world.operator)
        before = world.provider.count(o.Settled)
        told = at_once(
            lambda card=card: world.desk.payments.authorize(card.id, CARD, world.operator),
            lambda order=order: world.desk.orders.cancel(order.reference, world.operator),
        )
        view = world.desk.orders.view(order.reference)
        charged = world.provider.count(o.Settled) - before
        assert (view.state, charged) in ((OrderState.PAID, 1), (OrderState.CANCELLED, 0))
        assert len(told) == 1


def test_the_same_money_pays_one_of_two_orders(world: World) -> None:
    """Two people tie one receipt to two payments: the second is told that nothing of it is left (rule 4)."""
    for number in range(3):
        (_, one), (_, two) = attempt(world), attempt(world)
        money = arrived(world, f"99.00;n{number};ADA")
        told = at_once(
            *(
                partial(world.desk.remittances.allocate, money, payment.id, world.operator)
                for payment in (one, two)
            )
        )
        assert len(told) == 1
    with world.store.reading() as connection:
        assert table.totals(connection)["USD"] == (29700, 29700, 0, 0, 0)


def test_two_receipts_for_the_same_order_at_once_pay_it_once(world: World) -> None:
    """A customer paid twice and two people allocate: one receipt stays in the inbox."""
    order, payment = attempt(world)
    document = b"STATEMENT\n99.00;a;ADA\n99.00;b;ADA"
    world.desk.documents.import_document("s.txt", document, world.operator)
    one, two = (left.id for left in world.desk.remittances.inbox())
    told = at_once(
        lambda: world.desk.remittances.allocate(one, payment.id, world.operator),
        lambda: world.desk.remittances.allocate(two, payment.id, world.operator),
    )
    assert len(told) == 1
    assert len(world.desk.remittances.inbox()) == 1
    assert world.desk.orders.view(order.reference).received == order.total


def test_a_receipt_is_tied_and_untied_in_any_order_without_waiting_for_each_other(world: World) -> None:
    """Tying, untying and reading statements lock in one order: whoever meets is done or told (rule 4)."""
    _, payment = attempt(world)
    document = b"STATEMENT\n20.00;a;ADA\n30.00;b;ADA"
    world.desk.documents.import_document("s.txt", document, world.operator)
    ids = [left.id for left in world.desk.remittances.inbox()]

    def tie(money: str) -> None:
        for _ in range(6):
            world.desk.remittances.allocate(money, payment.id, world.operator)
            world.desk.remittances.release(money, payment.id, world.operator, "test")

    assert at_once(lambda: tie(ids[0]), lambda: tie(ids[1])) == []
    assert len(world.desk.remittances.inbox()) == 2


def test_the_same_document_imported_twice_at_once_is_booked_once(world: World) -> None:
    """The second import waits for the first and finds that nothing is new."""
    document = b"STATEMENT\n" + b"\n".join(b"%d.00;r%d;ADA" % (n, n) for n in range(1, 30))
    reports = []
    told = at_once(
        *[lambda: reports.append(world.desk.documents.import_document("s.txt", document, world.operator))] * 3
    )
    assert told == []
    assert sorted(report.booked for report in reports) == [0, 0, 29]
    assert sum(report.again for report in reports) == 2


def test_statements_that_overlap_are_booked_once_or_told(world: World) -> None:
    """Two documents with the same lines in opposite order meet: nothing is booked twice (rule 4)."""
    rows = [b"%d.00;r%d;ADA" % (n, n) for n in range(1, 60)]
    works = [
        lambda rows=rows: world.desk.documents.import_document(
            "s", b"STATEMENT\n" + b"\n".join(rows), world.operator
        )
        for rows in (rows, rows[::-1])
    ]
    for work in works[: len(at_once(*works))]:
        work()
    with world.store.reading() as connection:
        assert table.totals(connection)["USD"][0] == sum(range(1, 60)) * 100


def test_workers_that_settle_at_the_same_time_settle_once(world: World) -> None:
    """Two rounds find the same payments due: one effect each, and no error but sentences."""
    pairs = [authorized(world) for _ in range(4)]
    reports = []
    told = at_once(*[lambda: reports.append(world.desk.payments.settle_due(world.operator))] * 2)
    assert told == []
    assert world.provider.count(o.Settled) == 4
    assert Counter(world.provider.asked).most_common(1)[0][1] <= 2
    assert all(world.desk.orders.view(order.reference).state is OrderState.PAID for order, _ in pairs)


def test_workers_that_look_after_the_same_lost_answers_find_them_once(world: World) -> None:
    """Two rounds inquire about the same open questions: every order is paid once, with one receipt."""
    world.provider.after = raising(httpx.ReadTimeout("lost"))
    orders = []
    for _ in range(3):
        orders.append(world.place())
        payment = world.desk.payments.prepare(orders[-1].reference, "charged", world.operator)
        world.desk.payments.authorize(payment.id, CARD, world.operator)
    world.provider.after = lambda key: None
    assert at_once(*[lambda: world.desk.payments.settle_due(world.operator)] * 2) == []
    views = [world.desk.orders.view(order.reference) for order in orders]
    assert [view.state for view in views] == [OrderState.PAID] * 3
    assert [[str(mail.kind) for mail in view.mails].count("receipt") for view in views] == [1, 1, 1]
    assert (world.provider.count(o.Authorized), world.provider.count(o.Settled)) == (3, 3)


def test_two_people_refund_at_once_and_the_money_goes_back_once(world: World) -> None:
    """One grants it; the other reads that it is under way or done (R-035)."""
    for _ in range(3):
        order = world.place()
        charge(world, order.reference)
        code = asked(world, order.reference)
        told = at_once(*[partial(world.desk.refunds.confirm, order.reference, code, world.operator)] * 2)
        assert len(told) == 1
    assert world.provider.count(o.Refunded) == 3


def test_a_draft_placed_by_two_presses_at_once_is_one_order(world: World) -> None:
    """The second press finds the order of the first, even while that is still being written."""
    draft = world.draft()
    placed: list[Order] = []
    told = at_once(*[lambda: placed.append(world.desk.orders.place(draft, world.operator))] * 3)
    assert told == []
    assert len({order.reference for order in placed}) == 1
    assert len(world.desk.orders.recent()) == 1


def test_invoice_numbers_have_no_gap_and_no_double_however_many_are_paid_at_once(world: World) -> None:
    """Eight orders are settled at the same moment, some of them twice: 1 to 8, each once (R-011)."""
    cards = []
    for _ in range(8):
        order = world.place()
        cards.append(world.desk.payments.prepare(order.reference, "charged", world.operator))
    told = at_once(
        *(
            lambda card=card: world.desk.payments.authorize(card.id, CARD, world.operator)
            for card in (*cards, *cards[:2])
        )
    )
    assert len(told) == 2
    with world.store.reading() as connection:
        numbers = connection.execute(select(tables.invoices.c.number)).scalars().all()
        settled = [payments.get(connection, card.id) for card in cards]
    assert sorted(numbers) == list(range(1, 9))
    assert all(payment.standing is Standing.SETTLED for payment in settled)


@pytest.mark.parametrize("works", [2, 3])
def test_unpaid_orders_get_one_confirmation_from_several_workers(world: World, works: int) -> None:
    """Whoever comes second sees that it is written (R-006)."""
    order = world.place()
    world.clock.move(minutes=30)
    assert at_once(*[world.desk.mail.confirm_unpaid] * works) == []
    assert len(world.desk.orders.view(order.reference).mails) == 1
