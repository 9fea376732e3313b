"""Looking at a run while it goes on: whether the money rules hold, and what became of each order."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from checkout_tui.domain.history import Doubt, Standing
from checkout_tui.domain.payment import Payment
from checkout_tui.simulator.checks import Checks, Violation
from checkout_tui.store import Store

Pushed = dict[str, tuple[int, int]]
"""What arrived and what was taken back, by method."""


class Watch:
    """Looks after every step that wrote, at what it touched, and in the evening at everything."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self._checks = Checks(store)
        self._now = now
        self._mailed: set[str] = set()
        self.violations: list[Violation] = []
        self.settled: dict[str, datetime] = {}
        """When each order was settled first, by reference."""
        self.unclear: set[str] = set()
        """References of orders that a person has to look after."""
        self.looks = 0

    def look(self, references: tuple[str, ...]) -> None:
        """At what a step touched."""
        self.violations += self._checks.touched(references, self._now(), self._seen)

    def everything(self, reported: dict[tuple[str, str], int], old: Iterable[str]) -> None:
        """At everything as a whole; and of each order that is ``old`` enough, once, whether a mail was written."""
        mailed = [reference for reference in old if reference not in self._mailed]
        self._mailed.update(mailed)
        self.violations += self._checks.everything(reported, self._now(), mailed=mailed)

    def pushed(self) -> Pushed:
        """What arrived, to be compared after time passed."""
        return self._checks.pushed()

    def nothing_moved(self, before: Pushed, by_themselves: Callable[[str], bool]) -> None:
        """Time alone moves no money (rule 7), but where a provider tells us of it ``by_themselves``."""
        after: Mapping[str, tuple[int, int]] = self._checks.pushed()
        for method, amounts in after.items():
            if not by_themselves(method) and amounts != before.get(method, amounts):
                self.violated("time", "", f"{method}: {before[method]} became {amounts}")

    def violated(self, rule: str, order: str, detail: str) -> None:
        """Something that must not be."""
        self.violations.append(Violation(rule, order, self._now(), detail))

    def _seen(self, reference: str, tries: tuple[Payment, ...]) -> None:
        unclear = any(
            each.doubt is not Doubt.NONE
            or (each.standing is Standing.AWAITING_FUNDS and each.allocated > each.settled)
            for each in tries
        )
        (self.unclear.add if unclear else self.unclear.discard)(reference)
        settled = [each.settled_at for each in tries if each.settled_at is not None]
        if settled:
            self.settled.setdefault(reference, min(settled))
