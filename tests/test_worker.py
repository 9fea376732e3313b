"""The worker beside a screen: round after round, whatever fails."""

import threading

from checkout_tui.domain.errors import BadSetup
from checkout_tui.worker import Worker


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
