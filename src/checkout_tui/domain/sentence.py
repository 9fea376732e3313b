"""Sentences for the people in front of the screen, kept apart from their language.

A sentence is written once, in English, with ``{named}`` places, and marked with :func:`N_` for
the message catalogues. Who reads it decides the language and the form of amounts and dates.
What a *caller* hears or reads is another matter: the order's language decides there, and the
lines are in :mod:`checkout_tui.domain.wording`.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import lru_cache

from attrs import field, frozen


def N_(sentence: str) -> str:  # noqa: N802 - the name gettext's own tools look for
    """Mark ``sentence`` for the message catalogues without translating it here."""
    return sentence


@frozen
class Reader:
    """Somebody who reads the screen: a language code and a gettext function."""

    language: str = "en"
    translate: Callable[[str], str] = str

    def is_one(self, count: object) -> bool:
        """Whether so many are told in the singular: in French nothing is, too."""
        return count == 1 or (count == 0 and self.language == "fr")

    def show(self, fact: object) -> str:
        """One fact in this reader's form: ``118,80 EUR``, ``jeudi 26 novembre``."""
        if isinstance(fact, Sentence):
            return fact.say(self)
        if isinstance(fact, date):
            return shown_date(fact, self.language)
        shown = getattr(fact, "shown", None)
        if callable(shown):
            return str(shown(self.language))
        in_ = getattr(fact, "in_", None)
        if callable(in_):
            return str(in_(self.language))
        return str(fact)


@frozen
class Sentence:
    """A sentence with its facts, not yet in any language."""

    text: str
    facts: Mapping[str, object] = field(factory=dict)
    many: str = ""
    """The same for more than one, where the fact ``count`` decides between them."""

    def say(self, reader: Reader | None = None) -> str:
        """The sentence as ``reader`` should see it; English without one."""
        reader = reader or Reader()
        shown = {name: reader.show(fact) for name, fact in self.facts.items()}
        alone = not self.many or reader.is_one(self.facts["count"])
        return reader.translate(self.text if alone else self.many).format_map(shown)

    def __str__(self) -> str:
        return self.say()


def sentence(text: str, /, **facts: object) -> Sentence:
    """``sentence(N_("{amount} is owed"), amount=money)``."""
    return Sentence(text, facts)


def counted(one: str, many: str, count: int, /, **facts: object) -> Sentence:
    """``counted(N_("{count} entry"), N_("{count} entries"), 1)``: the reader's language decides the form."""
    return Sentence(one, {"count": count, **facts}, many)


def shown_date(day: date, language: str) -> str:
    """A day in words a caller understands: "Thursday 26 November 2026", with the time if it has one."""
    words = _day_in_words(day.year, day.month, day.day, language)
    if isinstance(day, datetime):
        return f"{words} {day:%H:%M}"
    return words


@lru_cache(maxsize=1024)
def _day_in_words(year: int, month: int, day: int, language: str) -> str:
    # Babel's locale data is only needed once something is shown; the first paint does without.
    from babel.dates import format_date  # noqa: PLC0415

    words = str(format_date(date(year, month, day), "EEEE d MMMM y", locale=language))
    return words.replace(" 1 ", " 1er ", 1) if language == "fr" and day == 1 else words
