"""Taking orders, listing them, giving them up; what is shown of one, :mod:`checkout_tui.desk.order_view` says."""

from collections.abc import Mapping
from datetime import timedelta

from checkout_tui.desk.consequences import Consequences
from checkout_tui.desk.context import Context
from checkout_tui.desk.inbox import Inbox
from checkout_tui.desk.order_view import OneOrder
from checkout_tui.desk.pricing import Pricing
from checkout_tui.desk.views import Option, OrderRow, OrderView, Quote
from checkout_tui.domain import reference as references
from checkout_tui.domain.draft import Draft, again, looks_like_a_second
from checkout_tui.domain.errors import NotPossible
from checkout_tui.domain.history import Withdrawn
from checkout_tui.domain.letter import MailKind
from checkout_tui.domain.operator import Operator, Role
from checkout_tui.domain.order import Order, OrderState, why_not_cancel
from checkout_tui.domain.payment import CAN_WITHDRAW
from checkout_tui.domain.query import Key, KeyKind, contact_keys, keys_for
from checkout_tui.domain.tax import tax_day, written_exemptions
from checkout_tui.store import calls, drafts, orders, payments, search
from checkout_tui.store.orders import ListedOrder

MOST_LOOKED_AT = 20
"""So many of a customer's latest orders are looked through for the same order."""


class Orders:
    """What an operator does with orders."""

    def __init__(self, context: Context, consequences: Consequences, inbox: Inbox) -> None:
        self._context = context
        self._consequences = consequences
        self._pricing = Pricing(context)
        self._one = OneOrder(context, consequences, inbox)

    def begin(self, by: Operator, language: str = "en") -> Draft:
        """An empty draft whose reference is fixed now: placing it twice is placing it once."""
        with self._context.store.reading() as connection:
            while True:
                reference = references.make(self._context.ids.draw)
                if orders.find(connection, reference) is None:
                    return Draft(reference=reference, language=language)

    def quote(self, draft: Draft) -> Quote:
        """What the draft would cost, and what is still wrong with it."""
        return self._pricing.quote(draft)

    def options(self, draft: Draft) -> tuple[Option, ...]:
        """How this draft could be paid. Raises BadInput while it cannot be priced."""
        return self.options_for(self._pricing.order(draft, by="", strict=False))

    def offer(self, draft: Draft) -> tuple[Quote, tuple[Option, ...]]:
        """The quote, and how the draft could be paid as far as it can be priced; never raises for what is missing."""
        quote = self.quote(draft)
        return quote, self.options(draft) if quote.total is not None else ()

    def place(self, draft: Draft, by: Operator) -> Order:
        """Take the order. A second press finds the order that the first one took.

        Raises BadInput with everything that is still wrong.
        """
        order = self._pricing.order(draft, by=by.name)
        with self._context.store.writing() as connection:
            number = orders.add(connection, order)
            if number is None:
                return orders.get(connection, draft.reference).order
            search.add(connection, number, keys_for(order))
            drafts.drop(connection, draft.reference)
            calls.tie(connection, by.name, order.reference, order.placed_at)
        return order

    def again(self, reference: str, by: Operator) -> Draft:
        """A draft for the same once more, with a reference of its own. Raises NotFoundHere."""
        with self._context.store.reading() as connection:
            order = orders.get(connection, reference).order
        today = tax_day(order.place, self._context.clock.now())
        exempt = written_exemptions(order.exemptions, order.place, today, self._context.seller.registrations)
        return self._pricing.as_typed(again(order, self.begin(by).reference, exempt))

    def seconds(self, draft: Draft) -> tuple[OrderRow, ...]:
        """Recent orders of the same customer for the same products: the draft may be one of them again."""
        keys = contact_keys(draft.customer)
        wanted = [Key(kind, key) for kind, key in keys if key and ("@" in key or kind is KeyKind.PHONE)]
        resolved = self._pricing.resolved(draft)
        seller, now = self._context.seller, self._context.clock.now()
        within = timedelta(days=seller.same_order_days)
        with self._context.store.reading() as connection:
            ids = {number for key in wanted for number in search.scan(connection, key, MOST_LOOKED_AT)}
            listed = orders.by_ids(connection, tuple(sorted(ids, reverse=True)[:MOST_LOOKED_AT]))
            twins = tuple(
                row
                for row in listed
                if row.state is not OrderState.CANCELLED
                and row.placed_at >= now - within
                and looks_like_a_second(resolved, orders.get(connection, row.reference).order, now, within)
            )
            return self.rows(twins)

    def view(self, reference: str) -> OrderView:
        """Everything about one order. Raises NotFoundHere."""
        return self._one.view(reference)

    def queue(self, limit: int = 200) -> tuple[OrderRow, ...]:
        """What needs a person, most urgent first."""
        with self._context.store.reading() as connection:
            return self.rows(orders.queue(connection, self._context.clock.now().date(), limit))

    def waiting(self) -> int:
        """How many orders need a person."""
        with self._context.store.reading() as connection:
            return orders.waiting(connection)

    def recent(self, limit: int = 50) -> tuple[OrderRow, ...]:
        """The newest orders."""
        with self._context.store.reading() as connection:
            return self.rows(orders.recent(connection, limit))

    def cancel(self, reference: str, by: Operator) -> OrderView:
        """Cancel an unpaid order (R-052) and say so by mail (R-053)."""
        by.must(Role.CUSTOMER_SERVICE)
        with self._context.store.writing() as connection:
            stored = orders.get(connection, reference, lock=True)
            tries = payments.of_order(connection, reference)
            why_not = why_not_cancel(tries, cancelled=stored.cancelled_at is not None)
            if why_not is not None:
                raise NotPossible.because(why_not)
            now = self._context.clock.now()
            for payment in tries:
                if payment.standing in CAN_WITHDRAW:
                    payments.append(connection, payment, Withdrawn("cancelled"), at=now, by=by.name)
            orders.cancel(connection, reference, now)
            self._consequences.mark(connection, reference)
            self._consequences.write(
                connection, MailKind.CANCELLATION, stored.order, tries[-1] if tries else None
            )
        return self.view(reference)

    def options_for(self, order: Order) -> tuple[Option, ...]:
        """Every method, with when its money would come or why it cannot pay this order (R-054)."""
        options = []
        for lane in self._context.lanes.values():
            method = lane.method
            why_not = lane.why_not or method.why_not(
                order.total, order.place.country, recurring=self._context.must_renew(order)
            )
            window = None
            if why_not is None:
                window = lane.settlement_window(
                    order=order,
                    since=self._context.clock.now(),
                    calendar=self._context.calendar(method.code, order.currency),
                )
            options.append(Option(method, window, why_not))
        return tuple(options)

    def rows(
        self, listed: tuple[ListedOrder, ...], hits: Mapping[int, Key] | None = None
    ) -> tuple[OrderRow, ...]:
        """Rows as they are shown; ``hits`` names the key that found an order, by its row's number."""
        today = self._context.clock.now().date()
        return tuple(
            OrderRow(
                reference=order.reference,
                state=order.state,
                customer=order.customer,
                email=order.email,
                language=order.language,
                total=order.total,
                method=self._title(order.method),
                placed_at=order.placed_at,
                seen_on=today,
                expected_to=order.expected_to,
                overdue=order.expected_to is not None
                and self._context.is_late(order.method, order.total.currency, order.expected_to),
                attention=order.attention,
                hit=hits.get(order.id) if hits else None,
            )
            for order in listed
        )

    # ------------------------------------------------------------ inside

    def _title(self, code: str) -> str:
        lane = self._context.lanes.get(code)
        return lane.method.title.en if lane else code
