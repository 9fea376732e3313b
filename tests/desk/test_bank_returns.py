"""What a bank takes back or says later: tied to its payment, understood, told to the customer (rules 3 and 6)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from attrs import evolve
from support.paying import CARD
from support.refunds import given_back
from support.scripted import Awaited, Charged
from support.world import SELLER, World, build

from checkout_tui import (
    AllocationRule,
    BankLine,
    Declined,
    Details,
    Family,
    LineKind,
    Money,
    PaymentMethod,
    Reading,
    Refused,
    Retry,
    Who,
    Words,
    hookimpl,
)
from checkout_tui.desk.views import OrderView
from checkout_tui.domain.errors import BadInput, CheckoutError, NotPossible
from checkout_tui.domain.history import Standing
from checkout_tui.domain.inbox import Folder
from checkout_tui.domain.letter import MailKind
from checkout_tui.domain.operator import Operator, Role
from checkout_tui.domain.order import Attention, OrderState
from checkout_tui.domain.reference import shown
from checkout_tui.domain.remittance import Likeness, Verb
from checkout_tui.domain.sentence import Reader
from checkout_tui.store import Store
from checkout_tui.store.audit import unbalanced

ADVICE = Words("present it again, twice at most", "le représenter, deux fois au plus")
READER = Reader("en")


class Banked(Awaited):
    """Waited for; its bank writes ``KIND;amount;reference;name of the money;code`` lines and takes money back."""

    @hookimpl
    def describe(self) -> PaymentMethod:
        return evolve(super().describe(), final_after=timedelta(days=60))

    @hookimpl
    def decline(self, refused: Refused) -> Declined:
        if refused.code == "R01":
            return Declined(Family.FUNDS, Retry.LATER, Who.CALLER, "returned.funds", ADVICE)
        return Declined(advice=Words("only watch", "attendre seulement"))

    @hookimpl
    def read_remittances(self, document: bytes) -> Reading | None:
        lines = []
        for number, row in enumerate(document.decode().splitlines(), 1):
            kind, amount, wrote, name, code = row.split(";")
            lines.append(
                BankLine(
                    line=number,
                    kind=LineKind(kind),
                    amount=Money.parse(amount, "USD"),
                    booked_on=date(2026, 11, 25),
                    identity=row,
                    reference=wrote,
                    code=code,
                    original=name,
                    facts={"corrected": "•••• 5678"} if code.startswith("C") else {},
                )
            )
        return Reading("bank", 60, tuple(lines))


@pytest.fixture
def banked(database_url: str) -> Iterator[World]:
    """A desk whose bank brings money back by the name it gave it."""
    made = build(database_url, Banked())
    yield made
    made.close()


def bring(world: World, *rows: str) -> None:
    """The bank sends a document with these rows."""
    world.desk.documents.import_document("b.txt", "\n".join(rows).encode(), world.operator)


def paid(world: World, name: str = "T-1") -> OrderView:
    """An order that was paid by money that the bank calls ``name``."""
    second = Operator("a second person")
    order = world.place()
    payment = world.desk.payments.prepare(order.reference, "awaited", world.operator)
    world.desk.payments.authorize(payment.id, Details(), world.operator)
    bring(world, f"receipt;99.00;no reference;{name};")
    (waiting,) = world.desk.remittances.inbox()
    tied = world.desk.remittances.allocate(waiting.id, payment.id, world.operator)
    if tied.proposal is not None:
        world.desk.remittances.confirm(waiting.id, second)
    return world.desk.orders.view(order.reference)


def told(view: OrderView) -> str:
    """The whole timeline as an operator reads it."""
    return "\n".join(line.says.say(READER) for line in view.timeline)


def test_a_return_finds_its_payment_by_the_banks_own_name(banked: World) -> None:
    """No reference stands in it: the trace alone takes the money back and opens the order again (rule 6)."""
    view = paid(banked)
    bring(banked, "return;99.00;;T-1;R01")
    after = banked.desk.orders.view(view.order.reference)
    assert after.state is OrderState.RETURNED
    assert banked.desk.remittances.inbox() == ()


class Reversible(Charged):
    """A gateway whose money can be taken back for 60 days, and which settles at once."""

    @hookimpl
    def describe(self) -> PaymentMethod:
        return evolve(super().describe(), final_after=timedelta(days=60))


def test_a_return_finds_what_a_gateway_settled_at_once(database_url: str) -> None:
    """The reference that settle was answered with is enough, weeks later; told again, nothing more goes back."""
    world = build(database_url, Banked(), charges=Reversible)
    order = world.place()
    payment = world.desk.payments.prepare(order.reference, "charged", world.operator)
    assert world.desk.payments.authorize(payment.id, CARD, world.operator).reference == "ch_1"
    world.clock.move(days=30)
    bring(world, "return;99.00;;ch_1;R01")
    bring(world, "notice;99.00;;ch_1;", "return;99.00;;ch_1;R01")
    view = world.desk.orders.view(order.reference)
    assert (view.state, view.owed) == (OrderState.RETURNED, Money(9900, "USD"))
    assert world.desk.remittances.inbox() == ()
    world.close()


@pytest.mark.parametrize("row", ["return;98.00;;T-1;R01", "return;99.00;;T-2;R01", "return;99.00;;;R01"])
def test_a_return_of_something_else_waits_for_a_person(banked: World, row: str) -> None:
    """Another amount, another name or none: nothing is taken from anybody by itself."""
    view = paid(banked)
    bring(banked, row)
    assert banked.desk.orders.view(view.order.reference).state is OrderState.PAID
    assert len(banked.desk.remittances.inbox()) == 1


def test_a_person_sees_that_the_bank_names_this_payment(banked: World) -> None:
    """What the bank names comes first among the candidates, with that reason."""
    view = paid(banked)
    bring(banked, "return;98.00;;T-1;R01")
    (waiting,) = banked.desk.remittances.inbox()
    (candidate,) = banked.desk.remittances.candidates(waiting.id)
    assert (candidate.order, candidate.likeness) == (view.order.reference, Likeness.ORIGINAL)


def test_the_customer_is_told_and_the_operator_advised(banked: World) -> None:
    """A return makes a mail without its reason, and the method says what may be done next (R-060, R-062)."""
    view = paid(banked)
    bring(banked, "return;99.00;;T-1;R01")
    after = banked.desk.orders.view(view.order.reference)
    assert [mail.kind for mail in after.mails][-1] is MailKind.DECLINED
    letter = banked.desk.mail.read(after.mails[-1].id)
    assert "R01" not in letter.text
    assert "did not honour" in letter.text
    assert ADVICE.en in told(after)
    assert not any(ADVICE.en in line for line in after.say)


def test_of_a_part_that_was_taken_back_nobody_is_told_to_pay_everything_again(banked: World) -> None:
    """R-062: said, mailed and looked up alike, without a link to another way to pay what is mostly here."""
    view = paid(banked)
    bring(banked, "return;40.00;;T-1;R01")
    (waiting,) = banked.desk.remittances.inbox()
    banked.desk.remittances.allocate(waiting.id, view.payments[-1].payment.id, banked.operator)
    after = banked.desk.orders.view(view.order.reference)
    assert (after.state, after.mails[-1].kind) == (OrderState.RETURNED, MailKind.DECLINED)
    assert "is paid" in str(after.actions["pay"].why_not)
    banked.desk.lookup.blind("ada@example.com", banked.operator)
    banked.desk.mail.deliver()
    mailed = banked.desk.mail.read(after.mails[-1].id).text
    for text in (" ".join(after.say), mailed, banked.postman.sent[-1][2].text):
        flat = " ".join(text.split())
        assert "took back 40.00 USD of your payment; the rest of it is here" in flat
        assert "another way" not in flat
        assert "Change payment option" not in flat
        assert "link to change" not in flat


def test_paid_again_it_is_no_return_any_more(banked: World) -> None:
    """New money settles the order again, and the old advice is gone."""
    view = paid(banked)
    bring(banked, "return;99.00;;T-1;R01")
    bring(banked, "receipt;99.00;again;T-9;")
    (waiting,) = banked.desk.remittances.inbox()
    assert view.current is not None
    banked.desk.remittances.allocate(waiting.id, view.current.payment.id, banked.operator)
    after = banked.desk.orders.view(view.order.reference)
    assert after.state is OrderState.PAID
    assert ADVICE.en not in told(after)


@pytest.mark.parametrize(("code", "says"), [("C01", "C01 (•••• 5678)"), ("R68", "R68")])
def test_what_moves_no_money_is_in_the_history_of_its_payment(banked: World, code: str, says: str) -> None:
    """A notice of change or a dispute between banks is tied by its trace, and changes no amount."""
    view = paid(banked)
    bring(banked, f"notice;0.00;;T-1;{code}")
    after = banked.desk.orders.view(view.order.reference)
    assert after.state is OrderState.PAID
    assert f"the bank reports {says}" in told(after)
    assert "only watch" in told(after)
    assert after.received == view.received


def test_settled_is_not_final(banked: World) -> None:
    """Until the bank's time is over the operator sees when; then it is cleared. Time moves no money (rule 7)."""
    view = paid(banked)
    assert view.current is not None
    assert (view.current.final_on, view.current.final) == (date(2027, 1, 22), False)
    assert "not cleared: the bank may take it back until Friday 22 January 2027" in told(view)
    banked.clock.at = datetime(2027, 1, 23, 12, tzinfo=UTC)
    after = banked.desk.orders.view(view.order.reference)
    assert after.current is not None
    assert after.current.final
    assert "not cleared" not in told(after)
    assert (after.state, after.received) == (view.state, view.received)


