"""The colours to choose from: a few, one of them without any."""

from textual.theme import Theme

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
