"""Taking an order, showing it, cancelling it; and the mail that goes with each."""

from datetime import datetime

import pytest
from attrs import evolve
from support.paying import CARD
from support.world import World

from checkout_tui import Details, Money, Secret, Setting, Words
from checkout_tui.domain import reference
from checkout_tui.domain.draft import DraftLine
from checkout_tui.domain.errors import BadInput, NotFoundHere, NotPossible
from checkout_tui.domain.letter import Letter, MailKind, MailState
from checkout_tui.domain.operator import Operator, Role
from checkout_tui.domain.order import Contact, Order, OrderState
from checkout_tui.domain.tax import Exemption, Place
from checkout_tui.mail.transports import TryLater


def pay(world: World, order: Order, method: str = "charged") -> None:
    payment = world.desk.payments.prepare(order.reference, method, world.operator)
    world.desk.payments.authorize(payment.id, CARD if method == "charged" else Details(), world.operator)


def troubles(world: World, **changes: object) -> dict[str, str]:
    quote = world.desk.orders.quote(world.draft(**changes))
    return {trouble.field: str(trouble.says) for trouble in quote.troubles}


def test_the_reference_is_fixed_when_the_form_opens_and_can_be_read_aloud(world: World) -> None:
    """Placing the same draft twice is placing it once; the reference has its check character."""
    draft = world.draft()
    first = world.desk.orders.place(draft, world.operator)
    second = world.desk.orders.place(evolve(draft, licensee="somebody else"), world.operator)
    assert first == second
    assert reference.looks_like(reference.shown(first.reference))
    assert len(world.desk.orders.recent()) == 1


def test_tax_is_shown_line_by_line_with_its_reason(world: World) -> None:
    """In Québec GST and QST stand on lines of their own, each with the rate and why (R-087, R-088)."""
    quote = world.desk.orders.quote(world.draft(currency="CAD", place=Place("CA", "QC")))
    assert [(line.title.en, line.amount.plain()) for line in quote.tax] == [("GST", "6.45"), ("QST", "12.87")]
    assert all(line.why.en and line.why.fr for line in quote.tax)
    assert quote.total == Money(12900 + 645 + 1287, "CAD")


def test_an_exemption_is_per_tax_number(world: World) -> None:
    """A QST exemption leaves the GST, and the line of nothing says whose number it was (R-090)."""
    draft = world.draft(
        currency="CAD", place=Place("CA", "QC"), exemptions=(Exemption("CA-QC-QST", "1234567890TQ0001"),)
    )
    quote = world.desk.orders.quote(draft)
    assert [line.amount.plain() for line in quote.tax] == ["6.45", "0.00"]
    assert "1234567890TQ0001" in quote.tax[1].why.en


def test_a_canadian_without_a_province_is_asked_for_it(world: World) -> None:
    """Tax cannot be told without the province; the form says which there are."""
    assert "province" in troubles(world, currency="CAD", place=Place("CA"))["region"]


def test_everything_wrong_with_a_draft_is_said_at_once(world: World) -> None:
    """One look tells all that is still missing."""
    found = troubles(
        world, customer=Contact(phone="12"), lines=(DraftLine("nothing"), DraftLine("studio", 0))
    )
    assert set(found) == {"name", "email", "phone", "lines"}
    with pytest.raises(BadInput, match="more to put right"):
        world.place(customer=Contact(), lines=())


@pytest.mark.parametrize("field", ["name", "company", "licensee", "purchase_order"])
def test_a_card_number_is_refused_wherever_it_does_not_belong(world: World, field: str) -> None:
    """Free text never takes a card number (R-097)."""
    number = "4242 4242 4242 4242"
    changes: dict[str, object] = (
        {"customer": evolve(world.draft().customer, **{field: number})}
        if field in ("name", "company")
        else {field: number}
    )
    assert "card number" in troubles(world, **changes)[field]


def test_methods_are_offered_with_their_dates_or_the_reason_why_not(world: World) -> None:
    """A subscription cannot be renewed by a method that cannot be charged again; by one that can it is (R-054)."""
    options = {option.method.code: option for option in world.desk.orders.options(world.draft())}
    assert options["awaited"].window is not None
    assert options["charged"].why_not is None
    plan = world.draft(lines=(DraftLine("plan"),))
    reasons = {option.method.code: str(option.why_not) for option in world.desk.orders.options(plan)}
    assert reasons == {"awaited": "cannot renew a subscription by itself", "charged": "None"}


