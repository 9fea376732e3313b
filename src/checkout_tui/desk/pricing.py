"""From a draft to an order: prices, tax line by line, and everything that is still wrong at once."""

from collections.abc import Iterator
from datetime import datetime

from attrs import evolve

from checkout_tui.desk.context import Context
from checkout_tui.desk.views import FieldTrouble, Quote
from checkout_tui.domain.draft import Draft, DraftLine
from checkout_tui.domain.errors import BadInput, CheckoutError, N_
from checkout_tui.domain.money import Money
from checkout_tui.domain.order import Contact, Order, OrderLine
from checkout_tui.domain.outside_text import looks_like_card_number
from checkout_tui.domain.sentence import Sentence, sentence
from checkout_tui.domain.tax import (
    TaxLine,
    day_there,
    not_collected,
    read_exemptions,
    tax_day,
    tax_lines,
    why_no_tax,
)
from checkout_tui.domain.words import Words

MOST_OF_ONE = 9999
_CARD_NUMBER = N_("This looks like a card number: it may only be typed in the card field.")


class Pricing:
    """Prices drafts by the seller's catalogue and the tax of the day that it is where the customer is."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def quote(self, draft: Draft) -> Quote:
        """What the draft would cost as far as it goes; never raises for what is merely missing."""
        return self._quote(draft, self._context.clock.now())

    def _quote(self, draft: Draft, at: datetime) -> Quote:
        lines, troubles = self._lines(draft)
        troubles += self._customer(draft)
        net = total = None
        tax: tuple[TaxLine, ...] = ()
        untaxed: tuple[Words, ...] = ()
        draft = self._exempted(draft, at, troubles)
        if lines:
            net = sum((line.total for line in lines[1:]), lines[0].total)
            try:
                tax = self._tax(draft, at, net)
                total = sum((line.amount for line in tax), net)
                untaxed = self._untaxed(draft, at)
            except CheckoutError as error:
                troubles.append(FieldTrouble("region", error.sentence))
        day = day_there(draft.place, at) if total is not None else None
        return Quote(lines, tax, net, total, tuple(troubles), untaxed, day)

    def resolved(self, draft: Draft) -> Draft:
        """The draft with the code of each product instead of what was typed, and with the way in which it is sold."""
        return evolve(draft, lines=tuple(self._resolved(line) for line in draft.lines))

    def as_typed(self, draft: Draft) -> Draft:
        """The draft without the ways that need not be typed, because the product is sold in no other."""
        return evolve(draft, lines=tuple(self._typed(line) for line in draft.lines))

    def _resolved(self, line: DraftLine) -> DraftLine:
        product = self._context.seller.product_meant(line.product)
        if product is None:
            return line
        only = None if product.both else product.renews
        return evolve(line, product=product.code, renews=only if line.renews is None else line.renews)

    def _typed(self, line: DraftLine) -> DraftLine:
        product = self._context.seller.product_meant(line.product)
        # A way in which it is not sold any more stays, so that it is asked about.
        alone = product is not None and not product.both and product.renews is line.renews
        return evolve(line, renews=None) if alone else line

    def order(self, draft: Draft, *, by: str, strict: bool = True) -> Order:
        """The order that this draft becomes. Raises BadInput, with every trouble when ``strict``."""
        # One moment for both: what is taken at midnight has the rates of the day on which it was taken.
        now = self._context.clock.now()
        quote = self._quote(draft, now)
        if strict and quote.troubles:
            first, *others = quote.troubles
            if not others:
                raise BadInput.because(first.says)
            raise BadInput(N_("{first} (and {count} more to put right)"), first=first.says, count=len(others))
        if not quote.lines or quote.total is None:
            raise BadInput(N_("Choose a product first."))
        seller = self._context.seller
        return Order(
            reference=draft.reference,
            placed_at=now,
            placed_by=by,
            seller=seller.name,
            language=draft.language,
            place=draft.place,
            customer=tidied(draft.customer, draft.place.country),
            lines=quote.lines,
            tax=quote.tax,
            terms=seller.terms_version,
            delivery=tidied(draft.delivery, draft.place.country) if draft.delivery else None,
            licensee=draft.licensee.strip(),
            purchase_order=draft.purchase_order.strip(),
            # What was typed counts for renewals too, so it is kept as what it means.
            exemptions=self._exempted(draft, now, []).exemptions,
        )

    def _lines(self, draft: Draft) -> tuple[tuple[OrderLine, ...], list[FieldTrouble]]:
        lines: list[OrderLine] = []
        troubles: list[FieldTrouble] = []
        for wanted in draft.lines:
            product = self._context.seller.product_meant(wanted.product)
            if product is None:
                says = sentence(
                    N_("“{typed}” is no product, or begins several: type more of its code or name."),
                    typed=wanted.product,
                )
                troubles.append(FieldTrouble("lines", says))
                continue
            why_not = product.why_not_sold(wanted.renews)
            if why_not is not None:
                ask = "ask.once" if wanted.renews is None else ""
                troubles.append(FieldTrouble("lines", why_not, ask))
                continue
            renews = product.renews if wanted.renews is None else wanted.renews
            price = product.price_in(draft.currency, renews=renews)
            if price is None:
                says = sentence(
                    N_("{product} is not sold in {currency}."), product=product.title, currency=draft.currency
                )
                troubles.append(FieldTrouble("lines", says))
                continue
            if not 1 <= wanted.quantity <= MOST_OF_ONE:
                says = sentence(N_("The quantity goes from 1 to {most}."), most=MOST_OF_ONE)
                troubles.append(FieldTrouble("lines", says))
                continue
            lines.append(
                OrderLine(
                    code=product.code,
                    title=product.title.in_(draft.language),
                    quantity=wanted.quantity,
                    unit=price,
                    renews=renews,
                    delivery=product.delivery,
                    months=product.months,
                    renewals=product.renewals,
                )
            )
        if not draft.lines:
            troubles.append(FieldTrouble("lines", sentence(N_("Choose a product first."))))
        return tuple(lines), troubles

    def _tax(self, draft: Draft, at: datetime, net: Money) -> tuple[TaxLine, ...]:
        registrations, day = self._context.seller.registrations, tax_day(draft.place, at)
        return tax_lines(net, draft.place, day, registrations, draft.exemptions)

    def _exempted(self, draft: Draft, at: datetime, troubles: list[FieldTrouble]) -> Draft:
        """The draft with what was typed about exemptions, once it can be read (R-090)."""
        seller, today = self._context.seller, tax_day(draft.place, at)
        try:
            typed = read_exemptions(draft.exempt, draft.place, today, seller.registrations)
        except CheckoutError as error:
            troubles.append(FieldTrouble("exempt", error.sentence))
            return draft
        return evolve(draft, exemptions=(*draft.exemptions, *typed))

    def _untaxed(self, draft: Draft, at: datetime) -> tuple[Words, ...]:
        seller, today = self._context.seller, tax_day(draft.place, at)
        none = why_no_tax(draft.place, today, seller.registrations)
        return (none,) if none else not_collected(draft.place, today, seller.registrations)

    def _customer(self, draft: Draft) -> list[FieldTrouble]:
        customer = draft.customer
        troubles = []
        if not customer.name.strip() and not customer.company.strip():
            troubles.append(FieldTrouble("name", sentence(N_("Ask for the name."))))
        for name, email in (
            ("email", customer.email),
            ("delivery", draft.delivery.email if draft.delivery else None),
        ):
            trouble = email_trouble(email) if email is not None else None
            if trouble is not None:
                troubles.append(FieldTrouble(name, trouble))
        trouble = phone_trouble(customer.phone, draft.place.country)
        if trouble is not None:
            troubles.append(FieldTrouble("phone", trouble))
        for name, text in _typed(draft):
            if looks_like_card_number(text):
                troubles.append(FieldTrouble(name, sentence(_CARD_NUMBER)))
        return troubles


def _typed(draft: Draft) -> Iterator[tuple[str, str]]:
    """Everything of a draft that is kept with its order, by the form's field; addresses are looked at by themselves."""
    customer, delivery = draft.customer, draft.delivery or Contact()
    yield "name", customer.name
    yield "company", customer.company
    yield "phone", customer.phone
    yield from (("delivery", text) for text in (delivery.name, delivery.company, delivery.phone))
    yield "licensee", draft.licensee
    yield "purchase_order", draft.purchase_order
    yield "exempt", draft.exempt
    yield from (("exempt", exemption.number) for exemption in draft.exemptions)
    yield "region", draft.place.region or ""
    yield "language", draft.language


