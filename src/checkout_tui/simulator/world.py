"""The simulated outside world: each method's other side, and customers who pay, late or wrongly or never.

The gateways speak their real protocols and the banks send their real documents; the desk is
asked and told exactly as it would be outside.
"""

import random
from collections.abc import MutableMapping
from datetime import UTC, date, datetime, time, timedelta
from threading import RLock
from typing import Any

import httpx
from attrs import evolve

from checkout_tui.calendars import Calendars
from checkout_tui.desk import Desk
from checkout_tui.desk.views import OrderView, PaymentView
from checkout_tui.domain.errors import BadSetup, CheckoutError, N_
from checkout_tui.domain.history import Standing
from checkout_tui.domain.letter import MailKind
from checkout_tui.domain.method import PaymentMethod
from checkout_tui.domain.operator import WORKER, Operator
from checkout_tui.domain.order import OrderState
from checkout_tui.domain.payment import Payment, is_under_way
from checkout_tui.domain.sentence import Sentence, sentence
from checkout_tui.domain.simulated import Document, Simulated, Transfer, Trigger
from checkout_tui.domain.words import Words
from checkout_tui.plugins import Lane, Outgoing
from checkout_tui.simulator.bank_days import BankDays
from checkout_tui.simulator.faults import OFFERED, Fault, Faults, said
from checkout_tui.simulator.intentions import Act, Plan, read, same_document, written
from checkout_tui.simulator.kept import told
from checkout_tui.simulator.mailbox import Inboxes
from checkout_tui.simulator.memory import Shelf
from checkout_tui.simulator.virtual_clock import VirtualClock

OUTSIDE = Operator("bank")
"""In whose name documents arrive."""

EVENING = time(21, 0)
"""UTC: all banks' documents of the day are here."""

_NOW = "world/now"
_AWAITED = {OrderState.AWAITING_FUNDS, OrderState.AWAITING_CUSTOMER}
_MOST_OPEN = 500


