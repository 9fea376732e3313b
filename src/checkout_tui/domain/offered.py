"""What a method brings beside its hooks about money: commands of its own, and pages to read."""

from collections.abc import Callable, Iterable, Mapping

from attrs import field, frozen

from checkout_tui.domain.words import Words


@frozen
class Command:
    """A command of the method's own: ``checkout-tui plugin run METHOD NAME ARGUMENTS``."""

    name: str
    does: Words
    """What it does, in a few words."""
    run: Callable[[tuple[str, ...], Mapping[str, object], str], Iterable[str]] = field(repr=False)
    """Given the arguments, the method's settings and the reader's language: the lines to print.

    Raise BadInput for what is to be mended.
    """
    takes: tuple[str, ...] = ()
    """What its arguments are called, such as ``FILE``; each has to be given."""


@frozen
class Page:
    """A page of documentation: ``checkout-tui docs METHOD:NAME``, and on the screen of payment methods."""

    name: str
    title: Words
    text: Words
    """Markdown, in both languages."""
