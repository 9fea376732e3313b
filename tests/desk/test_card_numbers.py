"""A card number typed, or written to a bank, where none belongs: it is in no table afterwards (R-097)."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from attrs import evolve
from sqlalchemy import select
from support.world import World

from checkout_tui.domain.draft import Draft
from checkout_tui.domain.errors import BadInput
from checkout_tui.domain.order import Contact
from checkout_tui.domain.tax import Exemption, Place
from checkout_tui.store.tables import metadata
from checkout_tui.tui.order_form import FIELDS, draft_in

CARD = "4242424242424242"
SPACED = "4242 4242 4242 4242"


def kept(world: World) -> str:
    """Every value of every table, as text without what stands between digits."""
    with world.store.reading() as connection:
        rows = [
            row for table in metadata.sorted_tables for row in connection.execute(select(table)).fetchall()
        ]
    return "".join(repr(rows).split())


def test_no_field_of_a_new_order_takes_one(world: World) -> None:
    """Whichever field of the form it is typed in, as it is or as a part of an address, nothing of it is kept."""
    good = {
        "products": "studio", "name": "Ada", "email": "ada@example.com", "country": "US", "currency": "USD",
        "delivery": "bob@example.com",
    }  # fmt: skip
    for code, _, _ in FIELDS:
        for text in (CARD, SPACED, f"{CARD}@example.com"):
            form = good | {code: text}
            draft = draft_in(world.draft().reference, lambda name, form=form: form.get(name, ""))  # type: ignore[misc]
            world.desk.drafts.keep(draft, world.operator)
            with suppress(BadInput):  # what only chooses a language is taken, and not kept
                world.desk.orders.place(draft, world.operator)
        assert CARD not in kept(world), code


@pytest.mark.parametrize(
    "holding",
    [
        lambda draft: evolve(draft, delivery=Contact(SPACED, "bob@example.com")),
        lambda draft: evolve(draft, delivery=Contact("Bob", "bob@example.com", SPACED)),
        lambda draft: evolve(draft, exemptions=(Exemption("CA-QC-QST", SPACED),)),
        lambda draft: evolve(draft, place=Place("US", SPACED)),
    ],
)
def test_what_a_form_has_no_field_for_is_looked_at_too(
    world: World, holding: Callable[[Draft], Draft]
) -> None:
    """Whoever is delivered to, an exemption of an earlier order, a region that nobody needs."""
    with pytest.raises(BadInput, match="card number"):
        world.desk.orders.place(holding(world.draft()), world.operator)


def test_no_address_is_one(world: World) -> None:
    """Neither where it is looked up blindly nor where it is put right."""
    order, typed = world.place(), f"{CARD}@example.com"
    with pytest.raises(BadInput, match="card number"):
        world.desk.lookup.blind(typed, world.operator)
    with pytest.raises(BadInput, match="card number"):
        world.desk.mail.put_right(order.reference, typed, world.operator)
    with pytest.raises(BadInput, match="card number"):
        world.desk.mail.correct_address(order.reference, typed, world.operator, delivery=True)
    assert CARD not in kept(world)


def test_what_a_payer_wrote_to_a_bank_is_kept_without_it(world: World) -> None:
    """In the text, in the name, in the document's own name: masked, and the money is booked once all the same."""
    document = (
        f"STATEMENT\n99.00;my card {SPACED};ADA\n10.00;a;{CARD} ADA\n-5.00;076401259999992;BANK".encode()
    )
    for name in (f"{CARD}.txt", "again.txt"):
        report = world.desk.documents.import_document(name, document, world.operator)
    assert report.before is not None
    assert report.before.name == "•••• 4242.txt"
    told = kept(world)
    assert CARD not in told
    assert "mycard••••4242" in told
    assert "076401259999992" in told, "a bank's own number of what comes back ties it to its payment"
