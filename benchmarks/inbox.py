"""The money inbox with 100,000 receipts in it: opening it, its last row, a key in its filter, and one row down.

Ours is a program in a terminal, measured from outside as in ``key_to_rows.py``, against repainting as
many lines in a Static; and what the desk needs for the same, without any screen.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

DAY = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)


def fill(folder: Path, count: int) -> None:
    """An inbox of so many receipts, each of another payer, as an import books them."""
    from sqlalchemy import insert

    from checkout_tui.domain.money import Money
    from checkout_tui.domain.remittance import BankLine, LineKind
    from checkout_tui.simulator.demo import open_demo
    from checkout_tui.store import documents, tables
    from checkout_tui.store.spool import Spool

    demo = open_demo(folder, (), start=DAY)
    spool = Spool("m")
    for n in range(count):
        day = date(2026, 1, 1) + timedelta(days=n * 300 // count)
        amount = Money(100 + n * 7919 % 90000, "USD" if n % 3 else "EUR")
        line = BankLine(
            n, LineKind.RECEIPT, amount, day, f"{n}", text=f"invoice {n} thank you", payer=payer(n)
        )
        spool.add(line)
    with demo.desk.store.writing() as connection:
        row = {"digest": "d", "name": "d", "method": "wire", "imported_by": "op", "report": "{}"}
        connection.execute(insert(tables.documents).values(**row, imported_at=DAY))
        for batch in spool.batches(5000):
            documents.book(connection, "d", "wire", batch)
    demo.close()


def payer(n: int) -> str:
    return f"PAYER-{n:06d}"


def show(folder: Path) -> None:
    from key_to_rows import show_lookup

    show_lookup(folder)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--receipts", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--show", default="", help="used by the benchmark itself: what to show")
    asked = parser.parse_args()
    if asked.show:
        show(Path(asked.show))
        return
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        fill(folder / "demo", asked.receipts)
        the_desk(folder / "demo", asked.receipts)
        the_screen(folder, asked.receipts, asked.rounds)


def the_desk(folder: Path, count: int) -> None:
    from checkout_tui.domain.inbox import Folder
    from checkout_tui.simulator.demo import open_demo

    demo = open_demo(folder, (), start=DAY)
    inbox = demo.desk.inbox
    asked: dict[str, Callable[[], object]] = {
        "first page": lambda: inbox.page(Folder.OPEN),
        "last page": lambda: inbox.page(Folder.OPEN, "", count - 100),
        "count and sums": lambda: inbox.sums(Folder.OPEN),
        "page of what one payer sent": lambda: inbox.page(Folder.OPEN, payer(count - 7)),
        "count and sums of it": lambda: inbox.sums(Folder.OPEN, payer(count - 7)),
    }
    for name, work in asked.items():
        work()
        took = []
        for _ in range(5):
            began = time.perf_counter()
            work()
            took.append(time.perf_counter() - began)
        print(f"{name:28} {statistics.median(took) * 1000:7.1f} ms")
    demo.close()


def the_screen(folder: Path, count: int, rounds: int) -> None:
    from in_a_terminal import screen
    from key_to_rows import Keys, report

    from checkout_tui.cli.screen import LOCAL_FPS

    here = Path(__file__)
    least = [sys.executable, str(here.with_name("key_to_rows.py")), "--show", "static"]
    ours, theirs = Keys("inbox"), Keys("static")
    with (
        screen([sys.executable, str(here), "--show", str(folder / "demo")], folder) as program,
        screen(least, folder, TEXTUAL_FPS=LOCAL_FPS) as static,
    ):
        program.until(b"Purchase Lookup")
        static.until(b"Purchase Lookup")
        program.quiet(0.3)
        pressed = program.press("\x1b[17~")
        print(f"F6 to rows {(program.until(payer(0).encode()) - pressed) * 1000:.0f} ms")
        program.quiet(0.3)
        pressed = program.press("\x1b[F")
        print(f"end to the last row {(program.until(payer(count - 1).encode()) - pressed) * 1000:.0f} ms")
        program.quiet(0.3)
        program.press("\x1b[H")
        program.quiet(0.3)
        for turn in range(rounds):
            ours.press(program, "j", f"invoice {turn + 1} ")
            program.quiet(0.1)
            static.quiet(0.05)
            key = "abcdefgh"[turn % 8]
            theirs.press(static, key, key * 8)
        report(ours, theirs)
        program.press("f")
        program.quiet(0.3)
        typed = f"{count - 9:06d}"
        for key in typed[:-1]:
            program.press(key)
            program.quiet(0.3)
        pressed = program.press(typed[-1])
        print(f"a key in the filter to its row {(program.until(b'waiting 1') - pressed) * 1000:.0f} ms")


if __name__ == "__main__":
    main()
