"""The lookup box: what was typed, read as every kind of key it could be."""

from datetime import UTC, date, datetime

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from checkout_tui.domain.money import Money
from checkout_tui.domain.order import Contact
from checkout_tui.domain.query import (
    Days,
    Key,
    KeyKind,
    Match,
    folded,
    keys_for,
    national,
    payment_keys,
    read,
    word_by_word,
)
from checkout_tui.testing import sample_order

REFERENCE = "K7M42XQZ"


def found_by(text: str) -> set[tuple[KeyKind, str]]:
    return {(key.kind, key.text) for group in read(text).groups for key in group}


@pytest.mark.parametrize(
    ("typed", "kind", "key"),
    [
        ("K7M-42XQ-Z", KeyKind.REFERENCE, REFERENCE),
        ("k7m 42xq z", KeyKind.REFERENCE, REFERENCE),
        ("k7m", KeyKind.REFERENCE, "K7M"),
        ("Lumière", KeyKind.WHO, "lumiere"),
        ("O'Brien", KeyKind.WHO, "o'brien"),
        ("marie@lumiere.example", KeyKind.WHO, "marie@lumiere.example"),
        ("@lumiere.example", KeyKind.DOMAIN, "lumiere.example"),
        ("4242", KeyKind.LAST4, "4242"),
        ("•••• 4242", KeyKind.LAST4, "4242"),
        ("118,80", KeyKind.AMOUNT, "118.80"),
        ("118.80", KeyKind.AMOUNT, "118.80"),
        ("118,80 EUR", KeyKind.AMOUNT, "118.80"),
        ("$118.80", KeyKind.AMOUNT, "118.80"),
        ("1,234.50", KeyKind.AMOUNT, "1234.50"),
        ("1 234,50 EUR", KeyKind.AMOUNT, "1234.50"),
        ("1\u202f234,50", KeyKind.AMOUNT, "1234.50"),
        ("1.234,50", KeyKind.AMOUNT, "1234.50"),
        ("1’234.50", KeyKind.AMOUNT, "1234.50"),
        ("11880", KeyKind.AMOUNT, "11880.00"),
        ("11,880 JPY", KeyKind.AMOUNT, "11880.00"),
        ("1,234", KeyKind.AMOUNT, "1234.00"),
        ("1,234", KeyKind.AMOUNT, "1.234"),
        ("1.234", KeyKind.AMOUNT, "1234.00"),
        ("118.800", KeyKind.AMOUNT, "118.80"),
        ("coeur", KeyKind.WHO, "coeur"),
        ("Cœur", KeyKind.WHO, "coeur"),
        ("Søren", KeyKind.WHO, "soren"),
        ("O’Brien", KeyKind.WHO, "o'brien"),
        ("2026-000042", KeyKind.INVOICE, "2026-000042"),
        ("2026-42", KeyKind.INVOICE, "2026-000042"),
        ("+33 1 42 68 53 00", KeyKind.PHONE, "142685300"),
        ("01 42 68 53 00", KeyKind.PHONE, "142685300"),
        ("PO-7781", KeyKind.PURCHASE_ORDER, "po-7781"),
    ],
)
def test_each_key_of_the_agent_search_is_understood(typed: str, kind: KeyKind, key: str) -> None:
    """What a caller can read out is found without saying what it is (domain, section 2)."""
    assert (kind, key) in found_by(typed)


def test_keys_separated_by_commas_must_all_match() -> None:
    """``marie, 4242`` is an order that has both, also without a space; a comma between thousands is none."""
    assert len(read("marie, 4242").groups) == len(read("4242,1234").groups) == 2
    assert len(read("marie, 1,234.50, 4242").groups) == 3


@pytest.mark.parametrize(
    ("amount", "typed"),
    [
        (Money(11880, "JPY"), ["11880", "11,880", "¥11880"]),
        (Money(118805, "KWD"), ["118.805", "118,805"]),
        (Money(118800, "KWD"), ["118.8", "118,800", "118.80"]),
        (Money(123450, "EUR"), ["1234.50", "1 234,50", "1.234,50"]),
    ],
)
def test_an_amount_is_found_in_any_currency_as_people_write_it(amount: Money, typed: list[str]) -> None:
    """What an order is stored by and what is typed meet, whatever marks are used (R-001, R-024)."""
    stored = payment_keys("", amount)
    for text in typed:
        assert set(stored) <= found_by(text), text


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Jean-Pierre Léaud", ["jean", "pierre", "leaud", "jean-pierre"]),
        ("Gabriele D’Annunzio", ["d'ann", "dannunzio", "annunzio"]),
        ("Łukasz Đỗ", ["lukasz", "do"]),
        ("Anna Lecœur", ["lecoeur", "lecœur"]),
    ],
)
def test_a_name_is_found_by_what_a_caller_says_of_it(name: str, typed: list[str]) -> None:
    """Either part of a double name, with or without its apostrophe, in the letters of any keyboard (R-024)."""
    keys = set(keys_for(evolve(sample_order(), customer=Contact(name))))
    for text in typed:
        assert any(_matches(key, keys) for group in read(text).groups for key in group), text


