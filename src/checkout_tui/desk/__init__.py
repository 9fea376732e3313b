"""What an operator can do, grouped as the operator sees it: one verb for each button.

A :class:`Desk` is made once in the composition root and handed to whoever shows it. Its verbs are
plain calls that may take a while: a screen runs each in a worker thread.
"""

from typing import TYPE_CHECKING, Any

from checkout_tui.calendars import Calendars
from checkout_tui.desk.by_itself import ByItself
from checkout_tui.desk.calls import Calls
from checkout_tui.desk.coming import Coming
from checkout_tui.desk.consequences import Consequences
from checkout_tui.desk.context import Context
from checkout_tui.desk.conversation import Conversation
from checkout_tui.desk.customers import Customers
from checkout_tui.desk.documents import Documents
from checkout_tui.desk.drafts import Drafts
from checkout_tui.desk.inbox import Inbox
from checkout_tui.desk.links import FollowedLinks
from checkout_tui.desk.lookup import Lookup
from checkout_tui.desk.mail import Mailroom
from checkout_tui.desk.orders import Orders
from checkout_tui.desk.payments import Payments
from checkout_tui.desk.privacy import Privacy
from checkout_tui.desk.refunds import Refunds
from checkout_tui.desk.remittances import Remittances
from checkout_tui.desk.returns import Returns
from checkout_tui.desk.subscriptions import Subscriptions
from checkout_tui.desk.taxes import Taxes
from checkout_tui.domain.clock import Clock, Ids
from checkout_tui.domain.method import PaymentMethod
from checkout_tui.domain.offered import Page
from checkout_tui.domain.seller import Seller
from checkout_tui.plugins import Lanes, PluginReport
from checkout_tui.store import Store

if TYPE_CHECKING:
    from checkout_tui.mail.letters import Letters
    from checkout_tui.mail.transports import Transport

__all__ = ["Desk"]


class Desk:
    """Everything that can be done, on one database with one set of methods.

    ``demo_world`` is the simulated outside world of a demonstration, or None when money is real.
    """

    def __init__(
        self,
        *,
        store: Store,
        lanes: Lanes,
        clock: Clock,
        ids: Ids,
        calendars: Calendars,
        seller: Seller,
        letters: "Letters",
        transport: "Transport",
        demo_world: Any = None,
    ) -> None:
        context = Context(
            store=store,
            lanes=lanes,
            clock=clock,
            ids=ids,
            calendars=calendars,
            seller=seller,
            letters=letters,
            transport=transport,
        )
        consequences = Consequences(context)
        conversation = Conversation(context, consequences)
        self.store = store
        self.lanes = lanes
        self.clock = clock
        self.seller = seller
        self.demo_world = demo_world
        self.inbox = Inbox(context)
        self.orders = Orders(context, consequences, self.inbox)
        self.mail = Mailroom(context, consequences)
        self.refunds = Refunds(context, conversation, consequences)
        self.subscriptions = Subscriptions(context, conversation, consequences)
        self.coming = Coming(context)
        self.taxes = Taxes(context, consequences, conversation)
        self.payments = Payments(
            context,
            conversation,
            consequences,
            self.orders,
            self.mail,
            self.refunds,
            self.subscriptions,
            self.taxes,
        )
        self.links = FollowedLinks(context, self.orders, self.payments, self.subscriptions)
        self.lookup = Lookup(context, self.orders)
        self.customers = Customers(context, self.lookup)
        self.drafts = Drafts(context)
        self.privacy = Privacy(context)
        self.calls = Calls(context, self.orders, self.lookup, self.drafts)
        self.returns = Returns(context, conversation, consequences)
        self.remittances = Remittances(context, conversation, consequences, self.returns, self.taxes)
        by_itself = ByItself(context, self.remittances, self.returns, conversation)
        self.documents = Documents(context, by_itself)

    @property
    def methods(self) -> tuple[PaymentMethod, ...]:
        """The payment methods that are ready."""
        return self.lanes.methods

    def pages_of(self, method: str) -> tuple[Page, ...]:
        """The pages of documentation that a method brings; none while it is not ready."""
        lane = self.lanes.get(method)
        return tuple(lane.pages.values()) if lane is not None else ()

    @property
    def plugins(self) -> tuple[PluginReport, ...]:
        """Every installed plugin, ready or not, with the reason."""
        return self.lanes.reports

    @property
    def demo(self) -> bool:
        """Whether the outside world is simulated."""
        return self.demo_world is not None
