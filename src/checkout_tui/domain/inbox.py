"""The money inbox as a list: where money lies in it, and what an operator types to find some of it.

Whatever is known of money that arrived stands in one line of folded text beside it; every word that is
typed has to stand somewhere in that line, or mean what is left of it, an order that it names or is tied
to, or the method by which it came.
"""

import re
from datetime import date
from enum import StrEnum

from attrs import frozen

from checkout_tui.domain import reference
from checkout_tui.domain.money import Money
from checkout_tui.domain.query import folded

LONGEST_WORDS = 500
"""So much of what is known of one receipt can be found: an index holds it, and its rows have an end."""

_BETWEEN = re.compile(r"[;\s]+|,(?!\d)|(?<!\d),")
_AMOUNT = re.compile(r"(\d{1,3}(?:[.,'’]\d{3})+|\d+)(?:[.,](\d{2,3}))?")
_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_MOST_WORDS = 8


class Folder(StrEnum):
    """Where money lies that arrived."""

    OPEN = "open"
    """It waits for a person."""
    PARKED = "parked"
    """It waits with a note that says why."""
    DONE = "done"
    """Nothing is left of it: tied, kept or sent back."""


@frozen
class Word:
    """One word that was typed, in every way that it can be meant; one of them has to fit."""

    spellings: tuple[str, ...]
    """Folded texts, one of which stands in what is known of the money."""
    minor: int | None = None
    """What is left of the money, in minor units of a currency with two digits."""
    order: str = ""
    """The order that the money names, or is tied to."""


@frozen
class Sums:
    """How much lies in a folder, or answers to what was typed."""

    count: int
    amounts: tuple[Money, ...] = ()
    """What is left of it, or of what is done with all that arrived: a currency each, without returns."""
    elsewhere: int = 0
    """How many rows more wait in the other folder: parked while one looks at what is not, and the other way round."""


def read(text: str) -> tuple[Word, ...]:
    """What was typed, word by word."""
    if reference.looks_like(text):
        # Spaced out as it was read aloud: one word all the same.
        return (_of_reference(reference.read(text)),)
    typed = [word for word in _BETWEEN.split(text) if word]
    return tuple(_word(word) for word in typed[:_MOST_WORDS] if folded(word))


def words_of(
    *, amount: Money, booked_on: date, method: str, payer: str, account: str, written: str, facts: str
) -> str:
    """What money that arrived can be found by: its amount and day as people write them, who, and what was written."""
    day = f"{booked_on:%Y-%m-%d} {booked_on:%d/%m/%Y}"
    known = (amount.plain(), amount.currency, day, by_method(method), payer, account, written, facts)
    # What no keyboard types no database need keep.
    return "".join(sign for sign in folded(" ".join(known)) if sign.isprintable())[:LONGEST_WORDS]


def by_method(code: str) -> str:
    """How the method by which it came stands among the words, so that no other word is taken for it."""
    return f"~{code}~"


def _word(typed: str) -> Word:
    if reference.looks_like(typed):
        return _of_reference(reference.read(typed))
    if day := _DAY.fullmatch(typed):
        return Word((f"{int(day[1]):02d}/{int(day[2]):02d}/{day[3]}",))
    if amount := _AMOUNT.fullmatch(typed):
        whole, part = re.sub(r"\D", "", amount[1]), amount[2]
        if part and len(part) == 2:
            return Word((f"{int(whole)}.{part}",), int(whole + part))
        # Three digits after a mark are thousands to most, and a part to some currencies.
        return Word(tuple(dict.fromkeys((whole + (part or ""), folded(typed).replace(",", ".")))))
    return Word((folded(typed),))


def _of_reference(order: str) -> Word:
    return Word((folded(order), folded(reference.shown(order))), order=order)
