"""One order on one screen: what is owed, what may be said, everything that happened, and what can be done."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Static

from checkout_tui.desk.views import OrderLetter, OrderView
from checkout_tui.domain.history import called
from checkout_tui.domain.inbox import Folder
from checkout_tui.domain.letter import Mail, mail_words
from checkout_tui.domain.named_money import told_of
from checkout_tui.domain.order import acted_on, state_words
from checkout_tui.domain.outside_text import safe
from checkout_tui.domain.payment import Payment
from checkout_tui.domain.reference import shown, spelled
from checkout_tui.domain.sentence import N_, Sentence, sentence
from checkout_tui.domain.trace import Exchange
from checkout_tui.tui.order_panels import OrderPanels
from checkout_tui.tui.payment_words import answer_words
from checkout_tui.tui.screens.base import DeskScreen
from checkout_tui.tui.screens.dialogs import Ask, Confirm, Tell

if TYPE_CHECKING:
    from checkout_tui.desk import Desk

WIDE, HIGH = 110, 36
"""From this size on there is room for what can be done, with the reasons; below it is a screen of its own."""


class OrderScreen(DeskScreen):
    """What an operator needs while the caller talks about this order."""

    NAME = "order"
    TITLE_TEXT = N_("Order")

    def __init__(self, reference: str, *, result: bool = False) -> None:
        super().__init__()
        self.reference = reference
        self._result = result
        self.view: OrderView | None = None

    def body(self) -> ComposeResult:
        yield Static("", id="warning", markup=False)
        with Horizontal(id="upper"):
            with VerticalScroll(id="owed", classes="panel"):
                yield Static("", id="owed-lines", markup=False)
            with VerticalScroll(id="say", classes="panel"):
                yield Static("", id="say-lines", markup=False)
        with Horizontal(id="lower"):
            with VerticalScroll(id="timeline", classes="panel"):
                yield Static("", id="timeline-lines", markup=False)
            with VerticalScroll(id="doable", classes="panel"):
                yield Static("", id="doable-lines", markup=False)

    def load(self) -> None:
        self.checkout.running.seen(self._work)

        def view(desk: "Desk") -> OrderView:
            desk.calls.opened(self.reference, self.operator)
            return desk.orders.view(self.reference)

        self.ask(view, self._loaded, group="view", exclusive=True, keys_wait=self.view is None)

    def _loaded(self, view: OrderView) -> None:
        self.view = view
        self.redraw()
        if self._result:
            # The order was taken just now: what was mailed is the result.
            self._result = False
            if view.mails:
                self.action_letter()

    # ------------------------------------------------------------ drawing

    def draw(self) -> None:
        view = self.view
        self.query_one("#warning", Static).display = False
        if view is None:
            self.query_one("#owed-lines", Static).update(self.t(self.not_here))
            return
        state = safe(state_words(view.state).say(self.reader), 40).upper()
        customer = view.order.customer
        who = safe(customer.company or customer.name, 30)
        self.headline(
            f"{shown(view.order.reference)}  {who}  {safe(customer.email, 34)}  {view.order.language.upper()}",
            state,
        )
        warnings = [said for said in (view.warning, *view.privacy, told_of(view.money)) if said is not None]
        if warnings:
            warning = self.query_one("#warning", Static)
            warning.update("\n".join(f"‼ {self.say(said)}" for said in warnings))
            warning.display = True
        self.query_one("#owed", VerticalScroll).border_title = self.t(N_("owed"))
        self.query_one("#say", VerticalScroll).border_title = self.t(N_("may be said"))
        self.query_one("#timeline", VerticalScroll).border_title = self.t(N_("what happened"))
        panels = OrderPanels(view, self.reader)
        self.query_one("#owed-lines", Static).update("\n".join(panels.owed()))
        self.query_one("#say-lines", Static).update(panels.said())
        self.query_one("#timeline-lines", Static).update(panels.happened())
        doable = self.query_one("#doable", VerticalScroll)
        doable.display = self.size.width >= WIDE and self.size.height >= HIGH
        doable.border_title = self.t(N_("what can be done"))
        self.query_one("#doable-lines", Static).update(panels.doable(self.impossible()))

    # ------------------------------------------------------------ what can be done

    def impossible(self) -> Mapping[str, str]:
        if self.view is None:
            return self.not_yet()
        return {
            code: self.say(action.why_not) for code, action in self.view.actions.items() if action.why_not
        }

    def action_pay(self) -> None:
        if self.possible("pay"):
            self._pay(change=False)

    def action_change(self) -> None:
        if self.possible("change"):
            self._pay(change=True)

    def _pay(self, *, change: bool) -> None:
        from checkout_tui.tui.screens.pay import PayScreen  # noqa: PLC0415 - loaded when money is taken

        self.app.push_screen(PayScreen(self.reference, change=change))

    def action_inquire(self) -> None:
        payment = self._current()
        if payment is not None and self.possible("inquire"):
            self._once(
                N_("Asking the provider…"), lambda desk: desk.payments.inquire(payment.id, self.operator)
            )

    def action_settle(self) -> None:
        payment = self._current()
        if payment is None or not self.possible("settle"):
            return
        self._confirm(
            self.t(N_("Take {amount}?"), amount=payment.amount),
            (self.t(N_("What was authorized is taken now.")),),
            lambda: self._once(
                N_("Asking the provider…"), lambda desk: desk.payments.settle(payment.id, self.operator)
            ),
        )

    def action_hold(self) -> None:
        payment = self._current()
        if payment is None or not self.possible("hold"):
            return
        self._confirm(
            self.t(N_("Hold {amount} anew?"), amount=payment.amount),
            (self.t(N_("Nothing is taken. The customer may see the amount held twice for some days.")),),
            lambda: self._once(
                N_("Asking the provider…"), lambda desk: desk.payments.hold(payment.id, self.operator)
            ),
        )

    def action_present(self) -> None:
        payment = self._current()
        if payment is None or not self.possible("present"):
            return
        self._confirm(
            self.t(N_("Present {amount} again?"), amount=payment.amount),
            (
                self.t(N_("The same account is debited once more; a mail says so before anything is taken.")),
                self.t(
                    N_(
                        "It can come back again, for a fee of the bank: ask the caller whether the money is there."
                    )
                ),
            ),
            lambda: self._once(
                N_("Asking the provider…"),
                lambda desk: desk.payments.present_again(payment.id, self.operator),
            ),
        )

    def action_short(self) -> None:
        payment = self._current()
        if payment is None or not self.possible("short"):
            return
        self._confirm(
            self.t(N_("Bear {amount} as bank charges?"), amount=payment.due),
            (
                self.t(
                    N_("It is written down as a fee. The order is paid then: receipt and invoice are mailed.")
                ),
            ),
            lambda: self._once(
                N_("Writing it down…"),
                lambda desk: desk.remittances.accept_short(payment.id, self.operator),
            ),
        )

    def action_void(self) -> None:
        payment = self._current()
        if payment is None or not self.possible("void"):
            return
        self._confirm(
            self.t(N_("Release the authorization of {amount}?"), amount=payment.amount),
            (self.t(N_("Nothing is taken, and the customer can use the money again.")),),
            lambda: self._once(
                N_("Asking the provider…"), lambda desk: desk.payments.void(payment.id, self.operator)
            ),
        )

    def action_resolve(self) -> None:
        from checkout_tui.tui.screens.resolve import ResolveScreen  # noqa: PLC0415 - rarely needed

        payment = self._current()
        if payment is None or not self.possible("resolve") or payment.live is None or not self.may_begin():
            return
        question = sentence(
            N_("{question} of {amount}: asked {when} by {who}, and not answered."),
            question=called(payment.live.question),
            amount=payment.live.amount,
            when=payment.live_since or "",
            who=payment.live_by,
        )

        def decided(answer: tuple[bool, str] | None) -> None:
            if answer is not None:
                happened, evidence = answer
                self._once(
                    N_("Writing it down…"),
                    lambda desk: desk.payments.resolve(payment.id, happened, evidence, self.operator),
                )

        self.app.push_screen(ResolveScreen(question, self.reader), decided)

    def action_trace(self) -> None:
        from checkout_tui.tui.screens.trace import TraceScreen  # noqa: PLC0415 - rarely needed

        def heard(found: tuple[Exchange, ...]) -> None:
            self.in_front(lambda: self.app.push_screen(TraceScreen(self.reference, found, self.reader)))

        self.ask(lambda desk: desk.payments.conversation(self.reference), heard)

    def action_resend(self) -> None:
        if self.view is None or not self.possible("resend"):
            return
        mail = self.view.mails[-1]

        def sent(again: Mail) -> None:
            self.tell(sentence(N_("“{subject}” is on its way to {to}."), subject=again.subject, to=again.to))
            self.send_mail()

        self.ask(lambda desk: desk.mail.resend(mail.id, self.operator), sent)

    def action_email(self) -> None:
        if self.view is None:
            return

        def corrected(email: str | None) -> None:
            if email is not None:
                self.ask(
                    lambda desk: desk.mail.put_right(self.reference, email, self.operator),
                    lambda again: self._put_right(email, again),
                )

        ask = Ask(
            self.reader,
            self.t(N_("E-mail address")),
            (self.t(N_("Ask the caller to spell it. What did not arrive is sent again there at once.")),),
            self.view.order.customer.email,
        )
        self.app.push_screen(ask, corrected)

    def _put_right(self, email: str, again: tuple[Mail, ...]) -> None:
        said = N_("Mail goes to {email} from now on.")
        if again:
            said = N_("Mail goes to {email} from now on; sent again: {mails}.")
        titles = ", ".join(self.say(mail_words(mail.kind)) for mail in again)
        self._done(sentence(said, email=email, mails=titles))
        self.send_mail()

    def action_cancel(self) -> None:
        if self.view is None or not self.possible("cancel"):
            return
        self._confirm(
            self.t(N_("Cancel order {reference}?"), reference=shown(self.reference)),
            (
                self.t(
                    N_("Nothing was taken, and nothing is given back. The customer gets a cancellation mail.")
                ),
                self.t(N_("Money that still arrives for it waits in the money inbox.")),
            ),
            lambda: self.ask(lambda desk: desk.orders.cancel(self.reference, self.operator), self._cancelled),
            alarm=True,
        )

    def action_refund(self) -> None:
        from checkout_tui.tui.screens.refund import RefundScreen  # noqa: PLC0415 - loaded when money goes back

        if self.view is not None and self.possible("refund"):
            self.app.push_screen(RefundScreen(self.reference))

    def action_where(self) -> None:
        """“I have not received my product” (R-040 to R-045): what this order points to comes first."""
        if self.view is None:
            return
        quotes = ("« ", " »") if self.view.order.language.startswith("fr") else ("“", "”")
        lines = []
        if not any(possible.likely for possible in self.view.triage):
            lines.append(
                self.t(N_("This order points to none of these: say what may be said where it stands."))
            )
        for possible in self.view.triage:
            mark = self.t(N_("● likely:")) if possible.likely else "○"
            lines.append(f"{mark} {self.say(possible.called)}")
            lines += [f"   {quotes[0]}{safe(said, 600)}{quotes[1]}" for said in possible.say]
        self._to_read(self.t(N_("The product has not come: why?")), *lines)

    def action_letter(self) -> None:
        """The latest mail, word for word: after a payment this is the result (R-005)."""
        if self.possible("resend"):
            self.ask(
                lambda desk: desk.mail.latest(self.reference),
                self._show_letter,
                group="letter",
                keys_wait=True,
            )

    def _show_letter(self, written: OrderLetter | None) -> None:
        from checkout_tui.tui.screens.letter import LetterScreen  # noqa: PLC0415 - loaded with the first mail read

        if written is not None:
            self.in_front(lambda: self.app.push_screen(LetterScreen(written, self.reader)))

    def action_papers(self) -> None:
        from checkout_tui.tui.screens.papers import PapersScreen  # noqa: PLC0415 - loaded when wanted

        self.app.push_screen(PapersScreen(self.reference))

    def action_doable(self) -> None:
        """Everything that this screen can do, each with its reason when it cannot; enter does it."""
        from checkout_tui.tui.screens.doable import DoableScreen  # noqa: PLC0415 - loaded when wanted

        def chosen(code: str | None) -> None:
            if code is not None:
                self.call_later(getattr(self, f"action_{code}"))

        if self.view is not None:
            self.app.push_screen(DoableScreen(self.NAME, self.impossible(), self.reader), chosen)

    def action_again(self) -> None:
        self.ask(
            lambda desk: desk.orders.again(self.reference, self.operator),
            lambda draft: self.in_front(lambda: self.checkout.take_up(draft)),
            keys_wait=True,
        )

    def action_subscription(self) -> None:
        from checkout_tui.tui.screens.subscription import SubscriptionScreen  # noqa: PLC0415 - loaded when wanted

        if self.view is not None and self.possible("subscription"):
            self.app.push_screen(SubscriptionScreen(self.reference))

    def action_to_money(self) -> None:
        """The money inbox, looking for what speaks of this order."""
        if self.view is not None and self.possible("to_money"):
            parked = all(money.remittance.parked for money in self.view.money)
            self.checkout.show_money(shown(self.reference), Folder.PARKED if parked else Folder.OPEN)

    def action_spell(self) -> None:
        language = self.view.order.language if self.view else self.reader.language
        self._to_read(shown(self.reference), spelled(self.reference, language))

    def _to_read(self, title: str, *lines: str) -> None:
        leads_back = self.t(N_("esc: to the order     arrows: read on"))
        self.app.push_screen(Tell(title, lines, leads_back))

    # ------------------------------------------------------------ inside

    def _current(self) -> Payment | None:
        if self.view is None or not self.view.payments:
            return None
        return acted_on(tuple(view.payment for view in self.view.payments))

    def _confirm(self, title: str, lines: tuple[str, ...], then: "object", *, alarm: bool = False) -> None:
        def answered(yes: bool | None) -> None:
            if yes and callable(then):
                then()

        if self.may_begin():
            self.app.push_screen(Confirm(self.reader, title, lines, alarm=alarm), answered)

    def _once(self, meanwhile: str, work: "Callable[[Desk], Payment]") -> None:
        """Ask something of the outside, or write down what became of it."""
        app, reference = self.checkout, self.reference
        self.begin_once(
            sentence(N_("Payment of order {reference}"), reference=shown(reference)),
            work,
            says=answer_words,
            opens=lambda: app.push_screen(OrderScreen(reference)),
            then=self._answered,
            meanwhile=meanwhile,
        )

    def _answered(self, payment: Payment) -> None:
        if self.stands:
            self._done(answer_words(payment))
        self.send_mail()

    def _cancelled(self, view: OrderView) -> None:
        # What was looked up while it was cancelled may show it as it was before.
        self.drop("view")
        self._loaded(view)
        self.tell(sentence(N_("The order is cancelled; a mail says so.")))
        self.send_mail()

    def _done(self, told: Sentence) -> None:
        self.tell(told)
        self.load()
