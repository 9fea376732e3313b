"""A scenario's result, for a person, a program or a spreadsheet."""

import csv
import io
import shlex
from collections import Counter
from collections.abc import Iterator
from textwrap import wrap
from typing import Any

from checkout_tui.domain.sentence import N_, Reader, Sentence, counted, sentence
from checkout_tui.simulator.checks import RULES
from checkout_tui.simulator.curves import bars, curves
from checkout_tui.simulator.expecting import percentile
from checkout_tui.simulator.result import Fared, Result
from checkout_tui.simulator.statistical import Estimate

_TIMELINES = 12
"""More orders than that are told in numbers, except those that needed a person."""
_PERCENTILES = (50, 90, 99)
_WIDTH = 78


def lines(result: Result, reader: Reader, scenario: str, smallest: str = "") -> list[str]:
    """What a person reads, in the reader's language."""
    return list(_lines(result, reader, scenario, smallest))


def replay(result: Result, scenario: str) -> str:
    """The command that plays the same again."""
    command = (
        f"checkout-tui simulate {shlex.quote(scenario)} --seed {result.seed} --until {result.scenario.until}"
    )
    return command if not result.scenario.drawn else f"{command} --orders {len(result.scenario.orders)}"


def as_json(result: Result, scenario: str, smallest: str = "") -> dict[str, Any]:
    """What a program reads."""
    return {
        "scenario": result.scenario.name,
        "way": "faithful",
        "seed": result.seed,
        "orders": len(result.orders),
        "events": result.steps,
        "settled": result.settled,
        "states": dict(sorted(Counter(str(order.state) for order in result.orders).items())),
        "inbox": result.inbox,
        "mails": result.mails,
        "people": len(result.by_people),
        "time_to_money": {
            method: {f"p{percent}": round(percentile(days, percent), 3) for percent in _PERCENTILES}
            for method, days in _days(result).items()
            if days
        },
        "checks": result.checks,
        "violations": [
            {
                "rule": violation.rule,
                "order": violation.order,
                "at": violation.at.isoformat(),
                "detail": violation.detail,
            }
            for violation in result.violations
        ],
        "expectations": len(result.scenario.expect),
        "expectations_failed": [
            {"title": failed.title, "says": failed.says.say()} for failed in result.failed
        ],
        "digest": result.digest,
        "replay": replay(result, scenario),
        "smallest": smallest or None,
    }


