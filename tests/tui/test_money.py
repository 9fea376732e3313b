"""The allocation desk through the terminal: journeys of whoever finds out whose money it is."""

import threading
from pathlib import Path
from unittest.mock import patch

import pytest
from support.pilot import entered, journey, open_money, screen_text, shows, typed, until
from support.waiting import arrived, awaiting, state
from support.world import STRICT, World
from textual.pilot import Pilot

from checkout_tui import Money
from checkout_tui.domain.draft import DraftLine
from checkout_tui.domain.history import Standing
from checkout_tui.domain.inbox import Folder
from checkout_tui.domain.operator import Operator
from checkout_tui.domain.order import OrderState
from checkout_tui.domain.reference import shown
from checkout_tui.domain.remittance import Verb
from checkout_tui.domain.seller import Seller
from checkout_tui.tui.widgets.guarded_field import GuardedField
from checkout_tui.tui.widgets.passage import Passage


@pytest.fixture
def seller() -> Seller:
    """A seller who bears 10 dollars of charges, and lets one person decide about 500."""
    return STRICT


def test_money_is_tied_to_the_order_that_its_text_names(world: World) -> None:
    """R-071: a person ties it; the reason is spelled out, the question names the amount, twice is once."""
    order = awaiting(world)
    arrived(world, f"99.00;{shown(order.reference)};ADA EXAMPLE")

    async def story(pilot: Pilot[object]) -> None:
        await open_money(pilot, "stands in the text, and the check character is")
        await pilot.press("a")
        await shows(pilot, "Allocate 99.00 USD?", "The order is paid then")
        await pilot.press("enter", "enter", "enter")
        await shows(pilot, "No money waits here")

    journey(world, story)
    assert state(world, order) is OrderState.PAID


def test_one_transfer_for_two_orders_is_split(world: World) -> None:
    """m ties a part; the rest stays, and the second order is named by its reference (R-066)."""
    one, two = awaiting(world), awaiting(world)
    arrived(world, "150.00;two orders;SOMEBODY")

    async def story(pilot: Pilot[object]) -> None:
        await open_money(pilot, "No order is known")
        await pilot.press("t")
        await shows(pilot, "Which order is it for?")
        await entered(pilot, shown(one.reference).lower())
        await shows(pilot, "named by you")
        await pilot.press("enter")
        await shows(pilot, "Allocate 99.00 USD?", "51.00 USD stay in the inbox.")
        await pilot.press("enter")
        await shows(pilot, "Tied to", "51.00")
        await pilot.press("t")
        await entered(pilot, shown(two.reference))
        await shows(pilot, "named by you")
        await pilot.press("m")
        await shows(pilot, "How much of it is for")
        await pilot.press("end", "ctrl+u")
        await entered(pilot, "50.00")
        await shows(pilot, "Allocate 50.00 USD?", "still waits for 49.00 USD")
        await pilot.press("enter")
        await shows(pilot, "1.00 USD")

    journey(world, story)
    assert (state(world, one), state(world, two)) == (OrderState.PAID, OrderState.AWAITING_FUNDS)
    (rest,) = world.desk.remittances.inbox()
    assert rest.unallocated == Money(100, "USD")


def test_what_banks_kept_is_offered_as_a_fee_at_once(world: World) -> None:
    """A short payment within the tolerance is never silent: a question, and the order is paid on the answer."""
    order = awaiting(world)
    arrived(world, f"94.00;{shown(order.reference)};ADA EXAMPLE")

    async def story(pilot: Pilot[object]) -> None:
        await open_money(pilot, "94.00 USD")
        await pilot.press("a")
        await shows(pilot, "The order still waits for 5.00 USD.")
        await pilot.press("enter")
        await shows(pilot, "Bear 5.00 USD as bank charges?", "written down as a fee")
        await pilot.press("enter")
        await until(pilot, lambda: state(world, order) is OrderState.PAID)

    journey(world, story)
    assert world.desk.orders.view(order.reference).charges == Money(500, "USD")


