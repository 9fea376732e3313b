"""Nothing there yet, nothing found, nothing allowed, no database, no room: each says what to do next (terminal.md)."""

import re
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path

import pytest
from attrs import evolve
from sqlalchemy import event
from support.orders import MARIE, awaited, charged, taken
from support.terminal import Opens, SlowDesk, Terminal

from checkout_tui.cli.language import reader
from checkout_tui.desk import Desk
from checkout_tui.domain.operator import Operator
from checkout_tui.domain.order import Contact
from checkout_tui.simulator.demo import Demo, open_demo
from checkout_tui.simulator.demo_data import SELLER
from checkout_tui.store import engine
from checkout_tui.tui import money_words, quote_panel
from checkout_tui.tui.screens import (
    base,
    blind,
    call,
    charge,
    clock,
    lookup,
    methods,
    outbox,
    palette,
    papers,
    pay,
    privacy,
    queue,
    settings,
    subscription,
)
from checkout_tui.tui.screens.places import PLACES
from checkout_tui.tui.widgets.text_field import TextField

MONDAY = datetime(2026, 11, 23, 13, 2, tzinfo=UTC)
NOBODY = Operator("guest", roles=frozenset())
KEY = re.compile(
    r"\bF\d\b|\besc\b|\béchap\b|\b[a-z]\b[ ,.:;]|[“«] ?checkout-tui |\benter\b|\bentrée\b", re.IGNORECASE
)


async def says_in_both(it: Terminal, *sentences: str) -> None:
    """The screen in front says this, in either language, and the sentence names a key or a command."""
    for language in ("en", "fr"):
        it.app.reader = reader(language)
        it.app.screen.redraw()
        for text in sentences:
            said = it.app.reader.translate(text)
            assert KEY.search(said), said
            if it.app.screen.id == "new_order":  # beside the form, where its lines are broken
                await it.settle()
                it.right_of(40, said)
            else:
                await it.sees(said)


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Desk]:
    """A desk on its first day: no order, no product, no payment method."""
    demo = open_demo(tmp_path, (), start=MONDAY, seller=evolve(SELLER, products=()), thrown_away=True)
    yield demo.desk
    demo.close()


async def test_on_the_first_day_every_screen_says_what_to_do(terminal: Opens, fresh: Desk) -> None:
    """No order, mail, money, product or method: a sentence with a key on every screen, and no list without one."""
    says = {
        "call": (call.ASKS,),
        "clock": (clock.NOTHING_COMES, clock.NOTHING_LISTED),
        "methods": (methods.EMPTY,),
        "money": (money_words.EMPTY,),
        "new_order": (quote_panel.NO_PRODUCT, quote_panel.NO_METHOD),
        "outbox": (outbox.EMPTY,),
        "privacy": (privacy.NOBODY_ASKED,),
        "queue": (queue.EMPTY,),
        "settings": (settings.NONE_HERE,),
    }
    forms = {"blind": blind.EXPLAINS, "charge": charge.ASKS}
    assert says.keys() | forms.keys() == PLACES.keys()
    async with terminal(open_desk=lambda: fresh) as it:
        await it.settle()
        await says_in_both(it, lookup.NO_ORDER)
        for name, texts in says.items():
            it.app.show(name)
            await it.settle()
            await says_in_both(it, *texts)
        for name, text in forms.items():
            it.app.show(name)
            await it.sees(it.app.reader.translate(text))
        it.app.show("money")
        for folder in (money_words.NOTHING_PARKED, money_words.NOTHING_DONE):
            await it.press("v")
            await says_in_both(it, folder)
        await it.press("ctrl+p")
        await it.type("zzzz")
        await it.sees(reader("fr").translate(palette.NOTHING))
        assert KEY.search(palette.NOTHING)


async def test_an_order_says_what_to_do_where_nothing_is_there(
    terminal: Opens, desk: Desk, tmp_path: Path
) -> None:
    """No paper, no renewal, and no method to pay by."""
    bare = taken(desk, Contact("Ada Bare", "ada@example.com"))
    plan, _ = charged(desk, Contact("Carol Plan", "carol@example.com"), product="plan")
    async with terminal() as it:
        it.app.push_screen(papers.PapersScreen(bare.reference))
        await says_in_both(it, papers.NONE_YET)
        it.app.push_screen(subscription.SubscriptionScreen(plan.reference))
        await says_in_both(it, subscription.NO_RENEWAL)
    demo = open_demo(tmp_path / "none", (), start=MONDAY, thrown_away=True)
    order = taken(demo.desk)
    async with terminal(open_desk=lambda: demo.desk) as it:
        it.app.push_screen(pay.PayScreen(order.reference))
        await says_in_both(it, pay.NO_METHOD)
    demo.close()


