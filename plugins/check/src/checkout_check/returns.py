"""What the return reasons of ANSI X9.100-188 mean for the operator, and what may be done next.

Only A and B (not sufficient, not yet collected) are worth presenting again as they are. A
post-dated check is good on its day; a missing endorsement or an unusable image is ours or our
bank's to mend. Everything else stops, and another check or another method is needed.
"""

from checkout_tui import Declined, Family, Retry, Who, Words


def _each(
    codes: str, family: Family, retry: Retry, who: Who, advice: Words, wording: str = "returned.plain"
) -> dict[str, Declined]:
    declined = Declined(family=family, retry=retry, who_can_fix=who, wording=wording, advice=advice)
    return dict.fromkeys(codes.split(), declined)


_PRESENT_AGAIN = Words(
    "worth presenting again at the bank, once the money is there",
    "peut être représenté à la banque, une fois la provision constituée",
)
_STOPPED = Words(
    "stopped by the writer: speak with the customer; never present it again",
    "opposition du tireur : en parler avec le client ; ne jamais le représenter",
)
_ANOTHER = Words(
    "this account cannot pay it: another check or another method",
    "ce compte ne peut pas payer : un autre chèque ou un autre moyen",
)
_STALE = Words("too old: ask for a new check", "périmé : demander un nouveau chèque")
_POSTDATED = Words(
    "dated ahead: present it on its day, and not before", "postdaté : le présenter à sa date, pas avant"
)
_ENDORSE = Words(
    "our endorsement is missing or irregular: correct it and present it once more",
    "notre endossement manque ou est irrégulier : le corriger et présenter de nouveau",
)
_IMAGE = Words(
    "the image cannot be used: the lockbox bank makes a new one and presents it once more",
    "image inutilisable : la banque du coffre en refait une et présente de nouveau",
)
_NEW_CHECK = Words(
    "something on the check is wrong: ask for a new one or another method",
    "le chèque lui-même est irrégulier : en demander un nouveau ou un autre moyen",
)
_NEVER = Words(
    "never present it again, and name no reason: a supervisor decides, or another method",
    "ne jamais le représenter, sans donner de motif : un responsable décide, ou un autre moyen",
)
_ASK_WRITER = Words(
    "the bank refers to the writer: the customer asks there",
    "la banque renvoie au tireur : le client s’y adresse",
)
_OUR_BANK = Words("between the banks: ask our own", "entre banques : s’adresser à la nôtre")
_DUPLICATE = Words("presented twice: look for the first one", "présenté deux fois : rechercher le premier")

MEANINGS: dict[str, Declined] = {
    # Not sufficient, or deposited there and not yet collected.
    **_each("A B", Family.FUNDS, Retry.LATER, Who.CALLER, _PRESENT_AGAIN, "returned.funds"),
    # The writer stopped it.
    **_each("C", Family.CUSTOMER, Retry.NEVER, Who.CALLER, _STOPPED),
    # The account is closed, not found, blocked or elsewhere.
    **_each("D E F R", Family.METHOD, Retry.NEVER, Who.CALLER, _ANOTHER),
    # Too old: a new check.
    **_each("G", Family.STALE, Retry.NEVER, Who.CALLER, _STALE),
    # Dated ahead (good on its day), and what the depositing side mends before presenting it once more.
    **_each("H", Family.STALE, Retry.CORRECTED, Who.OPERATOR, _POSTDATED),
    **_each("I J", Family.TECHNICAL, Retry.CORRECTED, Who.SELLER, _ENDORSE),
    **_each("U", Family.TECHNICAL, Retry.CORRECTED, Who.PROVIDER, _IMAGE),
    # Something on the check itself: not signed, no clear amount, too much, not a check, tried too often.
    **_each("K M P T W", Family.METHOD, Retry.NEVER, Who.CALLER, _NEW_CHECK),
    # Doubts about who wrote it: spoken as a plain return, never named.
    **_each("L N Q Z 3 4 5", Family.PLAIN, Retry.NEVER, Who.CALLER, _NEVER),
    # Ask the writer, look at the image.
    **_each("S X", Family.PLAIN, Retry.NEVER, Who.CALLER, _ASK_WRITER),
    # The banks' own matters; a duplicate: look for the first one.
    **_each("O 6", Family.TECHNICAL, Retry.NEVER, Who.PROVIDER, _OUR_BANK),
    **_each("Y", Family.TECHNICAL, Retry.NEVER, Who.OPERATOR, _DUPLICATE),
}

_UNKNOWN = Declined(Family.PLAIN, Retry.NEVER, Who.PROVIDER, "returned.plain", _OUR_BANK)


def meaning(code: str) -> Declined:
    """What a return reason says; one we do not know stops, and is spoken as a plain return."""
    return MEANINGS.get(code.strip().upper(), _UNKNOWN)
