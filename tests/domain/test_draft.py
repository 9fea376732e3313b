"""An order that is being taken: what was typed for the products, the same again, and a double that is noticed."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkout_tui import Money
from checkout_tui.domain.draft import Draft, DraftLine, again, looks_like_a_second, read_lines, written_lines
from checkout_tui.domain.order import Contact, Order, OrderLine, Product
from checkout_tui.domain.seller import Seller
from checkout_tui.domain.tax import Place
from checkout_tui.domain.words import Words

NOW = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
ADA = Contact("Ada", "ada@example.com", "", "+12025550143")


def order(**changes: object) -> Order:
    made: dict[str, object] = {
        "reference": "K7M42XQZ",
        "placed_at": NOW,
        "placed_by": "op",
        "seller": "Northlight",
        "language": "fr",
        "place": Place("CA", "QC"),
        "customer": ADA,
        "lines": (OrderLine("studio", "Studio Pro", 2, Money(9900, "CAD")),),
        "tax": (),
        "terms": "2026-01",
    }
    return Order(**(made | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "lines"),
    [
        ("studio", (DraftLine("studio"),)),
        ("2 studio, plan", (DraftLine("studio", 2), DraftLine("plan"))),
        ("3x studio", (DraftLine("studio", 3),)),
        ("3 × Studio Pro", (DraftLine("Studio Pro", 3),)),
        ("12", (DraftLine("12"),)),
        ("365 days", (DraftLine("days", 365),)),
        ("2fast", (DraftLine("2fast"),)),
        ("2 xenon", (DraftLine("xenon", 2),)),
        ("2 x enon", (DraftLine("enon", 2),)),
        ("2 × x enon", (DraftLine("x enon", 2),)),
        (" , ,", ()),
        ("", ()),
    ],
)
def test_products_are_typed_with_or_without_a_quantity(typed: str, lines: tuple[DraftLine, ...]) -> None:
    """A number before the code is how many; a code that begins with a digit stays a code."""
    assert read_lines(typed) == lines


@given(
    st.lists(
        st.builds(
            DraftLine, st.from_regex(r"[a-z0-9][a-z0-9 x]{0,8}[a-z]", fullmatch=True), st.integers(1, 9999)
        ),
        max_size=4,
    )
)
def test_what_is_written_into_the_form_is_read_out_of_it_again(lines: list[DraftLine]) -> None:
    """A draft that is taken up again has the lines that it had."""
    assert read_lines(written_lines(tuple(lines))) == tuple(lines)


def test_the_same_again_has_its_own_reference_and_everything_else() -> None:
    """A clone keeps customer, place, language and products; the purchase order number was for the first only."""
    draft = again(order(purchase_order="PO-1", licensee="Bob"), "ABCDEFGH")
    assert draft.reference == "ABCDEFGH"
    assert draft.customer == ADA
    assert (draft.place, draft.language, draft.currency) == (Place("CA", "QC"), "fr", "CAD")
    assert draft.lines == (DraftLine("studio", 2),)
    assert (draft.licensee, draft.purchase_order) == ("Bob", "")


WITHIN = timedelta(days=7)


@pytest.mark.parametrize(
    ("changes", "second"),
    [
        ({}, True),
        ({"customer": Contact("A.", "ADA@Example.com")}, True),
        ({"customer": Contact("A.", "other@example.com", "", "(202) 555-0143")}, True),
        ({"customer": Contact("Ada", "other@example.com")}, False),
        ({"customer": Contact("Ada")}, False),
        ({"lines": (DraftLine("studio", 1),)}, False),
        ({"lines": (DraftLine("studio", 2), DraftLine("plan"))}, False),
        ({"reference": "K7M42XQZ"}, False),
    ],
)
def test_the_same_customer_and_the_same_products_are_a_double(
    changes: dict[str, object], second: bool
) -> None:
    """By address or number, however written; another quantity or product is another wish."""
    made: dict[str, object] = {"reference": "ABCDEFGH", "customer": ADA, "lines": (DraftLine("Studio", 2),)}
    draft = Draft(**(made | changes))  # type: ignore[arg-type]
    assert looks_like_a_second(draft, order(), NOW + timedelta(days=1), WITHIN) is second


def test_after_some_days_it_is_no_double_any_more() -> None:
    """Whoever orders the same next month means it."""
    draft = Draft("ABCDEFGH", customer=ADA, lines=(DraftLine("studio", 2),))
    assert looks_like_a_second(draft, order(), NOW + WITHIN, WITHIN)
    assert not looks_like_a_second(draft, order(), NOW + WITHIN + timedelta(seconds=1), WITHIN)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("studio", "studio"),
        ("STUDIO", "studio"),
        ("abonn", "plan"),
        ("mensuel", "plan"),
        ("monthly", "plan"),
        ("st", None),
        ("stud", "studio"),
        ("stab", "stabilo"),
        ("nothing", None),
        ("", None),
    ],
)
def test_a_product_is_meant_by_its_code_or_the_beginning_of_its_name(typed: str, code: str | None) -> None:
    """In either language, whatever the case; what begins several means none of them."""
    seller = Seller(
        "Northlight",
        "a@example.com",
        "b@example.com",
        products=(
            Product("studio", Words.same("Studio Pro"), (Money(9900, "EUR"),)),
            Product("stabilo", Words.same("Stabilo"), (Money(100, "EUR"),)),
            Product("plan", Words("Monthly plan", "Abonnement mensuel"), (Money(990, "EUR"),), renews=True),
        ),
    )
    product = seller.product_meant(typed)
    assert (product.code if product else None) == code
