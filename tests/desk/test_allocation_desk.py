"""The allocation desk: whose money it is, and everything a person may decide about it."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.refunds import given_back
from support.world import SELLER, World, build

from checkout_tui import Details, Money
from checkout_tui.domain import reference
from checkout_tui.domain.errors import BadInput, CheckoutError, NotFoundHere, NotPossible
from checkout_tui.domain.history import Standing
from checkout_tui.domain.inbox import Folder
from checkout_tui.domain.letter import MailKind
from checkout_tui.domain.operator import Operator, Role
from checkout_tui.domain.order import Contact, Order, OrderState
from checkout_tui.domain.payment import Payment
from checkout_tui.domain.remittance import Candidate, Likeness, LineKind, Remittance
from checkout_tui.domain.seller import Overpaid, PaymentRule
from checkout_tui.store import payments
from checkout_tui.store import remittances as table

STRICT = evolve(
    SELLER,
    short_payment_tolerance=(Money(1000, "USD"),),
    second_person_above=(Money(50000, "USD"),),
)
OTHER = Operator("second")


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    """A seller who bears 10 dollars of charges, and lets one person decide about 500."""
    made = build(database_url, seller=STRICT)
    yield made
    made.close()


def awaiting(world: World, **changes: object) -> tuple[Order, Payment]:
    order = world.place(**changes)
    payment = world.desk.payments.prepare(order.reference, "awaited", world.operator)
    return order, world.desk.payments.authorize(payment.id, Details(), world.operator)


def arrived(world: World, *rows: str) -> str:
    """Money comes in; the id of the last receipt."""
    world.desk.documents.import_document(
        f"{len(rows)}.txt", "\n".join(("STATEMENT", *rows)).encode(), world.operator
    )
    return world.desk.remittances.inbox()[-1].id


def again(world: World, payment: Payment) -> Payment:
    with world.store.reading() as connection:
        return payments.get(connection, payment.id)


def best(world: World, remittance: str) -> Candidate:
    return world.desk.remittances.candidates(remittance)[0]


# ------------------------------------------------------------ whose is it


def test_one_letter_off_is_proposed_and_never_posted(world: World) -> None:
    """A misread reference leads to its order, with the reason; a person decides (R-066, R-071)."""
    order, payment = awaiting(world)
    wrong = order.reference[:2] + ("2" if order.reference[2] != "2" else "3") + order.reference[3:]
    for number, written in enumerate(
        (wrong, reference.shown(wrong), order.reference[:-1], f"{order.reference}X")
    ):
        money = arrived(world, f"5{number}.00;inv {written} thanks;NOBODY")
        found = best(world, money)
        assert (found.order, found.likeness) == (order.reference, Likeness.NEAR_REFERENCE)
    assert again(world, payment).allocated == 0


def test_an_address_in_the_text_leads_to_what_its_owner_still_owes(world: World) -> None:
    """Better than an amount, weaker than a reference."""
    order, _ = awaiting(world, customer=Contact("Marie Curie", "marie@lumiere.example"))
    awaiting(world)
    found = best(world, arrived(world, "99.00;for Marie@Lumiere.example;M C"))
    assert (found.order, found.likeness) == (order.reference, Likeness.EMAIL)


def test_among_equal_amounts_the_name_decides_the_order_of_the_list(world: World) -> None:
    """Words in any order, accents and case aside; a legal form alone makes nobody alike."""
    marie, _ = awaiting(world, customer=Contact("Marie Müller", "m@example.com", "Lumière Films SARL"))
    awaiting(world)
    candidates = world.desk.remittances.candidates(arrived(world, "99.00;;SARL FILMS LUMIERE"))
    assert [c.likeness for c in candidates] == [Likeness.AMOUNT_AND_NAME, Likeness.AMOUNT]
    assert candidates[0].order == marie.reference


def test_an_exact_reference_comes_before_everything_else(world: World) -> None:
    """Even when another order has the amount and the name."""
    named, _ = awaiting(world, customer=Contact("Zoe", "zoe@example.com"))
    awaiting(world)
    candidates = world.desk.remittances.candidates(
        arrived(world, f"99.00;{reference.shown(named.reference)};ADA EXAMPLE")
    )
    assert [c.likeness for c in candidates] == [Likeness.REFERENCE, Likeness.AMOUNT_AND_NAME]
    assert candidates[0].order == named.reference


def test_a_little_less_from_somebody_so_called_is_found_too(world: World) -> None:
    """What banks kept on the way must not hide whose money it is; more than the tolerance does."""
    marie, _ = awaiting(world, customer=Contact("Marie Curie", "m@example.com"))
    found = best(world, arrived(world, "94.00;;CURIE MARIE"))
    assert (found.order, found.likeness) == (marie.reference, Likeness.SHORT_AND_NAME)
    assert found.amount == Money(9900, "USD")
    assert world.desk.remittances.candidates(arrived(world, "88.99;;CURIE MARIE")) == ()


def test_the_second_part_is_found_by_what_is_still_missing(world: World) -> None:
    """After a part payment an order waits for the rest: that is the amount it is found by."""
    order, payment = awaiting(world, customer=Contact("Marie Curie", "m@example.com"))
    world.desk.remittances.allocate(arrived(world, "60.00;a;ADA"), payment.id, world.operator)
    assert world.desk.remittances.candidates(arrived(world, "99.00;b;MARIE CURIE")) == ()
    found = best(world, arrived(world, "39.00;c;MARIE CURIE"))
    assert (found.order, found.likeness) == (order.reference, Likeness.AMOUNT_AND_NAME)


def test_what_is_paid_or_given_up_is_found_by_amount_no_more(world: World) -> None:
    """Only what waits for money is compared with it."""
    _, payment = awaiting(world)
    world.desk.remittances.allocate(arrived(world, "99.00;a;ADA"), payment.id, world.operator)
    gone, _ = awaiting(world)
    world.desk.orders.cancel(gone.reference, world.operator)
    assert world.desk.remittances.candidates(arrived(world, "99.00;b;ADA EXAMPLE")) == ()


def test_many_are_guessed_as_one_by_one(world: World) -> None:
    """The list's guess is the first candidate of each; the import says how many are how clear."""
    one, _ = awaiting(world, customer=Contact("Marie Curie", "marie@lumiere.example"))
    two, _ = awaiting(world, customer=Contact("Zoe Martin", "zoe@example.com"))
    wrong = ("2" if two.reference[0] != "2" else "3") + two.reference[1:]
    rows = (
        f"99.00;{reference.shown(one.reference)};SOMEBODY",
        f"98.00;for {wrong};SOMEBODY",
        "97.00;marie@lumiere.example;SOMEBODY",
        "99.00;no word;MARTIN ZOE",
        "1.00;no word;SOMEBODY",
    )
    report = world.desk.documents.import_document(
        "s", "\n".join(("STATEMENT", *rows)).encode(), world.operator
    )
    assert report.guesses == {
        Likeness.REFERENCE: 1, Likeness.NEAR_REFERENCE: 1, Likeness.EMAIL: 1, Likeness.AMOUNT_AND_NAME: 1
    }  # fmt: skip
    inbox = world.desk.remittances.inbox()
    guesses = world.desk.inbox.guesses(inbox)
    firsts = {
        money.id: (found[0].order, found[0].likeness)
        for money in inbox
        if (found := world.desk.remittances.candidates(money.id))
    }
    assert {name: (guess.order, guess.likeness) for name, guess in guesses.items()} == firsts
    assert len(firsts) == 4
    assert {order for order, _ in firsts.values()} == {one.reference, two.reference}


