"""A new tax rate seen in the terminal: the queue, the order and the line for the caller, in both languages."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from support.pilot import journey, reads, shows
from support.waiting import awaiting
from support.world import World, build
from textual.pilot import Pilot

from checkout_tui.domain.tax import Place
from checkout_tui.worker import ASK_EVERY, rounds_of


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """An order of the last day of 15 % in Nova Scotia, and the worker's round on the next day."""
    made = build(f"sqlite:///{tmp_path / 'taxes.db'}")
    made.clock.at = datetime(2025, 3, 31, 15, tzinfo=UTC)
    awaiting(made, currency="CAD", place=Place("CA", "NS"), language="fr")
    made.clock.at = datetime(2025, 4, 1, 0, 10, tzinfo=UTC)
    rounds_of(made.desk)(ASK_EVERY)
    yield made
    made.close()


def test_the_operator_is_told_that_the_tax_has_changed(world: World) -> None:
    """The worker noticed: the queue says so, and the order has the warning, the line to say and both totals."""

    async def story(pilot: Pilot[object]) -> None:
        await shows(pilot, "Purchase Lookup")
        await pilot.press("f5")
        await shows(pilot, "tax has changed", "147.06")
        await pilot.press("enter")
        await reads(pilot, "‼ The tax has changed: 147.06 CAD are to be paid, and no longer 148.35 CAD.")
        await reads(pilot, "HST 15% → 14% since Tuesday 1 April 2025: the total is 147.06")
        await reads(pilot, "Un nouveau taux de taxe s’applique", "147,06 CAD", "au lieu de 148,35 CAD")
        await pilot.press("ctrl+l")
        await reads(pilot, "TVH 15 % → 14 %")

    journey(world, story, size=(140, 55))
