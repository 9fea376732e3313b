"""An order's reference: short, speakable on the phone, and with a character that catches mistakes.

Seven characters and one check character from an alphabet without 0, O, 1 and I, by ISO 7064's
hybrid system (mod 33, 32): every single wrong character is caught.
"""

import re
from collections.abc import Callable

from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_37_36

from checkout_tui.domain.errors import BadInput, N_

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 8

_SEPARATORS = re.compile(r"[\s\-–—._/]+")
_IN_TEXT = re.compile(
    rf"(?<![0-9A-Za-z])[{ALPHABET}]{{3}}[\s\-–—._/]*[{ALPHABET}]{{4}}[\s\-–—._/]*[{ALPHABET}](?![0-9A-Za-z])",
    re.IGNORECASE,
)

_NATO = dict(
    zip(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "Alfa Bravo Charlie Delta Echo Foxtrot Golf Hotel India Juliett Kilo Lima Mike November Oscar Papa "
        "Quebec Romeo Sierra Tango Uniform Victor Whiskey X-ray Yankee Zulu".split(),
        strict=True,
    )
)
_FRENCH = dict(
    zip(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "Anatole Berthe Célestin Désiré Eugène François Gaston Henri Irma Joseph Kléber Louis Marcel Nicolas "
        "Oscar Pierre Quintal Raoul Suzanne Thérèse Ursule Victor William Xavier Yvonne Zoé".split(),
        strict=True,
    )
)
_DIGITS = {
    "en": "zero one two three four five six seven eight nine".split(),
    "fr": "zéro un deux trois quatre cinq six sept huit neuf".split(),
}


def make(draw: Callable[[int], int]) -> str:
    """A new reference; ``draw(n)`` gives an unpredictable number below ``n``."""
    body = "".join(ALPHABET[draw(len(ALPHABET))] for _ in range(LENGTH - 1))
    return body + mod_37_36.calc_check_digit(body, ALPHABET)


def shown(reference: str) -> str:
    """As it is written and printed: ``K7M-42XQ-9``."""
    return f"{reference[:3]}-{reference[3:7]}-{reference[7:]}"


def read(text: str) -> str:
    """The canonical reference from what was typed or said. Raises BadInput for a misread one."""
    bare = _SEPARATORS.sub("", text).upper()
    if any(c in "0O1I" for c in bare) and len(bare) == LENGTH:
        raise BadInput(N_("References have no 0, O, 1 or I. Ask the caller to read it again."))
    if len(bare) != LENGTH or any(c not in ALPHABET for c in bare):
        raise BadInput(N_("A reference has 8 letters and digits, such as {example}."), example="K7M-42XQ-Z")
    try:
        mod_37_36.validate(bare, ALPHABET)
    except ValidationError:
        raise BadInput(
            N_("{reference} is misread or mistyped: its last character does not fit. Ask again."),
            reference=shown(bare),
        ) from None
    return bare


def looks_like(text: str) -> bool:
    """Whether ``text`` is a reference with its check character right."""
    try:
        read(text)
    except BadInput:
        return False
    return True


def find_in(text: str) -> tuple[str, ...]:
    """Valid references that stand in a remittance's text, however they are spaced; each once."""
    found: dict[str, None] = {}
    start = 0
    while match := _IN_TEXT.search(text, start):
        if looks_like(match.group()):
            found[read(match.group())] = None
        # A word before may have looked like the beginning of one: go on from the next character.
        start = match.start() + 1
    return tuple(found)


def spelled(reference: str, language: str) -> str:
    """To be read aloud, letter by letter: the NATO alphabet, or the French one."""
    french = language.startswith("fr")
    letters, digits = (_FRENCH, _DIGITS["fr"]) if french else (_NATO, _DIGITS["en"])
    words = [digits[int(c)] if c.isdigit() else letters[c] for c in reference]
    return ", ".join(words)
