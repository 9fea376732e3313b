"""A terminal on a simulated desk of its own: stories press keys, wait for what the screen says, and read it as text."""

import asyncio
import inspect
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from support.terminal import Opens, SlowDesk, Terminal
from support.till import Till, found
from support.world import SELLER, World, build

from checkout_tui.config.editing import Editor
from checkout_tui.desk import Desk
from checkout_tui.domain.operator import Operator
from checkout_tui.domain.seller import Seller
from checkout_tui.domain.sentence import Reader
from checkout_tui.simulator.demo import Demo, open_demo
from checkout_tui.tui.app import CheckoutApp

MONDAY = datetime(2026, 11, 23, 13, 2, tzinfo=UTC)
FRENCH = Reader("fr", lambda text: f"[fr] {text}")
"""Stands in for the catalogue: every sentence of the interface must have gone through it."""


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run stories that are coroutines, each on a loop of its own."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    names = pyfuncitem._fixtureinfo.argnames
    asyncio.run(pyfuncitem.obj(**{name: pyfuncitem.funcargs[name] for name in names}))
    return True


@pytest.fixture
def seller() -> Seller:
    """Whoever sells; tests of one subject may have another."""
    return SELLER


@pytest.fixture
def world(tmp_path: Path, seller: Seller) -> Iterator[World]:
    """A desk on an empty database, for journeys that know what its two methods answer."""
    made = build(f"sqlite:///{tmp_path / 'terminal.db'}", seller=seller)
    yield made
    made.close()


@pytest.fixture
def till() -> Till:
    """The other side of the card-like method, scripted by the test."""
    return Till()


@pytest.fixture
def demo(tmp_path: Path, till: Till) -> Iterator[Demo]:
    """A simulated desk on an empty SQLite database: a till by card, two methods that wait for money, a broken one."""
    made = open_demo(tmp_path / "demo", found(till), start=MONDAY)
    yield made
    made.close()


@pytest.fixture
def desk(demo: Demo) -> Desk:
    """The desk behind the terminal, for what happened before the story begins."""
    return demo.desk


@pytest.fixture
def slow_desk(desk: Desk) -> SlowDesk:
    """A desk that opens when the test lets it."""
    return SlowDesk(desk)


@pytest.fixture
def terminal(desk: Desk) -> Opens:
    """Opens the program in front of the desk: ``async with terminal() as it``."""

    @asynccontextmanager
    async def opens(
        size: tuple[int, int] = (80, 24),
        open_desk: Callable[[], Desk] = lambda: desk,
        by: Operator = Operator("ada"),  # noqa: B008 - frozen
        language: str = "en",
        editor: Editor | None = None,
        keep: Callable[[str, str], None] | None = None,
        reads: Reader | None = None,
    ) -> AsyncIterator[Terminal]:
        readers = {"en": Reader(), "fr": FRENCH}
        app = CheckoutApp(
            open_desk,
            by,
            reads or readers[language],
            readers,
            open_editor=(lambda: editor) if editor is not None else None,
            keep=keep,
        )
        async with app.run_test(size=size) as pilot:
            yield Terminal(app, pilot)

    return opens
