"""Taking an order: who, what, the tax line by line, and on to the payment. What was typed stays until it is placed."""

import re

from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Input, Static

from checkout_tui.desk.views import Quote
from checkout_tui.domain.draft import Draft, DraftLine
from checkout_tui.domain.errors import BadInput, CheckoutError
from checkout_tui.domain.order import Contact, Order, Product
from checkout_tui.domain.outside_text import safe
from checkout_tui.domain.reference import shown
from checkout_tui.domain.seller import Seller
from checkout_tui.domain.sentence import N_, Sentence
from checkout_tui.domain.tax import Place
from checkout_tui.tui.screens.base import DeskScreen

FIELDS: tuple[tuple[str, str, str], ...] = (
    ("products", N_("products: code or name, 2 code, comma"), ""),
    ("name", N_("name"), ""),
    ("email", N_("e-mail"), ""),
    ("company", N_("company"), ""),
    ("phone", N_("phone, + and country code"), ""),
    ("country", N_("country, two letters"), "FR"),
    ("region", N_("province (Canada)"), ""),
    ("currency", N_("currency"), "EUR"),
    ("language", N_("language of the order: fr or en"), "fr"),
    ("purchase_order", N_("purchase order number"), ""),
    ("licensee", N_("licence in the name of"), ""),
)


KEPT_AFTER = 0.6
"""Seconds without a key after which what was typed is written down."""


