"""Who sells, who calls and what happened to their orders, in demonstrations."""

from enum import StrEnum

from attrs import frozen

from checkout_tui.domain.money import Money
from checkout_tui.domain.order import Contact, Delivery, Product
from checkout_tui.domain.seller import Seller
from checkout_tui.domain.tax import Place
from checkout_tui.domain.words import Words


def _prices(**amounts: str) -> tuple[Money, ...]:
    return tuple(Money.parse(amount, currency) for currency, amount in amounts.items())


SELLER = Seller(
    name="Northlight Software",
    email="orders@northlight.example",
    support_email="help@northlight.example",
    support_phone="+1 202 555 0143",
    address=("Northlight Software", "12 Harbour Street", "Dublin 1", "Ireland"),
    website="https://northlight.example",
    terms_version="2026-01",
    terms_url="https://northlight.example/terms/2026-01",
    privacy_url="https://northlight.example/privacy",
    download_url="https://northlight.example/download",
    change_option_url="https://northlight.example/pay",
    manage_url="https://northlight.example/subscription",
    tax_numbers=("IE 1234567T", "GST/HST 12345 6789 RT0001", "QST NR00012345"),
    registrations=frozenset({"CA-GST/HST", "CA-QC-QST", "CA-BC-PST", "CA-SK-PST", "CA-MB-RST", "EU-VAT"}),
    products=(
        Product(
            "studio",
            Words.same("Studio Pro"),
            _prices(EUR="99.00", USD="99.00", CAD="129.00", GBP="89.00"),
            Delivery.LICENCE,
        ),
        Product(
            "studio-5",
            Words("Studio Pro, five seats", "Studio Pro, cinq postes"),
            _prices(EUR="399.00", USD="399.00", CAD="519.00", GBP="359.00"),
            Delivery.LICENCE,
        ),
        Product(
            "photo",
            Words("Photo Darkroom", "Photo Chambre noire"),
            _prices(EUR="49.00", USD="49.00", CAD="64.00", GBP="44.00"),
        ),
        Product(
            "plan",
            Words("Studio Plan, one month", "Abonnement Studio, un mois"),
            _prices(EUR="9.90", USD="9.90", CAD="12.90", GBP="8.90"),
            Delivery.LICENCE,
            renews=True,
        ),
        Product(
            "fonts",
            Words("Lighthouse Fonts", "Polices Lighthouse"),
            _prices(EUR="29.00", USD="29.00", CAD="38.00", GBP="26.00"),
        ),
        Product(
            "presets",
            Words("Preset Library", "Bibliothèque de préréglages"),
            _prices(EUR="19.00", USD="19.00", CAD="25.00", GBP="17.00"),
            renews=True,
            months=12,
            once=_prices(EUR="59.00", USD="59.00", CAD="77.00", GBP="53.00"),
        ),
        Product(
            "course",
            Words("Colour Grading Course", "Cours d’étalonnage"),
            _prices(EUR="149.00", USD="149.00", CAD="195.00", GBP="132.00"),
            Delivery.SELLER,
        ),
    ),
)


@frozen
class Caller:
    """Somebody who rings."""

    name: str
    email: str
    country: str
    currency: str
    region: str = ""
    language: str = "en"
    company: str = ""
    phone: str = ""

    @property
    def place(self) -> Place:
        return Place(self.country, self.region or None)

    @property
    def contact(self) -> Contact:
        return Contact(self.name, self.email, self.company, self.phone)


ABROAD = (
    Caller("Grace Hopper", "grace@hopper.example", "US", "USD", "NY"),
    Caller("Élodie Lefèvre", "elodie@lefevre.example", "FR", "EUR", language="fr"),
    Caller("Geneviève Côté", "genevieve@cote.example", "CA", "CAD", "QC", "fr"),
    Caller("Isla Campbell", "isla@campbell.example", "GB", "GBP"),
    Caller("Ngozi Adeyemi", "ngozi@adeyemi.example", "NG", "USD"),
)
"""For the demonstration that plays one order by each method: it takes whoever can pay by the method."""


class Kind(StrEnum):
    """Who moves the money."""

    CHARGE = "charge"
    LINK = "link"
    FUNDS = "funds"
    BY_HAND = "by-hand"
    """Funds that a person has to allocate."""


class Fate(StrEnum):
    """What becomes of an order."""

    NEW = "new"
    PAID = "paid"
    DECLINED = "declined"
    UNANSWERED = "unanswered"
    WAITING = "waiting"
    OVERDUE = "overdue"
    RECEIVED = "received"
    """The money is here with the right reference, and nobody has allocated it."""
    NO_REFERENCE = "no-reference"
    MISREAD = "misread"
    CANCELLED = "cancelled"
    REFUNDED = "refunded"
    CHANGED = "changed"
    """First to be waited for, then charged."""


@frozen
class Story:
    """One order: when it was taken, from whom, and what became of it."""

    days_ago: float
    caller: Caller
    products: tuple[str, ...]
    kind: Kind
    fate: Fate


