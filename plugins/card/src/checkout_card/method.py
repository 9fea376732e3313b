"""The hooks. Each asks Stripe one thing and says what the answer means."""

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, TypeGuard

from checkout_card import answering
from checkout_card.asking import Error, Owner, Said, Stripe
from checkout_card.checking import month_and_year, notes, problems
from checkout_card.declines import meaning
from checkout_card.describing import METHOD, Terms, setting, terms
from checkout_card.gateway import simulated_stripe
from checkout_tui import (
    Authorized,
    AwaitingCustomer,
    Declined,
    Details,
    Family,
    FieldProblem,
    Memory,
    Money,
    NotFound,
    NotSent,
    Order,
    Payment,
    PaymentMethod,
    Pending,
    Question,
    Refunded,
    Refused,
    Settings,
    Settled,
    Simulated,
    Token,
    TooLate,
    Voided,
    hookimpl,
)

if TYPE_CHECKING:
    import httpx

_NO_KEY = "methods.card.secret_key is not set"


class Card:
    """Cards read out on the phone, by Stripe."""

    @hookimpl
    def describe(self) -> PaymentMethod:
        return METHOD

    @hookimpl
    def check_details(self, details: Details, today: date) -> tuple[FieldProblem, ...]:
        return (*notes(details), *problems(details, today))

    @hookimpl
    def tokenize(
        self, details: Details, key: str, http: "httpx.Client", settings: Settings
    ) -> Token | Refused | NotSent:
        if not setting(settings, "secret_key"):
            return NotSent(_NO_KEY)
        if month_and_year(details.text("expiry")) is None:
            return Refused("invalid_expiry_month")
        answer = Stripe(http, settings).tokenize(details, key)
        if isinstance(answer, Error) and answer.type == "card_error":
            return answering.refused(answer)
        token = answering.token(answer.body) if isinstance(answer, Said) else None
        # Nothing can be charged by this, so an answer that was lost here leaves nothing to find out.
        return token or NotSent("Stripe did not take the card's details")

    @hookimpl
    def authorize(
        self,
        payment: Payment,
        order: Order,
        amount: Money,
        key: str,
        token: str,
        http: "httpx.Client",
        settings: Settings,
    ) -> Authorized | AwaitingCustomer | Settled | Pending | Refused | NotSent:
        if not setting(settings, "secret_key"):
            return NotSent(_NO_KEY)
        stripe = Stripe(http, settings)
        owner = _owner(stripe, order, token, key)
        if owner is None:
            # Nothing can be charged by asking whose card it is.
            return NotSent("Stripe does not say to whom the card belongs")
        answer = stripe.authorize(order, amount, token, key, owner)
        if isinstance(answer, Said):
            found = answering.authorization(answer.body, amount, key, terms(settings), payment.shows)
        elif isinstance(answer, Error):
            found = answering.refused(answer)
        else:
            found = answering.no_answer(answer, payment.reference)
        if _needs_the_customer(found, settings):
            return _by_link(stripe, order, amount, key, found, owner)
        return found

    @hookimpl
    def settle(
        self, payment: Payment, amount: Money, key: str, http: "httpx.Client", settings: Settings
    ) -> Settled | Pending | Refused | NotSent:
        if not setting(settings, "secret_key"):
            return NotSent(_NO_KEY)
        answer = Stripe(http, settings).capture(payment.reference, amount, key)
        if isinstance(answer, Said):
            return answering.capture(answer.body, payment.reference) or Pending(
                payment.reference, "Stripe has not taken it yet"
            )
        if not isinstance(answer, Error):
            return answering.no_answer(answer, payment.reference)
        if answer.type == "card_error":
            return Refused(answer.code, answer.facts, payment.reference)
        if meaning(answer.code).wording == "declined.expired_authorization":
            return Refused(answering.EXPIRED, reference=payment.reference)
        if answer.intent is not None:
            known = answering.capture(answer.intent, payment.reference)
            if known is not None:
                return known
        # Stripe checks a request before it does anything: the authorization stands, and can be released.
        return NotSent(f"Stripe did not take the request ({answer.code})")

    @hookimpl
    def decline(self, refused: Refused) -> Declined:
        return meaning(refused.code)

    @hookimpl
    def refund(
        self,
        payment: Payment,
        amount: Money,
        reason: str,
        key: str,
        http: "httpx.Client",
        settings: Settings,
    ) -> Refunded | Pending | Refused | NotSent:
        if not setting(settings, "secret_key"):
            return NotSent(_NO_KEY)
        answer = Stripe(http, settings).refund(payment.reference, amount, reason, key)
        if isinstance(answer, Said):
            return answering.refund(answer.body, amount, key, payment.reference)
        if isinstance(answer, Error):
            return Refused(answer.code, answer.facts, payment.reference)
        return answering.no_answer(answer, payment.reference)

    @hookimpl
    def void(
        self, payment: Payment, key: str, http: "httpx.Client", settings: Settings
    ) -> Voided | TooLate | Pending | Refused | NotSent:
        if not setting(settings, "secret_key"):
            return NotSent(_NO_KEY)
        answer = Stripe(http, settings).cancel(payment.reference, key)
        if isinstance(answer, Said):
            return answering.void(answer.body, payment.reference) or Pending(
                payment.reference, "Stripe has not released it yet"
            )
        if not isinstance(answer, Error):
            return answering.no_answer(answer, payment.reference)
        known = answering.void(answer.intent, payment.reference) if answer.intent is not None else None
        return known or Refused(answer.code, answer.facts, payment.reference)

    @hookimpl
    def inquire(
        self,
        payment: Payment,
        question: Question,
        key: str,
        amount: Money,
        http: "httpx.Client",
        settings: Settings,
    ) -> Authorized | AwaitingCustomer | Settled | Pending | Refused | Refunded | Voided | TooLate | NotFound:
        stripe = Stripe(http, settings)
        if not setting(settings, "secret_key"):
            return Pending(payment.reference, _NO_KEY)
        if question is Question.AUTHORIZE:
            found = _search(stripe, payment, key, amount, terms(settings))
            # Nothing is held, and whether the payment page was opened Stripe does not tell by our key:
            # asked again with it, Stripe refuses the card again and names the same page.
            return NotFound() if _needs_the_customer(found, settings) else found
        if not payment.reference:
            return NotFound()
        if payment.reference.startswith("cs_"):
            answer = stripe.page(payment.reference)
            if not isinstance(answer, Said):
                return _unknown(payment)
            return answering.paid_on(
                answer.body, payment.reference, payment.amount, terms(settings), payment.link
            )
        if question is Question.REFUND:
            return _look_for_refund(stripe, payment, key, amount)
        answer = stripe.intent(payment.reference)
        if not isinstance(answer, Said):
            return _unknown(payment)
        if question is Question.SETTLE:
            return answering.capture(answer.body, payment.reference) or NotFound()
        if question is Question.VOID:
            return answering.void(answer.body, payment.reference) or NotFound()
        return answering.standing(answer.body, payment.reference, terms(settings), payment.shows)

    @hookimpl
    def simulate(self, memory: Memory, now: Callable[[], datetime], settings: Settings) -> Simulated:
        return simulated_stripe(memory, now)