def test_an_order_that_nobody_was_asked_to_pay_has_its_mail_too(world: World) -> None:
    """The line dropped before a method was chosen: the worker's round writes the confirmation, once (R-006)."""
    order = world.place()
    world.clock.move(minutes=5)
    assert world.desk.payments.settle_due(world.operator).mails_sent == 0
    world.clock.move(minutes=6)
    assert world.desk.payments.settle_due(world.operator).mails_sent == 1
    assert world.desk.payments.settle_due(world.operator).mails_sent == 0
    (mail,) = world.desk.orders.view(order.reference).mails
    assert mail.kind is MailKind.ORDER_CONFIRMATION


def test_a_confirm_screen_that_was_left_changes_nothing(world: World) -> None:
    """Opening another method and going back leaves the order waiting as it was, dates and words included."""
    order = world.place()
    pay(world, order, "awaited")
    before = world.desk.orders.view(order.reference)
    world.desk.payments.prepare(order.reference, "charged", world.operator)
    after = world.desk.orders.view(order.reference)
    assert (after.state, after.say, after.timeline) == (before.state, before.say, before.timeline)
    assert world.desk.orders.queue()[0].method == "Transfer"


def test_an_unpaid_orders_mail_has_change_payment_option_and_no_invoice(world: World) -> None:
    """The confirmation is no receipt: instructions and the link, no delivery data, no invoice (R-007, R-010)."""
    order = world.place()
    pay(world, order, "awaited")
    world.desk.mail.deliver()
    ((_, to, letter),) = world.postman.sent
    assert to == "ada@example.com"
    assert "https://northlight.example/pay?" in letter.text
    assert reference.shown(order.reference) in letter.text
    assert "https://northlight.example/get" not in letter.text
    assert letter.attachments == ()
    assert SELLER_PRIVACY in letter.text
    assert SELLER_PRIVACY in letter.html


SELLER_PRIVACY = "https://northlight.example/privacy"


def test_a_paid_orders_mail_has_the_invoice_and_delivery_and_no_way_to_pay_again(world: World) -> None:
    """The receipt holds invoice, terms version, download and support (R-007 to R-010, R-103)."""
    order = world.place()
    pay(world, order)
    world.desk.mail.deliver()
    ((_, _, letter),) = world.postman.sent
    assert "https://northlight.example/pay" not in letter.text
    assert "https://northlight.example/get" in letter.text
    assert "2026-01" in letter.text
    assert "help@northlight.example" in letter.text
    (invoice,) = letter.attachments
    assert invoice.content.startswith(b"%PDF")


def test_the_mail_is_in_the_orders_language(world: World) -> None:
    """French for a French order, whatever the operator reads (R-122)."""
    order = world.place(language="fr", currency="EUR", place=Place("FR"))
    pay(world, order)
    (mail,) = world.desk.orders.view(order.reference).mails
    text = world.desk.mail.read(mail.id).text
    assert "Bonjour Ada Example" in text
    assert "118,80 EUR" in text
    view = world.desk.orders.view(order.reference)
    assert any("Votre paiement de 118,80 EUR" in line for line in view.say)


def test_another_way_to_pay_is_customer_service_s(world: World) -> None:
    """Domain, section 4: whoever takes an order takes its payment; changing the method needs the role (R-054)."""
    taker = Operator("novice", roles=frozenset({Role.SEARCH}))
    order = world.place()
    payment = world.desk.payments.prepare(order.reference, "awaited", taker)
    world.desk.payments.authorize(payment.id, Details(), taker)
    with pytest.raises(NotPossible, match="customer-service"):
        world.desk.payments.prepare(order.reference, "charged", taker)
    assert world.desk.payments.prepare(order.reference, "charged", world.operator).method == "charged"


def test_an_invoice_had_again_has_its_number_and_is_a_copy(world: World) -> None:
    """Same number, same totals, marked as a copy (R-011)."""
    order = world.place()
    pay(world, order)
    world.desk.mail.deliver()
    (mail,) = world.desk.orders.view(order.reference).mails
    world.desk.mail.resend(mail.id, world.operator)
    world.desk.mail.deliver()
    first, again = (letter for _, _, letter in world.postman.sent)
    assert first.attachments[0].content != again.attachments[0].content
    assert first.text == again.text


