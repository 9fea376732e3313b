"""The statistical way: how soon money comes and how much waits for people, for millions of orders, without a desk.

Orders of one day, one method and one country are alike: they are drawn together, in day buckets, from the
same scenario, the same calendars and the same windows as in the faithful way. No store, no plugins' hooks
but those that say what a method is and when its money is expected. Second payments wait in the inbox,
documents that come twice are booked once, and money goes back to whoever asks for it. It leaves out what
makes single orders special: another method chosen later, cancellations. :data:`TOLERANCE` says how near it comes.
"""

import bisect
import hashlib
import math
import random
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from attrs import define, evolve, field, frozen

from checkout_tui.domain.business_days import BusinessCalendar
from checkout_tui.domain.errors import BadSetup, N_
from checkout_tui.domain.method import AllocationRule, PaymentMethod
from checkout_tui.domain.money import Money
from checkout_tui.domain.order import Contact, Order, OrderLine
from checkout_tui.domain.tax import Place
from checkout_tui.plugins import Found, Lanes, load
from checkout_tui.simulator.bank_days import STATEMENT_AT
from checkout_tui.simulator.demo import demo_settings
from checkout_tui.simulator.scenario.plan import ASKS_BACK_AFTER, currency_of, resized, taking_days
from checkout_tui.simulator.scenario.shape import Behaviour, Generated, Scenario, Task
from checkout_tui.simulator.scenario.spread import Spread
from checkout_tui.simulator.surroundings import MoreHolidays
from checkout_tui.simulator.work import NOBODYS_AFTER

TOLERANCE = (
    "shares (settled, given back, left in the inbox) within four standard deviations and 0.02; "
    "median within one day, p90 within two"
)
"""How near the two ways come for the same scenario: ``tests/simulator/test_statistical.py`` holds it."""

_DAY = timedelta(days=1)
_SECONDS = 86400
_MANY = 64
_WEEKDAYS = 5
_AS_USUAL = Behaviour()
_ASKS_BACK = range(ASKS_BACK_AFTER[0], ASKS_BACK_AFTER[1] + 1)
"""In how many hours after the order somebody may ask for the money back, as in the faithful way."""
_BY_CHANCE = Spread.even(4, 9)
"""Days until money comes for which no time is promised, as in the faithful way."""

Days = Counter[float]
"""How many orders had their money after so many calendar days."""


