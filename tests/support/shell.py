"""The command line as a user calls it, with an empty home and no terminal."""

import json
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from importlib import metadata
from io import StringIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from checkout_tui.cli import main
from checkout_tui.hookspecs import ENTRY_POINTS

METHODS = sorted({point.name for point in metadata.entry_points(group=ENTRY_POINTS)})


needs_methods = pytest.mark.skipif(not METHODS, reason="no payment method is installed")


class Shell:
    """Runs the program as a user would, with an empty home and no terminal."""

    def __init__(self, home: Path) -> None:
        self.home = home
        kept = {key: os.environ[key] for key in ("PATH", "PYTHONPATH") if key in os.environ}
        self.environment = kept | {"HOME": str(home), "LANG": "C.UTF-8", "TERM": "xterm-256color"}

    def __call__(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Within this process: starting one takes longer than most commands do."""
        out, error = StringIO(), StringIO()
        umask = os.umask(0)
        with (
            patch.dict(os.environ, self.environment | more, clear=True),
            Path(os.devnull).open() as nothing,
            patch.object(sys, "stdin", nothing),
            redirect_stdout(out),
            redirect_stderr(error),
        ):
            try:
                main(arguments)
            except SystemExit as left:
                status = left.code
            finally:
                os.umask(umask)
        assert isinstance(status, int)
        return subprocess.CompletedProcess(arguments, status, out.getvalue(), error.getvalue())

    def alone(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        """In a process of its own, as the installed command is."""
        return subprocess.run(
            [sys.executable, "-m", "checkout_tui.cli", *arguments],
            capture_output=True,
            text=True,
            check=False,
            env=self.environment | more,
            stdin=subprocess.DEVNULL,
            timeout=100,
        )

    def json(self, *arguments: str) -> Any:
        done = self(*arguments, "--json")
        assert done.stderr == ""
        return json.loads(done.stdout)
