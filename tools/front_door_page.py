"""Write docs/front-door.md: every name that a plugin may import, as the code has it. ``--check`` only compares."""

import enum
import inspect
import sys
from pathlib import Path

import attrs

import checkout_tui

PAGE = Path(__file__).parents[1] / "docs" / "front-door.md"

_HEAD = """# The front door

Written by `tools/front_door_page.py` from the code itself; a test holds this page to it. These are the names that a
payment method may import from `checkout_tui`; what is not here may change on any day. `python -m pydoc
checkout_tui.Field` shows one in full.
"""


def page() -> str:
    """The page as it should be."""
    lines = [_HEAD.rstrip("\n")]
    for name in checkout_tui.__all__:
        lines += ["", f"## {name}", "", *_about(getattr(checkout_tui, name))]
    return "\n".join(lines) + "\n"


def _about(thing: object) -> list[str]:
    if not inspect.isclass(thing):
        said = inspect.getdoc(thing) if inspect.isfunction(thing) else None
        return [said.split("\n\n")[0] if said else "For annotations, or a constant."]
    lines = [" ".join((inspect.getdoc(thing) or "").split("\n\n")[0].split())]
    if issubclass(thing, enum.Enum):
        lines += ["", ", ".join(f"`{member.name}`" for member in thing)]
    elif attrs.has(thing):
        lines += ["", ", ".join(_field(each) for each in attrs.fields(thing) if each.init) or "No fields."]
    return lines


def _field(field: "attrs.Attribute[object]") -> str:
    needed = field.default is attrs.NOTHING
    return f"`{field.name}`" if needed else f"`{field.name}` (optional)"


def main() -> int:
    """Write the page, or say whether it is as it should be."""
    if "--check" in sys.argv[1:]:
        return int(not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page())
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
