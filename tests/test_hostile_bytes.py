"""What reaches a terminal or a browser, byte by byte, when all that is filled in outside is hostile (design § 10)."""

import json
import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from attrs import evolve
from support.real_terminal import FarTerminal, opened

from checkout_tui.config import data_folder
from checkout_tui.desk import Desk
from checkout_tui.domain.draft import DraftLine
from checkout_tui.domain.operator import Operator
from checkout_tui.domain.order import Contact
from checkout_tui.domain.refund import Fact, RefundReason, Wanted
from checkout_tui.plugins import discover
from checkout_tui.simulator.demo import demo_details, open_demo, seeded
from checkout_tui.simulator.demo_data import Caller

HOLE = "Hueco"
"""Stands in every field while the orders are taken, and is then filled with what no field would let in."""
HOSTILE = (
    "[red]Eve[/] [@click=app.quit]x[/] \x1b]52;c;aGk=\x07\x1b[66;6z\x1bPq\x1b\\\x9b2J\x90\x9d0;evil\x9c"
    "\u202egpj\u2066\u200f\x00\x7f\r\n\x08 [unbalanced"
)
MARKED = "[red]Eve[/]"
BY = Operator("Demo")
MT940 = (
    f":20:1\n:25:DE89370400440532013000\n:28C:1/1\n:60F:C261124EUR10,00\n"
    f":61:2611251125CR99,00NTRF{HOLE}//B1\n:86:/EREF/{HOLE}/NAME/{HOLE} PAYER/REMI/FOR {HOLE}/\n"
    ":62F:C261125EUR109,00\n-\n"
)

OURS = re.compile(
    r"\x1b(?:"
    r"\[[0-9;:]*m"  # colours
    r"|\[[0-9;]*[HJK]"  # where to write, what to clear
    r"|\[\?[0-9;$]*[hlp]"  # modes: the other screen, the cursor, the mouse, pasting, painting at once
    r"|\[[<>=][0-9;]*u"  # the keys' protocol
    r"|\[\?u|\[[0-9;]*t|\[c|\[>q"  # what the terminal can do
    r"|\](?:10|11|12);\?\x07|\]22;[a-z-]*\x07"  # colours asked for, the shape of the mouse
    r")"
)
"""Every sequence that Textual writes by itself."""
OBEYED = re.compile(
    "[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]"
)
F2, F3, F5, F6, F7, F8, F9 = "\x1bOQ", "\x1bOR", "\x1b[15~", "\x1b[17~", "\x1b[18~", "\x1b[19~", "\x1b[20~"
ESCAPE, DOWN = "\x1b", "\x1b[B"


def ordered(desk: Desk, product: str) -> str:
    """An order with the same text in everything that a customer says."""
    phone = "+33199001234"
    customer = Contact(f"{HOLE} Person", f"{HOLE}@example.com".lower(), f"{HOLE} Company", phone)
    draft = evolve(
        desk.orders.begin(BY, "en"),
        customer=customer,
        delivery=Contact(email=f"{HOLE}2@example.com".lower()),
        licensee=f"{HOLE} Licensee",
        purchase_order=f"{HOLE} 1",
        lines=(DraftLine(product),),
    )
    return desk.orders.place(draft, BY).reference


def charged_and_waiting(folder: Path) -> None:
    """One order that was paid by card and is asked back, one that waits for a wire, and money of nobody."""
    now = datetime.now(UTC)
    demo = open_demo(folder, discover(), start=now - timedelta(minutes=5))
    desk = demo.desk
    desk.calls.begin(BY)
    desk.calls.name_caller(f"{HOLE}@example.com".lower(), BY)
    desk.calls.note(f"{HOLE} said", BY)
    caller = Caller(HOLE, "hueco@example.com", "FR", "EUR")
    methods = {method.code: method for method in desk.methods}
    for code, product in (("card", "plan"), ("wire", "studio")):
        reference = ordered(desk, product)
        desk.calls.opened(reference, BY)
        payment = desk.payments.prepare(reference, code, BY)
        desk.payments.authorize(payment.id, demo_details(methods[code], caller), BY)
        if code == "card":
            wanted = Wanted(RefundReason.DISLIKE, frozenset(Fact), note=f"{HOLE} note")
            desk.refunds.request(reference, wanted, BY)
    desk.mail.deliver()
    desk.mail.came_back(desk.mail.outbox()[0].id, BY)
    desk.drafts.keep(evolve(desk.orders.begin(BY, "en"), customer=Contact(HOLE, "hueco@example.com")), BY)
    desk.documents.import_document(f"{HOLE}.sta", MT940.encode(), BY)
    desk.remittances.park(desk.remittances.inbox()[0].id, f"{HOLE} asks", BY)
    seeded(demo, now)
    demo.close()


