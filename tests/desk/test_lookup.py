"""Purchase Lookup in both its forms (R-020 to R-025)."""

from datetime import UTC, datetime

import pytest
from support.paying import paid
from support.waiting import arrived, attempt
from support.world import World

from checkout_tui.desk import lookup as lookup_desk
from checkout_tui.desk import mail as mail_desk
from checkout_tui.domain import reference
from checkout_tui.domain.charge import Statement
from checkout_tui.domain.draft import DraftLine
from checkout_tui.domain.errors import BadInput, NotPossible
from checkout_tui.domain.letter import MailKind, MailState
from checkout_tui.domain.operator import Operator
from checkout_tui.domain.order import Contact
from checkout_tui.domain.tax import Place


def references(world: World, text: str) -> list[str]:
    return [row.reference for row in world.desk.lookup.search(text, world.operator)]


def test_the_blind_lookup_answers_the_inbox_and_never_the_screen(world: World) -> None:
    """Known or not, the operator sees the same and the mail is queued the same (R-021)."""
    paid(world)
    for email in ("ada@example.com", "nobody@example.com"):
        assert world.desk.lookup.blind(email, world.operator) is None
    queued = [mail for mail in world.desk.mail.outbox() if mail.kind is MailKind.LOOKUP_ANSWER]
    assert {(mail.to, mail.subject, mail.order) for mail in queued} == {
        ("ada@example.com", "", ""),
        ("nobody@example.com", "", ""),
    }
    for mail in queued:
        assert world.desk.mail.read(mail.id).text == ""


def test_the_answer_holds_everything_bought_under_the_address(world: World) -> None:
    """Orders, state and what to do are in the mail to that inbox, and only there (R-022)."""
    order = paid(world)
    other = world.place(customer=Contact("Bob", "bob@example.com"))
    world.desk.lookup.blind("Ada@Example.com", world.operator)
    world.desk.mail.deliver()
    letter = world.postman.sent[-1][2]
    assert reference.shown(order.reference) in letter.text
    assert reference.shown(other.reference) not in letter.text


def test_an_address_that_nobody_knows_gets_an_answer_without_orders(world: World) -> None:
    """The mail for an unknown address names no order, and is sent like any other."""
    world.desk.lookup.blind("nobody@example.com", world.operator)
    assert world.desk.mail.deliver() == 1
    assert world.postman.sent[0][1] == "nobody@example.com"


@pytest.mark.parametrize(
    "email", ["", "marie", "marie@", "a b@example.com", "x@example.com\nBcc: y@example.com"]
)
def test_what_is_no_address_is_said_so(world: World, email: str) -> None:
    """The form of an address is checked; that tells nothing about who is known."""
    with pytest.raises(BadInput):
        world.desk.lookup.blind(email, world.operator)


def test_the_search_needs_a_permission_and_the_blind_form_does_not(world: World) -> None:
    """The operator's search is a function of its own, by permission (R-024)."""
    novice = Operator("novice", roles=frozenset())
    with pytest.raises(NotPossible):
        world.desk.lookup.search("ada", novice)
    world.desk.lookup.blind("ada@example.com", novice)


def test_an_order_is_found_by_every_key_a_caller_can_give(world: World) -> None:
    """Reference, name, company, last 4, address, domain, phone, amount, invoice and day (domain, section 2)."""
    order = paid(
        world, customer=Contact("Marie Curie", "marie@lumiere.example", "Lumière SARL", "+12025550143")
    )
    paid(world, customer=Contact("Bob Stone", "bob@stone.example"))
    for text in (
        order.reference, reference.shown(order.reference), order.reference[:4].lower(), "curie", "lumi",
        "lumière sarl", "marie@lumiere.example", "@lumiere.example", "2025550143", "marie, 4242",
        "marie, 99.00", "curie, 2026-11-23",
    ):  # fmt: skip
        assert order.reference in references(world, text), text


def test_keys_narrow_each_other(world: World) -> None:
    """Several keys separated by commas must all be true of an order."""
    curie = paid(world, customer=Contact("Marie Curie", "marie@lumiere.example"))
    paid(world, customer=Contact("Marie Stone", "stone@stone.example"))
    assert references(world, "marie, curie, 4242") == [curie.reference]
    assert references(world, "marie, 2026-11-24") == []


def test_a_day_is_that_of_the_screen_or_that_of_the_customer_s_mail(world: World) -> None:
    """Taken at 22:00 in Halifax: by either day, alone, in a range and beside a name, once; by no other day."""
    world.clock.at = datetime(2025, 4, 1, 1, tzinfo=UTC)
    order = world.place(currency="CAD", place=Place("CA", "NS"))
    for day in ("2025-03-31", "2025-04-01", "2025-03-30..2025-04-02"):
        assert references(world, day) == references(world, f"{day}, ada") == [order.reference]
    for day in ("2025-03-30", "2025-04-02"):
        assert references(world, day) == references(world, f"{day}, ada") == []


def test_a_batch_of_references_finds_each(world: World) -> None:
    """Several references at once are any of them."""
    one, two = paid(world), paid(world)
    found = references(world, f"{one.reference}, {reference.shown(two.reference)}")
    assert set(found) == {one.reference, two.reference}


