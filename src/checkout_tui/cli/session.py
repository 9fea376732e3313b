"""One run of the program: for whom, in which language, with which configuration, and where it says things."""

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from attrs import define, field

from checkout_tui.cli import language
from checkout_tui.config import data_folder
from checkout_tui.domain.outside_text import safe
from checkout_tui.domain.sentence import N_, Reader, Sentence, sentence

if TYPE_CHECKING:
    from checkout_tui.config import Config
    from checkout_tui.desk import Desk

CALLED_WRONGLY = 2
LONGEST_LINE = 2000
BROWSER = "textual.drivers.web_driver:WebDriver"
"""What textual-serve has the program started with."""


@define
class Session:
    """What every command is given."""

    environment: Mapping[str, str]
    reader: Reader
    language_asked: bool = False
    """Whether ``--language`` was given: then it counts more than what is remembered."""
    _config: "Config | None" = field(default=None, init=False)

    @property
    def config(self) -> "Config":
        """The configuration, read when it is first needed. Raises BadSetup."""
        if self._config is None:
            from checkout_tui.config import load  # noqa: PLC0415 - after the first paint

            self._config = load(self.environment)
        return self._config

    @property
    def log(self) -> Path:
        """The file for what went wrong inside."""
        return data_folder() / "checkout-tui.log"

    @contextmanager
    def desk(self) -> "Iterator[Desk]":
        """The desk on the configured database, for as long as one command takes."""
        from checkout_tui.cli.wiring import build_desk  # noqa: PLC0415 - SQLAlchemy and httpx, only when needed

        desk = build_desk(self.config)
        try:
            yield desk
        finally:
            desk.store.close()

    # ------------------------------------------------------------ saying

    def say(self, text: str, /, **facts: object) -> None:
        """A line for a person. Whatever came from outside is made safe on its way."""
        self.tell(sentence(text, **facts))

    def tell(self, what: Sentence) -> None:
        """The same, of a sentence."""
        self.line(what.say(self.reader))

    def line(self, text: str) -> None:
        """Text that is in its language already, made safe line by line."""
        for each in text.splitlines() or [""]:
            click.echo(safe(each, LONGEST_LINE))

    def complain(self, what: Sentence) -> None:
        """A sentence on the error stream."""
        for each in what.say(self.reader).splitlines():
            click.echo(safe(each, LONGEST_LINE), err=True)

    @contextmanager
    def progress(self) -> "Iterator[Callable[[Sentence], None]]":
        """How far something long is: one line on the error stream that is written over, and gone at the end.

        Only where somebody looks at it.
        """
        if not (os.isatty(2) and os.environ.get("TERM", "") not in ("", "dumb")):
            yield lambda _: None
            return

        def told(what: Sentence) -> None:
            click.echo(f"\r{safe(what.say(self.reader), 78)}\x1b[K", err=True, nl=False)

        try:
            yield told
        finally:
            click.echo("\r\x1b[K", err=True, nl=False)

    def json(self, value: Any) -> None:
        """For a program; ASCII only, so that no terminal can be addressed by what it holds."""
        click.echo(json.dumps(value, indent=2, default=str))

    def json_with(self, value: dict[str, Any], key: str, many: Iterable[Any]) -> None:
        """The same with one more list, written item by item: it may be longer than what memory should hold."""
        begun = json.dumps(value, indent=2, default=str).removesuffix("\n}")
        click.echo(f'{begun},\n  "{key}": [', nl=False)
        between = ""
        for each in many:
            click.echo(f"{between}\n    {json.dumps(each, default=str)}", nl=False)
            between = ","
        click.echo(f"{between and chr(10) + '  '}]\n}}")


def reader_for(arguments: list[str], environment: Mapping[str, str]) -> Reader:
    """In whose language this run speaks: ``--language``, else the operator's, else the environment's."""
    asked = language.asked_for(arguments)
    return language.reader(asked or _operators(environment) or language.of_environment(environment))


def _operators(environment: Mapping[str, str]) -> str:
    from checkout_tui.config import config_path  # noqa: PLC0415

    path = config_path(environment)
    if not path.exists():
        return ""
    import tomllib  # noqa: PLC0415 - only where there is something to read

    try:
        said = tomllib.loads(path.read_text(encoding="utf-8")).get("operator", {})
        return language.known(str(said.get("language", "")))
    except (OSError, ValueError, AttributeError):
        # What is wrong with the file is told once it is needed; here it only has no language.
        return ""


def has_terminal() -> bool:
    """Whether somebody can be shown a screen: on a terminal, or in a browser by way of ``serve``."""
    if os.environ.get("TEXTUAL_DRIVER") == BROWSER:
        return True
    return os.isatty(0) and os.isatty(1) and os.environ.get("TERM", "") not in ("", "dumb", "unknown")


def no_terminal(session: Session) -> int:
    """Say that nobody can be shown a screen, and what works without one; returns the exit status."""
    session.complain(
        sentence(
            N_(
                "This is no terminal, so the screens cannot be shown. These work without one: "
                "serve, demo --headless, simulate, lookup, import, settle, privacy, plugins, doctor, config."
            )
        )
    )
    return CALLED_WRONGLY
