"""What the merchant sets up: read from TOML with every problem at once, written back as it was.

Secrets are never in that file: they come from the environment or from ``secrets.toml`` beside it.
"""

from checkout_tui.config.files import (
    change,
    config_path,
    data_folder,
    load,
    private_token,
    secrets_path,
)
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
