"""Nacha files as they are: 94 columns a record, six kinds of records, totals at two levels.

This module reads and checks the records and knows nothing of what they mean to a merchant.
Layouts: Nacha Operating Rules, appendix "ACH File Exchange Specifications". Real files come
without line ends, without padding, with short lines, and with counts that are wrong.
"""

from collections.abc import Iterator
from io import TextIOWrapper
from typing import BinaryIO

from attrs import Factory, define, frozen

from checkout_tui import Problem, Words

RECORD = 94

_LONGEST_LINE = 1000
"""Where a file has lines, the first of them ends before that."""
_MARK = b"\xef\xbb\xbf"
"""A byte order mark, which some programs put first."""


@frozen
class Addenda:
    """A type 7 record: payment text (05), a change (98) or a return (99)."""

    line: int
    kind: str
    raw: str

    @property
    def text(self) -> str:
        """Payment related information of an 05 or IAT addenda."""
        return words(self.raw[3:83])

    @property
    def code(self) -> str:
        """Return or change code."""
        return self.raw[3:6].strip()

    @property
    def original_trace(self) -> str:
        """The trace number of the entry that comes back: columns 7–21."""
        return self.raw[6:21].strip()

    @property
    def return_trace(self) -> str:
        """Of a dishonored or contested return: the trace of the return that is disputed."""
        return self.raw[38:53].strip()

    @property
    def return_code(self) -> str:
        """Of a dishonored or contested return: the code of the return that is disputed."""
        digits = self.raw[56:58]
        return f"R{digits}" if digits.isdecimal() else ""

    @property
    def corrected(self) -> str:
        """Of a change: what it should have been, columns 36–64."""
        return words(self.raw[35:64])

    @property
    def information(self) -> str:
        """Free text of a return, or the corrected data of a change."""
        return words(self.raw[35:79])


@define
class Entry:
    """A type 6 record with its addenda. ``amount`` is in cents."""

    line: int
    code: str
    routing: str
    account: str
    amount: int
    number: str
    name: str
    trace: str
    addenda: list[Addenda] = Factory(list)

    @property
    def is_credit(self) -> bool:
        """Whether money goes to the account that the entry names."""
        return self.code[1:] in {"1", "2", "3", "4"}


@define
class Batch:
    """A type 5 record, and what its entries came to so far."""

    line: int
    company: str
    company_id: str
    sec: str
    description: str
    effective: str
    settled: str
    entry: Entry | None = None
    """The entry that addenda may still follow."""
    records: int = 0
    hashed: int = 0
    debits: int = 0
    credits: int = 0
    closed: bool = False


@define
class File:
    """A file as far as it was read. ``refused`` says why nothing of it may be booked."""

    destination: str = ""
    origin: str = ""
    created: str = ""
    batch: Batch | None = None
    """The batch that was opened last."""
    batches: int = 0
    records: int = 0
    hashed: int = 0
    debits: int = 0
    credits: int = 0
    problems: list[Problem] = Factory(list)
    refused: Words | str = ""
    started: bool = False
    closed: bool = False

    def complain(self, line: int, reason: Words) -> None:
        """Keep what is wrong with a record, and its place."""
        self.problems.append(Problem(line, reason))

    def told(self) -> tuple[Problem, ...]:
        """What was wrong since the last time."""
        told = tuple(self.problems)
        self.problems.clear()
        return told


_ENTRIES = Words("entries and addenda", "écritures et addenda")
_HASH = Words("entry hash", "somme des numéros d’acheminement")
_BATCHES = Words("batches", "lots")
_BATCH, _FILE = Words("batch", "du lot"), Words("file", "du fichier")
_DEBITS, _CREDITS = Words("debits", "débits"), Words("credits", "crédits")


def words(raw: str) -> str:
    """A text field without its padding. Columns are bytes; some banks write UTF-8 into them."""
    try:
        return raw.strip().encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return raw.strip()


