"""Passages that several letters share: the order itself, how to pay it, what is delivered, the terms."""

from collections.abc import Iterator
from datetime import date

from attrs import frozen

from checkout_tui.domain import licence
from checkout_tui.domain.business_days import SettlementWindow
from checkout_tui.domain.licence import Licence
from checkout_tui.domain.may_be_said import decline_hints
from checkout_tui.domain.method import PaymentMethod
from checkout_tui.domain.order import Contact, Delivery, Order, OrderLine, OrderState
from checkout_tui.domain.outcomes import Declined
from checkout_tui.domain.payment import Payment, taken_back_of
from checkout_tui.domain.reference import shown
from checkout_tui.domain.seller import Seller
from checkout_tui.domain.tax import percent_shown
from checkout_tui.domain.wording import decline_line, line, spoken_day
from checkout_tui.domain.words import Words
from checkout_tui.mail.links import Links
from checkout_tui.mail.page import Amounts, Block, Heading, Link, Say, Table

_UNPAID = frozenset(
    {
        OrderState.NEW,
        OrderState.AWAITING_CUSTOMER,
        OrderState.AWAITING_FUNDS,
        OrderState.DECLINED,
        OrderState.RETURNED,
    }
)
_UNKNOWN = frozenset({OrderState.UNANSWERED, OrderState.PENDING, OrderState.AUTHORIZED})


