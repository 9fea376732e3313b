"""The screens in a browser: textual-serve shows them, and this decides who may look.

A port of this machine is open to everybody on it, and to every page that a browser on it has open.
So whoever comes first types a code that only the terminal shows; a cookie that no script can read
stands for it afterwards. Requests that were meant for another host, or that another page makes, are
turned away. The page fetches nothing from anywhere else.
"""

import secrets
import shlex
import sys
from collections.abc import Awaitable, Callable, Mapping
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import urlsplit

from aiohttp import web
from attrs import define, field
from textual_serve.server import Server

from checkout_tui.cli.log import log_to
from checkout_tui.cli.session import Session
from checkout_tui.domain.sentence import N_

COOKIE = "checkout-tui"
TRIES = 5
"""So many wrong codes, and there is another one."""
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_PAGES = Path(__file__).parent / "pages"
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'self'; connect-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; "
        "frame-ancestors 'none'; form-action 'self'; base-uri 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@define
class Door:
    """Who may come in. The code is shown by the terminal, the pass is what a browser holds once it was typed."""

    tell: Callable[[str], None]
    wrong: int = 0
    code: str = field(init=False)
    _token: str = field(factory=lambda: secrets.token_urlsafe(32))

    def __attrs_post_init__(self) -> None:
        self.another()

    def another(self) -> None:
        """Draw a code and say it."""
        self.wrong = 0
        drawn = "".join(secrets.choice(_LETTERS) for _ in range(8))
        self.code = f"{drawn[:4]}-{drawn[4:]}"
        self.tell(self.code)

    def opens(self, typed: str) -> bool:
        """Whether this is the code; it is good once."""
        asked = "".join(typed.upper().split()).replace("-", "")
        if secrets.compare_digest(asked.encode(), self.code.replace("-", "").encode()):
            self.another()
            return True
        self.wrong += 1
        if self.wrong >= TRIES:
            self.another()
        return False

    def knows(self, shown: str) -> bool:
        """Whether a browser holds the pass."""
        return secrets.compare_digest(shown.encode(), self._token.encode())

    def give_pass(self, response: web.Response, *, secure: bool) -> None:
        """Let this browser in from now on. The cookie goes to no other site and to no script."""
        response.set_cookie(COOKIE, self._token, httponly=True, samesite="Strict", secure=secure, path="/")


class Served(Server):
    """textual-serve with a door."""

    def __init__(self, session: Session, command: list[str], host: str, port: int, public_url: str) -> None:
        super().__init__(shlex.join(command), host=host, port=port, public_url=public_url or None)
        self._session = session
        self._hosts = {f"{name}:{port}" for name in (*LOOPBACK, host)} | {urlsplit(self.public_url).netloc}
        self._secure = self.public_url.startswith("https:")
        self._door = Door(self._say_code)

    def initialize_logging(self) -> None:
        """textual-serve would print the values of variables beside a traceback."""
        log_to(self._session.log)

    async def on_startup(self, app: web.Application) -> None:
        """What was said before the first request is enough."""

    async def _make_app(self) -> web.Application:
        @web.middleware
        async def guarded(request: web.Request, handler: _Handler) -> web.StreamResponse:
            return await self._guard(request, handler)

        app = web.Application(middlewares=[guarded])
        app.add_routes(
            [
                web.get("/", self._index),
                web.post("/", self._knock),
                web.get("/ws", self.handle_websocket, name="websocket"),
                web.static("/static", self.statics_path),
            ]
        )
        return app

    async def _guard(self, request: web.Request, handler: _Handler) -> web.StreamResponse:
        """Only what was meant for us, from our own page, and the screen itself only with the pass."""
        own = {f"{'https' if self._secure else 'http'}://{host}" for host in self._hosts}
        origin = request.headers.get("Origin")
        if request.host not in self._hosts or (origin is not None and origin not in own):
            raise web.HTTPForbidden(text=self._say(N_("This was meant for somebody else.")))
        if request.path == "/ws" and (origin is None or not self._inside(request)):
            raise web.HTTPForbidden(text=self._say(N_("Type the code first.")))
        response = await handler(request)
        if not response.prepared:
            response.headers.update(_HEADERS)
        return response

    def _inside(self, request: web.Request) -> bool:
        return self._door.knows(request.cookies.get(COOKIE, ""))

    async def _index(self, request: web.Request) -> web.Response:
        if self._inside(request):
            ended = N_("The session has ended. Load the page again for another.")
            socket = f"{'wss' if self._secure else 'ws'}://{request.host}/ws"
            return self._page("terminal.html", {"ended": self._say(ended), "socket": socket})
        return self._asking(N_("Type the code that the terminal shows."))

    async def _knock(self, request: web.Request) -> web.Response:
        typed = (await request.post()).get("code")
        if not isinstance(typed, str) or not self._door.opens(typed):
            return self._asking(N_("That is not the code. Type the one that the terminal shows now."))
        answer = web.Response(status=303, headers={"Location": "/"})
        self._door.give_pass(answer, secure=self._secure)
        return answer

    def _asking(self, asks: str) -> web.Response:
        return self._page("door.html", {"asks": self._say(asks), "enter": self._say(N_("Open"))})

    def _page(self, name: str, says: Mapping[str, str]) -> web.Response:
        page = Template((_PAGES / name).read_text(encoding="utf-8"))
        escaped = {key: escape(text) for key, text in says.items()}
        html = page.substitute(escaped, language=self._session.reader.language)
        return web.Response(text=html, content_type="text/html")

    def _say(self, text: str) -> str:
        return self._session.reader.translate(text)

    def _say_code(self, code: str) -> None:
        self._session.say(N_("The code for the next browser: {code}"), code=code)


def serve(session: Session, host: str, port: int, public_url: str, *, demo: bool) -> None:
    """Show the screens to browsers until the terminal says stop."""
    session.say(N_("The screens are at {url} until ctrl+c."), url=public_url or f"http://{host}:{port}")
    if host not in LOOPBACK and not public_url.startswith("https:"):
        session.say(
            N_(
                "Others on the network can reach this, and nothing on the way is encrypted: put a server "
                "with TLS in front of it."
            )
        )
    command = [sys.executable, "-m", "checkout_tui.cli", "--language", session.reader.language]
    Served(session, [*command, *(["demo"] if demo else [])], host, port, public_url).serve()
