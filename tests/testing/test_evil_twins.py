"""The kit has teeth: every evil twin is named by exactly the check that is there for its fault."""

import importlib
import logging
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from testing.evil_twins.twins import TWINS, WITHOUT, Twin

from checkout_tui.hookspecs import ENTRY_POINTS
from checkout_tui.testing import CHECKS, Result, Verdict, run_contract, subject_of
from checkout_tui.testing.scaffold import Kind, scaffold

ALL = frozenset(check.id for check in CHECKS)
MIXED_UP = "_SEEN: dict[str, object] = {}\n"


@pytest.fixture
def found(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Iterator[Path]:
    """A folder whose plugins can be imported, and are forgotten afterwards."""
    # Thousands of requests: pytest would format a line for each.
    caplog.set_level(logging.WARNING, "httpx")
    before, known = list(sys.path), set(sys.modules)
    yield tmp_path
    sys.path[:] = before
    for name in set(sys.modules) - known:
        if name.startswith(("checkout_twin", "payments")):
            del sys.modules[name]


def tried(into: Path, kind: Kind, twin: Twin | None = None, only: frozenset[str] = ALL) -> list[Result]:
    """The whole contract, or some of it, on what the scaffold writes, with the twin's fault if there is one."""
    name = f"twin-{twin.name if twin else 'sane'}"[:30].rstrip("-")
    written = scaffold(name, kind, into)
    source, package = written.folder / "src", written.package
    if twin is not None:
        package = spoilt(source, package, twin)
    sys.path.insert(0, str(source))
    importlib.invalidate_caches()
    plugin = importlib.import_module(package).plugin
    codes = importlib.import_module(f"{package}.declines").MEANINGS
    # A fresh interpreter is a tenth of a second, and shows only what a change to the imports has done.
    left_out = frozenset() if twin is None or "import" in twin.becomes else frozenset({"quiet-import"})
    return list(run_contract(subject_of(plugin, codes=codes), only - left_out))


def spoilt(source: Path, package: str, twin: Twin) -> str:
    """Put the fault into the plugin; returns what its package is called now."""
    path = source / package / twin.file
    text = path.read_text(encoding="utf-8")
    for was, becomes in ((twin.was, twin.becomes), twin.also):
        assert was in text, f"{twin.file} has no longer what {twin.name} replaces"
        text = text.replace(was, becomes) if was else text
    path.write_text(text.replace("\n\nclass ", f"\n\n{MIXED_UP}\n\nclass ", 1), encoding="utf-8")
    if twin.installed_as:
        info = source / f"{package}-1.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1\n")
        (info / "entry_points.txt").write_text(
            f"[{ENTRY_POINTS}]\n{twin.installed_as} = {package}:plugin\n", encoding="utf-8"
        )
    if twin.called:
        for file in (source / package).glob("*.py"):
            file.write_text(
                file.read_text(encoding="utf-8").replace(f"{package}.", f"{twin.called}."), encoding="utf-8"
            )
        (source / package).rename(source / twin.called)
    return twin.called or package


@pytest.mark.parametrize("twin", TWINS, ids=lambda twin: twin.name)
def test_a_twin_is_named_by_its_check_and_by_no_other(twin: Twin, found: Path) -> None:
    """One fault, one broken sentence: the kit neither overlooks it nor cries at everything."""
    broken = {r.check.id: r.why for r in tried(found, twin.kind, twin) if r.verdict is Verdict.BROKEN}
    assert set(broken) == {twin.breaks}, broken


@pytest.mark.parametrize("kind", Kind)
def test_a_sane_twin_breaks_nothing(kind: Kind, found: Path) -> None:
    """Without a fault the same plugin keeps every sentence."""
    assert not [(r.check.id, r.why) for r in tried(found, kind) if r.verdict is Verdict.BROKEN]


