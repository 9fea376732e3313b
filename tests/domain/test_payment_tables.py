"""The two tables of a payment, searched exhaustively, and the fold held to the money rules."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checkout_tui.domain import outcomes as o
from checkout_tui.domain.errors import NotPossible
from checkout_tui.domain.fold import fold, moved_by, opening
from checkout_tui.domain.history import (
    Allocated,
    Answered,
    Asked,
    BankNotice,
    Doubt,
    Entry,
    Event,
    Noted,
    PresentedAgain,
    Question,
    Released,
    Retaxed,
    Returned,
    Standing,
    Withdrawn,
)
from checkout_tui.domain.money import Money
from checkout_tui.domain.payment import (
    CAN_WITHDRAW,
    LEADS_TO,
    MAY_ASK,
    Payment,
    believable,
    key_for,
    why_not_ask,
)
from checkout_tui.domain.words import Words

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
PRICE = Money(11880, "EUR")
INSTRUCTIONS = (o.Instruction(Words.same("IBAN"), "NL00 EXAMPLE"),)

ANSWERS: tuple[o.Outcome, ...] = (
    o.Authorized("pi_1", shows="Visa •••• 4242"),
    o.Authorized("pi_1", keep=True, held=False),
    o.Authorized("pi_1", keep=True, sure_until=NOON),
    o.Settled("ch_1", PRICE),
    o.AwaitingFunds(INSTRUCTIONS, "K7M-42XQ-Z"),
    o.AwaitingCustomer("order-1", "https://pay.example/1"),
    o.Pending("pi_1"),
    o.Refused("card_declined"),
    o.NotSent("ConnectError"),
    o.Refunded("re_1", PRICE),
    o.Voided("pi_1"),
    o.TooLate("pi_1"),
    o.NotFound(final=False),
    o.NotFound(final=True),
    o.Unanswered("ReadTimeout"),
)


def new(**changes: object) -> Payment:
    return Payment(id="pay-1", order="K7M42XQZ", method="any", amount=PRICE, opened_at=NOON, **changes)  # type: ignore[arg-type]


def after(payment: Payment, *events: Event) -> Payment:
    for event in events:
        at = NOON + timedelta(minutes=payment.seq)
        payment = moved_by(payment, Entry(payment.id, payment.seq + 1, at, "op", event))
    return payment


def ask(payment: Payment, question: Question, amount: Money = PRICE) -> Asked:
    return Asked(question, key_for(payment, question), amount)


def answer(payment: Payment, outcome: o.Outcome) -> Answered:
    assert payment.live is not None
    return Answered(payment.live.question, payment.live.key, outcome)


def reachable() -> dict[tuple[object, ...], Payment]:
    """Every situation that questions and answers can lead to, found by trying them all."""
    found: dict[tuple[object, ...], Payment] = {}
    todo = [new()]
    while todo:
        payment = todo.pop()
        situation = (
            payment.standing,
            payment.live.question if payment.live else None,
            payment.doubt,
            payment.refundable.minor,
            payment.allocated - payment.settled,
            bool(payment.instructions),
        )
        if situation in found or payment.seq > 14:
            continue
        found[situation] = payment
        steps: list[Event] = [ask(payment, question) for question in Question]
        steps += [Allocated("rem-1", PRICE), Released("rem-1", PRICE), Withdrawn(), Returned(PRICE, "R01")]
        steps += [BankNotice("C01"), PresentedAgain("R01"), Retaxed(PRICE, PRICE)]
        if payment.live is not None:
            steps += [answer(payment, outcome) for outcome in ANSWERS]
        steps += [Answered(Question.INQUIRE, "k", outcome) for outcome in ANSWERS]
        for step in steps:
            try:
                todo.append(after(payment, step))
            except NotPossible:
                continue
    return found


SITUATIONS = reachable()


def test_every_standing_can_be_reached() -> None:
    """No standing is only decoration: each is where some conversation leads."""
    assert {payment.standing for payment in SITUATIONS.values()} == set(Standing)


def test_what_may_be_asked_is_exactly_what_the_table_says() -> None:
    """A question is allowed where MAY_ASK says so and no question is live, and nowhere else."""
    for payment in SITUATIONS.values():
        for question in Question:
            allowed = why_not_ask(payment, question, PRICE) is None
            if payment.live is not None:
                assert allowed is (question is Question.INQUIRE)
            elif allowed:
                assert question in MAY_ASK[payment.standing]
            elif question in MAY_ASK[payment.standing]:
                # Only the amount may still forbid it: nothing left to refund, or the money is not here yet.
                assert question in (Question.REFUND, Question.SETTLE)


def test_every_question_can_be_answered_in_a_way_that_closes_it() -> None:
    """From any standing where a question may be asked there is an answer that ends it."""
    for standing, questions in MAY_ASK.items():
        for question in questions:
            assert any(key[:2] == (standing, question) for key in LEADS_TO), (standing, question)


def test_no_answer_is_listed_for_a_question_that_cannot_be_asked() -> None:
    """The second table holds nothing that the first one forbids."""
    for standing, question, _ in LEADS_TO:
        assert question in MAY_ASK[standing]


@pytest.mark.parametrize("payment", SITUATIONS.values(), ids=lambda p: f"{p.standing}-{p.doubt}-{p.seq}")
def test_one_live_question_at_a_time(payment: Payment) -> None:
    """While a question is live no other can be written down (design 5, rule 5)."""
    if payment.live is None:
        return
    for question in Question:
        with pytest.raises(NotPossible):
            after(payment, ask(payment, question))
    with pytest.raises(NotPossible):
        after(payment, Withdrawn())


@pytest.mark.parametrize("outcome", ANSWERS, ids=lambda x: type(x).__name__)
def test_an_answer_that_is_none_of_the_listed_ones_cannot_be_written(outcome: o.Outcome) -> None:
    """What is not in the table for this question is no answer, wherever the payment stands."""
    for payment in SITUATIONS.values():
        if payment.live is None or isinstance(outcome, o.Pending | o.Unanswered):
            continue
        listed = (payment.standing, payment.live.question, type(outcome)) in LEADS_TO
        if not listed:
            assert not believable(payment, payment.live.question, outcome)
            with pytest.raises(NotPossible):
                after(payment, answer(payment, outcome))


@pytest.mark.parametrize("outcome", [o.Pending("pi_1"), o.Unanswered("ReadTimeout"), o.NotFound(final=False)])
def test_no_answer_leaves_the_question_live(outcome: o.Outcome) -> None:
    """An answer that did not come is unknown: never success, never a decline."""
    asked = after(new(), ask(new(), Question.AUTHORIZE))
    waiting = after(asked, answer(asked, outcome))
    assert waiting.live == asked.live
    assert waiting.standing is Standing.NEW
    assert waiting.doubt is not Doubt.NONE
    assert waiting.settled == 0


def test_a_key_stays_until_the_question_is_concluded() -> None:
    """The same key after a lost answer and after proof that nothing left; a new one after a refusal (rule 2)."""
    payment = new()
    first = key_for(payment, Question.AUTHORIZE)
    asked = after(payment, ask(payment, Question.AUTHORIZE))
    assert key_for(asked, Question.AUTHORIZE) == first
    lost = after(asked, answer(asked, o.Unanswered("ReadTimeout")))
    assert key_for(lost, Question.AUTHORIZE) == first
    not_sent = after(asked, answer(asked, o.NotSent("ConnectError")))
    assert key_for(not_sent, Question.AUTHORIZE) == first
    refused = after(asked, answer(asked, o.Refused("card_declined")))
    assert key_for(refused, Question.AUTHORIZE) != first


def test_an_amount_that_was_not_asked_for_is_no_answer() -> None:
    """A provider that says it settled another amount, or another currency, is not believed."""
    asked = after(new(), ask(new(), Question.AUTHORIZE))
    for amount in (Money(11879, "EUR"), Money(11880, "USD"), Money(0, "EUR")):
        assert not believable(asked, Question.AUTHORIZE, o.Settled("ch_1", amount))


def test_a_refund_of_what_was_never_settled_is_not_asked() -> None:
    """The question is guarded, not only its answer: a refund of an unsettled payment reaches nobody (R-039d)."""
    asked = after(new(), ask(new(), Question.AUTHORIZE))
    authorized = after(asked, answer(asked, o.Authorized("pi_1")))
    for payment in (new(), authorized):
        assert why_not_ask(payment, Question.REFUND, PRICE) is not None


def settled_card() -> Payment:
    asked = after(new(), ask(new(), Question.AUTHORIZE))
    authorized = after(asked, answer(asked, o.Authorized("pi_1", shows="Visa •••• 4242")))
    capturing = after(authorized, ask(authorized, Question.SETTLE))
    return after(capturing, answer(capturing, o.Settled("ch_1", PRICE)))


def test_a_refused_refund_is_no_declined_payment() -> None:
    """Answers are keyed by the question asked: the money is still here and may be asked back again."""
    settled = settled_card()
    refunding = after(settled, ask(settled, Question.REFUND))
    refused = after(refunding, answer(refunding, o.Refused("charge_disputed")))
    assert refused.standing is Standing.SETTLED
    assert refused.refundable == PRICE
    assert key_for(refused, Question.REFUND) != key_for(settled, Question.REFUND)


def test_a_return_in_the_middle_of_a_refund_ends_in_the_same_facts_as_one_after_it() -> None:
    """Order of arrival does not change the final facts (rule 6); the double outflow shows as a loss."""
    settled = settled_card()
    refunding = after(settled, ask(settled, Question.REFUND))
    middle = after(refunding, Returned(PRICE, "R10"))
    middle = after(middle, answer(middle, o.Refunded("re_1", PRICE)))
    end = after(refunding, answer(refunding, o.Refunded("re_1", PRICE)))
    end = after(end, Returned(PRICE, "R10"))
    for payment in (middle, end):
        assert (payment.standing, payment.lost, payment.kept.minor) == (Standing.RETURNED, PRICE, 0)


def test_late_money_reopens_a_payment_that_was_given_up() -> None:
    """A transfer sent before the customer changed his mind still finds its payment (rule 6)."""
    asked = after(new(), ask(new(), Question.AUTHORIZE))
    awaiting = after(asked, answer(asked, o.AwaitingFunds(INSTRUCTIONS, "K7M-42XQ-Z")))
    gone = after(awaiting, Withdrawn("changed"))
    back = after(gone, Allocated("rem-1", PRICE))
    assert back.standing is Standing.AWAITING_FUNDS
    assert back.received == PRICE


def test_another_amount_is_waited_for_only_where_nothing_of_it_is_here() -> None:
    """Of what customers send by themselves, before any came; nowhere else, and the history begins with the old one."""
    dearer = Money(12000, "EUR")
    may = {
        payment.standing
        for payment in SITUATIONS.values()
        if _allows(payment, Retaxed(dearer, PRICE)) and payment.instructions
    }
    assert may == {Standing.AWAITING_FUNDS, Standing.WITHDRAWN}
    asked = after(new(), ask(new(), Question.AUTHORIZE))
    awaiting = after(asked, answer(asked, o.AwaitingFunds(INSTRUCTIONS, "K7M-42XQ-Z")))
    now = after(awaiting, Retaxed(dearer, PRICE))
    assert (now.amount, now.due, now.instructions) == (dearer, dearer, INSTRUCTIONS)
    part = after(awaiting, Allocated("rem-1", Money(1, "EUR")))
    wrong = (Retaxed(dearer, dearer), Retaxed(Money(0, "EUR"), PRICE), Retaxed(Money(1, "USD"), PRICE))
    assert not _allows(part, Retaxed(dearer, PRICE))
    assert not any(_allows(awaiting, event) for event in wrong)
    entry = Entry(now.id, now.seq, NOON, "op", Retaxed(dearer, PRICE))
    assert opening(now, (entry,)) == new()


def _allows(payment: Payment, event: Event) -> bool:
    try:
        after(payment, event)
    except NotPossible:
        return False
    return True


def test_a_card_that_was_never_asked_cannot_receive_a_transfer() -> None:
    """Money can only be tied to a payment whose customer was told where to send it."""
    with pytest.raises(NotPossible):
        after(after(new(), Withdrawn()), Allocated("rem-1", PRICE))


def test_time_alone_changes_nothing() -> None:
    """A note written months later leaves standing and amounts as they were (rule 7)."""
    settled = settled_card()
    later = moved_by(
        settled, Entry(settled.id, settled.seq + 1, NOON + timedelta(days=200), "op", Noted("called"))
    )
    assert (later.standing, later.settled, later.refundable) == (
        settled.standing,
        settled.settled,
        settled.refundable,
    )


def test_only_what_is_neither_held_nor_taken_can_be_given_up() -> None:
    """Giving up asks nobody, so it is possible only where nothing is at stake."""
    assert CAN_WITHDRAW.isdisjoint({Standing.AUTHORIZED, Standing.SETTLED, Standing.RETURNED})


_AMOUNTS = st.integers(min_value=-5, max_value=15000).map(lambda minor: Money(minor, "EUR"))


@st.composite
def stories(draw: st.DrawFn) -> list[tuple[str, object]]:
    step = st.one_of(
        st.tuples(st.just("ask"), st.tuples(st.sampled_from(list(Question)), _AMOUNTS)),
        st.tuples(st.just("answer"), st.sampled_from(ANSWERS)),
        st.tuples(st.just("echo"), st.booleans()),
        st.tuples(st.just("money"), _AMOUNTS),
        st.tuples(st.just("release"), _AMOUNTS),
        st.tuples(st.just("return"), _AMOUNTS),
        st.tuples(st.just("withdraw"), st.none()),
    )
    return draw(st.lists(step, max_size=40))


def _event(payment: Payment, kind: str, what: object) -> Event | None:
    if kind == "ask":
        question, amount = what  # type: ignore[misc]
        return Asked(question, key_for(payment, question), amount)
    if kind in ("answer", "echo"):
        if payment.live is None:
            return None
        if kind == "echo":
            # The honest provider: exactly what was asked for.
            made = {
                Question.AUTHORIZE: o.AwaitingFunds(INSTRUCTIONS, "x") if what else o.Authorized("pi_1"),
                Question.HOLD: o.Authorized("pi_1"),
                Question.SETTLE: o.Settled("ch_1", payment.live.amount),
                Question.REFUND: o.Refunded("re_1", payment.live.amount),
                Question.VOID: o.Voided("pi_1"),
                Question.HOLD: o.Authorized("pi_2"),
            }[payment.live.question]
            return answer(payment, made)
        return answer(payment, what)  # type: ignore[arg-type]
    if kind == "withdraw":
        return Withdrawn()
    amount = what
    assert isinstance(amount, Money)
    if amount.minor <= 0:
        return None
    return (
        {"money": Allocated, "release": Released}[kind]("rem-1", amount)
        if kind != "return"
        else Returned(amount, "R01")
    )


@settings(max_examples=400)
@given(stories())
def test_money_rules_hold_in_every_story(story: list[tuple[str, object]]) -> None:
    """0 ≤ refunded + refunding ≤ settled − returned + lost, and settled ≤ what was authorized or allocated (rule 3)."""
    payment = new()
    entries: list[Entry] = []
    for kind, what in story:
        event = _event(payment, kind, what)
        if event is None:
            continue
        entry = Entry(payment.id, payment.seq + 1, NOON, "op", event)
        try:
            payment = moved_by(payment, entry)
        except NotPossible:
            continue
        entries.append(entry)
        lost = payment.lost.minor
        assert payment.refunded >= 0
        assert payment.refunding >= 0
        assert payment.refunded + payment.refunding <= payment.settled - payment.returned + lost + (
            payment.refunding if payment.returned else 0
        )
        assert payment.settled <= max(payment.authorized, payment.allocated)
        assert 0 <= payment.returned <= payment.settled
        assert (payment.live is not None) or payment.refunding == 0
    assert fold(new(), tuple(entries)) == payment


def test_all_pairs_of_standing_and_question_are_decided() -> None:
    """The tables are total: for every pair it is known whether it may be asked."""
    assert {(s, q) for s, q in product(Standing, Question)} >= {
        (s, q) for s, qs in MAY_ASK.items() for q in qs
    }
    assert set(MAY_ASK) == set(Standing)
