"""Where the real bank files are: outside the repository, never copied in."""

import os
from pathlib import Path

import pytest


def folder() -> Path | None:
    """``CHECKOUT_SAMPLES``, else ``shared/samples`` beside the repository."""
    named = os.environ.get("CHECKOUT_SAMPLES")
    if named:
        return Path(named)
    beside = (parent / "shared" / "samples" for parent in Path(__file__).resolve().parents)
    return next((place for place in beside if place.is_dir()), None)


def samples(*parts: str) -> Path:
    """A sample file; the test is skipped only where there are no samples at all."""
    place = folder()
    if place is None:
        pytest.skip("no samples on this machine")
    return place.joinpath(*parts)


def every_sample() -> list[Path]:
    """All sample files, so that a reader can be shown what is not its own."""
    return sorted(path for path in samples().rglob("*") if path.is_file())
