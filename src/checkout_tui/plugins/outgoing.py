"""The one HTTP client that methods are given: bounded, unredirected, and only to hosts they declared."""

import time
from collections.abc import Callable, Iterator
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx

MOST_BYTES = 2_000_000
"""The largest answer read, after decompression. A payment provider's answers are a few kilobytes."""


class NotAllowed(httpx.TransportError):
    """The request was not sent: the method never declared this host, or it is not https."""


class TooMuch(httpx.ReadError):
    """The answer is larger or slower than any honest one: it counts as no answer."""


class Outgoing:
    """A client for one method, which counts what left. ``sent`` tells "nothing was sent" from "who knows"."""

    def __init__(
        self,
        hosts: frozenset[str],
        transport: httpx.BaseTransport | None = None,
        *,
        seconds: float = 25.0,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        simulated = transport is not None
        self.sent = 0
        self.client = httpx.Client(
            transport=_Guarded(
                self,
                transport or httpx.HTTPTransport(retries=0, trust_env=False),
                hosts,
                simulated,
                seconds,
                monotonic,
            ),
            # What one customer's payment was answered with is nothing to the next one's.
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
            follow_redirects=False,
            trust_env=False,
            timeout=httpx.Timeout(seconds, connect=min(10.0, seconds)),
        )

    def close(self) -> None:
        self.client.close()


class _Guarded(httpx.BaseTransport):
    def __init__(
        self,
        outgoing: Outgoing,
        inner: httpx.BaseTransport,
        hosts: frozenset[str],
        simulated: bool,
        seconds: float,
        monotonic: Callable[[], float],
    ) -> None:
        self._outgoing = outgoing
        self._inner = inner
        self._hosts = hosts
        self._simulated = simulated
        self._seconds = seconds
        self._monotonic = monotonic

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if not self._simulated and (request.url.scheme != "https" or request.url.host not in self._hosts):
            raise NotAllowed(f"{request.url.host} is not declared by this method", request=request)
        ends = self._monotonic() + self._seconds
        try:
            response = self._inner.handle_request(request)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout):
            raise
        except BaseException:
            self._outgoing.sent += 1
            raise
        self._outgoing.sent += 1
        if isinstance(response.stream, httpx.SyncByteStream):
            response.stream = _Bounded(response.stream, ends, self._monotonic)
        return response

    def close(self) -> None:
        self._inner.close()


class _Bounded(httpx.SyncByteStream):
    """httpx's timeouts are for each read; this one is for the whole answer."""

    def __init__(self, inner: httpx.SyncByteStream, ends: float, monotonic: Callable[[], float]) -> None:
        self._inner = inner
        self._ends = ends
        self._monotonic = monotonic

    def __iter__(self) -> Iterator[bytes]:
        size = 0
        for chunk in self._inner:
            size += len(chunk)
            if size > MOST_BYTES or self._monotonic() > self._ends:
                raise TooMuch("the answer is too large or too slow")
            yield chunk

    def close(self) -> None:
        self._inner.close()
