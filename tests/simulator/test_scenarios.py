"""Scenarios: read with all problems at once, told the same every time, and each that ships holds."""

import json
import os
import subprocess
import sys
import tomllib
from collections import Counter
from copy import deepcopy
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from pathlib import Path

import pytest
import tomli_w
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from checkout_tui.domain.errors import BadSetup, NotFoundHere
from checkout_tui.plugins import discover
from checkout_tui.simulator.curves import bars
from checkout_tui.simulator.expecting import unmet
from checkout_tui.simulator.faithful import Faithful, run
from checkout_tui.simulator.result import Result
from checkout_tui.simulator.scenario import Scenario, find, names, read
from checkout_tui.simulator.scenario.plan import planned
from checkout_tui.simulator.scenario.shape import Do, Expect, Jump, Verb
from checkout_tui.simulator.scenario.spread import Spread, read_spread
from checkout_tui.simulator.scenario.writing import written
from checkout_tui.simulator.shrink import shrunk

FOUND = discover()

ASKED_FOR = {
    "thanksgiving-ach",
    "wire-over-easter",
    "short-wire",
    "two-invoices-one-transfer",
    "check-without-reference",
    "check-returned-after-credit",
    "r10-on-day-59",
    "paypal-clicked-twice",
    "authorization-expired",
    "answer-never-came",
    "nova-scotia-rate-change",
    "month-end-times-ten",
}

SMALL = """
title = "One wire"
starts = 2026-06-01T08:00:00Z
until = 2026-06-12

[[orders]]
name = "anna"
at = 2026-06-01T08:30:00Z
method = "wire"
country = "DE"
"""


def played(scenario: Scenario, seed: int | None = None, orders: int | None = None) -> Result:
    """The scenario, run; skipped where a method that it needs is not installed."""
    if scenario.needs - {plugin.name for plugin in FOUND}:
        pytest.skip("a payment method is not installed")
    return run(scenario, FOUND, seed=seed, orders=orders)


def test_a_library_ships() -> None:
    """At least twenty scenarios come with the program, those that were asked for among them, each with expectations."""
    assert len(names()) >= 20
    assert set(names()) >= ASKED_FOR
    assert all(find(name).expect and find(name).story.fr for name in names())


@pytest.mark.parametrize("name", names())
def test_every_shipped_scenario_holds(name: str) -> None:
    """Every rule held after every step, and everything came as expected."""
    result = played(find(name))
    assert result.violations == ()
    assert result.failed == ()
    assert result.checks > result.steps
    assert result.orders
    again = [told for told in result.told if told.says.say() == "the same document comes again"]
    assert bool(again) == any(pay.twice for pay in result.scenario.payments)


@pytest.mark.parametrize("seed", range(100, 103))
def test_rough_seas_keep_the_money_rules(seed: int) -> None:
    """Another chance, other accidents, the same rules. ``simulate rough-seas --seeds 1000`` is the long form."""
    assert played(find("rough-seas"), seed=seed).violations == ()


