"""The lines that a caller hears or reads: complete in both languages, well set, and naming no reason."""

import re
from datetime import date
from string import Formatter

import pytest

from checkout_tui.domain.business_days import SettlementWindow
from checkout_tui.domain.lines import LINES
from checkout_tui.domain.money import Money
from checkout_tui.domain.wording import decline_line, line, spoken_day, spoken_window, within_sentence
from checkout_tui.domain.words import Words

NAMED_BY_PLUGINS = (
    "declined.plain",
    "declined.typing",
    "declined.international",
    "declined.authenticate",
    "declined.expired_authorization",
    "declined.not_approved",
    "declined.technical",
    "returned.plain",
    "returned.funds",
)

REASONS = re.compile(
    r"insufficient|not enough|\bfunds\b|balance|overdra|credit limit|stolen|lost\b|fraud|suspect|suspicious"
    r"|pick.?up|restricted|closed account|account (is )?closed|expired card|card (has )?expired|blacklist"
    r"|provision|solde|découvert|plafond|volée?\b|perdue?\b|frauduleu|soupçon|suspecte|opposition"
    r"|carte expirée|compte (est )?clos|interdit",
    re.IGNORECASE,
)


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("key", LINES)
def test_both_languages_say_it_with_the_same_facts(key: str) -> None:
    """Every line exists in French and in English, is not empty, and has the same places (R-122)."""
    words = LINES[key]
    assert words.en.strip() == words.en != ""
    assert words.fr.strip() == words.fr != ""
    assert places(words.en) == places(words.fr)


@pytest.mark.parametrize("key", LINES)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_print_has_its_own_apostrophes_and_spaces(key: str, language: str) -> None:
    """No straight apostrophe is left, and in French nothing breaks before a double mark."""
    said = line(key, language, **dict.fromkeys(places(LINES[key].en), "x"))
    assert "'" not in said
    assert "  " not in said
    if language == "fr":
        assert not re.search(r"(?<!\u00a0)[;!?»%]|[^\u00a0/]:(?!//)|«(?!\u00a0)", said)
    else:
        assert "\u00a0" not in said


@pytest.mark.parametrize("key", LINES)
def test_no_line_names_a_reason(key: str) -> None:
    """Issuers do not tell third parties why a payment was refused, and neither do we (R-060)."""
    words = LINES[key]
    assert not REASONS.search(words.en)
    assert not REASONS.search(words.fr)


@pytest.mark.parametrize("key", NAMED_BY_PLUGINS)
def test_the_keys_that_plugins_may_name_exist(key: str) -> None:
    """A plugin's decline may name any of these, and each is a line of its own."""
    assert decline_line(key, "en") == line(key, "en")
    assert decline_line(key, "fr") == line(key, "fr")
    assert decline_line(key, "en") != decline_line(key, "fr")


@pytest.mark.parametrize("key", ["declined.stolen_card", "", "said.paid", "{x}", "mail.receipt"])
def test_a_key_that_a_plugin_made_up_becomes_the_plain_decline(key: str) -> None:
    """An unknown key, or one of a line that is no decline, says no more than the plain one (R-060)."""
    assert decline_line(key, "fr") == line("declined.plain", "fr")


def test_a_typing_error_and_an_international_block_may_be_hinted_at() -> None:
    """These two are the hints that are allowed (R-061)."""
    assert "typing" in line("hint.typing", "en")
    assert "internationales" in line("hint.international", "fr")


@pytest.mark.parametrize(
    ("first", "last", "english", "french"),
    [
        (
            date(2026, 11, 26),
            date(2026, 11, 30),
            "between Thursday 26 and Monday 30 November",
            "entre jeudi 26 et lundi 30 novembre",
        ),
        (
            date(2026, 11, 30),
            date(2026, 12, 1),
            "between Monday 30 November and Tuesday 1 December",
            "entre lundi 30 novembre et mardi 1er décembre",
        ),
        (
            date(2026, 12, 1),
            date(2026, 12, 4),
            "between Tuesday 1 and Friday 4 December",
            "entre mardi 1er et vendredi 4 décembre",
        ),
        (
            date(2026, 12, 30),
            date(2027, 1, 4),
            "between Wednesday 30 December 2026 and Monday 4 January 2027",
            "entre mercredi 30 décembre 2026 et lundi 4 janvier 2027",
        ),
        (date(2026, 11, 26), date(2026, 11, 26), "on Thursday 26 November", "le jeudi 26 novembre"),
    ],
)
def test_windows_are_said_as_people_say_them(first: date, last: date, english: str, french: str) -> None:
    """A window is two days in words, the month once when it is the same, the year only when it changes."""
    window = SettlementWindow(first, last, "TARGET")
    assert spoken_window(window, "en") == english
    assert spoken_window(window, "fr") == french


def test_facts_take_the_form_of_the_language() -> None:
    """Amounts, days and titles inside a line are shown as its language shows them (R-122)."""
    money = Money(123450, "EUR")
    assert "1\u202f234,50 EUR" in line("said.paid", "fr", total=money)
    assert "1,234.50 EUR" in line("said.paid", "en", total=money)
    method = Words("Bank transfer", "Virement bancaire")
    said = line("said.overdue", "fr", method=method, last=date(2026, 12, 1))
    assert "par virement bancaire" in said
    assert "le mardi 1er décembre" in said


def test_a_title_keeps_the_capitals_that_are_its_own() -> None:
    """Inside a sentence a title begins small, unless its capitals are a name or an abbreviation."""
    titles = (Words("Bank transfer", "Virement ACH"), Words("ACH transfer", "PayPal"))
    assert [within_sentence(title, "en") for title in titles] == ["bank transfer", "ACH transfer"]
    assert [within_sentence(title, "fr") for title in titles] == ["virement ACH", "PayPal"]


def test_a_day_may_have_its_year() -> None:
    """The year is said only where it is wanted."""
    assert spoken_day(date(2026, 11, 26), "en") == "Thursday 26 November"
    assert spoken_day(date(2026, 11, 26), "fr", year=True) == "jeudi 26 novembre 2026"


def test_facts_from_outside_cannot_carry_orders_to_the_terminal() -> None:
    """A hostile address in a line comes out visible, and braces in it fill nothing."""
    said = line("said.receipt_mailed", "en", email="a\x1b]52;c;x\x07{total}@example.com")
    assert "\x1b" not in said
    assert "{total}" in said


def test_a_line_that_does_not_exist_is_a_mistake_of_ours() -> None:
    """Asking for a line by a wrong key fails at once instead of saying nothing."""
    with pytest.raises(KeyError):
        line("said.nonsense", "en")
