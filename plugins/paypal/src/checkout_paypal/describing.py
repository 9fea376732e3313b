"""What this method is and what the merchant sets up."""

from datetime import timedelta

from checkout_tui import PaymentMethod, Promise, Question, Setting, SettingKind, Settings, Words

LIVE, SANDBOX = "https://api-m.paypal.com", "https://api-m.sandbox.paypal.com"

AUTHORIZATION_LIFE = timedelta(days=29)
"""How long PayPal holds money that is taken later."""

HONOUR_PERIOD = timedelta(days=3)
"""How long it is sure that what is held can be taken; from the fourth day on it may be held anew."""

ORDER_KEYS, PAYMENT_KEYS = timedelta(hours=6), timedelta(days=45)
"""How long a PayPal-Request-Id is kept for orders and for payments."""

CURRENCIES = frozenset(
    "AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD HUF ILS JPY MXN MYR NOK NZD PHP PLN SEK SGD THB TWD USD".split()
)
"""What PayPal publishes. BRL, CNY and MYR only between accounts of that country: PayPal itself refuses the rest."""

METHOD = PaymentMethod(
    code="paypal",
    title=Words("PayPal", "PayPal"),
    arrives=Words("as soon as the customer approves", "dès que le client approuve"),
    currencies=CURRENCIES,
    authorization_life=AUTHORIZATION_LIFE,
    # Taking and holding may be asked of an order or of a payment: the shorter time is promised for both.
    # An error is not kept for a key: the same request is tried again.
    promise=Promise(
        replay_within=ORDER_KEYS,
        inquiry=True,
        replay_of={Question.REFUND: PAYMENT_KEYS},
    ),
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
        Setting(
            "take_later",
            Words(
                "Hold the money only, and take it by hand (intent AUTHORIZE)",
                "Retenir l’argent, et le prélever à la main (intention AUTHORIZE)",
            ),
            SettingKind.FLAG,
            default=False,
        ),
    ),
    hosts=frozenset({"api-m.paypal.com", "api-m.sandbox.paypal.com"}),
)


def setting(settings: Settings, code: str) -> str:
    """A text setting without the blanks around it; empty when it is not set."""
    return str(settings.get(code) or "").strip()
