"""Every requirement of sections 1 to 6 is lived through on the screen: the journeys that stand in no other file.

The last test holds the list: each number is named by a journey of this folder, in its first sentences.
"""

import ast
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from attrs import evolve
from support.paying import paid
from support.pilot import entered, journey, reads, screen_text, shows, typed, until
from support.real_desk import BY, RealDesk, real_desk
from support.waiting import awaiting
from support.world import SELLER, World
from textual.pilot import Pilot

from checkout_tui import Money
from checkout_tui.domain import licence
from checkout_tui.domain import outcomes as o
from checkout_tui.domain.draft import DraftLine
from checkout_tui.domain.letter import MailKind
from checkout_tui.domain.operator import Operator, Role
from checkout_tui.domain.order import Contact, Delivery, Order, OrderState, Product
from checkout_tui.domain.reference import shown
from checkout_tui.domain.seller import Seller
from checkout_tui.domain.simulated import Transfer
from checkout_tui.domain.subscription import shown_id
from checkout_tui.domain.tax import Place
from checkout_tui.domain.words import Words
from checkout_tui.tui.screens.order import OrderScreen

NUMBERS = {
    "charges and mails": "001 002 003 004 005 006 007 008 009 010 011",
    "purchase lookup": "020 021 022 023 024 025",
    "subscriptions": "030 031 032 033 034",
    "refunds": "035 036 037 038 039 039c 039d",
    "not received": "040 041 042 043 044 045 047 049",
    "methods: a link, cancelling, another option": "050 051 052 053 054 055",
    "methods: a refusal": "060 061 062 064",
    "methods: money that is sent": "066 068 070 071 075 076 077 078 079 080",
}
"""Sections 1 to 6, by what an operator would call them."""

TALL = (120, 120)
MARIE = Contact("Marie Curie", "marie@lumiere.example", "Lumière SARL", "+33 1 99 00 12 34")
SUITE = Product("suite", Words.same("Suite"), (Money(9900, "USD"),), delivery=Delivery.LICENCE)
COURSE = Product("course", Words.same("Course"), (Money(4900, "USD"),), delivery=Delivery.SELLER)


@pytest.fixture
def seller() -> Seller:
    """A seller of licences, of a course by its own mail and of a monthly plan, with a page to manage it."""
    return evolve(
        SELLER,
        products=(*SELLER.products, SUITE, COURSE),
        manage_url="https://northlight.example/manage",
        support_phone="+1 202 555 0143",
    )


def charged(world: World, *products: str, **changes: object) -> Order:
    return paid(world, lines=tuple(map(DraftLine, products or ("suite",))), **changes)


async def opened(pilot: Pilot[Any], order: Order, *texts: str) -> None:
    """This order's screen, from wherever the operator is."""
    while len(pilot.app.screen_stack) > 1:
        await pilot.press("escape")
    await pilot.app.push_screen(OrderScreen(order.reference))
    await shows(pilot, shown(order.reference), "may be said", *texts)


def test_before_and_after_payment_the_mail_says_another_thing(world: World) -> None:
    """R-002, R-007, R-008, R-009, R-010: one mail for a charge; link and no invoice before, all the rest after.

    R-003: who saw no mail hears spam folder, lookup, support, in this order.
    """
    unpaid = awaiting(world, lines=(DraftLine("suite"),))
    paid = charged(world)

    async def story(pilot: Pilot[Any]) -> None:
        await opened(pilot, unpaid, "AWAITING MONEY")
        await pilot.press("m")
        await reads(pilot, "Change payment option", "this is no invoice", "Version 2026-01 of the terms")
        assert "Licence key" not in screen_text(pilot.app)
        await opened(pilot, paid, "PAID")
        await pilot.press("m")
        # The key is the customer's: the operator compares its last letters, and sends it again.
        (key,) = world.desk.orders.view(paid.reference).licences
        await reads(
            pilot,
            f"Licence key: {licence.masked(key.key)}",
            "Version 2026-01 of the terms",
            "help@northlight.example",
        )
        assert key.key[:5] not in screen_text(pilot.app)
        await reads(pilot, "Your invoice 2026-000001 goes with this e-mail", "https://northlight.example/get")
        assert "Change payment option" not in screen_text(pilot.app)
        await pilot.press("escape")
        await reads(pilot, "look into your spam folder first")
        text = " ".join(screen_text(pilot.app).split())
        assert text.index("spam folder") < text.index("Purchase Lookup") < text.index("contact support")

    journey(world, story, size=TALL)
    assert [mail.kind for mail in world.desk.orders.view(paid.reference).mails] == [MailKind.RECEIPT]