@pytest.mark.parametrize(
    ("what", "says"),
    [
        ("paid", "paid already: send the money back"),
        ("cancelled", "change its payment option first"),
        ("elsewhere", "paid already"),
        ("currency", "no exchange is made"),
    ],
)
def test_money_that_an_order_cannot_have_is_told_what_to_do_with_it(
    world: World, what: str, says: str
) -> None:
    """Cancelled, paid, paid another way: the order is shown with its state and the ways out (rule 6)."""
    if what == "elsewhere":
        order = world.place()
        payment = world.desk.payments.prepare(order.reference, "charged", world.operator)
        world.desk.payments.authorize(payment.id, Details({"number": "4242"}), world.operator)
    elif what == "cancelled":
        order = world.place()
        world.desk.orders.cancel(order.reference, world.operator)
    else:
        order, payment = awaiting(world, currency="EUR" if what == "currency" else "USD")
        if what == "paid":
            first = arrived(world, f"99.00;{reference.shown(order.reference)};ADA")
            world.desk.remittances.allocate(first, payment.id, world.operator)
    money = arrived(world, f"99.00;again {reference.shown(order.reference)};ADA")
    found = best(world, money)
    assert found.order == order.reference
    assert found.why_not is not None
    expected = "cancelled: send the money back" if what == "cancelled" else says
    assert expected in found.why_not.say()


