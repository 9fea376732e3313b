"""A desk with scripted methods, on each database."""

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from support.world import SELLER, World, build

from checkout_tui.domain.seller import Seller


@pytest.fixture
def seller() -> Seller:
    """Whoever sells; tests of one subject may have another."""
    return SELLER


@pytest.fixture
def world(database_url: str, seller: Seller) -> Iterator[World]:
    """A desk on an empty database."""
    made = build(database_url, seller=seller)
    yield made
    made.close()


@pytest.fixture
def fresh_world() -> Iterator[Callable[[], World]]:
    """As many desks as a property wants, each on a database of its own."""
    with TemporaryDirectory() as folder:
        count = iter(range(10**6))
        yield lambda: build(f"sqlite:///{Path(folder) / f'{next(count)}.db'}")
