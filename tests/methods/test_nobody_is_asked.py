"""Methods whose customers push the money talk to nobody: every question is answered from what is here."""

from pathlib import Path

import pytest
from support.real_desk import BY, RealDesk, real_desk
from support.refunds import CHECKED, code_in

from checkout_tui.domain.errors import NotPossible
from checkout_tui.domain.history import Question, Standing
from checkout_tui.domain.simulated import Transfer

PUSHED = ("ach", "wire", "check")


def paid(real: RealDesk, method: str) -> str:
    """An order that is paid by a document of this method's bank; its reference."""
    payment = real.asked(method)
    assert payment.standing is Standing.AWAITING_FUNDS
    real.desk.payments.settle_due(BY)
    with pytest.raises(NotPossible):
        real.desk.payments.inquire(payment.id, BY)
    day = real.clock.now().date()
    transfer = Transfer(payment.amount, payment.remittance_reference, "Grace Hopper", day)
    document = real.world.document(method, (transfer,), day)
    assert document is not None
    real.desk.documents.import_document(document.name, document.content, BY, method)
    for money in real.desk.remittances.inbox():
        real.desk.remittances.allocate(money.id, payment.id, BY)
    assert real.now(payment).standing is Standing.SETTLED
    return payment.order


def test_push_methods_ask_nobody(tmp_path: Path) -> None:
    """Instructed, imported, allocated, settled, inquired after, refunded, changed: not one request by any of them.

    Behind each of their clients is a transport that counts, and fails on every call.
    """
    with real_desk(tmp_path) as real:
        for method in PUSHED:
            assert real.desk.lanes[method].method.hosts == frozenset()
            order = paid(real, method)
            real.desk.refunds.request(order, CHECKED, BY)
            real.desk.refunds.confirm(order, code_in(real), BY)
            current = real.desk.orders.view(order).current
            assert current is not None
            assert current.payment.live is not None
            assert current.payment.live.question is Question.REFUND
            real.wait(minutes=5)
            with pytest.raises(NotPossible):
                real.desk.payments.inquire(current.payment.id, BY)
            real.desk.payments.settle_due(BY)
            changed = real.asked(method)
            other = PUSHED[PUSHED.index(method) - 1]
            real.desk.payments.prepare(changed.order, other, BY)
            real.desk.orders.cancel(changed.order, BY)
        assert [real.ways[method].requests for method in PUSHED] == [[], [], []]
        assert [real.outgoing[method].sent for method in PUSHED] == [0, 0, 0]
