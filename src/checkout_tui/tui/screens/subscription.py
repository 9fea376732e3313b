"""A subscription: where it stands, every renewal, and cancelling beside refunding (R-030 to R-034)."""

from collections.abc import Mapping

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from checkout_tui.desk.views import SubscriptionsView
from checkout_tui.domain.errors import CheckoutError
from checkout_tui.domain.order import state_words
from checkout_tui.domain.outside_text import safe
from checkout_tui.domain.reference import shown
from checkout_tui.domain.sentence import N_, Sentence, sentence
from checkout_tui.domain.subscription import (
    Subscription,
    each_period,
    shown_id,
    subscription_words,
)
from checkout_tui.tui.screens.base import DeskScreen
from checkout_tui.tui.screens.dialogs import Confirm
from checkout_tui.tui.shown import short_day
from checkout_tui.tui.widgets.difference_table import difference_table
from checkout_tui.tui.widgets.row_list import Column, Row, RowList

NO_RENEWAL = N_("No renewal yet; x stops those to come.")


class SubscriptionScreen(DeskScreen):
    """Cancelling asks once and names what follows; the second press of the same key does nothing."""

    NAME = "subscription"
    TITLE_TEXT = N_("Subscription")

    def __init__(self, reference: str) -> None:
        super().__init__()
        self.reference = reference
        self.view: SubscriptionsView | None = None
        self._busy = False

    def body(self) -> ComposeResult:
        yield Static("", id="subscription-lines", markup=False)
        yield RowList((Column(12), Column(11), Column(16, right=True), Column()), id="renewals")
        with VerticalScroll(id="subscription-say", classes="panel"):
            yield Static("", id="subscription-said", markup=False)
        yield Static("", id="subscription-table", markup=False)

    def load(self) -> None:
        self.query_one("#renewals", RowList).focus()
        self.ask(
            lambda desk: desk.subscriptions.view(self.reference),
            self._loaded,
            group="view",
            exclusive=True,
            keys_wait=self.view is None,
        )

    def _loaded(self, view: SubscriptionsView) -> None:
        self.view = view
        self.redraw()

    # ------------------------------------------------------------ drawing

    def draw(self) -> None:
        view = self.view
        if view is None:
            self.query_one("#subscription-lines", Static).update(self.t(self.not_here))
            return
        customer = view.order.customer
        who = safe(customer.company or customer.name, 30)
        state = self.say(subscription_words(view.subscriptions[0].state)) if view.subscriptions else ""
        title = self.t(N_("Subscription"))
        self.headline(f"{title}  {shown(view.order.reference)}  {who}", state.split(":")[0].upper())
        lines = [self._one(each) for each in view.subscriptions]
        lines.append(self.t(N_("Renewals:")) if view.renewals else self.t(NO_RENEWAL))
        self.query_one("#subscription-lines", Static).update("\n".join(lines))
        self.query_one("#renewals", RowList).show(
            [
                Row(
                    made.renewal.order,
                    (
                        short_day(made.renewal.due_on, self.reader),
                        shown(made.renewal.order),
                        made.total.shown(self.reader.language),
                        self.say(state_words(made.state)),
                    ),
                )
                for made in view.renewals
            ]
        )
        self.query_one("#subscription-say", VerticalScroll).border_title = self.t(N_("may be said"))
        quotes = ("« ", " »") if view.order.language.startswith("fr") else ("“", "”")
        said = "\n".join(f"{quotes[0]}{safe(line, 600)}{quotes[1]}" for line in view.say)
        self.query_one("#subscription-said", Static).update(said)
        table = difference_table(view.differences, self.reader)
        self.query_one("#subscription-table", Static).update(table)

    def _one(self, each: Subscription) -> str:
        titles = ", ".join(f"{line.quantity} × {safe(line.title, 40)}" for line in each.lines)
        state = subscription_words(each.state)
        titles = f"{shown_id(each.id)}  {titles}"
        period = each_period(each.months)
        if each.next_on is not None:
            return self.t(N_("{what}: {period}, next on {day}"), what=titles, period=period, day=each.next_on)
        if each.ends_on is not None:
            return self.t(N_("{what}: {period}, ends on {day}"), what=titles, period=period, day=each.ends_on)
        return self.t(N_("{what}: {state}, since {when}"), what=titles, state=state, when=each.since)

    # ------------------------------------------------------------ what can be done

    def impossible(self) -> Mapping[str, str]:
        view = self.view
        if view is None:
            return self.not_yet()
        reasons = {"cancel_it": view.why_not_cancel, "reinstate": view.why_not_reinstate}
        return {code: self.say(why_not) for code, why_not in reasons.items() if why_not is not None}

    def action_cancel_it(self) -> None:
        if self.view is None or not self.possible("cancel_it"):
            return
        lines = (
            self.t(N_("Every future renewal is stopped. Nothing is given back: that would be a refund (f).")),
            self.t(N_("What is paid stays good to its end. The customer gets a mail that says so.")),
        )
        self._confirm(self.t(N_("Cancel the subscription?")), lines, self._cancel, alarm=True)

    def action_reinstate(self) -> None:
        if self.view is not None and self.possible("reinstate"):
            lines = (
                self.t(
                    N_("Renewals go on from the next day on which one falls; none is charged for before.")
                ),
            )
            self._confirm(self.t(N_("Reinstate the subscription?")), lines, self._reinstate)

    def action_refund(self) -> None:
        from checkout_tui.tui.screens.refund import RefundScreen  # noqa: PLC0415 - loaded when money goes back

        self.app.push_screen(RefundScreen(self.reference))

    def on_row_list_opened(self, event: RowList.Opened) -> None:
        from checkout_tui.tui.screens.order import OrderScreen  # noqa: PLC0415 - the order screen opens this one

        self.app.push_screen(OrderScreen(event.key))

    # ------------------------------------------------------------ inside

    def _confirm(self, title: str, lines: tuple[str, ...], then: "object", *, alarm: bool = False) -> None:
        def answered(yes: bool | None) -> None:
            if yes and callable(then) and not self._busy:
                self._busy = True
                then()

        self.app.push_screen(Confirm(self.reader, title, lines, alarm=alarm), answered)

    def _cancel(self) -> None:
        told = sentence(N_("Cancelled: no further renewals. A mail says so."))
        self.ask(
            lambda desk: desk.subscriptions.cancel(self.reference, self.operator),
            lambda view: self._done(view, told),
            failed=self._not_done,
        )

    def _reinstate(self) -> None:
        told = sentence(N_("Reinstated: renewals go on."))
        self.ask(
            lambda desk: desk.subscriptions.reinstate(self.reference, self.operator),
            lambda view: self._done(view, told),
            failed=self._not_done,
        )

    def _done(self, view: SubscriptionsView, told: Sentence) -> None:
        self._busy = False
        # What was looked up as the question closed may show it as it was before.
        self.drop("view")
        self._loaded(view)
        self.tell(told)
        self.ask(lambda desk: desk.mail.deliver(), lambda _: None, group="mail")

    def _not_done(self, error: CheckoutError) -> None:
        self._busy = False
        self.refuse(error)
        self.load()
