"""A list of any length of which only the pages that are looked at are there."""

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar, overload

from textual.message import Message

from checkout_tui.tui.widgets.row_list import Column, Row, RowList

T = TypeVar("T")

PAGE = 100
MOST_PAGES = 20
"""So many pages are kept; whoever goes back further has them fetched again."""
_ON_ITS_WAY = Row("", ("…",))


class Pages(Sequence[Row], Generic[T]):
    """Things by pages, drawn as they are looked at; one that is not there has its page fetched."""

    def __init__(self, draw: Callable[[T], Row], fetch: Callable[[int], None], total: int = 0) -> None:
        self.total = total
        self._draw = draw
        self._fetch = fetch
        self._pages: dict[int, Sequence[T]] = {}
        self._rows: dict[int, Row] = {}
        """As they were drawn: a list that is scrolled or gone through asks for each of them again and again."""
        self._asked: set[int] = set()

    def __len__(self) -> int:
        return self.total

    @overload
    def __getitem__(self, at: int) -> Row: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[Row]: ...

    def __getitem__(self, at: int | slice) -> Row | Sequence[Row]:
        if isinstance(at, slice):
            return [self[n] for n in range(*at.indices(self.total))]
        row = self._rows.get(at)
        if row is not None:
            return row
        thing = self.thing(at)
        if thing is None:
            return _ON_ITS_WAY
        row = self._rows[at] = self._draw(thing)
        return row

    def redraw(self) -> None:
        """Rows say something else by now, or say it in another language."""
        self._rows.clear()

    def thing(self, at: int) -> T | None:
        """What stands there; None when it is not here yet, or the list has no such place."""
        if not 0 <= at < self.total:
            return None
        number, place = divmod(at, PAGE)
        page = self._pages.get(number)
        if page is None and number not in self._asked:
            self._asked.add(number)
            self._fetch(number)
        return page[place] if page is not None and place < len(page) else None

    def put(self, number: int, things: Sequence[T]) -> None:
        """This page is here; the one furthest from it goes when there are many."""
        self._pages[number] = things
        self._asked.discard(number)
        if len(self._pages) > MOST_PAGES:
            del self._pages[max(self._pages, key=lambda other: abs(other - number))]
        self._rows.clear()


class PagedList(RowList, Generic[T]):
    """Rows of which it is known how many there are, and few are here.

    Whoever shows it answers ``Wanted`` with :meth:`put`.
    """

    class Wanted(Message):
        """A page is looked at that is not here."""

        def __init__(self, rows: "PagedList[Any]", page: int) -> None:
            super().__init__()
            self.rows = rows
            self.page = page

    def __init__(
        self,
        columns: Sequence[Column],
        draw: Callable[[T], Row],
        *,
        id: str | None = None,  # noqa: A002 - Textual's name
    ) -> None:
        super().__init__(columns, id=id)
        self._draw_thing = draw
        self._counted = False
        self._to_the_end = False
        self.pages: Pages[T] = Pages(draw, self._want)

    @property
    def thing(self) -> T | None:
        """What is under the cursor."""
        return self.pages.thing(self.cursor)

    def begin(self, number: int, things: Sequence[T], total: int, cursor: int) -> None:
        """Show this page and forget all others: something has changed, or something else is looked for."""
        here = number * PAGE + len(things)
        # A page that is not full is the last.
        self.pages = Pages(self._draw_thing, self._want, max(total, here) if len(things) == PAGE else here)
        self.pages.put(number, things)
        self.rows = self.pages
        self._counted = len(things) < PAGE or total > here
        self._to_the_end = False
        self._measure()
        self.cursor = min(cursor, max(len(self.rows) - 1, 0))
        self._tell()

    def put(self, number: int, things: Sequence[T]) -> None:
        """The page that was wanted."""
        self.pages.put(number, things)
        self.refresh()
        if self.cursor // PAGE == number:
            self._tell()

    def count(self, total: int) -> None:
        """How many rows there are, once it is known."""
        self._counted = True
        if total != self.pages.total:
            self.pages.total = total
            self._measure()
            self.cursor = min(self.cursor, max(total - 1, 0))
        if self._to_the_end:
            self._to_the_end = False
            self.action_last()

    def action_last(self) -> None:
        # Where the end is may not be known yet: then it is gone to once it is.
        self._to_the_end = not self._counted
        super().action_last()

    def redraw(self) -> None:
        """What is said in its rows is said anew: in another language, or with what was found out."""
        self.pages.redraw()
        self.refresh()

    def _measure(self, *, shrink: bool = True) -> None:
        super()._measure(shrink=shrink)
        self.refresh()

    def _tell(self) -> None:
        if self.marked:
            self.post_message(self.Marked(self, self.marked))

    def _want(self, number: int) -> None:
        self.post_message(self.Wanted(self, number))
