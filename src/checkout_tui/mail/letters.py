"""Every letter to a customer, by why it is written; its words are the lines of the order's language."""

from collections.abc import Callable, Iterator
from datetime import date

from attrs import evolve, field, frozen

from checkout_tui.domain.business_days import SettlementWindow
from checkout_tui.domain.history import Standing
from checkout_tui.domain.letter import Attachment, Letter, MailKind
from checkout_tui.domain.licence import Licence
from checkout_tui.domain.method import PaymentMethod
from checkout_tui.domain.money import Money
from checkout_tui.domain.order import Order, OrderState
from checkout_tui.domain.outcomes import Declined
from checkout_tui.domain.payment import Payment, taken_back_of
from checkout_tui.domain.reference import shown
from checkout_tui.domain.refund import Brings, RefundRequest, brings
from checkout_tui.domain.seller import Seller
from checkout_tui.domain.subscription import Ended
from checkout_tui.domain.tax import tax_day
from checkout_tui.domain.wording import line, spoken_day
from checkout_tui.domain.words import Words
from checkout_tui.mail.codes import shown as shown_code
from checkout_tui.mail.links import Links
from checkout_tui.mail.page import Block, Heading, Link, Page, Say, Table
from checkout_tui.mail.passages import Passages

MOST_INVOICES = 20
"""So many invoices go with one lookup answer; the others are had from support."""


@frozen
class Purchase:
    """One entry of a lookup answer."""

    order: Order
    state: OrderState
    payments: tuple[Payment, ...] = ()
    invoice: str | None = None
    declined: Declined = field(factory=Declined)
    """What its method made of the latest refusal."""
    method: PaymentMethod | None = None
    used_only: bool = False
    """Whether the address is that of who uses it, and somebody else was billed."""


@frozen
class _Case:
    """What one letter is about."""

    order: Order
    payment: Payment | None
    method: PaymentMethod | None
    window: SettlementWindow | None
    declined: Declined
    invoice: str | None
    written_on: date
    refund: RefundRequest | None
    ended: Ended | None
    renews_on: date | None
    paid_otherwise: bool
    given_up: tuple[str, ...]
    renewal_of: str

    def line(self, key: str, **facts: object) -> str:
        return line(key, self.order.language, seller=self.order.seller, **facts)

    @property
    def title(self) -> Words | None:
        return self.method.title if self.method else None


