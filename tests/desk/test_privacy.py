"""Somebody asks about their own data: the month runs, it is carried out, and what was erased is nowhere."""

import json
from datetime import date

import pytest
from attrs import evolve
from sqlalchemy import select
from support.paying import charge
from support.world import SELLER, World

from checkout_tui import Details
from checkout_tui.domain.draft import DraftLine
from checkout_tui.domain.errors import BadInput, CheckoutError, NotPossible
from checkout_tui.domain.letter import MailKind
from checkout_tui.domain.operator import Operator, Role
from checkout_tui.domain.order import Contact, OrderState
from checkout_tui.domain.privacy import Fate, PrivacyState, Right
from checkout_tui.domain.seller import Seller
from checkout_tui.domain.sentence import Reader
from checkout_tui.domain.tax import Exemption, Place
from checkout_tui.store.tables import metadata

EVE = Contact("Eve Gone", "eve@gone.example", "Gone Ltd", "+1 202 555 0177")
HOW = "by e-mail"


@pytest.fixture
def seller() -> Seller:
    """Whoever reminds of late money on the first day after it was due."""
    return evolve(SELLER, overdue_reminder_days=(1,), renewal_notice_days=40)


def cancelled(world: World) -> str:
    """An order of Eve's that was never paid, with a call, a draft and a correction around it."""
    by, calls = world.operator, world.desk.calls
    calls.begin(by)
    calls.name_caller(EVE.email, by)
    order = world.place(
        customer=evolve(EVE, email="ev@gone.example"),
        delivery=Contact("Evelyn", "evelyn@gone.example"),
        licensee="Eve Gone",
        purchase_order="PO-EVE-7",
        place=Place("CA", "QC"),
        currency="CAD",
        exemptions=(Exemption("CA-QC-QST", "EVE1234567TQ0001"),),
    )
    payment = world.desk.payments.prepare(order.reference, "awaited", by)
    world.desk.payments.authorize(payment.id, Details(), by)
    world.desk.mail.put_right(order.reference, EVE.email, by)
    world.desk.orders.cancel(order.reference, by)
    calls.note("Eve Gone is angry", by)
    calls.end(by, Reader())
    world.desk.drafts.keep(world.draft(customer=EVE), by)
    world.desk.lookup.blind(EVE.email, by)
    return order.reference


def kept(world: World) -> str:
    with world.store.reading() as connection:
        rows = [row for table in metadata.sorted_tables for row in connection.execute(select(table))]
    return repr(rows).casefold()


def test_asked_twice_is_asked_once_and_answered_within_a_month(world: World) -> None:
    """The first request's month counts; the list has the most urgent first, and what ended after it."""
    first = world.desk.privacy.ask(Right.ACCESS, "Ada@Example.com", world.operator)
    assert first.due_on == date(2026, 12, 23)
    world.clock.move(days=3)
    other = world.desk.privacy.ask(Right.ERASURE, "bob@example.com", world.operator)
    assert world.desk.privacy.ask(Right.ACCESS, "ada@example.com ", world.operator) == first
    assert world.desk.privacy.requests(world.operator) == (first, other)
    ended = world.desk.privacy.decline(first.id, "it is somebody else", world.operator)
    assert (ended.state, ended.ended_by) == (PrivacyState.DECLINED, "op")
    assert world.desk.privacy.requests(world.operator) == (other, ended)
    with pytest.raises(NotPossible, match="ended"):
        world.desk.privacy.answer(first.id, HOW, world.operator)
    with pytest.raises(BadInput, match="how it was answered"):
        world.desk.privacy.answer(other.id, " ", world.operator)
    assert world.desk.privacy.ask(Right.ACCESS, "ada@example.com", world.operator).id != first.id


@pytest.mark.parametrize("role", [Role.SEARCH, Role.CUSTOMER_SERVICE])
def test_nobody_reaches_somebodys_data_without_the_roles(world: World, role: Role) -> None:
    """R-101: who may not search sees nothing, and who only searches changes nothing."""
    by = Operator("half", roles=frozenset({role}))
    request = world.desk.privacy.ask(Right.ERASURE, EVE.email, world.operator)
    verbs = [
        lambda: world.desk.privacy.ask(Right.ACCESS, EVE.email, by),
        lambda: world.desk.privacy.answer(request.id, HOW, by),
    ]
    if role is not Role.SEARCH:
        verbs += [
            lambda: world.desk.privacy.requests(by),
            lambda: world.desk.privacy.held(EVE.email, by),
            lambda: world.desk.privacy.export(EVE.email, by),
        ]
    for verb in verbs:
        with pytest.raises(CheckoutError):
            verb()


