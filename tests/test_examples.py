"""The example projects in the documentation run as they are, from a copy outside the repository."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from checkout_tui.plugins import discover

EXAMPLES = Path(__file__).parents[1] / "docs" / "examples"


@pytest.mark.skipif(
    {"card", "wire"} - {plugin.name for plugin in discover()} != set(),
    reason="a payment method is not installed",
)
def test_a_merchants_own_tests_pass(tmp_path: Path) -> None:
    """The fixtures are found by pytest without any configuration, and every example test passes."""
    copy = shutil.copytree(EXAMPLES / "merchant-tests", tmp_path / "merchant-tests")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(copy), str(copy)],
        cwd=copy,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "7 passed" in done.stdout
