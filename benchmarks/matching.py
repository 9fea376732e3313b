"""Whose money is it: lines of a bank's document against orders in the database, beside a reference in memory.

The reference is the same stages written plainly over dictionaries of Python: the reference as it stands,
then folded, then with one letter exchanged, then amount, currency and a word of the name, with rapidfuzz
over what is left. Both are given the same lines, batch by batch in turn. What a line is truly for is known,
so that recall is counted, and proposals by a reference that are wrong.
"""

import argparse
import random
import re
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from attrs import frozen
from rapidfuzz import fuzz, process

from checkout_tui.desk.guesses import guessed
from checkout_tui.domain import reference as references
from checkout_tui.domain.matching import Wanted, name_words
from checkout_tui.domain.money import Money
from checkout_tui.domain.query import folded
from checkout_tui.domain.remittance import Likeness
from checkout_tui.store import Store, awaited, open_engine, upgrade

BATCH = 500
AWAITED = 5
"""Every which order still waits for money."""
PRICES = [990 + 1000 * n for n in range(60)]
SYLLABLES = [a + b for a in "bdfgklmnprst" for b in "aeio"]
FIRST = [f"{a}{b}{c}" for a in SYLLABLES[:12] for b in SYLLABLES[12:24] for c in "nsl"]


@frozen
class Owed:
    """An order that waits for money."""

    reference: str
    name: str
    minor: int


@frozen
class Line:
    """A line with the order it is truly for, or none."""

    wanted: Wanted
    truth: str


def orders(count: int, draw: random.Random) -> Iterator[tuple[Owed, bool]]:
    seen: set[str] = set()
    while len(seen) < count:
        reference = references.make(draw.randrange)
        if reference in seen:
            continue
        seen.add(reference)
        last = "".join(draw.choice(SYLLABLES) for _ in range(3)) + draw.choice("rstn")
        owed = Owed(reference, f"{draw.choice(FIRST)} {last}".title(), draw.choice(PRICES))
        yield owed, len(seen) % AWAITED == 0


def fill(path: Path, count: int, draw: random.Random) -> tuple[set[str], list[Owed]]:
    """A database of so many orders; every reference, and those that wait for money."""
    raw = sqlite3.connect(path)
    raw.execute("PRAGMA synchronous=OFF")
    every, waiting = set[str](), list[Owed]()
    rows: dict[str, list[tuple[object, ...]]] = {"orders": [], "payments": [], "awaited": []}
    for number, (owed, waits) in enumerate(orders(count, draw), 1):
        every.add(owed.reference)
        rows["orders"].append((number, owed.reference, owed.name, owed.minor))
        if waits:
            waiting.append(owed)
            payment = f"p{number:09d}"
            rows["payments"].append((payment, owed.reference, owed.minor))
            for word in ("", *name_words(owed.name)):
                found_by = awaited.key(word, Money(owed.minor, "EUR"))
                rows["awaited"].append((found_by, payment, owed.reference, owed.minor, folded(owed.name)))
        if number % 50_000 == 0 or number == count:
            write(raw, rows)
    raw.execute("ANALYZE")
    raw.commit()
    raw.close()
    return every, waiting


def write(raw: sqlite3.Connection, rows: dict[str, list[tuple[object, ...]]]) -> None:
    raw.executemany(
        "INSERT INTO orders (id, reference, state, urgency, customer, email, language, currency, total, method, "
        "placed_at, body) VALUES (?, ?, 'awaiting-funds', 8, ?, '', 'en', 'EUR', ?, 'wire', '2026-11-23', '')",
        rows["orders"],
    )
    raw.executemany(
        "INSERT INTO payments (id, order_reference, method, standing, doubt, open, seq, currency, amount, allocated, "
        "settled, refunded, refunding, returned, opened_at, body) VALUES (?, ?, 'wire', 'awaiting-funds', 'none', 0, "
        "2, 'EUR', ?, 0, 0, 0, 0, 0, '2026-11-23', '')",
        rows["payments"],
    )
    raw.executemany("INSERT INTO awaited_names VALUES (?, ?, ?, 'wire', 'EUR', ?, ?)", rows["awaited"])
    raw.commit()
    for each in rows.values():
        each.clear()


