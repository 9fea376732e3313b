"""A desk with the real plugins, whose simulated other sides can be made to fail on the way, request by request."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from attrs import define, field, frozen
from support.world import Postman

from checkout_tui.calendars import Calendars
from checkout_tui.desk import Desk
from checkout_tui.domain.method import PaymentMethod
from checkout_tui.domain.operator import Operator
from checkout_tui.domain.order import Order
from checkout_tui.domain.payment import Payment
from checkout_tui.domain.secret import Details, Secret
from checkout_tui.mail.codes import AT_ONCE
from checkout_tui.mail.letters import Letters
from checkout_tui.mail.links import Links
from checkout_tui.plugins import Lane, Outgoing, discover, load
from checkout_tui.simulator.chance import SeededIds
from checkout_tui.simulator.demo import demo_details, demo_settings, draft_for
from checkout_tui.simulator.demo_data import ABROAD, SELLER
from checkout_tui.simulator.one_each import BEFORE_THANKSGIVING
from checkout_tui.simulator.virtual_clock import VirtualClock
from checkout_tui.simulator.world import World
from checkout_tui.store import Store, create, open_engine

BY = Operator("ada")
Go = Callable[[], httpx.Response]
Fault = Callable[[httpx.Request, Go], httpx.Response]


@define(eq=False)
class Way:
    """Everything between the desk and one provider. ``hit`` breaks the next request that fits."""

    handle: Callable[[httpx.Request], httpx.Response]
    requests: list[httpx.Request] = field(factory=list)
    _fits: Callable[[httpx.Request], bool] | None = None
    _fault: Fault | None = None
    struck: int = 0

    def hit(self, ending: str, fault: Fault) -> None:
        """Let ``fault`` happen to the next request that asks for something at an address ending so."""
        self._fits = lambda request: request.method == "POST" and request.url.path.endswith(ending)
        self._fault = fault

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if self._fault is not None and self._fits is not None and self._fits(request):
            fault, self._fault = self._fault, None
            self.struck += 1
            return fault(request, lambda: self.handle(request))
        return self.handle(request)


@frozen
class RealDesk:
    """One desk, the ways to its providers, and what these remember."""

    desk: Desk
    world: World
    store: Store
    clock: VirtualClock
    memory: dict[str, str]
    ways: Mapping[str, Way]
    outgoing: Mapping[str, Outgoing]
    postman: Postman

    def order(self) -> Order:
        """An order of a customer abroad, just taken."""
        return self.desk.orders.place(draft_for(self.desk, ABROAD[0], ("studio",), BY), BY)

    def asked(self, method: str, number: str = "") -> Payment:
        """An order's payment by ``method``, as far as it goes by itself."""
        return self.authorize(self.prepared(method), number)

    def prepared(self, method: str) -> Payment:
        """A payment of a new order, not asked for yet."""
        return self.desk.payments.prepare(self.order().reference, method, BY)

    def authorize(self, payment: Payment, number: str = "", *, account: str = "") -> Payment:
        """The operator asks for it, with what the caller reads out."""
        method = next(m for m in self.desk.methods if m.code == payment.method)
        details = demo_details(method, ABROAD[0])
        for code, typed in (("number", number), ("account", account)):
            if typed:
                details = Details({**dict(details), code: Secret(typed)})
        return self.desk.payments.authorize(payment.id, details, BY)

    def visit(self, payment: Payment) -> None:
        """The customer opens the mailed link and does what is asked there."""
        self.ways[payment.method].handle(httpx.Request("GET", payment.link))

    def now(self, payment: Payment) -> Payment:
        """The payment as it stands."""
        view = self.desk.orders.view(payment.order)
        return next(each.payment for each in view.payments if each.payment.id == payment.id)

    def wait(self, **by: float) -> None:
        self.clock.move(**by)

    def kept(self, method: str, prefix: str) -> list[Any]:
        """What this provider remembers under names that begin so."""
        begin = f"{method}/{prefix}"
        return [json.loads(text) for name, text in sorted(self.memory.items()) if name.startswith(begin)]


@contextmanager
def real_desk(folder: Path, **settings: Mapping[str, Any]) -> Iterator[RealDesk]:
    """Every installed method on an empty database; ``settings`` by method, beside those of a demonstration."""
    memory: dict[str, str] = {}
    clock = VirtualClock(BEFORE_THANKSGIVING)
    calendars = Calendars()
    world = World(clock=clock, memory=memory, calendars=calendars)
    ways: dict[str, Way] = {}
    outgoing: dict[str, Outgoing] = {}

    def settings_for(method: PaymentMethod) -> Mapping[str, Any]:
        return {**demo_settings(method), **settings.get(method.code, {})}

    def outgoing_for(lane: Lane) -> Outgoing:
        inner = world.outgoing(lane)
        inner.close()
        side = world._sides[lane.code]
        way = Way(side.handle or _nobody)
        ways[lane.code] = way
        outgoing[lane.code] = Outgoing(lane.method.hosts, httpx.MockTransport(way.answer))
        return outgoing[lane.code]

    create(folder / "desk.db")
    postman = Postman()
    engine = open_engine(f"sqlite:///{folder / 'desk.db'}")
    store = Store(engine)
    desk = Desk(
        store=store,
        lanes=load(discover(), settings_for=settings_for, outgoing_for=outgoing_for),
        clock=clock,
        ids=SeededIds("real", clock),
        calendars=calendars,
        seller=SELLER,
        letters=Letters(SELLER, Links("a secret for tests only", AT_ONCE)),
        transport=postman,
    )
    world.join(desk)
    try:
        yield RealDesk(desk, world, store, clock, memory, ways, outgoing, postman)
    finally:
        store.close()


def _nobody(request: httpx.Request) -> httpx.Response:
    raise AssertionError(f"{request.url.host} was asked by a method that talks to nobody")
