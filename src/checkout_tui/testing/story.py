"""One payment on trial, from its first question to its last, asked as the host asks and folded as the host folds."""

from collections.abc import MutableMapping
from datetime import datetime, timedelta
from typing import Any

import httpx

from checkout_tui.calendars import Calendars
from checkout_tui.domain import outcomes as o
from checkout_tui.domain import reference
from checkout_tui.domain.business_days import BusinessCalendar
from checkout_tui.domain.errors import CheckoutError
from checkout_tui.domain.fold import moved_by
from checkout_tui.domain.history import (
    Allocated,
    Answered,
    Asked,
    Doubt,
    Entry,
    Event,
    Question,
    Standing,
    Via,
)
from checkout_tui.domain.money import Money
from checkout_tui.domain.order import Order
from checkout_tui.domain.payment import Payment, believable, key_for
from checkout_tui.domain.secret import Details, Secret
from checkout_tui.domain.simulated import Effect
from checkout_tui.domain.tax import Place
from checkout_tui.plugins import Outgoing
from checkout_tui.plugins.lanes import DEADLINE
from checkout_tui.testing.checking import NotApplicable
from checkout_tui.testing.line import Line
from checkout_tui.testing.samples import MONDAY_NOON, sample_order, sample_payment
from checkout_tui.testing.subject import Sample, Subject

WAITS = (*(timedelta(minutes=m) for m in (0, 2, 20, 90)), *(timedelta(days=d) for d in (1, 1, 2, 4, 8, 16)))
"""How long the host waits between asking again what became of a question."""

_LETTERS = reference.ALPHABET


