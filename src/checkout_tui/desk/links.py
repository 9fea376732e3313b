"""What the seller's pages do for a customer who followed a link in a mail: nothing that the link is not for.

Each token is for one purpose and one order, and following a link twice does what following it once does.
"""

from attrs import evolve, frozen

from checkout_tui.desk.context import Context
from checkout_tui.desk.orders import Orders
from checkout_tui.desk.payments import Payments
from checkout_tui.desk.subscriptions import Subscriptions
from checkout_tui.desk.views import Option, SubscriptionsView
from checkout_tui.domain.errors import N_, NotPossible
from checkout_tui.domain.history import Standing
from checkout_tui.domain.operator import CUSTOMER, Role
from checkout_tui.domain.order import Order, OrderLine, OrderState, why_not_change
from checkout_tui.domain.payment import Payment
from checkout_tui.domain.secret import Details
from checkout_tui.domain.sentence import Sentence, sentence
from checkout_tui.store import orders, payments

_CHOSEN = frozenset({Standing.AWAITING_CUSTOMER, Standing.AWAITING_FUNDS})
_OF_THEIR_OWN = evolve(CUSTOMER, roles=frozenset({Role.CUSTOMER_SERVICE}))
"""A customer may do with the one order that the link is for what customer service does with any."""
_BY_PHONE = N_("This way to pay asks the customer something: it is done on the phone.")


@frozen
class Choice:
    """How an order can be paid by whoever follows *Change payment option* (R-054)."""

    order: Order
    state: OrderState
    options: tuple[Option, ...]
    """Every method; what is asked on the phone has that as its reason."""
    why_not: Sentence | None
    """Why nothing can be chosen now, or None."""
    chosen: Payment | None = None


@frozen
class Deliverable:
    """What may be downloaded with an order: nothing before payment, nothing after a full refund (R-047, R-049)."""

    order: Order
    state: OrderState
    lines: tuple[OrderLine, ...]


class FollowedLinks:
    """Answers for the seller's pages, each by the token that its link carries."""

    def __init__(
        self, context: Context, order_desk: Orders, payment_desk: Payments, subscription_desk: Subscriptions
    ) -> None:
        self._context = context
        self._orders = order_desk
        self._payments = payment_desk
        self._subscriptions = subscription_desk

    def cancel_subscription(self, token: str) -> SubscriptionsView:
        """*Manage or cancel the subscription* was followed and cancelling confirmed there (R-030, R-031)."""
        return self._subscriptions.cancel_by_customer(self._context.letters.links.read_manage(token))

    def options(self, token: str) -> Choice:
        """*Change payment option* was followed: how the order can be paid now. Nothing is written."""
        reference = self._context.letters.links.read(token)
        with self._context.store.reading() as connection:
            stored = orders.get(connection, reference)
            tries = payments.of_order(connection, reference)
        options = tuple(_on_a_page(option) for option in self._orders.options_for(stored.order))
        why_not = why_not_change(tries, cancelled=stored.cancelled_at is not None)
        latest = tries[-1] if tries and tries[-1].standing in _CHOSEN else None
        return Choice(stored.order, stored.state, options, why_not, latest)

    def choose(self, token: str, method: str) -> Choice:
        """The customer chose a way to pay: same order, same reference, a new attempt, and a mail about it (R-055).

        Raises NotPossible with the reason where it cannot be chosen.
        """
        choice = self.options(token)
        if choice.chosen is not None and choice.chosen.method == method:
            return choice
        if choice.why_not is not None:
            raise NotPossible.because(choice.why_not)
        for option in choice.options:
            if option.method.code == method and option.why_not is not None:
                raise NotPossible.because(option.why_not)
        payment = self._payments.prepare(choice.order.reference, method, _OF_THEIR_OWN)
        self._payments.authorize(payment.id, Details(), CUSTOMER)
        return self.options(token)

    def delivery(self, token: str) -> Deliverable:
        """*Download* was followed: what of the order is downloaded, as long as it is paid."""
        reference = self._context.letters.links.read_download(token)
        with self._context.store.reading() as connection:
            stored = orders.get(connection, reference)
        ours = tuple(line for line in stored.order.lines if line.delivery.is_ours)
        return Deliverable(stored.order, stored.state, ours if stored.state is OrderState.PAID else ())


def _on_a_page(option: Option) -> Option:
    asks = any(field.required for field in option.method.fields)
    if option.why_not is None and asks:
        return Option(option.method, option.window, sentence(_BY_PHONE))
    return option
