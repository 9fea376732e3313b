"""The invoice: what it says, the same whenever it is had again, and marked a copy then."""

import re
from datetime import date

import pytest
from attrs import evolve
from support.pdf_text import pdf_objects, pdf_text, reference

from checkout_tui.domain.history import Standing
from checkout_tui.domain.money import Money
from checkout_tui.domain.order import Contact, Order, OrderLine
from checkout_tui.domain.payment import Payment
from checkout_tui.domain.tax import Exemption, Place, tax_lines
from checkout_tui.mail.letters import Letters
from checkout_tui.testing.samples import MONDAY_NOON, sample_payment

NUMBER = "2026-000042"


@pytest.fixture
def paid(order: Order) -> tuple[Payment, ...]:
    attempt = sample_payment(order, "card", standing=Standing.DECLINED)
    settled = sample_payment(
        order,
        "card",
        standing=Standing.SETTLED,
        settled=order.total.minor,
        settled_at=MONDAY_NOON,
        shows="Visa •••• 4242",
    )
    return attempt, settled


def test_the_invoice_has_everything_in_the_orders_language(
    letters: Letters, order: Order, paid: tuple[Payment, ...]
) -> None:
    """Number, days, parties, tax numbers, lines, each tax, total, how paid, terms (R-008 to R-010)."""
    attachment = letters.invoice(evolve(order, purchase_order="BC-17"), NUMBER, paid)
    assert attachment.name == "facture-2026-000042.pdf"
    assert attachment.content_type == "application/pdf"
    text = pdf_text(attachment.content)
    for expected in (
        "Facture 2026-000042",
        "Northlight Software",
        "EU372000001, 123456789 RT 0001",
        "lundi 23 novembre 2026",
        "K7M-42XQ-Z",
        "BC-17",
        "Lumière SARL",
        "Marie Exemple",
        "Studio Pro (abonnement)",
        "Font Box",
        "79,00 EUR",
        "20,00 EUR",
        "TVA 20 % sur 99,00 EUR",
        "19,80 EUR",
        "118,80 EUR",
        "Visa •••• 4242",
        "Conditions de vente, version 2026-01",
    ):
        assert expected in text.replace("\u00a0", " ")
    assert "DUPLICATA" not in text


def test_the_same_order_gives_the_same_bytes(
    letters: Letters, order: Order, paid: tuple[Payment, ...]
) -> None:
    """Nothing in the file depends on when or where it was printed (R-011)."""
    assert letters.invoice(order, NUMBER, paid) == letters.invoice(order, NUMBER, paid)


def test_a_copy_differs_only_by_its_mark(letters: Letters, order: Order, paid: tuple[Payment, ...]) -> None:
    """Had again, the invoice keeps number and totals line by line, and says that it is a copy (R-011)."""
    first = pdf_text(letters.invoice(order, NUMBER, paid).content).splitlines()
    again = letters.invoice(order, NUMBER, paid, copy=True)
    assert again.name == "facture-2026-000042-duplicata.pdf"
    extra = [line for line in pdf_text(again.content).splitlines() if line not in first]
    assert extra[0] == "DUPLICATA"
    assert len(extra) == 2
    assert [line for line in pdf_text(again.content).splitlines() if line not in extra] == first


def test_two_taxes_have_two_lines(letters: Letters, order: Order, paid: tuple[Payment, ...]) -> None:
    """Québec: GST and QST on lines of their own, never added up to one rate (R-087)."""
    net = Money(10000, "CAD")
    place = Place("CA", "QC")
    both = frozenset({"CA-GST/HST", "CA-QC-QST"})
    quebec = evolve(
        order,
        place=place,
        lines=(OrderLine("studio", "Studio Pro", 1, net),),
        tax=tax_lines(net, place, date(2026, 11, 23), both),
    )
    text = pdf_text(letters.invoice(quebec, NUMBER, paid).content).replace("\u00a0", " ")
    assert "TPS 5 % sur 100,00 CAD" in text
    assert "TVQ 9,975 % sur 100,00 CAD" in text
    assert "114,98 CAD" in text
    assert "14,975" not in text


