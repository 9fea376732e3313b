"""The commands. Each asks for what it needs, lets the desk do it, and prints what came of it."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from checkout_tui.cli.demonstration import demo
from checkout_tui.cli.followed import FOLLOWED
from checkout_tui.cli.language import asked_for, spoken
from checkout_tui.cli.plugin_commands import plugin
from checkout_tui.cli.privacy import privacy
from checkout_tui.cli.session import Session, has_terminal, no_terminal, reader_for
from checkout_tui.cli.simulating import simulate
from checkout_tui.cli.speaking import SpokenGroup, SpokenOption, json_option, option
from checkout_tui.cli.taxes import taxes
from checkout_tui.domain.errors import BadSetup, CheckoutError
from checkout_tui.domain.sentence import N_, sentence

if TYPE_CHECKING:
    from checkout_tui.config.editing import Editor
    from checkout_tui.desk import Desk
    from checkout_tui.domain.method import PaymentMethod
    from checkout_tui.domain.operator import Operator

DONE, TO_DO, TO_MEND, OUR_MISTAKE, BROKEN_OFF = 0, 1, 3, 4, 130

_EXIT_CODES = N_(
    "Exit status: 0 done, 1 something is to be acted on, 2 called wrongly or no terminal, 3 the "
    "configuration, a plugin or the database must be mended, 4 a mistake of this program."
)


def run(arguments: list[str]) -> int:
    """Run one command. Returns the exit status, whatever happens; no traceback ever leaves."""
    session = Session(dict(os.environ), reader_for(arguments, os.environ), bool(asked_for(arguments)))
    with spoken(session.reader.language):
        try:
            code = commands.main(arguments, prog_name="checkout-tui", standalone_mode=False, obj=session)
            return code if isinstance(code, int) else DONE
        except click.exceptions.Exit as leaving:
            return leaving.exit_code
        except click.ClickException as error:
            error.show()
            return error.exit_code
        except (click.Abort, KeyboardInterrupt):
            return BROKEN_OFF
        except BadSetup as error:
            session.complain(error.sentence)
            return TO_MEND
        except CheckoutError as error:
            session.complain(error.sentence)
            return TO_DO
        except BrokenPipeError:
            # Whoever read has seen enough.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return DONE
        except Exception as error:  # noqa: BLE001 - the last door: a sentence instead of what was in memory
            return _mistake(session, error)


def _mistake(session: Session, error: Exception) -> int:
    from checkout_tui.cli.log import incident, log_to  # noqa: PLC0415 - rarely needed
    from checkout_tui.cli.wiring import SystemIds  # noqa: PLC0415

    log_to(session.log)
    number = incident(error, SystemIds().new)
    session.complain(
        sentence(
            N_("Something went wrong in this program (incident {id}). What is known is in {path}."),
            id=number,
            path=str(session.log),
        )
    )
    return OUR_MISTAKE


@click.group(
    cls=SpokenGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help=N_("Take orders on the phone. Without a command it opens the screens."),
    epilog=_EXIT_CODES,
)
@option("--language", metavar="en|fr", help=N_("The language to speak, instead of the operator's."))
@click.version_option(
    package_name="checkout-tui",
    message="%(prog)s %(version)s",
    cls=SpokenOption,
    help=N_("Show the version and exit."),
)
@click.pass_context
def commands(context: click.Context, language: str | None) -> int:
    """Everything the program can be asked from a shell."""
    session: Session = context.obj
    if language is not None and language[:2].lower() not in ("en", "fr"):
        raise click.BadParameter(session.reader.translate(N_("en or fr")), context, param_hint="--language")
    if context.invoked_subcommand is not None:
        return DONE
    if not has_terminal():
        return no_terminal(session)
    return _screens(session)


commands.add_command(simulate)
commands.add_command(privacy)
commands.add_command(taxes)
commands.add_command(demo)


@commands.command(
    help=N_("Read a page of documentation that an installed payment method brings. Without NAME, list them."),
    short_help=N_("Read what a payment method documents."),
)
@click.argument("name", required=False)
@click.pass_obj
def docs(session: Session, name: str | None) -> int:
    from checkout_tui.cli.plugin_extras import listed, read  # noqa: PLC0415 - the plugins' code, when it is wanted

    return listed(session) if name is None else read(session, name)


def _screens(session: Session) -> int:
    from checkout_tui.cli.screen import show  # noqa: PLC0415 - only with a terminal

    def open_desk() -> "tuple[Desk, Operator]":
        from checkout_tui.cli.wiring import build_desk  # noqa: PLC0415 - after the first paint
        from checkout_tui.worker import Worker, rounds_of  # noqa: PLC0415

        config = session.config
        desk = build_desk(config)
        worker = Worker(rounds_of(desk))
        worker.start()
        afterwards.callback(desk.store.close)
        afterwards.callback(worker.stop)
        return desk, config.operator

    with ExitStack() as afterwards:
        return show(session, open_desk, lambda: _editor(session))


def _editor(session: Session) -> "Editor":
    from checkout_tui.config.editing import Editor  # noqa: PLC0415 - after the first paint

    return Editor(session.environment, _installed)


def _installed() -> "Mapping[str, PaymentMethod]":
    from checkout_tui.cli.configuration import installed  # noqa: PLC0415 - the plugins' code, when it is asked for

    return {method.code: method for method in installed()}


@commands.command(
    help=N_(
        "Show the same screens in a browser, on this machine only unless told otherwise. Whoever opens the page "
        "types a code that is shown here. Needs the extra “serve”."
    ),
    short_help=N_("Show the screens in a browser."),
)
@option("--host", default="127.0.0.1", show_default=True, help=N_("The address to listen on."))
@option("--port", default=8765, show_default=True, type=click.IntRange(1, 65535), help=N_("The port."))
@option(
    "--public-url",
    default="",
    metavar="URL",
    help=N_("Where browsers find it, when a server with TLS is in front."),
)
@option("--demo", "as_demo", is_flag=True, help=N_("Show the demonstration."))
@click.pass_obj
def serve(session: Session, host: str, port: int, public_url: str, as_demo: bool) -> int:
    try:
        from checkout_tui.cli.serving import serve as show_in_browser  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as missing:
        raise BadSetup(
            N_("This needs what is not installed ({name}). Run: pip install 'checkout-tui[serve]'"),
            name=str(missing.name),
        ) from None
    show_in_browser(session, host, port, public_url, demo=as_demo)
    return DONE


# ------------------------------------------------------------ without a screen


@commands.command(
    help=N_(
        "Find orders by reference, name, company, last 4 digits, e-mail address, @domain, phone, amount, "
        "invoice number or day. Several keys must all match; several references give each of them."
    ),
    short_help=N_("Find orders."),
)
@click.argument("keys", nargs=-1, required=True)
@option("--limit", default=20, show_default=True, help=N_("How many orders at most."))
@json_option
@click.pass_obj
def lookup(session: Session, keys: tuple[str, ...], limit: int, as_json: bool) -> int:
    from checkout_tui.cli import printing  # noqa: PLC0415 - what is printed needs the orders, the screens do not

    with session.desk() as desk:
        rows = desk.lookup.search(", ".join(keys), session.config.operator, limit)
    printing.orders(session, rows, as_json=as_json)
    return DONE


@commands.command(
    "import",
    help=N_(
        "Book what a bank's document says: a statement, a lockbox file, an ACH file, whatever an installed "
        "method reads. Importing it again books nothing twice. Use - to read from a pipe."
    ),
    short_help=N_("Book a bank's document."),
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@option("--reader", default="", metavar="METHOD", help=N_("Which method is to read it, where several could."))
@json_option
@click.pass_obj
def import_(session: Session, file: str, reader: str, as_json: bool) -> int:
    from checkout_tui.cli import printing  # noqa: PLC0415 - what is printed needs the orders, the screens do not

    name = Path(file).name
    with _as_file(file) as path, session.desk() as desk, session.progress() as told:
        report = desk.documents.import_document(name, path, session.config.operator, reader, told)
    printing.imported(session, name, report, as_json=as_json)
    # Some lines that cannot be read do not undo the others; a document of which nothing can be read is for a person.
    return TO_DO if report.problems and not report.entries else DONE


@contextmanager
def _as_file(file: str) -> Iterator[Path]:
    """A file as it is; what comes from a pipe is kept for as long as it is read."""
    if file != "-":
        yield Path(file)
        return
    with tempfile.NamedTemporaryFile(prefix="checkout-tui-") as kept:
        shutil.copyfileobj(sys.stdin.buffer, kept)
        kept.flush()
        yield Path(kept.name)


@commands.command(
    help=N_(
        "Ask after everything that is due, once, and send the mail that waits. For a timer, if no screen is open."
    ),
    short_help=N_("Ask after everything due, once."),
)
@json_option
@click.pass_obj
def settle(session: Session, as_json: bool) -> int:
    from checkout_tui.cli import printing  # noqa: PLC0415 - what is printed needs the orders, the screens do not
    from checkout_tui.domain.operator import WORKER  # noqa: PLC0415

    with session.desk() as desk:
        report = desk.payments.settle_due(WORKER)
    printing.settled(session, report, as_json=as_json)
    return TO_DO if report.troubles else DONE


@commands.command(
    "confirm-refund",
    help=N_(
        "For the seller's page that the link in a validation mail leads to: the customer followed it, so the refund "
        "is granted and, once the money is settled, executed. Confirming twice is confirming once."
    ),
    short_help=N_("The customer followed the link in a refund's mail."),
)
@click.argument("token")
@json_option
@click.pass_obj
def confirm_refund(session: Session, token: str, as_json: bool) -> int:
    from checkout_tui.cli import printing  # noqa: PLC0415 - what is printed needs the orders, the screens do not

    with session.desk() as desk:
        request = desk.refunds.confirm_by_link(token)
        desk.mail.deliver()
    printing.refund(session, request, as_json=as_json)
    return DONE


@commands.command(
    help=N_("Every installed payment method: ready, switched off, refused or broken, and why."),
    short_help=N_("What is installed, and whether it works."),
)
@json_option
@click.pass_obj
def plugins(session: Session, as_json: bool) -> int:
    from checkout_tui.cli import printing  # noqa: PLC0415 - what is printed needs the orders, the screens do not
    from checkout_tui.cli.wiring import load_methods  # noqa: PLC0415 - httpx, only when needed
    from checkout_tui.plugins import PluginState  # noqa: PLC0415

    reports = load_methods(session.config, asking=False).reports
    printing.plugins(session, reports, as_json=as_json)
    return TO_DO if any(r.state in (PluginState.BROKEN, PluginState.REFUSED) for r in reports) else DONE


commands.add_command(plugin)
for _command in FOLLOWED:
    commands.add_command(_command)


@commands.command(
    help=N_("Look at everything this program needs, and say what to do where something is wrong."),
    short_help=N_("Is everything in order?"),
)
@json_option
@click.pass_obj
def doctor(session: Session, as_json: bool) -> int:
    from checkout_tui.cli.doctor import Verdict, examine, report  # noqa: PLC0415

    findings = examine(session)
    report(session, findings, as_json=as_json)
    return TO_DO if any(finding.verdict is Verdict.FAIL for finding in findings) else DONE


@commands.group(
    cls=SpokenGroup,
    help=N_("See and change the configuration."),
    short_help=N_("See and change what is set."),
)
def config() -> None:
    pass


@config.command(
    help=N_("What is configured, and where. Secrets are never shown."), short_help=N_("What is set.")
)
@json_option
@click.pass_obj
def show(session: Session, as_json: bool) -> int:
    from checkout_tui.cli.configuration import shown  # noqa: PLC0415

    shown(session, as_json=as_json)
    return DONE


@config.command(
    "set",
    help=N_(
        "Set one value, such as seller.name, operator.language, mail.host or a setting of a payment method. It is "
        "checked first. Lists are separated by commas. Comments in the file are not kept; secrets are refused."
    ),
    short_help=N_("Set one value."),
)
@click.argument("key")
@click.argument("value")
@json_option
@click.pass_obj
def set_(session: Session, key: str, value: str, as_json: bool) -> int:
    from checkout_tui.cli.configuration import changed  # noqa: PLC0415

    changed(session, key, value, as_json=as_json)
    return DONE
