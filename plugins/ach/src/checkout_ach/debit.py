"""Debits that a consumer authorizes by phone (Nacha TEL): a method of its own, off until it is set up.

The account number goes to the originating bank's vault and nowhere else (R-097); what is kept is the
vault's name for it and the last four. What was agreed is kept and mailed before the file leaves.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from checkout_ach import consent
from checkout_ach.debit_bank import simulated_originator
from checkout_ach.describing import setting
from checkout_ach.originating import RETRY, Debit, Originator, originate, window
from checkout_ach.returns import meaning
from checkout_ach.vault import Sent, Vault
from checkout_tui import (
    Authorized,
    BusinessCalendar,
    Declined,
    Details,
    Family,
    FieldProblem,
    Limits,
    Memory,
    Money,
    NotFound,
    NotSent,
    Order,
    Payment,
    PaymentMethod,
    Pending,
    Promise,
    Question,
    Refunded,
    Refused,
    Retry,
    Setting,
    SettingKind,
    Settings,
    Settled,
    SettlementWindow,
    Simulated,
    Token,
    Who,
    Words,
    hookimpl,
)

if TYPE_CHECKING:
    import httpx

FINAL_AFTER = timedelta(days=60)
"""A consumer may say for 60 days that it was not authorized (R05, R07, R10, R11): settled is not final."""
_DAYS = (1, 3)
_SAME_DAY = (0, 2)
_DEBITS = {consent.CHECKING: "27", consent.SAVINGS: "37"}
_CREDITS = {consent.CHECKING: "22", consent.SAVINGS: "32"}

METHOD = PaymentMethod(
    code="ach-debit",
    title=Words("ACH debit", "Prélèvement"),
    arrives=Words("1–3 business days", "1 à 3 jours ouvrés"),
    fields=consent.FIELDS,
    currencies=frozenset({"USD"}),
    countries=frozenset({"US"}),
    limits=(Limits(highest=Money(99_999_999_99, "USD")),),
    operator_moves_money=True,
    final_after=FINAL_AFTER,
    promise=Promise(replay_within=timedelta(hours=24), inquiry=True),
    calendars={"USD": "FED"},
    hosts_in=("host",),
    settings=(
        Setting(
            "host",
            Words("The originating bank’s host", "Hôte de la banque émettrice"),
            required=True,
            demo="originating.bank.example",
        ),
        Setting("api_key", Words("Its key for us", "Sa clé pour nous"), SettingKind.SECRET, required=True),
        Setting(
            "company",
            Words("Our name on the customer’s statement", "Notre nom sur le relevé du client"),
            required=True,
            demo="NORTHLIGHT",
        ),
        Setting(
            "company_id",
            Words("Our company identification at the bank", "Notre identifiant à la banque"),
            required=True,
            demo="9876543210",
        ),
        Setting(
            "routing_number",
            Words("The originating bank’s routing number", "Numéro d’acheminement de la banque émettrice"),
            required=True,
            demo="021000021",
        ),
        Setting("bank_name", Words("Bank", "Banque"), required=True, demo="First Example Bank"),
        Setting(
            "phone",
            Words("A number that is answered in business hours", "Un numéro joint aux heures ouvrées"),
            required=True,
            demo="+1 202 555 0143",
        ),
        Setting(
            "hours",
            Words("Those hours", "Ces heures"),
            required=True,
            demo="9–17 ET",
        ),
        Setting(
            "offset_account",
            Words(
                "Account for the other side, where the bank wants balanced files",
                "Compte de contrepartie, si la banque veut des fichiers équilibrés",
            ),
        ),
        Setting(
            "same_day",
            Words("Send same-day entries", "Émettre le jour même"),
            SettingKind.FLAG,
            default=False,
        ),
        Setting(
            "same_day_most",
            Words("Largest same-day amount, in dollars", "Montant maximal le jour même, en dollars"),
            SettingKind.NUMBER,
            default=1_000_000,
        ),
        Setting(
            "same_day_lead",
            Words(
                "Minutes before each window that the bank wants the file",
                "Minutes d’avance que la banque demande avant chaque fenêtre",
            ),
            SettingKind.NUMBER,
            default=60,
        ),
    ),
)

_TYPED = Declined(
    Family.TYPING,
    Retry.CORRECTED,
    Who.CALLER,
    "declined.typing",
    Words(
        "the bank does not know this account: read both numbers again",
        "la banque ne connaît pas ce compte : relire les deux numéros",
    ),
)
_REVOKED = Declined(
    Family.CUSTOMER,
    Retry.NEVER,
    Who.CALLER,
    "declined.not_approved",
    Words("revoked before it was taken: another method", "révoqué avant le prélèvement : un autre moyen"),
)
_OUR_FILE = Declined(
    Family.TECHNICAL,
    Retry.NEVER,
    Who.SELLER,
    "declined.technical",
    Words(
        "our bank refused the file: tell payment processing",
        "fichier refusé par notre banque : prévenir le service des paiements",
    ),
)
_OURS = {"unknown_account": _TYPED, "cancelled": _REVOKED, "rejected": _OUR_FILE}


class AchDebit:
    """Phone-authorized debits of personal accounts."""

    @hookimpl
    def describe(self) -> PaymentMethod:
        return METHOD

    @hookimpl
    def check_details(self, details: Details) -> tuple[FieldProblem, ...]:
        return consent.problems(details)

    @hookimpl
    def tokenize(
        self, details: Details, key: str, http: "httpx.Client", settings: Settings
    ) -> Token | Refused | NotSent:
        problem = _setup_problem(settings)
        return NotSent(problem) if problem else Vault(http, settings).token(details, key)

    @hookimpl
    def authorize(
        self,
        order: Order,
        amount: Money,
        token: str,
        payment: Payment,
        details: Details,
        settings: Settings,
        now: datetime,
        today: date,
        calendar: BusinessCalendar | None,
    ) -> Authorized | NotSent:
        # Asks nobody: it writes down what was agreed. The bank hears of it when it is settled.
        problem = _setup_problem(settings)
        if calendar is None:
            problem = problem or "there is no calendar of the Federal Reserve"
        if problem or calendar is None:
            return NotSent(problem)
        if consent.problems(details) or details.text("consent") != "yes" or not token:
            return NotSent("the caller did not authorize it as the rules want")
        low, _, same_day = _pace(amount, now, calendar, settings)
        on = calendar.add(calendar.day_zero(now), low)
        facts = {
            "debit on": on.isoformat(),
            "authorized": now.isoformat(timespec="minutes"),
            "holder": details.text("name"),
            "entry": "TEL, single",
            "eligible": details.text("eligible"),
            "same day": same_day,
        }
        return Authorized(
            reference=payment.id,
            shows=payment.shows,
            facts={name: fact for name, fact in facts.items() if fact},
            terms=consent.terms(order, amount, payment.shows, details, settings, today, on),
        )

    @hookimpl
    def settle(
        self,
        payment: Payment,
        order: Order,
        amount: Money,
        key: str,
        http: "httpx.Client",
        settings: Settings,
        now: datetime,
        calendar: BusinessCalendar | None,
    ) -> Pending | Refused | NotSent:
        facts = payment.facts or {}
        # The same file whenever it is sent again: its time is that of the authorization, or of the question
        # where it is presented again.
        at, on = datetime.fromisoformat(facts["authorized"]), date.fromisoformat(facts["debit on"])
        same_day = facts.get("same day", "")
        if payment.repeats:
            if calendar is None:
                return NotSent("there is no calendar of the Federal Reserve")
            at = payment.live_since or now
            low, _, same_day = _pace(amount, at, calendar, settings)
            on = calendar.add(calendar.day_zero(at), low)
        file = originate(
            [_entry(payment, order, amount, _DEBITS)],
            _originator(settings),
            sec="TEL",
            description=RETRY if payment.repeats else "PAYMENT",
            effective=on,
            at=at,
            first=_numbered(key),
            same_day=same_day,
        )
        sent = Vault(http, settings).send(file, key)
        return _pending(sent) if isinstance(sent, Sent) else sent

    @hookimpl
    def inquire(
        self,
        payment: Payment,
        question: Question,
        key: str,
        amount: Money,
        http: "httpx.Client",
        settings: Settings,
    ) -> Settled | Pending | Refused | Refunded | NotFound:
        if question not in (Question.SETTLE, Question.REFUND):
            # Authorizing asks nobody, so nobody can have it.
            return NotFound(final=True)
        sent = Vault(http, settings).state(key)
        if sent is None:
            return NotFound(final=False)
        if sent.state in ("returned", "cancelled"):
            return Refused(sent.code or "cancelled", reference=sent.trace)
        if question is Question.REFUND:
            return Refunded(sent.trace, amount)
        if sent.state == "settled":
            return Settled(sent.trace, amount, on=date.fromisoformat(sent.on), shows=payment.shows)
        return _pending(sent)

    @hookimpl
    def refund(
        self,
        payment: Payment,
        order: Order,
        amount: Money,
        key: str,
        http: "httpx.Client",
        settings: Settings,
        now: datetime,
        calendar: BusinessCalendar | None,
    ) -> Refunded | Refused | NotSent:
        if calendar is None:
            return NotSent("there is no calendar of the Federal Reserve")
        # The same file whenever it is sent again: its time is that of the question.
        asked = payment.live_since or now
        file = originate(
            [_entry(payment, order, amount, _CREDITS)],
            _originator(settings),
            sec="PPD",
            description="REFUND",
            effective=calendar.add(calendar.day_zero(asked), 1),
            at=asked,
            first=_numbered(key),
        )
        sent = Vault(http, settings).send(file, key)
        return Refunded(sent.trace, amount) if isinstance(sent, Sent) else sent

    @hookimpl
    def decline(self, refused: Refused) -> Declined:
        return _OURS.get(refused.code) or meaning(refused.code)

    @hookimpl
    def settlement_window(
        self, order: Order, since: datetime, calendar: BusinessCalendar | None, settings: Settings
    ) -> SettlementWindow | None:
        if calendar is None:
            return None
        low, high, _ = _pace(order.total, since, calendar, settings)
        return SettlementWindow.within(since, low, high, calendar)

    @hookimpl
    def simulate(self, memory: Memory, now: Callable[[], datetime], settings: Settings) -> Simulated:
        return simulated_originator(memory, now, settings)


def _setup_problem(settings: Settings) -> str:
    for wanted in METHOD.settings:
        if wanted.required and not setting(settings, wanted.code):
            return f"methods.ach-debit.{wanted.code} is not set"
    if not consent.is_routing(setting(settings, "routing_number")):
        return "methods.ach-debit.routing_number is not a routing number"
    return ""


def _pace(
    amount: Money, at: datetime, calendar: BusinessCalendar, settings: Settings
) -> tuple[int, int, str]:
    """First and last business day to expect it, and the same-day window if it makes one."""
    local = at.astimezone(calendar.zone)
    most = _number(settings, "same_day_most") * 100
    name = window(local, _number(settings, "same_day_lead"))
    if settings.get("same_day") and name and amount.minor <= most and calendar.is_open(local.date()):
        return (*_SAME_DAY, name)
    return (*_DAYS, "")


def _number(settings: Settings, code: str) -> int:
    value = settings.get(code)
    return value if isinstance(value, int) else 0


def _originator(settings: Settings) -> Originator:
    return Originator(
        company=setting(settings, "company"),
        company_id=setting(settings, "company_id"),
        routing=setting(settings, "routing_number"),
        bank_name=setting(settings, "bank_name"),
        offset_account=setting(settings, "offset_account"),
    )


def _entry(payment: Payment, order: Order, amount: Money, codes: dict[str, str]) -> Debit:
    kind, _, account = payment.token.partition(":")
    return Debit(
        code=codes[kind],
        account=account,
        cents=amount.minor,
        number=order.reference,
        name=(payment.facts or {}).get("holder", "") or order.customer.name,
    )


def _numbered(key: str) -> int:
    """Seven digits for a trace that is the same whenever the question is asked again; the bank gives its own."""
    return int(sha256(key.encode()).hexdigest(), 16) % 9_999_900 + 1


def _pending(sent: Sent) -> Pending:
    return Pending(reference=sent.trace, why=f"with the bank for {sent.on}" if sent.on else "with the bank")


debit = AchDebit()
