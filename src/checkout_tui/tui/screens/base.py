"""What every screen has: a headline, a place for what was just said, the keys, and one way to ask the desk."""

import asyncio
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, ClassVar, TypeVar, cast

from rich.cells import cell_len, set_cell_size
from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static
from textual.worker import get_current_worker

from checkout_tui.domain.errors import BadInput, BadSetup, CheckoutError
from checkout_tui.domain.outside_text import safe
from checkout_tui.domain.sentence import N_, Reader, Sentence, sentence
from checkout_tui.tui.actions import EVERYWHERE, actions_of, bindings_of
from checkout_tui.tui.in_turn import InTurn
from checkout_tui.tui.widgets.action_bar import ActionBar
from checkout_tui.tui.widgets.passage import Passage

if TYPE_CHECKING:
    from textual.worker import Worker

    from checkout_tui.desk import Desk
    from checkout_tui.domain.operator import Operator
    from checkout_tui.tui.app import CheckoutApp
    from checkout_tui.tui.running import Work

T = TypeVar("T")

LOOKING = N_("Looking…")
ONE_AT_A_TIME = N_("One thing at a time: the answer to what was asked before is still to come.")
MANY = N_("{first} F9, then s says each beside its field; “checkout-tui doctor” lists them.")
NOT_READ = N_("This could not be read. The key that opens this screen tries again; esc goes back.")
TOGETHER = 0.01
"""Seconds that a key waits to be painted with what it finds: nearly always enough, and too short to be seen."""
NOT_YET = N_("It is not known yet what can be done here: it is being looked up.")
TOO_SMALL = N_("The terminal is too small: it needs 80 columns and 24 lines.")


