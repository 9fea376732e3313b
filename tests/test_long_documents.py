"""Long documents: read and booked in the memory that short ones take. 100,000 entries: benchmarks/importing.py."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from support.long_documents import FORMATS, total, write

from checkout_tui.plugins import discover

ENTRIES = 30_000
READING = 2
"""Megabytes that reading may take beyond a tenth of the entries. Held as values, 27,000 take some 45."""
SHORT, LONG = 1_000, 6_000
IMPORTING = 8
"""The same of the whole command, from the file to the last line of JSON."""


@pytest.fixture(autouse=True)
def every_method() -> None:
    """What is measured is the readers of the installed methods."""
    if len(discover()) < 5:
        pytest.skip("not all five methods are installed")


def environment(**more: str) -> dict[str, str]:
    """Of a process that is no merchant's."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("CHECKOUT")}
    return kept | more


@pytest.mark.parametrize("kind", FORMATS)
def test_a_long_document_is_read_in_the_memory_of_a_tenth(tmp_path: Path, kind: str) -> None:
    """Each reader hands on an entry once it is complete and forgets it: memory does not grow with the entries."""
    path = os.pathsep.join(filter(None, sys.path))
    command = [sys.executable, "-m", "support.long_documents", str(tmp_path), str(ENTRIES), kind]
    done = subprocess.run(
        command, env=environment(PYTHONPATH=path), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    entries, more = json.loads(done.stdout)
    assert entries == ENTRIES
    assert more <= READING


def imported(folder: Path, path: Path) -> tuple[dict[str, Any], float]:
    """The command's JSON, and the most memory that it had, in megabytes."""
    command = [sys.executable, "-m", "checkout_tui.cli", "import", str(path), "--json"]
    with (folder / "out.json").open("w+b") as out:
        child = subprocess.Popen(command, stdout=out, env=environment(HOME=str(folder)))
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        assert child.returncode == 0
        out.seek(0)
        return json.load(out), used.ru_maxrss / 1024


@pytest.mark.parametrize(("kind", "sign"), [("lockbox", 1), ("x9", -1)])
def test_a_long_document_takes_little_more_memory_than_a_short_one(
    tmp_path: Path, kind: str, sign: int
) -> None:
    """The whole command, from the file to the last line of JSON; every entry is listed and booked, to the cent.

    Also where all of it comes back and is of nothing here: what waits is not held either.
    """
    most = {}
    for count in (SHORT, LONG):
        report, most[count] = imported(tmp_path, write(tmp_path / f"{count}", kind, count))
        assert (report["entries"], len(report["lines"])) == (count, count)
        # The short one is the beginning of the long one: what it brought is not booked again.
        assert report["totals"] == {
            "USD": sign * int((total(count) - (0 if count == SHORT else total(SHORT))) * 100)
        }
    assert most[LONG] - most[SHORT] < IMPORTING