def records(document: BinaryIO) -> Iterator[tuple[int, str]]:
    """Each record with its line, counted from 1; a file without line ends is cut every 94 columns."""
    head = document.read(_LONGEST_LINE)
    has_lines = b"\n" in head or b"\r" in head
    skip = len(_MARK) if head.startswith(_MARK) else 0
    document.seek(skip)
    text = TextIOWrapper(document, encoding="latin-1", newline=None)
    try:
        lines = text if has_lines else iter(lambda: text.read(RECORD), "")
        for number, line in enumerate(lines, 1):
            if line.strip(" \x00\x1a\n"):
                yield number, line.rstrip("\n")
    finally:
        # The file is the host's: it is not closed with what reads it.
        text.detach()


def is_nacha(document: BinaryIO) -> bool:
    """Whether it begins like a Nacha file: record size 094, blocking factor 10, format code 1."""
    head = document.read(_LONGEST_LINE).removeprefix(_MARK).lstrip(b"\r\n")[:40]
    document.seek(0)
    return head[:3] == b"101" and head[34:40] == b"094101"


def check_digit_fits(routing: str) -> bool:
    """The ABA check digit: 3, 7, 1, three times over."""
    return sum(int(digit) * weight for digit, weight in zip(routing, (3, 7, 1) * 3, strict=True)) % 10 == 0


def parse(document: BinaryIO, file: File) -> Iterator[tuple[Batch, Entry]]:
    """Each entry of a file with its batch, once all of its addenda are there.

    Never raises: what is wrong is told by ``file``, and at the end whether the totals agree.
    """
    for line, raw in records(document):
        kind, record = raw[:1], raw.ljust(RECORD)
        if not file.started:
            file.started = True
            file.destination, file.origin = words(record[3:13]), words(record[13:23])
            file.created = record[23:29]
            continue
        if not record.strip("9 "):
            continue
        if kind != "7":
            yield from _complete(file)
        if record[RECORD:].strip():
            file.complain(
                line,
                Words(f"{len(raw)} columns instead of {RECORD}", f"{len(raw)} colonnes au lieu de {RECORD}"),
            )
        if file.closed:
            file.complain(
                line, Words("a record after the end of the file", "un enregistrement après la fin du fichier")
            )
        elif kind == "5":
            _open_batch(file, line, record)
        elif kind == "9":
            _close_file(file, line, record)
        elif kind not in {"6", "7", "8"}:
            file.complain(
                line,
                Words(
                    f"a record of type “{kind}” is not known",
                    f"un enregistrement de type « {kind} » est inconnu",
                ),
            )
        elif file.batch is None or file.batch.closed:
            file.complain(line, Words("a record outside any batch", "un enregistrement hors de tout lot"))
        elif kind == "6":
            _add_entry(file, file.batch, line, record)
        elif kind == "7":
            _add_addenda(file, file.batch, line, record)
        else:
            _close_batch(file, file.batch, line, record)
    yield from _complete(file)
    if not file.closed:
        file.refused = file.refused or Words(
            "the file ends early: there is no file control record",
            "le fichier s’arrête trop tôt : il n’a pas d’enregistrement de contrôle",
        )


def _complete(file: File) -> Iterator[tuple[Batch, Entry]]:
    """The entry that nothing more is said of."""
    batch = file.batch
    if batch is not None and batch.entry is not None:
        yield batch, batch.entry
        batch.entry = None


def _open_batch(file: File, line: int, record: str) -> None:
    if file.batch is not None and not file.batch.closed:
        file.refused = file.refused or Words(
            f"line {line}: the batch before has no control record",
            f"ligne {line} : le lot précédent n’a pas d’enregistrement de contrôle",
        )
    file.batches += 1
    file.batch = Batch(
        line=line,
        company=words(record[4:20]),
        company_id=words(record[40:50]),
        sec=record[50:53].strip(),
        description=words(record[53:63]),
        effective=record[69:75],
        settled=record[75:78],
    )


