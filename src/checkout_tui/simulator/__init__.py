"""The simulated outside world: virtual time, gateways and banks that remember, customers who act, faults.

The real program runs in it: the same desk, store and plugins. Nothing in them knows it, and nothing here sleeps.
"""

from checkout_tui.simulator.chance import SeededIds
from checkout_tui.simulator.faults import Fault, Faults
from checkout_tui.simulator.memory import FileMemory, Shelf
from checkout_tui.simulator.virtual_clock import VirtualClock

__all__ = ["Fault", "Faults", "FileMemory", "SeededIds", "Shelf", "VirtualClock"]
