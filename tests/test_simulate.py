"""The command ``simulate``, from outside."""

import csv
import json
import os
import pty
import re
import shlex
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout, suppress
from io import StringIO
from pathlib import Path

import httpx
import pytest

from checkout_tui.cli import simulating
from checkout_tui.cli.commands import run
from checkout_tui.plugins import discover

pytestmark = pytest.mark.skipif(
    {"wire", "ach"} > {plugin.name for plugin in discover()}, reason="a payment method is not installed"
)

FAILING = """
title = "Never paid, and expected to be"
starts = 2026-06-01T08:00:00Z
until = 2026-06-12
[[generate]]
orders = 3
days = 2
method = { wire = 1 }
country = { DE = 1 }
[methods.wire]
never = 1
[[expect]]
count = "paid"
at_least = 1
"""


def simulate(*arguments: str, home: Path, language: str = "en") -> subprocess.CompletedProcess[str]:
    """Run the command as a user does, without a new process for each: starting one takes longer than most runs."""
    out, error = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(error), pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(home))
        status = run(["--language", language, "simulate", *arguments])
    return subprocess.CompletedProcess(arguments, status, out.getvalue(), error.getvalue())


def test_the_list_is_names_one_a_line(tmp_path: Path) -> None:
    """For a shell's loop: nothing but names, from a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "checkout_tui.cli", "simulate", "--list"],
        env=os.environ | {"HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0
    assert len(done.stdout.split()) == len(done.stdout.splitlines()) >= 20
    assert "thanksgiving-ach" in done.stdout.split()


def test_json_holds_what_a_program_needs(tmp_path: Path) -> None:
    """Seed, orders, events, settled, violations, failed expectations and a digest that is equal for equal seeds."""
    runs = [
        json.loads(simulate("wire-over-easter", "--seed", "4", "--json", home=tmp_path).stdout) for _ in "ab"
    ]
    assert runs[0] == runs[1]
    made = runs[0]
    assert (made["seed"], made["orders"], made["settled"]) == (4, 1, 1)
    assert made["violations"] == []
    assert made["expectations_failed"] == []
    assert made["events"] > 0
    assert len(made["digest"]) == 64


def test_a_report_for_a_person(tmp_path: Path) -> None:
    """Timeline, curve, percentiles, what needed a person, the rules, the command that plays it again; in French too."""
    done = simulate("thanksgiving-ach", "--report", str(tmp_path / "report.txt"), home=tmp_path)
    assert done.returncode == 0, done.stderr
    for part in ("ACH over Thanksgiving", "█", "p90", "Jordan ties 99.00 USD", "0 violations", "2 of 2 met"):
        assert part in done.stdout, done.stdout
    assert "checkout-tui simulate thanksgiving-ach --seed 1 --until 2026-12-04" in done.stdout
    assert max(map(len, done.stdout.splitlines())) < 160
    story = done.stdout.partition("──")[0]
    assert max(map(len, story.splitlines())) < 80 < len(" ".join(story.split()))
    assert (tmp_path / "report.txt").read_text(encoding="utf-8") == done.stdout
    french = simulate("thanksgiving-ach", home=tmp_path, language="fr")
    assert "Règles de l’argent" in french.stdout


def test_a_bar_shows_how_far_it_is_where_somebody_sees_it(tmp_path: Path) -> None:
    """On a terminal's error stream a bar fills up with the orders; what is printed is as it is without one."""
    main, side = pty.openpty()
    command = [sys.executable, "-m", "checkout_tui.cli", "simulate", "short-wire"]
    with os.fdopen(main, "rb", buffering=0) as screen:
        with subprocess.Popen(
            command, env=os.environ | {"HOME": str(tmp_path)}, stdout=subprocess.PIPE, stderr=side, text=True
        ) as running:
            os.close(side)
            out, _ = running.communicate(timeout=120)
        shown = b""
        # A pseudo-terminal whose other side is closed is at its end, which is said as an error.
        with suppress(OSError):
            while part := screen.read(4096):
                shown += part
    assert running.returncode == 0
    drawn = shown.decode()
    assert "50%" in drawn
    assert "100%" in drawn
    assert drawn.count("orders") > 1
    assert out == simulate("short-wire", home=tmp_path).stdout


