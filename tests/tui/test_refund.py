"""Journeys through a refund: facts, reason, the code read back; a part; our team; only authorized; refused."""

from unittest.mock import patch

import httpx
from support.held import Held
from support.paying import paid
from support.pilot import entered, journey, open_order, screen_text, shows, until
from support.refunds import asked, code_in, given_back
from support.scripted import raising
from support.world import World
from textual.pilot import Pilot

from checkout_tui.domain import outcomes as o
from checkout_tui.domain.letter import MailState
from checkout_tui.domain.operator import Operator, Role
from checkout_tui.domain.order import Attention
from checkout_tui.domain.reference import shown


async def open_refund(pilot: Pilot[object]) -> None:
    await open_order(pilot)
    await pilot.press("f")
    await shows(pilot, "check with the caller", "what it brings")


def test_a_full_refund_from_the_first_question_to_the_money(world: World) -> None:
    """R-035, R-036, R-039c: facts, reason, what it brings, the code read back, and done once."""
    paid(world)

    async def story(pilot: Pilot[object]) -> None:
        await open_refund(pilot)
        await shows(
            pilot, "seller: Northlight Software", "bought on: Monday 23 November 2026", "deactivated for good"
        )
        await pilot.press("enter")
        await shows(pilot, "Ask why: a refund needs a reason")
        await pilot.press("2", "enter")
        await shows(pilot, "Check seller, day and payment method")
        await pilot.press("a", "b", "c")
        await shows(pilot, "a [✓]", "b [✓]", "c [✓]", "2 ●")
        await pilot.press("enter")
        await shows(pilot, "asked for", "type the code", "tries left: 5")
        assert world.provider.count(o.Refunded) == 0
        await pilot.press("escape")
        code = code_in(world)
        await pilot.press("f")
        await shows(pilot, "type the code")
        await pilot.press("enter")
        await shows(pilot, "The code from the mail?")
        await entered(pilot, "wrong")
        await shows(pilot, "4 tries are left")
        await pilot.press("enter")
        await shows(pilot, "The code from the mail?")
        await entered(pilot, code.lower())
        await shows(pilot, "Refund: done")
        await pilot.press("escape")
        await shows(pilot, "REFUNDED")

    journey(world, story)
    assert world.provider.count(o.Refunded) == 1
    assert [letter.subject for _, _, letter in world.postman.sent].count(
        world.postman.sent[-1][2].subject
    ) == 1, "one mail says that it is done"


def test_a_refund_that_is_asked_for_goes_on_when_its_screen_is_left(world: World) -> None:
    """The bank takes its time: meanwhile it is asked once and for no code in vain; its end is told, mailed, opened."""
    order = paid(world)
    code = asked(world, order.reference)
    held = Held(world.desk.refunds.confirm, begins_late=True)

    async def story(pilot: Pilot[object]) -> None:
        await open_order(pilot)
        await pilot.press("f")
        await shows(pilot, "type the code")
        await pilot.press("enter")
        await shows(pilot, "The code from the mail?")
        await entered(pilot, code)
        await until(pilot, held.looked.is_set)
        await shows(pilot, "Asking the provider…", "▶ running ^g")
        await pilot.press("n", "enter")
        await shows(pilot, "One thing at a time")
        assert "The code from the mail?" not in screen_text(pilot.app)
        await pilot.press("f5")
        await shows(pilot, "Queue", "▶ running ^g")
        held.go_on.set()
        await shows(pilot, "Queue", "✓ done ^g")
        await pilot.press("ctrl+g")
        await shows(pilot, f"Refund of order {shown(order.reference)}", "Refund: done")
        await pilot.press("enter")
        await shows(pilot, "REFUNDED")
        await until(pilot, lambda: all(mail.state is MailState.SENT for mail in world.desk.mail.outbox()))

    with patch.object(world.desk.refunds, "confirm", held):
        journey(world, story)
    assert held.calls == 1
    assert world.provider.count(o.Refunded) == 1


def test_customer_service_refers_a_part_and_payment_processing_gives_it(world: World) -> None:
    """R-037: the kind says by whom; *our team* is the other outcome, and the next person carries on from it."""
    order = paid(world)
    world.operator = Operator("sam", roles=frozenset({Role.SEARCH, Role.CUSTOMER_SERVICE}))

    async def service(pilot: Pilot[object]) -> None:
        await open_refund(pilot)
        await pilot.press("k")
        await shows(pilot, "● a part", "by payment processing only", "how much is still to be asked")
        await pilot.press("g")
        await shows(pilot, "Ask why: a refund needs a reason")
        await pilot.press("7", "g")
        await shows(pilot, "FOR OUR TEAM", "Our team has to look")

    journey(world, service)
    assert world.desk.orders.queue()[0].attention is Attention.REFUND_REFERRED
    world.operator = Operator("pat")

    async def processing(pilot: Pilot[object]) -> None:
        await pilot.press("f5")
        await shows(pilot, "refund to decide")
        await pilot.press("enter")
        await shows(pilot, "may be said", "total")
        await pilot.press("f")
        await shows(pilot, "FOR OUR TEAM")
        await pilot.press("a", "b", "c", "7", "k", "t")
        await shows(pilot, "How much goes back?")
        await entered(pilot, "40")
        await pilot.press("enter")
        await shows(pilot, "type the code", "a part: 40.00 USD")
        await pilot.press("enter")
        await shows(pilot, "The code from the mail?")
        await entered(pilot, code_in(world))
        await shows(pilot, "Refund: done")

    journey(world, processing)
    assert [e.amount.minor for e in world.provider.effects.values() if isinstance(e, o.Refunded)] == [4000]
    assert world.desk.orders.view(order.reference).received.minor == 9900


def test_what_is_only_authorized_is_released_instead(world: World) -> None:
    """R-039d: the screen offers to void, and says to the caller that nothing is taken then."""
    world.provider.before = lambda key: raising(httpx.ConnectError("down"))(key) if "settle" in key else None
    paid(world)
    world.provider.before = lambda key: None

    async def story(pilot: Pilot[object]) -> None:
        await open_refund(pilot)
        await shows(pilot, "We can release", "taken at all")
        await shows(pilot, "only while unpaid", "a code first, then refund done")
        await pilot.press("v")
        await shows(pilot, "Release the authorization of 99.00 USD?")
        await pilot.press("enter")
        await shows(pilot, "Released: nothing was taken")

    journey(world, story)
    assert (world.provider.count(o.Voided), world.provider.count(o.Settled)) == (1, 0)


def test_a_refused_refund_is_found_in_the_queue_and_dealt_with(world: World) -> None:
    """Granted and not executed: the queue names it, and how it was dealt with is written down."""
    order = paid(world)
    world.provider.says = o.Refused("charge_disputed")
    given_back(world, order.reference)
    world.provider.says = None

    async def story(pilot: Pilot[object]) -> None:
        await pilot.press("f5")
        await shows(pilot, "refund not done")
        await pilot.press("enter")
        await shows(pilot, "was granted and not executed")
        await pilot.press("f")
        await shows(pilot, "GRANTED AND NOT EXECUTED")
        await pilot.press("enter")
        await shows(pilot, "a refund is under way")
        await pilot.press("o")
        await shows(pilot, "How was it dealt with?")
        await entered(pilot, "transfer T-881")
        await shows(pilot, "dealt with in another way")
        await pilot.press("f5")
        await shows(pilot, "Nothing needs you")

    journey(world, story)
