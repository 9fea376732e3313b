"""What many tests share: the samples of others, a clock that stands still, and a desk on a database of its own."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from support.postgresql import fill_with_tables, schema, take_every_row_out
from support.shell import Shell

from checkout_tui.store import Store, create, open_engine

ROOT = Path(__file__).parents[1]
POSTGRES = "CHECKOUT_TEST_POSTGRES"

# How long an example takes says how busy the machine is; speed is measured in benchmarks/.
settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")


@pytest.fixture(scope="session")
def samples() -> Path:
    """Real files from others. With the folder present, a file that is missing is a failure, not a skip."""
    folder = Path(os.environ.get("CHECKOUT_SAMPLES", ROOT.parent / "shared" / "samples"))
    if not folder.is_dir():
        pytest.skip("the samples are not here: set CHECKOUT_SAMPLES to their folder")
    return folder


@pytest.fixture(scope="session")
def postgresql() -> str:
    """The URL of a server; without one a test is skipped, but not in CI."""
    server = os.environ.get(POSTGRES, "")
    if not server and os.environ.get("CI"):
        pytest.fail(f"{POSTGRES} is not set: the store is not tested on PostgreSQL")
    if not server:
        pytest.skip(f"no PostgreSQL: set {POSTGRES} to a server's URL")
    return server


@pytest.fixture(scope="session")
def kept_schema(postgresql: str) -> Iterator[str]:
    """A schema that is up to date; whoever uses it leaves it empty."""
    with schema(postgresql, f"kept{os.getpid()}") as url:
        fill_with_tables(url)
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of each kind without a row in it; SQLite's file is made by whoever opens it (``create``)."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'checkout.db'}"
        return
    url = request.getfixturevalue("kept_schema")
    yield url
    take_every_row_out(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def bare_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of each kind that has never been used: there is not even a table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'checkout.db'}"
        return
    with schema(request.getfixturevalue("postgresql"), f"bare{os.getpid()}") as url:
        yield url


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """An empty store, up to date, on each database."""
    if database_url.startswith("sqlite:"):
        create(Path(database_url.removeprefix("sqlite:///")))
    store = Store(open_engine(database_url))
    yield store
    store.close()


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """A shell with an empty home."""
    return Shell(tmp_path / "home")
