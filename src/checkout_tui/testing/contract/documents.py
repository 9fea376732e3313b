"""Banks' documents: read once or twice, whole or damaged, its own or somebody else's."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from io import BytesIO

from checkout_tui.domain import outcomes as o
from checkout_tui.domain import reference
from checkout_tui.domain.method import AllocationRule
from checkout_tui.domain.money import Money
from checkout_tui.domain.remittance import LineKind, Reading
from checkout_tui.domain.simulated import Document, Transfer
from checkout_tui.plugins import misfit
from checkout_tui.testing.checking import Broken, Check, Level, NotApplicable, check, expect, needs
from checkout_tui.testing.story import Story, nth_reference
from checkout_tui.testing.subject import Subject

_AREA = "documents"
_DAY = date(2026, 11, 24)
_NEW_LINE = 10
_FOREIGN = {
    "nothing": b"",
    "a letter": b"Dear sirs, please find enclosed what we owe you.\n",
    "a PDF": b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n",
    "a picture": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    "JSON": b'{"amount": "9.99", "currency": "USD"}',
    "a table": b"date,amount,reference\n2026-11-24,99.00,K7M-42XQ-Z\n",
    "a page": b"<html><body>Not found</body></html>",
    "zeros": bytes(4096),
    "all bytes": bytes(range(256)) * 16,
}


@check(_AREA, Level.DELAYED)
def allocation_is_as_declared(subject: Subject) -> None:
    """Money in documents is tied by hand or on receipt; where a provider ties it, no document brings it once more."""
    story, _, document = _reported(subject)
    needs(subject.described.allocation is AllocationRule.AUTOMATIC, "its money is tied by hand or on receipt")
    kinds = {line.kind for line in _read(story, document).lines}
    expect(
        LineKind.RECEIPT not in kinds,
        "its provider ties its money (AUTOMATIC), and its documents bring it as a RECEIPT once more: make that a "
        "NOTICE, or declare BY_HAND or ON_RECEIPT",
    )


@check(_AREA, Level.DELAYED)
def documents_are_read_back(subject: Subject) -> None:
    """Every transfer that its bank reports is read back with its amount, the reference as written, and its payer."""
    story, transfers, document = _reported(subject)
    reading = _raw(story, document.content, document.name)
    if reading is None:
        raise Broken("it does not read its own bank's document")
    wrong = misfit(reading)
    expect(not wrong, f"what it reads does not fit: {wrong}")
    told = subject.described.allocation is AllocationRule.AUTOMATIC
    kind = LineKind.NOTICE if told else LineKind.RECEIPT
    lines = [line for line in reading.lines if line.kind is kind or (told and line.kind is LineKind.RECEIPT)]
    expect(
        [line.amount for line in lines] == [t.amount for t in transfers],
        f"of {', '.join(str(t.amount) for t in transfers)} there {'is' if len(lines) == 1 else 'are'} read as "
        f"{kind}: {', '.join(str(line.amount) for line in lines) or 'nothing'}",
    )
    for line, transfer in zip(lines, transfers, strict=False):
        wrote = reference.find_in(transfer.reference)
        found = reference.find_in(f"{line.reference} {line.text}")
        expect(
            set(wrote) <= set(found), f"the reference {transfer.reference!r} is read as {line.reference!r}"
        )
        expect(line.identity and line.line > 0, "a line has no place or no identity")
    expect(
        0 < reading.claim <= 100,
        f"a claim of {reading.claim} is none: 1 (it could be) to 100 (it names itself)",
    )
    expect(not reading.refused and not reading.problems, "it finds fault with its own bank's document")


@check(_AREA, Level.DELAYED)
def lines_keep_their_identity(subject: Subject) -> None:
    """Read again, a line has the same identity; two that look alike have two, on one day or another."""
    story, _, document = _reported(subject)
    first, again = (_read(story, document) for _ in range(2))
    expect(
        [line.identity for line in first.lines] == [line.identity for line in again.lines],
        "the same line is called something else when it is read again: it would be booked twice",
    )
    later = _DAY + timedelta(days=1)
    next_day = _read(story, _bank(story)(_transfers(subject, later), later))
    names = [line.identity for reading in (first, next_day) for line in reading.lines]
    expect(
        len(names) == len(set(names)),
        "two different lines have one identity: one of them would never be booked",
    )


@check(_AREA, Level.DELAYED)
def reading_never_raises(subject: Subject) -> None:
    """Whatever the bytes are, read_remittances answers a Reading or None, and never raises."""
    story, _, document = _reported(subject)
    for what, content in (*_FOREIGN.items(), *_damaged(document.content)):
        try:
            answer = _answer(story, content, document.name)
        except Exception as error:  # noqa: BLE001 - whatever it raises is what this is about
            expect(False, f"read_remittances raised {type(error).__name__} on {what}")
            return
        expect(
            answer is None or isinstance(answer, Reading), f"{what} is answered with {type(answer).__name__}"
        )


@check(_AREA, Level.DELAYED)
def foreign_documents_are_left_alone(subject: Subject) -> None:
    """What is no document of its bank's is None, so that another method may read it."""
    story, _, _ = _reported(subject)
    for what, content in _FOREIGN.items():
        answer = _raw(story, content, "document.txt")
        expect(answer is None, f"it claims {what} for its own")


