"""Who may import whom: the rules hold, each of them can fail, and starting stays light."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LINTER = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
CONTRACTS = {each["id"]: each["name"] for each in LINTER["contracts"]}

# One violation each: the contract that must notice, the file that gets a line too many, the line.
SABOTAGE = [
    ("layers", "checkout_tui/desk/__init__.py", "import checkout_tui.cli"),
    ("layers", "checkout_tui/domain/money.py", "import checkout_tui.hookspecs"),
    ("layers", "checkout_tui/hookspecs.py", "import checkout_tui.config"),
    ("layers", "checkout_tui/store/__init__.py", "import checkout_tui.plugins"),
    ("layers", "checkout_tui/mail/__init__.py", "import checkout_tui.store"),
    ("layers", "checkout_tui/simulator/__init__.py", "import checkout_tui.tui"),
    ("layers", "checkout_tui/desk/__init__.py", "import checkout_tui.simulator"),
    ("layers", "checkout_tui/somewhere_new.py", "import checkout_tui.domain"),
    ("pure-domain", "checkout_tui/domain/money.py", "import sqlite3"),
    ("pure-domain", "checkout_tui/domain/money.py", "from time import monotonic"),
    ("pure-domain", "checkout_tui/domain/order.py", "def f():\n    import logging"),
    ("textual-in-tui", "checkout_tui/desk/orders.py", "from textual.app import App"),
    ("textual-in-tui", "checkout_tui/cli", "import textual"),
    ("textual-in-tui", "checkout_card/__init__.py", "import textual"),
    ("sql-in-store", "checkout_tui/desk/orders.py", "import sqlite3"),
    ("sql-in-store", "checkout_tui/mail/__init__.py", "from alembic import command"),
    ("tui-talks-to-desk", "checkout_tui/tui/__init__.py", "from checkout_tui.store import Store"),
    ("tui-talks-to-desk", "checkout_tui/tui/__init__.py", "import sqlalchemy"),
    ("tui-talks-to-desk", "checkout_tui/tui/__init__.py", "import checkout_tui.simulator"),
    ("front-door", "checkout_tui/__init__.py", "from checkout_tui.desk import Desk"),
    ("front-door", "checkout_tui/__init__.py", "from checkout_tui.store import tables"),
    ("plugins-front-door", "checkout_card/__init__.py", "from checkout_tui.domain.money import Money"),
    ("plugins-front-door", "checkout_ach/__init__.py", "from checkout_tui import domain"),
    ("plugins-without-kit", "checkout_wire/__init__.py", "from checkout_tui.testing import Bench"),
    ("plugins-without-kit", "checkout_check/__init__.py", "import pytest"),
    ("plugins-apart", "checkout_paypal/__init__.py", "import checkout_card"),
    ("host-names-no-method", "checkout_tui/desk/__init__.py", "def f():\n    import checkout_wire"),
    ("kit-only-in-testing", "checkout_tui/mail/__init__.py", "import hypothesis"),
    ("checks-without-test-tools", "checkout_tui/testing/__init__.py", "import pytest"),
]


def lint(*options: str, packages: Path | None = None) -> subprocess.CompletedProcess[str]:
    """The import linter on the packages in ``packages``, or on the installed ones."""
    environment = dict(os.environ)
    if packages is not None:
        environment["PYTHONPATH"] = str(packages)
    program = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [str(program), "--no-logo", "--no-cache", *options, str(ROOT / "pyproject.toml")],
        capture_output=True,
        text=True,
        env=environment,
        cwd=packages or ROOT,
        check=False,
    )


def test_the_rules_hold() -> None:
    """Every contract is kept by the code as it is."""
    result = lint()
    assert result.returncode == 0, result.stdout + result.stderr
    for name in CONTRACTS.values():
        assert f"{name} KEPT" in result.stdout


@pytest.mark.parametrize(("contract", "file", "line"), SABOTAGE)
def test_a_broken_rule_is_noticed(contract: str, file: str, line: str, tmp_path: Path) -> None:
    """One bad import in a copy of the tree, and the linter names the contract."""
    for source in [*ROOT.glob("src/*"), *ROOT.glob("plugins/*/src/*")]:
        if source.name in LINTER["root_packages"]:
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(source, tmp_path / source.name, ignore=ignored)
    victim = tmp_path / file
    if not victim.suffix:  # a module today, perhaps a package tomorrow
        victim = victim / "__init__.py" if victim.is_dir() else victim.with_suffix(".py")
    before = victim.read_text(encoding="utf-8") if victim.exists() else ""
    victim.write_text(f"{before}\n{line}\n", encoding="utf-8")

    result = lint("--contract", contract, packages=tmp_path)

    assert result.returncode == 1, result.stdout + result.stderr
    # A module in no layer is an error in how the contract is set up, not a broken chain.
    told = f"{CONTRACTS[contract]} BROKEN" in result.stdout or "somewhere_new" in result.stdout
    assert told, result.stdout


def test_every_rule_has_been_seen_to_fail() -> None:
    """No contract without a saboteur."""
    assert {contract for contract, _, _ in SABOTAGE} == set(CONTRACTS)


def loaded_by(module: str) -> set[str]:
    """What a fresh interpreter has loaded after importing ``module``."""
    result = subprocess.run(
        [sys.executable, "-c", f"import sys, {module}; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(result.stdout.split())


@pytest.mark.parametrize("module", ["checkout_tui", "checkout_tui.cli"])
def test_starting_the_host_loads_nothing_heavy(module: str) -> None:
    """What costs time to import waits until the first screen is painted."""
    heavy = {"alembic", "babel", "fpdf", "holidays", "httpx", "jinja2", "phonenumbers", "rapidfuzz"}
    assert not loaded_by(module) & (heavy | {"sqlalchemy", "textual"})


@pytest.mark.parametrize("plugin", [name for name in LINTER["root_packages"] if name != "checkout_tui"])
def test_a_plugin_loads_neither_screen_nor_wire(plugin: str) -> None:
    """Five plugins may be installed to show one screen: each must be cheap to look at."""
    heavy = {"holidays", "httpx", "lxml", "phonenumbers", "sqlalchemy", "textual"}
    assert not loaded_by(plugin) & heavy