_C = Caller
STORIES = (
    Story(
        29.3,
        _C("Hélène Dubois", "helene@dubois.example", "FR", "EUR", language="fr"),
        ("studio",),
        Kind.CHARGE,
        Fate.PAID,
    ),
    Story(
        28.1,
        _C("Tom O'Brien [red]x[/]", "tom@obrien.example", "IE", "EUR"),
        ("photo", "fonts"),
        Kind.CHARGE,
        Fate.PAID,
    ),
    Story(
        27.2,
        _C("Karl Müller", "karl@mueller.example", "DE", "EUR", company="Müller & Söhne GmbH"),
        ("studio-5",),
        Kind.FUNDS,
        Fate.PAID,
    ),
    Story(26.4, _C("Ana Souza", "ana@souza.example", "BR", "USD"), ("studio",), Kind.FUNDS, Fate.OVERDUE),
    Story(
        25.0,
        _C("Frank Miller", "frank@miller.example", "US", "USD", "TX", phone="+1 202 555 0118"),
        ("studio", "fonts"),
        Kind.BY_HAND,
        Fate.PAID,
    ),
    Story(
        24.2, _C("Mary Jones", "mary@jones.example", "US", "USD", "OH"), ("photo",), Kind.BY_HAND, Fate.PAID
    ),
    Story(
        22.1,
        _C("Luc Tremblay", "luc@tremblay.example", "CA", "CAD", "QC", "fr"),
        ("studio",),
        Kind.CHARGE,
        Fate.REFUNDED,
    ),
    Story(
        20.3, _C("Siobhán Ní Bhriain", "siobhan@example.org", "IE", "EUR"), ("plan",), Kind.CHARGE, Fate.PAID
    ),
    Story(
        18.9, _C("Oscar Lindqvist", "oscar@lindqvist.example", "SE", "EUR"), ("course",), Kind.LINK, Fate.PAID
    ),
    Story(
        17.2,
        _C("Robert'); DROP TABLE--", "bobby@tables.example", "US", "USD", "CA"),
        ("fonts",),
        Kind.CHARGE,
        Fate.PAID,
    ),
    Story(
        16.0,
        _C("Patricia Brown", "patricia@brown.example", "US", "USD", "IL"),
        ("studio-5",),
        Kind.BY_HAND,
        Fate.OVERDUE,
    ),
    Story(
        14.8,
        _C("Jean-François Roy", "jf@roy.example", "CA", "CAD", "ON", "fr"),
        ("studio",),
        Kind.CHARGE,
        Fate.DECLINED,
    ),
    Story(
        13.1,
        _C("Weiß, Jürgen", "juergen@weiss.example", "AT", "EUR"),
        ("studio", "photo"),
        Kind.FUNDS,
        Fate.PAID,
    ),
    Story(
        12.4, _C("Chiara Rossi", "chiara@rossi.example", "IT", "EUR"), ("photo",), Kind.FUNDS, Fate.CANCELLED
    ),
    Story(17.5, _C("李小龍", "lee@dragon.example", "HK", "USD"), ("studio",), Kind.FUNDS, Fate.MISREAD),
    Story(
        10.0,
        _C("Emma Wilson", "emma@wilson.example", "CA", "CAD", "BC"),
        ("studio", "course"),
        Kind.CHARGE,
        Fate.PAID,
    ),
    Story(
        9.1,
        _C("David Clark", "david@clark.example", "US", "USD", "WA"),
        ("studio",),
        Kind.BY_HAND,
        Fate.NO_REFERENCE,
    ),
    Story(
        8.3,
        _C("Marie Lambert", "marie@lambert.example", "BE", "EUR", language="fr"),
        ("plan", "fonts"),
        Kind.CHARGE,
        Fate.DECLINED,
    ),
    Story(
        7.4,
        _C("Susan Hall", "susan@hall.example", "US", "USD", "FL"),
        ("photo", "course"),
        Kind.BY_HAND,
        Fate.RECEIVED,
    ),
    Story(6.2, _C("Mateusz Łęcki", "mateusz@lecki.example", "PL", "EUR"), ("studio",), Kind.LINK, Fate.PAID),
    Story(
        5.1,
        _C("Aïssatou Diallo", "aissatou@diallo.example", "SN", "EUR", language="fr"),
        ("studio-5",),
        Kind.FUNDS,
        Fate.WAITING,
    ),
    Story(
        4.3,
        _C("Linda Young", "linda@young.example", "US", "USD", "GA"),
        ("studio",),
        Kind.BY_HAND,
        Fate.WAITING,
    ),
    Story(3.2, _C("James Allen", "james@allen.example", "GB", "GBP"), ("studio",), Kind.FUNDS, Fate.CHANGED),
    Story(
        2.1,
        _C("Noémie Gagnon", "noemie@gagnon.example", "CA", "CAD", "NS", "fr"),
        ("photo",),
        Kind.CHARGE,
        Fate.UNANSWERED,
    ),
    Story(1.2, _C("Yuki Tanaka", "yuki@tanaka.example", "JP", "USD"), ("course",), Kind.LINK, Fate.WAITING),
    Story(
        0.9, _C("Pilar García", "pilar@garcia.example", "ES", "EUR"), ("studio",), Kind.FUNDS, Fate.WAITING
    ),
    Story(0.4, _C("Nina Petrović", "nina@petrovic.example", "RS", "EUR"), ("fonts",), Kind.CHARGE, Fate.PAID),
    Story(0.1, _C("Zoë Baker", "zoe@baker.example", "AU", "USD"), ("studio",), Kind.CHARGE, Fate.NEW),
)
