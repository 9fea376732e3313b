"""The call, from the first key to the note: somebody rings, is known or not, and what was done is written down."""

from attrs import evolve
from support.orders import MARIE, taken
from support.terminal import Opens

from checkout_tui.desk import Desk
from checkout_tui.domain.draft import DraftLine
from checkout_tui.domain.operator import Operator
from checkout_tui.domain.order import Contact
from checkout_tui.domain.reference import shown
from checkout_tui.domain.sentence import Reader
from checkout_tui.domain.tax import Place
from checkout_tui.tui.widgets.guarded_field import GuardedField

BY = Operator("ada")


async def test_somebody_rings_is_known_by_the_number_and_the_call_ends_with_a_note(
    terminal: Opens, desk: Desk
) -> None:
    """One key begins the call, the number finds the order, two keys read back and end it (R-024)."""
    order = taken(desk)
    async with terminal() as it:
        await it.press("f2")
        await it.sees("caller: number or e-mail", "☎ 00:0")
        await it.type("01 99 00 12 34")
        await it.sees("Lumière SARL", shown(order.reference))
        await it.press("enter", "enter")
        await it.sees("received", "☎ 00:0")
        await it.press("f2")
        await it.sees("caller: number or e-mail")
        await it.press("f2")
        await it.sees(
            "End the call?", "caller: 01 99 00 12 34", shown(order.reference), "Is there anything else?"
        )
        await it.press("enter")
        await it.sees("The call took 00:0", "Purchase Lookup")
        it.not_there("☎")
    assert desk.calls.current(BY) is None
    told = [str(line.says) for line in desk.orders.view(order.reference).timeline]
    assert any("call of 00:0" in line for line in told)


async def test_a_dropped_call_loses_nothing_and_the_number_finds_what_was_begun(
    terminal: Opens, desk: Desk
) -> None:
    """The program dies in mid-order; the caller rings again, and the form is as it was."""
    async with terminal() as it:
        await it.press("f2")
        await it.enter("+33 1 99 00 12 34")
        await it.press("f4")
        await it.sees("what it costs")
        await it.enter("2 studio")
        await it.type("Marie")
        await it.pilot.pause(0.8)
        await it.settle()
    async with terminal() as it:
        await it.sees("☎ 00:0")
        await it.press("f2")
        await it.type("0199001234")
        await it.sees("begun, not placed", "Marie")
        await it.press("enter", "enter")
        await it.sees("2 studio", "2 × Studio Pro", "Marie")


async def test_going_on_with_a_draft_keeps_its_reference_and_placing_it_ends_it(
    terminal: Opens, desk: Desk
) -> None:
    """The reference that the caller may have heard already is the order's reference."""
    draft = desk.orders.begin(BY, "en")
    draft = evolve(draft, customer=MARIE, lines=(DraftLine("studio"),), place=Place("FR"))
    desk.drafts.keep(draft, Operator("bob"))
    async with terminal() as it:
        await it.press("f2")
        await it.type(MARIE.email)
        await it.sees("begun, not placed", "bob")
        await it.press("enter", "enter")
        await it.sees(shown(draft.reference), "118.80 EUR")
        await it.press("ctrl+s")
        await it.sees("How does the caller want to pay?")
    assert desk.orders.view(draft.reference).order.customer == MARIE
    assert desk.calls.known("", Operator("bob")).drafts == ()


async def test_pressing_f2_twice_by_mistake_ends_nothing(terminal: Opens, desk: Desk) -> None:
    """The end of a call asks once; escape goes on with it."""
    async with terminal() as it:
        await it.press("f2", "f2")
        await it.sees("End the call?", "nothing was done in this call")
        await it.press("escape")
        await it.sees("caller: number or e-mail", "☎")
    assert desk.calls.current(BY) is not None


async def test_the_note_of_the_last_call_is_there_when_the_same_caller_rings_again(
    terminal: Opens, desk: Desk
) -> None:
    """What a colleague wrote is read before the first word is said."""
    desk.calls.begin(Operator("bob"))
    desk.calls.name_caller("+33 1 99 00 12 34", Operator("bob"))
    desk.calls.note("wants an invoice in English", Operator("bob"))
    desk.calls.end(Operator("bob"), Reader())
    async with terminal() as it:
        await it.press("f2")
        await it.type("0199001234")
        await it.sees("earlier calls", "bob", "wants an invoice in English")


async def test_a_hostile_name_in_a_draft_stays_text(terminal: Opens, desk: Desk) -> None:
    """Markup and escape codes of a name that was begun do nothing on the call's screen."""
    hostile = "[@click=app.quit]Eve[/] \x1b]52;c;aGk=\x07[unbalanced"
    draft = evolve(desk.orders.begin(BY, "en"), customer=Contact(hostile, "eve@example.com"))
    desk.drafts.keep(draft, BY)
    async with terminal(size=(120, 40)) as it:
        await it.press("f2")
        await it.type("eve@example.com")
        await it.sees("[@click=app.quit]Eve[/]")
        strips = it.app.screen._compositor.render_strips()
        raw = "".join(segment.text for strip in strips for segment in strip)
        assert not set(raw) & set("\x1b\x07")


async def test_a_card_number_leaves_the_callers_box(terminal: Opens) -> None:
    """R-097: it is taken out at once, and the sentence says where it belongs."""
    async with terminal() as it:
        await it.press("f2")
        await it.type("4242424242424242")
        await it.sees("looks like a card number")
        assert it.app.screen.query_one("#caller", GuardedField).value == ""
