"""The outbox."""

import json
from base64 import b64decode, b64encode
from datetime import datetime

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from checkout_tui.domain.errors import N_, NotFoundHere
from checkout_tui.domain.letter import Attachment, Letter, Mail, MailKind, MailState
from checkout_tui.store.ready import Ready
from checkout_tui.store.ready_writes import Write
from checkout_tui.store.tables import mails

# Put together once: building a statement takes three times as long as running it (benchmarks/README.md).
_ADD = Write(insert(mails))
_GET = Ready(select(mails).where(mails.c.id == bindparam("mail")))
_LISTED = select(*(column for column in mails.c if column is not mails.c.letter))
"""Everything about a mail but the letter itself, which is a hundred times as long."""
_OF_ORDER = Ready(
    _LISTED.where(mails.c.order_reference == bindparam("named")).order_by(mails.c.queued_at, mails.c.id)
)
_QUEUED = Ready(
    _LISTED.where(mails.c.state == MailState.QUEUED)
    .order_by(mails.c.queued_at, mails.c.id)
    .limit(bindparam("limit"))
)
_MARK = Write(update(mails).where(mails.c.id == bindparam("mail")))


def add(connection: Connection, mail: Mail, letter: Letter | None) -> None:
    """Queue a mail. A lookup answer has no letter yet: it is written when it is sent (R-021)."""
    _ADD.one(
        connection,
        {
            "id": mail.id,
            "kind": mail.kind,
            "state": mail.state,
            "order_reference": mail.order,
            "to": mail.to,
            "language": mail.language,
            "subject": mail.subject,
            "queued_at": mail.queued_at,
            "letter": _write(letter) if letter else "",
        },
    )


def get(connection: Connection, mail_id: str) -> tuple[Mail, Letter | None]:
    """A mail and its letter. Raises NotFoundHere."""
    row = _GET.first(connection, mail=mail_id)
    if row is None:
        raise NotFoundHere(N_("There is no such mail."))
    return _mail(row), _read(row.letter) if row.letter else None


def of_order(connection: Connection, reference: str) -> tuple[Mail, ...]:
    """Every mail about this order, oldest first."""
    return tuple(_mail(row) for row in _OF_ORDER.all(connection, named=reference))


def outbox(connection: Connection, limit: int) -> tuple[Mail, ...]:
    """The newest mails, whatever became of them."""
    query = _LISTED.order_by(mails.c.queued_at.desc(), mails.c.id.desc()).limit(limit)
    return tuple(_mail(row) for row in connection.execute(query))


def queued(connection: Connection, limit: int) -> tuple[Mail, ...]:
    """What waits to be sent, oldest first."""
    return tuple(_mail(row) for row in _QUEUED.all(connection, limit=limit))


def mark(
    connection: Connection,
    mail_id: str,
    state: MailState,
    *,
    sent_at: datetime | None = None,
    trouble: str = "",
) -> None:
    """What became of a mail."""
    values: dict[str, object] = {"mail": mail_id, "state": state, "trouble": trouble}
    if sent_at is not None:
        values["sent_at"] = sent_at
    _MARK.one(connection, values)


def move(
    connection: Connection, mail_id: str, before: MailState, after: MailState, trouble: str = ""
) -> bool:
    """From one state to another; False when it is not in the first any more."""
    changed = connection.execute(
        update(mails)
        .where(mails.c.id == mail_id, mails.c.state == before)
        .values(state=after, trouble=trouble)
    )
    return changed.rowcount == 1


def _mail(row: Row[tuple[object, ...]]) -> Mail:
    return Mail(
        id=row.id,
        kind=MailKind(row.kind),
        state=MailState(row.state),
        order=row.order_reference,
        to=row.to,
        language=row.language,
        subject=row.subject,
        queued_at=row.queued_at,
        sent_at=row.sent_at,
        trouble=row.trouble,
    )


def _write(letter: Letter) -> str:
    files = [[a.name, a.content_type, b64encode(a.content).decode()] for a in letter.attachments]
    return json.dumps({"subject": letter.subject, "text": letter.text, "html": letter.html, "files": files})


def _read(text: str) -> Letter:
    plain = json.loads(text)
    files = tuple(Attachment(name, kind, b64decode(content)) for name, kind, content in plain["files"])
    return Letter(plain["subject"], plain["text"], plain["html"], files)
