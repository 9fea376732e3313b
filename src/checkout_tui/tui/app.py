"""The terminal: which screen is in front, in which language, and what happens when something breaks."""

import threading
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.app import App, SystemCommand
from textual.binding import BindingType
from textual.screen import ModalScreen, Screen
from textual.worker import get_current_worker

from checkout_tui.domain.errors import BadSetup, CheckoutError, NotPossible
from checkout_tui.domain.operator import Operator
from checkout_tui.domain.outside_text import safe
from checkout_tui.domain.sentence import N_, Reader, Sentence, counted, sentence
from checkout_tui.tui.actions import ACTIONS, EVERYWHERE, app_bindings
from checkout_tui.tui.in_call import InCall
from checkout_tui.tui.incidents import Incidents
from checkout_tui.tui.running import Running
from checkout_tui.tui.screens.base import DeskScreen
from checkout_tui.tui.themes import MONOCHROME, THEMES, Colourless
from checkout_tui.tui.typed_ahead import KeysInTurn

if TYPE_CHECKING:
    from checkout_tui.config.editing import Editor
    from checkout_tui.desk import Desk
    from checkout_tui.domain.draft import Draft
    from checkout_tui.domain.inbox import Folder

LONGEST_PASTE = 2000

LEAVES = N_("ctrl+q leaves the program. Nothing is copied: what is on the screen stays in here.")
CARRIED = N_("It is carried to its end first; the program closes by itself then.")
CLOSES = N_(
    "The program closes once what runs has ended. ctrl+q again leaves at once; nothing is half written."
)


