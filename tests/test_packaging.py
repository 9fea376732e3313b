"""What is delivered: the wheels, the pinned requirements, and that neither says where it came from."""

import ast
import gettext
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Iterator
from email.parser import Parser
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[1]
METHODS = ("ach", "card", "check", "paypal", "wire")
PROJECTS = {"checkout-tui": ROOT, **{f"checkout-{method}": ROOT / "plugins" / method for method in METHODS}}

# Where a distribution is called otherwise than what is imported from it.
DISTRIBUTIONS = {
    "babel": "babel",
    "email_validator": "email-validator",
    "fpdf": "fpdf2",
    "stdnum": "python-stdnum",
}


def project(name: str) -> dict:
    """The parsed pyproject.toml of one of our distributions."""
    return tomllib.loads((PROJECTS[name] / "pyproject.toml").read_text(encoding="utf-8"))


def committed() -> list[Path]:
    """Every file that belongs to the project."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not a git clone: nobody can say which files belong to the project")
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def copy(name: str, to: Path) -> Path:
    """The sources of one distribution as a fresh clone has them, without anything compiled."""
    leave = shutil.ignore_patterns("__pycache__", "*.mo", ".venv", "dist", "build")
    source = PROJECTS[name]
    to.mkdir()
    for part in ["src", "tests", "hatch_build.py", "pyproject.toml", "README.md", "LICENSE"]:
        if (source / part).is_dir():
            shutil.copytree(source / part, to / part, ignore=leave)
        elif (source / part).exists():
            shutil.copy(source / part, to)
    return to


def build(source: Path, kind: str, to: Path) -> Path:
    """Build ``source`` as ``wheel`` or ``sdist`` into ``to``."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(to)],
        cwd=source,
        check=True,
        capture_output=True,
    )
    (built,) = to.iterdir()
    return built


def build_from_sdist(name: str, place: Path) -> Path:
    """A wheel made from the source archive, so that the archive is known to be complete."""
    archive = build(copy(name, place / "clone"), "sdist", place / "sdist")
    with tarfile.open(archive) as packed:
        packed.extractall(place / "unpacked", filter="data")
    (source,) = (place / "unpacked").iterdir()
    return build(source, "wheel", place / "wheel")


@pytest.mark.parametrize("name", PROJECTS)
def test_a_wheel_holds_every_file_of_its_package(name: str, tmp_path: Path) -> None:
    """Styles, templates, migrations, catalogues and type markers too, by way of the source archive."""
    package = name.replace("-", "_")
    source = PROJECTS[name] / "src"
    wanted = {
        path.relative_to(source).as_posix()
        for path in (source / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".mo"
    }
    wanted |= {path.removesuffix(".po") + ".mo" for path in wanted if path.endswith(".po")}
    assert f"{package}/py.typed" in wanted

    with zipfile.ZipFile(build_from_sdist(name, tmp_path)) as wheel:
        held = {path for path in wheel.namelist() if ".dist-info/" not in path}

    assert held == wanted


def test_catalogues_are_compiled_while_building(tmp_path: Path) -> None:
    """A translation in a .po file is one that gettext finds in the installed package."""
    clone = copy("checkout-tui", tmp_path / "clone")
    messages = clone / "src/checkout_tui/locale/fr/LC_MESSAGES"
    messages.mkdir(parents=True, exist_ok=True)
    (messages / "probe.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "check"\nmsgstr "chèque"\n',
        encoding="utf-8",
    )
    with zipfile.ZipFile(build(clone, "wheel", tmp_path / "wheel")) as wheel:
        wheel.extractall(tmp_path / "installed")
    folder = tmp_path / "installed/checkout_tui/locale"
    assert gettext.translation("probe", folder, ["fr"]).gettext("check") == "chèque"


def test_a_tree_without_catalogues_builds(tmp_path: Path) -> None:
    """Nothing to translate is no error."""
    clone = copy("checkout-tui", tmp_path / "clone")
    shutil.rmtree(clone / "src/checkout_tui/locale", ignore_errors=True)
    assert build(clone, "wheel", tmp_path / "wheel").suffix == ".whl"


@pytest.mark.parametrize("method", METHODS)
def test_a_plugin_announces_its_method(method: str, tmp_path: Path) -> None:
    """An entry point named like the method, others named after it, all its own; and the wheel asks for the host."""
    wheel = build(copy(f"checkout-{method}", tmp_path / "clone"), "wheel", tmp_path / "wheel")
    with zipfile.ZipFile(wheel) as opened:
        files = {Path(path).name: path for path in opened.namelist() if ".dist-info/" in path}
        points = opened.read(files["entry_points.txt"]).decode()
        metadata = Parser().parsestr(opened.read(files["METADATA"]).decode())
    header, *named = points.strip().splitlines()
    assert header == "[checkout_tui.methods]"
    assert f"{method} = checkout_{method}:plugin" in named
    assert all(re.fullmatch(rf"{method}(-[a-z]+)? = checkout_{method}:[a-z]+", point) for point in named)
    asked = {Requirement(each).name for each in metadata.get_all("Requires-Dist", [])}
    assert "checkout-tui" in asked
    assert not asked & (PROJECTS.keys() - {"checkout-tui"})


def test_the_host_asks_for_no_plugin() -> None:
    """Neither to run nor by an extra: a method is the choice of whoever installs."""
    host = project("checkout-tui")["project"]
    extras = [each for extra in host["optional-dependencies"].values() for each in extra]
    asked = {Requirement(each).name for each in [*host["dependencies"], *extras]}
    assert not asked & PROJECTS.keys()


def test_no_string_of_the_host_names_a_method() -> None:
    """A method is known by what its plugin says of it, never by its name."""
    named = re.compile(r"paypal|stripe|checkout_(ach|card|check|paypal|wire)\b", re.IGNORECASE)
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}: {node.value!r}"
        for path in sorted((ROOT / "src/checkout_tui").rglob("*.py"))
        for node in strings(ast.parse(path.read_text(encoding="utf-8")))
        if node.value in METHODS or named.search(node.value)
    ]
    assert not found


