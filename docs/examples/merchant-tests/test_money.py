"""When does our money come, and what does the desk say until then?"""

from datetime import date
from pathlib import Path

from checkout_tui.simulator import Fault

HERE = Path(__file__).parent


def test_a_wire_from_germany_is_here_within_the_week(checkout_world):
    """Time travel in three lines."""
    order = checkout_world.order("wire", country="DE", currency="EUR")
    checkout_world.go(business_days=4)
    assert checkout_world.view(order).state == "paid"


def test_a_customer_who_never_pays_is_overdue(checkout_world, checkout_clock):
    """Time alone moves no money; it makes a payment overdue."""
    order = checkout_world.order("wire", country="DE", currency="EUR", pays=False)
    checkout_clock.move(days=30)
    assert checkout_world.view(order).state == "awaiting-funds"
    assert checkout_world.view(order).current.overdue


def test_an_answer_that_never_came_is_not_asked_for_again(checkout_world):
    """The screen says so, and asking the provider finds the one charge."""
    order = checkout_world.order("card", fault=Fault.ANSWER_LOST)
    assert "Do not take payment again" in checkout_world.view(order).warning.say()
    payment = checkout_world.view(order).current.payment
    checkout_world.desk.payments.inquire(payment.id, checkout_world.operator)
    assert checkout_world.view(order).state == "paid"


def test_money_without_a_reference_waits_for_a_person(checkout_world):
    """It is in the inbox, and the order is as unpaid as before."""
    order = checkout_world.order("wire", country="DE", currency="EUR", reference="")
    checkout_world.go(business_days=5)
    assert checkout_world.view(order).state == "awaiting-funds"
    assert len(checkout_world.desk.remittances.inbox()) == 1


def test_a_plan_is_charged_again_every_month(checkout_world):
    """However far time is moved at once: each renewal comes on its own day."""
    order = checkout_world.order("card", products=("plan",))
    checkout_world.go(to=date(2026, 8, 20))
    renewed = checkout_world.desk.subscriptions.view(order).renewals
    assert [(each.renewal.due_on.month, each.state) for each in renewed] == [(7, "paid"), (8, "paid")]


def test_our_own_scenario(checkout_scenario):
    """What happens outside is in a file, and so is what we expect."""
    result = checkout_scenario(str(HERE / "scenarios" / "two-late-wires.toml"))
    assert result.good, (result.violations, result.failed)


def test_a_scenario_that_ships(checkout_scenario):
    """By name, with a chance of its own."""
    assert checkout_scenario("paid-twice", seed=3).good
