"""The documentation says what the code says."""

import ast
import inspect
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import contract_page
import front_door_page
import key_card
import pytest
from attrs import fields

import checkout_tui
from checkout_tui import hookspecs
from checkout_tui.domain import query
from checkout_tui.simulator.scenario import find, names, shape
from checkout_tui.tui.actions import ACTIONS, key_name

ROOT = Path(__file__).parents[1]
HOOKS = {name: hook for name, hook in vars(hookspecs).items() if hasattr(hook, f"{hookspecs.PROJECT}_spec")}


def headings() -> list[str]:
    page = (ROOT / "docs" / "plugin-hooks.md").read_text(encoding="utf-8")
    return re.findall(r"^## (.+)$", page, re.MULTILINE)


def test_every_hook_has_a_heading_that_is_its_signature() -> None:
    """docs/plugin-hooks.md lists the hooks in the file's order, each with exactly its arguments."""
    signatures = [f"{name}({', '.join(inspect.signature(hook).parameters)})" for name, hook in HOOKS.items()]
    assert headings() == signatures


def test_the_required_hooks_are_named_as_such() -> None:
    """The page names the hooks without which a plugin is refused."""
    page = (ROOT / "docs" / "plugin-hooks.md").read_text(encoding="utf-8")
    assert f"Required: {', '.join(f'`{name}`' for name in hookspecs.REQUIRED)}." in page


@pytest.mark.parametrize("name", checkout_tui.__all__)
def test_everything_behind_the_front_door_says_what_it_is(name: str) -> None:
    """Each public name has a docstring of its own, or is a constant."""
    thing = getattr(checkout_tui, name)
    if inspect.isclass(thing) or inspect.isfunction(thing):
        assert inspect.getdoc(thing), name


def test_every_answer_that_a_hook_may_give_is_behind_the_front_door() -> None:
    """A plugin never has to reach past ``checkout_tui`` for what a signature names."""
    named = set()
    for hook in HOOKS.values():
        named |= set(re.findall(r"\b([A-Z]\w+)\b", str(inspect.signature(hook))))
    missing = (
        named
        - set(checkout_tui.__all__)
        - {"None", "BinaryIO", "Callable", "Client", "Mapping", "MutableMapping"}
    )
    assert not missing


def test_the_contract_page_is_the_checks() -> None:
    """docs/contract.md has every sentence that is tried, and no other."""
    assert contract_page.PAGE.read_text(encoding="utf-8") == contract_page.page()


def test_the_front_door_page_is_the_front_door() -> None:
    """docs/front-door.md has every name that a plugin may import, with its fields or members."""
    assert front_door_page.PAGE.read_text(encoding="utf-8") == front_door_page.page()


def pages() -> list[Path]:
    folders = (ROOT, ROOT / "docs", ROOT / "docs" / "methods", *ROOT.glob("plugins/*"))
    return sorted(page for folder in folders for page in folder.glob("*.md"))


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_to_files_that_exist(page: Path) -> None:
    """A link to a file of the project is never broken."""
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_the_operators_guide_has_every_key_and_no_other() -> None:
    """docs/operator.md is held to the one list of actions that footer, help and palette are drawn from."""
    page = (ROOT / "docs" / "operator.md").read_text(encoding="utf-8")
    written = re.findall(r"^\| `([^`]+)` \| ([^|]+) \| ([^|]+) \|$", page, re.MULTILINE)
    assert sorted(written) == sorted((key_name(act.key), act.title, act.help) for act in ACTIONS)


def test_the_lookup_table_of_the_operators_guide_is_true() -> None:
    """What the guide says can be typed is understood as the guide says."""
    page = (ROOT / "docs" / "operator.md").read_text(encoding="utf-8")
    table = page.split("| typed | finds |")[1].split("\n\n")[0]
    kinds = {
        "the order of that reference": query.KeyKind.REFERENCE,
        "names and companies": query.KeyKind.WHO,
        "a phone number": query.KeyKind.PHONE,
        "a card by its last": query.KeyKind.LAST4,
        "an amount": query.KeyKind.AMOUNT,
        "a batch": query.KeyKind.REFERENCE,
    }
    seen = set()
    for line in table.splitlines():
        typed = re.findall(r"`([^`]+)`", line.split("|")[1]) if line.count("|") == 3 else []
        for means, kind in kinds.items():
            if typed and line.split("|")[2].strip().startswith(means):
                seen.add(means)
                for text in typed:
                    assert kind in {key.kind for group in query.read(text).groups for key in group}, text
        if "a day, or from day to day" in line:
            assert all(query.read(text).days for text in typed)
    assert seen == set(kinds)


def test_the_front_door_opens_late_and_on_what_the_type_checker_sees() -> None:
    """Every public name is the one that is imported for the type checker, and importing the package loads none."""
    tree = ast.parse(Path(checkout_tui.__file__).read_text(encoding="utf-8"))
    written = {
        alias.name: node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("checkout_tui")
        for alias in node.names
    }
    assert set(written) == set(checkout_tui.__all__)
    for name, room in written.items():
        assert getattr(checkout_tui, name) is getattr(import_module(room), name)
    ended = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, checkout_tui; print(*(m for m in sys.modules if 'checkout' in m))",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert ended.stdout.split() == ["checkout_tui"]
    with pytest.raises(AttributeError, match="nobody"):
        checkout_tui.nobody  # noqa: B018


def test_the_french_guide_and_the_key_cards_are_drawn_from_the_actions() -> None:
    """What tools/key_card.py would write is what stands there: every action, every place, in both languages."""
    for path, text in key_card.pages().items():
        assert path.read_text(encoding="utf-8") == text, f"{path.name}: run tools/key_card.py"
    french = (ROOT / "docs" / "operateur.md").read_text(encoding="utf-8")
    english = (ROOT / "docs" / "operator.md").read_text(encoding="utf-8")
    keys = re.compile(r"^\| `[^`]+` \| [^|]+ \| [^|]+ \|$", re.MULTILINE)
    assert len(keys.findall(french)) == len(keys.findall(english)) == len(ACTIONS)
    assert len(re.findall("^## ", french, re.MULTILINE)) == len(re.findall("^## ", english, re.MULTILINE))
    assert set(key_card.places()) == set(key_card.PLACES)
    for setting in re.findall(r"`[a-z]+(?:_[a-z]+)+`", english):
        assert setting in french


def test_the_simulators_page_names_every_scenario_and_every_key() -> None:
    """docs/simulator.md lists what ships, each with its story, and what a scenario's tables may hold."""
    page = (ROOT / "docs" / "simulator.md").read_text(encoding="utf-8")
    ships = page.partition("## What ships")[2].partition("\n## ")[0]
    listed = re.findall(r"^\| `([a-z0-9-]+)` \| (.+) \|$", ships, re.MULTILINE)
    assert listed == [(name, find(name).story.en) for name in names()]
    tables = {
        "orders": shape.Ordered,
        "orders.pays": shape.Pay,
        "orders.renewals": shape.Renewing,
        "together": shape.Together,
        "generate": shape.Generated,
        "methods.<code>": shape.Behaviour,
        "seller": shape.Selling,
        "operators": shape.Shift,
        "do": shape.Do,
        "down": shape.Down,
        "holidays": shape.Holiday,
        "jumps": shape.Jump,
        "expect": shape.Expect,
    }
    for table, kind in tables.items():
        (said,) = re.findall(rf"^\| `{re.escape(table)}` \| (.+) \|$", page, re.MULTILINE)
        assert {field.name for field in fields(kind)} <= set(re.findall(r"`([a-z_]+)`", said)), table
