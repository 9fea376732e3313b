"""What each command prints, for a person and as JSON. Keys may be added; those that are there stay."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from checkout_tui.cli.session import Session
from checkout_tui.domain.money import Money
from checkout_tui.domain.order import state_words
from checkout_tui.domain.reference import shown
from checkout_tui.domain.refund import RefundRequest, refund_words
from checkout_tui.domain.remittance import WHY_LIKELY, BankLine, LineKind, imported_before
from checkout_tui.domain.sentence import N_, counted, sentence

if TYPE_CHECKING:
    from checkout_tui.desk.views import ImportReport, OrderRow, SettleReport
    from checkout_tui.plugins import PluginReport
    from checkout_tui.simulator.one_each import Played

MOST_LINES = 500
"""So many lines of a document are listed for a person; JSON holds all."""

_KINDS = {
    LineKind.RECEIPT: N_("receipt"),
    LineKind.RETURN: N_("return"),
    LineKind.PAID_OUT: N_("paid out"),
    LineKind.FEE: N_("fee"),
    LineKind.NOTICE: N_("notice"),
}


def refund(session: Session, request: RefundRequest, *, as_json: bool) -> None:
    """What became of a refund that a customer confirmed."""
    if as_json:
        session.json(
            {
                "reference": request.order,
                "state": request.state,
                "amount": request.amount.minor,
                "currency": request.amount.currency,
            }
        )
        return
    session.say(
        N_("{reference}: refund of {amount}: {state}."),
        reference=shown(request.order),
        amount=request.amount,
        state=refund_words(request.state),
    )


def orders(session: Session, rows: "Sequence[OrderRow]", *, as_json: bool) -> None:
    """Orders found, one a line."""
    if as_json:
        session.json(
            [
                {
                    "reference": row.reference,
                    "state": row.state,
                    "total": row.total.minor,
                    "currency": row.total.currency,
                    "shown": row.total.plain(),
                    "customer": row.customer,
                    "email": row.email,
                    "method": row.method,
                    "placed_at": row.placed_at.isoformat(),
                    "expected_to": row.expected_to and row.expected_to.isoformat(),
                    "overdue": row.overdue,
                }
                for row in rows
            ]
        )
        return
    if not rows:
        session.say(N_("No order is found by that."))
    for row in rows:
        state = state_words(row.state).say(session.reader)
        amount = session.reader.show(row.total)
        session.line(
            f"{shown(row.reference)}  {state:<20} {amount:>16}  {row.placed_at:%Y-%m-%d}  "
            f"{row.customer} <{row.email}>  {row.method}"
        )


def imported(session: Session, name: str, report: "ImportReport", *, as_json: bool) -> None:
    """What a document brought, entry by entry."""
    lines, before = report.lines, report.before
    problems = [
        {"line": problem.line, "reason": session.reader.show(problem.reason)} for problem in report.problems
    ]
    if as_json:
        session.json_with(
            {
                "reader": report.reader,
                "entries": report.entries,
                "booked": report.booked,
                "allocated": report.allocated,
                "unallocated": report.unallocated,
                "totals": dict(report.totals),
                "problems": problems,
                "again": report.again,
                "before": before and {"name": before.name, "at": before.at.isoformat(), "by": before.by},
                "guesses": {str(likeness): count for likeness, count in report.guesses.items()},
            },
            "lines",
            map(_line, lines),
        )
        return
    session.tell(
        counted(
            N_("{name}: {reader}, {count} entry"), N_("{name}: {reader}, {count} entries"),
            report.entries, name=name, reader=report.reader,
        )
    )  # fmt: skip
    for line in lines.first(MOST_LINES):
        kind = session.reader.translate(_KINDS[line.kind])
        amount = session.reader.show(line.amount)
        session.line(f"  {line.line:>5}  {line.booked_on}  {kind:<9} {amount:>18}  {line.payer}  {line.text}")
    if len(lines) > MOST_LINES:
        more = len(lines) - MOST_LINES
        session.tell(counted(N_("  … and one more"), N_("  … and {count} more"), more))
    for problem in report.problems:
        session.say(N_("  line {line}: {reason}"), line=problem.line, reason=problem.reason)
    if before is not None:
        session.tell(imported_before(before))
        return
    session.say(
        N_("booked {booked}: {allocated} allocated, {unallocated} to be allocated by hand"),
        booked=report.booked,
        allocated=report.allocated,
        unallocated=report.unallocated,
    )
    for likeness, why in WHY_LIKELY.items():
        if likeness in report.guesses:
            session.line(f"  {report.guesses[likeness]} × {session.reader.translate(why)}")
    for currency, minor in sorted(report.totals.items()):
        session.say(N_("credits less debits: {total}"), total=Money(minor, currency))


def _line(line: BankLine) -> dict[str, Any]:
    return {
        "line": line.line,
        "kind": line.kind,
        "amount": line.amount.minor,
        "currency": line.amount.currency,
        "booked_on": line.booked_on.isoformat(),
        "reference": line.reference,
        "text": line.text,
        "payer": line.payer,
        "code": line.code,
    }


def settled(session: Session, report: "SettleReport", *, as_json: bool) -> None:
    """What asking after everything due brought."""
    troubles = [trouble.say(session.reader) for trouble in report.troubles]
    if as_json:
        session.json(
            {
                "asked": report.asked,
                "settled": report.settled,
                "declined": report.declined,
                "still_open": report.still_open,
                "mails_sent": report.mails_sent,
                "renewed": report.renewed,
                "retaxed": report.retaxed,
                "troubles": troubles,
            }
        )
        return
    session.say(
        N_(
            "asked after {asked}: {settled} settled, {declined} declined, {open} still open; mails sent: {mails}"
        ),
        asked=report.asked,
        settled=report.settled,
        declined=report.declined,
        open=report.still_open,
        mails=report.mails_sent,
    )
    if report.retaxed:
        session.line(
            counted(
                N_("{count} unpaid order has another total by a new tax rate"),
                N_("{count} unpaid orders have another total by a new tax rate"),
                report.retaxed,
            ).say(session.reader)
        )
    for trouble in troubles:
        session.line(f"  {trouble}")


def plugins(session: Session, reports: "Sequence[PluginReport]", *, as_json: bool) -> None:
    """Every installed method, ready or not, and why not."""
    if as_json:
        session.json(
            [
                {
                    "name": report.name,
                    "distribution": report.distribution,
                    "version": report.version,
                    "state": report.state,
                    "reason": report.reason.say(session.reader) if report.reason else "",
                }
                for report in reports
            ]
        )
        return
    if not reports:
        session.say(N_("No payment method is installed. Install one beside this program, with pip."))
    for report in reports:
        session.line(f"{report.name:<12} {report.state:<8} {report.distribution} {report.version}")
        if report.reason is not None:
            for each in report.reason.say(session.reader).splitlines():
                session.line(f"    {each}")


def played(session: Session, orders: "Sequence[Played]", *, as_json: bool) -> None:
    """One order by each method: its timeline, and when its money was expected and came."""
    if as_json:
        session.json(
            [
                {
                    "method": order.method,
                    "reference": order.reference,
                    "state": order.state,
                    "expected_from": order.expected_from and order.expected_from.isoformat(),
                    "expected_to": order.expected_to and order.expected_to.isoformat(),
                    "settled_on": order.settled_on and order.settled_on.isoformat(),
                    "why": order.why.say(session.reader) if order.why else "",
                }
                for order in orders
            ]
        )
        return
    for order in orders:
        _play(session, order)
    done = sum(order.settled for order in orders)
    session.say(N_("settled: {done} of {all}"), done=done, all=len(orders))


def _play(session: Session, order: "Played") -> None:
    view = order.view
    if view is None:
        session.line(f"{order.method}: {order.state}")
        if order.why is not None:
            session.line(f"    {order.why.say(session.reader)}")
        session.line("")
        return
    current = view.current
    title = current.method.title if current and current.method else order.method
    session.say(
        N_("{title}: order {reference}, {total}, for {who} ({country})"),
        title=title,
        reference=shown(order.reference),
        total=view.order.total,
        who=view.order.customer.name,
        country=view.order.place.country,
    )
    for line in view.timeline:
        at = f"{line.at:%Y-%m-%d %H:%M}" if line.at else " " * 16
        session.line(f"    {at}  {line.says.say(session.reader)}")
    if order.settled_on and order.expected_from and order.expected_to:
        what = sentence(
            N_("settled on {day}; it was expected between {first} and {last}"),
            day=order.settled_on,
            first=order.expected_from,
            last=order.expected_to,
        )
    elif order.settled_on:
        what = sentence(N_("settled on {day}; no day was promised"), day=order.settled_on)
    else:
        what = sentence(N_("NOT SETTLED"))
    session.line(f"    = {what.say(session.reader)}")
    session.line("")
