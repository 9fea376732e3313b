"""Taking a payment: the method, its own questions in its own words, and one confirmed key press."""

from collections.abc import Mapping

from textual.app import ComposeResult
from textual.widgets import Static

from checkout_tui.desk.views import FieldTrouble, Option, OrderView
from checkout_tui.domain.errors import CheckoutError
from checkout_tui.domain.method import FieldProblem
from checkout_tui.domain.named_money import NamedMoney, told_of
from checkout_tui.domain.order import Contact, OrderLine
from checkout_tui.domain.outside_text import safe
from checkout_tui.domain.payment import Payment
from checkout_tui.domain.reference import shown
from checkout_tui.domain.sentence import N_, Sentence, sentence
from checkout_tui.domain.subscription import each_period
from checkout_tui.tui.payment_words import answer_words, consequence_words
from checkout_tui.tui.screens.base import DeskScreen
from checkout_tui.tui.screens.dialogs import Confirm
from checkout_tui.tui.shown import option_days
from checkout_tui.tui.widgets.questions import Questions
from checkout_tui.tui.widgets.row_list import Column, Row, RowList

CHOOSE = N_(
    "How does the caller want to pay? Enter chooses; the reason stands where a method cannot be used."
)
NO_METHOD = N_(
    "No payment method is ready, so nothing can be paid. F9 says why; the order waits, and F5 shows it again."
)
FILL_IN = N_("Ask in these words. Enter goes to the next answer; the last enter asks for confirmation.")


