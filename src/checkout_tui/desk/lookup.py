"""Purchase Lookup in both its forms: the blind one that only mails, and the operator's search."""

from collections.abc import Sequence

from sqlalchemy import Connection

from checkout_tui.desk.context import Context
from checkout_tui.desk.orders import Orders
from checkout_tui.desk.pricing import email_trouble
from checkout_tui.desk.views import OrderRow
from checkout_tui.domain import query
from checkout_tui.domain.charge import Charge, Statement, charged_on, explained, may_be
from checkout_tui.domain.errors import BadInput
from checkout_tui.domain.letter import Mail, MailKind, MailState
from checkout_tui.domain.operator import WORKER, Operator, Role
from checkout_tui.domain.query import Days, Key, KeyKind
from checkout_tui.store import mails, orders, payments, search

TOLD = frozenset({KeyKind.LICENCE, KeyKind.SUBSCRIPTION})
"""What an order does not show in a list: where it is what was searched for, the row names it."""

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
            raise BadInput.because(trouble)
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

    def charge(self, statement: Statement, by: Operator) -> tuple[Charge, ...]:
        """What a charge on a statement can be, newest first (R-001). Needs the permission to search.

        Raises BadInput when too little was read out, or something that is no amount.
        """
        by.must(Role.SEARCH)
        found: list[Charge] = []
        groups = statement.findable()
        with self._context.store.reading() as connection:
            ids = {
                number
                for days in statement.searched()
                for number in _all_of(connection, groups, days, SCAN)[0]
            }
            for row in orders.by_ids(connection, tuple(sorted(ids, reverse=True))):
                order = orders.get(connection, row.reference).order
                for payment in payments.of_order(connection, row.reference):
                    on = charged_on(payment)
                    if on is not None and may_be(statement, payment):
                        # Each renewal is an order of its own, and nobody takes it by phone.
                        renewal = order.renews and order.placed_by == WORKER.name
                        found.append(explained(order, payment, on, renewal=renewal))
        return tuple(sorted(found, key=lambda charge: charge.on, reverse=True))

    def newest(self, by: Operator, limit: int = 50) -> tuple[OrderRow, ...]:
        """What stands there before anything is typed. Needs the permission to search too (R-024)."""
        by.must(Role.SEARCH)
        return self._orders.recent(limit)

    def search(self, text: str, by: Operator, limit: int = 20) -> tuple[OrderRow, ...]:
        """Orders that answer to everything typed, newest first. Needs the permission to search (R-024)."""
        by.must(Role.SEARCH)
        wanted = query.read(text)
        if wanted.empty:
            return ()
        found = self._search(wanted, limit)
        apart = query.read(query.word_by_word(text))
        if found or apart == wanted:
            return found
        # Only then: most people begin with the first name, and a hyphen is typed as it is written.
        return self._search(apart, limit)

    def _search(self, wanted: query.Query, limit: int) -> tuple[OrderRow, ...]:
        with self._context.store.reading() as connection:
            if not wanted.groups:
                placed = search.scan_days(connection, wanted.days, limit) if wanted.days else ()
                return self._orders.rows(orders.by_ids(connection, placed))
            left, told = _all_of(connection, wanted.groups, wanted.days, limit)
            rows = orders.by_ids(connection, tuple(sorted(left, reverse=True)[:limit]))
            hits = search.whole(connection, told, tuple(row.id for row in rows))
            return self._orders.rows(rows, hits)


def _all_of(
    connection: Connection, groups: Sequence[Sequence[Key]], days: Days | None, limit: int
) -> tuple[tuple[int, ...], list[Key]]:
    """Orders that have a key of every group and were placed on these days; and the keys of them that a row names.

    One group alone is one scan for each of its keys. Of several, a group that brings few orders is narrowed down
    by the others; where each brings more than are scanned, the database puts them together, or what is sought
    would be lost behind the many that share a name, an amount or a card's end.
    """
    alone = len(groups) == 1 and days is None
    most = limit if alone else SCAN
    for number, group in enumerate(groups):
        others = (*groups[:number], *groups[number + 1 :])
        found_by = {key: search.scan(connection, key, most) for key in group}
        if alone or all(len(ids) < most for ids in found_by.values()):
            break
    else:
        told = [key for group in groups for key in group if key.kind in TOLD]
        return search.with_all(connection, groups, days, limit), told
    left = tuple(dict.fromkeys(number for ids in found_by.values() for number in ids))
    for other in others:
        having = {key: search.having(connection, key, left) for key in other}
        both = frozenset[int]().union(*having.values())
        left = tuple(each for each in left if each in both)
        found_by |= {key: tuple(ids) for key, ids in having.items()}
    if days is not None:
        left = tuple(search.placed_on(connection, days, left))
    return left, [key for key, ids in found_by.items() if ids and key.kind in TOLD]
