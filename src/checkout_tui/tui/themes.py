"""The colours to choose from: a few, one of them without any."""

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter
from textual.theme import Theme


class Colourless(LineFilter):
    """``NO_COLOR``: what is left is bold, dim, reversed, underlined and struck through.

    Textual's own filter writes shades of grey, and those are colours to a terminal too.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [Segment(text, style and _attributes(style), control) for text, style, control in segments]


def _attributes(style: Style) -> Style:
    return Style(
        bold=style.bold,
        dim=style.dim,
        italic=style.italic,
        reverse=style.reverse,
        strike=style.strike,
        underline=style.underline,
    )


MONOCHROME = Theme(
    name="monochrome",
    primary="#4a4a4a",
    secondary="#8a8a8a",
    accent="#ffffff",
    foreground="#e0e0e0",
    background="#101010",
    surface="#181818",
    panel="#282828",
    success="#ffffff",
    warning="#ffffff",
    error="#5a5a5a",
    dark=True,
)
THEMES = ("textual-dark", "textual-light", "nord", "gruvbox", "monochrome")
