"""Refunds: facts, reason, roles, a code by mail, scheduled, refused, and never more than was settled."""

from collections.abc import Callable
from contextlib import suppress

import httpx
import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from support.paying import paid
from support.refunds import CHECKED, asked, code_in, given_back, payment_of
from support.scripted import raising
from support.world import SELLER, World, build

from checkout_tui.domain import outcomes as o
from checkout_tui.domain.draft import DraftLine
from checkout_tui.domain.errors import BadInput, CheckoutError, NotPossible
from checkout_tui.domain.history import Standing
from checkout_tui.domain.letter import MailKind
from checkout_tui.domain.money import Money
from checkout_tui.domain.operator import Operator, Role
from checkout_tui.domain.order import Attention, Order, OrderState
from checkout_tui.domain.refund import Fact, RefundKind, RefundReason, RefundState, Wanted
from checkout_tui.domain.tax import Place
from checkout_tui.store import payments, refunds

SERVICE = Operator("sam", roles=frozenset({Role.CUSTOMER_SERVICE}))
PROCESSING = Operator("pat", roles=frozenset({Role.CUSTOMER_SERVICE, Role.PAYMENT_PROCESSING}))


def only_authorized(world: World) -> Order:
    world.provider.before = lambda key: raising(httpx.ConnectError("down"))(key) if "settle" in key else None
    order = paid(world)
    world.provider.before = lambda key: None
    return order


def latest(world: World, order: Order) -> RefundState:
    with world.store.reading() as connection:
        request = refunds.latest(connection, order.reference)
    assert request is not None
    return request.state


# ------------------------------------------------------------ asked for


@pytest.mark.parametrize("missing", list(Fact))
def test_every_basic_fact_is_checked_before_anything_is_promised(world: World, missing: Fact) -> None:
    """Seller, day and payment method: without one of them there is no mail and no request (R-035)."""
    order = paid(world)
    with pytest.raises(BadInput, match="Check seller, day and payment method"):
        world.desk.refunds.request(
            order.reference, evolve(CHECKED, facts=frozenset(Fact) - {missing}), SERVICE
        )
    assert world.desk.orders.view(order.reference).refunds == ()


def test_a_reason_is_mandatory(world: World) -> None:
    """No reason, no refund; the operator asks for it."""
    order = paid(world)
    with pytest.raises(BadInput, match="needs a reason"):
        world.desk.refunds.request(order.reference, Wanted(facts=frozenset(Fact)), SERVICE)


def test_no_money_moves_before_the_customer_has_confirmed(world: World) -> None:
    """Asked for, mailed, read back, granted, executed: each a fact of its own (R-036)."""
    order = paid(world)
    code = asked(world, order.reference, by=SERVICE)
    assert world.provider.count(o.Refunded) == 0
    with world.store.reading() as connection:
        assert refunds.of_order(connection, order.reference) == ()
    request = world.desk.refunds.confirm(order.reference, f" {code.lower().replace('-', ' ')} ", SERVICE)
    assert request.state is RefundState.DONE
    with world.store.reading() as connection:
        (grant,) = refunds.of_order(connection, order.reference)
    assert (grant.amount, grant.reason, grant.granted_by) == (order.total, RefundReason.DISLIKE, "sam")
    assert payment_of(world, request).standing is Standing.REFUNDED
    kinds = [mail.kind for mail in world.desk.orders.view(order.reference).mails]
    assert kinds == [MailKind.RECEIPT, MailKind.REFUND_VALIDATION, MailKind.REFUND_DONE]


def test_the_code_is_in_the_mail_and_nowhere_else(world: World) -> None:
    """Not in the database, not on the screen of the outbox: whoever has neither the inbox nor the link has nothing."""
    order = paid(world)
    code = asked(world, order.reference)
    bare = code.replace("-", "")
    with world.store.reading() as connection:
        for table in ("refund_requests", "refunds", "mails", "orders", "payments", "entries"):
            rows = connection.execute(text(f"SELECT * FROM {table}")).all()
            assert code not in str(rows)
            assert bare not in str(rows)
    mail = world.desk.orders.view(order.reference).mails[-1]
    assert mail.kind is MailKind.REFUND_VALIDATION
    assert world.desk.mail.read(mail.id).text == ""
    _, _, letter = world.postman.sent[-1]
    assert code in letter.text
    assert code in letter.html


