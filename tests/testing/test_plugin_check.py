"""``checkout-tui plugin check``: the same checks as the test class, from a shell."""

import json
import os
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from checkout_tui.hookspecs import ENTRY_POINTS
from checkout_tui.testing import CHECKS

METHODS = sorted({point.name for point in metadata.entry_points(group=ENTRY_POINTS)})
FEW = ("good-payment", "one-entry-point", "lost-answer-authorize", "documents-are-read-back")


def check(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    kept = {key: os.environ[key] for key in ("PATH", "PYTHONPATH") if key in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "checkout_tui.cli", "plugin", "check", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=kept | {"HOME": str(home), "LANG": "C.UTF-8"},
    )


@pytest.mark.parametrize("method", METHODS)
def test_an_installed_method_is_tried(method: str, tmp_path: Path) -> None:
    """JSON names each check with its sentence and verdict; nothing of the built-in methods is broken."""
    done = check(tmp_path, method, "--json", *(f"--only={each}" for each in FEW))
    assert done.returncode == 0, done.stdout + done.stderr
    said = json.loads(done.stdout)
    assert said["method"] == method
    assert {each["id"] for each in said["checks"]} == set(FEW)
    assert all(each["sentence"] for each in said["checks"])
    assert all(each["why"] for each in said["checks"] if each["verdict"] == "skipped")
    assert (said["kept"] + said["skipped"], said["broken"]) == (len(FEW), 0)


@pytest.mark.skipif(not METHODS, reason="no payment method is installed")
def test_a_table_for_people_leaves_out_what_was_skipped(tmp_path: Path) -> None:
    """One line for each check that was tried; with --all, the others and why."""
    only = [f"--only={each}" for each in FEW]
    short, long = check(tmp_path, METHODS[0], *only), check(tmp_path, METHODS[0], "--all", *only)
    assert "kept" in short.stdout
    assert "skipped " not in short.stdout.replace("0 skipped", "")
    assert all(each in long.stdout for each in FEW)


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("nope",), 3, "No payment method called nope is installed"),
        (("card", "--only", "nope"), 1, "There is no check nope"),
    ],
)
def test_what_is_not_there_is_said(arguments: tuple[str, ...], code: int, says: str, tmp_path: Path) -> None:
    """A method or a check that does not exist is no pass."""
    done = check(tmp_path, *arguments)
    assert (done.returncode, says in done.stderr) == (code, True)


def test_every_check_is_a_sentence_of_its_own() -> None:
    """No two checks share an id or a sentence, and each sentence ends like one."""
    assert len({each.id for each in CHECKS}) == len({each.sentence for each in CHECKS}) == len(CHECKS)
    assert all(each.sentence.endswith(".") and len(each.sentence) > 40 for each in CHECKS)