def test_the_blind_form_mails_everything_and_shows_nothing(world: World) -> None:
    """R-020, R-022, R-023: orders, licence, download, invoice, the refusal with its link, how to pay: by mail only."""
    paid, waits = charged(world), awaiting(world)
    world.provider.says = o.Refused("insufficient_funds")
    refused = charged(world)
    world.provider.says = None
    (key,) = world.desk.orders.view(paid.reference).licences

    async def story(pilot: Pilot[Any]) -> None:
        await shows(pilot, "Purchase Lookup", "Ada Example")
        await pilot.press("f3")
        await entered(pilot, "ada@example.com")
        await shows(pilot, "If purchases are known under this address")
        page = screen_text(pilot.app)
        assert not any(shown(order.reference) in page for order in (paid, waits, refused))

    journey(world, story)
    world.desk.mail.deliver()
    _, to, letter = world.postman.sent[-1]
    assert to == "ada@example.com"
    text = " ".join(letter.text.split())
    for told in (
        *(shown(order.reference) for order in (paid, waits, refused)),
        licence.shown(key.key),
        "https://northlight.example/get",
        "2026-000001",
        "This payment was not accepted",
        "Change payment option",
        "Please pay with these details",
    ):
        assert told in text, told
    assert [file.name for file in letter.attachments] == ["invoice-2026-000001-copy.pdf"]


def test_whatever_the_caller_can_read_out_finds_the_order(world: World) -> None:
    """R-024, R-025: each key of an operator's search by itself, exactly, one of two, several at once, and a batch."""
    order = charged(world, "plan", "suite", customer=MARIE, purchase_order="PO-7781")
    other = world.place(customer=Contact("Bob Stone", "bob@stone.example"), lines=(DraftLine("studio"),))
    view = world.desk.orders.view(order.reference)
    key, subscription = licence.shown(view.licences[0].key), shown_id(view.subscriptions[0].id)
    hers = (
        shown(order.reference), order.reference.lower(), "curie", "lumiere", "4242", "marie@lumiere.example",
        "@lumiere.example", subscription, key, key[:5], "01 99 00 12 34", str(view.invoice), "108,90",
        "po-7781", "=curie", "curie, 4242", "curie, 2026-11-20..2026-11-24", "marie, curie, 108.90",
    )  # fmt: skip
    both = ("2026-11-23", f"{shown(order.reference)}, {shown(other.reference)}", "curie|stone")
    named = {subscription: f"↻ {subscription}", key: f"licence {licence.masked(view.licences[0].key)}"}

    async def story(pilot: Pilot[Any]) -> None:
        await shows(pilot, "Purchase Lookup", "Lumière", "Bob Stone")
        box: Any = pilot.app.screen.query_one("#box")
        screen: Any = pilot.app.screen

        async def found(text: str, *orders: Order) -> None:
            box.value = text
            await until(pilot, lambda: screen._asked == text and not screen._busy)
            assert {row.reference for row in screen.rows} == {each.reference for each in orders}, text

        for text in hers:
            await found(text, order)
            if text in named:
                await shows(pilot, named[text])
        for text in both:
            await found(text, order, other)
        await found("curie, 2026-11-24")
        await found("nobody")

    journey(world, story)


def test_a_subscription_that_is_not_paid_waits_and_then_ends(world: World) -> None:
    """R-030, R-033: a link in its receipt; active, in grace, on hold, deactivated, each with its words and a mail."""
    order = charged(world, "plan")

    async def story(pilot: Pilot[Any]) -> None:
        await opened(pilot, order)
        await pilot.press("m")
        await reads(pilot, "Manage or cancel the subscription", "https://northlight.example/manage")
        world.provider.says = o.Refused("insufficient_funds")
        for days, state, said in (
            (0, "ACTIVE", "renews on Wednesday 23 December 2026"),
            (31, "IN GRACE", "The last renewal is not paid yet"),
            (8, "ON HOLD", "The last renewal is not paid yet"),
            (31, "DEACTIVATED", "has ended, because its renewal was not paid"),
        ):
            world.clock.move(days=days)
            world.desk.payments.settle_due(world.operator)
            await opened(pilot, order)
            await pilot.press("b")
            await until(pilot, lambda state=state: state in screen_text(pilot.app).upper())
            await reads(pilot, said)

    journey(world, story, size=TALL)
    kinds = [mail.kind for mail in world.desk.orders.view(order.reference).mails]
    assert kinds == [MailKind.RECEIPT, MailKind.SUBSCRIPTION_CANCELLED]


def test_a_tax_refund_is_for_payment_processing_and_trouble_for_support_first(world: World) -> None:
    """R-038, R-039, R-037: customer service is told whose it is and whom to name; who has no role cancels nothing."""
    order = charged(world, "studio", currency="CAD", place=Place("CA", "QC"))
    waits = awaiting(world)
    world.operator = Operator("sam", roles=frozenset({Role.SEARCH, Role.CUSTOMER_SERVICE}))

    async def service(pilot: Pilot[Any]) -> None:
        await opened(pilot, order, "PAID")
        await pilot.press("f", "4")
        await reads(
            pilot, "the technical support of", "Northlight Software can help first: help@northlight.example"
        )
        await pilot.press("k", "k")
        await reads(pilot, "● the tax", "by payment processing only")

    journey(world, service, size=TALL)
    world.operator = Operator("guest", roles=frozenset({Role.SEARCH}))

    async def guest(pilot: Pilot[Any]) -> None:
        await opened(pilot, waits, "AWAITING MONEY")
        await pilot.press("x", "enter")
        await reads(pilot, "customer-service")

    journey(world, guest, size=TALL)
    assert world.desk.orders.view(waits.reference).state is OrderState.AWAITING_FUNDS


