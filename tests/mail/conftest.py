"""A seller, orders in every state that letters are about, and a mail server on this machine."""

import ssl
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from support.postmaster import CERTIFICATE, AnyPort, Postmaster

from checkout_tui.domain.letter import Letter
from checkout_tui.domain.money import Money
from checkout_tui.domain.order import Contact, Delivery, Order, OrderLine
from checkout_tui.domain.seller import Seller
from checkout_tui.domain.tax import Place, tax_lines
from checkout_tui.mail.letters import Letters
from checkout_tui.mail.links import Links
from checkout_tui.testing.samples import MONDAY_NOON


@pytest.fixture
def seller() -> Seller:
    """A seller with every link there is."""
    return Seller(
        name="Northlight Software",
        email="shop@northlight.example",
        support_email="help@northlight.example",
        support_phone="+1 202 555 0100",
        address=("1 Example Street", "Exampletown"),
        website="https://northlight.example",
        terms_version="2026-01",
        terms_url="https://northlight.example/terms",
        privacy_url="https://northlight.example/privacy",
        download_url="https://northlight.example/download",
        change_option_url="https://northlight.example/pay?from=mail",
        manage_url="https://northlight.example/subscription",
        tax_numbers=("EU372000001", "123456789 RT 0001"),
        registrations=frozenset({"EU-VAT", "CA-GST/HST", "CA-QC-QST"}),
    )


@pytest.fixture
def links() -> Links:
    return Links("a secret of the tests")


@pytest.fixture
def letters(seller: Seller, links: Links) -> Letters:
    return Letters(seller, links)


@pytest.fixture
def order() -> Order:
    """A subscription with a licence and a download for a French company, 118.80 EUR with VAT."""
    net = Money(9900, "EUR")
    place = Place("FR", None)
    return Order(
        reference="K7M42XQZ",
        placed_at=MONDAY_NOON,
        placed_by="operator",
        seller="Northlight Software",
        language="fr",
        place=place,
        customer=Contact("Marie Exemple", "marie@example.org", "Lumière SARL", "+33142424242"),
        lines=(
            OrderLine("studio", "Studio Pro", 1, Money(7900, "EUR"), True, Delivery.LICENCE),
            OrderLine("fonts", "Font Box", 2, Money(1000, "EUR"), False, Delivery.DOWNLOAD),
        ),
        tax=tax_lines(net, place, date(2026, 11, 23), frozenset({"EU-VAT"})),
        terms="2026-01",
    )


@pytest.fixture
def letter() -> Letter:
    return Letter("Votre reçu", "Bonjour à tous,\n", "<p>Bonjour à tous,</p>")


@pytest.fixture
def mail_server() -> Iterator[Callable[..., Postmaster]]:
    """Start a mail server on loopback: ``mail_server()`` plain, ``tls="starttls"`` or ``tls="tls"``."""
    running: list[Controller] = []

    def start(tls: str = "none", *, login: bool = False) -> Postmaster:
        master = Postmaster()
        options: dict[str, Any] = {"hostname": "127.0.0.1", "port": 0}
        if tls != "none":
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(CERTIFICATE)
            options["tls_context" if tls == "starttls" else "ssl_context"] = context
        if login:
            # aiosmtpd warns about logins without STARTTLS, which a connection inside TLS has no use for.
            upgrades = tls == "starttls"
            options |= {
                "authenticator": master.authenticate,
                "auth_required": upgrades,
                "auth_require_tls": upgrades,
            }
        master.controller = AnyPort(master, **options)
        master.controller.start()
        running.append(master.controller)
        return master

    yield start
    for controller in running:
        controller.stop()
