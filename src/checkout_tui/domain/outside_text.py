"""The one boundary that makes text from outside safe: for a terminal, for a free-text field, for a log.

Customers, banks and gateways write what they like. Terminals obey control characters wherever
they come from, and no widget takes them out; so everything from outside passes :func:`safe` once,
on its way in. Card numbers do not belong into notes or logs: :func:`looks_like_card_number` lets
a field refuse them, and :func:`redacted` masks whatever got through all the same.
"""

import re
import unicodedata
from collections.abc import Iterator

from stdnum import iban, luhn

LONGEST = 500
"""How much of one outside text is shown unless the caller asks for more."""

_MARKS_AT_MOST = 3
"""So many combining marks on one letter exist in real languages; more of them only hide something."""

_UNSAFE = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
_INVISIBLE = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"  # joiner, fillers, inherent vowels, blank braille
    "\u180b\u180c\u180d\u180f"
)
_PLAIN = re.compile(r"[ -~]*")


def safe(text: str, longest: int = LONGEST) -> str:
    """``text`` with everything a terminal could obey, hide or turn around made visible.

    Controls become their picture (``␛``), other unsafe characters their number (``‹U+202E›``), a
    tab a space. The result is one line, at most ``longest`` characters, and safe to pass again.
    """
    if len(text) <= longest and _PLAIN.fullmatch(text):
        return text
    shown = "".join(_visible(text[: longest + 1]))
    return shown if len(shown) <= longest else shown[: max(longest - 1, 0)] + "…"


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

_BETWEEN = r"[\s\-‐‑‒–—−._/*]{1,3}"  # noqa: RUF001 - the dashes people paste
_RUN = re.compile(rf"\d+(?:{_BETWEEN}\d+)*")
_DIGITS = re.compile(r"\d+")
_IBAN = re.compile(r"(?<![0-9A-Za-z])[A-Za-z]{2}\d{2}(?:[ \u00a0\u202f-]?[0-9A-Za-z]){11,30}(?![0-9A-Za-z])")
_SHORTEST, _LONGEST_CARD = 13, 19
_PHONE_DIGITS = 15
_ACCOUNT_DIGITS = 9
"""From so many digits on end a number may be a bank account: shorter ones are amounts and days."""
_ISSUERS = "23456"
"""How the numbers of card schemes begin."""


def looks_like_card_number(text: str) -> bool:
    """Whether ``text`` holds what may be a card number: 13 to 19 digits, however spaced, that pass Luhn.

    Also one with its expiry or code run on. A valid IBAN, a phone number with its ``+`` and our
    own references are none.
    """
    without_ibans = _IBAN.sub(lambda found: " x " if iban.is_valid(found.group()) else found.group(), text)
    return any(_holds_card(without_ibans, run) for run in _RUN.finditer(without_ibans))


def _holds_card(text: str, run: re.Match[str]) -> bool:
    groups = [_ascii(group.group()) for group in _DIGITS.finditer(run.group())]
    if run.start() > 0 and text[run.start() - 1] == "+" and sum(map(len, groups)) <= _PHONE_DIGITS:
        return False
    whole = "".join(groups)
    if _is_card(whole):
        return True
    for first in range(len(groups)):
        joined = ""
        for group in groups[first:]:
            joined += group
            if joined[0] in _ISSUERS and _is_card(joined):
                return True
    return any(_begins_or_ends_with_card(group) for group in groups)


def _begins_or_ends_with_card(digits: str) -> bool:
    """A number run on without a space: with its expiry and code behind it, or something before."""
    if len(digits) <= _LONGEST_CARD and len(digits) - _SHORTEST < 3:
        return False
    lengths = (15, 16)
    return any(
        part[0] in _ISSUERS and _is_card(part)
        for length in lengths
        if length < len(digits)
        for part in (digits[:length], digits[-length:])
    )


def _is_card(digits: str) -> bool:
    return (
        _SHORTEST <= len(digits) <= _LONGEST_CARD and len(set(digits)) > 1 and bool(luhn.is_valid(digits))
    )


def redacted(text: str) -> str:
    """``text`` with card numbers, IBANs and account-like runs of digits masked to their last four."""
    return _RUN.sub(_masked_run, _IBAN.sub(_masked_iban, text))


def _masked_iban(found: re.Match[str]) -> str:
    bare = re.sub(r"[^0-9A-Za-z]", "", found.group())
    if sum(c.isdigit() for c in bare) < _ACCOUNT_DIGITS and not iban.is_valid(bare):
        return found.group()
    return f"•••• {bare[-4:]}"


def _masked_run(found: re.Match[str]) -> str:
    digits = _ascii("".join(_DIGITS.findall(found.group())))
    if len(digits) >= _SHORTEST:
        return f"•••• {digits[-4:]}"
    # The groups of a short run may still be an account each.
    return _DIGITS.sub(_masked_group, found.group())


def _masked_group(found: re.Match[str]) -> str:
    group = found.group()
    return f"•••• {_ascii(group)[-4:]}" if len(group) >= _ACCOUNT_DIGITS else group


def _ascii(digits: str) -> str:
    """The digits of any script as ours."""
    return "".join(str(unicodedata.decimal(digit)) for digit in digits)