def test_money_of_two_orders_under_one_name_is_a_persons(banked: World) -> None:
    """A receipt split over two orders comes back: nobody guesses which of them."""
    orders = [banked.place(), banked.place()]
    bring(banked, "receipt;198.00;for two;T-1;")
    (waiting,) = banked.desk.remittances.inbox()
    for order in orders:
        payment = banked.desk.payments.prepare(order.reference, "awaited", banked.operator)
        banked.desk.payments.authorize(payment.id, Details(), banked.operator)
        banked.desk.remittances.allocate(waiting.id, payment.id, banked.operator)
    bring(banked, "return;198.00;;T-1;R01")
    assert {banked.desk.orders.view(o.reference).state for o in orders} == {OrderState.PAID}
    assert len(banked.desk.remittances.inbox()) == 1


def test_a_second_return_of_the_same_money_is_a_persons(banked: World) -> None:
    """A bank cannot take back more than was here: the second waits, and nothing is counted twice (rule 3)."""
    view = paid(banked)
    bring(banked, "return;99.00;;T-1;R01")
    bring(banked, "return;99.00;;T-1;R02")
    after = banked.desk.orders.view(view.order.reference)
    assert after.current is not None
    assert after.current.payment.standing is Standing.RETURNED
    assert len(banked.desk.remittances.inbox()) == 1


