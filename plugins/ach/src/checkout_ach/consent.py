"""What a customer agrees to when a debit is authorized by phone, and who may agree to it (Nacha, TEL).

Consumers only, and only when the customer rang or has bought within two years. The day, the amount, the
name, the account by its last four, a number that is answered in business hours, the day of the
authorization, that it is a single debit and how to revoke it: said word for word, kept in the
payment's history, and mailed before anything is taken.
"""

from datetime import date

from checkout_ach.describing import setting
from checkout_tui import (
    Details,
    Field,
    FieldKind,
    FieldProblem,
    Instruction,
    Money,
    Order,
    Settings,
    Words,
)

CHECKING, SAVINGS = "checking", "savings"
ACCOUNTS = {CHECKING: Words("checking", "courant"), SAVINGS: Words("savings", "épargne")}
_SHORTEST, _LONGEST = 4, 17

FIELDS = (
    Field(
        "eligible",
        Words("Who may be debited by phone", "Qui peut être débité par téléphone"),
        Words(
            "Did you ring us yourself, or have you bought from us in the last two years?",
            "Nous avez-vous appelés vous-même, ou avez-vous acheté chez nous depuis deux ans ?",
        ),
        FieldKind.CHOICE,
        choices={
            "called": Words("rang us", "nous a appelés"),
            "existing": Words("bought within two years", "client depuis moins de deux ans"),
            "neither": Words("neither", "ni l’un ni l’autre"),
        },
        longest=24,
        demo="called",
    ),
    Field(
        "holder",
        Words("Whose account", "Titulaire"),
        Words("Is it your personal account?", "S’agit-il de votre compte personnel ?"),
        FieldKind.CHOICE,
        choices={
            "personal": Words("personal", "personnel"),
            "business": Words("business", "professionnel"),
        },
        longest=16,
        demo="personal",
    ),
    Field(
        "type",
        Words("Kind of account", "Type de compte"),
        Words("Is it a checking or a savings account?", "Est-ce un compte courant ou d’épargne ?"),
        FieldKind.CHOICE,
        choices=ACCOUNTS,
        longest=16,
        demo=CHECKING,
    ),
    Field(
        "routing",
        Words("Routing number", "Numéro d’acheminement"),
        Words(
            "Which nine digits are your bank’s routing number?",
            "Quel est le numéro d’acheminement à neuf chiffres de votre banque ?",
        ),
        secret=True,
        longest=9,
        demo="110000000",
    ),
    Field(
        "account",
        Words("Account number", "Numéro de compte"),
        Words("And the account number?", "Et le numéro de compte ?"),
        secret=True,
        longest=_LONGEST,
        demo="000123456789",
        demo_refused="000111111116",
    ),
    Field(
        "name",
        Words("Name on the account", "Nom du titulaire"),
        Words("Which name does the account bear?", "À quel nom est le compte ?"),
        FieldKind.NAME,
        longest=22,
        demo="Ada Example",
    ),
    Field(
        "consent",
        Words("The caller’s own yes", "Le oui de l’appelant"),
        Words(
            "Today, {today}, you authorize {seller} to make one single ACH debit of {total} from the "
            "{type} account of {name}, number {account}, on {first} or the banking day after. To ask or to "
            "revoke it before that day, ring {phone}, {hours}. You get this in writing by e-mail. Do you agree?",
            "Ce jour, {today}, vous autorisez {seller} à effectuer un seul prélèvement ACH de {total} sur le "
            "compte {type} de {name}, numéro {account}, le {first} ou le jour bancaire suivant. Pour toute "
            "question ou pour révoquer avant ce jour, appelez le {phone}, {hours}. Vous en recevez la "
            "confirmation par courriel. Êtes-vous d’accord ?",
        ),
        FieldKind.CONSENT,
        longest=8,
        demo="yes",
    ),
)

_MAY_NOT = Words(
    "The rules allow it only when the customer rang, or bought within two years.",
    "Les règles l’exigent : le client a appelé, ou a acheté depuis moins de deux ans.",
)
_BUSINESS = Words(
    "Only personal accounts may be debited by phone. Offer another method.",
    "Seuls les comptes personnels peuvent être débités par téléphone. Proposer un autre moyen.",
)
_NO_ROUTING = Words(
    "This is no routing number: nine digits, read again.",
    "Ce n’est pas un numéro d’acheminement : neuf chiffres, à relire.",
)
_NO_ACCOUNT = Words("An account number has 4 to 17 digits.", "Un numéro de compte a de 4 à 17 chiffres.")
_NO_NAME = Words("The bank refuses an entry without a name.", "La banque refuse une écriture sans nom.")


def problems(details: Details) -> tuple[FieldProblem, ...]:
    """What is wrong with the answers so far."""
    found = []
    if details.text("eligible") == "neither":
        found.append(FieldProblem("eligible", _MAY_NOT))
    if details.text("holder") == "business":
        found.append(FieldProblem("holder", _BUSINESS))
    if details.secret("routing") and not is_routing(details.secret("routing").reveal()):
        found.append(FieldProblem("routing", _NO_ROUTING))
    account = details.secret("account").reveal()
    if account and not (_SHORTEST <= len(account) <= _LONGEST and account.isdecimal()):
        found.append(FieldProblem("account", _NO_ACCOUNT))
    name = details.text("name")
    if name and not any(letter.isalpha() and letter.isascii() for letter in name):
        found.append(FieldProblem("name", _NO_NAME))
    return tuple(found)


def is_routing(number: str) -> bool:
    """Whether it is a routing number. ``stdnum`` accepts 000000000; no bank has prefix 00."""
    if len(number) != 9 or number.startswith("00"):
        return False
    from stdnum.us import rtn  # noqa: PLC0415 - only needed here, and not at start

    return bool(rtn.is_valid(number))


def terms(
    order: Order, amount: Money, shows: str, details: Details, settings: Settings, today: date, on: date
) -> tuple[Instruction, ...]:
    """What was agreed, line by line, in the order's language where it is text."""
    french = order.language.startswith("fr")
    revoke = f"{setting(settings, 'phone')}, {setting(settings, 'hours')}"
    return (
        Instruction(
            Words("Authorization", "Autorisation"),
            f"{'un seul prélèvement ACH par' if french else 'one single ACH debit by'} {setting(settings, 'company')}",
        ),
        Instruction(Words("Amount", "Montant"), amount.shown(order.language)),
        Instruction(
            Words("Day of the debit", "Jour du prélèvement"),
            f"{on.isoformat()}{' ou le jour bancaire suivant' if french else ' or the banking day after'}",
        ),
        Instruction(Words("Account holder", "Titulaire du compte"), details.text("name")),
        Instruction(Words("Account", "Compte"), shows),
        Instruction(Words("Authorized by phone on", "Autorisé par téléphone le"), today.isoformat()),
        Instruction(
            Words("To ask, or to revoke it before that day", "Questions, ou révocation avant ce jour"), revoke
        ),
    )