def test_a_wrong_code_moves_nothing_and_after_a_few_the_request_is_over(world: World) -> None:
    """Guessing does not pay: the right code is worth nothing once too many wrong ones were tried."""
    order = paid(world)
    code = asked(world, order.reference)
    for left in range(SELLER.refund_code_tries - 1, 0, -1):
        with pytest.raises(BadInput, match=f"; {left} {'try is' if left == 1 else 'tries are'} left"):
            world.desk.refunds.confirm(order.reference, "ABCD-EFGH", SERVICE)
    with pytest.raises(NotPossible, match="too often"):
        world.desk.refunds.confirm(order.reference, "ABCD-EFGH", SERVICE)
    assert latest(world, order) is RefundState.LAPSED
    with pytest.raises(NotPossible):
        world.desk.refunds.confirm(order.reference, code, SERVICE)
    assert world.provider.count(o.Refunded) == 0


def test_a_code_is_good_until_its_hour_and_not_longer(world: World) -> None:
    """By the clock: an hour before the end it confirms, at the end it does not, and it is asked for anew."""
    early, late = paid(world), paid(world)
    codes = [asked(world, order.reference) for order in (early, late)]
    world.clock.move(hours=SELLER.refund_code_hours - 1)
    assert world.desk.refunds.confirm(early.reference, codes[0], SERVICE).state is RefundState.DONE
    world.clock.move(hours=1)
    with pytest.raises(NotPossible, match="too late"):
        world.desk.refunds.confirm(late.reference, codes[1], SERVICE)
    assert latest(world, late) is RefundState.LAPSED
    assert given_back(world, late.reference).standing is Standing.REFUNDED


def test_another_code_makes_the_first_one_void(world: World) -> None:
    """The mail did not come: a new one is sent, and only its code counts."""
    order = paid(world)
    first = asked(world, order.reference)
    world.desk.refunds.new_code(order.reference, SERVICE)
    second = code_in(world)
    assert first != second
    with pytest.raises(BadInput):
        world.desk.refunds.confirm(order.reference, first, SERVICE)
    assert world.desk.refunds.confirm(order.reference, second, SERVICE).state is RefundState.DONE


def test_a_code_before_its_mail_has_left_is_no_wrong_code(world: World) -> None:
    """While the mail waits nobody can know the code; the operator is led to the outbox."""
    order = paid(world)
    world.desk.refunds.request(order.reference, CHECKED, SERVICE)
    with pytest.raises(NotPossible, match="has not left yet"):
        world.desk.refunds.confirm(order.reference, "ABCD-EFGH", SERVICE)


def test_the_signed_link_confirms_once(database_url: str) -> None:
    """Where the seller has a page: the link in the mail grants it, twice is once, a made-up one is refused (R-036)."""
    world = build(database_url, seller=evolve(SELLER, refund_url="https://northlight.example/refund"))
    order = paid(world)
    asked(world, order.reference)
    letter = world.postman.sent[-1][2]
    token = next(word for word in letter.text.split() if "northlight.example/refund" in word).split("token=")[
        1
    ]
    with pytest.raises(BadInput):
        world.desk.refunds.confirm_by_link(token[:-3] + "abc")
    assert world.desk.refunds.confirm_by_link(token).state is RefundState.DONE
    assert world.desk.refunds.confirm_by_link(token).state is RefundState.DONE
    assert world.provider.count(o.Refunded) == 1
    with world.store.reading() as connection:
        assert [grant.granted_by for grant in refunds.of_order(connection, order.reference)] == ["customer"]
    world.close()


