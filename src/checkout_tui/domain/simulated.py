"""What a method's simulated other side is made of: real protocol, real documents, no network."""

from collections.abc import Callable, Mapping, MutableMapping
from datetime import date
from typing import TYPE_CHECKING

from attrs import field, frozen

from checkout_tui.domain.history import Question
from checkout_tui.domain.money import Money
from checkout_tui.domain.words import Words

if TYPE_CHECKING:
    import httpx

Memory = MutableMapping[str, str]
"""Where a simulated provider keeps what happened, so that it outlives the process like a real one. JSON by key."""


@frozen
class Trigger:
    """Something a tester can type to make the simulated side behave in a certain way."""

    what: str
    """``4000 0000 0000 0002``, ``amount ending in 13``."""
    does: Words
    code: str = ""
    """The code of the refusal that comes of it, where one does: the conformance kit tries each of them."""
    answers: Mapping[str, str] = field(factory=dict)
    """The same as answers to the method's fields, beside the usual ones."""
    total: Money | None = None
    """The same as what the order costs."""


@frozen
class Transfer:
    """Money that a simulated customer sends: what the simulated bank will report."""

    amount: Money
    reference: str
    """As the customer wrote it: right, wrong or empty."""
    payer: str
    on: date
    returned: str = ""
    """The reason code when the bank takes it back instead of crediting it."""


@frozen
class Document:
    """A file as the bank would send it."""

    name: str
    content: bytes


@frozen
class Effect:
    """One thing that the simulated provider really did: held, taken, given back or released money.

    The conformance kit counts them: a lost answer and a retry leave one.
    """

    question: Question
    amount: Money
    reference: str = ""


@frozen
class Simulated:
    """The other side, simulated. ``handle`` for methods that speak HTTP, ``report`` for those read from documents."""

    handle: "Callable[[httpx.Request], httpx.Response] | None" = None
    report: Callable[[tuple[Transfer, ...], date], Document] | None = None
    """The document that the bank sends at the end of a day with these transfers on it."""
    triggers: tuple[Trigger, ...] = ()
    effects: Callable[[], tuple[Effect, ...]] | None = None
    """Everything it did so far, oldest first; for methods that speak HTTP."""