# ---------------------------------------------------------------- what we pay out ourselves


def to_pay_out(world: World) -> OrderView:
    """An order whose refund is granted and waits for a transfer that a person makes."""
    view = paid(world)
    given_back(world, view.order.reference)
    return world.desk.orders.view(view.order.reference)


def test_a_refund_to_pay_out_is_a_persons_and_nobody_is_asked(banked: World) -> None:
    """It stands in the queue with what to do; the worker asks nobody about it, however often it comes round."""
    view = to_pay_out(banked)
    assert view.current is not None
    assert view.warning is not None
    assert "paid out at the bank" in view.warning.say(READER)
    before = view.current.payment.seq
    for _ in range(3):
        banked.clock.at += timedelta(minutes=5)
        assert banked.desk.payments.settle_due(banked.operator).asked == 0
    after = banked.desk.orders.view(view.order.reference)
    assert after.current is not None
    assert (after.current.payment.seq, after.state) == (before, OrderState.PENDING)
    (row,) = banked.desk.orders.queue()
    assert row.attention is Attention.REFUND_PAY_OUT
    assert after.actions["inquire"].why_not is not None
    with pytest.raises(NotPossible, match="Nobody can be asked"):
        banked.desk.payments.inquire(after.current.payment.id, banked.operator)


def test_the_banks_document_says_that_it_was_paid_out(banked: World) -> None:
    """A debit entry with our reference and the amount closes it, once: a second refund wants a transfer of its own."""
    view = to_pay_out(banked)
    shown_as = shown(view.order.reference)
    bring(banked, "paid-out;98.00;another amount;P-0;", "paid-out;99.00;nothing of ours;P-1;")
    assert banked.desk.orders.view(view.order.reference).state is OrderState.PENDING
    bring(banked, f"paid-out;99.00;refund {shown_as};P-2;")
    done = banked.desk.orders.view(view.order.reference)
    assert done.state is OrderState.REFUNDED
    assert [mail.kind for mail in done.mails][-1] is MailKind.REFUND_DONE
    assert "told by a bank's document" in told(done)
    assert banked.desk.orders.queue() == ()
    assert done.current is not None
    bring(banked, "receipt;99.00;again;T-9;")
    (waiting,) = banked.desk.remittances.inbox()
    assert done.current.payment.refunded == 9900
    # The same line in another document, beside one that is new: nothing more is given back by it.
    bring(banked, f"paid-out;99.00;refund {shown_as};P-2;", "fee;1.00;;F-1;")
    assert banked.desk.orders.view(view.order.reference).received == done.received
    assert waiting.unallocated == waiting.amount


