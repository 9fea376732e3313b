"""The operator's timeline: what each line of a payment's history says."""

from datetime import date

from checkout_tui.domain import outcomes as o
from checkout_tui.domain.business_days import SettlementWindow
from checkout_tui.domain.history import (
    Allocated,
    Answered,
    Asked,
    BankNotice,
    Entry,
    Noted,
    PresentedAgain,
    Question,
    Released,
    Retaxed,
    Returned,
    ReturnUndone,
    ShortAccepted,
    Stated,
    Via,
    Withdrawn,
    called,
)
from checkout_tui.domain.hold import ended
from checkout_tui.domain.outcomes import Declined, Family, Retry, Who
from checkout_tui.domain.outside_text import safe
from checkout_tui.domain.sentence import N_, Sentence, counted, sentence
from checkout_tui.domain.words import Words

_ASKED = {
    Question.AUTHORIZE: N_("{means}: asked to authorize {amount}"),
    Question.HOLD: N_("{means}: asked to hold {amount}"),
    Question.SETTLE: N_("{means}: asked to settle {amount}"),
    Question.REFUND: N_("{means}: asked to refund {amount}"),
    Question.VOID: N_("{means}: asked to void {amount}"),
    Question.INQUIRE: N_("{means}: asked what became of {amount}"),
}

_REFUSED = {
    Question.AUTHORIZE: N_("{means} declined ({code})"),
    Question.INQUIRE: N_("{means} declined ({code})"),
    Question.HOLD: N_("{means}: holding it was refused ({code})"),
    Question.SETTLE: N_("{means}: settling was refused ({code})"),
    Question.REFUND: N_("{means}: the refund was refused ({code})"),
    Question.VOID: N_("{means}: voiding was refused ({code})"),
}

_VIA = {
    Via.INQUIRY: N_("{what} – found by asking the provider"),
    Via.BANK: N_("{what} – told by a bank's document"),
    Via.OPERATOR: N_("{what} – decided by a person: {evidence}"),
}

_WITHDRAWN = {
    "": N_("{means}: given up"),
    "cancelled": N_("{means}: given up, the order was cancelled"),
    "changed": N_("{means}: given up for another payment option"),
    "retaxed": N_("{means}: the link is given up, it was for the total before the tax changed"),
}

Means = Words | str
"""What the payment is called in its lines: the method's title, or the masked text of the card."""


def told(entry: Entry, method: Words | None) -> Sentence:
    """What the timeline says of ``entry``; ``method`` is the title of the payment's method if it is known."""
    event = entry.event
    means: Means = method or Words("payment", "paiement")
    match event:
        case Asked():
            return sentence(_ASKED[event.question], means=_shown(event.shows, means), amount=event.amount)
        case Answered():
            return _with_source(event, _answered(event, means))
        case Allocated():
            return sentence(
                N_("{means}: allocated {amount} from remittance {remittance}"),
                means=means,
                amount=event.amount,
                remittance=safe(event.remittance),
            )
        case Released():
            return _with_why(
                sentence(
                    N_("{means}: released {amount} of remittance {remittance}"),
                    means=means,
                    amount=event.amount,
                    remittance=safe(event.remittance),
                ),
                event.why,
            )
        case ShortAccepted():
            return _with_why(
                sentence(
                    N_("{means}: {amount} were kept by banks on the way and are borne by the seller"),
                    means=means,
                    amount=event.amount,
                ),
                event.why,
            )
        case Returned():
            return sentence(
                N_("{means}: the bank took back {amount} ({code})"),
                means=means,
                amount=event.amount,
                code=safe(event.code),
            )
        case ReturnUndone():
            undone = N_("{means}: the bank’s return of {amount} ({code}) was not of this money and is undone")
            return _with_why(
                sentence(undone, means=means, amount=event.amount, code=safe(event.code)), event.why
            )
        case PresentedAgain():
            return sentence(
                N_("{means}: what came back ({code}) is presented again; the customer is told"),
                means=means,
                code=safe(event.code),
            )
        case Stated():
            stated = N_("{means}: paid out, as one person says; a second has to confirm it")
            return _with_why(sentence(stated, means=means), event.evidence)
        case BankNotice():
            notice = sentence(N_("{means}: the bank reports {code}"), means=means, code=safe(event.code))
            return _with_why(notice, event.text)
        case Withdrawn():
            text = _WITHDRAWN.get(event.why)
            if text is not None:
                return sentence(text, means=means)
            return _with_why(sentence(_WITHDRAWN[""], means=means), event.why)
        case Retaxed():
            return sentence(
                N_("{means}: {amount} are awaited instead of {was}, by the new tax"),
                means=means,
                amount=event.amount,
                was=event.was,
            )
        case Noted():
            return sentence(N_("note: {text}"), text=safe(event.text))


