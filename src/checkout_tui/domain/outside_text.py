"""The one boundary that makes text from outside safe: for a terminal, for a free-text field, for a log.

Customers, banks and gateways write what they like. Terminals obey control characters wherever
they come from, and no widget takes them out; so everything from outside passes :func:`safe` once,
on its way in; what stands in a field, :func:`marked`. Card numbers do not belong into notes or
logs: :func:`looks_like_card_number` lets a field refuse them, and :func:`redacted` masks whatever
got through all the same.
"""

import re
import unicodedata
from collections.abc import Iterator

LONGEST = 500
"""How much of one outside text is shown unless the caller asks for more."""

_MARKS_AT_MOST = 3
"""So many combining marks on one letter exist in real languages; more of them only hide something."""

_UNSAFE = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
_INVISIBLE = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"  # joiner, fillers, inherent vowels, blank braille
    "\u180b\u180c\u180d\u180f"
)
_MARK = "␦"
_PLAIN = re.compile(
    "[ -~\u00a0-\u00ac\u00ae-\u00ff\u0152\u0153\u2013\u2014\u2018-\u201f\u2022\u2026\u202f\u20ac]*"
)
"""What French and English are written with: passed as a whole, without looking at each character."""


def safe(text: str, longest: int = LONGEST) -> str:
    """``text`` with everything a terminal could obey, hide or turn around made visible.

    Controls become their picture (``␛``), other unsafe characters their number (``‹U+202E›``), a
    tab a space. The result is one line, at most ``longest`` characters, and safe to pass again.
    """
    if len(text) <= longest and _PLAIN.fullmatch(text):
        return text
    shown = "".join(_visible(text[: longest + 1]))
    return shown if len(shown) <= longest else (shown[: longest - 1] + "…")[:longest]


def marked(text: str) -> str:
    """``text`` with one mark for each character that is unsafe: as long as before, for a field with a cursor."""
    if _PLAIN.fullmatch(text):
        return text
    return "".join(shown if len(shown) == 1 else _MARK for shown in _visible(text))


def _visible(text: str) -> Iterator[str]:
    marks = 0
    for character in text:
        code = ord(character)
        category = unicodedata.category(character)
        marks = marks + 1 if category in ("Mn", "Me") else 0
        if character == "\t":
            yield " "
        elif code < 0x20:
            yield chr(0x2400 + code)
        elif code == 0x7F:
            yield "␡"
        elif category in _UNSAFE or marks > _MARKS_AT_MOST or _is_invisible(character):
            yield f"‹U+{code:04X}›"
        else:
            yield character


def _is_invisible(character: str) -> bool:
    """Fillers and variation selectors: they take no place, or another width on every terminal."""
    return (
        character in _INVISIBLE
        or "\ufe00" <= character <= "\ufe0f"
        or "\U000e0100" <= character <= "\U000e01ef"
    )


# ------------------------------------------------------------ numbers that must not stay

_BETWEEN = r"[\s\-\u2010-\u2014\u2212._/*]{1,3}"
"""What people and their keyboards put between digits: spaces, hyphens, dashes, dots, slashes."""
_RUN = re.compile(rf"\d+(?:{_BETWEEN}\d+)*")
_DIGITS = re.compile(r"\d+")
_IBAN = re.compile(r"(?<![0-9A-Za-z])[A-Za-z]{2}\d{2}(?:[ \u00a0\u202f-]?[0-9A-Za-z]){11,30}(?![0-9A-Za-z])")
_SHORTEST, _LONGEST_CARD = 13, 19
_PHONE_DIGITS = 15
_ACCOUNT_DIGITS = 9
"""From so many digits on end a number may be a bank account: shorter ones are amounts and days."""
_USUAL_LENGTH = 16
_CODE = 3
_SHORTEST_IBAN = 15
_ISSUERS = "23456"
"""How the numbers of card schemes begin."""


