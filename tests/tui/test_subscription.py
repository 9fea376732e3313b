"""Journeys through a subscription: cancelled after one question, reinstated, or refunded instead."""

from typing import Any
from unittest.mock import patch

from support.held import Held
from support.paying import paid
from support.pilot import journey, open_order, shows, until
from support.world import World
from textual.pilot import Pilot

from checkout_tui.domain import outcomes as o
from checkout_tui.domain.draft import DraftLine
from checkout_tui.domain.letter import MailKind
from checkout_tui.domain.order import Order


def subscribed(world: World) -> Order:
    return paid(world, lines=(DraftLine("plan"),))


def test_a_subscription_is_cancelled_after_one_question_and_reinstated(world: World) -> None:
    """R-031, R-032, R-034: the table first, one question that names what follows, one mail; and back again."""
    order = subscribed(world)

    async def story(pilot: Pilot[object]) -> None:
        await open_order(pilot)
        await pilot.press("b")
        await shows(pilot, "every month, next on Wednesday 23 December 2026", "cancelling only")
        await shows(pilot, "nothing back", "deactivated for good", "No renewal yet")
        await pilot.press("n")
        await shows(pilot, "Only a deactivated subscription can be reinstated")
        await pilot.press("x")
        await shows(pilot, "Cancel the subscription?", "Nothing is given back")
        await pilot.press("enter", "enter")
        await shows(pilot, "Cancelled: no further renewals", "DEACTIVATED")
        await pilot.press("x")
        await shows(pilot, "No renewals are to come any more")
        await pilot.press("n")
        await shows(pilot, "Reinstate the subscription?")
        await pilot.press("enter")
        await shows(pilot, "Reinstated", "next on Wednesday 23 December 2026")

    journey(world, story)
    kinds = [mail.kind for mail in world.desk.orders.view(order.reference).mails]
    assert kinds == [MailKind.RECEIPT, MailKind.SUBSCRIPTION_CANCELLED]
    assert world.provider.count(o.Refunded) == 0


def test_a_cancelled_subscription_is_not_shown_as_it_was_before(world: World) -> None:
    """R-031: what was looked up as the question closed, and answers after the cancellation, is nobody's answer."""
    subscribed(world)
    subscriptions = world.desk.subscriptions
    held, cancel = Held(subscriptions.view), subscriptions.cancel

    def after_the_look(*what: Any) -> object:
        held.looked.wait(10)
        return cancel(*what)

    async def story(pilot: Pilot[object]) -> None:
        await open_order(pilot)
        await pilot.press("b")
        await shows(pilot, "every month, next on Wednesday 23 December 2026")
        await pilot.press("x")
        await shows(pilot, "Cancel the subscription?")
        with patch.object(subscriptions, "view", held), patch.object(subscriptions, "cancel", after_the_look):
            await pilot.press("enter")
            await shows(pilot, "Cancelled: no further renewals", "DEACTIVATED")
            held.go_on.set()
            await until(pilot, held.answered.is_set)
            await pilot.pause(0.1)
        await shows(pilot, "DEACTIVATED")

    journey(world, story)


def test_who_wants_money_back_is_led_to_the_refund(world: World) -> None:
    """R-034: from the subscription to the refund by one key, where the box says that it ends with it (R-039c)."""
    subscribed(world)

    async def story(pilot: Pilot[object]) -> None:
        await open_order(pilot)
        await pilot.press("b")
        await shows(pilot, "cancelling only")
        await pilot.press("f")
        await shows(pilot, "u [✓] the subscription ends", "they end")
        await pilot.press("u")
        await shows(pilot, "u [ ] the subscription ends", "they go on")

    journey(world, story)


def test_renewals_are_listed_and_opened(world: World) -> None:
    """Each renewal is an order of its own; enter opens it, and its subscription is the same."""
    subscribed(world)
    world.clock.move(days=31)
    world.desk.payments.settle_due(world.operator)

    async def story(pilot: Pilot[object]) -> None:
        await shows(pilot, "Ada Example")
        await pilot.press("down", "down", "enter")
        await shows(pilot, "may be said", "total")
        await pilot.press("b")
        await shows(pilot, "Renewals:", "2026-12-23", "9.90 USD", "paid")
        await pilot.press("enter")
        await shows(pilot, "may be said", "renewed on its day")

    journey(world, story)


def test_an_order_without_a_subscription_says_so(world: World) -> None:
    """The key is there on every order, and gives its reason."""
    world.place()

    async def story(pilot: Pilot[object]) -> None:
        await open_order(pilot)
        await pilot.press("b")
        await shows(pilot, "There is no subscription in this order")

    journey(world, story)
