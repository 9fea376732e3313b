"""Statements that are put together once and asked often, each time by the shortest way there is.

SQLAlchemy says what is asked and in which words each database understands it. On SQLite, where the
answer is a function call away, its way through an execution takes five times as long as the answer:
there the driver is asked itself, with the words and the conversions that SQLAlchemy made ready.
How rows are written is in ``ready_writes.py``.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import Enum
from functools import cached_property, partial
from operator import itemgetter
from typing import Any

from attrs import frozen
from sqlalchemy import BindParameter, Connection, Dialect, Integer, Select, bindparam

from checkout_tui.store.engine import driver_of

Conversion = Callable[[Any], Any]

_MOST = 20
HANDFUL: tuple[BindParameter[int], ...] = tuple(
    bindparam(f"id{place}", type_=Integer) for place in range(_MOST)
)
"""For ``column.in_(HANDFUL)``: a list of any length would be a statement of its own for each length."""
_HANDFUL_NAMES = tuple(bound.key for bound in HANDFUL)


def handfuls(numbers: tuple[int, ...]) -> Iterator[dict[str, object]]:
    """What to ask for, again and again, to have asked for all of ``numbers``; nothing for none."""
    for start in range(0, len(numbers), _MOST):
        some = numbers[start : start + _MOST]
        # The last one repeated: it is found once all the same.
        filled = (*some, *(some[-1:] * (_MOST - len(some))))
        yield dict(zip(_HANDFUL_NAMES, filled, strict=True))


@frozen(eq=False)
class _Words:
    """A statement as SQLite understands it, and how values go in and come out."""

    sql: str
    constants: tuple[Any, ...]
    """The values in their places; what is asked for stands as None."""
    asked: tuple[tuple[int, str, Conversion | None], ...]
    columns: tuple[tuple[int, Conversion], ...]
    row: Callable[[Iterable[Any]], Any]
    """Makes a row that knows its columns by name."""
    as_they_are: Callable[[dict[str, object]], tuple[Any, ...]] | None
    """Takes all values in their places, where none is a constant and none is converted."""

    def rows(self, connection: Connection, asked: dict[str, object]) -> list[Any]:
        """The rows, each value as the program knows it."""
        found, make = self._found(connection, asked), self.row
        if not self.columns:
            return [make(row) for row in found]
        return [make(self._converted(row)) for row in found]

    def firsts(self, connection: Connection, asked: dict[str, object]) -> list[Any]:
        """The first value of every row."""
        place, conversion = self.columns[0] if self.columns else (1, None)
        found = self._found(connection, asked)
        if place or conversion is None:
            return [row[0] for row in found]
        return [conversion(row[0]) for row in found]

    def _found(self, connection: Connection, asked: dict[str, object]) -> list[tuple[Any, ...]]:
        found: list[Any] = driver_of(connection).execute(self.sql, self._values(asked)).fetchall()
        return found

    def _values(self, asked: dict[str, object]) -> Sequence[Any]:
        if self.as_they_are is not None:
            return self.as_they_are(asked)
        values = list(self.constants)
        for place, name, conversion in self.asked:
            values[place] = asked[name] if conversion is None else conversion(asked[name])
        return values

    def _converted(self, row: tuple[Any, ...]) -> list[Any]:
        values = list(row)
        for place, conversion in self.columns:
            values[place] = conversion(values[place])
        return values


class Ready:
    """A SELECT that is ready to be asked; what differs from one time to the next is a ``bindparam``."""

    def __init__(self, statement: Select[Any]) -> None:
        self.statement = statement

    def all(self, connection: Connection, **asked: object) -> Sequence[Any]:
        """Every row."""
        if connection.dialect.name != "sqlite":
            return connection.execute(self.statement, asked).all()
        return self._sqlite.rows(connection, asked)

    def first(self, connection: Connection, **asked: object) -> Any:
        """The first row, or None."""
        return next(iter(self.all(connection, **asked)), None)

    def scalars(self, connection: Connection, **asked: object) -> list[Any]:
        """The first value of every row."""
        if connection.dialect.name != "sqlite":
            return list(connection.execute(self.statement, asked).scalars())
        return self._sqlite.firsts(connection, asked)

    def scalar(self, connection: Connection, **asked: object) -> Any:
        """The first value of the first row; None without one."""
        return next(iter(self.scalars(connection, **asked)), None)

    @cached_property
    def _sqlite(self) -> _Words:
        from sqlalchemy.dialects.sqlite.pysqlite import dialect  # noqa: PLC0415 - where it is needed only

        return _in_words(self.statement, dialect())


def _in_words(statement: Select[Any], dialect: Dialect) -> _Words:
    compiled: Any = statement.compile(dialect=dialect)
    wanted = {name for name, bound in compiled.binds.items() if bound.required}
    # A list of constants is spelled out only once nothing is missing beside it.
    spelled = compiled.construct_expanded_state(dict.fromkeys(wanted))
    places: list[tuple[str, Conversion | None]] = []
    for name in spelled.positiontup:
        bound = compiled.binds.get(name)
        kind = bound.type.dialect_impl(dialect) if bound is not None else None
        places.append((name, kind.bind_processor(dialect) if kind is not None else None))
    constants = [
        None if name in wanted else _plain(spelled.parameters[name], conversion)
        for name, conversion in places
    ]
    conversions = (
        column.type.dialect_impl(dialect).result_processor(dialect, None)
        for column in statement.selected_columns
    )
    make: Any = namedtuple  # noqa: PYI024 - its fields are the statement's, and some have no name of their own
    row = make("Row", [column.key for column in statement.selected_columns], rename=True)
    plain = wanted.issuperset(name for name, _ in places) and not any(each for _, each in places)
    return _Words(
        sql=spelled.statement,
        constants=tuple(constants),
        asked=tuple(
            (place, name, conversion) for place, (name, conversion) in enumerate(places) if name in wanted
        ),
        columns=tuple((place, each) for place, each in enumerate(conversions) if each is not None),
        row=partial(tuple.__new__, row),
        as_they_are=itemgetter(*(name for name, _ in places)) if plain and len(places) > 1 else None,
    )


def _plain(value: Any, conversion: Conversion | None) -> Any:
    if isinstance(value, Enum):
        value = value.value
    return value if conversion is None else conversion(value)