def looks_like_card_number(text: str) -> bool:
    """Whether ``text`` holds what may be a card number: 13 to 19 digits, however spaced, that pass Luhn.

    Also one with its expiry or code run on. A valid IBAN, a phone number with its ``+`` and our
    own references are none.
    """
    if sum(map(len, _DIGITS.findall(text))) < _SHORTEST:
        return False
    without_ibans = _IBAN.sub(_masked_iban, text)
    return any(_holds_card(without_ibans, run) for run in _RUN.finditer(without_ibans))


def _holds_card(text: str, run: re.Match[str]) -> bool:
    groups = _groups(run)
    if run.start() > 0 and text[run.start() - 1] == "+" and sum(map(len, groups)) <= _PHONE_DIGITS:
        return False
    return (
        _is_card("".join(groups))
        or any(_begins_with_card(groups[first : first + _LONGEST_CARD]) for first in range(len(groups)))
        or any(_is_run_on(group, -_USUAL_LENGTH) for group in groups)
    )


def _groups(run: re.Match[str]) -> list[str]:
    return [_ascii(group.group()) for group in _DIGITS.finditer(run.group())]


def _begins_with_card(groups: list[str]) -> str:
    """The card number that these groups begin with, its expiry and code perhaps behind it."""
    first, joined = groups[0], ""
    # American Express has 15 digits and begins with 34 or 37; nearly all others have 16. Looked for first,
    # because a code run on can make a longer number that happens to pass.
    length = 15 if first.startswith(("34", "37")) else _USUAL_LENGTH
    if _is_run_on(first, length):
        return first[:length]
    for group in groups:
        joined += group
        if joined[0] not in _ISSUERS or len(joined) > _LONGEST_CARD:
            return ""
        if _is_card(joined):
            return joined
    return ""


def _is_run_on(group: str, length: int) -> bool:
    """Whether a card number and at least a code are run together, the number first or (< 0) last."""
    card = group[:length] if length > 0 else group[length:]
    return len(group) >= abs(length) + _CODE and card[0] in _ISSUERS and _is_card(card)


def _is_card(digits: str) -> bool:
    if not _SHORTEST <= len(digits) <= _LONGEST_CARD or len(set(digits)) == 1:
        return False
    # Needed only for digits that look the part: the first paint does without.
    from stdnum import luhn  # noqa: PLC0415

    return bool(luhn.is_valid(digits))


def redacted(text: str) -> str:
    """``text`` with card numbers, IBANs and account-like digits masked, to their last four at most."""
    return _RUN.sub(_masked_run, _IBAN.sub(_masked_iban, text))


def without_card_numbers(text: str) -> str:
    """``text`` as it is, or redacted where a card number stands in it: for what others wrote and we keep (R-097)."""
    return redacted(text) if looks_like_card_number(text) else text


def _masked_iban(found: re.Match[str]) -> str:
    """The longest valid IBAN that the match begins with, masked; words may follow it."""
    # It reads a table of countries; needed only for what looks like one.
    from stdnum import iban  # noqa: PLC0415

    text = found.group()
    for end in range(len(text), _SHORTEST_IBAN - 1, -1):
        if text[end - 1].isalnum() and not text[end : end + 1].isalnum() and iban.is_valid(text[:end]):
            return f"•••• {iban.compact(text[:end])[-4:]}{text[end:]}"
    return text


def _masked_run(found: re.Match[str]) -> str:
    groups = _groups(found)
    digits = "".join(groups)
    if len(digits) < _SHORTEST:
        # The groups of a short run may still be an account each.
        return _DIGITS.sub(_masked_group, found.group())
    # What follows a card number may be its code, so the last four are the number's own or none.
    card = _begins_with_card(groups) or (digits if _is_card(digits) else "")
    return f"•••• {card[-4:]}" if card else "••••"


def _masked_group(found: re.Match[str]) -> str:
    group = found.group()
    return f"•••• {_ascii(group)[-4:]}" if len(group) >= _ACCOUNT_DIGITS else group


def _ascii(digits: str) -> str:
    """The digits of any script as ours."""
    return "".join(str(unicodedata.decimal(digit)) for digit in digits)
