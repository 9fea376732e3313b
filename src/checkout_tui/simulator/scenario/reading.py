"""How a scenario is read from TOML: strictly, and with every problem at once, each with its path."""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from functools import cache, partial
from typing import Any, get_args, get_origin
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from attrs import fields
from cattrs import Converter

from checkout_tui.calendars import Calendars
from checkout_tui.config import Trouble, refuse
from checkout_tui.config.strict import choice, exactly, guard_tables, strict_converter, table, troubles_in
from checkout_tui.config.trouble import path_to, unknown
from checkout_tui.domain.draft import read_lines
from checkout_tui.domain.errors import BadInput, CheckoutError, N_
from checkout_tui.domain.letter import MailKind
from checkout_tui.domain.money import Money
from checkout_tui.domain.order import Attention, OrderState
from checkout_tui.domain.sentence import Sentence, sentence
from checkout_tui.domain.words import Words
from checkout_tui.simulator.demo_data import SELLER
from checkout_tui.simulator.faults import ASKED, Fault
from checkout_tui.simulator.scenario import shape
from checkout_tui.simulator.scenario.partly import already_told, readable
from checkout_tui.simulator.scenario.plan import periods_of
from checkout_tui.simulator.scenario.shape import Scenario
from checkout_tui.simulator.scenario.spread import Spread, read_spread

_SECTIONS = {
    each.name: each.type
    for each in fields(Scenario)
    if each.name not in ("name", "drawn") and each.type is not None
}
_REQUIRED = ("title", "starts", "until")


