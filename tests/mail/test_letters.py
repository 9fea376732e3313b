"""What each letter says, and what it must not."""

import re
import textwrap
from datetime import date, timedelta
from html.parser import HTMLParser

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from checkout_tui.domain.business_days import SettlementWindow
from checkout_tui.domain.history import Asked, Question, Standing
from checkout_tui.domain.letter import Letter, MailKind
from checkout_tui.domain.method import Field, FieldKind, PaymentMethod
from checkout_tui.domain.money import Money
from checkout_tui.domain.order import Contact, Delivery, Order, OrderState
from checkout_tui.domain.outcomes import Declined, Family, Instruction, Retry, Who
from checkout_tui.domain.payment import Payment
from checkout_tui.domain.refund import RefundKind, RefundReason, RefundRequest, RefundState
from checkout_tui.domain.seller import Seller
from checkout_tui.domain.tax import TaxChange
from checkout_tui.domain.wording import line
from checkout_tui.domain.words import Words
from checkout_tui.mail.letters import Letters, Purchase
from checkout_tui.mail.links import Links
from checkout_tui.mail.page import WIDTH, is_web_address, wrapped
from checkout_tui.testing.samples import MONDAY_NOON, sample_payment

WIRE = PaymentMethod("wire", Words("Bank transfer", "Virement bancaire"), Words("days", "jours"))
CARD = PaymentMethod(
    "card",
    Words("Card", "Carte bancaire"),
    Words("at once", "aussitôt"),
    fields=(Field("number", Words.same("Number"), Words.same("?"), FieldKind.CARD_NUMBER),),
    operator_moves_money=True,
)
WINDOW = SettlementWindow(date(2026, 11, 26), date(2026, 11, 30), "TARGET", 2, 4)
TODAY = date(2026, 11, 23)
ABOUT_ONE_ORDER = [kind for kind in MailKind if kind not in (MailKind.LOOKUP_ANSWER, MailKind.DELIVERY)]
INSTRUCTIONS = (
    Instruction(Words("Beneficiary", "Bénéficiaire"), "Northlight Software"),
    Instruction(Words.same("IBAN"), "DE89 3704 0044 0532 0130 00"),
    Instruction(Words("Reference", "Référence"), "K7M-42XQ-Z"),
    Instruction(Words("Post it to", "À envoyer à"), "1 Example Street\nExampletown"),
)
CHANGE = "https://northlight.example/pay?from=mail&order=K7M42XQZ&token="


def wire(order: Order, **changes: object) -> Payment:
    return sample_payment(
        order,
        "wire",
        **{"standing": Standing.AWAITING_FUNDS, "instructions": INSTRUCTIONS, **changes},
    )


def card(order: Order, **changes: object) -> Payment:
    minor = order.total.minor
    settled = {
        "standing": Standing.SETTLED,
        "settled": minor,
        "settled_at": MONDAY_NOON,
        "shows": "Visa •••• 4242",
    }
    return sample_payment(order, "card", **{**settled, **changes})


def asked(order: Order, **changes: object) -> RefundRequest:
    return evolve(
        RefundRequest(
            id="r1",
            order=order.reference,
            payment="p1",
            kind=RefundKind.FULL,
            amount=order.total,
            reason=RefundReason.DISLIKE,
            state=RefundState.WAITING,
            asked_by="op",
            asked_at=MONDAY_NOON,
            expires_at=MONDAY_NOON + timedelta(days=1),
        ),
        **changes,
    )


def taxed_anew(order: Order) -> Order:
    """The order as it is, once it was to cost less: nobody is written to about a tax that never changed."""
    was = tuple(evolve(each, percent=each.percent - 1, amount=Money(1881, "EUR")) for each in order.tax)
    change = TaxChange(
        at=MONDAY_NOON,
        by="worker",
        on=TODAY,
        since=TODAY,
        was=was,
        now=order.tax,
        total_was=evolve(order, tax=was).total,
        total=order.total,
    )
    return evolve(order, retaxed=(change,))


def flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)


