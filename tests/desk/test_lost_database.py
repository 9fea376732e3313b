"""The database goes away in the middle: a sentence, nothing half-written, and no question asked that is not kept."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Dialect, event, text
from sqlalchemy.exc import DBAPIError, OperationalError
from support.paying import CARD
from support.refunds import asked
from support.world import World, build

from checkout_tui.domain import outcomes as o
from checkout_tui.domain.errors import BadSetup, CheckoutError, TakenMeanwhile
from checkout_tui.domain.fold import fold
from checkout_tui.domain.history import Doubt, Entry, Question, Standing
from checkout_tui.domain.order import Order, OrderState
from checkout_tui.domain.payment import Payment
from checkout_tui.store import Store, engine, needs_upgrade, open_engine, payments, upgrade


def start(world: World) -> tuple[Order, Payment]:
    order = world.place()
    return order, world.desk.payments.prepare(order.reference, "charged", world.operator)


def whole(world: World, order: Order, opening: Payment) -> Payment:
    """The payment as stored, which must be what its history amounts to; the order's row must agree."""
    with world.store.reading() as connection:
        now = payments.get(connection, opening.id)
        assert now == fold(opening, payments.history(connection, opening.id))
    view = world.desk.orders.view(order.reference)
    assert view.current is None or view.current.payment == now
    return now


