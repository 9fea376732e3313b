"""What an author reads who made a mistake: in the list of plugins, and from ``plugin check``."""

import json
import os
from pathlib import Path

import pytest
from support.shell import Shell

FINE = """
from checkout_tui import Declined, PaymentMethod, Words, hookimpl


class Method:
    @hookimpl
    def describe(self):
        return PaymentMethod("{name}", Words("X", "X"), Words("now", "maintenant"))

    @hookimpl
    def authorize(self, amount):
        return None

    @hookimpl
    def settle(self, amount):
        return None

    @hookimpl
    def decline(self, refused):
        return Declined()

    @hookimpl
    def refund(self, amount):
        return None


plugin = Method()
"""

MISTAKES = {
    "hook": ("def settle", "def settel", "no hook settel. Did you mean settle?"),
    "argument": (
        "def refund(self, amount)",
        "def refund(self, amout)",
        "no argument amout. Did you mean amount?",
    ),
    "missing": (
        "    @hookimpl\n    def refund(self, amount):\n        return None\n",
        "",
        "hooks are missing: refund.",
    ),
    "unmarked": ("    @hookimpl\n    def decline", "    def decline", "write @hookimpl above it"),
    "silent": ("    @hookimpl\n    def describe", "    def describe", "write @hookimpl above it"),
    "nothing": ("plugin = Method()", "", "has no plugin: write plugin = …"),
    "other": ("from checkout_tui", "import not_installed\nfrom checkout_tui", "Install not_installed"),
    "nowhere": ("", "", "there is no module checkout_nowhere"),
}


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """A shell beside eight installed distributions, each with one mistake."""
    for name, (was, becomes, _) in MISTAKES.items():
        if name != "nowhere":
            module = tmp_path / f"checkout_{name}.py"
            module.write_text(FINE.format(name=name).replace(was, becomes), encoding="utf-8")
        info = tmp_path / f"checkout_{name}-1.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: checkout-{name}\nVersion: 1\n")
        points = f"[checkout_tui.methods]\n{name} = checkout_{name}:plugin\n"
        (info / "entry_points.txt").write_text(points, encoding="utf-8")
    made = Shell(tmp_path / "home")
    made.environment["PYTHONPATH"] = os.pathsep.join(
        filter(None, (str(tmp_path), made.environment.get("PYTHONPATH")))
    )
    return made


def test_every_mistake_tells_what_to_write(shell: Shell) -> None:
    """A misspelt hook or argument, a missing one, no mark, an entry point that leads nowhere; the rest work."""
    done = shell.alone("plugins", "--json")
    assert done.returncode == 1
    told = {each["name"]: each for each in json.loads(done.stdout)}
    for name, (_, _, says) in MISTAKES.items():
        assert told[name]["state"] == "broken"
        assert says in told[name]["reason"], name
    assert all(each["state"] == "ready" for name, each in told.items() if name not in MISTAKES)


@pytest.mark.parametrize("name", ["hook", "missing", "silent", "nowhere"])
def test_the_kit_says_the_same(name: str, shell: Shell) -> None:
    """``plugin check`` of a method that does not load gives the same sentence, and does not call it kept."""
    done = shell.alone("plugin", "check", name)
    assert done.returncode in (1, 3)
    assert MISTAKES[name][2] in " ".join((done.stdout + done.stderr).split())
