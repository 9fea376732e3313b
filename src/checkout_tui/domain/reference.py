"""An order's reference: short, speakable on the phone, and with a character that catches mistakes.

Seven characters and one check character from an alphabet without 0, O, 1 and I, by ISO 7064's
hybrid system (mod 33, 32). It catches every single wrong character, and all but one in some 400 of
two neighbours changed over; two wrong characters pass one time in 32.
"""

import re
from collections.abc import Callable, Iterator

from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_37_36

from checkout_tui.domain.errors import BadInput, N_

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 8

_BETWEEN = r"[\s\-\u2010-\u2015\u2212._/]"
_SEPARATORS = re.compile(f"{_BETWEEN}+")
_PRINTED_GAPS = (3, 7)
# From every place where a word begins: eight characters, the printed gaps, and where else a line may break.
_IN_TEXT = re.compile(
    r"(?<![0-9A-Za-z])(?=("
    + "".join(
        (f"{_BETWEEN}*" if n in _PRINTED_GAPS else r"(\s*)" if n else "") + f"[{ALPHABET}]"
        for n in range(LENGTH)
    )
    + r")(?![0-9A-Za-z]))",
    re.IGNORECASE,
)

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_NATO = (
    "Alfa Bravo Charlie Delta Echo Foxtrot Golf Hotel India Juliett Kilo Lima Mike November Oscar Papa "
    "Quebec Romeo Sierra Tango Uniform Victor Whiskey X-ray Yankee Zulu"
)
_FRENCH = (
    "Anatole Berthe Célestin Désiré Eugène François Gaston Henri Irma Joseph Kléber Louis Marcel Nicolas "
    "Oscar Pierre Quintal Raoul Suzanne Thérèse Ursule Victor William Xavier Yvonne Zoé"
)
_DIGITS = "0123456789"
_ENGLISH_DIGITS = "zero one two three four five six seven eight nine"
_FRENCH_DIGITS = "zéro un deux trois quatre cinq six sept huit neuf"

_SPOKEN = {
    "en": dict(zip(_LETTERS + _DIGITS, f"{_NATO} {_ENGLISH_DIGITS}".split(), strict=True)),
    "fr": dict(zip(_LETTERS + _DIGITS, f"{_FRENCH} {_FRENCH_DIGITS}".split(), strict=True)),
}


def make(draw: Callable[[int], int]) -> str:
    """A new reference; ``draw(n)`` gives an unpredictable number below ``n``."""
    body = "".join(ALPHABET[draw(len(ALPHABET))] for _ in range(LENGTH - 1))
    return body + mod_37_36.calc_check_digit(body, ALPHABET)


def shown(reference: str) -> str:
    """As it is written and printed: ``K7M-42XQ-Z``."""
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
    """Valid references that stand in a remittance's text, each once, in the order of the text.

    However they are spaced and cased, and with one break where a bank's line ended; run into a
    longer word they are not found. Chance makes one in 32 words of this shape look valid, so
    whoever asks must still find the order.
    """
    found: dict[str, None] = {}
    for match in _IN_TEXT.finditer(text):
        candidate, *breaks = match.groups()
        if sum(map(bool, breaks)) <= 1 and looks_like(candidate):
            found[read(candidate)] = None
    return tuple(found)


def nearly_in(text: str) -> tuple[str, ...]:
    """Valid references that are one letter away from a word of the text: wrong, missing, doubled or changed over.

    For a person to look at, never for the program to act on: some eight references are as near to
    any word, and only those that are orders mean anything.
    """
    found: dict[str, None] = {}
    for word in _words_like_references(text):
        for guess in _one_letter_off(word):
            if looks_like(guess):
                found[guess] = None
    return tuple(found)


_MOST_WORDS = 16
_WORD = re.compile(r"(?<![0-9A-Za-z])[0-9A-Za-z](?:[-.\u2010-\u2015]?[0-9A-Za-z]){6,8}(?![0-9A-Za-z])")


def _words_like_references(text: str) -> tuple[str, ...]:
    """Words of seven to nine letters and digits that are no reference themselves, the first few."""
    words = dict.fromkeys(_SEPARATORS.sub("", found).upper() for found in _WORD.findall(text))
    return tuple(word for word in words if not looks_like(word))[:_MOST_WORDS]


def _one_letter_off(word: str) -> Iterator[str]:
    if len(word) == LENGTH:
        for at in range(LENGTH):
            yield from (word[:at] + letter + word[at + 1 :] for letter in ALPHABET)
        for at in range(LENGTH - 1):
            yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    elif len(word) > LENGTH:
        yield from (word[:at] + word[at + 1 :] for at in range(len(word)))
    else:
        for at in range(LENGTH):
            yield from (word[:at] + letter + word[at:] for letter in ALPHABET)


def spelled(reference: str, language: str) -> str:
    """To be read aloud, letter by letter: the NATO alphabet, or the French one."""
    spoken = _SPOKEN["fr" if language.startswith("fr") else "en"]
    return ", ".join(spoken[character] for character in reference)
