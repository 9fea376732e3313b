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
        bare = _SEPARATORS.sub("", candidate).upper()
        if sum(map(bool, breaks)) <= 1 and len(bare) == LENGTH and _fits(_placed(bare)):
            found[bare] = None
    return tuple(found)


def nearly_in(text: str) -> tuple[str, ...]:
    """Valid references that are one letter away from a word of the text: wrong, missing, doubled or changed over.

    For a person to look at, never for the program to act on: some eight references are as near to
    any word, and only those that are orders mean anything.
    """
    found: dict[str, None] = {}
    for word in _words_like_references(text):
        for guess in _one_letter_off(word):
            found[guess] = None
    return tuple(found)


def misread_in(text: str, reference: str) -> str:
    """The word of the text that is one letter away from this reference; empty when there is none."""
    words = _words_like_references(text)
    return next((word for word in words if reference in _one_letter_off(word)), "")


_MOST_WORDS = 16
_WORD = re.compile(r"(?<![0-9A-Za-z])[0-9A-Za-z](?:[-.\u2010-\u2015]?[0-9A-Za-z]){6,8}(?![0-9A-Za-z])")


def _words_like_references(text: str) -> tuple[str, ...]:
    """Words of seven to nine letters and digits that are no reference themselves, the first few."""
    words = dict.fromkeys(_SEPARATORS.sub("", found).upper() for found in _WORD.findall(text))
    return tuple(word for word in words if len(word) != LENGTH or not _fits(_placed(word)))[:_MOST_WORDS]


# The check character by table: ISO 7064 hybrid, as in stdnum, for guessing without trying everything.
# Each step is one to one, so it can be gone back: at each place there is exactly one letter that fits.
_SIZE = len(ALPHABET)
_PLACES = {letter: place for place, letter in enumerate(ALPHABET)}
_NEXT = [[((check or _SIZE) * 2 % (_SIZE + 1) + n) % _SIZE for n in range(_SIZE)] for check in range(_SIZE)]
_BACK = [[[row[n] for row in _NEXT].index(check) for check in range(_SIZE)] for n in range(_SIZE)]
_START, _RIGHT = _SIZE // 2, 1


def _placed(word: str) -> list[int]:
    """Where each letter stands in the alphabet; -1 for one that is not in it."""
    return [_PLACES.get(letter, -1) for letter in word]


def _fits(places: list[int]) -> bool:
    check = _START
    for place in places:
        if place < 0:
            return False
        check = _NEXT[check][place]
    return check == _RIGHT


def _one_letter_off(word: str) -> Iterator[str]:
    places = _placed(word)
    if places.count(-1) > max(len(word) - LENGTH + 1, 0):
        return
    if len(word) == LENGTH:
        wrong = [at for at, place in enumerate(places) if place < 0]
        for at in wrong or range(LENGTH):
            yield from _with_other_at(at, word, places)
        for at in range(LENGTH - 1) if not wrong else ():
            if _fits([*places[:at], places[at + 1], places[at], *places[at + 2 :]]):
                yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    elif len(word) > LENGTH:
        for at in range(len(word)):
            if _fits([*places[:at], *places[at + 1 :]]):
                yield word[:at] + word[at + 1 :]
    else:
        for at in range(LENGTH):
            # A letter that is missing there, as if a wrong one stood in its place.
            yield from _with_other_at(at, f"{word[:at]}?{word[at:]}", [*places[:at], -1, *places[at:]])


def _with_other_at(at: int, word: str, places: list[int]) -> Iterator[str]:
    """The word with the one letter at this place with which its check character is right."""
    check, wanted = _START, _RIGHT
    for place in places[:at]:
        if place < 0:
            return
        check = _NEXT[check][place]
    for place in reversed(places[at + 1 :]):
        if place < 0:
            return
        wanted = _BACK[place][wanted]
    yield word[:at] + ALPHABET[_NEXT[check].index(wanted)] + word[at + 1 :]


def spelled(reference: str, language: str) -> str:
    """To be read aloud, letter by letter: the NATO alphabet, or the French one."""
    spoken = _SPOKEN["fr" if language.startswith("fr") else "en"]
    return ", ".join(spoken[character] for character in reference)
