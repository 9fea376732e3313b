"""Money that comes by the old way, too late or twice: caught, put to a person, never settled by itself (rule 6)."""

from support.paying import charge
from support.pilot import entered, journey, open_money, reads, shows, typed, until
from support.waiting import arrived, awaiting, state
from support.world import World
from textual.pilot import Pilot

from checkout_tui import Money
from checkout_tui.domain import outcomes as o
from checkout_tui.domain.history import Standing
from checkout_tui.domain.inbox import Folder
from checkout_tui.domain.order import Contact, Order, OrderState
from checkout_tui.domain.reference import shown


def charged(world: World, order: Order, says: o.Outcome | None = None) -> None:
    """The caller changes to the card; the provider answers as it likes."""
    world.provider.says = says
    charge(world, order.reference)
    world.provider.says = None


async def opened(pilot: Pilot[object], order: Order) -> None:
    await shows(pilot, "Purchase Lookup", "Ada Example")
    await typed(pilot, order.reference)
    await shows(pilot, shown(order.reference))
    await pilot.press("enter")
    await shows(pilot, "what happened")


def test_before_the_card_is_charged_the_transfer_in_the_inbox_is_seen(world: World) -> None:
    """R-054, R-055: the order says that its money is here, the change asks once more, and nobody pays twice."""
    order = awaiting(world)
    arrived(world, f"99.00;{shown(order.reference)};ADA EXAMPLE", "5.00;hello;STRANGER")

    async def story(pilot: Pilot[object]) -> None:
        await opened(pilot, order)
        await shows(
            pilot, "‼ Transfer: 99.00 USD that names this order came on Wednesday 25 November 2026", "to its money",
            "us and is being assigned to your",
        )  # fmt: skip
        await pilot.press("c")
        await shows(pilot, "Change payment option", "that names this order", "Charge")
        await pilot.press("down", "enter")
        await shows(pilot, "Number?")
        await entered(pilot, "4242424242424242")
        await shows(pilot, "99.00 USD by Charge?", "‼ Transfer: 99.00 USD that names this order")
        await pilot.press("escape")
        await shows(pilot, "Change payment option")
        await pilot.press("escape")
        if "what happened" not in await shows(pilot, shown(order.reference)):
            await pilot.press("escape")
        await shows(pilot, "what happened")
        await pilot.press("t")
        page = await shows(pilot, "Money inbox", "waiting 1: 99.00 USD", "its reference")
        assert "STRANGER" not in page
        await pilot.press("a")
        await shows(pilot, "Allocate 99.00 USD?")
        await pilot.press("enter")
        await shows(pilot, "Tied to")
        await pilot.press("escape")
        assert "that names this order" not in await shows(pilot, "PAID", "what happened")

    journey(world, story)
    assert state(world, order) is OrderState.PAID
    assert world.provider.count(o.Settled) == 0


def test_a_transfer_after_the_change_is_caught_and_pays_what_the_card_did_not(world: World) -> None:
    """R-055: the card was refused; the transfer on the old method is tied by a person, and the card is given up."""
    order = awaiting(world)
    charged(world, order, o.Refused("do_not_honor"))
    arrived(world, f"99.00;{shown(order.reference)};ADA EXAMPLE")
    assert state(world, order) is OrderState.DECLINED

    async def story(pilot: Pilot[object]) -> None:
        await open_money(pilot, "declined", "check character is right", "It waits for exactly this amount.")
        await pilot.press("a")
        await shows(pilot, "Allocate 99.00 USD?", "The order is paid then")
        await pilot.press("enter")
        await shows(pilot, "No money waits here")

    journey(world, story)
    assert state(world, order) is OrderState.PAID
    assert world.provider.count(o.Settled) == 0
    assert world.desk.orders.view(order.reference).actions["pay"].why_not is not None


def test_a_transfer_after_the_card_was_charged_goes_back_or_pays_another_order(world: World) -> None:
    """Otherwise paid: never tied by itself, said in the caller's language, and the ways out are keys."""
    order = awaiting(world, language="fr")
    charged(world, order)
    other = awaiting(world)
    arrived(world, f"99.00;{shown(order.reference)};ADA EXAMPLE")

    async def story(pilot: Pilot[object]) -> None:
        await open_money(
            pilot, "✗ paid", "awaiting money · another order", "b send back · t to another order · s keep it",
            "« Votre commande est déjà payée, et un autre paiement de 99,00",
        )  # fmt: skip
        await pilot.press("a")
        await shows(pilot, "paid already: send the money back")
        await pilot.press("enter", "down")
        await shows(pilot, f"Order {shown(order.reference)} is of the same customer")
        await pilot.press("a")
        await shows(pilot, f"to: {shown(other.reference)}")
        await pilot.press("enter")
        await shows(pilot, "No money waits here")

    journey(world, story)
    assert (state(world, order), state(world, other)) == (OrderState.PAID, OrderState.PAID)


