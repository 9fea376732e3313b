"""What people may ask about their own data, by when they have an answer, and what the law keeps (domain, section 8).

The law gives six rights and one month. What is kept although somebody asks for its erasure is told
beforehand: invoices and what was paid are bookkeeping.
"""

from calendar import monthrange
from datetime import date, datetime
from enum import StrEnum

from attrs import frozen

from checkout_tui.domain.order import OrderState
from checkout_tui.domain.reference import shown
from checkout_tui.domain.sentence import N_, Sentence, counted, sentence


class Right(StrEnum):
    """What somebody asks for (GDPR, articles 15 to 18, 20 and 21)."""

    ACCESS = "access"
    RECTIFICATION = "rectification"
    ERASURE = "erasure"
    RESTRICTION = "restriction"
    PORTABILITY = "portability"
    OBJECTION = "objection"


class PrivacyState(StrEnum):
    """What became of a request."""

    OPEN = "open"
    """The month runs."""
    ANSWERED = "answered"
    DECLINED = "declined"
    """Not done, and the person was told why."""
    LIFTED = "lifted"
    """A restriction or an objection that holds no more."""


LASTING = frozenset({Right.RESTRICTION, Right.OBJECTION})
"""Once answered, these hold until they are lifted."""

_RIGHTS = {
    Right.ACCESS: N_("access"),
    Right.RECTIFICATION: N_("rectification"),
    Right.ERASURE: N_("erasure"),
    Right.RESTRICTION: N_("restriction"),
    Right.PORTABILITY: N_("portability"),
    Right.OBJECTION: N_("objection"),
}
_BRINGS = {
    Right.ACCESS: N_("s saves what is held as a file; send it to the person, then x."),
    Right.RECTIFICATION: N_("Put right what is wrong (the address: e at an order’s papers), then x."),
    Right.ERASURE: N_("x erases everything that no law keeps, and says before what stays."),
    Right.RESTRICTION: N_("x: kept and not used; no reminder or notice is mailed, and the orders say so."),
    Right.PORTABILITY: N_("s saves what is held as a JSON file that other programs read; send it, then x."),
    Right.OBJECTION: N_("x: no reminder or notice is mailed any more, and the orders say so."),
}
_HOLDS = {
    Right.RESTRICTION: N_(
        "The customer’s data are restricted: kept, and used only with the customer’s consent."
    ),
    Right.OBJECTION: N_("The customer objected: no reminder or notice is mailed."),
}
_STATES = {
    PrivacyState.OPEN: N_("open"),
    PrivacyState.ANSWERED: N_("answered"),
    PrivacyState.DECLINED: N_("declined"),
    PrivacyState.LIFTED: N_("lifted"),
}


def privacy_words(term: Right | PrivacyState) -> Sentence:
    """What an operator calls it."""
    return sentence(_RIGHTS[term] if isinstance(term, Right) else _STATES[term])


def brings(right: Right) -> Sentence:
    """What is done to answer a request for this."""
    return sentence(_BRINGS[right])


def holds(right: Right) -> Sentence:
    """What an order of somebody says while this holds."""
    return sentence(_HOLDS[right])


def answer_by(asked: date) -> date:
    """A month later: the same day, or the month's last where it has no such day (article 12)."""
    year, month = (asked.year + 1, 1) if asked.month == 12 else (asked.year, asked.month + 1)
    return date(year, month, min(asked.day, monthrange(year, month)[1]))


def masked_address(email: str) -> str:
    """What stays of an address that was erased: enough to show that it was done, too little to write to."""
    name, _, domain = email.partition("@")
    return f"{name[:1]}…@{domain}"


@frozen
class PrivacyRequest:
    """Somebody asked for one of the six, and has to have an answer by ``due_on``."""

    id: str
    right: Right
    email: str
    asked_at: datetime
    asked_by: str
    """The operator who wrote it down."""
    due_on: date
    state: PrivacyState = PrivacyState.OPEN
    ended_at: datetime | None = None
    ended_by: str = ""
    note: str = ""
    """How it was answered, or why not."""

    @property
    def in_force(self) -> bool:
        """Whether it was granted and holds until it is lifted."""
        return self.right in LASTING and self.state is PrivacyState.ANSWERED

    def clock(self, today: date) -> Sentence:
        """How long there is to answer it; when it was, where it was."""
        if self.state is not PrivacyState.OPEN:
            return sentence(N_("{state} {when}"), state=privacy_words(self.state), when=self.ended_at)
        days = (self.due_on - today).days
        if days < 0:
            return counted(N_("{count} day late"), N_("{count} days late"), -days)
        if days == 0:
            return sentence(N_("due today"))
        return counted(N_("{count} day left"), N_("{count} days left"), days)

    def is_late(self, today: date) -> bool:
        """Whether the month is over without an answer."""
        return self.state is PrivacyState.OPEN and today > self.due_on


class Fate(StrEnum):
    """What erasure does with an order."""

    ERASED = "erased"
    KEPT = "kept"
    """Money was taken for it: its invoice and its payments are bookkeeping."""
    OPEN = "open"
    """It is under way: it has to be cancelled first."""


def fate(state: OrderState, *, invoiced: bool, money: bool) -> Fate:
    """What becomes of an order when its customer asks for erasure."""
    if invoiced or money:
        return Fate.KEPT
    return Fate.ERASED if state is OrderState.CANCELLED else Fate.OPEN


@frozen
class HeldOrder:
    """One order of somebody, and what erasure does with it."""

    reference: str
    fate: Fate


@frozen
class Held:
    """What is here about somebody, found by an e-mail address."""

    email: str
    language: str
    """That of the latest order: it decides what may be said."""
    orders: tuple[HeldOrder, ...] = ()
    mails: int = 0
    calls: int = 0
    drafts: int = 0
    renewing: tuple[str, ...] = ()
    """Orders whose subscription still renews."""
    requests: tuple[PrivacyRequest, ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether nothing is known under this address."""
        return not (self.orders or self.mails or self.calls or self.drafts)

    def of(self, what: Fate) -> tuple[str, ...]:
        """References of the orders with this fate."""
        return tuple(order.reference for order in self.orders if order.fate is what)

    def latest(self, right: Right) -> PrivacyRequest | None:
        """The latest request for this."""
        return next((each for each in reversed(self.requests) if each.right is right), None)

    def told_beforehand(self) -> tuple[Sentence, ...]:
        """What erasure does and what stays, before anything is done."""
        kept, erased, open_ = self.of(Fate.KEPT), self.of(Fate.ERASED), self.of(Fate.OPEN)
        text = N_("Erased: what is personal in mails ({mails}), calls ({calls}) and begun orders ({drafts}).")
        lines = [sentence(text, mails=self.mails, calls=self.calls, drafts=self.drafts)]
        if erased:
            text = N_("Erased: the customer of what was cancelled and never paid: {orders}.")
            lines.append(sentence(text, orders=_named(erased)))
        if kept:
            text = N_("Stays, because the law keeps invoices and payments: {orders}, with their mails.")
            lines.append(sentence(text, orders=_named(kept)))
            lines.append(sentence(N_("Stays too: what banks reported, and the histories of payments.")))
        if open_:
            text = N_("Stays while it is under way: {orders}. Cancel it first (x), or wait for its end.")
            lines.append(sentence(text, orders=_named(open_)))
        if self.renewing:
            text = N_("A subscription goes on: {orders}. Erasure does not cancel it (u, then x).")
            lines.append(sentence(text, orders=_named(self.renewing)))
        return tuple(lines)


def _named(references: tuple[str, ...]) -> str:
    return ", ".join(shown(reference) for reference in references)
