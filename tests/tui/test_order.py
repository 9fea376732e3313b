"""One order on one screen: licences and subscriptions, its papers, and every action with its reason."""

from pathlib import Path

from support.orders import MARIE, awaited, charged
from support.pdf_text import pdf_text
from support.terminal import Opens

from checkout_tui.desk import Desk
from checkout_tui.domain.letter import MailKind, MailState
from checkout_tui.domain.operator import Operator
from checkout_tui.domain.order import Contact

ADA = Operator("ada")


async def test_every_action_stands_there_with_the_reason_why_not(terminal: Opens, desk: Desk) -> None:
    """On a wide terminal beside the timeline, anywhere by one key; enter does what is marked, or nothing."""
    charged(desk)
    async with terminal(size=(120, 40)) as it:
        await it.type_ahead("<enter>")
        await it.sees("what can be done", "p pay ✗ This order is paid.", "x cancel order ✗ Money was taken")
        await it.press("ctrl+l")
        await it.sees("p [fr] pay ✗ [fr] This order is paid.")
    async with terminal() as it:
        await it.type_ahead("<enter>", "l")
        await it.sees("What can be done", "✗ This order is paid.")
        await it.press("enter")
        await it.sees("What can be done")
        await it.press(*["down"] * 14)
        await it.sees("the latest mail, word for word")
        await it.press("enter")
        await it.sees("receipt and invoice to marie@lumiere.example")


async def test_the_papers_are_read_saved_and_sent_again(terminal: Opens, desk: Desk, tmp_path: Path) -> None:
    """R-011: the invoice is saved with its number, a copy, and never over another file; a mail is resent."""
    order, _ = charged(desk)
    desk.mail.deliver()
    path = tmp_path / "invoice.pdf"
    async with terminal() as it:
        await it.type_ahead("<enter>", "k")
        await it.sees("Papers", "invoice 2026-000001", "receipt", MARIE.email)
        await it.type_ahead("s", "<ctrl+u>", str(path), "<enter>")
        await it.sees("Saved in")
        await it.type_ahead("<enter>", "<ctrl+u>", str(path), "<enter>")
        await it.sees("could not be saved")
        await it.type_ahead("<down>", "<enter>")
        await it.sees("receipt and invoice to marie@lumiere.example")
        await it.press("escape", "r")
        await it.sees("is on its way")
    printed = pdf_text(path.read_bytes())
    assert "2026-000001" in printed
    assert "copy" in printed.lower()
    receipts = [mail for mail in desk.orders.view(order.reference).mails if mail.kind is MailKind.RECEIPT]
    assert len(receipts) == 2


async def test_a_bounced_address_is_put_right_and_the_mail_is_on_its_way_in_one_step(
    terminal: Opens, desk: Desk
) -> None:
    """R-025, domain section 10: ask for the spelling, fix, and what did not arrive goes out again at once."""
    order = awaited(desk, Contact("Marie Curie", "marie@lumeire.example"))
    desk.mail.deliver()
    (mail,) = desk.orders.view(order.reference).mails
    desk.mail.came_back(mail.id, ADA)
    async with terminal() as it:
        await it.type_ahead("<enter>", "e", "<ctrl+u>", MARIE.email, "<enter>")
        await it.sees("sent again: order confirmation", MARIE.email)
        await it.settle()
    mails = desk.orders.view(order.reference).mails
    assert [(mail.to, mail.state) for mail in mails] == [
        ("marie@lumeire.example", MailState.BOUNCED),
        (MARIE.email, MailState.SENT),
    ]
