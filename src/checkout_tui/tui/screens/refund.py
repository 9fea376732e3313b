"""A refund: facts checked with the caller, a reason, what it brings, a code read back, done once (R-034 to R-039d)."""

from collections.abc import Callable, Mapping
from itertools import zip_longest
from typing import TYPE_CHECKING, TypeVar

from attrs import evolve
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from checkout_tui.desk.views import RefundView
from checkout_tui.domain.errors import CheckoutError
from checkout_tui.domain.letter import Mail
from checkout_tui.domain.money import Money
from checkout_tui.domain.outside_text import safe
from checkout_tui.domain.payment import Payment
from checkout_tui.domain.reference import shown
from checkout_tui.domain.refund import (
    NEEDS_PERSON,
    OPEN,
    Fact,
    RefundKind,
    RefundReason,
    RefundRequest,
    RefundState,
    Wanted,
    refund_words,
)
from checkout_tui.domain.sentence import N_, Sentence, sentence
from checkout_tui.tui.screens.base import DeskScreen
from checkout_tui.tui.screens.dialogs import Ask, Confirm
from checkout_tui.tui.widgets.difference_table import difference_table

if TYPE_CHECKING:
    from checkout_tui.desk import Desk

T = TypeVar("T")

REASONS = tuple(RefundReason)
REASONS_WIDTH = 48
"""What the form is wide, without its frame and its bar."""
_KEYS = {Fact.SELLER: "a", Fact.DATE: "b", Fact.METHOD: "c"}
WRITES, ASKS = N_("Writing it down…"), N_("Asking the provider…")
_NOT_NOW = N_("no code is waited for")
_NO_REQUEST = N_("nothing was asked for yet")
_UNDER_WAY = N_("a refund is under way")
_NOBODY = N_("no refund waits for a person")


