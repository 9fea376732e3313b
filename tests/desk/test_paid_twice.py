"""Ways in which an order could be paid twice, an answer invented or news lost: each is closed here."""

from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest
from attrs import evolve
from support.paying import CARD
from support.refunds import given_back
from support.scripted import Awaited, raising
from support.waiting import arrived, attempt, state, stored
from support.world import World, build

from checkout_tui import Details, Field, Money, Promise, Secret, Words
from checkout_tui.desk import payments as payments_desk
from checkout_tui.domain import outcomes as o
from checkout_tui.domain import reference
from checkout_tui.domain.errors import BadInput, BadSetup, NotPossible
from checkout_tui.domain.history import Asked, Doubt, Noted, Question, Standing
from checkout_tui.domain.letter import MailKind
from checkout_tui.domain.order import Order, OrderState
from checkout_tui.domain.payment import Payment
from checkout_tui.plugins import Found, load
from checkout_tui.store import payments
from checkout_tui.store import remittances as table

# Rules, not SQL: one kind of database is enough for them.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

OTHER_CARD = Details({"number": Secret("5555555555554444")})


def start(world: World, method: str = "charged") -> tuple[Order, Payment]:
    order = world.place()
    return order, world.desk.payments.prepare(order.reference, method, world.operator)


def paid(world: World) -> tuple[Order, Payment]:
    order, payment = start(world)
    return order, world.desk.payments.authorize(payment.id, CARD, world.operator)


def died_while_asking(world: World, payment: Payment) -> None:
    """The question is written down; whoever asked it was killed before any answer."""
    with world.store.writing() as connection:
        asked = Asked(Question.AUTHORIZE, f"{payment.id}-authorize-1", payment.amount, "tok_1")
        payments.append(connection, payment, asked, at=world.clock.now(), by="op")


# ---------------------------------------------------------------- two ways to pay one order


def test_late_money_waits_while_a_card_is_authorized(world: World) -> None:
    """The caller changed to a card that is held and not yet taken: taking the transfer too would be twice."""
    order, transfer = attempt(world)
    card = world.desk.payments.prepare(order.reference, "charged", world.operator)
    world.provider.before = lambda key: raising(httpx.ConnectError("down"))(key) if "settle" in key else None
    world.desk.payments.authorize(card.id, CARD, world.operator)
    world.provider.before = lambda key: None
    money = arrived(world, "99.00;late;ADA")
    with pytest.raises(NotPossible, match="a payment is under way"):
        world.desk.remittances.allocate(money, transfer.id, world.operator)
    world.desk.payments.settle_due(world.operator)
    assert [view.payment.settled for view in world.desk.orders.view(order.reference).payments] == [0, 9900]


def test_late_money_ends_the_attempt_that_replaced_its_own(world: World) -> None:
    """Money for a given-up transfer is taken: what the caller was still to approve can no longer charge."""
    world.provider.says = o.AwaitingCustomer("pp_1", "https://pay.example/1")
    order, transfer = attempt(world)
    link = world.desk.payments.prepare(order.reference, "charged", world.operator)
    assert world.desk.payments.authorize(link.id, CARD, world.operator).standing is Standing.AWAITING_CUSTOMER
    world.desk.remittances.allocate(arrived(world, "99.00;late;ADA"), transfer.id, world.operator)
    assert stored(world, link).standing is Standing.WITHDRAWN
    world.provider.says = None
    world.provider.effects[f"{link.id}-inquire-1"] = o.Authorized("pp_1")
    world.desk.payments.settle_due(world.operator)
    assert world.provider.count(o.Settled) == 0
    assert state(world, order) is OrderState.PAID


# ---------------------------------------------------------------- answers that prove less than they seem to


def test_a_repeated_question_that_never_left_says_nothing_about_the_first(world: World) -> None:
    """The answer was lost, then the network was down: the charge may stand, so nothing is closed."""
    order, payment = start(world)
    world.provider.after = raising(httpx.ReadTimeout("lost"))
    world.desk.payments.authorize(payment.id, CARD, world.operator)
    world.charged.promise = Promise(replay_within=timedelta(hours=24))
    world.desk.lanes["charged"].method = world.charged.describe()
    found, world.provider.effects = world.provider.effects, {}
    world.provider.before = raising(httpx.ConnectError("down"))
    after = world.desk.payments.inquire(payment.id, world.operator)
    assert (after.doubt, after.live is None) == (Doubt.UNANSWERED, False)
    with pytest.raises(NotPossible):
        world.desk.payments.prepare(order.reference, "awaited", world.operator)
    world.provider.effects = found
    world.provider.before = world.provider.after = lambda key: None
    assert world.desk.payments.inquire(payment.id, world.operator).standing is Standing.SETTLED
    assert world.provider.count(o.Authorized) == 1


