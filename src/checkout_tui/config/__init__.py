"""What the merchant sets up: read from TOML with every problem at once, written back as it was.

Secrets are never in that file: they come from the environment or from ``secrets.toml`` beside it.

What reads is loaded with the first thing that is read: only where the files are is wanted before the first paint.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from checkout_tui.config.places import config_path, data_folder, secrets_path

if TYPE_CHECKING:
    from checkout_tui.config.files import change, load, private_token
    from checkout_tui.config.methods import default_settings, resolve_settings, settings_troubles
    from checkout_tui.config.shape import Config, Mail, MailTransport, Method, Secrets, variable
    from checkout_tui.config.trouble import Trouble, refuse

__all__ = [
    "Config",
    "Mail",
    "MailTransport",
    "Method",
    "Secrets",
    "Trouble",
    "change",
    "config_path",
    "data_folder",
    "default_settings",
    "load",
    "private_token",
    "refuse",
    "resolve_settings",
    "secrets_path",
    "settings_troubles",
    "variable",
]

_ROOMS = (
    "checkout_tui.config.files",
    "checkout_tui.config.methods",
    "checkout_tui.config.shape",
    "checkout_tui.config.trouble",
)


def __getattr__(name: str) -> Any:
    if name in __all__:
        for room in _ROOMS:
            found = vars(import_module(room)).get(name)
            if found is not None:
                globals()[name] = found
                return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
