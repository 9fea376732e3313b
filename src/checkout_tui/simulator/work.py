"""What operators do in a scenario: with one order when it is said, and with everything that waits when they look."""

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta

from attrs import frozen

from checkout_tui.desk import Desk
from checkout_tui.domain.errors import CheckoutError, N_, NotPossible
from checkout_tui.domain.history import Doubt, Standing
from checkout_tui.domain.operator import Operator
from checkout_tui.domain.refund import Fact, RefundReason, Wanted
from checkout_tui.domain.remittance import Candidate, Likeness, LineKind, Remittance
from checkout_tui.domain.secret import Details
from checkout_tui.domain.sentence import Sentence, sentence
from checkout_tui.simulator.scenario.shape import Do, Task, Verb
from checkout_tui.simulator.world import World

NOBODYS_AFTER = timedelta(days=10)
"""When money that nobody can place goes back."""
_EVIDENCE = "the provider's own list shows it"
_MOST = 100_000
_SURE = (Likeness.REFERENCE, Likeness.NAMED)
_LIKELY = (Likeness.NEAR_REFERENCE, Likeness.EMAIL, Likeness.AMOUNT_AND_NAME)


@frozen
class Acted:
    """One thing that an operator did."""

    by: str
    orders: tuple[str, ...]
    """References of the orders it was about."""
    says: Sentence


def carry_out(world: World, done: Do, reference: str, details: Callable[[str], Details]) -> Acted:
    """One thing about one order. Raises CheckoutError when it is not possible."""
    by, desk = Operator(done.by), world.desk
    view = desk.orders.view(reference)
    current = view.current
    if current is None and done.verb not in (Verb.CANCEL, Verb.CHANGE):
        raise NotPossible(N_("Nobody was asked to pay this order yet."))
    payment = current.payment.id if current else ""
    match done.verb:
        case Verb.CANCEL:
            desk.orders.cancel(reference, by)
        case Verb.CHANGE:
            prepared = desk.payments.prepare(reference, done.method, by)
            desk.payments.authorize(prepared.id, details(done.method), by)
        case Verb.REFUND:
            desk.refunds.request(reference, Wanted(RefundReason.WRONG_PRODUCT, frozenset(Fact)), by)
            desk.mail.deliver()
            desk.refunds.confirm(reference, world.reads_out(reference), by)
        case Verb.INQUIRE:
            desk.payments.inquire(payment, by)
        case Verb.SETTLE:
            desk.payments.settle(payment, by)
        case Verb.VOID:
            desk.payments.void(payment, by)
        case Verb.RESOLVE | Verb.CONFIRM:
            desk.payments.resolve(payment, done.verb is Verb.CONFIRM, _EVIDENCE, by)
        case Verb.BEAR:
            desk.remittances.accept_short(payment, by, "charges on the way")
        case Verb.ALLOCATE:
            _by_name(desk, reference, by)
        case Verb.RESEND:
            desk.mail.resend(view.mails[-1].id, by)
    return Acted(done.by, (reference,), sentence(_DONE[done.verb]))


_DONE = {
    Verb.CANCEL: N_("cancels the order"),
    Verb.CHANGE: N_("changes the payment option"),
    Verb.REFUND: N_("gives the money back"),
    Verb.INQUIRE: N_("asks the provider"),
    Verb.SETTLE: N_("takes what was authorized"),
    Verb.VOID: N_("releases the authorization"),
    Verb.RESOLVE: N_("decides that it did not happen"),
    Verb.CONFIRM: N_("decides that it happened"),
    Verb.BEAR: N_("bears what banks kept on the way"),
    Verb.ALLOCATE: N_("ties the money to the order it names"),
    Verb.RESEND: N_("sends the mail again"),
}


