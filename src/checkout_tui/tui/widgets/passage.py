"""A text between other parts of a screen, which has them laid out anew only where it moves them."""

from textual.widgets import Static


class Passage(Static):
    """A text of as many lines as it needs. Textual lays out the whole screen for each text that is updated,
    and that takes longer than to draw it: most texts need as many lines as the one before.
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__("", id=id, classes=classes, markup=False)

    def say(self, text: str, *, shrink: bool = True) -> None:
        """Show this text. Without ``shrink`` it keeps the lines that it has: soon it is said what belongs there."""
        new = text != self.content
        if new:
            self.update(text, layout=False)
        if self._moves(new=new, shrink=shrink):
            self.refresh(repaint=new, layout=True)

    def _moves(self, *, new: bool, shrink: bool) -> bool:
        """Whether it takes another number of lines than it has."""
        width, has = self.content_size
        if not width:
            return new  # it is hidden, or was not laid out yet
        needs = self.get_content_height(self.container_size, self.app.size, width)
        limit = self.styles.max_height
        if limit is not None and limit.cells is not None:
            needs = min(needs, limit.cells)
        return needs > has or (shrink and needs < has)
