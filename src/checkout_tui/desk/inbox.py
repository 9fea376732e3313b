"""The money inbox as a list: its folders a page at a time, what is looked for in them, and what names an order."""

from collections.abc import Mapping

from attrs import evolve
from sqlalchemy import Connection

from checkout_tui.desk.context import Context
from checkout_tui.desk.guesses import guessed
from checkout_tui.domain import inbox, matching
from checkout_tui.domain.inbox import Folder, Sums, Word
from checkout_tui.domain.named_money import NamedMoney
from checkout_tui.domain.query import folded
from checkout_tui.domain.remittance import Guess, LineKind, Remittance
from checkout_tui.domain.words import Words
from checkout_tui.store import inbox as table

PAGE = 100


class Inbox:
    """Looking only; deciding is :class:`~checkout_tui.desk.remittances.Remittances`."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def page(
        self, folder: Folder, typed: str = "", first: int = 0, count: int = PAGE
    ) -> tuple[Remittance, ...]:
        """Some rows of a folder that answer to what was typed, from the ``first`` on.

        Oldest first, so that nothing waits for ever; what is done with, latest first.
        """
        with self._context.store.reading() as connection:
            return table.page(connection, folder, self._words(typed), first, count)

    def sums(self, folder: Folder, typed: str = "") -> Sums:
        """How many rows the whole of it has, and how much money that is, for each currency."""
        with self._context.store.reading() as connection:
            return table.sums(connection, folder, self._words(typed))

    def guesses(self, money: tuple[Remittance, ...]) -> Mapping[str, Guess]:
        """The order that each of these is most likely for, by the remittance's id."""
        sought = tuple(matching.wanted(each) for each in money if each.kind is LineKind.RECEIPT)
        with self._context.store.reading() as connection:
            return guessed(connection, sought)

    def naming(self, reference: str) -> tuple[NamedMoney, ...]:
        """Money in the inbox that speaks of this order, by its reference or because it is likeliest for it."""
        with self._context.store.reading() as connection:
            return self.named(connection, reference)

    def named(self, connection: Connection, reference: str) -> tuple[NamedMoney, ...]:
        """The same on a connection that is open."""
        lanes = self._context.lanes
        return tuple(
            NamedMoney(
                money,
                lanes[money.method].method.title if money.method in lanes else Words.same(money.method),
                why,
            )
            for money, why in table.naming(connection, reference)
        )

    def _words(self, typed: str) -> tuple[Word, ...]:
        """What was typed; a word of a method's title, in any language, is also that method."""
        return tuple(self._also_method(word) for word in inbox.read(typed))

    def _also_method(self, word: Word) -> Word:
        text = word.spellings[0]
        called = (
            inbox.by_method(lane.code)
            for lane in self._context.lanes.values()
            if any(
                part.startswith(text)
                for title in (lane.method.title.en, lane.method.title.fr)
                for part in folded(title).split()
            )
        )
        return evolve(word, spellings=(*word.spellings, *called))
