"""A call: begun once, found again by number or address, and ended with a note that the program writes."""

from datetime import timedelta

import pytest
from attrs import evolve
from support.paying import charge
from support.world import World

from checkout_tui import Details
from checkout_tui.domain.draft import DraftLine
from checkout_tui.domain.errors import BadInput, NotPossible
from checkout_tui.domain.operator import Operator, Role
from checkout_tui.domain.order import Contact
from checkout_tui.domain.sentence import Reader
from checkout_tui.domain.tax import Exemption

BOB = Operator("bob")


def pay(world: World, reference: str) -> None:
    charge(world, reference)


def test_a_call_begins_once_however_often_the_key_is_pressed(world: World) -> None:
    """The second press finds the call that the first one began; a colleague has a call of their own."""
    first = world.desk.calls.begin(world.operator)
    assert world.desk.calls.begin(world.operator) == first
    assert world.desk.calls.begin(BOB).id != first.id
    assert world.desk.calls.current(world.operator) == first


def test_a_call_lasts_until_it_ends(world: World) -> None:
    """The clock that was handed in decides how long a call takes; ended, it takes no longer."""
    call = world.desk.calls.begin(world.operator)
    world.clock.move(seconds=134)
    assert world.desk.calls.length(call) == timedelta(seconds=134)
    ended = world.desk.calls.end(world.operator, Reader())
    world.clock.move(seconds=60)
    assert world.desk.calls.length(ended) == timedelta(seconds=134)
    assert world.desk.calls.current(world.operator) is None


def test_the_note_tells_what_was_done_and_nothing_from_before(world: World) -> None:
    """What was done earlier, or by a colleague meanwhile, is not in the note of this call."""
    earlier = world.place(customer=Contact("Old Friend", "old@example.com"))
    world.desk.payments.authorize(
        world.desk.payments.prepare(earlier.reference, "awaited", BOB).id, Details(), BOB
    )
    world.clock.move(seconds=60)
    world.desk.calls.begin(world.operator)
    world.desk.calls.name_caller("+1 202 555 0143", world.operator)
    world.desk.calls.opened(earlier.reference, world.operator)
    order = world.place()
    pay(world, order.reference)
    world.desk.mail.correct_address(order.reference, "ada@example.org", world.operator)
    world.desk.calls.note("wants a newsletter", world.operator)
    text = world.desk.calls.end(world.operator, Reader()).wrap_up
    assert "caller: +1 202 555 0143" in text
    assert "– looked at" in text
    assert "– address corrected: ada@example.com → ada@example.org" in text
    told = world.desk.orders.view(order.reference).timeline
    assert [line.by for line in told if "address corrected" in line.says.say(Reader())] == [
        world.operator.name
    ]
    assert "order taken: 99.00 USD" in text
    assert "99.00 USD settled" in text
    assert "mail: receipt and invoice to ada@example.com" in text
    assert "→ now: paid" in text
    assert "note: wants a newsletter" in text
    assert "awaiting money, instructions" not in text


def test_the_note_is_written_in_the_operators_language(world: World) -> None:
    """Every sentence of it goes through the operator's catalogue."""
    world.desk.calls.begin(world.operator)
    ended = world.desk.calls.end(world.operator, Reader("fr", lambda text: f"[fr] {text}"))
    assert ended.wrap_up == "[fr] nothing was done in this call"


def test_what_is_read_back_is_the_order_in_its_own_language(world: World) -> None:
    """Reference letter by letter, products, total, what is said about the payment, and the address (R-005, R-122)."""
    world.desk.calls.begin(world.operator)
    order = world.place(language="fr")
    pay(world, order.reference)
    spoken = " ".join(world.desk.calls.closing(world.operator).read_back)
    for expected in (
        "Je récapitule", "1 fois Studio Pro", "99,00 USD en tout", "est bien passé", "ada@example.com",
        "Puis-je faire autre chose",
    ):  # fmt: skip
        assert expected in spoken.replace("\u00a0", " "), expected


def test_the_calls_about_an_order_stand_on_its_timeline(world: World) -> None:
    """Whoever opens the order next sees who rang about it, for how long, and what was noted."""
    order = world.place()
    world.clock.move(seconds=60)
    world.desk.calls.begin(world.operator)
    world.desk.calls.opened(order.reference, world.operator)
    world.desk.calls.opened(order.reference, world.operator)
    world.desk.calls.note("will ring again", world.operator)
    world.clock.move(seconds=75)
    world.desk.calls.end(world.operator, Reader())
    told = [str(line.says) for line in world.desk.orders.view(order.reference).timeline]
    assert told.count("call of 01:15: will ring again") == 1


