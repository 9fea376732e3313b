"""Money that arrived is tied to the right payment, by a person where a person is needed."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.refunds import given_back
from support.scripted import Awaited
from support.waiting import arrived, attempt
from support.world import World, build

from checkout_tui import AllocationRule, Details, Money
from checkout_tui.domain import reference
from checkout_tui.domain.errors import BadInput, CheckoutError, NotPossible
from checkout_tui.domain.history import Standing
from checkout_tui.domain.letter import MailKind
from checkout_tui.domain.operator import Operator, Role
from checkout_tui.domain.order import OrderState
from checkout_tui.domain.remittance import Likeness, LineKind
from checkout_tui.store import remittances as table


def statement(*rows: str) -> bytes:
    return "\n".join(("STATEMENT", *rows)).encode()


def test_an_unpaid_order_is_told_where_to_send_the_money(world: World) -> None:
    """Instructions, window on the bank's calendar over Thanksgiving, confirmation by mail (R-006, R-070)."""
    order, payment = attempt(world)
    view = world.desk.orders.view(order.reference)
    assert payment.standing is Standing.AWAITING_FUNDS
    assert view.current is not None
    assert view.current.window is not None
    window = view.current.window
    assert (window.first.isoformat(), window.last.isoformat()) == ("2026-11-24", "2026-11-27")
    assert [mail.kind for mail in view.mails] == [MailKind.ORDER_CONFIRMATION]


def test_money_by_hand_stays_in_the_inbox_however_clear_its_reference(world: World) -> None:
    """Nothing is posted by itself where a person allocates (R-066, R-071)."""
    order, _ = attempt(world)
    world.desk.documents.import_document(
        "s.txt", statement(f"99.00;{reference.shown(order.reference)};ADA EXAMPLE"), world.operator
    )
    (waiting,) = world.desk.remittances.inbox()
    assert waiting.unallocated == Money(9900, "USD")
    assert world.desk.orders.view(order.reference).state is OrderState.AWAITING_FUNDS


def test_a_person_allocates_it_and_the_order_is_paid(world: World) -> None:
    """Allocating the whole amount settles the payment and sends receipt and invoice (R-010, R-077)."""
    order, payment = attempt(world)
    remittance = arrived(world, f"99.00;{reference.shown(order.reference)};ADA EXAMPLE")
    (candidate,) = world.desk.remittances.candidates(remittance)
    assert (candidate.payment, candidate.likeness) == (payment.id, Likeness.REFERENCE)
    after = world.desk.remittances.allocate(remittance, payment.id, world.operator)
    assert after.unallocated.minor == 0
    view = world.desk.orders.view(order.reference)
    assert view.state is OrderState.PAID
    assert [mail.kind for mail in view.mails] == [MailKind.ORDER_CONFIRMATION, MailKind.RECEIPT]
    assert world.desk.remittances.inbox() == ()


def test_an_exact_checked_reference_is_allocated_on_receipt_where_the_method_allows_it(
    database_url: str,
) -> None:
    """A wire with the right reference and amount is paid without a hand (R-077); any other waits."""
    world = build(database_url, Awaited(AllocationRule.ON_RECEIPT))
    right, _ = attempt(world)
    short, _ = attempt(world)
    report = world.desk.documents.import_document(
        "s.txt",
        statement(
            f"99.00;invoice {reference.shown(right.reference)} thanks;ADA",
            f"98.00;{reference.shown(short.reference)};ADA",
            "99.00;no idea;BOB",
        ),
        world.operator,
    )
    assert (report.entries, report.booked, report.allocated, report.unallocated) == (3, 3, 1, 2)
    assert report.totals == {"USD": 29600}
    assert world.desk.orders.view(right.reference).state is OrderState.PAID
    assert world.desk.orders.view(short.reference).state is OrderState.AWAITING_FUNDS
    world.close()


def test_the_same_document_again_changes_nothing_even_renamed(world: World) -> None:
    """Importing twice books once; another document with the same lines books none of them either."""
    rows = ("99.00;a;ADA", "12.00;b;BOB")
    first = world.desk.documents.import_document("a.txt", statement(*rows), world.operator)
    again = world.desk.documents.import_document("b.txt", statement(*rows), world.operator)
    other = world.desk.documents.import_document("c.txt", statement(*rows, "1.00;c;EVE"), world.operator)
    assert (first.booked, again.booked, again.again, other.booked) == (2, 0, True, 1)
    assert (again.entries, again.totals) == (2, {})
    assert len(world.desk.remittances.inbox()) == 3