class PayScreen(DeskScreen):
    """First the method, then its fields if it has any, then one confirmation that names the amount."""

    NAME = "pay"
    TITLE_TEXT = N_("Payment")

    def __init__(self, reference: str, *, change: bool = False, opens_order: bool = False) -> None:
        super().__init__()
        self.reference = reference
        self.change = change
        self._opens_order = opens_order
        self.view: OrderView | None = None
        self.options: tuple[Option, ...] = ()
        self.chosen: Option | None = None
        self._preparing = False
        self._checking = False
        self._check_again = False
        self._unchecked = False
        """Whether the line above the keys says that the answers could not be checked."""

    def body(self) -> ComposeResult:
        yield Static("", id="lead", classes="hint", markup=False)
        yield RowList((Column(18), Column(24), Column()), id="options")
        yield Questions(id="fields")

    def load(self) -> None:
        if self.chosen is None:
            self.ask(
                lambda desk: (desk.orders.view(self.reference), desk.payments.options(self.reference)),
                self._loaded,
                keys_wait=True,
            )

    def _loaded(self, answer: tuple[OrderView, tuple[Option, ...]]) -> None:
        self.view, options = answer
        # What can be used comes first.
        self.options = tuple(sorted(options, key=lambda option: option.why_not is not None))
        self.redraw()
        money = told_of(self.view.money)
        if money is not None:
            self.tell(money, alarm=True)
        if self.chosen is None:
            self.query_one("#options", RowList).focus()

    # ------------------------------------------------------------ drawing

    def draw(self) -> None:
        if self.view is not None:
            order = self.view.order
            title = self.t(N_("Change payment option") if self.change else N_("Payment"))
            who = safe(order.customer.company or order.customer.name, 30)
            self.headline(
                f"{title}  {shown(order.reference)}  {who}", order.total.shown(self.reader.language)
            )
        # A method without questions was chosen from the list, and the list stays while it is asked.
        choosing = self.chosen is None or not self.chosen.method.fields
        self.query_one("#options", RowList).display = choosing
        self._questions.display = not choosing
        self._questions.name_fields(self.reader)
        lead = (
            (CHOOSE if self.options else NO_METHOD if self.view else self.not_here) if choosing else FILL_IN
        )
        self.query_one("#lead", Static).update(self.t(lead))
        rows = []
        for option in self.options:
            title = safe(option.method.title.in_(self.reader.language), 40)
            if option.why_not is not None:
                rows.append(Row(option.method.code, (title, f"✗ {self.say(option.why_not)}", ""), "quiet"))
            else:
                # Without days its own words stand in their place, and once is enough.
                arrives = self._arrives(option) if option.window else ""
                rows.append(Row(option.method.code, (title, option_days(option, self.reader), arrives)))
        self.query_one("#options", RowList).show(rows)

    def _arrives(self, option: Option) -> str:
        return safe(option.method.arrives.in_(self.reader.language), 80)

    # ------------------------------------------------------------ choosing

    async def on_row_list_opened(self, event: RowList.Opened) -> None:
        if self._asks:
            # By the method that is being asked, or by none.
            return
        option = next(option for option in self.options if option.method.code == event.key)
        if option.why_not is not None:
            self.tell(option.why_not, alarm=True)
            return
        self.tell(None)
        await self.choose(option)

    async def choose(self, option: Option) -> None:
        """Ask what this method asks; where it asks nothing, straight on to the confirmation."""
        self.chosen = option
        order = self.view.order if self.view is not None else None
        customer, language = (order.customer, order.language) if order else (Contact(), self.reader.language)
        self.redraw()
        await self._questions.put(option.method.fields, customer, language, self.reader)
        if option.method.fields:
            self._say_again()
        else:
            self._confirm()

    @property
    def _questions(self) -> Questions:
        return self.query_one("#fields", Questions)

    def _say_again(self) -> None:
        """Put what is known by now into what is said: the amount, the day, the answers so far."""
        if self.chosen is None or not self._questions.say_facts:
            return
        code, details = self.chosen.method.code, self._questions.details
        self.ask(
            lambda desk: desk.payments.scripts(self.reference, code, details),
            self._said,
            group="script",
            exclusive=True,
        )

    def _said(self, scripts: Mapping[str, str]) -> None:
        if self.chosen is not None:
            self._questions.say(scripts)

    def action_back_to_methods(self) -> None:
        self._questions.forget()
        # What is said and what is wrong was about the answers to this method's questions.
        self.drop("typing")
        self.drop("script")
        self._checking = self._check_again = False
        self.chosen = None
        self.redraw()
        self.query_one("#options", RowList).focus()

    # ------------------------------------------------------------ typing

    def on_questions_changed(self, event: Questions.Changed) -> None:
        self._check()

    def on_questions_answered(self, event: Questions.Answered) -> None:
        self._confirm()

    def _check(self) -> None:
        """Ask what is wrong with the answers so far; the newest answers win."""
        if self.chosen is None:
            return
        if self._checking:
            self._check_again = True
            return
        self._checking = True
        code, details = self.chosen.method.code, self._questions.details
        self.ask(
            lambda desk: desk.payments.check(code, details),
            self._checked,
            failed=self._not_checked,
            group="typing",
        )

    def _not_checked(self, error: CheckoutError) -> None:
        self._checking, self._unchecked = False, True
        self.refuse(error)

    def _checked(self, problems: tuple[FieldProblem, ...]) -> None:
        self._checking = False
        if self._unchecked:
            self._unchecked = False
            self.tell(None)
        self._questions.judge(problems, self.reader)
        self._say_again()
        if self._check_again:
            self._check_again = False
            self._check()

    # ------------------------------------------------------------ asking once

    @property
    def _asks(self) -> bool:
        """Whether the key of a question is being fixed, or the other side is being asked."""
        return self._preparing or self.under_way

    def _confirm(self) -> None:
        """The key of the question is fixed and stored as the confirmation opens (rule 2)."""
        option = self.chosen
        if option is None or self._asks:
            return
        self._preparing = True
        code, details = option.method.code, self._questions.details
        self.ask(
            # What is missing is asked for now: once the number is sent it is forgotten here.
            lambda desk: (
                desk.payments.trouble(code, details)
                or desk.payments.prepare(self.reference, code, self.operator),
                desk.inbox.naming(self.reference),
            ),
            self._prepared,
            failed=self._not_prepared,
            leads_on=True,
        )

    def _prepared(self, answer: tuple[Payment | FieldTrouble, tuple[NamedMoney, ...]]) -> None:
        self._preparing = False
        prepared, money = answer
        option = self.chosen
        if option is None:
            return
        if isinstance(prepared, FieldTrouble):
            self._correct(prepared)
            return
        self.in_front(lambda: self._ask_to_confirm(prepared, option, told_of(money)))

    def _correct(self, trouble: FieldTrouble) -> None:
        """Back to the answer that is missing or wrong; the others stay."""
        self.tell(trouble.says, alarm=True)
        self._questions.focus_on(trouble.field)

    def _ask_to_confirm(self, payment: Payment, option: Option, money: Sentence | None) -> None:
        title = self.t(N_("{amount} by {method}?"), amount=payment.amount, method=option.method.title)
        consequence = self.say(consequence_words(option, payment.amount))
        lines = [*self._about_the_order(), consequence]
        if money is not None:
            lines.insert(0, f"‼ {self.say(money)}")
        if self.change:
            lines.append(
                self.t(N_("The earlier attempt is given up; money that still comes by it is not lost."))
            )

        def answered(yes: bool | None) -> None:
            if yes:
                self._pay(payment)
            elif not option.method.fields:
                self.action_back_to_methods()

        confirm = Confirm(self.reader, title, tuple(lines), alarm=money is not None)
        self.app.push_screen(confirm, answered)

    def _about_the_order(self) -> list[str]:
        """What is paid for, and where its mail goes: the last look before it is done."""
        if self.view is None:
            return []
        order = self.view.order
        lines = [self._line(line) for line in order.lines]
        return [*lines, self.t(N_("Mail goes to {email}."), email=order.customer.email), ""]

    def _line(self, line: OrderLine) -> str:
        what = f"{line.quantity} × {safe(line.title, 60)}"
        return f"{what}  ↻ {each_period(line.months).in_(self.reader.language)}" if line.renews else what

    def _pay(self, payment: Payment) -> None:
        """Ask the other side; whoever waits for it here sees the order next."""
        details, operator = self._questions.details, self.operator
        self._questions.forget()
        self.begin_once(
            sentence(N_("Payment of order {reference}"), reference=shown(self.reference)),
            lambda desk: desk.payments.authorize(payment.id, details, operator),
            says=answer_words,
            opens=self._open_order,
            then=self._paid,
            meanwhile=N_("Asking…"),
        )

    def _paid(self, payment: Payment) -> None:
        self.checkout.running.send_mail()
        self.in_front(self._close)

    def _close(self) -> None:
        """Make way for the order: only itself, and so only once it is in front."""
        self.checkout.running.seen(self._work)
        self.app.pop_screen()
        if self._opens_order:
            self._open_order()

    def _open_order(self) -> None:
        from checkout_tui.tui.screens.order import OrderScreen  # noqa: PLC0415 - they open each other

        self.app.push_screen(OrderScreen(self.reference, result=True))

    def _not_prepared(self, error: CheckoutError) -> None:
        self._preparing = False
        self.not_done(error)

    def not_done(self, error: CheckoutError) -> None:
        self.refuse(error)
        if self._questions.fields:
            self._questions.focus_first()
        else:
            self.action_back_to_methods()
