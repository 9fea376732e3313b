"""Purchase Lookup in both its forms: the blind one that only mails, and the operator's search."""

from checkout_tui.desk.context import Context
from checkout_tui.desk.orders import Orders
from checkout_tui.desk.pricing import email_trouble
from checkout_tui.desk.views import OrderRow
from checkout_tui.domain import query
from checkout_tui.domain.errors import BadInput
from checkout_tui.domain.letter import Mail, MailKind, MailState
from checkout_tui.domain.operator import Operator, Role
from checkout_tui.store import mails, orders, search

SCAN = 400
"""How many orders one key may bring before the others narrow them down."""


class Lookup:
    """Finding purchases."""

    def __init__(self, context: Context, order_desk: Orders) -> None:
        self._context = context
        self._orders = order_desk

    def blind(self, email: str, by: Operator) -> None:
        """Have everything about an address mailed to it (R-020).

        The same work is done for an address that nobody knows: the orders are looked for when the
        mail is written, not here, so neither the screen nor its speed tells anything (R-021).
        """
        trouble = email_trouble(email)
        if trouble is not None:
            raise BadInput(trouble.text, **trouble.facts)
        mail = Mail(
            id=self._context.ids.new(),
            kind=MailKind.LOOKUP_ANSWER,
            state=MailState.QUEUED,
            order="",
            to=email.strip(),
            language=by.language,
            subject="",
            queued_at=self._context.clock.now(),
        )
        with self._context.store.writing() as connection:
            mails.add(connection, mail, None)

    def search(self, text: str, by: Operator, limit: int = 20) -> tuple[OrderRow, ...]:
        """Orders that answer to everything typed, newest first. Needs the permission to search (R-024)."""
        by.must(Role.SEARCH)
        wanted = query.read(text)
        if wanted.empty:
            return ()
        with self._context.store.reading() as connection:
            if not wanted.groups:
                found = search.scan_days(connection, wanted.days, limit) if wanted.days else ()
                return self._orders.rows(orders.by_ids(connection, found))
            alone = len(wanted.groups) == 1 and wanted.days is None
            ids: dict[int, None] = {}
            for key in wanted.groups[0]:
                ids.update(dict.fromkeys(search.scan(connection, key, limit if alone else SCAN)))
            left = tuple(ids)
            for group in wanted.groups[1:]:
                both = frozenset[int]().union(*(search.having(connection, key, left) for key in group))
                left = tuple(number for number in left if number in both)
            rows = orders.by_ids(connection, tuple(sorted(left, reverse=True)))
            if wanted.days is not None:
                days = wanted.days
                rows = tuple(row for row in rows if days.first <= row.placed_at.date() <= days.last)
            return self._orders.rows(rows[:limit])