_FAMILY = {
    Family.PLAIN: N_("no reason that may be passed on"),
    Family.TYPING: N_("something was misheard or mistyped"),
    Family.FUNDS: N_("not enough money or limit"),
    Family.EXPIRED: N_("the card has expired, or its date was misheard"),
    Family.INTERNATIONAL: N_("this country or currency is blocked"),
    Family.CUSTOMER: N_("the customer has to approve it"),
    Family.METHOD: N_("this kind of card or account cannot pay it"),
    Family.TECHNICAL: N_("something technical, not the customer"),
    Family.STALE: N_("the authorization ran out"),
}
_RETRY = {
    Retry.NEVER: N_("not the same again"),
    Retry.CORRECTED: N_("again once it is put right"),
    Retry.LATER: N_("again later"),
    Retry.ONCE: N_("once more, after a call to the bank"),
}
_WHO = {
    Who.CALLER: N_("the caller can put it right"),
    Who.ISSUER: N_("the customer’s bank can put it right"),
    Who.OPERATOR: N_("you can put it right"),
    Who.SELLER: N_("the seller has to put it right"),
    Who.PROVIDER: N_("the provider has to put it right"),
}


def understood(declined: Declined) -> Sentence:
    """What a refusal means, for the operator's eyes only: never to be read out (R-060)."""
    return sentence(
        N_("for you only: {family}; {retry}; {who}"),
        family=sentence(_FAMILY[declined.family]),
        retry=sentence(_RETRY[declined.retry]),
        who=sentence(_WHO[declined.who_can_fix]),
    )


def expected(window: SettlementWindow) -> Sentence:
    """When money is expected, for the line of the timeline that has not happened yet."""
    facts: dict[str, object] = {"first": window.first, "last": window.last, "calendar": window.calendar}
    one_day = window.first == window.last
    if window.low is None or window.high is None:
        text = N_("money expected on {first}") if one_day else N_("money expected between {first} and {last}")
        return sentence(text, **facts)
    if window.low == window.high:
        facts["days"] = counted(N_("{count} business day"), N_("{count} business days"), window.high)
    else:
        facts["days"] = sentence(N_("{low}–{high} business days"), low=window.low, high=window.high)
    if one_day:
        return sentence(N_("money expected on {first} ({days}, {calendar})"), **facts)
    return sentence(N_("money expected between {first} and {last} ({days}, {calendar})"), **facts)


def may_come_back(until: date) -> Sentence:
    """That settled is not final, for the line of the timeline that may still happen."""
    return sentence(N_("credited, not cleared: the bank may take it back until {until}"), until=until)


