"""A new tax rate comes into force while an order is not paid: its total changes, and everybody is told (domain §7)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread

import pytest
from support.paying import CARD
from support.pdf_text import pdf_text
from support.scripted import Awaited
from support.waiting import arrived, awaiting
from support.world import World, build

from checkout_tui.domain import outcomes as o
from checkout_tui.domain.errors import NotPossible
from checkout_tui.domain.history import Standing
from checkout_tui.domain.letter import MailKind
from checkout_tui.domain.method import AllocationRule
from checkout_tui.domain.money import Money
from checkout_tui.domain.order import Attention, Order, OrderState
from checkout_tui.domain.payment import Payment
from checkout_tui.domain.reference import shown
from checkout_tui.domain.refund import Wanted
from checkout_tui.domain.sentence import Reader
from checkout_tui.domain.tax import Place
from checkout_tui.domain.words import Words
from checkout_tui.store import orders

LAST_DAY = datetime(2025, 3, 31, 15, tzinfo=UTC)
"""Of 15 % in Nova Scotia: what costs 148.35 costs 147.06 from the next day on."""
LAST_EVENING = datetime(2025, 4, 1, 1, tzinfo=UTC)
"""22:00 in Halifax on 31 March, when London and the bank have the next day already."""
NEW_RATE = datetime(2025, 4, 1, 3, 10, tzinfo=UTC)
"""Ten past midnight in Halifax."""
BEFORE, SINCE = Money(14835, "CAD"), Money(14706, "CAD")
NOVA_SCOTIA = {"currency": "CAD", "place": Place("CA", "NS")}


class Named(Awaited):
    """A transfer whose instructions name the amount."""

    def instructions(self, order: Order) -> tuple[o.Instruction, ...]:
        amount = o.Instruction(Words("Amount", "Montant"), order.total.shown(order.language))
        return (*super().instructions(order), amount)


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    """The last day of the old rate; money with an exact reference is tied by itself."""
    made = build(database_url, Named(AllocationRule.AUTOMATIC))
    made.clock.at = LAST_DAY
    yield made
    made.close()


def current(world: World, order: Order) -> Payment:
    view = world.desk.orders.view(order.reference).current
    assert view is not None
    return view.payment


def total(world: World, order: Order) -> Money:
    return world.desk.orders.view(order.reference).order.total


def mailed(world: World, order: Order) -> list[MailKind]:
    return [mail.kind for mail in world.desk.orders.view(order.reference).mails]


def wired(world: World, order: Order, day: str, amount: str = "148.35") -> None:
    arrived(world, f"{amount};{shown(order.reference)};ADA EXAMPLE;CAD;{day}")


def test_a_rate_that_changes_while_a_wire_is_in_flight_changes_the_total(
    world: World,
) -> None:
    """The worker notices once; order, queue, caller, mail and invoice have the new total; a person has the rest."""
    order = awaiting(world, language="fr", **NOVA_SCOTIA)
    assert world.desk.payments.settle_due(world.operator).retaxed == 0
    world.clock.at = NEW_RATE
    assert world.desk.payments.settle_due(world.operator).retaxed == 1
    assert world.desk.payments.settle_due(world.operator).retaxed == 0

    view = world.desk.orders.view(order.reference)
    assert (view.order.total, view.owed, current(world, order).amount) == (SINCE, SINCE, SINCE)
    told = [line.says.say(Reader("en")) for line in view.timeline]
    assert "HST 15% → 14% since Tuesday 1 April 2025: the total is 147.06 CAD instead of 148.35 CAD" in told
    assert "Transfer: 147.06 CAD are awaited instead of 148.35 CAD, by the new tax" in told
    assert view.warning is not None
    assert "147.06 CAD are to be paid, and no longer 148.35 CAD" in view.warning.say()
    assert view.say[0].startswith("Un nouveau taux de taxe s’applique depuis le mardi 1er avril")
    assert "147,06 CAD au lieu de 148,35 CAD" in view.say[0]
    assert any("never explain the tax" in text.say().casefold() for text in view.never)
    (row,) = world.desk.orders.queue()
    assert (row.attention, row.total) == (Attention.TAX_CHANGED, SINCE)
    assert mailed(world, order) == [MailKind.ORDER_CONFIRMATION, MailKind.TAX_CHANGED]
    letter = " ".join(world.desk.mail.read(view.mails[-1].id).text.split())
    for text in ("TVH 15 % → 14 %", "147,06 CAD", "148,35 CAD", shown(order.reference)):
        assert text in letter, text
    assert [each.value for each in current(world, order).instructions][-1] == SINCE.shown("fr")
    for typed in ("148.35", "147.06"):
        assert [row.reference for row in world.desk.lookup.search(typed, world.operator)] == [order.reference]

    # The old total arrives: not exact any more, so a person ties it; what is too much stays in the inbox.
    wired(world, order, "2025-04-08")
    (money,) = world.desk.remittances.inbox()
    (candidate,) = world.desk.remittances.candidates(money.id)
    assert candidate.amount == SINCE
    left = world.desk.remittances.allocate(money.id, candidate.payment, world.operator)
    assert left.unallocated == BEFORE - SINCE
    view = world.desk.orders.view(order.reference)
    assert (view.state, view.warning, view.owed.minor) == (OrderState.PAID, None, 0)
    assert "14\u00a0%" in pdf_text(world.desk.mail.invoice_copy(order.reference).content)
    assert world.desk.orders.queue() == ()


def test_the_day_at_the_customer_s_place_decides_from_the_offer_to_the_invoice(world: World) -> None:
    """Taken and charged at 22:00 in Halifax on the last day: 15 % everywhere, and an invoice of that day."""
    world.clock.at = LAST_EVENING
    draft = world.draft(**NOVA_SCOTIA)
    quote = world.desk.orders.quote(draft)
    assert (quote.total, quote.day and quote.day.facts["day"]) == (BEFORE, date(2025, 3, 31))
    order = world.desk.orders.place(draft, world.operator)
    waits = awaiting(world, **NOVA_SCOTIA)
    elsewhere = awaiting(world, currency="CAD", place=Place("CA", "ON"))
    payment = world.desk.payments.prepare(order.reference, "charged", world.operator)
    world.desk.payments.authorize(payment.id, CARD, world.operator)
    view = world.desk.orders.view(order.reference)
    assert (view.state, view.order.total, view.order.taxed_on) == (OrderState.PAID, BEFORE, date(2025, 3, 31))
    how = "taxed by the rates of Monday 31 March 2025, the local day in Nova Scotia"
    assert how in [line.says.say() for line in view.timeline]
    assert "31 March 2025" in pdf_text(world.desk.mail.invoice_copy(order.reference).content)
    (receipt,) = (mail for mail in view.mails if mail.kind is MailKind.RECEIPT)
    letter = world.desk.mail.read(receipt.id).text
    assert letter.count("31 March 2025") == 2  # ordered and paid
    assert "April" not in letter
    # What a refund is checked against is the day that the caller remembers.
    facts = world.desk.refunds.view(order.reference, Wanted(), world.operator).facts
    assert "bought on: Monday 31 March 2025" in [says.say() for _, says in facts]

    # The worker asks for everything a day more widely, and the day there decides: what waits is looked at again.
    assert world.desk.taxes.keep_up(world.operator) == (0, ())
    world.clock.at = NEW_RATE - timedelta(minutes=11)
    assert world.desk.taxes.keep_up(world.operator) == (0, ())
    with world.store.reading() as connection:
        again = [each.order for each in orders.taxed_before(connection, date(2025, 4, 1), 10, 0)]
    assert [each.reference for each in again] == [waits.reference]
    world.clock.at = NEW_RATE
    assert world.desk.taxes.keep_up(world.operator) == (1, ())
    assert [total(world, each) for each in (order, waits)] == [BEFORE, SINCE]
    assert MailKind.TAX_CHANGED not in mailed(world, elsewhere)


def test_the_day_on_which_the_money_was_here_decides_the_rate(world: World) -> None:
    """Booked on the last day of 15 % and read after the change: the old total again, tied by itself."""
    order = awaiting(world, **NOVA_SCOTIA)
    world.clock.at = NEW_RATE
    world.desk.payments.settle_due(world.operator)
    assert total(world, order) == SINCE
    wired(world, order, "2025-03-31")
    view = world.desk.orders.view(order.reference)
    assert (view.state, view.order.total, view.received) == (OrderState.PAID, BEFORE, BEFORE)
    assert world.desk.remittances.inbox() == ()
    told = [line.says.say(Reader("en")) for line in view.timeline]
    assert (
        "HST 14% → 15%, as the money was here on Monday 31 March 2025: "
        "the total is 148.35 CAD instead of 147.06 CAD"
    ) in told


def test_money_is_never_tied_by_itself_to_a_total_that_has_changed(world: World) -> None:
    """Where no worker has looked yet, tying looks: the former total is not exact on a day of the new rate."""
    order = awaiting(world, **NOVA_SCOTIA)
    world.clock.at = NEW_RATE
    wired(world, order, "2025-04-01")
    (money,) = world.desk.remittances.inbox()
    assert (total(world, order), money.unallocated) == (BEFORE, BEFORE)
    (candidate,) = world.desk.remittances.candidates(money.id)
    assert candidate.amount == SINCE
    world.desk.remittances.allocate(money.id, candidate.payment, world.operator)
    view = world.desk.orders.view(order.reference)
    assert (view.state, view.order.total, view.received) == (OrderState.PAID, SINCE, SINCE)


def test_what_is_partly_here_keeps_its_rate_until_it_is_undone(world: World) -> None:
    """The first part of the money fixes the tax; released, the order follows the table again."""
    order = awaiting(world, **NOVA_SCOTIA)
    wired(world, order, "2025-03-31", "100.00")
    (money,) = world.desk.remittances.inbox()
    world.desk.remittances.allocate(money.id, current(world, order).id, world.operator)
    world.clock.at = NEW_RATE
    assert world.desk.taxes.keep_up(world.operator) == (0, ())
    assert total(world, order) == BEFORE
    world.desk.remittances.release(money.id, current(world, order).id, world.operator, "another's")
    assert world.desk.taxes.keep_up(world.operator) == (1, ())
    assert total(world, order) == SINCE


def test_only_unpaid_orders_of_that_place_are_taxed_anew_and_each_is_looked_at_once(world: World) -> None:
    """Paid, cancelled, elsewhere and renewals stay as they are; nobody but Nova Scotia hears of it."""
    ontario = awaiting(world, currency="CAD", place=Place("CA", "ON"))
    paid, cancelled = awaiting(world, **NOVA_SCOTIA), awaiting(world, **NOVA_SCOTIA)
    silent = world.place(**NOVA_SCOTIA)
    wired(world, paid, "2025-03-31")
    world.desk.orders.cancel(cancelled.reference, world.operator)
    world.clock.at = NEW_RATE
    assert world.desk.taxes.keep_up(world.operator) == (1, ())
    assert [total(world, each) for each in (paid, cancelled, silent)] == [BEFORE, BEFORE, SINCE]
    assert mailed(world, silent) == [MailKind.TAX_CHANGED]
    assert MailKind.TAX_CHANGED not in mailed(world, ontario)
    with world.store.reading() as connection:
        assert orders.taxed_before(connection, date(2025, 4, 1), 10, 0) == ()
    # Money for the cancelled one takes it up again, by the rate of the day on which it was here.
    wired(world, cancelled, "2025-04-02")
    (money,) = world.desk.remittances.inbox()
    world.desk.remittances.allocate(money.id, current(world, cancelled).id, world.operator)
    assert total(world, cancelled) == SINCE


def test_two_workers_tax_an_order_anew_once(world: World) -> None:
    """Both look at the same moment: one change, one mail."""
    order = awaiting(world, **NOVA_SCOTIA)
    world.clock.at = NEW_RATE
    gate, found = Barrier(4), []

    def look() -> None:
        gate.wait()
        found.append(world.desk.taxes.keep_up(world.operator))

    threads = [Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [(0, ()), (0, ()), (0, ()), (1, ())]
    assert len(world.desk.orders.view(order.reference).order.retaxed) == 1
    assert mailed(world, order) == [MailKind.ORDER_CONFIRMATION, MailKind.TAX_CHANGED]


def test_what_was_prepared_before_the_change_is_not_charged(world: World) -> None:
    """A confirm screen that stood open over midnight charges nothing; opened again, it asks for the new total."""
    order = world.place(**NOVA_SCOTIA)
    payment = world.desk.payments.prepare(order.reference, "charged", world.operator)
    world.clock.at = NEW_RATE
    for _ in range(2):
        with pytest.raises(NotPossible, match=r"costs 147\.06 CAD now"):
            world.desk.payments.authorize(payment.id, CARD, world.operator)
        world.desk.taxes.keep_up(world.operator)
    assert world.provider.effects == {}
    payment = world.desk.payments.prepare(order.reference, "charged", world.operator)
    assert payment.amount == SINCE
    world.desk.payments.authorize(payment.id, CARD, world.operator)
    assert world.desk.orders.view(order.reference).state is OrderState.PAID


def test_a_link_for_the_former_total_is_given_up_and_what_comes_by_it_is_let_go(world: World) -> None:
    """It needs the caller to ask for another: the mail says so, and a late use of it is released by itself."""
    order = world.place(**NOVA_SCOTIA)
    world.provider.says = o.AwaitingCustomer("pp_1", "https://pay.example/1")
    link = world.desk.payments.prepare(order.reference, "charged", world.operator)
    link = world.desk.payments.authorize(link.id, CARD, world.operator)
    world.provider.says = None
    world.clock.at = NEW_RATE
    world.desk.payments.settle_due(world.operator)
    view = world.desk.orders.view(order.reference)
    assert [each.payment.standing for each in view.payments] == [Standing.WITHDRAWN]
    assert view.actions["pay"].why_not is None
    assert "payment link in an earlier e-mail is not valid" in world.desk.mail.read(view.mails[-1].id).text
    (row,) = world.desk.orders.queue()
    assert (row.state, row.attention) == (OrderState.NEW, Attention.TAX_CHANGED)

    world.provider.effects[f"{link.id}-inquire-1"] = o.Authorized("pp_1")
    world.desk.payments.settle_due(world.operator)
    held = world.desk.orders.view(order.reference).actions["settle"].why_not
    assert held is not None
    assert "It is for 148.35 CAD, and the order costs 147.06 CAD now" in held.say()
    with pytest.raises(NotPossible, match=r"147\.06"):
        world.desk.payments.settle(link.id, world.operator)
    world.desk.payments.settle_due(world.operator)
    assert current(world, order).standing is Standing.VOIDED
    assert world.provider.count(o.Settled) == 0
