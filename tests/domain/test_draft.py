"""An order that is being taken: what was typed for the products, the same again, and a double that is noticed."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkout_tui import Money
from checkout_tui.domain.draft import (
    Draft,
    DraftLine,
    again,
    looks_like_a_second,
    other_way,
    read_lines,
    written_lines,
)
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
        ("plan /sub", (DraftLine("plan", 1, renews=True),)),
        ("2 plan /o, studio", (DraftLine("plan", 2, renews=False), DraftLine("studio"))),
        ("plan /ABO", (DraftLine("plan", 1, renews=True),)),
        ("plan / unique", (DraftLine("plan", 1, renews=False),)),
        ("plan /x", (DraftLine("plan /x"),)),
        ("a/s", (DraftLine("a/s"),)),
        ("/once", (DraftLine("/once"),)),
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
            DraftLine,
            st.from_regex(r"[a-z0-9][a-z0-9 x]{0,8}[a-z]", fullmatch=True),
            st.integers(1, 9999),
            st.sampled_from([None, True, False]),
        ),
        max_size=4,
    ),
    st.sampled_from(["en", "fr"]),
)
def test_what_is_written_into_the_form_is_read_out_of_it_again(lines: list[DraftLine], language: str) -> None:
    """A draft that is taken up again has the lines that it had, in whichever language it was written."""
    assert read_lines(written_lines(tuple(lines), language)) == tuple(lines)


@pytest.mark.parametrize(
    ("typed", "at", "after", "then"),
    [
        ("plan", 4, "plan /sub", "plan /once"),
        ("2x plan, studio", 3, "2 plan /sub, studio", "2 plan /once, studio"),
        ("studio, plan", 2, "studio, plan /sub", "studio, plan /once"),
        ("plan, 3 plan", 12, "plan, 3 plan /sub", "plan, 3 plan /once"),
        ("plan /once, plan, stud", 22, "plan /once, plan /sub, stud", "plan /once, plan /once, stud"),
        ("plan,", 5, "plan /sub,", "plan /once,"),
    ],
)
def test_one_key_chooses_the_other_way_for_one_product(typed: str, at: int, after: str, then: str) -> None:
    """The product at the cursor, else the first that is open; the rest stays as typed, the cursor behind it."""
    once = other_way(typed, at, lambda product: product == "plan", "en")
    assert once is not None
    assert once[0] == after
    assert once[0][: once[1]].endswith("plan /sub")
    assert other_way(once[0], once[1], lambda product: product == "plan", "en") == (then, once[1] + 1)
    assert other_way(typed, at, lambda product: False, "en") is None


@pytest.mark.parametrize(
    ("renews", "once", "wanted", "says"),
    [
        (True, True, None, "once, or as a subscription?"),
        (True, True, True, ""),
        (True, True, False, ""),
        (True, False, None, ""),
        (True, False, False, "is only sold as a subscription"),
        (False, False, True, "is not sold as a subscription"),
        (False, False, False, ""),
    ],
)
def test_a_product_is_ordered_only_as_it_is_sold(
    renews: bool, once: bool, wanted: bool | None, says: str
) -> None:
    """What is sold both ways is asked about; each way has its own price, and only its own currencies."""
    price, other = Money(990, "EUR"), Money(9900, "USD")
    product = Product("plan", Words.same("Plan"), (price,), renews=renews, once=(other,) if once else ())
    why_not = product.why_not_sold(wanted)
    assert (says in str(why_not)) if says else why_not is None
    assert product.price_in("EUR", renews=renews) == price
    assert product.price_in("EUR", renews=not renews) is None
    assert product.price_in("USD", renews=not renews) == (other if once else None)


def test_the_same_again_has_its_own_reference_and_everything_else() -> None:
    """A clone keeps customer, place, language and products; the purchase order number was for the first only."""
    draft = again(order(purchase_order="PO-1", licensee="Bob"), "ABCDEFGH")
    assert draft.reference == "ABCDEFGH"
    assert draft.customer == ADA
    assert (draft.place, draft.language, draft.currency) == (Place("CA", "QC"), "fr", "CAD")
    assert draft.lines == (DraftLine("studio", 2, renews=False),)
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
        ({"lines": (DraftLine("studio", 2, renews=True),)}, False),
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
