"""One order in a list: what its day means is said, in both languages, within 80 columns and right above the next."""

from datetime import UTC, date, datetime

import pytest
from attrs import evolve
from rich.cells import cell_len

from checkout_tui.cli.language import reader
from checkout_tui.desk.views import OrderRow
from checkout_tui.domain.money import Money
from checkout_tui.domain.order import Attention, OrderState
from checkout_tui.domain.query import Key, KeyKind
from checkout_tui.tui.columns import STATE_WIDTH
from checkout_tui.tui.shown import order_row, order_rows, state_and_day

ROW = OrderRow(
    reference="K7M42XQZ",
    state=OrderState.AWAITING_FUNDS,
    customer="Lumière SARL",
    email="marie@lumiere.example",
    language="fr",
    total=Money(11880, "EUR"),
    method="Transfer",
    placed_at=datetime(2026, 11, 23, 17, 0, tzinfo=UTC),
    seen_on=date(2026, 11, 24),
    expected_to=date(2026, 12, 2),
)
LATE = evolve(ROW, expected_to=date(2026, 9, 28), overdue=True)
PAID = evolve(ROW, state=OrderState.PAID, expected_to=None)
NEW_YEAR = evolve(ROW, expected_to=date(2027, 1, 4))
LONG_AGO = evolve(PAID, placed_at=datetime(2025, 11, 23, tzinfo=UTC))
TO_PAY_OUT = evolve(PAID, attention=Attention.REFUND_PAY_OUT)
LICENSED = evolve(PAID, hit=Key(KeyKind.LICENCE, "ABCDEABCDEABCDEX7K2P"))
SUBSCRIBED = evolve(PAID, hit=Key(KeyKind.SUBSCRIPTION, "K7M42XQZ-1"))


@pytest.mark.parametrize(
    ("row", "english", "french"),
    [
        (ROW, "· awaiting money          by 2 Dec", "· argent attendu   d’ici au 2 déc."),
        (LATE, "! overdue             since 28 Sep", "! en retard     depuis le 28 sept."),
        (
            evolve(LATE, overdue=False),
            "· awaiting money         by 28 Sep",
            "· argent attendu d’ici au 28 sept.",
        ),
        (NEW_YEAR, "· awaiting money          by 4 Jan", "· argent attendu  d’ici au 4 janv."),
        (LONG_AGO, "✓ paid           taken 23 Nov 2025", "✓ payée      prise le 23 nov. 2025"),
        (PAID, "✓ paid                taken 23 Nov", "✓ payée           prise le 23 nov."),
        (TO_PAY_OUT, "! refund to pay out   taken 23 Nov", "! remboursement à verser   23 nov."),
        (LICENSED, "✓ paid         licence •••••-X7K2P", "✓ payée        licence •••••-X7K2P"),
        (SUBSCRIBED, "✓ paid              ↻ K7M-42XQ-Z-1", "✓ payée             ↻ K7M-42XQ-Z-1"),
    ],
)
def test_a_row_says_what_its_day_means(row: OrderRow, english: str, french: str) -> None:
    """Until when money is awaited, since when it is late, the key that was asked for, else when it was taken."""
    assert (order_row(row, reader("en")).cells[2], order_row(row, reader("fr")).cells[2]) == (english, french)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_state_moves_the_column_and_no_day_is_cut(language: str) -> None:
    """Each state with each month is as wide as the next, and ends with its whole day."""
    for state in OrderState:
        for month in range(1, 13):
            row = evolve(ROW, state=state, expected_to=date(2026, month, 28))
            cell = order_row(row, reader(language)).cells[2]
            assert cell_len(cell) == STATE_WIDTH, cell
            assert " 28 " in cell, cell
            assert not cell.endswith("…"), cell
    assert cell_len(state_and_day("✎ " + "漢" * 40, "2026-11-23")) == STATE_WIDTH


def test_two_customers_of_the_same_name_are_told_apart() -> None:
    """R-024: by what each of them can spell; one customer's orders, and everybody else's, are by name."""
    again = evolve(ROW, reference="K7M42XQA", email="Marie@lumiere.example")
    other = evolve(ROW, reference="K7M42XQB", email="marc@lumiere.example")
    bob = evolve(ROW, reference="K7M42XQC", customer="Bob Stone", email="bob@stone.example")
    assert [row.cells[1] for row in order_rows((ROW, again, bob), reader("en"))] == ["Lumière SARL"] * 2 + [
        "Bob Stone"
    ]
    assert [row.cells[1] for row in order_rows((ROW, other, bob), reader("en"))] == [
        "marie@lumiere.example",
        "marc@lumiere.example",
        "Bob Stone",
    ]