class NewOrderScreen(DeskScreen):
    """The form on the left, the running quote on the right."""

    NAME = "new_order"
    TITLE_TEXT = N_("New order")

    def __init__(self) -> None:
        super().__init__()
        self.draft: Draft | None = None
        self.quote: Quote | None = None
        self.seller: Seller | None = None
        self._busy = False
        self._again = False
        self._placing = False
        self._keep_timer: Timer | None = None
        self._taken_up: Draft | None = None

    def body(self) -> ComposeResult:
        with Horizontal(id="order-form"):
            with VerticalScroll(id="form"):
                for code, _, value in FIELDS:
                    yield Input(value, id=f"new-{code}", max_length=400 if code == "products" else 120)
            with VerticalScroll(id="quote", classes="panel"):
                yield Static("", id="quote-lines", markup=False)

    def load(self) -> None:
        if self._taken_up is not None:
            self._go_on(self._taken_up)
            self._taken_up = None
        elif self.draft is None:
            self.ask(lambda desk: (desk.orders.begin(self.operator), desk.seller), self._begun)
            self.query_one("#new-products", Input).focus()

    def _begun(self, answer: tuple[Draft, Seller]) -> None:
        self.draft, self.seller = answer
        self.redraw()
        self._price()

    def _know_seller(self, seller: Seller) -> None:
        self.seller = seller
        self.redraw()
        self._price()

    # ------------------------------------------------------------ drawing

    def draw(self) -> None:
        for code, title, _ in FIELDS:
            self.query_one(f"#new-{code}", Input).border_title = self.t(title)
        self.query_one("#quote", VerticalScroll).border_title = self.t(N_("what it costs"))
        if self.draft is not None:
            self.headline(f"{self.t(self.TITLE_TEXT)}  {shown(self.draft.reference)}")
        self.query_one("#quote-lines", Static).update(self._quoted())

    def _quoted(self) -> Content:
        language = self.reader.language
        parts: list[str | tuple[str, str]] = []
        quote = self.quote
        if quote is not None:
            for line in quote.lines:
                parts += [f"{line.quantity} × {safe(line.title, 60)}  {line.total.shown(language)}\n"]
            for tax in quote.tax:
                parts += [
                    f"{tax.title.in_(language)} {tax.shown_percent(language)}  {tax.amount.shown(language)}\n"
                ]
                parts += [(f"  {safe(tax.why.in_(language), 200)}\n", "dim")]
            if quote.total is not None:
                parts += [(f"{self.t(N_('total'))}  {quote.total.shown(language)}\n", "bold")]
            for trouble in quote.troubles:
                parts += [f"! {self.say(trouble.says)}\n"]
        parts.append("\n")
        for product in self._catalogue():
            price = product.price_in(self._value("currency").upper())
            shown_price = price.shown(language) if price else "–"
            parts += [(f"{product.code:<12} {safe(product.title.in_(language), 40)}  {shown_price}\n", "dim")]
        return Content.assemble(*parts)

    def _catalogue(self) -> tuple[Product, ...]:
        return self.seller.products if self.seller else ()

    # ------------------------------------------------------------ typing

    def on_input_changed(self, event: Input.Changed) -> None:
        self._price()
        self._keep_soon()

    def on_screen_suspend(self) -> None:
        self._keep()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.focus_next()

    def _value(self, code: str) -> str:
        return self.query_one(f"#new-{code}", Input).value.strip()

    def _filled(self) -> Draft | None:
        """The draft as the form stands; None while there is no reference yet. Raises BadInput for a bad country."""
        if self.draft is None:
            return None
        return Draft(
            reference=self.draft.reference,
            language="fr" if self._value("language").lower().startswith("fr") else "en",
            currency=self._value("currency").upper(),
            place=Place(self._value("country").upper(), self._value("region").upper() or None),
            customer=Contact(
                name=self._value("name"),
                email=self._value("email"),
                company=self._value("company"),
                phone=self._value("phone"),
            ),
            licensee=self._value("licensee"),
            purchase_order=self._value("purchase_order"),
            lines=self._lines(),
        )

    def _lines(self) -> tuple[DraftLine, ...]:
        lines = []
        for part in self._value("products").split(","):
            match = re.fullmatch(r"\s*(?:(\d{1,4})\s*[x×*]?\s+)?(.+?)\s*", part)
            if match:
                lines.append(DraftLine(self._code(match[2]), int(match[1] or 1)))
        return tuple(lines)

    def _code(self, typed: str) -> str:
        """The product that was meant: its code, or the only one whose code or title begins so."""
        wanted = typed.casefold()
        exact = [p.code for p in self._catalogue() if p.code.casefold() == wanted]
        begins = [
            p.code
            for p in self._catalogue()
            if p.code.casefold().startswith(wanted)
            or p.title.in_(self.reader.language).casefold().startswith(wanted)
        ]
        return exact[0] if exact else begins[0] if len(begins) == 1 else typed

    # ------------------------------------------------------------ keeping

    def take_up(self, draft: Draft) -> None:
        """Go on with an order that was begun, once the form is in front; what it held is kept as it is."""
        self._taken_up = draft

    def _go_on(self, draft: Draft) -> None:
        self._keep()
        self.draft = draft
        if self.seller is None:
            self.ask(lambda desk: desk.seller, self._know_seller, group="seller")
        for code, text in _as_typed(draft).items():
            self.query_one(f"#new-{code}", Input).value = text
        self.redraw()
        self._price()
        self.query_one("#new-products", Input).focus()

    def _keep_soon(self) -> None:
        """Keep the form once the fingers rest: a dropped call or a crash must not lose it."""
        if self._keep_timer is not None:
            self._keep_timer.stop()
        self._keep_timer = self.set_timer(KEPT_AFTER, self._keep)

    def _keep(self) -> None:
        if self._keep_timer is not None:
            self._keep_timer.stop()
            self._keep_timer = None
        if self.draft is None or self._placing:
            return
        try:
            draft = self._filled()
        except CheckoutError:
            return
        if draft is not None:
            self.ask(lambda desk: desk.drafts.keep(draft, self.operator), lambda _: None, group="keep")

    # ------------------------------------------------------------ asking

    def _price(self) -> None:
        """Ask for the quote; the newest form wins."""
        if self._busy:
            self._again = True
            return
        try:
            draft = self._filled()
        except CheckoutError as error:
            self._not_priced(error)
            return
        if draft is not None:
            self._busy = True
            self.ask(
                lambda desk: desk.orders.quote(draft), self._priced, failed=self._not_priced, group="quote"
            )

    def _priced(self, quote: Quote) -> None:
        self._busy = False
        self.quote = quote
        self.tell(None)
        self.draw()
        if self._again:
            self._again = False
            self._price()

    def _not_priced(self, error: CheckoutError) -> None:
        self._busy = False
        self.tell(Sentence(error.sentence.text, error.sentence.facts), alarm=True)

    def action_place(self) -> None:
        if self._placing:
            return
        try:
            draft = self._filled()
        except CheckoutError as error:
            self.refuse(error)
            return
        if draft is None:
            return
        if self.quote is not None and self.quote.troubles:
            self.refuse(BadInput("{first}", first=self.quote.troubles[0].says))
            self._focus_trouble(self.quote.troubles[0].field)
            return
        self._placing = True
        self.ask(lambda desk: desk.orders.place(draft, self.operator), self._placed, failed=self._not_placed)

    def _focus_trouble(self, field: str) -> None:
        code = {"lines": "products", "delivery": "email"}.get(field, field)
        if any(code == known for known, _, _ in FIELDS):
            self.query_one(f"#new-{code}", Input).focus()

    def _not_placed(self, error: CheckoutError) -> None:
        self._placing = False
        self.refuse(error)

    def _placed(self, order: Order) -> None:
        from checkout_tui.tui.screens.pay import PayScreen  # noqa: PLC0415 - loaded when money is taken

        self._placing = False
        self._empty()
        self.checkout.go_home()
        self.app.push_screen(PayScreen(order.reference, opens_order=True))

    def action_clear(self) -> None:
        draft = self.draft
        self._empty()
        if draft is not None:
            self.ask(lambda desk: desk.drafts.drop(draft.reference), lambda _: None, group="keep")
        self.load()

    def _empty(self) -> None:
        for code, _, value in FIELDS:
            self.query_one(f"#new-{code}", Input).value = value
        self.draft = None
        self.quote = None


def _as_typed(draft: Draft) -> dict[str, str]:
    """What stands in the form for this draft."""
    return {
        "products": ", ".join(
            line.product if line.quantity == 1 else f"{line.quantity} {line.product}" for line in draft.lines
        ),
        "name": draft.customer.name,
        "email": draft.customer.email,
        "company": draft.customer.company,
        "phone": draft.customer.phone,
        "country": draft.place.country,
        "region": draft.place.region or "",
        "currency": draft.currency,
        "language": draft.language,
        "purchase_order": draft.purchase_order,
        "licensee": draft.licensee,
    }
