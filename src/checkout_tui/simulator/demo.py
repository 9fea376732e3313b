"""A demonstration: a desk in a simulated world, and a month of orders that really went through it."""

import shutil
from collections.abc import Callable, MutableMapping
from datetime import datetime
from pathlib import Path

from attrs import evolve, frozen

from checkout_tui.calendars import Calendars
from checkout_tui.desk import Desk
from checkout_tui.domain.clock import Ids
from checkout_tui.domain.draft import Draft, read_lines
from checkout_tui.domain.method import AllocationRule, Field, FieldKind, PaymentMethod, SettingKind
from checkout_tui.domain.operator import Operator
from checkout_tui.domain.remittance import Likeness
from checkout_tui.domain.secret import Details, Secret
from checkout_tui.domain.seller import Seller
from checkout_tui.hookspecs import Settings
from checkout_tui.mail.codes import AT_ONCE, SLOWLY
from checkout_tui.mail.letters import Letters
from checkout_tui.mail.links import Links
from checkout_tui.mail.transports import FolderTransport
from checkout_tui.plugins import Found, load
from checkout_tui.simulator.chance import SeededIds
from checkout_tui.simulator.demo_data import SELLER, Caller, Kind
from checkout_tui.simulator.faults import Faults
from checkout_tui.simulator.mailbox import KeptMail, Mailbox
from checkout_tui.simulator.memory import FileMemory
from checkout_tui.simulator.virtual_clock import VirtualClock, standing
from checkout_tui.simulator.world import World
from checkout_tui.store import Store, create, needs_upgrade, open_engine, upgrade

CAMILLE = Operator("Camille", "fr")
JORDAN = Operator("Jordan")

_SEEDED = "demo/seeded"
_LINK_SECRET = "demonstration-links-are-not-secret"


@frozen
class Demo:
    """One simulated desk and what is around it."""

    desk: Desk
    world: World
    store: Store
    memory: MutableMapping[str, str]
    faults: dict[str, Faults]

    def close(self) -> None:
        self.store.close()
        if isinstance(self.memory, FileMemory):
            self.memory.close()


def open_demo(
    folder: Path,
    found: tuple[Found, ...],
    *,
    start: datetime,
    ticking: Callable[[], float] = standing,
    seed: str = "1",
    thrown_away: bool = False,
    seller: Seller = SELLER,
    calendars: Calendars | None = None,
    bank_calendars: Calendars | None = None,
    letters: type[Letters] = Letters,
    kept_mail: KeptMail | None = None,
) -> Demo:
    """A simulated desk that keeps everything in ``folder``; it goes on where it was left, never before ``start``.

    ``thrown_away`` when nothing is to be found there again: then nothing waits for the disk.
    ``kept_mail`` takes the mail instead of a folder, and ``bank_calendars`` are for banks that are
    closed on days that the desk does not know of.
    """
    memory = dict[str, str]() if thrown_away else FileMemory(folder / "outside.jsonl")
    last = World.last_now(memory)
    clock = VirtualClock(max(start, last) if last else start, ticking)
    calendars = calendars or Calendars()
    mailbox = Mailbox(folder / "mail")
    world = World(
        clock=clock,
        memory=memory,
        calendars=bank_calendars or calendars,
        seed=seed,
        mailbox=kept_mail or mailbox,
    )
    database = folder / "demo.db"
    if thrown_away and not database.exists():
        create(database)
    engine = open_engine(f"sqlite:///{database}", durable=not thrown_away)
    if not thrown_away and needs_upgrade(engine):
        upgrade(engine)
    store = Store(engine)
    lanes = load(found, settings_for=demo_settings, outgoing_for=world.outgoing)
    desk = Desk(
        store=store,
        lanes=lanes,
        clock=clock,
        ids=_ids(seed, clock),
        calendars=calendars,
        seller=seller,
        letters=letters(seller, Links(_LINK_SECRET, AT_ONCE if thrown_away else SLOWLY)),
        transport=kept_mail or FolderTransport(mailbox.folder, seller.name),
        demo_world=world,
    )
    world.join(desk)
    world.faults = {code: Faults(lane, clock) for code, lane in lanes.items()}
    return Demo(desk, world, store, memory, world.faults)


def _ids(seed: str, clock: VirtualClock) -> Ids:
    # With the time in it, a second run on the same database draws other references than the first.
    return SeededIds(f"{seed}/{clock.now().isoformat()}", clock)


def demo_settings(method: PaymentMethod) -> Settings:
    """Settings for a method that nobody configured: what it proposes, or something of the right kind."""
    stand_ins: dict[SettingKind, str | int | bool | tuple[str, ...]] = {
        SettingKind.NUMBER: 1,
        SettingKind.FLAG: True,
        SettingKind.LIST: ("demonstration",),
    }
    settings: dict[str, str | int | bool | tuple[str, ...]] = {}
    for setting in method.settings:
        value = setting.default if setting.demo is None else setting.demo
        if value is None and setting.required:
            value = stand_ins.get(setting.kind, f"demo-{setting.code}")
        if value is not None:
            settings[setting.code] = value
    return settings


def demo_details(method: PaymentMethod, caller: Caller, *, refused: bool = False) -> Details:
    """What this caller answers to a method's fields; something the simulated side refuses, if it can be had."""

    def answer(field: Field) -> str:
        if refused and field.demo_refused:
            return field.demo_refused
        match field.kind:
            case FieldKind.NAME:
                return caller.name
            case FieldKind.EMAIL:
                return caller.email
            case _ if field.demo:
                return field.demo
            case FieldKind.CONSENT:
                return "yes"
            case FieldKind.CHOICE:
                return next(iter(field.choices), "")
            case _:
                return "demonstration" if field.required else ""

    given = [(field, answer(field)) for field in method.fields]
    return Details({field.code: Secret(text) if field.secret else text for field, text in given if text})


def kind_of(method: PaymentMethod) -> Kind:
    """Who moves the money with this method, as far as it says so itself."""
    if method.operator_moves_money:
        return Kind.CHARGE
    if method.allocation is AllocationRule.AUTOMATIC:
        return Kind.LINK
    return Kind.BY_HAND if method.allocation is AllocationRule.BY_HAND else Kind.FUNDS


def draft_for(desk: Desk, caller: Caller, products: tuple[str, ...], by: Operator) -> Draft:
    """What this caller orders."""
    return evolve(
        desk.orders.begin(by, caller.language),
        currency=caller.currency,
        place=caller.place,
        customer=caller.contact,
        lines=tuple(line for product in products for line in read_lines(product)),
    )


def allocate_named(desk: Desk, by: Operator, orders: frozenset[str] | None = None) -> None:
    """What an operator does with the inbox: money that names an order goes to that order."""
    for remittance in desk.remittances.inbox():
        for candidate in desk.remittances.candidates(remittance.id):
            wanted = orders is None or candidate.order in orders
            if candidate.likeness is Likeness.REFERENCE and wanted:
                desk.remittances.allocate(remittance.id, candidate.payment, by)
                break


def is_seeded(demo: Demo) -> bool:
    """Whether the month is told to its end."""
    return _SEEDED in demo.memory


def seeded(demo: Demo, now: datetime) -> None:
    """Remember that the month is told."""
    demo.memory[_SEEDED] = now.isoformat()


def forget(folder: Path) -> None:
    """Throw the demonstration away, and nothing else."""
    for name in ("demo.db", "demo.db-wal", "demo.db-shm", "outside.jsonl"):
        (folder / name).unlink(missing_ok=True)
    shutil.rmtree(folder / "mail", ignore_errors=True)
