"""The command line, from outside: what it prints, what it exits with, and what it never does."""

import json
import os
import pty
import re
import select
import stat
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from email import message_from_bytes
from email.policy import default
from importlib import metadata
from io import StringIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

import click
import pytest
from attrs import evolve

from checkout_tui.cli import main
from checkout_tui.cli.commands import commands
from checkout_tui.cli.wiring import build_desk
from checkout_tui.config import load
from checkout_tui.domain import outcomes as o
from checkout_tui.domain.draft import DraftLine
from checkout_tui.domain.history import Answered, Asked, Question
from checkout_tui.domain.operator import Operator
from checkout_tui.domain.order import Contact
from checkout_tui.domain.payment import Payment, key_for
from checkout_tui.domain.refund import Fact, RefundReason, Wanted
from checkout_tui.domain.tax import Place
from checkout_tui.hookspecs import ENTRY_POINTS
from checkout_tui.store import payments

METHODS = sorted({point.name for point in metadata.entry_points(group=ENTRY_POINTS)})

needs_methods = pytest.mark.skipif(not METHODS, reason="no payment method is installed")


class Shell:
    """Runs the program as a user would, with an empty home and no terminal."""

    def __init__(self, home: Path) -> None:
        self.home = home
        kept = {key: os.environ[key] for key in ("PATH", "PYTHONPATH") if key in os.environ}
        self.environment = kept | {"HOME": str(home), "LANG": "C.UTF-8", "TERM": "xterm-256color"}

    def __call__(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Within this process: starting one takes longer than most commands do."""
        out, error = StringIO(), StringIO()
        umask = os.umask(0)
        with (
            patch.dict(os.environ, self.environment | more, clear=True),
            Path(os.devnull).open() as nothing,
            patch.object(sys, "stdin", nothing),
            redirect_stdout(out),
            redirect_stderr(error),
        ):
            try:
                main(arguments)
            except SystemExit as left:
                status = left.code
            finally:
                os.umask(umask)
        assert isinstance(status, int)
        return subprocess.CompletedProcess(arguments, status, out.getvalue(), error.getvalue())

    def alone(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        """In a process of its own, as the installed command is."""
        return subprocess.run(
            [sys.executable, "-m", "checkout_tui.cli", *arguments],
            capture_output=True,
            text=True,
            check=False,
            env=self.environment | more,
            stdin=subprocess.DEVNULL,
            timeout=100,
        )

    def json(self, *arguments: str) -> Any:
        done = self(*arguments, "--json")
        assert done.stderr == ""
        return json.loads(done.stdout)


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """A shell with an empty home."""
    return Shell(tmp_path / "home")


# ------------------------------------------------------------ help and language


COMMANDS = (
    "",
    "demo",
    "lookup",
    "import",
    "settle",
    "confirm-refund",
    "plugins",
    "plugin",
    "plugin check",
    "plugin new",
    "plugin trace",
    "plugin run",
    "docs",
    "doctor",
    "config",
    "config show",
    "config set",
)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(shell: Shell, command: str) -> None:
    """--help works everywhere, without configuration, database or terminal."""
    done = shell(*command.split(), "--help")
    assert done.returncode == 0
    assert done.stdout.startswith("Usage:")
    assert done.stderr == ""
    assert not (shell.home / ".local").exists()


@pytest.mark.parametrize(
    ("arguments", "environment"),
    [
        (("--language", "fr", "--help"), {}),
        (("--language=fr", "--help"), {}),
        (("--help",), {"LANG": "fr_CA.UTF-8"}),
        (("--help",), {"LC_ALL": "fr_FR.UTF-8", "LANG": "en_US.UTF-8"}),
    ],
)
def test_help_speaks_french(shell: Shell, arguments: tuple[str, ...], environment: Mapping[str, str]) -> None:
    """R-122: by option or by the environment, also the words that are click's own."""
    if "Commandes" not in shell("--language", "fr", "--help").stdout:
        pytest.skip("the catalogues are not compiled here")
    text = shell(*arguments, **environment).stdout
    assert text.startswith("Utilisation")
    assert "Find orders" not in text


@pytest.mark.parametrize("command", COMMANDS)
def test_no_option_is_left_in_english(shell: Shell, command: str) -> None:
    """R-122: whatever a command's options explain in English, they explain in French."""
    english, french = (
        " ".join(shell("--language", language, *command.split(), "--help").stdout.split())
        for language in ("en", "fr")
    )
    if "Utilisation" not in french:
        pytest.skip("the catalogues are not compiled here")
    target: click.Command = commands
    for part in command.split():
        target = target.commands[part]  # type: ignore[attr-defined]
    helps = [option.help for option in target.params if isinstance(option, click.Option) and option.help]
    assert all(text in english for text in helps)
    assert [text for text in helps if text in french] == []


def test_the_operators_language_is_spoken(shell: Shell) -> None:
    """What the configuration says of the operator wins over the environment; the option wins over both."""
    assert shell("config", "set", "operator.language", "fr").returncode == 0
    english = shell("--language", "en", "lookup", "nobody").stdout
    french = shell("lookup", "nobody").stdout
    assert english.strip() == "No order is found by that."
    if french == english:
        pytest.skip("the catalogues are not compiled here")


# ------------------------------------------------------------ without a terminal, and called wrongly


@pytest.mark.parametrize("arguments", [(), ("demo",), ("demo", "--fresh")])
def test_without_a_terminal_it_says_so(shell: Shell, arguments: tuple[str, ...]) -> None:
    """The screens are not opened into a pipe: it names what works there, and exits 2 at once."""
    done = shell.alone(*arguments)
    assert done.returncode == 2
    assert "demo --headless" in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ("nothing",),
        ("lookup",),
        ("import",),
        ("import", "/no/such"),
        ("config", "set", "x"),
        ("--language", "de", "plugins"),
        ("plugins", "--what"),
    ],
)
def test_called_wrongly_it_exits_2(shell: Shell, arguments: tuple[str, ...]) -> None:
    """A wrong call is a sentence on the error stream."""
    done = shell(*arguments)
    assert done.returncode == 2
    assert done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"CHECKOUT_DATABASE": "mysql://x/y"}, "mysql"),
        ({"CHECKOUT_DATABASE": "nonsense"}, "sqlite:///"),
        ({"CHECKOUT_DATABASE": "sqlite:////proc/no/such.db"}, "cannot be opened"),
        ({"CHECKOUT_CONFIG": "/dev/null/x"}, "cannot be read"),
    ],
)
def test_a_bad_set_up_exits_3(shell: Shell, environment: Mapping[str, str], says: str) -> None:
    """What must be mended first is named, and it is not called a mistake of the caller."""
    done = shell("lookup", "x", **environment)
    assert done.returncode == 3
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_a_mistake_of_ours_is_an_incident(shell: Shell, tmp_path: Path) -> None:
    """An unexpected error gives a sentence with an id; the log has it without card numbers, for its owner only."""
    (tmp_path / "sitecustomize.py").write_text(
        "import checkout_tui.cli.printing as printing\n"
        "def broken(*a, **k): raise RuntimeError('boom 4242 4242 4242 4242')\n"
        "printing.orders = broken\n"
    )
    path = os.pathsep.join(filter(None, (str(tmp_path), shell.environment.get("PYTHONPATH"))))
    done = shell.alone("lookup", "x", PYTHONPATH=path)
    assert done.returncode == 4, "the mistake was not made: is another sitecustomize in the way?"
    assert "Traceback" not in done.stderr
    assert "boom" not in done.stderr
    log = shell.home / ".local/share/checkout-tui/checkout-tui.log"
    written = log.read_text()
    assert "boom" in written
    assert "4242 4242" not in written
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    number = done.stderr.split("incident ")[1].split(")")[0]
    assert number in written


