"""The life of a mail: queued, held, released, sent to a real server, bounced, put right; reminders by configuration."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from attrs import evolve
from sqlalchemy import delete
from support.paying import charge, paid
from support.postmaster import CERTIFICATE, Postmaster
from support.refunds import asked, code_in
from support.waiting import awaiting
from support.world import SELLER, World, build

from checkout_tui.domain.draft import DraftLine
from checkout_tui.domain.errors import BadInput, NotPossible
from checkout_tui.domain.letter import Letter, Mail, MailKind, MailState
from checkout_tui.domain.money import Money
from checkout_tui.domain.operator import Operator, Role
from checkout_tui.domain.order import Contact, Order, Product
from checkout_tui.domain.words import Words
from checkout_tui.mail.transports import Security, SmtpTransport, TryLater
from checkout_tui.store.tables import mails as table

Start = Callable[..., Postmaster]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A desk on an empty database."""
    made = build(f"sqlite:///{tmp_path / 'mail.db'}")
    yield made
    made.close()


def mails(world: World, order: Order) -> tuple[Mail, ...]:
    return world.desk.orders.view(order.reference).mails


def kinds(world: World, order: Order) -> list[MailKind]:
    return [mail.kind for mail in mails(world, order)]


def test_a_receipt_reaches_a_real_server_over_tls_with_its_invoice(
    tmp_path: Path, mail_server: Start
) -> None:
    """From the paid order to the server on this machine: one recipient, text, HTML and the PDF (R-002, R-010)."""
    master = mail_server("starttls")
    transport = SmtpTransport("localhost", master.port, security=Security.STARTTLS, trust=CERTIFICATE)
    world = build(f"sqlite:///{tmp_path / 'smtp.db'}", transport=transport)
    order = paid(world)
    assert world.desk.mail.deliver() == 1
    assert world.desk.mail.deliver() == 0
    (received,) = master.accepted
    assert received["To"] == "ada@example.com"
    assert {part.get_content_type() for part in received.walk()} >= {
        "text/plain",
        "text/html",
        "application/pdf",
    }
    (pdf,) = [part for part in received.walk() if part.get_content_type() == "application/pdf"]
    assert pdf.get_content().startswith(b"%PDF")
    assert mails(world, order)[0].state is MailState.SENT
    world.close()


def test_what_bounces_is_put_right_and_sent_again_to_a_real_server(
    tmp_path: Path, mail_server: Start
) -> None:
    """R-025: refused by the server, the spelling asked for, corrected, and received; the invoice is the same."""
    master = mail_server()
    transport = SmtpTransport("127.0.0.1", master.port, security=Security.NONE)
    world = build(f"sqlite:///{tmp_path / 'bounce.db'}", transport=transport)
    order = paid(world)
    master.refuse_recipient = "550 no such user"
    world.desk.mail.deliver()
    (bounced,) = mails(world, order)
    assert bounced.state is MailState.BOUNCED
    assert "550" in bounced.trouble
    master.refuse_recipient = ""
    world.desk.mail.readdress(bounced.id, "ada@example.org", world.operator)
    assert world.desk.mail.deliver() == 1
    assert [received["To"] for received in master.accepted] == ["ada@example.org"]
    assert world.desk.orders.view(order.reference).order.customer.email == "ada@example.org"
    world.close()


def test_a_held_mail_waits_until_it_is_released(world: World) -> None:
    """Queued to held and back; nothing leaves in between, and only then it is sent, once."""
    order = paid(world)
    (mail,) = mails(world, order)
    with pytest.raises(NotPossible):
        world.desk.mail.release(mail.id, world.operator)
    world.desk.mail.hold(mail.id, world.operator)
    assert (world.desk.mail.deliver(), world.postman.sent) == (0, [])
    world.desk.mail.release(mail.id, world.operator)
    assert world.desk.mail.deliver() == 1
    with pytest.raises(NotPossible):
        world.desk.mail.hold(mail.id, world.operator)
    nobody = Operator("eve", roles=frozenset({Role.SEARCH}))
    with pytest.raises(NotPossible, match="customer-service"):
        world.desk.mail.came_back(mail.id, nobody)


