"""A whole import of a long bank's document: how fast, and in how much memory, beside one of a hundredth of its length.

The command as an operator runs it, on an empty database: read, held against its totals, booked in one
transaction, looked at whose it is, and every entry printed.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from support.long_documents import FORMATS, write


def imported(folder: Path, path: Path) -> tuple[float, float]:
    """Seconds of the processor, and megabytes at the most."""
    began = sum(os.times()[2:4])
    environment = {key: value for key, value in os.environ.items() if not key.startswith("CHECKOUT")}
    command = [sys.executable, "-m", "checkout_tui.cli", "import", str(path), "--json"]
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment | {"HOME": str(folder)})
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"the import ended with {child.returncode}")
    return sum(os.times()[2:4]) - began, used.ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--kind", choices=FORMATS, action="append")
    asked = parser.parse_args()
    for kind in asked.kind or FORMATS:
        least = most = took = began = 0.0
        for count in (asked.entries // 100, asked.entries):
            with tempfile.TemporaryDirectory() as name:
                began = time.perf_counter()
                took, most = imported(Path(name), write(Path(name) / kind, kind, count))
                least = least or most
        seconds = time.perf_counter() - began
        print(
            f"{kind:8} {asked.entries / took:7.0f} entries a second of the processor, {seconds:6.1f} s by the clock; "
            f"{most:5.1f} MB, {most / least:.2f} × the memory of {asked.entries // 100}"
        )
    print(f"measured {date.today().isoformat()}, {asked.entries} entries")  # noqa: DTZ011


if __name__ == "__main__":
    main()
