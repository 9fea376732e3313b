"""What a caller says that must not stay: card numbers, security codes, bank accounts.

A :class:`Secret` shows itself to nobody by accident (R-097): printing, formatting, copying,
pickling and JSON give a mask or an error. Only :meth:`Secret.reveal` gives the text, so a
search for that one word finds every place where it leaves.
"""

from collections.abc import Iterator, Mapping
from typing import NoReturn, final

from attrs import field, frozen

MASK = "••••"


@final
class Secret:
    """Text that is needed for one call and kept nowhere."""

    __slots__ = ("__text",)

    def __init__(self, text: str) -> None:
        self.__text = text

    def reveal(self) -> str:
        """The text itself; for the request that needs it, and nothing else."""
        return self.__text

    @property
    def last4(self) -> str:
        """The last four characters, all that is ever shown (R-096); a mask when there are fewer than eight."""
        return self.__text[-4:] if len(self.__text) >= 8 else MASK

    def __bool__(self) -> bool:
        return bool(self.__text)

    def __len__(self) -> int:
        return len(self.__text)

    def __repr__(self) -> str:
        return f"Secret({MASK})"

    def __str__(self) -> str:
        return MASK

    def __format__(self, spec: str) -> str:
        return MASK

    def __eq__(self, other: object) -> bool:
        return self is other

    __hash__ = object.__hash__

    def _refuse(self, *_: object) -> NoReturn:
        msg = "a Secret is neither copied nor written"
        raise TypeError(msg)

    __copy__ = __deepcopy__ = __reduce__ = __reduce_ex__ = __getstate__ = _refuse


def _names(answers: Mapping[str, "str | Secret"]) -> str:
    return f"{{{', '.join(answers)}}}"


@frozen(eq=False)
class Details(Mapping[str, "str | Secret"]):
    """The caller's answers to a method's fields, by field code: never printed, never stored."""

    answers: Mapping[str, str | Secret] = field(factory=dict, repr=_names)

    def text(self, code: str) -> str:
        """An answer that is no secret; empty when it was not given."""
        answer = self.answers.get(code, "")
        return "" if isinstance(answer, Secret) else answer

    def secret(self, code: str) -> Secret:
        """A secret answer; an empty one when it was not given."""
        answer = self.answers.get(code)
        return answer if isinstance(answer, Secret) else Secret(answer or "")

    def __getitem__(self, code: str) -> str | Secret:
        return self.answers[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self.answers)

    def __len__(self) -> int:
        return len(self.answers)
