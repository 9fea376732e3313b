"""The faithful way: every order of a scenario goes through the real desk, store and plugins, on the virtual clock.

One queue of what is going to happen, in the order of time; each step may arrange further ones. It never
sleeps, and everything random comes from the seed, so that the same seed tells the same story to the byte.
After every step that wrote anything the money rules are held against what is in the database.
"""

import tempfile
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path

from attrs import evolve

from checkout_tui.desk.mail import UNPAID_AFTER
from checkout_tui.domain.errors import BadSetup, CheckoutError, N_
from checkout_tui.domain.history import Standing
from checkout_tui.domain.operator import Operator
from checkout_tui.domain.payment import Payment
from checkout_tui.domain.secret import Details, Secret
from checkout_tui.domain.sentence import Sentence, sentence
from checkout_tui.plugins import Found, as_wanted, in_this_thread
from checkout_tui.simulator.agenda import Agenda
from checkout_tui.simulator.customers import caller_of
from checkout_tui.simulator.demo import Demo, demo_details, draft_for, open_demo
from checkout_tui.simulator.expecting import unmet
from checkout_tui.simulator.fared import fared
from checkout_tui.simulator.journal import Journal
from checkout_tui.simulator.mailbox import KeptMail
from checkout_tui.simulator.renewals import Renewals, RenewalsThatAreRefused
from checkout_tui.simulator.result import Result, Waiting
from checkout_tui.simulator.rounds import Rounds
from checkout_tui.simulator.scenario.plan import planned
from checkout_tui.simulator.scenario.shape import Do, Ordered, Scenario, Shift, Task, Together, Verb
from checkout_tui.simulator.surroundings import (
    LettersWithoutPdf,
    MoreHolidays,
    RefundsThatFail,
    seller_of,
    weather,
)
from checkout_tui.simulator.transit import Batch, Transit
from checkout_tui.simulator.watch import Watch
from checkout_tui.simulator.work import Acted, carry_out, look_through

EVENING = time(22, 0)
"""UTC: when the day's mail goes out and everything is counted."""

_WEEKEND = 5
_TAKES_ORDERS = {"en": Operator("Jordan"), "fr": Operator("Camille", "fr")}
_ABOUT_ORDERS = {Task.BEAR, Task.ASK}
"""What operators do with orders and not with the money inbox."""

Progress = Callable[[int, int], None]
"""Called with the orders taken so far, and all of them."""


def run(
    scenario: Scenario,
    found: tuple[Found, ...],
    *,
    seed: int | None = None,
    orders: int | None = None,
    until: date | None = None,
    progress: Progress = lambda done, all_: None,
) -> Result:
    """Run a scenario from its start to its end. Raises BadSetup when a method that it needs is not installed."""
    seed = scenario.seed if seed is None else seed
    plan = planned(scenario, seed, orders)
    if until is not None:
        plan = evolve(plan, until=until)
    missing = sorted(plan.needs - {plugin.name for plugin in found})
    if missing:
        raise BadSetup(
            N_("The scenario needs payment methods that are not installed: {methods}."),
            methods=", ".join(missing),
        )
    with tempfile.TemporaryDirectory(prefix="checkout-tui-") as folder:
        faithful = Faithful(plan, found, Path(folder), progress)
        try:
            return faithful.run()
        finally:
            faithful.close()


