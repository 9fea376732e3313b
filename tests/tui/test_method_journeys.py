"""Journeys with the real methods: a link from order to settled, a hold held anew, a document for two readers."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from support.pilot import journey, shows, until
from support.real_desk import BY, RealDesk, real_desk
from textual.pilot import Pilot

from checkout_tui.domain.history import Standing
from checkout_tui.domain.order import OrderState
from checkout_tui.domain.simulated import Transfer
from checkout_tui.tui.screens.bank_document import BankDocumentScreen
from checkout_tui.tui.screens.order import OrderScreen


def lived(real: RealDesk, story: Callable[[Pilot[Any]], Awaitable[None]]) -> None:
    journey(SimpleNamespace(desk=real.desk, operator=BY), story)  # type: ignore[arg-type]


def authorizations(real: RealDesk) -> list[Any]:
    return [one for order in real.kept("paypal", "paypal.order.") for one in order["authorizations"]]


def test_a_link_from_order_to_settled(tmp_path: Path) -> None:
    """Chosen by key, mailed, approved by the customer, found by asking: settled once, with a receipt (R-050, R-051)."""
    with real_desk(tmp_path) as real:
        order = real.order()

        async def story(pilot: Pilot[Any]) -> None:
            await pilot.app.push_screen(OrderScreen(order.reference))
            await shows(pilot, "NO PAYMENT YET")
            await pilot.press("p")
            await shows(pilot, "How does the caller want to pay?", "PayPal")
            screen: Any = pilot.app.screen
            at = [option.method.code for option in screen.options].index("paypal")
            await pilot.press(*["down"] * at, "enter")
            await shows(pilot, "PayPal?")
            await pilot.press("enter")
            await shows(pilot, "AWAITING CUSTOMER")
            current = real.desk.orders.view(order.reference).current
            assert current is not None
            real.visit(current.payment)
            await pilot.app.push_screen(OrderScreen(order.reference))
            await shows(pilot, "AWAITING CUSTOMER", "inquire")
            await pilot.press("i")
            await shows(pilot, "PAID")

        lived(real, story)
        assert real.desk.orders.view(order.reference).state is OrderState.PAID
        assert len([one for kept in real.kept("paypal", "paypal.order.") for one in kept["captures"]]) == 1


def test_a_hold_is_held_anew_by_its_key(tmp_path: Path) -> None:
    """`o` is offered once the money is not sure any more, asks first, and holds it once more; not again at once."""
    with real_desk(tmp_path, paypal={"take_later": True}) as real:
        payment = real.asked("paypal")
        real.visit(payment)
        payment = real.desk.payments.inquire(payment.id, BY)
        assert payment.standing is Standing.AUTHORIZED

        async def story(pilot: Pilot[Any]) -> None:
            await pilot.app.push_screen(OrderScreen(payment.order))
            await shows(pilot, "AUTHORIZED", "held until")
            await pilot.press("o")
            await shows(pilot, "It is held for sure until")
            real.wait(days=4)
            await pilot.app.push_screen(OrderScreen(payment.order))
            await shows(pilot, "AUTHORIZED", "hold anew")
            await pilot.press("o")
            await shows(pilot, "anew?", "Nothing is taken.")
            assert len(authorizations(real)) == 1
            await pilot.press("enter")
            await until(pilot, lambda: len(authorizations(real)) == 2)
            await shows(pilot, "Answered: authorized.")
            await pilot.press("o")
            await shows(pilot, "It is held for sure until")

        lived(real, story)
        assert len(authorizations(real)) == 2


def test_a_tie_of_readers_is_put_to_the_operator(tmp_path: Path) -> None:
    """Two methods claim a document equally: nothing is booked until somebody says which reads it; then once."""
    with real_desk(tmp_path) as real:
        payment = real.asked("ach")
        day = real.clock.now().date()
        transfer = Transfer(payment.amount, payment.remittance_reference, "Grace Hopper", day)
        document = real.world.document("ach", (transfer,), day)
        assert document is not None
        path = tmp_path / document.name
        path.write_bytes(document.content)
        reads = real.desk.lanes["ach"].read_remittances
        real.desk.lanes["check"].read_remittances = reads  # type: ignore[method-assign]

        async def story(pilot: Pilot[Any]) -> None:
            await pilot.app.push_screen(BankDocumentScreen())
            await shows(pilot, "path of the file")
            field: Any = pilot.app.screen.query_one("#path")
            field.value = str(path)
            await pilot.press("enter")
            await shows(pilot, "Several methods could read it: which one?", "ach", "check")
            assert real.desk.remittances.inbox() == ()
            await pilot.press("enter")
            await shows(pilot, "1 entry; booked 1")

        lived(real, story)
        (money,) = real.desk.remittances.inbox()
        assert (money.method, money.amount) == ("ach", payment.amount)
