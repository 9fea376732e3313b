"""How the method is packaged, and what it may reach for."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from checkout_tui.hookspecs import ENTRY_POINTS
from checkout_tui.testing.checking import Check, check, expect, needs
from checkout_tui.testing.subject import Subject

_AREA = "packaging"
_COMMON = frozenset(
    {"payment", "payments", "plugin", "plugins", "methods", "provider", "src", "tests", "utils"}
)
_CLOCKS = frozenset({"now", "today", "utcnow", "time", "time_ns", "sleep"})
_CHANCE = frozenset({"random", "secrets", "uuid"})
_LOOK = """
import sys
reached = set()
sys.addaudithook(lambda event, _: reached.add(event) if event in ("socket.connect", "socket.getaddrinfo") else None)
import {module}
print(*sorted(reached | {{"httpx", "textual", "checkout_tui.testing"}} & sys.modules.keys()))
"""


@check(_AREA)
def one_entry_point(subject: Subject) -> None:
    """Exactly one installed distribution announces the method, by an entry point that is called like its code."""
    points = [p for p in metadata.entry_points(group=ENTRY_POINTS) if p.name == subject.code]
    if not points:
        names = [
            p.name
            for p in metadata.entry_points(group=ENTRY_POINTS)
            if p.value.split(":")[0] == subject.package
        ]
        expect(
            not names,
            f"describe says {subject.code!r} and the entry point is called {', '.join(names)}: use one name",
        )
    needs(points, "it is not installed: no entry point is called like it")
    expect(
        len(points) == 1,
        f"{', '.join(sorted(p.dist.name if p.dist else '?' for p in points))} all claim {subject.code!r}",
    )
    loaded = points[0].load()
    expect(
        loaded is subject.method or type(loaded) is type(subject.method),
        f"the entry point {points[0].value} leads to something else than the method on trial",
    )


@check(_AREA)
def own_top_level_package(subject: Subject) -> None:
    """It is imported by a name of its own, never by one that any other distribution might take, such as payments."""
    name = subject.package
    expect(
        name not in _COMMON,
        f"the top-level package {name!r} could be anybody's: call it checkout_{subject.code}",
    )


@check(_AREA)
def front_door_only(subject: Subject) -> None:
    """It imports from the host what ``checkout_tui`` itself gives, and nothing behind that door."""
    for path, tree in _sources(subject):
        for node in ast.walk(tree):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module or ""]
            for name in names:
                expect(
                    not name.startswith("checkout_tui."),
                    f"{path.name}:{getattr(node, 'lineno', 0)} imports {name}: import from checkout_tui instead",
                )


@check(_AREA)
def quiet_import(subject: Subject) -> None:
    """Importing it connects to nothing and loads neither Textual, nor httpx, nor this kit."""
    module = subject.package
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    looked = subprocess.run(  # noqa: S603 - this interpreter, and a module that is imported here already
        [sys.executable, "-c", _LOOK.format(module=module)],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    needs(looked.returncode == 0, f"a fresh interpreter does not find {module}")
    found = looked.stdout.strip()
    expect(not found, f"importing {module} loads or does: {found}. Import it inside the hook that needs it")


@check(_AREA)
def no_clock_and_no_chance(subject: Subject) -> None:
    """It never looks at a clock, never waits, and draws no chance: it takes what it is given."""
    for path, tree in _sources(subject):
        for node in ast.walk(tree):
            what = _own_clock_or_chance(node)
            expect(
                not what,
                f"{path.name}:{getattr(node, 'lineno', 0)} uses {what}: take now, today and key as arguments",
            )


def _sources(subject: Subject) -> Iterator[tuple[Path, ast.Module]]:
    """Every source file of its package."""
    module = sys.modules.get(subject.package)
    file = getattr(module, "__file__", None)
    needs(file, "its source is not to be found")
    place = Path(str(file))
    paths = sorted(place.parent.rglob("*.py")) if place.name == "__init__.py" else [place]
    for path in paths:
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def _own_clock_or_chance(node: ast.AST) -> str:
    if isinstance(node, ast.Import):
        return next((alias.name for alias in node.names if alias.name.split(".")[0] in _CHANCE), "")
    if isinstance(node, ast.ImportFrom) and not node.level:
        module = (node.module or "").split(".")[0]
        names = {alias.name for alias in node.names}
        if module in _CHANCE:
            return module
        return f"time.{min(names & _CLOCKS)}" if module == "time" and names & _CLOCKS else ""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _CLOCKS:
        owner = node.func.value
        name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
        return f"{name}.{node.func.attr}" if name in ("datetime", "date", "time") else ""
    return ""


CHECKS: tuple[Check, ...] = (
    one_entry_point,
    own_top_level_package,
    front_door_only,
    quiet_import,
    no_clock_and_no_chance,
)
