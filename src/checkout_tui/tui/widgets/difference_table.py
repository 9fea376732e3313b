"""Cancelling beside refunding, line by line (R-034): the same table wherever one of the two is chosen."""

from textual.content import Content

from checkout_tui.domain.outside_text import safe
from checkout_tui.domain.refund import Difference
from checkout_tui.domain.sentence import N_, Reader, sentence

_COLUMN = 25


def difference_table(differences: tuple[Difference, ...], reader: Reader) -> Content:
    """A heading and a line for each difference."""
    head = (N_("what it brings"), N_("cancelling only"), N_("this refund"))
    rows = [tuple(sentence(text) for text in head)]
    rows += [(line.about, line.cancelling, line.refunding) for line in differences]
    parts: list[str | tuple[str, str]] = []
    for number, row in enumerate(rows):
        about, cancelling, refunding = (safe(cell.say(reader), 60) for cell in row)
        parts += [(f"{about:<15} {cancelling:<{_COLUMN}} {refunding}", "" if number else "bold"), "\n"]
    return Content.assemble(*parts[:-1])
