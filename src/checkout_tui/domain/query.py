"""What the lookup box means: from what was typed to keys that an index can be asked for.

A caller spells, an operator types; nothing says which kind of key it is. Each word is therefore
read as every kind it could be, and each reading is one cheap range scan. Commas combine keys:
``marie, 4242`` is both. Several references are a batch: any of them.
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from enum import StrEnum

from attrs import evolve, frozen

from checkout_tui.domain import licence, reference
from checkout_tui.domain.errors import CheckoutError
from checkout_tui.domain.money import Money
from checkout_tui.domain.order import Contact, Order
from checkout_tui.domain.typed_amount import amount_key, amounts_typed, without_grouping_commas

LONGEST_TEXT = 400

# A comma between digits with two digits after it is an amount's (118,80), any other separates keys.
_BETWEEN = re.compile(r"[;\n]|,(?!(?<=\d,)\d{2}(?!\d))")


class KeyKind(StrEnum):
    """What an order can be found by."""

    REFERENCE = "ref"
    WHO = "who"
    """Words of names and companies, and whole e-mail addresses."""
    DOMAIN = "domain"
    LAST4 = "last4"
    PHONE = "phone"
    """Digits, national: what a caller reads out, without the country."""
    INVOICE = "invoice"
    AMOUNT = "amount"
    PURCHASE_ORDER = "po"
    DAY = "day"
    LICENCE = "licence"
    SUBSCRIPTION = "subscription"
    """Its id: the reference of the order that began it, and a number."""
    ON_ITS_WAY = "on-its-way"
    """What a bank calls money of this order that is under way: a trace number."""


class Match(StrEnum):
    """How a key is compared."""

    EQUALS = "equals"
    STARTS = "starts"


@frozen
class Key:
    """One reading of something typed."""

    kind: KeyKind
    text: str
    match: Match = Match.EQUALS


@frozen
class Days:
    """A day or a range of days, both ends included."""

    first: date
    last: date


@frozen
class Query:
    """``groups`` must all match; within a group any key will do. ``days`` narrows by the day the order was placed."""

    groups: tuple[tuple[Key, ...], ...] = ()
    days: Days | None = None

    @property
    def empty(self) -> bool:
        return not self.groups and self.days is None


def read(text: str) -> Query:
    """What was typed, understood; an empty query when it can be nothing."""
    groups: list[tuple[Key, ...]] = []
    batch: list[Key] = []
    days: Days | None = None
    whole = without_grouping_commas(text[:LONGEST_TEXT])
    parts = [part.strip() for part in _BETWEEN.split(whole) if part.strip()]
    for part in parts:
        found = _days(part)
        if found is not None:
            days = found
            continue
        keys = _alternatives(part)
        if len(keys) == 1 and keys[0].kind is KeyKind.REFERENCE and keys[0].match is Match.EQUALS:
            batch.append(keys[0])
        elif keys:
            groups.append(keys)
    if batch:
        groups.insert(0, tuple(batch))
    return Query(tuple(groups), days)


def keys_for(order: Order) -> tuple[tuple[KeyKind, str], ...]:
    """Everything that this order can be found by when it is placed."""
    keys: list[tuple[KeyKind, str]] = [
        (KeyKind.REFERENCE, order.reference),
        (KeyKind.AMOUNT, amount_key(order.total)),
        (KeyKind.PURCHASE_ORDER, folded(order.purchase_order)),
    ]
    # A caller names the day of the mail, which is their own; an operator that of the screen, which is UTC's.
    keys += [(KeyKind.DAY, day.isoformat()) for day in sorted({order.placed_at.date(), order.placed_on})]
    contacts = [order.customer] + ([order.delivery] if order.delivery else [])
    for contact in contacts:
        keys += contact_keys(contact)
    keys += [(KeyKind.WHO, word) for word in _words(order.licensee)]
    return tuple((kind, key) for kind, key in keys if key)


def contact_keys(contact: Contact) -> list[tuple[KeyKind, str]]:
    """What somebody can be found by."""
    email = contact.email.strip().casefold()
    keys = [(KeyKind.WHO, word) for name in (contact.name, contact.company) for word in _words(name)]
    keys += [(KeyKind.WHO, folded(name)) for name in (contact.name, contact.company)]
    keys.append((KeyKind.WHO, email))
    if "@" in email:
        keys.append((KeyKind.DOMAIN, email.rpartition("@")[2]))
    keys.append((KeyKind.PHONE, national(contact.phone)))
    return keys


def payment_keys(shows: str, amount: Money) -> tuple[tuple[KeyKind, str], ...]:
    """What a payment adds: the last four digits that a caller can read out (R-001)."""
    last4 = re.search(r"(\d{4})\s*$", shows)
    keys = [(KeyKind.AMOUNT, amount_key(amount))]
    if last4:
        keys.append((KeyKind.LAST4, last4.group(1)))
    return tuple(keys)


def folded(text: str) -> str:
    """Without case, accents and runs of spaces, so that ``lumiere`` finds ``Lumière`` and ``coeur`` finds ``cœur``."""
    if text.isascii():
        return " ".join(text.casefold().split())
    for _ in range(2):
        # Folding the case may bring new accents with it (İ), and taking those off a new case.
        flat = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
        text = "".join(c for c in flat if not unicodedata.combining(c)).translate(AS_TYPED)
    return " ".join(text.split())


AS_TYPED = str.maketrans(
    {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ŧ": "t"}
    | {"\N{LATIN SMALL LETTER DOTLESS I}": "i"}
    | dict.fromkeys("\u2019\u2018\u02bc\u2032", "'")
    | dict.fromkeys("\u2010\u2011\u2012\u2013", "-")
)
"""Letters that are no accented ones and that a caller's keyboard may not have, and what print makes of ' and -."""


def national(phone: str) -> str:
    """A phone number's digits without country code or leading zero: callers give either form."""
    digits = re.sub(r"\D", "", phone)
    if not digits:
        return ""
    return digits[-9:].lstrip("0")


