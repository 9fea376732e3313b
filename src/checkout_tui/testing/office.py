"""A real desk with one method, on a database of its own: what the host itself does with the method on trial."""

from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from datetime import datetime
from itertools import count
from pathlib import Path

import httpx
from attrs import define, evolve, field

from checkout_tui.calendars import Calendars
from checkout_tui.desk import Desk
from checkout_tui.domain.draft import DraftLine
from checkout_tui.domain.method import PaymentMethod
from checkout_tui.domain.operator import Operator
from checkout_tui.domain.order import Contact, Product
from checkout_tui.domain.payment import Payment
from checkout_tui.domain.seller import Seller
from checkout_tui.domain.simulated import Simulated
from checkout_tui.domain.tax import Place
from checkout_tui.domain.words import Words
from checkout_tui.hookspecs import Settings
from checkout_tui.mail.codes import AT_ONCE
from checkout_tui.mail.letters import Letters
from checkout_tui.mail.links import Links
from checkout_tui.mail.transports import FolderTransport
from checkout_tui.plugins import Found, Lane, Outgoing, load
from checkout_tui.store import Store, create, open_engine
from checkout_tui.testing.checking import NotApplicable
from checkout_tui.testing.line import Line
from checkout_tui.testing.samples import MONDAY_NOON
from checkout_tui.testing.subject import Subject

OPERATOR = Operator("kit")


class _Standing:
    """A clock that stands still."""

    def now(self) -> datetime:
        return MONDAY_NOON


class _Counted:
    """Identifiers counted up, never the same in two threads."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def new(self) -> str:
        return f"01JDKIT{next(self._numbers):019}"

    def draw(self, below: int) -> int:
        return next(self._numbers) * 7 % below


@define(eq=False)
class Office:
    """The desk, and the provider outside."""

    subject: Subject
    desk: Desk
    sides: dict[str, Simulated] = field(repr=False)

    def prepare(self) -> Payment:
        """An order, and its payment as the confirm screen opens it."""
        draft = evolve(
            self.desk.orders.begin(OPERATOR, "en"),
            currency=self.subject.total.currency,
            place=Place(self.subject.country),
            customer=Contact("Ada Example", "ada@example.com", "", "+12025550143"),
            lines=(DraftLine("kit"),),
        )
        order = self.desk.orders.place(draft, OPERATOR)
        return self.desk.payments.prepare(order.reference, self.subject.code, OPERATOR)

    def authorize(self, payment: Payment) -> Payment:
        """The operator presses the key."""
        details = self.subject.details(self.subject.good)
        return self.desk.payments.authorize(payment.id, details, OPERATOR)

    def take_order(self) -> Payment:
        """An order, paid as far as the caller's part goes, and everything due asked after once."""
        payment = self.authorize(self.prepare())
        self.desk.payments.settle_due(OPERATOR)
        return payment

    @property
    def side(self) -> Simulated:
        """The provider."""
        return self.sides[self.subject.code]


@contextmanager
def office(subject: Subject, folder: Path) -> Iterator[Office]:
    """A desk that keeps everything in ``folder``."""
    memory: MutableMapping[str, str] = {}
    sides: dict[str, Simulated] = {}

    def settings_for(method: PaymentMethod) -> Settings:
        return subject.settings

    def outgoing(lane: Lane) -> Outgoing:
        side = lane.simulate(memory=memory, now=lambda: MONDAY_NOON)
        sides[lane.code] = side
        return Outgoing(lane.method.hosts_with(lane.settings), httpx.MockTransport(Line(side.handle)))

    found = (Found(subject.code, "on-trial", "0", lambda: subject.method),)
    lanes = load(found, settings_for=settings_for, outgoing_for=outgoing)
    if subject.code not in lanes:
        raise NotApplicable(f"it does not load: {lanes.reports[0].reason}")
    seller = Seller(
        name="Kit",
        email="orders@kit.example",
        support_email="help@kit.example",
        support_phone="+1 202 555 0143",
        website="https://kit.example",
        terms_version="1",
        terms_url="https://kit.example/terms",
        privacy_url="https://kit.example/privacy",
        download_url="https://kit.example/get",
        change_option_url="https://kit.example/pay",
        registrations=frozenset(),
        products=(Product("kit", Words.same("Kit"), (subject.total,)),),
    )
    create(folder / "desk.db")
    engine = open_engine(f"sqlite:///{folder / 'desk.db'}", durable=False)
    store = Store(engine)
    try:
        desk = Desk(
            store=store,
            lanes=lanes,
            clock=_Standing(),
            ids=_Counted(),
            calendars=Calendars(),
            seller=seller,
            letters=Letters(seller, Links("not a secret of anybody's", AT_ONCE)),
            transport=FolderTransport(folder / "mail", seller.name),
        )
        yield Office(subject, desk, sides)
    finally:
        store.close()