# ------------------------------------------------------------ what scripts rely on


@needs_methods
def test_the_demonstration_without_a_screen(shell: Shell) -> None:
    """One order by each method, all settled, with ISO dates or null; nothing is left behind."""
    played = shell.json("demo", "--headless")
    assert sorted(order["method"] for order in played) == METHODS
    for order in played:
        assert order.keys() >= {"method", "reference", "state", "expected_from", "expected_to", "settled_on"}
        assert order["state"] == "settled"
        if order["expected_from"]:
            assert order["expected_from"] <= order["settled_on"] <= order["expected_to"]
    assert shell.json("demo", "--headless") == played
    assert not (shell.home / ".local").exists()


@needs_methods
def test_the_demonstration_tells_what_happened(shell: Shell) -> None:
    """For a person it prints each timeline, and it exits 0 when all are settled."""
    done = shell.alone("demo", "--headless")
    assert done.returncode == 0
    assert f"settled: {len(METHODS)} of {len(METHODS)}" in done.stdout
    assert "order taken by phone" in done.stdout
    assert "4242424242424242" not in done.stdout


@needs_methods
def test_plugins_are_listed(shell: Shell) -> None:
    """Each with name, distribution, version, state and reason; nothing is wrong, so it exits 0."""
    listed = shell.json("plugins")
    assert [each["name"] for each in listed] == METHODS
    for each in listed:
        assert each.keys() >= {"name", "distribution", "version", "state", "reason"}
        assert each["state"] == "ready"
    assert shell("plugins").returncode == 0


