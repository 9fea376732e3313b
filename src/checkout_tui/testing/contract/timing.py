"""Money that takes days: when it is expected, and that nothing is settled before it is here."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from checkout_tui.calendars import Calendars
from checkout_tui.domain import outcomes as o
from checkout_tui.domain import reference
from checkout_tui.domain.business_days import BusinessCalendar, SettlementWindow
from checkout_tui.domain.errors import CheckoutError
from checkout_tui.domain.history import Question, Standing
from checkout_tui.domain.method import AllocationRule
from checkout_tui.testing.checking import Check, Level, check, expect, needs, only
from checkout_tui.testing.story import Story
from checkout_tui.testing.subject import Subject

_AREA = "time"
_MOMENTS = {
    "a Monday at noon": datetime(2026, 11, 23, 17, 0, tzinfo=UTC),
    "the same Monday before midnight": datetime(2026, 11, 24, 4, 0, tzinfo=UTC),
    "the Tuesday after": datetime(2026, 11, 24, 15, 0, tzinfo=UTC),
    "a Friday night": datetime(2026, 11, 28, 3, 0, tzinfo=UTC),
    "a Saturday": datetime(2026, 8, 1, 12, 0, tzinfo=UTC),
    "the eve of a holiday": datetime(2026, 12, 24, 21, 30, tzinfo=UTC),
    "the end of the year": datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC),
    "the hour that is left out in spring": datetime(2026, 3, 8, 7, 30, tzinfo=UTC),
    "the hour that comes twice in autumn": datetime(2026, 11, 1, 6, 30, tzinfo=UTC),
    "a leap day": datetime(2028, 2, 29, 12, 0, tzinfo=UTC),
}


@check(_AREA, Level.DELAYED)
def windows_are_business_days(subject: Subject) -> None:
    """A window begins and ends on days when the receiving bank is open, and never before the payment was begun."""
    for when, since, calendar, window in _windows(subject):
        for day in (window.first, window.last):
            expect(
                calendar.is_open(day), f"from {when} on, money is promised for {day}, when the bank is closed"
            )
        begun = since.astimezone(calendar.zone).date()
        expect(window.first >= begun, f"from {when} on, money is promised for {window.first}, before {begun}")


@check(_AREA, Level.DELAYED)
def windows_do_not_shrink(subject: Subject) -> None:
    """Whoever begins later is promised the money no sooner."""
    promised = sorted(_windows(subject), key=lambda each: (each[2].code, each[1]))
    for (when, _, calendar, before), (later, _, other, after) in pairwise(promised):
        if calendar.code == other.code:
            expect(
                before.first <= after.first and before.last <= after.last,
                f"{later} is promised {after.last}, and {when} {before.last}",
            )


@check(_AREA, Level.DELAYED)
def no_calendar_no_promise(subject: Subject) -> None:
    """Where no calendar is known no day is promised, and nothing is raised."""
    needs(subject.has("settlement_window"), "it promises no days")
    story = Story(subject)
    offered = {"order": story.order, "since": story.now, "calendar": None}
    try:
        window = story.hear("settlement_window", offered)
    except Exception as error:  # noqa: BLE001 - whatever it raises is what this is about
        expect(False, f"settlement_window raised {type(error).__name__} without a calendar")
        return
    expect(window is None, f"without a calendar it promises {window}")


@check(_AREA)
def does_not_settle_early(subject: Subject) -> None:
    """Where somebody else moves the money, asking for it is no settlement: neither at once nor by inquiring."""
    story = Story(subject)
    first = story.authorize()
    waiting = story.payment.standing in (Standing.AWAITING_FUNDS, Standing.AWAITING_CUSTOMER)
    expect(
        not isinstance(first, o.Settled | o.Authorized)
        or subject.described.allocation is AllocationRule.AUTOMATIC,
        f"its money is tied by hand, and authorize answers {type(first).__name__}",
    )
    needs(waiting, "its money is taken while the caller waits")
    for days in (0, 1, 5):
        story.now += timedelta(days=days)
        if subject.has("inquire") and story.payment.standing is Standing.AWAITING_CUSTOMER:
            found = story.inquire()
            expect(
                not isinstance(found, o.Settled | o.Authorized),
                f"nobody approved it, and {days} days later inquire answers {type(found).__name__}",
            )
    if story.payment.standing is Standing.AWAITING_CUSTOMER:
        needs(story.simulated.effects, "its simulated side does not count what it does")
        story.lane.ask("settle", **story.offer(key=f"{story.payment.id}-settle-1"))
        expect(not story.count(Question.SETTLE), "nobody approved it, and the provider took the money")


@check(_AREA)
def instructions_lead_the_money_back(subject: Subject) -> None:
    """Instructions are in both languages and hold the reference; what the customer writes leads to the order."""
    story = Story(subject)
    answer = only(story.authorize(), o.AwaitingFunds, "authorize")
    expect(answer.instructions, "the customer is told nothing")
    for line in answer.instructions:
        said = line.label.en.strip() and line.label.fr.strip() and line.value.strip()
        expect(said, f"an instruction is empty in one language: {line.label.en or line.label.fr!r}")
    expect(
        story.order.reference in reference.find_in(answer.reference),
        f"{answer.reference!r} does not lead back to the order {story.order.reference}",
    )
    expect(
        any(answer.reference in line.value for line in answer.instructions),
        "the reference stands in none of the instructions",
    )


@check(_AREA)
def mailed_links_are_https(subject: Subject) -> None:
    """A link that is mailed to a customer is an https address, and the payment has a name at the provider."""
    story = Story(subject)
    answer = only(story.authorize(), o.AwaitingCustomer, "authorize")
    expect(answer.link.startswith("https://"), "the link that is mailed is not https")
    expect(answer.reference, "the payment has no name at the provider")


def _windows(subject: Subject) -> list[tuple[str, datetime, BusinessCalendar, SettlementWindow]]:
    needs(subject.has("settlement_window"), "it promises no days")
    needs(subject.described.calendars, "it declares no calendar")
    calendars, story = Calendars(), Story(subject)
    found = []
    for code in sorted(set(subject.described.calendars.values())):
        try:
            calendar = calendars.get(code)
        except CheckoutError as error:
            expect(False, str(error))
            continue
        for when, since in _MOMENTS.items():
            offered = {"order": story.order, "since": since, "calendar": calendar}
            window = story.hear("settlement_window", offered)
            if isinstance(window, SettlementWindow):
                found.append((when, since, calendar, window))
    needs(found, "it promises no days for the good order")
    return found


CHECKS: tuple[Check, ...] = (
    does_not_settle_early,
    instructions_lead_the_money_back,
    mailed_links_are_https,
    windows_are_business_days,
    windows_do_not_shrink,
    no_calendar_no_promise,
)
