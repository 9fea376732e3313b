"""What a line of a bank's document can be found by, kept beside it: its words, and the orders that it speaks of."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from checkout_tui.domain import reference
from checkout_tui.domain.inbox import words_of
from checkout_tui.domain.money import Money
from checkout_tui.domain.remittance import Guess, Likeness
from checkout_tui.store.engine import insert_once
from checkout_tui.store.tables import bank_lines, named_orders


def name_orders(connection: Connection, named: Iterable[tuple[str, str, Likeness]]) -> None:
    """Keep which orders lines of a document speak of, as (line, order, why)."""
    rows = [{"line_id": line, "order_reference": order, "likeness": why} for line, order, why in named]
    if rows:
        connection.execute(insert_once(connection, named_orders), rows)


def known_of(body: str, method: str) -> tuple[str, tuple[str, ...]]:
    """What a line of a document can be found by, and the references that stand in it."""
    told: Mapping[str, Any] = json.loads(body)
    written = f"{told['reference']} | {told['text']}"
    words = words_of(
        amount=Money(told["amount"]["minor"], told["amount"]["currency"]),
        booked_on=date.fromisoformat(told["booked_on"]),
        method=method,
        payer=told["payer"],
        account=told["account"],
        written=written,
        facts=" ".join(told["facts"].values()),
    )
    return words, reference.find_in(written)


def likely(connection: Connection, guesses: Mapping[str, Guess]) -> None:
    """Keep what lines are likeliest for, of those that are booked: another document may have brought the others."""
    booked = connection.execute(select(bank_lines.c.id).where(bank_lines.c.id.in_(guesses))).scalars()
    name_orders(connection, ((line, guesses[line].order, guesses[line].likeness) for line in booked))