def test_a_bad_record_is_kept_with_its_line_while_the_rest_goes_on(world: World) -> None:
    """What cannot be read is named by its line; nothing else is lost."""
    report = world.desk.documents.import_document(
        "a.txt", statement("99.00;a;ADA", "rubbish"), world.operator
    )
    assert report.booked == 1
    assert [(problem.line, problem.reason) for problem in report.problems] == [(3, "not three parts")]


def test_a_document_that_nobody_reads_is_a_sentence(world: World) -> None:
    """What no method can read is said, and nothing is booked."""
    with pytest.raises(BadInput, match=r"No installed payment method can read x\.bin"):
        world.desk.documents.import_document("x.bin", b"\x00\x01", world.operator)


def test_part_of_the_money_does_not_pay_the_order(world: World) -> None:
    """A first part waits with the order; the second one settles it."""
    order, payment = attempt(world)
    world.desk.remittances.allocate(arrived(world, "60.00;a;ADA"), payment.id, world.operator)
    view = world.desk.orders.view(order.reference)
    assert (view.state, view.received) == (OrderState.AWAITING_FUNDS, Money(6000, "USD"))
    world.desk.remittances.allocate(arrived(world, "39.00;b;ADA"), payment.id, world.operator)
    assert world.desk.orders.view(order.reference).state is OrderState.PAID


def test_what_is_too_much_stays_in_the_inbox(world: World) -> None:
    """An order takes what it waits for; the surplus is for a person to decide about."""
    _, payment = attempt(world)
    remittance = arrived(world, "120.00;a;ADA")
    after = world.desk.remittances.allocate(remittance, payment.id, world.operator)
    assert after.unallocated == Money(2100, "USD")
    assert [left.id for left in world.desk.remittances.inbox()] == [remittance]


def test_an_allocation_is_undone_as_long_as_nothing_has_gone_back(world: World) -> None:
    """Undoing keeps the history; once money was refunded, what it settled is not another order's any more."""
    _, payment = attempt(world)
    part = arrived(world, "60.00;a;ADA")
    world.desk.remittances.allocate(part, payment.id, world.operator)
    back = world.desk.remittances.release(part, payment.id, world.operator, "wrong order")
    assert back.unallocated == Money(6000, "USD")
    whole = arrived(world, "99.00;b;ADA")
    world.desk.remittances.allocate(whole, payment.id, world.operator)
    given_back(world, payment.order)
    with pytest.raises(NotPossible):
        world.desk.remittances.release(whole, payment.id, world.operator, "wrong order")


def test_money_for_an_order_that_was_cancelled_is_kept_and_can_still_pay_it(world: World) -> None:
    """Late money never vanishes: it waits in the inbox, and a person may take it for the order (rule 6)."""
    order, payment = attempt(world)
    world.desk.orders.cancel(order.reference, world.operator)
    remittance = arrived(world, f"99.00;{reference.shown(order.reference)};ADA")
    (candidate,) = world.desk.remittances.candidates(remittance)
    world.desk.remittances.allocate(remittance, candidate.payment, world.operator)
    assert world.desk.orders.view(order.reference).state is OrderState.PAID
    assert payment.id == candidate.payment


def test_money_for_an_order_paid_by_card_is_not_taken_twice(world: World) -> None:
    """The caller paid another way in the meantime: the transfer stays in the inbox (rule 6)."""
    order, payment = attempt(world)
    card = world.desk.payments.prepare(order.reference, "charged", world.operator)
    world.desk.payments.authorize(card.id, Details({"number": "4242424242424242"}), world.operator)
    remittance = arrived(world, f"99.00;{reference.shown(order.reference)};ADA")
    with pytest.raises(NotPossible, match="paid another way"):
        world.desk.remittances.allocate(remittance, payment.id, world.operator)
    assert len(world.desk.remittances.inbox()) == 1


def test_a_banks_return_reopens_the_order(world: World) -> None:
    """Settled is not final: the return takes the money back and the order waits again."""
    order, payment = attempt(world)
    shown = reference.shown(order.reference)
    world.desk.remittances.allocate(arrived(world, f"99.00;{shown};ADA"), payment.id, world.operator)
    world.desk.documents.import_document("r.txt", statement(f"-99.00;{shown};ADA"), world.operator)
    view = world.desk.orders.view(order.reference)
    assert (view.state, view.owed) == (OrderState.RETURNED, order.total)


