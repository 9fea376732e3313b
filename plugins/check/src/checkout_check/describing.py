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
    code="check",
    title=Words("Check", "Chèque"),
    arrives=Words("by post; no time is promised", "par la poste ; aucun délai n’est promis"),
    currencies=frozenset({"USD"}),
    allocation=AllocationRule.BY_HAND,
    # A check may come back after it was credited; nearly all that do come within two weeks.
    final_after=timedelta(days=14),
    # Nothing is sent to anybody, so a question whose answer was lost may always be asked again.
    promise=Promise(replay_within=timedelta(days=3650)),
    calendars={"USD": "FED"},
    settings=(
        Setting("pay_to", Words("Payable to", "À l’ordre de"), required=True, demo="Northlight Software"),
        Setting(
            "mail_to",
            Words("Address to post it to, line by line", "Adresse d’envoi, ligne par ligne"),
            SettingKind.LIST,
            required=True,
            demo=("Northlight Software", "PO Box 2222", "Springfield, IL 62701"),
        ),
    ),
)


def setup_problem(settings: Settings) -> str:
    """Why no instructions can be given yet; empty when they can."""
    if not str(settings.get("pay_to") or "").strip():
        return "methods.check.pay_to is not set"
    if not address(settings):
        return "methods.check.mail_to is not set"
    return ""


def address(settings: Settings) -> tuple[str, ...]:
    """The lines of the address, without empty ones."""
    lines = settings.get("mail_to") or ()
    if isinstance(lines, str):
        lines = tuple(lines.splitlines())
    return tuple(line.strip() for line in lines if line.strip()) if isinstance(lines, tuple | list) else ()


def shown_reference(reference: str) -> str:
    """An order's eight characters as they are said and written: ``K7M-42XQ-9``."""
    return f"{reference[:3]}-{reference[3:7]}-{reference[7:]}"


def instructions(order: Order, amount: Money, settings: Settings) -> tuple[Instruction, ...]:
    """What the caller writes on the check and on the envelope."""
    return (
        Instruction(Words("Payable to", "À l’ordre de"), str(settings["pay_to"]).strip()),
        Instruction(Words("Amount", "Montant"), amount.shown(order.language)),
        Instruction(
            Words("Order number, on the memo line", "Numéro de commande, sur la ligne « mémo »"),
            shown_reference(order.reference),
        ),
        Instruction(Words("Post it to", "À envoyer à"), ", ".join(address(settings))),
    )
