"""What a caller hears or reads, in the order's language (R-122).

The lines themselves are in :mod:`checkout_tui.domain.lines`; here they get their facts, in the
form of the language, and the spaces and apostrophes of its print.
"""

import re
from collections.abc import Mapping
from datetime import date
from functools import cache

from checkout_tui.domain.business_days import SettlementWindow
from checkout_tui.domain.lines import LINES
from checkout_tui.domain.outside_text import safe
from checkout_tui.domain.sentence import shown_date
from checkout_tui.domain.words import Words

PLAIN_DECLINE = "declined.plain"
LONGEST_FACT = 2000

_BEFORE = re.compile(" (?=[;:!?»%])")
_PLACE = re.compile(r"\{([a-z_]+)\}")
_AFTER = re.compile("(?<=«) ")


def line(key: str, language: str, /, **facts: object) -> str:
    """The line called ``key``; a key that does not exist is a mistake of ours and raises KeyError.

    Amounts, days and settlement windows are put into the language's form; text is made safe.
    """
    french = language.startswith("fr")
    shown = {name: _shown(fact, language) for name, fact in facts.items()}
    return _template(key, french).format_map(shown)


def script(words: Words, language: str, facts: Mapping[str, object]) -> str:
    """What an operator says to ask for something, with this order's own facts; "…" for what is not known yet."""
    french = language.startswith("fr")
    text = typeset(words.fr if french else words.en, french=french)
    return _PLACE.sub(lambda at: _shown(facts[at[1]], language) if facts.get(at[1]) else "…", text)


def decline_line(key: str, language: str) -> str:
    """The line for a refusal or return; a key that a plugin made up becomes the plain decline (R-060)."""
    known = key in LINES and key.startswith(("declined.", "returned."))
    return line(key if known else PLAIN_DECLINE, language)


def spoken_day(day: date, language: str, *, year: bool = False) -> str:
    """A day as it is said: "Thursday 26 November", « jeudi 26 novembre », with the year if wanted."""
    words = shown_date(date(day.year, day.month, day.day), language)
    return words if year else words.removesuffix(f" {day.year}")


def spoken_window(window: SettlementWindow, language: str) -> str:
    """ "between Thursday 26 and Monday 30 November", « entre jeudi 26 et lundi 30 novembre »."""
    first, last = window.first, window.last
    if first == last:
        return line("window.on", language, day=spoken_day(first, language))
    years = first.year != last.year
    opening = spoken_day(first, language, year=years)
    if (first.year, first.month) == (last.year, last.month):
        opening = opening.rsplit(" ", 1)[0]
    return line("window.between", language, first=opening, last=spoken_day(last, language, year=years))


def within_sentence(title: Words, language: str) -> str:
    """A method's title inside a sentence: "bank transfer", but "ACH transfer" and "PayPal"."""
    text = title.in_(language)
    word = text.split(" ", 1)[0]
    return text if any(letter.isupper() for letter in word[1:]) else text[:1].lower() + text[1:]


def typeset(text: str, *, french: bool) -> str:
    """Apostrophes, and in French the spaces that must not break, as print has them."""
    text = text.replace("'", "’")
    return _AFTER.sub("\u00a0", _BEFORE.sub("\u00a0", text)) if french else text


@cache
def _template(key: str, french: bool) -> str:
    words = LINES[key]
    return typeset(words.fr if french else words.en, french=french)


def _shown(fact: object, language: str) -> str:
    if isinstance(fact, SettlementWindow):
        return spoken_window(fact, language)
    if isinstance(fact, Words):
        return safe(within_sentence(fact, language), LONGEST_FACT)
    if isinstance(fact, date):
        return spoken_day(fact, language)
    shown = getattr(fact, "shown", None)
    return str(shown(language)) if callable(shown) else safe(str(fact), LONGEST_FACT)