def test_a_line_for_each_order(tmp_path: Path) -> None:
    """CSV with a header, readable by a spreadsheet."""
    done = simulate("short-wire", "--csv", home=tmp_path)
    rows = list(csv.DictReader(done.stdout.splitlines()))
    assert [(row["name"], row["state"]) for row in rows] == [
        ("beyond", "awaiting-funds"),
        ("within", "paid"),
    ][::-1]


def test_a_failing_run_ends_with_1_and_the_smallest_scenario(tmp_path: Path) -> None:
    """Seed and the smallest scenario that still fails; that scenario, kept in a file, fails as well."""
    path = tmp_path / "it fails.toml"
    path.write_text(FAILING, encoding="utf-8")
    done = simulate(str(path), "--seed", "3", "--json", home=tmp_path)
    assert done.returncode == 1, done.stderr
    made = json.loads(done.stdout)
    assert made["seed"] == 3
    assert [failed["title"] for failed in made["expectations_failed"]] == ["paid"]
    assert not {"hits", "refused", "renewals"} & set(re.findall(r"^(\w+) =", made["smallest"], re.MULTILINE))
    command = shlex.split(made["replay"])
    assert command[:3] == ["checkout-tui", "simulate", str(path)]
    assert (
        json.loads(simulate(*command[2:], "--json", "--no-shrink", home=tmp_path).stdout)["digest"]
        == made["digest"]
    )
    many = simulate(str(path), "--seeds", "2", "--seed", "3", "--json", home=tmp_path)
    assert (many.returncode, json.loads(many.stdout)["failed"]) == (1, [3, 4])
    assert json.loads(many.stdout)["smallest"] == made["smallest"]
    smaller = tmp_path / "smaller.toml"
    smaller.write_text(made["smallest"], encoding="utf-8")
    again = simulate(str(smaller), "--json", "--no-shrink", home=tmp_path)
    assert again.returncode == 1
    assert json.loads(again.stdout)["orders"] == 1
    shown = simulate(str(path), "--seed", "3", home=tmp_path)
    assert "smallest scenario" in shown.stdout
    assert "--seed 3" in shown.stdout


def test_a_hundred_thousand_orders_are_estimated(tmp_path: Path) -> None:
    """The statistical way prints the same shape, a digest that is equal for equal seeds, and curves for a person."""
    asked = ("a-calm-year", "--statistical", "--orders", "100000")
    made = json.loads(simulate(*asked, "--json", home=tmp_path).stdout)
    assert (made["way"], made["orders"], made["violations"]) == ("statistical", 100_000, [])
    assert 0.8 < made["settled"] / made["orders"] < 1
    report = tmp_path / "estimate.txt"
    shown = simulate(*asked, "--report", str(report), home=tmp_path)
    assert shown.returncode == 0
    assert report.read_text(encoding="utf-8") == shown.stdout
    assert "█" in shown.stdout
    assert made["digest"] in shown.stdout