class DeskScreen(Screen[None]):
    """A screen that shows what the desk answers.

    Subclasses set ``NAME`` (as in the list of actions) and ``TITLE_TEXT``, compose their ``body``, and
    draw themselves in :meth:`draw`, which is called again whenever the language changes.
    """

    NAME: ClassVar[str] = ""
    TITLE_TEXT: ClassVar[str] = ""
    _small = False
    _unread = False
    ready = False
    """Whether what is on the screen is there to be drawn: a screen comes to the front before its parts are made."""
    MOVES_ON: ClassVar[frozenset[str]] = frozenset()
    """Keys that lead away from what an answer is to open, and wait for none."""
    takes_keys = False
    """Whether it has looked for what it shows, and knows what a key is meant for."""
    _headline: tuple[str, str] = ("", "")
    _work = 0
    """What the program was last asked to do for this screen: it goes on when the screen is left."""
    _untold = False
    """Whether it is still to be said here if that comes to nothing."""

    def __init__(self) -> None:
        super().__init__()
        self._turns: dict[str, InTurn] = {}
        self._once_in_front: tuple[Callable[[], object], Callable[[], object]] | None = None
        self._held: asyncio.TimerHandle | None = None

    def __init_subclass__(cls) -> None:
        cls.BINDINGS = [*bindings_of(cls.NAME), *cls.__dict__.get("BINDINGS", ())]
        super().__init_subclass__()

    def compose(self) -> ComposeResult:
        yield Static("", id="headline", markup=False)
        yield from self.body()
        yield Passage(id="told")
        yield ActionBar(self.NAME)

    def body(self) -> ComposeResult:
        """What is between the headline and the keys."""
        yield from ()

    def draw(self) -> None:
        """Show what is known, in the reader's language."""

    def load(self) -> None:
        """Ask the desk for what this screen shows. Called whenever the screen comes to the front."""

    # ------------------------------------------------------------ for subclasses

    @property
    def checkout(self) -> "CheckoutApp":
        return cast("CheckoutApp", self.app)

    @property
    def reader(self) -> Reader:
        return self.checkout.reader

    @property
    def operator(self) -> "Operator":
        return self.checkout.operator

    def t(self, text: str, /, **facts: object) -> str:
        """A sentence of the interface, in the reader's language and safe to show."""
        return self.say(Sentence(text, facts))

    def say(self, what: Sentence) -> str:
        """A sentence with its facts, which may come from outside, made harmless."""
        return safe(what.say(self.reader), 600)

    def say_lines(self, what: Sentence) -> tuple[str, ...]:
        """The same of what is listed line by line, such as everything that is wrong with a file."""
        return tuple(safe(line, 600) for line in what.say(self.reader).split("\n"))

    def ask(
        self,
        work: "Callable[[Desk], T]",
        then: Callable[[T], None],
        *,
        failed: Callable[[CheckoutError], None] | None = None,
        group: str = "desk",
        exclusive: bool = False,
        keys_wait: bool = False,
        leads_on: bool = False,
        in_turn: bool = False,
    ) -> None:
        """One verb of the desk in a thread; its answer comes back as one call of ``then``.

        ``exclusive`` says that of several answers in a group only the one that was asked for last counts:
        each screen asks so for what it shows, as it asks again whenever something may have changed.
        ``keys_wait`` says that the next key is meant for what the answer shows: text is typed on, but enter
        and the keys of actions come after it. Never for what somebody outside has to answer.
        ``leads_on`` says that it opens something: text that is typed meanwhile is meant for that, and waits as well.
        ``in_turn`` says that what is asked in a group is done in the order in which it was asked for: of two
        texts that are written down the last that was typed stays.
        """
        self.aside(
            lambda: work(self.checkout.desk()),
            then,
            failed=failed,
            group=group,
            exclusive=exclusive,
            keys_wait=keys_wait,
            leads_on=leads_on,
            in_turn=in_turn,
        )

    def aside(
        self,
        work: Callable[[], T],
        then: Callable[[T], None],
        *,
        failed: Callable[[CheckoutError], None] | None = None,
        group: str = "aside",
        exclusive: bool = False,
        keys_wait: bool = False,
        leads_on: bool = False,
        in_turn: bool = False,
    ) -> None:
        """The same of anything that takes a while and needs no desk."""

        def run() -> None:
            worker = get_current_worker()
            try:
                answer = work()
            except CheckoutError as error:
                back: Callable[[], None] = lambda error=error: (failed or self.refuse)(error)  # type: ignore[misc] # noqa: E731
            except Exception as error:  # noqa: BLE001 - a sentence and an incident number, never a traceback
                told = self.checkout.incident(error)
                # Whoever asked is told in any case: a screen that waits for an answer would ask nothing more.
                back = lambda: self._broken(told, failed)  # noqa: E731
            else:
                back = lambda: then(answer)  # noqa: E731
            if self.app.is_running:
                self.app.call_from_thread(come_back, back, worker)

        def come_back(back: Callable[[], None], worker: "Worker[object]") -> None:
            try:
                self._come_back(back, worker)
            finally:
                self.checkout.keys.shown(worker)

        in_thread = self._turns.setdefault(group, InTurn()).after_the_others(run) if in_turn else run
        comes_by = self.run_worker(
            in_thread, thread=True, group=group, exclusive=exclusive, exit_on_error=True
        )
        if keys_wait or leads_on:
            self.checkout.keys.awaits(self, comes_by, leads_on=leads_on)

    def begin_once(
        self,
        title: Sentence,
        work: "Callable[[Desk], T]",
        *,
        says: Callable[[T], Sentence],
        opens: Callable[[], object],
        then: Callable[[T], object],
        meanwhile: str,
    ) -> None:
        """Begin what must not be done twice: money that moves, a question to somebody outside.

        While it is under way another press does nothing. It goes on when the screen is left, and ``then`` is done
        with what it brought in any case. ``says`` is the sentence for it where the operator is by then, unless they
        wait for it here; ``opens`` shows it once this screen is gone, and ``meanwhile`` stands above the keys.
        """
        if self.under_way:
            return
        self.tell(sentence(meanwhile))
        self._untold = True
        self._work = self.checkout.running.begin(
            title,
            lambda desk, told: work(desk),
            lambda answer: None if self.is_active else says(answer),
            lambda _: opens(),
            then,
        )

    @property
    def under_way(self) -> bool:
        """Whether what was begun here last is not at its end yet."""
        return self.checkout.running.goes_on(self._work)

    def may_begin(self) -> bool:
        """Whether something else can be begun; says why not before anything is asked of the operator in vain."""
        if self.under_way:
            self.tell(sentence(ONE_AT_A_TIME))
        return not self.under_way

    def shows_work(self, work: "Work") -> bool:
        """Show how far this work of the program is, or how it ended, if it is this screen's; says whether it is."""
        if work.number != self._work:
            return False
        self.show_work(work)
        return True

    def show_work(self, work: "Work") -> None:
        """That it came to nothing is shown once; what it brought is shown by what follows from it."""
        if work.error is not None and self._untold:
            self._untold = False
            self.not_done(work.error)

    def not_done(self, error: CheckoutError) -> None:
        """What was begun came to nothing: say why, and look at what it left behind."""
        self.refuse(error)
        self.load()

    def send_mail(self) -> None:
        """Let out what follows, and look again when something went; once this screen is left the program does it."""
        if self.stands:
            self.ask(
                lambda desk: desk.mail.deliver(), lambda sent: self.load() if sent else None, group="mail"
            )
        else:
            self.checkout.running.send_mail()

    def _broken(self, told: Sentence, failed: Callable[[CheckoutError], None] | None) -> None:
        if failed is not None:
            failed(CheckoutError(told.text, **told.facts))
        self.tell(told, alarm=True)

    def drop(self, group: str) -> None:
        """What was asked in this group is about something that was: its answer is nobody's any more."""
        self.workers.cancel_group(self, group)

    def _come_back(self, back: Callable[[], None], worker: "Worker[object]") -> None:
        # A program that is being left has taken its screens apart already, and a newer question has its own answer.
        if not self.app.is_running or worker.is_cancelled:
            return
        if self.checkout.locked:
            # It may bring something of a customer to the front.
            self.checkout.once_unlocked(lambda: self._come_back(back, worker))
        elif self.stands:
            back()
            self.let_go()

    def in_front(self, work: Callable[[], object], left: Callable[[], object] = lambda: None) -> None:
        """Bring something to the front because of an answer: over this screen only, never over what is in front of it.

        Below a help that is read, a question or the lock it waits until they are closed. Once this screen was
        left it is nobody's, and ``left`` is done: whoever went elsewhere is not pulled away.
        """
        if self.is_active:
            work()
        elif self in self.app.screen_stack:
            self._once_in_front = (work, left)
        else:
            left()

    def on_screen_suspend(self) -> None:
        waits = self._once_in_front
        if waits is not None and self not in self.app.screen_stack:
            self._once_in_front = None
            waits[1]()

    def hold(self) -> None:
        """What a key finds is soon here: paint both at once, as painting is what takes the time.

        The next answer lets go; when none comes in time, what there is is painted without it.
        """
        if self._held is None:
            self._held = asyncio.get_running_loop().call_later(TOGETHER, self.let_go)

    def let_go(self) -> None:
        """Paint what there is."""
        if self._held is not None:
            self._held.cancel()
            self._held = None
            self.check_idle()

    def on_idle(self, event: events.Idle) -> None:
        if self._held is not None:
            event.prevent_default()

    @property
    def stands(self) -> bool:
        """Whether there is something to show an answer on: its parts go one by one before the screen itself does."""
        return self.is_attached and self.is_running and self.display and bool(self.query("#told"))

    @property
    def not_here(self) -> str:
        """What stands where something is not here: it is being looked for, or could not be read."""
        return NOT_READ if self._unread else LOOKING

    def tell(self, what: Sentence | None, *, alarm: bool = False) -> None:
        """Say something in the line above the keys; None clears it, but for the room that is missing."""
        if what is None and self._small:
            what, alarm = sentence(TOO_SMALL), True
        if what is not None and len(listed := self.say_lines(what)) > 1:
            what = sentence(MANY, first=listed[0])
        line = self.query_one("#told", Passage)
        line.say(self.say(what) if what else "")
        line.set_class(alarm, "alarm")
        line.set_class(what is None, "nothing")

    def refuse(self, error: CheckoutError) -> None:
        """Say why something was not done."""
        self.tell(error.sentence, alarm=True)
        self.app.bell()
        if isinstance(error, BadSetup) and not self._unread:
            self._unread = True
            self.draw()

    def headline(self, text: str, right: str = "") -> None:
        """The first line: where one is, what matters most, and how long the call takes."""
        self._headline = (text, right)
        self.tick()

    def tick(self) -> None:
        """Show the call's time as it is now, whether something runs that was left, and whether keys wait."""
        text, right = self._headline
        app = self.checkout
        works, mark, clock = app.keys.said, app.running.mark, app.in_call.clock
        marks = (
            self.say(works) if works else "",
            self.t(mark) if mark else "",
            f"☎ {clock}" if clock else "",
        )
        right = "  ".join(filter(None, (right, *marks)))
        line = _spread(text, right, max(self.size.width - 2, 20))
        # It is one line whatever it says: nothing else has to be laid out anew.
        self.query_one("#headline", Static).update(line, layout=False)

    def impossible(self) -> Mapping[str, str]:
        """Actions of this screen that cannot be used now, with the reason."""
        return {}

    def not_yet(self) -> Mapping[str, str]:
        """Every action of this screen, while it is not known what it is about: nothing is promised before."""
        why = self.t(NOT_YET)
        return {act.code: why for act in actions_of(self.NAME) if EVERYWHERE not in act.where}

    def possible(self, code: str) -> bool:
        """Whether an action can be used; says why when it cannot."""
        reason = self.impossible().get(code)
        if reason is None:
            return True
        self.refuse(BadInput("{reason}", reason=reason))
        return False

    # ------------------------------------------------------------ life

    def on_mount(self) -> None:
        self.ready = True
        self.tell(None)
        self.redraw()

    def on_screen_resume(self) -> None:
        self.look_again()
        self.takes_keys = True
        waits = self._once_in_front
        if waits is not None and self.is_active:
            self._once_in_front = None
            waits[0]()

    def look_again(self) -> None:
        """What is shown is asked for anew."""
        if self._unread:
            self._unread = False
            self.tell(None)
        self.redraw()
        self.load()

    def on_resize(self) -> None:
        if self.stands and self.app.is_running:
            self.redraw()

    def redraw(self) -> None:
        """Draw everything anew: after a change of language, size or content."""
        if not self.ready:
            return
        self.headline(self.t(self.TITLE_TEXT) if self.TITLE_TEXT else "")
        self.draw()
        bar = self.query_one(ActionBar)
        bar.show(self.reader, demo=self.checkout.demo, impossible=self.impossible())
        before = self._small
        self._small = bool(self.size.width) and (self.size.width < 80 or self.size.height < 24)
        if self._small or before:
            self.tell(None)


def _spread(left: str, right: str, width: int) -> Content:
    if cell_len(left) + cell_len(right) + 2 > width:
        # What matters most stands at the right, and stays.
        left = set_cell_size(left, max(width - cell_len(right) - 3, 1)).rstrip() + "…"
    room = max(width - cell_len(left) - cell_len(right), 2)
    return Content.assemble((left, "bold"), " " * room, (right, "bold"))