def test_what_can_only_be_asked_after_is_lost_and_found_too(found: Path) -> None:
    """Without a window for asking again, an answer that is lost is found by inquiring: the kit tries that alone."""
    was = "replay_within=timedelta(hours=24), "
    careful = Twin("asked-after", Kind.PULL, "", "describing.py", was, "")
    lost = frozenset(check for check in ALL if check.startswith("lost-answer-"))
    assert {r.verdict for r in tried(found, Kind.PULL, careful, lost)} == {Verdict.KEPT}


DELIVERIES = """
    @hookimpl
    def read_remittances(self, document: bytes):
        head, *rows = document.decode("utf-8", "replace").split("\\n") or [""]
        if head != "DELIVERIES":
            return None
        lines = []
        for number, row in enumerate(rows, 2):
            parts = row.split(";")
            if len(parts) == 7 and parts[2].isdecimal():
                kind = LineKind.RETURN if parts[6] else LineKind.NOTICE
                lines.append(
                    BankLine(number, kind, Money(int(parts[2]), "USD"), date(2026, 11, 24), parts[0], parts[4],
                        payer=parts[5], code=parts[6])
                )
        refused = "" if rows[-1:] == [f"END {len(lines)}"] else "it breaks off"
        return Reading("deliveries", 100, tuple(lines), refused=refused)

    @hookimpl
    def simulate(self, memory: Memory, now: Callable[[], datetime], settings: Settings) -> Simulated:
        def report(transfers, day):
            first = int(memory.get("deliveries", "0"))
            rows = [
                f"{first + nth};x;{t.amount.minor};USD;{t.reference};{t.payer};{t.returned}"
                for nth, t in enumerate(transfers)
            ]
            memory["deliveries"] = str(first + len(rows))
            return Document("hooks.txt", "\\n".join(["DELIVERIES", *rows, f"END {len(rows)}"]).encode())

        made = simulated_provider(memory, now)
        return Simulated(made.handle, report, made.triggers, made.effects)
"""


def test_a_gateway_may_tell_of_returns_in_documents(found: Path) -> None:
    """Whose provider ties the money may read its deliveries: what came is a notice, what went back a return."""
    simulate = "    @hookimpl\n    def simulate(self, memory: Memory, now: Callable[[], datetime], settings: Settings)"
    simulate += " -> Simulated:\n        return simulated_provider(memory, now)\n"
    imports = (
        "from checkout_tui import (\n",
        "from checkout_tui import (\n    BankLine, Document, LineKind, Reading,\n",
    )
    honest = Twin("tells-of-returns", Kind.PULL, "", "method.py", simulate, DELIVERIES, imports)
    results = {r.check.id: r for r in tried(found, Kind.PULL, honest)}
    assert not [(each.check.id, each.why) for each in results.values() if each.verdict is Verdict.BROKEN]
    assert results["late-returns-are-read"].verdict is Verdict.KEPT
    assert results["allocation-is-as-declared"].verdict is Verdict.KEPT


def test_a_hook_that_does_not_come_back_is_waited_for_once(
    found: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The kit says where the hook is, tries nothing else, and is done in the time of one question."""
    monkeypatch.setattr("checkout_tui.testing.patience.SECONDS", 0.2)
    before = '        answer = Provider(http, settings).post("/v1/payments", body, key)\n'
    wait = "        __import__('threading').Event().wait(5)\n"
    results = tried(found, Kind.PULL, Twin("hangs", Kind.PULL, "", "method.py", before, wait + before))
    (broken,) = (r for r in results if r.verdict is Verdict.BROKEN)
    assert re.fullmatch(r"it does not answer within 0\.2 seconds: method\.py:\d+, in authorize", broken.why)
    assert all(r.verdict is Verdict.SKIPPED for r in results[results.index(broken) + 1 :])


def test_there_are_twins_enough_and_each_is_alone() -> None:
    """At least 25 faults, no two alike; every check has a twin that it names, or no method can fail it alone."""
    assert len({twin.name for twin in TWINS}) == len(TWINS) >= 25
    assert {twin.breaks for twin in TWINS} == ALL - WITHOUT.keys()
    assert all(WITHOUT.values())
