"""A desk with two scripted methods, on a database, a clock and an outbox of its own."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from attrs import define, evolve, field
from support.scripted import Awaited, Charged, Clock, Ids, Provider

from checkout_tui.calendars import Calendars
from checkout_tui.desk import Desk
from checkout_tui.domain.draft import Draft, DraftLine
from checkout_tui.domain.letter import Letter
from checkout_tui.domain.money import Money
from checkout_tui.domain.operator import Operator
from checkout_tui.domain.order import Contact, Order, Product
from checkout_tui.domain.seller import Seller
from checkout_tui.domain.tax import Place
from checkout_tui.domain.words import Words
from checkout_tui.mail.codes import AT_ONCE
from checkout_tui.mail.letters import Letters
from checkout_tui.mail.links import Links
from checkout_tui.mail.transports import Transport
from checkout_tui.plugins import Found, load
from checkout_tui.store import Store, create, open_engine

MONDAY = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)

SELLER = Seller(
    name="Northlight Software",
    email="orders@northlight.example",
    support_email="help@northlight.example",
    support_phone="+1 202 555 0143",
    website="https://northlight.example",
    terms_version="2026-01",
    terms_url="https://northlight.example/terms",
    privacy_url="https://northlight.example/privacy",
    download_url="https://northlight.example/get",
    change_option_url="https://northlight.example/pay",
    registrations=frozenset({"CA-GST/HST", "CA-QC-QST", "EU-VAT"}),
    products=(
        Product(
            "studio",
            Words.same("Studio Pro"),
            (Money(9900, "USD"), Money(9900, "EUR"), Money(12900, "CAD"), Money(11880, "JPY")),
        ),
        Product("plan", Words("Studio Plan", "Abonnement Studio"), (Money(990, "USD"),), renews=True),
    ),
)

STRICT = evolve(
    SELLER,
    short_payment_tolerance=(Money(1000, "USD"),),
    second_person_above=(Money(50000, "USD"),),
)
"""A seller who bears 10 dollars of charges, and lets one person decide about 500."""


class Postman:
    """Keeps what would have been sent."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str, Letter]] = []

    def send(self, mail_id: str, sender: str, to: str, letter: Letter, at: datetime) -> None:
        self.sent.append((mail_id, to, letter))


@define(eq=False)
class World:
    """Everything around one desk."""

    desk: Desk
    store: Store
    clock: Clock
    provider: Provider
    charged: Charged
    awaited: Awaited
    postman: Postman
    operator: Operator = field(factory=lambda: Operator("op"))

    def draft(self, **changes: object) -> Draft:
        """A complete draft for one Studio Pro, for a customer in the United States."""
        draft = self.desk.orders.begin(self.operator)
        made: dict[str, object] = {
            "reference": draft.reference,
            "language": "en",
            "currency": "USD",
            "place": Place("US"),
            "customer": Contact("Ada Example", "ada@example.com", "", "+12025550143"),
            "lines": (DraftLine("studio"),),
        }
        return Draft(**(made | changes))  # type: ignore[arg-type]

    def place(self, **changes: object) -> Order:
        """An order that was just taken."""
        return self.desk.orders.place(self.draft(**changes), self.operator)

    def close(self) -> None:
        self.store.close()


def build(
    url: str,
    awaited: Awaited | None = None,
    seller: Seller = SELLER,
    *,
    first_id: int = 1,
    transport: Transport | None = None,
    charges: Callable[[Provider], Charged] = Charged,
) -> World:
    """A world on the database at ``url``, which may be empty or used before, then with another ``first_id``."""
    path = Path(url.removeprefix("sqlite:///"))
    if url.startswith("sqlite:") and not path.exists():
        create(path)
    engine = open_engine(url)
    provider, clock, postman = Provider(), Clock(MONDAY), Postman()
    charged, awaited = charges(provider), awaited or Awaited()
    store = Store(engine)

    def gives(plugin: object) -> Callable[[], object]:
        return lambda: plugin

    found = (
        Found("awaited", "checkout-awaited", "1.0", gives(awaited)),
        Found("charged", "checkout-charged", "1.0", gives(charged)),
    )
    desk = Desk(
        store=store,
        lanes=load(found),
        clock=clock,
        ids=Ids(first_id),
        calendars=Calendars(),
        seller=seller,
        letters=Letters(seller, Links("a secret for tests only", AT_ONCE)),
        transport=transport or postman,
    )
    return World(desk, store, clock, provider, charged, awaited, postman)
