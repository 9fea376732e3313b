"""What this method is, what the caller is asked, and what the merchant sets up."""

from collections.abc import Mapping
from datetime import timedelta

from attrs import field, frozen

from checkout_tui import (
    AllocationRule,
    Field,
    FieldKind,
    Limits,
    Money,
    PaymentMethod,
    Promise,
    Setting,
    SettingKind,
    Settings,
    Words,
)

HOST = "api.stripe.com"

PAGE_HOST = "checkout.stripe.com"
"""Where Stripe's own payment page is, unless the merchant has put it under a domain of his."""

_LONGEST_HOLD = 31

AUTHORIZATION_LIFE = timedelta(days=7)
"""How long a card authorization is commonly held, where the answer does not say (standards, "Card")."""

_LOWEST = """
AED 200 AUD 50 BRL 50 CAD 50 CHF 50 CZK 1500 DKK 250 EUR 50 GBP 30 HKD 400 HUF 17500 INR 50 JPY 50
MXN 1000 MYR 200 NOK 300 NZD 50 PLN 200 RON 200 SEK 300 SGD 50 THB 1000 USD 50
""".split()

LOWEST = {code: int(minor) for code, minor in zip(_LOWEST[::2], _LOWEST[1::2], strict=True)}
"""Stripe's smallest charge, in minor units, where it is published."""

CURRENCIES = frozenset(LOWEST) | frozenset(
    """
    ALL AMD AOA ARS AWG AZN BAM BBD BDT BIF BMD BND BOB BSD BWP BZD CLP CNY COP CRC CVE DJF DOP DZD EGP
    ETB FJD FKP GEL GIP GMD GNF GTQ GYD HNL HTG IDR ILS JMD KES KGS KHR KMF KRW KYD KZT LAK LBP LKR LRD
    MAD MDL MKD MNT MOP MUR MVR MWK MZN NAD NGN NIO NPR PAB PEN PGK PHP PKR PYG QAR RSD RWF SAR SCR SHP
    SOS SRD SZL TJS TOP TRY TTD TWD TZS UAH UYU UZS VND VUV WST XAF XCD XOF XPF YER ZAR ZMW
    """.split()
)
"""What Stripe takes, where it counts minor units as ISO 4217 does.

Left out: ISK, UGX and MGA, counted in other units, and the five with three decimals, whose last must be 0.
"""

HIGHEST = 99_999_999
"""Stripe's largest charge: eight digits of minor units."""

