"""Scenarios: what happens outside, declared in TOML and validated with all problems at once."""

from checkout_tui.simulator.scenario.library import find, names
from checkout_tui.simulator.scenario.reading import read
from checkout_tui.simulator.scenario.shape import Scenario

__all__ = ["Scenario", "find", "names", "read"]