def test_a_bounce_that_comes_later_is_written_down(world: World) -> None:
    """The server took it and returned it in the night: then the caller is asked to spell the address."""
    order = paid(world)
    world.desk.mail.deliver()
    (mail,) = mails(world, order)
    world.desk.mail.came_back(mail.id, world.operator)
    view = world.desk.orders.view(order.reference)
    assert view.mails[0].state is MailState.BOUNCED
    assert any("spell your address" in line for line in view.say)


def test_what_has_not_left_never_goes_to_the_wrong_address_after_all(world: World) -> None:
    """Corrected while it is queued: only the new address gets it."""
    order = paid(world)
    (mail,) = mails(world, order)
    world.desk.mail.readdress(mail.id, "ada@example.org", world.operator)
    world.desk.mail.deliver()
    assert [to for _, to, _ in world.postman.sent] == ["ada@example.org"]


def test_no_mail_asks_to_pay_what_is_paid(world: World) -> None:
    """R-007, R-025: a confirmation that came back, was held or was sent stays where it is; the receipt goes instead."""
    order, other = awaiting(world), awaiting(world)
    (bounced,), (held,) = mails(world, order), mails(world, other)
    world.desk.mail.hold(held.id, world.operator)
    world.desk.mail.deliver()
    world.desk.mail.came_back(bounced.id, world.operator)
    for each in (order, other):
        charge(world, each.reference)
    asks = world.postman.sent[0][2].subject
    assert "not paid yet" in asks
    for verb in (world.desk.mail.resend, world.desk.mail.release):
        with pytest.raises(NotPossible, match="waits for none"):
            verb(held.id, world.operator)
    world.desk.mail.put_right(order.reference, "ada@example.org", world.operator)
    world.desk.mail.readdress(held.id, "ada@example.org", world.operator)
    world.desk.mail.deliver()
    there = [letter.subject for _, to, letter in world.postman.sent if to == "ada@example.org"]
    assert [subject.startswith("Your receipt") for subject in there] == [True, True]


def test_the_receipt_goes_to_the_right_address_with_whatever_came_after_it(world: World) -> None:
    """R-025, R-004: nothing came back, and the latest mail is a refund's code: what was bought is sent as well."""
    order = paid(world)
    world.desk.mail.deliver()
    code = asked(world, order.reference)
    again = world.desk.mail.put_right(order.reference, "ada@example.org", world.operator)
    assert [mail.kind for mail in again] == [MailKind.RECEIPT, MailKind.REFUND_VALIDATION]
    assert {mail.to for mail in again} == {"ada@example.org"}
    assert code_in(world) != code
    with pytest.raises(BadInput, match="not the code"):
        world.desk.refunds.confirm(order.reference, code, world.operator)


def test_billing_gets_the_receipt_and_delivery_gets_the_licence(world: World) -> None:
    """Two contacts, two mails; each put right by itself when it bounces."""
    order = paid(world, delivery=Contact("Bob", "bob@example.net"))
    world.desk.mail.deliver()
    assert [(to, bool(letter.attachments)) for _, to, letter in world.postman.sent] == [
        ("ada@example.com", True),
        ("bob@example.net", False),
    ]
    delivery = mails(world, order)[-1]
    assert delivery.kind is MailKind.DELIVERY
    again = world.desk.mail.readdress(delivery.id, "bob@example.org", world.operator)
    assert again.to == "bob@example.org"
    changed = world.desk.orders.view(order.reference).order
    assert changed.customer.email == "ada@example.com"
    assert changed.delivered_to.email == "bob@example.org"
    same = paid(world, delivery=Contact("Ada", "ADA@example.com"))
    assert kinds(world, same) == [MailKind.RECEIPT]


def test_late_money_is_asked_after_as_configured_and_not_before(tmp_path: Path) -> None:
    """Only past the window's upper bound, once for each configured day; never once the money is here (R-079)."""
    seller = evolve(SELLER, overdue_reminder_days=(2, 10))
    world = build(f"sqlite:///{tmp_path / 'late.db'}", seller=seller)
    order = awaiting(world)
    counts = []
    for _ in range(25):
        world.clock.move(days=1)
        for _ in range(2):
            world.desk.payments.settle_due(world.operator)
        counts.append(kinds(world, order).count(MailKind.OVERDUE_REMINDER))
    # The window ends on Friday 27 November, after Thanksgiving; the first day counted here is the 24th.
    assert counts[:5] == [0] * 5
    assert counts[5:13] == [1] * 8
    assert counts[13:] == [2] * 12
    world.close()


