"""A letter before it is text or HTML: the same blocks become both, so the two cannot disagree."""

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urlsplit

from attrs import field, frozen

from checkout_tui.domain.letter import Letter
from checkout_tui.domain.outside_text import safe

if TYPE_CHECKING:
    from jinja2 import Environment

LONGEST_LINE = 2000
WIDTH = 76
"""So many characters stand on a line of text, where words allow it."""


def lines_of(value: object) -> list[str]:
    """The lines of a value, each safe: an address has several."""
    return [safe(line, LONGEST_LINE) for line in str(value).splitlines()]


def one_line(value: object) -> str:
    """A value on one line, safe."""
    return safe(str(value), LONGEST_LINE)


def _on_lines(rows: Iterable[tuple[str, str]]) -> tuple[tuple[str, list[str]], ...]:
    return tuple((one_line(label), lines_of(value)) for label, value in rows)


def _pair(pair: tuple[str, str]) -> tuple[str, str]:
    return one_line(pair[0]), one_line(pair[1])


def _pairs(rows: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(map(_pair, rows))


# What stands in a block was made safe on its way in: neither template can forget to.


@frozen
class Heading:
    """What the next blocks are about."""

    text: str = field(converter=one_line)
    kind: ClassVar[str] = "heading"


@frozen
class Say:
    """A paragraph."""

    text: str = field(converter=one_line)
    kind: ClassVar[str] = "say"


@frozen
class Table:
    """Labels and values, each pair on a line; a value may have several lines."""

    rows: tuple[tuple[str, list[str]], ...] = field(converter=_on_lines)
    kind: ClassVar[str] = "table"


@frozen
class Amounts:
    """What is owed: lines with amounts, and the total as their last."""

    rows: tuple[tuple[str, str], ...] = field(converter=_pairs)
    total: tuple[str, str] = field(converter=_pair)
    kind: ClassVar[str] = "amounts"


@frozen
class Link:
    """Somewhere to go. Only web addresses are links; anything else stays text."""

    text: str = field(converter=one_line)
    url: str = field(converter=one_line)
    kind: ClassVar[str] = "link"

    @property
    def goes(self) -> bool:
        return is_web_address(self.url)


Block = Heading | Say | Table | Amounts | Link


@frozen
class Page:
    """A letter's language, subject and blocks."""

    language: str
    subject: str = field(converter=one_line)
    seller: str = field(converter=one_line)
    blocks: tuple[Block, ...]

    @property
    def colon(self) -> str:
        """French print puts a space before it."""
        return "\u00a0:" if self.language.startswith("fr") else ":"

    def letter(self) -> Letter:
        """The letter, as text and as HTML."""
        text = _templates().get_template("letter.txt.j2").render(page=self, colon=self.colon)
        html = _templates().get_template("letter.html.j2").render(page=self, colon=self.colon)
        return Letter(subject=self.subject, text=text.strip() + "\n", html=html)


def is_web_address(url: str) -> bool:
    """Whether ``url`` may be followed from a mail: no ``javascript:``, no file."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("https", "http") and bool(parts.hostname)


def wrapped(text: str) -> str:
    """A line in as many lines as it takes; it is broken at spaces only, and those fall away there.

    What ``textwrap`` does, which looks for hyphens, tabs and words that are too long as well, and takes as
    long as the rest of a letter.
    """
    if len(text) <= WIDTH:
        return text.strip(" ")
    lines, line = list[str](), ""
    for word in text.split(" "):
        if not line:
            line = word
        elif len(line) + 1 + len(word) > WIDTH:
            lines.append(line.rstrip(" "))
            line = word
        else:
            line = f"{line} {word}"
    return "\n".join((*lines, line.rstrip(" ")))


@cache
def _templates() -> "Environment":
    # Jinja is only needed once a letter is written; starting the program does without.
    from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape  # noqa: PLC0415

    environment = Environment(
        loader=PackageLoader("checkout_tui.mail"),
        autoescape=select_autoescape(("html.j2",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    environment.filters["wrapped"] = wrapped
    return environment