@check(_AREA, Level.DELAYED)
def a_document_cut_short_is_noticed(subject: Subject) -> None:
    """Of a document that breaks off nothing is passed over in silence: it is refused, or says what was not read."""
    story, _, document = _reported(subject)
    whole = _read(story, document)
    size = len(document.content)
    ends = [at + 1 for at, byte in enumerate(document.content) if byte == _NEW_LINE]
    cuts = {int(size * part) for part in (0.4, 0.6, 0.8, 0.9)} | set(ends[: -1 : max(len(ends) // 12, 1)])
    for cut in sorted(cuts):
        answer = _raw(story, document.content[:cut], document.name)
        silent = answer is not None and not answer.refused and not answer.problems
        expect(
            not silent or (answer is not None and len(answer.lines) >= len(whole.lines)),
            f"cut after {cut} of {size} bytes, it is read as {len(answer.lines) if answer else 0} of "
            f"{len(whole.lines)} lines, and nothing is said",
        )


@check(_AREA, Level.DELAYED)
def late_returns_are_read(subject: Subject) -> None:
    """A credit that the bank takes back weeks later is a RETURN with its code, and never more money."""
    story, transfers, _ = _reported(subject)
    code = next((code for code in _return_codes(subject)), "")
    needs(code, "no code of a return is known: give the kit codes=…, or a trigger its code")
    day = _DAY + timedelta(days=21)
    back = Transfer(transfers[0].amount, transfers[0].reference, transfers[0].payer, day, returned=code)
    reading = _read(story, _bank(story)((back,), day))
    wrong = misfit(reading)
    expect(not wrong, f"what it reads does not fit: {wrong}")
    kinds = {line.kind for line in reading.lines}
    expect(LineKind.RETURN in kinds, f"a return ({code}) is read as {', '.join(sorted(kinds)) or 'nothing'}")
    expect(LineKind.RECEIPT not in kinds, f"a return ({code}) is read as money that came in")
    returned = next(line for line in reading.lines if line.kind is LineKind.RETURN)
    expect(returned.amount == back.amount, f"a return of {back.amount} is read as {returned.amount}")
    expect(returned.code, "the return has no code")
    declined = story.hear("decline", {"refused": o.Refused(returned.code)})
    expect(isinstance(declined, o.Declined), "decline does not understand the return's code")


@check(_AREA, Level.DELAYED)
def accounts_are_masked(subject: Subject) -> None:
    """Of an account at most the last four characters are passed on."""
    story, _, document = _reported(subject)
    reading = _read(story, document)
    for account in (reading.account, *(line.account for line in reading.lines)):
        digits = [c for c in account if c.isalnum()]
        expect(len(digits) <= 4, f"{len(digits)} characters of an account are passed on")


def _return_codes(subject: Subject) -> Iterator[str]:
    yield from subject.codes
    # The codes that the two families of bank documents share most widely.
    yield from ("R01", "AC04", "A")


def _transfers(subject: Subject, day: date) -> tuple[Transfer, ...]:
    """Three transfers, of which two look alike."""
    amount = subject.total
    more = Money(amount.minor + 150, amount.currency)
    return (
        Transfer(amount, reference.shown(nth_reference(1)), "Ada Example", day),
        Transfer(more, reference.shown(nth_reference(2)), "Bo Example", day),
        Transfer(more, reference.shown(nth_reference(2)), "Bo Example", day),
    )


def _reported(subject: Subject) -> tuple[Story, tuple[Transfer, ...], Document]:
    needs(subject.has("read_remittances"), "it reads no documents")
    story = Story(subject)
    transfers = _transfers(subject, _DAY)
    return story, transfers, _bank(story)(transfers, _DAY)


def _bank(story: Story) -> Callable[[tuple[Transfer, ...], date], Document]:
    if story.simulated.report is None:
        raise NotApplicable("its simulated bank sends no documents (Simulated.report)")
    return story.simulated.report


def _answer(story: Story, content: bytes, name: str) -> object:
    """What the hook answers, read to its end."""
    offered = {"document": content, "file": BytesIO(content), "name": name}
    answer = story.hear("read_remittances", offered)
    return answer.whole() if isinstance(answer, Reading) else answer


def _raw(story: Story, content: bytes, name: str) -> Reading | None:
    try:
        answer = _answer(story, content, name)
    except Exception:  # noqa: BLE001 - reading_never_raises says so
        return None
    return answer if isinstance(answer, Reading) else None


def _read(story: Story, document: Document) -> Reading:
    reading = _raw(story, document.content, document.name)
    if reading is None:
        raise NotApplicable("its own bank's document is not read: see documents-are-read-back")
    return reading


def _damaged(content: bytes) -> Iterator[tuple[str, bytes]]:
    size = len(content)
    for tenth in range(1, 10):
        yield f"the first {tenth}0 %", content[: size * tenth // 10]
    for nth in range(24):
        at = size * nth // 24
        yield f"byte {at} changed", content[:at] + bytes([content[at] ^ 0x15]) + content[at + 1 :]
    yield "the document twice", content + content
    yield "other line ends", content.replace(b"\n", b"\r\n")
    yield "no line ends", content.replace(b"\n", b"")
    yield "a name in another alphabet", content.replace(b"Ada", "Ада".encode())
    lines = content.splitlines(keepends=True)
    yield "its lines backwards", b"".join(reversed(lines))
    yield "a line missing", b"".join(lines[:1] + lines[2:])


CHECKS: tuple[Check, ...] = (
    allocation_is_as_declared,
    documents_are_read_back,
    lines_keep_their_identity,
    reading_never_raises,
    foreign_documents_are_left_alone,
    a_document_cut_short_is_noticed,
    late_returns_are_read,
    accounts_are_masked,
)
