"""Taking a payment: the method, its own questions in its own words, and one confirmed key press."""

from collections.abc import Mapping

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from checkout_tui.desk.views import FieldTrouble, Option, OrderView
from checkout_tui.domain.errors import CheckoutError
from checkout_tui.domain.method import Field, FieldKind, FieldProblem
from checkout_tui.domain.named_money import NamedMoney, told_of
from checkout_tui.domain.order import Contact, OrderLine
from checkout_tui.domain.outside_text import looks_like_card_number, safe
from checkout_tui.domain.payment import Payment
from checkout_tui.domain.reference import shown
from checkout_tui.domain.secret import Details, Secret
from checkout_tui.domain.sentence import N_, Sentence, sentence
from checkout_tui.domain.subscription import each_period
from checkout_tui.tui.payment_words import answer_words, consequence_words
from checkout_tui.tui.screens.base import DeskScreen
from checkout_tui.tui.screens.dialogs import Confirm
from checkout_tui.tui.shown import option_days
from checkout_tui.tui.widgets.card_field import CardField
from checkout_tui.tui.widgets.row_list import Column, Row, RowList
from checkout_tui.tui.widgets.text_field import TextField

CHOOSE = N_(
    "How does the caller want to pay? Enter chooses; the reason stands where a method cannot be used."
)
NO_METHOD = N_(
    "No payment method is ready, so nothing can be paid. F9 says why; the order waits, and F5 shows it again."
)
FILL_IN = N_("Ask in these words. Enter goes to the next answer; the last enter asks for confirmation.")
CARD_IN_TEXT = N_("This looks like a card number: it may only be typed in the card field.")


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
        self._problems: dict[str, str] = {}
        self._noted: dict[str, str] = {}
        self._scripts: Mapping[str, str] = {}
        self._preparing = False
        self._checking = False
        self._check_again = False
        self._unchecked = False
        """Whether the line above the keys says that the answers could not be checked."""

    def body(self) -> ComposeResult:
        yield Static("", id="lead", classes="hint", markup=False)
        yield RowList((Column(14), Column(30), Column()), id="options")
        yield VerticalScroll(id="fields")

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
        self.query_one("#fields", VerticalScroll).display = not choosing
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
        self._draw_problems()

    def _arrives(self, option: Option) -> str:
        return safe(option.method.arrives.in_(self.reader.language), 80)

    def _draw_problems(self) -> None:
        for line in self.query(".problem").results(Static):
            name = line.name or ""
            said = [each[name] for each in (self._noted, self._problems) if name in each]
            line.update("\n".join(said))
            line.set_class(name not in self._problems, "noted")

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
        self.chosen = option
        if option.method.fields:
            await self._show_fields(option)
        else:
            self._confirm()

    async def _show_fields(self, option: Option) -> None:
        language = self.view.order.language if self.view else self.reader.language
        self._scripts = {}
        box = self.query_one("#fields", VerticalScroll)
        await box.remove_children()
        self.redraw()
        await box.mount_all([self._field(wanted, language) for wanted in option.method.fields])
        self._focus_first()
        self._say_again()

    def _field(self, wanted: Field, language: str) -> Vertical:
        title = safe(wanted.title.in_(self.reader.language), 60)
        entry = (
            CardField(id=f"field-{wanted.code}", longest=wanted.longest if wanted.longest < 40 else 24)
            if wanted.secret
            else TextField(
                self._known(wanted)[: wanted.longest],
                id=f"field-{wanted.code}",
                max_length=wanted.longest,
            )
        )
        entry.border_title = title
        script = self._quoted(wanted, wanted.script.in_(language), language)
        return Vertical(
            Static(script, name=f"script-{wanted.code}", classes="hint script", markup=False),
            entry,
            Static("", name=wanted.code, classes="problem", markup=False),
            classes="asked",
        )

    def _known(self, wanted: Field) -> str:
        """What the order says already: it is asked all the same, enter takes it, and any letter replaces it."""
        customer = self.view.order.customer if self.view is not None else Contact()
        known = {FieldKind.NAME: customer.name, FieldKind.EMAIL: customer.email}
        return known.get(wanted.kind, "")

    def _quoted(self, wanted: Field, script: str, language: str) -> str:
        """What is said, and behind it the numbers of what may be answered."""
        quotes = ("« ", " »") if language.startswith("fr") else ("“", "”")
        choices = [
            f"{number} {safe(title.in_(language), 60)}"
            for number, title in enumerate(wanted.answers.values(), 1)
        ]
        return "  ".join((f"{quotes[0]}{safe(script, 900)}{quotes[1]}", " · ".join(choices))).rstrip()

    def _say_again(self) -> None:
        """Put what is known by now into what is said: the amount, the day, the answers so far."""
        if self.chosen is None or not any("{" in field.script.en for field in self.chosen.method.fields):
            return
        code, details = self.chosen.method.code, self._details()
        self.ask(
            lambda desk: desk.payments.scripts(self.reference, code, details),
            self._said,
            group="script",
            exclusive=True,
        )

    def _said(self, scripts: Mapping[str, str]) -> None:
        if self.chosen is None or self.view is None or scripts == self._scripts:
            return
        self._scripts = scripts
        fields = {field.code: field for field in self.chosen.method.fields}
        for line in self.query(".script").results(Static):
            code = (line.name or "").removeprefix("script-")
            if code in scripts and code in fields:
                line.update(self._quoted(fields[code], scripts[code], self.view.order.language))
        # Longer words move everything below them.
        self.call_after_refresh(self._in_sight)

    def _focus_first(self) -> None:
        entries = self._entries()
        if entries:
            next(iter(entries.values())).focus(scroll_visible=False)

    def action_back_to_methods(self) -> None:
        self._forget()
        # What is said and what is wrong was about the answers to this method's questions.
        self.drop("typing")
        self.drop("script")
        self._checking = self._check_again = False
        self._problems, self._noted = {}, {}
        self.chosen = None
        self.redraw()
        self.query_one("#options", RowList).focus()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """What is said stands above its field, and scrolls into sight with it."""
        self.call_after_refresh(self._in_sight)

    def _in_sight(self) -> None:
        asked = self.focused.parent if self.focused is not None else None
        if isinstance(asked, Vertical) and asked.has_class("asked"):
            asked.scroll_visible(animate=False, top=True, immediate=True)

    # ------------------------------------------------------------ typing

    def on_input_changed(self, event: TextField.Changed) -> None:
        self._check()

    def on_card_field_changed(self, event: CardField.Changed) -> None:
        self._check()

    def on_input_submitted(self, event: TextField.Submitted) -> None:
        self._next(event.input)

    def on_card_field_submitted(self, event: CardField.Submitted) -> None:
        self._next(event.field)

    def _next(self, entry: Widget) -> None:
        entries: list[Widget] = list(self._entries().values())
        after = entries.index(entry) + 1
        if after < len(entries):
            entries[after].focus()
        else:
            self._confirm()

    def _check(self) -> None:
        """Ask what is wrong with the answers so far; the newest answers win."""
        if self.chosen is None:
            return
        if self._checking:
            self._check_again = True
            return
        self._checking = True
        code, details = self.chosen.method.code, self._details()
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
        self._problems, self._noted = (
            {
                problem.field: safe(problem.says.in_(self.reader.language), 200)
                for problem in problems
                if problem.note is note
            }
            for note in (False, True)
        )
        for code, entry in self._entries().items():
            if isinstance(entry, TextField) and looks_like_card_number(entry.value):
                self._problems[code] = self.t(CARD_IN_TEXT)
        self._draw_problems()
        self._say_again()
        if self._check_again:
            self._check_again = False
            self._check()

    def _entries(self) -> dict[str, TextField | CardField]:
        found: dict[str, TextField | CardField] = {}
        for entry in self.query("#fields TextField, #fields CardField"):
            if isinstance(entry, TextField | CardField) and entry.id:
                found[entry.id.removeprefix("field-")] = entry
        return found

    def _details(self) -> Details:
        answers: dict[str, str | Secret] = {}
        for code, entry in self._entries().items():
            answers[code] = entry.secret() if isinstance(entry, CardField) else entry.value.strip()
        return Details({code: answer for code, answer in answers.items() if answer})

    def _forget(self) -> None:
        for entry in self._entries().values():
            if isinstance(entry, CardField):
                entry.wipe()

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
        if any(
            isinstance(entry, TextField) and looks_like_card_number(entry.value)
            for entry in self._entries().values()
        ):
            self.tell(sentence(CARD_IN_TEXT), alarm=True)
            return
        self._preparing = True
        code, details = option.method.code, self._details()
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
        entry = self._entries().get(trouble.field)
        if entry is not None:
            entry.focus()

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
        details, operator = self._details(), self.operator
        self._forget()
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
        entries = self._entries()
        if not entries:
            self.action_back_to_methods()
        else:
            self._focus_first()
