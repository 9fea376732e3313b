"""What may be said to the caller now, and what must not: from where the order stands (R-060 to R-064, R-078).

The lines to say are in the order's language, with this order's own amounts and days; the warnings
are for the operator and follow the operator's language. No time is ever promised that the method
did not give, and no reason for a refusal is named.
"""

from collections.abc import Callable, Iterator

from attrs import field, frozen

from checkout_tui.domain.business_days import SettlementWindow
from checkout_tui.domain.history import Question
from checkout_tui.domain.letter import Mail, MailKind, MailState
from checkout_tui.domain.method import FieldKind, PaymentMethod
from checkout_tui.domain.money import Money
from checkout_tui.domain.order import Delivery, Order, OrderState
from checkout_tui.domain.outcomes import Declined, Retry, Who
from checkout_tui.domain.payment import Payment, is_under_way, taken_back_of
from checkout_tui.domain.seller import Seller
from checkout_tui.domain.sentence import N_, Sentence, sentence
from checkout_tui.domain.tax import TaxChange
from checkout_tui.domain.wording import decline_line, line
from checkout_tui.domain.words import Words

_NO_REASON = N_("Never name a reason for the refusal, not even one that the timeline shows.")
_NO_GUESS = N_("Never promise that the next attempt will be accepted.")
_NO_DATE = N_("Never name another date, and never say why the bank takes its time.")
_NO_TIME = N_("Never promise a date or a number of days.")
_NO_PROOF = N_("Never ask for proof or a confirmation of the payment: nobody has to confirm it.")
_NOT_LOST = N_("Never say that the payment is lost or was not made: we only know that it is not credited.")
_NOT_BEFORE = N_("Never give download or licence data before the payment is here.")
_NOT_CHARGED = N_("Never say that it was charged, and never say that it was declined.")
_NOT_AGAIN = N_("Never take the payment again.")
_NOT_REFUNDED = N_("Never say that the refund was made, and never say that it failed.")
_NO_DETAILS = N_("Never read licence data aloud: it goes by mail to the address of the order.")
_NO_STATEMENT_DAY = N_("Never promise the day on which the refund appears on a statement.")
_NO_INVOICE = N_("Never promise an invoice before the payment is here.")
_NO_RETURN_TALK = N_("Never name the bank's reason for taking the payment back.")
_NO_TAX_ADVICE = N_(
    "Never explain the tax: the rate is that of the day on which the money is here, and no more."
)
_LAST_FOUR = N_("Never ask for, or read out, more than the last four digits of a card or account.")


@frozen
class Said:
    """``say`` in the order's language, in the order in which to say it; ``never`` for the operator's eyes."""

    say: tuple[str, ...]
    never: tuple[Sentence, ...]


@frozen
class _Situation:
    order: Order
    payment: Payment | None
    method: PaymentMethod | None
    window: SettlementWindow | None
    overdue: bool
    declined: Declined
    mails: tuple[Mail, ...]
    seller: Seller | None
    retaxed: TaxChange | None
    licence_ended: bool
    email: str = field(init=False)
    title: Words = field(init=False)

    @email.default
    def _email(self) -> str:
        return self.order.customer.email

    @title.default
    def _title(self) -> Words:
        return self.method.title if self.method else Words("the method you chose", "le moyen choisi")

    def line(self, key: str, **facts: object) -> str:
        return line(key, self.order.language, **facts)

    def wrote(self, kind: MailKind) -> bool:
        """Whether a mail of this kind was written and has not failed."""
        return any(
            mail.kind is kind and mail.state in (MailState.SENT, MailState.QUEUED) for mail in self.mails
        )

    def waits(self, kind: MailKind) -> bool:
        """Whether a mail of this kind was written and none has left: it must not be announced as sent."""
        kept = any(mail.kind is kind and mail.state is MailState.HELD for mail in self.mails)
        return kept and not self.wrote(kind)

    @property
    def missing(self) -> Money:
        """What is still to come of an order that is partly paid; nothing where none of it is here."""
        part = self.payment.received if self.payment else Money(0, self.order.currency)
        total = self.order.total
        return total - part if 0 < part.minor < total.minor else Money(0, self.order.currency)


