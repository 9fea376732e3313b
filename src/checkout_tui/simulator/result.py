"""What became of a scenario: every order, what was expected of it, and which rules did not hold."""

from datetime import date, datetime

from attrs import frozen

from checkout_tui.domain.order import OrderState
from checkout_tui.domain.sentence import Sentence
from checkout_tui.simulator.checks import Violation
from checkout_tui.simulator.scenario.shape import Scenario


@frozen
class Told:
    """One thing that happened."""

    at: datetime
    kind: str
    """order, visit, document, operator, worker, evening, jump or fault."""
    order: str
    """The order's name in the scenario; empty for what is about no single one."""
    says: Sentence


@frozen
class Fared:
    """How one order fared."""

    name: str
    reference: str
    method: str
    country: str
    placed_at: datetime
    state: OrderState
    total: str = ""
    owed: str = ""
    promised_to: date | None = None
    settled_at: datetime | None = None
    settled_on: date | None = None
    """The day of it, where the bank is."""
    people: int = 0
    """How often a person had to act."""
    receipts: int = 0
    attention: str = ""
    """Why a person has to look at it."""
    mailed: tuple[str, ...] = ()
    """The kinds of mail that were written about it, in their order."""

    @property
    def days(self) -> float | None:
        """Calendar days from order to money."""
        if self.settled_at is None:
            return None
        return (self.settled_at - self.placed_at).total_seconds() / 86400

    @property
    def late(self) -> bool:
        """Whether the money came after the last promised day."""
        return bool(self.promised_to and self.settled_on and self.settled_on > self.promised_to)


@frozen
class Waiting:
    """How much waited for people at the end of one day."""

    day: date
    inbox: int
    queue: int


@frozen
class Failed:
    """An expectation that was not met."""

    title: str
    says: Sentence


@frozen
class Result:
    """A scenario that was run."""

    scenario: Scenario
    """As it was run: every order, and nothing left to chance."""
    seed: int
    orders: tuple[Fared, ...]
    told: tuple[Told, ...]
    waiting: tuple[Waiting, ...]
    violations: tuple[Violation, ...]
    failed: tuple[Failed, ...]
    digest: str
    inbox: int
    steps: int
    checks: int
    mails: int

    @property
    def good(self) -> bool:
        """Whether every rule held and everything came as expected."""
        return not self.violations and not self.failed

    @property
    def settled(self) -> int:
        return sum(order.settled_at is not None for order in self.orders)

    @property
    def by_people(self) -> tuple[Told, ...]:
        """Everything that needed a person."""
        return tuple(told for told in self.told if told.kind == "operator")