def absent(world: World) -> None:
    """The provider's "not found" proves absence."""
    world.provider.missing = o.NotFound(final=True)


def test_not_found_closes_nothing_while_the_question_is_on_its_way(world: World) -> None:
    """A second desk asks in mid-flight and the provider knows nothing yet: the charge still comes (rule 5)."""
    order, payment = start(world)
    absent(world)
    seen: list[Payment] = []
    world.provider.before = lambda key: seen.append(world.desk.payments.inquire(payment.id, world.operator))
    world.desk.payments.authorize(payment.id, CARD, world.operator)
    assert [(p.live is None, p.doubt) for p in seen] == [(False, Doubt.NONE)] * 2
    assert (world.provider.count(o.Authorized), state(world, order)) == (1, OrderState.PAID)


def test_nobody_decides_about_a_question_that_may_still_be_answered(world: World) -> None:
    """Resolving waits until whoever asked cannot be waiting any more."""
    _, payment = start(world)
    died_while_asking(world, payment)
    with pytest.raises(NotPossible, match="wait a minute"):
        world.desk.payments.resolve(payment.id, False, "their support", world.operator)
    world.clock.move(minutes=2)
    resolved = world.desk.payments.resolve(payment.id, False, "their support", world.operator)
    assert resolved.live is None


def test_an_answer_to_a_question_that_was_given_up_opens_it_again(world: World) -> None:
    """A person said that it did not happen; then the slow answer comes, and it did (rule 6)."""
    order, payment = start(world)
    world.provider.before = raising(httpx.ReadError("lost"))
    world.desk.payments.authorize(payment.id, CARD, world.operator)

    def given_up_meanwhile(key: str) -> None:
        world.provider.after = lambda key: None
        world.desk.payments.resolve(payment.id, False, "their support", world.operator)

    world.provider.before, world.provider.after = lambda key: None, given_up_meanwhile
    after = world.desk.payments.inquire(payment.id, world.operator)
    assert after.standing is Standing.SETTLED
    assert state(world, order) is OrderState.PAID


def test_late_news_that_changes_nothing_any_more_is_kept_for_a_person(world: World) -> None:
    """By then the caller paid another way: the history says that the first charge exists too (rule 6)."""
    order, payment = start(world)
    world.provider.before = raising(httpx.ReadError("lost"))
    world.desk.payments.authorize(payment.id, CARD, world.operator)

    def replaced_meanwhile(key: str) -> None:
        world.provider.after = lambda key: None
        world.desk.payments.resolve(payment.id, False, "their support", world.operator)
        other = world.desk.payments.prepare(order.reference, "awaited", world.operator)
        world.desk.payments.authorize(other.id, Details(), world.operator)

    world.provider.before, world.provider.after = lambda key: None, replaced_meanwhile
    world.desk.payments.inquire(payment.id, world.operator)
    with world.store.reading() as connection:
        last = payments.history(connection, payment.id)[-1].event
    assert isinstance(last, Noted)
    assert "Authorized" in last.text


@pytest.mark.parametrize(
    "nonsense",
    [
        o.Authorized(None),  # type: ignore[arg-type]
        o.Authorized("pi_1", until="tomorrow"),  # type: ignore[arg-type]
        o.Authorized("pi_1", facts={"cvc": 5}),  # type: ignore[dict-item]
        o.Settled("pi_1", 9900),  # type: ignore[arg-type]
        o.AwaitingFunds("IBAN"),  # type: ignore[arg-type]
    ],
    ids=repr,
)
def test_an_answer_that_cannot_be_read_again_is_no_answer(world: World, nonsense: o.Outcome) -> None:
    """A value of the wrong kind neither stops the desk nor leaves an order that nobody can open."""
    order, payment = start(world)
    world.provider.says = nonsense
    after = world.desk.payments.authorize(payment.id, CARD, world.operator)
    assert after.doubt is Doubt.UNANSWERED
    assert state(world, order) is OrderState.UNANSWERED


