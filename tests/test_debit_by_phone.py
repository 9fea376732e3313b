"""A debit by phone through the whole program: agreed, mailed, sent, settled, taken back (R-097, R-070)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from checkout_tui.desk.views import OrderView
from checkout_tui.domain.errors import BadInput, NotPossible
from checkout_tui.domain.history import Doubt, Standing
from checkout_tui.domain.letter import MailKind
from checkout_tui.domain.operator import Operator, Role
from checkout_tui.domain.order import OrderState
from checkout_tui.domain.payment import Payment
from checkout_tui.domain.secret import Details, Secret
from checkout_tui.domain.sentence import Reader
from checkout_tui.domain.triage import Cause
from checkout_tui.plugins import discover
from checkout_tui.simulator.demo import Demo, demo_details, draft_for, open_demo
from checkout_tui.simulator.demo_data import ABROAD

BY = Operator("jordan")
ACCOUNT = "000123456789"
WITHOUT_MONEY = "000222222227"
"""It comes back twice, and settles when it is presented again for the second time."""


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    """A simulated desk with every installed method, before Thanksgiving."""
    made = open_demo(tmp_path, discover(), start=datetime(2026, 11, 23, 17, tzinfo=UTC))
    if "ach-debit" not in made.desk.lanes:
        made.close()
        pytest.skip("checkout-ach is not installed")
    yield made
    made.close()


def details(demo: Demo, **changes: str) -> Details:
    """What the caller answers; ``changes`` as an operator would type them."""
    caller = next(c for c in ABROAD if c.place.country == "US")
    given = demo_details(demo.desk.lanes["ach-debit"].method, caller)
    typed = {
        code: Secret(text) if isinstance(given.get(code), Secret) else text for code, text in changes.items()
    }
    return Details({**given.answers, **typed})


def placed(demo: Demo) -> str:
    caller = next(c for c in ABROAD if c.place.country == "US")
    return demo.desk.orders.place(draft_for(demo.desk, caller, ("studio",), BY), BY).reference


def debited(demo: Demo, **changes: str) -> tuple[str, Payment]:
    """An order whose caller agreed to be debited."""
    reference = placed(demo)
    payment = demo.desk.payments.prepare(reference, "ach-debit", BY)
    return reference, demo.desk.payments.authorize(payment.id, details(demo, **changes), BY)


def told(view: OrderView) -> str:
    """The timeline as an operator reads it."""
    return "\n".join(line.says.say(Reader("en")) for line in view.timeline)


def test_what_was_agreed_is_mailed_before_anything_is_taken(demo: Demo) -> None:
    """The mail with the terms is there while the money is under way; the receipt comes with the money (R-010)."""
    reference, payment = debited(demo)
    assert (payment.standing, payment.doubt) == (Standing.AUTHORIZED, Doubt.PENDING)
    view = demo.desk.orders.view(reference)
    assert view.state is OrderState.PENDING
    likely = [possible for possible in view.triage if possible.likely]
    assert [possible.cause for possible in likely] == [Cause.ON_ITS_WAY], (
        "sent and not credited (R-040 to R-045)"
    )
    assert any("is expected" in said for said in likely[0].say)
    assert [mail.kind for mail in view.mails] == [MailKind.DEBIT_AUTHORIZED]
    letter = demo.desk.mail.read(view.mails[0].id)
    for text in ("2026-11-24", "•••• 6789", payment.amount.shown("en"), "202 555 0143", "single ACH debit"):
        assert text in letter.text
    assert "authorized by phone" in told(view)
    assert "money expected between Tuesday 24 November 2026" in told(view)
    demo.world.advance_to(date(2026, 11, 24))
    after = demo.desk.orders.view(reference)
    assert after.state is OrderState.PAID
    assert [mail.kind for mail in after.mails] == [MailKind.DEBIT_AUTHORIZED, MailKind.RECEIPT]
    assert "not cleared: the bank may take it back until" in told(after)


def test_the_account_number_is_in_no_file(demo: Demo, tmp_path: Path) -> None:
    """Database, simulated outside world and mail: none of them holds the number (R-097)."""
    debited(demo)
    demo.world.advance_to(date(2026, 11, 24))
    for path in tmp_path.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert ACCOUNT.encode() not in content, path.name
            assert b"123456789" not in content, path.name


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"consent": "no"}, "clear yes"),
        ({"consent": "perhaps"}, "type one of the numbers"),
        ({"consent": "2"}, "clear yes"),
        ({"eligible": "neither"}, "only when the customer rang"),
        ({"holder": "business"}, "Only personal accounts"),
        ({"type": "x"}, "type one of the numbers"),
        ({"routing": "000000000"}, "no routing number"),
    ],
)
def test_without_the_callers_own_yes_nothing_leaves(demo: Demo, changes: dict[str, str], says: str) -> None:
    """Refused before anything is sent, in a sentence."""
    reference = placed(demo)
    payment = demo.desk.payments.prepare(reference, "ach-debit", BY)
    with pytest.raises(BadInput) as refused:
        demo.desk.payments.authorize(payment.id, details(demo, **changes), BY)
    assert says in refused.value.say()
    assert demo.desk.orders.view(reference).payments == ()


@pytest.mark.parametrize(
    "typed", [{"consent": "1", "type": "2"}, {"consent": "Y", "type": "sav"}, {"consent": "oui"}]
)
def test_choices_are_typed_as_it_comes(demo: Demo, typed: dict[str, str]) -> None:
    """A number, the beginning of a word, in either language."""
    _, payment = debited(demo, **typed)
    assert payment.shows.startswith("Savings" if "type" in typed else "Checking")


def test_the_script_says_this_orders_own_facts(demo: Demo) -> None:
    """Amount, day, name and masked account stand in what is read aloud; what is not known yet is open."""
    reference = placed(demo)
    whole = demo.desk.payments.scripts(reference, "ach-debit", details(demo))["consent"]
    total = demo.desk.orders.view(reference).order.total
    for text in (
        "Monday 23 November",
        total.shown("en"),
        "•••• 6789",
        "Tuesday 24 November",
        "202 555 0143",
        "checking",
    ):
        assert text in whole
    assert ACCOUNT not in whole
    assert "…" not in whole
    assert "…" in demo.desk.payments.scripts(reference, "ach-debit", Details())["consent"]


def test_while_it_is_under_way_nothing_else_is_taken(demo: Demo) -> None:
    """No second method and no change while the bank has it (rule 5)."""
    reference, _ = debited(demo)
    with pytest.raises(NotPossible):
        demo.desk.payments.prepare(reference, "card", BY)


def test_a_debit_that_comes_back_before_it_settles(demo: Demo) -> None:
    """R01 by the bank's own answer: declined, mailed, and the operator reads that it may be tried again."""
    reference, payment = debited(demo, account="000222222227")
    demo.world.advance_to(date(2026, 11, 24))
    view = demo.desk.orders.view(reference)
    assert view.state is OrderState.DECLINED
    assert [mail.kind for mail in view.mails][-1] is MailKind.DECLINED
    assert "twice more" in told(view)
    assert payment.amount == view.owed


