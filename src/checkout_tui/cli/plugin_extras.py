"""What methods bring beside their hooks about money: commands of their own, and pages to read."""

import click

from checkout_tui.cli import wiring
from checkout_tui.cli.session import Session
from checkout_tui.domain.errors import BadSetup, CheckoutError, NotFoundHere
from checkout_tui.domain.offered import Command
from checkout_tui.domain.sentence import N_
from checkout_tui.plugins import Lane


def ran(session: Session, name: str, command: str | None, arguments: tuple[str, ...]) -> int:
    """Run a command of the method called ``name``, or list them."""
    lane = _lane(session, name)
    known = {each.name: each for each in lane.commands}
    if command is None:
        for each in known.values():
            takes = " ".join((each.name, *each.takes))
            session.line(f"{takes:<30} {each.does.in_(session.reader.language)}")
        if not known:
            session.say(N_("{name} brings no commands."), name=name)
        return 0
    if command not in known:
        raise NotFoundHere(
            N_("{name} has no command {command}; it has: {known}."),
            name=name,
            command=command,
            known=", ".join(known) or "–",
        )
    wanted = known[command]
    if len(arguments) != len(wanted.takes):
        raise click.UsageError(" ".join(("checkout-tui plugin run", name, wanted.name, *wanted.takes)))
    _print(session, lane, wanted, arguments)
    return 0


def listed(session: Session) -> int:
    """Every page that an installed method brings."""
    pages = wiring.load_methods(session.config, asking=False).pages
    for name, page in sorted(pages.items()):
        session.line(f"{name:<30} {page.title.in_(session.reader.language)}")
    if not pages:
        session.say(N_("No installed method brings a page."))
    return 0


def read(session: Session, name: str) -> int:
    """One page, in the reader's language."""
    pages = wiring.load_methods(session.config, asking=False).pages
    if name not in pages:
        raise NotFoundHere(
            N_("There is no page {name}; there are: {known}."),
            name=name,
            known=", ".join(sorted(pages)) or "–",
        )
    page, language = pages[name], session.reader.language
    session.line(f"# {page.title.in_(language)}")
    session.line("")
    session.line(page.text.in_(language))
    return 0


def _print(session: Session, lane: Lane, command: Command, arguments: tuple[str, ...]) -> None:
    try:
        for line in command.run(arguments, lane.settings, session.reader.language):
            session.line(line)
    except CheckoutError:
        raise
    except Exception as error:
        # Only what it is called: its text may quote what the method knows.
        raise BadSetup(
            N_("The command {command} of {name} failed ({error}): tell its author."),
            command=command.name,
            name=lane.code,
            error=type(error).__name__,
        ) from error


def _lane(session: Session, name: str) -> Lane:
    lanes = wiring.load_methods(session.config, asking=False)
    if name in lanes:
        return lanes[name]
    for report in lanes.reports:
        if report.name == name and report.reason is not None:
            raise BadSetup.because(report.reason)
    raise BadSetup(
        N_("No payment method called {name} is installed; installed are: {known}."),
        name=name,
        known=", ".join(sorted(lanes)) or "–",
    )
