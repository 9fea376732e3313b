"""What the return codes of the Nacha Operating Rules mean for the operator, and what may be done next.

Only R01 and R09 may be presented again, at most twice, within 180 days. R08 wants the customer's
word again; what an originator can correct becomes a new entry; everything else stops. A return
of an unauthorized consumer debit may come for 60 days: settled is not final.
"""

from datetime import timedelta

from checkout_tui import Declined, Family, Repeat, Retry, Who, Words

REVERSAL = "REVERSAL"
"""Not a return code: the payer's bank took a credit back as sent in error (batch description REVERSAL)."""


_REPEAT = Repeat(times=2, within=timedelta(days=180))
"""How often an entry that came back for want of money may be presented again, and until when."""


def _each(
    codes: str,
    family: Family,
    retry: Retry,
    who: Who,
    advice: Words,
    wording: str = "returned.plain",
    repeat: Repeat | None = None,
) -> dict[str, Declined]:
    declined = Declined(
        family=family, retry=retry, who_can_fix=who, wording=wording, advice=advice, repeat=repeat
    )
    return dict.fromkeys((f"R{code}" for code in codes.split()), declined)


_PRESENT_AGAIN = Words(
    "the same debit may be presented again, at most twice more and within 180 days of the first (RETRY PYMT)",
    "le même prélèvement peut être représenté, deux fois au plus et dans les 180 jours du premier (RETRY PYMT)",
)
_AUTHORIZE_AGAIN = Words(
    "stopped by the customer: only after the customer has authorized this debit again",
    "opposition du client : seulement après une nouvelle autorisation de ce prélèvement par le client",
)
_STOP = Words(
    "stop: not authorized. Never present it again; only a new authorization makes a new debit",
    "arrêter : non autorisé. Ne jamais le représenter ; seule une nouvelle autorisation permet un prélèvement",
)
_NOT_AS_AGREED = Words(
    "not as it was authorized: correct it and send a new debit within 60 days; no new authorization is needed",
    "non conforme à l’autorisation : corriger et émettre un nouveau prélèvement sous 60 jours, sans nouvelle "
    "autorisation",
)
_CORRECT_ACCOUNT = Words(
    "the account was named wrongly: ask for the routing and account number again, then a new debit",
    "compte mal désigné : redemander les numéros d’acheminement et de compte, puis un nouveau prélèvement",
)
_CORRECT_FILE = Words(
    "our file was wrong: tell payment processing, who correct it and send it anew",
    "notre fichier était erroné : prévenir le service des paiements, qui corrige et réémet",
)
_ANOTHER = Words(
    "this account cannot be used: another account or another method",
    "ce compte n’est pas utilisable : un autre compte ou un autre moyen",
)
_SUPERVISOR = Words(
    "stop: a supervisor decides. Do not speak with the caller about it",
    "arrêter : un responsable décide. Ne pas en parler à l’appelant",
)
_OUR_CREDIT = Words(
    "a credit of ours was refused: pay it out another way",
    "un crédit de notre part a été refusé : le verser autrement",
)
_DUPLICATE = Words("a duplicate: look for the first one", "un doublon : rechercher le premier")
_OUR_BANK = Words("ask our own bank", "s’adresser à notre banque")
_NOT_OURS = Words(
    "for another kind of entry than ours: tell payment processing",
    "pour un autre type d’écriture que les nôtres : prévenir le service des paiements",
)
_DISHONORED = Words(
    "our bank sent a return back as wrong: between the two banks, only watch",
    "notre banque a renvoyé un retour comme erroné : entre les deux banques, attendre seulement",
)
_CONTESTED = Words(
    "the payer’s bank stands by its return: between the two banks, only watch",
    "la banque du payeur maintient son retour : entre les deux banques, attendre seulement",
)
_TAKEN_BACK = Words(
    "the payer’s bank says it was sent in error: agree with the customer before anything else",
    "la banque du payeur l’a envoyé par erreur : s’entendre d’abord avec le client",
)
_CHANGE = Words(
    "nothing was moved: the bank asks that the next entry be corrected so",
    "aucun mouvement : la banque demande de corriger ainsi la prochaine écriture",
)
_CHANGE_REFUSED = Words(
    "our answer to a change was refused: tell payment processing",
    "notre réponse à une modification a été refusée : prévenir le service des paiements",
)


