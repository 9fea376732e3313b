"""How each order fared, read from what is really written down when the run is over."""

from datetime import datetime

from checkout_tui.simulator.demo import Demo
from checkout_tui.simulator.journal import Journal
from checkout_tui.simulator.result import Fared
from checkout_tui.simulator.scenario.shape import Ordered
from checkout_tui.store import codec, mails, orders, payments


def fared(
    demo: Demo, journal: Journal, order: Ordered, reference: str, settled_at: datetime | None, people: int
) -> Fared:
    """One order. Its whole history and its mails go into the journal, so that they are part of the digest."""
    view = demo.desk.orders.view(reference)
    with demo.store.reading() as connection:
        for each in view.payments:
            for entry in payments.history(connection, each.payment.id):
                journal.line(reference, str(entry.seq), entry.by, codec.write_event(entry.event))
        written = mails.of_order(connection, reference)
        listed = orders.by_reference(connection, reference)
    for mail in written:
        journal.line(reference, mail.kind, mail.state, mail.to, mail.subject)
    promised = [each.window.last for each in view.payments if each.window]
    paid = next((each for each in view.payments if each.payment.settled_at), None)
    made = Fared(
        name=order.name,
        reference=reference,
        method=view.payments[-1].payment.method if view.payments else order.method,
        country=order.country,
        placed_at=order.at,
        state=view.state,
        total=f"{view.order.total.plain()} {view.order.total.currency}",
        owed=f"{view.owed.plain()} {view.owed.currency}",
        promised_to=promised[-1] if promised else None,
        settled_at=settled_at,
        settled_on=demo.world.bank_day(paid) if paid else None,
        people=people,
        receipts=sum(mail.kind == "receipt" for mail in written),
        attention=(listed and listed.attention) or "",
        mailed=tuple(str(mail.kind) for mail in written),
    )
    journal.line(order.name, made.state, made.owed, str(made.settled_at), str(made.people))
    return made
