"""A lane: one method, and the host's way of asking it so that no answer is ever invented."""

import threading
import time
from collections.abc import Callable
from copy import copy
from io import BytesIO
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, BinaryIO

import pluggy

from checkout_tui import hookspecs
from checkout_tui.domain import outcomes as o
from checkout_tui.domain.business_days import SettlementWindow
from checkout_tui.domain.errors import BadSetup, N_
from checkout_tui.domain.hold import STALE, ended
from checkout_tui.domain.method import FieldProblem, PaymentMethod
from checkout_tui.domain.offered import Command, Page
from checkout_tui.domain.remittance import Reading
from checkout_tui.domain.secret import Details, Secret
from checkout_tui.domain.sentence import Sentence, sentence
from checkout_tui.domain.simulated import Simulated
from checkout_tui.hookspecs import Settings
from checkout_tui.plugins.drawing import Draws, ahead
from checkout_tui.plugins.reasons import all_hooks, ill_described, wrong_with
from checkout_tui.plugins.shapes import misfit

if TYPE_CHECKING:
    from checkout_tui.plugins.outgoing import Outgoing

Waits = Callable[[float, Callable[[], Any]], tuple[Any, BaseException | None]]
"""Waits for what a hook answers or raises, so many seconds at most."""

DEADLINE = 30.0
"""Seconds a question may take before it counts as unanswered."""

SHORTEST_SECRET = 8
"""A shorter one, such as a security code, stands in any long reference by chance."""

_SENT_OR_NOT = (o.Pending, o.Refused, o.NotSent)
_ANSWERS: dict[str, tuple[type, ...]] = {
    "tokenize": (o.Token, o.Refused, o.NotSent),
    "authorize": (o.Authorized, o.Settled, o.AwaitingFunds, o.AwaitingCustomer, *_SENT_OR_NOT),
    "hold": (o.Authorized, *_SENT_OR_NOT),
    "settle": (o.Settled, *_SENT_OR_NOT),
    "refund": (o.Refunded, *_SENT_OR_NOT),
    "void": (o.Voided, o.TooLate, *_SENT_OR_NOT),
    "inquire": (
        o.Authorized,
        o.Settled,
        o.AwaitingFunds,
        o.AwaitingCustomer,
        o.Pending,
        o.Refused,
        o.Refunded,
        o.Voided,
        o.TooLate,
        o.NotFound,
    ),
}
"""What each question may be answered with. Anything else is no answer."""

_NEVER_LEFT = frozenset(
    {"ConnectError", "ConnectTimeout", "PoolTimeout", "UnsupportedProtocol", "NotAllowed"}
)
"""Names of transport errors raised before a request is on its way."""


def _fallbacks() -> dict[str, Callable[..., Any]]:
    """What the host answers for a hook that a method leaves out."""
    mark = hookspecs.hookimpl(trylast=True)

    @mark
    def tokenize() -> o.Token:
        return o.Token(reference="", shows="")

    @mark
    def inquire() -> o.NotFound:
        return o.NotFound(final=False)

    @mark
    def check_details() -> tuple[FieldProblem, ...]:
        return ()

    return {"tokenize": tokenize, "inquire": inquire, "check_details": check_details}