@needs_methods
def test_a_method_with_a_wrong_setting_is_refused_with_the_path(shell: Shell) -> None:
    """The others stay; the reason names every setting that is wrong; the status says that there is something to do."""
    code = METHODS[0]
    config = shell.home / "config.toml"
    shell.home.mkdir(parents=True)
    config.write_text(f"[methods.{code}]\nno_such_setting = 1\n")
    done = shell("plugins", "--json", CHECKOUT_CONFIG=str(config))
    states = {each["name"]: each for each in json.loads(done.stdout)}
    assert done.returncode == 1
    assert states[code]["state"] == "refused"
    assert f"methods.{code}.no_such_setting" in states[code]["reason"]
    assert all(each["state"] == "ready" for name, each in states.items() if name != code)
    config.write_text(f"[methods.{code}]\nenabled = false\n")
    done = shell("plugins", "--json", CHECKOUT_CONFIG=str(config))
    assert done.returncode == 0
    assert {each["state"] for each in json.loads(done.stdout) if each["name"] == code} == {"off"}


SAMPLES = (
    "camt/camt053.v2.minimal.xml",
    "camt/camt053.v2.multi.statement.xml",
    "camt/camt053.v4.xml",
    "camt/camt053.v8.xml",
    "camt/camt054.v4.xml",
    "camt/camt054.v8.xml",
)


@needs_methods
@pytest.mark.parametrize("sample", SAMPLES)
def test_a_bank_document_is_booked_once(shell: Shell, samples: Path, sample: str) -> None:
    """Every entry is listed; money that matches no order waits; importing it again books nothing."""
    first = shell.json("import", str(samples / sample))
    assert first.keys() >= {"reader", "entries", "booked", "allocated", "unallocated", "totals", "problems"}
    assert first["entries"] == len(first["lines"]) > 0
    assert all(problem.keys() >= {"line", "reason"} for problem in first["problems"])
    receipts = [line for line in first["lines"] if line["kind"] == "receipt"]
    assert first["allocated"] == 0
    assert first["unallocated"] <= len(receipts)
    again = shell.json("import", str(samples / sample))
    assert (again["booked"], again["unallocated"], again["totals"]) == (0, 0, {})
    assert again["entries"] == first["entries"]
    for name in ("renamed.xml",):
        copy = shell.home / name
        copy.write_bytes((samples / sample).read_bytes())
        assert shell.json("import", str(copy))["booked"] == 0


@needs_methods
def test_a_document_nobody_reads_is_refused(shell: Shell, tmp_path: Path) -> None:
    """Garbage is a sentence and a status of 1; hostile bytes in a name do not reach the terminal."""
    garbage = tmp_path / "evil\x1b]52;c;x\x07.txt"
    garbage.write_bytes(b"\x00\xff nothing")
    done = shell("import", str(garbage))
    assert done.returncode == 1
    assert "\x1b" not in done.stderr
    assert "No installed payment method can read" in done.stderr


def test_lookup_gives_a_list(shell: Shell) -> None:
    """Nothing found is an empty list and no error."""
    assert shell.json("lookup", "nobody@nowhere.example") == []
    assert shell("lookup", "nobody").returncode == 0