def may_be_said(
    order: Order,
    state: OrderState,
    *,
    payment: Payment | None = None,
    method: PaymentMethod | None = None,
    window: SettlementWindow | None = None,
    overdue: bool = False,
    declined: Declined | None = None,
    mails: tuple[Mail, ...] = (),
    seller: Seller | None = None,
    retaxed: TaxChange | None = None,
    licence_ended: bool = True,
) -> Said:
    """What may be said about ``order``, whose latest payment is ``payment``, and what must not.

    ``overdue`` is the window's own verdict (only past its upper bound, R-079); ``declined`` is what
    the method's ``decline`` hook made of the latest refusal; ``seller`` fills in the support address;
    ``retaxed`` is a change of tax that the caller may not know of; ``licence_ended`` whether a refund ended all that
    was bought.
    """
    situation = _Situation(
        order, payment, method, window, overdue, declined or Declined(), mails, seller, retaxed, licence_ended
    )
    said = (*_bounced(situation), *_retaxed(situation), *_SAYS[state](situation))
    nevers = (*_nevers(state, situation), *((_NO_TAX_ADVICE,) if retaxed else ()))
    return Said(said, tuple(sentence(text) for text in nevers))


def _new(at: _Situation) -> Iterator[str]:
    yield at.line("said.new", total=at.order.total)
    if at.wrote(MailKind.ORDER_CONFIRMATION):
        yield from _not_found(at)


def _unanswered(at: _Situation) -> Iterator[str]:
    refunding = bool(at.payment and at.payment.live and at.payment.live.question is Question.REFUND)
    yield at.line("said.unanswered_refund" if refunding else "said.unanswered")
    yield at.line("said.we_write" if refunding else "said.do_not_pay_again")


def _pending(at: _Situation) -> Iterator[str]:
    if at.payment and at.payment.live and at.payment.live.question is Question.REFUND:
        yield at.line("said.unanswered_refund")
        yield at.line("said.we_write")
        return
    yield at.line("said.pending")
    if at.window and at.payment and is_under_way(at.payment):
        yield at.line("said.expected", method=at.title, window=at.window)
    yield at.line("said.do_not_pay_again")


def _awaiting_customer(at: _Situation) -> Iterator[str]:
    if at.waits(MailKind.ORDER_CONFIRMATION):
        yield at.line("said.mail_waits", email=at.email)
        yield at.line("said.approve_first")
        return
    yield at.line("said.approve", email=at.email)
    yield at.line("said.approve_first")
    yield at.line("said.spam")
    yield from _lookup_and_support(at)


def _awaiting_funds(at: _Situation) -> Iterator[str]:
    missing = at.missing
    if at.overdue and at.window:
        if missing.minor:
            received, last = at.order.total - missing, at.window.last
            yield at.line("said.overdue_part", received=received, missing=missing, last=last)
        else:
            yield at.line("said.overdue", method=at.title, last=at.window.last)
        yield at.line("said.spam")
        yield from _lookup_and_support(at)
        return
    if at.window:
        yield at.line("said.expected", method=at.title, window=at.window)
    else:
        yield at.line("said.no_time", method=at.title)
    yield at.line("said.nothing_to_confirm")
    if missing.minor:
        yield at.line("said.part_received", received=at.order.total - missing, missing=missing)
    if at.wrote(MailKind.ORDER_CONFIRMATION):
        yield at.line("said.instructions_mailed", email=at.email)
    reference = at.payment.remittance_reference if at.payment else ""
    if reference:
        yield at.line("said.write_reference", reference=reference)
    yield at.line("said.after_payment")
    if at.wrote(MailKind.ORDER_CONFIRMATION):
        yield from _not_found(at)


def _authorized(at: _Situation) -> Iterator[str]:
    yield at.line("said.authorized", total=at.payment.amount if at.payment else at.order.total)
    yield at.line("said.after_payment")