def test_money_of_nobody_is_sent_back_with_a_reason_and_that_is_undone(world: World) -> None:
    """b asks why; v shows what is done with; u brings it back."""
    awaiting(world)
    arrived(world, "7.00;hello;STRANGER")

    async def story(pilot: Pilot[object]) -> None:
        await open_money(pilot, "STRANGER")
        await pilot.press("b")
        await shows(pilot, "Why does 7.00 USD go back to STRANGER?")
        await entered(pilot, "not ours")
        await shows(pilot, "No money waits here", "Written down.")
        await pilot.press("v", "v")
        await shows(pilot, "what is done with", "STRANGER", "send back 7.00 USD, not ours")
        await pilot.press("u")
        await shows(pilot, "Why is it not kept or sent back?")
        await entered(pilot, "it is ours")
        await shows(pilot, "Undone")

    journey(world, story)
    (back,) = world.desk.remittances.inbox()
    assert [step.step for step in world.desk.remittances.decided(back.id)] == ["done", "undone"]


def test_a_wrong_order_is_corrected_from_what_is_done_with(world: World) -> None:
    """An allocation is undone though it was settled; the order waits again (undo keeps the history)."""
    order = awaiting(world)
    arrived(world, f"99.00;{shown(order.reference)};ADA")
    (waiting,) = world.desk.remittances.inbox()
    payment = world.desk.remittances.candidates(waiting.id)[0].payment
    world.desk.remittances.allocate(waiting.id, payment, world.operator)

    async def story(pilot: Pilot[object]) -> None:
        await open_money(pilot, "No money waits here")
        await pilot.press("v")
        await shows(pilot, "Nothing is parked")
        await pilot.press("v")
        await shows(pilot, f"99.00 USD tied to {shown(order.reference)}")
        await pilot.press("u")
        await shows(pilot, f"taken from {shown(order.reference)} again?")
        await entered(pilot, "other Ada")
        await shows(pilot, "Undone")

    journey(world, story)
    assert state(world, order) is OrderState.AWAITING_FUNDS


def test_much_money_needs_two_people(world: World) -> None:
    """The first proposes, the screen says that it waits; she cannot confirm it herself; the second can."""
    awaiting(world)
    arrived(world, "700.00;?;STRANGER")

    async def first(pilot: Pilot[object]) -> None:
        await open_money(pilot, "STRANGER")
        await pilot.press("s")
        await shows(pilot, "Why is 700.00 USD of STRANGER kept?")
        await entered(pilot, "no answer")
        await shows(
            pilot, "it waits until a second person confirms it", "op proposed to keep 700.00 USD: no answer",
            "Somebody else",
        )  # fmt: skip
        await pilot.press("y")
        await shows(pilot, "You proposed it: somebody else has to confirm it.")

    journey(world, first)
    (waiting,) = world.desk.remittances.inbox()
    assert waiting.proposal is not None
    assert waiting.proposal.verb is Verb.SURPLUS
    world.operator = Operator("second")

    async def second(pilot: Pilot[object]) -> None:
        await open_money(pilot, "op proposed to keep 700.00 USD: no answer y confirms it")
        await pilot.press("y")
        await shows(pilot, "Confirm 700.00 USD?")
        await pilot.press("enter")
        await shows(pilot, "No money waits here")

    journey(world, second)
    assert world.desk.inbox.page(Folder.DONE)[0].surplus == 70000


def test_money_for_an_order_that_is_paid_is_told_what_to_do(world: World) -> None:
    """Never a bare no (rule 6)."""
    order = awaiting(world)
    arrived(world, f"99.00;{shown(order.reference)};ADA", f"99.00;again {shown(order.reference)};ADA")
    first, second = world.desk.remittances.inbox()
    payment = world.desk.remittances.candidates(first.id)[0].payment
    world.desk.remittances.allocate(first.id, payment, world.operator)

    async def story(pilot: Pilot[object]) -> None:
        await open_money(pilot, "stands in the text, and the check character is")
        await pilot.press("a")
        await shows(pilot, "paid already: send the money back")

    journey(world, story)
    assert world.desk.remittances.inbox()[0].id == second.id


