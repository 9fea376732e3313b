"""What the rules of ACH, wire and check look like to an operator, with the real methods (R-068 to R-080)."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.pilot import entered, reads, shows
from support.real_desk import BY, RealDesk, real_desk
from textual.pilot import Pilot

from checkout_tui import Details
from checkout_tui.domain.letter import MailKind
from checkout_tui.domain.order import Order, OrderState
from checkout_tui.domain.reference import shown
from checkout_tui.domain.sentence import Reader
from checkout_tui.simulator.demo import draft_for
from checkout_tui.simulator.demo_data import ABROAD
from checkout_tui.tui.app import CheckoutApp
from checkout_tui.tui.screens.order import OrderScreen

US, FR, NG = ABROAD[0], ABROAD[1], ABROAD[4]
RETIRED = "DE89370400440532013000"


@pytest.fixture
def real(tmp_path: Path) -> Iterator[RealDesk]:
    """Every method; the wire account changed not long ago. It is Wednesday before Thanksgiving."""
    wire = {"iban": "DE02120300000000202051", "former_accounts": (RETIRED,)}
    with real_desk(tmp_path, wire=wire) as made:
        yield made


def placed(real: RealDesk, caller: object, method: str) -> Order:
    order = real.desk.orders.place(draft_for(real.desk, caller, ("studio",), BY), BY)  # type: ignore[arg-type]
    payment = real.desk.payments.prepare(order.reference, method, BY)
    real.desk.payments.authorize(payment.id, Details(), BY)
    return order


def journey(real: RealDesk, story: object) -> None:
    app = CheckoutApp(lambda: real.desk, BY, Reader(), {"en": Reader()})

    async def live() -> None:
        async with app.run_test(size=(120, 40)) as pilot:
            await shows(pilot, "Purchase Lookup", "awaiting money")
            await story(pilot)  # type: ignore[operator]

    asyncio.run(live())


async def seen(pilot: Pilot[object], order: Order, *texts: str) -> None:
    """Open this order, and read what is said of it."""
    while len(pilot.app.screen_stack) > 1:
        await pilot.press("escape")
    pilot.app.push_screen(OrderScreen(order.reference))
    await shows(pilot, shown(order.reference), *texts)


def statement(reference: str, amount: str) -> bytes:
    """What the bank of the retired account sends: MT940, with the reference where it belongs."""
    return (
        f":20:1\n:25:{RETIRED}\n:28C:1/1\n:60F:C261126EUR0,00\n"
        f":61:2611271127CR{amount}NTRFNONREF//B1\n:86:/EREF/{reference}/NAME/ELODIE LEFEVRE/REMI/MERCI/\n"
        f":62F:C261127EUR{amount}\n-\n"
    ).encode()


def test_each_method_promises_its_own_days_and_is_late_only_after_the_last(real: RealDesk) -> None:
    """R-070 ACH 1-3 days of the Fed; R-075 wire 2-4 days from Europe, R-076 5-10 from elsewhere; check: no time.

    R-078: nobody has to confirm a wire. R-079: overdue only after the window's last day, then spam first.
    """
    ach, near, far, check = (
        placed(real, caller, method)
        for caller, method in ((US, "ach"), (FR, "wire"), (NG, "wire"), (US, "check"))
    )

    async def story(pilot: Pilot[object]) -> None:
        # Thanksgiving is no day of the Fed's: Friday is the first, Tuesday the third.
        await seen(pilot, ach, "AWAITING MONEY", "between Friday 27", "Tuesday 1 December")
        await seen(pilot, near, "vendredi 27", "mardi 1er décembre", "Vous n’avez rien à confirmer")
        await seen(
            pilot, far, "between Thursday 3 and Thursday 10", "5–10 business days, FED", "Never ask for proof"
        )
        page = await shows(pilot, shown(far.reference))
        assert "overdue" not in page
        await seen(pilot, check, "AWAITING MONEY", "Never promise a date or a number of days.")
        real.wait(days=6)
        # Tuesday the first is the last day for both, and is not over yet.
        await seen(pilot, ach, "expected by Tuesday 1 December")
        real.wait(days=1)
        await seen(
            pilot, ach, "overdue since Tuesday 1 December", "spam", "Never say that the payment is lost"
        )
        await seen(pilot, far, "expected by Thursday 10 December")
        await seen(pilot, check, "AWAITING MONEY", "no")

    journey(real, story)
    states = {real.desk.orders.view(order.reference).state for order in (ach, near, far, check)}
    assert states == {OrderState.AWAITING_FUNDS}


def test_a_wire_is_tied_on_receipt_and_to_the_retired_account_as_well(real: RealDesk, tmp_path: Path) -> None:
    """R-077: an exact checked reference pays the order as it is imported, with invoice; R-080: on any account of ours.

    R-068: one without a readable reference waits for a person, and receipts are what is tied and what is not.
    """
    order, other = placed(real, FR, "wire"), placed(real, FR, "wire")
    total = order.total.plain().replace(".", ",")
    exact = tmp_path / "exact.sta"
    exact.write_bytes(statement(shown(order.reference), total))
    unread = tmp_path / "unread.sta"
    body = statement("NOTPROVIDED", total)
    unread.write_bytes(body.replace(b"//B1", b"//B2").replace(b":28C:1/1", b":28C:2/1"))

    async def story(pilot: Pilot[object]) -> None:
        await pilot.press("f6")
        await shows(pilot, "No money waits here")
        await pilot.press("i")
        await shows(pilot, "A bank's document")
        for path, said in ((exact, "allocated 1, for a person 0"), (unread, "allocated 0, for a person 1")):
            pilot.app.screen.query_one("#path").value = str(path)  # type: ignore[attr-defined]
            await pilot.press("enter")
            await shows(pilot, said, path.name)
        await pilot.press("escape")
        await reads(pilot, "waiting 1", "our account •••• 3000 (retired)", "ELODIE LEFEVRE")
        await pilot.press("t")
        await entered(pilot, shown(other.reference))
        await shows(pilot, "You named it. It waits for exactly this amount.")
        await pilot.press("enter")
        await shows(pilot, "Allocate")
        await pilot.press("enter")
        await shows(pilot, "No money waits here")
        await pilot.press("v", "v")
        await shows(pilot, "done 2")
        await seen(pilot, order, "PAID")

    journey(real, story)
    for each in (order, other):
        view = real.desk.orders.view(each.reference)
        assert view.state is OrderState.PAID
        assert [mail.kind for mail in view.mails][-1] is MailKind.RECEIPT