@frozen
class Letters:
    """Writes for one seller; ``links`` signs what may be followed."""

    seller: Seller
    links: Links

    def compose(
        self,
        kind: MailKind,
        order: Order,
        *,
        payment: Payment | None = None,
        method: PaymentMethod | None = None,
        window: SettlementWindow | None = None,
        declined: Declined | None = None,
        invoice: str | None = None,
        written_on: date,
        refund: RefundRequest | None = None,
        ended: Ended | None = None,
        renews_on: date | None = None,
        licences: tuple[Licence, ...] = (),
        paid_otherwise: bool = False,
        given_up: tuple[str, ...] = (),
        renewal_of: str = "",
    ) -> Letter:
        """The letter of this kind about ``order`` as it stands; the invoice is added by :meth:`invoice`.

        A lookup answer is about several orders: :meth:`lookup_answer`. A refund validation holds a
        code: :meth:`refund_validation`.
        """
        case = _Case(
            order,
            payment,
            method,
            window,
            declined or Declined(),
            invoice,
            written_on,
            refund,
            ended,
            renews_on,
            paid_otherwise,
            given_up,
            renewal_of,
        )
        write = _WRITERS[kind]
        key, blocks = write(Passages(self.seller, self.links, order, licences), case)
        subject = line(f"subject.{key}", order.language, reference=shown(order.reference))
        reader = order.delivered_to if kind is MailKind.DELIVERY else order.customer
        return self._page(order.language, subject, reader.name, blocks).letter()

    def invoice(
        self, order: Order, number: str, payments: tuple[Payment, ...], *, copy: bool = False
    ) -> Attachment:
        """The invoice as a PDF file: had again it has the same number and totals, and is marked a copy."""
        # fpdf2 takes a while to import, and only receipts need it.
        from checkout_tui.mail.invoice import invoice  # noqa: PLC0415

        return invoice(self.seller, order, number, payments, copy=copy)

    def refund_validation(
        self, order: Order, request: RefundRequest, mail_id: str, *, paid_otherwise: bool = False
    ) -> tuple[Letter, str]:
        """The mail from which the customer carries on (R-036), and the code in it."""
        language = order.language
        code = self.links.refund_code(mail_id)
        until = f"{spoken_day(request.expires_at, language)}, {request.expires_at:%H:%M} UTC"

        def say(key: str, **facts: object) -> Say:
            return Say(line(key, language, **facts))

        blocks: list[Block] = [
            say("mail.refund_asked", amount=request.amount, seller=order.seller),
            Heading(line("heading.refund", language)),
            say("mail.refund_code", code=shown_code(code), until=until),
        ]
        url = self.links.refund(self.seller, order.reference, request.id)
        if url:
            blocks += [say("mail.refund_link"), Link(line("link.refund", language), url)]
        brought = _brings(order, request, paid_otherwise=paid_otherwise)
        if brought is not Brings.NOTHING:
            blocks.append(say(_BEFORE[brought]))
        blocks += [say("said.refund_when"), say("mail.refund_not_you")]
        blocks += Passages(self.seller, self.links, order).order()
        subject = line("subject.refund-validation", language, reference=shown(order.reference))
        return self._page(language, subject, order.customer.name, blocks).letter(), code

    def lookup_answer(
        self,
        language: str,
        purchases: tuple[Purchase, ...],
        licences: tuple[Licence, ...] = (),
        *,
        more: bool = False,
    ) -> Letter:
        """Everything about one address (R-022); a friendly answer where there is nothing.

        ``licences`` are those of all the purchases; ``more``: there are older ones that are not among them.
        """
        key = "mail.lookup_found" if purchases else "mail.lookup_none"
        blocks: list[Block] = [Say(line(key, language, seller=self.seller.name))]
        attachments: list[Attachment] = []
        for each in purchases:
            # One mail, one language: that of the latest order, whatever the others were taken in.
            order, number = evolve(each.order, language=language), each.invoice
            mine = tuple(licence for licence in licences if licence.order == order.reference)
            passages = Passages(self.seller, self.links, order, mine)
            if each.used_only:
                blocks += passages.used()
                continue
            attached = number is not None and len(attachments) < MOST_INVOICES
            blocks += passages.purchase(
                each.state, each.payments, number, each.declined, each.method, attached=attached
            )
            if number is not None and attached:
                attachments.append(self.invoice(each.order, number, each.payments, copy=True))
        if more:
            blocks.append(Say(line("mail.lookup_more", language)))
        blocks.append(Say(line("mail.lookup_not_you", language)))
        subject = line("subject.lookup-answer", language)
        letter = self._page(language, subject, "", blocks).letter()
        return Letter(letter.subject, letter.text, letter.html, tuple(attachments))

    # ------------------------------------------------------------ inside

    def _page(self, language: str, subject: str, name: str, blocks: list[Block]) -> Page:
        hello = line("mail.hello", language, name=name) if name else line("mail.hello_nobody", language)
        return Page(
            language=language,
            subject=subject,
            seller=self.seller.name,
            blocks=(Say(hello), *blocks, *self._closing(language)),
        )

    def _closing(self, language: str) -> Iterator[Block]:
        """Support, privacy (R-103) and what is never asked for (R-096, R-100): at the end of every mail."""
        seller = self.seller
        yield Heading(line("heading.support", language))
        yield Say(line("mail.support", language))
        contacts = (("word.email", seller.support_email), ("word.phone", seller.support_phone))
        rows = [(line(label, language), value) for label, value in contacts if value]
        rows.append((line("word.seller", language), "\n".join((seller.name, *seller.address))))
        yield Table(tuple(rows))
        if seller.website:
            yield Link(line("link.website", language), seller.website)
        if seller.privacy_url:
            yield Link(line("link.privacy", language), seller.privacy_url)
        yield Say(line("mail.last_four", language))


Written = tuple[str, list[Block]]
"""The key of the subject, and what the letter says."""


def _confirmation(passages: Passages, case: _Case) -> Written:
    """Not paid yet: instructions and *Change payment option*, but no invoice (R-007, R-010)."""
    blocks: list[Block] = [Say(case.line("mail.confirmation")), *_renews(case), *passages.order()]
    blocks += passages.how_to_pay(case.payment, case.title, case.window)
    blocks += passages.change_option(later=bool(case.payment and case.payment.live))
    blocks += passages.terms()
    return "order-confirmation", blocks


