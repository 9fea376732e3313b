"""A field in which no card number stays, nor the rest of one."""

from textual.message import Message
from textual.timer import Timer

from checkout_tui.domain.outside_text import looks_like_card_number
from checkout_tui.tui.widgets.text_field import TextField

PAUSE = 1.5
"""Seconds without a key after which what is typed is something new, and no more the end of that number."""

_OF_A_NUMBER = frozenset("0123456789 -.")


class GuardedField(TextField):
    """What looks like a card number is taken out before it is shown or looked for (R-096, R-097).

    Numbers are often recognised before their last digit, and fingers go on: what follows at once is swallowed
    with the rest, so that the box is empty and nothing of the number is ever searched for, or had again.
    """

    class Refused(Message):
        """A card number was taken out of ``field``."""

        def __init__(self, field: "GuardedField") -> None:
            super().__init__()
            self.field = field

    _swallowing: Timer | None = None

    def validate_value(self, value: str) -> str:
        """What may stand in the field: asked before it does."""
        if looks_like_card_number(value):
            self._swallow()
            self.post_message(self.Refused(self))
            return ""
        if self._swallowing is None or not value:
            return value
        if set(value) <= _OF_A_NUMBER:
            self._swallow()
            return ""
        self._stop()
        return value

    def _swallow(self) -> None:
        self._stop()
        self._swallowing = self.set_timer(PAUSE, self._stop)

    def _stop(self) -> None:
        if self._swallowing is not None:
            self._swallowing.stop()
            self._swallowing = None
