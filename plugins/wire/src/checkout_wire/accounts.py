"""Our own accounts, now and before: bank details change, and money still comes by the old ones (R-080)."""

from collections.abc import Callable

from checkout_tui import Settings
from checkout_wire.amounts import masked

Named = Callable[[str], str]
"""What is said of an account that a statement reports on; nothing of the one that is in use."""


def named(settings: Settings) -> Named:
    """How statements name our accounts, given which one is in use and which were."""
    former = settings.get("former_accounts")
    before = {bare(each) for each in former} if isinstance(former, tuple | list) else set()
    current = bare(str(settings.get("iban") or ""))

    def name(account: str) -> str:
        own = bare(account)
        if not own or own == current:
            return ""
        return f"{masked(own)} (retired)" if own in before else f"{masked(own)} (not in the settings)"

    return name


def bare(account: str) -> str:
    """An account without its blanks; of an MT940 account only what stands before the currency."""
    return "".join(account.split()).upper()
