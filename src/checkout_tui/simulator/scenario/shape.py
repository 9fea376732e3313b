"""A scenario as values: who orders what, how the outside behaves, what operators do, and what is expected of it."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from attrs import field, frozen

from checkout_tui.domain.words import Words
from checkout_tui.simulator.faults import Fault
from checkout_tui.simulator.scenario.spread import Spread


class Writes(StrEnum):
    """What a customer writes as the reference."""

    RIGHT = "right"
    WRONG = "wrong"
    """Two characters changed over: the check character tells."""
    MISSING = "missing"


class Verb(StrEnum):
    """What an operator does about one order at a given time."""

    CANCEL = "cancel"
    CHANGE = "change"
    """Another method for the same order (R-054)."""
    REFUND = "refund"
    INQUIRE = "inquire"
    SETTLE = "settle"
    VOID = "void"
    RESOLVE = "resolve"
    """Decides that an unanswered question did not happen, with evidence."""
    CONFIRM = "confirm"
    """Decides that it did."""
    BEAR = "bear"
    """Accepts what banks kept on the way."""
    ALLOCATE = "allocate"
    """Ties whatever is in the inbox and can be tied to this order, its name taken from the paper."""
    RESEND = "resend"


class Task(StrEnum):
    """What an operator does with everything that waits, whenever it is time to."""

    ALLOCATE = "allocate"
    """Ties money that names an order."""
    MATCH = "match"
    """Ties money whose amount and payer's name, or misread reference, fit one order only."""
    BEAR = "bear"
    ASK = "ask"
    """Asks the provider about each unanswered question."""
    SEND_BACK = "send-back"
    """Sends back what nobody could place for ten days."""
    CONFIRM = "confirm"
    """Confirms what somebody else proposed."""


class Count(StrEnum):
    """What can be counted at the end."""

    ORDERS = "orders"
    SETTLED = "settled"
    """Were settled at some time, whatever came after."""
    PAID = "paid"
    UNPAID = "unpaid"
    """Awaiting the customer or money."""
    UNANSWERED = "unanswered"
    PENDING = "pending"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    REFUNDED = "refunded"
    RETURNED = "returned"
    INBOX = "inbox"
    """Money tied to nothing, and returns that found no payment."""
    PEOPLE = "people"
    """Acts of operators after the order was taken."""
    LATE = "late"
    """Settled after the last promised day."""
    RECEIPTS = "receipts"
    """Receipts mailed."""


_SOON, _NEXT, _UTC, _NO_STORY = Spread.even(5, 120), Spread.even(1, 2), ZoneInfo("UTC"), Words("", "")


@frozen
class Pay:
    """One transfer that a customer makes."""

    days: int | None = None
    """Business days after the order counts; without them, some day of the promised window."""
    share: float = 1.0
    """Of what is owed."""
    less: str = ""
    """What banks keep of it on the way, or what the customer leaves out: ``15.00``."""
    more: str = ""
    writes: Writes = Writes.RIGHT
    method: str = ""
    """Another way than the one agreed."""
    returned: str = ""
    """The code with which the bank takes it back."""
    returned_after: int = 1
    """Calendar days after it was credited; the next day on which the bank is open."""
    twice: bool = False
    """The bank sends the document that reports it twice."""


@frozen
class Hit:
    """One fault in one question about the order."""

    hook: str
    fault: Fault


@frozen
class Renewing:
    """How one renewal of an order goes, where it does not go by itself."""

    refused: tuple[str, ...] = ()
    """The codes with which the provider refuses its charges, one after the other; the next is taken."""
    pays: tuple[Pay, ...] | None = None
    """What is transferred where renewals are mailed; without it, what was transferred for the order."""


