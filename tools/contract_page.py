"""Write docs/contract.md: the sentences of the contract, as the checks have them. ``--check`` only compares."""

import sys
from itertools import groupby
from pathlib import Path

from checkout_tui.testing import CHECKS, Level

PAGE = Path(__file__).parents[1] / "docs" / "contract.md"

_LEVELS = {
    Level.BASIC: "every method",
    Level.DELAYED: "methods whose money takes days: they declare calendars, a settlement window or bank documents",
    Level.FULL: "methods that ask a provider over a network: they declare hosts",
}

_HEAD = """# The contract of a payment method

Written by `tools/contract_page.py` from the checks themselves; a test holds this page to them.

Each sentence is one check of the conformance kit. `checkout-tui plugin check NAME` tries them on an
installed method, and [`PaymentMethodContract`](testing-your-plugin.md) is one test for each. A method's
level follows from what it declares; a higher level includes the lower ones:

| level | who is held to it |
|---|---|
"""


def page() -> str:
    """The page as it should be."""
    lines = [_HEAD.rstrip("\n")]
    lines += [f"| {level} | {who} |" for level, who in _LEVELS.items()]
    lines += ["", f"{len(CHECKS)} sentences."]
    for area, checks in groupby(CHECKS, key=lambda check: check.area):
        lines += ["", f"## {area}", "", "| check | level | |", "|---|---|---|"]
        lines += [
            f"| `{check.id}` | {check.level} | {check.sentence.replace('|', chr(92) + '|')} |"
            for check in checks
        ]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Write the page, or say whether it is as it should be."""
    if "--check" in sys.argv[1:]:
        return int(not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page())
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
