"""A broken plugin stops nobody else, and says what to do about it."""

from types import SimpleNamespace
from typing import Any

import pytest

from checkout_tui import Field, Limits, Page, PaymentMethod, Refused, Words, hookimpl
from checkout_tui.domain import outcomes as o
from checkout_tui.domain.errors import BadSetup, N_
from checkout_tui.plugins import Found, PluginState, load


class Fine:
    """The smallest method there can be."""

    code = "fine"

    @hookimpl
    def describe(self) -> PaymentMethod:
        return PaymentMethod(self.code, Words.same("Fine"), Words("at once", "tout de suite"))

    @hookimpl
    def authorize(self, amount: object) -> object:
        return o.Authorized("ref")

    @hookimpl
    def settle(self, amount: object) -> object:
        return o.Settled("ref", amount)  # type: ignore[arg-type]

    @hookimpl
    def decline(self, refused: Refused) -> o.Declined:
        return o.Declined()

    @hookimpl
    def refund(self, amount: object) -> object:
        return o.Refunded("ref", amount)  # type: ignore[arg-type]


def found(name: str, plugin: object, distribution: str = "") -> Found:
    def give() -> object:
        if isinstance(plugin, BaseException):
            raise plugin
        return plugin

    return Found(name, distribution or f"checkout-{name}", "1.0", give)


class Misspelt(Fine):
    code = "misspelt"

    @hookimpl
    def settel(self) -> None: ...


class WrongArgument(Fine):
    code = "wrong-argument"

    @hookimpl
    def authorize(self, amout: object) -> object:  # type: ignore[override]
        return None


class Raises(Fine):
    code = "raises"

    @hookimpl
    def describe(self) -> PaymentMethod:
        raise RuntimeError("no such table: tariffs")


class Future(Fine):
    code = "future"

    @hookimpl
    def describe(self) -> PaymentMethod:
        return PaymentMethod(self.code, Words.same("F"), Words.same("f"), api=99)


class Renamed(Fine):
    code = "other"


class NoDescription(Fine):
    @hookimpl
    def describe(self) -> PaymentMethod:
        return "card"  # type: ignore[return-value]


def test_one_broken_plugin_leaves_the_others_working() -> None:
    """Each is tried by itself: a bad import is reported and the rest are ready."""
    lanes = load((found("bad", ImportError("No module named 'sdk'")), found("fine", Fine())))
    assert list(lanes) == ["fine"]
    states = {report.name: (report.state, str(report.reason)) for report in lanes.reports}
    assert states["fine"][0] is PluginState.READY
    assert states["bad"][0] is PluginState.BROKEN
    assert "No module named 'sdk'" in states["bad"][1]


def test_two_claimants_of_one_name_are_both_refused() -> None:
    """Whose code would take the money must not depend on chance: neither is used, and both are named."""
    lanes = load((found("fine", Fine(), "checkout-a"), found("fine", Fine(), "checkout-b")))
    assert len(lanes) == 0
    for report in lanes.reports:
        assert report.state is PluginState.REFUSED
        assert "checkout-a, checkout-b both claim the name fine" in str(report.reason)


@pytest.mark.parametrize(
    ("name", "plugin", "says"),
    [
        ("empty", SimpleNamespace(), "describe, authorize, settle, decline, refund"),
        ("misspelt", Misspelt(), "settel"),
        ("wrong-argument", WrongArgument(), "amout"),
        ("raises", Raises(), "no such table: tariffs"),
        ("future", Future(), "plugin API 99; this host speaks 1"),
        ("renamed", Renamed(), "The entry point is called renamed but describes other"),
        ("nothing", NoDescription(), "must return a PaymentMethod"),
        ("leaves", SystemExit(3), "SystemExit"),
    ],
)
def test_a_broken_plugin_says_what_to_write(name: str, plugin: object, says: str) -> None:
    """The reason names the hook, argument or version that is wrong."""
    (report,) = load((found(name, plugin),)).reports
    assert report.state is PluginState.BROKEN
    assert says in str(report.reason)


def test_settings_that_cannot_be_used_are_the_reason() -> None:
    """A method without its settings is not asked for anything; the reason is the settings' own."""

    def settings(method: PaymentMethod) -> dict[str, str]:
        raise BadSetup(N_("methods.fine.key is missing."))

    lanes = load((found("fine", Fine()),), settings_for=settings)
    assert [(r.state, str(r.reason)) for r in lanes.reports] == [
        (PluginState.REFUSED, "methods.fine.key is missing.")
    ]


def test_a_method_that_is_switched_off_is_not_imported() -> None:
    """Switching a method off keeps its code out of the program."""
    lanes = load((found("fine", ImportError("must not be imported")),), enabled=lambda code: False)
    assert [report.state for report in lanes.reports] == [PluginState.OFF]


class Unmarked(Fine):
    """``settle`` without its mark: pluggy would never ask it."""

    code = "unmarked"

    def settle(self, amount: object) -> object:
        return o.Settled("ref", amount)  # type: ignore[arg-type]