def lines(count: int, waiting: list[Owed], draw: random.Random) -> Iterator[Line]:
    """Of twenty: twelve bear the reference, three misread it, three only name the payer, two are strangers'."""
    for number in range(count):
        owed, kind = draw.choice(waiting), draw.random()
        text, payer, truth = f"invoice {number} of november", owed.name.upper(), owed.reference
        if kind < 0.6:
            text = draw.choice(("{} thanks", "order {}", "inv. {} / {}", "{}")).format(
                written(owed.reference, draw), number
            )
            payer = "A HOUSEHOLD" if draw.random() < 0.5 else payer
        elif kind < 0.75:
            text, payer = f"order {misread(owed.reference, draw)}", "A HOUSEHOLD"
        elif kind < 0.9:
            payer = " ".join(reversed(payer.split())) if draw.random() < 0.5 else payer.replace(" ", "  MRS ")
        else:
            payer, truth = "".join(draw.choice("BCDFGHJKLMN") for _ in range(9)), ""
        yield Line(Wanted(str(number), text, payer, Money(owed.minor, "EUR")), truth)


def written(reference: str, draw: random.Random) -> str:
    shown = references.shown(reference)
    return draw.choice((reference, shown, shown.lower(), shown.replace("-", " ")))


def misread(reference: str, draw: random.Random) -> str:
    at = draw.randrange(len(reference))
    other = draw.choice([letter for letter in references.ALPHABET if letter != reference[at]])
    return reference[:at] + other + reference[at + 1 :]


class Reference:
    """The stages over dictionaries: what speed is measured against."""

    TOKEN = re.compile(r"[0-9A-Z]{8}")
    PARTED = re.compile(r"\b([0-9A-Z]{3})[- ]?([0-9A-Z]{4})[- ]?([0-9A-Z])\b")

    def __init__(self, every: set[str], waiting: list[Owed]) -> None:
        self.every = every
        self.named: dict[tuple[str, int, str], dict[str, str]] = {}
        for owed in waiting:
            name = folded(owed.name)
            for word in name.split():
                self.named.setdefault(("EUR", owed.minor, word), {})[owed.reference] = name

    def of(self, sought: Wanted) -> str:
        for token in self.TOKEN.findall(sought.written):
            if token in self.every:
                return token
        upper = sought.written.upper()
        parted = ["".join(parts) for parts in self.PARTED.findall(upper)]
        for token in parted:
            if token in self.every:
                return token
        for token in parted:
            for at in range(len(token)):
                for letter in references.ALPHABET:
                    near = token[:at] + letter + token[at + 1 :]
                    if near in self.every:
                        return near
        payer = folded(sought.payer)
        alike: dict[str, str] = {}
        for word in payer.split():
            alike |= self.named.get((sought.amount.currency, sought.amount.minor, word), {})
        best = process.extractOne(payer, alike, scorer=fuzz.token_set_ratio, score_cutoff=85)
        return best[2] if best else ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=100_000)
    parser.add_argument("--lines", type=int, default=10_000)
    asked = parser.parse_args()
    draw = random.Random(20261123)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "matching.db"
        store = Store(open_engine(f"sqlite:///{path}"))
        upgrade(store.engine)
        every, waiting = fill(path, asked.orders, draw)
        compare(store, Reference(every, waiting), list(lines(asked.lines, waiting, draw)))
        store.close()


def compare(store: Store, reference: Reference, every: list[Line]) -> None:
    """Both over the same batches, in turn; what each found, and how long the processor took."""
    took = {"desk": 0.0, "reference": 0.0}
    right = {"desk": 0, "reference": 0}
    wrong = 0
    for start in range(0, len(every), BATCH):
        batch = every[start : start + BATCH]
        began = time.process_time()
        with store.reading() as connection:
            guesses = guessed(connection, tuple(line.wanted for line in batch))
        between = time.process_time()
        theirs = [reference.of(line.wanted) for line in batch]
        took["desk"] += between - began
        took["reference"] += time.process_time() - between
        for line, their in zip(batch, theirs, strict=True):
            guess = guesses.get(line.wanted.id)
            right["desk"] += bool(line.truth) and guess is not None and guess.order == line.truth
            right["reference"] += bool(line.truth) and their == line.truth
            wrong += guess is not None and guess.likeness is Likeness.REFERENCE and guess.order != line.truth
    known = sum(bool(line.truth) for line in every)
    for name, seconds in took.items():
        print(f"{name:10} {len(every) / seconds:9.0f} lines/s   recall {right[name] / known:.3f}")
    print(
        f"ratio      {took['reference'] / took['desk']:.2f} × the reference's speed; by a reference and wrong: {wrong}"
    )
    print(f"measured   {date.today().isoformat()}, {len(reference.every)} orders, {len(every)} lines")  # noqa: DTZ011


if __name__ == "__main__":
    main()