def returned(demo: Demo, trace: str, payment: Payment, code: str) -> None:
    """The bank's file of returns brings this one."""
    from checkout_tui import Transfer

    lane = demo.desk.lanes["ach-debit"]
    side = lane.simulate(memory={}, now=demo.world.now, settings=lane.settings)
    assert side.report is not None
    day = demo.world.now().date()
    document = side.report((Transfer(payment.amount, trace, "Ada", day, code),), day)
    demo.desk.documents.import_document(document.name, document.content, BY)


@pytest.mark.parametrize("settled", [False, True])
def test_a_return_in_a_nacha_file_finds_its_debit_by_the_trace(demo: Demo, settled: bool) -> None:
    """Before or after it was settled: the file answers the open question, or opens the order again."""
    reference, payment = debited(demo)
    trace = payment.reference
    assert len(trace) == 15
    if settled:
        demo.world.advance_to(date(2026, 12, 21))
    returned(demo, trace, payment, "R10")
    view = demo.desk.orders.view(reference)
    assert view.state is (OrderState.RETURNED if settled else OrderState.DECLINED)
    assert demo.desk.remittances.inbox() == ()
    assert "stop: not authorized" in told(view)
    assert [mail.kind for mail in view.mails][-1] is MailKind.DECLINED
    assert "R10" not in demo.desk.mail.read(view.mails[-1].id).text


def test_a_return_of_nobodys_debit_waits_for_a_person(demo: Demo) -> None:
    """Another trace touches nobody."""
    reference, payment = debited(demo)
    returned(demo, "091000010000001", payment, "R10")
    assert demo.desk.orders.view(reference).state is OrderState.PENDING
    assert len(demo.desk.remittances.inbox()) == 1