def test_nobody_can_vouch_for_money_that_a_customer_sends(world: World) -> None:
    """An unanswered transfer resolved as having happened would be settled without any money."""
    order, payment = start(world, "awaited")
    died_while_asking(world, payment)
    world.clock.move(minutes=2)
    with pytest.raises(NotPossible, match="did not happen"):
        world.desk.payments.resolve(payment.id, True, "the caller says so", world.operator)
    world.desk.payments.resolve(payment.id, False, "no instructions were sent", world.operator)
    world.desk.payments.authorize(payment.id, Details(), world.operator)
    assert state(world, order) is OrderState.AWAITING_FUNDS


def test_a_question_that_needs_the_callers_answers_is_not_repeated_without_them(world: World) -> None:
    """One key, one payload: what was forgotten cannot be sent again under the same key (rule 2)."""
    _, payment = start(world)
    world.provider.before = raising(httpx.ReadError("lost"))
    lane = world.desk.lanes["charged"]
    lane.method = evolve(
        lane.method, fields=(*lane.method.fields, Field("name", Words.same("Name"), Words.same("Name?")))
    )
    lane.takes = lambda hook, argument: True  # type: ignore[method-assign]
    details = Details({"number": Secret("4242424242424242"), "name": "Ada"})
    world.desk.payments.authorize(payment.id, details, world.operator)
    asked = len(world.provider.asked)
    world.provider.before = lambda key: None
    world.desk.payments.inquire(payment.id, world.operator)
    assert len(world.provider.asked) == asked


def test_another_card_is_never_known_by_the_first_ones_name(world: World) -> None:
    """Nothing left with the first card; the second one is handed over under a key of its own."""
    _, payment = start(world)
    keys: list[str] = []
    lane = world.desk.lanes["charged"]
    ask = lane.ask

    def listen(hook: str, **offered: object) -> object:
        if hook == "tokenize":
            keys.append(str(offered["key"]))
        return ask(hook, **offered)

    lane.ask = listen  # type: ignore[method-assign]
    world.provider.before = raising(httpx.ConnectError("down"))
    world.desk.payments.authorize(payment.id, CARD, world.operator)
    world.desk.payments.authorize(payment.id, OTHER_CARD, world.operator)
    assert len(set(keys)) == 2


# ---------------------------------------------------------------- what banks take back


def test_a_return_is_taken_back_once(world: World) -> None:
    """A second press on the same return does not take the rest of the money away too."""
    order, payment = attempt(world)
    shown = reference.shown(order.reference)
    world.desk.remittances.allocate(arrived(world, f"99.00;{shown};ADA"), payment.id, world.operator)
    back = arrived(world, "-40.00;nobody;ADA")
    world.desk.remittances.allocate(back, payment.id, world.operator)
    with pytest.raises(NotPossible, match="already"):
        world.desk.remittances.allocate(back, payment.id, world.operator)
    assert stored(world, payment).returned == 4000


def test_an_order_of_which_the_bank_took_back_a_part_needs_a_person(world: World) -> None:
    """It is not paid any more, so it is in the queue, however small the part (rule 6)."""
    order, payment = attempt(world)
    shown = reference.shown(order.reference)
    world.desk.remittances.allocate(arrived(world, f"99.00;{shown};ADA"), payment.id, world.operator)
    world.desk.documents.import_document("r", f"STATEMENT\n-40.00;{shown};ADA".encode(), world.operator)
    assert state(world, order) is OrderState.RETURNED
    assert [row.reference for row in world.desk.orders.queue()] == [order.reference]


def test_a_return_in_the_middle_of_a_refund_that_never_left_is_not_forgotten(world: World) -> None:
    """The order of news does not change where the payment ends: the money is gone (rule 6)."""
    order, payment = paid(world)
    world.provider.before = raising(httpx.ReadError("lost"))
    given_back(world, order.reference)
    shown = reference.shown(order.reference)
    back = arrived(world, f"-99.00;{shown};ADA")
    world.desk.remittances.allocate(back, payment.id, world.operator)
    world.desk.payments.resolve(payment.id, False, "their support", world.operator)
    assert stored(world, payment).standing is Standing.RETURNED
    assert state(world, order) is OrderState.RETURNED


