"""What is typed finds what was stored: one form for amounts, and names in the letters of a caller's keyboard."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

from checkout_tui.domain.query import AS_TYPED, folded, parts_of

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_KEYS = sa.table("search_keys", sa.column("kind"), sa.column("key"), sa.column("order_id"))
_AWAITED = sa.table("awaited_names", sa.column("key"), sa.column("payment_id"), sa.column("names"))
_LINES = sa.table("bank_lines", sa.column("id"), sa.column("words"))
_NAMES = ("who", "po")
_LETTERS = tuple(map(chr, AS_TYPED))


def upgrade() -> None:
    # Yen are found like euros; what has three digits has no zero at its end that nobody types.
    op.execute("UPDATE search_keys SET key = key || '.00' WHERE kind = 'amount' AND key NOT LIKE '%.%'")
    op.execute(
        "UPDATE search_keys SET key = substr(key, 1, length(key) - 1) WHERE kind = 'amount' AND key LIKE '%.__0'"
    )
    connection = op.get_bind()
    _names(connection)
    for row in _with(connection, _AWAITED, _AWAITED.c.names, _AWAITED.c.key):
        mine = (_AWAITED.c.key == row.key) & (_AWAITED.c.payment_id == row.payment_id)
        words = {"key": row.key.translate(AS_TYPED), "names": row.names.translate(AS_TYPED)}
        connection.execute(sa.update(_AWAITED).where(mine).values(**words))
    for row in _with(connection, _LINES, _LINES.c.words):
        words = {"words": row.words.translate(AS_TYPED)}
        connection.execute(sa.update(_LINES).where(_LINES.c.id == row.id).values(**words))


def _names(connection: sa.Connection) -> None:
    of_names = _KEYS.c.kind.in_(_NAMES) & ~_KEYS.c.key.like("%@%")
    for row in _with(connection, _KEYS, _KEYS.c.key, also=("-", "'"), where=of_names):
        mine = (_KEYS.c.kind == row.kind) & (_KEYS.c.order_id == row.order_id)
        for key in _keys(row.kind, row.key):
            if connection.execute(sa.select(_KEYS.c.key).where(mine, _KEYS.c.key == key)).first() is None:
                new = {"kind": row.kind, "key": key, "order_id": row.order_id}
                connection.execute(sa.insert(_KEYS).values(**new))


def _keys(kind: str, key: str) -> Iterator[str]:
    """Beside the key that is there: as it is typed, and the parts of a word of a name."""
    typed = folded(key)
    yield typed
    if kind == "who" and " " not in typed:
        yield from (part for part in parts_of(typed) if len(part) > 1)


def _with(
    connection: sa.Connection,
    table: sa.TableClause,
    *columns: sa.ColumnClause[str],
    also: tuple[str, ...] = (),
    where: sa.ColumnElement[bool] | None = None,
) -> list[sa.Row[tuple[object, ...]]]:
    """The few rows in which such a letter stands."""
    letters = (*_LETTERS, *also)
    there = sa.or_(*(column.like(f"%{letter}%") for column in columns for letter in letters))
    return list(connection.execute(sa.select(table).where(there, sa.true() if where is None else where)))
