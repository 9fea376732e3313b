"""What a method brings beside its hooks about money: commands, scenarios and pages, reached from a shell."""

import subprocess
from pathlib import Path

import pytest
from support.shell import METHODS, Shell

needs = pytest.mark.skipif(not {"ach", "wire", "check"} <= {*METHODS}, reason="not all methods are installed")


def said(done: "subprocess.CompletedProcess[str]") -> tuple[int, str]:
    return done.returncode, done.stdout + done.stderr


@needs
def test_a_command_of_a_method_is_listed_and_run(shell: Shell, samples: Path, tmp_path: Path) -> None:
    """ach brings a look at Nacha files: its totals, its refusals, and how to call it."""
    assert "nacha FILE" in shell("plugin", "run", "ach").stdout
    sound = shell("plugin", "run", "ach", "nacha", str(samples / "ach" / "ccd-debit.ach"))
    assert (sound.returncode, sound.stdout.startswith("sound: 1 batches")) == (0, True), sound.stderr
    other = tmp_path / "letter.txt"
    other.write_text("Dear bank")
    assert said(shell("--language", "fr", "plugin", "run", "ach", "nacha", str(other)))[0] == 1
    code, text = said(shell("plugin", "run", "ach", "nacha"))
    assert (code, text.strip().endswith("Error: checkout-tui plugin run ach nacha FILE")) == (2, True)
    code, text = said(shell("plugin", "run", "ach", "nope"))
    assert (code, "it has: nacha" in text) == (1, True)


@needs
def test_a_scenario_of_a_method_is_listed_and_played(shell: Shell) -> None:
    """wire brings a transfer from far away, under its own name."""
    assert "wire:from-far-away" in shell("simulate", "--list").stdout.splitlines()
    played = shell("simulate", "wire:from-far-away")
    assert played.returncode == 0, played.stdout
    assert "1 of 1 met" in played.stdout


@needs
def test_a_page_of_a_method_is_listed_and_read(shell: Shell) -> None:
    """check brings what each return allows, in the reader's language."""
    assert shell("docs").stdout.startswith("check:returns")
    assert "ne jamais le représenter" in shell("--language", "fr", "docs", "check:returns").stdout
    code, text = said(shell("docs", "check:nope"))
    assert (code, "check:returns" in text) == (1, True)