@pytest.mark.parametrize("key", ["202 555 0143", "(202) 555-0143", "+12025550143", "ADA@example.com"])
def test_a_dropped_call_leaves_its_draft_to_be_found_by_number_or_address(world: World, key: str) -> None:
    """However the caller gives the number, and whoever takes the next call, the same draft is there."""
    world.desk.calls.begin(world.operator)
    draft = world.draft(lines=(DraftLine("studio", 3),))
    assert world.desk.drafts.keep(draft, world.operator)
    (found,) = world.desk.calls.known(key, BOB).drafts
    assert found.draft == draft
    assert found.operator == world.operator.name


def test_the_number_of_the_call_finds_a_draft_that_has_none(world: World) -> None:
    """Who rang is enough, even when the form did not get as far as the phone number."""
    world.desk.calls.begin(world.operator)
    world.desk.calls.name_caller("+1 202 555 0143", world.operator)
    world.desk.drafts.keep(world.draft(customer=Contact("Ada")), world.operator)
    assert len(world.desk.calls.known("2025550143", BOB).drafts) == 1


def test_a_draft_that_is_placed_is_no_draft_any_more(world: World) -> None:
    """Placing takes the draft away in the same transaction; a late save does not bring it back."""
    draft = world.draft()
    world.desk.drafts.keep(draft, world.operator)
    world.desk.orders.place(draft, world.operator)
    assert world.desk.calls.known("", world.operator).drafts == ()
    assert not world.desk.drafts.keep(draft, world.operator)
    assert world.desk.calls.known("", world.operator).drafts == ()


def test_an_empty_form_leaves_nothing(world: World) -> None:
    """A form that was opened and left is no draft."""
    assert not world.desk.drafts.keep(world.draft(customer=Contact(), lines=()), world.operator)


def test_no_draft_ever_holds_a_card_number(world: World) -> None:
    """Wherever it was typed it is left out of what is kept; the rest stays (R-097)."""
    number = "4242 4242 4242 4242"
    draft = world.draft(
        customer=Contact("Ada", "ada@example.com", number, number),
        licensee=number,
        purchase_order=number,
        lines=(DraftLine(number), DraftLine("studio")),
        exemptions=(Exemption("CA-QC-QST", number),),
    )
    world.desk.drafts.keep(draft, world.operator)
    (kept,) = world.desk.calls.known("", world.operator).drafts
    assert kept.draft.lines == (DraftLine("studio"),)
    assert "4242" not in repr(kept)


@pytest.mark.parametrize("text", ["4242 4242 4242 4242", "call about 4242424242424242"])
def test_a_card_number_is_refused_as_caller_and_as_note(world: World, text: str) -> None:
    """Free text of a call never takes a card number (R-097)."""
    world.desk.calls.begin(world.operator)
    for verb in (world.desk.calls.name_caller, world.desk.calls.note):
        with pytest.raises(BadInput):
            verb(text, world.operator)


def test_who_may_not_search_sees_no_orders_of_a_caller(world: World) -> None:
    """Drafts and calls are the desk's own; purchases need the permission (R-024)."""
    world.place()
    by = evolve(world.operator, roles=frozenset({Role.CUSTOMER_SERVICE}))
    assert world.desk.calls.known("ada@example.com", by).orders == ()
    assert len(world.desk.calls.known("ada@example.com", world.operator).orders) == 1


def test_without_a_call_nothing_can_be_ended(world: World) -> None:
    """The sentence says which key begins a call."""
    with pytest.raises(NotPossible, match="F2"):
        world.desk.calls.end(world.operator, Reader())


def test_a_caller_who_rang_before_is_known_again(world: World) -> None:
    """The latest notes come with the number."""
    world.desk.calls.begin(world.operator)
    world.desk.calls.name_caller("+1 202 555 0143", world.operator)
    world.desk.calls.note("asked about licences", world.operator)
    world.desk.calls.end(world.operator, Reader())
    (before,) = world.desk.calls.known("202 555 0143", BOB).calls
    assert "asked about licences" in before.wrap_up