def test_what_is_withdrawn_cannot_be_confirmed(world: World) -> None:
    """The caller thinks better of it: the code in the mail is worth nothing any more."""
    order = paid(world)
    code = asked(world, order.reference)
    world.desk.refunds.withdraw(order.reference, SERVICE)
    with pytest.raises(NotPossible):
        world.desk.refunds.confirm(order.reference, code, SERVICE)
    assert latest(world, order) is RefundState.WITHDRAWN


# ------------------------------------------------------------ roles, parts, tax


def test_a_part_is_given_back_by_payment_processing_only(world: World) -> None:
    """R-037: customer service refers it; payment processing gives a part, then the rest, and never more.

    R-039c: the rest is everything, so that nobody has all of the money back and a licence that is good.
    """
    order = paid(world)
    part = evolve(CHECKED, kind=RefundKind.PARTIAL, amount=Money(4000, "USD"))
    with pytest.raises(NotPossible, match="payment-processing"):
        world.desk.refunds.request(order.reference, part, SERVICE)
    code = asked(world, order.reference, part, PROCESSING)
    request = world.desk.refunds.confirm(order.reference, code, PROCESSING)
    payment = payment_of(world, request)
    assert (payment.refunded, payment.standing) == (4000, Standing.SETTLED)
    assert "We have refunded 40.00 USD" in _flat(world)
    with pytest.raises(BadInput, match="At most"):
        world.desk.refunds.request(order.reference, evolve(part, amount=Money(5901, "USD")), PROCESSING)
    with pytest.raises(BadInput, match="all that is left: choose everything"):
        world.desk.refunds.request(order.reference, evolve(part, amount=Money(5900, "USD")), PROCESSING)
    code = asked(world, order.reference, by=PROCESSING)
    payment = payment_of(world, world.desk.refunds.confirm(order.reference, code, PROCESSING))
    assert (payment.refunded, payment.standing) == (9900, Standing.REFUNDED)
    assert "We have refunded 59.00 USD" in _flat(world), "each mail names its own amount"


def test_the_tax_is_given_back_for_an_exemption_number(world: World) -> None:
    """R-038, R-090: exactly the tax, by payment processing, with the number written down."""
    order = paid(world, currency="CAD", place=Place("CA", "QC"))
    tax = evolve(CHECKED, kind=RefundKind.TAX)
    with pytest.raises(NotPossible):
        world.desk.refunds.request(order.reference, evolve(tax, note="EX-1234"), SERVICE)
    with pytest.raises(BadInput, match="number"):
        world.desk.refunds.request(order.reference, tax, PROCESSING)
    code = asked(world, order.reference, evolve(tax, note="EX-1234"), PROCESSING)
    payment = payment_of(world, world.desk.refunds.confirm(order.reference, code, PROCESSING))
    assert payment.refunded == sum(line.amount.minor for line in order.tax) > 0
    untaxed = paid(world)
    with pytest.raises(BadInput, match="no tax"):
        world.desk.refunds.request(untaxed.reference, evolve(tax, note="EX-1234"), PROCESSING)


def test_what_the_facts_do_not_bear_out_goes_to_our_team(world: World) -> None:
    """R-036: the second outcome. It waits in the queue, and a person writes down how it was dealt with.

    A reason is mandatory here as well: none is made up for the caller.
    """
    order = paid(world)
    with pytest.raises(BadInput, match="needs a reason"):
        world.desk.refunds.refer(order.reference, Wanted(), SERVICE)
    world.desk.refunds.refer(order.reference, Wanted(RefundReason.DUPLICATE), SERVICE)
    told = " ".join(str(line.says) for line in world.desk.orders.view(order.reference).timeline)
    assert "referred to our team (ordered twice)" in told
    (row,) = world.desk.orders.queue()
    assert (row.reference, row.state, row.attention) == (
        order.reference,
        OrderState.PAID,
        Attention.REFUND_REFERRED,
    )
    assert "Our team has to look" in " ".join(
        world.desk.refunds.view(order.reference, Wanted(), SERVICE).say
    ).replace("’", "'")
    with pytest.raises(NotPossible):
        world.desk.refunds.close(order.reference, "no such purchase", SERVICE)
    world.desk.refunds.close(order.reference, "no such purchase", PROCESSING)
    assert world.desk.orders.queue() == ()


