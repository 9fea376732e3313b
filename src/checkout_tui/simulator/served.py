"""The simulated outside world for somebody else's client: gateways on loopback, bank documents in a folder, one clock.

Each gateway has a port of its own and speaks HTTP as the real one does. Beside them is a small address
for whoever tests: ``/clock`` to see and move the time, ``/bank/<method>`` to send money.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import RLock, Thread
from typing import Any

import httpx
from attrs import define, evolve, field, frozen

from checkout_tui.calendars import Calendars
from checkout_tui.domain.errors import BadInput, BadSetup, CheckoutError, N_
from checkout_tui.domain.money import Money
from checkout_tui.domain.simulated import Transfer
from checkout_tui.plugins import Found, load
from checkout_tui.simulator.demo import demo_settings
from checkout_tui.simulator.virtual_clock import VirtualClock
from checkout_tui.simulator.world import World

_MOST_BYTES = 1_000_000
_HOST = "127.0.0.1"
Json = dict[str, Any]


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
                day = clock.now().date()
                for _ in range(_whole(asked["business_days"])):
                    day = self.world.next_open(day + timedelta(days=1))
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
            calendar = self.world.calendar_of(method, amount.currency)
            day: date = self.world.clock.now().date()
            days = _whole(asked.get("days", 1))
            if calendar is not None:
                day = calendar.add(calendar.day_zero(self.world.clock.now()), days)
            else:
                for _ in range(days):
                    day = self.world.next_open(day + timedelta(days=1))
            at = max(self.world.statement_on(day, calendar), self.world.clock.now())
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


# ------------------------------------------------------------ on loopback


@frozen
class Addresses:
    """Where everything is: the control address, and each gateway's."""

    control: str
    gateways: dict[str, str]


@contextmanager
def serving(outside: Outside, port: int = 0) -> Iterator[Addresses]:
    """Serve on loopback while the block lasts: the control address on ``port``, gateways on the ports after it.

    With port 0, each has one that is free.
    """
    servers: list[ThreadingHTTPServer] = []
    try:
        control = _server(port, _control(outside))
        servers.append(control)
        gateways = {}
        for number, code in enumerate(outside.gateways, 1):
            server = _server(port + number if port else 0, _gateway(outside, code))
            servers.append(server)
            gateways[code] = f"http://{_HOST}:{server.server_port}"
        for server in servers:
            Thread(target=server.serve_forever, daemon=True).start()
        yield Addresses(f"http://{_HOST}:{control.server_port}", gateways)
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()


Answer = tuple[int, dict[str, str], bytes]
Answers = Callable[[str, str, dict[str, str], bytes], Answer]


def _server(port: int, answers: Answers) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            if not 0 <= length <= _MOST_BYTES:
                self.send_error(413)
                return
            body = self.rfile.read(length)
            status, headers, content = answers(self.command, self.path, dict(self.headers), body)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PATCH = do_DELETE = do_PUT = _answer  # noqa: N815 - http.server's names

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
            """Nothing is written down: a card number may stand in what was asked."""

    try:
        return ThreadingHTTPServer((_HOST, port), Handler)
    except OSError as error:
        raise BadSetup(
            N_("Port {port} cannot be used: {why}."), port=port, why=error.strerror or "?"
        ) from None


def _gateway(outside: Outside, code: str) -> Answers:
    def answers(method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        kept = {name: value for name, value in headers.items() if name.lower() not in _HOPS}
        request = httpx.Request(method, f"https://{_HOST}{path}", headers=kept, content=body)
        response = outside.asked(code, request)
        told = {name: value for name, value in response.headers.items() if name.lower() not in _HOPS}
        return response.status_code, told, response.content

    return answers


_HOPS = frozenset({"host", "connection", "content-length", "transfer-encoding", "content-encoding"})


def _control(outside: Outside) -> Answers:
    def answers(method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        try:
            return _json(200, _controlled(outside, method, path, body))
        except LookupError:
            return _json(404, {"error": "see /clock and /bank/<method>"})
        except CheckoutError as error:
            return _json(400, {"error": error.say()})

    return answers


def _controlled(outside: Outside, method: str, path: str, body: bytes) -> Json:
    match method, [part for part in path.split("/") if part]:
        case "GET", ["clock"]:
            return outside.now()
        case "POST", ["clock"]:
            return outside.move(_read(body))
        case "POST", ["bank", code]:
            return outside.send(code, _read(body))
        case "GET", []:
            return {"gateways": list(outside.gateways), "banks": list(outside.banks)} | outside.now()
    raise LookupError(path)


def _read(body: bytes) -> Json:
    try:
        asked = json.loads(body or b"{}")
    except ValueError:
        asked = None
    if not isinstance(asked, dict):
        raise BadInput(N_("it must be {what}."), what="JSON")
    return asked


def _json(status: int, value: Json) -> Answer:
    return status, {"Content-Type": "application/json"}, json.dumps(value).encode()