def look_through(desk: Desk, tasks: Iterable[Task], by: Operator, known: Iterable[str]) -> Iterator[Acted]:
    """Everything that waits, one thing after the other. ``known`` are the orders' references."""
    for task in tasks:
        if task in (Task.BEAR, Task.ASK):
            yield from _with_orders(desk, task, by, known)
        else:
            for remittance in desk.remittances.inbox(_MOST):
                acted = _with_money(desk, task, remittance, by)
                if acted is not None:
                    yield acted


def _with_money(desk: Desk, task: Task, remittance: Remittance, by: Operator) -> Acted | None:
    try:
        match task:
            case Task.ALLOCATE:
                return _tie(desk, remittance, _SURE, by)
            case Task.MATCH:
                return _tie(desk, remittance, _LIKELY, by)
            case Task.CONFIRM if remittance.proposal and remittance.proposal.by != by.name:
                desk.remittances.confirm(remittance.id, by)
                orders = tuple(tie.order for tie in desk.remittances.ties(remittance.id))
                return Acted(by.name, orders, sentence(N_("confirms what was proposed")))
            case Task.SEND_BACK if _is_nobodys(desk, remittance):
                desk.remittances.send_back(remittance.id, by, "nobody's order")
                amount = remittance.unallocated
                return Acted(by.name, (), sentence(N_("sends {amount} back"), amount=amount))
    except CheckoutError:
        # It waits for somebody who can.
        return None
    return None


def _tie(desk: Desk, remittance: Remittance, likenesses: tuple[Likeness, ...], by: Operator) -> Acted | None:
    if remittance.proposal is not None:
        return None
    found = [c for c in desk.remittances.candidates(remittance.id) if c.likeness in likenesses]
    orders = {candidate.order for candidate in found}
    if likenesses is _LIKELY and len(orders) != 1:
        return None
    tied: list[Candidate] = []
    for candidate in found:
        if candidate.payment and candidate.why_not is None:
            left = desk.remittances.allocate(remittance.id, candidate.payment, by)
            tied.append(candidate)
            # One transfer may name several orders: the rest of it goes to the next.
            if left.kind is LineKind.RETURN or not left.unallocated.minor:
                break
    if not tied:
        return None
    text = N_("ties {amount} from {payer}")
    if remittance.kind is LineKind.RETURN:
        text = N_("takes {amount} of {payer} back from the order")
    says = sentence(text, amount=remittance.unallocated, payer=remittance.payer or "?")
    return Acted(by.name, tuple(candidate.order for candidate in tied), says)


def _is_nobodys(desk: Desk, remittance: Remittance) -> bool:
    old = desk.clock.now().date() - remittance.booked_on >= NOBODYS_AFTER
    return old and remittance.kind is LineKind.RECEIPT and remittance.proposal is None


def _by_name(desk: Desk, reference: str, by: Operator) -> None:
    """The order is named on the paper: what is in the inbox and fits goes to it."""
    why: CheckoutError = NotPossible(N_("Nothing is in the inbox."))
    for remittance in desk.remittances.inbox(_MOST):
        try:
            candidate = desk.remittances.candidate(remittance.id, reference)
            if candidate.payment:
                desk.remittances.allocate(remittance.id, candidate.payment, by)
                return
        except CheckoutError as error:
            why = error
    raise why


def _with_orders(desk: Desk, task: Task, by: Operator, known: Iterable[str]) -> Iterator[Acted]:
    for reference in known:
        current = desk.orders.view(reference).current
        if current is None:
            continue
        payment = current.payment
        try:
            if task is Task.ASK and payment.doubt is not Doubt.NONE:
                desk.payments.inquire(payment.id, by)
                yield Acted(by.name, (reference,), sentence(_DONE[Verb.INQUIRE]))
            partly = payment.standing is Standing.AWAITING_FUNDS and payment.allocated > payment.settled
            if task is Task.BEAR and partly:
                desk.remittances.accept_short(payment.id, by, "charges on the way")
                yield Acted(by.name, (reference,), sentence(_DONE[Verb.BEAR]))
        except CheckoutError:
            continue
