"""What is done beside a screen without a key press: mail that waits goes out, what is due is asked after."""

import logging
import threading
from collections.abc import Callable
from datetime import datetime

from checkout_tui.desk import Desk
from checkout_tui.domain.clock import Clock
from checkout_tui.domain.errors import CheckoutError
from checkout_tui.domain.operator import WORKER
from checkout_tui.domain.patience import SELDOMEST, pause
from checkout_tui.domain.payment import Payment

log = logging.getLogger("checkout_tui.worker")

EVERY = 5.0
"""Seconds between two rounds."""
ASK_EVERY = 12
"""Rounds between two times of asking providers: they are asked once a minute at most."""


class Worker:
    """Does ``round`` again and again in a thread of its own, until it is stopped or the program ends.

    A round that fails is written to the log, and the next one is tried all the same.
    """

    def __init__(self, round_: Callable[[int], None], every: float = EVERY) -> None:
        self._round = round_
        self._every = every
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="worker", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Begin no further round, and wait for the one that is under way."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(self._every)

    def _run(self) -> None:
        number = 0
        while not self._stop.wait(self._every):
            number += 1
            try:
                self._round(number)
            except CheckoutError as error:
                log.warning("%s", error.say())
            except Exception:
                log.exception("a round of the worker failed")


class Turns:
    """Whom this program asked after when, so that nobody is asked each minute for weeks.

    It is not written down: after a restart everything is asked after once.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._asked: dict[str, datetime] = {}

    def is_due(self, payment: Payment) -> bool:
        """Whether to ask after it now; notes that it is asked."""
        now, since = self._clock.now(), payment.live_since or payment.opened_at
        before = self._asked.get(payment.id)
        if before is not None and since <= before and now - before < pause(now - since):
            return False
        self._asked[payment.id] = now
        return True

    def forget(self) -> None:
        """What was asked so long ago that it is asked again in any case, most of it long settled."""
        since = self._clock.now() - SELDOMEST
        self._asked = {each: at for each, at in self._asked.items() if at > since}


def rounds_of(desk: Desk) -> Callable[[int], None]:
    """The rounds for a desk whose outside world is real."""
    turns = Turns(desk.clock)

    def round_(number: int) -> None:
        desk.mail.deliver()
        if number % ASK_EVERY == 0:
            turns.forget()
            desk.payments.settle_due(WORKER, now=turns.is_due)

    return round_
