"""Speaking to PayPal: one token for each question, then the question, and a strict look at what came back.

HTTP errors escape: the host knows what they prove. What was answered but cannot be believed is
:class:`Unclear`, which is neither a success nor a decline. No error's text holds what was sent or received.
"""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

from attrs import field, frozen

from checkout_paypal.describing import LIVE, SANDBOX, setting
from checkout_tui import Facts, Refused, Settings

if TYPE_CHECKING:
    import httpx

Body = Mapping[str, Any]

_NEEDED = ("client_id", "client_secret", "return_url", "cancel_url")
_CODE = re.compile(r"[A-Z][A-Z0-9_]{1,79}", re.ASCII)
_DEBUG = re.compile(r"[0-9A-Za-z-]{1,60}", re.ASCII)
_ID = re.compile(r"[A-Z0-9]{1,36}", re.ASCII)

UNDECIDED = frozenset({"PREVIOUS_REQUEST_IN_PROGRESS", "ORDER_COMPLETION_IN_PROGRESS"})
"""Issues that are no decision: the first request is still running."""


class Unclear(Exception):
    """PayPal may or may not have done it."""


class NotAsked(Exception):
    """Proof that PayPal did nothing: we were not let in, or the question could not be put at all."""


@frozen
class No:
    """An explicit refusal: its issue, and the number PayPal's support asks for."""

    status: int
    name: str
    issue: str
    facts: Facts = field(factory=dict)

    @property
    def unknown(self) -> bool:
        """Whether PayPal says that it has no such order or payment."""
        return self.status == 404 and self.name == "RESOURCE_NOT_FOUND"

    def refused(self) -> Refused:
        return Refused(code=self.issue, facts=self.facts)


class Session(Protocol):
    """What the hooks need: see :func:`session`."""

    def get(self, path: str) -> Body | No: ...

    def post(self, path: str, body: Body, key: str) -> Body | No: ...


class _Session:
    def __init__(self, http: "httpx.Client", base: str, token: str) -> None:
        self._http = http
        self._base = base
        # Otherwise the answer is minimal, and has no amount to compare.
        self._headers = {"Authorization": f"Bearer {token}", "Prefer": "return=representation"}

    def get(self, path: str) -> Body | No:
        """A resource as it is now."""
        response = self._http.get(
            f"{self._base}{path}", headers={"Authorization": self._headers["Authorization"]}
        )
        return _understood(response)

    def post(self, path: str, body: Body, key: str) -> Body | No:
        """Ask for something to happen, once for each ``key``."""
        headers = self._headers | {"PayPal-Request-Id": key}
        return _understood(self._http.post(f"{self._base}{path}", json=body, headers=headers))


def session(http: "httpx.Client", settings: Settings) -> Session:
    """Let us in. Raises NotAsked when PayPal does not: then the question itself was never put."""
    for code in _NEEDED:
        if not setting(settings, code):
            msg = f"methods.paypal.{code} is not set"
            raise NotAsked(msg)
    base = setting(settings, "base").rstrip("/") or LIVE
    if base not in {LIVE, SANDBOX}:
        msg = "methods.paypal.base is not an address of PayPal’s API"
        raise NotAsked(msg)
    response = http.post(
        f"{base}/v1/oauth2/token",
        auth=(setting(settings, "client_id"), setting(settings, "client_secret")),
        data={"grant_type": "client_credentials"},
        headers={"Accept": "application/json"},
    )
    if response.status_code == 401:
        msg = "PayPal does not accept the client id and secret"
        raise NotAsked(msg)
    token = _json(response).get("access_token")
    if response.status_code != 200 or not isinstance(token, str) or not re.fullmatch(r"[!-~]{1,4000}", token):
        # No money was asked for yet, but whatever stands in PayPal's place may not be PayPal.
        msg = f"no token came (HTTP {response.status_code})"
        raise Unclear(msg)
    return _Session(http, base, token)


def identifier(text: str) -> str:
    """An id that may be part of an address. Raises NotAsked for anything else."""
    if not _ID.fullmatch(text):
        msg = "this payment has no PayPal id"
        raise NotAsked(msg)
    return text


def named(body: Body) -> str:
    """The resource's id. Raises Unclear without one."""
    found = body.get("id")
    if not isinstance(found, str) or not _ID.fullmatch(found):
        msg = "the answer has no id"
        raise Unclear(msg)
    return found


def _json(response: "httpx.Response") -> Body:
    try:
        body = response.json()
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        msg = f"the answer is not what PayPal would say (HTTP {response.status_code})"
        raise Unclear(msg)
    return body


def _understood(response: "httpx.Response") -> Body | No:
    if response.status_code == 204:
        return {}
    body, status = _json(response), response.status_code
    if status in {200, 201}:
        return body
    name, issue = body.get("name"), _issue(body)
    if status == 401 and (name == "AUTHENTICATION_FAILURE" or body.get("error") == "invalid_token"):
        msg = "PayPal does not accept the token"
        raise NotAsked(msg)
    if status in {400, 403, 404, 422} and isinstance(name, str) and issue and issue not in UNDECIDED:
        debug = body.get("debug_id")
        facts = {"debug_id": debug} if isinstance(debug, str) and _DEBUG.fullmatch(debug) else {}
        return No(status, name, issue, facts)
    # 409 is a request still running; 429 does not say whether it was executed.
    msg = f"PayPal answered {issue or 'nothing clear'} (HTTP {status})"
    raise Unclear(msg)


def _issue(body: Body) -> str:
    details = body.get("details")
    first = details[0] if isinstance(details, list) and details else None
    issue = first.get("issue") if isinstance(first, dict) else None
    return issue if isinstance(issue, str) and _CODE.fullmatch(issue) else ""
