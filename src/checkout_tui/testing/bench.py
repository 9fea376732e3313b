"""One method on a bench: its hooks, its simulated other side and a clock that stands still until moved."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import httpx
import pluggy

from checkout_tui import hookspecs
from checkout_tui.domain.remittance import Reading
from checkout_tui.domain.secret import Details
from checkout_tui.domain.simulated import Simulated
from checkout_tui.testing.samples import MONDAY_NOON


class Bench:
    """Ask a method's hooks as the host does: by name, with everything the host would offer.

    ::

        bench = Bench(checkout_card.plugin, settings={"secret_key": "sk_test_x"})
        bench.ask("authorize", payment=payment, order=order, amount=order.total, key="k1", token="pm_1")

    The HTTP client speaks to the method's own simulated side, so nothing leaves the machine.
    ``before`` and ``after`` are called around each request: raise in them to lose a question or an answer.
    """

    def __init__(self, method: object, settings: dict[str, Any] | None = None) -> None:
        self.manager = pluggy.PluginManager(hookspecs.PROJECT)
        self.manager.add_hookspecs(hookspecs)
        self.manager.register(method)
        self.manager.check_pending()
        self.described = self.manager.hook.describe()
        defaults = {s.code: s.default for s in self.described.settings if s.default is not None}
        self.settings: dict[str, Any] = defaults | (settings or {})
        self.now: datetime = MONDAY_NOON
        self.memory: dict[str, str] = {}
        self.requests: list[httpx.Request] = []
        self.before: Callable[[httpx.Request], None] = lambda request: None
        self.after: Callable[[httpx.Response], None] = lambda response: None
        self.simulated = self._simulated()
        self.http = httpx.Client(transport=httpx.MockTransport(self._handle), follow_redirects=False)

    def ask(self, hook: str, **offered: Any) -> Any:
        """One hook's answer; what is not given is offered as the host would."""
        caller = getattr(self.manager.hook, hook)
        offers: dict[str, Any] = {
            "now": self.now,
            "today": self.now.astimezone(UTC).date(),
            "http": self.http,
            "language": "en",
            "settings": self.settings,
            "token": "",
            "details": Details(),
            "calendar": None,
        }
        offers |= offered
        if hook == "read_remittances":
            offers.setdefault("file", BytesIO(offers["document"]))
        answer = caller(**{name: offers.get(name) for name in caller.spec.argnames})
        return answer.whole() if isinstance(answer, Reading) else answer

    def implements(self, hook: str) -> bool:
        """Whether the method has this hook at all."""
        return bool(getattr(self.manager.hook, hook).get_hookimpls())

    def move(self, **by: float) -> None:
        """Let time pass: ``bench.move(days=3)``."""
        self.now += timedelta(**by)

    def _simulated(self) -> Simulated:
        if not self.implements("simulate"):
            return Simulated()
        answer: Simulated = self.manager.hook.simulate(
            memory=self.memory, now=lambda: self.now, settings=self.settings
        )
        return answer

    def _handle(self, request: httpx.Request) -> httpx.Response:
        self.before(request)
        self.requests.append(request)
        if self.simulated.handle is None:
            raise httpx.ConnectError("this method's simulated side does not speak HTTP", request=request)
        response = self.simulated.handle(request)
        self.after(response)
        return response