class RefundScreen(DeskScreen):
    """Filled in while the caller talks; enter goes on, and the second press of it does nothing twice."""

    NAME = "refund"
    TITLE_TEXT = N_("Refund")

    def __init__(self, reference: str) -> None:
        super().__init__()
        self.reference = reference
        self.wanted = Wanted()
        self.view: RefundView | None = None
        self._demo_code = ""

    def body(self) -> ComposeResult:
        with Horizontal(id="refund-upper"):
            with VerticalScroll(id="refund-form", classes="panel"):
                yield Static("", id="refund-lines", markup=False)
            with VerticalScroll(id="refund-say", classes="panel"):
                yield Static("", id="refund-said", markup=False)
        yield Static("", id="refund-table", markup=False)

    def load(self) -> None:
        self.checkout.running.seen(self._work)
        wanted = self.wanted

        def look(desk: "Desk") -> tuple[RefundView, str]:
            view = desk.refunds.view(self.reference, wanted, self.operator)
            waits = view.request is not None and view.request.state is RefundState.WAITING
            return view, desk.demo_world.reads_out(self.reference) if desk.demo and waits else ""

        self.ask(look, self._loaded, group="view", exclusive=True, keys_wait=True)

    def _loaded(self, answer: tuple[RefundView, str]) -> None:
        self.view, self._demo_code = answer
        self.redraw()

    # ------------------------------------------------------------ drawing

    def draw(self) -> None:
        view = self.view
        if view is None:
            self.query_one("#refund-lines", Static).update(self.t(self.not_here))
            return
        customer = view.order.customer
        who = safe(customer.company or customer.name, 30)
        request = self._request
        state = self.say(refund_words(request.state)) if request else ""
        title = self.t(N_("Refund"))
        self.headline(f"{title}  {shown(view.order.reference)}  {who}", state.upper())
        form = self.query_one("#refund-form", VerticalScroll)
        form.border_title = (
            self.t(N_("check with the caller")) if request is None else self.t(N_("asked for"))
        )
        self.query_one("#refund-say", VerticalScroll).border_title = self.t(N_("may be said"))
        lines = self._form(view) if request is None else self._asked(view, request)
        self.query_one("#refund-lines", Static).update("\n".join(lines))
        self.query_one("#refund-said", Static).update(self._said(view))
        table = difference_table(view.differences, self.reader)
        self.query_one("#refund-table", Static).update(table)

    def _form(self, view: RefundView) -> list[str]:
        lines = []
        for fact, says in view.facts:
            mark = "✓" if fact in self.wanted.facts else " "
            lines.append(f"{_KEYS[fact]} [{mark}] {self.say(says)}")
        kinds, why = [], None
        for choice in view.choices:
            chosen = choice.kind is self.wanted.kind
            why = choice.why_not if chosen else why
            amount = f" {choice.amount.shown(self.reader.language)}" if chosen and choice.amount.minor else ""
            kinds.append(f"{'●' if chosen else '○'} {self.say(refund_words(choice.kind))}{amount}")
        lines.append(f"k {'  '.join(kinds)}")
        if why is not None:
            lines.append(f"  ✗ {self.say(why)}")
        if view.order.renews and self.wanted.kind is RefundKind.FULL:
            mark = "✓" if self.wanted.ends_subscription else " "
            lines.append(f"u [{mark}] " + self.t(N_("the subscription ends")))
        lines.append(self.t(N_("Why? A number:")))
        lines += self._reasons(view.reasons)
        if view.why_not is not None:
            lines.append(f"✗ {self.say(view.why_not)}")
        return lines

    def _reasons(self, reasons: tuple[RefundReason, ...]) -> list[str]:
        """Two beside each other where they fit, so that all are seen at once."""
        entries = [
            f"{number} {'●' if reason is self.wanted.reason else '○'} {self.say(refund_words(reason))}"
            for number, reason in enumerate(reasons, start=1)
        ]
        half = (len(entries) + 1) // 2
        width = max(len(entry) for entry in entries[:half])
        if width + 2 + max(len(entry) for entry in entries[half:]) > REASONS_WIDTH:
            return entries
        return [
            f"{left:<{width}}  {right}"
            for left, right in zip_longest(entries[:half], entries[half:], fillvalue="")
        ]

    def _asked(self, view: RefundView, request: RefundRequest) -> list[str]:
        lines = [
            self.t(N_("{what}: {state}"), what=refund_words(request.kind), state=request.amount),
            self.t(N_("reason: {reason}"), reason=refund_words(request.reason)),
            self.t(N_("asked for by {who}, {when}"), who=request.asked_by, when=request.asked_at),
        ]
        if request.note:
            lines.append(self.t(N_("note: {text}"), text=safe(request.note, 200)))
        if request.state is RefundState.WAITING:
            lines += [
                "",
                self.t(N_("enter: type the code that the caller reads from the mail")),
                self.t(N_("good until {when}"), when=request.expires_at),
                self.t(N_("tries left: {count}"), count=view.tries_left),
            ]
            if self._demo_code:
                lines.append(self.t(N_("demonstration: the caller reads {code}"), code=self._demo_code))
        return lines

    def _said(self, view: RefundView) -> Content:
        quotes = ("« ", " »") if view.order.language.startswith("fr") else ("“", "”")
        parts: list[str | tuple[str, str]] = []
        for line in view.say:
            parts += [f"{quotes[0]}{safe(line, 600)}{quotes[1]}", "\n"]
        for never in view.never:
            parts += [(f"✗ {self.say(never)}", "dim"), "\n"]
        return Content.assemble(*parts[:-1])

    # ------------------------------------------------------------ what can be done

    @property
    def _request(self) -> RefundRequest | None:
        """The request that is open or waits for a person; the form is for a new one otherwise."""
        request = self.view.request if self.view else None
        return request if request is not None and request.state in OPEN | NEEDS_PERSON else None

    def impossible(self) -> Mapping[str, str]:
        view, request = self.view, self._request
        if view is None:
            return self.not_yet()
        state = request.state if request else None
        no = dict.fromkeys(("check_seller", "check_date", "check_method", "kind", "refer"), _UNDER_WAY)
        if request is None or state is RefundState.REFERRED:
            no = {}
        if self.wanted.kind is not RefundKind.PARTIAL:
            no["amount"] = N_("everything goes back: choose a part first (k)")
        if not view.order.renews:
            no["keep_on"] = N_("there is no subscription in this order")
        if state is not RefundState.WAITING:
            no["new_code"] = _NOT_NOW
        if state not in (RefundState.WAITING, RefundState.SCHEDULED):
            no["withdraw"] = _NO_REQUEST
        if not view.can_void:
            no["release"] = N_("nothing is only authorized")
        if state is not RefundState.REFUSED:
            no["again"] = _NOBODY
        if state not in NEEDS_PERSON:
            no["handled"] = _NOBODY
        if state in (RefundState.SCHEDULED, RefundState.GRANTED, RefundState.REFUSED):
            no["go_on"] = _UNDER_WAY
        said = {code: self.t(text) for code, text in no.items()}
        if request is None and view.why_not is not None:
            said["go_on"] = self.say(view.why_not)
        return said

    def on_key(self, event: events.Key) -> None:
        if event.character and event.character.isdigit() and 1 <= int(event.character) <= len(REASONS):
            self._want(evolve(self.wanted, reason=REASONS[int(event.character) - 1]))

    def action_check_seller(self) -> None:
        self._check(Fact.SELLER, "check_seller")

    def action_check_date(self) -> None:
        self._check(Fact.DATE, "check_date")

    def action_check_method(self) -> None:
        self._check(Fact.METHOD, "check_method")

    def _check(self, fact: Fact, code: str) -> None:
        if self.possible(code):
            self._want(evolve(self.wanted, facts=self.wanted.facts ^ {fact}))

    def action_kind(self) -> None:
        if self.possible("kind"):
            kinds = tuple(RefundKind)
            kind = kinds[(kinds.index(self.wanted.kind) + 1) % len(kinds)]
            self._want(evolve(self.wanted, kind=kind, amount=None, note=""))

    def action_keep_on(self) -> None:
        if self.possible("keep_on"):
            self._want(evolve(self.wanted, ends_subscription=not self.wanted.ends_subscription))

    def action_amount(self) -> None:
        if self.possible("amount"):
            self._ask_amount(lambda: None)

    def action_go_on(self) -> None:
        view, request = self.view, self._request
        if view is None or not self.possible("go_on") or not self.may_begin():
            return
        if request is not None and request.state is RefundState.WAITING:
            self._ask_code()
        elif self.wanted.kind is RefundKind.PARTIAL and self.wanted.amount is None:
            self._ask_amount(self._send)
        elif self.wanted.kind is RefundKind.TAX and not self.wanted.note:
            self._ask_note(self._send)
        else:
            self._send()

    def action_refer(self) -> None:
        if self.possible("refer"):
            wanted = self.wanted
            self._once(lambda desk: desk.refunds.refer(self.reference, wanted, self.operator), _moved_on)

    def action_new_code(self) -> None:
        if self.possible("new_code"):
            self._once(lambda desk: desk.refunds.new_code(self.reference, self.operator), _mailed)

    def action_withdraw(self) -> None:
        if self.possible("withdraw"):
            self._once(lambda desk: desk.refunds.withdraw(self.reference, self.operator), _moved_on)

    def action_again(self) -> None:
        if self.possible("again"):
            self._once(lambda desk: desk.refunds.again(self.reference, self.operator), _moved_on, ASKS)

    def action_handled(self) -> None:
        if not self.possible("handled") or not self.may_begin():
            return

        def written(how: str | None) -> None:
            if how is not None:
                self._once(lambda desk: desk.refunds.close(self.reference, how, self.operator), _moved_on)

        lines = (self.t(N_("A transfer’s reference, or who decided what.")),)
        self.app.push_screen(Ask(self.reader, self.t(N_("How was it dealt with?")), lines), written)

    def action_release(self) -> None:
        payment = self.view.payment.payment if self.view and self.view.payment else None
        if payment is None or not self.possible("release") or not self.may_begin():
            return

        def answered(yes: bool | None) -> None:
            if yes:
                self._once(lambda desk: desk.payments.void(payment.id, self.operator), _released, ASKS)

        title = self.t(N_("Release the authorization of {amount}?"), amount=payment.amount)
        lines = (self.t(N_("Nothing is taken, and the customer can use the money again.")),)
        self.app.push_screen(Confirm(self.reader, title, lines), answered)

    # ------------------------------------------------------------ inside

    def _want(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self.redraw()
        self.load()

    def _ask_amount(self, then: "object") -> None:
        def typed(text: str | None) -> None:
            if text is None or self.view is None:
                return
            try:
                amount = Money.parse(text, self.view.order.currency)
            except CheckoutError as error:
                self.refuse(error)
                return
            self._want(evolve(self.wanted, amount=amount))
            if callable(then):
                then()

        lines = (self.t(N_("In the currency of the order; never more than is here.")),)
        self.app.push_screen(Ask(self.reader, self.t(N_("How much goes back?")), lines), typed)

    def _ask_note(self, then: "object") -> None:
        def typed(text: str | None) -> None:
            if text is not None:
                self._want(evolve(self.wanted, note=text))
                if callable(then):
                    then()

        lines = (self.t(N_("The tax is given back because of it (R-090).")),)
        self.app.push_screen(Ask(self.reader, self.t(N_("The exemption’s number?")), lines), typed)

    def _ask_code(self) -> None:
        def typed(code: str | None) -> None:
            if code is not None:
                self._once(
                    lambda desk: desk.refunds.confirm(self.reference, code, self.operator), _moved_on, ASKS
                )

        lines = (self.t(N_("The caller reads it from the mail; spaces and dashes do not matter.")),)
        self.app.push_screen(Ask(self.reader, self.t(N_("The code from the mail?")), lines), typed)

    def _send(self) -> None:
        wanted = self.wanted
        self._once(lambda desk: desk.refunds.request(self.reference, wanted, self.operator), _sent)

    def _once(
        self, work: "Callable[[Desk], T]", says: "Callable[[T], Sentence]", meanwhile: str = WRITES
    ) -> None:
        """One step of the refund, which may move money."""
        from checkout_tui.tui.screens.order import OrderScreen  # noqa: PLC0415 - the order screen opens this one

        app, reference = self.checkout, self.reference
        self.begin_once(
            sentence(N_("Refund of order {reference}"), reference=shown(reference)),
            work,
            says=says,
            opens=lambda: app.push_screen(OrderScreen(reference)),
            then=lambda answer: self._done(says(answer)),
            meanwhile=meanwhile,
        )

    def _done(self, says: Sentence) -> None:
        if self.stands:
            self.tell(says)
            self.load()
        self.send_mail()


def _sent(request: RefundRequest) -> Sentence:
    return sentence(N_("A code is on its way to the customer. No money moves before it is read back."))


def _mailed(mail: Mail) -> Sentence:
    return sentence(N_("“{subject}” is on its way to {to}."), subject=mail.subject, to=mail.to)


def _moved_on(request: RefundRequest) -> Sentence:
    return sentence(N_("Refund: {state}."), state=refund_words(request.state))


def _released(payment: Payment) -> Sentence:
    return sentence(N_("Released: nothing was taken."))