@frozen
class Ordered:
    """One order, given or generated. What is None is drawn from the method's behaviour."""

    name: str
    at: datetime
    method: str
    products: tuple[str, ...] = ("studio",)
    customer: str = ""
    company: str = ""
    country: str = "FR"
    region: str = ""
    currency: str = "EUR"
    language: str = "en"
    answers: Mapping[str, str] = field(factory=dict)
    """What the caller answers to the method's fields, instead of what the method proposes for demonstrations."""
    refused: bool | None = None
    """Gives details that the provider refuses."""
    pays: tuple[Pay, ...] | None = None
    visits: tuple[int, ...] | None = None
    """Minutes after which the customer opens the mailed link and approves; twice is two."""
    hits: tuple[Hit, ...] | None = None
    refund_fails: str | None = None
    """The code with which a refund fails after it was accepted."""
    renewals: tuple[Renewing, ...] | None = None
    """Of its subscription, in their order; those that are not named go by themselves."""


_RENEWED = re.compile(r"(.+) renewed(?: \d+)?")


def renewed(name: str, number: int) -> str:
    """How the order is called that was made for a renewal: ``lea renewed``, then ``lea renewed 2``."""
    return f"{name} renewed" if number == 1 else f"{name} renewed {number}"


def first_of(name: str) -> str:
    """The order that began what the one of this name renewed; its own name, when it is no renewal's."""
    match = _RENEWED.fullmatch(name)
    return match[1] if match else name


@frozen
class Together:
    """One transfer for several orders."""

    orders: tuple[str, ...]
    at: datetime
    method: str
    payer: str = ""


@frozen
class Behaviour:
    """How the other side of one method behaves. Numbers from 0 to 1 are shares of its orders."""

    delay: Spread | None = None
    visit: Spread = _SOON
    """Minutes until the mailed link is opened."""
    never: float = 0.0
    refused: float = 0.0
    twice: float = 0.0
    """Pay twice, or open the link twice."""
    repeated: float = 0.0
    """Are reported in a document that comes twice."""
    parts: float = 0.0
    """Pay in two halves, a business day apart."""
    short: float = 0.0
    short_by: str = "15.00"
    over: float = 0.0
    over_by: str = "10.00"
    wrong: float = 0.0
    missing: float = 0.0
    elsewhere: float = 0.0
    elsewhere_by: str = ""
    """The method by which they pay instead."""
    returned: float = 0.0
    returned_code: str = ""
    returned_after: Spread = _NEXT
    unreachable: float = 0.0
    question_lost: float = 0.0
    answer_lost: float = 0.0
    reordered: float = 0.0
    """Of the bank's documents, come after those of the next day."""
    refund_fails: float = 0.0
    refund_code: str = "failed"
    renewal_refused: float = 0.0
    """Of renewals, are refused when they are charged first."""
    renewal_code: str = ""


@frozen
class Generated:
    """Orders that are drawn: so many a day, by mix."""

    method: Mapping[str, float]
    """Weights by method."""
    orders: int = 0
    """How many in all; 0 when ``per_day`` says it."""
    per_day: float = 0.0
    after: int = 0
    """Calendar days after the scenario's start on which the first of them can be taken."""
    days: int = 5
    """Calendar days from then on which orders are taken."""
    weekends: bool = False
    opens: time = time(8, 0)
    closes: time = time(18, 0)
    country: Mapping[str, float] = field(factory=lambda: {"FR": 1.0})
    language: Mapping[str, float] = field(factory=lambda: {"en": 1.0})
    product: Mapping[str, float] = field(factory=lambda: {"studio": 1.0})
    refund: float = 0.0
    """Share of settled orders that ask for their money back within two weeks."""
    change: float = 0.0
    """Share of unpaid orders that ring again and pay by ``change_to``."""
    change_to: str = ""
    cancel: float = 0.0


@frozen
class Shift:
    """An operator: when at work, and what he does with what waits."""

    name: str
    tasks: tuple[Task, ...]
    language: str = "en"
    zone: ZoneInfo = _UTC
    at: tuple[time, ...] = (time(9, 30), time(15, 30))
    """When he looks into the queue and the inbox, on weekdays."""
    capacity: int = 1000
    """How many things he can do each time."""


