"""One order by each installed method, through to settled money, on the virtual clock."""

from datetime import UTC, date, datetime, timedelta

from attrs import evolve, frozen

from checkout_tui.desk.views import OrderView
from checkout_tui.domain.errors import CheckoutError, NotPossible
from checkout_tui.domain.history import Standing
from checkout_tui.domain.method import PaymentMethod
from checkout_tui.domain.sentence import Sentence
from checkout_tui.plugins import PluginState
from checkout_tui.simulator.demo import JORDAN, Demo, allocate_named, demo_details, draft_for
from checkout_tui.simulator.demo_data import ABROAD, Caller

BEFORE_THANKSGIVING = datetime(2026, 11, 25, 14, 30, tzinfo=UTC)
"""Wednesday morning in New York, afternoon in Frankfurt: a holiday and a weekend lie ahead."""

_A_DAY, _PATIENCE = timedelta(days=1), timedelta(days=60)
_ORDERED = ("studio", "fonts")


@frozen
class Played:
    """How one order went."""

    method: str
    reference: str = ""
    state: str = ""
    expected_from: date | None = None
    expected_to: date | None = None
    settled_on: date | None = None
    view: OrderView | None = None
    why: Sentence | None = None

    @property
    def settled(self) -> bool:
        return self.state == Standing.SETTLED


def play_one_each(demo: Demo) -> tuple[Played, ...]:
    """Take one order for each installed method and let time pass until all of them are settled, or long after."""
    begun = [_begin(demo, method, turn) for turn, method in enumerate(demo.desk.methods)]
    begun += [
        Played(report.name, state=report.state, why=report.reason)
        for report in demo.desk.plugins
        if report.state not in (PluginState.READY, PluginState.OFF)
    ]
    give_up = demo.world.now() + _PATIENCE
    played = [_look(demo, each) for each in begun]
    while any(each.reference and not each.settled for each in played) and demo.world.now() < give_up:
        pending = [day for day, _ in demo.world.pending()]
        if any(_is_undecided(each) for each in played):
            # A provider that decides later is asked again tomorrow.
            pending.append(demo.world.now().date() + _A_DAY)
        demo.world.advance_to(max(min(pending, default=give_up.date()), demo.world.now().date()))
        demo.desk.payments.settle_due(JORDAN)
        allocate_named(demo.desk, JORDAN)
        played = [_look(demo, each) for each in played]
        if not pending:
            break
    return tuple(sorted(played, key=lambda each: each.method))


def _is_undecided(played: Played) -> bool:
    """Whether a question about its payment is open."""
    current = played.view.current if played.view else None
    return current is not None and current.payment.live is not None


def _begin(demo: Demo, method: PaymentMethod, turn: int) -> Played:
    try:
        return Played(method.code, _order_by(demo, method, turn))
    except CheckoutError as error:
        return Played(method.code, state=Standing.NEW, why=error.sentence)


def _order_by(demo: Demo, method: PaymentMethod, turn: int) -> str:
    desk = demo.desk
    caller = _caller_for(demo, method, turn)
    order = desk.orders.place(draft_for(desk, caller, _ORDERED, JORDAN), JORDAN)
    payment = desk.payments.prepare(order.reference, method.code, JORDAN)
    payment = desk.payments.authorize(payment.id, demo_details(method, caller), JORDAN)
    if payment.standing in (Standing.AWAITING_CUSTOMER, Standing.AWAITING_FUNDS):
        demo.world.pay(desk.orders.view(order.reference))
    return order.reference


def _caller_for(demo: Demo, method: PaymentMethod, turn: int) -> Caller:
    """Of those who can pay so, the one whose money is longest on its way. Raises NotPossible when none can."""
    desk, able = demo.desk, list[tuple[date, Caller]]()
    why_not: Sentence | None = None
    for caller in ABROAD:
        for option in desk.orders.options(draft_for(desk, caller, _ORDERED, JORDAN)):
            if option.method.code == method.code and option.why_not is None:
                able.append((option.window.last if option.window else date.min, caller))
            elif option.method.code == method.code:
                why_not = option.why_not
    if not able:
        raise NotPossible.because(why_not or Sentence(method.code))
    longest = max(last for last, _ in able)
    # Without a promise each has a turn; with one, whoever is farthest away.
    if longest == date.min:
        return able[turn % len(able)][1]
    return [caller for last, caller in able if last == longest][-1]


def _look(demo: Demo, played: Played) -> Played:
    if not played.reference:
        return played
    view = demo.desk.orders.view(played.reference)
    current = view.current
    if current is None:
        return evolve(played, view=view)
    return evolve(
        played,
        state=str(current.payment.standing),
        expected_from=current.window.first if current.window else None,
        expected_to=current.window.last if current.window else None,
        settled_on=demo.world.banks.settled_on(current.payment),
        view=view,
    )
