"""``checkout-tui serve`` as it is started, and a terminal at the other end of what it sends to a browser."""

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import aiohttp
from attrs import define, field
from support.real_terminal import SIZE, FarTerminal

PATIENCE = 60.0


@define(eq=False)
class Serving:
    """The server as it was started, and what its terminal said."""

    process: "subprocess.Popen[str]"
    port: int
    said: list[str] = field(factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def code(self) -> str:
        """The code that its terminal shows now."""
        while not (found := re.findall(r"[A-Z0-9]{4}-[A-Z0-9]{4}", "".join(self.said[-1:]))):
            assert self.process.stdout is not None
            line = self.process.stdout.readline()
            assert line, "the server ended:\n" + "".join(self.said)
            self.said.append(line)
        return str(found[-1])

    def next_code(self) -> str:
        """The one that follows it."""
        self.said.append("")
        return self.code()


@contextmanager
def serving(home: Path, *more: str) -> Iterator[Serving]:
    """The server on a free port of this machine, showing the demonstration."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    kept = {
        key: value for key, value in os.environ.items() if not key.startswith(("CHECKOUT", "XDG", "TEXTUAL"))
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "checkout_tui.cli", "serve", "--demo", "--port", str(port), *more],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        env=kept | {"HOME": str(home), "LANG": "C.UTF-8", "PYTHONUNBUFFERED": "1"},
    )
    shown = Serving(process, port)
    try:
        shown.code()
        until = time.monotonic() + PATIENCE
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert time.monotonic() < until, "nothing listens"
            time.sleep(0.05)
        yield shown
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


@define(eq=False)
class ServedTerminal(FarTerminal):
    """What a browser gets, byte by byte, before its own terminal draws any of it."""

    loop: asyncio.AbstractEventLoop
    socket: "aiohttp.ClientWebSocketResponse"
    told: list[Any] = field(factory=list, kw_only=True)
    """What the page was told beside the screen, such as a link to open."""

    def send(self, keys: str) -> None:
        self.loop.run_until_complete(self.socket.send_json(["stdin", keys]))

    def take(self, within: float) -> bytes | None:
        try:
            frame = self.loop.run_until_complete(self.socket.receive(within))
        except TimeoutError:
            return None
        if frame.type is aiohttp.WSMsgType.TEXT:
            self.told.append(frame.json())
            return b""
        return frame.data if frame.type is aiohttp.WSMsgType.BINARY else None

    def has_ended(self) -> bool:
        return self.socket.closed


@contextmanager
def served(home: Path) -> Iterator[ServedTerminal]:
    """The demonstration as a browser has it that typed the code, with an empty home or one with a demonstration."""
    loop = asyncio.new_event_loop()

    async def let_in(it: Serving, browser: aiohttp.ClientSession) -> "aiohttp.ClientWebSocketResponse":
        own = {"Origin": it.url}
        await (await browser.post(it.url, data={"code": it.code()}, headers=own)).text()
        width, height = SIZE
        return await browser.ws_connect(f"{it.url}/ws?width={width}&height={height}", headers=own)

    async def anybody() -> aiohttp.ClientSession:
        return aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))

    with serving(home) as it:
        browser = loop.run_until_complete(anybody())
        try:
            yield ServedTerminal(loop, loop.run_until_complete(let_in(it, browser)))
        finally:
            with suppress(aiohttp.ClientError):
                loop.run_until_complete(browser.close())
            loop.close()