def test_a_document_is_read_in_the_terminal(world: World, tmp_path: Path) -> None:
    """i asks for the file; what was read stands there line by line; a second time it says who read it before."""
    order = awaiting(world)
    file = tmp_path / "statement.txt"
    file.write_text(f"STATEMENT\n99.00;{shown(order.reference)};ADA EXAMPLE\nbroken\n")
    renamed = tmp_path / "renamed.txt"
    renamed.write_bytes(file.read_bytes())

    async def story(pilot: Pilot[object]) -> None:
        await open_money(pilot, "No money waits here")
        await pilot.press("i")
        await shows(pilot, "A bank's document")
        await entered(pilot, "/nowhere/at.all")
        await shows(pilot, "at.all cannot be read")
        await pilot.press("end", "ctrl+u")
        pilot.app.screen.query_one("#path").value = str(file)  # type: ignore[attr-defined]
        await pilot.press("enter")
        await shows(pilot, "1 entry; booked 1", "line 3: not three parts", "ADA EXAMPLE")
        pilot.app.screen.query_one("#path").value = str(renamed)  # type: ignore[attr-defined]
        await pilot.press("enter")
        told = await shows(pilot, "nothing was booked again")
        assert f"by {world.operator.name}, as statement.txt" in " ".join(told.split())
        await pilot.press("escape")
        await shows(pilot, "stands in the text, and the check character is")

    journey(world, story)
    (waiting,) = world.desk.remittances.inbox()
    (candidate,) = world.desk.remittances.candidates(waiting.id)
    assert (candidate.order, candidate.state) == (order.reference, OrderState.AWAITING_FUNDS)
    assert world.desk.orders.view(order.reference).payments[0].payment.standing is Standing.AWAITING_FUNDS


def test_a_long_inbox_is_seen_whole_and_found_in_while_typing(world: World) -> None:
    """Counted and added up; the end is a key away; f finds, esc clears; parked lies apart until its note is emptied.

    From row to row nothing but the row and what is said of it is drawn: the screen is not laid out anew.
    """
    order = awaiting(world)
    rows = [f"{n + 1}.00;invoice {n};PAYER {n:04d}" for n in range(249)]
    arrived(world, *rows, f"99.00;{shown(order.reference)};ADA EXAMPLE")

    async def story(pilot: Pilot[object]) -> None:
        await open_money(pilot, "PAYER 0000", "waiting 250: 31,224.00 USD")
        await pilot.press("end")
        await shows(pilot, "PAYER 0248", "ADA EXAMPLE", "stands in the text, and the check character is")
        await pilot.press("home")
        await until(pilot, lambda: _says(pilot, "invoice 0", "No order is known"))
        laid_out: list[object] = []
        screen = pilot.app.screen
        screen.screen_layout_refresh_signal.subscribe(screen, laid_out.append, immediate=True)
        await pilot.press("j", "j")
        await until(pilot, lambda: _says(pilot, "invoice 2", "No order is known"))
        assert laid_out == []
        await pilot.press("ctrl+l")
        await shows(pilot, "25/11/2026")
        await pilot.press("ctrl+l")
        text = await shows(pilot, "2026-11-25")
        assert "25/11/2026" not in text
        await pilot.press("f")
        await typed(pilot, "payer 0120 121")
        await shows(pilot, "waiting 1: 121.00 USD", "invoice 120")
        await pilot.press("enter", "n")
        await shows(pilot, "Why does it stay here?")
        await pilot.press("enter")
        await shows(pilot, "Nothing is written here yet.")
        await entered(pilot, "bank was asked")
        await shows(pilot, "Nothing here answers to that", "waiting 0: – · parked 1", "Parked: v shows it.")
        await pilot.press("v")
        await shows(pilot, "parked 1: 121.00 USD", "bank was asked · invoice", "parked: bank was asked")
        await pilot.press("n")
        await shows(pilot, "Without a note it waits")
        await pilot.press("ctrl+u", "enter")
        await shows(pilot, "Nothing here answers", "waiting 1")
        await pilot.press("escape")
        await shows(pilot, "Nothing is parked")
        await pilot.press("v", "f")
        await typed(pilot, "4242424242424242")
        await shows(pilot, "it was taken out")
        assert pilot.app.screen.query_one("#sieve", GuardedField).value == ""
        await pilot.press("escape", "v")
        await shows(pilot, "waiting 250")
        await pilot.press("escape")
        await shows(pilot, "Purchase Lookup")

    journey(world, story)


def _says(pilot: Pilot[object], *texts: str) -> bool:
    """Whether these texts are said of the marked row."""
    wrote = str(pilot.app.screen.query_one("#wrote", Passage).content)
    return all(text in wrote for text in texts)


