"""The log: a file that only its owner reads, without card numbers, bank accounts or the values of variables."""

import logging
import os
from collections.abc import Callable
from pathlib import Path

from checkout_tui.domain.outside_text import redacted, safe

LONGEST = 4000
_BIG = 5_000_000


class Redacting(logging.Formatter):
    """Takes out of the finished line what must not stay: here, because filters miss tracebacks and child loggers."""

    def format(self, record: logging.LogRecord) -> str:
        lines = super().format(record).splitlines()
        return "\n".join(redacted(safe(line, LONGEST)) for line in lines)


class PrivateFile(logging.FileHandler):
    """Creates its file readable by its owner only; a big one is begun anew, and the last kept as ``.1``."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size > _BIG:
            path.replace(path.with_name(path.name + ".1"))
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600))
        super().__init__(path, encoding="utf-8", delay=True)


def log_to(path: Path) -> None:
    """Send everything from warnings up to ``path``. A place where nothing can be written is no reason to stop."""
    try:
        handler: logging.Handler = PrivateFile(path)
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(Redacting("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    for old in root.handlers[:]:
        if isinstance(old, PrivateFile):
            root.removeHandler(old)
            old.close()
    root.addHandler(handler)
    root.setLevel(logging.WARNING)


def incident(error: BaseException, new_id: Callable[[], str]) -> str:
    """Write an unexpected error to the log under an id that the user can tell somebody."""
    number = new_id()
    logging.getLogger("checkout_tui").error("incident %s", number, exc_info=error)
    return number