def test_an_address_with_a_typo_is_corrected_and_found_anew(world: World) -> None:
    """The order is found by another key, its address put right, and its mail sent there (R-025)."""
    order = paid(world, customer=Contact("Ada Example", "ada@exmaple.com"), licensee="Lovelace Engines")
    world.desk.mail.correct_address(order.reference, "ada@example.com", world.operator)
    assert references(world, "ada@example.com") == [order.reference]
    assert references(world, "ada@exmaple.com") == []
    assert references(world, "lovelace") == references(world, "ada ex") == [order.reference]
    (mail,) = world.desk.orders.view(order.reference).mails
    again = world.desk.mail.resend(mail.id, world.operator)
    assert (again.to, again.state) == ("ada@example.com", MailState.QUEUED)


def test_a_lookup_answer_says_what_it_leaves_out_and_how_much_is_still_to_come(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-022: older purchases are told of, and of a part payment only the rest is asked for."""
    monkeypatch.setattr(mail_desk, "MOST_IN_ONE_ANSWER", 2)
    order, payment = attempt(world)
    money = arrived(world, f"40.00;{order.reference};ADA")
    if money:
        world.desk.remittances.allocate(money, payment.id, world.operator)
    texts = []
    for _ in range(2):
        world.desk.lookup.blind("ada@example.com", world.operator)
        world.desk.mail.deliver()
        texts.append(" ".join(world.postman.sent[-1][2].text.split()))
        world.place()
        world.place()
    assert "40.00 USD has arrived; 59.00 USD is still missing" in texts[0]
    assert ["older purchases" in text for text in texts] == [False, True]
    assert reference.shown(order.reference) not in texts[1]


def test_the_newest_orders_come_first(world: World) -> None:
    """A caller mostly rings about the latest purchase."""
    orders = [paid(world).reference for _ in range(3)]
    assert references(world, "ada") == orders[::-1]


def test_the_invoice_number_finds_its_order(world: World) -> None:
    """Invoices are found by number once they exist."""
    order = paid(world)
    unpaid = world.place(place=Place("US"))
    assert references(world, "2026-000001") == [order.reference]
    assert unpaid.reference not in references(world, "2026-000001")


def test_a_charge_on_a_statement_is_found_by_what_stands_there(world: World) -> None:
    """R-001: by amount, day and last 4; what was never paid is no charge, and searching needs the permission."""
    order = paid(world)
    paid(world, lines=(DraftLine("studio", 2),), customer=Contact("Bob", "bob@example.com"))
    world.place(customer=Contact("Never", "never@example.com"))
    today = world.clock.now().date()
    (charge,) = world.desk.lookup.charge(Statement("NORTHLIGHT", "99.00", today, "4242"), world.operator)
    assert (charge.order, charge.on, charge.renewal) == (order.reference, today, False)
    assert "your purchase of Studio Pro" in charge.say
    assert world.desk.lookup.charge(Statement(amount="99.00", last4="1111"), world.operator) == ()
    with pytest.raises(NotPossible):
        world.desk.lookup.charge(Statement(amount="99.00"), Operator("novice", roles=frozenset()))


def test_what_many_orders_share_does_not_hide_the_one_that_is_meant(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-001, R-024: more orders than are looked through have the name, the amount or the card; all of it, only one."""
    monkeypatch.setattr(lookup_desk, "SCAN", 3)
    marie = Contact("Marie Curie", "marie@lumiere.example")
    order = paid(world, customer=marie)
    world.clock.move(days=40)
    paid(world, lines=(DraftLine("studio"), DraftLine("plan")), customer=marie)
    for number in range(4):
        paid(world, customer=Contact("Bob Stone", f"bob{number}@stone.example"))
        world.place(customer=Contact("Marie Curie", f"marie{number}@example.com"))
    for typed in ("curie, 99.00, 4242", "4242, curie, 2026-11-23", "marie|curie, 2026-11-01..2026-11-30"):
        assert references(world, typed) == [order.reference], typed
    day = order.placed_at.date()
    (charge,) = world.desk.lookup.charge(Statement("", "99.00", day, "4242"), world.operator)
    assert charge.order == order.reference
    assert [row.hit for row in world.desk.lookup.search("curie, 4242, stone", world.operator)] == []


def test_a_name_is_found_in_any_order_of_its_words(world: World) -> None:
    """R-024: only where nothing is called as it was typed; and a yen amount and a grouped one beside it (R-001)."""
    order = paid(
        world, customer=Contact("Jean-Pierre Léaud", "jp@example.com"), currency="JPY", place=Place("JP")
    )
    for typed in ("léaud jean-pierre", "jean pierre", "11,880", "leaud pierre, 11 880 JPY"):
        assert references(world, typed) == [order.reference], typed
    for amount in ("11880", "11,880", "11 880 JPY"):
        (charge,) = world.desk.lookup.charge(Statement(amount=amount, last4="4242"), world.operator)
        assert charge.amount == order.total
    assert references(world, "pierre nobody") == []


def test_exactly_a_name_or_one_of_several(world: World) -> None:
    """Operators of the search: equals, one of; starting with is what a word means by itself."""
    curie = paid(world, customer=Contact("Marie Curie", "marie@lumiere.example"))
    curieux = paid(world, customer=Contact("Jean Curieux", "jean@example.com"))
    stone = paid(world, customer=Contact("Bob Stone", "bob@stone.example"))
    assert set(references(world, "curie")) == {curie.reference, curieux.reference}
    assert references(world, "=curie") == [curie.reference]
    assert set(references(world, "=curie|stone")) == {curie.reference, stone.reference}