def test_the_order_that_is_named_on_a_check_is_found_by_hand(world: World) -> None:
    """R-066: an operator types the reference; a misread one is caught, an unknown one said."""
    order, payment = awaiting(world)
    money = arrived(world, "99.00;unreadable;NOBODY")
    found = world.desk.remittances.candidate(money, reference.shown(order.reference).lower())
    assert (found.payment, found.likeness, found.why_not) == (payment.id, Likeness.NAMED, None)
    with pytest.raises(BadInput, match="misread"):
        world.desk.remittances.candidate(money, "K7M-42XQ-2")
    with pytest.raises(NotFoundHere):
        world.desk.remittances.candidate(money, "K7M-42XQ-Z")


# ------------------------------------------------------------ split, merge, short, over


def test_one_transfer_pays_two_orders_and_two_transfers_pay_one(world: World) -> None:
    """Split over orders, and merged for one; every order is paid once and every cent is somewhere."""
    one, first = awaiting(world)
    two, second = awaiting(world)
    three, third = awaiting(world)
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
    order, payment = awaiting(world)
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
    order, payment = awaiting(world)
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
    order, payment = awaiting(world)
    with pytest.raises(NotPossible):
        world.desk.remittances.accept_short(payment.id, world.operator)
    money = arrived(world, f"88.00;{reference.shown(order.reference)};ADA")
    world.desk.remittances.allocate(money, payment.id, world.operator)
    with pytest.raises(NotPossible, match=r"11\.00 USD are missing"):
        world.desk.remittances.accept_short(payment.id, world.operator)
    assert again(world, payment).charges == 0


def test_what_is_too_much_is_kept_or_sent_back_with_a_reason(world: World) -> None:
    """Overpayment: the order is paid, the rest waits, and goes where a person says; both can be undone (rule 4)."""
    _, payment = awaiting(world)
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
    wrong, first = awaiting(world)
    right, second = awaiting(world)
    money = arrived(world, "99.00;a;ADA")
    world.desk.remittances.allocate(money, first.id, world.operator)
    assert world.desk.orders.view(wrong.reference).state is OrderState.PAID
    back = world.desk.remittances.release(money, first.id, world.operator, "it was the other order's")
    assert back.unallocated == Money(9900, "USD")
    view = world.desk.orders.view(wrong.reference)
    assert (view.state, again(world, first).settled) == (OrderState.AWAITING_FUNDS, 0)
    assert [mail.kind for mail in view.mails][-1] is MailKind.ORDER_CONFIRMATION
    assert "it was the other order's" in " ".join(line.says.say() for line in view.timeline)
    world.desk.remittances.allocate(money, second.id, world.operator)
    assert world.desk.orders.view(right.reference).state is OrderState.PAID


def test_much_money_waits_for_a_second_person(world: World) -> None:
    """Above the seller's limit one proposes and another confirms; nothing else happens to it meanwhile."""
    _, payment = awaiting(world, lines=tuple(evolve(line, quantity=6) for line in world.draft().lines))
    money = arrived(world, "594.00;six;ADA")
    waits = world.desk.remittances.allocate(money, payment.id, world.operator)
    assert waits.proposal is not None
    assert (waits.allocated, again(world, payment).allocated) == (0, 0)
    for forbidden in (
        lambda: world.desk.remittances.allocate(money, payment.id, OTHER),
        lambda: world.desk.remittances.send_back(money, OTHER, "no"),
        lambda: world.desk.remittances.confirm(money, world.operator),
    ):
        with pytest.raises(NotPossible):
            forbidden()
    done = world.desk.remittances.confirm(money, OTHER)
    assert (done.proposal, done.unallocated.minor) == (None, 0)
    assert again(world, payment).standing is Standing.SETTLED
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
    _, payment = awaiting(world)
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


# ------------------------------------------------------------ rules 3 and 4, whatever happens in whatever order

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


@given(MOVES)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_happens_in_whatever_order_every_cent_is_somewhere(
    tmp_path_factory: pytest.TempPathFactory, moves: list[tuple[str, int, int]]
) -> None:
    """Rules 3 and 4 after every step of any story of arrivals, returns, refunds, allocations and second thoughts."""
    folder: Path = tmp_path_factory.mktemp("money")
    world = build(f"sqlite:///{folder / 'm.db'}", seller=STRICT)
    tries = [awaiting(world) for _ in range(3)]
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
    tries = [awaiting(world) for _ in range(3)]
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
    order, payment = awaiting(world)
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
    now = again(world, payment)
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