def nth_reference(number: int) -> str:
    """A reference of its own for each order on trial."""
    digits = iter((number // len(_LETTERS) % len(_LETTERS), number % len(_LETTERS)))
    return reference.make(lambda below: next(digits, 7))


class Story:
    """An order, its payment, the lane that is asked, and the provider behind it.

    Two stories over one ``memory`` are two payments at one provider; a second story of the same
    ``number`` is the same payment in another process.
    """

    def __init__(
        self,
        subject: Subject,
        *,
        total: Money | None = None,
        memory: MutableMapping[str, str] | None = None,
        number: int = 1,
        settings: dict[str, Any] | None = None,
    ) -> None:
        self.subject, self.number = subject, number
        self.now: datetime = MONDAY_NOON
        self.memory: MutableMapping[str, str] = {} if memory is None else memory
        try:
            self.lane = subject.lane.beside(subject.settings if settings is None else settings)
        except CheckoutError as error:
            raise NotApplicable(f"it does not load: {error}") from error
        self.lane.waits = subject.patience
        self.simulated = self.lane.simulate(memory=self.memory, now=lambda: self.now)
        self.line = Line(self.simulated.handle)
        self.lane.outgoing = Outgoing(
            subject.described.hosts_with(self.lane.settings), httpx.MockTransport(self.line)
        )
        self.order: Order = sample_order(
            total or subject.total, reference=nth_reference(number), place=Place(subject.country)
        )
        self.payment: Payment = sample_payment(
            self.order, subject.code, id=f"01JDEXAMPLE00000000000{number:04}"
        )
        self.entries: list[Entry] = []
        self.token = o.Token("", "")
        self.tokenized: object = None

    def fork(self, memory: MutableMapping[str, str] | None = None) -> "Story":
        """The same payment as far as it has come, at a provider that knows the same: from here two ways part.

        With another's ``memory`` it is that other's provider, and what that one did there has happened.
        """
        other = Story(
            self.subject,
            total=self.order.total,
            memory=dict(self.memory) if memory is None else memory,
            number=self.number,
            settings=dict(self.lane.settings),
        )
        other.payment, other.entries, other.now = self.payment, [*self.entries], self.now
        other.token, other.tokenized = self.token, self.tokenized
        return other

    # ------------------------------------------------------------ what the provider did

    def effects(self) -> tuple[Effect, ...]:
        """Everything the simulated provider did, for this payment and any other in its memory."""
        if self.simulated.effects is None:
            raise NotApplicable("its simulated side does not count what it does (Simulated.effects)")
        return self.simulated.effects()

    def count(self, question: Question) -> int:
        """How often the provider did what this question asks for."""
        return sum(effect.question is question for effect in self.effects())

    # ------------------------------------------------------------ asking

    def offer(self, **more: Any) -> dict[str, Any]:
        """What every question is offered."""
        live = self.payment.live
        return {
            "payment": self.payment,
            "order": self.order,
            "amount": live.amount if live else self.payment.amount,
            "key": live.key if live else "",
            "token": self.payment.token,
            "details": Details(),
            "reason": "",
            "now": self.now,
            "today": self.now.date(),
            "language": self.order.language,
            "calendar": self._calendar(),
        } | more

    def _calendar(self) -> BusinessCalendar | None:
        """The receiving bank's business days, as the host would find them."""
        code = self.subject.described.calendar_for(self.payment.currency)
        return Calendars().get(code) if code else None

    def hear(self, hook: str, offered: dict[str, Any]) -> Any:
        """The hook's own answer, as :meth:`Lane.call` gives it; and whatever it raises, escapes."""
        answer, error = self.lane.waits(DEADLINE, lambda: self.lane.call(hook, offered))
        if error is not None:
            raise error
        return answer

    def tokenize(self, sample: Sample | None = None) -> Any:
        """Hand over the caller's secrets, where the method takes them."""
        if self.lane.can("tokenize"):
            details = self.subject.details(sample or self.subject.good)
            key = f"{self.payment.id}-tokenize-{len(self.entries)}"
            self.tokenized = self.lane.ask("tokenize", details=details, key=key)
        else:
            self.tokenized = o.Token("", "")
        return self.tokenized

    def begin(self, question: Question, amount: Money | None = None) -> Asked:
        """Write the question down, as the host does before it asks."""
        token = self.tokenized if isinstance(self.tokenized, o.Token) else o.Token("", "")
        first = question is Question.AUTHORIZE
        asked = Asked(
            question,
            key_for(self.payment, question),
            amount or self.payment.to_settle,
            token.reference if first else "",
            token.shows if first else "",
        )
        self._write(asked)
        return asked

    def call(self, sample: Sample | None = None) -> o.Outcome:
        """Ask the open question, and write nothing down yet."""
        live = self._live()
        details = Details()
        if live.question is Question.AUTHORIZE:
            said = self.subject.details(sample or self.subject.good)
            details = Details({code: text for code, text in said.items() if not isinstance(text, Secret)})
        outcome: o.Outcome = self.lane.ask(str(live.question), **self.offer(details=details))
        return outcome

    def ask(
        self, question: Question, amount: Money | None = None, *, sample: Sample | None = None
    ) -> o.Outcome:
        """Ask, and write down what came of it; a question that is open is asked again with its key."""
        again = self.payment.live is not None
        if not again:
            self.begin(question, amount)
        outcome = self.call(sample)
        if again and isinstance(outcome, o.NotSent):
            outcome = o.Unanswered(outcome.why)
        return self.answer(outcome)

    def authorize(self, sample: Sample | None = None) -> o.Outcome:
        """Ask for the money, details and all."""
        token = self.tokenize(sample)
        if not isinstance(token, o.Token):
            self.begin(Question.AUTHORIZE)
            return self.answer(token)
        return self.ask(Question.AUTHORIZE, sample=sample)

    def inquire(self) -> o.Outcome:
        """Ask what became of the open question, or where the payment stands."""
        live = self.payment.live
        question = live.question if live else Question.INQUIRE
        key = live.key if live else key_for(self.payment, Question.INQUIRE)
        outcome: o.Outcome = self.lane.ask("inquire", **self.offer(question=question, key=key))
        if live is not None:
            return self.answer(outcome, Via.INQUIRY)
        if believable(self.payment, Question.INQUIRE, outcome) and not isinstance(
            outcome, o.Pending | o.Unanswered
        ):
            self._write(Answered(Question.INQUIRE, key, outcome, Via.INQUIRY))
        return outcome

    def find_out(self, *, replay: bool = True) -> o.Outcome | None:
        """Ask what became of the open question until that is known, as the host does; None when it never is."""
        for wait in WAITS:
            self.now += wait
            outcome = self.inquire()
            if self.payment.live is None:
                return outcome
            if replay and isinstance(outcome, o.NotFound | o.Unanswered) and self.may_replay():
                outcome = self.ask(self._live().question)
                if not self.doubtful:
                    return outcome
        return None

    def may_replay(self) -> bool:
        """Whether the provider promises that the same question with the same key has one effect now."""
        window = self.subject.described.promise.window(self._live().question)
        since = self.payment.live_since
        return window is not None and since is not None and self.now - since < window

    # ------------------------------------------------------------ getting somewhere

    def approve(self) -> None:
        """The customer opens the mailed link, and the host looks."""
        if self.simulated.handle is not None and self.payment.link:
            self.simulated.handle(httpx.Request("GET", self.payment.link))
        for wait in WAITS:
            self.now += wait
            self.inquire()
            if self.payment.standing is not Standing.AWAITING_CUSTOMER:
                return

    def receive(self, amount: Money | None = None) -> None:
        """Money arrived, and is tied to the payment."""
        self._write(Allocated("remittance-1", amount or self.payment.amount))

    def reach(self, question: Question) -> "Story":
        """Go on until ``question`` may be asked. Raises NotApplicable when the way does not lead there."""
        if question is Question.AUTHORIZE:
            if not isinstance(self.tokenize(), o.Token):
                raise NotApplicable("the good details are not taken: see good-payment")
            return self
        self.promise()
        wanted = {
            Question.SETTLE: (Standing.AUTHORIZED, Standing.AWAITING_FUNDS),
            Question.VOID: (Standing.AUTHORIZED,),
        }.get(question, (Standing.SETTLED,))
        if question in (Question.SETTLE, Question.VOID) and self.payment.standing not in wanted:
            raise NotApplicable(
                f"its payments are never open for {question}: authorize leads to {self.payment.standing}"
            )
        if question in (Question.REFUND, Question.INQUIRE):
            self.take()
        if self.payment.standing not in wanted:
            raise NotApplicable("the good payment does not get so far: see good-payment")
        return self

    def promise(self) -> None:
        """Ask for the money, and wait until it may be taken."""
        self.authorize()
        self.wait()

    def wait(self) -> None:
        """Go on until what was asked for may be taken: the provider decides, the customer approves or pays."""
        if self.doubtful:
            self.find_out()
        if self.stands(Standing.AWAITING_CUSTOMER):
            self.approve()
        if self.stands(Standing.AWAITING_FUNDS):
            self.receive()

    def stands(self, *standings: Standing) -> bool:
        """Whether no question is open, and the payment stands at one of these."""
        return self.payment.live is None and self.payment.standing in standings

    def take(self) -> o.Outcome | None:
        """Take what was promised, and wait until that is known; None where nothing may be taken."""
        outcome = None
        if self.stands(Standing.AUTHORIZED, Standing.AWAITING_FUNDS):
            outcome = self.ask(Question.SETTLE)
            if self.doubtful:
                outcome = self.find_out() or outcome
        return outcome

    # ------------------------------------------------------------ inside

    def _live(self) -> Asked:
        if self.payment.live is None:
            raise NotApplicable("no question is open")
        return self.payment.live

    def answer(self, outcome: o.Outcome, via: Via = Via.HOOK) -> o.Outcome:
        live = self._live()
        if not believable(self.payment, live.question, outcome):
            outcome = o.Unanswered(f"{type(outcome).__name__} is no answer to {live.question}")
        self._write(Answered(live.question, live.key, outcome, via))
        return outcome

    def _write(self, event: Event) -> None:
        entry = Entry(self.payment.id, self.payment.seq + 1, self.now, "kit", event)
        try:
            self.payment = moved_by(self.payment, entry)
        except CheckoutError as error:
            raise NotApplicable(f"the host would not go on here: {error}") from error
        self.entries.append(entry)

    @property
    def doubtful(self) -> bool:
        """Whether a question is open whose answer is not known."""
        return self.payment.doubt is not Doubt.NONE
