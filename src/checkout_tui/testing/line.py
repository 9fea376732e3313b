"""The line between a method and its simulated provider, and everything that goes wrong on it."""

from collections.abc import Callable
from contextlib import suppress
from threading import Barrier, BrokenBarrierError, Lock, get_ident

import httpx
from attrs import frozen

Handle = Callable[[httpx.Request], httpx.Response]
Act = Callable[[httpx.Request, Handle], httpx.Response]

MEETING = 0.5
"""Seconds that one worker's request waits for the other's."""


@frozen
class Trouble:
    """Something that goes wrong with one request."""

    name: str
    act: Act
    reached: bool
    """Whether the provider acts all the same."""


class Line:
    """Carries requests to the provider, one at a time, and remembers them."""

    def __init__(self, handle: Handle | None) -> None:
        self._handle = handle or _nobody
        self._lock = Lock()
        self._troubles: dict[int, Trouble] = {}
        self._staying: dict[tuple[str, str], Trouble] = {}
        self._meeting: Barrier | None = None
        self._met: set[int] = set()
        self.requests: list[httpx.Request] = []
        self.statuses: list[int] = []
        """What came back for each; 0 where nothing did."""

    def arrange(self, nth: int, trouble: Trouble) -> None:
        """Let ``trouble`` befall the ``nth`` request from now, counted from 0, and the same one sent again."""
        self._troubles[len(self.requests) + nth] = trouble

    def heal(self) -> None:
        """Nothing goes wrong any more."""
        self._troubles.clear()
        self._staying.clear()

    def meet(self, workers: int) -> None:
        """Hold each worker's first request until the others' are on the way too, or do not come."""
        self._meeting, self._met = Barrier(workers), set()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if self._meeting is not None and get_ident() not in self._met:
            self._met.add(get_ident())
            with suppress(BrokenBarrierError):
                self._meeting.wait(MEETING)
        with self._lock:
            what = (request.method, request.url.path)
            trouble = self._troubles.pop(len(self.requests), None)
            if trouble is not None:
                self._staying[what] = trouble
            trouble = self._staying.get(what)
            self.requests.append(request)
            self.statuses.append(0)
            response = trouble.act(request, self._handle) if trouble else self._handle(request)
            self.statuses[-1] = response.status_code
            return response


def _nobody(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("this method's simulated side does not speak HTTP", request=request)


def _never_sent(error: type[httpx.TransportError]) -> Trouble:
    def act(request: httpx.Request, handle: Handle) -> httpx.Response:
        raise error("never sent", request=request)

    return Trouble(error.__name__, act, reached=False)


def _question_lost(error: type[httpx.TransportError]) -> Trouble:
    def act(request: httpx.Request, handle: Handle) -> httpx.Response:
        raise error("lost on its way out", request=request)

    return Trouble(f"{error.__name__}, the question lost", act, reached=False)


def _answer_lost(error: type[httpx.TransportError]) -> Trouble:
    def act(request: httpx.Request, handle: Handle) -> httpx.Response:
        handle(request)
        raise error("lost on its way back", request=request)

    return Trouble(f"{error.__name__}, the answer lost", act, reached=True)


def _instead(name: str, status: int, content: bytes, kind: str = "text/html", *, reached: bool) -> Trouble:
    def act(request: httpx.Request, handle: Handle) -> httpx.Response:
        if reached:
            handle(request)
        headers = {"content-type": kind}
        if status in range(300, 400):
            headers["location"] = "https://elsewhere.example/"
        return httpx.Response(status, content=content, headers=headers, request=request)

    return Trouble(f"{name}{', after it acted' if reached else ''}", act, reached)


def _cut(request: httpx.Request, handle: Handle) -> httpx.Response:
    answer = handle(request)
    body = answer.read()
    return httpx.Response(answer.status_code, content=body[: len(body) // 2], request=request)


NEVER_SENT = tuple(map(_never_sent, (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)))
"""No connection: nothing left."""

QUESTION_LOST = tuple(map(_question_lost, (httpx.WriteError, httpx.ReadTimeout)))
"""It never arrived, but nobody here can know."""

ANSWER_LOST = (
    *map(_answer_lost, (httpx.ReadTimeout, httpx.ReadError, httpx.RemoteProtocolError)),
    Trouble("the answer cut in two", _cut, reached=True),
    _instead("an empty answer", 200, b"", reached=True),
    _instead("502 from a gateway", 502, b"<html>Bad gateway</html>", reached=True),
    _instead("504 from a gateway", 504, b"<html>Gateway timeout</html>", reached=True),
)
"""The provider acted, and what it did is not to be read."""

JSON = "application/json"
NONSENSE = (
    _instead("a page instead of an answer", 200, b"<html>It works!</html>", reached=False),
    _instead("an empty answer", 200, b"", reached=False),
    _instead("an empty object", 200, b"{}", JSON, reached=False),
    _instead("a list", 200, b"[1]", JSON, reached=False),
    _instead("null", 200, b"null", JSON, reached=False),
    _instead("bytes that are no text", 200, b"\xff\xfe\x00", JSON, reached=False),
    _instead("very deep JSON", 200, b"[" * 100_000, JSON, reached=False),
    _instead("a redirect", 302, b"", reached=False),
    _instead("a page not found", 404, b"<html>Not found</html>", reached=False),
    _instead("too many requests", 429, b"slow down", reached=False),
    _instead("402 of nobody", 402, b"payment required", reached=False),
    _instead("500", 500, b"{}", JSON, reached=False),
    _instead("503", 503, b"<html>Maintenance</html>", reached=False),
)
"""Answers that say nothing, while nothing was done."""