@pytest.fixture
def careful(database_url: str) -> Iterator[World]:
    """The same where nobody decides alone about a whole order’s money."""
    made = build(database_url, Banked(), evolve(SELLER, second_person_above=(Money(9899, "USD"),)))
    yield made
    made.close()


def test_a_person_says_that_it_was_paid_out(careful: World) -> None:
    """With the bank's reference; of much money a second person has to say so too, and not the same one."""
    view = to_pay_out(careful)
    assert view.current is not None
    payment = view.current.payment
    stated = careful.desk.payments.resolve(payment.id, True, "transfer BT-881", careful.operator)
    assert (stated.refunded, stated.stated_by) == (0, careful.operator.name)
    with pytest.raises(NotPossible, match="somebody else"):
        careful.desk.payments.resolve(payment.id, True, "transfer BT-881", careful.operator)
    assert "a second has to confirm" in told(careful.desk.orders.view(view.order.reference))
    second = Operator("grace")
    done = careful.desk.payments.resolve(payment.id, True, "seen in the online bank", second)
    assert (done.refunded, done.live, done.stated) == (9900, None, "")
    after = careful.desk.orders.view(view.order.reference)
    assert "BT-881; seen in the online bank" in told(after)
    assert [mail.kind for mail in after.mails].count(MailKind.REFUND_DONE) == 1


def test_not_paid_out_after_all_is_for_a_person(banked: World) -> None:
    """The bank would not transfer it: the refund was granted and not executed, and waits for another way."""
    view = to_pay_out(banked)
    assert view.current is not None
    banked.desk.payments.resolve(view.current.payment.id, False, "account closed", banked.operator)
    (row,) = banked.desk.orders.queue()
    assert row.attention is Attention.REFUND_REFUSED


def waiting(world: World) -> list[tuple[LineKind, int]]:
    """What is in the inbox: what kind it is, and how much of it is left."""
    return [(each.kind, each.unallocated.minor) for each in world.desk.remittances.inbox()]


@pytest.mark.parametrize("return_first", [False, True])
def test_a_return_meets_money_that_nobody_had_tied(banked: World, return_first: bool) -> None:
    """Whichever comes first, both are gone from the inbox, nothing is settled, and it can be undone (rules 4 and 6)."""
    order = banked.place()
    payment = banked.desk.payments.prepare(order.reference, "awaited", banked.operator)
    banked.desk.payments.authorize(payment.id, Details(), banked.operator)
    rows = [f"receipt;99.00;{order.reference};T-1;", "return;99.00;;T-1;R01"]
    for row in reversed(rows) if return_first else rows:
        bring(banked, row)
    assert waiting(banked) == []
    receipt, back = sorted(banked.desk.inbox.page(Folder.DONE), key=lambda each: each.kind)
    assert (receipt.sent_back, receipt.allocated, receipt.unallocated.minor) == (9900, 0, 0)
    assert banked.desk.orders.view(order.reference).state is OrderState.AWAITING_FUNDS
    (step,) = banked.desk.remittances.decided(receipt.id)
    assert (step.verb, step.step, step.why) == (Verb.TAKE_BACK, "done", "R01")
    # It cannot be kept, tied or brought back as if we had sent it.
    with pytest.raises(NotPossible, match="undo that with the return"):
        banked.desk.remittances.bring_back(receipt.id, banked.operator, "a mistake")
    with pytest.raises(NotPossible):
        banked.desk.remittances.allocate(receipt.id, payment.id, banked.operator)
    banked.desk.returns.undo(back.id, banked.operator, "another customer's")
    assert sorted(waiting(banked)) == [(LineKind.RECEIPT, 9900), (LineKind.RETURN, 9900)]
    with pytest.raises(NotPossible):
        banked.desk.returns.undo(back.id, banked.operator, "twice")
    # A person does by hand what the bank's name did.
    (found,) = banked.desk.returns.receipts(back.id)
    banked.desk.returns.take_from_receipt(back.id, found.id, banked.operator)
    assert waiting(banked) == []
    assert [each.step for each in banked.desk.remittances.decided(receipt.id)] == ["done", "undone", "done"]
    with banked.store.reading() as connection:
        assert unbalanced(connection) == ()


