"""Reading a bank's document through a method: part by part, in a thread of its own, and never for ever."""

import threading
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from queue import Empty, Full, Queue
from time import monotonic
from typing import Any, TypeVar

from checkout_tui.domain.remittance import BankLine, Part, Problem, Reading, Rejected
from checkout_tui.domain.words import Words
from checkout_tui.plugins.shapes import misfit

T = TypeVar("T")

BATCH = 500
LOOK = 1.0
"""Seconds after which it is looked how far the reading is, while nothing comes of it."""
_PARTS = (BankLine, Problem, Rejected)
_NO_LINE = Words(
    "its method answered something that is no line",
    "son moyen de paiement a répondu autre chose qu’une ligne",
)
_TOO_SLOW = Words(
    "its method did not read on in time", "son moyen de paiement ne l’a pas lu plus loin à temps"
)


Draws = Callable[[Iterable[Any], float, Callable[[], int]], Iterator[tuple[Any, ...]]]
"""Draws batches of parts, with so many seconds for each and how far the reading of the document is."""


def drawn(
    reading: Reading, draws: Draws, seconds: float, reached: Callable[[], int]
) -> Iterator[tuple[Part, ...]]:
    """The parts of a document, a batch at a time; an empty one says that it was read on meanwhile.

    A method that raises, answers nonsense or lets more than ``seconds`` pass without a batch has its
    document rejected: half of a document is none. While what it ``reached`` in the document grows it is
    at work: many transactions in one entry are put aside until it is seen what they come to.
    """
    try:
        for batch in draws(reading.parts(), seconds, reached):
            if not all(isinstance(part, _PARTS) for part in batch):
                yield (Rejected(_NO_LINE),)
                return
            if wrong := next(filter(None, map(misfit, batch)), None):
                yield (
                    Rejected(
                        Words(
                            f"its method answered what does not fit ({wrong.path}: {wrong.there})",
                            f"son moyen de paiement a répondu ce qui ne convient pas ({wrong.path}: {wrong.there})",
                        )
                    ),
                )
                return
            yield batch
    except TimeoutError:
        yield (Rejected(_TOO_SLOW),)
    except GeneratorExit:
        raise
    except BaseException as error:  # noqa: BLE001 - even SystemExit of a plugin only ends the reading
        # Only the error's name: its text may quote an account number.
        yield (
            Rejected(
                Words(
                    f"its method failed while reading it ({type(error).__name__})",
                    f"son moyen de paiement a échoué en le lisant ({type(error).__name__})",
                )
            ),
        )


def ahead(parts: Iterable[T], seconds: float, reached: Callable[[], int]) -> Iterator[tuple[T, ...]]:
    """Batches drawn ahead, a few at most. The thread is a daemon: one that hangs is left behind."""
    ready: Queue[tuple[T, ...] | BaseException] = Queue(maxsize=2)
    over = threading.Event()

    def hand(item: tuple[T, ...] | BaseException) -> bool:
        while not over.is_set():
            try:
                ready.put(item, timeout=0.2)
            except Full:
                continue
            return True
        return False

    def run() -> None:
        try:
            source = iter(parts)
            while hand(batch := tuple(islice(source, BATCH))) and batch:
                pass
        except BaseException as error:  # noqa: BLE001 - handed over, and raised where it is expected
            hand(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    furthest, ends = 0, monotonic() + seconds
    try:
        while True:
            try:
                item = ready.get(timeout=min(LOOK, seconds))
            except Empty:
                if (now := reached()) > furthest:
                    furthest, ends = now, monotonic() + seconds
                    yield ()
                elif monotonic() >= ends:
                    raise TimeoutError from None
                continue
            ends = monotonic() + seconds
            if isinstance(item, BaseException):
                raise item
            if not item:
                return
            yield item
    finally:
        over.set()


def as_wanted(parts: Iterable[T], seconds: float, reached: Callable[[], int]) -> Iterator[tuple[T, ...]]:
    """The same in the thread of whoever wants them, for a run in which nothing outside keeps anybody waiting.

    A batch that comes too late is no batch either, but a method that hangs keeps its caller.
    """
    source, began = iter(parts), monotonic()
    while batch := tuple(islice(source, BATCH)):
        if monotonic() - began >= seconds:
            raise TimeoutError
        yield batch
        began = monotonic()