class Faithful:
    """One run. ``plan`` is a scenario with everything drawn."""

    def __init__(
        self,
        plan: Scenario,
        found: tuple[Found, ...],
        folder: Path,
        progress: Progress = lambda done, all_: None,
    ) -> None:
        self.plan = plan
        known = tuple(holiday for holiday in plan.holidays if not holiday.surprise)
        self._mail = KeptMail()
        self.demo: Demo = open_demo(
            folder,
            found,
            start=plan.starts,
            seed=str(plan.seed),
            thrown_away=True,
            seller=seller_of(plan),
            calendars=MoreHolidays(known),
            bank_calendars=MoreHolidays(plan.holidays),
            letters=LettersWithoutPdf,
            kept_mail=self._mail,
        )
        self.desk, self.world, self.clock = self.demo.desk, self.demo.world, self.demo.world.clock
        self.references: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._ordered: dict[str, Ordered] = {order.name: order for order in plan.orders}
        self.renewals = Renewals(self.demo.store, self._ordered, self._names)
        self._failing = RefundsThatFail()
        for code, lane in self.desk.lanes.items():
            lane.waits, lane.draws = in_this_thread, as_wanted
            self.demo.faults[code].weather = weather(plan.down, code, self.clock.now)
            lane.wrap(self._failing)
            if self.renewals.expected:
                lane.wrap(RenewalsThatAreRefused(self.renewals))
        self.journal = Journal(self.clock.now)
        self.transit = Transit(plan, self.demo, self.journal, self._arrange_document)
        self.watch = Watch(self.demo.store, self.clock.now)
        self._progress = progress
        self.agenda = Agenda()
        self.rounds = Rounds(
            self.demo,
            self.agenda,
            self.journal,
            self.watch,
            self.renewals,
            self._names,
            self._begin_renewal,
        )
        self._people: dict[str, int] = {}
        self._evenings: set[datetime] = set()
        self._empty_inbox = self._last_evening = -1
        self._wrote = self._confirmed = plan.starts
        self.waiting: list[Waiting] = []
        self.steps = 0
        self._arrange()

    def close(self) -> None:
        self.demo.close()

    # ------------------------------------------------------------ time passes

    def run(self) -> Result:
        """Everything until the end."""
        while self.step():
            pass
        return self.result()

    def step(self) -> bool:
        """The next thing that happens, and the look at the rules after it. False when nothing more does."""
        following = self.agenda.take(self.plan.ends)
        if following is None:
            return False
        at, kind, happen = following
        self.clock.reach(at)
        self.steps += 1
        before = self.demo.store.written
        try:
            touched = tuple(dict.fromkeys(happen()))
        except CheckoutError as error:
            # The outside asked for something that is not possible, and was told why.
            touched = ()
            self._tell(kind, "", error.sentence)
        except Exception as error:  # noqa: BLE001 - a mistake of the program is what a simulator is for
            touched = ()
            self.watch.violated("mistake", "", f"{type(error).__name__}: {str(error)[:200]}")
        self.watch.looks += 1
        # A step that wrote nothing left everything as it was found right after the one before it.
        if self.demo.store.written != before:
            self._wrote = self.clock.now()
            self.watch.look(touched)
        self._follow_up()
        return True

    def _arrange(self) -> None:
        for order in self.plan.orders:
            self.agenda.put(order.at, "order", lambda order=order: self._take(order))  # type: ignore[misc]
        for together in self.plan.together:
            self.agenda.put(together.at, "customer", lambda each=together: self._pay_together(each))  # type: ignore[misc]
        for done in self.plan.do:
            self.agenda.put(done.at, "operator", lambda done=done: self._do(done))  # type: ignore[misc]
        for shift in self.plan.operators:
            self._next_look(shift, self.plan.starts)
        self.rounds.arrange_new_rates(self.plan.starts, self.plan.ends)
        for jump in self.plan.jumps:
            self.agenda.put(jump.at, "jump", lambda jump=jump: self._jump(jump.to))  # type: ignore[misc]

    def _arrange_document(self, comes: datetime, batch: Batch) -> None:
        self.agenda.put(
            comes, "document", lambda: [self.references[name] for name in self.transit.report(batch)]
        )

    # ------------------------------------------------------------ customers

    def _take(self, order: Ordered) -> Iterable[str]:
        by = _TAKES_ORDERS[order.language]
        caller = caller_of(order)
        placed = self.desk.orders.place(draft_for(self.desk, caller, order.products, by), by)
        self._know(order, placed.reference)
        self._progress(len(self.references) - len(self.renewals.references), len(self.plan.orders))
        try:
            payment = self._authorize(order, placed.reference, by)
        except CheckoutError as error:
            self._tell("order", order.name, error.sentence)
            return (placed.reference,)
        says = sentence(
            N_("orders {total} by {method}"),
            total=placed.total,
            method=self.world.methods_title(order.method),
        )
        self._tell("order", order.name, says)
        self.rounds.hurry()
        self._arrange_payment(order, payment)
        return (placed.reference,)

    def _know(self, order: Ordered, reference: str) -> None:
        self._ordered[order.name] = order
        self.references[order.name] = reference
        self._names[reference] = order.name
        if order.refund_fails:
            self._failing.codes[reference] = order.refund_fails

    def _authorize(self, order: Ordered, reference: str, by: Operator) -> Payment:
        payment = self.desk.payments.prepare(reference, order.method, by)
        for hit in order.hits or ():
            self.demo.faults[order.method].hit(hit.hook, hit.fault)
        return self.desk.payments.authorize(payment.id, self._details(order, order.method), by)

    def _details(self, order: Ordered, code: str) -> Details:
        method = self.desk.lanes[code].method
        made = dict(demo_details(method, caller_of(order), refused=bool(order.refused)))
        for field in method.fields:
            if field.code in order.answers:
                said = order.answers[field.code]
                made[field.code] = Secret(said) if field.secret else said
        return Details(made)

    def _arrange_payment(self, order: Ordered, payment: Payment) -> None:
        if payment.standing is Standing.AWAITING_CUSTOMER:
            for minutes in order.visits or ():
                at = self.clock.now() + timedelta(minutes=minutes)
                self.agenda.put(at, "visit", lambda: self._visit(order, payment))
        elif payment.standing is Standing.AWAITING_FUNDS:
            self.transit.pay(order, payment)
        elif payment.standing is Standing.SETTLED:
            self.transit.take_back(order, payment)

    def _visit(self, order: Ordered, payment: Payment) -> Iterable[str]:
        self._tell("visit", order.name, sentence(N_("opens the mailed link and approves")))
        self.world.visit(payment)
        return (payment.order,)

    def _pay_together(self, together: Together) -> Iterable[str]:
        views = [self.desk.orders.view(self.references[name]) for name in together.orders]
        tries = [view.current.payment for view in views if view.current]
        self.transit.pay_together(together, tries, self._ordered[together.orders[0]])
        return tuple(each.order for each in tries)

    # ------------------------------------------------------------ operators and the worker

    def _do(self, done: Do) -> Iterable[str]:
        reference = self.references.get(done.order)
        if reference is None:
            return ()
        order = self._ordered[done.order]
        try:
            acted = carry_out(self.world, done, reference, lambda code: self._details(order, code))
        except CheckoutError as error:
            self._tell("refused", done.order, error.sentence)
            return (reference,)
        self._acted(acted)
        if done.verb is Verb.CHANGE:
            current = self.desk.orders.view(reference).current
            if current is not None:
                self._arrange_payment(evolve(order, at=self.clock.now()), current.payment)
        return (reference,)

    def _next_look(self, shift: Shift, after: datetime) -> None:
        day = after.astimezone(shift.zone).date()
        while True:
            for at in sorted(shift.at):
                look = datetime.combine(day, at, shift.zone).astimezone(UTC)
                if look > after and day.weekday() < _WEEKEND:
                    self.agenda.put(look, "look", partial(self._look_through, shift, look))
                    return
            day += timedelta(days=1)

    def _look_through(self, shift: Shift, at: datetime) -> Iterable[str]:
        self._next_look(shift, max(at, self.clock.now()))
        by = Operator(shift.name, shift.language)
        touched: list[str] = []
        if self._empty_inbox != self.demo.store.written and not self.desk.remittances.inbox(1):
            self._empty_inbox = self.demo.store.written
        nothing = self._empty_inbox == self.demo.store.written
        tasks = [task for task in shift.tasks if task in _ABOUT_ORDERS or not nothing]
        for number, acted in enumerate(look_through(self.desk, tasks, by, sorted(self.watch.unclear)), 1):
            self._acted(acted)
            touched += acted.orders
            if number >= shift.capacity:
                break
        return touched

    def _acted(self, acted: Acted) -> None:
        names = [self._names[reference] for reference in acted.orders]
        for name in names:
            self._people[name] = self._people.get(name, 0) + 1
        says = sentence(N_("{who} {does}"), who=acted.by, does=acted.says)
        self._tell("operator", ", ".join(names), says)

    def _begin_renewal(self, order: Ordered, reference: str) -> None:
        """The worker made this order: from now on it is one of the story's, and its customer pays as it says."""
        self._know(order, reference)
        current = self.desk.orders.view(reference).current
        if current is not None:
            self._arrange_payment(order, current.payment)

    def _jump(self, to: datetime) -> Iterable[str]:
        before = self.watch.pushed()
        self.clock.reach(to)
        self._tell("jump", "", sentence(N_("the clock is put forward to {when}"), when=to))
        self.watch.nothing_moved(before, self.rounds.by_itself)
        return tuple(self._names)

    def _evening(self) -> Iterable[str]:
        if self._confirmed < self._wrote + UNPAID_AFTER:
            # Who was asked to pay, or written to, once that long had passed, needs no mail of an evening later.
            self.desk.mail.confirm_unpaid()
            self._confirmed = self.clock.now()
        self.desk.mail.remind()
        if self.demo.store.written != self._last_evening:
            while self.desk.mail.deliver():
                pass
            self._everything()
            self._last_evening = self.demo.store.written
            inbox = len(self.desk.remittances.inbox(len(self._names) * 4 + 100))
            queue = self.desk.orders.waiting()
        else:
            inbox, queue = self.waiting[-1].inbox, self.waiting[-1].queue
        self.rounds.arrange_what_is_due()
        self.waiting.append(Waiting(self.clock.now().date(), inbox, queue))
        return ()

    def _follow_up(self) -> None:
        """What follows by itself: the evening of a day on which something happened, and the worker's next round."""
        now = self.clock.now()
        evening = datetime.combine(now.date(), EVENING, UTC)
        if evening < now:
            evening += timedelta(days=1)
        if evening not in self._evenings:
            self._evenings.add(evening)
            self.agenda.put(evening, "evening", self._evening)
        self.rounds.follow_up()

    # ------------------------------------------------------------ looking, telling, counting

    def _everything(self) -> None:
        """Everything as a whole; and of each order, once it is an hour old, whether a mail was written."""
        hour_ago = self.clock.now() - timedelta(hours=1)
        old = [ref for name, ref in self.references.items() if self._ordered[name].at < hour_ago]
        self.watch.everything(self.transit.reported, old)

    def _tell(self, kind: str, order: str, says: Sentence) -> None:
        self.journal.tell(kind, order, says)

    def result(self) -> Result:
        """How it ended."""
        self.clock.reach(self.plan.ends)
        self._last_evening = -1
        self._evening()
        self.watch.looks += 1
        self.watch.look(tuple(self._names))
        with self.demo.store.reading() as connection:
            orders = tuple(
                fared(
                    connection,
                    self.world,
                    self.journal,
                    order,
                    self.references[order.name],
                    self.watch.settled.get(self.references[order.name]),
                    self._people.get(order.name, 0),
                )
                for order in self._ordered.values()
                if order.name in self.references
            )
        inbox = len(self.desk.remittances.inbox(len(orders) * 4 + 100))
        return Result(
            scenario=self.plan,
            seed=self.plan.seed,
            orders=orders,
            told=tuple(self.journal.told),
            waiting=tuple(self.waiting),
            violations=tuple(self.watch.violations),
            failed=unmet(self.plan, orders, inbox),
            digest=self.journal.digest,
            inbox=inbox,
            steps=self.steps,
            checks=self.watch.looks,
            mails=self._mail.sent,
        )
