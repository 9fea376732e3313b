"""Where the files are. Apart from reading them: whoever only wants a place does not wait for what reads."""

from collections.abc import Mapping
from pathlib import Path

import platformdirs

APP = "checkout-tui"


def config_path(environment: Mapping[str, str]) -> Path:
    """The configuration file: ``CHECKOUT_CONFIG``, or where the platform keeps such files."""
    named = environment.get("CHECKOUT_CONFIG")
    return Path(named).expanduser() if named else platformdirs.user_config_path(APP, False) / "config.toml"


def secrets_path(config: Path) -> Path:
    """The file with the secrets, beside the configuration."""
    return config.parent / "secrets.toml"


def data_folder() -> Path:
    """Where this program keeps what it owns, such as its database."""
    return platformdirs.user_data_path(APP, False)
