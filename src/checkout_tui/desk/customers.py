"""Who bought before: found while the form is filled in, so that nobody spells a known address twice."""

from checkout_tui.desk.context import Context
from checkout_tui.desk.lookup import Lookup
from checkout_tui.desk.views import KnownCustomer
from checkout_tui.domain.operator import Operator, Role
from checkout_tui.domain.query import folded, national
from checkout_tui.store import orders

SHORTEST = 3
"""With fewer letters everybody is found."""
LOOKED_AT = 8
MOST = 3


class Customers:
    """Finding whoever is on the line."""

    def __init__(self, context: Context, lookup: Lookup) -> None:
        self._context = context
        self._lookup = lookup

    def known(self, text: str, by: Operator) -> tuple[KnownCustomer, ...]:
        """Customers of that name, company, address or number, each once, as their latest order has them.

        Nobody without the permission to search (R-024), and nobody for what is too short.
        """
        if len(text.strip()) < SHORTEST or Role.SEARCH not in by.roles:
            return ()
        rows = self._lookup.search(text, by, limit=LOOKED_AT)
        found: dict[str, KnownCustomer] = {}
        with self._context.store.reading() as connection:
            for row in rows:
                order = orders.get(connection, row.reference).order
                contact = order.customer
                known = KnownCustomer(contact, order.place, order.currency, order.language, order.reference)
                found.setdefault(folded(contact.email) or national(contact.phone), known)
        return tuple(found.values())[:MOST]
