"""Mail: what is written to whom, and what became of it (domain, section 10)."""

from datetime import datetime
from enum import StrEnum

from attrs import frozen

from checkout_tui.domain.sentence import N_, Sentence, sentence


class MailKind(StrEnum):
    """Why a mail is written. Confirmation and receipt must not be confused."""

    ORDER_CONFIRMATION = "order-confirmation"
    """The order exists and is not (fully) paid: instructions and *Change payment option*, no invoice."""
    RECEIPT = "receipt"
    """Paid: invoice, terms, delivery data, support."""
    DELIVERY = "delivery"
    """Licence and download data for somebody else than who is billed."""
    DECLINED = "declined"
    CANCELLATION = "cancellation"
    SUBSCRIPTION_CANCELLED = "subscription-cancelled"
    REFUND_VALIDATION = "refund-validation"
    """The customer confirms a refund with the code in it; no money moves before that (R-036)."""
    REFUND_DONE = "refund-done"
    DEBIT_AUTHORIZED = "debit-authorized"
    """What the customer agreed to on the phone, before it is taken."""
    TAX_CHANGED = "tax-changed"
    """A new tax rate came into force before it was paid: another total, and how to pay it."""
    PRESENTED_AGAIN = "presented-again"
    """A debit that came back is presented once more."""
    LOOKUP_ANSWER = "lookup-answer"
    OVERDUE_REMINDER = "overdue-reminder"
    RENEWAL_NOTICE = "renewal-notice"


class MailState(StrEnum):
    """What became of a mail."""

    QUEUED = "queued"
    SENT = "sent"
    HELD = "held"
    """It could not be sent; somebody has to look."""
    BOUNCED = "bounced"


_KINDS = {
    MailKind.ORDER_CONFIRMATION: N_("order confirmation"),
    MailKind.RECEIPT: N_("receipt and invoice"),
    MailKind.DELIVERY: N_("delivery"),
    MailKind.DECLINED: N_("payment declined"),
    MailKind.CANCELLATION: N_("cancellation"),
    MailKind.SUBSCRIPTION_CANCELLED: N_("subscription cancelled"),
    MailKind.REFUND_VALIDATION: N_("refund validation"),
    MailKind.REFUND_DONE: N_("refund done"),
    MailKind.DEBIT_AUTHORIZED: N_("debit authorized"),
    MailKind.TAX_CHANGED: N_("tax changed"),
    MailKind.PRESENTED_AGAIN: N_("presented again"),
    MailKind.LOOKUP_ANSWER: N_("lookup answer"),
    MailKind.OVERDUE_REMINDER: N_("overdue reminder"),
    MailKind.RENEWAL_NOTICE: N_("renewal notice"),
}

ASKS_TO_PAY = frozenset(
    {MailKind.ORDER_CONFIRMATION, MailKind.DECLINED, MailKind.OVERDUE_REMINDER, MailKind.TAX_CHANGED}
)
"""With instructions or *Change payment option*: nothing for an order that waits for no payment (R-007)."""

NOT_FOR_THE_SCREEN = frozenset({MailKind.LOOKUP_ANSWER, MailKind.REFUND_VALIDATION})
"""Written at the moment of sending and kept nowhere: only whoever has the inbox knows what they say."""

_STATES = {
    MailState.QUEUED: N_("queued"),
    MailState.SENT: N_("sent"),
    MailState.HELD: N_("held"),
    MailState.BOUNCED: N_("bounced"),
}


def mail_words(term: MailKind | MailState) -> Sentence:
    """What an operator calls it."""
    return sentence(_KINDS[term] if isinstance(term, MailKind) else _STATES[term])


@frozen
class Attachment:
    """A file that goes with a mail."""

    name: str
    content_type: str
    content: bytes


@frozen
class Letter:
    """A mail as written, before it is anybody's to send."""

    subject: str
    text: str
    html: str
    attachments: tuple[Attachment, ...] = ()


@frozen
class Mail:
    """A letter in the outbox."""

    id: str
    kind: MailKind
    state: MailState
    order: str
    """The order's reference; empty for a lookup answer."""
    to: str
    language: str
    subject: str
    queued_at: datetime
    sent_at: datetime | None = None
    trouble: str = ""
    """Why it is held or bounced."""
