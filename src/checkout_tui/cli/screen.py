"""Opening the screens: the environment cleaned, the first paint first, everything else in a thread after it."""

import gc
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checkout_tui.cli import language
from checkout_tui.cli.log import log_to
from checkout_tui.cli.session import BROWSER, Session
from checkout_tui.domain.operator import Operator

if TYPE_CHECKING:
    from checkout_tui.config.editing import Editor
    from checkout_tui.desk import Desk

LOCAL_FPS = "240"
"""How often the screen may be painted where no slow line is in between: the frame clock is what typing waits for."""
LETS_GO = 0.001


def show(
    session: Session,
    open_desk: "Callable[[], tuple[Desk, Operator]]",
    open_editor: "Callable[[], Editor] | None" = None,
) -> int:
    """Show the screens until the operator leaves. Returns the exit status.

    ``open_desk`` is called once the first screen is painted; who the operator is, the configuration
    says, and that is read by then too. Until it is, nobody is at the keyboard who may do anything.
    """
    served = os.environ.get("TEXTUAL_DRIVER") == BROWSER
    for name in [name for name in os.environ if name.startswith("TEXTUAL")]:
        # TEXTUAL_LOG writes every key that is pressed to a file, a card number's too.
        del os.environ[name]
    # A search waits for the painting of the key that asked for it, unless that lets go sooner than Python's 5 ms.
    sys.setswitchinterval(LETS_GO)
    if served:
        os.environ |= {"TEXTUAL_DRIVER": BROWSER, "TEXTUAL_COLOR_SYSTEM": "truecolor"}
    elif "SSH_CONNECTION" not in os.environ:
        os.environ["TEXTUAL_FPS"] = LOCAL_FPS
    log_to(session.log)
    # Nothing is worth collecting before the first paint, and looking for it costs a tenth of the time until then.
    gc.disable()
    from checkout_tui.tui.app import CheckoutApp  # noqa: PLC0415 - after the environment is cleaned

    def opened() -> "Desk":
        gc.enable()
        desk, app.operator = open_desk()
        return desk

    remembered = session.log.with_name("screen.toml")
    kept = _kept(remembered)
    reader = session.reader
    if not session.language_asked and kept.get("language") in language.LANGUAGES:
        reader = language.reader(str(kept["language"]))
    readers = {code: language.reader(code) for code in language.LANGUAGES}
    nobody_yet = Operator("", reader.language, frozenset())
    app = CheckoutApp(
        opened,
        nobody_yet,
        reader,
        readers | {reader.language: reader},
        open_editor=open_editor,
        theme=str(kept.get("theme", "")),
        keep=lambda theme, spoken: _keep(remembered, theme, spoken),
    )
    app.run()
    gc.enable()
    if app.last_words is not None:
        session.complain(app.last_words)
    return app.return_code or 0


def _kept(path: Path) -> dict[str, Any]:
    """The colours and the language that were chosen last; nothing when nobody can read which."""
    if not path.exists():
        return {}
    import tomllib  # noqa: PLC0415 - only where there is something to read

    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def _keep(path: Path, theme: str, spoken: str) -> None:
    import tomli_w  # noqa: PLC0415 - rarely needed

    # Colours that cannot be kept are no reason to say anything to whoever has a caller on the line.
    with suppress(OSError):
        path.write_text(tomli_w.dumps({"theme": theme, "language": spoken}), encoding="utf-8")
