"""The kit has teeth: every evil twin is named by exactly the check that is there for its fault."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from testing.evil_twins.twins import TWINS, Twin

from checkout_tui.testing import CHECKS, Result, Verdict, run_contract, subject_of
from checkout_tui.testing.scaffold import Kind, scaffold

MIXED_UP = "_SEEN: dict[str, str] = {}\n"


@pytest.fixture
def found(tmp_path: Path) -> Iterator[Path]:
    """A folder whose plugins can be imported, and are forgotten afterwards."""
    before, known = list(sys.path), set(sys.modules)
    yield tmp_path
    sys.path[:] = before
    for name in set(sys.modules) - known:
        if name.startswith("checkout_twin"):
            del sys.modules[name]


def tried(into: Path, kind: Kind, twin: Twin | None = None) -> list[Result]:
    """The whole contract, on what the scaffold writes, with the twin's fault if there is one."""
    name = f"twin-{twin.name if twin else 'sane'}"[:30].rstrip("-")
    written = scaffold(name, kind, into)
    if twin is not None:
        path = written.folder / "src" / written.package / twin.file
        text = path.read_text(encoding="utf-8")
        assert text.count(twin.was) >= 1, f"{twin.file} has no longer what {twin.name} replaces"
        changed = text.replace(twin.was, twin.becomes)
        path.write_text(changed.replace("\n\nclass ", f"\n\n{MIXED_UP}\n\nclass ", 1), encoding="utf-8")
    sys.path.insert(0, str(written.folder / "src"))
    importlib.invalidate_caches()
    plugin = importlib.import_module(written.package).plugin
    codes = importlib.import_module(f"{written.package}.declines").MEANINGS
    return list(run_contract(subject_of(plugin, codes=codes)))


@pytest.mark.parametrize("twin", TWINS, ids=lambda twin: twin.name)
def test_a_twin_is_named_by_its_check_and_by_no_other(twin: Twin, found: Path) -> None:
    """One fault, one broken sentence: the kit neither overlooks it nor cries at everything."""
    broken = {r.check.id: r.why for r in tried(found, twin.kind, twin) if r.verdict is Verdict.BROKEN}
    assert set(broken) == {twin.breaks}, broken


@pytest.mark.parametrize("kind", Kind)
def test_a_sane_twin_breaks_nothing(kind: Kind, found: Path) -> None:
    """Without a fault the same plugin keeps every sentence."""
    assert not [(r.check.id, r.why) for r in tried(found, kind) if r.verdict is Verdict.BROKEN]


def test_there_are_twins_enough_and_each_is_alone() -> None:
    """At least 25 faults, no two alike, each with a check that exists."""
    assert len({twin.name for twin in TWINS}) == len(TWINS) >= 25
    assert {twin.breaks for twin in TWINS} <= {check.id for check in CHECKS}
