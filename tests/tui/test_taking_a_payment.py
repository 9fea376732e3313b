"""Journeys through the terminal: an order taken, paid, doubted, changed, cancelled and refunded."""

import httpx
from attrs import evolve
from support.paying import CARD, paid
from support.pilot import entered, journey, open_order, screen_text, shows, typed, until
from support.scripted import Awaited, raising
from support.waiting import awaiting
from support.world import World, build
from textual.pilot import Pilot

from checkout_tui import Details, Field, PaymentMethod, Words, hookimpl
from checkout_tui.domain import outcomes as o
from checkout_tui.domain.history import Standing
from checkout_tui.domain.order import OrderState


def test_an_order_is_taken_and_charged_without_the_mouse(world: World) -> None:
    """F4, the form, the tax, the method, the number, one confirmation: paid, with all of it on the screen (R-005)."""

    async def story(pilot: Pilot[object]) -> None:
        await pilot.press("f4")
        await shows(pilot, "Choose a product first")
        await entered(pilot, "studio", "Marie Curie")
        await typed(pilot, "marie@lumiere.example")
        await shows(pilot, "VAT 20%", "118.80 EUR")
        await pilot.press("ctrl+s")
        await shows(pilot, "How does the caller want to pay?", "Charge")
        await pilot.press("down", "enter")
        await shows(pilot, "« Numéro ? »")
        await typed(pilot, "4242424242424242")
        assert "4242" not in screen_text(pilot.app)
        await pilot.press("enter")
        await shows(pilot, "118.80 EUR by Charge?", "is charged now")
        await pilot.press("enter")
        text = await shows(pilot, "PAID", "Visa •••• 4242")
        assert "4242424242424242" not in text

    journey(world, story)
    (row,) = world.desk.orders.recent()
    assert row.state is OrderState.PAID
    assert world.provider.count(o.Settled) == 1


def test_pressing_enter_twice_charges_once(world: World) -> None:
    """The second press of the same key does nothing."""
    world.place()

    async def story(pilot: Pilot[object]) -> None:
        await open_order(pilot)
        await pilot.press("p")
        await shows(pilot, "Charge")
        await pilot.press("down", "enter")
        await shows(pilot, "Number?")
        await entered(pilot, "4242424242424242")
        await shows(pilot, "is charged now")
        await pilot.press("enter", "enter", "enter")
        await shows(pilot, "PAID")

    journey(world, story)
    assert world.provider.count(o.Authorized) == 1


def test_while_nobody_knows_the_screen_says_not_to_take_payment_again(world: World) -> None:
    """The answer is lost: a warning, the ways out, and the provider's answer settles it once (rule 5)."""
    order = world.place()
    payment = world.desk.payments.prepare(order.reference, "charged", world.operator)
    world.provider.after = raising(httpx.ReadTimeout("lost"))
    world.desk.payments.authorize(payment.id, CARD, world.operator)
    world.provider.after = lambda key: None

    async def story(pilot: Pilot[object]) -> None:
        await open_order(pilot)
        await shows(pilot, "Do not take payment again", "UNANSWERED")
        await pilot.press("p")
        await shows(pilot, "do not take payment again")
        await pilot.press("i")
        await shows(pilot, "PAID")

    journey(world, story)
    assert world.provider.count(o.Settled) == 1


def test_a_person_decides_with_evidence(world: World) -> None:
    """With proof that nothing happened the question is closed, and the order can be paid again."""
    order = world.place()
    payment = world.desk.payments.prepare(order.reference, "charged", world.operator)
    world.provider.before = raising(httpx.ReadTimeout("lost"))
    world.desk.payments.authorize(payment.id, CARD, world.operator)

    async def story(pilot: Pilot[object]) -> None:
        await open_order(pilot)
        await pilot.press("d")
        await shows(pilot, "Decide what became of it")
        await pilot.press("f3")
        await entered(pilot, "their support")
        await shows(pilot, "NO PAYMENT YET", "their support")

    journey(world, story)


def test_the_payment_option_is_changed_on_the_same_order(world: World) -> None:
    """From a transfer to a charge: same reference, the old attempt given up (R-054, R-055)."""
    order = awaiting(world)

    async def story(pilot: Pilot[object]) -> None:
        await open_order(pilot)
        await shows(pilot, "expected by", "between Tuesday 24 and")
        await pilot.press("c")
        await shows(pilot, "Change payment option", "Charge")
        await pilot.press("down", "enter")
        await shows(pilot, "Number?")
        await entered(pilot, "4242424242424242")
        await shows(pilot, "The earlier attempt is given up")
        await pilot.press("enter")
        await shows(pilot, "PAID")

    journey(world, story)
    standings = [view.payment.standing for view in world.desk.orders.view(order.reference).payments]
    assert standings == [Standing.WITHDRAWN, Standing.SETTLED]


