"""What can be seen wrong in a card's details while they are typed. Never raises, on any text."""

import re
from datetime import date

from checkout_card.brands import brand_of
from checkout_tui import Details, FieldProblem, Words

_BETWEEN_DIGITS = re.compile(r"[\s\u00a0\u202f.\-]")
_EXPIRY = re.compile(r"(\d{1,2})\s*[/.\- ]\s*(\d{2}|\d{4})|(\d{2})(\d{2}|\d{4})", re.ASCII)

_DIGIT_RUN = re.compile(r"\d{12}")
_IN_CLEAR = ("name", "postcode")
"""Answers that are no secrets, and so must not hold one."""

SHORTEST, LONGEST = 12, 19
"""Digits of a card number when its brand is not known (ISO/IEC 7812)."""

_NOT_DIGITS = Words("A card number has digits only.", "Un numéro de carte ne contient que des chiffres.")
_WRONG_LENGTH = Words(
    "The number of digits is not right for this card.", "Le nombre de chiffres ne convient pas à cette carte."
)
_CHECK_DIGIT = Words(
    "A digit is wrong: read it through again.", "Un chiffre est faux : reprenez la lecture du numéro."
)
_NOT_A_MONTH = Words("Month and year, such as 04/29.", "Mois et année, par exemple 04/29.")
_EXPIRED = Words("This date has passed.", "Cette date est passée.")
_A_NUMBER = Words(
    "This looks like a card number: it belongs in its own field.",
    "Ceci ressemble à un numéro de carte : il a son propre champ.",
)
_TOO_FAR = Words("This year is too far away.", "Cette année est trop éloignée.")


def bare(number: str) -> str:
    """A card number without the gaps it was read with."""
    return _BETWEEN_DIGITS.sub("", number)


def month_and_year(text: str) -> tuple[int, int] | None:
    """Month and four-digit year of ``MM/YY``, ``MM/YYYY`` or ``MMYY``; None when it is no month."""
    found = _EXPIRY.fullmatch(text.strip())
    if found is None:
        return None
    month, year = int(found[1] or found[3]), int(found[2] or found[4])
    return (month, year if year > 99 else 2000 + year) if 1 <= month <= 12 else None


def problems(details: Details, today: date) -> tuple[FieldProblem, ...]:
    """What is wrong with the answers that were given; an empty one is for the host to ask for."""
    number = bare(details.secret("number").reveal())
    found = (
        ("number", _number_problem(number)),
        ("expiry", _expiry_problem(details.text("expiry"), today)),
        ("cvc", _cvc_problem(details.secret("cvc").reveal().strip(), number)),
        *((code, _A_NUMBER if _DIGIT_RUN.search(bare(details.text(code))) else None) for code in _IN_CLEAR),
    )
    return tuple(FieldProblem(code, says) for code, says in found if says is not None)


def notes(details: Details) -> tuple[FieldProblem, ...]:
    """Which card it is as far as it is typed: its brand, how long its numbers are, and its security code."""
    number = bare(details.secret("number").reveal())
    brand = brand_of(number) if _digits(number) else None
    if brand is None:
        return ()
    lengths = [str(length) for length in brand.lengths]
    listed = lengths[0] if len(lengths) == 1 else f"{lengths[0]}–{lengths[-1]}"
    says = Words(
        f"{brand.title}: {len(number)} of {listed} digits; security code of {brand.cvc}",
        f"{brand.title} : {len(number)} chiffres sur {listed} ; cryptogramme à {brand.cvc} chiffres",
    )
    return (FieldProblem("number", says, note=True),)


def _digits(text: str) -> bool:
    return text.isascii() and text.isdecimal()


def _number_problem(number: str) -> Words | None:
    if not number:
        return None
    if not _digits(number):
        return _NOT_DIGITS
    brand = brand_of(number)
    lengths = brand.lengths if brand else range(SHORTEST, LONGEST + 1)
    if len(number) not in lengths:
        return _WRONG_LENGTH
    from stdnum import luhn  # noqa: PLC0415 - only needed here, and not at start

    # Some UnionPay numbers have no check digit.
    if brand and brand.code == "unionpay":
        return None
    return None if luhn.is_valid(number) else _CHECK_DIGIT


def _expiry_problem(text: str, today: date) -> Words | None:
    if not text.strip():
        return None
    parsed = month_and_year(text)
    if parsed is None:
        return _NOT_A_MONTH
    month, year = parsed
    if (year, month) < (today.year, today.month):
        return _EXPIRED
    return _TOO_FAR if year > today.year + 20 else None


def _cvc_problem(cvc: str, number: str) -> Words | None:
    if not cvc:
        return None
    brand = brand_of(number) if _digits(number) else None
    sizes = (brand.cvc,) if brand else (3, 4)
    if _digits(cvc) and len(cvc) in sizes:
        return None
    if sizes == (4,):
        return Words("Four digits, on the front.", "Quatre chiffres, au recto.")
    if sizes == (3,):
        return Words("Three digits, on the back.", "Trois chiffres, au dos.")
    return Words("Three or four digits.", "Trois ou quatre chiffres.")
