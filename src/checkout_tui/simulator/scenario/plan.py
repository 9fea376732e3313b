"""What every customer of a scenario is going to do, decided beforehand and for each by a chance of his own.

Leaving one order out changes nothing about the others: that is what makes a failing run small.
"""

import random
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from attrs import evolve

from checkout_tui.domain.draft import read_lines
from checkout_tui.simulator.demo_data import SELLER
from checkout_tui.simulator.faults import Fault
from checkout_tui.simulator.scenario.shape import (
    Behaviour,
    Do,
    Generated,
    Hit,
    Ordered,
    Pay,
    Renewing,
    Scenario,
    Verb,
    Writes,
    first_of,
)

_AS_USUAL = Behaviour()
ASKS_BACK_AFTER = (20, 24 * 14)
"""Hours after the order in which somebody may ask for the money back, each as likely as the others."""

_WEEKEND = 5
_SHORTEST_MONTH = 28
_FIRST = "Ada Bela Chen Dina Emil Fatou Goran Hana Ines Jonas Karim Lena Mira Noor Olga Piotr Rosa Sven Tara".split()
_LAST = (
    "Alder Birch Cedar Elm Fir Hazel Ivy Juniper Larch Maple Oak Pine Rowan Spruce Walnut Willow Yew".split()
)
_CURRENCIES = {"US": "USD", "CA": "CAD", "GB": "GBP"}
_REGIONS = {"US": "NY", "CA": "ON"}
_EURO = frozenset("AT BE DE ES FI FR GR IE IT LU NL PT".split())


def planned(scenario: Scenario, seed: int, orders: int | None = None) -> Scenario:
    """The scenario with everything drawn: only orders that say all about themselves, and nothing left to chance.

    ``orders`` says how many are generated in all, instead of what the scenario says.
    """
    generated = scenario.generate
    if orders is not None:
        generated = resized(generated, max(orders - len(scenario.orders), 0))
    do = list(scenario.do)
    until = scenario.until

    def fate(order: Ordered) -> Ordered:
        return _fate(order, scenario.methods.get(order.method, _AS_USUAL), seed, until)

    made = [fate(order) for order in scenario.orders]
    for number, each in enumerate(generated, 1):
        for order in _drawn(scenario, each, number, seed):
            made.append(fate(order))
            do += _calls_again(order, each, seed)
    kept = made if orders is None else made[:orders]
    names = {order.name for order in kept}
    return evolve(
        scenario,
        seed=seed,
        orders=tuple(sorted(kept, key=lambda order: (order.at, order.name))),
        generate=(),
        # What was drawn is in the orders; only the order of documents is still the bank's own.
        methods={
            code: Behaviour(reordered=each.reordered)
            for code, each in scenario.methods.items()
            if each.reordered
        },
        drawn=scenario.drawn or bool(scenario.generate),
        do=tuple(done for done in do if first_of(done.order) in names),
        together=tuple(each for each in scenario.together if names.issuperset(map(first_of, each.orders))),
    )


def resized(generated: tuple[Generated, ...], orders: int) -> tuple[Generated, ...]:
    """The same mix with another number of orders, shared out as before."""
    sizes = [expected_of(each) for each in generated]
    total, left, made = sum(sizes), orders, []
    for each, size in zip(generated, sizes, strict=True):
        share = left if each is generated[-1] else min(round(orders * size / total), left)
        left -= share
        if share:
            made.append(evolve(each, orders=share, per_day=0.0))
    return tuple(made)


def expected_of(generated: Generated) -> float:
    """How many orders it makes."""
    return generated.orders or generated.per_day * generated.days


def taking_days(starts: datetime, generated: Generated) -> list[datetime]:
    """The days on which orders are taken, each at midnight UTC."""
    midnight = starts.replace(hour=0, minute=0, second=0, microsecond=0)
    days = [midnight + timedelta(days=generated.after + number) for number in range(generated.days)]
    return [day for day in days if generated.weekends or day.weekday() < _WEEKEND] or days[:1]


def periods_of(order: Ordered) -> tuple[int, ...]:
    """How many months lie between two renewals, for each subscription that this order begins."""
    lines = [line for typed in order.products for line in read_lines(typed)]
    sold = [(line, SELLER.product(line.product)) for line in lines]
    return tuple(
        sorted({each.months for line, each in sold if each and each.renews and line.renews is not False})
    )


def currency_of(country: str) -> str:
    """What customers of this country pay in."""
    return _CURRENCIES.get(country, "EUR" if country in _EURO else "USD")


