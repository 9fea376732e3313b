"""Rules 3 and 4 of the allocation desk, whatever happens in whatever order: every cent is somewhere."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.refunds import given_back
from support.waiting import attempt, stored
from support.world import STRICT, World, build

from checkout_tui import Money
from checkout_tui.domain import reference
from checkout_tui.domain.errors import BadInput, NotPossible
from checkout_tui.domain.history import Standing
from checkout_tui.domain.inbox import Folder
from checkout_tui.domain.order import Order, OrderState
from checkout_tui.domain.payment import Payment
from checkout_tui.domain.remittance import LineKind, Remittance
from checkout_tui.domain.seller import Seller
from checkout_tui.store import payments
from checkout_tui.store import remittances as table

MOVES = st.lists(
    st.tuples(
        st.sampled_from(
            (
                "arrive",
                "return",
                "allocate",
                "part",
                "release",
                "refund",
                "keep",
                "back",
                "bring",
                "short",
                "cancel",
            )
        ),
        st.integers(0, 5),
        st.integers(1, 12000),
    ),
    max_size=30,
)


@pytest.fixture
def seller() -> Seller:
    """A seller who bears 10 dollars of charges, and lets one person decide about 500."""
    return STRICT


@given(MOVES)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_happens_in_whatever_order_every_cent_is_somewhere(
    tmp_path_factory: pytest.TempPathFactory, moves: list[tuple[str, int, int]]
) -> None:
    """Rules 3 and 4 after every step of any story of arrivals, returns, refunds, allocations and second thoughts."""
    folder: Path = tmp_path_factory.mktemp("money")
    world = build(f"sqlite:///{folder / 'm.db'}", seller=STRICT)
    tries = [attempt(world) for _ in range(3)]
    for number, (move, which, minor) in enumerate(moves):
        with suppress(NotPossible, BadInput):
            _one(world, tries, number, move, which, minor)
        _hold(world, tries)
    world.close()


@given(MOVES)
@settings(
    max_examples=6,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_every_cent_is_somewhere_in_either_database(world: World, moves: list[tuple[str, int, int]]) -> None:
    """The same on SQLite and on PostgreSQL, one story after the other on what the ones before left behind."""
    tries = [attempt(world) for _ in range(3)]
    for number, (move, which, minor) in enumerate(moves):
        with suppress(NotPossible, BadInput):
            _one(world, tries, f"{tries[0][0].reference}.{number}", move, which, minor)
    with world.store.reading() as connection:
        for received, allocated, surplus, back, left in table.totals(connection).values():
            assert received == allocated + surplus + back + left
            assert min(allocated, surplus, back, left) >= 0
        for _, payment in tries:
            now = payments.get(connection, payment.id)
            assert now.settled <= now.allocated
            assert 0 <= now.refunded + now.refunding <= max(now.settled - now.returned, 0) + now.lost.minor


@given(st.permutations(range(4)), st.permutations(range(4)))
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_order_of_arrival_does_not_change_the_facts(
    tmp_path_factory: pytest.TempPathFactory, arrival: list[int], deciding: list[int]
) -> None:
    """Two parts, a return and the money again, in any order and taken up in any order: the same facts (rule 6)."""
    folder: Path = tmp_path_factory.mktemp("order")
    world = build(f"sqlite:///{folder / 'm.db'}", seller=STRICT)
    order, payment = attempt(world)
    shown = reference.shown(order.reference)
    rows = (f"60.00;{shown} a;ADA", f"39.00;{shown} b;ADA", f"-99.00;{shown} c;ADA", f"99.00;{shown} d;ADA")
    for number in arrival:
        world.desk.documents.import_document("s", f"STATEMENT\n{rows[number]}".encode(), world.operator)
    for _ in range(4):
        # Whatever could not be done yet is tried again, until nothing more can be.
        waiting = sorted(world.desk.remittances.inbox(), key=lambda money: money.id)
        for number in deciding:
            if number < len(waiting):
                with suppress(NotPossible, BadInput):
                    world.desk.remittances.allocate(waiting[number].id, payment.id, world.operator)
    now = stored(world, payment)
    with world.store.reading() as connection:
        assert table.totals(connection) == {"USD": (19800, 19800, 0, 0, 0)}
    assert world.desk.remittances.inbox() == ()
    assert (now.standing, now.settled, now.returned, now.allocated) == (Standing.SETTLED, 19800, 9900, 19800)
    assert world.desk.orders.view(order.reference).state is OrderState.PAID
    world.close()


def _one(
    world: World, tries: list[tuple[Order, Payment]], number: int | str, move: str, which: int, minor: int
) -> None:
    order, payment = tries[which % len(tries)]
    desk, by = world.desk.remittances, world.operator
    if move in ("arrive", "return"):
        sign = "-" if move == "return" else ""
        row = f"{sign}{Money(minor, 'USD').plain()};{reference.shown(order.reference)} {number};ADA"
        world.desk.documents.import_document("s", f"STATEMENT\n{row}".encode(), by)
        return
    if move == "refund":
        given_back(world, order.reference)
        return
    if move == "cancel":
        world.desk.orders.cancel(order.reference, by)
        return
    if move == "short":
        desk.accept_short(payment.id, by)
        return
    known = [*desk.inbox(), *world.desk.inbox.page(Folder.DONE)]
    if not known:
        return
    money: Remittance = known[minor % len(known)]
    if move == "allocate":
        desk.allocate(money.id, payment.id, by)
    elif move == "part":
        desk.allocate(money.id, payment.id, by, Money(minor, "USD"))
    elif move == "release":
        desk.release(money.id, payment.id, by, "second thoughts")
    elif move == "keep":
        desk.keep_surplus(money.id, by, "kept", Money(minor, "USD"))
    elif move == "back":
        desk.send_back(money.id, by, "sent")
    else:
        desk.bring_back(money.id, by, "undone")


def _hold(world: World, tries: list[tuple[Order, Payment]]) -> None:
    with world.store.reading() as connection:
        folded = [payments.get(connection, payment.id) for _, payment in tries]
        totals = table.totals(connection)
        tied = {payment.id: 0 for payment in folded}
        for money in (*world.desk.remittances.inbox(), *world.desk.inbox.page(Folder.DONE)):
            if money.kind is LineKind.RECEIPT:
                assert money.amount.minor == (
                    money.allocated + money.surplus + money.sent_back + money.unallocated.minor
                )
                for tie in table.ties(connection, money.id):
                    tied[tie.payment] += tie.amount.minor
    for payment in folded:
        assert payment.refunded + payment.refunding >= 0
        assert (
            payment.refunded + payment.refunding
            <= max(payment.settled - payment.returned, 0) + payment.lost.minor
        )
        assert payment.settled <= payment.allocated
        assert payment.allocated == tied[payment.id]
        assert 0 <= payment.charges <= 1000
        if payment.standing is Standing.SETTLED and not payment.returned:
            assert payment.settled + payment.charges >= payment.amount.minor
    for received, allocated, surplus, back, left in totals.values():
        assert received == allocated + surplus + back + left
        assert min(allocated, surplus, back, left) >= 0
        assert allocated == sum(tied.values())
