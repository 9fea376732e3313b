"""What a payment method asks, in its own words: the line to say above each field, and below it what is wrong."""

from collections.abc import Iterable, Mapping

from textual import events
from textual.containers import Vertical, VerticalScroll
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from checkout_tui.domain.method import Field, FieldKind, FieldProblem
from checkout_tui.domain.order import Contact
from checkout_tui.domain.outside_text import safe
from checkout_tui.domain.secret import Details, Secret
from checkout_tui.domain.sentence import N_, Reader
from checkout_tui.tui.widgets.card_field import CardField
from checkout_tui.tui.widgets.guarded_field import GuardedField
from checkout_tui.tui.widgets.text_field import TextField

CARD_IN_TEXT = N_("This looks like a card number: it may only be typed in the card field.")


class Questions(VerticalScroll):
    """One below the other; enter goes to the next, and what must not stay is forgotten once it was used."""

    class Changed(Message):
        """An answer was typed."""

    class Answered(Message):
        """Enter in the last of them."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.fields: tuple[Field, ...] = ()
        self._language = ""
        self._scripts: Mapping[str, str] = {}
        self._problems: dict[str, str] = {}
        self._noted: dict[str, str] = {}
        self._refused: set[str] = set()
        """Fields out of which a card number was taken, and into which nothing was typed since."""

    # ------------------------------------------------------------ asking

    async def put(self, fields: tuple[Field, ...], customer: Contact, language: str, reader: Reader) -> None:
        """Ask these in the order's language; what was asked before is gone with its answers."""
        self.fields, self._language, self._scripts = fields, language, {}
        self._problems, self._noted, self._refused = {}, {}, set()
        await self.remove_children()
        await self.mount_all([self._question(wanted, customer) for wanted in fields])
        self.name_fields(reader)
        self.focus_first()

    def name_fields(self, reader: Reader) -> None:
        """Their titles, in the reader's language."""
        entries = self._entries
        for wanted in self.fields:
            if wanted.code in entries:
                entries[wanted.code].border_title = safe(wanted.title.in_(reader.language), 60)

    def _question(self, wanted: Field, customer: Contact) -> Vertical:
        entry = (
            CardField(id=f"field-{wanted.code}", longest=wanted.longest if wanted.longest < 40 else 24)
            if wanted.secret
            else GuardedField(
                _known(wanted, customer)[: wanted.longest],
                id=f"field-{wanted.code}",
                max_length=wanted.longest,
            )
        )
        script = self._quoted(wanted, wanted.script.in_(self._language))
        return Vertical(
            Static(script, name=f"script-{wanted.code}", classes="hint script", markup=False),
            entry,
            Static("", name=wanted.code, classes="problem", markup=False),
            classes="asked",
        )

    def _quoted(self, wanted: Field, script: str) -> str:
        """What is said, and behind it the numbers of what may be answered."""
        quotes = ("« ", " »") if self._language.startswith("fr") else ("“", "”")
        choices = [
            f"{number} {safe(title.in_(self._language), 60)}"
            for number, title in enumerate(wanted.answers.values(), 1)
        ]
        return "  ".join((f"{quotes[0]}{safe(script, 900)}{quotes[1]}", " · ".join(choices))).rstrip()

    @property
    def say_facts(self) -> bool:
        """Whether something of what is said depends on the order, the day or the answers so far."""
        return any("{" in wanted.script.en for wanted in self.fields)

    def say(self, scripts: Mapping[str, str]) -> None:
        """Say it with what is known by now."""
        if scripts == self._scripts:
            return
        self._scripts = scripts
        fields = {wanted.code: wanted for wanted in self.fields}
        for line in self.query(".script").results(Static):
            code = (line.name or "").removeprefix("script-")
            if code in scripts and code in fields:
                line.update(self._quoted(fields[code], scripts[code]))
        # Longer words move everything below them.
        self.call_after_refresh(self._in_sight)

    # ------------------------------------------------------------ what is wrong

    def judge(self, problems: Iterable[FieldProblem], reader: Reader) -> None:
        """Below each answer what is wrong with it, or what is to be known of it."""
        self._problems, self._noted = (
            {
                problem.field: safe(problem.says.in_(reader.language), 200)
                for problem in problems
                if problem.note is note
            }
            for note in (False, True)
        )
        for code in self._refused:
            self._problems[code] = reader.translate(CARD_IN_TEXT)
        for line in self.query(".problem").results(Static):
            name = line.name or ""
            said = [each[name] for each in (self._noted, self._problems) if name in each]
            line.update("\n".join(said))
            line.set_class(name not in self._problems, "noted")

    # ------------------------------------------------------------ answers

    @property
    def _entries(self) -> dict[str, TextField | CardField]:
        found: dict[str, TextField | CardField] = {}
        for entry in self.query("TextField, CardField"):
            if isinstance(entry, TextField | CardField) and entry.id:
                found[_code(entry)] = entry
        return found

    @property
    def details(self) -> Details:
        """The answers, for the one question that needs them."""
        answers: dict[str, str | Secret] = {}
        for code, entry in self._entries.items():
            answers[code] = entry.secret() if isinstance(entry, CardField) else entry.value.strip()
        return Details({code: answer for code, answer in answers.items() if answer})

    def forget(self) -> None:
        """What must not stay is wiped."""
        for entry in self._entries.values():
            if isinstance(entry, CardField):
                entry.wipe()

    def focus_first(self) -> None:
        entries = self._entries
        if entries:
            next(iter(entries.values())).focus(scroll_visible=False)

    def focus_on(self, code: str) -> None:
        """Back to this answer; the others stay."""
        entry = self._entries.get(code)
        if entry is not None:
            entry.focus()

    # ------------------------------------------------------------ typing

    def on_input_changed(self, event: TextField.Changed) -> None:
        event.stop()
        if event.value:
            self._refused.discard(_code(event.input))
        self.post_message(self.Changed())

    def on_guarded_field_refused(self, event: GuardedField.Refused) -> None:
        event.stop()
        self._refused.add(_code(event.field))
        self.post_message(self.Changed())

    def on_card_field_changed(self, event: CardField.Changed) -> None:
        event.stop()
        self.post_message(self.Changed())

    def on_input_submitted(self, event: TextField.Submitted) -> None:
        event.stop()
        self._next(event.input)

    def on_card_field_submitted(self, event: CardField.Submitted) -> None:
        event.stop()
        self._next(event.field)

    def _next(self, entry: object) -> None:
        entries = list(self._entries.values())
        after = next(number for number, each in enumerate(entries, 1) if each is entry)
        if after < len(entries):
            entries[after].focus()
        else:
            self.post_message(self.Answered())

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """What is said stands above its field, and scrolls into sight with it."""
        self.call_after_refresh(self._in_sight)

    def _in_sight(self) -> None:
        focused = self.screen.focused
        asked = focused.parent if focused is not None else None
        if isinstance(asked, Vertical) and asked.has_class("asked"):
            asked.scroll_visible(animate=False, top=True, immediate=True)


def _code(entry: Widget) -> str:
    """Which field it is."""
    return (entry.id or "").removeprefix("field-")


def _known(wanted: Field, customer: Contact) -> str:
    """What the order says already: it is asked all the same, enter takes it, and any letter replaces it."""
    known = {FieldKind.NAME: customer.name, FieldKind.EMAIL: customer.email}
    return known.get(wanted.kind, "")
