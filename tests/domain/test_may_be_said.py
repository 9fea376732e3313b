"""What may be said to the caller, and what must not, wherever an order stands."""

from datetime import date, timedelta

import pytest
from attrs import evolve

from checkout_tui.domain.business_days import SettlementWindow
from checkout_tui.domain.history import Asked, Question, Standing
from checkout_tui.domain.letter import Mail, MailKind, MailState
from checkout_tui.domain.may_be_said import Said, may_be_said
from checkout_tui.domain.method import Field, FieldKind, PaymentMethod
from checkout_tui.domain.money import Money
from checkout_tui.domain.order import Contact, Delivery, Order, OrderState
from checkout_tui.domain.outcomes import Declined, Family, Retry, Who
from checkout_tui.domain.payment import Payment
from checkout_tui.domain.seller import Seller
from checkout_tui.domain.wording import line
from checkout_tui.domain.words import Words
from checkout_tui.testing.samples import MONDAY_NOON, sample_order, sample_payment

WINDOW = SettlementWindow(date(2026, 11, 26), date(2026, 11, 30), "TARGET", 2, 4)
WIRE = PaymentMethod("wire", Words("Bank transfer", "Virement bancaire"), Words("days", "jours"))
CHECK = PaymentMethod("check", Words("Check", "Chèque"), Words("no time", "aucun délai"))
SELLER = Seller("Northlight Software", "shop@example.com", "help@example.com", "+1 202 555 0100")


def order(language: str = "fr", **changes: object) -> Order:
    return sample_order(Money(11880, "EUR"), language=language, **changes)


def payment(**changes: object) -> Payment:
    return sample_payment(order(), "wire", **changes)


def mail(kind: MailKind, state: MailState = MailState.SENT) -> Mail:
    return Mail("m", kind, state, "K7M42XQZ", "ada@example.com", "fr", "x", MONDAY_NOON)


def nevers(said: Said) -> str:
    return " ".join(sentence.say() for sentence in said.never)


@pytest.mark.parametrize("state", OrderState)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_there_is_always_something_to_say_and_something_not_to(state: OrderState, language: str) -> None:
    """In every state, with nothing else known, both lists have lines, without a place left open."""
    said = may_be_said(order(language), state)
    assert said.say
    assert said.never
    assert "{" not in " ".join(said.say)


def test_the_orders_language_decides() -> None:
    """The caller's lines follow the order; the warnings are sentences for the operator (R-122)."""
    french = may_be_said(order("fr"), OrderState.PAID)
    english = may_be_said(order("en"), OrderState.PAID)
    assert "paiement" in french.say[0]
    assert "payment" in english.say[0]
    assert french.never == english.never


def test_a_wire_on_its_way_has_its_days_and_nothing_to_confirm() -> None:
    """The order's own window is said, nobody has to confirm, no other date is named (R-075, R-078)."""
    said = may_be_said(order(), OrderState.AWAITING_FUNDS, payment=payment(), method=WIRE, window=WINDOW)
    assert said.say[0] == (
        "Votre paiement par virement bancaire est attendu entre jeudi 26 et lundi 30 novembre."
    )
    assert "rien à confirmer" in said.say[1]
    assert "another date" in nevers(said)
    assert "proof" in nevers(said)


def test_the_instructions_are_mentioned_once_they_were_mailed() -> None:
    """The caller is led to the confirmation's instructions only when that mail exists (R-006)."""
    at = {"payment": payment(), "method": WIRE, "window": WINDOW}
    mailed = line("said.instructions_mailed", "fr", email="ada@example.com")
    without = may_be_said(order(), OrderState.AWAITING_FUNDS, **at)  # type: ignore[arg-type]
    assert mailed not in without.say
    written = (mail(MailKind.ORDER_CONFIRMATION),)
    assert mailed in may_be_said(order(), OrderState.AWAITING_FUNDS, mails=written, **at).say  # type: ignore[arg-type]


def test_overdue_leads_to_spam_lookup_and_support_in_this_order() -> None:
    """Past the upper bound: spam folder, Purchase Lookup, support; never that it is lost (R-003, R-079)."""
    said = may_be_said(
        order("en"),
        OrderState.AWAITING_FUNDS,
        payment=payment(),
        method=WIRE,
        window=WINDOW,
        overdue=True,
        seller=SELLER,
    )
    assert "Monday 30 November" in said.say[0]
    assert said.say[1] == line("said.spam", "en")
    assert said.say[2] == line("said.lookup", "en")
    assert "help@example.com, +1 202 555 0100" in said.say[3]
    assert "lost" in nevers(said)