async def test_nothing_found_names_the_next_way(terminal: Opens, desk: Desk) -> None:
    """What nobody answers to: the lookup, the call, the unknown charge and the money inbox name another key."""
    awaited(desk)
    async with terminal() as it:
        await it.type("nobody")
        await says_in_both(it, lookup.NOTHING)
        for name, box, texts in (
            ("call", "caller", (call.NOBODY,)),
            ("charge", "charge-last4", (charge.NOTHING,)),
            ("money", "sieve", (money_words.NOTHING_FOUND,)),
        ):
            it.app.show(name)
            await it.settle()
            it.app.screen.query_one(f"#{box}", TextField).value = "1881"
            await says_in_both(it, *texts)


async def test_whoever_may_nothing_is_told_which_permission_it_takes(terminal: Opens, desk: Desk) -> None:
    """R-024, R-101: no customer's name by any way of finding one, and a reason instead of an empty list."""
    awaited(desk)
    async with terminal(by=NOBODY) as it:
        await it.sees("needs the permission “search”; the blind lookup is always there")
        it.not_there("Lumière")
        for name, box, typed in (("charge", "charge-amount", "118.80"), ("call", "caller", MARIE.email)):
            it.app.show(name)
            await it.settle()
            it.app.screen.query_one(f"#{box}", TextField).value = typed
            await it.sees("needs the permission “search”")
            it.not_there("Lumière")


async def test_before_the_desk_is_open_every_list_says_so(terminal: Opens, slow_desk: SlowDesk) -> None:
    """Looking: a list that is not there yet is not an empty one."""
    async with terminal(open_desk=slow_desk) as it:
        for key, title in (("f5", "Queue"), ("f6", "Money inbox"), ("f7", "Mail"), ("f9", "Payment methods")):
            await it.pilot.press(key)
            await it.sees(title, base.LOOKING)
        await it.pilot.press("f8")
        await it.sees("Everything is still being opened: press f8 again in a moment.", base.LOOKING)
        slow_desk.may_open.set()
        await it.sees("✓ ready")
        await it.press("f8")
        await it.sees("It is Monday 23 November 2026")


async def test_a_lost_database_is_a_banner_and_the_form_stays(
    terminal: Opens, demo: Demo, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was typed is still there, and the same key does it once the database is back."""

    def gone(*_: object) -> None:
        raise sqlite3.OperationalError("unable to open database file")

    # For who writes, and for who reads: a reader may have its connection already.
    listened = (demo.store.engine, "engine_connect", gone)
    async with terminal() as it:
        await it.press("f4")
        await it.settle()
        fields = {"products": "studio", "name": "Marie Curie", "email": "marie@lumiere.example"}
        for code, text in fields.items():
            it.app.screen.query_one(f"#new-{code}", TextField).value = text
        await it.settle()
        event.listen(*listened)
        with monkeypatch.context() as lost:
            lost.setattr(engine, "driver_of", gone)
            await it.press("ctrl+s")
            await it.sees("The database does not answer", "“checkout-tui doctor”")
            for key in ("f5", "f6", "f7", "f8"):
                await it.press(key)
                await it.sees("The database does not answer", base.NOT_READ)
        event.remove(*listened)
        await it.press("f8")
        await it.sees("It is Monday 23 November 2026")
        it.not_there("The database")
        await it.press("f4")
        await it.settle()
        for code, text in fields.items():
            assert it.app.screen.query_one(f"#new-{code}", TextField).value == text
        await it.press("ctrl+s")
        await it.sees("How does the caller want to pay")
    assert len(desk.orders.recent()) == 1


async def test_a_terminal_that_is_too_small_says_so_on_every_screen(terminal: Opens) -> None:
    """Under 80 × 24 the size that it takes is said, and taken back once there is room."""
    async with terminal(size=(70, 18)) as it:
        for name, language in zip(sorted(PLACES), cycle(("en", "fr")), strict=False):
            it.app.reader = reader(language)
            it.app.show(name)
            await it.settle()
            await it.sees(it.app.reader.translate(base.TOO_SMALL))
        await it.pilot.resize_terminal(80, 24)
        await it.settle()
        it.not_there(reader("fr").translate(base.TOO_SMALL))