def _add_entry(file: File, batch: Batch, line: int, record: str) -> None:
    batch.records += 1
    file.records += 1
    code, routing, cents = record[1:3], record[3:12], record[29:39]
    if not (code.isdecimal() and routing.isdecimal() and cents.isdecimal()):
        # Addenda of an entry that cannot be read must not join the entry before it.
        batch.entry = Entry(line, "", routing, "", 0, "", "", "")
        file.complain(
            line,
            Words(
                "the entry's transaction code, routing number or amount is not a number",
                "le code, le numéro d’acheminement ou le montant de l’écriture n’est pas un nombre",
            ),
        )
        return
    amount, iat = int(cents), batch.sec == "IAT"
    batch.hashed += int(routing[:8])
    file.hashed += int(routing[:8])
    number, name = record[39:54], record[54:76]
    if batch.sec in {"CIE", "MTE"}:  # entries that the customer starts himself put the name first
        number, name = name, number
    entry = Entry(
        line=line,
        code=code,
        routing=routing,
        account=words(record[39:74] if iat else record[12:29]),
        amount=amount,
        number="" if iat else words(number),
        name="" if iat else words(name),
        trace=record[79:94].strip(),
    )
    if entry.is_credit:
        batch.credits += amount
        file.credits += amount
    else:
        batch.debits += amount
        file.debits += amount
    if not check_digit_fits(routing):
        file.complain(
            line,
            Words(
                f"the check digit of routing number {routing} is wrong: the entry is set aside",
                f"la clé du numéro d’acheminement {routing} est fausse : l’écriture est mise de côté",
            ),
        )
        entry.code = ""
    batch.entry = entry


def _add_addenda(file: File, batch: Batch, line: int, record: str) -> None:
    batch.records += 1
    file.records += 1
    if batch.entry is None:
        file.complain(
            line, Words("an addenda record with no entry before it", "un addenda sans écriture avant lui")
        )
        return
    batch.entry.addenda.append(Addenda(line, record[1:3], record))


def _close_batch(file: File, batch: Batch, line: int, record: str) -> None:
    batch.closed = True
    _count(file, line, _ENTRIES, record[4:10], batch.records)
    _count(file, line, _HASH, record[10:20], batch.hashed % 10**10)
    _total(file, line, _BATCH, record[20:32], batch.debits, _DEBITS)
    _total(file, line, _BATCH, record[32:44], batch.credits, _CREDITS)


def _close_file(file: File, line: int, record: str) -> None:
    file.closed = True
    if file.batch is not None and not file.batch.closed:
        file.refused = file.refused or Words(
            f"line {line}: the last batch has no control record",
            f"ligne {line} : le dernier lot n’a pas d’enregistrement de contrôle",
        )
    _count(file, line, _BATCHES, record[1:7], file.batches)
    _count(file, line, _ENTRIES, record[13:21], file.records)
    _count(file, line, _HASH, record[21:31], file.hashed % 10**10)
    _total(file, line, _FILE, record[31:43], file.debits, _DEBITS)
    _total(file, line, _FILE, record[43:55], file.credits, _CREDITS)


def _count(file: File, line: int, what: Words, said: str, found: int) -> None:
    """Counts are wrong in real files although the money is right: worth a word, no reason to stop."""
    if not said.isdecimal() or int(said) != found:
        file.complain(
            line,
            Words(
                f"the {what.en} are given as {said.strip() or 'nothing'}, but come to {found}",
                f"{what.fr} : le fichier donne {said.strip() or 'rien'}, le compte est {found}",
            ),
        )


def _total(file: File, line: int, where: Words, said: str, found: int, what: Words) -> None:
    if not said.isdecimal() or int(said) != found:
        file.refused = file.refused or Words(
            f"line {line}: the {where.en}’s {what.en} are given as {said.strip() or 'nothing'} cents, "
            f"but its entries come to {found}",
            f"ligne {line} : les {what.fr} {where.fr} sont donnés à {said.strip() or 'rien'} cents, "
            f"mais ses écritures font {found}",
        )
