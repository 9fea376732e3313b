"""What the return reasons of ANSI X9.100-188 mean for the operator, and what may be done next.

Only A and B (not sufficient, not yet collected) are worth presenting again as they are. A
post-dated check is good on its day; a missing endorsement or an unusable image is ours or our
bank's to mend. Everything else stops, and another check or another method is needed.
"""

from checkout_tui import Declined, Family, Retry, Who


def _each(
    codes: str, family: Family, retry: Retry, who: Who, wording: str = "returned.plain"
) -> dict[str, Declined]:
    return dict.fromkeys(
        codes.split(), Declined(family=family, retry=retry, who_can_fix=who, wording=wording)
    )


MEANINGS: dict[str, Declined] = {
    # Not sufficient, or deposited there and not yet collected.
    **_each("A B", Family.FUNDS, Retry.LATER, Who.CALLER, "returned.funds"),
    # The writer stopped it.
    **_each("C", Family.CUSTOMER, Retry.NEVER, Who.CALLER),
    # The account is closed, not found, blocked or elsewhere.
    **_each("D E F R", Family.METHOD, Retry.NEVER, Who.CALLER),
    # Too old: a new check.
    **_each("G", Family.STALE, Retry.NEVER, Who.CALLER),
    # Dated ahead (good on its day), and what the depositing side mends before presenting it once more.
    **_each("H", Family.STALE, Retry.CORRECTED, Who.OPERATOR),
    **_each("I J", Family.TECHNICAL, Retry.CORRECTED, Who.SELLER),
    **_each("U", Family.TECHNICAL, Retry.CORRECTED, Who.PROVIDER),
    # Something on the check itself: not signed, no clear amount, too much, not a check.
    **_each("K M P T W", Family.METHOD, Retry.NEVER, Who.CALLER),
    # Doubts about who wrote it: spoken as a plain return, never named.
    **_each("L N Q Z 3 4 5", Family.PLAIN, Retry.NEVER, Who.CALLER),
    # Ask the writer, look at the image.
    **_each("S X", Family.PLAIN, Retry.NEVER, Who.CALLER),
    # The banks' own matters; a duplicate: look for the first one.
    **_each("O 6", Family.TECHNICAL, Retry.NEVER, Who.PROVIDER),
    **_each("Y", Family.TECHNICAL, Retry.NEVER, Who.OPERATOR),
}

_UNKNOWN = Declined(Family.PLAIN, Retry.NEVER, Who.PROVIDER, "returned.plain")


def meaning(code: str) -> Declined:
    """What a return reason says; one we do not know stops, and is spoken as a plain return."""
    return MEANINGS.get(code.strip().upper(), _UNKNOWN)