# ------------------------------------------------------------ only authorized


def test_what_is_only_authorized_is_scheduled_and_follows_when_it_is_settled(world: World) -> None:
    """R-039d: confirmed now, executed by the next round after the money is settled, once."""
    order = only_authorized(world)
    view = world.desk.refunds.view(order.reference, Wanted(), SERVICE)
    assert view.only_authorized
    assert view.can_void
    code = asked(world, order.reference)
    assert world.desk.refunds.confirm(order.reference, code, SERVICE).state is RefundState.SCHEDULED
    assert world.provider.count(o.Refunded) == 0
    for _ in range(3):
        world.desk.payments.settle_due(world.operator)
    assert (world.provider.count(o.Settled), world.provider.count(o.Refunded)) == (1, 1)
    assert latest(world, order) is RefundState.DONE
    assert world.desk.orders.view(order.reference).state is OrderState.REFUNDED


def test_what_is_voided_instead_needs_no_refund(world: World) -> None:
    """R-039d: nothing was taken, so nothing is owed: the scheduled refund ends by itself and nobody is bothered."""
    order = only_authorized(world)
    code = asked(world, order.reference)
    request = world.desk.refunds.confirm(order.reference, code, SERVICE)
    world.desk.payments.void(request.payment, SERVICE)
    world.desk.payments.settle_due(world.operator)
    assert latest(world, order) is RefundState.WITHDRAWN
    assert world.provider.count(o.Refunded) == 0
    assert world.desk.orders.queue() == () or world.desk.orders.queue()[0].attention is None


# ------------------------------------------------------------ granted and not executed


def test_a_refund_that_is_refused_after_it_was_granted_goes_to_a_person(world: World) -> None:
    """The customer was promised it: it waits in the queue until it is tried again or dealt with in another way."""
    order = paid(world)
    world.provider.says = o.Refused("charge_disputed")
    given_back(world, order.reference)
    assert latest(world, order) is RefundState.REFUSED
    view = world.desk.orders.view(order.reference)
    assert "granted and not executed" in str(view.warning)
    (row,) = world.desk.orders.queue()
    assert row.attention is Attention.REFUND_REFUSED
    world.desk.payments.settle_due(world.operator)
    assert latest(world, order) is RefundState.REFUSED, "nobody tries it again without a person"
    with pytest.raises(NotPossible):
        world.desk.refunds.again(order.reference, SERVICE)
    world.provider.says = None
    assert world.desk.refunds.again(order.reference, PROCESSING).state is RefundState.DONE
    assert world.desk.orders.queue() == ()
    with world.store.reading() as connection:
        assert len(refunds.of_order(connection, order.reference)) == 1, "granted once"


def test_a_refund_dealt_with_in_another_way_says_how(world: World) -> None:
    """A transfer's reference closes it; the timeline keeps it, and the queue is empty."""
    order = paid(world)
    world.provider.says = o.Refused("charge_disputed")
    given_back(world, order.reference)
    with pytest.raises(BadInput):
        world.desk.refunds.close(order.reference, " ", PROCESSING)
    world.desk.refunds.close(order.reference, "paid out by transfer T-881", PROCESSING)
    assert world.desk.orders.queue() == ()
    told = " ".join(str(line.says) for line in world.desk.orders.view(order.reference).timeline)
    assert "dealt with in another way: paid out by transfer T-881" in told


def test_money_taken_back_before_a_scheduled_refund_is_for_a_person(world: World) -> None:
    """A bank was faster: what was promised cannot be given back as it is, and nobody gives it twice."""
    order = only_authorized(world)
    code = asked(world, order.reference)
    request = world.desk.refunds.confirm(order.reference, code, SERVICE)
    world.desk.payments.settle(request.payment, world.operator)
    with world.store.writing() as connection:
        from checkout_tui.domain.history import Returned

        payment = payments.get(connection, request.payment)
        payments.append(
            connection, payment, Returned(Money(100, "USD"), "R01"), at=world.clock.now(), by="bank"
        )
    world.desk.payments.settle_due(world.operator)
    assert latest(world, order) is RefundState.REFUSED
    assert world.provider.count(o.Refunded) == 0


