"""The command that plays scenarios: faithful or statistical, told to a person, a program or a spreadsheet."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from checkout_tui.cli.session import Session
from checkout_tui.cli.speaking import SpokenCommand, day_typed, option
from checkout_tui.domain.errors import BadInput
from checkout_tui.domain.sentence import N_, sentence

if TYPE_CHECKING:
    from checkout_tui.simulator.result import Result
    from checkout_tui.simulator.scenario import Scenario

_DONE, _TO_DO = 0, 1


@click.command(
    "simulate",
    cls=SpokenCommand,
    help=N_(
        "Play a scenario on the virtual clock: months of settlement in seconds, and the same every time. SCENARIO "
        "is the name of one that ships with this program (--list), or a TOML file of your own. Every order goes "
        "through the real desk, database and payment methods; nothing leaves this machine. A run in which a money "
        "rule does not hold or an expectation is not met ends with 1, and names the smallest scenario that still fails."
    ),
    short_help=N_("Play a scenario: months in seconds."),
)
@click.argument("scenario", required=False)
@option("--list", "listed", is_flag=True, help=N_("The names of the scenarios, one a line."))
@option("--seed", type=int, help=N_("Another chance: the same number tells the same story."))
@option(
    "--seeds", type=click.IntRange(1), help=N_("So many seeds, from --seed on; only what failed is told.")
)
@option(
    "--jobs",
    type=click.IntRange(1),
    help=N_("With --seeds: so many at a time. Usually one for each processor."),
)
@option("--until", metavar="DATE", help=N_("Stop on the evening of this day."))
@option("--orders", type=click.IntRange(1), help=N_("So many orders, instead of what the scenario says."))
@option(
    "--statistical",
    is_flag=True,
    help=N_("Only how soon the money comes and what waits: a million orders in seconds, without a desk."),
)
@option("--json", "as_json", is_flag=True, help=N_("Print JSON for programs instead of lines for people."))
@option("--csv", "as_csv", is_flag=True, help=N_("Print one line for each order, for a spreadsheet."))
@option("--report", type=click.Path(dir_okay=False), help=N_("Write what a person reads into this file too."))
@option("--no-shrink", is_flag=True, help=N_("Do not look for the smallest scenario that still fails."))
@option(
    "--serve",
    is_flag=True,
    help=N_(
        "Put the simulated gateways and banks on loopback, for somebody else's client, until Ctrl-C: HTTP as the "
        "real ones speak it, and a clock to move."
    ),
)
@option("--port", default=8420, show_default=True, help=N_("With --serve: the first of the ports."))
@option(
    "--documents", type=click.Path(file_okay=False), help=N_("With --serve: where the banks' documents go.")
)
@click.pass_obj
def simulate(
    session: Session,
    scenario: str | None,
    listed: bool,
    seed: int | None,
    seeds: int | None,
    jobs: int | None,
    until: str | None,
    orders: int | None,
    statistical: bool,
    as_json: bool,
    as_csv: bool,
    report: str | None,
    no_shrink: bool,
    serve: bool,
    port: int,
    documents: str | None,
) -> int:
    _refuse_together(
        session,
        {"SCENARIO": scenario is not None, "--serve": serve},
        {"--json": as_json, "--csv": as_csv},
        {"--statistical": statistical, "--seeds": seeds is not None},
        {"--statistical": statistical, "--csv": as_csv},
        {"--seeds": seeds is not None, "--csv": as_csv},
        {"--seeds": seeds is not None, "--report": report is not None},
    )
    if serve:
        return _served(session, port, Path(documents or "bank-documents"), as_json=as_json)
    from checkout_tui.simulator.scenario import find, names  # noqa: PLC0415 - the simulator when it is wanted

    if listed:
        for name in names(_brought()):
            session.line(name)
        return _DONE
    if scenario is None:
        raise click.UsageError(session.reader.translate(N_("Name a scenario, or ask for --list.")))
    found = find(scenario, _brought() if ":" in scenario else None)
    ends = day_typed(until)
    if ends is not None and ends < found.starts.date():
        raise BadInput(N_("It begins on {starts}: it cannot end before."), starts=str(found.starts.date()))
    if statistical:
        return _estimated(session, scenario, found, seed, ends, orders, as_json=as_json, report=report)
    if seeds is not None:
        first = found.seed if seed is None else seed
        wanted = range(first, first + seeds)
        return _many(session, found, wanted, jobs, ends, orders, as_json=as_json, shrink=not no_shrink)
    with _progress(session, N_("orders"), quiet=as_json or as_csv) as progress:
        result = _played(found, seed, ends, orders, progress)
    smallest = "" if result.good or no_shrink else _smallest(result)
    _tell(session, scenario, result, smallest, as_json=as_json, as_csv=as_csv, report=report)
    return _DONE if result.good else _TO_DO


def _refuse_together(session: Session, *exclusive: dict[str, bool]) -> None:
    """What cannot be asked for together is not silently left out."""
    for choices in exclusive:
        if all(choices.values()):
            one, other = choices
            raise click.UsageError(
                sentence(N_("{one} and {other} do not go together."), one=one, other=other).say(
                    session.reader
                )
            )


def _brought() -> dict[str, str]:
    """The scenarios that installed methods bring."""
    from checkout_tui.plugins import discover, load  # noqa: PLC0415 - see simulate

    return load(discover()).scenarios


def _played(
    scenario: "Scenario", seed: int | None, until: date | None, orders: int | None, progress: Any
) -> "Result":
    from checkout_tui.plugins import discover  # noqa: PLC0415 - see simulate
    from checkout_tui.simulator.faithful import run  # noqa: PLC0415

    return run(scenario, discover(), seed=seed, until=until, orders=orders, progress=progress)


def _smallest(result: "Result") -> str:
    from checkout_tui.plugins import discover  # noqa: PLC0415 - see simulate
    from checkout_tui.simulator.faithful import run  # noqa: PLC0415
    from checkout_tui.simulator.scenario.writing import written  # noqa: PLC0415
    from checkout_tui.simulator.shrink import shrunk  # noqa: PLC0415

    found = discover()
    return written(shrunk(result, lambda smaller: run(smaller, found)))


def _tell(
    session: Session,
    scenario: str,
    result: "Result",
    smallest: str,
    *,
    as_json: bool,
    as_csv: bool,
    report: str | None,
) -> None:
    from checkout_tui.simulator import report as told  # noqa: PLC0415 - see simulate

    lines = told.lines(result, session.reader, scenario, smallest)
    _report(report, lines)
    if as_json:
        session.json(told.as_json(result, scenario, smallest))
    elif as_csv:
        click.echo(told.as_csv(result), nl=False)
    else:
        for line in lines:
            session.line(line)


def _report(report: str | None, lines: list[str]) -> None:
    """What a person reads, into the file that was named."""
    if report is None:
        return
    try:
        Path(report).write_text("\n".join((*lines, "")), encoding="utf-8")
    except OSError as error:
        raise BadInput(
            N_("{path} cannot be written: {why}."), path=report, why=error.strerror or "?"
        ) from None


def _estimated(
    session: Session,
    typed: str,
    scenario: "Scenario",
    seed: int | None,
    until: date | None,
    orders: int | None,
    *,
    as_json: bool,
    report: str | None,
) -> int:
    from checkout_tui.plugins import discover  # noqa: PLC0415 - see simulate
    from checkout_tui.simulator import report as told  # noqa: PLC0415
    from checkout_tui.simulator.statistical import estimate  # noqa: PLC0415

    made = estimate(scenario, discover(), seed=seed, orders=orders, until=until)
    lines = told.estimated(made, session.reader, typed)
    _report(report, lines)
    if as_json:
        session.json(told.estimated_json(made))
    else:
        for line in lines:
            session.line(line)
    return _DONE


def _served(session: Session, port: int, folder: Path, *, as_json: bool) -> int:
    from checkout_tui.cli.wiring import SystemClock  # noqa: PLC0415
    from checkout_tui.plugins import discover  # noqa: PLC0415
    from checkout_tui.simulator.outside import Outside  # noqa: PLC0415
    from checkout_tui.simulator.served import serving  # noqa: PLC0415

    outside = Outside.build(discover(), folder, SystemClock().now())
    with serving(outside, port) as addresses:
        if as_json:
            session.json(outside.described(addresses.control, addresses.gateways))
        else:
            session.say(N_("clock and banks: {address}"), address=addresses.control)
            for code, address in addresses.gateways.items():
                session.say(N_("{method}: {address}"), method=code, address=address)
            session.say(N_("documents: {folder}"), folder=str(folder))
            session.say(
                N_("Nothing here is real, and everybody on this machine can reach it. Ctrl-C ends it.")
            )
        sys.stdout.flush()
        _until_broken_off()
    return _DONE


def _until_broken_off() -> None:
    import threading  # noqa: PLC0415 - see simulate

    threading.Event().wait()


def _many(
    session: Session,
    scenario: "Scenario",
    seeds: range,
    jobs: int | None,
    until: date | None,
    orders: int | None,
    *,
    as_json: bool,
    shrink: bool,
) -> int:
    """The scenario with each of these seeds: only what went wrong is told, and the first of it made small."""
    from checkout_tui.cli.seeds import played, processors  # noqa: PLC0415 - see simulate

    failed = list[int]()
    checks = taken = 0
    with _progress(session, N_("seeds"), quiet=as_json) as progress:
        ended = played(scenario, seeds, jobs or processors(), until=until, orders=orders)
        for number, each in enumerate(ended, 1):
            checks += each.checks
            taken += each.orders
            if each.wrong:
                failed.append(each.seed)
            for says in each.wrong:
                session.complain(sentence("{seed}: {says}", seed=each.seed, says=says))
            progress(number, len(seeds))
    smallest = ""
    if failed and shrink:
        smallest = _smallest(_played(scenario, failed[0], until, orders, lambda done, all_: None))
    if as_json:
        told = {"seeds": len(seeds), "first": seeds[0], "orders": taken, "checks": checks, "failed": failed}
        session.json(told | {"smallest": smallest or None})
    else:
        session.say(
            N_("seeds: {seeds}, from {first}; orders: {orders}; the money rules looked at: {checks} ×"),
            seeds=len(seeds),
            first=seeds[0],
            orders=taken,
            checks=checks,
        )
        if failed:
            session.say(N_("These failed: {failed}."), failed=", ".join(map(str, failed)))
            if smallest:
                session.say(N_("The smallest scenario that still fails"))
                session.line(smallest)
        else:
            session.say(N_("All of them held."))
    return _TO_DO if failed else _DONE


@contextmanager
def _progress(session: Session, what: str, *, quiet: bool) -> Iterator[Any]:
    """A bar on the error stream while ``what`` is counted, where somebody sees it."""
    if quiet or not sys.stderr.isatty():
        yield lambda done, all_: None
        return
    with click.progressbar(length=1, label=session.reader.translate(what), file=sys.stderr) as bar:

        def progress(done: int, all_: int) -> None:
            bar.length = all_
            bar.update(done - bar.pos)

        yield progress
