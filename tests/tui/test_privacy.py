"""Journeys about people's own data: asked for, answered in time, erased with what stays told before."""

import json
from pathlib import Path

from support.orders import taken
from support.terminal import Opens

from checkout_tui.desk import Desk
from checkout_tui.domain.operator import Operator
from checkout_tui.domain.order import Contact
from checkout_tui.domain.privacy import Right
from checkout_tui.tui.order_form import FIELDS
from checkout_tui.tui.widgets.text_field import TextField

BY = Operator("op")


async def test_somebody_asks_for_erasure_and_hears_what_stays(terminal: Opens, desk: Desk) -> None:
    """The month runs from the key, is shown in days, and the erasure is confirmed with what it does (section 8)."""
    order = taken(desk, Contact("Eve Gone", "eve@gone.example"), language="fr")
    desk.orders.cancel(order.reference, BY)
    async with terminal() as it:
        await it.press("ctrl+y")
        await it.sees("Nobody asked about their own data yet")
        await it.press("n")
        await it.enter("eve@gone.example")
        await it.sees("access", "rectification", "erasure", "restriction", "portability", "objection")
        await it.press("x")
        await it.sees("There is no open request for this")
        await it.press("down", "down", "a")
        await it.sees("Written down", "days left", "J’ai noté votre demande")
        await it.press("a")
        await it.sees("the month runs")
        await it.press("x")
        await it.sees("Erase what is held?", "cancelled and never paid")
        await it.press("enter")
        await it.sees("How was it answered?")
        await it.type("4242424242424242")
        await it.sees("looks like a card number")
        it.not_there("4242")
        await it.enter("by letter")
        await it.sees("erasure: answered", "Nothing is held under this address")
        await it.press("escape")
        await it.sees("e…@gone.example", "answered")
    assert desk.orders.view(order.reference).order.customer.name == "–"


async def test_what_is_held_is_saved_for_its_person(terminal: Opens, desk: Desk, tmp_path: Path) -> None:
    """Access and portability: a file of its own, readable by nobody else, and never over another."""
    order = taken(desk)
    path = tmp_path / "data.json"
    desk.privacy.ask(Right.PORTABILITY, order.customer.email, BY)
    async with terminal() as it:
        await it.press("ctrl+y")
        await it.sees("1 request to answer", "portability", order.customer.email)
        await it.press("enter")
        await it.sees("held, and what erasure leaves", "while it is under way")
        await it.press("s", "ctrl+u")
        await it.enter(str(path))
        await it.sees("Saved in")
        await it.press("s", "ctrl+u")
        await it.enter(str(path))
        await it.sees("could not be saved")
    assert path.stat().st_mode & 0o777 == 0o600
    told = json.loads(path.read_text(encoding="utf-8"))
    assert told["orders"][0]["order"]["reference"] == order.reference


async def test_a_restriction_stands_on_the_order_until_it_is_lifted(terminal: Opens, desk: Desk) -> None:
    """Whoever opens the order is told that its data are only kept."""
    order = taken(desk)
    async with terminal() as it:
        await it.press("ctrl+y", "n")
        await it.enter(order.customer.email)
        await it.sees("restriction")
        await it.press("down", "down", "down", "a")
        await it.sees("Written down")
        await it.press("x")
        await it.enter("by letter")
        await it.sees("restriction: answered")
        await it.press("escape", "f3")
        await it.open(order.customer.company or order.customer.name)
        await it.sees("used only with the customer’s consent")
        await it.press("ctrl+y", "enter")
        await it.sees("restriction")
        await it.press("down", "down", "down", "u")
        await it.enter("the customer agreed")
        await it.sees("restriction: lifted")
    assert desk.orders.view(order.reference).privacy == ()


async def test_a_card_number_is_seen_in_no_field(terminal: Opens, desk: Desk) -> None:
    """R-096: wherever it is typed where none belongs it is taken out before it is shown; what else is typed stays."""
    taken(desk)
    async with terminal() as it:
        await it.press("f3")
        await it.type("4242424242424242")
        await it.sees("looks like a card number")
        it.not_there("4242")
        await it.press("f4")
        for code, _, _ in FIELDS:
            field = it.app.screen.query_one(f"#new-{code}", TextField)
            field.focus()
            field.value = "5555 5555 5555 4444"
            await it.settle()
            assert field.value == ""
        await it.sees("looks like a card number")
        await it.press("f3")
        await it.open()
        await it.press("a", "e", "ctrl+u")
        await it.type("4242424242424242@example.com")
        it.not_there("42424")
