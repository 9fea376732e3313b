"""The hooks of a payment method: what the host asks, and what may be answered.

A method implements ``describe``, ``authorize``, ``settle``, ``decline`` and ``refund``, and any of
the others that it can honour. Arguments are offered by name: take those you want and leave the
rest out; more may be offered later without breaking you. A hook never retries, never reads the
clock and keeps no state. Let HTTP errors escape: the host knows which of them prove that
nothing was sent. Anything but a listed answer, and any exception, counts as *no answer*.

What is offered (where it makes sense): ``payment`` the fold of the history so far, ``order``,
``amount`` asked for, ``key`` of this question (the same whenever the same question is asked again),
``token`` from ``tokenize``, ``http`` a client for your declared hosts, ``settings`` as configured,
``calendar`` of the receiving bank, ``now`` and ``today``, ``language`` of the caller.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, BinaryIO

import pluggy

from checkout_tui.domain.business_days import BusinessCalendar, SettlementWindow
from checkout_tui.domain.history import Question
from checkout_tui.domain.method import FieldProblem, PaymentMethod
from checkout_tui.domain.money import Money
from checkout_tui.domain.offered import Command, Page
from checkout_tui.domain.order import Order
from checkout_tui.domain.outcomes import (
    Authorized,
    AwaitingCustomer,
    AwaitingFunds,
    Declined,
    NotFound,
    NotSent,
    Pending,
    Refunded,
    Refused,
    Settled,
    Token,
    TooLate,
    Voided,
)
from checkout_tui.domain.payment import Payment
from checkout_tui.domain.remittance import Reading
from checkout_tui.domain.secret import Details
from checkout_tui.domain.simulated import Memory, Simulated

if TYPE_CHECKING:
    import httpx

ENTRY_POINTS = "checkout_tui.methods"
PROJECT = "checkout_tui"

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)

Settings = Mapping[str, "str | int | bool | tuple[str, ...]"]

REQUIRED = ("describe", "authorize", "settle", "decline", "refund")


@hookspec(firstresult=True)
def describe() -> PaymentMethod:
    """Everything the host knows of this method before asking it anything. Pure; called once."""
    raise NotImplementedError


@hookspec(firstresult=True)
def tokenize(
    details: Details, key: str, http: "httpx.Client", settings: Settings
) -> Token | Refused | NotSent:
    """Hand the secret details to the provider and get a name for them. Harmless to repeat."""
    raise NotImplementedError


@hookspec(firstresult=True)
def authorize(
    payment: Payment,
    order: Order,
    amount: Money,
    key: str,
    token: str,
    details: Details,
    http: "httpx.Client",
    settings: Settings,
    now: datetime,
    today: date,
    language: str,
    calendar: BusinessCalendar | None,
) -> Authorized | Settled | AwaitingFunds | AwaitingCustomer | Pending | Refused | NotSent:
    """Ask for the money to be promised. ``details`` holds the answers that are no secrets."""
    raise NotImplementedError


@hookspec(firstresult=True)
def hold(
    payment: Payment,
    order: Order,
    amount: Money,
    key: str,
    http: "httpx.Client",
    settings: Settings,
    now: datetime,
) -> Authorized | Pending | Refused | NotSent:
    """Hold the money for later: what the customer approved, or anew what was held before (a reauthorization)."""
    raise NotImplementedError


@hookspec(firstresult=True)
def settle(
    payment: Payment,
    order: Order,
    amount: Money,
    key: str,
    http: "httpx.Client",
    settings: Settings,
    now: datetime,
    today: date,
    calendar: BusinessCalendar | None,
) -> Settled | Pending | Refused | NotSent:
    """Take what was authorized, or acknowledge what was allocated."""
    raise NotImplementedError


@hookspec(firstresult=True)
def decline(refused: Refused) -> Declined:
    """Understand a refusal or a bank return: the one place where its code is read. Pure."""
    raise NotImplementedError


@hookspec(firstresult=True)
def refund(
    payment: Payment,
    order: Order,
    amount: Money,
    reason: str,
    key: str,
    http: "httpx.Client",
    settings: Settings,
    now: datetime,
    today: date,
    calendar: BusinessCalendar | None,
) -> Refunded | Pending | Refused | NotSent:
    """Give money back to where it came from."""
    raise NotImplementedError


@hookspec(firstresult=True)
def void(
    payment: Payment,
    order: Order,
    key: str,
    http: "httpx.Client",
    settings: Settings,
    now: datetime,
) -> Voided | TooLate | Pending | Refused | NotSent:
    """Release an authorization. TooLate when the money was taken already."""
    raise NotImplementedError


@hookspec(firstresult=True)
def inquire(
    payment: Payment,
    order: Order,
    question: Question,
    key: str,
    amount: Money,
    http: "httpx.Client",
    settings: Settings,
    now: datetime,
    today: date,
) -> (
    Authorized
    | Settled
    | AwaitingFunds
    | AwaitingCustomer
    | Pending
    | Refused
    | Refunded
    | Voided
    | TooLate
    | NotFound
):
    """What the provider knows of a question that was asked with ``key``. Read only.

    Answer about that question: for a ``settle``, Settled or NotFound, not Authorized. With
    ``Question.INQUIRE`` no question is open: say where the payment stands at the provider.
    """
    raise NotImplementedError


@hookspec(firstresult=True)
def check_details(details: Details, today: date) -> tuple[FieldProblem, ...]:
    """What is wrong with the answers so far, while they are typed. Pure, under 5 ms, never raises."""
    raise NotImplementedError


@hookspec(firstresult=True)
def settlement_window(
    order: Order, since: datetime, calendar: BusinessCalendar | None, settings: Settings
) -> SettlementWindow | None:
    """When to expect the money of a payment started at ``since``; None when no time is promised. Pure."""
    raise NotImplementedError


@hookspec(firstresult=True)
def read_remittances(document: bytes, file: BinaryIO, name: str, settings: Settings) -> Reading | None:
    """What a bank's document says, or None when it is not one of yours. Parse only: the host matches. Pure.

    Ask for ``file`` instead of ``document`` when it may be long, and give its parts as ``Reading.rest``.
    """
    raise NotImplementedError


@hookspec(firstresult=True)
def simulate(memory: Memory, now: Callable[[], datetime], settings: Settings) -> Simulated:
    """This method's other side for demonstrations and tests, speaking the real protocol. Pure."""
    raise NotImplementedError


@hookspec(firstresult=True)
def commands() -> tuple[Command, ...]:
    """Commands of this method's own, beside what the host asks of it. Pure; what they do is up to them."""
    raise NotImplementedError


@hookspec(firstresult=True)
def scenarios() -> Mapping[str, str]:
    """Scenarios for the simulator by name, each a TOML text. Pure."""
    raise NotImplementedError


@hookspec(firstresult=True)
def pages() -> tuple[Page, ...]:
    """Pages of documentation for those who work with this method. Pure."""
    raise NotImplementedError