def _renews(case: _Case) -> Iterator[Block]:
    """Nobody ordered it by hand: what it is belongs into the mail, or the charge is an unknown one (R-001)."""
    if case.renewal_of:
        yield Say(case.line("mail.renewal_of", reference=shown(case.renewal_of)))


def _debit_authorized(passages: Passages, case: _Case) -> Written:
    """What was agreed on the phone, line by line, before anything is taken."""
    language = case.order.language
    terms = case.payment.terms if case.payment else ()
    rows = tuple((term.label.in_(language), term.value) for term in terms)
    blocks: list[Block] = [Say(case.line("mail.debit_authorized")), Table(rows)]
    blocks += [Say(case.line("mail.debit_wrong")), *passages.order(), *passages.terms()]
    return "debit-authorized", blocks


def _tax_changed(passages: Passages, case: _Case) -> Written:
    """Not paid yet, and another total: both amounts, and how to pay the new one or what becomes of the old."""
    order = case.order
    change = order.retaxed[-1]
    blocks: list[Block] = [
        Say(
            case.line(
                "mail.tax_changed",
                rates=change.rates,
                day=change.since,
                total=change.total,
                was=change.total_was,
            )
        ),
        Say(case.line("said.tax_changed_sent", was=change.total_was)),
    ]
    if case.payment is None:
        blocks.append(Say(case.line("mail.tax_changed_link")))
    blocks += passages.order()
    blocks += passages.how_to_pay(case.payment, case.title, case.window)
    blocks += passages.change_option()
    return "tax-changed", [*blocks, *passages.terms()]


def _presented_again(passages: Passages, case: _Case) -> Written:
    """The debit that came back leaves once more: how much, when at the earliest, and what was agreed."""
    amount = case.payment.amount if case.payment else case.order.total
    day = case.window.first if case.window else case.written_on
    blocks: list[Block] = [Say(case.line("mail.presented_again", amount=amount, day=day))]
    blocks.append(Say(case.line("mail.presented_again_before")))
    return "presented-again", [*blocks, *passages.order(), *passages.terms()]


def _receipt(passages: Passages, case: _Case) -> Written:
    """Paid: invoice, terms, delivery data, support, and no *Change payment option* (R-005 to R-010)."""
    blocks: list[Block] = [Say(case.line("mail.receipt", total=case.order.total)), *_renews(case)]
    means = case.payment.shows if case.payment and case.payment.shows else case.title
    if means:
        blocks.append(Say(case.line("mail.paid_by", means=means)))
    if case.invoice:
        blocks.append(Say(case.line("mail.invoice", number=case.invoice)))
    blocks += passages.delivery()
    blocks += passages.order(invoice=case.invoice, paid_on=_paid_on(case))
    blocks += passages.subscription()
    blocks.append(Say(case.line("mail.technical_first")))
    blocks += passages.terms()
    return "receipt", blocks


def _declined(passages: Passages, case: _Case) -> Written:
    """Refused or taken back: never why, always what can be done, and the link (R-023, R-060 to R-064)."""
    part = taken_back_of(case.payment) if case.payment else None
    if part is not None:
        # The rest is here: nobody is asked to pay all of it once more.
        said = Say(case.line("said.returned_part", amount=part))
        return "returned", [said, *_renews(case), *passages.order(), *passages.terms()]
    returned = bool(case.payment and (case.payment.returned or case.payment.standing is Standing.RETURNED))
    wording = case.declined.wording
    if returned and not wording.startswith("returned."):
        wording = "returned.plain"
    blocks: list[Block] = [Say(case.line("mail.returned" if returned else "mail.declined")), *_renews(case)]
    blocks += passages.refusal(evolve(case.declined, wording=wording), case.method)
    blocks += passages.change_option()
    blocks += passages.order()
    blocks += passages.terms()
    return "returned" if returned else "declined", blocks


def _cancellation(passages: Passages, case: _Case) -> Written:
    """Cancelled while unpaid, on request (R-052, R-053)."""
    blocks: list[Block] = [Say(case.line("mail.cancelled")), Say(case.line("mail.cancelled_paid"))]
    return "cancellation", [*blocks, *passages.order()]


def _delivery(passages: Passages, case: _Case) -> Written:
    """Licence and download data for who uses it; prices and invoice are the customer's (R-008, R-047)."""
    customer = case.order.customer
    buyer = customer.company or customer.name
    blocks: list[Block] = [Say(case.line("mail.delivery_for", customer=buyer)), *passages.delivery()]
    blocks.append(Say(case.line("mail.technical_first")))
    return "delivery", [*blocks, *passages.terms()]