@pytest.mark.parametrize("row", ["return;98.00;;T-1;R01", "return;99.00;;;R01"])
def test_a_return_that_may_be_of_untied_money_waits_for_a_person(banked: World, row: str) -> None:
    """Another amount is not it; without the bank's name it is one that a person may choose."""
    bring(banked, "receipt;99.00;nobody's;T-1;", row)
    back = next(each for each in banked.desk.remittances.inbox() if each.kind is LineKind.RETURN)
    assert len(banked.desk.remittances.inbox()) == 2
    same = back.amount.minor == 9900
    assert len(banked.desk.returns.receipts(back.id)) == int(same)
    receipt = next(each for each in banked.desk.remittances.inbox() if each.kind is LineKind.RECEIPT)
    if not same:
        with pytest.raises(NotPossible, match="Only a receipt of this amount"):
            banked.desk.returns.take_from_receipt(back.id, receipt.id, banked.operator)


def test_a_return_that_is_of_nothing_here_is_closed_with_the_evidence(careful: World) -> None:
    """By who may, never by one person alone where it is much money; undone, it can be tied after all."""
    order = paid(careful, "T-1")
    bring(careful, "return;99.00;;T-404;R01")
    (back,) = careful.desk.remittances.inbox()
    desk, by, second = careful.desk.remittances, careful.operator, Operator("grace")
    with pytest.raises(NotPossible, match="payment-processing"):
        desk.close(back.id, Operator("clerk", roles=frozenset({Role.CUSTOMER_SERVICE})), "the bank said so")
    with pytest.raises(BadInput, match="how you know"):
        desk.close(back.id, by, " x ")
    with pytest.raises(BadInput, match="card number"):
        desk.close(back.id, by, "4242 4242 4242 4242")
    with pytest.raises(NotPossible, match="tie the return to its order, or close it"):
        desk.send_back(back.id, by, "not ours")
    assert desk.close(back.id, by, "bank's letter 17").proposal is not None
    assert order.current is not None
    with pytest.raises(NotPossible, match="proposed what becomes of this money"):
        desk.allocate(back.id, order.current.payment.id, by)
    with pytest.raises(NotPossible, match="somebody else"):
        desk.confirm(back.id, by)
    desk.confirm(back.id, second)
    assert waiting(careful) == []
    assert [each.id for each in careful.desk.inbox.page(Folder.DONE) if each.kind is LineKind.RETURN] == [
        back.id
    ]
    assert [(each.verb, each.step, each.by, each.why) for each in desk.decided(back.id)] == [
        (Verb.CLOSE, "proposed", by.name, "bank's letter 17"),
        (Verb.CLOSE, "confirmed", second.name, "bank's letter 17"),
    ]
    with careful.store.reading() as connection:
        assert unbalanced(connection) == ()
    careful.desk.returns.undo(back.id, by, "it was Ada's after all")
    assert waiting(careful) == [(LineKind.RETURN, 9900)]
    desk.allocate(back.id, order.current.payment.id, by)
    assert careful.desk.orders.view(order.order.reference).state is OrderState.RETURNED
    # What was taken back from the order is undone as before, and not taken for closed.
    careful.desk.returns.undo(back.id, by, "no, it was not")
    assert careful.desk.orders.view(order.order.reference).state is OrderState.PAID