@frozen
class Estimate:
    """What became of all orders, in numbers."""

    scenario: Scenario
    seed: int
    orders: Mapping[str, int]
    """By method."""
    days: Mapping[str, Days]
    returned: int
    refunded: Mapping[str, int]
    """Whose money went back because they asked for it, or is on its way back, by method."""
    second: int
    """Payments of orders that were paid already."""
    duplicates: int
    """Transfers that a document reported once more; they were booked once."""
    most_waiting: int
    """In the money inbox, for people to work off, at the end of a day."""
    left: int
    """Of that, at the end."""
    stays: int
    """In the money inbox at the end for nobody to work off: second payments, and what no shift looks at."""
    buckets: int
    digest: str

    @property
    def settled(self) -> int:
        return sum(days.total() for days in self.days.values())

    @property
    def inbox(self) -> int:
        """Everything in the money inbox at the end."""
        return self.left + self.stays

    def percentile(self, method: str, percent: int) -> float | None:
        """After how many days so many percent of the settled orders had their money."""
        days = self.days[method]
        wanted, seen = -(-days.total() * percent // 100), 0
        for day in sorted(days):
            seen += days[day]
            if seen >= wanted:
                return day
        return None


@define
class _Table:
    """A calendar as a list of its open days, so that adding business days is one look."""

    calendar: BusinessCalendar
    open_days: list[date] = field(factory=list)

    def __attrs_post_init__(self) -> None:
        first = date(self.calendar.first_year, 1, 1)
        last = date(self.calendar.last_year, 12, 31)
        days = (first + timedelta(days=n) for n in range((last - first).days + 1))
        self.open_days = [day for day in days if self.calendar.is_open(day)]

    def after(self, day: date, days: int) -> date:
        return self.open_days[bisect.bisect_left(self.open_days, day) + days]


def estimate(
    scenario: Scenario,
    found: tuple[Found, ...],
    *,
    seed: int | None = None,
    orders: int | None = None,
    until: date | None = None,
) -> Estimate:
    """Estimate a scenario whose orders are generated. Raises BadSetup for one whose orders are all given."""
    if not scenario.generate:
        raise BadSetup(
            N_("The statistical way needs orders that are generated; this scenario gives each one.")
        )
    scenario = evolve(scenario, until=until or scenario.until, seed=scenario.seed if seed is None else seed)
    lanes = load(found, settings_for=demo_settings)
    missing = sorted(scenario.needs - set(lanes))
    if missing:
        raise BadSetup(
            N_("The scenario needs payment methods that are not installed: {methods}."),
            methods=", ".join(missing),
        )
    generated = scenario.generate if orders is None else resized(scenario.generate, orders)
    return _Run(scenario, lanes, MoreHolidays(scenario.holidays)).estimate(generated)


class _Run:
    def __init__(self, scenario: Scenario, lanes: Lanes, calendars: MoreHolidays) -> None:
        self.scenario = scenario
        self.lanes = lanes
        self.calendars = calendars
        self.chance = random.Random(f"{scenario.seed}/statistical")
        self.tables: dict[str, _Table] = {}
        self.windows: dict[tuple[str, str], Spread] = {}
        self.taken: Counter[str] = Counter()
        self.days: dict[str, Days] = {}
        self.refund = 0.0
        self.inbox: list[tuple[datetime, str, datetime, int, float]] = []
        self.nobodys: Counter[date] = Counter()
        self.refunded: Counter[str] = Counter()
        self.returned = self.second = self.duplicates = self.buckets = 0
        tasks = {task for shift in scenario.operators for task in shift.tasks}
        self.allocates, self.matches = Task.ALLOCATE in tasks, Task.MATCH in tasks
        self.sends_back = Task.SEND_BACK in tasks

    def estimate(self, generated: tuple[Generated, ...]) -> Estimate:
        for each in generated:
            self._all_days(each)
        waiting, left = self._work_off()
        told = sorted((method, sorted(days.items())) for method, days in self.days.items())
        stays, back = self._stays(), sorted(self.refunded.items())
        told_all = (sorted(self.taken.items()), told, left, stays, back, self.second, self.duplicates)
        digest = hashlib.sha256(repr(told_all).encode()).hexdigest()
        return Estimate(
            self.scenario,
            self.scenario.seed,
            dict(sorted(self.taken.items())),
            {method: self.days.get(method, Counter()) for method in sorted(self.taken)},
            self.returned,
            {method: self.refunded[method] for method in sorted(self.taken)},
            self.second,
            self.duplicates,
            waiting,
            left,
            stays,
            self.buckets,
            digest,
        )

    def _all_days(self, generated: Generated) -> None:
        days = taking_days(self.scenario.starts, generated)
        count = generated.orders or round(generated.per_day * len(days))
        pairs = [(method, country) for method in generated.method for country in generated.country]
        weights = [generated.method[m] * generated.country[c] for m, c in pairs]
        for number, day in enumerate(days):
            size = (number + 1) * count // len(days) - number * count // len(days)
            drawn = Counter(self.chance.choices(pairs, weights, k=size)) if size else {}
            for (method, country), orders in sorted(drawn.items()):
                self.taken[method] += orders
                self._bucket(method, country, day, orders, generated)

    def _bucket(self, code: str, country: str, day: datetime, orders: int, generated: Generated) -> None:
        method = self.lanes[code].method
        behaviour = self.scenario.methods.get(code, _AS_USUAL)
        self.refund = (
            generated.refund * (1 - behaviour.refund_fails) if self.lanes[code].can("refund") else 0.0
        )
        opens, closes = _at(day, generated.opens), _at(day, generated.closes)
        currency = currency_of(country)
        if method.why_not(Money(9900, currency), country, recurring=False):
            return
        if method.operator_moves_money:
            kept = self._some(orders, (1 - behaviour.refused) * (1 - behaviour.unreachable))
            self._settle(code, opens + (closes - opens) / 2, opens + (closes - opens) / 2, kept)
        elif method.allocation is AllocationRule.AUTOMATIC:
            placed = opens + (closes - opens) / 2
            for minutes, some in self._drawn(behaviour.visit, self._some(orders, 1 - behaviour.never)):
                self._settle(code, placed, placed + timedelta(minutes=minutes), some)
        else:
            self._funds(method, country, (opens, closes), self._some(orders, 1 - behaviour.never))

    def _funds(
        self, method: PaymentMethod, country: str, hours: tuple[datetime, datetime], orders: int
    ) -> None:
        currency = currency_of(country)
        behaviour = self.scenario.methods.get(method.code, _AS_USUAL)
        code = method.calendar_for(currency)
        calendar = self.calendars.get(code) if code else None
        spread = behaviour.delay or self._window(method.code, country, hours[0], calendar)
        for zero, placed, some in self._by_cutoff(hours, calendar, orders):
            for days, paid in self._drawn(spread, some):
                day = self._table(calendar).after(zero, days) if calendar else _weekday(zero, days)
                zone = calendar.zone if calendar else UTC
                following = self._table(calendar).after(day, 1) if calendar else _weekday(day, 1)
                here, next_ = (
                    datetime.combine(each, STATEMENT_AT, zone).astimezone(UTC) for each in (day, following)
                )
                halves = self._some(paid, behaviour.parts)
                self._arrive(method, behaviour, placed, here, paid - halves)
                self._arrive(method, behaviour, placed, next_, halves)
                self._again(behaviour, next_, paid - halves)
                self.duplicates += self._some(paid, behaviour.repeated)

    def _by_cutoff(
        self, hours: tuple[datetime, datetime], calendar: BusinessCalendar | None, orders: int
    ) -> Iterator[tuple[date, datetime, int]]:
        """Orders before and after the bank's cut-off: the day from which each counts, and about when it was taken."""
        opens, closes = hours
        if calendar is None:
            yield opens.date(), opens + (closes - opens) / 2, orders
            return
        local = opens.astimezone(calendar.zone).date()
        cutoff = datetime.combine(local, calendar.cutoff, calendar.zone).astimezone(UTC)
        cutoff = min(max(cutoff, opens), closes)
        late = self._some(orders, (closes - cutoff) / (closes - opens))
        if orders - late:
            yield calendar.day_zero(opens), opens + (cutoff - opens) / 2, orders - late
        if late:
            yield calendar.day_zero(closes), cutoff + (closes - cutoff) / 2, late

    def _arrive(
        self, method: PaymentMethod, behaviour: Behaviour, placed: datetime, here: datetime, orders: int
    ) -> None:
        unreadable = self._some(orders, 1 - (1 - behaviour.wrong) * (1 - behaviour.missing))
        readable = orders - unreadable
        odd = 1 - (1 - behaviour.short) * (1 - behaviour.over) * (1 - behaviour.elsewhere)
        alone = method.allocation is AllocationRule.ON_RECEIPT and self.scenario.seller.allocate_on_receipt
        exact = readable - self._some(readable, odd) if alone else 0
        self._settle(method.code, placed, here, exact)
        by_hand = (readable - exact if self.allocates else 0) + (unreadable if self.matches else 0)
        if by_hand:
            self.inbox.append((here, method.code, placed, by_hand, self.refund))
        self._nobody_ties(here, orders - exact - by_hand)
        self.returned += self._some(orders, behaviour.returned)

    def _again(self, behaviour: Behaviour, at: datetime, orders: int) -> None:
        """Some pay a second time: the order is paid, so the money stays where it is."""
        second = self._some(orders, behaviour.twice)
        if at <= self.scenario.ends:
            self.second += second
            self._nobody_ties(at, second)

    def _nobody_ties(self, at: datetime, orders: int) -> None:
        if orders and at <= self.scenario.ends:
            self.nobodys[at.date()] += orders

    def _stays(self) -> int:
        """What nobody ties to anything is in the inbox for good, or until it is sent back."""
        old = self.scenario.until - NOBODYS_AFTER if self.sends_back else date.min
        return sum(orders for day, orders in self.nobodys.items() if day >= old)

    def _work_off(self) -> tuple[int, int]:
        """People look at their hours and do what they can, first come, first served."""
        arrivals = deque(sorted(self.inbox))
        waiting: deque[tuple[str, datetime, int, float]] = deque()
        most = 0
        for look, capacity in self._looks():
            while arrivals and arrivals[0][0] <= look:
                _, code, placed, some, refund = arrivals.popleft()
                waiting.append((code, placed, some, refund))
            most = max(most, sum(some for _, _, some, _ in waiting))
            left = capacity
            while waiting and left:
                code, placed, some, self.refund = waiting.popleft()
                done = min(some, left)
                left -= done
                self._settle(code, placed, look, done)
                if some > done:
                    waiting.appendleft((code, placed, some - done, self.refund))
            if not arrivals and not waiting:
                break
        behind = sum(each[3] for each in arrivals) + sum(some for _, _, some, _ in waiting)
        return most, behind

    def _looks(self) -> Iterator[tuple[datetime, int]]:
        day = self.scenario.starts.date()
        while day <= self.scenario.until:
            if day.weekday() < _WEEKDAYS:
                yield from sorted(
                    (datetime.combine(day, at, shift.zone).astimezone(UTC), shift.capacity)
                    for shift in self.scenario.operators
                    if {Task.ALLOCATE, Task.MATCH} & set(shift.tasks)
                    for at in shift.at
                )
            day += _DAY

    # ------------------------------------------------------------ chance and tables

    def _settle(self, code: str, placed: datetime, at: datetime, orders: int) -> None:
        if orders and at <= self.scenario.ends:
            self.buckets += 1
            days = round((at - placed).total_seconds() / _SECONDS, 2)
            self.days.setdefault(code, Counter())[days] += orders
            self.refunded[code] += self._some(orders, self.refund * self._asks_in_time(placed, at))

    def _asks_in_time(self, placed: datetime, at: datetime) -> float:
        """How many of those who want their money back ask once it is here, and before the end."""
        first = max(_ASKS_BACK[0], math.ceil((at - placed).total_seconds() / 3600))
        last = min(_ASKS_BACK[-1], math.floor((self.scenario.ends - placed).total_seconds() / 3600))
        return max(last - first + 1, 0) / len(_ASKS_BACK)

    def _some(self, orders: int, share: float) -> int:
        """How many of so many, each with this chance: counted for few, from the bell curve for many."""
        if share <= 0 or not orders:
            return 0
        if share >= 1:
            return orders
        if orders <= _MANY:
            return sum(self.chance.random() < share for _ in range(orders))
        deviation = (orders * share * (1 - share)) ** 0.5
        return min(max(round(self.chance.gauss(orders * share, deviation)), 0), orders)

    def _drawn(self, spread: Spread, orders: int) -> Iterator[tuple[int, int]]:
        if orders:
            drawn = self.chance.choices(spread.at, cum_weights=spread.cumulative, k=orders)
            yield from sorted(Counter(drawn).items())

    def _table(self, calendar: BusinessCalendar) -> _Table:
        if calendar.code not in self.tables:
            self.tables[calendar.code] = _Table(calendar)
        return self.tables[calendar.code]

    def _window(self, code: str, country: str, since: datetime, calendar: BusinessCalendar | None) -> Spread:
        """Some day of the promised window; it is asked for once for each country."""
        key = (code, country)
        if key not in self.windows:
            order: Any = _order(country, since)
            window = self.lanes[code].settlement_window(order=order, since=since, calendar=calendar)
            counted = window is not None and window.low is not None and window.high is not None
            self.windows[key] = (
                Spread.even(window.low or 0, window.high or 0) if counted and window else _BY_CHANCE
            )
        return self.windows[key]


def _at(day: datetime, at: time) -> datetime:
    return day.replace(hour=at.hour, minute=at.minute)


def _weekday(day: date, days: int) -> date:
    for _ in range(days):
        day += _DAY
        while day.weekday() >= _WEEKDAYS:
            day += _DAY
    return day


def _order(country: str, since: datetime) -> Order:
    return Order(
        reference="K7M42XQZ",
        placed_at=since,
        placed_by="simulator",
        seller="",
        language="en",
        place=Place(country, None),
        customer=Contact(),
        lines=(OrderLine("studio", "Studio Pro", 1, Money(9900, currency_of(country))),),
        tax=(),
        terms="",
    )
