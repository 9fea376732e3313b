"""What Stripe's decline and error codes mean for the operator; the one place where they are read.

What may hint at fraud is spoken as a plain decline and nothing else (R-060). A typing error and a
block on foreign payments may be hinted at (R-061). After the caller has rung the issuer, the same
card may be tried once more (R-064).
"""

from checkout_tui import Declined, Family, Retry, Who


def _each(
    codes: str, family: Family, retry: Retry, who: Who, wording: str = "declined.plain"
) -> dict[str, Declined]:
    return dict.fromkeys(codes.split(), Declined(family, retry, who, wording))


FRAUD_LIKE = frozenset(
    """
    fraudulent lost_card merchant_blacklist pickup_card restricted_card security_violation stolen_card
    """.split()
)
"""Codes that must never be told apart from any other refusal."""

MEANINGS: dict[str, Declined] = {
    # The issuer says no and gives no reason that may be passed on: it may tell the cardholder.
    **_each(
        """
        approve_with_id call_issuer card_declined card_velocity_exceeded do_not_honor generic_decline
        invalid_account new_account_information_available no_action_taken not_permitted
        service_not_allowed transaction_not_allowed withdrawal_count_limit_exceeded
        """,
        Family.PLAIN,
        Retry.ONCE,
        Who.ISSUER,
    ),
    # The same without another try: the issuer or the networks forbid it, or it may be fraud.
    **_each(
        """
        do_not_try_again revocation_of_all_authorizations revocation_of_authorization stop_payment_order
        """,
        Family.PLAIN,
        Retry.NEVER,
        Who.ISSUER,
    ),
    **dict.fromkeys(sorted(FRAUD_LIKE), Declined(Family.PLAIN, Retry.NEVER, Who.ISSUER, "declined.plain")),
    # Known to the operator; the caller hears what he hears after any other refusal.
    **_each("insufficient_funds", Family.FUNDS, Retry.ONCE, Who.ISSUER),
    # Read out or typed wrongly.
    **_each(
        """
        incorrect_cvc incorrect_number incorrect_zip invalid_cvc invalid_expiry_month
        invalid_expiry_year invalid_number incorrect_address
        """,
        Family.TYPING,
        Retry.CORRECTED,
        Who.CALLER,
        "declined.typing",
    ),
    # The card has run out, or its date was misheard.
    **_each("expired_card", Family.EXPIRED, Retry.CORRECTED, Who.CALLER, "declined.typing"),
    **_each("currency_not_supported", Family.INTERNATIONAL, Retry.ONCE, Who.ISSUER, "declined.international"),
    # Wants 3-D Secure or a PIN: neither can be done on the phone.
    **_each(
        "authentication_required authentication_not_handled payment_intent_authentication_failure",
        Family.CUSTOMER,
        Retry.NEVER,
        Who.CALLER,
        "declined.authenticate",
    ),
    **_each(
        """
        incorrect_pin invalid_pin offline_pin_required online_or_offline_pin_required pin_try_exceeded
        """,
        Family.METHOD,
        Retry.NEVER,
        Who.CALLER,
        "declined.authenticate",
    ),
    **_each("card_not_supported", Family.METHOD, Retry.NEVER, Who.CALLER),
    **_each(
        """
        authorization_expired authorization_released capture_charge_authorization_expired
        charge_expired_for_capture
        """,
        Family.STALE,
        Retry.LATER,
        Who.OPERATOR,
        "declined.expired_authorization",
    ),
    # Somewhere on the way it did not work; the same card may be asked again.
    **_each(
        "issuer_not_available processing_error reenter_transaction try_again_later",
        Family.TECHNICAL,
        Retry.LATER,
        Who.PROVIDER,
        "declined.technical",
    ),
    # Look for the first payment, or at the amount, before anything else.
    **_each(
        "amount_too_large amount_too_small duplicate_transaction invalid_amount invalid_charge_amount",
        Family.TECHNICAL,
        Retry.NEVER,
        Who.OPERATOR,
        "declined.technical",
    ),
    # A test number at the real provider, the other way round, or an account that is not set up for it.
    **_each(
        """
        invalid_request live_mode_test_card parameter_invalid_empty parameter_invalid_integer
        parameter_missing parameter_unknown payment_method_unactivated resource_missing
        test_mode_live_card testmode_decline
        """,
        Family.TECHNICAL,
        Retry.NEVER,
        Who.SELLER,
        "declined.technical",
    ),
    # A refund that is not possible, or that came back.
    **_each(
        """
        balance_insufficient charge_already_refunded charge_disputed charge_not_refundable
        refund_disputed_payment refund_failed
        """,
        Family.TECHNICAL,
        Retry.NEVER,
        Who.SELLER,
        "declined.technical",
    ),
}


def meaning(code: str) -> Declined:
    """What a code says; one that we do not know is a plain decline."""
    return MEANINGS.get(code.strip().lower(), Declined())
