"""Who sits at the terminal, and what that person may do."""

from enum import StrEnum

from attrs import frozen

from checkout_tui.domain.errors import NotPossible
from checkout_tui.domain.sentence import N_, Sentence, sentence


class Role(StrEnum):
    """What somebody is allowed to do (domain, section 4)."""

    SEARCH = "search"
    """The operator's search; the blind lookup needs no permission (R-024)."""
    CUSTOMER_SERVICE = "customer-service"
    """Full refunds, changes of method, cancel, resend."""
    PAYMENT_PROCESSING = "payment-processing"
    """Allocation, over- and underpayment, partial and tax refunds, resolving what went unanswered."""


_NEEDS = {
    Role.SEARCH: N_("Searching orders needs the permission “search”; the blind lookup is always there."),
    Role.CUSTOMER_SERVICE: N_("This needs the role “customer-service”."),
    Role.PAYMENT_PROCESSING: N_("This needs the role “payment-processing”."),
}


@frozen
class Operator:
    """The person at the keyboard; ``worker`` stands for the program itself."""

    name: str
    language: str = "en"
    roles: frozenset[Role] = frozenset(Role)

    def must(self, role: Role) -> None:
        """Raise NotPossible when this person lacks ``role``."""
        why_not = self.why_not(role)
        if why_not is not None:
            raise NotPossible(why_not.text)

    def why_not(self, role: Role) -> Sentence | None:
        """What this person is told for lack of ``role``."""
        return None if role in self.roles else sentence(_NEEDS[role])


WORKER = Operator("worker")
CUSTOMER = Operator("customer", roles=frozenset())
"""Whoever follows a signed link in a mail."""
