"""``checkout-tui plugin trace``: what a method is asked and answers, from a shell."""

import json
import subprocess
from pathlib import Path

import pytest
from support.shell import METHODS, Shell

pytestmark = pytest.mark.skipif("card" not in METHODS, reason="the card method is not installed")


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path / "home")


def test_a_payment_at_the_simulated_provider_is_told_question_by_question(shell: Shell) -> None:
    """Token, authorization, settlement, refund: each with what was sent for it, and no number or token."""
    said = shell.json("plugin", "trace", "card")
    told = [(each["question"], each["answer"]) for each in said["exchanges"]]
    assert told == [
        ("tokenize", "Token"),
        ("authorize", "Authorized"),
        ("settle", "Settled"),
        ("refund", "Refunded"),
    ]
    assert all(each["requests"] for each in said["exchanges"])
    everything = json.dumps(said)
    assert "4242424242424242" not in everything
    assert "pm_" not in everything
    people = shell("--language", "fr", "plugin", "trace", "card", "--refused")
    assert people.returncode == 0, people.stderr
    assert "← Refused" in people.stdout
    assert "lundi 23 novembre 2026" in people.stdout


def failed(done: "subprocess.CompletedProcess[str]") -> tuple[int, str]:
    return done.returncode, done.stderr


def test_what_cannot_be_traced_is_said(shell: Shell) -> None:
    """An unknown method, a misread order and an order that does not exist are told, not traced."""
    assert failed(shell("plugin", "trace", "nope"))[0] == 3
    code, said = failed(shell("plugin", "trace", "card", "--order", "K7M42XQZ"))
    assert code == 1, said
    assert said
