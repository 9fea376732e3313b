"""How each order fared, read from what is really written down when the run is over."""

from datetime import datetime

from sqlalchemy import Connection

from checkout_tui.domain.order import owed, tried
from checkout_tui.simulator.journal import Journal
from checkout_tui.simulator.result import Fared
from checkout_tui.simulator.scenario.shape import Ordered
from checkout_tui.simulator.world import World
from checkout_tui.store import codec, mails, orders, payments


def fared(
    connection: Connection,
    world: World,
    journal: Journal,
    order: Ordered,
    reference: str,
    settled_at: datetime | None,
    people: int,
) -> Fared:
    """One order. Its whole history and its mails go into the journal, so that they are part of the digest."""
    stored = orders.get(connection, reference)
    tries = tried(payments.of_order(connection, reference))
    for each in tries:
        for entry in payments.history(connection, each.id):
            journal.line(reference, str(entry.seq), entry.by, codec.write_event(entry.event))
    written = mails.of_order(connection, reference)
    listed = orders.by_reference(connection, reference)
    for mail in written:
        journal.line(reference, mail.kind, mail.state, mail.to, mail.subject)
    windows = [payments.window(connection, each.id) for each in tries]
    promised = [window.last for window in windows if window]
    paid = next((each for each in tries if each.settled_at), None)
    rest = owed(stored.order, tries)
    made = Fared(
        name=order.name,
        reference=reference,
        method=tries[-1].method if tries else order.method,
        country=order.country,
        placed_at=order.at,
        state=stored.state,
        total=f"{stored.order.total.plain()} {stored.order.currency}",
        owed=f"{rest.plain()} {rest.currency}",
        promised_to=promised[-1] if promised else None,
        settled_at=settled_at,
        settled_on=world.banks.settled_on(paid) if paid else None,
        people=people,
        receipts=sum(mail.kind == "receipt" for mail in written),
        attention=(listed and listed.attention) or "",
        mailed=tuple(str(mail.kind) for mail in written),
    )
    journal.line(order.name, made.state, made.owed, str(made.settled_at), str(made.people))
    return made