def come_back(demo: Demo, days: int = 4) -> tuple[str, Payment]:
    """A debit of an account without money, after it came back."""
    reference, payment = debited(demo, account=WITHOUT_MONEY)
    demo.world.advance_to(demo.world.now().date() + timedelta(days=days))
    return reference, payment


def again(demo: Demo, payment: Payment) -> Payment:
    return demo.desk.payments.present_again(payment.id, BY)


def why_not(demo: Demo, reference: str) -> str:
    """Why it cannot be presented again, as the key says it; nothing when it can."""
    action = demo.desk.orders.view(reference).actions["present"]
    return action.why_not.say(Reader("en")) if action.why_not else ""


def test_presented_again_twice_at_most(demo: Demo) -> None:
    """R01 is asked for again under a key of its own, told to the customer first, pressed twice sent once; no third."""
    reference, first = come_back(demo)
    assert (demo.desk.orders.view(reference).state, why_not(demo, reference)) == (OrderState.DECLINED, "")
    with pytest.raises(NotPossible):
        demo.desk.payments.present_again(first.id, Operator("x", roles=frozenset({Role.CUSTOMER_SERVICE})))
    second = again(demo, first)
    assert second.live is not None
    assert (second.live.key, second.doubt) == (f"{first.id}-settle-2", Doubt.PENDING)
    assert second.reference != first.reference
    with pytest.raises(NotPossible, match="no answer yet"):
        again(demo, first)
    view = demo.desk.orders.view(reference)
    letter = demo.desk.mail.read(view.mails[-1].id)
    assert view.mails[-1].kind is MailKind.PRESENTED_AGAIN
    for text in (first.amount.shown("en"), "Monday 30 November", "once more"):
        assert text in letter.text
    # The first one comes in the bank's file as well: that is known, and not the one that is under way.
    returned(demo, first.reference, first, "R01")
    assert demo.desk.orders.view(reference).state is OrderState.PENDING
    assert demo.desk.remittances.inbox() == ()
    demo.world.advance_to(date(2026, 11, 30))
    assert demo.desk.orders.view(reference).state is OrderState.DECLINED
    third = again(demo, first)
    demo.world.advance_to(date(2026, 12, 1))
    paid = demo.desk.orders.view(reference)
    assert (paid.state, paid.received) == (OrderState.PAID, first.amount)
    assert "what came back (R01) is presented again" in told(paid)
    returned(demo, third.reference, first, "R01")
    view = demo.desk.orders.view(reference)
    assert (view.state, view.received.minor) == (OrderState.RETURNED, 0)
    assert "2 times" in why_not(demo, reference)
    with pytest.raises(NotPossible, match="2 times"):
        again(demo, first)


def test_presented_again_within_180_days(demo: Demo) -> None:
    """A settled debit that is taken back may be presented again until 180 days after the first time, and not later."""
    reference, payment = debited(demo)
    demo.world.advance_to(date(2026, 12, 21))
    returned(demo, payment.reference, payment, "R09")
    assert why_not(demo, reference) == ""
    demo.world.clock.move(days=151)
    assert why_not(demo, reference) == ""
    demo.world.clock.move(days=1)
    assert "Saturday 22 May 2027" in why_not(demo, reference)
    with pytest.raises(NotPossible, match="that is over"):
        again(demo, payment)


@pytest.mark.parametrize("code", ["R02", "R08", "R10", "R29"])
def test_no_other_code_is_presented_again(demo: Demo, code: str) -> None:
    """Stopped, closed, not authorized: the key says why not, and the verb refuses; the bank would too."""
    reference, payment = debited(demo)
    demo.world.advance_to(date(2026, 11, 24))
    assert "Nothing came back" in why_not(demo, reference)
    returned(demo, payment.reference, payment, code)
    assert "must not be presented again" in why_not(demo, reference)
    with pytest.raises(NotPossible):
        again(demo, payment)


def test_not_again_once_it_is_paid_otherwise(demo: Demo) -> None:
    """Paid by card meanwhile: the debit stays where it came back."""
    reference, payment = come_back(demo)
    card = demo.desk.payments.prepare(reference, "card", BY)
    lane = demo.desk.lanes["card"]
    demo.desk.payments.authorize(card.id, demo_details(lane.method, ABROAD[0]), BY)
    assert demo.desk.orders.view(reference).state is OrderState.PAID
    with pytest.raises(NotPossible):
        again(demo, payment)