def _drawn(scenario: Scenario, generated: Generated, number: int, seed: int) -> Iterator[Ordered]:
    days = taking_days(scenario.starts, generated)
    count = generated.orders or round(generated.per_day * len(days))
    opens = timedelta(hours=generated.opens.hour, minutes=generated.opens.minute)
    closes = timedelta(hours=generated.closes.hour, minutes=generated.closes.minute)
    for nth in range(1, count + 1):
        name = f"g{number}-{nth}"
        chance = random.Random(f"{seed}/{name}/who")
        day = days[(nth - 1) * len(days) // count]
        at = day + opens + (closes - opens) * chance.random()
        country = _pick(chance, generated.country)
        yield Ordered(
            name=name,
            at=max(at.replace(microsecond=0), scenario.starts),
            method=_pick(chance, generated.method),
            products=(_pick(chance, generated.product),),
            customer=f"{chance.choice(_FIRST)} {chance.choice(_LAST)} {name}",
            country=country,
            region=_REGIONS.get(country, ""),
            currency=currency_of(country),
            language=_pick(chance, generated.language),
        )


def _calls_again(order: Ordered, generated: Generated, seed: int) -> Iterator[Do]:
    chance = random.Random(f"{seed}/{order.name}/again")
    wants_back, changes, gives_up = (chance.random() for _ in range(3))
    later = order.at + timedelta(hours=chance.randint(*ASKS_BACK_AFTER))
    soon = order.at + timedelta(hours=chance.randint(2, 72))
    if wants_back < generated.refund:
        yield Do(later, Verb.REFUND, order.name)
    if changes < generated.change:
        yield Do(soon, Verb.CHANGE, order.name, method=generated.change_to)
    elif gives_up < generated.cancel:
        yield Do(soon, Verb.CANCEL, order.name)


def _fate(order: Ordered, behaviour: Behaviour, seed: int, until: date) -> Ordered:
    """Everything that this customer, his bank and the provider will do, where the scenario does not say it."""
    chance = random.Random(f"{seed}/{order.name}/fate")
    drawn = {share: chance.random() < getattr(behaviour, share) for share in _SHARES}
    days = behaviour.delay.draw(chance) if behaviour.delay else None
    visit, after = behaviour.visit.draw(chance), behaviour.returned_after.draw(chance)
    wrong, missing = drawn["wrong"], drawn["missing"]
    pay = Pay(
        days=days,
        less=behaviour.short_by if drawn["short"] else "",
        more=behaviour.over_by if drawn["over"] and not drawn["short"] else "",
        writes=Writes.MISSING if missing else Writes.WRONG if wrong else Writes.RIGHT,
        method=behaviour.elsewhere_by if drawn["elsewhere"] else "",
        returned=behaviour.returned_code if drawn["returned"] else "",
        returned_after=after,
        twice=drawn["repeated"],
    )
    pays: tuple[Pay, ...] = (pay,)
    if drawn["never"]:
        pays = ()
    elif drawn["parts"]:
        later = None if days is None else days + 1
        pays = (evolve(pay, share=0.5, returned=""), evolve(pay, share=0.5, days=later))
    elif drawn["twice"]:
        pays = (pay, evolve(pay, days=None if days is None else days + 1, returned=""))
    visits = () if drawn["never"] else (visit, visit + 1) if drawn["twice"] else (visit,)
    hits = tuple(Hit("authorize", fault) for fault in _hits(drawn))[:1]
    return evolve(
        order,
        refused=drawn["refused"] if order.refused is None else order.refused,
        pays=pays if order.pays is None else order.pays,
        visits=visits if order.visits is None else order.visits,
        hits=hits if order.hits is None else order.hits,
        refund_fails=(behaviour.refund_code if drawn["refund_fails"] else "")
        if order.refund_fails is None
        else order.refund_fails,
        renewals=_renewals(order, behaviour, seed, until) if order.renewals is None else order.renewals,
    )


def _renewals(order: Ordered, behaviour: Behaviour, seed: int, until: date) -> tuple[Renewing, ...]:
    """As many as there can be by ``until``; none, where none is refused."""
    months = (until - order.at.date()).days // _SHORTEST_MONTH
    most = sum(months // period for period in periods_of(order)) if behaviour.renewal_refused else 0
    chance = random.Random(f"{seed}/{order.name}/renewals")
    refused = [chance.random() < behaviour.renewal_refused for _ in range(most)]
    return tuple(Renewing((behaviour.renewal_code,) if each else ()) for each in refused)


_SHARES = (
    "never refused twice repeated parts short over wrong missing elsewhere returned unreachable "
    "question_lost answer_lost refund_fails"
).split()


def _hits(drawn: Mapping[str, bool]) -> Iterator[Fault]:
    if drawn["unreachable"]:
        yield Fault.UNREACHABLE
    if drawn["question_lost"]:
        yield Fault.QUESTION_LOST
    if drawn["answer_lost"]:
        yield Fault.ANSWER_LOST


def _pick(chance: random.Random, weights: Mapping[str, float]) -> str:
    return chance.choices(tuple(weights), tuple(weights.values()))[0]
