"""A new payment method, as a distribution that keeps the whole contract before a line of it is changed."""

import keyword
import re
import sys
from collections.abc import Iterator
from enum import StrEnum
from importlib import metadata
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from attrs import frozen

from checkout_tui.domain.errors import BadInput, N_
from checkout_tui.hookspecs import ENTRY_POINTS


class Kind(StrEnum):
    """Who moves the money, and how we hear of it."""

    PULL = "pull"
    """The operator charges somebody, through a gateway."""
    PUSH = "push"
    """The customer sends money; a bank's document says that it came."""
    REDIRECT = "redirect"
    """The customer approves by a mailed link."""
    MANUAL = "manual"
    """A person has seen the money, and says so."""


class Licence(StrEnum):
    """What the new distribution says of its own licence."""

    MIT = "mit"
    APACHE = "apache-2.0"
    NONE = "none"
    """All rights reserved, and nothing is published."""


@frozen
class Written:
    """What was written, and where."""

    folder: Path
    distribution: str
    package: str
    files: tuple[Path, ...]


_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_LONGEST = 30
_FROM = {
    Kind.PULL: ("common", "http", "pull"),
    Kind.PUSH: ("common", "push"),
    Kind.REDIRECT: ("common", "http", "redirect"),
    Kind.MANUAL: ("common", "manual"),
}
_AT_THE_TOP = frozenset({"pyproject.toml", "README.md"})

_HONEST = {
    Kind.PULL: "The operator types what the caller reads out, and a gateway takes the money over HTTP.",
    Kind.PUSH: "The customer sends money; a bank's document says that it came, and a person ties it to the order.",
    Kind.REDIRECT: "The customer gets a link by mail and approves; then the money is taken.",
    Kind.MANUAL: "A person has seen the money and says so, with the number of a receipt.",
}
_FILES = {
    Kind.PULL: "| `asking.py` | the provider's protocol, and how far its answers can be believed |\n"
    "| `simulated.py` | the provider's other side, for demonstrations and tests |",
    Kind.PUSH: "| `statement.py` | the bank's format |\n"
    "| `simulated.py` | the bank's other side: it writes that format |",
    Kind.MANUAL: "| | there is no other side to simulate |",
}
_MADE_UP = {
    Kind.PULL: "The provider: its address, its paths, its codes and its promises (`Promise`). Put the real ones in,\n"
    "in `simulated.py` too, and keep the contract green.",
    Kind.PUSH: "The bank: its statement and its return codes. Put the real ones in, in `simulated.py` too, and keep\n"
    "the contract green. Look whether its days are those of `FED` or `TARGET`.",
    Kind.MANUAL: "The form of a receipt's number, and R-0000, which stands for a receipt that was taken back.",
}
_FILES[Kind.REDIRECT], _MADE_UP[Kind.REDIRECT] = _FILES[Kind.PULL], _MADE_UP[Kind.PULL]

_MIT = """MIT License

Copyright (c) the authors of @@distribution@@

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation
the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and
to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of
the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO
THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF
CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS
IN THE SOFTWARE.
"""
_APACHE = """Copyright the authors of @@distribution@@

Licensed under the Apache License, Version 2.0 (the "License"); you may not use this work except in compliance
with the License. You may obtain a copy of the License at

    http://www.apache.org/licenses/LICENSE-2.0

Unless required by applicable law or agreed to in writing, software distributed under the License is distributed
on an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for
the specific language governing permissions and limitations under the License.
"""
_TEXTS = {Licence.MIT: _MIT, Licence.APACHE: _APACHE}
_LINES = {
    Licence.MIT: 'license = "MIT"\nlicense-files = ["LICENSE"]',
    Licence.APACHE: 'license = "Apache-2.0"\nlicense-files = ["LICENSE"]',
    Licence.NONE: "# All rights reserved: say here who may use it, before anybody else does.",
}


def scaffold(name: str, kind: Kind, into: Path, *, licence: Licence = Licence.MIT) -> Written:
    """Write the distribution ``checkout-NAME`` into a new folder. Raises BadInput for a bad or taken name."""
    _refuse_bad(name)
    folder = into / f"checkout-{name}"
    if folder.exists():
        raise BadInput(N_("{path} is there already; nothing was written."), path=str(folder))
    words = _words(name, kind, licence)
    written = []
    for where, text in _contents(kind, licence, words["package"]):
        path = folder / where
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_filled(text, words), encoding="utf-8")
        written.append(path)
    return Written(folder, words["distribution"], words["package"], tuple(sorted(written)))


def _refuse_bad(name: str) -> None:
    package = f"checkout_{name.replace('-', '_')}"
    if not _NAME.fullmatch(name) or len(name) > _LONGEST or keyword.iskeyword(name):
        raise BadInput(
            N_(
                "{name} cannot be a method's name: up to 30 lower case letters, digits and dashes, beginning with a "
                "letter, such as store-credit."
            ),
            name=name,
        )
    taken = [point for point in metadata.entry_points(group=ENTRY_POINTS) if point.name == name]
    if taken:
        raise BadInput(
            N_("{name} is taken: {distribution} is installed under that name."),
            name=name,
            distribution=taken[0].dist.name if taken[0].dist else "?",
        )
    # Names inside the host, such as checkout_tui itself.
    if package in sys.modules or package == "checkout_tui":
        raise BadInput(
            N_("{name} is taken: {distribution} is installed under that name."),
            name=name,
            distribution=package,
        )


def _words(name: str, kind: Kind, licence: Licence) -> dict[str, str]:
    parts = name.split("-")
    return {
        "code": name,
        "distribution": f"checkout-{name}",
        "package": f"checkout_{name.replace('-', '_')}",
        "class": "".join(part.capitalize() for part in parts),
        "title": " ".join(parts).capitalize(),
        "host": ".".join(metadata.version("checkout-tui").split(".")[:2]),
        "license_lines": _LINES[licence],
        "honest": _HONEST[kind],
        "files": _FILES[kind],
        "made_up": _MADE_UP[kind],
    }


def _contents(kind: Kind, licence: Licence, package: str) -> Iterator[tuple[Path, str]]:
    """Every file's place in the new distribution, and its text with the gaps still in it."""
    for room in _FROM[kind]:
        for source in sorted(_folder(room).iterdir(), key=lambda each: each.name):
            name = source.name.removesuffix(".txt")
            if name in _AT_THE_TOP:
                where = Path(name)
            elif name.startswith("test_"):
                where = Path("tests") / name
            else:
                where = Path("src") / package / name
            yield where, source.read_text(encoding="utf-8")
    yield Path("src") / package / "py.typed", ""
    yield Path(".gitignore"), "__pycache__/\n.venv/\ndist/\n"
    if licence in _TEXTS:
        yield Path("LICENSE"), _TEXTS[licence]


def _folder(room: str) -> Traversable:
    return files("checkout_tui.testing") / "templates" / room


def _filled(text: str, words: dict[str, str]) -> str:
    for name, word in words.items():
        text = text.replace(f"@@{name}@@", word)
    return text
