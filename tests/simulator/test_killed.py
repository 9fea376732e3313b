"""A process killed between the provider's act and our learning of it charges nobody twice."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from checkout_tui.domain.errors import NotPossible
from checkout_tui.domain.history import Standing
from checkout_tui.domain.operator import Operator
from checkout_tui.domain.order import OrderState
from checkout_tui.simulator.demo import demo_details
from checkout_tui.simulator.demo_data import ABROAD

SCRIPT = """
import sys
from pathlib import Path
from checkout_tui.domain.operator import Operator
from checkout_tui.plugins import discover
from checkout_tui.simulator import Fault
from checkout_tui.simulator.demo import demo_details, draft_for, open_demo
from checkout_tui.simulator.demo_data import ABROAD
from checkout_tui.simulator.one_each import BEFORE_THANKSGIVING

folder, hook = Path(sys.argv[1]), sys.argv[2]
demo = open_demo(folder, discover(), start=BEFORE_THANKSGIVING)
by = Operator("test")
method = next(m for m in demo.desk.methods if m.operator_moves_money and m.final_after is None)
order = demo.desk.orders.place(draft_for(demo.desk, ABROAD[0], ("studio",), by), by)
payment = demo.desk.payments.prepare(order.reference, method.code, by)
print(order.reference, payment.id, flush=True)
demo.faults[method.code].hit(hook, Fault.KILLED)
demo.desk.payments.authorize(payment.id, demo_details(method, ABROAD[0]), by)
"""


def effects(demo: Any) -> list[str]:
    """Everything the simulated provider remembers of money, whoever it is: its objects, not its counters."""
    return sorted(key for key in demo.memory if "pi_" in key and "key" not in key)


def kill_between(folder: Path, hook: str) -> tuple[str, str]:
    """Take a payment in a process that dies right after the provider acted. Returns order and payment."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(folder), hook], capture_output=True, text=True, check=False
    )
    assert done.returncode == -9, done.stderr
    reference, payment = done.stdout.split()
    return reference, payment


def test_killed_before_the_answer_is_written(opened: Any, tmp_path: Path) -> None:
    """After a restart nobody may be charged again; an inquiry finds the charge and finishes it, once."""
    by = Operator("test")
    demo = opened(folder=tmp_path / "unused")
    if not any(method.operator_moves_money and method.final_after is None for method in demo.desk.methods):
        return
    for hook in ("authorize", "settle"):
        folder = tmp_path / hook
        reference, payment_id = kill_between(folder, hook)
        demo = opened(folder=folder)
        before = effects(demo)
        view = demo.desk.orders.view(reference)
        assert view.state is OrderState.UNANSWERED
        assert view.warning is not None
        assert "Do not take payment again" in view.warning.say()
        assert view.actions["pay"].why_not is not None
        assert view.actions["change"].why_not is not None
        payment = demo.desk.payments.inquire(payment_id, by)
        assert payment.standing is Standing.SETTLED
        assert effects(demo) == before
        assert len(before) == 1
        assert demo.desk.orders.view(reference).state is OrderState.PAID


def test_a_second_press_after_the_restart_does_nothing(opened: Any, tmp_path: Path) -> None:
    """Pressing *pay* again on the unanswered payment asks the provider nothing new."""
    by = Operator("test")
    demo = opened(folder=tmp_path / "unused")
    method = next((m for m in demo.desk.methods if m.operator_moves_money and m.final_after is None), None)
    if method is None:
        return
    folder = tmp_path / "pressed"
    _, payment_id = kill_between(folder, "authorize")
    demo = opened(folder=folder)
    before = effects(demo)
    with pytest.raises(NotPossible):
        demo.desk.payments.authorize(payment_id, demo_details(method, ABROAD[0]), by)
    assert effects(demo) == before
