"""Taking an order: who, what, the tax line by line, and on to the payment. What was typed stays until it is placed."""

from attrs import evolve
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.timer import Timer
from textual.widgets import Static

from checkout_tui.desk.views import FieldTrouble, KnownCustomer, Option, OrderRow, Quote
from checkout_tui.domain.draft import Draft, other_way
from checkout_tui.domain.errors import BadInput, CheckoutError
from checkout_tui.domain.order import Order, state_words
from checkout_tui.domain.reference import shown
from checkout_tui.domain.seller import Seller
from checkout_tui.domain.sentence import N_, sentence
from checkout_tui.domain.wording import line
from checkout_tui.tui.order_form import CUSTOMER_FIELDS, FIELDS, as_typed, draft_in, language_in
from checkout_tui.tui.quote_panel import QuotePanel
from checkout_tui.tui.screens.base import DeskScreen
from checkout_tui.tui.screens.dialogs import Confirm
from checkout_tui.tui.widgets.guarded_field import GuardedField
from checkout_tui.tui.widgets.text_field import TextField

KEPT_AFTER = 0.6
"""Seconds without a key after which what was typed is written down."""


class NewOrderScreen(DeskScreen):
    """The form on the left, on the right whom it may be, the running quote, and how it could be paid."""

    NAME = "new_order"
    TITLE_TEXT = N_("New order")

    def __init__(self) -> None:
        super().__init__()
        self.draft: Draft | None = None
        self.quote: Quote | None = None
        self.options: tuple[Option, ...] = ()
        self.seller: Seller | None = None
        self._no_method = False
        self.known: tuple[KnownCustomer, ...] = ()
        self._taken = -1
        self._busy = False
        self._again = False
        self._placing = False
        self._keep_timer: Timer | None = None
        self._taken_up: Draft | None = None

    def body(self) -> ComposeResult:
        yield Static("", id="script", markup=False)
        with Horizontal(id="order-form"):
            with VerticalScroll(id="form"):
                for code, _, value in FIELDS:
                    yield GuardedField(value, id=f"new-{code}", max_length=400 if code == "products" else 120)
            with VerticalScroll(id="quote", classes="panel"):
                yield Static("", id="quote-lines", markup=False)

    def load(self) -> None:
        if self._taken_up is not None:
            self._go_on(self._taken_up)
            self._taken_up = None
        elif self.draft is None:
            self.ask(
                lambda desk: (desk.orders.begin(self.operator), desk.seller, bool(desk.methods)),
                self._begun,
                keys_wait=True,
            )
            self.query_one("#new-products", TextField).focus()

    def _begun(self, answer: tuple[Draft, Seller, bool]) -> None:
        draft, self.seller, payable = answer
        self._no_method = not payable
        if self.draft is not None:
            # Another one was taken up in the meantime, and stands in the form with its own reference.
            self.redraw()
            return
        self.draft = draft
        call = self.checkout.in_call.call
        if call is not None:
            # Whoever is on the line need not say it twice.
            keys = call.keys
            for code, text in (("phone", call.caller if keys.phone else ""), ("email", keys.email)):
                if text and not self._value(code):
                    self.query_one(f"#new-{code}", TextField).value = text
            # Whoever bought before is one key away.
            self._look_for(call.caller)
        self.redraw()
        self._price()

    def _know_seller(self, seller: Seller) -> None:
        self.seller = seller
        self.redraw()
        self._price()

    # ------------------------------------------------------------ drawing

    def draw(self) -> None:
        for code, title, _ in FIELDS:
            self.query_one(f"#new-{code}", TextField).border_title = self.t(title)
        self.query_one("#quote", VerticalScroll).border_title = self.t(N_("what it costs"))
        if self.draft is not None:
            self.headline(f"{self.t(self.TITLE_TEXT)}  {shown(self.draft.reference)}")
        self._draw_script()
        self.query_one("#quote-lines", Static).update(self._panel.content())

    def _draw_script(self) -> None:
        """The line to say for the field that is being filled in, in the order's language."""
        focused = self.focused.id if self.focused is not None and self.focused.id else ""
        code = focused.removeprefix("new-")
        said = ""
        if any(code == known for known, _, _ in FIELDS):
            language = language_in(self._value)
            quotes = ("« ", " »") if language == "fr" else ("“", "”")
            key = (self._asks() if code == "products" else "") or f"ask.{code}"
            said = f"{quotes[0]}{line(key, language)}{quotes[1]}"
        self.query_one("#script", Static).update(said)

    def _asks(self) -> str:
        """The line that is still open about what was typed, such as once or a subscription."""
        troubles = self.quote.troubles if self.quote is not None else ()
        return next((trouble.ask for trouble in troubles if trouble.ask), "")

    @property
    def _panel(self) -> QuotePanel:
        return QuotePanel(
            self.reader,
            self._value("currency").upper(),
            tuple(known for number, known in enumerate(self.known) if number != self._taken),
            self.quote,
            self.options,
            not self._no_method,
            self.seller,
        )

    # ------------------------------------------------------------ typing

    def on_input_changed(self, event: TextField.Changed) -> None:
        self._price()
        self._keep_soon()
        code = (event.input.id or "").removeprefix("new-")
        if code in CUSTOMER_FIELDS and event.input.has_focus:
            self._look_for(event.value)
        elif code == "language":
            self._draw_script()

    def on_guarded_field_refused(self) -> None:
        self.tell(
            sentence(N_("This looks like a card number: it may only be typed in the card field.")), alarm=True
        )

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        self._draw_script()

    def on_input_submitted(self, event: TextField.Submitted) -> None:
        self.focus_next()

    def on_screen_suspend(self) -> None:
        self._keep()

    def _value(self, code: str) -> str:
        return self.query_one(f"#new-{code}", TextField).value.strip()

    def _filled(self) -> Draft | None:
        """The draft as the form stands; None while there is no reference yet."""
        return draft_in(self.draft.reference, self._value) if self.draft is not None else None

    # ------------------------------------------------------------ somebody known

    def _look_for(self, text: str) -> None:
        self.ask(
            lambda desk: desk.customers.known(text, self.operator),
            self._found,
            failed=lambda error: None,
            group="known",
            exclusive=True,
            keys_wait=True,
        )

    def _found(self, known: tuple[KnownCustomer, ...]) -> None:
        self.known = known
        self._taken = -1
        self.draw()

    def action_take_customer(self) -> None:
        """Fill in the customer that was found; pressed again, the next one."""
        draft = self._filled()
        if draft is None or not self.known:
            self.tell(sentence(N_("Nobody known is found by what was typed.")))
            return
        self._taken = (self._taken + 1) % len(self.known)
        known = self.known[self._taken]
        self._fill(
            evolve(
                draft,
                customer=known.contact,
                place=known.place,
                currency=known.currency,
                language=known.language,
            )
        )
        self.draw()

    def action_other_way(self) -> None:
        """Choose between once and a subscription for the product that the cursor is at."""
        field, seller = self.query_one("#new-products", TextField), self.seller

        def sold_both(typed: str) -> bool:
            product = seller.product_meant(typed) if seller is not None else None
            return product is not None and product.both

        changed = other_way(field.value, field.cursor_position, sold_both, self.reader.language)
        if changed is None:
            self.tell(sentence(N_("Nothing here is sold both once and as a subscription.")))
            return
        field.value, field.cursor_position = changed

    def _fill(self, draft: Draft) -> None:
        for code, text in as_typed(draft, self.reader.language).items():
            self.query_one(f"#new-{code}", TextField).value = text

    # ------------------------------------------------------------ keeping

    def take_up(self, draft: Draft) -> None:
        """Go on with an order that was begun, once the form is in front; what it held is kept as it is."""
        self._taken_up = draft

    def _go_on(self, draft: Draft) -> None:
        self._keep()
        self.draft = draft
        if self.seller is None:
            self.ask(lambda desk: desk.seller, self._know_seller, group="seller")
        self._fill(draft)
        self.redraw()
        self._price()
        self.query_one("#new-products", TextField).focus()

    def _keep_soon(self) -> None:
        """Keep the form once the fingers rest: a dropped call or a crash must not lose it."""
        if self._keep_timer is not None:
            self._keep_timer.stop()
        self._keep_timer = self.set_timer(KEPT_AFTER, self._keep)

    def _keep(self) -> None:
        if self._keep_timer is not None:
            self._keep_timer.stop()
            self._keep_timer = None
        draft = None if self._placing else self._filled()
        if draft is not None:
            self.ask(
                lambda desk: desk.drafts.keep(draft, self.operator),
                lambda _: None,
                group="keep",
                in_turn=True,
            )

    # ------------------------------------------------------------ asking

    def _price(self) -> None:
        """Ask for the quote; the newest form wins."""
        if self._busy:
            self._again = True
            return
        draft = self._filled()
        if draft is not None:
            self._busy = True
            self.ask(
                lambda desk: desk.orders.offer(draft),
                self._priced,
                failed=self._not_priced,
                group="quote",
                keys_wait=True,
            )

    def _priced(self, answer: tuple[Quote, tuple[Option, ...]]) -> None:
        self._busy = False
        self.quote, self.options = answer
        self.tell(None)
        self.draw()
        if self._again:
            self._again = False
            self._price()

    def _not_priced(self, error: CheckoutError) -> None:
        self._busy = False
        self.tell(error.sentence, alarm=True)
        if self._again:
            self._again = False
            self._price()

    # ------------------------------------------------------------ placing

    def action_place(self) -> None:
        draft = self._filled()
        if self._placing or draft is None:
            return
        self._placing = True
        # What is wrong is asked for anew: the quote on the screen may be of a form with a letter less.
        self.ask(
            lambda desk: (draft, desk.orders.quote(draft).troubles, desk.orders.seconds(draft)),
            self._looked_at,
            failed=self._not_placed,
            leads_on=True,
        )

    def _looked_at(self, answer: tuple[Draft, tuple[FieldTrouble, ...], tuple[OrderRow, ...]]) -> None:
        """What is wrong is put right first; the same again for the same customer is asked about."""
        draft, troubles, seconds = answer
        if troubles:
            self._placing = False
            self.refuse(BadInput("{first}", first=troubles[0].says))
            self._focus_trouble(troubles[0].field)
            return
        if not seconds:
            self._place(draft)
            return
        lines = [
            self.t(
                N_("{reference} of {when}: {total}, {state}"),
                reference=shown(row.reference),
                when=row.placed_at,
                total=row.total,
                state=state_words(row.state),
            )
            for row in seconds
        ]
        lines.append(self.t(N_("Ask the caller whether it is wanted once more.")))

        def answered(yes: bool | None) -> None:
            if yes:
                self._place(draft)
            else:
                self._placing = False

        title = self.t(N_("The same customer ordered the same already. Take it again?"))
        confirm = Confirm(self.reader, title, tuple(lines), alarm=True)
        self.in_front(lambda: self.app.push_screen(confirm, answered), lambda: answered(False))

    def _place(self, draft: Draft) -> None:
        self.ask(
            lambda desk: desk.orders.place(draft, self.operator),
            self._placed,
            failed=self._not_placed,
            leads_on=True,
        )

    def _focus_trouble(self, field: str) -> None:
        code = {"lines": "products"}.get(field, field)
        if any(code == known for known, _, _ in FIELDS):
            self.query_one(f"#new-{code}", TextField).focus()

    def _not_placed(self, error: CheckoutError) -> None:
        self._placing = False
        self.refuse(error)

    def _placed(self, order: Order) -> None:
        from checkout_tui.tui.screens.pay import PayScreen  # noqa: PLC0415 - loaded when money is taken

        self._placing = False
        self._empty()
        if self.is_active:
            self.checkout.go_home()
            self.app.push_screen(PayScreen(order.reference, opens_order=True))
            return
        # Whoever has left for another screen, or reads the help, is not pulled away from it.
        app = self.checkout
        app.running.report(
            sentence(N_("Order {reference}"), reference=shown(order.reference)),
            sentence(N_("It is placed, and waits for its payment.")),
            lambda _: app.push_screen(PayScreen(order.reference, opens_order=True)),
        )

    def action_clear(self) -> None:
        draft = self.draft
        self._empty()
        if draft is not None:
            self.ask(
                lambda desk: desk.drafts.drop(draft.reference), lambda _: None, group="keep", in_turn=True
            )
        self.load()

    def _empty(self) -> None:
        for code, _, value in FIELDS:
            self.query_one(f"#new-{code}", TextField).value = value
        # What was asked about this order is answered for nobody.
        self.drop("quote")
        self.drop("known")
        self._busy = self._again = False
        self.draft = None
        self.quote = None
        self.options = ()
        self.known = ()
