"""Desks in processes that are killed, beside a provider that outlives them.

Run as a program this is given a folder and a story, and forks one child after another: Python is
started once, and every child is killed at another step (or at another moment) of the story.
"""

import os
import pickle
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Connection
from support.paying import CARD, charge, paid
from support.refunds import asked, given_back
from support.scripted import Awaited
from support.waiting import awaiting
from support.world import World, build

from checkout_tui import AllocationRule, Promise
from checkout_tui.domain import reference
from checkout_tui.domain.outcomes import Outcome
from checkout_tui.store import documents

KILLS = 25


class Ledger(MutableMapping[str, Outcome]):
    """What the provider did, one file for each key, written whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(exist_ok=True, parents=True)

    def __getitem__(self, key: str) -> Outcome:
        try:
            outcome: Outcome = pickle.loads((self._folder / key).read_bytes())
        except FileNotFoundError:
            raise KeyError(key) from None
        return outcome

    def __setitem__(self, key: str, outcome: Outcome) -> None:
        draft = self._folder / f".{key}"
        draft.write_bytes(pickle.dumps(outcome))
        draft.rename(self._folder / key)

    def __delitem__(self, key: str) -> None:
        raise NotImplementedError  # what a provider did stays done

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(path.name for path in self._folder.iterdir() if path.name[0] != "."))

    def __len__(self) -> int:
        return len(list(iter(self)))


def opened(folder: Path, first_id: int = 1) -> World:
    """The desk on this folder's database, with this folder's provider."""
    world = build(f"sqlite:///{folder / 'checkout.db'}", first_id=first_id)
    world.provider.effects = Ledger(folder / "provider")
    return world


def kill_at(world: World, last: int) -> Callable[[object], None]:
    """Die at the ``last`` step from now: around each call of the provider and each commit, and where this is called."""
    steps = 0

    def step(*_: object) -> None:
        nonlocal steps
        steps += 1
        if steps == last:
            os.kill(os.getpid(), signal.SIGKILL)

    writing = world.store.writing

    @contextmanager
    def watched() -> Iterator[Connection]:
        with writing() as connection:
            yield connection
            step()
        step()

    world.store.writing = watched  # type: ignore[method-assign]
    world.provider.before = world.provider.after = step
    return step


def authorize(folder: Path, last: int) -> None:
    """One order, paid by card."""
    world = opened(folder)
    order = world.place()
    payment = world.desk.payments.prepare(order.reference, "charged", world.operator)
    kill_at(world, last)
    world.desk.payments.authorize(payment.id, CARD, world.operator)


def refund(folder: Path, last: int) -> None:
    """One order, paid by card and given back."""
    world = opened(folder)
    order = paid(world)
    code = asked(world, order.reference)
    kill_at(world, last)
    world.desk.refunds.confirm(order.reference, code, world.operator)


def at_the_bank(url: str, first_id: int) -> World:
    """A desk that ties what is exact by itself, and books two lines at a time so that few are many."""
    documents.BATCH = 2
    bank = Awaited(AllocationRule.ON_RECEIPT)
    bank.promise = Promise(replay_within=timedelta(days=3650))
    return build(url, bank, first_id=first_id)


def statement(world: World) -> bytes:
    """Of a desk with two orders, of which one is paid: the other's exact payment, one that is nobody's, and the
    first one's taken back."""
    first, waits = (reference.shown(awaiting(world).reference) for _ in range(2))
    world.desk.documents.import_document("before", f"STATEMENT\n99.00;{first};DAN".encode(), world.operator)
    rows = ("50.00;nobody's;EVE", f"99.00;{waits};ADA", f"-99.00;{first};DAN")
    return "\n".join(("STATEMENT", *rows)).encode()


def importing(folder: Path, last: int) -> None:
    """A bank's document, booked and tied, on a copy of what was prepared."""
    shutil.copy(folder.parents[1] / "prepared.db", folder / "checkout.db")
    world = at_the_bank(f"sqlite:///{folder / 'checkout.db'}", first_id=(last + 1) * 1_000_000)
    import_it(world, (folder.parents[1] / "statement").read_bytes(), last)


def import_it(world: World, content: bytes, last: int) -> None:
    told = kill_at(world, last)
    world.desk.documents.import_document("s.txt", content, world.operator, told=told)
    world.close()


def again_and_again(url: str, content: bytes) -> None:
    """The same document on one database, process after process: each lives a step longer, the last to the end."""
    for last in range(1, 100):
        child = _forked(
            lambda _, n: import_it(at_the_bank(url, (n + 1) * 1_000_000), content, n), Path(), last
        )
        _, status = os.waitpid(child, 0)
        if os.WIFEXITED(status):
            sys.exit(os.WEXITSTATUS(status))
    sys.exit("nobody came to the end")


def many(folder: Path, child: int) -> None:
    """Order after order, paid and every third given back, until somebody kills it."""
    world = opened(folder, first_id=child * 1_000_000 + 1)
    while True:
        for give_back in (False, False, True):
            order = world.place()
            (folder / f"at-work-{child}").touch()
            charge(world, order.reference)
            if give_back:
                given_back(world, order.reference)


def _forked(work: Callable[[Path, int], None], folder: Path, number: int) -> int:
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        work(folder, number)
        status = 0
    finally:
        os._exit(status)


def step_by_step(folder: Path, story: Callable[[Path, int], None]) -> None:
    """A fresh folder for every step that the story can be killed at; the last child lives to the end."""
    for last in range(1, 100):
        here = folder / f"{last:02d}"
        here.mkdir(parents=True)
        _, status = os.waitpid(_forked(story, here, last), 0)
        if os.WIFEXITED(status):
            sys.exit(os.WEXITSTATUS(status))


def at_any_moment(folder: Path) -> None:
    """The same folder for everybody; each child is killed somewhere."""
    chance = random.Random(4)
    for number in range(1, KILLS + 1):
        child = _forked(many, folder, number)
        # However slow the machine is: nobody is killed before work began, or nothing would be tried.
        while not (folder / f"at-work-{number}").exists() and os.waitpid(child, os.WNOHANG) == (0, 0):
            time.sleep(0.005)
        time.sleep(chance.uniform(0.0, 0.2))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        if os.WIFEXITED(status):
            sys.exit("a child ended by itself")


if __name__ == "__main__":
    where, told = Path(sys.argv[1]), sys.argv[2]
    if told == "importing":
        prepared = at_the_bank(f"sqlite:///{where / 'prepared.db'}", 1)
        (where / "statement").write_bytes(statement(prepared))
        prepared.close()
        step_by_step(where / "steps", importing)
    elif told.startswith("postgresql"):
        again_and_again(told, (where / "statement").read_bytes())
    elif told == "many":
        opened(where).close()
        at_any_moment(where)
    else:
        opened(where).close()
        step_by_step(where / "steps", {"authorize": authorize, "refund": refund}[told])
