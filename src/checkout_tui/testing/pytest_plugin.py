"""Fixtures for the tests of payment methods; pytest finds them wherever the host is installed."""

from collections.abc import Callable
from typing import Any

import pytest

from checkout_tui.testing.bench import Bench
from checkout_tui.testing.mixin import PaymentMethodContract
from checkout_tui.testing.story import Story
from checkout_tui.testing.subject import Subject


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
