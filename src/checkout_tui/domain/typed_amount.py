"""An amount as people read it out or type it, and the one form in which an order is found by it.

Nobody says which currency's marks they use: ``1,234.50``, ``1 234,50``, ``1'234.50`` and ``1.234,50`` are one
amount, and ``11,880`` is so many yen. Where a single mark could group or divide, both are looked for.
"""

import re

from checkout_tui.domain.money import Money

_SPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")
_CURRENCY = r"(?:[A-Za-z]{3}|[€$£¥])"
_AMOUNT = re.compile(
    rf"(?:{_CURRENCY} ?)?"
    r"(?P<whole>\d{1,9}|\d{1,3}(?P<group>[ ,.'])\d{3}(?:(?P=group)\d{3})*)"
    r"(?:(?!(?P=group))[.,](?P<part>\d{1,3}))?"
    rf"(?: ?{_CURRENCY})?",
    re.ASCII,
)
_GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?!\d)", re.ASCII)


def amount_key(amount: Money) -> str:
    """What an order is found by: with two decimal digits at least, whatever its currency has."""
    whole, _, part = amount.plain().partition(".")
    return _key(whole, part)


def amounts_typed(text: str) -> tuple[str, ...]:
    """The keys that this may mean; none when it is no amount."""
    found = _AMOUNT.fullmatch(_SPACES.sub(" ", text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")).strip())
    if found is None:
        return ()
    whole, part = re.sub(r"\D", "", found["whole"]), found["part"] or ""
    keys = [_key(whole, part)]
    groups = re.split(r"\D", found["whole"])
    if len(part) == 3 and len(whole) <= 3:
        keys.append(_key(whole + part, ""))
    elif not part and len(groups) == 2 and found["group"] != " ":
        keys.append(_key(*groups))
    return tuple(dict.fromkeys(keys))


def without_grouping_commas(text: str) -> str:
    """A text in which commas only separate: those that group an amount's thousands are written as apostrophes."""
    return _GROUPED.sub(lambda found: found.group().replace(",", "'"), text)


def _key(whole: str, part: str) -> str:
    return f"{int(whole)}.{part.rstrip('0').ljust(2, '0')}"
