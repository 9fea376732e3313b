"""The boundary that makes outside text safe, searched for what could get through."""

import csv
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkout_tui.domain.outside_text import (
    _PLAIN,
    _visible,
    looks_like_card_number,
    marked,
    redacted,
    safe,
)

anything = st.text(st.characters(exclude_categories=()), max_size=80)

ESC, BEL, CSI, RLO, ZWSP, LINE_SEPARATOR = "\x1b", "\x07", "\x9b", "\u202e", "\u200b", "\u2028"

CARDS = (
    "4242424242424242",
    "4000056655665556",
    "5555555555554444",
    "2223003122003222",
    "378282246310005",
    "6011111111111117",
    "3056930009020004",
    "36227206271667",
    "3566002020360505",
    "6200000000000005",
    "4222222222222",
    "6304000000000000",
    "6759649826438453123",
)


@given(anything, st.integers(0, 100))
def test_nothing_that_a_terminal_obeys_comes_out(text: str, longest: int) -> None:
    """Whatever goes in: no control, format, surrogate, private or unassigned character comes out."""
    shown = safe(text, longest)
    categories = {unicodedata.category(character) for character in shown}
    assert not categories & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    assert len(shown) <= longest
    shown.encode("utf-8")
    # In a field each keeps its place, for the cursor.
    kept = marked(text)
    assert not {unicodedata.category(character) for character in kept} & {
        "Cc",
        "Cf",
        "Cs",
        "Co",
        "Cn",
        "Zl",
        "Zp",
    }
    assert len(kept) == len(text)


@given(anything)
def test_safe_text_passes_again_unchanged(text: str) -> None:
    """The boundary may be crossed twice: what is safe stays as it is."""
    once = safe(text, 10_000)
    assert safe(once, 10_000) == once


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=80))
def test_plain_text_is_left_alone(text: str) -> None:
    """Ordinary text is what it was."""
    assert safe(text) == text


def test_what_two_languages_are_written_with_is_passed_as_a_whole() -> None:
    """No character is let through uninspected that would be changed if it were looked at."""
    plain = [chr(code) for code in range(0x11000) if _PLAIN.fullmatch(chr(code))]
    assert {"é", "œ", "’", "€", "–", "•", "\u00a0", "\u202f"} <= set(plain)
    assert [character for character in plain if "".join(_visible(character)) != character] == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"a{ESC}]52;c;eA=={BEL}b", "a␛]52;c;eA==␇b"),
        (f"a{CSI}31mb", "a‹U+009B›31mb"),
        ("a\x00b\x7f", "a␀b␡"),
        (f"invoice{RLO}fdp.exe", "invoice‹U+202E›fdp.exe"),
        (f"pay{ZWSP}pal", "pay‹U+200B›pal"),
        ("one\ntwo\r\nthree\tfour", "one␊two␍␊three four"),
        (f"one{LINE_SEPARATOR}two", "one‹U+2028›two"),
        ("\ud800\ue000\ufffe", "‹U+D800›‹U+E000›‹U+FFFE›"),
        ("\u3164\ufe0f\U000e0041", "‹U+3164›‹U+FE0F›‹U+E0041›"),
        ("[red]Łódź[/] Müller 東京 «ça»", "[red]Łódź[/] Müller 東京 «ça»"),
    ],
)
def test_what_is_hidden_becomes_visible(text: str, shown: str) -> None:
    """Controls, overrides and invisible characters are shown instead of taken out or obeyed."""
    assert safe(text) == shown


def test_marks_do_not_pile_up() -> None:
    """A letter keeps the marks that languages put on it; a tower of them is shown as what it is."""
    assert safe("e\u0302\u0323") == "e\u0302\u0323"
    assert safe("e" + "\u0301" * 50, 30).startswith("e\u0301\u0301\u0301‹U+0301›")


def test_long_text_ends_with_an_ellipsis() -> None:
    """Text that is too long is cut, and says so."""
    assert safe("x" * 100, 10) == "x" * 9 + "…"
    assert safe("x" * 10, 10) == "x" * 10


