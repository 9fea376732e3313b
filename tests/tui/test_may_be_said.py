"""The panel beside an order says what may be said, and what must not be, with this order's own facts."""

from support.orders import awaited, charged
from support.terminal import Opens
from support.till import Till

from checkout_tui.desk import Desk
from checkout_tui.domain import outcomes as o


async def test_a_declined_card_is_talked_about_without_a_reason(
    terminal: Opens, desk: Desk, till: Till
) -> None:
    """R-060 to R-064: no issuer's reason, a mail, the ways out, the number on the card; in the order's language."""
    till.provider.says = o.Refused("insufficient_funds")
    charged(desk, language="fr")
    async with terminal(size=(120, 60)) as it:
        await it.press("enter")
        await it.sees("DECLINED", "au dos de votre carte", "marie@lumiere.example", "Never name a reason")
        it.not_there("insuffisan")
        await it.press("w")
        await it.sees("● likely: the payment was refused")


async def test_a_transfer_is_late_only_after_its_last_day(terminal: Opens, desk: Desk) -> None:
    """R-078, R-079: until Friday nothing has to be confirmed; after it the order says that it is overdue."""
    awaited(desk)
    async with terminal(size=(120, 60)) as it:
        await it.press("enter")
        await it.sees("between Tuesday 24 and Friday 27", "You have nothing to confirm")
        it.not_there("overdue")
        desk.clock.move(days=7)  # type: ignore[attr-defined]
        await it.press("escape", "enter")
        await it.sees("overdue since")
