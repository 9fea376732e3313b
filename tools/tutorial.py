"""Build docs/examples/checkout-cash from the code blocks of docs/writing-a-payment-method.md, in their order."""

import re
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"
PAGE = DOCS / "writing-a-payment-method.md"
EXAMPLE = DOCS / "examples" / "checkout-cash"

_BLOCK = re.compile(r"^```\w+ (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def built(page: str) -> dict[str, str]:
    """Every file that the page builds: blocks of one file follow each other."""
    files: dict[str, str] = {}
    for path, text in _BLOCK.findall(page):
        files[path] = files.get(path, "") + text
    return files


def write(into: Path) -> None:
    """Write what the page builds into a folder."""
    for path, text in built(PAGE.read_text(encoding="utf-8")).items():
        place = into / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(EXAMPLE)