def _owner(stripe: Stripe, order: Order, token: str, key: str) -> Owner | None:
    """To whom the card belongs at Stripe, made known there if need be; None where that cannot be found out."""
    if not order.renews:
        return Owner()
    card = stripe.saved(token)
    if not isinstance(card, Said):
        return None
    known = answering.owner(card.body, key)
    if known is not None:
        return known
    made = stripe.customer(order, key)
    name = answering.name_of(made.body, "cus") if isinstance(made, Said) else ""
    return Owner(name) if name else None


def _needs_the_customer(found: object, settings: Settings) -> TypeGuard[Refused]:
    """Whether the customer has to do something that cannot be done on the phone, and can be sent a link for it."""
    by_link = bool(setting(settings, "success_url"))
    return by_link and isinstance(found, Refused) and meaning(found.code).family is Family.CUSTOMER


def _by_link(
    stripe: Stripe, order: Order, amount: Money, key: str, refused: Refused, owner: Owner
) -> AwaitingCustomer | Pending | Refused:
    """A payment page instead of the refusal; where Stripe opens none, the refusal stands."""
    answer = stripe.open_page(order, amount, key, owner)
    if isinstance(answer, Said):
        return answering.opened(answer.body, amount, key, setting(stripe.settings, "page_host"))
    return refused if isinstance(answer, Error) else answering.no_answer(answer)


def _search(
    stripe: Stripe, payment: Payment, key: str, amount: Money, agreed: Terms
) -> Authorized | Settled | Pending | Refused | NotFound:
    answer = stripe.intents_with(key)
    if not isinstance(answer, Said) or not isinstance(answer.body.get("data"), list):
        return _unknown(payment)
    intents = answering.made_with(answer.body["data"], key)
    if len([intent for intent in intents if answering.with_money(intent)]) > 1:
        # Possible only past the 24 hours for which a key is kept. A person has to look, and release one.
        return Pending(payment.reference, "Stripe has more than one payment with this key")
    if not intents:
        # Search is a minute behind, or more when Stripe is busy: it proves presence, never absence.
        return NotFound()
    return answering.authorization(intents[0], amount, key, agreed, payment.shows)


def _look_for_refund(
    stripe: Stripe, payment: Payment, key: str, amount: Money
) -> Refunded | Refused | Pending | NotFound:
    answer = stripe.refunds_of(payment.reference)
    if not isinstance(answer, Said) or not isinstance(answer.body.get("data"), list):
        return _unknown(payment)
    refunds = answering.made_with(answer.body["data"], key)
    return answering.refund(refunds[0], amount, key, payment.reference) if refunds else NotFound()


def _unknown(payment: Payment) -> Pending:
    return Pending(payment.reference, "Stripe could not be asked")


plugin = Card()
