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

_UNION = "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE"
_OTHERS = "IS LI NO AD AL CH GB MC MD ME MK RS SM VA"
_TERRITORIES = "AX BL GF GG GI GP IM JE MF MQ PM RE YT"
"""Parts of the scheme that have ISO codes of their own."""

SEPA = tuple(f"{_UNION} {_OTHERS} {_TERRITORIES}".split())
"""Countries whose wires take the short window unless the merchant's list says otherwise (EPC409-09)."""

METHOD = PaymentMethod(
    code="wire",
    title=Words("Bank transfer", "Virement bancaire"),
    arrives=Words(
        "2–4 business days from Europe, 5–10 from elsewhere",
        "2 à 4 jours ouvrés depuis l’Europe, 5 à 10 d’ailleurs",
    ),
    allocation=AllocationRule.ON_RECEIPT,
    # Nothing is sent to anybody, so a question whose answer was lost may always be asked again.
    promise=Promise(replay_within=timedelta(days=3650)),
    calendars={"*": "TARGET", "USD": "FED"},
    settings=(
        Setting(
            "beneficiary", Words("Beneficiary", "Bénéficiaire"), required=True, demo="Northlight Software"
        ),
        Setting("iban", Words("IBAN", "IBAN"), required=True, demo="DE89370400440532013000"),
        Setting("bic", Words("BIC (SWIFT code)", "BIC (code SWIFT)"), required=True, demo="COBADEFFXXX"),
        Setting("bank_name", Words("Bank", "Banque"), required=True, demo="Example Bank AG"),
        Setting(
            "former_accounts",
            Words("Former IBANs, whose money still counts", "Anciens IBAN, dont l’argent compte encore"),
            SettingKind.LIST,
            default=(),
        ),
        Setting(
            "europe",
            Words("Countries with the 2–4 day window", "Pays au délai de 2 à 4 jours"),
            SettingKind.LIST,
            default=SEPA,
        ),
    ),
)

_NEEDED = ("beneficiary", "iban", "bic", "bank_name")


def setting(settings: Settings, code: str) -> str:
    """A text setting without the blanks around it; empty when it is not set."""
    return str(settings.get(code) or "").strip()


def european(settings: Settings) -> frozenset[str]:
    """The countries that count as Europe, as configured."""
    listed = settings.get("europe")
    if not isinstance(listed, tuple | list):
        return frozenset(SEPA)
    return frozenset(country.strip().upper() for country in listed)


def setup_problem(settings: Settings) -> str:
    """Why no instructions can be given yet; empty when they can."""
    for code in _NEEDED:
        if not setting(settings, code):
            return f"methods.wire.{code} is not set"
    from stdnum import bic, iban  # noqa: PLC0415 - only needed here, and not at start

    if not iban.is_valid(setting(settings, "iban")):
        return "methods.wire.iban is not an IBAN"
    if not bic.is_valid(setting(settings, "bic")):
        return "methods.wire.bic is not a BIC"
    return ""


def shown_reference(reference: str) -> str:
    """An order's eight characters as they are said and written: ``K7M-42XQ-9``."""
    return f"{reference[:3]}-{reference[3:7]}-{reference[7:]}"


def in_fours(iban: str) -> str:
    """An IBAN as it is read aloud: in groups of four."""
    bare = "".join(iban.split()).upper()
    return " ".join(bare[at : at + 4] for at in range(0, len(bare), 4))


def instructions(order: Order, amount: Money, settings: Settings) -> tuple[Instruction, ...]:
    """What the caller gives to his bank, in the order transfer forms ask for it."""
    return (
        Instruction(Words("Beneficiary", "Bénéficiaire"), setting(settings, "beneficiary")),
        Instruction(Words.same("IBAN"), in_fours(setting(settings, "iban"))),
        Instruction(Words.same("BIC"), setting(settings, "bic").upper()),
        Instruction(Words("Bank", "Banque"), setting(settings, "bank_name")),
        Instruction(
            Words("Amount, charges paid by the sender", "Montant, frais à la charge de l’émetteur"),
            amount.shown(order.language),
        ),
        Instruction(Words("Reference", "Référence"), shown_reference(order.reference)),
    )