def fill(database: Path) -> set[str]:
    """Put the hostile text wherever the word stands, and give the columns: the gate on the way in does not count."""
    filled = set()
    with sqlite3.connect(database) as connection:
        connection.create_function("hostile", 1, _hostile, deterministic=True)
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in tables:
            if table == "search_keys":  # what is found stays findable
                continue
            for column in [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]:
                done = connection.execute(
                    f'UPDATE {table} SET "{column}" = hostile("{column}") '
                    f"WHERE instr(lower(CAST(\"{column}\" AS TEXT)), '{HOLE.lower()}')"
                )
                if done.rowcount:
                    filled.add(f"{table}.{column}")
    connection.close()
    return filled


def _hostile(text: str) -> str:
    evil = json.dumps(HOSTILE)[1:-1] if text[:1] in "{[" else HOSTILE
    return re.sub(HOLE, lambda _: evil, text, flags=re.IGNORECASE)


def test_no_hostile_byte_reaches_the_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every screen and the questions of an order, in a terminal and in a browser: beside Textual's own only text."""
    if not {"card", "wire"} <= {found.name for found in discover()}:
        pytest.skip("card and wire are not installed")
    home = tmp_path / "terminal"
    monkeypatch.setenv("HOME", str(home))
    folder = data_folder() / "demo"
    folder.mkdir(parents=True)
    charged_and_waiting(folder)
    columns = fill(folder / "demo.db")
    assert {
        "orders.customer", "orders.email", "orders.body", "mails.to", "mails.letter", "bank_lines.body",
        "bank_lines.note", "documents.name", "calls.caller", "calls.note", "drafts.body", "refund_requests.note",
    } <= columns  # fmt: skip
    ways: list[Callable[[], AbstractContextManager[FarTerminal]]] = [lambda: opened(home, "demo")]
    with suppress(ImportError):  # the extra “serve” is not installed
        from support.served import served

        elsewhere = shutil.copytree(home, tmp_path / "browser")
        ways.append(lambda: served(elsewhere))
    with ExitStack() as stack:
        # Beside each other: what takes the time is waiting for what is painted.
        terminals = [stack.enter_context(way()) for way in ways]
        looked_through(terminals)
    for it in terminals:
        written = it.raw.decode()
        assert written.count(MARKED) > 10
        rest = OURS.sub("", written)
        found = {rest[max(at.start() - 30, 0) : at.end() + 30] for at in OBEYED.finditer(rest)}
        assert found == set()
        for sequence in ("]52;", "66;6z", "\x1bP", "\x9b", "\u202e"):
            assert sequence.replace("]52", "\x1b]52").replace("66;6z", "\x1b[66;6z") not in written
        # A link that is opened, a file that is fetched: the page is told nothing of the kind.
        assert getattr(it, "told", []) == []


def looked_through(terminals: list[FarTerminal]) -> None:
    """One journey, taken in each of them."""

    def press(key: str, *sees: str) -> None:
        for it in terminals:
            it.press(key)
        for it in terminals:
            it.sees(*sees)

    for it in terminals:
        it.sees(MARKED)
    for key, title in (
        (F2, "Call"),
        (F5, "Queue"),
        (F6, "Money inbox"),
        (F7, "Mail"),
        (F8, "The clock of"),
        (F9, "Payment methods"),
    ):
        press(key, title)
    press(F3)
    press("\r", "AWAITING MONEY", "may be said")
    for key in "mae":
        for it in terminals:
            it.changes(ESCAPE, back_to=it.changes(key))
    press(ESCAPE, "Purchase Lookup")
    for key in (DOWN, DOWN, "\r"):
        press(key)
    press("", "PAID")
    for key in "fb":
        for it in terminals:
            it.changes(ESCAPE, back_to=it.changes(key))
    press("n", "New order")
    for it in terminals:
        assert it.leaves()