class Lane:
    """One loaded method. Raises BadSetup when the plugin is not one that can be trusted with money."""

    def __init__(self, code: str, plugin: object) -> None:
        why_not = wrong_with(plugin)
        if why_not is not None:
            raise BadSetup.because(why_not)
        self._manager = pluggy.PluginManager(hookspecs.PROJECT)
        self._manager.add_hookspecs(hookspecs)
        try:
            self._manager.register(plugin, name=code)
            self._manager.check_pending()
        except pluggy.PluginValidationError as error:
            raise BadSetup(N_("A hook is not as documented: {why}"), why=_one_line(error)) from error
        self._own = {hook for hook in all_hooks() if self.can(hook)}
        lent = {name: hook for name, hook in _fallbacks().items() if name not in self._own}
        self._manager.register(SimpleNamespace(**lent), name="host")
        self.method = self._describe(code)
        self.settings: Settings = {}
        self.outgoing: Outgoing | None = None
        self.waits: Waits = within
        """How a hook's answer is waited for."""
        self.draws: Draws = ahead
        """How the parts of a bank's document are drawn from the method."""

    @property
    def code(self) -> str:
        return self.method.code

    @property
    def why_not(self) -> Sentence | None:
        """Why nothing can be paid by it yet: required settings that have no value. It still reads documents."""
        for setting in self.method.settings:
            if setting.required and self.settings.get(setting.code) in (None, "", ()):
                return sentence(N_("not set up yet: {setting} is missing"), setting=setting.title)
        return None

    def can(self, hook: str) -> bool:
        """Whether the method itself has this hook."""
        own = getattr(self, "_own", None)
        if own is not None:
            return hook in own
        return bool(getattr(self._manager.hook, hook).get_hookimpls())

    def takes(self, hook: str, argument: str) -> bool:
        """Whether anything in this lane looks at ``argument`` of the hook."""
        return any(argument in impl.argnames for impl in getattr(self._manager.hook, hook).get_hookimpls())

    def beside(self, settings: Settings) -> "Lane":
        """A second lane of the same method, with settings of its own and no client yet. Wrappers are shared."""
        other = copy(self)
        other.settings, other.outgoing = settings, None
        return other

    def wrap(self, wrapper: object) -> None:
        """Put a pluggy wrapper around this lane's hooks: simulated delays and faults live in such wrappers."""
        self._manager.register(wrapper)

    def ask(self, hook: str, **offered: Any) -> Any:
        """Ask a question of the outside. Returns an outcome whatever happens; Unanswered when nothing else is sure."""
        sent_before = self.outgoing.sent if self.outgoing else 0
        answer, error = self.waits(DEADLINE, lambda: self.call(hook, offered))
        if error is not None:
            left = (self.outgoing.sent if self.outgoing else 0) > sent_before
            if not left and type(error).__name__ in _NEVER_LEFT:
                return o.NotSent(type(error).__name__)
            # Only the error's name: its text may quote what was sent.
            return o.Unanswered(type(error).__name__)
        if not isinstance(answer, _ANSWERS[hook]):
            return o.Unanswered(f"{hook} answered {type(answer).__name__}")
        if wrong := misfit(answer):
            return o.Unanswered(f"{hook} answered {wrong}")
        if hook == "inquire" and isinstance(answer, o.NotSent):
            return o.Unanswered("inquire answered NotSent")
        if hook == "tokenize" and _gives_away(answer, offered.get("details")):
            return o.Unanswered("tokenize answered with a secret")
        return answer

    def decline(self, refused: o.Refused) -> o.Declined:
        """A refusal, understood. A method that cannot say gives the plain decline (R-060)."""
        if ended(refused):
            return STALE
        answer, error = self.waits(DEADLINE, lambda: self.call("decline", {"refused": refused}))
        return answer if error is None and _fits(answer, o.Declined) else o.Declined()

    def check_details(self, **offered: Any) -> tuple[FieldProblem, ...]:
        """What is wrong with the answers so far. A method that raises has found nothing."""
        try:
            answer = self.call("check_details", offered)
        except Exception:  # noqa: BLE001 - a plugin's mistake must not stop the typing
            return ()
        return tuple(p for p in answer or () if _fits(p, FieldProblem))

    def settlement_window(self, **offered: Any) -> SettlementWindow | None:
        """When to expect the money; None when nothing is promised, or the method cannot say."""
        if not self.can("settlement_window"):
            return None
        try:
            answer = self.call("settlement_window", offered)
        except Exception:  # noqa: BLE001 - a date that cannot be told is a date that is not promised
            return None
        return answer if _fits(answer, SettlementWindow) else None

    def read_remittances(self, document: bytes | BinaryIO, name: str) -> Reading | None:
        """What this method would read in the document; None when it is none of its own or it cannot say.

        Of a long document nothing is read yet: :func:`drawn` does it, while ``document`` is open.
        """
        if not self.can("read_remittances"):
            return None
        file = BytesIO(document) if isinstance(document, bytes) else document
        offered: dict[str, Any] = {"file": file, "name": name}
        if self.takes("read_remittances", "document"):
            offered["document"] = file.read()
            file.seek(0)
        answer, error = self.waits(DEADLINE, lambda: self.call("read_remittances", offered))
        return answer if error is None and isinstance(answer, Reading) else None

    def simulate(self, **offered: Any) -> Simulated:
        """This method's simulated other side; an empty one when it has none."""
        if not self.can("simulate"):
            return Simulated()
        answer = self.call("simulate", offered)
        return answer if isinstance(answer, Simulated) else Simulated()

    @property
    def commands(self) -> tuple[Command, ...]:
        """Its own commands; what is none is left out."""
        return tuple(each for each in self._offered("commands", ()) if _fits(each, Command))

    @property
    def scenarios(self) -> dict[str, str]:
        """Its own scenarios, as TOML, under names that no other method has: ``wire:fees-on-the-way``."""
        found = self._offered("scenarios", {})
        return {f"{self.code}:{name}": text for name, text in dict(found).items() if isinstance(text, str)}

    @property
    def pages(self) -> dict[str, Page]:
        """Its own pages, under names that no other method has: ``check:returns``."""
        found = self._offered("pages", ())
        return {f"{self.code}:{page.name}": page for page in found if _fits(page, Page)}

    def _offered(self, hook: str, nothing: Any) -> Any:
        """What it brings beside; nothing when it brings none, or fails: that stops nobody from paying."""
        if not self.can(hook):
            return nothing
        answer, error = self.waits(DEADLINE, lambda: self.call(hook, {}))
        return answer if error is None and isinstance(answer, type(nothing)) else nothing

    def call(self, hook: str, offered: dict[str, Any]) -> Any:
        """The hook's own answer, whatever it is; and whatever it raises, escapes. The conformance kit looks at both."""
        caller = getattr(self._manager.hook, hook)
        offered.setdefault("settings", self.settings)
        if self.outgoing is not None:
            offered.setdefault("http", self.outgoing.client)
        names = caller.spec.argnames if caller.spec else ()
        return caller(**{name: offered.get(name) for name in names})

    def _describe(self, code: str) -> PaymentMethod:
        try:
            described: PaymentMethod = self._manager.hook.describe()
        except Exception as error:
            raise BadSetup(
                N_("describe raised {error}: mend it."), error=f"{type(error).__name__}: {_one_line(error)}"
            ) from error
        ill = ill_described(described)
        if ill is not None:
            raise BadSetup.because(ill)
        if described.code != code:
            raise BadSetup(
                N_("The entry point is called {name} but describes {code}: use one name."),
                name=code,
                code=described.code,
            )
        if described.api != _host_api():
            raise BadSetup(
                N_("Written for plugin API {theirs}; this host speaks {ours}. Install a matching version."),
                theirs=described.api,
                ours=_host_api(),
            )
        return described