def test_lookup_prints_what_scripts_rely_on(shell: Shell) -> None:
    """Reference, state, total in minor units and currency, of orders in the configured database."""
    from checkout_tui.domain.operator import Operator
    from checkout_tui.simulator.demo import draft_for, open_demo
    from checkout_tui.simulator.demo_data import ABROAD
    from checkout_tui.simulator.one_each import BEFORE_THANKSGIVING

    demo = open_demo(shell.home, (), start=BEFORE_THANKSGIVING)
    by = Operator("test")
    order = demo.desk.orders.place(draft_for(demo.desk, ABROAD[0], ("studio",), by), by)
    demo.close()
    database = f"sqlite:///{shell.home / 'demo.db'}"
    done = shell("lookup", order.reference, "--json", CHECKOUT_DATABASE=database)
    (row,) = json.loads(done.stdout)
    assert (row["reference"], row["state"]) == (order.reference, "new")
    assert (row["total"], row["currency"]) == (order.total.minor, order.total.currency)
    done = shell("lookup", "hopper", "grace", CHECKOUT_DATABASE=database)
    assert "Grace Hopper" in done.stdout


def test_settle_has_nothing_to_ask(shell: Shell) -> None:
    """On an empty database nothing is due, and that is fine."""
    assert shell.json("settle")["asked"] == 0
    assert shell.alone("settle").returncode == 0


def test_files_are_their_owners_alone(shell: Shell) -> None:
    """The database, the log and the secret for links can be read by nobody else."""
    shell.alone("lookup", "x")
    shell("config", "set", "seller.name", "Northlight")
    files = [path for path in shell.home.rglob("*") if path.is_file()]
    assert len(files) >= 3
    for path in files:
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


# ------------------------------------------------------------ configuration and doctor


def test_the_doctor_is_content_with_a_fresh_start(shell: Shell) -> None:
    """Everything is looked at; nothing fails where nothing is configured yet."""
    looked = shell.json("doctor")
    assert {each["subject"] for each in looked} >= {
        "python",
        "configuration",
        "database",
        "methods",
        "mail",
        "clock",
    }
    assert not [each for each in looked if each["state"] == "fail"]
    assert shell("doctor").returncode == 0


def test_the_doctor_says_what_to_do(shell: Shell) -> None:
    """A database that others may read and a seller without an address fail, with the command that mends it."""
    shell("config", "set", "seller.name", "Northlight")
    shell("lookup", "x")
    (shell.home / ".local/share/checkout-tui/checkout.db").chmod(0o644)
    done = shell("doctor")
    assert done.returncode == 1
    assert "chmod 600" in done.stdout
    assert "seller.email" in done.stdout


def test_the_doctor_survives_a_broken_configuration(shell: Shell) -> None:
    """What cannot be read is a finding, not the end of the examination."""
    path = shell.home / "config.toml"
    shell.home.mkdir(parents=True)
    path.write_text("seller = 3\n")
    done = shell("doctor", "--json", CHECKOUT_CONFIG=str(path))
    assert done.returncode == 1
    found = {each["subject"]: each["state"] for each in json.loads(done.stdout)}
    assert found["configuration"] == "fail"
    assert found["python"] == "ok"


def test_configuration_is_set_and_shown(shell: Shell) -> None:
    """What was set is shown, what is wrong is refused with status 1, and secrets stay hidden."""
    assert shell("config", "set", "seller.name", "Northlight").returncode == 0
    refused = shell("config", "set", "operator.language", "klingon")
    assert refused.returncode == 1
    assert "operator.language" in refused.stderr
    done = shell("config", "show", "--json", CHECKOUT_MAIL_PASSWORD="hunter2")
    said = json.loads(done.stdout)
    assert said["seller"]["name"] == "Northlight"
    assert said["mail"]["password"] == "••••"
    assert "hunter2" not in done.stdout
    done = shell("config", "show", CHECKOUT_DATABASE="postgresql+psycopg://u:hunter2@h/d")
    assert "hunter2" not in done.stdout


# ------------------------------------------------------------ how fast, and what is not loaded


def test_the_command_line_is_light() -> None:
    """Importing it brings neither the screens nor the database nor the network: help and first paint are fast."""
    heavy = ("textual", "sqlalchemy", "alembic", "httpx", "holidays", "babel", "cattrs", "jinja2", "fpdf")
    script = f"import sys, checkout_tui.cli; print([m for m in {heavy!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# ------------------------------------------------------------ in a terminal