def test_money_that_the_bank_took_back_is_never_released_to_pay_another_order(world: World) -> None:
    """Paid, returned, paid again but not yet settled: only the second receipt can be untied (rule 4)."""
    order, payment = attempt(world)
    shown = reference.shown(order.reference)
    first = arrived(world, f"99.00;{shown};ADA")
    world.desk.remittances.allocate(first, payment.id, world.operator)
    world.desk.documents.import_document("r", f"STATEMENT\n-99.00;{shown};ADA".encode(), world.operator)
    second = arrived(world, "99.00;again;ADA")
    world.desk.lanes["awaited"].ask = lambda hook, **offered: o.NotSent("down")  # type: ignore[method-assign]
    world.desk.remittances.allocate(second, payment.id, world.operator)
    with pytest.raises(NotPossible):
        world.desk.remittances.release(first, payment.id, world.operator, "wrong order")
    world.desk.remittances.release(second, payment.id, world.operator, "wrong order")
    assert [left.id for left in world.desk.remittances.inbox()] == [second]


# ---------------------------------------------------------------- nobody is forgotten


def test_part_of_the_money_for_a_cancelled_order_is_in_the_queue(world: World) -> None:
    """It left the inbox and does not pay the order: somebody has to decide (rule 6)."""
    order, payment = attempt(world)
    world.desk.orders.cancel(order.reference, world.operator)
    world.desk.remittances.allocate(arrived(world, "40.00;late;ADA"), payment.id, world.operator)
    assert [row.reference for row in world.desk.orders.queue()] == [order.reference]


def test_a_loss_on_a_cancelled_order_is_in_the_queue(world: World) -> None:
    """Paid late, refunded, then taken back by the bank as well: cancelled or not, money is missing."""
    order, payment = attempt(world)
    world.desk.orders.cancel(order.reference, world.operator)
    world.desk.remittances.allocate(arrived(world, "99.00;late;ADA"), payment.id, world.operator)
    given_back(world, order.reference)
    world.desk.payments.resolve(payment.id, True, "paid out on Friday", world.operator)
    world.desk.remittances.allocate(arrived(world, "-99.00;back;ADA"), payment.id, world.operator)
    assert [row.reference for row in world.desk.orders.queue()] == [order.reference]


