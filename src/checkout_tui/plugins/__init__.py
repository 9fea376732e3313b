"""Payment methods: found by entry point, loaded one by one, and asked one at a time.

Every configured method has a lane of its own: a small plugin manager that holds that method and
nothing else. Asking the wrong method is impossible by construction, and what a call costs does
not depend on how many are installed.
"""

from checkout_tui.plugins.drawing import as_wanted, drawn
from checkout_tui.plugins.lanes import Lane, in_this_thread
from checkout_tui.plugins.loader import Found, Lanes, PluginReport, PluginState, discover, load
from checkout_tui.plugins.outgoing import Outgoing
from checkout_tui.plugins.reasons import why_not_imported
from checkout_tui.plugins.shapes import misfit

__all__ = [
    "Found",
    "Lane",
    "Lanes",
    "Outgoing",
    "PluginReport",
    "PluginState",
    "as_wanted",
    "discover",
    "drawn",
    "in_this_thread",
    "load",
    "misfit",
    "why_not_imported",
]
