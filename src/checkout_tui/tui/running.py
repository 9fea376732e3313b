"""Work that takes long and goes on whatever screen is in front: how far it is, how it ended, where that is shown."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import evolve, field, frozen

from checkout_tui.domain.errors import CheckoutError
from checkout_tui.domain.outside_text import safe
from checkout_tui.domain.sentence import N_, Reader, Sentence, sentence
from checkout_tui.tui.screens.base import DeskScreen

if TYPE_CHECKING:
    from checkout_tui.desk import Desk
    from checkout_tui.tui.app import CheckoutApp

T = TypeVar("T")
Told = Callable[[Sentence], None]

KEPT = 10
"""So many works that ended can be opened again; what they answered is kept in memory."""
SHOWN_FOR = 8
"""Seconds that a notification stays; the mark in the headline stays until somebody has looked."""

RUNNING = N_("▶ running ^g")
DONE = N_("✓ done ^g")
FAILED = N_("✗ not done ^g")


@frozen
class Work:
    """One piece of work: under way, or ended with an answer or with the error that says why not."""

    number: int
    title: Sentence
    opens: "Callable[[Work], object]" = field(eq=False, repr=False)
    """Brings a screen to the front that shows it."""
    far: Sentence | None = None
    """How far it is, as it says itself; once it is done, what it brought."""
    ended: bool = False
    answer: Any = field(default=None, eq=False, repr=False)
    error: CheckoutError | None = None
    seen: bool = False

    @property
    def mark(self) -> str:
        """A word and a shape for how it stands."""
        if not self.ended:
            return RUNNING
        return DONE if self.error is None else FAILED

    def said(self, reader: Reader) -> str:
        """How far it is, what it brought, or why it was not done; safe to show."""
        what = self.far if self.error is None else self.error.sentence
        return safe(what.say(reader), 400) if what is not None else ""

    def named(self, reader: Reader) -> str:
        return safe(self.title.say(reader), 80)


class Running:
    """What the program does beside the screens. Every verb but :meth:`begin`'s work is for the program's own thread."""

    def __init__(self, app: "CheckoutApp") -> None:
        self._app = app
        self._number = 0
        self.works: tuple[Work, ...] = ()
        """The newest first."""
        self.leaving = False
        """Whether the program is left once nothing is under way any more."""

    # ------------------------------------------------------------ doing

    def begin(
        self,
        title: Sentence,
        work: "Callable[[Desk, Told], T]",
        says: Callable[[T], Sentence | None],
        opens: Callable[[Work], object],
        then: Callable[[T], object] = lambda _: None,
    ) -> int:
        """Do this in a thread that no screen takes with it; its number tells it from others.

        ``says`` is the sentence for what it brought, None when nobody need hear of it; ``then`` is what
        follows from it whoever is looking.
        """
        number = self._add(title, opens)

        def run() -> None:
            try:
                answer = work(self._app.desk(), lambda far: self._back(lambda: self._got_to(number, far)))
            except CheckoutError as error:
                back: Callable[[], None] = lambda error=error: self._failed(number, error)  # type: ignore[misc] # noqa: E731
            except Exception as error:  # noqa: BLE001 - a sentence and an incident number, never a traceback
                told = self._app.incident(error)
                back = lambda: self._failed(number, CheckoutError(told.text, **told.facts))  # noqa: E731
            else:

                def back() -> None:
                    self._ended(number, says(answer), answer)
                    then(answer)

            self._back(back)
            self._back(self._leave)

        self._app.run_worker(run, thread=True, group="running", exit_on_error=True)
        return number

    def report(self, title: Sentence, says: Sentence, opens: Callable[[Work], object]) -> None:
        """Something ended while its screen was left: it is told like work of this list, and opened like it."""
        self._ended(self._add(title, opens), says, None)

    def send_mail(self, says: Callable[[int], Sentence | None] = lambda _: None) -> int:
        """Let out what is queued; nobody hears of it unless it fails or ``says`` has a sentence for it."""
        return self.begin(
            sentence(N_("Sending the mail")),
            lambda desk, told: desk.mail.deliver(),
            says,
            lambda _: self._app.show("outbox"),
        )

    # ------------------------------------------------------------ looking

    def of(self, number: int) -> Work | None:
        """The work of this number, while it is known."""
        return next((work for work in self.works if work.number == number), None)

    @property
    def under_way(self) -> tuple[Work, ...]:
        return tuple(work for work in self.works if not work.ended)

    def goes_on(self, number: int) -> bool:
        """Whether this work is not at its end yet."""
        return any(work.number == number for work in self.under_way)

    @property
    def mark(self) -> str:
        """What the headline says: something runs, or ended and nobody has looked at it."""
        unseen = [work for work in self.works if not work.seen]
        marks = [work.mark for work in unseen]
        return next((mark for mark in (RUNNING, FAILED, DONE) if mark in marks), "")

    def seen(self, number: int) -> None:
        """Somebody has looked at how it ended."""
        work = self.of(number)
        if work is not None and work.ended and not work.seen:
            self._put(evolve(work, seen=True))
            self._app.mark_running()

    def open(self, number: int) -> None:
        """Show this work: on the screen that has it still, or else on one that is made for it."""
        work = self.of(number)
        if work is None:
            return
        self.seen(number)
        for screen in self._app.screen_stack:
            if isinstance(screen, DeskScreen) and screen.stands and screen.shows_work(work):
                while self._app.screen is not screen:
                    self._app.pop_screen()
                return
        work.opens(work)

    # ------------------------------------------------------------ inside

    def _add(self, title: Sentence, opens: Callable[[Work], object]) -> int:
        self._number += 1
        self.works = (Work(self._number, title, opens), *self.works)
        old = [work.number for work in self.works if work.ended][KEPT:]
        self.works = tuple(work for work in self.works if work.number not in old)
        self._app.mark_running()
        return self._number

    def _put(self, work: Work) -> None:
        self.works = tuple(work if each.number == work.number else each for each in self.works)

    def _back(self, back: Callable[[], None]) -> None:
        # A program that is left at once has nobody to tell; what is written is written all the same.
        if self._app.is_running:
            self._app.call_from_thread(back)

    def _got_to(self, number: int, far: Sentence) -> None:
        work = self.of(number)
        if work is not None:
            self._put(evolve(work, far=far))
            self._show(number)

    def _failed(self, number: int, error: CheckoutError) -> None:
        work = self.of(number)
        if work is not None:
            self._put(evolve(work, ended=True, error=error))
            self._tell_end(number)

    def _ended(self, number: int, says: Sentence | None, answer: object) -> None:
        work = self.of(number)
        if says is None:
            self.works = tuple(work for work in self.works if work.number != number)
            self._app.mark_running()
        elif work is not None:
            self._put(evolve(work, ended=True, far=says, answer=answer))
            self._tell_end(number)

    def _tell_end(self, number: int) -> None:
        if self._app.locked:
            # It may name a customer.
            self._app.once_unlocked(lambda: self._tell_end(number))
            return
        work = self.of(number)
        if self._show(number) or work is None or work.seen:
            self.seen(number)
            return
        reader, key = self._app.reader, self._app.reader.translate(N_("^g opens it"))
        # What its screen would have said stands on whatever is in front: as text, for it may come from outside.
        self._app.notify(
            f"{work.said(reader)}  ({key})",
            title=f"{'✓' if work.error is None else '✗'} {work.named(reader)}",
            severity="information" if work.error is None else "error",
            timeout=SHOWN_FOR,
            markup=False,
        )
        if work.error is not None:
            self._app.bell()

    def _show(self, number: int) -> bool:
        """Every screen that has this work shows it as it stands now; says whether that is the one in front."""
        work = self.of(number)
        self._app.mark_running()
        if work is None or self._app.locked:
            return False
        has_it = [
            screen
            for screen in self._app.screen_stack
            if isinstance(screen, DeskScreen) and screen.stands and screen.shows_work(work)
        ]
        return self._app.screen in has_it

    def _leave(self) -> None:
        if self.leaving and not self.under_way:
            self._app.exit()