def test_words_of_a_name_are_taken_apart_and_nothing_else_is() -> None:
    """In any order, and beside other keys; a number, an address and what is meant exactly stay as they are."""
    assert word_by_word("curie marie, 4242") == "curie, marie, 4242"
    assert word_by_word("jean pierre") == "jean, pierre"
    for whole in ("+33 1 42 68 53 00", "=curie marie", "a@b.example", "2026-11-23 au 2026-11-24"):
        assert word_by_word(whole) == whole


def test_several_references_are_a_batch() -> None:
    """Any of them, in one go."""
    other = "23456784"
    query = read(f"{REFERENCE}, K7M-42XQ-Z; {REFERENCE}\n{REFERENCE}")
    assert len(query.groups) == 1
    assert {key.text for key in query.groups[0]} == {REFERENCE}
    assert other not in found_by(REFERENCE)


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("2026-11-23", Days(date(2026, 11, 23), date(2026, 11, 23))),
        ("23/11/2026", Days(date(2026, 11, 23), date(2026, 11, 23))),
        ("2026-11-30..2026-11-23", Days(date(2026, 11, 23), date(2026, 11, 30))),
        ("1.11.2026 – 30.11.2026", Days(date(2026, 11, 1), date(2026, 11, 30))),
    ],
)
def test_a_day_or_a_range_narrows(typed: str, days: Days) -> None:
    """A date is never a name; a range may be given either way round."""
    assert read(f"marie, {typed}").days == days


@pytest.mark.parametrize("typed", ["", " ", ",", ", ;\n", "2026-02-30 x", "@"])
def test_what_can_be_nothing_asks_for_nothing_costly(typed: str) -> None:
    """Half-typed text never scans everything: each key that is asked for has some text."""
    assert all(key.text for group in read(typed).groups for key in group)


@given(st.text(max_size=500))
def test_no_text_breaks_the_box(typed: str) -> None:
    """Whatever is typed or pasted is understood as something, and no key is empty."""
    assert all(key.text for group in read(typed).groups for key in group)


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(text: str) -> None:
    """Stored keys and typed keys meet because folding is stable."""
    assert folded(folded(text)) == folded(text)


def test_an_order_is_found_by_everything_its_caller_may_say() -> None:
    """Every contact, word, company, number and day of an order leads to it."""
    order = evolve(
        sample_order(),
        customer=Contact("Marie Curie", "Marie@Lumiere.example", "Lumière SARL", "+33 1 42 68 53 00"),
        delivery=Contact("Pierre Dupont", "pierre@ailleurs.example"),
        licensee="Atelier Nord",
        purchase_order="PO-7781",
        placed_at=datetime(2026, 11, 23, 12, tzinfo=UTC),
    )
    keys = set(keys_for(order)) | set(payment_keys("Visa •••• 4242", order.total))
    for typed in (
        order.reference, "curie", "lumi", "marie@lumiere.example", "@lumiere", "dupont", "nord", "PO-77",
        "0142685300", "+33142685300", "99.00", "4242", "pierre@ailleurs.example",
    ):  # fmt: skip
        readings = [key for group in read(typed).groups for key in group]
        assert any(_matches(key, keys) for key in readings), typed


def test_a_phone_number_is_the_same_with_and_without_its_country() -> None:
    """Callers give either form."""
    assert national("+33 1 42 68 53 00") == national("01.42.68.53.00") == national("0033142685300")


def _matches(wanted: Key, keys: set[tuple[KeyKind, str]]) -> bool:
    return any(
        kind is wanted.kind
        and (key == wanted.text if wanted.match is Match.EQUALS else key.startswith(wanted.text))
        for kind, key in keys
    )


def test_exactly_that_and_one_of_them() -> None:
    """``=`` takes away what only begins so; ``|`` is any of them, and a comma still combines."""
    (exact,) = read("=curie").groups
    assert {key.match for key in exact} == {Match.EQUALS}
    assert Key(KeyKind.WHO, "curie") in exact
    either, amount = read("curie|stone, 99.00").groups
    assert {Key(KeyKind.WHO, "curie", Match.STARTS), Key(KeyKind.WHO, "stone", Match.STARTS)} <= set(either)
    assert Key(KeyKind.AMOUNT, "99.00") in amount
    assert read("curie*") == read("curie")
    assert read("|, =, *").empty
