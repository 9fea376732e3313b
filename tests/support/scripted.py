"""Two methods whose other side is scripted by a test: one that is charged, one that is waited for."""

from collections.abc import Callable, MutableMapping
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from checkout_tui import (
    AllocationRule,
    AwaitingFunds,
    BankLine,
    BusinessCalendar,
    Declined,
    Details,
    Family,
    Field,
    Instruction,
    LineKind,
    Money,
    Order,
    Payment,
    PaymentMethod,
    Problem,
    Promise,
    Question,
    Reading,
    Refused,
    Retry,
    SettlementWindow,
    Words,
    hookimpl,
)
from checkout_tui.domain import outcomes as o
from checkout_tui.domain import reference


class Provider:
    """A provider that keeps what it did by key, like a real one: one key, one effect.

    ``before`` runs when a question arrives, ``after`` when its effect is done and the answer is about
    to leave: raise there to lose a question or an answer.
    """

    def __init__(self) -> None:
        self.effects: MutableMapping[str, o.Outcome] = {}
        self.asked: list[str] = []
        self.before: Callable[[str], None] = lambda key: None
        self.after: Callable[[str], None] = lambda key: None
        self.says: o.Outcome | None = None
        self.missing = o.NotFound(final=False)

    def do(self, key: str, outcome: o.Outcome) -> o.Outcome:
        self.asked.append(key)
        self.before(key)
        done = self.effects.setdefault(key, self.says or outcome)
        self.after(key)
        return done

    def count(self, kind: type) -> int:
        """How many effects of this kind there were."""
        return sum(isinstance(effect, kind) for effect in self.effects.values())


class Charged:
    """A method by which the operator charges somebody, with a provider that can be asked afterwards."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        self.promise = Promise(replay_within=timedelta(hours=24), inquiry=True)

    @hookimpl
    def describe(self) -> PaymentMethod:
        return PaymentMethod(
            "charged",
            Words("Charge", "Débit"),
            Words("at once", "tout de suite"),
            fields=(Field("number", Words("Number", "Numéro"), Words("Number?", "Numéro ?"), secret=True),),
            operator_moves_money=True,
            recurring=True,
            authorization_life=timedelta(days=7),
            promise=self.promise,
        )

    @hookimpl
    def tokenize(self, details: Details) -> o.Token | Refused:
        number = details.secret("number")
        if number.reveal().endswith("13"):
            return Refused("incorrect_number")
        return o.Token("tok_1", f"Visa •••• {number.last4}")

    @hookimpl
    def authorize(self, amount: Money, key: str, token: str) -> o.Outcome:
        return self.provider.do(key, o.Authorized("pi_1", shows="Visa •••• 4242"))

    @hookimpl
    def settle(self, amount: Money, key: str) -> o.Outcome:
        return self.provider.do(key, o.Settled("ch_1", amount))

    @hookimpl
    def refund(self, amount: Money, key: str) -> o.Outcome:
        return self.provider.do(key, o.Refunded("re_1", amount))

    @hookimpl
    def void(self, key: str) -> o.Outcome:
        return self.provider.do(key, o.Voided("pi_1"))

    @hookimpl
    def inquire(self, question: Question, key: str) -> o.Outcome:
        return self.provider.effects.get(key, self.provider.missing)

    @hookimpl
    def decline(self, refused: Refused) -> Declined:
        if refused.code in _RETRIES:
            return Declined(retry=_RETRIES[refused.code])
        return Declined(Family.TYPING if refused.code == "incorrect_number" else Family.PLAIN)


_RETRIES = {"try_again_later": Retry.LATER, "stolen_card": Retry.NEVER}


class Awaited:
    """A method whose money the customer sends, reported by a document of ``amount;reference;payer`` lines.

    Two more parts of a line are the currency and the day on which it was booked.
    """

    def __init__(self, allocation: AllocationRule = AllocationRule.BY_HAND) -> None:
        self.allocation = allocation
        self.promise = Promise()

    @hookimpl
    def describe(self) -> PaymentMethod:
        return PaymentMethod(
            "awaited",
            Words("Transfer", "Virement"),
            Words("1–3 business days", "1 à 3 jours ouvrés"),
            allocation=self.allocation,
            promise=self.promise,
            calendars={"*": "FED"},
        )

    @hookimpl
    def authorize(self, order: Order) -> AwaitingFunds:
        return AwaitingFunds(self.instructions(order), reference.shown(order.reference))

    def instructions(self, order: Order) -> tuple[Instruction, ...]:
        """How to pay this order."""
        return (Instruction(Words("Reference", "Référence"), reference.shown(order.reference)),)

    @hookimpl
    def settle(self, payment: Payment, amount: Money) -> o.Outcome:
        return o.Settled(payment.id, amount)

    @hookimpl
    def refund(self) -> o.Outcome:
        return o.Pending(why="to be paid out")

    @hookimpl
    def decline(self, refused: Refused) -> Declined:
        return Declined()

    @hookimpl
    def settlement_window(self, since: datetime, calendar: BusinessCalendar) -> SettlementWindow:
        return SettlementWindow.within(since, 1, 3, calendar)

    @hookimpl
    def read_remittances(self, document: bytes) -> Reading | None:
        text = document.decode(errors="replace")
        if not text.startswith("STATEMENT"):
            return None
        lines: list[BankLine] = []
        problems: list[Problem] = []
        for number, row in enumerate(text.splitlines()[1:], start=2):
            parts = row.split(";")
            if len(parts) < 3:
                problems.append(Problem(number, "not three parts"))
                continue
            amount, wrote, payer, currency, day = (*parts, *("USD", "2026-11-25")[len(parts) - 3 :])[:5]
            back = amount.startswith("-")
            lines.append(
                BankLine(
                    line=number,
                    kind=LineKind.RETURN if back else LineKind.RECEIPT,
                    amount=Money.parse(amount.lstrip("-"), currency),
                    booked_on=date.fromisoformat(day),
                    identity=row,
                    reference=wrote,
                    payer=payer,
                    code="R01" if back else "",
                )
            )
        return Reading("statement", 50, tuple(lines), tuple(problems))


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def move(self, **by: float) -> None:
        self.at += timedelta(**by)


class Ids:
    """Identifiers counted up, and chance that repeats; never the same one in two threads."""

    def __init__(self, first: int = 1) -> None:
        self._numbers = count(first)

    def new(self) -> str:
        return f"id{next(self._numbers):024d}"

    def draw(self, below: int) -> int:
        return (next(self._numbers) * 2654435761 >> 7) % below


def raising(error: BaseException) -> Callable[[str], None]:
    """Something that raises when it is called with a key."""

    def raise_it(_: Any) -> None:
        raise error

    return raise_it
