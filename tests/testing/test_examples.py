"""The documentation's examples: the tutorial builds what it says, and a method of version 1 keeps working."""

import hashlib
import importlib
import inspect
import os
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import tutorial

from checkout_tui import Settled, hookspecs
from checkout_tui.plugins import Lane, lanes, reasons
from checkout_tui.testing import Verdict, run_contract, sample_order, sample_payment, subject_of

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
FROZEN = EXAMPLES / "frozen-v1" / "checkout_voucher.py"
CHECKSUM = "1990db729f4a77aa718247b9e69e3e8ff774a692fc65204dd9e066a48c2fc208"


def imported(folder: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.delitem(sys.modules, name, raising=False)
    return importlib.import_module(name)


def test_the_example_is_what_the_tutorial_builds() -> None:
    """docs/examples/checkout-cash holds exactly the files that the page's code blocks make, one after the other."""
    files = tutorial.built(tutorial.PAGE.read_text(encoding="utf-8"))
    assert {"pyproject.toml", "src/checkout_cash/__init__.py", "tests/test_cash.py"} == set(files)
    for path, text in files.items():
        assert (tutorial.EXAMPLE / path).read_text(encoding="utf-8") == text, (
            f"run tools/tutorial.py ({path})"
        )


def test_the_tutorial_keeps_the_contract(tmp_path: Path) -> None:
    """Built from the page alone, its own tests and those of the page on testing pass; it lints and type-checks."""
    tutorial.write(tmp_path)
    page = (tutorial.DOCS / "testing-your-plugin.md").read_text(encoding="utf-8")
    documented = "\n\n".join(re.findall(r"^```python\n(.*?)^```$", page, re.MULTILINE | re.DOTALL))
    assert "checkout_story" in documented
    assert "checkout_bench" in documented
    (tmp_path / "tests" / "test_documented.py").write_text(documented, encoding="utf-8")
    program = Path(sys.executable).parent
    environment = {
        **os.environ,
        "PYTHONPATH": str(tmp_path / "src"),
        "MYPYPATH": str(Path(__file__).parents[2] / "src"),
    }
    for command in (("pytest", "-q", "-p", "no:cacheprovider", "tests"), ("ruff", "check", "src"), ("mypy",)):
        done = subprocess.run(
            [str(program / command[0]), *command[1:]],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_the_frozen_example_is_frozen() -> None:
    """The method of version 1 is what it was: whoever has to change it has broken the API."""
    assert hashlib.sha256(FROZEN.read_bytes()).hexdigest() == CHECKSUM


def test_the_frozen_example_keeps_todays_contract(monkeypatch: pytest.MonkeyPatch) -> None:
    """A method of version 1 keeps every sentence of the contract as it is now."""
    plugin = imported(FROZEN.parent, "checkout_voucher", monkeypatch).plugin
    broken = [(r.check.id, r.why) for r in run_contract(subject_of(plugin)) if r.verdict is Verdict.BROKEN]
    assert not broken


def grown() -> ModuleType:
    """Tomorrow's hooks: one more argument everywhere, and one more hook."""
    source = inspect.getsource(hookspecs)
    source = re.sub(r"\n(    )?amount: Money,\n", r"\n\1amount: Money,\n\1weather: str,\n", source)
    source += (
        "\n\n@hookspec(firstresult=True)\ndef forecast(weather: str) -> str:\n    raise NotImplementedError\n"
    )
    module = ModuleType("checkout_tui_tomorrow")
    exec(compile(source, "tomorrow", "exec"), vars(module))
    return module


def test_the_frozen_example_works_when_the_api_has_grown(monkeypatch: pytest.MonkeyPatch) -> None:
    """More arguments and more hooks are offered tomorrow; the old method takes what it took, and answers."""
    plugin = imported(FROZEN.parent, "checkout_voucher", monkeypatch).plugin
    tomorrow: Any = grown()
    assert "weather" in inspect.signature(tomorrow.authorize).parameters
    for module in (lanes, reasons):
        monkeypatch.setattr(module, "hookspecs", tomorrow)
    lane = Lane("voucher", plugin)
    assert "forecast" in reasons.all_hooks()
    assert not lane.can("forecast")
    order = sample_order()
    details = subject_of(plugin).details(subject_of(plugin).good)
    answer = lane.ask(
        "authorize",
        payment=sample_payment(order, "voucher"),
        order=order,
        amount=order.total,
        details=details,
        today=order.placed_at.date(),
        weather="fine",
    )
    assert answer == Settled("V100", order.total, on=order.placed_at.date())


def test_another_api_version_is_told_by_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """When version 2 comes, a method of version 1 is not asked for money, and the reason says both numbers."""
    plugin = imported(FROZEN.parent, "checkout_voucher", monkeypatch).plugin
    monkeypatch.setattr("checkout_tui.domain.method.API_VERSION", 2)
    with pytest.raises(Exception, match="Written for plugin API 1; this host speaks 2"):
        Lane("voucher", plugin)
