"""What this method is and what the merchant sets up."""

from datetime import timedelta

from checkout_tui import PaymentMethod, Promise, Setting, SettingKind, Settings, Words

LIVE, SANDBOX = "https://api-m.paypal.com", "https://api-m.sandbox.paypal.com"

CURRENCIES = frozenset(
    "AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD HUF ILS JPY MXN MYR NOK NZD PHP PLN SEK SGD THB TWD USD".split()
)
"""What PayPal publishes. BRL, CNY and MYR only between accounts of that country: PayPal itself refuses the rest."""

METHOD = PaymentMethod(
    code="paypal",
    title=Words("PayPal", "PayPal"),
    arrives=Words("as soon as the customer approves", "dès que le client approuve"),
    currencies=CURRENCIES,
    # Orders keep a PayPal-Request-Id for six hours, payments for 45 days: the shorter one is promised.
    # An error is not kept for a key: the same request is tried again.
    promise=Promise(replay_within=timedelta(hours=6), replays_errors=False, inquiry=True),
    settings=(
        Setting(
            "client_id",
            Words("Client ID", "Identifiant client (Client ID)"),
            required=True,
            demo="demo-client",
        ),
        Setting(
            "client_secret",
            Words("Client secret", "Clé secrète du client"),
            SettingKind.SECRET,
            required=True,
            demo="demo-secret",
        ),
        Setting("base", Words("Address of the API", "Adresse de l’API"), default=LIVE, demo=SANDBOX),
        Setting(
            "brand_name",
            Words("Seller’s name on PayPal’s pages", "Nom du vendeur sur les pages de PayPal"),
            default="",
            demo="Northlight Software",
        ),
        Setting(
            "return_url",
            Words("Where the customer goes after approving", "Page du client après son approbation"),
            required=True,
            demo="https://shop.example.com/thanks",
        ),
        Setting(
            "cancel_url",
            Words("Where the customer goes after cancelling", "Page du client après une annulation"),
            required=True,
            demo="https://shop.example.com/cancelled",
        ),
    ),
    hosts=frozenset({"api-m.paypal.com", "api-m.sandbox.paypal.com"}),
)


def setting(settings: Settings, code: str) -> str:
    """A text setting without the blanks around it; empty when it is not set."""
    return str(settings.get(code) or "").strip()
