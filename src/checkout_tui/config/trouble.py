"""What is wrong with a configuration: each thing with the path to it, and all of them at once."""

import difflib
from collections.abc import Iterable

from attrs import frozen

from checkout_tui.domain.errors import BadSetup
from checkout_tui.domain.outside_text import safe
from checkout_tui.domain.sentence import N_, Sentence, counted, sentence


@frozen
class Trouble:
    """One thing that is wrong, and where."""

    path: str
    """``methods.wire.iban``; empty for the file as a whole."""
    says: Sentence

    @property
    def sentence(self) -> Sentence:
        """``methods.wire.iban: it is missing.``"""
        if not self.path:
            return self.says
        return sentence("{path}: {says}", path=self.path, says=self.says)


def refuse(where: str, troubles: Iterable[Trouble]) -> BadSetup:
    """One error that says all of them, each on a line of its own."""
    lines = tuple(troubles)
    listed = Sentence(
        "".join(f"\n  {{line{number}}}" for number in range(len(lines))),
        {f"line{number}": trouble.sentence for number, trouble in enumerate(lines)},
    )
    return BadSetup.because(
        counted(
            N_("There is a mistake in {where}:{listed}"),
            N_("There are {count} mistakes in {where}:{listed}"),
            len(lines),
            where=where,
            listed=listed,
        )
    )


def unknown(key: str, known: Iterable[str]) -> Sentence:
    """Nobody knows this key; perhaps it is a misspelled one."""
    near = difflib.get_close_matches(key, tuple(known), n=1)
    if near:
        return sentence(N_("nobody knows this key. Did you mean “{near}”?"), near=near[0])
    return sentence(N_("nobody knows this key."))


def path_to(*parts: str) -> str:
    """The parts as one path, with what is no plain key made visible."""
    return ".".join(safe(part, 80) for part in parts if part)
