"""Where scenarios come from: those that ship with the program, those that others hand in, and files."""

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from checkout_tui.domain.errors import BadInput, N_, NotFoundHere
from checkout_tui.simulator.scenario.reading import read
from checkout_tui.simulator.scenario.shape import Scenario


def names(more: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Every scenario that can be asked for by name."""
    return tuple(sorted({*_shipped(), *(more or {})}))


def find(name: str, more: Mapping[str, str] | None = None) -> Scenario:
    """The scenario of this name, or in this file. Raises NotFoundHere, BadInput or BadSetup."""
    text = _shipped().get(name) or (more or {}).get(name)
    if text is not None:
        return read(text, name)
    path = Path(name)
    if path.suffix != ".toml":
        raise NotFoundHere(N_("There is no scenario {name}: see “checkout-tui simulate --list”."), name=name)
    try:
        return read(path.read_text(encoding="utf-8"), path.stem)
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "UTF-8"
        raise BadInput(N_("{path} cannot be read: {why}."), path=name, why=why) from None


def _shipped() -> dict[str, str]:
    folder = files("checkout_tui.simulator.scenario") / "shipped"
    return {
        file.name.removesuffix(".toml"): file.read_text(encoding="utf-8")
        for file in folder.iterdir()
        if file.name.endswith(".toml")
    }
