"""Documents of 100,000 entries: read and booked in the memory that one of a few takes."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from support.long_documents import FORMATS, total, write

from checkout_tui.plugins import discover

SHORT, LONG = 200, 20_000
MEGABYTES = 24
"""How much more memory a long document may take. Held as values, 20,000 lines take some 40 to 60."""


def imported(folder: Path, path: Path) -> tuple[dict[str, Any], float]:
    """The command's JSON, and the most memory that it had, in megabytes."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("CHECKOUT")}
    command = [sys.executable, "-m", "checkout_tui.cli", "import", str(path), "--json"]
    with (folder / "out.json").open("w+b") as out:
        child = subprocess.Popen(command, stdout=out, env=environment | {"HOME": str(folder)})
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        assert child.returncode == 0
        out.seek(0)
        return json.load(out), used.ru_maxrss / 1024


@pytest.mark.parametrize("kind", FORMATS)
def test_a_long_document_takes_little_more_memory_than_a_short_one(tmp_path: Path, kind: str) -> None:
    """The whole command, from the file to the last line of JSON; every entry is listed and booked."""
    if len(discover()) < 5:
        pytest.skip("not all five methods are installed")
    most = {}
    for count in (SHORT, LONG):
        report, most[count] = imported(tmp_path, write(tmp_path / f"{count}", kind, count))
        assert (report["entries"], len(report["lines"])) == (count, count)
        (minor,) = report["totals"].values()
        # The short one is the beginning of the long one wherever banks name entries by number.
        assert minor in (int(total(count) * 100), int((total(LONG) - total(SHORT)) * 100))
    assert most[LONG] - most[SHORT] < MEGABYTES
