"""The command line, from outside: what it prints, what it exits with, and what it never does."""

import json
import os
import pty
import select
import stat
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import click
import pytest
from support.shell import Shell, needs_methods

from checkout_tui.cli.commands import commands

# ------------------------------------------------------------ help and language


COMMANDS = (
    "",
    "demo",
    "lookup",
    "import",
    "settle",
    "confirm-refund",
    "cancel-subscription",
    "payment-options",
    "delivery",
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
    # every mail is to link to it.
    assert "seller.privacy_url" in done.stdout
    shell("config", "set", "seller.privacy_url", "https://northlight.example/privacy")
    assert "seller.privacy_url" not in shell("doctor").stdout


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