class Nearly:
    """A hook that is misspelt and not marked either."""

    describe, settle, decline, refund = Fine.describe, Fine.settle, Fine.decline, Fine.refund
    code = "nearly"

    def autorize(self, amount: object) -> object:
        return o.Authorized("ref")


class Silent(Fine):
    """A hook that nobody has to have, without its mark: it would be thought to be there, and never asked."""

    code = "silent"

    def inquire(self) -> object:
        return o.NotFound(final=True)


class Careless(Fine):
    """Says of itself what is not of the type that belongs there."""

    code = "careless"

    def __init__(self, **said: Any) -> None:
        self.said = said

    @hookimpl
    def describe(self) -> PaymentMethod:
        return PaymentMethod(
            **{"code": "careless", "title": Words.same("C"), "arrives": Words.same("c")} | self.said
        )


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"title": "Store credit"}, "PaymentMethod.title is str and must be Words"),
        ({"currencies": ["EUR"]}, "PaymentMethod.currencies is list and must be frozenset[str] | None"),
        ({"hosts": frozenset({1})}, "PaymentMethod.hosts[0] is int and must be str"),
        ({"final_after": 30}, "PaymentMethod.final_after is int and must be timedelta | None"),
        ({"limits": (Limits("1.00"),)}, "PaymentMethod.limits[0].lowest is str and must be Money | None"),
        (
            {"fields": (Field("pin", Words.same("PIN"), Words.same("PIN?"), "secret"),)},
            "PaymentMethod.fields[0].kind is str and must be FieldKind",
        ),
        (
            {"fields": (Field("of", Words.same("a"), Words.same("b"), choices={"x": "X"}),)},
            "PaymentMethod.fields[0].choices['x'] is str and must be Words",
        ),
    ],
)
def test_what_describe_answers_is_looked_at_field_by_field(said: dict[str, Any], says: str) -> None:
    """A wrong type is told when the plugin is loaded, with its place: not on a screen, after the money moved."""
    (report,) = load((found("careless", Careless(**said)),)).reports
    assert report.state is PluginState.BROKEN
    assert says in str(report.reason)


@pytest.mark.parametrize(
    ("plugin", "says"),
    [
        (Silent(), "inquire is there and not marked: write @hookimpl above it"),
        (Misspelt(), "There is no hook settel. Did you mean"),
        (
            WrongArgument(),
            "authorize takes no argument amout. Did you mean amount? It may take: payment, order",
        ),
        (Unmarked(), "settle is there and not marked: write @hookimpl above it"),
        (Nearly(), "The hook authorize is missing. There is a autorize: is it misspelt"),
        (SimpleNamespace(), "Write def describe(self), with @hookimpl above it."),
    ],
    ids=[
        "not marked, and not required",
        "misspelt hook",
        "misspelt argument",
        "not marked",
        "misspelt and not marked",
        "nothing",
    ],
)
def test_a_wrong_hook_is_told_with_what_to_write(plugin: object, says: str) -> None:
    """Whoever wrote the plugin reads the right spelling, the mark or the signature that is missing."""
    (report,) = load((found(getattr(plugin, "code", "nothing"), plugin),)).reports
    assert report.state is PluginState.BROKEN
    assert says in str(report.reason)


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (
            ModuleNotFoundError("No module named 'sdk'", name="sdk"),
            "Install sdk; if you are its author, name it",
        ),
        (
            ModuleNotFoundError("No module named 'checkout_cash'", name="checkout_cash"),
            "leads to checkout_cash:plugin, and there is no module checkout_cash: mend the line under",
        ),
        (
            AttributeError("module 'checkout_cash' has no attribute 'plugin'"),
            "checkout_cash has no plugin: write plugin = … at the end of that module",
        ),
        (SyntaxError("invalid syntax"), "It does not import: SyntaxError: invalid syntax."),
    ],
)
def test_an_entry_point_that_does_not_import_says_what_to_mend(error: Exception, says: str) -> None:
    """A missing package, a wrong module and a wrong name are told apart, each with its cure."""

    def give() -> object:
        raise error

    (report,) = load((Found("cash", "checkout-cash", "1.0", give, "checkout_cash:plugin"),)).reports
    assert report.state is PluginState.BROKEN
    assert says in str(report.reason)


class Clumsy(Fine):
    """Brings things beside its hooks about money, and most of them badly."""

    @hookimpl
    def commands(self) -> object:
        raise RuntimeError

    @hookimpl
    def scenarios(self) -> object:
        return {"good": "title = 1", "bad": 7}

    @hookimpl
    def pages(self) -> object:
        return (Page("help", Words("Help", "Aide"), Words("Ask.", "Demandez.")), "no page")


def test_what_a_method_brings_badly_stops_nobody() -> None:
    """A hook that fails or answers something else brings nothing; the method is ready all the same."""
    lanes = load((found("fine", Clumsy()),))
    assert lanes["fine"].commands == ()
    assert list(lanes.scenarios) == ["fine:good"]
    assert list(lanes.pages) == ["fine:help"]
