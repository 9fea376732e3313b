"""The money inbox as a list: all of it, a page at a time, counted, added up and looked through."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import event, insert, text
from support.world import World

from checkout_tui import Details, Money
from checkout_tui.domain import candidate_words, inbox, named_money, reference
from checkout_tui.domain.inbox import Folder, Sums
from checkout_tui.domain.operator import Operator
from checkout_tui.domain.order import Contact
from checkout_tui.domain.remittance import BankLine, Likeness, LineKind
from checkout_tui.store import bank_words, codec
from checkout_tui.store import inbox as table
from checkout_tui.store.engine import Store
from checkout_tui.store.tables import bank_lines, documents

BY = Operator("op")
FINDS = (
    "lumiere", "LUMIÈRE films", "1234.50", "1.234,50", "1,234.50", "34.50 lum", "invoice 77", "2026-11-24",
    "24/11/2026", "24.11.2026", "24/11", "•••• 0042", "eur", "transfer", "virement", "check-9", "%_", "9.50",
)  # fmt: skip


def booked(store: Store, *lines: BankLine, method: str = "wire") -> None:
    """Lines of one document, as an import books them."""
    rows = []
    for line in lines:
        body = codec.write(line)
        words, _ = bank_words.known_of(body, method)
        rows.append(
            {
                "id": f"m{line.line:06d}", "document": method, "method": method, "line": line.line,
                "kind": line.kind, "identity": line.identity, "currency": line.amount.currency,
                "amount": line.amount.minor, "booked_on": line.booked_on, "body": body, "allocated": 0,
                "surplus": 0, "sent_back": 0, "closed": 0, "note": "", "proposal": "", "words": words,
            }
        )  # fmt: skip
    with store.writing() as connection:
        connection.execute(
            insert(documents).values(
                digest=method, name="d", method=method, imported_by="op", report="{}",
                imported_at=datetime(2026, 11, 25, tzinfo=UTC),
            )
        )  # fmt: skip
        connection.execute(insert(bank_lines), rows)


def line(number: int, amount: Money, **changes: object) -> BankLine:
    made: dict[str, object] = {
        "line": number, "kind": LineKind.RECEIPT, "amount": amount, "identity": str(number),
        "booked_on": date(2026, 11, 1 + number % 28), "payer": f"PAYER {number:04d}",
    }  # fmt: skip
    return BankLine(**(made | changes))  # type: ignore[arg-type]


def test_a_long_inbox_is_whole_however_many_pages_it_has(world: World) -> None:
    """Every row is on exactly one page, oldest first; count and sums are of all of them, a currency each."""
    amounts = [Money(100 + n, "USD" if n % 3 else "EUR") for n in range(450)]
    booked(world.store, *(line(n, amount) for n, amount in enumerate(amounts)))
    pages = [world.desk.inbox.page(Folder.OPEN, "", first, 100) for first in range(0, 500, 100)]
    every = [money for page in pages for money in page]
    assert [len(page) for page in pages] == [100, 100, 100, 100, 50]
    assert len({money.id for money in every}) == 450
    assert [money.booked_on for money in every] == sorted(money.booked_on for money in every)
    sums = world.desk.inbox.sums(Folder.OPEN)
    assert sums.count == 450
    for total in sums.amounts:
        assert total.minor == sum(each.minor for each in amounts if each.currency == total.currency)
    assert [total.currency for total in sums.amounts] == ["EUR", "USD"]


def test_money_is_found_by_whatever_is_known_of_it(world: World) -> None:
    """Payer, text, amount in either form, day, account, currency, method in both languages, facts, what is left.

    Words narrow each other, and what a database reads as a pattern is only text.
    """
    one = line(
        1, Money(123450, "EUR"), booked_on=date(2026, 11, 24), payer="Lumière Films SARL",
        text="Invoice 77 100%_sure", account="•••• 0042", facts={"check number": "CHECK-9"},
    )  # fmt: skip
    booked(world.store, one, method="awaited")
    booked(world.store, line(2, Money(700, "USD"), booked_on=date(2026, 10, 3), payer="Nobody"))
    with world.store.writing() as connection:
        connection.execute(text("UPDATE bank_lines SET surplus = 122500 WHERE line = 1"))
    for typed in FINDS:
        found = world.desk.inbox.page(Folder.OPEN, typed)
        assert [money.payer for money in found] == ["Lumière Films SARL"], typed
        assert world.desk.inbox.sums(Folder.OPEN, typed) == Sums(1, (Money(950, "EUR"),)), typed
    for typed in ("lumiere 7.00", "100%sure", "a_sure", "12.34.50"):
        assert world.desk.inbox.page(Folder.OPEN, typed) == (), typed
        assert world.desk.inbox.sums(Folder.OPEN, typed).count == 0, typed


def test_money_is_found_by_the_order_that_it_names_or_went_to(world: World) -> None:
    """However the reference is spaced in the text; and once it is tied, by the order that it went to."""
    order = world.place()
    payment = world.desk.payments.prepare(order.reference, "awaited", BY)
    world.desk.payments.authorize(payment.id, Details(), BY)
    spaced = " ".join(reference.shown(order.reference).replace("-", " ").split())
    rows = (f"10.00;x {spaced} y;ONE", "20.00;no word;TWO", "30.00;nothing;THREE")
    world.desk.documents.import_document("d", "\n".join(("STATEMENT", *rows)).encode(), BY)
    typed = reference.shown(order.reference).lower()
    assert [money.payer for money in world.desk.inbox.page(Folder.OPEN, typed)] == ["ONE"]
    other = next(money for money in world.desk.remittances.inbox() if money.payer == "TWO")
    world.desk.remittances.allocate(other.id, payment.id, BY)
    assert [money.payer for money in world.desk.inbox.page(Folder.DONE, typed)] == ["TWO"]
    assert world.desk.inbox.sums(Folder.DONE, typed) == Sums(1, (Money(2000, "USD"),))


def test_parked_money_lies_apart_until_somebody_takes_it_up(world: World) -> None:
    """It is counted where one looks, found by its note, and back among what waits without one or once decided."""
    booked(world.store, line(1, Money(700, "USD"), payer="Ada"), line(2, Money(900, "USD"), payer="Bea"))
    world.desk.remittances.park("m000001", "Asked the bank", BY)
    assert [money.payer for money in world.desk.inbox.page(Folder.OPEN)] == ["Bea"]
    assert world.desk.inbox.sums(Folder.OPEN) == Sums(1, (Money(900, "USD"),), elsewhere=1)
    assert [money.payer for money in world.desk.inbox.page(Folder.PARKED, "the bank")] == ["Ada"]
    assert world.desk.inbox.page(Folder.PARKED, "other note") == ()
    assert world.desk.inbox.sums(Folder.PARKED) == Sums(1, (Money(700, "USD"),), elsewhere=1)
    world.desk.remittances.park("m000001", " ", BY)
    assert len(world.desk.inbox.page(Folder.OPEN)) == 2
    world.desk.remittances.park("m000001", "again", BY)
    world.desk.remittances.keep_surplus("m000001", BY, "a tip", Money(100, "USD"))
    assert world.desk.inbox.sums(Folder.OPEN) == Sums(2, (Money(1500, "USD"),))
    world.desk.remittances.send_back("m000001", BY, "not ours")
    assert [money.payer for money in world.desk.inbox.page(Folder.DONE)] == ["Ada"]


def test_looking_reads_the_index_alone(world: World) -> None:
    """However many rows there are: neither a page's place, nor a search, nor a sum touches the table's rows."""
    said: list[str] = []
    if world.store.engine.dialect.name != "sqlite":
        pytest.skip("the plan is told in SQLite's words")

    def keep(connection: object, cursor: object, statement: str, parameters: object, *_: object) -> None:
        said.append(statement)

    with world.store.reading() as connection:
        event.listen(world.store.engine, "before_cursor_execute", keep)
        table.sums(connection, Folder.OPEN, inbox.read("ada 9.00"))
        table.page(connection, Folder.OPEN, inbox.read("ada"), 100, 100)
        event.remove(world.store.engine, "before_cursor_execute", keep)
        sums, page = (statement for statement in said if statement.startswith("SELECT"))
        inner = page[page.index("(SELECT") + 1 : page.rindex(")")]
        for statement in (sums, inner):
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", _blanks(statement))
            assert "USING COVERING INDEX ix_bank_lines_inbox (closed=?" in " ".join(row[3] for row in plan)


def _blanks(statement: str) -> tuple[object, ...]:
    return (0,) * statement.count("?")


def test_an_order_knows_of_money_that_speaks_of_it_until_somebody_decides(world: World) -> None:
    """By its reference, one letter off, or its address; parked too; other orders and decided money are not told."""
    order = world.place()
    other = world.place()
    payment = world.desk.payments.prepare(order.reference, "awaited", BY)
    world.desk.payments.authorize(payment.id, Details(), BY)
    wrong = order.reference[:2] + ("2" if order.reference[2] != "2" else "3") + order.reference[3:]
    rows = (
        f"10.00;x {reference.shown(order.reference)};ONE",
        f"20.00;{wrong};TWO",
        f"-30.00;{order.reference} ?;NO",
    )
    document = "\n".join(("STATEMENT", *rows)).encode()
    world.desk.documents.import_document("d", document, BY)
    # Another document with the same lines and one more: what is booked already keeps its name.
    world.desk.documents.import_document("e", document + b"\n5.00;nothing;THREE", BY)
    found = world.desk.inbox.naming(order.reference)
    assert {(money.remittance.payer, money.likeness) for money in found} == {
        ("ONE", Likeness.REFERENCE), ("TWO", Likeness.NEAR_REFERENCE), ("NO", Likeness.REFERENCE)
    }  # fmt: skip
    assert world.desk.inbox.naming(other.reference) == ()
    view = world.desk.orders.view(order.reference)
    assert view.actions["to_money"].why_not is None
    assert view.say[0].startswith("A payment of 10.00 USD has reached us and is being assigned")
    one = next(money.remittance for money in found if money.remittance.payer == "ONE")
    world.desk.remittances.park(one.id, "asked the bank", BY)
    said = named_money.told_of(world.desk.inbox.naming(order.reference))
    assert said is not None
    assert "Transfer: 10.00 USD that names this order came on Wednesday 25 November 2026" in said.say()
    assert "It is parked (asked the bank). And 2 more." in said.say()
    world.desk.remittances.send_back(one.id, BY, "not ours")
    said = named_money.told_of(world.desk.inbox.naming(order.reference))
    assert said is not None
    assert "a return of 30.00 USD that names this order" in said.say()
    assert world.desk.orders.view(other.reference).actions["to_money"].why_not is not None


def test_why_an_order_is_proposed_is_told_with_the_words_that_led_there(world: World) -> None:
    """R-066: the misread word, the address, the names, how the amounts compare; never only a verdict."""
    order = world.place(customer=Contact("Marie Curie", "marie@lumiere.example"))
    payment = world.desk.payments.prepare(order.reference, "awaited", BY)
    world.desk.payments.authorize(payment.id, Details(), BY)
    wrong = order.reference[:2] + ("2" if order.reference[2] != "2" else "3") + order.reference[3:]
    shown = reference.shown(order.reference)
    told = {
        f"99.00;{shown};A": f"Its reference {shown} stands in the text, and the check character is right. "
        "It waits for exactly this amount.",
        f"98.00;for {wrong};B": f"“{reference.shown(wrong)}” stands in the text: one letter away from its reference "
        f"{shown}. Compare name and amount. It waits for 99.00 USD: 1.00 USD are missing.",
        "120.00;marie@lumiere.example;C": "The address marie@lumiere.example stands in the text: it is this "
        "customer's. It waits for 99.00 USD: 21.00 USD are too much.",
        "99.00;;CURIE MARIE": "It waits for exactly this amount, and CURIE MARIE is called like Marie Curie.",
        "99.00;;E": "It waits for exactly this amount by the same method. Nothing else speaks for it: compare the "
        "names.",
    }  # fmt: skip
    world.desk.documents.import_document("d", "\n".join(("STATEMENT", *told)).encode(), BY)
    for money, expected in zip(world.desk.remittances.inbox(), told.values(), strict=True):
        best = world.desk.remittances.candidates(money.id)[0]
        compared = candidate_words.compared(best, money)
        said = [candidate_words.why(best, money), *([compared] if compared else [])]
        assert " ".join(each.say() for each in said) == expected
    assert world.desk.orders.view(order.reference).received.minor == 0
