"""The contract as a test class: three lines in a plugin's own tests.

::

    class TestCard(PaymentMethodContract):
        method = checkout_card.plugin

``good`` and ``bad`` are what it takes and refuses, where the answers that its fields declare for
demonstrations will not do; ``settings`` what it is set up with, ``codes`` what its provider documents.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, ClassVar
from unittest import SkipTest

from checkout_tui.testing.checking import Broken, Check
from checkout_tui.testing.contract import CHECKS
from checkout_tui.testing.running import Verdict, run_check
from checkout_tui.testing.subject import Given, Subject, subject_of


class PaymentMethodContract:
    """One test for each sentence of the contract; a test that is skipped says why."""

    method: ClassVar[Any] = None
    good: ClassVar[Given] = None
    bad: ClassVar[Given] = None
    settings: ClassVar[Mapping[str, Any]] = {}
    codes: ClassVar[Iterable[str]] = ()

    @classmethod
    @cache
    def subject(cls) -> Subject:
        """What is tried. Raises SkipTest in the contract itself."""
        if cls.method is None:
            raise SkipTest("the contract itself is no method: make a class of it, with method = …")
        return subject_of(cls.method, good=cls.good, bad=cls.bad, settings=cls.settings, codes=cls.codes)


def _test(check: Check) -> Callable[[PaymentMethodContract], None]:
    def test(self: PaymentMethodContract) -> None:
        __tracebackhide__ = True
        result = run_check(check, self.subject())
        if result.verdict is Verdict.SKIPPED:
            raise SkipTest(result.why)
        if result.verdict is Verdict.BROKEN:
            raise Broken(f"{check.sentence}\nInstead: {result.why}")

    test.__name__ = f"test_{check.id.replace('-', '_')}"
    test.__qualname__ = f"PaymentMethodContract.{test.__name__}"
    test.__doc__ = check.sentence
    return test


for _check in CHECKS:
    _made = _test(_check)
    setattr(PaymentMethodContract, _made.__name__, _made)
