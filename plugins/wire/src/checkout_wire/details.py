"""The transactions of one entry, as many as a batch booking may have: a few in memory, the rest in a file of nobody's.

What they are is known only at the end of the entry, when it is seen whether they add up to it: until then each is
put aside as it is read, and then they are told one after the other.
"""

import json
from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal
from tempfile import TemporaryFile
from typing import IO

from attrs import Factory, define

from checkout_wire.amounts import number

IN_MEMORY = 100
"""So many stay in memory; nearly every entry has one."""


@define
class Told:
    """The texts of an element by path, each path with all of its occurrences."""

    line: int
    texts: dict[str, list[str]] = Factory(dict)

    def one(self, *paths: str) -> str:
        """The first text that is not empty, of the paths in their order."""
        for path in paths:
            for text in self.texts.get(path, ()):
                if text:
                    return text
        return ""

    def all(self, path: str) -> list[str]:
        return [text for text in self.texts.get(path, ()) if text]


@define(eq=False)
class Details:
    """What was put aside of one entry, with what it comes to."""

    count: int = 0
    _held: list[Told] = Factory(list)
    _file: IO[str] | None = None
    _sums: dict[bool | None, Decimal] = Factory(dict)
    """By direction: credits, debits, and what does not say."""
    _currencies: set[str] = Factory(set)
    _told: bool = True
    """Whether each so far says how much it is."""

    def add(self, told: Told) -> None:
        """Put one aside."""
        self.count += 1
        value = Decimal(0)
        path, direction = _amount(told), _direction(told)
        with suppress(ValueError):
            value = number(told.one(path))
        self._told = self._told and bool(value)
        if self._told:
            self._sums[direction] = self._sums.get(direction, Decimal(0)) + value
            self._currencies.add(told.one(f"{path}@Ccy"))
        if self.count <= IN_MEMORY:
            self._held.append(told)
            return
        if self._file is None:
            self._file = TemporaryFile("w+", encoding="utf-8", newline="\n")  # noqa: SIM115 - `close` closes it
        self._file.write(f"{json.dumps([told.line, told.texts])}\n")

    def close(self) -> None:
        """Forget them; nothing of them stays on the disk."""
        if self._file is not None:
            self._file.close()

    def __iter__(self) -> Iterator[Told]:
        yield from self._held
        if self._file is not None:
            self._file.seek(0)
            yield from (Told(*json.loads(line)) for line in self._file)

    @property
    def alone(self) -> Told | None:
        """The only one; None where there are none or several."""
        return next(iter(self)) if self.count == 1 else None

    def parts(
        self, amount: Decimal, currency: str, *, credit: bool
    ) -> Iterator[tuple[Told, Decimal, bool]] | None:
        """Each with its amount and direction, when they add up to the entry; None when they do not."""
        if self.count < 2 or not self._told or self._currencies != {currency}:
            return None
        signed = {
            direction: -value if direction is False else value for direction, value in self._sums.items()
        }
        if not credit and None in signed:
            signed[None] = -signed[None]
        if sum(self._sums.values()) == amount:
            # Some banks give each transaction the customer's direction, not the entry's.
            return ((told, _value(told), credit) for told in self)
        if sum(signed.values()) != (amount if credit else -amount):
            return None
        return ((told, _value(told), _towards(told, credit)) for told in self)


def _amount(told: Told) -> str:
    """Where a transaction says how much it is."""
    return "Amt" if told.one("Amt") else "AmtDtls/TxAmt/Amt"


def _value(told: Told) -> Decimal:
    return number(told.one(_amount(told)))


def _direction(told: Told) -> bool | None:
    return {"CRDT": True, "DBIT": False}.get(told.one("CdtDbtInd"))


def _towards(told: Told, usual: bool) -> bool:
    said = _direction(told)
    return usual if said is None else said
