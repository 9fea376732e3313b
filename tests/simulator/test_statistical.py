"""The statistical way: quick, the same every time, and near the faithful way."""

import time

import pytest

from checkout_tui.domain.errors import BadSetup
from checkout_tui.domain.order import OrderState
from checkout_tui.plugins import discover
from checkout_tui.simulator.expecting import percentile
from checkout_tui.simulator.faithful import run
from checkout_tui.simulator.scenario import find, read
from checkout_tui.simulator.statistical import estimate

FOUND = discover()

pytestmark = pytest.mark.skipif(
    not find("a-calm-year").needs <= {plugin.name for plugin in FOUND},
    reason="a payment method is not installed",
)

BOTH = """
title = "Both ways"
starts = 2026-06-01T08:00:00Z
until = 2026-07-31
seed = 5
[[generate]]
orders = 60
days = 20
method = { card = 1, wire = 2, ach = 2 }
country = { US = 1 }
refund = 0.3
[methods.card]
refused = 0.3
[methods.wire]
delay = { from = 2, to = 6 }
never = 0.2
twice = 0.3
repeated = 0.3
[methods.ach]
delay = { from = 1, to = 3 }
never = 0.1
parts = 0.3
twice = 0.2
repeated = 0.2
[[operators]]
name = "Jordan"
tasks = ["allocate"]
zone = "America/New_York"
"""


def test_a_million_orders_over_a_year_in_under_a_minute() -> None:
    """By the processor's clock, so that a busy machine proves the same."""
    began = time.process_time()
    made = estimate(find("a-calm-year"), FOUND, orders=1_000_000)
    assert time.process_time() - began < 60
    assert sum(made.orders.values()) == 1_000_000
    assert made.settled > 900_000
    assert made.left == 0


def test_the_same_seed_gives_the_same_numbers() -> None:
    """And another seed other ones."""
    ones = [estimate(find("a-calm-year"), FOUND, seed=seed, orders=5000) for seed in (1, 1, 2)]
    assert ones[0].digest == ones[1].digest != ones[2].digest
    assert ones[0].days == ones[1].days


def near(counted: int, of: int, share: float) -> bool:
    """The stated tolerance for shares: four standard deviations and 0.02."""
    return abs(counted / of - share) <= 4 * (share * (1 - share) / of) ** 0.5 + 0.02


def test_both_ways_agree() -> None:
    """Shares within four standard deviations and 0.02, the median within a day, the 90th percentile within two.

    So are the shares of orders whose money goes back, of second payments, and of what stays in the inbox;
    a document that comes twice changes nothing in either way.
    """
    scenario = read(BOTH, "both")
    faithful, statistical = run(scenario, FOUND), estimate(scenario, FOUND)
    many = estimate(scenario, FOUND, orders=20_000)
    assert len(faithful.orders) == sum(statistical.orders.values())
    for method in statistical.orders:
        ours = [order for order in faithful.orders if order.method == method]
        days = [order.days for order in ours if order.days is not None]
        assert near(len(days), len(ours), many.days[method].total() / many.orders[method]), method
        assert many.percentile(method, 50) == pytest.approx(percentile(days, 50), abs=1.0), method
        assert many.percentile(method, 90) == pytest.approx(percentile(days, 90), abs=2.0), method
        # Money that a person has to transfer back is on its way: nobody knows yet that it arrived.
        back = [
            order
            for order in ours
            if order.days is not None and order.state in (OrderState.REFUNDED, OrderState.PENDING)
        ]
        assert back, method
        assert near(len(back), len(ours), many.refunded[method] / many.orders[method]), method
    pays = [order.pays or () for order in faithful.scenario.orders if order.method != "card"]
    pushed = sum(orders for method, orders in many.orders.items() if method != "card")
    seconds = sum(len(each) == 2 and each[0].share == 1 for each in pays)
    assert seconds
    assert near(seconds, len(pays), many.second / pushed)
    assert near(faithful.inbox, len(pays), many.inbox / pushed)
    repeated = sum(any(pay.twice for pay in each) for each in pays)
    assert repeated
    assert near(repeated, len(pays), many.duplicates / pushed)
    assert faithful.violations == ()


def test_people_who_cannot_keep_up_are_seen() -> None:
    """Half the hands, and more waits: what is left is left, and nothing is settled that nobody looked at."""
    plenty = estimate(read(BOTH, "both"), FOUND, orders=2000)
    text = BOTH.replace('zone = "America', 'capacity = 5\nzone = "America')
    scarce = estimate(read(text, "both"), FOUND, orders=2000)
    assert plenty.left == 0
    assert scarce.left > 0
    assert scarce.most_waiting > plenty.most_waiting
    assert scarce.settled < plenty.settled


def test_given_orders_are_for_the_faithful_way() -> None:
    """Nothing to draw from is a sentence."""
    with pytest.raises(BadSetup, match="generated"):
        estimate(find("short-wire"), FOUND)