def test_the_same_seed_tells_the_same_story_on_every_machine() -> None:
    """To the byte, whatever the process, its hashes and the machine; another seed tells another.

    The story that is written down here changes only with what the program or a method does: whoever
    changes that on purpose writes its new digest down.
    """
    asked = find("rough-seas")
    digests = {(seed, played(asked, seed=seed, orders=6).digest) for seed in (7, 8)}
    done = subprocess.run(
        [
            *(sys.executable, "-m", "checkout_tui.cli", "simulate", "rough-seas"),
            *("--orders", "6", "--seed", "7", "--json", "--no-shrink"),
        ],
        env=os.environ | {"PYTHONHASHSEED": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    digests.add((7, json.loads(done.stdout)["digest"]))
    assert (7, "0496321539d30b406ab70072c8c430ba12e0871385e73fc5b24e5320172f9d24") in digests
    assert len(digests) == 2
    assert len({digest for _, digest in digests}) == 2


def test_what_one_customer_does_is_nobody_elses_business() -> None:
    """Fewer orders leave the others as they were: that is what makes a failing run small."""
    scenario = find("rough-seas")
    all_, fewer = planned(scenario, 3), planned(scenario, 3, orders=5)
    whole = {order.name: order for order in all_.orders}
    assert len(fewer.orders) == 5
    kept = [order for order in fewer.orders if order.name in whole]
    assert kept
    assert all(order.pays == whole[order.name].pays for order in kept)
    assert all(order.customer == whole[order.name].customer for order in kept)


# ------------------------------------------------------------ the language


def test_every_problem_is_told_at_once_with_its_path() -> None:
    """Unknown keys, wrong kinds, values out of range and names that nobody has: one error, a line for each."""
    text = """
        title = "x"
        starts = 2026-06-01T08:00:00
        until = 2026-06-12
        unti = 2026-06-12
        [[orders]]
        name = "a"
        at = 2026-06-01T08:30:00Z
        method = 3
        [[orders]]
        name = "b"
        at = "soon"
        method = "wire"
        colour = "red"
        [methods.ach]
        delay = { mean = 2 }
        [methods.wire]
        short = 1.5
        returned = 0.1
        [[generate]]
        method = {}
        [[holidays]]
        calendar = "MARS"
        day = 2026-06-02
        [[operators]]
        name = "J"
        tasks = ["sleep"]
        [[expect]]
        order = "a"
    """
    with pytest.raises(BadSetup) as caught:
        read(text, "wrong")
    told = str(caught.value)
    for path in (
        "unti:",
        "starts:",
        "orders[0].method:",
        "orders[1].at:",
        "orders[1].colour:",
        "methods.ach.delay:",
        "generate[0]:",
        "generate[0].method:",
        "holidays[0].calendar:",
        "operators[0].tasks[0]:",
        "expect[0]:",
    ):
        assert f"\n  {path}" in told, told


def test_what_can_be_read_beside_a_mistake_is_looked_at_all_the_same() -> None:
    """A wrong kind in one key hides neither the other keys of its table, nor other tables, nor names: one error."""
    text = """
        titel = "x"
        starts = 2026-06-01T08:00:00
        until = "soon"
        [[orders]]
        name = "anna"
        at = 2026-06-01T08:30:00Z
        method = "wire"
        country = 3
        products = ["unicorn"]
        pays = [{ days = "two", less = "1.005", writes = "blurred" }]
        hits = [{ hook = "breathe", fault = "gremlin" }]
        [[orders]]
        name = "bert"
        at = "noon"
        method = "wire"
        products = ["dragon"]
        [methods.card]
        refused = 2
        delay = { from = 5, to = 1 }
        [[do]]
        at = 2026-06-02T08:30:00Z
        verb = "dance"
        order = "bob"
        [[down]]
        method = "card"
        since = 2026-06-03T08:00:00Z
        until = 2026-06-02T08:00:00Z
        fault = "fog"
        [[expect]]
        count = "happiness"
        exactly = 1
        [[expect]]
        order = "bert"
        state = "payed"
    """
    with pytest.raises(BadSetup) as caught:
        read(text, "wrong")
    told = [line.strip().partition(": ")[0] for line in str(caught.value).splitlines()[1:]]
    assert sorted(told) == sorted(
        "titel title starts until orders[0].country orders[0].pays[0].days orders[0].pays[0].writes "
        "orders[0].hits[0].fault orders[0].products orders[0].pays[0].less orders[0].hits[0].hook "
        "orders[1].at orders[1].products methods.card.delay methods.card.refused do[0].verb do[0].order "
        "down[0].fault down[0].until expect[0].count expect[1]".split()
    )


_SHIPPED = [
    tomllib.loads((files("checkout_tui.simulator.scenario") / "shipped" / f"{name}.toml").read_text())
    for name in names()
]


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_whatever_is_written_into_a_scenario_it_is_read_or_refused_with_paths(data: st.DataObject) -> None:
    """Any value in any place of a scenario that ships: no error of another kind, and a path before everything told."""
    inside = raw = deepcopy(data.draw(st.sampled_from(_SHIPPED)))
    while True:
        key = data.draw(st.sampled_from(sorted(inside) if isinstance(inside, dict) else range(len(inside))))
        if not isinstance(inside[key], dict | list) or not inside[key] or data.draw(st.booleans()):
            break
        inside = inside[key]
    odd = [
        {},
        [],
        "",
        "a.b",
        -1,
        2**62,
        0.5,
        True,
        [{}],
        {"a.b": {"c": 1}},
        [[1]],
        datetime(2026, 6, 1, tzinfo=UTC),
    ]
    inside[key] = data.draw(st.sampled_from(odd))
    try:
        read(tomli_w.dumps(raw), "changed")
    except BadSetup as refused:
        told = [line.strip().partition(": ")[0] for line in str(refused).splitlines()[1:]]
        assert told
        assert all(told)


def test_names_have_to_be_known() -> None:
    """Orders that nobody placed, and two of one name, are problems with a path."""
    text = SMALL + SMALL[SMALL.index("[[orders]]") :] + "[[do]]\nat = 2026-06-02T08:00:00Z\n"
    text += 'verb = "cancel"\norder = "bob"\n[[expect]]\norder = "carl"\nstate = "payed"\n'
    with pytest.raises(BadSetup) as caught:
        read(text, "wrong")
    for path in ("orders[1].name:", "do[0].order:", "expect[0].order:", "expect[0]:"):
        assert path in str(caught.value)


def test_what_is_no_toml_is_said_so(tmp_path: Path) -> None:
    """A broken file is one problem; a name that nobody has points to the list."""
    broken = tmp_path / "broken.toml"
    broken.write_text("title = ", encoding="utf-8")
    with pytest.raises(BadSetup, match="no TOML"):
        find(str(broken))
    with pytest.raises(NotFoundHere, match="simulate --list"):
        find("never-heard-of")


@pytest.mark.parametrize(
    ("said", "days"),
    [
        (2, {2}),
        ({"from": 1, "to": 3}, {1, 2, 3}),
        ({"days": {"1": 1, "9": 3}}, {1, 9}),
        ({"mean": 3.0, "sd": 0}, {3}),
    ],
)
def test_delays_are_declared_distributions(said: object, days: set[int]) -> None:
    """A number, a range, weights or a bell curve: shares add up to one, and only those days are drawn."""
    spread = read_spread(said)
    assert set(spread.at) == days
    assert sum(spread.shares) == pytest.approx(1)


def test_a_bell_curve_has_its_mean() -> None:
    """The declared mean is the distribution's, as far as whole days allow."""
    bell = Spread.normal(10, 2)
    assert sum(day * share for day, share in zip(bell.at, bell.shares, strict=True)) == pytest.approx(
        10, abs=0.1
    )


@pytest.mark.parametrize("name", ["rough-seas", "two-invoices-one-transfer", "clock-jump", "two-people"])
def test_what_is_written_down_is_read_again(name: str) -> None:
    """A drawn scenario as TOML is the same scenario, so that a failure found by chance can be kept."""
    plan = planned(find(name), 5)
    again = read(written(plan), name)
    assert evolve(again, drawn=plan.drawn) == plan


# ------------------------------------------------------------ failing, and what is said then


def test_a_failing_scenario_becomes_small() -> None:
    """Of four orders one is left that still fails in the same way, and an earlier end."""
    scenario = find("documents-out-of-order")
    scenario = evolve(scenario, expect=(Expect(order="g1-3", state="cancelled"),))
    result = played(scenario, orders=4)
    assert [failed.title for failed in result.failed] == ["g1-3"]
    smallest = shrunk(result, lambda smaller: run(smaller, FOUND))
    assert [order.name for order in smallest.orders] == ["g1-3"]
    assert smallest.until < scenario.until
    assert not smallest.operators
    assert run(smallest, FOUND).failed


def test_what_an_order_costs_can_be_expected() -> None:
    """Nova Scotia's rate on either side of the change, and of what is paid across it: each total, and who was told."""
    scenario = find("nova-scotia-rate-change")
    result = played(scenario)
    assert {expect.order: expect.total for expect in scenario.expect} == {
        "before": "147.06",
        "same day": "148.35",
        "last evening": "148.35",
        "first night": "147.06",
        "unpaid": "147.06",
        "link": "147.06",
        "after": "147.06",
        "": "",
    }
    assert unmet(scenario, result.orders, result.inbox) == ()
    assert [told.says.say() for told in result.told if told.kind == "worker"] == [
        "3 unpaid orders cost another total by the new tax rate"
    ]
    (link,) = (order for order in result.orders if order.name == "link")
    assert link.mailed[:3] == ("order-confirmation", "tax-changed", "order-confirmation")
    orders = tuple(expect for expect in scenario.expect if expect.order)
    wrong = tuple(
        evolve(expect, total=f"{expect.total[:-1]}9", attention="late-approval", mailed="cancellation")
        for expect in orders
    )
    missed = unmet(evolve(scenario, expect=wrong), result.orders, result.inbox)
    assert [failed.title for failed in missed] == [each.order for each in orders for _ in range(3)]
    assert "147.09" in missed[0].says.say()


def test_stories_are_true() -> None:
    """R10 comes 59 days after the credit, on a day of the bank's; a month's end has ten times a day's orders."""
    told = played(find("r10-on-day-59")).told
    came, back = (each.at for each in told if each.kind == "document")
    assert (back - came).days == 59
    days = Counter(order.at.date().isoformat() for order in planned(find("month-end-times-ten"), 1).orders)
    assert days == {"2026-06-25": 3, "2026-06-26": 3, "2026-06-29": 3, "2026-06-30": 30}


def test_what_waits_is_drawn_day_by_day() -> None:
    """A day without a number is like the one before it; many days share a column, and the most of them shows."""
    first = date(2026, 6, 1)
    most = {first: 1, first + timedelta(days=2): 16, first + timedelta(days=3): 0}
    assert bars(most, 10) == "▁▁█ "
    assert bars(most, 2) == "▁█"
    assert bars({first: 0}, 10) == " "


def test_methods_that_are_missing_are_named() -> None:
    """A scenario for a method that is not installed says which."""
    text = SMALL.replace('"wire"', '"shells"')
    with pytest.raises(BadSetup, match="shells"):
        run(read(text, "x"), FOUND)


def test_what_is_not_possible_is_told_and_no_mistake(tmp_path: Path) -> None:
    """An operator who refunds what was never paid is refused; the story goes on."""
    scenario = read(SMALL, "small")
    done = Do(datetime(2026, 6, 1, 9, tzinfo=UTC), Verb.REFUND, "anna")
    result = played(evolve(scenario, do=(done,)))
    assert [told.kind for told in result.told].count("refused") == 1
    assert result.violations == ()
    assert result.settled == 1


def test_time_alone_moves_no_money() -> None:
    """A jump over a year of nothing settles nothing and breaks nothing (rule 7)."""
    scenario = read(SMALL.replace("2026-06-12", "2027-06-12") + "pays = []\n", "small")
    jump = Jump(datetime(2026, 6, 2, tzinfo=UTC), datetime(2027, 6, 2, tzinfo=UTC))
    result = played(evolve(scenario, jumps=(jump,)))
    assert (result.settled, result.violations) == (0, ())


def test_what_is_arranged_can_be_seen(tmp_path: Path) -> None:
    """The queue of what is going to happen is there before it happens, soonest first."""
    if "wire" not in {plugin.name for plugin in FOUND}:
        pytest.skip("a payment method is not installed")
    faithful = Faithful(planned(read(SMALL, "small"), 1), FOUND, tmp_path)
    assert [kind for _, kind in faithful.agenda.pending()] == ["order"]
    faithful.step()
    assert "document" in [kind for _, kind in faithful.agenda.pending()]
    faithful.close()