def test_a_second_person_sees_which_order_and_the_customer_is_told_at_once(world: World) -> None:
    """R-066, R-071: a large split is proposed, turned down, proposed again, confirmed, and its mail leaves."""
    order = awaiting(world, lines=(DraftLine("studio", 6),))
    arrived(world, f"600.00;{shown(order.reference)};ADA", "5.00;?;STRANGER")

    async def first(pilot: Pilot[object]) -> None:
        await open_money(pilot, "600.00 USD")
        for _ in range(2):
            await pilot.press("a")
            await shows(pilot, "Allocate 594.00 USD?", "6.00 USD stay in the inbox.")
            await pilot.press("enter")
            await shows(pilot, f"op proposed to tie 594.00 USD to {shown(order.reference)}.", "second person")
            if not world.desk.remittances.decided(world.desk.remittances.inbox()[0].id)[1:]:
                await pilot.press("w")
                await shows(pilot, "Turned down: the money is free again.", "turned down by op")
        # What is said is about the row that is marked.
        await pilot.press("down")
        assert "second person" not in await shows(pilot, "No order is known")

    journey(world, first)
    assert state(world, order) is OrderState.AWAITING_FUNDS
    sent = len(world.postman.sent)
    world.operator = Operator("second")

    async def second(pilot: Pilot[object]) -> None:
        await open_money(pilot, f"op proposed to tie 594.00 USD to {shown(order.reference)}. y")
        await pilot.press("y")
        await shows(
            pilot, "Confirm 594.00 USD?", "from: ADA", f"to tie 594.00 USD to {shown(order.reference)}"
        )
        await pilot.press("enter")
        await shows(pilot, "Confirmed.", "6.00 USD more than was due")
        await until(pilot, lambda: len(world.postman.sent) > sent)

    journey(world, second)
    assert state(world, order) is OrderState.PAID
    (rest, _) = world.desk.remittances.inbox()
    assert [step.step for step in world.desk.remittances.decided(rest.id)] == [
        "proposed", "withdrawn", "proposed", "confirmed"
    ]  # fmt: skip


def test_every_key_answers_with_a_sentence_and_a_misread_word_is_asked_again(world: World) -> None:
    """R-066: nothing is silent; what was mistyped stands there to be put right, with the reason."""
    order = awaiting(world)

    async def story(pilot: Pilot[object]) -> None:
        await open_money(pilot, "No money waits here")
        for key in "amtnbsuo":
            await pilot.press(key)
            await shows(pilot, "Nothing is marked here.")
            await pilot.press("v", "v", "v")
            await until(pilot, lambda: "Nothing is marked" not in screen_text(pilot.app))
        arrived(world, "150.00;unreadable;SOMEBODY")
        await pilot.press("f6", "escape", "f6")
        await shows(pilot, "SOMEBODY", "park it with n, or send it back with b.")
        await pilot.press("t")
        await entered(pilot, "k7m-42xq-2")
        await shows(pilot, "k7m-42xq-2", "misread or mistyped")
        await pilot.press("ctrl+u")
        await entered(pilot, shown(order.reference))
        await shows(pilot, "You named it. It waits for 99.00 USD: 51.00 USD are too much.")
        await pilot.press("m")
        await shows(pilot, "How much of it")
        await pilot.press("ctrl+u")
        await entered(pilot, "120")
        await shows(pilot, "It can be 99.00 USD at most.")
        await pilot.press("escape")
        await pilot.press("b")
        await entered(pilot, "by mistake")
        await shows(pilot, "Written down.")
        await pilot.press("v", "v")
        await shows(pilot, "what is done with", "SOMEBODY")
        for key in "atnbs":
            await pilot.press(key)
            await shows(pilot, "This is done with: u undoes it, v shows what waits.")

    journey(world, story)
    assert state(world, order) is OrderState.AWAITING_FUNDS


def test_a_return_of_nothing_here_is_closed_and_looked_into_again(world: World) -> None:
    """What can be done stands there; s asks how that is known, and u brings it back into the inbox."""
    awaiting(world)
    arrived(world, "-99.00;unreadable;EVE EXAMPLE")

    async def story(pilot: Pilot[object]) -> None:
        await open_money(pilot, "↩ return R01", "Nothing is known here that this return could be of.")
        await pilot.press("s")
        await shows(pilot, "How is it known that this return of 99.00 USD is of nothing here?")
        await entered(pilot, "letter 17")
        await shows(pilot, "Written down.", "No money waits here")
        await pilot.press("v", "v")
        await shows(pilot, "return of 99.00 USD closed, of nothing here: letter 17")
        await pilot.press("u")
        await shows(pilot, "Why is this return of 99.00 USD looked into again?")
        await entered(pilot, "ours after all")
        await shows(pilot, "the return waits in the inbox again")

    journey(world, story)
    assert len(world.desk.inbox.page(Folder.OPEN)) == 1