def tidied(contact: Contact, country: str) -> Contact:
    """A contact without the spaces that typing leaves, and its phone number as it is dialled from anywhere."""
    return evolve(
        contact,
        name=" ".join(contact.name.split()),
        company=" ".join(contact.company.split()),
        email=contact.email.strip(),
        phone=international(contact.phone, country),
    )


def refuse_card_number(text: str) -> None:
    """Raise BadInput when free text holds what looks like a card number: it would be kept (R-097)."""
    if looks_like_card_number(text):
        raise BadInput(_CARD_NUMBER)


def email_trouble(email: str) -> Sentence | None:
    """What is wrong with an address by its form; a card number is none (R-097). Only a mail can tell if it exists."""
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415 - loaded once it is needed

    if not email.strip():
        return sentence(N_("Ask for the e-mail address: everything is sent there."))
    if looks_like_card_number(email):
        return sentence(_CARD_NUMBER)
    try:
        validate_email(email.strip(), check_deliverability=False)
    except EmailNotValidError:
        return sentence(N_("This is not a complete e-mail address. Ask the caller to spell it."))
    return None


def international(phone: str, country: str) -> str:
    """A number with its country code and its usual groups; as it was typed when it is none."""
    import phonenumbers  # noqa: PLC0415 - its tables are large, and needed only here

    if not phone.strip():
        return ""
    try:
        number = phonenumbers.parse(phone, country or None)
    except phonenumbers.NumberParseException:
        return phone.strip()
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL))


def phone_trouble(phone: str, country: str) -> Sentence | None:
    """What is wrong with a phone number, if one was given."""
    import phonenumbers  # noqa: PLC0415 - its tables are large, and needed only here

    if not phone.strip():
        return None
    try:
        number = phonenumbers.parse(phone, country or None)
    except phonenumbers.NumberParseException:
        return sentence(N_("This is not a phone number. Start with + and the country code."))
    if not phonenumbers.is_possible_number(number):
        return sentence(N_("This phone number has too few or too many digits."))
    return None
