"""Fixtures for the tests of payment methods and of merchants; pytest finds them wherever the host is installed."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from checkout_tui.testing.bench import Bench
from checkout_tui.testing.mixin import PaymentMethodContract
from checkout_tui.testing.story import Story
from checkout_tui.testing.subject import Subject

if TYPE_CHECKING:
    from checkout_tui.simulator.result import Result as ScenarioResult
    from checkout_tui.simulator.virtual_clock import VirtualClock
    from checkout_tui.testing.merchant import Shop


@pytest.fixture
def checkout_bench() -> Callable[..., Bench]:
    """A bench for a method's hooks, one by one: ``bench = checkout_bench(plugin, secret_key="sk_test_x")``."""

    def made(method: object, **settings: Any) -> Bench:
        return Bench(method, settings)

    return made


@pytest.fixture
def checkout_subject(request: pytest.FixtureRequest) -> Subject:
    """The method on trial of a :class:`PaymentMethodContract`, for further tests in the same class."""
    cls = request.cls
    if cls is None or not issubclass(cls, PaymentMethodContract):
        pytest.fail("checkout_subject is for classes of PaymentMethodContract", pytrace=False)
    subject: Subject = cls.subject()
    return subject


@pytest.fixture
def checkout_story(checkout_subject: Subject) -> Story:
    """One payment by the method on trial, not begun yet: ``checkout_story.authorize()``."""
    return Story(checkout_subject)


@pytest.fixture
def checkout_world(tmp_path: Path) -> "Iterator[Shop]":
    """A simulated shop for a merchant's own tests: orders, customers who pay, and time that is moved by hand."""
    # A merchant's other tests do not wait for the whole program to be imported.
    from checkout_tui.testing.merchant import Shop  # noqa: PLC0415

    shop = Shop(tmp_path / "checkout")
    yield shop
    shop.close()


@pytest.fixture
def checkout_clock(checkout_world: "Shop") -> "VirtualClock":
    """The clock of ``checkout_world``: ``checkout_clock.move(days=3)``."""
    return checkout_world.clock


@pytest.fixture
def checkout_scenario() -> "Callable[..., ScenarioResult]":
    """Runs a scenario by name or from a file: ``checkout_scenario("short-wire", seed=7).good``."""

    def played(scenario: str, **how: Any) -> "ScenarioResult":
        from checkout_tui.plugins import discover, load  # noqa: PLC0415
        from checkout_tui.simulator.faithful import run  # noqa: PLC0415
        from checkout_tui.simulator.scenario import find  # noqa: PLC0415

        found = discover()
        return run(find(scenario, load(found).scenarios), found, **how)

    return played