@pytest.mark.parametrize("card", CARDS)
@pytest.mark.parametrize("form", ["{}", "card {} please", "a{}b", "{} 12/28", "{} 12/28 123"])
def test_a_card_number_is_seen_in_any_dress(card: str, form: str) -> None:
    """Alone, inside a sentence, or with its expiry and code behind it (R-097)."""
    assert looks_like_card_number(form.format(card))


def test_every_published_test_number_is_seen(samples: Path) -> None:
    """All of a gateway's test numbers but the one that is wrong on purpose are refused and masked."""
    with (samples / "cards" / "test_cards.csv").open(encoding="utf-8") as file:
        numbers = [row["number"] for row in csv.DictReader(file)]
    assert [number for number in numbers if not looks_like_card_number(number)] == ["4242424242424241"]
    assert not [number for number in numbers if number in redacted(f"paid with {number}.")]


@pytest.mark.parametrize("card", ["4242424242424242", "378282246310005"])
def test_a_card_number_is_seen_with_its_code_run_on(card: str) -> None:
    """Expiry and code typed on without a space hide neither of the usual lengths."""
    assert looks_like_card_number(f"{card}1228123")
    assert redacted(f"{card}1228123") == f"•••• {card[-4:]}"


@pytest.mark.parametrize("between", [" ", "-", ".", "\u00a0", "\u202f", " - ", "–", "/"])
def test_a_card_number_is_seen_however_it_is_spaced(between: str) -> None:
    """Groups of four with whatever people put between them, and after other numbers."""
    spaced = between.join(("4242", "4242", "4242", "4242"))
    assert looks_like_card_number(spaced)
    assert looks_like_card_number(f"order 17{between}{spaced}")
    assert spaced not in redacted(spaced)


def test_digits_of_other_scripts_are_digits() -> None:
    """Full-width and Arabic digits are read as the digits they are."""
    assert looks_like_card_number(" ".join(["\uff14\uff12\uff14\uff12"] * 4))
    assert looks_like_card_number("\u0664\u0662" * 8)


@pytest.mark.parametrize(
    "text",
    [
        "K7M-42XQ-9",
        "222-2222-2",
        "4242424242424241",
        "+33 1 42 42 42 42 42",
        "+49 1511 2345678",
        "2026-11-23 14:05:33",
        "118.80 EUR",
        "invoice 2026-000042",
        "FR76 3000 6000 0112 3456 7890 189",
        "DE89370400440532013000",
        "0000000000000000",
        "01KAV3Y2M8Q4T6W8X0Z2B4D6F8",
        "",
    ],
)
def test_what_is_no_card_number_may_be_written(text: str) -> None:
    """References, phone numbers, dates, amounts, invoices and IBANs are not refused."""
    assert not looks_like_card_number(text)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("card 4242 4242 4242 4242 declined", "card •••• 4242 declined"),
        ("378282246310005", "•••• 0005"),
        ("4242424242424242 12/28 123", "•••• 4242"),
        ("4242424242424242123", "•••• 4242"),
        ("FR76 3000 6000 0112 3456 7890 189 paid by Bob", "•••• 0189 paid by Bob"),
        ("routing 021000021, account 000123456789", "routing •••• 0021, account •••• 6789"),
        (
            "2026-11-23 14:05:33.123456 K7M-42XQ-9 118.80 EUR",
            "2026-11-23 14:05:33.123456 K7M-42XQ-9 118.80 EUR",
        ),
    ],
)
def test_a_log_keeps_four_digits_at_most(text: str, masked: str) -> None:
    """Cards, IBANs and accounts keep their last four, never the code behind a card (R-096, R-097)."""
    assert redacted(text) == masked


@given(st.sampled_from(CARDS), st.text(max_size=20), st.text(max_size=20))
def test_no_card_number_survives_redaction(card: str, before: str, after: str) -> None:
    """Whatever stands around it, the number is gone, and redacting again changes nothing more."""
    text = redacted(before + card + after)
    assert card not in text
    assert redacted(text) == text
