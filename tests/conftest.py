"""What many tests share: the samples of others, a clock that stands still, and a desk on a database of its own."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from checkout_tui.store import Store, open_engine, upgrade

ROOT = Path(__file__).parents[1]
POSTGRES = "CHECKOUT_TEST_POSTGRES"


@pytest.fixture(scope="session")
def samples() -> Path:
    """Real files from others. With the folder present, a file that is missing is a failure, not a skip."""
    folder = Path(os.environ.get("CHECKOUT_SAMPLES", ROOT.parent / "shared" / "samples"))
    if not folder.is_dir():
        pytest.skip("the samples are not here: set CHECKOUT_SAMPLES to their folder")
    return folder


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of each kind; PostgreSQL where ``CHECKOUT_TEST_POSTGRES`` names a server."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'checkout.db'}"
        return
    server = os.environ.get(POSTGRES)
    if not server:
        if os.environ.get("CI"):
            pytest.fail(f"{POSTGRES} is not set: the store is not tested on PostgreSQL")
        pytest.skip(f"no PostgreSQL: set {POSTGRES} to a server's URL")
    engine = open_engine(server)
    schema = f"t{os.getpid()}_{abs(hash(request.node.nodeid)) % 10**9}"
    with engine.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    yield f"{server}{'&' if '?' in server else '?'}options=-csearch_path%3D{schema}"
    with engine.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    engine.dispose()


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """An empty store, up to date, on each database."""
    engine = open_engine(database_url)
    upgrade(engine)
    store = Store(engine)
    yield store
    store.close()