def strings(tree: ast.AST) -> Iterator[ast.Constant]:
    """The string constants in ``tree`` that are not docstrings."""
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node


@pytest.mark.parametrize("name", PROJECTS)
def test_what_is_imported_is_asked_for(name: str) -> None:
    """A package that only happens to be there is missing on the next machine."""
    declared = project(name)["project"]
    allowed = {canonicalize_name(Requirement(each).name) for each in declared["dependencies"]}
    extras = {
        extra: {canonicalize_name(Requirement(each).name) for each in wanted}
        for extra, wanted in declared.get("optional-dependencies", {}).items()
    }
    # What needs an extra is one place that is only imported where the extra is.
    places = {"testing": "testing", "serving.py": "serve"}
    own = name.replace("-", "_")
    missing = set()
    for path in (PROJECTS[name] / "src" / own).rglob("*.py"):
        granted = allowed.union(*(extras.get(places[part], ()) for part in path.parts if part in places))
        for module in imported(ast.parse(path.read_text(encoding="utf-8"))):
            distribution = canonicalize_name(DISTRIBUTIONS.get(module, module))
            # Types of httpx are in the hooks' signatures: whoever has the host has httpx.
            known = module in sys.stdlib_module_names or module == own or distribution in granted
            if not known and module != "httpx":
                missing.add(f"{path.relative_to(ROOT)} imports {module}")
    assert not missing


def imported(tree: ast.AST) -> set[str]:
    """The top-level names of what ``tree`` imports."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


def pins(file: str) -> dict[str, Version]:
    """What a requirements file pins; every line of it has a hash, or this fails."""
    text = (ROOT / file).read_text(encoding="utf-8")
    logical = re.sub(r"\\\n", " ", re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE)).splitlines()
    pinned = {}
    for line in filter(str.strip, logical):
        match = re.fullmatch(r"([a-z0-9-]+)==(\S+)((?:\s+--hash=sha256:[0-9a-f]{64})+)\s*", line)
        assert match, f"{file}: not a pinned requirement with its hashes: {line[:80]}"
        pinned[match[1]] = Version(match[2])
    return pinned


def test_requirements_are_pinned_as_declared() -> None:
    """Everything the pyproject files ask for is pinned, with hashes, at a version they allow."""
    running, developing = pins("requirements.txt"), pins("requirements-dev.txt")
    for name in PROJECTS:
        parsed = project(name)
        run = parsed["build-system"]["requires"] + parsed["project"]["dependencies"]
        extras = parsed["project"].get("optional-dependencies", {}).values()
        groups = parsed.get("dependency-groups", {}).values()
        needed = {
            "requirements.txt": (running, run),
            "requirements-dev.txt": (developing, [each for some in [*extras, *groups] for each in some]),
        }
        for file, (pinned, requirements) in needed.items():
            for requirement in map(Requirement, requirements):
                if requirement.name in PROJECTS:
                    continue
                version = pinned.get(canonicalize_name(requirement.name))
                assert version is not None, f"{name} asks for {requirement}: run make lock ({file})"
                assert version in requirement.specifier, f"{name} asks for {requirement}: run make lock"


def test_both_requirements_files_agree() -> None:
    """What is in both is at the same version in both."""
    running, developing = pins("requirements.txt"), pins("requirements-dev.txt")
    assert {name: developing[name] for name in running.keys() & developing.keys()} == {
        name: running[name] for name in running.keys() & developing.keys()
    }


def test_no_file_says_where_packages_come_from() -> None:
    """No registry's address and no path of somebody's machine: both differ from one reader to the next."""
    index = r"(extra-)?index-url\s*[=:]|--(extra-)?index-url|find-links\s*[=:]"
    registry = r"https?://[\w.-]*(pypi|pythonhosted|registry|artifactory|nexus|mirror)[\w.-]*"
    machine = r"(?<![\w.~$}/])/(work|root|farm|home|Users)/\w"
    said = re.compile(f"{index}|{registry}|{machine}".encode())
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in committed()
        # This file is full of what must not be said.
        if path != Path(__file__).resolve() and path.suffix not in {".ttf", ".png", ".gif"}
        for number, line in enumerate(path.read_bytes().splitlines(), 1)
        if said.search(line)
    ]
    assert not found


def test_too_old_a_python_is_told_in_a_sentence(tmp_path: Path) -> None:
    """Not a traceback from somewhere inside pip."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / "requirements.txt").touch()
    old = tmp_path / "python3"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.9.2"\nexit 1\n')
    old.chmod(0o755)
    made = subprocess.run(
        ["make", "setup"],
        cwd=tmp_path,
        env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "MAKEFLAGS": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode
    assert "needs Python 3.11 or newer, and python3 is Python 3.9.2." in made.stderr
    assert not (tmp_path / ".venv").exists()