class Reading(HTMLParser):
    """What a mail program shows of HTML, and where its links lead."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text, self.links, self.tags = "", [], set[str]()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.text += data


def written(letters: Letters, kind: MailKind, order: Order, **facts: object) -> Letter:
    if kind is MailKind.REFUND_VALIDATION:
        return letters.refund_validation(order, asked(order), "m1")[0]
    payment = card(order) if kind in (MailKind.RECEIPT, MailKind.REFUND_DONE) else wire(order)
    if kind is MailKind.TAX_CHANGED:
        order = taxed_anew(order)
    given = {"payment": payment, "method": WIRE, "window": WINDOW, "written_on": TODAY, **facts}
    return letters.compose(kind, order, **given)  # type: ignore[arg-type]


# ------------------------------------------------------------ every letter


@pytest.mark.parametrize("kind", ABOUT_ONE_ORDER)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_letter_says_which_order_and_leads_to_privacy_and_support(
    letters: Letters, order: Order, kind: MailKind, language: str
) -> None:
    """In both languages: the reference, the total, the privacy policy and support (R-002, R-103, R-122)."""
    letter = written(letters, kind, evolve(order, language=language))
    assert "K7M-42XQ-Z" in letter.subject
    for form in (letter.text, Reading(letter.html).text):
        assert "K7M-42XQ-Z" in form
        assert "118" in form
        assert "help@northlight.example" in form
        assert flat(line("mail.last_four", language)) in flat(form)
    assert "https://northlight.example/privacy" in letter.text
    assert "https://northlight.example/privacy" in Reading(letter.html).links
    assert f'lang="{language}"' in letter.html


@pytest.mark.parametrize("kind", ABOUT_ONE_ORDER)
def test_text_and_html_say_the_same(letters: Letters, order: Order, kind: MailKind) -> None:
    """Whoever reads only one form misses nothing of the other."""
    letter = written(letters, kind, order)
    html = flat(Reading(letter.html).text).lower()
    words = [word for word in flat(letter.text).lower().split() if not word.startswith(("http", "---"))]
    assert not [word for word in words if word not in html and word != ":"]


@pytest.mark.parametrize("kind", ABOUT_ONE_ORDER)
def test_hostile_text_stays_text(letters: Letters, order: Order, kind: MailKind) -> None:
    """Names with HTML, template marks, controls or line breaks change nothing but themselves."""
    name = "<script>alert(1)</script>{{ 7*7 }}\x1b]0;x\x07\r\nBcc: evil@example.com\u202e"
    hostile = Contact(name, "marie@example.org", f"{name} & Co")
    letter = written(letters, kind, evolve(order, customer=hostile, licensee=name, purchase_order=name))
    reading = Reading(letter.html)
    assert "script" not in reading.tags
    assert "<script>alert(1)</script>{{ 7*7 }}␛]0;x␇" in reading.text
    for form in (letter.subject, letter.text, letter.html):
        assert not set(form) & {"\x1b", "\x07", "\r", "\u202e"}
        assert "49" not in form.replace("249", "")
    assert "\nBcc:" not in letter.subject
    assert len(letter.subject.splitlines()) == 1


def test_a_link_that_is_no_web_address_is_not_one(letters: Letters, order: Order) -> None:
    """What a provider gives as an approval link is followed only when it leads to the web."""
    payment = wire(order, instructions=(), link="javascript:alert(1)", standing=Standing.AWAITING_CUSTOMER)
    letter = written(letters, MailKind.ORDER_CONFIRMATION, order, payment=payment)
    assert not [link for link in Reading(letter.html).links if link.startswith("javascript")]
    assert is_web_address("https://pay.example/x")
    assert not is_web_address("https://[")
    assert not is_web_address("file:///etc/passwd")


# ------------------------------------------------------------ order confirmation


def test_a_confirmation_has_instructions_and_the_way_out(letters: Letters, order: Order) -> None:
    """Instructions, the window, nothing to confirm, *Change payment option* (R-006, R-007, R-078)."""
    letter = written(letters, MailKind.ORDER_CONFIRMATION, order)
    text = flat(letter.text)
    assert "Bénéficiaire : Northlight Software" in text
    assert "IBAN : DE89 3704 0044 0532 0130 00" in text
    assert "1 Example Street\n    Exampletown" in letter.text
    assert "Votre paiement par virement bancaire est attendu entre jeudi 26 et lundi 30 novembre." in text
    assert (
        line("said.nothing_to_confirm", "fr") in flat(letter.text).replace("confirmer :", "confirmer\u00a0:")
        or "rien à confirmer" in text
    )
    assert "Changer d’option de paiement" in text
    assert any(link.startswith(CHANGE) for link in Reading(letter.html).links)


def test_a_confirmation_has_no_delivery_and_no_invoice(letters: Letters, order: Order) -> None:
    """Nothing to download, no licence and no invoice before payment (R-010, R-049)."""
    letter = written(letters, MailKind.ORDER_CONFIRMATION, order, invoice="2026-000042")
    for form in (letter.text, letter.html):
        assert "northlight.example/download" not in form
        assert "2026-000042" not in form
        assert "n’est pas une facture" in flat(form)
    assert not letter.attachments


def test_no_time_is_promised_where_there_is_none(letters: Letters, order: Order) -> None:
    """Without a window the confirmation says that no date can be promised."""
    letter = written(letters, MailKind.ORDER_CONFIRMATION, order, window=None)
    assert "ne pouvons promettre aucune date" in flat(letter.text)
    assert "novembre 2026" in letter.text
    assert "attendu" not in letter.text


def test_a_link_to_approve_is_in_the_confirmation(letters: Letters, order: Order) -> None:
    """Whoever pays by approving finds the link, and that nothing is taken before (R-050)."""
    payment = wire(
        order, instructions=(), link="https://pay.example/approve?t=1", standing=Standing.AWAITING_CUSTOMER
    )
    letter = written(letters, MailKind.ORDER_CONFIRMATION, order, payment=payment)
    assert "https://pay.example/approve?t=1" in Reading(letter.html).links
    assert "https://pay.example/approve?t=1" in letter.text
    assert "Rien n’est prélevé avant votre approbation" in flat(letter.text)


def test_an_unanswered_payment_is_not_to_be_paid_again(letters: Letters, order: Order) -> None:
    """While nobody knows, the mail says so; the link is for when nothing turns out to be paid (rule 5)."""
    asked = Asked(Question.AUTHORIZE, "k", order.total)
    payment = wire(order, instructions=(), live=asked, standing=Standing.NEW)
    letter = written(letters, MailKind.ORDER_CONFIRMATION, order, payment=payment)
    text = flat(letter.text)
    assert "ne pas payer une seconde fois" in text
    assert "S’il s’avère que rien n’a été payé" in text
    assert CHANGE in letter.text


def test_without_a_page_support_changes_the_option(order: Order, seller: Seller, links: Links) -> None:
    """A seller without that page sends the customer to support instead of nowhere."""
    letter = written(Letters(evolve(seller, change_option_url=""), links), MailKind.ORDER_CONFIRMATION, order)
    assert "Notre assistance change l’option de paiement pour vous" in flat(letter.text)


# ------------------------------------------------------------ receipt


def test_a_receipt_has_everything_about_a_paid_order(letters: Letters, order: Order) -> None:
    """Order, invoice, terms, download, licence, support: in one mail (R-002, R-005, R-008, R-009)."""
    letter = written(letters, MailKind.RECEIPT, order, method=CARD, invoice="2026-000042")
    text = flat(letter.text)
    for expected in (
        "Payé par Visa •••• 4242.",
        "facture 2026-000042",
        "Studio Pro : la licence est établie au nom de Lumière SARL.",
        "Télécharger Font Box",
        "1 × Studio Pro (abonnement)",
        "2 × Font Box",
        "TVA 20 % sur 99,00 EUR",
        "118,80 EUR",
        "Payé le : lundi 23 novembre 2026",
        "La version 2026-01 des conditions de vente",
        "Gérer ou résilier l’abonnement",
        "adressez-vous d’abord à l’assistance",
    ):
        assert expected in text
    links = Reading(letter.html).links
    assert any(link.startswith("https://northlight.example/download?order=K7M42XQZ") for link in links)
    assert any(link.startswith("https://northlight.example/subscription?") for link in links)


def test_a_receipt_offers_no_other_way_to_pay(letters: Letters, order: Order) -> None:
    """*Change payment option* is for unpaid orders only (R-007)."""
    letter = written(letters, MailKind.RECEIPT, order, invoice="2026-000042")
    for form in (letter.text, letter.html):
        assert "northlight.example/pay" not in form
        assert "option de paiement" not in form
        assert "IBAN" not in form


def test_a_receipt_has_no_subscription_link_where_the_seller_wants_none(
    order: Order, seller: Seller, links: Links
) -> None:
    """The link to manage is a switch of the seller, and only for subscriptions (R-030)."""
    without = written(Letters(evolve(seller, manage_url=""), links), MailKind.RECEIPT, order)
    assert "Gérer" not in without.text
    once = evolve(order, lines=order.lines[1:])
    assert "Gérer" not in written(Letters(seller, links), MailKind.RECEIPT, once).text


def test_a_seller_who_delivers_is_named_and_no_key_is_made_up(letters: Letters, order: Order) -> None:
    """Where the seller delivers by its own mail there is no link of ours (R-045)."""
    by_seller = tuple(evolve(product, delivery=Delivery.SELLER) for product in order.lines)
    letter = written(letters, MailKind.RECEIPT, evolve(order, lines=by_seller))
    assert "Studio Pro : Northlight Software vous le livre dans un courriel distinct." in flat(letter.text)
    assert "northlight.example/download" not in letter.text


def test_the_licence_bears_the_right_name(letters: Letters, order: Order) -> None:
    """The licensee if one was named, else who gets the delivery, else the customer."""
    named = written(letters, MailKind.RECEIPT, evolve(order, licensee="Atelier Exemple"))
    assert "au nom de Atelier Exemple" in flat(named.text)
    delivered = evolve(order, delivery=Contact("Paul", "paul@example.org"))
    assert "au nom de Paul" in flat(written(letters, MailKind.RECEIPT, delivered).text)


# ------------------------------------------------------------ when there is no payment, or no longer


def test_a_decline_names_no_reason_and_every_way_on(letters: Letters, order: Order) -> None:
    """The plain line, the hints, the link: and not what the family says (R-023, R-060 to R-064)."""
    declined = Declined(Family.FUNDS, Retry.ONCE, Who.ISSUER, "declined.plain")
    english = evolve(order, language="en")
    letter = written(letters, MailKind.DECLINED, english, method=CARD, declined=declined)
    text = flat(letter.text)
    for key in ("declined.plain", "hint.typing", "hint.international", "hint.call_issuer", "hint.another"):
        assert line(key, "en") in text
    assert CHANGE in letter.text
    assert not re.search(r"\bfunds\b|insufficient|stolen|fraud", text, re.IGNORECASE)


def test_a_return_is_no_decline(letters: Letters, order: Order) -> None:
    """Money that a bank took back has a subject and a line of its own."""
    payment = wire(order, standing=Standing.RETURNED)
    letter = written(letters, MailKind.DECLINED, evolve(order, language="en"), payment=payment)
    assert "taken back" in letter.subject
    assert line("returned.plain", "en") in flat(letter.text)


def test_a_cancellation_asks_for_nothing(letters: Letters, order: Order) -> None:
    """Cancelled: nothing to pay, no instructions, no link to pay otherwise (R-052, R-053)."""
    letter = written(letters, MailKind.CANCELLATION, order)
    assert "Il n’y a rien à payer" in flat(letter.text)
    assert "IBAN" not in letter.text
    assert "northlight.example/pay" not in letter.text


def test_a_refund_says_what_comes_back_and_what_ends(letters: Letters, order: Order) -> None:
    """The amount, no promised day; a full refund ends licence and subscription (R-039c)."""
    full = card(order, standing=Standing.REFUNDED, refunded=order.total.minor)
    text = flat(written(letters, MailKind.REFUND_DONE, order, payment=full).text)
    assert "Nous avons remboursé 118,80 EUR" in text
    assert "dépend de votre banque" in text
    assert "l’abonnement prend fin" in text
    part = card(order, refunded=1000)
    text = flat(written(letters, MailKind.REFUND_DONE, order, payment=part).text)
    assert "Nous avons remboursé 10,00 EUR" in text
    assert "licence est désactivée" not in text


def test_a_refund_is_confirmed_from_its_mail(letters: Letters, order: Order, seller: Seller) -> None:
    """The code, until when, what it brings, and a link where the seller has a page for it (R-036, R-039c)."""
    letter, code = letters.refund_validation(order, asked(order), "m1")
    text = flat(letter.text)
    assert f"{code[:4]}-{code[4:]}" in text
    assert "mardi 24 novembre, 17:00 UTC" in text
    assert "désactivée définitivement, et l’abonnement prend fin" in text
    assert "/refund" not in text
    kept = letters.refund_validation(order, asked(order, ends_subscription=False), "m1")[0]
    assert "l’abonnement prend fin" not in flat(kept.text)
    part = asked(order, kind=RefundKind.PARTIAL, amount=Money(1000, "EUR"))
    assert "désactivée" not in letters.refund_validation(order, part, "m1")[0].text
    with_page = Letters(evolve(seller, refund_url="https://northlight.example/refund"), letters.links)
    links = Reading(with_page.refund_validation(order, asked(order), "m1")[0].html).links
    assert any(
        str(link).startswith("https://northlight.example/refund?order=K7M42XQZ&token=") for link in links
    )


def test_a_code_belongs_to_one_mail(letters: Letters, order: Order) -> None:
    """Sent twice, a mail has the same code; another mail has another."""
    first, again, other = (
        letters.refund_validation(order, asked(order), name)[1] for name in ("m1", "m1", "m2")
    )
    assert first == again
    assert first != other


def test_who_uses_it_gets_licence_and_download_and_no_price(letters: Letters, order: Order) -> None:
    """Billing gets the receipt, delivery gets licence data: no invoice, no amount, but privacy and support (R-103)."""
    used_by = evolve(order, delivery=Contact("Paul", "paul@example.org"))
    letter = written(letters, MailKind.DELIVERY, used_by, payment=card(order))
    text = flat(letter.text)
    assert "Bonjour Paul" in text
    assert "Lumière SARL l’a commandé pour vous" in text
    assert "https://northlight.example/download" in letter.text
    assert "https://northlight.example/privacy" in letter.text
    assert "118" not in text
    assert "EUR" not in text


def test_a_reminder_asks_for_no_confirmation(letters: Letters, order: Order) -> None:
    """Past the upper bound: the day, the instructions again, spam, lookup, support; nobody confirms (R-078, R-079)."""
    text = flat(written(letters, MailKind.OVERDUE_REMINDER, order).text)
    assert "attendu jusqu’au lundi 30 novembre" in text
    assert "vous n’avez rien à confirmer" in text
    assert "indésirables" in text
    assert "DE89 3704 0044 0532 0130 00" in text
    assert "northlight.example/pay" in text


def test_a_renewal_is_announced_with_the_way_to_stop_it(
    letters: Letters, order: Order, seller: Seller
) -> None:
    """The day and the link to cancel; without such a page, support does it (R-030)."""
    facts = {"payment": None, "renews_on": date(2026, 12, 23)}
    text = flat(written(letters, MailKind.RENEWAL_NOTICE, order, **facts).text)
    assert "se renouvelle le mercredi 23 décembre" in text
    assert "northlight.example/subscription" in text
    without = Letters(evolve(seller, manage_url=""), letters.links)
    assert "Notre assistance le résilie" in flat(
        written(without, MailKind.RENEWAL_NOTICE, order, **facts).text
    )


def test_the_terms_are_those_of_the_order_and_not_of_today(
    letters: Letters, order: Order, seller: Seller
) -> None:
    """R-009: frozen with the order; the seller has had a new version since, and its letters do not name it."""
    newer = Letters(evolve(seller, terms_version="2027-09"), letters.links)
    mine = evolve(order, terms="2025-03")
    for kind in (MailKind.ORDER_CONFIRMATION, MailKind.RECEIPT, MailKind.DECLINED, MailKind.DELIVERY):
        text = flat(written(newer, kind, mine).text)
        assert "La version 2025-03 des conditions de vente" in text, kind
        assert "2027-09" not in text, kind


# ------------------------------------------------------------ lookup answer


def test_an_unknown_address_gets_a_friendly_answer(letters: Letters) -> None:
    """Nothing found is a mail like any other, with support and the privacy policy (R-021, R-022)."""
    letter = letters.lookup_answer("fr", ())
    text = flat(letter.text)
    assert letter.subject == "Vos achats"
    assert "Nous n’en avons trouvé aucun" in text
    assert "help@northlight.example" in text
    assert "https://northlight.example/privacy" in letter.text
    assert not letter.attachments


def test_a_known_address_gets_everything(letters: Letters, order: Order) -> None:
    """Paid: download, licence, invoice copy; unpaid: how to pay, or otherwise (R-022, R-023)."""
    unpaid = evolve(order, reference="ABC4567Z")
    refused = evolve(order, reference="DEF4567Z")
    unclear = evolve(order, reference="GHJ4567Z")
    letter = letters.lookup_answer(
        "fr",
        (
            Purchase(order, OrderState.PAID, (card(order),), "2026-000042"),
            Purchase(unpaid, OrderState.AWAITING_FUNDS, (wire(unpaid),)),
            Purchase(refused, OrderState.DECLINED, (card(refused, standing=Standing.DECLINED),)),
            Purchase(unclear, OrderState.UNANSWERED, (card(unclear, standing=Standing.NEW),)),
        ),
    )
    paid, awaiting, declined, checked = re.split(r"COMMANDE (?=\w{3}-\w{4}-\w\n)", letter.text)[1:]
    assert "État : réglée" in flat(paid)
    assert "download?order=K7M42XQZ" in paid
    assert "au nom de Lumière SARL" in flat(paid)
    assert "duplicata de votre facture 2026-000042" in flat(paid)
    assert "northlight.example/pay" not in paid
    assert "DE89 3704 0044 0532 0130 00" in awaiting
    assert "pay?from=mail&order=ABC4567Z" in awaiting
    assert "Le motif ne nous est pas communiqué" in flat(declined)
    assert "pay?from=mail&order=DEF4567Z" in declined
    assert "erreur de saisie" in flat(declined)
    assert "une autre carte" in flat(declined)
    assert "ne pas payer une seconde fois" in flat(checked)
    assert "northlight.example/pay" not in checked
    assert [file.name for file in letter.attachments] == ["facture-2026-000042-duplicata.pdf"]


@pytest.mark.parametrize("state", OrderState)
def test_every_state_can_be_told(letters: Letters, order: Order, state: OrderState) -> None:
    """No state of an order leaves the answer without words, in either language."""
    for language in ("en", "fr"):
        letter = letters.lookup_answer(language, (Purchase(order, state),))
        assert line(f"state.{state}", language) in letter.text


def test_one_mail_has_one_language(letters: Letters, order: Order) -> None:
    """Orders taken in another language are told in the answer's own."""
    letter = letters.lookup_answer("en", (Purchase(order, OrderState.CANCELLED),))
    assert "Commande" not in letter.text
    assert "Order" in letter.text or "ORDER" in letter.text


@settings(max_examples=60)
@given(st.lists(st.integers(1, WIDTH + 5), max_size=30))
def test_a_paragraph_is_broken_where_textwrap_breaks_it(words: list[int]) -> None:
    """At single spaces, as late as they fit; a word that is too long stands whole on a line of its own."""
    text = " ".join("é" * length for length in words)
    book = textwrap.wrap(text, WIDTH, break_long_words=False, break_on_hyphens=False)
    assert wrapped(text) == "\n".join(book)
