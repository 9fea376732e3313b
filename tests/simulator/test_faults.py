"""Faults on the way to a provider, as the desk sees them."""

from datetime import UTC, datetime, timedelta

import pytest
from support.scripted import Charged, Provider

from checkout_tui.domain import outcomes as o
from checkout_tui.domain.money import Money
from checkout_tui.domain.secret import Details
from checkout_tui.plugins import Lane
from checkout_tui.simulator import Fault, Faults, VirtualClock

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


def ask(lane: Lane) -> object:
    """One authorization with the same key each time."""
    return lane.ask("authorize", amount=Money(9900, "USD"), key="k1", token="tok_1")


@pytest.mark.parametrize(
    ("fault", "answer", "effects"),
    [
        (Fault.UNREACHABLE, o.NotSent, 0),
        (Fault.QUESTION_LOST, o.Unanswered, 0),
        (Fault.ANSWER_LOST, o.Unanswered, 1),
        (Fault.SLOW, o.Authorized, 1),
    ],
)
def test_each_fault_is_what_it_says(fault: Fault, answer: type, effects: int) -> None:
    """Each fault has its answer and its effect at the provider; the next question goes well, with one effect."""
    provider, clock = Provider(), VirtualClock(NOON)
    lane = Lane("charged", Charged(provider))
    Faults(lane, clock).hit("authorize", fault)
    assert isinstance(ask(lane), answer)
    assert len(provider.effects) == effects
    assert isinstance(ask(lane), o.Authorized)
    assert len(provider.effects) == 1
    assert clock.now() - NOON == timedelta(minutes=int(fault is Fault.SLOW))


def test_the_process_dies_after_the_provider_acted() -> None:
    """The kill comes between effect and answer."""
    provider = Provider()
    lane = Lane("charged", Charged(provider))
    seen: list[int] = []
    faults = Faults(lane, kill=lambda: seen.append(len(provider.effects)))
    faults.hit("authorize", Fault.KILLED, Fault.ANSWER_LOST)
    ask(lane)
    assert seen == [1]
    faults.clear()
    assert isinstance(ask(lane), o.Authorized)


def test_the_next_question_whichever_it_is() -> None:
    """Arranged by hand: handing over details is no question, the first real one goes wrong, and then all is well."""
    provider = Provider()
    lane = Lane("charged", Charged(provider))
    faults = Faults(lane)
    faults.hit_next(Fault.ANSWER_LOST)
    assert faults.arranged == (Fault.ANSWER_LOST,)
    assert not isinstance(lane.ask("tokenize", details=Details(), key="k0"), o.Unanswered)
    assert isinstance(ask(lane), o.Unanswered)
    assert faults.arranged == ()
    assert isinstance(ask(lane), o.Authorized)
    assert len(provider.effects) == 1


def test_a_provider_that_is_down_is_down_until_it_is_not() -> None:
    """The weather is looked at with every question."""
    lane = Lane("charged", Charged(Provider()))
    faults = Faults(lane)
    faults.weather = lambda: Fault.UNREACHABLE
    assert isinstance(ask(lane), o.NotSent)
    assert isinstance(ask(lane), o.NotSent)
    faults.weather = lambda: None
    assert isinstance(ask(lane), o.Authorized)
