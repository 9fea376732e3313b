"""``checkout-tui plugin trace``: what a method was asked and what it answered, for people or as JSON."""

from attrs import asdict

from checkout_tui.cli.plugin_check import installed
from checkout_tui.cli.session import Session
from checkout_tui.domain import reference
from checkout_tui.domain.errors import NotPossible
from checkout_tui.domain.sentence import N_
from checkout_tui.domain.trace import Exchange, told
from checkout_tui.testing import subject_of
from checkout_tui.testing.checking import NotApplicable
from checkout_tui.testing.tracing import refused as what_is_refused
from checkout_tui.testing.tracing import traced


def simulated(session: Session, name: str, *, refused: bool, as_json: bool) -> int:
    """One payment at the method's own simulated provider. Nothing leaves this machine, and nothing is kept."""
    subject = subject_of(installed(name))
    try:
        found = traced(subject, what_is_refused(subject) if refused else None)
    except NotApplicable as reason:
        raise NotPossible(N_("{name} cannot be traced: {why}."), name=name, why=str(reason)) from reason
    return _told(session, name, found, as_json=as_json)


def of_order(session: Session, name: str, order: str, *, as_json: bool) -> int:
    """What is written down of an order's payments by this method."""
    with session.desk() as desk:
        found = desk.payments.conversation(reference.read(order))
    return _told(session, name, tuple(each for each in found if each.method == name), as_json=as_json)


def _told(session: Session, name: str, found: tuple[Exchange, ...], *, as_json: bool) -> int:
    if as_json:
        session.json({"method": name, "exchanges": [_plain(each) for each in found]})
        return 0
    if not found:
        session.say(N_("{name} was asked nothing about it."), name=name)
    for exchange in found:
        for line in told(exchange):
            session.tell(line)
    return 0


def _plain(exchange: Exchange) -> dict[str, object]:
    amount = exchange.amount
    return asdict(exchange, recurse=False) | {
        "amount": f"{amount.plain()} {amount.currency}" if amount else None
    }
