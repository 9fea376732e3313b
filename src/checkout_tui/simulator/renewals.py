"""Renewals in a run: when the worker has to look, the orders that it makes, and how each of them goes.

The desk makes them, as it does outside. Each is called after the order that began it: ``lea renewed``,
``lea renewed 2``.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

from attrs import evolve, frozen

from checkout_tui.domain.outcomes import Refused
from checkout_tui.domain.payment import Payment
from checkout_tui.hookspecs import hookimpl
from checkout_tui.simulator.scenario.plan import periods_of
from checkout_tui.simulator.scenario.shape import Ordered, Renewing, renewed
from checkout_tui.store import Store, payments, subscriptions

_BY_ITSELF = Renewing()


class Renewals:
    """``ordered`` and ``names`` are the run's own: every order by its name, and its name by its reference."""

    def __init__(self, store: Store, ordered: Mapping[str, Ordered], names: Mapping[str, str]) -> None:
        self._store = store
        self._ordered, self._names = ordered, names
        self._seen = 0
        self._count: dict[str, int] = {}
        self.references: list[str] = []
        """Of the orders that were made for renewals, oldest first."""
        self.expected = any(periods_of(order) for order in ordered.values())
        """Whether anything is ordered that could be renewed."""

    def made(self, at: datetime) -> Iterator[tuple[Ordered, str]]:
        """The orders that the worker made since the last time, as if the scenario said them, and their references."""
        with self._store.reading() as connection:
            rows = subscriptions.made_since(connection, self._seen)
        for self._seen, reference, first in rows:
            order = self._ordered[self._names[first]]
            number = self._count[first] = self._count.get(first, 0) + 1
            how = _how(order, number)
            self.references.append(reference)
            yield (
                evolve(
                    order,
                    name=renewed(order.name, number),
                    at=at,
                    pays=order.pays if how.pays is None else how.pays,
                    refused=False,
                    renewals=(),
                ),
                reference,
            )

    def not_sent(self) -> bool:
        """Whether a renewal was made that nobody could be asked to pay yet."""
        with self._store.reading() as connection:
            return bool(subscriptions.not_asked(connection, 1))

    def code_for(self, payment: Payment) -> str:
        """With which code this charge is refused; nothing when it is not one of a renewal, or is taken."""
        with self._store.reading() as connection:
            first = next((each.order for each in subscriptions.of_order(connection, payment.order)), "")
            order = self._ordered.get(self._names.get(first, ""))
            if (
                order is None
                or payment.order == first
                or not any(each.refused for each in order.renewals or ())
            ):
                return ""
            orders = [made for _, made, began in subscriptions.made_since(connection, 0) if began == first]
            tries = [each.id for each in payments.of_order(connection, payment.order)]
        codes = _how(order, orders.index(payment.order) + 1).refused
        return dict(enumerate(codes)).get(tries.index(payment.id), "")


@frozen(eq=False)
class RenewalsThatAreRefused:
    """The provider refuses what the scenario says it does: stands before the method in its lane."""

    renewals: Renewals

    @hookimpl(tryfirst=True)
    def authorize(self, payment: Payment) -> Refused | None:
        """A refusal, or the method's own answer."""
        code = self.renewals.code_for(payment)
        return Refused(code) if code else None


def _how(order: Ordered, number: int) -> Renewing:
    """How the renewal of this number goes; by itself where nothing is said."""
    return dict(enumerate(order.renewals or (), 1)).get(number, _BY_ITSELF)
