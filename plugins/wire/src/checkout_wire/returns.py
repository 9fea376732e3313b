"""What ISO 20022 return reasons (ExternalReturnReason1Code) mean, and what may be done next.

A wire that went wrong is sent again by the customer, so "retry" is about his next transfer.
"""

from checkout_tui import Declined, Family, Retry, Who, Words

REVERSAL = "REVERSAL"
"""Not an ISO code: the bank took the credit back and gave no reason."""


def _each(
    codes: str, family: Family, retry: Retry, who: Who, advice: Words, wording: str = "returned.plain"
) -> dict[str, Declined]:
    declined = Declined(family=family, retry=retry, who_can_fix=who, wording=wording, advice=advice)
    return dict.fromkeys(codes.split(), declined)


_READ_AGAIN = Words(
    "an account or bank was named wrongly: read the instructions aloud again, then a new transfer",
    "compte ou banque mal désignés : relire les instructions, puis un nouveau virement",
)
_ANOTHER = Words(
    "the account cannot be used for this: another account or another method",
    "ce compte ne convient pas : un autre compte ou un autre moyen",
)
_FUNDS = Words(
    "a new transfer, once the money is there", "un nouveau virement, une fois la provision constituée"
)
_AMOUNT = Words(
    "the amount was refused: a new transfer of the right amount",
    "montant refusé : un nouveau virement du bon montant",
)
_DUPLICATE = Words("a duplicate: look for the first one", "un doublon : rechercher le premier")
_ASKED_BACK = Words(
    "the customer or the customer’s bank asked for it back: speak with the customer first",
    "rappelé par le client ou sa banque : en parler d’abord avec le client",
)
_SUPERVISOR = Words(
    "a supervisor decides; name no reason to the caller",
    "un responsable décide ; ne donner aucun motif à l’appelant",
)
_OUR_BANK = Words("between the banks: ask our own", "entre banques : s’adresser à la nôtre")


MEANINGS: dict[str, Declined] = {
    # The account or bank was named wrongly.
    **_each(
        "AC01 AC03 BE01 BE04 BE05 BE06 BE07 BE08 RC01 RC04",
        Family.TYPING,
        Retry.CORRECTED,
        Who.CALLER,
        _READ_AGAIN,
    ),
    **_each("RC07 RC08 RC11", Family.TYPING, Retry.CORRECTED, Who.CALLER, _READ_AGAIN),
    # The account cannot be used for this.
    **_each(
        "AC02 AC04 AC06 AC07 AC13 AC14 AC15 AC16 AC17 AG01 AG02",
        Family.METHOD,
        Retry.NEVER,
        Who.CALLER,
        _ANOTHER,
    ),
    # Not enough there, or more than is allowed.
    **_each("AM04", Family.FUNDS, Retry.LATER, Who.CALLER, _FUNDS, "returned.funds"),
    **_each("AM01 AM02 AM03 AM06 AM07 AM09 AM10", Family.METHOD, Retry.CORRECTED, Who.CALLER, _AMOUNT),
    # A duplicate: look for the first one.
    **_each("AM05 DUPL", Family.TECHNICAL, Retry.NEVER, Who.OPERATOR, _DUPLICATE),
    # The customer or his bank asked for it back.
    **_each("CUST FOCR MD06 MD01 MS02 SL01 SL02", Family.CUSTOMER, Retry.NEVER, Who.CALLER, _ASKED_BACK),
    # Suspicion, law, death: spoken as a plain return, never named.
    **_each(
        "FR01 MD07 RR01 RR02 RR03 RR04 AM23 NOAS NOOR LEGL SVNR",
        Family.PLAIN,
        Retry.NEVER,
        Who.CALLER,
        _SUPERVISOR,
    ),
    # The banks' own matters.
    **_each(
        "MS03 NARR ARDT CURR DT01 ED01 ED03 ED05 TM01 TECH UPAY UCRD CNOR DNOR",
        Family.TECHNICAL,
        Retry.NEVER,
        Who.PROVIDER,
        _OUR_BANK,
    ),
    REVERSAL: Declined(Family.PLAIN, Retry.NEVER, Who.CALLER, "returned.plain", _ASKED_BACK),
}

_UNKNOWN = Declined(Family.PLAIN, Retry.NEVER, Who.PROVIDER, "returned.plain", _OUR_BANK)


def meaning(code: str) -> Declined:
    """What a return reason says; one we do not know stops, and is spoken as a plain return."""
    return MEANINGS.get(code.strip().upper(), _UNKNOWN)
