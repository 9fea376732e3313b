"""Orders that were begun and not placed: they survive a dropped call and a crash."""

from sqlalchemy import Connection, Row, bindparam, delete, insert, or_, select

from checkout_tui.domain.call import CallerKeys
from checkout_tui.domain.draft import Draft, KeptDraft
from checkout_tui.store import codec
from checkout_tui.store.tables import drafts

# Put together once: building a statement takes three times as long as running it (benchmarks/README.md).
_DROP = delete(drafts).where(drafts.c.reference == bindparam("named"))


def keep(connection: Connection, kept: KeptDraft, keys: CallerKeys) -> None:
    """Write the draft as it is now, in place of what was there."""
    drop(connection, kept.draft.reference)
    connection.execute(
        insert(drafts).values(
            reference=kept.draft.reference,
            call_id=kept.call,
            operator=kept.operator,
            kept_at=kept.kept_at,
            phone=keys.phone,
            email=keys.email,
            body=codec.write(kept.draft),
        )
    )


def drop(connection: Connection, reference: str) -> None:
    """It was placed, or is not wanted any more."""
    connection.execute(_DROP, {"named": reference})


def of_caller(connection: Connection, keys: CallerKeys, limit: int) -> tuple[KeptDraft, ...]:
    """The newest drafts of whoever has this number or address."""
    wanted = []
    if keys.phone:
        wanted.append(drafts.c.phone == keys.phone)
    if keys.email:
        wanted.append(drafts.c.email == keys.email)
    if not wanted:
        return ()
    query = select(drafts).where(or_(*wanted)).order_by(drafts.c.kept_at.desc()).limit(limit)
    return tuple(_kept(row) for row in connection.execute(query))


def of_operator(connection: Connection, operator: str, limit: int) -> tuple[KeptDraft, ...]:
    """The newest drafts that this operator left."""
    query = select(drafts).where(drafts.c.operator == operator).order_by(drafts.c.kept_at.desc()).limit(limit)
    return tuple(_kept(row) for row in connection.execute(query))


def of_call(connection: Connection, call_id: str) -> tuple[KeptDraft, ...]:
    """Drafts that were left open in a call."""
    query = select(drafts).where(drafts.c.call_id == call_id).order_by(drafts.c.kept_at)
    return tuple(_kept(row) for row in connection.execute(query))


def _kept(row: Row[tuple[object, ...]]) -> KeptDraft:
    return KeptDraft(codec.read(row.body, Draft), row.operator, row.kept_at, row.call_id)