# ------------------------------------------------------------ for any story

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["full", "part", "confirm", "wrong", "again", "withdraw", "close", "round", "wait"]),
        st.integers(1, 12000),
        st.sampled_from(["fine", "fine", "refused", "lost", "not sent"]),
    ),
    max_size=16,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_whatever_is_asked_never_more_goes_back_than_was_settled(
    fresh_world: Callable[[], World], steps: list[tuple[str, int, str]]
) -> None:
    """Rule 3 for any story of codes, refusals, lost answers and rounds; nothing moves that was not granted."""
    world = fresh_world()
    order = paid(world)
    code = "ABCD-EFGH"
    for step, minor, fault in steps:
        world.provider.says = o.Refused("no") if fault == "refused" else None
        world.provider.after = raising(httpx.ReadTimeout("lost")) if fault == "lost" else lambda key: None
        world.provider.before = raising(httpx.ConnectError("no")) if fault == "not sent" else lambda key: None
        with suppress(CheckoutError):
            if step == "full":
                code = asked(world, order.reference)
            elif step == "part":
                wanted = evolve(CHECKED, kind=RefundKind.PARTIAL, amount=Money(minor, "USD"))
                code = asked(world, order.reference, wanted)
            elif step == "confirm":
                world.desk.refunds.confirm(order.reference, code, world.operator)
            elif step == "wrong":
                world.desk.refunds.confirm(order.reference, "ABCD-EFGH", world.operator)
            elif step == "again":
                world.desk.refunds.again(order.reference, world.operator)
            elif step == "withdraw":
                world.desk.refunds.withdraw(order.reference, world.operator)
            elif step == "close":
                world.desk.refunds.close(order.reference, "by transfer", world.operator)
            elif step == "wait":
                world.clock.move(hours=minor % 30)
            else:
                world.desk.payments.settle_due(world.operator)
        back = [e.amount.minor for e in world.provider.effects.values() if isinstance(e, o.Refunded)]
        with world.store.reading() as connection:
            granted = refunds.of_order(connection, order.reference)
        assert sum(back) <= order.total.minor
        assert len(back) <= len(granted)
    world.close()


def test_the_table_tells_cancelling_and_refunding_apart(world: World) -> None:
    """R-034: renewals, money, licence, whether it can be undone, the mail; the unticked box is in it (R-039c)."""
    order = paid(world)
    rows = world.desk.refunds.view(order.reference, Wanted(), SERVICE).differences
    said = {str(row.about): (str(row.cancelling), str(row.refunding)) for row in rows}
    assert list(said) == ["possible", "renewals", "money", "licence", "can be undone", "mail"]
    assert said["possible"] == ("only while unpaid", "once it is paid")
    assert said["money"] == ("nothing back", "99.00 USD, to where it came from")
    assert said["licence"][1] == "deactivated for good"
    part = Wanted(kind=RefundKind.PARTIAL, amount=Money(100, "USD"))
    rows = world.desk.refunds.view(order.reference, part, PROCESSING).differences
    assert str(rows[3].refunding) == "stays"


def test_trouble_using_it_leads_to_technical_support_first(world: World) -> None:
    """R-039: the line to say names the seller's support."""
    order = paid(world, lines=(DraftLine("studio"),))
    wanted = Wanted(reason=RefundReason.TECHNICAL)
    said = " ".join(world.desk.refunds.view(order.reference, wanted, SERVICE).say)
    assert "technical support of Northlight Software" in said
    assert "help@northlight.example" in said


def _flat(world: World) -> str:
    world.desk.mail.deliver()
    return " ".join(world.postman.sent[-1][2].text.split())
