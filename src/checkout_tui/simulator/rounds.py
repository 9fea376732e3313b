"""The worker in a run: its rounds while something is open, and on the days on which something falls due."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

from checkout_tui.domain.errors import N_
from checkout_tui.domain.operator import WORKER
from checkout_tui.domain.order import state_words
from checkout_tui.domain.sentence import sentence
from checkout_tui.domain.tax import rate_changes
from checkout_tui.simulator.agenda import Agenda
from checkout_tui.simulator.demo import Demo
from checkout_tui.simulator.journal import Journal
from checkout_tui.simulator.kept import retaxed
from checkout_tui.simulator.renewals import Renewals
from checkout_tui.simulator.scenario.shape import Ordered
from checkout_tui.simulator.watch import Watch
from checkout_tui.store import payments

ROUND, SELDOM = timedelta(hours=6), timedelta(days=2)
"""How often the worker asks after what is open: ever more seldom while nothing comes of it."""
SOON = timedelta(minutes=2)
"""When it asks for the first time after an answer that did not come."""
NEW_RATES = timedelta(minutes=5)
"""After midnight at the place: when the worker finds that a new tax rate is in force there."""


class Rounds:
    """Outside, the worker looks every minute. Here it looks when it would find something.

    ``names`` are the run's orders by reference; ``begun`` is told of each order that was made for a renewal.
    """

    def __init__(
        self,
        demo: Demo,
        agenda: Agenda,
        journal: Journal,
        watch: Watch,
        renewals: Renewals,
        names: Mapping[str, str],
        begun: Callable[[Ordered, str], None],
    ) -> None:
        self._demo, self._desk, self._clock = demo, demo.desk, demo.world.clock
        self._agenda, self._journal, self._watch = agenda, journal, watch
        self._renewals, self._names, self._begun = renewals, names, begun
        self._round_at: datetime | None = None
        self._pause = ROUND
        self._nothing_open = -1
        self._due: set[datetime] = set()
        self._next_due: datetime | None = None
        self._looked_for_due = -1

    def arrange_new_rates(self, since: datetime, until: datetime) -> None:
        """A round as soon as a new tax rate is in force anywhere."""
        for at in rate_changes(since, until):
            self._agenda.put(at + NEW_RATES, "worker", self._follow_rates)

    def hurry(self) -> None:
        """Something new is open: the next round is not put off as if nothing came of it."""
        self._pause = ROUND

    def follow_up(self) -> None:
        """The next round, while something is open about which somebody outside can be asked."""
        if self._round_at is not None or self._nothing_open == self._demo.store.written:
            return
        now = self._clock.now()
        with self._demo.store.reading() as connection:
            due = payments.due(connection, 1)
        if due or (self._renewals.expected and self._renewals.not_sent()):
            unanswered = due and due[0].live_since is not None and now - due[0].live_since < SOON
            self._round_at = now + (SOON if unanswered else self._pause)
            self._agenda.put(self._round_at, "worker", self.one)
        else:
            self._nothing_open = self._demo.store.written

    def arrange_what_is_due(self) -> None:
        """The worker looks when something falls due, and not on the days in between."""
        now, at = self._clock.now(), self._next_due
        # As long as nobody writes, what comes next stays what it was until it is there.
        if self._looked_for_due != self._demo.store.written or (at is not None and at <= now):
            at = self._next_due = self._desk.coming.next_due(now)
            self._looked_for_due = self._demo.store.written
        if at is not None and at not in self._due:
            self._due.add(at)
            self._agenda.put(at, "worker", self._on_its_day)

    def by_itself(self, method: str) -> bool:
        """Whether a provider tells us of its money, and not a bank's document."""
        return self._demo.world.side(method).handle is not None

    # ------------------------------------------------------------ one round

    def one(self) -> Iterable[str]:
        """The round that was arranged; it is about the payments that are open."""
        self._round_at, self._nothing_open = None, -1
        return self._work()

    def _on_its_day(self) -> Iterable[str]:
        """The round on a day on which time alone brings something, as soon as the day begins."""
        waiting = {
            each: self._desk.orders.view(each).state
            for each in self._renewals.references
            if each not in self._watch.settled
        }
        touched = self._work()
        for reference, before in waiting.items():
            state = self._desk.orders.view(reference).state
            if state is not before:
                says = sentence(N_("is now: {state}"), state=state_words(state))
                self._journal.tell("worker", self._names[reference], says)
        return (*touched, *waiting)

    def _work(self) -> tuple[str, ...]:
        """What is open is asked after; what is due is renewed, announced and reminded of."""
        before = self._watch.pushed()
        with self._demo.store.reading() as connection:
            due = payments.due(connection, len(self._names) + 1)
        report = self._desk.payments.settle_due(WORKER)
        self._pause = ROUND if report.settled or report.declined else min(self._pause * 2, SELDOM)
        self._journal.line("worker", f"{report.asked} {report.settled} {report.declined} {report.still_open}")
        self._watch.nothing_moved(before, self.by_itself)
        renewed = self._renewed() if report.renewed else ()
        self.arrange_what_is_due()
        return (*(payment.order for payment in due), *renewed)

    def _renewed(self) -> tuple[str, ...]:
        made = tuple(self._renewals.made(self._clock.now()))
        self.hurry()
        for order, reference in made:
            view = self._desk.orders.view(reference)
            said = {"total": view.order.total, "state": state_words(view.state)}
            self._journal.tell("worker", order.name, sentence(N_("is renewed for {total}: {state}"), **said))
            self._begun(order, reference)
        return tuple(reference for _, reference in made)

    def _follow_rates(self) -> Iterable[str]:
        """The round once a new tax rate is in force somewhere, before anything else of that day there."""
        changed, _ = self._desk.taxes.keep_up(WORKER)
        if not changed:
            return ()
        self._journal.tell("worker", "", retaxed(changed))
        return tuple(self._names)
