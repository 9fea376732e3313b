"""What this method is, what the merchant sets up, and what the caller is told."""

from datetime import timedelta

from checkout_tui import (
    AllocationRule,
    Instruction,
    Money,
    Order,
    PaymentMethod,
    Promise,
    Setting,
    SettingKind,
    Settings,
    Words,
)

METHOD = PaymentMethod(
    code="ach",
    title=Words("ACH transfer", "Virement ACH"),
    arrives=Words("1–3 business days", "1 à 3 jours ouvrés"),
    currencies=frozenset({"USD"}),
    countries=frozenset({"US"}),
    allocation=AllocationRule.BY_HAND,
    # A payer's bank may reverse a credit for five banking days.
    final_after=timedelta(days=7),
    # Nothing is sent to anybody, so a question whose answer was lost may always be asked again.
    promise=Promise(replay_within=timedelta(days=3650)),
    calendars={"USD": "FED"},
    settings=(
        Setting("bank_name", Words("Bank", "Banque"), required=True, demo="First Example Bank"),
        Setting(
            "routing_number",
            Words("Routing number (ABA)", "Numéro d’acheminement (ABA)"),
            required=True,
            demo="021000021",
        ),
        Setting(
            "account_number", Words("Account number", "Numéro de compte"), required=True, demo="000987650042"
        ),
        Setting(
            "account_name",
            Words("Account holder", "Titulaire du compte"),
            required=True,
            demo="Northlight Software",
        ),
        Setting(
            "former_accounts",
            Words("Former account numbers", "Anciens numéros de compte"),
            SettingKind.LIST,
            default=(),
        ),
        Setting(
            "company_id",
            Words(
                "Our company identification at the bank, if we originate entries",
                "Notre identifiant d’émetteur à la banque, si nous émettons des écritures",
            ),
        ),
    ),
)

_NEEDED = ("bank_name", "routing_number", "account_number", "account_name")


def setting(settings: Settings, code: str) -> str:
    """A text setting without the blanks around it; empty when it is not set."""
    return str(settings.get(code) or "").strip()


def setup_problem(settings: Settings) -> str:
    """Why no instructions can be given yet; empty when they can.

    ``stdnum`` accepts 000000000 because its check digit fits; no bank has prefix 00.
    """
    for code in _NEEDED:
        if not setting(settings, code):
            return f"methods.ach.{code} is not set"
    from stdnum.us import rtn  # noqa: PLC0415 - only needed here, and not at start

    routing = setting(settings, "routing_number")
    if routing.startswith("00") or not rtn.is_valid(routing):
        return "methods.ach.routing_number is not a routing number"
    return ""


def shown_reference(reference: str) -> str:
    """An order's eight characters as they are said and written: ``K7M-42XQ-9``."""
    return f"{reference[:3]}-{reference[3:7]}-{reference[7:]}"


def instructions(order: Order, amount: Money, settings: Settings) -> tuple[Instruction, ...]:
    """What the caller types at his own bank, in the order banks ask for it."""
    return (
        Instruction(Words("Bank", "Banque"), setting(settings, "bank_name")),
        Instruction(
            Words("Routing number (ABA)", "Numéro d’acheminement (ABA)"),
            setting(settings, "routing_number"),
        ),
        Instruction(Words("Account number", "Numéro de compte"), setting(settings, "account_number")),
        Instruction(Words("Account holder", "Titulaire du compte"), setting(settings, "account_name")),
        Instruction(Words("Amount", "Montant"), amount.shown(order.language)),
        Instruction(
            Words("Reference, in the memo or addenda", "Référence, dans le libellé"),
            shown_reference(order.reference),
        ),
    )
