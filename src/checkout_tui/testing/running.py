"""Run the checks of the contract on a method, and say of each what came of it."""

from collections.abc import Iterator
from enum import StrEnum

from attrs import frozen

from checkout_tui.testing.checking import LEVELS, Broken, Check, NotApplicable, level_of
from checkout_tui.testing.contract import CHECKS
from checkout_tui.testing.patience import Stuck
from checkout_tui.testing.subject import Subject


class Verdict(StrEnum):
    """What came of one check."""

    KEPT = "kept"
    BROKEN = "broken"
    SKIPPED = "skipped"
    """It does not concern this method, or could not be tried; the reason says why."""


@frozen
class Result:
    """One check, and what came of it."""

    check: Check
    verdict: Verdict
    why: str = ""


def run_check(check: Check, subject: Subject) -> Result:
    """Try one sentence. A method that raises where nobody expected it has broken the sentence."""
    level = level_of(subject)
    if LEVELS.index(check.level) > LEVELS.index(level):
        return Result(check, Verdict.SKIPPED, f"of the level {check.level}; this method declares {level}")
    if subject.patience.stuck:
        return Result(check, Verdict.SKIPPED, f"a hook does not come back: {subject.patience.stuck}")
    try:
        check.run(subject)
    except NotApplicable as reason:
        return Result(check, Verdict.SKIPPED, str(reason))
    except (Broken, Stuck) as broken:
        return Result(check, Verdict.BROKEN, str(broken))
    except Exception as error:  # noqa: BLE001 - the text may hold anything, so only what it is called
        return Result(
            check, Verdict.BROKEN, f"{type(error).__name__} where an answer belongs: {_where(error)}"
        )
    return Result(check, Verdict.KEPT)


def run_contract(subject: Subject, only: frozenset[str] = frozenset()) -> Iterator[Result]:
    """Every check of the contract, or those with these ids."""
    for check in CHECKS:
        if not only or check.id in only:
            yield run_check(check, subject)


def _where(error: BaseException) -> str:
    """File and line where it was raised; never what was said."""
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    if place is None:
        return "?"
    return f"{place.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{place.tb_lineno}"
