"""Whose money is it, asked for many at once: the likeliest order of each, for a list and for a report.

The same stages as for one remittance (:mod:`checkout_tui.desk.candidates`), the strongest first; what
one stage has found the next does not look at, and each stage asks the database once for all.
"""

from collections.abc import Callable

from sqlalchemy import Connection

from checkout_tui.domain import matching
from checkout_tui.domain.matching import Wanted
from checkout_tui.domain.order import OrderState
from checkout_tui.domain.query import Key, KeyKind
from checkout_tui.domain.remittance import Guess, Likeness
from checkout_tui.store import awaited, orders, search

_MOST_BY_EMAIL = 20

Found = dict[str, Guess]
"""By the name of the money."""


def guessed(connection: Connection, sought: tuple[Wanted, ...]) -> Found:
    """The order that each is most likely for; what nothing is known of is not in it."""
    found: Found = {}
    for stage in (_by_reference, _by_near_reference, _by_email, _by_name):
        found |= stage(connection, tuple(each for each in sought if each.id not in found))
    return found


def _by_reference(connection: Connection, sought: tuple[Wanted, ...]) -> Found:
    return _written(connection, sought, matching.references_in, Likeness.REFERENCE)


def _by_near_reference(connection: Connection, sought: tuple[Wanted, ...]) -> Found:
    return _written(connection, sought, matching.near_references_in, Likeness.NEAR_REFERENCE)


def _written(
    connection: Connection,
    sought: tuple[Wanted, ...],
    read: Callable[[Wanted], tuple[str, ...]],
    likeness: Likeness,
) -> Found:
    written = {each.id: references for each in sought if (references := read(each))}
    every = tuple(dict.fromkeys(reference for references in written.values() for reference in references))
    known = frozenset(orders.known(connection, every))
    found: Found = {}
    for name, references in written.items():
        order = next((reference for reference in references if reference in known), None)
        if order is not None:
            found[name] = Guess(order, likeness)
    return found


def _by_email(connection: Connection, sought: tuple[Wanted, ...]) -> Found:
    found: Found = {}
    for each in sought:
        for email in matching.emails_in(each):
            ids = search.scan(connection, Key(KeyKind.WHO, email), _MOST_BY_EMAIL)
            listed = orders.by_ids(connection, ids)
            owing = [row for row in listed if row.state not in (OrderState.PAID, OrderState.REFUNDED)]
            # Of several orders the one with this amount, else the latest.
            owing.sort(key=lambda row: row.total != each.amount)
            if owing:
                found.setdefault(each.id, Guess(owing[0].reference, Likeness.EMAIL))
    return found


def _by_name(connection: Connection, sought: tuple[Wanted, ...]) -> Found:
    keys = {
        each.id: [awaited.key(word, each.amount) for word in matching.name_words(each.payer)]
        for each in sought
        if each.amount.minor > 0
    }
    waiting = awaited.names_by_many(connection, (key for of_one in keys.values() for key in of_one))
    found: Found = {}
    for each in sought:
        names: dict[str, str] = {}
        for key in keys.get(each.id, ()):
            names |= waiting.get(key, {})
        likeliest = matching.likeliest(each.payer, names) if names else None
        if likeliest is not None:
            found[each.id] = Guess(likeliest, Likeness.AMOUNT_AND_NAME)
    return found
