"""The originating bank over HTTPS: its vault for account numbers, and its inbox for Nacha files.

``POST /v1/accounts`` swaps an account for a name that is good at this bank only. ``POST /v1/files`` takes
a Nacha file under an idempotency key and answers the trace that the bank gave its entry.
``GET /v1/files/KEY`` says what became of it. Anything else that comes back is no answer and is raised.
"""

import json
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from checkout_ach.describing import setting
from checkout_tui import Details, NotSent, Refused, Settings, Token

if TYPE_CHECKING:
    import httpx

_DONE = frozenset({200, 201})
_NO = 422
_KEY_REFUSED = frozenset({401, 403})
_UNKNOWN = 404
_WHY = 60


class NotUnderstood(Exception):
    """What came back cannot be read as an answer of the bank: nobody knows what happened."""


@frozen
class Sent:
    """The bank has the file and named its entry."""

    trace: str
    state: str = "received"
    """``received``, ``settled``, ``returned`` or ``cancelled``."""
    on: str = ""
    """The day on which it settles, or did."""
    code: str = ""


@frozen
class Vault:
    """One merchant's access to one bank. Every call is one request; nothing is retried here."""

    http: "httpx.Client" = field(repr=False)
    settings: Settings = field(repr=False)

    def token(self, details: Details, key: str) -> Token | Refused | NotSent:
        """Hand over the account; only its name and last four come back."""
        account = details.secret("account")
        body = {
            "routing": details.secret("routing").reveal(),
            "account": account.reveal(),
            "type": details.text("type"),
        }
        said = self._call("POST", "/v1/accounts", key, json.dumps(body), "application/json")
        if isinstance(said, Refused | NotSent):
            return said
        name = said.get("token")
        if not isinstance(name, str) or not 0 < len(name) <= 17:
            raise NotUnderstood
        kind = details.text("type").capitalize()
        return Token(reference=f"{details.text('type')}:{name}", shows=f"{kind} •••• {account.last4}")

    def send(self, file: bytes, key: str) -> Sent | Refused | NotSent:
        """Hand over a file, once under one key."""
        said = self._call("POST", "/v1/files", key, file.decode("ascii"), "text/plain")
        return said if isinstance(said, Refused | NotSent) else _sent(said)

    def state(self, key: str) -> Sent | None:
        """What became of the file with this key; None when the bank does not know it."""
        response = self.http.request("GET", f"{self._base}/v1/files/{key}", headers=self._headers)
        if response.status_code == _UNKNOWN:
            return None
        if response.status_code not in _DONE:
            raise NotUnderstood
        return _sent(_read(response))

    @property
    def _base(self) -> str:
        return f"https://{setting(self.settings, 'host')}"

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.settings.get('api_key', '')}"}

    def _call(
        self, verb: str, path: str, key: str, body: str, kind: str
    ) -> dict[str, Any] | Refused | NotSent:
        headers = self._headers | {"Idempotency-Key": key, "Content-Type": kind}
        response = self.http.request(verb, f"{self._base}{path}", headers=headers, content=body)
        if response.status_code in _KEY_REFUSED:
            return NotSent("the bank refused our key")
        if response.status_code == _NO:
            said = _read(response)
            code, why = said.get("code"), said.get("why")
            if not isinstance(code, str) or not code:
                raise NotUnderstood
            return Refused(code[:_WHY], {"why": why[:_WHY]} if isinstance(why, str) and why else {})
        if response.status_code not in _DONE:
            raise NotUnderstood
        return _read(response)


def _read(response: "httpx.Response") -> dict[str, Any]:
    said = json.loads(response.content)
    if not isinstance(said, dict):
        raise NotUnderstood
    return said


def _sent(said: dict[str, Any]) -> Sent:
    parts = {name: said.get(name, "") for name in ("trace", "state", "on", "code")}
    if not all(isinstance(part, str) for part in parts.values()) or not parts["trace"]:
        raise NotUnderstood
    return Sent(**parts)