@frozen
class Do:
    """An operator does one thing about one order."""

    at: datetime
    verb: Verb
    order: str
    by: str = "Jordan"
    method: str = ""
    """For ``change``."""


@frozen
class Down:
    """A provider does not answer for a while."""

    method: str
    since: datetime
    until: datetime
    fault: Fault = Fault.UNREACHABLE


@frozen
class Holiday:
    """A day on which a bank is closed, beside those of its calendar."""

    calendar: str
    day: date
    surprise: bool = False
    """The desk does not know: only the bank is closed."""


@frozen
class Jump:
    """The program was off, or its clock was put forward: nothing happens in between, and then all at once."""

    at: datetime
    to: datetime


@frozen
class Expect:
    """One thing that must be so at the end: of an order, of a count, or of a percentile of the time to money."""

    order: str = ""
    state: str = ""
    total: str = ""
    """What the order costs, tax included."""
    owed: str = ""
    settled_on: date | None = None
    settled_by: date | None = None
    never_settled: bool = False
    attention: str = ""
    """Why a person has to look at it, as the queue says."""
    mailed: str = ""
    """A kind of mail that was written about it."""
    count: Count | None = None
    share: Count | None = None
    """A count, divided by all orders."""
    percentile: int = 0
    """Of the calendar days from order to money."""
    method: str = ""
    """Counts and percentiles of this method's orders only."""
    exactly: int | None = None
    at_least: float | None = None
    at_most: float | None = None

    @property
    def title(self) -> str:
        """How it is called in a list of what failed."""
        what = self.order or (self.count and str(self.count)) or (self.share and f"share of {self.share}")
        return f"{what or f'p{self.percentile}'}{f' ({self.method})' if self.method else ''}"


@frozen
class Selling:
    """What this scenario's seller does otherwise than the demonstration's."""

    tolerance: Mapping[str, str] = field(factory=dict)
    second_person_above: Mapping[str, str] = field(factory=dict)
    allocate_on_receipt: bool = True
    overdue_reminder_days: tuple[int, ...] = ()
    renewals_by_mail: bool = False
    renewal_notice_days: int = 0
    renewal_retry_days: tuple[int, ...] = ()
    grace_days: int | None = None
    hold_days: int | None = None


@frozen
class Scenario:
    """Everything that happens outside, and what is expected of the program inside."""

    title: Words
    starts: datetime
    until: date
    story: Words = _NO_STORY
    seed: int = 1
    seller: Selling = Selling()
    methods: Mapping[str, Behaviour] = field(factory=dict)
    orders: tuple[Ordered, ...] = ()
    generate: tuple[Generated, ...] = ()
    together: tuple[Together, ...] = ()
    operators: tuple[Shift, ...] = ()
    do: tuple[Do, ...] = ()
    down: tuple[Down, ...] = ()
    holidays: tuple[Holiday, ...] = ()
    jumps: tuple[Jump, ...] = ()
    expect: tuple[Expect, ...] = ()
    name: str = ""
    drawn: bool = False
    """Whether some of its orders were generated."""

    @property
    def ends(self) -> datetime:
        """The evening of the last day, UTC."""
        return datetime.combine(self.until, time(23, 0), UTC)

    @property
    def needs(self) -> frozenset[str]:
        """The methods that have to be installed."""
        named = {order.method for order in self.orders} | {pay.method for pay in self.payments}
        named |= {code for generated in self.generate for code in generated.method}
        named |= {transfer.method for transfer in self.together} | {done.method for done in self.do}
        named |= {generated.change_to for generated in self.generate} | set(self.methods)
        named |= {behaviour.elsewhere_by for behaviour in self.methods.values()}
        return frozenset(named - {""})

    @property
    def payments(self) -> tuple[Pay, ...]:
        """Every transfer that is given and not drawn."""
        return tuple(pay for order in self.orders for pay in order.pays or ())
