"""When time alone brings something next: neither too late nor, in this story, for nothing."""

from datetime import UTC, datetime, timedelta

from attrs import evolve
from support.paying import CARD
from support.world import SELLER, World, build

from checkout_tui import Details
from checkout_tui.domain import outcomes as o
from checkout_tui.domain.draft import DraftLine
from checkout_tui.domain.tax import Place

SAYS_IT = evolve(
    SELLER,
    renewal_notice_days=10,
    renewal_retry_days=(2,),
    grace_days=5,
    hold_days=6,
    overdue_reminder_days=(3, 5),
)


def told(world: World) -> tuple[object, ...]:
    """What anybody could have noticed."""
    states = [each.state for each in world.desk.orders.queue(50)]
    found = world.desk.lookup.search("ada@example.com", world.operator)
    subscriptions = [world.desk.subscriptions.view(row.reference).subscriptions for row in found]
    return len(world.postman.sent), len(world.provider.asked), states, subscriptions


def test_the_worker_has_to_look_at_these_instants_and_at_no_others(database_url: str) -> None:
    """Reminders, notices, renewals, a further try, grace, hold: nothing is due a moment before, and something at it."""
    world = build(database_url, seller=SAYS_IT)
    desk, by = world.desk, world.operator
    assert desk.coming.next_due(world.clock.now()) is None
    for method, product in (("charged", "plan"), ("awaited", "studio")):
        # A renewal waits for its day where the customer is: midnight in Halifax is at four in winter.
        order = world.place(lines=(DraftLine(product),), place=Place("CA", "NS"))
        payment = desk.payments.prepare(order.reference, method, by)
        desk.payments.authorize(payment.id, CARD if method == "charged" else Details(), by)
    desk.payments.settle_due(by)
    came: list[datetime] = []
    while (due := desk.coming.next_due(world.clock.now())) is not None:
        came.append(due)
        world.clock.move(seconds=(due - world.clock.now() - timedelta(seconds=1)).total_seconds())
        before = told(world)
        desk.payments.settle_due(by)
        assert told(world) == before
        if len(came) == 5:
            world.provider.says = o.Refused("card_declined")
        world.clock.move(seconds=1)
        desk.payments.settle_due(by)
        assert told(world) != before
    assert came == [
        datetime(2026, 11, 30, 5, tzinfo=UTC),
        datetime(2026, 12, 2, 5, tzinfo=UTC),
        datetime(2026, 12, 13, tzinfo=UTC),
        datetime(2026, 12, 23, 4, tzinfo=UTC),
        datetime(2027, 1, 13, tzinfo=UTC),
        datetime(2027, 1, 23, 4, tzinfo=UTC),
        datetime(2027, 1, 25, 4, tzinfo=UTC),
        datetime(2027, 1, 28, 4, tzinfo=UTC),
        datetime(2027, 2, 3, 4, tzinfo=UTC),
    ]
    world.close()
