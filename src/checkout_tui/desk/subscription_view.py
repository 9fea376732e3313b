"""What an order's timeline says of its subscriptions."""

from checkout_tui.desk.views import TimelineLine
from checkout_tui.domain.sentence import N_, sentence
from checkout_tui.domain.subscription import Subscription, SubscriptionState, shown_id, subscription_words


def subscription_lines(found: tuple[Subscription, ...]) -> tuple[TimelineLine, ...]:
    """Every change of state, and the next renewal as what is still expected."""
    lines = [
        TimelineLine(
            change.at,
            change.by,
            sentence(
                N_("subscription {id}: {state}"),
                id=shown_id(subscription.id),
                state=subscription_words(change.state),
            ),
        )
        for subscription in found
        for change in subscription.changes
    ]
    lines += [
        TimelineLine(None, "", sentence(N_("the subscription renews on {day}"), day=subscription.renews_on))
        for subscription in found
        if subscription.state is SubscriptionState.ACTIVE and subscription.renews_on is not None
    ]
    return tuple(lines)