MEANINGS: dict[str, Declined] = {
    # Not enough money, or not yet collected.
    **_each("01 09", Family.FUNDS, Retry.LATER, Who.CALLER, _PRESENT_AGAIN, "returned.funds", _REPEAT),
    # The customer stopped this one entry; it needs a new word from him.
    **_each("08", Family.CUSTOMER, Retry.ONCE, Who.CALLER, _AUTHORIZE_AGAIN),
    # Said not to be authorized: stop. A new authorization makes a new entry, never a retry.
    **_each("05 07 10 29 51", Family.PLAIN, Retry.NEVER, Who.CALLER, _STOP),
    # Not what was authorized: correct it within 60 days.
    **_each("11", Family.CUSTOMER, Retry.CORRECTED, Who.SELLER, _NOT_AS_AGREED),
    # The account or bank was named wrongly.
    **_each("03 04 12 13 17 28", Family.TYPING, Retry.CORRECTED, Who.CALLER, _CORRECT_ACCOUNT),
    # Our file was wrong.
    **_each("18 19 21 22 25 26 27", Family.TECHNICAL, Retry.CORRECTED, Who.SELLER, _CORRECT_FILE),
    # The account cannot be used: another account or another method.
    **_each("02 16 20 34", Family.METHOD, Retry.NEVER, Who.CALLER, _ANOTHER),
    # Death, sanctions: a supervisor decides, and the caller is not asked about it.
    **_each("14 15 90", Family.PLAIN, Retry.NEVER, Who.SELLER, _SUPERVISOR),
    # A credit of ours, such as a refund, was refused: pay it another way.
    **_each("23", Family.METHOD, Retry.NEVER, Who.SELLER, _OUR_CREDIT),
    # A duplicate: look for the first one.
    **_each("24", Family.TECHNICAL, Retry.NEVER, Who.OPERATOR, _DUPLICATE),
    # The banks among themselves: asked back, agreed late, not settled.
    **_each("06 31 32", Family.PLAIN, Retry.NEVER, Who.PROVIDER, _OUR_BANK),
    # Other kinds of entries than ours: converted checks, enrolments, re-presented checks, IAT.
    **_each(
        "30 33 35 36 37 38 39 40 41 42 43 44 45 46 47 50 52 53 80 81 82 83 84 85",
        Family.TECHNICAL,
        Retry.NEVER,
        Who.PROVIDER,
        _NOT_OURS,
    ),
    # Dishonored by our bank, contested by the payer's: the originator only watches.
    **_each("61 62 67 68 69 70", Family.TECHNICAL, Retry.NEVER, Who.PROVIDER, _DISHONORED),
    **_each("71 72 73 74 75 76 77", Family.TECHNICAL, Retry.NEVER, Who.PROVIDER, _CONTESTED),
    REVERSAL: Declined(Family.PLAIN, Retry.NEVER, Who.CALLER, "returned.plain", _TAKEN_BACK),
}

CHANGES: dict[str, Declined] = {
    f"C{code:02}": Declined(
        Family.TYPING if code < 60 else Family.TECHNICAL,
        Retry.CORRECTED,
        Who.SELLER,
        "returned.plain",
        _CHANGE if code < 60 else _CHANGE_REFUSED,
    )
    for code in (*range(1, 10), 13, 14, *range(61, 70))
}
"""Notifications of change, and changes that were refused (C61 and up)."""

DISHONORED = frozenset(f"R{code}" for code in (61, 62, *range(67, 71)))
CONTESTED = frozenset(f"R{code}" for code in range(71, 78))
BANK_TO_BANK = DISHONORED | CONTESTED

_UNKNOWN = Declined(Family.PLAIN, Retry.NEVER, Who.PROVIDER, "returned.plain", _OUR_BANK)


def meaning(code: str) -> Declined:
    """What a return or change code says; one we do not know stops, and is spoken as a plain return."""
    known = code.strip().upper()
    return MEANINGS.get(known) or CHANGES.get(known) or _UNKNOWN
