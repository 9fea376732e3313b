"""``checkout-tui demo``: the screens, or one order by each method, in a simulated world."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from checkout_tui.cli.session import Session, has_terminal, no_terminal
from checkout_tui.cli.speaking import SpokenCommand, json_option, option
from checkout_tui.domain.sentence import N_, sentence

if TYPE_CHECKING:
    from checkout_tui.desk import Desk
    from checkout_tui.domain.operator import Operator

_DONE, _TO_DO = 0, 1


@click.command(
    "demo",
    cls=SpokenCommand,
    help=N_(
        "Open the screens on a demonstration: a month of orders, with simulated gateways, banks and customers, "
        "and a clock that can be moved (F8). Nothing leaves this machine."
    ),
    short_help=N_("Try everything out in a simulated world."),
)
@option(
    "--headless",
    is_flag=True,
    help=N_("No screens: play one order by each method through to settled money, and print how it went."),
)
@option("--fresh", is_flag=True, help=N_("Begin anew, and keep nothing."))
@json_option
@click.pass_obj
def demo(session: Session, headless: bool, fresh: bool, as_json: bool) -> int:
    if headless or as_json:
        return _headless(session, as_json=as_json)
    if not has_terminal():
        return no_terminal(session)
    with _folder(fresh=fresh) as folder:
        return _screens(session, folder)


def _headless(session: Session, *, as_json: bool) -> int:
    from checkout_tui.cli import printing  # noqa: PLC0415 - what is printed needs the orders, the screens do not
    from checkout_tui.plugins import discover  # noqa: PLC0415 - the simulator is loaded when it is wanted
    from checkout_tui.simulator.demo import open_demo  # noqa: PLC0415
    from checkout_tui.simulator.one_each import BEFORE_THANKSGIVING, play_one_each  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="checkout-tui-") as folder:
        world = open_demo(Path(folder), discover(), start=BEFORE_THANKSGIVING)
        try:
            played = play_one_each(world)
        finally:
            world.close()
    printing.played(session, played, as_json=as_json)
    if not played:
        session.complain(
            sentence(N_("No payment method is installed. Install one beside this program, with pip."))
        )
    return _DONE if played and all(order.settled for order in played) else _TO_DO


def _screens(session: Session, folder: Path) -> int:
    import time  # noqa: PLC0415

    from checkout_tui.cli.screen import show  # noqa: PLC0415 - only with a terminal
    from checkout_tui.domain.operator import Operator  # noqa: PLC0415

    def open_desk() -> "tuple[Desk, Operator]":
        from checkout_tui.cli.wiring import SystemClock  # noqa: PLC0415 - after the first paint
        from checkout_tui.plugins import discover  # noqa: PLC0415
        from checkout_tui.simulator.month import open_month  # noqa: PLC0415
        from checkout_tui.worker import Worker  # noqa: PLC0415

        month = open_month(folder, discover(), SystemClock().now(), time.monotonic)
        worker = Worker(lambda _: _nothing_more(month.world.step()))
        worker.start()
        afterwards.callback(month.close)
        afterwards.callback(worker.stop)
        return month.desk, Operator("Demo", session.reader.language)

    with ExitStack() as afterwards:
        return show(session, open_desk)


def _nothing_more(_: object) -> None:
    """What happened is on the screen."""


@contextmanager
def _folder(*, fresh: bool) -> Iterator[Path]:
    if fresh:
        with tempfile.TemporaryDirectory(prefix="checkout-tui-", ignore_cleanup_errors=True) as folder:
            yield Path(folder)
        return
    from checkout_tui.config import data_folder  # noqa: PLC0415

    yield data_folder() / "demo"
