"""The simulated originating bank: a vault, an inbox for Nacha files, and what comes back.

It takes only the published test accounts, reads every file with our own reader, keeps what it did by
idempotency key, and settles on the effective day. What it says is what a bank would say.
"""

import json
from collections.abc import Callable
from datetime import date, datetime, time
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from checkout_ach.describing import setting
from checkout_ach.nacha import Batch, File, is_nacha, parse
from checkout_ach.originating import RETRY
from checkout_ach.writing import Outgoing, write
from checkout_tui import (
    Document,
    Effect,
    Memory,
    Money,
    Question,
    Settings,
    Simulated,
    Transfer,
    Trigger,
    Words,
)

if TYPE_CHECKING:
    import httpx

TEST_ROUTING = "110000000"
TEST_ACCOUNTS = {
    "000123456789": "",
    "000222222227": "R01",
    "000111111113": "R02",
    "000333333335": "R10",
    "000555555559": "R08",
}
"""Published test numbers, and the code with which each comes back instead of settling."""
_MAY_COME_AGAIN = frozenset({"R01", "R09"})
_UNKNOWN = "000111111116"
_SETTLES_AT_LAST = 2
"""How often R01 may be presented again, and at which of these times there is money at last."""
_RETURNING = "09100001"
"""The payer's bank, as it signs what it returns."""
_EASTERN = ZoneInfo("America/New_York")
_SETTLES = time(8, 30)
_OPENING = 1_000_000
"""The bank's own count of traces; it is not the merchant's."""

TRIGGERS = (
    Trigger("000123456789 (110000000)", Words("is debited and settles", "est débité et réglé")),
    Trigger(
        "000222222227",
        Words(
            "comes back: not enough money (R01); presented again it comes back once more, then it settles",
            "revient : provision insuffisante (R01) ; représenté, il revient encore une fois, puis est réglé",
        ),
    ),
    Trigger("000111111113", Words("comes back: account closed (R02)", "revient : compte clos (R02)")),
    Trigger("000333333335", Words("comes back: not authorized (R10)", "revient : non autorisé (R10)")),
    Trigger("000555555559", Words("comes back: stopped (R08)", "revient : opposition (R08)")),
    Trigger(_UNKNOWN, Words("is unknown to the vault", "est inconnu du coffre")),
    Trigger(
        "returned: R01–R90",
        Words("the bank takes a settled debit back", "la banque reprend un prélèvement réglé"),
    ),
)


def simulated_originator(memory: Memory, now: Callable[[], datetime], settings: Settings) -> Simulated:
    """Everything it knows is in ``memory``: it outlives the process like a real one."""

    def handle(request: "httpx.Request") -> "httpx.Response":
        import httpx  # noqa: PLC0415 - late, so that importing the plugin stays light

        status, said = _answer(memory, now(), settings, request)
        return httpx.Response(status, json=said, request=request)

    def report(transfers: tuple[Transfer, ...], day: date) -> Document:
        """Settled debits that come back: ``reference`` is the trace that the bank gave."""
        routing = setting(settings, "routing_number")
        memory.update({f"returned/{each.reference}": each.returned or "R10" for each in transfers})
        entries = [
            Outgoing(
                sender=setting(settings, "company"),
                code="26",
                routing=routing,
                account="VAULT",
                cents=transfer.amount.minor,
                number="",
                name=transfer.payer,
                trace=f"{_RETURNING}{_count(memory):07}",
                returned=transfer.returned or "R10",
                original_trace=transfer.reference,
            )
            for transfer in transfers
        ]
        at = datetime.combine(day, time(9, 0))
        content = write(
            entries,
            bank=routing,
            bank_name=setting(settings, "bank_name"),
            to=setting(settings, "company"),
            at=at,
        )
        return Document(f"ach-returns-{day:%Y-%m-%d}.ach", content)

    def effects() -> tuple[Effect, ...]:
        """Every file that was taken: a debit, or a credit back."""
        kept = (json.loads(memory[key]) for key in sorted(memory) if key.startswith("file/"))
        return tuple(
            Effect(
                Question.REFUND if made["told"][0] == "PPD" else Question.SETTLE,
                Money(made["told"][2], "USD"),
                made["trace"],
            )
            for made in kept
        )

    return Simulated(handle=handle, report=report, triggers=TRIGGERS, effects=effects)


def _answer(
    memory: Memory, now: datetime, settings: Settings, request: "httpx.Request"
) -> tuple[int, dict[str, Any]]:
    if request.headers.get("Authorization") != f"Bearer {settings.get('api_key', '')}":
        return 401, {"code": "key"}
    key = request.headers.get("Idempotency-Key", "")
    match request.method, request.url.path.removeprefix("/v1/").split("/"):
        case "POST", ["accounts"]:
            return _account(memory, key, json.loads(request.content))
        case "POST", ["files"]:
            return _file(memory, key, now, request.content)
        case "GET", ["files", asked]:
            kept = memory.get(f"file/{asked}")
            return (404, {"code": "not_found"}) if kept is None else (200, _state(json.loads(kept), now))
    return 404, {"code": "not_found"}