def _answered(event: Answered, means: Means) -> Sentence:
    outcome = event.outcome
    match outcome:
        case o.Authorized(until=None) if outcome.terms:
            return sentence(
                N_("{means} authorized by phone; what was agreed is mailed before anything is taken"),
                means=_shown(outcome.shows, means),
            )
        case o.Authorized(held=False):
            return sentence(N_("{means} approved by the customer"), means=_shown(outcome.shows, means))
        case o.Authorized(until=None):
            return sentence(N_("{means} authorized"), means=_shown(outcome.shows, means))
        case o.Authorized():
            return sentence(
                N_("{means} authorized until {until}"),
                means=_shown(outcome.shows, means),
                until=outcome.until,
            )
        case o.Settled(on=None):
            return sentence(
                N_("{means}: {amount} settled"), means=_shown(outcome.shows, means), amount=outcome.amount
            )
        case o.Settled():
            return sentence(
                N_("{means}: {amount} settled, credited {day}"),
                means=_shown(outcome.shows, means),
                amount=outcome.amount,
                day=outcome.on,
            )
        case o.AwaitingFunds(reference=""):
            return sentence(N_("{means}: awaiting money, instructions mailed"), means=means)
        case o.AwaitingFunds():
            return sentence(
                N_("{means}: awaiting money with reference {reference}, instructions mailed"),
                means=means,
                reference=safe(outcome.reference),
            )
        case o.AwaitingCustomer():
            return sentence(N_("{means}: waiting for the customer to approve the mailed link"), means=means)
        case o.Pending():
            undecided = sentence(N_("{means}: the provider has not decided yet"), means=means)
            return _with_why(undecided, outcome.why)
        case o.Refused():
            refused = sentence(_REFUSED[event.question], means=means, code=safe(outcome.code))
            day = ended(outcome)
            late = N_("{what}; the authorization had expired on {day}")
            return sentence(late, what=refused, day=day) if day else refused
        case o.Refunded():
            return sentence(N_("{means}: {amount} refunded"), means=means, amount=outcome.amount)
        case _:
            return _without_money(event, outcome, means)


def _without_money(event: Answered, outcome: o.Outcome, means: Means) -> Sentence:
    match outcome:
        case o.NotSent():
            return _with_why(
                sentence(N_("{means}: nothing was sent, it may be tried again"), means=means), outcome.why
            )
        case o.Voided():
            return sentence(N_("{means}: authorization released, nothing was taken"), means=means)
        case o.TooLate():
            return sentence(N_("{means}: too late to void, the money was taken"), means=means)
        case o.NotFound(final=True):
            return sentence(
                N_("{means}: the provider never had the question “{question}”"),
                means=means,
                question=called(event.question),
            )
        case o.NotFound():
            return sentence(
                N_("{means}: the provider does not find the question “{question}” yet"),
                means=means,
                question=called(event.question),
            )
        case o.Unanswered(why=""):
            return sentence(N_("{means}: no answer came"), means=means)
        case o.Unanswered():
            known = _NO_ANSWER.get(outcome.why)
            why = sentence(known) if known else safe(outcome.why)
            return sentence(N_("{means}: no answer came: {why}"), means=means, why=why)
        case _:
            raise TypeError(outcome)


_TOO_LATE = N_("none within the time allowed")
_BROKE_OFF = N_("the connection broke off")
_NO_ANSWER = {
    "NoAnswer": _TOO_LATE,
    "ReadTimeout": _TOO_LATE,
    "TimeoutError": _TOO_LATE,
    "WriteTimeout": _TOO_LATE,
    "ReadError": _BROKE_OFF,
    "RemoteProtocolError": _BROKE_OFF,
    "WriteError": _BROKE_OFF,
    "HTTPStatusError": N_("the provider has trouble of its own"),
    "JSONDecodeError": N_("what came cannot be read"),
}
"""What a lane wrote down (the name of an error, never its text), in words."""


def _with_source(event: Answered, what: Sentence) -> Sentence:
    text = _VIA.get(event.via)
    return sentence(text, what=what, evidence=safe(event.evidence)) if text else what


def _with_why(what: Sentence, why: str) -> Sentence:
    return sentence(N_("{what} ({why})"), what=what, why=safe(why)) if why else what


def _shown(shows: str, means: Means) -> Means:
    """The masked text where we have one: it tells two cards apart."""
    return safe(shows) if shows else means