def test_no_time_is_promised_for_a_check() -> None:
    """Without a window there is no date and no number of days in anything that may be said."""
    said = may_be_said(order("en"), OrderState.AWAITING_FUNDS, payment=payment(), method=CHECK)
    assert "cannot promise a date" in said.say[0]
    assert "by check" in said.say[0]
    assert "number of days" in nevers(said)
    assert not any(character.isdigit() for character in " ".join(said.say))


def test_part_of_the_money_is_told_apart() -> None:
    """An underpayment is said with what arrived and what is missing."""
    part = payment(standing=Standing.AWAITING_FUNDS, allocated=10000)
    said = may_be_said(order("en"), OrderState.AWAITING_FUNDS, payment=part, method=WIRE, window=WINDOW)
    assert "100.00 EUR has arrived; 18.80 EUR is still missing." in said.say


def test_a_plain_decline_has_every_hint_and_no_reason() -> None:
    """Typing error, international block, the number on the card, again, another card or way, and the mail."""
    declined = Declined(Family.FUNDS, Retry.ONCE, Who.ISSUER, "declined.plain")
    said = may_be_said(order("en"), OrderState.DECLINED, declined=declined, mails=(mail(MailKind.DECLINED),))
    #
    assert said.say == (
        line("declined.plain", "en"),
        line("hint.typing", "en"),
        line("hint.international", "en"),
        line("hint.call_issuer", "en"),
        line("hint.same_again", "en"),
        line("hint.another", "en"),
        line("hint.mailed", "en", email="ada@example.com"),
        line("said.no_mail", "en"),
    )
    assert "Never name a reason" in nevers(said)


def test_a_card_that_must_not_be_tried_again_is_not_offered_again() -> None:
    """When the issuer forbids another try, only another card or way is offered, still without a reason."""
    declined = Declined(Family.PLAIN, Retry.NEVER, Who.CALLER, "declined.plain")
    said = may_be_said(order("en"), OrderState.DECLINED, declined=declined)
    assert said.say == (line("declined.plain", "en"), line("hint.another", "en"))


def test_only_a_card_has_a_number_on_its_back() -> None:
    """Where nothing is charged by the operator, the caller is sent to the bank itself (R-064)."""
    said = may_be_said(order("en"), OrderState.DECLINED, method=WIRE)
    assert line("hint.ask_bank", "en") in said.say
    assert line("hint.call_issuer", "en") not in said.say


def test_a_mail_that_failed_is_not_announced() -> None:
    """The decline mail is mentioned only while it is on its way or there (R-062)."""
    held = (mail(MailKind.DECLINED, MailState.HELD),)
    said = may_be_said(order("en"), OrderState.DECLINED, mails=held)
    assert line("hint.mailed", "en", email="ada@example.com") not in said.say


def test_a_bounced_mail_comes_first() -> None:
    """The caller is asked to spell the address before anything else is promised by mail (R-025)."""
    said = may_be_said(order("en"), OrderState.PAID, mails=(mail(MailKind.RECEIPT, MailState.BOUNCED),))
    assert said.say[0] == line("said.mail_bounced", "en", email="ada@example.com")


def test_an_address_that_was_put_right_is_not_asked_for_again() -> None:
    """A bounce to an older address, or one followed by a newer mail, is no longer said."""
    old = evolve(mail(MailKind.RECEIPT, MailState.BOUNCED), to="adda@example.com")
    assert "spell" not in may_be_said(order("en"), OrderState.PAID, mails=(old,)).say[0]
    newer = evolve(mail(MailKind.RECEIPT), queued_at=MONDAY_NOON + timedelta(minutes=1))
    bounced = mail(MailKind.RECEIPT, MailState.BOUNCED)
    assert "spell" not in may_be_said(order("en"), OrderState.PAID, mails=(bounced, newer)).say[0]


def test_paid_leads_to_the_mail_with_the_download() -> None:
    """The receipt has the delivery; not seen means spam folder, Lookup, support (R-003, R-047)."""
    said = may_be_said(order("en"), OrderState.PAID, payment=payment())
    assert "download" in said.say[1]
    assert said.say[2:] == (line("said.spam", "en"), line("said.lookup", "en"), line("said.support", "en"))