def _account(memory: Memory, key: str, body: dict[str, str]) -> tuple[int, dict[str, Any]]:
    if body["routing"] != TEST_ROUTING or body["account"] not in TEST_ACCOUNTS:
        return 422, {"code": "unknown_account", "why": "only published test accounts are known here"}
    kept = memory.get(f"vaulted/{key}")
    if kept is None:
        kept = f"VT{_count(memory):015}"
        # What an account does is remembered under its new name; the number is not.
        memory[f"account/{kept}"] = TEST_ACCOUNTS[body["account"]]
        memory[f"vaulted/{key}"] = kept
    return 201, {"token": kept, "last4": body["account"][-4:]}


def _file(memory: Memory, key: str, now: datetime, content: bytes) -> tuple[int, dict[str, Any]]:
    document, file = BytesIO(content), File()
    found = list(parse(document, file)) if is_nacha(document) else []
    problems = file.told()
    if not found or file.refused or problems or file.batches != 1:
        why = file.refused or (problems[0].reason if problems else "not a Nacha file of one batch")
        return 422, {"code": "rejected", "why": why}
    vaulted = [(batch, entry) for batch, entry in found if f"account/{entry.account}" in memory]
    if len(vaulted) != 1:
        return 422, {"code": "rejected", "why": "no account of the vault in it"}
    batch, entry = vaulted[0]
    told = [batch.sec, entry.account, entry.amount, entry.code, entry.number]
    digest = sha256(content).hexdigest()
    kept = memory.get(f"file/{key}")
    if kept is not None:
        first = json.loads(kept)
        return (201, _state(first, now)) if first["digest"] == digest else (409, {"code": "another payload"})
    earlier = _debits(memory, entry.account, entry.number)
    tries = sum(bool(each["again"]) for each in earlier)
    again = batch.description.strip() == RETRY
    why_not = _why_not_again(memory, earlier, entry.amount, now) if again else ""
    if why_not:
        return 422, {"code": "rejected", "why": why_not}
    if entry.is_credit and entry.amount > _left(memory, entry.account, entry.number, now):
        return 422, {"code": "rejected", "why": "more than was debited"}
    made = {
        "trace": f"{entry.routing[:8]}{_OPENING + _count(memory):07}",
        "told": told,
        "digest": digest,
        "effective": _day(batch),
        "again": again,
        "comes back": "" if entry.is_credit else memory[f"account/{entry.account}"],
    }
    if again and tries + 1 == _SETTLES_AT_LAST:
        made["comes back"] = ""
    memory[f"file/{key}"] = json.dumps(made)
    return 201, _state(made, now)


def _taken(memory: Memory, account: str, number: str) -> list[dict[str, Any]]:
    """Every file that was taken about this account and number."""
    kept = (json.loads(memory[key]) for key in memory if key.startswith("file/"))
    return [made for made in kept if (made["told"][1], made["told"][4]) == (account, number)]


def _debits(memory: Memory, account: str, number: str) -> list[dict[str, Any]]:
    return [made for made in _taken(memory, account, number) if made["told"][0] != "PPD"]


def _came_back(memory: Memory, made: dict[str, Any], now: datetime) -> str:
    """The code with which this debit came back, or nothing."""
    return str(_state(made, now).get("code") or memory.get(f"returned/{made['trace']}", ""))


def _why_not_again(memory: Memory, earlier: list[dict[str, Any]], cents: int, now: datetime) -> str:
    """Why the rules refuse an entry that says it is presented again."""
    if not earlier or any(_came_back(memory, made, now) not in _MAY_COME_AGAIN for made in earlier):
        return "nothing came back that may be presented again"
    if any(made["told"][2] != cents for made in earlier):
        return "presented again with another amount"
    if sum(bool(made["again"]) for made in earlier) >= _SETTLES_AT_LAST:
        return "presented again twice already"
    return ""


def _left(memory: Memory, account: str, number: str, now: datetime) -> int:
    """What was debited from this account under this number and did not come back, less what was credited back."""
    taken = _taken(memory, account, number)
    given = sum(made["told"][2] for made in taken if made["told"][0] == "PPD")
    here = (made for made in _debits(memory, account, number) if not _came_back(memory, made, now))
    return int(sum(made["told"][2] for made in here) - given)


def _state(made: dict[str, Any], now: datetime) -> dict[str, Any]:
    on = date.fromisoformat(made["effective"])
    known = {"trace": made["trace"]}
    if now < datetime.combine(on, _SETTLES, _EASTERN):
        return known | {"state": "received", "on": made["effective"]}
    if made["comes back"]:
        return known | {"state": "returned", "code": made["comes back"]}
    return known | {"state": "settled", "on": made["effective"]}


def _day(batch: Batch) -> str:
    text = batch.effective
    return date(2000 + int(text[:2]), int(text[2:4]), int(text[4:6])).isoformat()


def _count(memory: Memory) -> int:
    number = int(memory.get("count", "0")) + 1
    memory["count"] = str(number)
    return number
