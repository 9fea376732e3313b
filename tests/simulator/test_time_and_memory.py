"""Virtual time goes forwards only, and what a simulated provider was told stays told."""

import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from checkout_tui.domain.errors import BadInput, BadSetup
from checkout_tui.simulator import FileMemory, SeededIds, Shelf, VirtualClock

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


def test_time_stands_until_it_is_moved() -> None:
    """Nothing but a move changes what a standing clock says, and it always says it in UTC."""
    clock = VirtualClock(NOON.astimezone(timezone(timedelta(hours=5))))
    assert clock.now() == NOON
    assert clock.now().tzinfo is UTC
    clock.move(days=1, hours=2)
    assert clock.now() == NOON + timedelta(hours=26)


def test_time_ticks_on_after_a_jump() -> None:
    """A ticking clock goes on from wherever it was put."""
    seconds = [100.0]
    clock = VirtualClock(NOON, lambda: seconds[0])
    seconds[0] += 5
    assert clock.now() == NOON + timedelta(seconds=5)
    clock.to(NOON + timedelta(days=3))
    seconds[0] += 7
    assert clock.now() == NOON + timedelta(days=3, seconds=7)


def test_time_does_not_go_back() -> None:
    """What happened cannot be taken back; a time without a zone is none."""
    clock = VirtualClock(NOON)
    with pytest.raises(BadInput):
        clock.to(NOON - timedelta(seconds=1))
    with pytest.raises(BadInput):
        VirtualClock(datetime(2026, 1, 1))  # noqa: DTZ001 - the mistake under test


def test_memory_outlives_its_process(tmp_path: Path) -> None:
    """What another process wrote and was killed after is there, and the file is its owner's alone."""
    path = tmp_path / "far" / "memory.jsonl"
    script = (
        "import os, sys; from pathlib import Path; from checkout_tui.simulator import FileMemory\n"
        "memory = FileMemory(Path(sys.argv[1])); memory['a'] = 'é\\n1'; memory['b'] = '2'; del memory['b']\n"
        "os.kill(os.getpid(), 9)"
    )
    killed = subprocess.run([sys.executable, "-c", script, str(path)], check=False)
    assert killed.returncode == -9
    memory = FileMemory(path)
    assert dict(memory) == {"a": "é\n1"}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_torn_line_was_never_written(tmp_path: Path) -> None:
    """Half a line at the end is dropped, and what is written after it is whole."""
    path = tmp_path / "memory.jsonl"
    FileMemory(path)["a"] = "1"
    with path.open("ab") as file:
        file.write(b'["b", "tor')
    memory = FileMemory(path)
    memory["c"] = "3"
    assert dict(FileMemory(path)) == {"a": "1", "c": "3"}


def test_two_who_look_see_the_same(tmp_path: Path) -> None:
    """What one process writes another sees at once, and two owners' keys do not meet."""
    one, other = FileMemory(tmp_path / "m"), FileMemory(tmp_path / "m")
    Shelf(one, "card")["seen"] = "1"
    Shelf(other, "wire")["seen"] = "2"
    assert dict(Shelf(other, "card")) == {"seen": "1"}
    assert len(Shelf(one, "wire")) == 1
    del Shelf(one, "wire")["seen"]
    assert len(other) == 1
    with pytest.raises(KeyError):
        del other["nothing"]


def test_memory_that_cannot_be_kept_is_told(tmp_path: Path) -> None:
    """A folder in the place of the file is a sentence."""
    with pytest.raises(BadSetup):
        FileMemory(tmp_path)


def test_chance_repeats() -> None:
    """Equal seeds give equal identifiers and draws; identifiers sort as they were made, also within an instant."""
    clock = VirtualClock(NOON)

    def story(seed: str) -> list[object]:
        ids = SeededIds(seed, clock)
        return [ids.new(), ids.new(), ids.new(), ids.draw(10**6)]

    assert story("a") == story("a")
    assert story("a") != story("b")
    ids = SeededIds("a", clock)
    made = [ids.new() for _ in range(200)]
    clock.move(seconds=1)
    made.append(ids.new())
    assert made == sorted(set(made))
    assert all(len(each) == 26 for each in made)
