"""A payment method's own description: everything the host knows of it before asking it anything."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from attrs import field, frozen

from checkout_tui.domain.history import Question
from checkout_tui.domain.money import Money
from checkout_tui.domain.sentence import N_, Sentence, sentence
from checkout_tui.domain.words import Words

API_VERSION = 1
"""The version of the plugin API that this host speaks."""


class FieldKind(StrEnum):
    """How a field is typed and shown."""

    TEXT = "text"
    CARD_NUMBER = "card-number"
    EXPIRY = "expiry"
    SECURITY_CODE = "security-code"
    NAME = "name"
    EMAIL = "email"
    POSTCODE = "postcode"
    CHOICE = "choice"
    CONSENT = "consent"
    """Something the caller must say yes to; the script line is read aloud word for word."""


YES_OR_NO = {"yes": Words("yes", "oui"), "no": Words("no", "non")}


@frozen
class Field:
    """One thing to ask the caller."""

    code: str
    title: Words
    script: Words
    """What the operator says to ask for it. ``{total}``, ``{today}``, ``{first}`` and ``{last}`` (when the money
    is expected), ``{seller}``, another answer's code or a setting's are filled in; secrets masked."""
    kind: FieldKind = FieldKind.TEXT
    secret: bool = False
    """A secret answer reaches ``tokenize`` and ``check_details`` only, and is forgotten after."""
    required: bool = True
    choices: Mapping[str, Words] = field(factory=dict)
    longest: int = 120
    demo: str = ""
    """What a caller answers in demonstrations, such as a published test number; the simulated side accepts it."""
    demo_refused: str = ""
    """An answer that the simulated side refuses, where there is one."""

    @property
    def answers(self) -> Mapping[str, Words]:
        """What may be answered, where that is a choice: by code, in the order of their numbers."""
        return YES_OR_NO if self.kind is FieldKind.CONSENT else self.choices

    def understood(self, typed: str) -> str | None:
        """The code of the choice that was typed: its code, its number, or how its title begins.

        None when it is none of them; text as it is where there is nothing to choose.
        """
        if self.kind not in (FieldKind.CHOICE, FieldKind.CONSENT):
            return typed
        wanted = typed.strip().casefold()
        found = [
            code
            for number, (code, title) in enumerate(self.answers.items(), 1)
            if wanted
            and (
                wanted in (code, str(number))
                or title.en.casefold().startswith(wanted)
                or title.fr.casefold().startswith(wanted)
            )
        ]
        return found[0] if len(found) == 1 else None


@frozen
class FieldProblem:
    """What is wrong with one answer, while it is being typed."""

    field: str
    says: Words
    note: bool = False
    """Nothing is wrong: said beside the field only, such as a card's brand and how many digits it has."""


class SettingKind(StrEnum):
    """What a setting holds."""

    TEXT = "text"
    SECRET = "secret"
    NUMBER = "number"
    FLAG = "flag"
    LIST = "list"


@frozen
class Setting:
    """One thing the merchant configures for this method, under ``[methods.<code>]``."""

    code: str
    title: Words
    kind: SettingKind = SettingKind.TEXT
    required: bool = False
    default: str | int | bool | tuple[str, ...] | None = None
    demo: str | int | bool | tuple[str, ...] | None = None
    """What it is set to in demonstrations, where the default will not do."""


class AllocationRule(StrEnum):
    """How money finds its payment."""

    AUTOMATIC = "automatic"
    """The provider says which payment it is."""
    ON_RECEIPT = "on-receipt"
    """By itself, on an exact checked reference (R-077); by hand otherwise."""
    BY_HAND = "by-hand"
    """A person, always (R-066, R-071)."""


@frozen
class Promise:
    """What the provider really promises about a question whose answer was lost."""

    replay_within: timedelta | None = None
    """How long the same key gives the same answer; None when it is not promised at all."""
    inquiry: bool = False
    """Whether ``inquire`` can find a question by our key or reference."""
    inquiry_lag: timedelta = timedelta(0)
    """How far behind that search may be."""
    replay_of: Mapping[Question, timedelta] = field(factory=dict)
    """Questions whose keys are kept for another time than ``replay_within``."""

    def window(self, question: Question) -> timedelta | None:
        """How long this question may be asked again with its key and still have one effect."""
        return self.replay_of.get(question, self.replay_within)


@frozen
class Limits:
    """The smallest and largest amount taken, in one currency."""

    lowest: Money | None = None
    highest: Money | None = None


@frozen
class PaymentMethod:
    """What ``describe`` answers. The code is the entry point's name."""

    code: str
    title: Words
    arrives: Words
    """When the money comes, in a few words: ``2–4 business days from Europe``."""
    api: int = API_VERSION
    fields: tuple[Field, ...] = ()
    currencies: frozenset[str] | None = None
    """ISO 4217 codes taken; None for all."""
    countries: frozenset[str] | None = None
    """ISO 3166 codes of customers' countries served; None for all."""
    limits: tuple[Limits, ...] = ()
    recurring: bool = False
    """Whether a subscription can be renewed by it without the customer."""
    allocation: AllocationRule = AllocationRule.AUTOMATIC
    operator_moves_money: bool = False
    """True when the operator's own key press charges somebody (card); False when the customer acts."""
    partial_refund: bool = True
    authorization_life: timedelta | None = None
    """How long money stays held where an :class:`Authorized` does not say ``until``; None where nobody knows.
    Once it is over the host says so itself: an issuer often answers only as for any refusal."""
    final_after: timedelta | None = None
    """How long after it was settled the bank may still take the money back; None where that is not the
    bank's to do. Shown to the operator: credited is not cleared, and time alone moves no money."""
    promise: Promise = Promise()
    calendars: Mapping[str, str] = field(factory=dict)
    """Business calendar code by currency; ``*`` for any other."""
    settings: tuple[Setting, ...] = ()
    hosts: frozenset[str] = frozenset()
    """Hosts that this method may reach, over https."""
    hosts_in: tuple[str, ...] = ()
    """Settings that name further hosts, where each merchant has another: the merchant's own bank."""

    def hosts_with(self, settings: Mapping[str, object]) -> frozenset[str]:
        """All hosts that this method may reach as it is configured."""
        return self.hosts | {str(settings[code]) for code in self.hosts_in if settings.get(code)}

    def calendar_for(self, currency: str) -> str | None:
        """Which bank's business days count for money in ``currency``."""
        return self.calendars.get(currency, self.calendars.get("*"))

    def why_not(self, total: Money, country: str, *, recurring: bool) -> Sentence | None:
        """Why this method cannot pay this order (R-054), or None when it can."""
        if self.currencies is not None and total.currency not in self.currencies:
            return sentence(N_("not in {currency}"), currency=total.currency)
        if self.countries is not None and country not in self.countries:
            return sentence(N_("not for customers in {country}"), country=country or "?")
        if recurring and not self.recurring:
            return sentence(N_("cannot renew a subscription by itself"))
        for limits in self.limits:
            for bound, text in (
                (limits.lowest, N_("from {limit} up")),
                (limits.highest, N_("up to {limit}")),
            ):
                if bound is None or bound.currency != total.currency:
                    continue
                if (total < bound) if bound is limits.lowest else (total > bound):
                    return sentence(text, limit=bound)
        return None
