"""What the simulated Stripe remembers: its objects, and results under their idempotency keys."""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from attrs import define, field, frozen

from checkout_tui import Memory

KEPT = timedelta(hours=24)
"""How long a result is given again for the same key."""

_PREFIX = "card."
_DECIDED = f"{_PREFIX}decided"


@frozen
class Reply:
    """One answer."""

    status: int
    body: Mapping[str, Any] = field(repr=False)
    executed: bool = False
    """Whether something was done: only then is the answer kept for its key."""
    replayed: bool = False


def failed(status: int, kind: str, code: str, message: str, intent: Mapping[str, Any] | None = None) -> Reply:
    """An error in Stripe's shape."""
    error: dict[str, Any] = {"type": kind, "message": message}
    if code:
        error["code"] = code
    if intent is not None:
        error["payment_intent"] = intent
    return Reply(status, {"error": error})


def fingerprint(path: str, form: Mapping[str, str]) -> str:
    """What tells one question from another under the same key. Takes no secrets."""
    return hashlib.sha256(json.dumps([path, sorted(form.items())]).encode()).hexdigest()


@define(eq=False)
class Ledger:
    """Objects by kind and name in the memory given; nothing is kept anywhere else.

    What one request changes is first written down whole, as decided, and then object by object. Killed at
    any moment, an effect and the answer kept for its key are both there or both not.
    """

    memory: Memory
    now: Callable[[], datetime]
    _changed: dict[str, str] = field(factory=dict, init=False)

    def begin(self) -> None:
        """Forget what an earlier request left undecided, and finish what it had decided."""
        self._changed.clear()
        decided = self.memory.get(_DECIDED)
        if decided is not None:
            self._apply(json.loads(decided))

    def commit(self) -> None:
        """Make true what this request changed, all of it."""
        if self._changed:
            self.memory[_DECIDED] = json.dumps(self._changed)
            self._apply(self._changed)
            self._changed.clear()

    def next(self, kind: str) -> str:
        """The next number of this kind, so that no two objects share a name."""
        counted = int(self._text("count", kind) or "0") + 1
        self.write("count", kind, counted)
        return f"{counted:06}"

    def second(self) -> int:
        """Now, as Stripe writes it."""
        return int(self.now().timestamp())

    def read(self, kind: str, name: str) -> dict[str, Any] | None:
        """An object, or None when there is none of that name."""
        text = self._text(kind, name)
        found: dict[str, Any] | None = json.loads(text) if text is not None else None
        return found

    def write(self, kind: str, name: object, thing: object) -> None:
        """An object as it stands now."""
        self._changed[f"{_PREFIX}{kind}.{name}"] = json.dumps(thing)

    def names(self, kind: str) -> list[str]:
        """Names of all objects of a kind, oldest first."""
        prefix = f"{_PREFIX}{kind}."
        known = {*self.memory, *self._changed}
        return sorted(name.removeprefix(prefix) for name in known if name.startswith(prefix))

    def replay(self, key: str, asked: str) -> Reply | None:
        """The answer that this key had before; an error when something else was asked with it."""
        kept = self.read("key", key) if key else None
        if kept is None or self.now().timestamp() >= kept["at"] + KEPT.total_seconds():
            return None
        if kept["asked"] != asked:
            return failed(400, "idempotency_error", "", "This key was used with other parameters.")
        return Reply(kept["status"], kept["body"], replayed=True)

    def keep(self, key: str, asked: str, reply: Reply) -> None:
        """Remember an answer for its key."""
        if key:
            kept = {"at": self.now().timestamp(), "asked": asked, "status": reply.status, "body": reply.body}
            self.write("key", key, kept)

    def _text(self, kind: str, name: str) -> str | None:
        item = f"{_PREFIX}{kind}.{name}"
        return self._changed.get(item) or self.memory.get(item)

    def _apply(self, changed: Mapping[str, str]) -> None:
        for item, text in changed.items():
            self.memory[item] = text
        self.memory.pop(_DECIDED, None)