class CheckoutApp(App[None]):
    """The program an operator works in.

    ``open_desk`` is called in a thread once the first screen is painted; until it is done, keys are
    taken and questions wait. ``readers`` are the languages that ctrl+l goes through.
    """

    CSS_PATH = "app.tcss"
    TITLE = "checkout-tui"
    BINDINGS: ClassVar[list[BindingType]] = list(app_bindings())
    ENABLE_COMMAND_PALETTE = True
    ALLOW_SELECT = False  # by the mouse: what is marked could only be copied

    def __init__(
        self,
        open_desk: "Callable[[], Desk]",
        operator: Operator,
        reader: Reader,
        readers: Mapping[str, Reader] | None = None,
        *,
        open_editor: "Callable[[], Editor] | None" = None,
        theme: str = "",
        keep: Callable[[str, str], None] | None = None,
    ) -> None:
        super().__init__()
        if self.no_color:
            self._filters.append(Colourless())
        self.register_theme(MONOCHROME)
        self.theme = theme if theme in THEMES else THEMES[0]
        self._keep = keep
        self.keys = KeysInTurn(self, super().on_event, self.tick, self._dropped)
        self._open_editor = open_editor
        self._waiting: list[Callable[[], None]] = []
        self._open_desk = open_desk
        self.operator = operator
        self.reader = reader
        self.readers = dict(readers or {reader.language: reader})
        self.demo = False
        self.in_call = InCall(self)
        """The call that is under way, if there is one."""
        self.running = Running(self)
        """What takes long and goes on whatever screen is in front."""
        self._desk: Desk | None = None
        self._trouble: CheckoutError | None = None
        self._begun = False
        self._opened = threading.Event()
        self._incidents = Incidents()
        self.last_words: Sentence | None = None
        """What to say on the terminal after a crash, once the screen is given back."""

    # ------------------------------------------------------------ the desk

    def desk(self) -> "Desk":
        """The desk, once it is open. For worker threads: it waits. Raises what opening it raised.

        A program that is left before its desk is open must not wait for it: NotPossible then.
        """
        worker = get_current_worker()
        while not self._opened.wait(0.1):
            if worker.is_cancelled or not self.is_running:
                raise NotPossible(N_("The program was left before it was set up."))
        if self._desk is None:
            raise self._trouble or BadSetup(N_("The program could not be set up; see “checkout-tui doctor”."))
        return self._desk

    def on_mount(self) -> None:
        self.call_after_refresh(self._begin)
        # A key that brings another screen to the front before the first is painted takes that call with it.
        self.set_timer(0.25, self._begin)

    def _begin(self) -> None:
        if self._begun:
            return
        self._begun = True
        self.run_worker(self._open, thread=True, exit_on_error=True)

    def _open(self) -> None:
        try:
            self._desk = self._open_desk()
        except CheckoutError as error:
            self._trouble = error
        except Exception as error:  # noqa: BLE001 - said as a sentence; the log has the rest
            self._trouble = BadSetup(
                N_("The program could not be set up ({why})."), why=self._incidents.number(error)
            )
        left_in = self.in_call.left_in(self._desk) if self._desk is not None else None
        self._opened.set()
        self.call_from_thread(self._desk_is_open)
        if left_in is not None:
            self.call_from_thread(self.in_call.goes_on, *left_in)

    def _desk_is_open(self) -> None:
        self.demo = self._desk is not None and self._desk.demo
        for screen in self.screen_stack:
            if isinstance(screen, DeskScreen) and screen.ready:
                screen.redraw()
                if self._trouble is not None:
                    screen.refuse(self._trouble)
        if self._trouble is not None and isinstance(self.screen, DeskScreen):
            title, *lines = self.screen.say_lines(self._trouble.sentence)
            if lines:
                from checkout_tui.tui.screens.dialogs import Tell  # noqa: PLC0415 - only when much is wrong

                leads_back = self.reader.translate(N_("esc: go back     arrows: read on"))
                self.push_screen(Tell(title, tuple(lines), leads_back))

    # ------------------------------------------------------------ the call

    def tick(self) -> None:
        """The headline in front shows the call's time as it is now, and whether something runs."""
        for screen in reversed(self.screen_stack):
            if isinstance(screen, DeskScreen):
                if screen.ready and screen.stands:
                    screen.tick()
                return

    def action_call(self) -> None:
        from checkout_tui.tui.screens.call import CallScreen  # noqa: PLC0415 - loaded with the first call

        if isinstance(self.screen, CallScreen):
            self.screen.action_wrap_up()
            return
        self.show("call")
        if isinstance(self.screen, CallScreen):
            self.screen.start()

    def take_up(self, draft: "Draft") -> None:
        """Go on with an order that was begun."""
        from checkout_tui.tui.screens.new_order import NewOrderScreen  # noqa: PLC0415 - loaded when wanted

        self.show("new_order")
        if isinstance(self.screen, NewOrderScreen):
            self.screen.take_up(draft)

    # ------------------------------------------------------------ keys

    def _dropped(self, count: int) -> None:
        """Keys that waited are done without a word by nobody: how many they were is said."""
        for screen in reversed(self.screen_stack):
            if isinstance(screen, DeskScreen) and screen.stands:
                said = counted(
                    N_("{count} key that waited was dropped: nothing was done with it."),
                    N_("{count} keys that waited were dropped: nothing was done with them."),
                    count,
                )
                screen.tell(said)
                return

    async def on_event(self, event: events.Event) -> None:
        """Keys in turn. What is pasted comes from anywhere, and a field would pass it to the terminal as it is."""
        if isinstance(event, events.Paste):
            event.text = "\n".join(safe(line, LONGEST_PASTE) for line in event.text.splitlines())
        if isinstance(event, events.MouseDown) and not event.is_forwarded:
            # What the mouse brings to the front is not what was typed for.
            self.keys.drop()
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            await self.keys.take(event)
        else:
            await super().on_event(event)

    def copy_to_clipboard(self, text: str) -> None:
        """Nothing: other programs read the clipboard and keep what was on it; screens hold people's data (R-101)."""

    def action_help_quit(self) -> None:
        """ctrl+c leaves many programs, and marks nothing here."""
        if isinstance(self.screen, DeskScreen):
            self.screen.tell(sentence(LEAVES))
        else:
            self.notify(self.reader.translate(LEAVES), markup=False)

    # ------------------------------------------------------------ screens

    def get_default_screen(self) -> Screen[Any]:
        from checkout_tui.tui.screens.lookup import LookupScreen  # noqa: PLC0415 - the first paint needs only this one

        return LookupScreen()

    def show(self, name: str) -> None:
        """Bring a screen to the front; what was typed on it before is still there. In front already, it looks again."""
        if self.screen.id == name:
            if isinstance(self.screen, DeskScreen):
                self.screen.look_again()
            return
        if not self.is_screen_installed(name):
            from checkout_tui.tui.screens.places import PLACES  # noqa: PLC0415 - the others are loaded when wanted

            screen = PLACES[name]()
            screen.id = name
            self.install_screen(screen, name)
        self.go_home()
        self.push_screen(name)

    def go_home(self) -> None:
        """Back to the lookup, closing what is above it."""
        while len(self.screen_stack) > 1:
            self.pop_screen()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A question that is being asked is answered first, and a locked screen stays: nothing comes in between."""
        if self.locked:
            return action == "quit"
        mine = {act.code for act in ACTIONS if EVERYWHERE in act.where} - {
            "go_back",
            "quit",
            "language",
            "help",
            "lock",
            "theme",
        }
        if action in mine and isinstance(self.screen, ModalScreen):
            return False
        return super().check_action(action, parameters)

    def action_lookup(self) -> None:
        """To the lookup's box, wherever one is; from the box to the blind form."""
        from checkout_tui.tui.screens.lookup import LookupScreen  # noqa: PLC0415 - see get_default_screen

        home, in_front = self.screen_stack[0], len(self.screen_stack) == 1
        self.go_home()
        if isinstance(home, LookupScreen) and not (home.into_box() and in_front):
            return
        self.show("blind")

    def action_new_order(self) -> None:
        self.show("new_order")

    def action_queue(self) -> None:
        self.show("queue")

    def action_money(self) -> None:
        self.show("money")

    def show_money(self, typed: str, folder: "Folder") -> None:
        """One folder of the money inbox with this in its filter."""
        from checkout_tui.tui.screens.money import MoneyScreen  # noqa: PLC0415 - loaded when wanted

        self.push_screen(MoneyScreen(typed, folder))

    def action_outbox(self) -> None:
        self.show("outbox")

    def action_privacy(self) -> None:
        self.show("privacy")

    def action_methods(self) -> None:
        self.show("methods")

    def action_clock(self) -> None:
        if self.demo:
            self.show("clock")
        elif isinstance(self.screen, DeskScreen):
            only, soon = (
                N_("The clock can only be moved in a demonstration."),
                N_("Everything is still being opened: press f8 again in a moment."),
            )
            self.screen.tell(sentence(only if self._opened.is_set() else soon))

    def action_go_back(self) -> None:
        if len(self.screen_stack) > 1:
            self.pop_screen()

    def action_help(self) -> None:
        from checkout_tui.tui.screens.help import HelpScreen  # noqa: PLC0415 - loaded when wanted

        if isinstance(self.screen, DeskScreen):
            self.push_screen(HelpScreen(self.screen.NAME, self.reader))

    # ------------------------------------------------------------ what runs beside the screens

    def mark_running(self) -> None:
        """What says that something runs says it as it is now."""
        from checkout_tui.tui.screens.under_way import UnderWayScreen  # noqa: PLC0415 - loaded when something runs

        if isinstance(self.screen, UnderWayScreen) and self.screen.is_mounted:
            self.screen.draw()
        self.tick()

    def action_running(self) -> None:
        from checkout_tui.tui.screens.under_way import UnderWayScreen  # noqa: PLC0415 - loaded when wanted

        def chosen(number: int | None) -> None:
            if number is not None:
                self.running.open(number)

        self.push_screen(UnderWayScreen(self.running, self.reader), chosen)

    async def action_quit(self) -> None:
        """Leave; while something runs that is asked once, and done once it has ended. Again: at once."""
        from checkout_tui.tui.screens.dialogs import Confirm  # noqa: PLC0415 - loaded when asked

        if self.running.leaving or not self.running.under_way:
            self.exit()
        elif self.locked:
            self._leave_once_ended(True)
        elif not isinstance(self.screen, Confirm):
            names = [f"▶ {work.named(self.reader)}" for work in self.running.under_way]
            lines = (*names, self.reader.translate(CARRIED))
            title = self.reader.translate(N_("Something is running. Leave the program?"))
            self.push_screen(Confirm(self.reader, title, lines), self._leave_once_ended)

    def _leave_once_ended(self, yes: bool | None) -> None:
        if not yes:
            return
        if not self.running.under_way:
            self.exit()
            return
        self.running.leaving = True
        self.notify(self.reader.translate(CLOSES), timeout=60, markup=False)

    # ------------------------------------------------------------ locked, and colours

    @property
    def locked(self) -> bool:
        """Whether customers' data is covered."""
        return self.screen.id == "locked"

    def once_unlocked(self, work: Callable[[], None]) -> None:
        """Do this when the operator is back: it may bring something to the front."""
        self._waiting.append(work)

    def action_lock(self) -> None:
        from checkout_tui.tui.screens.lock import LockScreen  # noqa: PLC0415 - loaded when wanted

        self.push_screen(LockScreen(self.reader), self._unlocked)

    def _unlocked(self, _: None) -> None:
        waiting, self._waiting = self._waiting, []
        for work in waiting:
            self.call_later(work)

    @property
    def editor(self) -> "Editor | None":
        """The configuration as a form; None in a demonstration."""
        return self._open_editor() if self._open_editor is not None else None

    def action_theme(self) -> None:
        self.use_theme(THEMES[(THEMES.index(self.theme) + 1) % len(THEMES)])

    def use_theme(self, name: str) -> None:
        """These colours, now and from the next start on."""
        self.theme = name
        if isinstance(self.screen, DeskScreen):
            self.screen.tell(sentence(N_("Colours: {theme}"), theme=self.theme))
        self._remember()

    def _remember(self) -> None:
        """Colours and language are what they were when the program is started again."""
        if self._keep is not None:
            self._keep(self.theme, self.reader.language)

    def action_language(self) -> None:
        codes = list(self.readers)
        self.reader = self.readers[codes[(codes.index(self.reader.language) + 1) % len(codes)]]
        self._remember()
        for screen in self.screen_stack:
            if isinstance(screen, DeskScreen):
                screen.redraw()

    def action_command_palette(self) -> None:
        from checkout_tui.tui.screens.palette import Palette  # noqa: PLC0415 - loaded when wanted

        if not isinstance(self.screen, Palette):
            self.push_screen(Palette(self.reader))

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """What the palette offers."""
        from checkout_tui.tui.screens.palette import offered  # noqa: PLC0415 - loaded when wanted

        yield from offered(self, screen)

    # ------------------------------------------------------------ when something breaks

    def incident(self, error: BaseException) -> Sentence:
        """Write down what happened and give the sentence for it: never a traceback, never a value."""
        return self._incidents.went_wrong(error)

    def _handle_exception(self, error: Exception) -> None:
        # Textual would print every frame with the values of its variables, a card number among them.
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self.last_words = self._incidents.crashed(error)
        self._close_messages_no_wait()

    def _fatal_error(self) -> None:
        self._close_messages_no_wait()
