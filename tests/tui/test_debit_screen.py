"""A debit by phone at the floor of 80×24: what is said stays in sight, and nothing shows the number (R-096)."""

from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from support.pilot import entered, journey, shows
from textual.pilot import Pilot

from checkout_tui.domain.letter import MailKind
from checkout_tui.domain.operator import Operator
from checkout_tui.domain.order import Order
from checkout_tui.domain.secret import Details, Secret
from checkout_tui.plugins import discover
from checkout_tui.simulator.demo import Demo, demo_details, draft_for, open_demo
from checkout_tui.simulator.demo_data import ABROAD
from checkout_tui.tui.screens.order import OrderScreen
from checkout_tui.tui.screens.pay import PayScreen

BY = Operator("jordan")
ACCOUNT = "000123456789"

CALLER = next(c for c in ABROAD if c.place.country == "US")


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    """A simulated desk with the method, before Thanksgiving."""
    made = open_demo(tmp_path, discover(), start=datetime(2026, 11, 23, 17, tzinfo=UTC))
    if "ach-debit" not in made.desk.lanes:
        made.close()
        pytest.skip("checkout-ach is not installed")
    yield made
    made.close()


def lived(demo: Demo, story: Callable[[Pilot[Any]], Awaitable[None]]) -> None:
    journey(SimpleNamespace(desk=demo.desk, operator=BY), story)  # type: ignore[arg-type]


def placed(demo: Demo) -> Order:
    return demo.desk.orders.place(draft_for(demo.desk, CALLER, ("studio",), BY), BY)


def test_what_is_said_stands_above_its_field_all_along(demo: Demo) -> None:
    """Each question is on the screen when its field is; the consent has this order's facts and four digits."""
    order = placed(demo)

    async def story(pilot: Pilot[Any]) -> None:
        await pilot.app.push_screen(PayScreen(order.reference))
        await shows(pilot, "ACH debit")
        screen = pilot.app.screen
        assert isinstance(screen, PayScreen)
        option = next(option for option in screen.options if option.method.code == "ach-debit")
        await screen.choose(option)
        asked = (
            ("Did you ring us yourself", "1"),
            ("Is it your personal account?", "1"),
            ("checking or a savings", "2"),
            ("Which nine digits", "110000000"),
            ("And the account number?", ACCOUNT),
            ("Which name does the account", "Ada Example"),
        )
        for says, answer in asked:
            seen = await shows(pilot, says)
            assert ACCOUNT not in seen
            await entered(pilot, answer)
        seen = await shows(
            pilot, "Do you agree?", "•••• 6789", "savings account of Ada Example", "1 yes · 2 no"
        )
        assert ACCOUNT not in seen
        await entered(pilot, "2")
        await shows(pilot, "Without a clear yes")

    lived(demo, story)


def test_a_debit_that_came_back_is_presented_again(demo: Demo) -> None:
    """`y` asks first, presents it once, and says why not while it is under way."""
    order = placed(demo)
    payment = demo.desk.payments.prepare(order.reference, "ach-debit", BY)
    answers = demo_details(demo.desk.lanes["ach-debit"].method, CALLER).answers
    without_money = Details({**answers, "account": Secret("000222222227")})
    demo.desk.payments.authorize(payment.id, without_money, BY)
    demo.world.advance_to(date(2026, 11, 24))

    async def story(pilot: Pilot[Any]) -> None:
        await pilot.app.push_screen(OrderScreen(order.reference))
        await shows(pilot, "DECLINED", "present again")
        await pilot.press("y")
        await shows(pilot, f"Present {payment.amount.shown('en')} again?", "a mail says so")
        await pilot.press("y")
        await shows(pilot, "has not decided yet")
        await pilot.press("y")
        await shows(pilot, "has no answer yet: ask the provider first")

    lived(demo, story)
    kinds = [mail.kind for mail in demo.desk.orders.view(order.reference).mails]
    assert kinds.count(MailKind.PRESENTED_AGAIN) == 1