def as_csv(result: Result) -> str:
    """One line for each order."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(
        "name reference method country placed_at state owed promised_to settled_at settled_on days people".split()
    )
    for order in result.orders:
        table.writerow(
            (
                order.name,
                order.reference,
                order.method,
                order.country,
                order.placed_at.isoformat(),
                order.state,
                order.owed,
                order.promised_to or "",
                order.settled_at.isoformat() if order.settled_at else "",
                order.settled_on or "",
                "" if order.days is None else f"{order.days:.3f}",
                order.people,
            )
        )
    return out.getvalue()


# ------------------------------------------------------------ part by part


def _lines(result: Result, reader: Reader, scenario: str, smallest: str) -> Iterator[str]:
    def t(text: str, /, **facts: object) -> str:
        return sentence(text, **facts).say(reader)

    plan = result.scenario
    yield plan.title.in_(reader.language)
    yield "═" * min(len(plan.title.in_(reader.language)), _WIDTH)
    if plan.story.en:
        yield from wrap(plan.story.in_(reader.language), _WIDTH)
    yield ""
    yield t(
        N_("{orders} from {first} to {last}; events {steps}, mails {mails}, seed {seed}"),
        orders=_orders(len(result.orders)),
        first=str(plan.starts.date()),
        last=str(plan.until),
        steps=result.steps,
        mails=result.mails,
        seed=result.seed,
    )
    states = Counter(str(order.state) for order in result.orders)
    yield "   ".join(f"{state} {number}" for state, number in sorted(states.items()))
    yield from _part(t(N_("What happened")), _timelines(result, reader))
    yield from _part(t(N_("How soon the money was here (share of orders by calendar days)")), _curves(result))
    yield from _part(t(N_("Time to money, against what was promised")), _times(result, t))
    yield from _part(t(N_("What waited for people, evening by evening")), _queues(result, t))
    yield from _part(t(N_("What needed a person")), _people(result, reader, t))
    yield from _part(t(N_("Money rules")), _rules(result, t))
    yield from _part(t(N_("Expectations")), _expectations(result, reader, t))
    if smallest:
        yield from _part(t(N_("The smallest scenario that still fails")), smallest.splitlines())
    yield ""
    yield t(N_("digest {digest}"), digest=result.digest)
    yield t(N_("again: {command}"), command=replay(result, scenario))


def _part(title: str, inside: "Iterator[str] | list[str]") -> Iterator[str]:
    first = True
    for line in inside:
        if first:
            yield ""
            yield f"── {title} ".ljust(_WIDTH, "─")
            first = False
        yield line


def _timelines(result: Result, reader: Reader) -> Iterator[str]:
    if len(result.orders) > _TIMELINES:
        return
    for told in result.told:
        where = f"{told.order}: " if told.order else ""
        yield f"{told.at:%Y-%m-%d %H:%M}  {where}{told.says.say(reader)}"


def _days(result: Result) -> dict[str, list[float]]:
    by_method: dict[str, list[float]] = {}
    for order in result.orders:
        days = by_method.setdefault(order.method, [])
        if order.days is not None:
            days.append(order.days)
    return dict(sorted(by_method.items()))


def _curves(result: Result) -> list[str]:
    total = Counter(order.method for order in result.orders)
    settled = {method: (Counter(days), total[method]) for method, days in _days(result).items()}
    return curves(settled, width=_WIDTH - 22) if any(days for days, _ in settled.values()) else []


def _times(result: Result, t: Any) -> Iterator[str]:
    days = _days(result)
    if not any(days.values()):
        return
    head = "".join(f"{f'p{percent}':>8}" for percent in _PERCENTILES)
    settled, kept = t(N_("settled")), t(N_("in time"))
    yield f"{'':<14}{settled:>10}{head}{kept:>16}"
    for method, times in days.items():
        ours = [order for order in result.orders if order.method == method]
        shown = "".join(f"{percentile(times, p):>8.2f}" if times else f"{'-':>8}" for p in _PERCENTILES)
        yield f"{method:<14}{f'{len(times)}/{len(ours)}':>10}{shown}{_in_time(ours):>16}"


def _in_time(orders: list[Fared]) -> str:
    promised = [order for order in orders if order.promised_to and order.settled_on]
    if not promised:
        return "-"
    return f"{sum(not order.late for order in promised)}/{len(promised)}"


def _queues(result: Result, t: Any) -> Iterator[str]:
    waited = [each for each in result.waiting if each.inbox or each.queue]
    if not waited:
        return
    inbox = max(waited, key=lambda each: each.inbox)
    queue = max(waited, key=lambda each: each.queue)
    evenings = result.waiting
    if inbox.inbox:
        yield t(
            N_("money inbox: at most {inbox} on {day}; at the end {left}"),
            inbox=inbox.inbox,
            day=str(inbox.day),
            left=result.inbox,
        )
        yield bars({each.day: each.inbox for each in evenings}, _WIDTH)
    if queue.queue:
        yield t(N_("queue: at most {queue} on {day}"), queue=queue.queue, day=str(queue.day))
        yield bars({each.day: each.queue for each in evenings}, _WIDTH)
    yield t(
        N_("from the evening of {first} to that of {last}"),
        first=str(evenings[0].day),
        last=str(evenings[-1].day),
    )


def _people(result: Result, reader: Reader, t: Any) -> Iterator[str]:
    acts = result.by_people
    for told in acts[: _TIMELINES * 2]:
        where = f"{told.order}: " if told.order else ""
        yield f"{told.at:%Y-%m-%d %H:%M}  {where}{told.says.say(reader)}"
    if len(acts) > _TIMELINES * 2:
        yield t(N_("… and {more} more"), more=len(acts) - _TIMELINES * 2)


def _orders(count: int) -> Sentence:
    return counted(N_("{count} order"), N_("{count} orders"), count)


def _rules(result: Result, t: Any) -> Iterator[str]:
    yield t(
        N_("rules {rules}, looked at after each step, {checks} × in all: {broken}"),
        rules=len(RULES),
        checks=result.checks,
        broken=counted(N_("{count} violation"), N_("{count} violations"), len(result.violations)),
    )
    for violation in result.violations[:20]:
        yield f"  {violation.at:%Y-%m-%d %H:%M}  {violation.rule}  {violation.order}  {violation.detail}"


def _expectations(result: Result, reader: Reader, t: Any) -> Iterator[str]:
    if not result.scenario.expect:
        return
    yield t(
        N_("{met} of {all} met"),
        met=len(result.scenario.expect) - len({failed.title for failed in result.failed}),
        all=len(result.scenario.expect),
    )
    for failed in result.failed:
        yield f"  ✗ {failed.title}: {failed.says.say(reader)}"


# ------------------------------------------------------------ the statistical way


def estimated(estimate: Estimate, reader: Reader, scenario: str) -> list[str]:
    """What a person reads of an estimate."""

    def t(text: str, /, **facts: object) -> str:
        return sentence(text, **facts).say(reader)

    title = estimate.scenario.title.in_(reader.language)
    lines = [title, "═" * min(len(title), _WIDTH), ""]
    lines.append(
        t(
            N_("{orders}, estimated: {settled} settled, {returned} taken back by banks, seed {seed}"),
            orders=_orders(sum(estimate.orders.values())),
            settled=estimate.settled,
            returned=estimate.returned,
            seed=estimate.seed,
        )
    )
    settled = {method: (days, estimate.orders[method]) for method, days in estimate.days.items()}
    heading = t(N_("How soon the money was here (share of orders by calendar days)"))
    lines += _part(heading, curves(settled, width=_WIDTH - 22))
    title = t(N_("settled"))
    table = [f"{'':<14}{title:>20}" + "".join(f"{f'p{percent}':>8}" for percent in _PERCENTILES)]
    for method, orders in estimate.orders.items():
        times = (estimate.percentile(method, percent) for percent in _PERCENTILES)
        shown = "".join(f"{'-':>8}" if days is None else f"{days:>8.2f}" for days in times)
        table.append(f"{method:<14}{f'{estimate.days[method].total()}/{orders}':>20}{shown}")
    lines += _part(t(N_("Time to money, in days")), table)
    waiting = t(
        N_("money inbox: at most {most}; at the end {left}"), most=estimate.most_waiting, left=estimate.inbox
    )
    back = t(
        N_(
            "asked for their money back: {refunded}; paid a second time: {second}; reported twice: {duplicates}"
        ),
        refunded=sum(estimate.refunded.values()),
        second=estimate.second,
        duplicates=estimate.duplicates,
    )
    lines += _part(t(N_("What waited for people")), [waiting, back])
    again = f"checkout-tui simulate {shlex.quote(scenario)} --statistical --seed {estimate.seed}"
    again += f" --until {estimate.scenario.until} --orders {sum(estimate.orders.values())}"
    return [
        *lines,
        "",
        t(N_("digest {digest}"), digest=estimate.digest),
        t(N_("again: {command}"), command=again),
    ]


def estimated_json(estimate: Estimate) -> dict[str, Any]:
    """What a program reads of an estimate."""
    return {
        "scenario": estimate.scenario.name,
        "way": "statistical",
        "seed": estimate.seed,
        "orders": sum(estimate.orders.values()),
        "events": estimate.buckets,
        "settled": estimate.settled,
        "returned": estimate.returned,
        "refunded": sum(estimate.refunded.values()),
        "second_payments": estimate.second,
        "duplicates": estimate.duplicates,
        "inbox": estimate.inbox,
        "time_to_money": {
            method: {f"p{percent}": estimate.percentile(method, percent) for percent in _PERCENTILES}
            for method in estimate.orders
        },
        "most_waiting": estimate.most_waiting,
        "left": estimate.left,
        "violations": [],
        "expectations_failed": [],
        "digest": estimate.digest,
    }
