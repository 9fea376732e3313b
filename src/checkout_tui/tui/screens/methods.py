"""Payment methods and plugins: what is ready, and what is not and why."""

from textual.app import ComposeResult
from textual.widgets import Static

from checkout_tui.domain.method import AllocationRule, PaymentMethod
from checkout_tui.domain.offered import Page
from checkout_tui.domain.outside_text import safe
from checkout_tui.domain.sentence import N_, Sentence
from checkout_tui.tui.screens.base import DeskScreen
from checkout_tui.tui.screens.dialogs import Tell
from checkout_tui.tui.widgets.row_list import Column, Row, RowList

EMPTY = N_(
    "No payment method is installed, and nothing can be paid. Install one, such as a distribution from plugins/,"
    " and start again; s shows what is configured."
)
_STATES = {
    "ready": N_("ready"),
    "off": N_("switched off"),
    "refused": N_("refused"),
    "broken": N_("broken"),
}
_RULES = {
    AllocationRule.AUTOMATIC: N_("the provider says which payment it is"),
    AllocationRule.ON_RECEIPT: N_("by itself on an exact, checked reference"),
    AllocationRule.BY_HAND: N_("an operator ties it to the order, always"),
}


class MethodsScreen(DeskScreen):
    """Every installed plugin; the marked one is described below."""

    NAME = "methods"
    TITLE_TEXT = N_("Payment methods")

    def __init__(self) -> None:
        super().__init__()
        self.plugins: tuple[tuple[str, str, str, str, Sentence | None], ...] = ()
        self.methods: dict[str, PaymentMethod] = {}
        self._loaded = False

    def body(self) -> ComposeResult:
        yield RowList((Column(12), Column(24), Column(10), Column()), id="plugins")
        yield Static("", id="described", classes="panel", markup=False)

    def load(self) -> None:
        self.query_one("#plugins", RowList).focus()
        self.ask(
            lambda desk: (
                tuple((p.name, p.distribution, p.version, str(p.state), p.reason) for p in desk.plugins),
                desk.methods,
            ),
            self._show,
            group="plugins",
            exclusive=True,
        )

    def _show(
        self, answer: tuple[tuple[tuple[str, str, str, str, Sentence | None], ...], tuple[PaymentMethod, ...]]
    ) -> None:
        self.plugins, methods = answer
        self.methods = {method.code: method for method in methods}
        self._loaded = True
        self.redraw()

    def action_settings(self) -> None:
        self.checkout.show("settings")

    def action_pages(self) -> None:
        from checkout_tui.tui.screens.pages import PagesScreen  # noqa: PLC0415 - rarely needed

        key = self.query_one("#plugins", RowList).marked
        if key is None or int(key) >= len(self.plugins):
            return
        code = self.plugins[int(key)][0]
        method = self.methods.get(code)
        name = method.title.in_(self.reader.language) if method is not None else code

        def found(pages: tuple[Page, ...]) -> None:
            self.in_front(lambda: self.app.push_screen(PagesScreen(name, pages, self.reader)))

        self.ask(lambda desk: desk.pages_of(code), found)

    def draw(self) -> None:
        rows = []
        for number, (name, distribution, version, state, _) in enumerate(self.plugins):
            shape = "✓" if state == "ready" else "✗"
            word = f"{shape} {self.t(_STATES.get(state, state))}"
            cells = (safe(name, 30), safe(distribution, 60), safe(version, 20), word)
            rows.append(Row(str(number), cells, "" if state == "ready" else "alarm"))
        plugins = self.query_one("#plugins", RowList)
        plugins.display = bool(rows) or not self._loaded
        plugins.show(rows)
        self._describe()

    def on_row_list_marked(self, event: RowList.Marked) -> None:
        self._describe()

    def on_row_list_opened(self, event: RowList.Opened) -> None:
        """Everything that is wrong with it, where that is more than the panel has room for."""
        name, _, _, _, reason = self.plugins[int(event.key)]
        if reason is not None:
            leads_back = self.t(N_("esc: to the methods     arrows: read on"))
            self.app.push_screen(Tell(safe(name, 30), self.say_lines(reason), leads_back))

    def _describe(self) -> None:
        key = self.query_one("#plugins", RowList).marked
        text = "" if self.plugins else self.t(EMPTY if self._loaded else self.not_here)
        if key is not None and int(key) < len(self.plugins):
            name, distribution, _, state, reason = self.plugins[int(key)]
            if reason is not None:
                text = f"{safe(name, 30)} ({safe(distribution, 60)})\n" + "\n".join(self.say_lines(reason))
            elif state == "ready" and name in self.methods:
                text = "\n".join(self._lines(self.methods[name]))
        self.query_one("#described", Static).update(text)

    def _lines(self, method: PaymentMethod) -> list[str]:
        language = self.reader.language
        currencies = (
            ", ".join(sorted(method.currencies)) if method.currencies else self.t(N_("every currency"))
        )
        return [
            safe(method.title.in_(language), 60),
            self.t(N_("money comes: {arrives}"), arrives=method.arrives),
            self.t(N_("who ties it to the order: {rule}"), rule=self.t(_RULES[method.allocation])),
            self.t(N_("currencies: {currencies}"), currencies=currencies),
        ]
