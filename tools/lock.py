"""Write requirements.txt and requirements-dev.txt: every dependency at one version, with its hashes.

What is wanted is declared once, in the pyproject files. The result says what to install and never
where from: that is the business of the machine it is installed on.
"""

import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


def project(path: Path) -> dict[str, Any]:
    """A parsed pyproject.toml."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def wanted() -> tuple[list[str], list[str]]:
    """The requirements for building and running, and those for tests and linters."""
    host = project(ROOT / "pyproject.toml")
    everything = [host, *(project(path) for path in sorted(ROOT.glob("plugins/*/pyproject.toml")))]
    running: list[str] = []
    developing = list(host["dependency-groups"]["dev"])
    for each in everything:
        running += each["build-system"]["requires"] + each["project"]["dependencies"]
        for extra in each["project"].get("optional-dependencies", {}).values():
            developing += extra
    return _others(running), _others(developing)


def _others(requirements: list[str]) -> list[str]:
    """Without the distributions of this repository: they are installed from here."""
    return sorted({each for each in requirements if not each.startswith("checkout-")})


def compile_(requirements: list[str], output: str, *more: str) -> None:
    """Resolve ``requirements`` into the file ``output``."""
    options = [
        "--allow-unsafe",
        "--annotation-style=line",
        "--generate-hashes",
        "--no-emit-find-links",
        "--no-emit-index-url",
        "--no-emit-options",
        "--no-emit-trusted-host",
        "--quiet",
        "--strip-extras",
        "--upgrade",
    ]
    subprocess.run(
        [sys.executable, "-m", "piptools", "compile", *options, *more, "--output-file", output, "-"],
        input="\n".join(requirements),
        text=True,
        check=True,
        cwd=ROOT,
        env={**os.environ, "CUSTOM_COMPILE_COMMAND": "make lock"},
    )


if __name__ == "__main__":
    running, developing = wanted()
    compile_(running, "requirements.txt")
    compile_(developing, "requirements-dev.txt", "--constraint", "requirements.txt")