METHOD = PaymentMethod(
    code="card",
    title=Words("Card", "Carte"),
    arrives=Words("at once", "immédiatement"),
    fields=(
        Field(
            "number",
            Words("Card number", "Numéro de carte"),
            Words(
                "Please read me the long number on the front of your card.",
                "Pouvez-vous me lire le numéro qui figure sur votre carte ?",
            ),
            FieldKind.CARD_NUMBER,
            secret=True,
            longest=30,
            demo="4242424242424242",
            demo_refused="4000000000000002",
        ),
        Field(
            "expiry",
            Words("Expiry (MM/YY)", "Expiration (MM/AA)"),
            Words(
                "Until when is it valid? Month and year.", "Jusqu’à quand est-elle valable ? Mois et année."
            ),
            FieldKind.EXPIRY,
            longest=9,
            demo="12/30",
        ),
        Field(
            "cvc",
            Words("Security code", "Cryptogramme"),
            Words(
                "And the security code: three digits on the back, or four on the front of an American Express.",
                "Et le cryptogramme : trois chiffres au dos, ou quatre au recto d’une American Express.",
            ),
            FieldKind.SECURITY_CODE,
            secret=True,
            longest=4,
            demo="123",
        ),
        Field(
            "name",
            Words("Name on the card", "Nom sur la carte"),
            Words("What name is on the card?", "Quel nom figure sur la carte ?"),
            FieldKind.NAME,
            demo="Ada Example",
        ),
        Field(
            "postcode",
            Words("Billing postcode", "Code postal de facturation"),
            Words(
                "What is the postcode that your card’s statements go to?",
                "Quel est le code postal de l’adresse de facturation de votre carte ?",
            ),
            FieldKind.POSTCODE,
            required=False,
            longest=12,
            demo="10001",
        ),
    ),
    currencies=CURRENCIES,
    limits=tuple(
        Limits(Money(LOWEST.get(currency, 1), currency), Money(HIGHEST, currency))
        for currency in sorted(CURRENCIES)
    ),
    recurring=True,
    allocation=AllocationRule.AUTOMATIC,
    operator_moves_money=True,
    authorization_life=AUTHORIZATION_LIFE,
    # Results are kept at least 24 h under their Idempotency-Key; search may be a minute behind.
    promise=Promise(
        replay_within=timedelta(hours=24),
        inquiry=True,
        inquiry_lag=timedelta(seconds=60),
    ),
    settings=(
        Setting(
            "secret_key",
            Words("Stripe secret key", "Clé secrète Stripe"),
            SettingKind.SECRET,
            required=True,
            demo="sk_test_demo",
        ),
        Setting("base", Words("Stripe address", "Adresse de Stripe"), default=f"https://{HOST}"),
        Setting(
            "api_version", Words("Stripe API version", "Version de l’API Stripe"), default="2026-10-28.endive"
        ),
        Setting(
            "authorization_days",
            Words(
                "Days that a hold lasts, where Stripe does not say",
                "Jours que dure une autorisation, si Stripe ne le dit pas",
            ),
            SettingKind.NUMBER,
            default=AUTHORIZATION_LIFE.days,
        ),
        Setting(
            "authorization_days_by_network",
            Words(
                "The same for a network, such as visa=5",
                "De même pour un réseau, par exemple visa=5",
            ),
            SettingKind.LIST,
            default=(),
        ),
        Setting(
            "take_later",
            Words("Hold the money only, and take it by hand", "Retenir l’argent, et le prélever à la main"),
            SettingKind.FLAG,
            default=False,
        ),
        Setting(
            "success_url",
            Words(
                "Customer’s page after paying by a mailed link", "Page du client après paiement par lien reçu"
            ),
            demo="https://shop.example.com/thanks",
        ),
        Setting(
            "page_host",
            Words("Domain of Stripe’s payment page", "Domaine de la page de paiement Stripe"),
            default=PAGE_HOST,
        ),
    ),
    hosts=frozenset({HOST}),
)


@frozen
class Terms:
    """How long a hold lasts where Stripe's answer does not say, and whether the seller takes it later."""

    days: int = AUTHORIZATION_LIFE.days
    by_network: Mapping[str, int] = field(factory=dict)
    keep: bool = False

    def life(self, network: str) -> timedelta:
        """How long a hold on a card of this network lasts, in Stripe's word for it."""
        return timedelta(days=self.by_network.get(network, self.days))


def terms(settings: Settings) -> Terms:
    """As the merchant has set them; what cannot be a number of days counts as not set."""
    usual = _days(settings.get("authorization_days")) or AUTHORIZATION_LIFE.days
    listed = settings.get("authorization_days_by_network")
    pairs = [str(each).partition("=") for each in listed] if isinstance(listed, tuple | list) else []
    by_network = {
        name.strip().lower(): days
        for name, _, text in pairs
        if (days := _days(int(text) if text.strip().isdecimal() else None))
    }
    return Terms(usual, by_network, settings.get("take_later") is True)


def _days(value: object) -> int | None:
    return value if type(value) is int and 0 < value <= _LONGEST_HOLD else None


def setting(settings: Settings, code: str) -> str:
    """A setting as text without the blanks around it; its default when it is not set."""
    default = next((known.default for known in METHOD.settings if known.code == code), None)
    return str(settings.get(code) or default or "").strip()
