"""``checkout-tui plugin``: what an author of a payment method needs from the host."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from checkout_tui.cli.speaking import SpokenGroup, json_option, option
from checkout_tui.domain.errors import BadInput
from checkout_tui.domain.sentence import N_

if TYPE_CHECKING:
    from checkout_tui.cli.session import Session


@click.group(
    cls=SpokenGroup,
    help=N_("Write a payment method, and see whether it is safe with money."),
    short_help=N_("For those who write payment methods."),
)
def plugin() -> None:
    pass


@plugin.command(
    help=N_(
        "Try an installed payment method on its own simulated provider: every sentence of the contract, with lost "
        "answers, nonsense and two workers at once. Nothing leaves this machine. Exit status 1 when one is broken."
    ),
    short_help=N_("Does a method keep the contract?"),
)
@click.argument("name")
@option(
    "--only",
    multiple=True,
    metavar="CHECK",
    help=N_("Only this check; may be given several times."),
)
@option("--all", "everything", is_flag=True, help=N_("List what was skipped too, with the reason."))
@json_option
@click.pass_obj
def check(session: "Session", name: str, only: tuple[str, ...], everything: bool, as_json: bool) -> int:
    from checkout_tui.cli.plugin_check import checked  # noqa: PLC0415 - the kit, only when it is wanted

    return checked(session, name, frozenset(only), everything=everything, as_json=as_json)


@plugin.command(
    help=N_(
        "Write a new payment method, checkout-NAME, into a folder of that name: a distribution that keeps the whole "
        "contract before a line of it is changed. pull: a gateway charges somebody. push: the customer sends money, a "
        "bank document says so. redirect: the customer approves by a mailed link. manual: a person confirms it."
    ),
    short_help=N_("Begin a payment method."),
)
@click.argument("name")
@option(
    "--kind",
    type=click.Choice(["pull", "push", "redirect", "manual"]),
    required=True,
    help=N_("Who moves the money, and how we hear of it."),
)
@option(
    "--licence",
    type=click.Choice(["mit", "apache-2.0", "none"]),
    default="mit",
    show_default=True,
    help=N_("What it says of its own licence."),
)
@option(
    "--into",
    type=click.Path(exists=True, file_okay=False, writable=True),
    default=".",
    help=N_("In which folder; this one, unless said otherwise."),
)
@json_option
@click.pass_obj
def new(session: "Session", name: str, kind: str, licence: str, into: str, as_json: bool) -> int:
    from checkout_tui.testing.scaffold import Kind, Licence, scaffold  # noqa: PLC0415 - only when it is wanted

    written = scaffold(name, Kind(kind), Path(into), licence=Licence(licence))
    paths = [str(path) for path in written.files]
    if as_json:
        session.json({"folder": str(written.folder), "distribution": written.distribution, "files": paths})
        return 0
    for path in paths:
        session.line(path)
    session.say(
        N_(
            "Written. Next: cd {folder}, then pip install -e '.[testing]', pytest, and checkout-tui plugin check "
            "{name}."
        ),
        folder=str(written.folder),
        name=name,
    )
    return 0


@plugin.command(
    help=N_(
        "Show the conversation with a method, question by question, redacted: no number, no code, no account and no "
        "token. Without --order, one payment at its own simulated provider, with what was sent for each question. "
        "With --order, what is written down of that order's payments by this method."
    ),
    short_help=N_("What is asked, and what is answered?"),
)
@click.argument("name")
@option("--order", metavar="REFERENCE", help=N_("The questions about this order, from its history."))
@option("--refused", is_flag=True, help=N_("Let the simulated provider refuse."))
@json_option
@click.pass_obj
def trace(session: "Session", name: str, order: str | None, refused: bool, as_json: bool) -> int:
    from checkout_tui.cli.plugin_trace import of_order, simulated  # noqa: PLC0415 - only when it is wanted

    if order is not None:
        return of_order(session, name, order, as_json=as_json)
    return simulated(session, name, refused=refused, as_json=as_json)


@plugin.command(
    help=N_(
        "Run a command that a payment method brings, such as one that checks a bank's file. Without COMMAND, list what "
        "the method brings. What it prints is the method's own."
    ),
    short_help=N_("Run a method's own command."),
)
@click.argument("name")
@click.argument("command", required=False)
@click.argument("arguments", nargs=-1)
@click.pass_obj
def run(session: "Session", name: str, command: str | None, arguments: tuple[str, ...]) -> int:
    from checkout_tui.cli.plugin_extras import ran  # noqa: PLC0415 - the plugins' code, only when it is wanted

    return ran(session, name, command, arguments)


def must_be_known(wanted: frozenset[str], known: frozenset[str]) -> None:
    """Raise BadInput for a name that nobody knows."""
    for name in sorted(wanted - known):
        raise BadInput(
            N_("There is no check {name}. Known are: {known}."), name=name, known=", ".join(sorted(known))
        )