def test_many_seeds_at_once(tmp_path: Path) -> None:
    """Two at a time end as one after the other does; of what went well nothing is told."""
    asked = ("short-wire", "--seeds", "2", "--json")
    done = simulate(*asked, "--jobs", "2", home=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    made = json.loads(done.stdout)
    assert (made["seeds"], made["orders"], made["failed"]) == (2, 4, [])
    assert json.loads(simulate(*asked, "--jobs", "1", home=tmp_path).stdout) == made


def test_of_many_seeds_those_that_failed_are_told(tmp_path: Path) -> None:
    """Each with its number and what it missed, and the command ends with 1."""
    path = tmp_path / "failing.toml"
    path.write_text(FAILING, encoding="utf-8")
    done = simulate(str(path), "--seed", "7", "--seeds", "2", "--jobs", "1", home=tmp_path)
    assert done.returncode == 1
    assert "These failed: 7, 8." in done.stdout
    assert done.stderr.splitlines()[0].startswith("7: ")
    assert "Traceback" not in done.stderr


def test_called_wrongly(tmp_path: Path) -> None:
    """No scenario, an unknown one, a day that is none: a sentence, never a traceback."""
    assert simulate(home=tmp_path).returncode == 2
    unknown = simulate("nobody", home=tmp_path)
    assert (unknown.returncode, "simulate --list" in unknown.stderr) == (1, True)
    wrong = simulate("paid-twice", "--until", "soon", home=tmp_path)
    assert (wrong.returncode, "2026-12-31" in wrong.stderr) == (1, True)
    early = simulate("paid-twice", "--until", "2020-01-01", home=tmp_path)
    assert (early.returncode, "It begins on" in early.stderr) == (1, True)
    for first, *second in (
        ("--serve",),
        ("--json", "--csv"),
        ("--statistical", "--csv"),
        ("--statistical", "--seeds=2"),
        ("--seeds=2", "--csv"),
        ("--seeds=2", f"--report={tmp_path / 'never'}"),
    ):
        refused = simulate("paid-twice", first, *second, home=tmp_path)
        assert (refused.returncode, "do not go together" in refused.stderr) == (2, True), (first, second)


@pytest.fixture
def can_be_broken_off() -> Iterator[None]:
    """A shell lets what it runs in the background ignore Ctrl-C, and children inherit that."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("can_be_broken_off")
def test_served_until_it_is_broken_off(tmp_path: Path) -> None:
    """The addresses are printed, a client reaches the clock, and Ctrl-C ends it with 130."""
    port = str(free_port())
    command = [sys.executable, "-m", "checkout_tui.cli", "simulate", "--serve", "--port", port]
    with subprocess.Popen(
        [*command, "--documents", str(tmp_path / "documents")],
        env=os.environ | {"HOME": str(tmp_path)},
        stdout=subprocess.PIPE,
        text=True,
    ) as running:
        try:
            assert running.stdout is not None
            told = {}
            while "Ctrl-C" not in (line := running.stdout.readline()):
                assert line, "it ended before it said where everything is"
                what, _, where = line.strip().partition(": ")
                told[what] = where
            assert told["clock and banks"] == f"http://127.0.0.1:{port}"
            charges_waits_and_reads(told["clock and banks"], told["card"], tmp_path / "documents")
            running.send_signal(signal.SIGINT)
            assert running.wait(20) == 130
        finally:
            running.kill()


def test_a_program_reads_where_everything_is_served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``--json`` prints what the control address answers while it is served: every address, and the folder."""
    answered: list[object] = []
    port = str(free_port())
    ask = lambda: answered.append(httpx.get(f"http://127.0.0.1:{port}").json())  # noqa: E731 - once, from inside
    monkeypatch.setattr(simulating, "_until_broken_off", ask)
    documents = tmp_path / "documents"
    done = simulate("--serve", "--port", port, "--documents", str(documents), "--json", home=tmp_path)
    said = json.loads(done.stdout)
    assert [said] == answered
    assert said["gateways"]["card"]["url"].startswith("http://127.0.0.1:")
    assert said["banks"]["ach"]["documents"] == str(documents)
    assert said["clock"]["move"] == f"POST http://127.0.0.1:{port}/clock"


def charges_waits_and_reads(control: str, gateway: str, documents: Path) -> None:
    """Somebody else's client: charges a card at the gateway, sends a transfer, and lets days pass."""
    card = {"type": "card", "card[number]": "4242424242424242", "card[exp_month]": "12"}
    headers = {"Authorization": "Bearer sk_test_x", "Idempotency-Key": "k1"}
    data = card | {"card[exp_year]": "2040"}
    charged = httpx.post(f"{gateway}/v1/payment_methods", data=data, headers=headers)
    assert charged.status_code == 200, charged.text
    sent = {"amount": "99.00", "currency": "USD", "reference": "K7M-42XQ-9", "payer": "Ada", "days": 1}
    assert httpx.post(f"{control}/bank/ach", json=sent).status_code == 200
    assert len(httpx.get(f"{control}/clock").json()["pending"]) == 1
    moved = httpx.post(f"{control}/clock", json={"business_days": 2}).json()
    assert moved["pending"] == []
    (document,) = documents.iterdir()
    assert "K7M-42XQ-9" in document.read_text()


def free_port() -> int:
    """The first of several ports that nobody uses just now."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port
