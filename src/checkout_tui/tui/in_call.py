"""The call that is under way in the terminal: how long it takes, that it outlives the program, what its end says."""

from datetime import timedelta
from time import monotonic
from typing import TYPE_CHECKING

from textual.timer import Timer

from checkout_tui.domain.errors import CheckoutError
from checkout_tui.domain.sentence import N_, sentence
from checkout_tui.tui.screens.base import DeskScreen

if TYPE_CHECKING:
    from checkout_tui.desk import Desk
    from checkout_tui.domain.call import Call
    from checkout_tui.tui.app import CheckoutApp


class InCall:
    """One call at a time. Its verbs are for the program's own thread, but for :meth:`left_in`."""

    def __init__(self, app: "CheckoutApp") -> None:
        self._app = app
        self._began = 0.0
        self._timer: Timer | None = None
        self.call: Call | None = None
        """The call that is under way; the headline shows how long it takes."""

    def left_in(self, desk: "Desk") -> "tuple[Call, timedelta] | None":
        """The call in which the program was left, and how long it has taken: it goes on."""
        try:
            call = desk.calls.current(self._app.operator)
        except CheckoutError:  # whoever asks next says what is wrong with the database
            return None
        return None if call is None else (call, desk.calls.length(call))

    def goes_on(self, call: "Call", length: timedelta | None = None) -> None:
        """This call is under way, and has taken so long when it was not begun just now."""
        if self.call is None or self.call.id != call.id:
            self._began = monotonic() - (length or timedelta()).total_seconds()
        self.call = call
        if self._timer is None:
            self._timer = self._app.set_interval(1, self._app.tick)
        self._app.tick()

    def ended(self, call: "Call") -> None:
        """The call is over: the clock stops, and whatever is in front says so."""
        from checkout_tui.domain.call import call_time  # noqa: PLC0415 - see clock

        self.call = None
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        screen = self._app.screen
        if isinstance(screen, DeskScreen):
            screen.redraw()
            screen.tell(
                sentence(
                    N_("The call took {length}; its note is kept."),
                    length=call_time(call.lasts(call.began_at)),
                )
            )

    @property
    def clock(self) -> str:
        """How long the call has taken, for the headline; empty without one."""
        if self.call is None:
            return ""
        from checkout_tui.domain.call import call_time  # noqa: PLC0415 - who calls is not known at the first paint

        return call_time(timedelta(seconds=monotonic() - self._began))
