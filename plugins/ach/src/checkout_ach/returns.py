"""What the return codes of the Nacha Operating Rules mean for the operator, and what may be done next.

Only R01 and R09 may be presented again, at most twice, within 180 days. R08 wants the customer's
word again; what an originator can correct becomes a new entry; everything else stops. A return
of an unauthorized consumer debit may come for 60 days: settled is not final.
"""

from checkout_tui import Declined, Family, Retry, Who

REVERSAL = "REVERSAL"
"""Not a return code: the payer's bank took a credit back as sent in error (batch description REVERSAL)."""


def _each(
    codes: str, family: Family, retry: Retry, who: Who, wording: str = "returned.plain"
) -> dict[str, Declined]:
    declined = Declined(family=family, retry=retry, who_can_fix=who, wording=wording)
    return dict.fromkeys((f"R{code}" for code in codes.split()), declined)


MEANINGS: dict[str, Declined] = {
    # Not enough money, or not yet collected.
    **_each("01 09", Family.FUNDS, Retry.LATER, Who.CALLER, "returned.funds"),
    # The customer stopped this one entry; it needs a new word from him.
    **_each("08", Family.CUSTOMER, Retry.ONCE, Who.CALLER),
    # Said not to be authorized: stop. A new authorization makes a new entry, never a retry.
    **_each("05 07 10 29 51", Family.PLAIN, Retry.NEVER, Who.CALLER),
    # Not what was authorized: correct it within 60 days.
    **_each("11", Family.CUSTOMER, Retry.CORRECTED, Who.SELLER),
    # The account or bank was named wrongly.
    **_each("03 04 12 13 17 28", Family.TYPING, Retry.CORRECTED, Who.CALLER),
    # Our file was wrong.
    **_each("18 19 21 22 25 26 27", Family.TECHNICAL, Retry.CORRECTED, Who.SELLER),
    # The account cannot be used: another account or another method.
    **_each("02 16 20 34", Family.METHOD, Retry.NEVER, Who.CALLER),
    # Death, sanctions: a supervisor decides, and the caller is not asked about it.
    **_each("14 15 90", Family.PLAIN, Retry.NEVER, Who.SELLER),
    # A credit of ours, such as a refund, was refused: pay it another way.
    **_each("23", Family.METHOD, Retry.NEVER, Who.SELLER),
    # A duplicate: look for the first one.
    **_each("24", Family.TECHNICAL, Retry.NEVER, Who.OPERATOR),
    # The banks among themselves: asked back, agreed late, not settled.
    **_each("06 31 32", Family.PLAIN, Retry.NEVER, Who.PROVIDER),
    # Other kinds of entries than ours: converted checks, enrolments, re-presented checks, IAT.
    **_each(
        "30 33 35 36 37 38 39 40 41 42 43 44 45 46 47 50 52 53 80 81 82 83 84 85",
        Family.TECHNICAL,
        Retry.NEVER,
        Who.PROVIDER,
    ),
    # Dishonoured and contested returns: between the two banks, the originator only watches.
    **_each("61 62 67 68 69 70 71 72 73 74 75 76 77", Family.TECHNICAL, Retry.NEVER, Who.PROVIDER),
    REVERSAL: Declined(Family.PLAIN, Retry.NEVER, Who.CALLER, "returned.plain"),
}

BANK_TO_BANK = frozenset(f"R{code}" for code in (61, 62, *range(67, 78)))

_UNKNOWN = Declined(Family.PLAIN, Retry.NEVER, Who.PROVIDER, "returned.plain")


def meaning(code: str) -> Declined:
    """What a return code says; one we do not know stops, and is spoken as a plain return."""
    return MEANINGS.get(code.strip().upper(), _UNKNOWN)