def test_an_order_is_cancelled_only_while_unpaid(world: World) -> None:
    """On request, while unpaid, with a cancellation mail (R-052, R-053); a paid one is led to the refund."""
    order = world.place()
    pay(world, order, "awaited")
    view = world.desk.orders.cancel(order.reference, world.operator)
    assert view.state is OrderState.CANCELLED
    assert view.mails[-1].kind is MailKind.CANCELLATION
    paid = world.place()
    pay(world, paid)
    with pytest.raises(NotPossible, match="refund"):
        world.desk.orders.cancel(paid.reference, world.operator)
    with pytest.raises(NotPossible, match="already cancelled"):
        world.desk.orders.cancel(order.reference, world.operator)


def test_the_queue_has_what_needs_a_person_and_nothing_else(world: World) -> None:
    """Declined before waiting, late before both, nothing that is paid or cancelled."""
    waiting, declined, paid = world.place(), world.place(), world.place()
    pay(world, waiting, "awaited")
    payment = world.desk.payments.prepare(declined.reference, "charged", world.operator)
    refused = Details({"number": Secret("4242424242424213")})
    world.desk.payments.authorize(payment.id, refused, world.operator)
    pay(world, paid)
    queued = [row.reference for row in world.desk.orders.queue()]
    assert queued == [declined.reference, waiting.reference]
    world.clock.move(days=30)
    assert [(row.reference, row.overdue) for row in world.desk.orders.queue()] == [
        (waiting.reference, True),
        (declined.reference, False),
    ], "money that should be here comes before a decline (R-079)"


def test_a_method_that_is_not_set_up_is_offered_with_the_reason(world: World) -> None:
    """R-054: it reads documents, but nobody is asked to pay by it; the reason names what to set."""
    order = world.place()
    lane = world.desk.orders._context.lane("awaited")
    needed = Setting("iban", Words("our account", "notre compte"), required=True)
    lane.method = evolve(lane.method, settings=(needed,))
    (option,) = [o for o in world.desk.payments.options(order.reference) if o.method.code == "awaited"]
    assert option.why_not is not None
    assert option.why_not.say() == "not set up yet: our account is missing"
    with pytest.raises(NotPossible, match="our account is missing"):
        world.desk.payments.prepare(order.reference, "awaited", world.operator)


def test_what_may_be_said_holds_this_orders_own_dates(world: World) -> None:
    """A caller hears the days of this order, and a decline never has a reason (R-060, R-078)."""
    order = world.place()
    pay(world, order, "awaited")
    said = " ".join(world.desk.orders.view(order.reference).say)
    assert "Tuesday 24" in said
    assert "Friday 27 November" in said


def test_a_mail_that_could_not_go_out_is_kept_with_the_reason(world: World) -> None:
    """Held is not lost: the outbox says why, and nothing else stops."""
    order = world.place()
    pay(world, order)

    def broken(*_: object) -> None:
        raise BadInput("the server is not there")

    world.postman.send = broken  # type: ignore[method-assign]
    assert world.desk.mail.deliver() == 0
    (mail,) = world.desk.mail.outbox()
    assert (mail.state, mail.trouble) == (MailState.HELD, "the server is not there")


def test_a_server_that_is_busy_is_tried_again_and_a_broken_letter_stops_nobody(world: World) -> None:
    """Later is not never: the mail keeps its place. What cannot be written is held while the rest goes out."""
    for _ in range(3):
        pay(world, world.place())
    answers = iter([TryLater("busy"), ZeroDivisionError("boom"), None, None])
    deliver = world.postman.send

    def moody(mail_id: str, sender: str, to: str, letter: Letter, at: datetime) -> None:
        answer = next(answers)
        if answer is not None:
            raise answer
        deliver(mail_id, sender, to, letter, at)

    world.postman.send = moody  # type: ignore[method-assign]
    assert world.desk.mail.deliver() == 1
    states = sorted(str(mail.state) for mail in world.desk.mail.outbox())
    assert states == ["held", "queued", "sent"]
    assert world.desk.mail.deliver() == 1


def test_an_order_that_does_not_exist_is_a_sentence(world: World) -> None:
    """The error of every door says what is wrong."""
    with pytest.raises(NotFoundHere, match="There is no order K7M-42XQ-Z"):
        world.desk.orders.view("K7M42XQZ")


def test_a_timeline_tells_who_asked_and_when(world: World) -> None:
    """Everything that happened, in order, with the name of who did it."""
    order = world.place()
    payment = world.desk.payments.prepare(order.reference, "charged", Operator("Marie"))
    world.desk.payments.authorize(payment.id, CARD, Operator("Marie"))
    lines = world.desk.orders.view(order.reference).timeline
    assert {line.by for line in lines} >= {"op", "Marie"}
    assert [line.at for line in lines if line.at] == sorted(line.at for line in lines if line.at)
