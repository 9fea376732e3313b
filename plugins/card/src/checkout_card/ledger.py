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
    """Objects by kind and name, as the memory given tells it; nothing is kept anywhere else.

    The memory is a log: one item for each request that changed something, with all that it changed and the
    answer kept for its key. Killed at any moment, the effect and its key are both there or both not. What
    is read of it meanwhile is only read once, so that two ledgers over one memory agree.
    """

    memory: Memory
    now: Callable[[], datetime]
    _told: dict[str, str] = field(factory=dict, init=False)
    _told_to: int = field(default=0, init=False)
    _changed: dict[str, str] = field(factory=dict, init=False)

    def begin(self) -> None:
        """Forget what an earlier request left undone, and hear what others did."""
        self._changed.clear()
        while (told := self.memory.get(self._item(self._told_to + 1))) is not None:
            self._told.update(json.loads(told))
            self._told_to += 1

    def commit(self) -> None:
        """Write what this request changed, all at once."""
        if self._changed:
            self.memory[self._item(self._told_to + 1)] = json.dumps(self._changed)
            self.begin()

    def next(self, kind: str) -> str:
        """The next number of this kind, so that no two objects share a name."""
        counted = int(self._text("count", kind) or "0") + 1
        self.write("count", kind, counted)
        return f"{counted:06}"

    def read(self, kind: str, name: str) -> dict[str, Any] | None:
        """An object, or None when there is none of that name."""
        text = self._text(kind, name)
        found: dict[str, Any] | None = json.loads(text) if text is not None else None
        return found

    def write(self, kind: str, name: object, thing: object) -> None:
        """An object as it stands now."""
        self._changed[f"{kind}.{name}"] = json.dumps(thing)

    def names(self, kind: str) -> list[str]:
        """Names of all objects of a kind, oldest first."""
        prefix = f"{kind}."
        return sorted(
            name.removeprefix(prefix) for name in self._told | self._changed if name.startswith(prefix)
        )

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
        return self._changed.get(f"{kind}.{name}", self._told.get(f"{kind}.{name}"))

    def _item(self, number: int) -> str:
        return f"{_PREFIX}{number:08}"
