"""The outside world on loopback, for somebody else's client: each gateway's own HTTP, and one address beside.

Each gateway has a port of its own and speaks HTTP as the real one does. The control address says where
everything is (``/``), shows and moves the time (``/clock``), and sends money (``/bank/<method>``).
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import httpx
from attrs import frozen

from checkout_tui.domain.errors import BadInput, BadSetup, CheckoutError, N_
from checkout_tui.simulator.outside import Json, Outside

_MOST_BYTES = 1_000_000
_HOST = "127.0.0.1"
_NOTICES_THE_END = 0.1
"""Seconds within which a server that is told to end does."""


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
    gateways: dict[str, str] = {}
    try:
        control = _server(port, _control(outside, lambda: Addresses(_at(control), gateways)))
        servers.append(control)
        for number, code in enumerate(outside.gateways, 1):
            server = _server(port + number if port else 0, _gateway(outside, code))
            servers.append(server)
            gateways[code] = _at(server)
        for server in servers:
            Thread(target=server.serve_forever, args=(_NOTICES_THE_END,), daemon=True).start()
        yield Addresses(_at(control), gateways)
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()


def _at(server: ThreadingHTTPServer) -> str:
    return f"http://{_HOST}:{server.server_port}"


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


def _control(outside: Outside, where: Callable[[], Addresses]) -> Answers:
    def answers(method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        try:
            return _json(200, _controlled(outside, where(), method, path, body))
        except LookupError:
            return _json(404, {"error": f"see {where().control}"})
        except CheckoutError as error:
            return _json(400, {"error": error.say()})

    return answers


def _controlled(outside: Outside, where: Addresses, method: str, path: str, body: bytes) -> Json:
    match method, [part for part in path.split("/") if part]:
        case "GET", ["clock"]:
            return outside.now()
        case "POST", ["clock"]:
            return outside.move(_read(body))
        case "POST", ["bank", code]:
            return outside.send(code, _read(body))
        case "GET", []:
            return outside.described(where.control, where.gateways)
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
