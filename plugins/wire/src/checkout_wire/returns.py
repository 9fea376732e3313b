"""What ISO 20022 return reasons (ExternalReturnReason1Code) mean, and what may be done next.

A wire that went wrong is sent again by the customer, so "retry" is about his next transfer.
"""

from checkout_tui import Declined, Family, Retry, Who

REVERSAL = "REVERSAL"
"""Not an ISO code: the bank took the credit back and gave no reason."""


def _each(
    codes: str, family: Family, retry: Retry, who: Who, wording: str = "returned.plain"
) -> dict[str, Declined]:
    return dict.fromkeys(
        codes.split(), Declined(family=family, retry=retry, who_can_fix=who, wording=wording)
    )


MEANINGS: dict[str, Declined] = {
    # The account or bank was named wrongly.
    **_each("AC01 AC03 BE01 BE04 BE05 BE06 BE07 BE08 RC01 RC04", Family.TYPING, Retry.CORRECTED, Who.CALLER),
    **_each("RC07 RC08 RC11", Family.TYPING, Retry.CORRECTED, Who.CALLER),
    # The account cannot be used for this.
    **_each("AC02 AC04 AC06 AC07 AC13 AC14 AC15 AC16 AC17 AG01 AG02", Family.METHOD, Retry.NEVER, Who.CALLER),
    # Not enough there, or more than is allowed.
    **_each("AM04", Family.FUNDS, Retry.LATER, Who.CALLER, "returned.funds"),
    **_each("AM01 AM02 AM03 AM06 AM07 AM09 AM10", Family.METHOD, Retry.CORRECTED, Who.CALLER),
    # A duplicate: look for the first one.
    **_each("AM05 DUPL", Family.TECHNICAL, Retry.NEVER, Who.OPERATOR),
    # The customer or his bank asked for it back.
    **_each("CUST FOCR MD06 MD01 MS02 SL01 SL02", Family.CUSTOMER, Retry.NEVER, Who.CALLER),
    # Suspicion, law, death: spoken as a plain return, never named.
    **_each("FR01 MD07 RR01 RR02 RR03 RR04 AM23 NOAS NOOR LEGL SVNR", Family.PLAIN, Retry.NEVER, Who.CALLER),
    # The banks' own matters.
    **_each(
        "MS03 NARR ARDT CURR DT01 ED01 ED03 ED05 TM01 TECH UPAY UCRD CNOR DNOR",
        Family.TECHNICAL,
        Retry.NEVER,
        Who.PROVIDER,
    ),
    REVERSAL: Declined(Family.PLAIN, Retry.NEVER, Who.CALLER, "returned.plain"),
}

_UNKNOWN = Declined(Family.PLAIN, Retry.NEVER, Who.PROVIDER, "returned.plain")


def meaning(code: str) -> Declined:
    """What a return reason says; one we do not know stops, and is spoken as a plain return."""
    return MEANINGS.get(code.strip().upper(), _UNKNOWN)