def test_what_was_erased_is_in_no_table(world: World) -> None:
    """Order, call, draft, correction, mails and search keys; even the request keeps no address (erasure)."""
    reference = cancelled(world)
    held = world.desk.privacy.held(EVE.email, world.operator)
    assert [order.fate for order in held.orders] == [Fate.ERASED]
    assert (held.mails > 0, held.calls, held.drafts) == (True, 1, 1)
    request = world.desk.privacy.ask(Right.ERASURE, EVE.email, world.operator)
    done = world.desk.privacy.answer(request.id, HOW, world.operator)
    assert (done.state, done.email) == (PrivacyState.ANSWERED, "e…@gone.example")
    left = kept(world)
    for word in ("eve", "ev@gone", "gone ltd", "2025550177", "555-0177", "555 0177", "angry"):
        assert word not in left, word
    view = world.desk.orders.view(reference)
    assert (view.state, view.order.customer.name) == (OrderState.CANCELLED, "–")
    assert world.desk.privacy.held(EVE.email, world.operator).nothing
    assert [row.reference for row in world.desk.lookup.search(reference, world.operator)] == [reference]
    assert world.desk.lookup.search("eve", world.operator) == ()


def test_what_the_law_keeps_stays_whole(world: World) -> None:
    """A paid order keeps its customer, its invoice and its mails; one under way has to be cancelled first."""
    cancelled(world)
    paid, waiting = world.place(customer=EVE), world.place(customer=EVE)
    charge(world, paid.reference)
    held = world.desk.privacy.held(EVE.email, world.operator)
    assert [order.fate for order in held.orders] == [Fate.ERASED, Fate.KEPT, Fate.OPEN]
    assert "keeps invoices" in " ".join(each.say() for each in held.told_beforehand())
    assert "Invoices and what was paid" in " ".join(world.desk.privacy.say(held))
    before = world.desk.mail.invoice_copy(paid.reference)
    request = world.desk.privacy.ask(Right.ERASURE, EVE.email, world.operator)
    assert world.desk.privacy.answer(request.id, HOW, world.operator).email == EVE.email
    assert world.desk.mail.invoice_copy(paid.reference).content == before.content
    view = world.desk.orders.view(paid.reference)
    assert view.order.customer.name == EVE.name
    assert [mail.kind for mail in view.mails] == [MailKind.RECEIPT]
    assert world.desk.orders.view(waiting.reference).order.customer.email == EVE.email
    assert "angry" not in kept(world)


def test_everything_held_is_given_as_json(world: World) -> None:
    """Access and portability: orders with their payments, mails, calls, drafts and what was asked before."""
    reference = cancelled(world)
    paid = world.place(customer=EVE)
    charge(world, paid.reference)
    world.desk.privacy.ask(Right.PORTABILITY, EVE.email, world.operator)
    told = json.loads(json.dumps(world.desk.privacy.export(EVE.email, world.operator)))
    assert [each["order"]["reference"] for each in told["orders"]] == [reference, paid.reference]
    (payment,) = told["orders"][1]["payments"]
    assert (payment["amount"], payment["standing"]) == ("99.00", "settled")
    assert told["orders"][0]["corrections"][0]["now"] == EVE.email
    assert (told["calls"][0]["note"], len(told["drafts"])) == ("Eve Gone is angry", 1)
    assert {each["kind"] for each in told["mails"]} >= {"receipt", "cancellation", "lookup-answer"}
    assert told["requests"][0]["due"] == "2026-12-23"
    assert world.desk.privacy.export("nobody@example.com", world.operator)["orders"] == []


@pytest.mark.parametrize("right", [Right.RESTRICTION, Right.OBJECTION])
def test_nothing_unasked_is_mailed_while_a_restriction_holds(world: World, right: Right) -> None:
    """No reminder and no notice, and every order says why; lifted, they go out again. It goes with the address."""
    by, desk = world.operator, world.desk
    late = world.place(customer=EVE)
    payment = desk.payments.prepare(late.reference, "awaited", by)
    desk.payments.authorize(payment.id, Details(), by)
    renewing = world.place(customer=EVE, lines=(DraftLine("plan"),))
    charge(world, renewing.reference)
    request = desk.privacy.ask(right, EVE.email, by)
    assert desk.orders.view(late.reference).privacy == ()
    desk.privacy.answer(request.id, HOW, by)
    for reference in (late.reference, renewing.reference):
        desk.mail.correct_address(reference, "eve@new.example", by)
        assert len(desk.orders.view(reference).privacy) == 1
    world.clock.move(days=20)
    assert desk.mail.remind() == 0
    desk.privacy.lift(request.id, "the customer agreed", by)
    assert desk.orders.view(late.reference).privacy == ()
    assert desk.mail.remind() == 2
    with pytest.raises(NotPossible):
        desk.privacy.lift(request.id, "again", by)