def read(text: str, name: str) -> Scenario:
    """The scenario. Raises BadSetup with everything that is wrong."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise refuse(name, [Trouble("", sentence(N_("it is no TOML: {why}"), why=str(error)))]) from None
    made: dict[str, Any] = {"name": name}
    troubles = [Trouble(path_to(key), unknown(key, tuple(_SECTIONS))) for key in raw if key not in _SECTIONS]
    troubles += [Trouble(key, sentence(N_("it is missing."))) for key in _REQUIRED if key not in raw]
    for key, kind in _SECTIONS.items():
        if key not in raw:
            continue

        def structured(value: Any, kind: Any = kind) -> Any:
            return _converter().structure(value, kind)

        try:
            made[key] = structured(raw[key])
        except Exception as error:  # noqa: BLE001 - a converter raises groups of whatever went wrong inside
            found = troubles_in(error, key)
            troubles += found
            made[key] = readable(raw[key], key, found, structured)
    # What could be read is looked at even when other parts could not: everything is told at once.
    stand_in: dict[str, Any] = {"title": Words("", ""), "starts": _NEVER, "until": _NEVER.date()}
    scenario = Scenario(**(stand_in | {key: value for key, value in made.items() if value is not None}))
    told = {trouble.path for trouble in troubles}
    troubles += [trouble for trouble in _wrong(scenario, told) if not already_told(trouble.path, told)]
    if troubles:
        raise refuse(name, troubles)
    return scenario


_ORDERS_NAME = re.compile(r"orders(\[\d+\](\.name)?)?")
_NEVER = datetime(2026, 1, 1, tzinfo=UTC)


# ------------------------------------------------------------ how each kind of value is read


@cache
def _converter() -> Converter:
    made = strict_converter()
    made.register_structure_hook(Spread, lambda value, _: read_spread(value))
    made.register_structure_hook(datetime, lambda value, _: _instant(value))
    made.register_structure_hook(date, lambda value, _: exactly(value, date, N_("a day such as 2026-11-26")))
    made.register_structure_hook(float, lambda value, _: _number(value))
    made.register_structure_hook(ZoneInfo, lambda value, _: _zone(value))
    for choices in (shape.Writes, shape.Verb, shape.Task, shape.Count, Fault):
        made.register_structure_hook(choices, choice)
    made.register_structure_hook_func(_is_maybe, lambda value, kind: made.structure(value, get_args(kind)[0]))
    made.register_structure_hook_func(
        _is_mapping,
        lambda value, kind: made.structure(table(value), _dict_like(kind)),
    )
    for kind in (
        shape.Pay,
        shape.Hit,
        shape.Renewing,
        shape.Ordered,
        shape.Together,
        shape.Behaviour,
        shape.Generated,
        shape.Shift,
        shape.Do,
        shape.Down,
        shape.Holiday,
        shape.Jump,
        shape.Expect,
        shape.Selling,
    ):
        guard_tables(made, kind)
    return made


def _is_maybe(kind: Any) -> bool:
    return type(None) in get_args(kind)


def _is_mapping(kind: Any) -> bool:
    return get_origin(kind) is Mapping


def _dict_like(kind: Any) -> Any:
    return dict[str, get_args(kind)[1]]  # type: ignore[misc]


def _instant(value: Any) -> datetime:
    instant: datetime = exactly(value, datetime, N_("a point in time such as 2026-11-25T14:30:00Z"))
    if instant.tzinfo is None:
        raise BadInput(N_("A point in time needs its zone."))
    return instant.astimezone(UTC)


def _number(value: Any) -> float:
    if type(value) not in (int, float):
        raise BadInput(N_("it must be {what}."), what=sentence(N_("a number")))
    return float(value)


def _zone(value: Any) -> ZoneInfo:
    try:
        return ZoneInfo(exactly(value, str, N_("a text in quotes")))
    except (ZoneInfoNotFoundError, ValueError):
        raise BadInput(N_("“{value}” is no time zone."), value=str(value)[:40]) from None


# ------------------------------------------------------------ what is readable and still wrong


def _wrong(scenario: Scenario, told: set[str]) -> Iterator[Trouble]:
    """``told`` are the paths of what could not be read: what would follow from that alone is not looked for."""
    yield from _orders(scenario)
    yield from _behaviours(scenario)
    yield from _generated(scenario)
    yield from _surroundings(scenario)
    if not told & {"starts", "until"}:
        yield from _period(scenario)
    if not any(_ORDERS_NAME.fullmatch(path) for path in told):
        yield from _names(scenario)
    for number, expect in enumerate(scenario.expect):
        says = _claim(expect)
        if says:
            yield Trouble(f"expect[{number}]", says)


def _period(scenario: Scenario) -> Iterator[Trouble]:
    if scenario.ends <= scenario.starts:
        yield Trouble("until", sentence(N_("It ends before it begins.")))
    if not scenario.orders and not scenario.generate:
        yield Trouble("orders", sentence(N_("Nobody orders anything.")))
    for number, order in enumerate(scenario.orders):
        if not scenario.starts <= order.at <= scenario.ends:
            yield Trouble(f"orders[{number}].at", sentence(N_("It is outside the scenario's time.")))


def _names(scenario: Scenario) -> Iterator[Trouble]:
    names = [order.name for order in scenario.orders]
    for number, name in enumerate(names):
        if name in names[:number]:
            yield Trouble(f"orders[{number}].name", sentence(N_("Two orders are called {name}."), name=name))
        if shape.first_of(name) != name:
            yield Trouble(f"orders[{number}].name", sentence(N_("Only renewals are called so.")))
    drawn = bool(scenario.generate)
    told = [(f"do[{number}].order", done.order) for number, done in enumerate(scenario.do)]
    told += [
        (f"together[{number}].orders", name)
        for number, together in enumerate(scenario.together)
        for name in together.orders
    ]
    told += [(f"expect[{number}].order", each.order) for number, each in enumerate(scenario.expect)]
    for path, name in told:
        first = shape.first_of(name)
        if name and first not in names and not (drawn and name.startswith("g")):
            yield Trouble(path, sentence(N_("No order is called {name}."), name=name))
        elif first != name and first in names and not periods_of(scenario.orders[names.index(first)]):
            yield Trouble(path, sentence(N_("{name} has no subscription that could be renewed."), name=first))


def _orders(scenario: Scenario) -> Iterator[Trouble]:
    for number, order in enumerate(scenario.orders):
        path = f"orders[{number}]"
        for product in order.products:
            why_not = _why_not_sold(product)
            if why_not is not None:
                yield Trouble(f"{path}.products", why_not)
        for nth, pay in enumerate(order.pays or ()):
            yield from _amounts(f"{path}.pays[{nth}]", order.currency, less=pay.less, more=pay.more)
        if order.renewals and not periods_of(order):
            no = sentence(N_("{name} has no subscription that could be renewed."), name=order.name)
            yield Trouble(f"{path}.renewals", no)
        for nth, renewing in enumerate(order.renewals or ()):
            for which, pay in enumerate(renewing.pays or ()):
                inside = f"{path}.renewals[{nth}].pays[{which}]"
                yield from _amounts(inside, order.currency, less=pay.less, more=pay.more)
        for nth, hit in enumerate(order.hits or ()):
            if hit.hook not in ASKED:
                yield Trouble(f"{path}.hits[{nth}].hook", _none_of(hit.hook, ASKED))


def _amounts(path: str, currency: str, **amounts: str) -> Iterator[Trouble]:
    for name, amount in amounts.items():
        if not amount:
            continue
        try:
            Money.parse(amount, currency)
        except CheckoutError as error:
            yield Trouble(f"{path}.{name}", error.sentence)


def _behaviours(scenario: Scenario) -> Iterator[Trouble]:
    for code, behaviour in scenario.methods.items():
        for attribute in fields(shape.Behaviour):
            share = getattr(behaviour, attribute.name)
            if attribute.type is float and not 0 <= share <= 1:
                yield Trouble(f"methods.{code}.{attribute.name}", _share())
        yield from _amounts(f"methods.{code}", "EUR", short_by=behaviour.short_by, over_by=behaviour.over_by)
        if behaviour.elsewhere and not behaviour.elsewhere_by:
            yield Trouble(f"methods.{code}.elsewhere_by", sentence(N_("it is missing.")))
        if behaviour.returned and not behaviour.returned_code:
            yield Trouble(f"methods.{code}.returned_code", sentence(N_("it is missing.")))
        if behaviour.renewal_refused and not behaviour.renewal_code:
            yield Trouble(f"methods.{code}.renewal_code", sentence(N_("it is missing.")))


def _generated(scenario: Scenario) -> Iterator[Trouble]:
    for number, generated in enumerate(scenario.generate):
        path = f"generate[{number}]"
        if (generated.orders > 0) == (generated.per_day > 0):
            yield Trouble(path, sentence(N_("Say either how many orders, or how many a day.")))
        if generated.days < 1:
            yield Trouble(f"{path}.days", sentence(N_("At least one day.")))
        if generated.after < 0:
            yield Trouble(f"{path}.after", sentence(N_("Days are not below zero.")))
        if generated.opens >= generated.closes:
            yield Trouble(f"{path}.closes", sentence(N_("It ends before it begins.")))
        for name in ("method", "country", "language", "product"):
            weights = getattr(generated, name)
            if not weights or min(weights.values()) < 0 or sum(weights.values()) <= 0:
                yield Trouble(f"{path}.{name}", sentence(N_("Weights are not below zero, and not all zero.")))
        for product in generated.product:
            why_not = _why_not_sold(product)
            if why_not is not None:
                yield Trouble(f"{path}.product", why_not)
        for name in ("refund", "change", "cancel"):
            if not 0 <= getattr(generated, name) <= 1:
                yield Trouble(f"{path}.{name}", _share())
        if generated.change and not generated.change_to:
            yield Trouble(f"{path}.change_to", sentence(N_("it is missing.")))


def _surroundings(scenario: Scenario) -> Iterator[Trouble]:
    backwards = sentence(N_("It ends before it begins."))
    for number, down in enumerate(scenario.down):
        if down.since >= down.until:
            yield Trouble(f"down[{number}].until", backwards)
    for number, jump in enumerate(scenario.jumps):
        if jump.at >= jump.to:
            yield Trouble(f"jumps[{number}].to", backwards)
    for number, holiday in enumerate(scenario.holidays):
        yield from _refused(f"holidays[{number}].calendar", partial(Calendars().get, holiday.calendar))
    for name in ("tolerance", "second_person_above"):
        for currency, amount in getattr(scenario.seller, name).items():
            yield from _amounts(f"seller.{name}", currency, **{currency: amount})
    seller = scenario.seller
    for name in (
        "overdue_reminder_days",
        "renewal_notice_days",
        "renewal_retry_days",
        "grace_days",
        "hold_days",
    ):
        said = getattr(seller, name)
        if any(days < 0 for days in (said if isinstance(said, tuple) else (said or 0,))):
            yield Trouble(f"seller.{name}", sentence(N_("Days are not below zero.")))
    for number, done in enumerate(scenario.do):
        if done.verb is shape.Verb.CHANGE and not done.method:
            yield Trouble(f"do[{number}].method", sentence(N_("it is missing.")))


def _refused(path: str, look: Callable[[], object]) -> Iterator[Trouble]:
    try:
        look()
    except CheckoutError as error:
        yield Trouble(path, error.sentence)


def _claim(expect: shape.Expect) -> Sentence | None:
    subjects = [bool(expect.order), expect.count is not None, expect.share is not None, expect.percentile > 0]
    if sum(subjects) != 1:
        return sentence(N_("Expect something of one order, one count, one share or one percentile."))
    if expect.state and expect.state not in set(OrderState):
        return _none_of(expect.state, tuple(OrderState))
    if expect.attention and expect.attention not in set(Attention):
        return _none_of(expect.attention, tuple(Attention))
    if expect.mailed and expect.mailed not in set(MailKind):
        return _none_of(expect.mailed, tuple(MailKind))
    bounds = (expect.exactly, expect.at_least, expect.at_most)
    claims = (
        expect.state,
        expect.total,
        expect.owed,
        expect.settled_on,
        expect.settled_by,
        expect.never_settled,
        expect.attention,
        expect.mailed,
    )
    told = any(claims) if expect.order else any(bound is not None for bound in bounds)
    return None if told else sentence(N_("It does not say what is expected."))


def _why_not_sold(typed: str) -> Sentence | None:
    """Products are written as they are typed on the form: ``studio``, ``2 plan``, ``presets /once``."""
    lines = read_lines(typed)
    product = SELLER.product(lines[0].product) if len(lines) == 1 else None
    if product is None:
        return _none_of(typed, tuple(product.code for product in SELLER.products))
    return product.why_not_sold(lines[0].renews)


def _none_of(value: str, choices: tuple[str, ...]) -> Sentence:
    return sentence(N_("“{value}” is none of: {choices}."), value=value[:40], choices=", ".join(choices))


def _share() -> Sentence:
    return sentence(N_("a share is from 0 to 1."))
