"""Subscriptions in scenarios: renewed on their days by the worker, under names that everything else can speak of."""

import json
from datetime import date
from pathlib import Path

import pytest
from attrs import evolve

from checkout_tui.cli.commands import run as command
from checkout_tui.domain.errors import BadSetup
from checkout_tui.plugins import discover
from checkout_tui.simulator.faithful import run
from checkout_tui.simulator.report import as_csv
from checkout_tui.simulator.result import Result
from checkout_tui.simulator.scenario import find, read
from checkout_tui.simulator.scenario.plan import planned
from checkout_tui.simulator.scenario.shape import Expect, Renewing
from checkout_tui.simulator.scenario.writing import written
from checkout_tui.simulator.shrink import shrunk
from checkout_tui.testing.merchant import Shop

FOUND = discover()
MONTHLY = """
title = "A plan"
starts = 2026-01-30T08:00:00Z
until = 2026-04-10

[[orders]]
name = "lea"
at = 2026-01-30T08:30:00Z
method = "card"
products = ["plan"]
"""


@pytest.fixture(scope="module")
def declined() -> Result:
    """The shipped scenario in which renewals are declined, run once for all that look at it."""
    scenario = find("renewal-declined-in-grace")
    if scenario.needs - {plugin.name for plugin in FOUND}:
        pytest.skip("a payment method is not installed")
    return run(scenario, FOUND)


def test_renewals_have_names_that_everything_can_speak_of(declined: Result) -> None:
    """Timelines, one line each in CSV, operators' acts and expectations; the worker looked on those days only."""
    names = [order.name for order in declined.orders]
    assert names[4:] == [
        *("lea renewed", "max renewed", "oda renewed", "ida renewed"),
        *("lea renewed 2", "max renewed 2", "oda renewed 2"),
    ]
    assert len({order.reference for order in declined.orders}) == len(names)
    by_name = {order.name: order for order in declined.orders}
    assert by_name["ida renewed"].mailed == ("declined", "declined")
    assert [(told.kind, told.order) for told in declined.by_people] == [("operator", "max renewed")]
    of_lea = [
        (told.at.date().isoformat(), told.says.say()) for told in declined.told if told.order == "lea renewed"
    ]
    assert of_lea == [
        ("2026-04-02", "is renewed for 11.88 EUR: declined"),
        ("2026-04-05", "is now: paid"),
    ]
    # Two months of looking every minute would be a hundred thousand steps, and once a day seventy.
    assert declined.steps < 40


def test_whoever_orders_late_in_the_evening_is_renewed_as_well() -> None:
    """After the day's mail went out: on the last day of a shorter month, then on the day of the first again."""
    if "card" not in {plugin.name for plugin in FOUND}:
        pytest.skip("a payment method is not installed")
    result = run(read(MONTHLY.replace("T08:30", "T22:30"), "late"), FOUND)
    assert [(order.name, order.placed_at.date().isoformat()) for order in result.orders] == [
        ("lea", "2026-01-30"),
        ("lea renewed", "2026-02-28"),
        ("lea renewed 2", "2026-03-30"),
    ]


def test_a_failing_renewal_becomes_small(declined: Result) -> None:
    """The order that began it is kept, with how its renewals go, and what an operator does about others is not."""
    failing = evolve(
        declined.scenario,
        orders=tuple(order for order in declined.scenario.orders if order.name in ("lea", "max")),
        expect=(Expect(order="lea renewed", settled_on=declined.scenario.until),),
    )
    smallest = shrunk(run(failing, FOUND), lambda smaller: run(smaller, FOUND))
    assert ([order.name for order in smallest.orders], smallest.do) == (["lea"], ())
    assert read(written(smallest), "smallest").expect == failing.expect


def test_the_command_line_tells_of_renewals(
    declined: Result, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``--json`` counts them among the orders with the digest of every run, and CSV has a line for each."""
    monkeypatch.setenv("HOME", str(tmp_path))
    assert command(["simulate", "renewal-declined-in-grace", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["orders"], told["settled"], told["digest"]) == (11, 10, declined.digest)
    lines = as_csv(declined).splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == [order.name for order in declined.orders]


def test_renewals_are_drawn_like_everything_else() -> None:
    """As many as there can be, each refused by its own chance; what is drawn is written down and read again."""
    text = f"{MONTHLY}[methods.card]\nrenewal_refused = 0.5\nrenewal_code = 'insufficient_funds'\n"
    plans = [planned(read(text, "drawn"), seed) for seed in range(6)]
    drawn = {plan.orders[0].renewals for plan in plans}
    assert all(renewals is not None and len(renewals) == 2 for renewals in drawn)
    assert {each for renewals in drawn for each in renewals or ()} == {
        Renewing(),
        Renewing(("insufficient_funds",)),
    }
    for plan in plans[:2]:
        assert read(written(plan), "drawn") == plan


def test_what_is_wrong_about_renewals_is_told_with_everything_else() -> None:
    """No subscription, a name that only renewals have, amounts and days that cannot be: each with its path."""
    text = (
        MONTHLY.replace('"plan"]', '"studio"]\nrenewals = [{ pays = [{ less = "1.005" }], colour = "red" }]')
        + '[[orders]]\nname = "max renewed 2"\nat = 2026-02-01T08:00:00Z\nmethod = "card"\n'
        + 'renewals = [{ pays = [{ less = "1.005" }] }]\n'
        + "[seller]\ngrace_days = -1\nrenewal_retry_days = [-3]\n[methods.card]\nrenewal_refused = 0.5\n"
        + '[[expect]]\norder = "lea renewed"\nstate = "paid"\n'
    )
    with pytest.raises(BadSetup) as caught:
        read(text, "wrong")
    told = str(caught.value)
    for path in (
        "orders[0].renewals[0].colour:",
        "seller.grace_days:",
        "seller.renewal_retry_days:",
        "methods.card.renewal_code:",
    ):
        assert f"\n  {path}" in told, told
    with pytest.raises(BadSetup) as caught:
        read(text.replace(', colour = "red"', ""), "wrong")
    told = str(caught.value)
    for path in (
        "orders[0].renewals:",
        "orders[0].renewals[0].pays[0].less:",
        "orders[1].name:",
        "orders[1].renewals[0].pays[0].less:",
        "expect[0].order:",
    ):
        assert f"\n  {path}" in told, told


def test_time_that_is_moved_by_hand_comes_to_every_renewal_day(tmp_path: Path) -> None:
    """Each period on its own day and not one at the end; the next event is the renewal, listed before it comes."""
    shop = Shop(tmp_path)
    try:
        world = shop.desk.demo_world
        order = shop.order("card", products=("plan",), country="FR", currency="EUR")
        assert [(day.isoformat(), says.say()) for day, says in world.pending()] == [
            ("2026-07-01", "renewals, notices or reminders fall due")
        ]
        assert [says.say() for says in world.next_event()] == ["1 subscription is renewed"]
        shop.go(to=date(2026, 9, 15))
        made = shop.desk.subscriptions.view(order).renewals
        assert [(each.renewal.due_on.isoformat(), each.state) for each in made] == [
            ("2026-07-01", "paid"),
            ("2026-08-01", "paid"),
            ("2026-09-01", "paid"),
        ]
        assert [shop.view(each.renewal.order).order.placed_at.date() for each in made] == [
            each.renewal.due_on for each in made
        ]
    finally:
        shop.close()