def test_without_configuration_nobody_is_reminded(world: World) -> None:
    """What is not stated is not done."""
    order = awaiting(world)
    world.clock.move(days=60)
    world.desk.payments.settle_due(world.operator)
    assert kinds(world, order) == [MailKind.ORDER_CONFIRMATION]


def test_a_renewal_is_announced_once(tmp_path: Path) -> None:
    """So many days before it, one notice for each renewal, with what that one costs; none after the last (R-033)."""
    short = Product("short", Words.same("Short"), (Money(990, "USD"),), renews=True, renewals=1)
    seller = evolve(SELLER, renewal_notice_days=5, products=(*SELLER.products, short))
    world = build(f"sqlite:///{tmp_path / 'notice.db'}", seller=seller)
    order = paid(world, lines=(DraftLine("plan"),))
    ends = paid(world, lines=(DraftLine("short"), DraftLine("studio")))
    counts = []
    for _ in range(60):
        world.clock.move(days=1)
        world.desk.payments.settle_due(world.operator)
        counts.append(kinds(world, order).count(MailKind.RENEWAL_NOTICE))
    assert (counts[23], counts[24], counts[40], counts[-1]) == (0, 1, 1, 2)
    (notice,) = [mail for mail in mails(world, ends) if mail.kind is MailKind.RENEWAL_NOTICE]
    text = world.desk.mail.read(notice.id).text
    assert "9.90 USD" in text
    assert "Studio Pro" not in text
    world.close()


class Meanwhile:
    """A mail server at which something happens while it is spoken to; it takes what ``says`` does not refuse."""

    def __init__(self, happens: Callable[[], object], says: Exception | None = None) -> None:
        self.happens, self.says = happens, says
        self.sent: list[str] = []

    def send(self, mail_id: str, sender: str, to: str, letter: Letter, at: datetime) -> None:
        if not self.sent:
            self.happens()
        self.sent.append(to)
        if self.says is not None:
            raise self.says


def test_what_is_held_or_erased_while_another_mail_leaves_does_not_leave(tmp_path: Path) -> None:
    """A round reads its mails once: each is looked at again before it goes, and one that is gone stops no other."""

    def happens() -> None:
        world.desk.mail.hold(world.desk.mail.outbox()[1].id, by)
        with world.store.writing() as connection:
            connection.execute(delete(table).where(table.c.to == "eve@gone.example"))

    server = Meanwhile(happens)
    world = build(f"sqlite:///{tmp_path / 'meanwhile.db'}", transport=server)
    by = world.operator
    for address in ("ada@example.com", "eve@gone.example", "bob@example.com", "carol@example.com"):
        world.desk.lookup.blind(address, by)
        world.clock.move(seconds=1)
    assert world.desk.mail.deliver() == 2
    assert server.sent == ["ada@example.com", "carol@example.com"]
    assert [mail.state for mail in world.desk.mail.outbox()] == [
        MailState.SENT,
        MailState.HELD,
        MailState.SENT,
    ]
    world.close()


@pytest.mark.parametrize("what", ["held", "put right"])
def test_a_server_that_is_not_there_brings_nothing_back(tmp_path: Path, what: str) -> None:
    """Held, or addressed anew, while it was tried in vain: it does not wait to leave again as it was (R-025)."""

    def happens() -> None:
        if what == "held":
            world.desk.mail.hold(mail.id, world.operator)
        else:
            world.desk.mail.put_right(order.reference, "ada@example.org", world.operator)

    server = Meanwhile(happens, TryLater("not there"))
    world = build(f"sqlite:///{tmp_path / 'later.db'}", transport=server)
    order = paid(world)
    (mail,) = mails(world, order)
    assert world.desk.mail.deliver() == 0
    now = mails(world, order)[0]
    assert now.state is (MailState.HELD if what == "held" else MailState.BOUNCED)
    server.says = None
    world.desk.mail.deliver()
    assert server.sent[1:] == ([] if what == "held" else ["ada@example.org"])
    world.close()