def test_a_seller_who_delivers_is_named() -> None:
    """Where the seller delivers by a mail of its own, that is said instead of our download (R-045)."""
    first = order().lines[0]
    sold = order("en", lines=(evolve(first, delivery=Delivery.SELLER),))
    said = may_be_said(sold, OrderState.PAID)
    assert "Studio Pro is delivered by Northlight Software" in " ".join(said.say)
    assert "download" not in said.say[1]


@pytest.mark.parametrize("state", [OrderState.UNANSWERED, OrderState.PENDING])
def test_what_nobody_knows_is_neither_charged_nor_declined(state: OrderState) -> None:
    """While there is no answer: not charged, not declined, not again (rule 5)."""
    said = may_be_said(order("en"), state, payment=payment())
    text = " ".join(said.say).lower()
    for word in ("declined", "charged", "failed", "refused", "went through", "not accepted"):
        assert word not in text
    assert line("said.do_not_pay_again", "en") in said.say
    assert "Never take the payment again." in nevers(said)
    assert "Never say that it was charged" in nevers(said)


def test_an_unanswered_refund_is_not_an_unanswered_payment() -> None:
    """The question that is open decides what is said about it."""
    asked = Asked(Question.REFUND, "k", Money(11880, "EUR"))
    said = may_be_said(order("en"), OrderState.UNANSWERED, payment=payment(live=asked))
    assert said.say[0] == line("said.unanswered_refund", "en")
    assert line("said.do_not_pay_again", "en") not in said.say
    assert "refund was made" in nevers(said)


def test_a_link_is_approved_by_the_customer() -> None:
    """Awaiting the customer: the mailed link, nothing is taken before, then the usual three steps (R-050)."""
    said = may_be_said(order("en"), OrderState.AWAITING_CUSTOMER, payment=payment())
    assert "ada@example.com" in said.say[0]
    assert "before you have approved" in said.say[1]
    assert said.say[2] == line("said.spam", "en")


def test_a_return_names_no_reason_either() -> None:
    """Money that the bank took back is said plainly, whatever the code was (R-060)."""
    declined = Declined(Family.FUNDS, wording="returned.funds")
    said = may_be_said(order("en"), OrderState.RETURNED, declined=declined)
    assert said.say[0] == line("returned.funds", "en")
    plain = may_be_said(order("en"), OrderState.RETURNED)
    assert plain.say[0] == line("returned.plain", "en")


def test_a_refund_has_its_amount_and_no_day() -> None:
    """What went back is said; when it appears on the statement is nobody's promise."""
    back = payment(standing=Standing.REFUNDED, settled=11880, refunded=11880)
    said = may_be_said(order("en"), OrderState.REFUNDED, payment=back)
    assert "118.80 EUR" in said.say[0]
    assert "statement" in nevers(said)


def test_a_debit_by_phone_has_no_card_to_turn_over() -> None:
    """R-064: only where a card number is asked for is there a number on its back; an account leads to its bank."""
    number = Field("number", Words.same("Number"), Words.same("?"), FieldKind.CARD_NUMBER)
    card, debit = (
        PaymentMethod(code, Words.same(code), Words.same(""), fields=fields, operator_moves_money=True)
        for code, fields in (("card", (number,)), ("debit", ()))
    )
    for method, key, other in (
        (card, "hint.call_issuer", "hint.ask_bank"),
        (debit, "hint.ask_bank", "hint.call_issuer"),
    ):
        said = may_be_said(order("en"), OrderState.DECLINED, method=method).say
        assert line(key, "en") in said
        assert line(other, "en") not in said


