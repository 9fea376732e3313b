"""Bank details have versions: what was mailed stays as it was mailed, and money on a retired account ties (R-080)."""

from pathlib import Path

from support.real_desk import BY, RealDesk, real_desk

from checkout_tui.domain.history import Standing
from checkout_tui.domain.payment import Payment
from checkout_tui.domain.simulated import Transfer

NEW = "FR14 2004 1010 0505 0001 3M02 606"


def mailed(real: RealDesk, payment: Payment) -> list[str]:
    """What the customer of this payment was written, compared without blanks."""
    mails = real.desk.orders.view(payment.order).mails
    return ["".join(real.desk.mail.read(mail.id).text.split()) for mail in mails]


def test_mailed_instructions_keep_their_version(tmp_path: Path) -> None:
    """After the account changed, the old mail and screen say the old one, a new order the new one; both are paid."""
    with real_desk(tmp_path) as real:
        before = real.asked("wire")
        lane = real.desk.lanes["wire"]
        old = "".join(str(lane.settings["iban"]).split())
        lane.settings = {**lane.settings, "iban": NEW, "former_accounts": (str(lane.settings["iban"]),)}
        after = real.asked("wire")
        new = "".join(NEW.split())
        (letter,) = mailed(real, before)
        assert old in letter
        assert new not in letter
        real.desk.mail.deliver()
        first = real.desk.orders.view(before.order).mails[0]
        real.desk.mail.resend(first.id, BY)
        assert all(old in text and new not in text for text in mailed(real, before))
        assert all(new in text and old not in text for text in mailed(real, after))
        shown = ["".join(line.value.split()) for line in real.now(before).instructions]
        assert old in shown
        # The simulated bank still reports the account that it was opened with: the one that is retired now.
        day = real.clock.now().date()
        transfer = Transfer(before.amount, before.remittance_reference, "Grace Hopper", day)
        document = real.world.document("wire", (transfer,), day)
        assert document is not None
        real.desk.documents.import_document(document.name, document.content, BY)
        for money in real.desk.remittances.inbox():
            real.desk.remittances.allocate(money.id, before.id, BY)
        assert real.now(before).standing is Standing.SETTLED
        assert real.now(after).standing is Standing.AWAITING_FUNDS