def test_money_for_a_cancelled_order_takes_it_up_again_only_when_the_caller_wants_it(world: World) -> None:
    """R-052: cancelled stays cancelled until a person asks; the question says what it means; back is as near."""
    keep, gone = (
        awaiting(world, customer=Contact("Bea Back", "bea@example.com")),
        awaiting(world, language="fr"),
    )
    for order in (keep, gone):
        world.desk.orders.cancel(order.reference, world.operator)
    arrived(world, f"99.00;{shown(keep.reference)};BEA", f"99.00;{shown(gone.reference)};ADA")
    assert state(world, keep) is OrderState.CANCELLED

    async def story(pilot: Pilot[object]) -> None:
        await open_money(
            pilot, "cancelled", "a take the order up again · b send back · t to another order",
            "Your order was cancelled, and a payment of 99.00 USD for it has reached us.",
        )  # fmt: skip
        await pilot.press("a")
        await reads(pilot, "This order was cancelled, and is taken up again: ask the customer")
        await pilot.press("escape")
        await pilot.press("b")
        await shows(pilot, "Why does 99.00 USD go back to BEA?")
        await entered(pilot, "as Bea asked")
        await reads(pilot, "Written down.", "« Votre commande a été annulée", "waiting 1")
        await pilot.press("a")
        await shows(pilot, "is taken up again")
        await pilot.press("enter")
        await shows(pilot, "No money waits here")
        await pilot.press("escape")
        await opened(pilot, gone)
        await shows(pilot, "PAID")

    journey(world, story)
    assert (state(world, keep), state(world, gone)) == (OrderState.CANCELLED, OrderState.PAID)
    sent = [money.sent_back for money in world.desk.inbox.page(Folder.DONE)]
    assert sorted(sent) == [0, 9900]


def test_money_long_after_its_last_day_is_still_the_orders_and_said_so(world: World) -> None:
    """R-079: past the window the order is late, not lost; its caller hears it kindly, and a person ties it."""
    order = awaiting(world)
    world.clock.move(days=40)
    arrived(world, f"99.00;{shown(order.reference)};ADA")

    async def story(pilot: Pilot[object]) -> None:
        await open_money(
            pilot, "“A payment of 99.00 USD has reached us, later than expected. It is safe with us"
        )
        await pilot.press("o")
        await shows(pilot, "us, later than expected. It is", "‼ Transfer: 99.00 USD")
        await pilot.press("t", "a")
        await shows(pilot, "Allocate 99.00 USD?")
        await pilot.press("enter")
        await until(pilot, lambda: state(world, order) is OrderState.PAID)

    journey(world, story)


def test_nothing_is_changed_or_tied_while_a_question_is_open_or_money_is_held(world: World) -> None:
    """Rule 5: unanswered and held block the change with a sentence; the transfer waits, and says what comes first."""
    unanswered = awaiting(world)

    def lost(key: str) -> None:
        raise TimeoutError

    world.provider.after = lost
    charged(world, unanswered)
    world.provider.after = lambda key: None
    held = awaiting(world, customer=Contact("Hal Held", "hal@example.com"))
    charged(world, held, o.Authorized("pi_1", shows="Visa •••• 4242", keep=True))
    arrived(world, f"99.00;{shown(unanswered.reference)};ADA EXAMPLE", f"99.00;{shown(held.reference)};HAL")
    assert (state(world, unanswered), state(world, held)) == (OrderState.UNANSWERED, OrderState.AUTHORIZED)

    async def story(pilot: Pilot[object]) -> None:
        await open_money(
            pilot,
            "✗ UNANSWERED",
            "ask the provider first",
            "o look at the order first",
            "please do not pay again",
        )
        await pilot.press("a")
        await shows(pilot, "a question is unanswered: ask the provider first, then tie the money")
        await pilot.press("o")
        await shows(pilot, "Do not take payment again", "that names this order")
        await pilot.press("c")
        await reads(pilot, "The last question has no answer yet: do not take payment again.")
        await pilot.press("escape", "down")
        await reads(
            pilot, "✗ authorized", "release that authorization first, or send the money back",
            "o look at the order first · b send back", "You pay only once: the other is released or sent back.",
        )  # fmt: skip
        await pilot.press("a")
        await reads(pilot, "paid another way: release that authorization first")
        await pilot.press("o")
        await shows(pilot, "AUTHORIZED", "that names this order")
        await pilot.press("c")
        await reads(pilot, "99.00 USD is already authorized: settle or void it first.")
        await pilot.press("v")
        await shows(pilot, "Release the authorization of 99.00 USD?")
        await pilot.press("enter")
        await until(pilot, lambda: state(world, held) is not OrderState.AUTHORIZED)
        await pilot.press("t", "a")
        await shows(pilot, "Allocate 99.00 USD?")
        await pilot.press("enter")
        await until(pilot, lambda: state(world, held) is OrderState.PAID)

    journey(world, story)
    (waiting,) = world.desk.remittances.inbox()
    assert waiting.unallocated == Money(9900, "USD")
    payments = world.desk.orders.view(unanswered.reference).payments
    assert Standing.AWAITING_FUNDS not in [view.payment.standing for view in payments]
    assert world.provider.count(o.Settled) == 0
