"""``checkout-tui serve``: the same screens in a browser, for whoever typed the code and for nobody else."""

import asyncio
import base64
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from attrs import define, field
from support.served import PATIENCE, Serving, serving

aiohttp = pytest.importorskip("aiohttp", reason="the extra “serve” is not installed")

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def started_by(pid: int) -> list[int]:
    """Every process that this one started, and those that they started."""
    children = [number for task in Path("/proc").glob(f"{pid}/task/*") for number in _children(task)]
    return children + [further for child in children for further in started_by(child)]


def _children(task: Path) -> list[int]:
    """Of a thread that ended while it was looked for: none."""
    try:
        return [int(number) for number in (task / "children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []


async def until(holds: Callable[[], bool], what: str) -> None:
    ends = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < ends, what
        await asyncio.sleep(0.05)


def test_nobody_sees_a_screen_without_the_code(tmp_path: Path) -> None:
    """R-101: other pages, other hosts and whoever lacks the code are turned away; the code is good once."""

    async def story(it: Serving) -> None:
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
            own = {"Origin": it.url}
            page = await browser.get(it.url)
            told = await page.text()
            assert "Type the code" in told
            assert not re.search(r"(?:src|href|url)\W+https?:", told)
            assert (await browser.get(it.url, headers={"Host": "evil.example"})).status == 403
            code = it.code()
            elsewhere = {"Origin": "http://evil.example"}
            assert (await browser.post(it.url, data={"code": code}, headers=elsewhere)).status == 403
            with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
                await browser.ws_connect(f"{it.url}/ws", headers=own)
            wrong = await browser.post(it.url, data={"code": "AAAA-AAAA"}, headers=own)
            assert "That is not the code" in await wrong.text()
            let_in = await browser.post(it.url, data={"code": code.lower()}, headers=own)
            assert "Type the code" not in await let_in.text()
            (cookie,) = let_in.history[0].headers.getall("Set-Cookie")
            assert "HttpOnly" in cookie
            assert "SameSite=Strict" in cookie
            for headers in ({}, elsewhere):
                with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
                    await browser.ws_connect(f"{it.url}/ws", headers=headers)
        async with aiohttp.ClientSession() as another:
            again = await another.post(it.url, data={"code": code}, headers=own)
            assert "That is not the code" in await again.text()
            second = it.next_code()
            assert second != code
            for _ in range(5):
                await another.post(it.url, data={"code": "BBBB-BBBB"}, headers=own)
            assert it.next_code() != second

    with serving(tmp_path) as it:
        asyncio.run(story(it))


def test_only_this_machine_is_listened_to(tmp_path: Path) -> None:
    """Loopback unless told otherwise: the one socket that listens on the port is bound to 127.0.0.1."""
    with serving(tmp_path) as it:
        bound = set()
        for table in ("/proc/net/tcp", "/proc/net/tcp6"):
            for line in Path(table).read_text().splitlines()[1:]:
                address, state = line.split()[1], line.split()[3]
                if state == "0A" and address.endswith(f":{it.port:04X}"):
                    bound.add(address.split(":")[0])
        assert bound == {"0100007F"}
        assert "encrypted" not in "".join(it.said)


def test_what_is_not_installed_is_said(tmp_path: Path) -> None:
    """Without the extra one sentence says how to get it, and the status that something must be mended."""
    (tmp_path / "aiohttp.py").write_text("raise ModuleNotFoundError('no', name='aiohttp')", encoding="utf-8")
    ended = subprocess.run(
        [sys.executable, "-m", "checkout_tui.cli", "serve"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env=dict(os.environ) | {"PYTHONPATH": str(tmp_path), "HOME": str(tmp_path), "LANG": "C.UTF-8"},
    )
    assert ended.returncode == 3
    assert "checkout-tui[serve]" in ended.stderr


@define(eq=False)
class Page:
    """A page in a real browser, by the browser's own protocol."""

    socket: Any
    written: bytearray = field(factory=bytearray)
    """What the program wrote to the terminal in it."""
    asked: set[str] = field(factory=set)
    """Every address that the page fetched anything from."""
    _answers: dict[int, Any] = field(factory=dict)
    _number: int = 0

    async def listen(self) -> None:
        """Take in what happens."""
        async for message in self.socket:
            told = json.loads(message.data)
            if "id" in told:
                self._answers[told["id"]] = told
            elif told["method"] == "Network.webSocketFrameReceived":
                frame = told["params"]["response"]
                self.written += base64.b64decode(frame["payloadData"]) if frame["opcode"] == 2 else b""
            elif told["method"] == "Network.requestWillBeSent":
                self.asked.add(told["params"]["request"]["url"])
            elif told["method"] == "Network.webSocketCreated":
                self.asked.add(told["params"]["url"])

    async def do(self, method: str, **how: object) -> Any:
        self._number += 1
        number = self._number
        await self.socket.send_json({"id": number, "method": method, "params": how})
        await until(lambda: number in self._answers, method)
        return self._answers.pop(number).get("result", {})

    async def finds(self, script: str) -> None:
        """Wait until a script gives something true."""
        ends = time.monotonic() + PATIENCE
        while not (await self.do("Runtime.evaluate", expression=script))["result"].get("value"):
            assert time.monotonic() < ends, script
            await asyncio.sleep(0.1)

    async def type(self, text: str) -> None:
        for character in text:
            await self.do("Input.dispatchKeyEvent", type="keyDown", text=character, key=character)
            await self.do("Input.dispatchKeyEvent", type="keyUp", key=character)

    async def sees(self, text: str) -> None:
        await until(
            lambda: text.encode() in self.written,
            f"{text} was never written:\n{bytes(self.written)[-900:]!r}",
        )


@asynccontextmanager
async def browser_page(profile: Path) -> AsyncIterator[Page]:
    """An empty page in a browser without a window."""
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        pytest.skip("no browser is installed: this needs chromium")
    options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-dev-shm-usage"]
    options += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    process = subprocess.Popen(
        [program, *options, "--remote-debugging-port=0", f"--user-data-dir={profile}", "about:blank"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        told = profile / "DevToolsActivePort"
        await until(lambda: told.exists() and told.read_text().count("\n") >= 1, "the browser did not start")
        port = told.read_text().splitlines()[0]
        async with aiohttp.ClientSession() as session:
            pages = await (await session.get(f"http://127.0.0.1:{port}/json")).json()
            address = next(page["webSocketDebuggerUrl"] for page in pages if page["type"] == "page")
            async with session.ws_connect(address, max_msg_size=0) as socket:
                page = Page(socket)
                listening = asyncio.ensure_future(page.listen())
                yield page
                listening.cancel()
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.mark.timeout(240)
def test_an_order_is_found_in_a_browser(tmp_path: Path) -> None:
    """The code is typed, the lookup painted, an order found by keys; nothing comes from elsewhere, nothing leaks."""

    async def story(it: Serving) -> None:
        code = it.code()
        async with browser_page(tmp_path / "profile") as page:
            await page.do("Network.enable")
            await page.do("Page.enable")
            await page.do("Page.navigate", url=it.url)
            await page.finds("document.querySelector('#code') && document.activeElement.id == 'code'")
            await page.type(code)
            await page.do("Runtime.evaluate", expression="document.forms[0].submit()")
            await page.sees("Purchase Lookup")
            await page.finds("document.querySelector('.xterm-screen canvas') !== null")
            await page.do(
                "Runtime.evaluate", expression="document.querySelector('.xterm-helper-textarea').focus()"
            )
            await until(lambda: b"paid" in page.written, "no order was listed")
            page.written.clear()
            await page.type("pilar")
            await page.sees("Pilar")
            assert {urlsplit(url).netloc for url in page.asked if not url.startswith("data:")} == {
                f"127.0.0.1:{it.port}"
            }
            assert not [url for url in page.asked if code in url]
            below = started_by(it.process.pid)
            assert below
            for pid in below:
                for what in ("environ", "cmdline"):
                    assert code.encode() not in Path(f"/proc/{pid}/{what}").read_bytes()
        await until(lambda: not started_by(it.process.pid), "the program runs on though its page is closed")

    with serving(tmp_path) as it:
        asyncio.run(story(it))
