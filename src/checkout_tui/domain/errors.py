"""The one error type that people meet, whichever door they came through.

::

    CheckoutError          a sentence: what is wrong, and what to do
    ├── NotPossible        the rules forbid it now, where this order or payment stands
    ├── TakenMeanwhile     somebody else wrote first; look again
    ├── NotFoundHere       no such order, payment, mail or document
    ├── BadInput           what was typed or read cannot be used as it is
    └── BadSetup           configuration, plugin or database must be mended first
"""

from typing import Self

from checkout_tui.domain.sentence import N_, Reader, Sentence

__all__ = [
    "N_",
    "BadInput",
    "BadSetup",
    "CheckoutError",
    "NotFoundHere",
    "NotPossible",
    "TakenMeanwhile",
]


class CheckoutError(Exception):
    """Something a person can read and act on.

    ``text`` is the English sentence, with ``{named}`` places, marked with ``N_`` where it is
    written; ``facts`` fill the places. Facts never hold a card number, CVV or bank account.
    """

    def __init__(self, text: str, /, **facts: object) -> None:
        super().__init__(text)
        self.sentence = Sentence(text, facts)

    @classmethod
    def because(cls, sentence: Sentence) -> Self:
        """The error that says ``sentence``, in the form that its number needs."""
        error = cls(sentence.text, **sentence.facts)
        error.sentence = sentence
        return error

    def say(self, reader: Reader | None = None) -> str:
        """The sentence in the reader's language."""
        return self.sentence.say(reader)

    def __str__(self) -> str:
        return self.say()


class NotPossible(CheckoutError):
    """The rules forbid this now, where the order or the payment stands."""


class TakenMeanwhile(CheckoutError):
    """Somebody else wrote first; nothing was done here."""


class NotFoundHere(CheckoutError):
    """There is no such order, payment, remittance, mail or document."""


class BadInput(CheckoutError):
    """What was typed or read cannot be used as it is."""


class SeveralReaders(BadInput):
    """Several methods read a document equally well: a person says which (``readers``, by code)."""

    def __init__(self, name: str, readers: tuple[str, ...]) -> None:
        super().__init__(
            N_("{name} could be read by {methods}: say which is to read it, such as --reader {first}."),
            name=name,
            methods=", ".join(readers),
            first=readers[0],
        )
        self.readers = readers


class BadSetup(CheckoutError):
    """Configuration, a plugin or the database must be mended first."""