def _host_api() -> int:
    from checkout_tui.domain.method import API_VERSION  # noqa: PLC0415 - read late, so that a test can change it

    return API_VERSION


def _fits(answer: Any, kind: type) -> bool:
    """Whether this is such a value, and every part of it what it has to be."""
    return isinstance(answer, kind) and misfit(answer) is None


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split())[:300]


def _gives_away(answer: object, details: Details | None) -> bool:
    """Whether an answer repeats a secret that it was given: what is answered is written down and shown."""
    said = "".join(character for character in repr(answer) if character.isalnum())
    secrets = (secret for secret in (details or {}).values() if isinstance(secret, Secret))
    bare = ("".join(c for c in secret.reveal() if c.isalnum()) for secret in secrets)
    return any(len(text) >= SHORTEST_SECRET and text in said for text in bare)


def within(seconds: float, call: Callable[[], Any]) -> tuple[Any, BaseException | None]:
    """The call's answer, or what it raised, or a TimeoutError once ``seconds`` are over."""
    thread, box = begun(call)
    thread.join(seconds)
    return box[0] if box else (None, TimeoutError())


def begun(call: Callable[[], Any]) -> tuple[threading.Thread, list[tuple[Any, BaseException | None]]]:
    """The thread that makes the call, and the box into which it puts what is answered or raised.

    The thread is a daemon: a hook that never returns is left behind, and its late answer is not
    looked at.
    """
    box: list[tuple[Any, BaseException | None]] = []

    def run() -> None:
        try:
            box.append((call(), None))
        except BaseException as error:  # noqa: BLE001 - even SystemExit is only "no answer" here
            box.append((None, error))

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread, box


def in_this_thread(seconds: float, call: Callable[[], Any]) -> tuple[Any, BaseException | None]:
    """The same for a run in which nothing outside keeps anybody waiting.

    What answers too late is not looked at either, but a hook that never returns keeps its caller. To hand
    a question to another thread and its answer back takes longer than most simulated answers.
    """
    answer: Any = None
    raised: BaseException | None = None
    begun = time.monotonic()
    try:
        answer = call()
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - as above
        raised = error
    return (answer, raised) if time.monotonic() - begun < seconds else (None, TimeoutError())
