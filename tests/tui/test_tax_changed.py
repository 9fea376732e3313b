"""A new tax rate seen in the terminal: the queue, the order and the line for the caller, in both languages."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from support.pilot import journey, reads, shows, typed
from support.waiting import awaiting
from support.world import World, build
from textual.pilot import Pilot
from textual.widgets import Input

from checkout_tui.domain.tax import Place
from checkout_tui.worker import ASK_EVERY, rounds_of


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """An order of the last evening of 15 % in Nova Scotia, and the worker's round after midnight there."""
    made = build(f"sqlite:///{tmp_path / 'taxes.db'}")
    made.clock.at = datetime(2025, 4, 1, 1, tzinfo=UTC)
    awaiting(made, currency="CAD", place=Place("CA", "NS"), language="fr")
    made.clock.at = datetime(2025, 4, 1, 3, 10, tzinfo=UTC)
    rounds_of(made.desk)(ASK_EVERY)
    yield made
    made.close()


def test_the_operator_is_told_that_the_tax_has_changed(world: World) -> None:
    """The queue says so; the order has the warning, the line to say, both totals, and by which day it was taxed."""

    async def story(pilot: Pilot[object]) -> None:
        await shows(pilot, "Purchase Lookup")
        await pilot.press("f5")
        await shows(pilot, "tax has changed", "147.06")
        await pilot.press("enter")
        await reads(pilot, "‼ The tax has changed: 147.06 CAD are to be paid, and no longer 148.35 CAD.")
        await reads(pilot, "taxed by the rates of Monday 31 March 2025, the local day in")
        await reads(pilot, "HST 15% → 14% since Tuesday 1 April 2025: the total is 147.06")
        await reads(pilot, "Un nouveau taux de taxe s’applique", "147,06 CAD", "au lieu de 148,35 CAD")
        await pilot.press("ctrl+l")
        await reads(pilot, "TVH 15 % → 14 %")
        # In the evening there the form says by which day's rates it reckons.
        world.clock.at = datetime(2025, 4, 2, 1, tzinfo=UTC)
        await pilot.press("ctrl+l", "f4")
        await typed(pilot, "studio")
        for code, text in (("country", "CA"), ("region", "NS"), ("currency", "CAD")):
            pilot.app.screen.query_one(f"#new-{code}", Input).value = text
        await shows(pilot, "HST 14%", "by the rates of Tuesday 1 April 2025, the local day in Nova Scotia")

    journey(world, story, size=(140, 55))