def _declined(at: _Situation) -> Iterator[str]:
    yield decline_line(at.declined.wording, at.order.language)
    yield from decline_hints(at.declined, at.order.language, at.method)
    yield from _about_it_mailed(at)


def _returned(at: _Situation) -> Iterator[str]:
    part = taken_back_of(at.payment) if at.payment else None
    if part is not None:
        # What is here is not paid again, so no other way is offered for all of it.
        yield at.line("said.returned_part", amount=part)
        yield from _about_it_mailed(at, linked=False)
        return
    wording = at.declined.wording
    yield decline_line(wording if wording.startswith("returned.") else "returned.plain", at.order.language)
    yield at.line("hint.other_way")
    yield from _about_it_mailed(at)


def _about_it_mailed(at: _Situation, *, linked: bool = True) -> Iterator[str]:
    """The mail about a refusal or a return, and its link where this seller's mails have one (R-062)."""
    if at.wrote(MailKind.DECLINED):
        links = linked and (at.seller is None or bool(at.seller.change_option_url))
        yield at.line("hint.mailed" if links else "hint.mailed_only", email=at.email)
        yield from _not_found(at)


def _paid(at: _Situation) -> Iterator[str]:
    yield at.line("said.paid", total=at.order.total)
    by_seller = [product for product in at.order.lines if product.delivery is Delivery.SELLER]
    ours = len(by_seller) < len(at.order.lines)
    if at.waits(MailKind.RECEIPT):
        yield at.line("said.mail_waits", email=at.email)
        return
    licensed = any(product.delivery is Delivery.LICENCE for product in at.order.lines)
    with_it = "said.receipt_with_delivery" if licensed else "said.receipt_with_download"
    yield at.line(with_it if ours else "said.receipt_mailed", email=at.email)
    if at.order.delivery is not None and at.wrote(MailKind.DELIVERY):
        yield at.line("said.delivery_mailed", email=at.order.delivery.email)
    for product in by_seller:
        yield at.line("said.seller_delivers", product=product.title, seller=at.order.seller)
    yield at.line("said.spam")
    yield from _lookup_and_support(at)


def _refunded(at: _Situation) -> Iterator[str]:
    refunded = Money(at.payment.refunded, at.payment.currency) if at.payment else at.order.total
    yield at.line("said.refunded", amount=refunded)
    yield at.line("said.refund_when")
    if at.wrote(MailKind.REFUND_DONE):
        yield at.line("said.refund_mailed", email=at.email)
        yield from _not_found(at)
    yield at.line("said.licence_ended" if at.licence_ended else "said.refund_subscription_stays")


def _cancelled(at: _Situation) -> Iterator[str]:
    yield at.line("said.cancelled")
    if at.wrote(MailKind.CANCELLATION):
        yield at.line("said.cancelled_mailed", email=at.email)
        yield from _not_found(at)
    yield at.line("said.cancelled_paid")


def _lookup_and_support(at: _Situation) -> Iterator[str]:
    """After the spam folder, always in this order (R-003)."""
    yield at.line("said.lookup")
    contacts = support_contacts(at.seller) if at.seller else ""
    yield at.line("said.support_at", support=contacts) if contacts else at.line("said.support")


def _not_found(at: _Situation) -> Iterator[str]:
    """The same three steps in one breath, where a mail is only beside the point (R-003)."""
    support = (at.seller.support_email or at.seller.support_phone) if at.seller else ""
    yield at.line("said.no_mail_at", support=support) if support else at.line("said.no_mail")


def _bounced(at: _Situation) -> Iterator[str]:
    """A mail that came back is the first thing to put right: all others would come back too (R-025)."""
    latest = max(at.mails, key=lambda mail: mail.queued_at, default=None)
    if latest is not None and latest.state is MailState.BOUNCED and latest.to == at.email:
        yield at.line("said.mail_bounced", email=at.email)


