"""The looker after the money rules finds each kind of damage, planted in a database where all was well."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from checkout_tui.plugins import discover
from checkout_tui.simulator.checks import Checks
from checkout_tui.simulator.faithful import Faithful
from checkout_tui.simulator.scenario import find
from checkout_tui.simulator.scenario.plan import planned

NOW = datetime(2026, 6, 12, tzinfo=UTC)

DAMAGE = {
    "history": "UPDATE payments SET body = replace(body, '\"misses\":0', '\"misses\":7')",
    "money": "UPDATE payments SET body = replace(body, '\"refunded\":0', '\"refunded\":999999')",
    "questions": "UPDATE orders SET state = 'unanswered'",
    "remittances": "UPDATE bank_lines SET allocated = allocated - 1",
    "news": "UPDATE bank_lines SET amount = amount + 1",
    "mail": "DELETE FROM mails",
}


@pytest.fixture
def ended(tmp_path: Path) -> Faithful:
    """A scenario with a wire and a card payment that ended well."""
    found = discover()
    if {"wire", "ach"} - {plugin.name for plugin in found}:
        pytest.skip("a payment method is not installed")
    faithful = Faithful(planned(find("document-twice"), 1), found, tmp_path)
    assert faithful.run().good
    return faithful


def rules(faithful: Faithful) -> set[str]:
    """Which rules do not hold now."""
    checks = Checks(faithful.demo.store)
    references = tuple(faithful.references.values())
    reported = dict(faithful._reported)
    found = [
        *checks.touched(references, NOW),
        *checks.everything(reported, NOW, mailed=references),
    ]
    return {violation.rule for violation in found}


@pytest.mark.parametrize("rule", sorted(DAMAGE))
def test_planted_damage_is_found(rule: str, ended: Faithful) -> None:
    """One row changed behind the program's back, and the rule that it breaks is named."""
    assert rules(ended) == set()
    with ended.demo.store.writing() as connection:
        assert connection.exec_driver_sql(DAMAGE[rule]).rowcount
    assert rule in rules(ended)
    ended.close()