def test_what_stays_due_does_not_keep_the_rest_from_being_asked(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More silent payments than one batch holds: the last one is asked after in the same round."""
    monkeypatch.setattr(payments_desk, "BATCH", 2)
    world.provider.after = raising(httpx.ReadTimeout("lost"))
    for _ in range(5):
        order, payment = paid(world)
    world.provider.after = lambda key: None
    for key in [key for key in world.provider.effects if payment.id not in key]:
        world.provider.effects[key] = o.Pending()
    report = world.desk.payments.settle_due(world.operator)
    assert (report.asked, state(world, order)) == (5, OrderState.PAID)


def test_a_method_that_refuses_money_that_is_here_does_not_write_to_the_customer(world: World) -> None:
    """The money arrived: no decline is mailed, and rounds do not ask again and again."""
    order, payment = attempt(world)
    lane = world.desk.lanes["awaited"]
    lane.ask = lambda hook, **offered: o.Refused("closed")  # type: ignore[method-assign]
    world.desk.remittances.allocate(arrived(world, "99.00;a;ADA"), payment.id, world.operator)
    for _ in range(3):
        world.desk.payments.settle_due(world.operator)
    view = world.desk.orders.view(order.reference)
    assert [mail.kind for mail in view.mails] == [MailKind.ORDER_CONFIRMATION]
    assert stored(world, payment).closed.count(Question.SETTLE) == 1
    assert view.received == Money(9900, "USD")


# ---------------------------------------------------------------- plugins that come and go


def without(world: World, code: str) -> None:
    """The plugin is uninstalled."""
    world.desk.lanes._lanes.pop(code)


def test_an_order_outlives_the_plugin_that_took_its_money(world: World) -> None:
    """Everything about it stays readable; what needs the plugin is refused with a sentence."""
    order, payment = start(world)
    world.provider.before = lambda key: raising(httpx.ConnectError("down"))(key) if "settle" in key else None
    world.desk.payments.authorize(payment.id, CARD, world.operator)
    _, waiting = attempt(world)
    money = arrived(world, "99.00;a;ADA")
    without(world, "charged")
    without(world, "awaited")
    view = world.desk.orders.view(order.reference)
    assert (view.state, view.payments[0].method) == (OrderState.AUTHORIZED, None)
    assert len(world.desk.orders.queue()) == 2
    for refused in (
        lambda: world.desk.payments.settle(payment.id, world.operator),
        lambda: world.desk.payments.void(payment.id, world.operator),
        lambda: world.desk.payments.inquire(payment.id, world.operator),
        lambda: world.desk.remittances.allocate(money, waiting.id, world.operator),
    ):
        with pytest.raises(BadSetup, match="is not ready"):
            refused()
    report = world.desk.payments.settle_due(world.operator)
    assert ["is not ready" in str(trouble) for trouble in report.troubles] == [True]
    assert stored(world, payment).seq == view.payments[0].payment.seq


def test_an_open_question_can_be_decided_although_its_plugin_is_gone(world: World) -> None:
    """A person's evidence needs no plugin: the order is not stuck."""
    order, payment = start(world)
    world.provider.after = raising(httpx.ReadTimeout("lost"))
    world.desk.payments.authorize(payment.id, CARD, world.operator)
    without(world, "charged")
    assert world.desk.payments.resolve(payment.id, False, "their support", world.operator).live is None
    world.desk.orders.cancel(order.reference, world.operator)
    assert state(world, order) is OrderState.CANCELLED


def test_a_method_that_describes_itself_anew_changes_nothing_that_was_promised(database_url: str) -> None:
    """Dates promised in a mail stay; a payment begun is carried to its end by what the method says now."""

    class Slower(Awaited):
        settlement_window = None  # type: ignore[assignment]

    world = build(database_url)
    order, payment = attempt(world)
    before = world.desk.orders.view(order.reference).payments[0].window
    found = Found("awaited", "checkout-awaited", "2.0", Slower)
    world.desk.lanes._lanes["awaited"] = load((found,))["awaited"]
    assert world.desk.orders.view(order.reference).payments[0].window == before is not None
    world.desk.remittances.allocate(arrived(world, "99.00;a;ADA"), payment.id, world.operator)
    assert state(world, order) is OrderState.PAID
    world.close()


# ---------------------------------------------------------------- secrets


@pytest.mark.parametrize(
    "write",
    [
        lambda world, money, payment: world.desk.remittances.park(
            money, "card 4242 4242 4242 4242", world.operator
        ),
        lambda world, money, payment: world.desk.remittances.release(
            money, payment.id, world.operator, "card 4242424242424242"
        ),
        lambda world, money, payment: world.desk.payments.resolve(
            payment.id, True, "card 4242-4242-4242-4242", world.operator
        ),
    ],
    ids=["park", "release", "resolve"],
)
def test_no_reason_or_evidence_holds_a_card_number(
    world: World, write: Callable[[World, str, Payment], object]
) -> None:
    """What a person writes is kept for good, so it is refused whoever asks for it (R-097)."""
    _, payment = attempt(world)
    money = arrived(world, "40.00;a;ADA")
    world.desk.remittances.allocate(money, payment.id, world.operator)
    with pytest.raises(BadInput, match="card number"):
        write(world, money, payment)


@pytest.mark.parametrize(
    "answer",
    [
        o.Token("tok_1", "4242 4242 4242 4242"),
        o.Token("tok_1", "Visa", {"raw": "number=4242424242424242"}),
        o.Refused("bad number 4242424242424242"),
    ],
    ids=["shows", "facts", "refused"],
)
def test_a_method_that_repeats_the_number_is_not_listened_to(world: World, answer: object) -> None:
    """Its answer would be written down and shown: nothing is kept and nothing is charged."""
    _, payment = start(world)
    lane = world.desk.lanes["charged"]
    call = lane.call
    lane.call = (  # type: ignore[method-assign]
        lambda hook, offered: answer if hook == "tokenize" else call(hook, offered)
    )
    with pytest.raises(NotPossible, match="nothing was charged"):
        world.desk.payments.authorize(payment.id, CARD, world.operator)
    assert stored(world, payment).seq == 0
    assert not world.provider.asked


def test_receipts_add_up_after_all_of_it(world: World) -> None:
    """A return that found its payment is no receipt: the sums stay what arrived (rule 4)."""
    order, payment = attempt(world)
    shown = reference.shown(order.reference)
    world.desk.remittances.allocate(arrived(world, f"99.00;{shown};ADA"), payment.id, world.operator)
    world.desk.documents.import_document("r", f"STATEMENT\n-99.00;{shown};ADA".encode(), world.operator)
    with world.store.reading() as connection:
        assert table.totals(connection) == {"USD": (9900, 9900, 0, 0, 0)}