def test_a_return_takes_back_what_nobody_had_tied_and_that_is_undone(world: World) -> None:
    """a ties a return to the receipt of its amount: both are gone; u in what is done with brings both again."""
    awaiting(world)
    arrived(world, "99.00;for nobody;EVE EXAMPLE", "-99.00;unreadable;EVE EXAMPLE")

    async def story(pilot: Pilot[object]) -> None:
        await open_money(pilot, "for nobody", "↩ return R01")
        await pilot.press("j")
        await shows(pilot, "same amount only", "nobody has tied yet")
        await pilot.press("a")
        await shows(pilot, "Did the bank take 99.00 USD back before anybody tied it?")
        await pilot.press("enter")
        await shows(pilot, "Taken back: no order has this money", "No money waits here")
        await pilot.press("v", "v")
        await shows(pilot, "↩ return R01", "taken back by the bank, 99.00 USD")
        await pilot.press("u")
        await shows(pilot, "Why was this return of 99.00 USD not of that money?")
        await entered(pilot, "another Eve")
        await shows(pilot, "the return waits in the inbox again")

    journey(world, story)
    assert len(world.desk.inbox.page(Folder.OPEN)) == 2


def test_a_key_after_the_filter_waits_for_the_orders_that_the_money_may_be_for(world: World) -> None:
    """While they are looked for it is not said to be nobody's, and whoever moves on meanwhile decides nothing."""
    order = awaiting(world)
    arrived(world, f"99.00;{order.reference};FIRST PAYER", "50.00;two;SECOND PAYER")
    gate, candidates = threading.Event(), world.desk.remittances.candidates

    def late(remittance: str) -> object:
        gate.wait(20)
        return candidates(remittance)

    async def story(pilot: Pilot[object]) -> None:
        await open_money(pilot, "FIRST PAYER", "SECOND PAYER")
        with patch.object(world.desk.remittances, "candidates", late):
            await pilot.press("f", *"first", "enter", "a")
            await until(pilot, lambda: "SECOND PAYER" not in screen_text(pilot.app))
            await pilot.pause(0.05)
            assert "No order is known" not in screen_text(pilot.app)
            gate.set()
            await shows(pilot, "Allocate 99.00 USD?", "from: FIRST PAYER")
            gate.clear()
            await pilot.press("escape")
            await until(pilot, lambda: getattr(pilot.app.focused, "id", None) == "inbox")
            await pilot.press("escape")
            await shows(pilot, "SECOND PAYER")
            await pilot.press("a", "down")
            gate.set()
            await pilot.pause(0.1)
            await shows(pilot, "No order is known that this could be for")
            assert "Allocate" not in screen_text(pilot.app)

    journey(world, story)


def test_a_key_after_the_filter_waits_for_what_the_filter_finds(world: World) -> None:
    """However late the list answers, a proposal is turned down of the row that the text finds, or of none."""
    awaiting(world)
    arrived(world, "40.00;one;FIRST PAYER", "50.00;two;SECOND PAYER")
    gate = threading.Event()
    page = world.desk.inbox.page

    def late(folder: Folder, typed: str, *more: int) -> object:
        if typed:
            gate.wait(20)
        return page(folder, typed, *more)

    async def story(pilot: Pilot[object]) -> None:
        await open_money(pilot, "FIRST PAYER", "SECOND PAYER")
        with patch.object(world.desk.inbox, "page", late):
            await pilot.press("f")
            pilot.app.screen.query_one("#sieve").value = "second"  # type: ignore[attr-defined]
            await pilot.pause(0.05)
            pilot.app.screen.action_park()  # type: ignore[attr-defined]
            await pilot.pause(0.05)
            assert "Why does it stay here?" not in screen_text(pilot.app)
            gate.set()
            await shows(pilot, "Why does it stay here?")
            await entered(pilot, "later")
            await shows(pilot, "Parked")

    journey(world, story)
    (left,) = world.desk.inbox.page(Folder.OPEN, "", 0, 10)
    assert left.payer == "FIRST PAYER"