def _overdue(passages: Passages, case: _Case) -> Written:
    """Only past the window's upper bound; nobody has to confirm anything (R-078, R-079)."""
    day = case.window.last if case.window else case.written_on
    blocks: list[Block] = [Say(case.line("mail.overdue", day=day)), Say(case.line("mail.overdue_sent"))]
    if case.payment is not None:
        blocks += passages.instructions(case.payment)
    blocks += passages.change_option()
    return "overdue-reminder", [*blocks, *passages.order()]


def _renewal_notice(passages: Passages, case: _Case) -> Written:
    """Before it renews: when, and how to stop it (R-030)."""
    day = case.renews_on or case.written_on
    blocks: list[Block] = [Say(case.line("mail.renewal_notice", day=day))]
    blocks += list(passages.subscription()) or [Say(case.line("mail.renewal_by_support"))]
    return "renewal-notice", [*blocks, *passages.order()]


def _subscription_cancelled(passages: Passages, case: _Case) -> Written:
    """No further renewals, nothing refunded (R-031, R-032, R-033)."""
    key = "mail.subscription_unpaid" if case.ended is Ended.UNPAID else "mail.subscription_cancelled"
    blocks: list[Block] = [Say(case.line(key)), Say(case.line("mail.subscription_no_refund"))]
    blocks += [Say(case.line("mail.renewal_given_up", reference=shown(each))) for each in case.given_up]
    if case.given_up:
        blocks.append(Say(case.line("mail.cancelled_paid")))
    return "subscription-cancelled", [*blocks, *passages.order()]


def _refund_done(passages: Passages, case: _Case) -> Written:
    """Money went back to where it came from; no day is promised on which it appears."""
    order, payment = case.order, case.payment
    amount = Money(payment.refunded, payment.currency) if payment and payment.refunded else order.total
    brought = Brings.SUBSCRIPTION if order.renews else Brings.LICENCE
    if payment is not None and payment.kept.minor:
        brought = Brings.NOTHING
    if case.refund is not None:
        amount = case.refund.amount
        brought = _brings(order, case.refund, paid_otherwise=case.paid_otherwise)
    blocks: list[Block] = [
        Say(case.line("mail.refund_done", amount=amount)),
        Say(case.line("said.refund_when")),
    ]
    if brought is not Brings.NOTHING:
        blocks.append(Say(case.line(_AFTER[brought])))
    return "refund-done", [*blocks, *passages.order()]


def _brings(order: Order, request: RefundRequest, *, paid_otherwise: bool) -> Brings:
    ends = request.ends_subscription
    return brings(order, request.kind, ends_subscription=ends, paid_otherwise=paid_otherwise)


_BEFORE = {
    Brings.LICENCE: "mail.refund_brings",
    Brings.SUBSCRIPTION: "mail.refund_brings_subscription",
    Brings.ALL_BUT_SUBSCRIPTION: "said.refund_subscription_stays",
}
_AFTER = {
    Brings.LICENCE: "mail.refund_full",
    Brings.SUBSCRIPTION: "mail.refund_full_subscription",
    Brings.ALL_BUT_SUBSCRIPTION: "said.refund_subscription_stays",
}


def _paid_on(case: _Case) -> date:
    settled_at = case.payment.settled_at if case.payment else None
    # As on the invoice that comes with it: the customer's day, by which it is taxed.
    return tax_day(case.order.place, settled_at) if settled_at else case.written_on


_WRITERS: dict[MailKind, Callable[[Passages, _Case], Written]] = {
    MailKind.ORDER_CONFIRMATION: _confirmation,
    MailKind.RECEIPT: _receipt,
    MailKind.DECLINED: _declined,
    MailKind.CANCELLATION: _cancellation,
    MailKind.REFUND_DONE: _refund_done,
    MailKind.DELIVERY: _delivery,
    MailKind.OVERDUE_REMINDER: _overdue,
    MailKind.RENEWAL_NOTICE: _renewal_notice,
    MailKind.SUBSCRIPTION_CANCELLED: _subscription_cancelled,
    MailKind.DEBIT_AUTHORIZED: _debit_authorized,
    MailKind.TAX_CHANGED: _tax_changed,
    MailKind.PRESENTED_AGAIN: _presented_again,
}