def test_a_method_without_questions_goes_straight_to_the_confirmation(world: World) -> None:
    """Instructions are mailed, and the dates are named before anything is done (R-006)."""
    world.place()

    async def story(pilot: Pilot[object]) -> None:
        await open_order(pilot)
        await pilot.press("p")
        await shows(pilot, "Transfer")
        await pilot.press("enter")
        await shows(pilot, "The instructions are mailed", "Friday 27 November")
        await pilot.press("enter")
        await shows(pilot, "AWAITING MONEY", "expected between")

    journey(world, story)


def test_an_unpaid_order_is_cancelled_after_one_question(world: World) -> None:
    """Cancelling names what it does not do, and a mail says so (R-052, R-053)."""
    order = awaiting(world)

    async def story(pilot: Pilot[object]) -> None:
        await open_order(pilot)
        await pilot.press("x")
        await shows(pilot, "Nothing was taken, and nothing is given back")
        await pilot.press("escape")
        await until(pilot, lambda: "Nothing was taken" not in screen_text(pilot.app))
        await pilot.press("x")
        await shows(pilot, "Cancel order")
        await pilot.press("enter")
        await shows(pilot, "CANCELLED")

    journey(world, story)
    assert world.desk.orders.view(order.reference).cancelled


def test_what_cannot_be_done_says_why(world: World) -> None:
    """A key whose action is impossible gives its reason, and nothing happens."""
    paid(world)

    async def story(pilot: Pilot[object]) -> None:
        await open_order(pilot)
        await pilot.press("x")
        await shows(pilot, "a refund gives it back")
        await pilot.press("c")
        await shows(pilot, "This order is paid")
        await pilot.press("d")
        await shows(pilot, "There is no open question")

    journey(world, story)


def test_the_order_form_keeps_what_was_typed(world: World) -> None:
    """Esc goes back and nothing is lost; the form is as it was when it comes to the front again."""

    async def story(pilot: Pilot[object]) -> None:
        await pilot.press("f4")
        await shows(pilot, "Choose a product first")
        await entered(pilot, "studio")
        await typed(pilot, "Marie")
        await pilot.press("escape")
        await shows(pilot, "Purchase Lookup")
        await pilot.press("f4")
        await shows(pilot, "studio", "Marie")

    journey(world, story)


def test_the_language_is_switched_by_a_key(world: World) -> None:
    """The caller's lines stay in the order's language while the screen changes (R-122)."""
    order = world.place(language="fr", currency="EUR")
    payment = world.desk.payments.prepare(order.reference, "awaited", world.operator)
    world.desk.payments.authorize(payment.id, Details(), world.operator)

    async def story(pilot: Pilot[object]) -> None:
        await open_order(pilot)
        before = await shows(pilot, "« Votre", "99.00 EUR")
        assert "99,00" in before or "virement" in before
        await pilot.press("ctrl+l")
        await shows(pilot, "« Votre", "99,00 EUR")

    journey(world, story)


def test_the_conversation_about_an_order_is_shown(world: World) -> None:
    """z on the order: each question with its answer, redacted, in either language; esc leads back."""
    paid(world)

    async def story(pilot: Pilot[object]) -> None:
        await open_order(pilot)
        await pilot.press("z")
        text = await shows(pilot, "what was asked, and what was answered", "→ authorize", "← Settled")
        assert "4242424242424242" not in text
        await pilot.press("escape")
        await shows(pilot, "may be said")

    journey(world, story)


class Named(Awaited):
    """Asks for a name first."""

    @hookimpl
    def describe(self) -> PaymentMethod:
        asked = Field("name", Words("Name", "Nom"), Words("Your name?", "Votre nom ?"))
        return evolve(super().describe(), fields=(asked,))


def test_a_card_number_stays_in_no_answer_that_is_not_masked(database_url: str) -> None:
    """R-096: typed where the name belongs it is taken out before it is seen, and that is said below the field."""
    world = build(database_url, Named())
    world.place()

    async def story(pilot: Pilot[object]) -> None:
        await open_order(pilot)
        await pilot.press("p")
        await shows(pilot, "Charge")
        await pilot.press("enter")
        await shows(pilot, "Your name?")
        await typed(pilot, "4242424242424242")
        await shows(pilot, "looks like a card number")
        assert "4242" not in screen_text(pilot.app)
        await pilot.press("enter")
        await shows(pilot, "“Name” is still missing.")
        await typed(pilot, "Marie Curie")
        await until(pilot, lambda: "looks like a card number" not in screen_text(pilot.app))
        await pilot.press("enter")
        await shows(pilot, "99.00 USD by Transfer?")

    journey(world, story)
    world.close()