def failing(world: World, nth: int) -> Callable[[], None]:
    """Let the ``nth`` writing statement from now on fail, and every later one. Returns how to mend it."""
    seen = 0

    def fail(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        nonlocal seen
        if statement.lstrip()[:6] not in ("INSERT", "UPDATE", "DELETE"):
            return
        seen += 1
        if seen >= nth:
            raise sqlite3.OperationalError("database or disk is full")

    listened = (world.store.engine, "before_cursor_execute", fail)
    event.listen(*listened)
    return lambda: event.remove(*listened)


def test_wherever_the_disk_fills_up_nothing_is_half_written(fresh_world: Callable[[], World]) -> None:
    """At each write of taking a payment: a sentence; the history is whole, and the money moves once."""
    asked_without_trace, settled, sentences = 0, False, set[str]()
    for nth in range(1, 40):
        world = fresh_world()
        order, opening = start(world)
        mend = failing(world, nth)
        try:
            world.desk.payments.authorize(opening.id, CARD, world.operator)
            settled = True
        except BadSetup as error:
            sentences.add(str(error))
        mend()
        now = whole(world, order, opening)
        asked_without_trace += len(world.provider.asked) > 0 and now.seq == 0
        world.clock.move(minutes=2)
        if now.live is not None:
            assert world.desk.orders.view(order.reference).warning is not None
            world.desk.payments.inquire(opening.id, world.operator)
        else:
            try:
                world.desk.payments.authorize(opening.id, CARD, world.operator)
            except CheckoutError:
                assert settled
        assert whole(world, order, opening).standing is Standing.SETTLED
        assert (world.provider.count(o.Authorized), world.provider.count(o.Settled)) == (1, 1)
        assert [str(m.kind) for m in world.desk.orders.view(order.reference).mails].count("receipt") == 1
        world.close()
        if settled:
            break
    assert settled
    assert asked_without_trace == 0
    assert all("disk is full" in said for said in sentences)


def test_an_answer_that_could_not_be_written_is_found_again(world: World) -> None:
    """The connection is gone when the answer comes: the question stays open and the inquiry finds it."""
    order, opening = start(world)

    def gone(key: str) -> None:
        world.store.close()
        world.store.engine = Broken(kept.dialect)  # type: ignore[assignment]

    kept = world.store.engine
    world.provider.after = gone
    with pytest.raises(BadSetup, match="does not answer"):
        world.desk.payments.authorize(opening.id, CARD, world.operator)
    world.store.engine = kept
    world.provider.after = lambda key: None
    assert world.desk.orders.view(order.reference).state is OrderState.UNANSWERED
    assert whole(world, order, opening).doubt is Doubt.NONE
    assert world.desk.payments.inquire(opening.id, world.operator).standing is Standing.SETTLED
    assert world.provider.count(o.Authorized) == 1


class Broken:
    """An engine whose database cannot be reached."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect

    def connect(self) -> object:
        raise OperationalError("connect", {}, Exception("connection refused"))

    begin = connect


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_connection_that_the_server_closed_is_a_sentence_and_the_next_one_works(world: World) -> None:
    """PostgreSQL restarts: whoever was in the middle is told, and the pool heals."""
    order, opening = start(world)

    def in_the_middle() -> None:
        with world.store.writing() as connection:
            pid = connection.execute(text("SELECT pg_backend_pid()")).scalar()
            with world.store.writing() as other:
                other.execute(text(f"SELECT pg_terminate_backend({pid})"))
            connection.execute(text("SELECT 1"))

    with pytest.raises(BadSetup, match="does not answer"):
        in_the_middle()
    assert world.desk.payments.authorize(opening.id, CARD, world.operator).standing is Standing.SETTLED
    assert world.desk.orders.view(order.reference).state is OrderState.PAID


def test_a_file_that_is_locked_for_too_long_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another program holds the file: after a while the desk says so, and nothing was asked."""
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.05)
    world = build(f"sqlite:///{tmp_path / 'x.db'}")
    order, opening = start(world)
    other = sqlite3.connect(tmp_path / "x.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(CheckoutError, match="locked"):
        world.desk.payments.authorize(opening.id, CARD, world.operator)
    assert world.desk.orders.view(order.reference).state is OrderState.NEW
    assert not world.provider.asked
    other.execute("ROLLBACK")
    other.close()
    assert world.desk.payments.authorize(opening.id, CARD, world.operator).standing is Standing.SETTLED
    world.close()


def test_a_file_that_may_only_be_read_can_still_be_read(tmp_path: Path) -> None:
    """A read-only database: orders are shown, and whatever writes says why it cannot."""
    world = build(f"sqlite:///{tmp_path / 'x.db'}")
    order, opening = start(world)

    @event.listens_for(world.store.engine, "checkout")
    def only_read(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute("PRAGMA query_only=ON")

    world.store.close()
    with pytest.raises(BadSetup, match="readonly"):
        world.desk.payments.authorize(opening.id, CARD, world.operator)
    assert world.desk.orders.view(order.reference).state is OrderState.NEW
    assert not world.provider.asked
    world.close()


@pytest.mark.parametrize("use", [upgrade, needs_upgrade], ids=["upgrade", "needs_upgrade"])
def test_a_file_that_is_no_database_is_a_sentence(tmp_path: Path, use: Callable[..., object]) -> None:
    """Somebody's letter under the database's name is left as it is."""
    path = tmp_path / "letter.db"
    path.write_text("Dear Sir or Madam, " * 100)
    with pytest.raises(BadSetup, match="not a database"):
        use(open_engine(f"sqlite:///{path}"))
    assert path.read_text().startswith("Dear Sir")


def test_a_server_that_is_not_there_is_a_sentence() -> None:
    """Nobody listens at the URL."""
    pytest.importorskip("psycopg")
    for use in (upgrade, needs_upgrade):
        with pytest.raises(BadSetup, match="does not answer"):
            use(open_engine("postgresql+psycopg://nobody@127.0.0.1:9/x"))


def test_a_database_without_tables_is_a_sentence(tmp_path: Path) -> None:
    """Opened before it was set up: the reason, not a traceback."""
    store = Store(open_engine(f"sqlite:///{tmp_path / 'x.db'}"))
    with pytest.raises(BadSetup, match="no such table"), store.reading() as connection:
        payments.get(connection, "x")


class Clash(Exception):
    """A driver's error, as it looks from outside."""

    def __init__(self, sqlstate: str) -> None:
        super().__init__("deadlock detected\nDETAIL:  Key (email)=(ada@example.com)")
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    ("sqlstate", "kind"),
    [("40P01", TakenMeanwhile), ("40001", TakenMeanwhile), ("53100", BadSetup), ("57P01", BadSetup)],
)
def test_writers_in_each_others_way_are_told_apart_from_a_lost_database(
    store: Store, sqlstate: str, kind: type[CheckoutError]
) -> None:
    """Deadlock and serialization failure: look again. Anything else: the reason, without anybody's data."""
    with pytest.raises(kind) as caught, store.writing():
        raise DBAPIError("UPDATE …", {"email": "ada@example.com"}, Clash(sqlstate))  # type: ignore[arg-type]
    assert "ada@" not in f"{caught.value} {caught.value!r}"
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_no_error_of_the_database_quotes_what_was_written(store: Store) -> None:
    """A statement that fails is told without its values: names, addresses and masked cards stay inside."""
    with (
        pytest.raises(DBAPIError) as caught,
        store.engine.begin() as connection,
    ):
        connection.execute(text("INSERT INTO nowhere VALUES (:email)"), {"email": "ada@example.com"})
    assert "ada@" not in str(caught.value)


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    """The reason and the path, before anything starts."""
    (tmp_path / "letter").touch()
    with pytest.raises(BadSetup, match="cannot be opened"):
        open_engine(f"sqlite:///{tmp_path / 'letter' / 'x.db'}")


def test_a_refund_whose_answer_could_not_be_written_moves_money_once(
    fresh_world: Callable[[], World],
) -> None:
    """At each write of a refund: granted and asked together or not at all, and executed once."""
    done = False
    for nth in range(1, 20):
        world = fresh_world()
        order, opening = start(world)
        world.desk.payments.authorize(opening.id, CARD, world.operator)
        code = asked(world, order.reference)
        mend = failing(world, nth)
        try:
            world.desk.refunds.confirm(order.reference, code, world.operator)
            done = True
        except BadSetup:
            pass
        mend()
        now = whole(world, order, opening)
        with world.store.reading() as connection:
            granted = connection.execute(text("SELECT count(*) FROM refunds")).scalar()
        was_asked = any(
            getattr(entry.event, "question", None) is Question.REFUND for entry in history(world, opening)
        )
        assert granted == int(was_asked)
        assert world.provider.count(o.Refunded) <= int(was_asked)
        if now.live is not None:
            world.desk.payments.inquire(opening.id, world.operator)
            assert whole(world, order, opening).standing is Standing.REFUNDED
            assert world.provider.count(o.Refunded) == 1
        world.close()
        if done:
            break
    assert done


def history(world: World, payment: Payment) -> tuple[Entry, ...]:
    with world.store.reading() as connection:
        return payments.history(connection, payment.id)