def test_paid_and_not_seen_is_told_apart_from_what_the_seller_mails(world: World) -> None:
    """R-043, R-044, R-045, R-047, R-049: mail not seen, the seller's own mail; nothing is delivered before payment."""
    paid, waits = charged(world, "suite", "course"), awaiting(world, lines=(DraftLine("suite"),))

    async def story(pilot: Pilot[Any]) -> None:
        await opened(pilot, paid, "PAID")
        await pilot.press("w")
        await reads(
            pilot,
            "● likely: it is paid, but the mail was not seen",
            "● likely: the seller delivers by a mail",
        )
        await reads(pilot, "download and licence data went to ada@example.com")
        await reads(pilot, "Course is delivered by Northlight Software, in a separate e-mail of theirs")
        await opened(pilot, waits, "AWAITING MONEY")
        await reads(pilot, "delivered by e-mail once the payment is here", "Never give download")
        await pilot.press("w")
        await reads(
            pilot, "● likely: the money was sent and is not credited yet", "○ it is paid, but the mail"
        )

    journey(world, story, size=TALL)


def test_a_lockbox_and_an_ach_file_wait_for_a_person_with_the_order_that_they_name(tmp_path: Path) -> None:
    """R-066, R-068, R-071: of a bank's own document nothing is tied by itself; readable or not, all of it is there."""
    with real_desk(tmp_path) as real:
        check, ach = real.asked("check"), real.asked("ach")
        day = real.clock.now().date() + timedelta(days=2)
        real.wait(days=2)
        unread = Money(4321, "USD")
        files = {
            "check": (Transfer(check.amount, check.remittance_reference, "Grace Hopper", day),),
            "ach": (
                Transfer(ach.amount, ach.remittance_reference, "Grace Hopper", day),
                Transfer(unread, "", "SOMEBODY ELSE", day),
            ),
        }

        async def story(pilot: Pilot[Any]) -> None:
            await shows(pilot, "awaiting money")
            await pilot.press("f6", "i")
            await shows(pilot, "path of the file")
            for method, transfers in files.items():
                document = real.world.document(method, transfers, day)
                assert document is not None
                path = tmp_path / document.name
                path.write_bytes(document.content)
                field: Any = pilot.app.screen.query_one("#path")
                field.value = str(path)
                await pilot.press("enter")
                await shows(pilot, f"allocated 0, for a person {len(transfers)}", document.name)
            await pilot.press("escape")
            await shows(pilot, "waiting 3")
            for payment in (check, ach):
                await pilot.press("f")
                await typed(pilot, shown(payment.order))
                await reads(pilot, "stands in the text, and the check character is right")
                await pilot.press("enter", "a")
                await shows(pilot, f"Allocate {payment.amount}?", shown(payment.order))
                await pilot.press("enter")
                await until(pilot, lambda p=payment: real.now(p).settled == p.amount.minor)
                await pilot.press("escape")
            await reads(pilot, "waiting 1", "SOMEBODY ELSE", "43.21 USD")

        lived(real, story)
        states = [real.desk.orders.view(payment.order).state for payment in (check, ach)]
        assert states == [OrderState.PAID, OrderState.PAID]
        (left,) = real.desk.remittances.inbox()
        assert left.unallocated == unread


def lived(real: RealDesk, story: Any) -> None:
    journey(SimpleNamespace(desk=real.desk, operator=BY), story, size=TALL)  # type: ignore[arg-type]


# ------------------------------------------------------------ the list


def test_every_requirement_is_lived_through_on_the_screen() -> None:
    """Each number of the list is named by a journey, a test of this folder that drives the program."""
    told = {number for text in _journeys() for number in _numbers(text)}
    missing = {
        group: absent
        for group, numbers in NUMBERS.items()
        if (absent := [number for number in numbers.split() if number not in told])
    }
    assert missing == {}


def _journeys() -> Iterator[str]:
    """What is said of each test of this folder that opens the terminal."""
    for path in sorted(Path(__file__).parent.glob("test_*.py")):
        for test in ast.parse(path.read_text(encoding="utf-8")).body:
            if not isinstance(test, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            calls = {getattr(call.func, "id", "") for call in ast.walk(test) if isinstance(call, ast.Call)}
            if test.name.startswith("test_") and calls & {"terminal", "journey", "lived"}:
                yield ast.get_docstring(test) or ""


def _numbers(text: str) -> Iterator[str]:
    """The numbers that a docstring names: "R-060 to R-064" names the five."""
    for first, last in re.findall(r"R-(\d{3}\w?)(?: to R-(\d{3}))?", text):
        yield first
        if last:
            yield from (f"{number:03}" for number in range(int(first), int(last) + 1))
