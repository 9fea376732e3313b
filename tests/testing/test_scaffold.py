"""``checkout-tui plugin new``: whatever kind it writes keeps the contract, lints and type-checks, unedited."""

import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from checkout_tui.domain.errors import BadInput
from checkout_tui.testing.scaffold import Kind, Licence, Written, scaffold

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
LONGEST = "abcdefghi-klmnopqrst-vwxyz012"
"""With the kind's number behind it as long as a name may be, and with dashes."""


@pytest.fixture(scope="module")
def family(tmp_path_factory: pytest.TempPathFactory) -> list[Written]:
    """A distribution of every kind with a usual name, and then one of every kind with a name as long as may be."""
    into = tmp_path_factory.mktemp("family")
    usual = [scaffold(f"aunt-{kind}", kind, into) for kind in Kind]
    return [*usual, *(scaffold(f"{LONGEST}{number}", kind, into) for number, kind in enumerate(Kind))]


def run(written: list[Written], *command: str) -> subprocess.CompletedProcess[str]:
    """A tool in the folder of the first, which finds them all as if they were installed."""
    sources = os.pathsep.join(str(each.folder / "src") for each in written)
    return subprocess.run(
        [str(BIN / command[0]), *command[1:]],
        cwd=written[0].folder,
        env={**os.environ, "PYTHONPATH": sources, "MYPYPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_lints_and_type_checks_unedited(family: list[Written]) -> None:
    """ruff and mypy --strict, as its own pyproject.toml sets them, find nothing, however long the name is."""
    folders = [str(each.folder) for each in family]
    packages = [str(each.folder / "src" / each.package) for each in family]
    # The formatter would change nothing, either.
    for command in (
        ["ruff", "check", *folders],
        ["ruff", "format", "--check", *folders],
        ["mypy", *packages],
    ):
        done = run(family, *command)
        assert done.returncode == 0, done.stdout + done.stderr
    assert tomllib.loads((family[0].folder / "pyproject.toml").read_text())["tool"]["mypy"]["strict"]


def test_it_keeps_the_contract_unedited(family: list[Written]) -> None:
    """Its own tests pass, every kind's; and none is left out for want of a simulated side."""
    usual = family[: len(Kind)]
    tests = [str(each.folder / "tests") for each in usual]
    done = run(usual, "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:randomly", *tests)
    assert done.returncode == 0, done.stdout
    passed = re.search(r"(\d+) passed", done.stdout)
    assert passed
    assert int(passed[1]) > 30 * len(usual)
    assert "does not count what it does" not in done.stdout
    assert "see good-payment" not in done.stdout


def test_nothing_is_left_to_fill_in(family: list[Written]) -> None:
    """No gap of the template stays."""
    files = [path for written in family for path in written.files]
    assert not [path for path in files if "@@" in path.read_text(encoding="utf-8")]


def test_it_builds_a_wheel_with_its_entry_point(family: list[Written], tmp_path: Path) -> None:
    """What is written is a distribution: every kind builds, and announces the method under its name."""
    building = (
        "import os, sys, hatchling.build as b\nfor d in sys.argv[2:]: os.chdir(d); b.build_wheel(sys.argv[1])"
    )
    usual = family[: len(Kind)]
    folders = [str(each.folder) for each in usual]
    subprocess.run([sys.executable, "-c", building, str(tmp_path), *folders], check=True)
    for written, wheel in zip(
        sorted(usual, key=lambda each: each.package), sorted(tmp_path.iterdir()), strict=True
    ):
        with zipfile.ZipFile(wheel) as held:
            names = held.namelist()
            (points,) = (name for name in names if name.endswith("entry_points.txt"))
            assert f"{written.package}/py.typed" in names
            name = written.distribution.removeprefix("checkout-")
            assert f"{name} = {written.package}:plugin" in held.read(points).decode()


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
