"""Whose money it is: which order is proposed for what arrived, how sure that is, and what is said about it."""

import pytest
from support.waiting import arrived, attempt, stored
from support.world import STRICT, World

from checkout_tui import Details, Money
from checkout_tui.domain import reference
from checkout_tui.domain.errors import BadInput, NotFoundHere
from checkout_tui.domain.order import Contact
from checkout_tui.domain.remittance import Candidate, Likeness
from checkout_tui.domain.seller import Seller


@pytest.fixture
def seller() -> Seller:
    """A seller who bears 10 dollars of charges, and lets one person decide about 500."""
    return STRICT


def best(world: World, remittance: str) -> Candidate:
    return world.desk.remittances.candidates(remittance)[0]


def test_one_letter_off_is_proposed_and_never_posted(world: World) -> None:
    """A misread reference leads to its order, with the reason; a person decides (R-066, R-071)."""
    order, payment = attempt(world)
    wrong = order.reference[:2] + ("2" if order.reference[2] != "2" else "3") + order.reference[3:]
    for number, written in enumerate(
        (wrong, reference.shown(wrong), order.reference[:-1], f"{order.reference}X")
    ):
        money = arrived(world, f"5{number}.00;inv {written} thanks;NOBODY")
        found = best(world, money)
        assert (found.order, found.likeness) == (order.reference, Likeness.NEAR_REFERENCE)
    assert stored(world, payment).allocated == 0


def test_an_address_in_the_text_leads_to_what_its_owner_still_owes(world: World) -> None:
    """Better than an amount, weaker than a reference."""
    order, _ = attempt(world, customer=Contact("Marie Curie", "marie@lumiere.example"))
    attempt(world)
    found = best(world, arrived(world, "99.00;for Marie@Lumiere.example;M C"))
    assert (found.order, found.likeness) == (order.reference, Likeness.EMAIL)


def test_among_equal_amounts_the_name_decides_the_order_of_the_list(world: World) -> None:
    """Words in any order, accents and case aside; a legal form alone makes nobody alike."""
    marie, _ = attempt(world, customer=Contact("Marie Müller", "m@example.com", "Lumière Films SARL"))
    attempt(world)
    candidates = world.desk.remittances.candidates(arrived(world, "99.00;;SARL FILMS LUMIERE"))
    assert [c.likeness for c in candidates] == [Likeness.AMOUNT_AND_NAME, Likeness.AMOUNT]
    assert candidates[0].order == marie.reference


def test_an_exact_reference_comes_before_everything_else(world: World) -> None:
    """Even when another order has the amount and the name."""
    named, _ = attempt(world, customer=Contact("Zoe", "zoe@example.com"))
    attempt(world)
    candidates = world.desk.remittances.candidates(
        arrived(world, f"99.00;{reference.shown(named.reference)};ADA EXAMPLE")
    )
    assert [c.likeness for c in candidates] == [Likeness.REFERENCE, Likeness.AMOUNT_AND_NAME]
    assert candidates[0].order == named.reference


def test_a_little_less_from_somebody_so_called_is_found_too(world: World) -> None:
    """What banks kept on the way must not hide whose money it is; more than the tolerance does."""
    marie, _ = attempt(world, customer=Contact("Marie Curie", "m@example.com"))
    found = best(world, arrived(world, "94.00;;CURIE MARIE"))
    assert (found.order, found.likeness) == (marie.reference, Likeness.SHORT_AND_NAME)
    assert found.amount == Money(9900, "USD")
    assert world.desk.remittances.candidates(arrived(world, "88.99;;CURIE MARIE")) == ()


def test_the_second_part_is_found_by_what_is_still_missing(world: World) -> None:
    """After a part payment an order waits for the rest: that is the amount it is found by."""
    order, payment = attempt(world, customer=Contact("Marie Curie", "m@example.com"))
    world.desk.remittances.allocate(arrived(world, "60.00;a;ADA"), payment.id, world.operator)
    assert world.desk.remittances.candidates(arrived(world, "99.00;b;MARIE CURIE")) == ()
    found = best(world, arrived(world, "39.00;c;MARIE CURIE"))
    assert (found.order, found.likeness) == (order.reference, Likeness.AMOUNT_AND_NAME)


def test_what_is_paid_or_given_up_is_found_by_amount_no_more(world: World) -> None:
    """Only what waits for money is compared with it."""
    _, payment = attempt(world)
    world.desk.remittances.allocate(arrived(world, "99.00;a;ADA"), payment.id, world.operator)
    gone, _ = attempt(world)
    world.desk.orders.cancel(gone.reference, world.operator)
    assert world.desk.remittances.candidates(arrived(world, "99.00;b;ADA EXAMPLE")) == ()


def test_many_are_guessed_as_one_by_one(world: World) -> None:
    """The list's guess is the first candidate of each; the import says how many are how clear."""
    one, _ = attempt(world, customer=Contact("Marie Curie", "marie@lumiere.example"))
    two, _ = attempt(world, customer=Contact("Zoe Martin", "zoe@example.com"))
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
        order, payment = attempt(world, currency="EUR" if what == "currency" else "USD")
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
    order, payment = attempt(world)
    money = arrived(world, "99.00;unreadable;NOBODY")
    found = world.desk.remittances.candidate(money, reference.shown(order.reference).lower())
    assert (found.payment, found.likeness, found.why_not) == (payment.id, Likeness.NAMED, None)
    with pytest.raises(BadInput, match="misread"):
        world.desk.remittances.candidate(money, "K7M-42XQ-2")
    with pytest.raises(NotFoundHere):
        world.desk.remittances.candidate(money, "K7M-42XQ-Z")
