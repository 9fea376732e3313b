"""The simulated outside world without a desk: gateways that are asked, banks that are sent money, and their clock."""

from datetime import UTC, datetime
from pathlib import Path
from threading import RLock
from typing import Any

import httpx
from attrs import define, evolve, field, frozen

from checkout_tui.calendars import Calendars
from checkout_tui.domain.errors import BadInput, N_
from checkout_tui.domain.money import Money
from checkout_tui.domain.simulated import Transfer
from checkout_tui.plugins import Found, load
from checkout_tui.simulator.demo import demo_settings
from checkout_tui.simulator.virtual_clock import VirtualClock
from checkout_tui.simulator.world import World

Json = dict[str, Any]

_MOVES: tuple[Json, ...] = ({"to": "2026-12-01T12:00:00Z"}, {"business_days": 1}, {"next": True})
"""How the clock can be asked to move."""
_TRANSFER: Json = {
    "amount": "99.00",
    "currency": "USD",
    "reference": "K7M-42XQ-9",
    "payer": "Ada Lovelace",
    "days": 3,
    "returned": "",
}
"""What a bank can be asked to report."""


@frozen
class _Sent:
    method: str
    at: datetime
    transfer: Transfer


@define(eq=False)
class Outside:
    """Gateways, banks and the clock. ``folder`` is where the banks' documents go."""

    world: World
    folder: Path
    gateways: tuple[str, ...]
    banks: tuple[str, ...]
    _waiting: list[_Sent] = field(factory=list)
    _lock: RLock = field(factory=RLock)

    @classmethod
    def build(cls, found: tuple[Found, ...], folder: Path, start: datetime) -> "Outside":
        """With every installed method that has a simulated side."""
        world = World(clock=VirtualClock(start), memory={}, calendars=Calendars())
        load(found, settings_for=demo_settings, outgoing_for=world.outgoing)
        gateways = tuple(code for code in world.sides if world.side(code).handle)
        return cls(world, folder, gateways, tuple(code for code in world.sides if world.side(code).report))

    # ------------------------------------------------------------ gateways

    def asked(self, code: str, request: httpx.Request) -> httpx.Response:
        """What the gateway answers."""
        handle = self.world.side(code).handle
        with self._lock:
            return handle(request) if handle else httpx.Response(404)

    # ------------------------------------------------------------ where everything is

    def described(self, control: str, gateways: dict[str, str]) -> Json:
        """All that a client needs: each gateway's address, each bank's and its folder, and how the clock is moved."""
        clock = f"{control}/clock"
        return self.now() | {
            "clock": {"see": f"GET {clock}", "move": f"POST {clock}", "accepts": list(_MOVES)},
            "gateways": {
                code: {
                    "url": url,
                    "instead_of": sorted(self.world.hosts(code)),
                    "triggers": self._triggers(code),
                }
                for code, url in gateways.items()
            },
            "banks": {
                code: {
                    "documents": str(self.folder.absolute()),
                    "send": f"POST {control}/bank/{code}",
                    "accepts": _TRANSFER,
                    "triggers": self._triggers(code),
                }
                for code in self.banks
            },
        }

    def _triggers(self, code: str) -> list[Json]:
        """What makes this side behave in a certain way."""
        return [{"what": each.what, "does": each.does.en} for each in self.world.side(code).triggers]

    # ------------------------------------------------------------ the clock and the banks

    def now(self) -> Json:
        """The time, and what is on its way."""
        with self._lock:
            waiting = [
                {"method": each.method, "at": each.at.isoformat(), "amount": each.transfer.amount.plain()}
                for each in sorted(self._waiting, key=lambda each: each.at)
            ]
            return {"now": self.world.clock.now().isoformat(), "pending": waiting}

    def move(self, asked: Json) -> Json:
        """Go ``to`` an instant, on by ``business_days``, or to the ``next`` transfer. The banks' documents follow."""
        with self._lock:
            clock = self.world.clock
            if "to" in asked:
                until = _instant(asked["to"])
            elif "business_days" in asked:
                day = self.world.banks.later(clock.now().date(), _whole(asked["business_days"]))
                until = datetime(day.year, day.month, day.day, 22, tzinfo=UTC)
            else:
                until = min((each.at for each in self._waiting), default=clock.now())
            if until < clock.now():
                raise BadInput(N_("Time does not go back: it is {now} already."), now=clock.now())
            written = self._report(until)
            clock.reach(until)
            return self.now() | {"documents": written}

    def send(self, method: str, asked: Json) -> Json:
        """A customer's transfer: ``{"amount": "99.00", "currency": "EUR", "reference": "…", "payer": "…"}``.

        ``days`` says after how many of the bank's business days it is reported (1), ``returned`` the code
        with which the bank takes it back instead.
        """
        if method not in self.banks:
            raise BadInput(
                N_("No simulated bank is called {name}; known are {known}."),
                name=method,
                known=", ".join(self.banks),
            )
        with self._lock:
            amount = Money.parse(str(asked.get("amount", "")), str(asked.get("currency", "EUR")))
            calendar = self.world.banks.of(method, amount.currency)
            now = self.world.clock.now()
            first = calendar.day_zero(now) if calendar else now.date()
            day = self.world.banks.later(first, _whole(asked.get("days", 1)), calendar)
            at = max(self.world.banks.statement_on(day, calendar), self.world.clock.now())
            transfer = Transfer(
                amount,
                str(asked.get("reference", "")),
                str(asked.get("payer", "")),
                day,
                str(asked.get("returned", "")),
            )
            self._waiting.append(_Sent(method, at, transfer))
            return {"at": at.isoformat()}

    def _report(self, until: datetime) -> list[str]:
        """Every document that is due, in the order of time: one a day for each bank, returns in their own."""
        written = []
        while due := sorted(
            (each for each in self._waiting if each.at <= until), key=lambda each: (each.at, each.method)
        ):
            first = due[0]
            kind = bool(first.transfer.returned)
            together = [
                each
                for each in due
                if (each.at, each.method, bool(each.transfer.returned)) == (first.at, first.method, kind)
            ]
            self._waiting = [each for each in self._waiting if each not in together]
            self.world.clock.reach(first.at)
            day = first.transfer.on
            transfers = tuple(evolve(each.transfer, on=day) for each in together)
            document = self.world.document(first.method, transfers, day)
            if document is not None:
                self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                (self.folder / document.name).write_bytes(document.content)
                written.append(document.name)
        return written


def _instant(value: object) -> datetime:
    try:
        instant = datetime.fromisoformat(str(value))
    except ValueError:
        raise BadInput(N_("it must be {what}."), what="2026-12-01T12:00:00Z") from None
    if instant.tzinfo is None:
        raise BadInput(N_("A point in time needs its zone."))
    return instant


def _whole(value: object) -> int:
    if type(value) is not int or not 0 <= value <= 366:
        raise BadInput(N_("it must be {what}."), what="0-366")
    return value
