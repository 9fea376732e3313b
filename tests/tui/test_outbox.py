"""Journeys through the outbox: held, released, bounced, and sent to the address as it is spelled."""

from support.paying import paid
from support.pilot import entered, journey, shows
from support.refunds import asked
from support.world import World
from textual.pilot import Pilot


def test_a_mail_is_held_released_bounced_and_put_right(world: World) -> None:
    """Each state by its key, each key that is not possible with its reason (R-025)."""
    paid(world)

    async def story(pilot: Pilot[object]) -> None:
        await pilot.press("f7")
        await shows(pilot, "queued", "receipt", "Your receipt for order")
        await pilot.press("l")
        await shows(pilot, "Only a held mail can be released")
        await pilot.press("h")
        await shows(pilot, "Held: it waits here", "‼ held")
        await pilot.press("s")
        await shows(pilot, "0 mails went out")
        await pilot.press("l")
        await shows(pilot, "Released", "… queued")
        await pilot.press("s")
        await shows(pilot, "1 mail went out", "✓ sent")
        await pilot.press("b")
        await shows(pilot, "ask the caller to spell the address", "✗ bounced")
        await pilot.press("e")
        await shows(pilot, "Ask the caller to spell it")
        await pilot.press("end", "ctrl+u")
        await entered(pilot, "ada@example.org")
        await shows(pilot, "is on its way to ada@example.org")

    journey(world, story)
    assert [to for _, to, _ in world.postman.sent] == ["ada@example.com", "ada@example.org"]


def test_the_code_of_a_refund_is_not_on_the_screen(world: World) -> None:
    """R-036: the outbox shows that the mail is there, and to whom, and not what it says."""
    order = paid(world)
    code = asked(world, order.reference)

    async def story(pilot: Pilot[object]) -> None:
        await pilot.press("f7")
        text = await shows(pilot, "refund validation", "for the customer only")
        assert code not in text

    journey(world, story)