@pytest.mark.parametrize("state", [OrderState.DECLINED, OrderState.RETURNED])
def test_a_link_is_said_only_where_mails_have_one(state: OrderState) -> None:
    """R-062, R-007: without a page of the seller the mail is told of, and no link is promised."""
    mails = (mail(MailKind.DECLINED),)
    linked = evolve(SELLER, change_option_url="https://northlight.example/pay")
    without = may_be_said(order("en"), state, mails=mails, seller=SELLER).say
    assert without[-2] == line("hint.mailed_only", "en", email="ada@example.com")
    assert "link" not in " ".join(without)
    assert "it has a link" in may_be_said(order("en"), state, mails=mails, seller=linked).say[-2]


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(
    ("state", "kind"),
    [
        (OrderState.NEW, MailKind.ORDER_CONFIRMATION),
        (OrderState.AWAITING_FUNDS, MailKind.ORDER_CONFIRMATION),
        (OrderState.AWAITING_CUSTOMER, MailKind.ORDER_CONFIRMATION),
        (OrderState.DECLINED, MailKind.DECLINED),
        (OrderState.RETURNED, MailKind.DECLINED),
        (OrderState.PAID, MailKind.RECEIPT),
        (OrderState.REFUNDED, MailKind.REFUND_DONE),
        (OrderState.CANCELLED, MailKind.CANCELLATION),
    ],
)
def test_who_got_no_mail_hears_the_same_three_steps_wherever_the_order_stands(
    state: OrderState, kind: MailKind, language: str
) -> None:
    """R-003: spam folder, Purchase Lookup, support with its address, always in this order."""
    facts = {"payment": payment(), "method": WIRE, "window": WINDOW, "seller": SELLER}
    said = " ".join(may_be_said(order(language), state, mails=(mail(kind),), **facts).say)
    said = said.replace("’", "'").replace("\u202f", " ").replace("\u00a0", " ")  # type: ignore[arg-type]
    steps = {
        "en": ("spam folder", "Purchase Lookup", "support: help@example.com"),
        "fr": ("courrier indésirable", "Recherche d'achats", "l'assistance : help@example.com"),
    }[language]
    where = [said.index(step) for step in steps]
    assert where == sorted(where)


def test_what_waits_in_the_outbox_was_not_sent() -> None:
    """R-004: a held mail is neither "sent" nor "went to"; the cancellation is told without its mail."""
    for state, kind in (
        (OrderState.PAID, MailKind.RECEIPT),
        (OrderState.AWAITING_CUSTOMER, MailKind.ORDER_CONFIRMATION),
        (OrderState.CANCELLED, MailKind.CANCELLATION),
    ):
        held = " ".join(may_be_said(order("en"), state, mails=(mail(kind, MailState.HELD),)).say)
        assert "went to" not in held, state
        assert "sent" not in held.replace("already sent a payment", ""), state
        gone = " ".join(may_be_said(order("en"), state, mails=(mail(kind),)).say)
        assert "ada@example.com" in gone, state


def test_licence_data_are_said_only_where_there_are_any() -> None:
    """R-047: a download alone has no licence; who uses it has a mail of its own, and that is said."""
    bought = order("en")
    licensed = evolve(bought, lines=(evolve(bought.lines[0], delivery=Delivery.LICENCE),))
    download = evolve(bought, lines=(evolve(bought.lines[0], delivery=Delivery.DOWNLOAD),))
    assert "licence data" in may_be_said(licensed, OrderState.PAID).say[1]
    assert "licence" not in may_be_said(download, OrderState.PAID).say[1]
    lent = evolve(licensed, delivery=Contact("Grace", "grace@example.com"))
    said = may_be_said(lent, OrderState.PAID, mails=(mail(MailKind.DELIVERY),)).say
    assert said[2] == line("said.delivery_mailed", "en", email="grace@example.com")


def test_an_overdue_rest_is_not_said_to_be_all() -> None:
    """R-079: with a part of the money here, what is late is the rest, and both amounts are said."""
    part = payment(standing=Standing.AWAITING_FUNDS, allocated=10000)
    for language, start in (
        ("en", "100.00 EUR has arrived. The 18.80 EUR"),
        ("fr", "100,00 EUR sont arrivés."),
    ):
        said = may_be_said(
            order(language), OrderState.AWAITING_FUNDS, payment=part, method=WIRE, window=WINDOW, overdue=True
        )
        assert said.say[0].startswith(start)
        assert "30 " in said.say[0]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_line_for_money_on_its_way_promises_an_instant(language: str) -> None:
    """R-066, R-071, R-077: what a person allocates is written about once it is credited, never "at once"."""
    for window in (None, WINDOW):
        said = may_be_said(
            order(language), OrderState.AWAITING_FUNDS, payment=payment(), method=CHECK, window=window
        )
        text = " ".join(said.say)
        assert not any(promise in text for promise in ("at once", "aussitôt", "as soon as", "dès qu"))