def test_returns_of_nothing_here_are_asked_about_together(
    banked: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A document of thirty asks the database as often as one of three: most of what comes back is nobody's here."""
    asked: list[Store] = []
    reading = Store.reading
    monkeypatch.setattr(Store, "reading", lambda store: (asked.append(store), reading(store))[1])
    counts = []
    for first, count in ((0, 3), (100, 30)):
        asked.clear()
        rows = [f"return;{number + 1}.00;;T-{first + number};R01" for number in range(count)]
        bring(banked, *rows, *(f"notice;0.00;;N-{first + number};C01" for number in range(count)))
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert len(waiting(banked)) == 33


def test_a_return_in_the_document_that_brings_its_money_takes_it_back(database_url: str) -> None:
    """What came and went within a document is nobody's, and settles nothing."""
    world = build(database_url, Banked(AllocationRule.AUTOMATIC))
    order = world.place()
    payment = world.desk.payments.prepare(order.reference, "awaited", world.operator)
    world.desk.payments.authorize(payment.id, Details(), world.operator)
    bring(world, f"receipt;99.00;{shown(order.reference)};T-1;", "return;99.00;;T-1;R01")
    assert world.desk.orders.view(order.reference).state is OrderState.AWAITING_FUNDS
    assert waiting(world) == []
    world.close()


def test_only_a_return_is_closed(banked: World) -> None:
    """Money that came in is kept or sent back; one person closes a small return alone."""
    bring(banked, "receipt;5.00;nobody's;T-1;", "return;7.00;;T-2;R01")
    receipt, back = sorted(banked.desk.remittances.inbox(), key=lambda each: each.amount.minor)
    with pytest.raises(NotPossible, match="Only a bank’s return"):
        banked.desk.remittances.close(receipt.id, banked.operator, "nobody's")
    assert (
        banked.desk.remittances.close(back.id, banked.operator, "the bank’s mistake, BT-5").proposal is None
    )
    assert waiting(banked) == [(LineKind.RECEIPT, 500)]
    with pytest.raises(NotPossible, match="left"):
        banked.desk.remittances.close(back.id, banked.operator, "once more")


def test_a_return_tied_to_the_wrong_order_is_undone_and_both_stay_written(banked: World) -> None:
    """The order is paid again and the customer told; the return may be tied anew, there too."""
    wrong, right = paid(banked, "T-1"), paid(banked, "T-2")
    bring(banked, "return;99.00;;;R01")
    (back,) = banked.desk.remittances.inbox()
    assert wrong.current is not None
    assert right.current is not None
    banked.desk.remittances.allocate(back.id, wrong.current.payment.id, banked.operator)
    assert banked.desk.orders.view(wrong.order.reference).state is OrderState.RETURNED
    with pytest.raises(BadInput, match="Write why"):
        banked.desk.returns.undo(back.id, banked.operator, " ")
    banked.desk.returns.undo(back.id, banked.operator, "the other Ada")
    after = banked.desk.orders.view(wrong.order.reference)
    assert (after.state, after.received) == (OrderState.PAID, wrong.received)
    assert [mail.kind for mail in after.mails][-2:] == [MailKind.DECLINED, MailKind.RECEIPT]
    assert "is undone (the other Ada)" in told(after)
    assert "took back 99.00 USD (R01)" in told(after)
    assert waiting(banked) == [(LineKind.RETURN, 9900)]
    banked.desk.remittances.allocate(back.id, right.current.payment.id, banked.operator)
    assert banked.desk.orders.view(right.order.reference).state is OrderState.RETURNED
    banked.desk.returns.undo(back.id, banked.operator, "no, it was his")
    banked.desk.remittances.allocate(back.id, wrong.current.payment.id, banked.operator)
    states = [banked.desk.orders.view(each.order.reference).state for each in (wrong, right)]
    assert states == [OrderState.RETURNED, OrderState.PAID]
    assert waiting(banked) == []


def test_a_return_is_not_undone_under_new_money(banked: World) -> None:
    """Once the customer paid again in part, that is untied first: nothing is here twice by mistake (rule 3)."""
    view = paid(banked)
    assert view.current is not None
    bring(banked, "return;99.00;;T-1;R01", "receipt;40.00;again;T-9;")
    (money,) = banked.desk.remittances.inbox()
    (back,) = [each for each in banked.desk.inbox.page(Folder.DONE) if each.kind is LineKind.RETURN]
    banked.desk.remittances.allocate(money.id, view.current.payment.id, banked.operator)
    with pytest.raises(NotPossible, match="undo that"):
        banked.desk.returns.undo(back.id, banked.operator, "not hers")
    assert waiting(banked) == []
    banked.desk.remittances.release(money.id, view.current.payment.id, banked.operator, "first")
    with pytest.raises(CheckoutError):
        banked.desk.returns.undo(back.id, Operator("eve", roles=frozenset()), "not hers")
