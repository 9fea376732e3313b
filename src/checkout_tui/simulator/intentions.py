"""What simulated customers are going to do about a payment, kept as text while they wait."""

import json
from datetime import datetime
from enum import StrEnum

from attrs import asdict, frozen

from checkout_tui.domain.money import Money


class Act(StrEnum):
    """What a customer does about a payment."""

    TRANSFER = "transfer"
    VISIT = "visit"
    """Opens the mailed link and approves."""
    DEBITED = "debited"
    """Is debited by the bank that was asked to: the customer does nothing."""
    NOTHING = "nothing"


@frozen
class Plan:
    """What one customer is going to do."""

    payment: str
    order: str
    method: str
    act: Act
    at: datetime
    payer: str = ""
    amount: Money | None = None
    reference: str = ""
    """As the customer writes it: right, wrong or empty."""
    link: str = ""
    returned: str = ""
    done: bool = False


def written(plan: Plan) -> str:
    """The plan as text."""
    return json.dumps(asdict(plan, value_serializer=_plain))


def _plain(_: object, __: object, value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


def read(text: str) -> Plan:
    """The plan that :func:`written` wrote."""
    kept = json.loads(text)
    amount = kept.pop("amount")
    return Plan(
        **kept
        | {
            "act": Act(kept["act"]),
            "at": datetime.fromisoformat(kept["at"]),
            "amount": Money(**amount) if amount else None,
        }
    )


def same_document(plan: Plan, first: Plan) -> bool:
    """A bank sends one document a day; what it takes back comes in one of its own."""
    ours, theirs = (
        (plan.act, plan.method, plan.at, bool(plan.returned)),
        (
            first.act,
            first.method,
            first.at,
            bool(first.returned),
        ),
    )
    return ours == theirs
