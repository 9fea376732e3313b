"""A simulated desk with every installed method, in a folder of its own."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from checkout_tui.plugins import discover
from checkout_tui.simulator.demo import Demo, open_demo
from checkout_tui.simulator.one_each import BEFORE_THANKSGIVING

Opened = Callable[..., Demo]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    """Opens a demonstration in the test's folder; opened again it goes on where it was left."""
    found = discover()
    if not found:
        pytest.skip("no payment method is installed")
    demos: list[Demo] = []

    def open_(start: datetime = BEFORE_THANKSGIVING, folder: Path = tmp_path, seed: str = "1") -> Demo:
        demos.append(open_demo(folder, found, start=start, seed=seed))
        return demos[-1]

    yield open_
    for demo in demos:
        demo.close()