def _words(name: str) -> Iterator[str]:
    """Each word, and of ``jean-pierre`` and ``d'angelo`` the parts that may be all that a caller says."""
    for word in re.split(r"[^\w@.+'-]+", folded(name)):
        yield from (each for each in (word, *parts_of(word)) if len(each) > 1)


def parts_of(word: str) -> tuple[str, ...]:
    """What else a word with a hyphen or an apostrophe is found by; nothing for any other."""
    if "@" in word or not re.search(r"\w['-]\w", word):
        return ()
    return (*re.split("['-]+", word), word.replace("'", ""))


def word_by_word(text: str) -> str:
    """The same with a comma between the words of names: found in any order, and whatever stands between them."""
    parts = [part.strip() for part in _BETWEEN.split(without_grouping_commas(text[:LONGEST_TEXT]))]
    return ", ".join(_apart(part) for part in parts if part)


def _apart(part: str) -> str:
    words = [word for word in re.split(r"[\s'-]+", folded(part)) if len(word) > 1]
    return ", ".join(words) if all(word.isalpha() for word in words) else part


def _alternatives(part: str) -> tuple[Key, ...]:
    """``a|b`` is one of them; ``=a`` is exactly that; ``a*`` begins so, as most keys do anyway."""
    keys: dict[Key, None] = {}
    for one in filter(None, (one.strip() for one in part.split("|"))):
        exactly = one.startswith("=")
        for key in _readings(one.lstrip("=").rstrip("*").strip()):
            if exactly and not (key.kind is KeyKind.REFERENCE and key.match is Match.STARTS):
                keys[evolve(key, match=Match.EQUALS)] = None
            elif not exactly:
                keys[key] = None
    return tuple(keys)


def _readings(part: str) -> tuple[Key, ...]:
    text = folded(part)
    if text.startswith("@"):
        return (Key(KeyKind.DOMAIN, text[1:], Match.STARTS),) if len(text) > 1 else ()
    if "@" in text:
        return (Key(KeyKind.WHO, text, Match.STARTS),)
    try:
        return (Key(KeyKind.REFERENCE, reference.read(part)),)
    except CheckoutError:
        pass
    subscription = _subscription(part)
    if subscription:
        return (Key(KeyKind.SUBSCRIPTION, subscription),)
    keys: list[Key] = []
    compact = re.sub(r"[\s.-]", "", part).upper()
    digits = re.sub(r"\D", "", part)
    if re.fullmatch(r"\d{4}-\d{1,6}", part):
        return (Key(KeyKind.INVOICE, f"{part[:4]}-{int(part[5:]):06d}"),)
    if re.fullmatch(r"[•*x.\s]*\d{4}", part.casefold()):
        keys.append(Key(KeyKind.LAST4, digits))
    # A caller reads out "118.80 euro": the currency narrows nothing that the amount does not.
    amounts = amounts_typed(part)
    keys += [Key(KeyKind.AMOUNT, amount) for amount in amounts]
    in_parts = bool(amounts) and re.search(r"[.,]\d{2,3}$", part)
    if len(digits) >= 5 and not in_parts and not re.search(r"[^\d\s+().-]", part):
        keys.append(Key(KeyKind.PHONE, national(part), Match.STARTS))
    if 2 <= len(compact) < reference.LENGTH and set(compact) <= set(reference.ALPHABET):
        keys.append(Key(KeyKind.REFERENCE, compact, Match.STARTS))
    licence_key = licence.read(part)
    if licence_key:
        keys.append(Key(KeyKind.LICENCE, licence_key, Match.STARTS))
    if len(text) > 1:
        keys.append(Key(KeyKind.WHO, text, Match.STARTS))
        keys.append(Key(KeyKind.PURCHASE_ORDER, text, Match.STARTS))
    return tuple(keys)


def _subscription(part: str) -> str:
    """``K7M-42XQ-Z-1``: a reference and a number, or nothing."""
    match = re.fullmatch(r"(.+?)[\s./-]+(\d{1,2})", part)
    if match is None:
        return ""
    try:
        return f"{reference.read(match[1])}-{int(match[2])}"
    except CheckoutError:
        return ""


_DAY = r"(\d{4})-(\d{2})-(\d{2})|(\d{1,2})[/.](\d{1,2})[/.](\d{4})"


def _days(part: str) -> Days | None:
    pieces = re.split(r"\s*(?:\.\.|–|—|\bto\b|\bau\b)\s*", part.strip())
    found = [_day(piece) for piece in pieces if piece]
    if not found or any(day is None for day in found) or len(found) > 2:
        return None
    days = sorted(day for day in found if day is not None)
    return Days(days[0], days[-1])


def _day(text: str) -> date | None:
    match = re.fullmatch(_DAY, text)
    if match is None:
        return None
    year, month, day, d, m, y = match.groups()
    try:
        return date(int(year), int(month), int(day)) if year else date(int(y), int(m), int(d))
    except ValueError:
        return None
