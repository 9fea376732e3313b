"""The benchmarks clean up after themselves, also when nobody lets them."""

import subprocess
import sys
from pathlib import Path

import pytest

PLACE = Path(__file__).parents[1] / "benchmarks"
STARTS = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from in_a_terminal import screen
with screen([sys.executable, "-c", "import time; time.sleep(60)"], Path.cwd()) as shown:
    print(shown.process.pid, flush=True)
    sys.stdin.read()
"""


@pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="only Linux tells a program that its parent died"
)
def test_what_a_benchmark_shows_does_not_outlive_it() -> None:
    """A benchmark that is killed leaves no program behind that eats the processor for the rest of the day."""
    benchmark = subprocess.Popen(
        [sys.executable, "-c", STARTS, str(PLACE)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert benchmark.stdout is not None
    shown = Path("/proc", benchmark.stdout.readline().strip())
    assert shown.exists()
    benchmark.kill()
    benchmark.communicate()
    for _ in range(1000):
        # Whoever reaps it may be slow: a process that is only remembered runs no more.
        if not shown.exists() or "State:\tZ" in (shown / "status").read_text(encoding="utf-8"):
            return
        subprocess.run(["true"], check=True)
    raise AssertionError(shown)
