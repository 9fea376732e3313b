"""The worker beside a screen: round after round, whatever fails."""

import threading
from datetime import timedelta
from pathlib import Path

from support.world import build

from checkout_tui.domain.errors import BadSetup
from checkout_tui.domain.patience import pause
from checkout_tui.domain.payment import Payment
from checkout_tui.domain.secret import Details, Secret
from checkout_tui.worker import ASK_EVERY, Worker, rounds_of

CARD = Details({"number": Secret("4242424242424242")})


def test_a_failing_round_does_not_stop_the_next() -> None:
    """Neither our own errors nor others end the worker; stopping does."""
    done = threading.Event()
    seen: list[int] = []

    def round_(number: int) -> None:
        seen.append(number)
        if number == 1:
            raise BadSetup("the database sleeps")
        if number == 2:
            raise RuntimeError("unexpected")
        done.set()

    worker = Worker(round_, every=0.01)
    worker.start()
    assert done.wait(5)
    worker.stop()
    count = len(seen)
    assert seen[:3] == [1, 2, 3]
    assert not done.wait(0.05) or len(seen) == count


def test_what_is_open_for_long_is_asked_after_ever_more_seldom() -> None:
    """Each minute in the first hour, then after a sixtieth of the time that it is open, and each half hour at last."""
    told = [(0, 1), (59, 1), (120, 2), (24 * 60, 24), (60 * 24 * 60, 30)]
    assert [pause(timedelta(minutes=open_for)) for open_for, _ in told] == [
        timedelta(minutes=wait) for _, wait in told
    ]


def test_a_silent_provider_is_asked_ever_more_seldom_and_a_new_question_at_once(tmp_path: Path) -> None:
    """Of what is open for eleven hours each eleven minutes; what was just begun is not kept waiting by it."""
    world = build(f"sqlite:///{tmp_path / 'checkout.db'}")
    asked: list[str] = []
    lane = world.desk.lanes["charged"]
    ask = lane.ask

    def noted(hook: str, **offered: object) -> object:
        asked.append(f"{hook} {offered['key']}")
        return ask(hook, **offered)

    def lost(key: str) -> None:
        raise ConnectionError(key)

    def silent() -> Payment:
        made = world.desk.payments.prepare(world.place().reference, "charged", world.operator)
        return world.desk.payments.authorize(made.id, CARD, world.operator)

    world.provider.before = lost
    old, round_ = silent(), rounds_of(world.desk)
    lane.ask = noted  # type: ignore[method-assign]
    counts = []
    for hours in (0, 10):
        world.clock.move(hours=hours)
        counts.append(0)
        for _ in range(60):
            asked.clear()
            world.clock.move(minutes=1)
            round_(ASK_EVERY)
            counts[-1] += bool(asked)
    assert counts == [60, 5]
    new = silent()
    asked.clear()
    world.clock.move(minutes=1)
    round_(ASK_EVERY)
    assert [told for told in asked if new.id in told]
    assert not [told for told in asked if old.id in told]
    world.close()