class World:
    """Everything outside the terminal. Made before the methods are loaded, joined by the desk afterwards."""

    def __init__(
        self,
        *,
        clock: VirtualClock,
        memory: MutableMapping[str, str],
        calendars: Calendars,
        seed: str = "1",
        mailbox: Inboxes | None = None,
    ) -> None:
        self.clock = clock
        self._memory = memory
        self._plans = Shelf(memory, "customers")
        self._seed = seed
        self._mailbox = mailbox
        self._sides: dict[str, Simulated] = {}
        self._methods: dict[str, PaymentMethod] = {}
        self.banks = BankDays(calendars, self._methods)
        self.faults: dict[str, Faults] = {}
        """What can go wrong on the way to each method, by code."""
        self._desk: Desk | None = None
        self._seen: set[tuple[str, str, str, date | None]] = set()
        self._lock = RLock()

    def outgoing(self, lane: Lane) -> Outgoing:
        """The way out for a method that is being loaded: to its own simulated side, and nowhere else."""
        side = lane.simulate(
            memory=Shelf(self._memory, lane.code), now=self.clock.now, settings=lane.settings
        )
        self._sides[lane.code] = side
        self._methods[lane.code] = lane.method
        return Outgoing(lane.method.hosts_with(lane.settings), httpx.MockTransport(side.handle or _nobody))

    def join(self, desk: Desk) -> None:
        """The desk that this world is outside of."""
        self._desk = desk

    @property
    def desk(self) -> Desk:
        if self._desk is None:
            raise BadSetup(N_("The simulated world has no desk yet."))
        return self._desk

    @staticmethod
    def last_now(memory: MutableMapping[str, str]) -> datetime | None:
        """What time it was when this world was last looked at."""
        text = memory.get(_NOW)
        return datetime.fromisoformat(text) if text else None

    # ------------------------------------------------------------ what the time-travel screen uses

    def now(self) -> datetime:
        """What time we pretend it is."""
        return self.clock.now()

    def advance_business_days(self, days: int) -> tuple[Sentence, ...]:
        """Let business days pass, to the evening of the last. Returns what happened."""
        return self.advance_to(self.banks.later(self.clock.now().date(), days))

    def advance_to(self, day: date) -> tuple[Sentence, ...]:
        """Let time pass until the evening of ``day``. Returns what happened."""
        return self.step(datetime.combine(day, EVENING, UTC))

    def next_event(self) -> tuple[Sentence, ...]:
        """Go to the next thing that somebody outside is going to do. Returns what happened; nothing, if nothing is."""
        self._plan_for_new_payments()
        comes = [plan.at for plan in self._waiting()[:1]]
        due = self.desk.coming.next_due(self.clock.now())
        comes += [due] if due else []
        return self.step(min(comes)) if comes else ()

    def offered_faults(self) -> tuple[tuple[str, Sentence], ...]:
        """What can be made to go wrong with the next question to each method, by a key for :meth:`arrange`."""
        return tuple(
            (f"{code} {fault}", said(fault, self._methods[code].title))
            for code in sorted(self.faults)
            for fault in OFFERED
        )

    def arrange(self, key: str) -> None:
        """Let this go wrong with the next question."""
        code, _, fault = key.partition(" ")
        self.faults[code].hit_next(Fault(fault))

    def arranged_faults(self) -> tuple[Sentence, ...]:
        """What is going to go wrong with the next questions."""
        return tuple(
            said(fault, self._methods[code].title)
            for code in sorted(self.faults)
            for fault in self.faults[code].arranged
        )

    def pending(self) -> tuple[tuple[date, Sentence], ...]:
        """What customers are going to do, and when the worker has something to do next, soonest first."""
        self._plan_for_new_payments()
        comes = [(plan.at, self._told(plan)) for plan in self._waiting()]
        due = self.desk.coming.next_due(self.clock.now())
        if due is not None:
            comes.append((due, sentence(N_("renewals, notices or reminders fall due"))))
        return tuple((at.date(), says) for at, says in sorted(comes, key=lambda each: each[0]))

    def triggers(self) -> tuple[tuple[str, Trigger], ...]:
        """What can be typed to make a simulated side behave in a certain way, by the method's title."""
        return tuple(
            (self._methods[code].title.en, trigger)
            for code, side in sorted(self._sides.items())
            for trigger in side.triggers
        )

    def reads_out(self, reference: str) -> str:
        """The code that this order's customer finds in the latest mail, and reads to the operator; or nothing."""
        mails = self.desk.orders.view(reference).mails
        written = [mail.id for mail in mails if mail.kind is MailKind.REFUND_VALIDATION]
        return self._mailbox.code_in(written[-1]) if self._mailbox and written else ""

    # ------------------------------------------------------------ time passes

    def step(self, until: datetime | None = None) -> tuple[Sentence, ...]:
        """Let everything happen that is due by ``until`` (now, without one), in the order of time."""
        with self._lock:
            until = max(until or self.clock.now(), self.clock.now())
            happened: list[Sentence] = []
            self._plan_for_new_payments()
            while True:
                first = next(iter(self._waiting()), None)
                acts = first is not None and first.at <= until
                due = self.desk.coming.next_due(self.clock.now())
                if due is not None and due <= (first.at if first is not None and acts else until):
                    self.clock.reach(due)
                    happened += self._keep_up()
                    self._plan_for_new_payments()
                elif first is not None and acts:
                    self.clock.reach(first.at)
                    together = [plan for plan in self._waiting() if same_document(plan, first)]
                    happened += self._act(together)
                else:
                    break
            self.clock.reach(until)
            happened += self._keep_up()
            self._memory[_NOW] = self.clock.now().isoformat()
            return tuple(happened)

    def _keep_up(self) -> list[Sentence]:
        """What the worker does at this hour though nobody outside did anything."""
        return told(self.desk.payments.keep_up(WORKER))

    def plan(self, plan: Plan) -> None:
        """Decide what a customer does about a payment."""
        self._plans[plan.payment] = written(plan)

    def pay(
        self,
        view: OrderView,
        *,
        at: datetime | None = None,
        reference: str | None = None,
        returned: str = "",
    ) -> Plan:
        """Plan that the customer pays this order, in the middle of the window or ``at`` some time.

        ``reference`` is what the customer writes instead of the right one.
        """
        current = view.current
        if current is None:
            raise BadSetup(N_("Nobody was asked to pay this order yet."))
        payment = current.payment
        visits = payment.standing is Standing.AWAITING_CUSTOMER
        plan = Plan(
            payment=payment.id,
            order=payment.order,
            method=payment.method,
            act=Act.VISIT if visits else Act.TRANSFER,
            at=at or (self.clock.now() + timedelta(minutes=20) if visits else self.midway(current)),
            payer=view.order.customer.name or view.order.customer.company,
            amount=payment.amount,
            # What is debited bears the bank's own name for it; what is pushed the reference that we gave.
            reference=(payment.remittance_reference or payment.reference) if reference is None else reference,
            link=payment.link,
            returned=returned,
        )
        self.plan(plan)
        return plan

    def never(self, view: OrderView) -> None:
        """Plan that this customer does nothing."""
        if view.current:
            payment = view.current.payment
            self.plan(Plan(payment.id, payment.order, payment.method, Act.NOTHING, self.clock.now()))

    def soon(self, view: PaymentView, days: int) -> datetime:
        """When the bank reports money that comes in so many business days of its own."""
        calendar = self.banks.of(view.payment.method, view.payment.currency)
        return self.banks.statement_on(self.banks.later(self.clock.now().date(), days, calendar), calendar)

    def midway(self, view: PaymentView) -> datetime:
        """When the bank reports money that comes in the middle of the window; a week after, without a window."""
        calendar = self.banks.of(view.payment.method, view.payment.currency)
        day = self.banks.midway(view.window, calendar, self.clock.now().date())
        return self.banks.statement_on(day, calendar)

    # ------------------------------------------------------------ one thing at a time

    def document(self, method: str, transfers: tuple[Transfer, ...], day: date) -> Document | None:
        """What this method's bank sends at the end of a day with these transfers; None when it sends nothing."""
        side = self._sides.get(method)
        return side.report(transfers, day) if side and side.report else None

    def visit(self, payment: Payment) -> None:
        """The customer opens the mailed link and approves; then the provider is asked what became of it."""
        side = self._sides[payment.method]
        if side.handle is not None and payment.link:
            side.handle(httpx.Request("GET", payment.link))
            self.desk.payments.inquire(payment.id, OUTSIDE)

    def side(self, method: str) -> Simulated:
        """A method's simulated other side."""
        return self._sides[method]

    @property
    def sides(self) -> tuple[str, ...]:
        """The methods that have one, by code."""
        return tuple(sorted(self._sides))

    def hosts(self, method: str) -> frozenset[str]:
        """The hosts that this method would ask if it were not simulated."""
        return self._methods[method].hosts

    def methods_title(self, method: str) -> Words:
        """What people call it."""
        return self._methods[method].title

    # ------------------------------------------------------------ inside

    def _act(self, plans: list[Plan]) -> list[Sentence]:
        still = [plan for plan in plans if self._is_awaited(plan)]
        for plan in plans:
            self.plan(evolve(plan, done=True))
        if not still:
            return []
        side = self._sides[still[0].method]
        if still[0].act is Act.VISIT:
            for plan in still:
                if side.handle is not None:
                    side.handle(httpx.Request("GET", plan.link))
                    self.desk.payments.inquire(plan.payment, OUTSIDE)
            return [self._told(plan) for plan in still]
        if still[0].act is Act.DEBITED:
            for plan in still:
                self.desk.payments.inquire(plan.payment, OUTSIDE)
            return [self._told(plan) for plan in still]
        if side.report is None:
            return []
        amount = still[0].amount
        calendar = self.banks.of(still[0].method, amount.currency) if amount else None
        day = self.banks.local_day(still[0].at, calendar)
        transfers = tuple(
            Transfer(plan.amount, plan.reference, plan.payer, day, plan.returned)
            for plan in still
            if plan.amount is not None
        )
        document = side.report(transfers, day)
        self.desk.documents.import_document(document.name, document.content, OUTSIDE)
        return [self._told(plan) for plan in still]

    def _is_awaited(self, plan: Plan) -> bool:
        """A customer who was given another way to pay, or whose order was cancelled, does nothing."""
        if plan.returned:
            return True
        try:
            current = self.desk.orders.view(plan.order).current
        except CheckoutError:
            return False
        return current is not None and current.payment.id == plan.payment

    def _waiting(self) -> list[Plan]:
        plans = [read(self._plans[key]) for key in self._plans]
        return sorted(
            (plan for plan in plans if not plan.done and plan.act is not Act.NOTHING),
            key=lambda plan: (plan.at, plan.payment),
        )

    def _plan_for_new_payments(self) -> None:
        """Every customer who is asked for money makes up his mind once."""
        for row in self.desk.orders.queue(_MOST_OPEN):
            # What is presented again is expected on another day: somebody is debited once more.
            seen = (row.reference, row.method, row.state, row.expected_to)
            if row.state not in (*_AWAITED, OrderState.PENDING) or seen in self._seen:
                continue
            self._seen.add(seen)
            view = self.desk.orders.view(row.reference)
            if not view.current:
                continue
            planned = self._plans.get(view.current.payment.id)
            if planned is not None and not (row.state is OrderState.PENDING and read(planned).done):
                continue
            if row.state is OrderState.PENDING:
                self._plan_debit(view, view.current)
            else:
                self._make_up_a_mind(view, view.current)

    def _plan_debit(self, view: OrderView, current: PaymentView) -> None:
        """The bank settles on the first day of the window what it was asked to debit."""
        payment, window = current.payment, current.window
        if window is None or not is_under_way(payment):
            return
        calendar = self.banks.of(payment.method, payment.currency)
        self.plan(
            Plan(
                payment=payment.id,
                order=payment.order,
                method=payment.method,
                act=Act.DEBITED,
                at=self.banks.statement_on(window.first, calendar),
                payer=view.order.customer.name,
                amount=payment.amount,
            )
        )

    def _make_up_a_mind(self, view: OrderView, current: PaymentView) -> None:
        chance = random.Random(f"{self._seed}/{current.payment.order}/{current.payment.method}")
        if current.payment.standing is Standing.AWAITING_CUSTOMER:
            self.pay(view, at=self.clock.now() + timedelta(minutes=chance.randint(10, 300)))
            return
        calendar = self.banks.of(current.payment.method, current.payment.currency)
        window = current.window
        if window is not None and calendar is not None:
            most = calendar.between(window.first, window.last) + int(chance.random() < 0.1) * 2
            day = calendar.add(window.first, chance.randint(0, most))
        else:
            day = self.banks.later(self.clock.now().date(), chance.randint(4, 9), calendar)
        right = current.payment.remittance_reference
        written = right if chance.random() < 0.8 else chance.choice(("", right[:-1], f"{right[1:]}"))
        self.pay(view, at=self.banks.statement_on(day, calendar), reference=written)

    def _told(self, plan: Plan) -> Sentence:
        facts: dict[str, Any] = {"who": plan.payer, "title": self._methods[plan.method].title}
        if plan.act is Act.VISIT:
            return sentence(N_("{who} opens the mailed link ({title})"), **facts)
        if plan.act is Act.DEBITED:
            return sentence(N_("the bank debits {who} for {amount} ({title})"), amount=plan.amount, **facts)
        text = N_("the bank reports {amount} from {who} ({title})")
        if plan.returned:
            text = N_("the bank takes back {amount} of {who} ({title})")
        return sentence(text, amount=plan.amount, **facts)


def _nobody(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("this method's simulated side does not speak HTTP", request=request)
