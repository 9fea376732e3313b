"""click, speaking the reader's language: what it shows is translated when it is shown, not when it is written."""

import gettext
from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

import click

from checkout_tui.domain.errors import BadInput
from checkout_tui.domain.sentence import N_

Command = TypeVar("Command", bound=Callable[..., Any])


def spoken(text: str | None) -> str:
    """``text`` in the language of this run."""
    return gettext.gettext(text) if text else ""


class SpokenOption(click.Option):
    """An option whose help is translated."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        record = super().get_help_record(ctx)
        return (
            (record[0], record[1].replace(self.help, spoken(self.help), 1))
            if record and self.help
            else record
        )


class _Spoken(click.Command):
    def get_short_help_str(self, limit: int = 45) -> str:
        return spoken(self.short_help or self.help).split("\n", 1)[0]

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        text = spoken(self.help)
        if text:
            formatter.write_paragraph()
            with formatter.indentation():
                formatter.write_text(text)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        text = spoken(self.epilog)
        if text:
            formatter.write_paragraph()
            formatter.write_text(text)


class SpokenCommand(_Spoken):
    """A command whose help is translated."""


class SpokenGroup(_Spoken, click.Group):
    """A group whose help is translated, and that of everything in it."""

    command_class = SpokenCommand
    group_class = type


def option(*names: str, **how: Any) -> Callable[[Command], Command]:
    """An option with translated help."""
    return click.option(*names, cls=SpokenOption, **how)


json_option = option(
    "--json", "as_json", is_flag=True, help=N_("Print JSON for programs instead of lines for people.")
)
"""What every command takes."""


def day_typed(text: str | None) -> date | None:
    """A day as it is given with an option, or None without one. Raises BadInput for what is no day."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadInput(N_("“{text}” is no day such as 2026-12-31."), text=text) from None