@frozen
class Passages:
    """What can be said about one order, in its language."""

    seller: Seller
    links: Links
    about: Order
    licences: tuple[Licence, ...] = ()

    def line(self, key: str, **facts: object) -> str:
        return line(key, self.about.language, **facts)

    def order(self, *, invoice: str | None = None, paid_on: date | None = None) -> Iterator[Block]:
        """All order information (R-002, R-005)."""
        order = self.about
        language = order.language
        yield Heading(self.line("heading.order"))
        rows = [
            ("word.reference", shown(order.reference)),
            ("word.date", spoken_day(order.placed_on, language, year=True)),
            ("word.paid_on", spoken_day(paid_on, language, year=True) if paid_on else ""),
            ("word.invoice_number", invoice or ""),
            ("word.billed_to", contact_lines(order.customer)),
            ("word.delivered_to", contact_lines(order.delivery) if order.delivery else ""),
            ("word.licensee", order.licensee),
            ("word.purchase_order", order.purchase_order),
        ]
        yield Table(tuple((self.line(label), value) for label, value in rows if value))
        yield self.amounts()

    def amounts(self) -> Amounts:
        """Every line and every tax on lines of their own, and the total."""
        order, language = self.about, self.about.language
        rows = [(self._product(product), product.total.shown(language)) for product in order.lines]
        if order.tax:
            rows.append((self.line("word.net"), order.net.shown(language)))
        for tax in order.tax:
            percent = percent_shown(tax.percent, language)
            label = self.line("word.tax_on", title=tax.title.in_(language), percent=percent, base=tax.base)
            rows.append((label, tax.amount.shown(language)))
        return Amounts(tuple(rows), (self.line("word.total"), order.total.shown(language)))

    def how_to_pay(
        self, payment: Payment | None, title: Words | None, window: SettlementWindow | None
    ) -> Iterator[Block]:
        """Instructions or the link, and when the money is expected; never a time that was not given."""
        if payment is None:
            return
        yield Heading(self.line("heading.pay"))
        if payment.live is not None:
            yield Say(self.line("mail.being_checked"))
            return
        yield from self.instructions(payment)
        if payment.instructions:
            method = title or Words("the method you chose", "le moyen choisi")
            if window:
                yield Say(self.line("said.expected", method=method, window=window))
            else:
                yield Say(self.line("said.no_time", method=method))
            yield Say(self.line("said.nothing_to_confirm"))
        yield from self.missing(payment)
        yield Say(self.line("said.after_payment"))

    def change_option(self, *, later: bool = False) -> Iterator[Block]:
        """*Change payment option* (R-007, R-023). ``later``: only once it is known that nothing was paid."""
        url = self.links.change_option(self.seller, self.about.reference)
        if not url:
            yield Say(self.line("mail.change_option_by_support"))
            return
        yield Say(self.line("mail.change_option_later" if later else "mail.change_option"))
        yield Link(self.line("link.change_option"), url)

    def delivery(self) -> Iterator[Block]:
        """What was bought, and how the customer has it (R-008, R-047). Only ever after payment."""
        order = self.about
        yield Heading(self.line("heading.delivery"))
        holder = licence.holder_of(order)
        for product in order.lines:
            if product.delivery is Delivery.SELLER:
                yield Say(self.line("mail.seller_delivers", product=product.title, seller=order.seller))
                continue
            if product.delivery is Delivery.LICENCE and holder:
                yield Say(self.line("mail.licence", product=product.title, licensee=holder))
            yield from self._keys(product.code)
            url = self.links.download(self.seller, order.reference)
            if url:
                yield Link(self.line("link.download", product=product.title), url)
            else:
                yield Say(self.line("mail.ask_delivery", product=product.title))

    def _keys(self, product: str) -> Iterator[Block]:
        """Each key of a product that is still good, grouped to be typed, and for how many it is."""
        label = self.line("word.licence_key")
        for each in self.licences:
            if each.product == product and each.ended_at is None:
                yield Table(((label, licence.shown(each.key)),))
                if each.seats > 1:
                    yield Say(self.line("mail.licence_seats", count=each.seats))

    def subscription(self) -> Iterator[Block]:
        """How to stop renewals, where this seller's receipts say so (R-030, R-032)."""
        url = self.links.manage(self.seller, self.about.reference) if self.about.renews else ""
        if not url:
            return
        yield Heading(self.line("heading.subscription"))
        yield Say(self.line("mail.subscription"))
        yield Link(self.line("link.manage"), url)

    def terms(self) -> Iterator[Block]:
        """The terms that applied, by the version frozen with the order (R-009)."""
        yield Heading(self.line("heading.terms"))
        if self.about.terms:
            yield Say(self.line("mail.terms", version=self.about.terms))
        if self.seller.terms_url:
            yield Link(self.line("link.terms"), self.seller.terms_url)

    def purchase(
        self,
        state: OrderState,
        payments: tuple[Payment, ...],
        number: str | None,
        declined: Declined,
        method: PaymentMethod | None,
        *,
        attached: bool,
    ) -> Iterator[Block]:
        """One order in a lookup answer (R-022, R-023)."""
        language = self.about.language
        yield from self._named((self.line("word.state"), self.line(f"state.{state}")))
        yield self.amounts()
        latest = payments[-1] if payments else None
        if state is OrderState.PAID:
            yield from self.delivery()
            yield from self.subscription()
        if number:
            yield Say(self.line("mail.invoice_copy" if attached else "mail.lookup_invoice", number=number))
        if state in _UNKNOWN:
            yield Say(self.line("mail.being_checked"))
        if state is OrderState.DECLINED:
            yield from self.refusal(declined, method)
        part = taken_back_of(latest) if latest else None
        if part is not None:
            yield Say(self.line("said.returned_part", amount=part))
            return
        if state is OrderState.RETURNED:
            yield Say(decline_line("returned.plain", language))
        if state in _UNPAID:
            if state in (OrderState.AWAITING_CUSTOMER, OrderState.AWAITING_FUNDS) and latest:
                yield from self.instructions(latest)
                yield from self.missing(latest)
            yield from self.change_option()

    def used(self) -> Iterator[Block]:
        """The same order for who only uses it: licence and download, and nothing that is the customer's."""
        yield from self._named()
        customer = self.about.customer
        buyer = customer.company or customer.name
        yield Say(self.line("mail.delivery_for", customer=buyer, seller=self.about.seller))
        yield from self.delivery()

    def refusal(self, declined: Declined, method: PaymentMethod | None) -> Iterator[Block]:
        """What may be said about a refusal, and what can be done: never why (R-023, R-060 to R-064)."""
        yield Say(decline_line(declined.wording, self.about.language))
        yield Heading(self.line("heading.next"))
        for hint in decline_hints(declined, self.about.language, method):
            yield Say(hint)

    def missing(self, payment: Payment) -> Iterator[Block]:
        """What is still to come where a part is here, so that nobody sends all of it again."""
        if 0 < payment.received.minor < self.about.total.minor:
            rest = self.about.total - payment.received
            yield Say(self.line("said.part_received", received=payment.received, missing=rest))

    def _named(self, *rows: tuple[str, str]) -> Iterator[Block]:
        yield Heading(f"{self.line('word.order')} {shown(self.about.reference)}")
        day = spoken_day(self.about.placed_on, self.about.language, year=True)
        yield Table(((self.line("word.date"), day), *rows))

    def instructions(self, payment: Payment) -> Iterator[Block]:
        """How to pay by the method that was chosen: what to write, or the link to approve it."""
        if payment.instructions:
            yield Say(self.line("mail.instructions"))
            language = self.about.language
            yield Table(tuple((entry.label.in_(language), entry.value) for entry in payment.instructions))
        elif payment.link:
            yield Say(self.line("mail.approve"))
            yield Link(self.line("link.approve"), payment.link)

    def _product(self, product: OrderLine) -> str:
        text = f"{product.quantity} × {product.title}"
        return f"{text} ({self.line('word.subscription')})" if product.renews else text


def contact_lines(contact: Contact) -> str:
    """Somebody on as many lines as there are things to say."""
    return "\n".join(part for part in (contact.company, contact.name, contact.email) if part)
