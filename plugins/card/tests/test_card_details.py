"""What is seen wrong while a card is typed."""

import json
import time
from datetime import date

import pytest
from card_samples import Desk, card, rows, samples
from hypothesis import given
from hypothesis import strategies as st

from checkout_card.brands import BRANDS, brand_of
from checkout_card.checking import month_and_year, notes, problems
from checkout_tui import Details, Secret

TODAY = date(2026, 11, 23)


def wrong(**answers: str) -> list[str]:
    """The fields with a problem."""
    return [problem.field for problem in problems(card(**answers), TODAY)]


def test_brands_are_the_published_ones() -> None:
    """Lengths, code sizes and prefixes agree with the published table."""
    published = json.loads(samples("cards", "card-types.json").read_text(encoding="utf-8"))
    kinds = list(published.values()) if isinstance(published, dict) else published
    ours = {brand.code: brand for brand in BRANDS}
    assert set(ours) == {kind["type"] for kind in kinds}
    for kind in kinds:
        brand = ours[kind["type"]]
        assert list(brand.lengths) == kind["lengths"]
        assert brand.cvc == kind["code"]["size"]
        parts = ["-".join(map(str, p)) if isinstance(p, list) else str(p) for p in kind["patterns"]]
        assert brand.prefixes.split() == parts


def test_brand_of_every_test_number() -> None:
    """The longest prefix finds the brand of every published test number."""
    for row in rows("test_cards.csv"):
        brand = brand_of(row["number"])
        assert brand is not None
        assert brand.code == row["brand"], row["number"]


def test_every_test_number_passes_but_one() -> None:
    """All published numbers look right, except the one made to fail its check digit."""
    refused = [row["number"] for row in rows("test_cards.csv") if wrong(number=row["number"])]
    assert refused == ["4242424242424241"]


@pytest.mark.parametrize("number", ["4242 4242 4242 4242", "4242-4242-4242-4242", "4242\u00a04242 42424242"])
def test_gaps_do_not_matter(number: str) -> None:
    """A number may be typed with the gaps it is read with."""
    assert wrong(number=number) == []


@pytest.mark.parametrize(
    "number", ["4242", "42424242424242424242", "4242x", "٤٢٤٢٤٢٤٢٤٢٤٢٤٢٤٢", "4242424242424241"]
)
def test_wrong_numbers(number: str) -> None:
    """Too short, too long, no digits, other scripts' digits and a wrong check digit are all seen."""
    assert "number" in wrong(number=number)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("11/26", []),
        ("10/26", ["expiry"]),
        ("13/30", ["expiry"]),
        ("12/2030", []),
        ("1230", []),
        ("1/60", ["expiry"]),
        ("x", ["expiry"]),
        ("", []),
    ],
)
def test_expiry(text: str, expected: list[str]) -> None:
    """A card is good until the end of its month; what is no month is said to be none."""
    assert wrong(expiry=text) == expected


@pytest.mark.parametrize(
    ("number", "cvc", "expected"),
    [
        ("4242424242424242", "123", []),
        ("4242424242424242", "1234", ["cvc"]),
        ("378282246310005", "1234", []),
        ("378282246310005", "123", ["cvc"]),
        ("", "12", ["cvc"]),
        ("", "123", []),
    ],
)
def test_security_code(number: str, cvc: str, expected: list[str]) -> None:
    """American Express has four digits, every other brand three."""
    assert wrong(number=number, cvc=cvc) == expected


@given(st.text(), st.text(), st.text())
def test_never_raises(number: str, expiry: str, cvc: str) -> None:
    """Any text at all is a problem or none, never an exception; and problems show no answer."""
    details = Details({"number": Secret(number), "expiry": expiry, "cvc": Secret(cvc)})
    for problem in problems(details, TODAY):
        assert problem.says.en
        assert problem.says.fr


@given(st.integers(1, 12), st.integers(2000, 2099))
def test_month_and_year(month: int, year: int) -> None:
    """Both ways to write a year say the same."""
    assert month_and_year(f"{month:02}/{year % 100:02}") == month_and_year(f"{month}/{year}") == (month, year)


def test_hook_checks_as_of_today() -> None:
    """The hook takes its day from the host."""
    desk = Desk()
    today, later = (desk.ask("check_details", details=card(), today=day) for day in (TODAY, date(2031, 1, 1)))
    assert [found.note for found in today] == [True]
    assert [found.field for found in later if not found.note] == ["expiry"]


def test_quick() -> None:
    """Looking through the details takes far less than a key press, once the tables are there."""
    desk = Desk()
    desk.ask("check_details", details=card(), today=TODAY)
    started = time.perf_counter()
    for _ in range(20):
        problems(card(), TODAY)
    assert (time.perf_counter() - started) / 20 < 0.005


@pytest.mark.parametrize(
    ("number", "says"),
    [
        ("", None),
        ("9", None),
        ("x", None),
        ("4", "Visa: 1 of 16–19 digits; security code of 3"),
        ("37", "American Express: 2 of 15 digits; security code of 4"),
        ("3782 822", "American Express: 7 of 15 digits; security code of 4"),
        ("6304", "Maestro: 4 of 12–19 digits; security code of 3"),
    ],
)
def test_brand_while_typing(number: str, says: str | None) -> None:
    """Brand, length and security code's size are said from the first digit that tells them, as no fault."""
    found = notes(card(number))
    assert [note.says.en for note in found] == ([says] if says else [])
    assert all(note.note and note.field == "number" and note.says.fr for note in found)