def in_terminal(
    shell: Shell, arguments: list[str], keys: list[tuple[bytes, bytes]], **more: str
) -> tuple[int, bytes]:
    """Run in a pseudo-terminal, press keys once something is there. Returns the status and all that was written."""
    pid, screen = pty.fork()
    if pid == 0:  # pragma: no cover - the child becomes the program
        os.execve(
            sys.executable, [sys.executable, "-m", "checkout_tui.cli", *arguments], shell.environment | more
        )
    written, began = b"", time.monotonic()
    while time.monotonic() - began < 60:
        if keys and keys[0][0] in written:
            os.write(screen, keys.pop(0)[1])
        if select.select([screen], [], [], 0.1)[0]:
            try:
                written += os.read(screen, 65536)
            except OSError:
                break
    else:
        os.kill(pid, 9)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), written


@needs_methods
def test_the_demonstration_opens_in_a_terminal(shell: Shell, tmp_path: Path) -> None:
    """The screens find an order of the month and leave with status 0; no key is logged by Textual."""
    log = tmp_path / "textual.log"
    status, written = in_terminal(
        shell,
        ["demo"],
        [(b"Purchase Lookup", b"dubois"), ("Hélène".encode(), b"\x11")],
        TEXTUAL_LOG=str(log),
        COLUMNS="100",
        LINES="30",
    )
    assert status == 0
    assert b"Traceback" not in written
    assert not log.exists()
    data = shell.home / ".local/share/checkout-tui/demo"
    assert stat.S_IMODE((data / "demo.db").stat().st_mode) == 0o600
    assert not (shell.home / ".local/share/checkout-tui/checkout.db").exists()


def test_a_customer_confirms_a_refund_by_the_link_in_the_mail(shell: Shell, monkeypatch: Any) -> None:
    """R-036, R-039d: the seller's page calls it with the token; twice confirms once, and a made-up one nothing."""
    shell.home.mkdir(parents=True)
    config = shell.home / "config.toml"
    config.write_text(
        '[seller]\nname = "Northlight"\nemail = "shop@northlight.example"\n'
        'support_email = "help@northlight.example"\nrefund_url = "https://northlight.example/refund"\n'
        '[[products]]\ncode = "studio"\ntitle = { en = "Studio", fr = "Studio" }\nprices = { USD = "99.00" }\n'
    )
    for name, value in {**shell.environment, "CHECKOUT_CONFIG": str(config)}.items():
        monkeypatch.setenv(name, value)
    desk = build_desk(load(os.environ))
    by = Operator("ada")
    draft = evolve(
        desk.orders.begin(by),
        currency="USD",
        place=Place("US"),
        customer=Contact("Ada", "ada@example.com"),
        lines=(DraftLine("studio"),),
    )
    order = desk.orders.place(draft, by)
    # Only authorized: it is scheduled, and no provider has to be asked for that.
    with desk.store.writing() as connection:
        payment = Payment("p1", order.reference, "card", order.total, desk.clock.now())
        payments.add(connection, payment)
        asked = Asked(Question.AUTHORIZE, key_for(payment, Question.AUTHORIZE), payment.amount)
        payment = payments.append(connection, payment, asked, at=desk.clock.now(), by="ada")
        answered = Answered(Question.AUTHORIZE, asked.key, o.Authorized("pi_1"))
        payments.append(connection, payment, answered, at=desk.clock.now(), by="ada")
    desk.refunds.request(order.reference, Wanted(RefundReason.DISLIKE, frozenset(Fact)), by)
    desk.mail.deliver()
    desk.store.close()
    (mail,) = (shell.home / ".local/share/checkout-tui/mail").rglob("*.eml")
    body = message_from_bytes(mail.read_bytes(), policy=default).get_body(("plain",))
    assert body is not None
    (token,) = re.findall(r"northlight\.example/refund\S*?token=(\S+)", body.get_content())

    made_up = shell("confirm-refund", f"{token}x", CHECKOUT_CONFIG=str(config))
    assert (made_up.returncode, made_up.stdout) == (1, "")
    assert "Traceback" not in made_up.stderr
    for _ in range(2):
        done = shell("confirm-refund", token, "--json", CHECKOUT_CONFIG=str(config))
        assert done.returncode == 0
        said = json.loads(done.stdout)
        assert said == {
            "reference": order.reference,
            "state": "scheduled",
            "amount": 9900,
            "currency": "USD",
        }
