"""``checkout-tui plugin new``: whatever kind it writes keeps the contract, lints and type-checks, unedited."""

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from checkout_tui.domain.errors import BadInput
from checkout_tui.testing.scaffold import Kind, Licence, Written, scaffold

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
LONGEST = "abcdefghi-klmnopqrst-vwxyz0123"
"""As long as a name may be, and with dashes."""


def run(written: Written, *command: str) -> subprocess.CompletedProcess[str]:
    """A tool in the new distribution's folder, which finds it as if it were installed."""
    return subprocess.run(
        [str(BIN / command[0]), *command[1:]],
        cwd=written.folder,
        env={**os.environ, "PYTHONPATH": str(written.folder / "src"), "MYPYPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("name", ["aunt", LONGEST])
def test_it_lints_and_type_checks_unedited(kind: Kind, name: str, tmp_path: Path) -> None:
    """ruff and mypy --strict, as its own pyproject.toml sets them, find nothing, however long the name is."""
    written = scaffold(name, kind, tmp_path)
    for command in (("ruff", "check", "."), ("mypy",)):
        done = run(written, *command)
        assert done.returncode == 0, done.stdout + done.stderr
    assert tomllib.loads((written.folder / "pyproject.toml").read_text())["tool"]["mypy"]["strict"]


@pytest.mark.parametrize("kind", Kind)
def test_it_keeps_the_contract_unedited(kind: Kind, tmp_path: Path) -> None:
    """Its own tests, run by its own pyproject.toml, pass; and none is left out for want of a simulated side."""
    written = scaffold("aunt", kind, tmp_path)
    done = run(written, "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:randomly")
    assert done.returncode == 0, done.stdout
    assert " passed" in done.stdout
    assert "does not count what it does" not in done.stdout
    assert "see good-payment" not in done.stdout


@pytest.mark.parametrize("kind", Kind)
def test_nothing_is_left_to_fill_in(kind: Kind, tmp_path: Path) -> None:
    """No gap of the template stays, and the formatter would change nothing."""
    written = scaffold("aunt", kind, tmp_path)
    assert not [path for path in written.files if "@@" in path.read_text(encoding="utf-8")]
    assert run(written, "ruff", "format", "--check", ".").returncode == 0


def test_it_builds_a_wheel_with_its_entry_point(tmp_path: Path) -> None:
    """What is written is a distribution: it builds, and announces the method under its name."""
    written = scaffold("aunt", Kind.MANUAL, tmp_path)
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "dist")],
        cwd=written.folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    (wheel,) = (tmp_path / "dist").iterdir()
    shown = subprocess.run(
        [sys.executable, "-m", "zipfile", "-l", str(wheel)], capture_output=True, text=True, check=True
    )
    assert "checkout_aunt/py.typed" in shown.stdout
    assert 'aunt = "checkout_aunt:plugin"' in (written.folder / "pyproject.toml").read_text()


@pytest.mark.parametrize("licence", Licence)
def test_a_licence_is_chosen(licence: Licence, tmp_path: Path) -> None:
    """The text and the metadata agree, and without a licence there is neither."""
    written = scaffold("aunt", Kind.MANUAL, tmp_path, licence=licence)
    project = tomllib.loads((written.folder / "pyproject.toml").read_text())["project"]
    assert (written.folder / "LICENSE").exists() == (licence is not Licence.NONE) == ("license" in project)


@pytest.mark.parametrize(
    "name", ["Aunt", "9lives", "a_b", "", "é", "a--b", "-a", "x" * 31, "a b", "../a", "class", "tui"]
)
def test_a_bad_name_is_refused(name: str, tmp_path: Path) -> None:
    """A name that could be no entry point, no package or no folder is refused, and nothing is written."""
    with pytest.raises(BadInput):
        scaffold(name, Kind.MANUAL, tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_taken_name_is_refused(tmp_path: Path) -> None:
    """A method that is installed, and a folder that is there, keep their names."""
    with pytest.raises(BadInput, match="is taken: checkout-card is installed"):
        scaffold("card", Kind.PULL, tmp_path)
    scaffold("aunt", Kind.PULL, tmp_path)
    with pytest.raises(BadInput, match="is there already"):
        scaffold("aunt", Kind.PULL, tmp_path)


def test_the_command_says_what_comes_next(tmp_path: Path) -> None:
    """From a shell: the files, what to do with them, and JSON for programs; a refusal is told on the error stream."""

    def new(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "checkout_tui.cli", "plugin", "new", *arguments],
            cwd=tmp_path,
            env={**os.environ, "HOME": str(tmp_path), "LANG": "C.UTF-8"},
            capture_output=True,
            text=True,
            check=False,
        )

    first = new("aunt", "--kind", "redirect")
    assert (first.returncode, "checkout-tui plugin check aunt" in first.stdout) == (0, True)
    again = new("aunt", "--kind", "redirect")
    assert (again.returncode, "is there already" in again.stderr) == (1, True)
    said = json.loads(new("uncle", "--kind", "push", "--licence", "none", "--json").stdout)
    assert said["distribution"] == "checkout-uncle"
    assert all((tmp_path / path).exists() for path in said["files"])
    assert new("niece").returncode == 2