def test_a_return_that_names_nobody_waits_for_a_person(world: World) -> None:
    """A return without a reference is in the inbox, marked as one."""
    arrived(world, "-99.00;???;ADA")
    (waiting,) = world.desk.remittances.inbox()
    assert waiting.kind is LineKind.RETURN


def test_another_currency_is_never_exchanged(world: World) -> None:
    """Money in another currency stays unallocated (rule 1)."""
    world_order = world.place(currency="EUR")
    payment = world.desk.payments.prepare(world_order.reference, "awaited", world.operator)
    world.desk.payments.authorize(payment.id, Details(), world.operator)
    with pytest.raises(NotPossible, match="no exchange is made"):
        world.desk.remittances.allocate(arrived(world, "99.00;a;ADA"), payment.id, world.operator)


def test_allocating_needs_the_role(world: World) -> None:
    """Whose money it is decides payment processing, not everybody (domain, section 4)."""
    _, payment = attempt(world)
    remittance = arrived(world, "99.00;a;ADA")
    novice = Operator("novice", roles=frozenset({Role.SEARCH, Role.CUSTOMER_SERVICE}))
    with pytest.raises(NotPossible):
        world.desk.remittances.allocate(remittance, payment.id, novice)


def test_a_payment_gone_overdue_is_first_past_its_last_day(world: World) -> None:
    """Overdue only after the window's upper bound, and nothing else changes (R-079, rule 7)."""
    order, _ = attempt(world)
    for days, overdue in ((4, False), (1, True)):
        world.clock.move(days=days)
        view = world.desk.orders.view(order.reference)
        assert view.current is not None
        assert (view.current.overdue, view.state) == (overdue, OrderState.AWAITING_FUNDS)


def test_a_list_says_late_when_the_day_is_over_at_the_bank(world: World) -> None:
    """Eight in the evening in New York is the next day in UTC: nobody is late before the bank's midnight (R-079)."""
    order, _ = attempt(world)
    remittance = arrived(world, "99.00;a;ADA")
    for minutes, late in (((4 * 24 + 8) * 60, False), (4 * 60, True)):  # 1 a.m. and 5 a.m. UTC of the 28th
        world.clock.move(minutes=minutes)
        (row,) = world.desk.orders.queue()
        candidate = world.desk.remittances.candidate(remittance, order.reference)
        assert (row.overdue, bool(candidate.say)) == (late, late), world.clock.now()
        assert row.overdue == world.desk.orders.view(order.reference).payments[0].overdue


_STEPS = st.one_of(
    st.tuples(st.just("arrive"), st.integers(1, 15000)),
    st.tuples(st.just("allocate"), st.integers(0, 5)),
    st.tuples(st.just("release"), st.integers(0, 5)),
    st.tuples(st.just("return"), st.integers(1, 12000)),
    st.tuples(st.just("cancel"), st.just(0)),
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_STEPS, max_size=14))
def test_receipts_are_always_what_became_of_them(fresh_world: object, story: list[tuple[str, int]]) -> None:
    """remittances = allocated + surplus + unallocated + sent back, whatever happens in any order (rule 4)."""
    world: World = fresh_world()  # type: ignore[operator]
    order, payment = attempt(world)
    came, ids = 0, []
    for number, (step, value) in enumerate(story):
        try:
            if step == "arrive":
                arrived(world, f"{value / 100:.2f};n{number};ADA")
                came += value
                ids = list(dict.fromkeys([*ids, *(r.id for r in world.desk.remittances.inbox())]))
            elif step == "return":
                shown = reference.shown(order.reference)
                arrived(world, f"-{value / 100:.2f};{shown} n{number};ADA")
            elif step == "cancel":
                world.desk.orders.cancel(order.reference, world.operator)
            elif ids and step == "allocate":
                world.desk.remittances.allocate(ids[value % len(ids)], payment.id, world.operator)
            elif ids:
                world.desk.remittances.release(ids[value % len(ids)], payment.id, world.operator, "test")
        except (CheckoutError, IndexError):
            continue
    with world.store.reading() as connection:
        received, allocated, surplus, back, left = table.totals(connection).get("USD", (0, 0, 0, 0, 0))
    now = world.desk.orders.view(order.reference).payments[0].payment
    assert received == came == allocated + surplus + back + left
    assert allocated == now.allocated
    assert now.settled <= now.allocated
    assert 0 <= now.refunded + now.refunding <= now.settled - now.returned + now.lost.minor
    world.close()