def test_an_exempt_tax_stays_with_its_reason(
    letters: Letters, order: Order, paid: tuple[Payment, ...]
) -> None:
    """A line of nothing says why nothing is collected (R-090)."""
    net = order.net
    exempt = (Exemption("EU-VAT", "FR40303265045"),)
    tax = tax_lines(net, order.place, date(2026, 11, 23), frozenset({"EU-VAT"}), exempt)
    text = pdf_text(letters.invoice(evolve(order, tax=tax), NUMBER, paid).content)
    assert "FR40303265045" in text
    assert "0,00 EUR" in text


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_file_is_made_to_be_kept(
    letters: Letters, order: Order, paid: tuple[Payment, ...], language: str
) -> None:
    """PDF/A-3U as its parts show: said in XMP, its own colours and fonts with their letters, nothing that runs."""
    content = letters.invoice(evolve(order, language=language), NUMBER, paid).content
    parts = pdf_objects(content)
    catalogue = next(part.head for part in parts.values() if b"/Type /Catalog" in part.head)
    metadata = parts[reference(catalogue, b"Metadata")]
    assert b"/Filter" not in metadata.head
    assert b'pdfaid:part="3" pdfaid:conformance="U"' in metadata.stream
    assert f"/Lang ({language})".encode() in catalogue
    intent = re.search(rb"/OutputIntents \[(.*?)\]", catalogue, re.DOTALL)
    assert intent is not None
    assert b"/S /GTS_PDFA1" in intent[1]
    profile = parts[reference(intent[1], b"DestOutputProfile")]
    assert b"/N 3" in profile.head
    assert (profile.stream[16:20], profile.stream[36:40]) == (b"RGB ", b"acsp")
    fonts = [part.head for part in parts.values() if b"/Subtype /Type0" in part.head]
    described = [part.head for part in parts.values() if b"/Type /FontDescriptor" in part.head]
    assert len(fonts) == len(described) == 2
    assert all(b"beginbfchar" in parts[reference(font, b"ToUnicode")].stream for font in fonts)
    assert all(parts[reference(each, b"FontFile2")].stream[:4] == b"\0\1\0\0" for each in described)
    groups = [part.head for part in parts.values() if b"/S /Transparency" in part.head]
    assert all(b"/CS /DeviceRGB" in group for group in groups)
    trailer = content[content.rindex(b"trailer") :]
    assert re.search(rb"/ID \[<[0-9A-F]{32}><[0-9A-F]{32}>\]", trailer)
    assert content.startswith(b"%PDF-1.7\n%")
    assert min(content.split(b"\n", 2)[1][1:5]) > 127
    for never in (
        b"/Encrypt",
        b"/JavaScript",
        b"/JS",
        b"/Launch",
        b"/Type /Action",
        b"/AA",
        b"/LZWDecode",
        b"/URI",
    ):
        assert never not in trailer + b"".join(part.head for part in parts.values())


def test_a_long_order_goes_over_several_pages(
    letters: Letters, order: Order, paid: tuple[Payment, ...]
) -> None:
    """Two hundred lines are all there, and the pages are numbered."""
    many = tuple(
        OrderLine(f"p{number}", f"Product number {number}", 1, Money(100, "EUR")) for number in range(200)
    )
    text = pdf_text(letters.invoice(evolve(order, lines=many), NUMBER, paid).content)
    assert all(f"Product number {number}\n" in text for number in range(200))
    assert "Page 2" in text


def test_names_in_any_letters_make_an_invoice(
    letters: Letters, order: Order, paid: tuple[Payment, ...]
) -> None:
    """Polish, Greek and Russian are printed; what the font lacks is marked; controls do nothing."""
    customer = Contact("Łukasz Ωμέγα Иван 東\x1b[2J\u202e", "l@example.org")
    text = pdf_text(letters.invoice(evolve(order, customer=customer), NUMBER, paid).content)
    assert "Łukasz Ωμέγα Иван \ufffd\ufffd[2J‹U+202E›" in text


def test_an_english_order_has_an_english_invoice(
    letters: Letters, order: Order, paid: tuple[Payment, ...]
) -> None:
    """The order's language decides about words, amounts and the file's name (R-122)."""
    attachment = letters.invoice(evolve(order, language="en"), NUMBER, paid, copy=True)
    text = pdf_text(attachment.content)
    assert attachment.name == "invoice-2026-000042-copy.pdf"
    assert "Monday 23 November 2026" in text
    assert "118.80 EUR" in text
    assert "COPY" in text
