"""What an order's timeline says of its subscriptions."""

from checkout_tui.desk.views import TimelineLine
from checkout_tui.domain.sentence import N_, sentence
from checkout_tui.domain.subscription import Subscription, shown_id, subscription_words


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
        TimelineLine(None, "", sentence(N_("the subscription renews on {day}"), day=subscription.next_on))
        for subscription in found
        if subscription.next_on is not None
    ]
    lines += [
        TimelineLine(
            None, "", sentence(N_("the subscription ends as agreed on {day}"), day=subscription.ends_on)
        )
        for subscription in found
        if subscription.ends_on is not None
    ]
    return tuple(lines)