def _retaxed(at: _Situation) -> Iterator[str]:
    """Both totals: the caller was told the former one, and may have sent it."""
    change = at.retaxed
    if change is not None:
        yield at.line("said.tax_changed", day=change.since, total=change.total, was=change.total_was)
        yield at.line("said.tax_changed_sent", was=change.total_was)


def support_contacts(seller: Seller) -> str:
    """Where support is reached, in one breath."""
    return ", ".join(contact for contact in (seller.support_email, seller.support_phone) if contact)


def decline_hints(declined: Declined, language: str, method: PaymentMethod | None = None) -> Iterator[str]:
    """What helps after a refusal (R-061 to R-064): never why, always what can be done."""
    retry = {
        Retry.ONCE: "hint.same_again",
        Retry.CORRECTED: "hint.after_correction",
        Retry.LATER: "hint.later",
    }.get(declined.retry)
    if declined.wording == "declined.plain" and declined.retry is not Retry.NEVER:
        yield line("hint.typing", language)
        yield line("hint.international", language)
    if declined.who_can_fix is Who.ISSUER and declined.retry is not Retry.NEVER:
        # Only a card has a number on its back: an account that is debited by phone has none.
        on_the_back = method is None or any(asked.kind is FieldKind.CARD_NUMBER for asked in method.fields)
        yield line("hint.call_issuer" if on_the_back else "hint.ask_bank", language)
    if retry is not None:
        yield line(retry, language)
    yield line("hint.another", language)


_SAYS: dict[OrderState, Callable[[_Situation], Iterator[str]]] = {
    OrderState.NEW: _new,
    OrderState.UNANSWERED: _unanswered,
    OrderState.PENDING: _pending,
    OrderState.AWAITING_CUSTOMER: _awaiting_customer,
    OrderState.AWAITING_FUNDS: _awaiting_funds,
    OrderState.AUTHORIZED: _authorized,
    OrderState.DECLINED: _declined,
    OrderState.PAID: _paid,
    OrderState.RETURNED: _returned,
    OrderState.REFUNDED: _refunded,
    OrderState.CANCELLED: _cancelled,
}

_NEVER: dict[OrderState, tuple[str, ...]] = {
    OrderState.NEW: (_NOT_BEFORE, _NO_INVOICE, _LAST_FOUR),
    OrderState.UNANSWERED: (_NOT_CHARGED, _NOT_AGAIN, _LAST_FOUR),
    OrderState.PENDING: (_NOT_CHARGED, _NOT_AGAIN, _LAST_FOUR),
    OrderState.AWAITING_CUSTOMER: (_NOT_BEFORE, _NO_INVOICE),
    OrderState.AWAITING_FUNDS: (_NO_DATE, _NO_PROOF, _NOT_BEFORE, _NO_INVOICE),
    OrderState.AUTHORIZED: (_NOT_BEFORE, _LAST_FOUR),
    OrderState.DECLINED: (_NO_REASON, _NO_GUESS, _LAST_FOUR),
    OrderState.PAID: (_NO_DETAILS, _LAST_FOUR),
    OrderState.RETURNED: (_NO_RETURN_TALK, _NO_GUESS),
    OrderState.REFUNDED: (_NO_STATEMENT_DAY, _LAST_FOUR),
    OrderState.CANCELLED: (_NOT_BEFORE,),
}


def _nevers(state: OrderState, at: _Situation) -> tuple[str, ...]:
    refunding = bool(at.payment and at.payment.live and at.payment.live.question is Question.REFUND)
    if refunding and state in (OrderState.UNANSWERED, OrderState.PENDING):
        return (_NOT_REFUNDED, _NO_STATEMENT_DAY)
    if state is OrderState.AWAITING_FUNDS and at.overdue:
        return (_NOT_LOST, _NO_DATE, _NOT_BEFORE)
    if state is OrderState.AWAITING_FUNDS and at.window is None:
        return (_NO_TIME, _NO_PROOF, _NOT_BEFORE, _NO_INVOICE)
    return _NEVER[state]
