"""``checkout-tui plugin``: what an author of a payment method needs from the host."""

from typing import TYPE_CHECKING

import click

from checkout_tui.cli.speaking import SpokenGroup, option
from checkout_tui.domain.errors import BadInput
from checkout_tui.domain.sentence import N_

if TYPE_CHECKING:
    from checkout_tui.cli.session import Session

json_option = option(
    "--json", "as_json", is_flag=True, help=N_("Print JSON for programs instead of lines for people.")
)


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


def must_be_known(wanted: frozenset[str], known: frozenset[str]) -> None:
    """Raise BadInput for a name that nobody knows."""
    for name in sorted(wanted - known):
        raise BadInput(
            N_("There is no check {name}. Known are: {known}."), name=name, known=", ".join(sorted(known))
        )
