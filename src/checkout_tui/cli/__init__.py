"""The command line, and the composition root: what there is, where it is put together, and what it answers.

Exit status: 0 done · 1 something is to be acted on · 2 it was called wrongly, or there is no
terminal · 3 the configuration, a plugin or the database must be mended · 4 a mistake of the
program · 130 broken off.
"""

import os
import sys
from collections.abc import Sequence

from checkout_tui.cli.commands import run

__all__ = ["main"]

_OURS_ONLY = 0o077


def main(arguments: Sequence[str] | None = None) -> None:
    """The entry point: run, and leave with the status."""
    os.umask(_OURS_ONLY)
    sys.exit(run(sys.argv[1:] if arguments is None else list(arguments)))
