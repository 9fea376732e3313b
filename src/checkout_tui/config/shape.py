"""The configuration as values."""

import re
from collections.abc import Callable, Mapping
from datetime import time
from enum import StrEnum
from pathlib import Path
from typing import Any

from attrs import field, frozen

from checkout_tui.domain.operator import Operator
from checkout_tui.domain.secret import Secret
from checkout_tui.domain.seller import Seller

LANGUAGES = ("en", "fr")

Raw = Mapping[str, Any]
"""A table as TOML has it."""


class MailTransport(StrEnum):
    """How mail leaves."""

    FOLDER = "folder"
    """Each mail becomes a file: for trying things out, and while no server is set up."""
    SMTP = "smtp"


class MailSecurity(StrEnum):
    """How the connection to the mail server is protected."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


@frozen
class Mail:
    """The section ``[mail]``. The password is a secret, and elsewhere."""

    transport: MailTransport = MailTransport.FOLDER
    folder: str = ""
    """Where the files go; empty for the folder ``mail`` beside the database."""
    host: str = ""
    port: int = 587
    security: MailSecurity = MailSecurity.STARTTLS
    user: str = ""
    sender_name: str = ""


@frozen
class Method:
    """A section ``[methods.<code>]``: on or off, and what only the method itself understands."""

    enabled: bool = True
    settings: Raw = field(factory=dict)


@frozen
class Keeping:
    """The section ``[secrets]``: where they may be, besides the environment and ``secrets.toml``."""

    keyring: bool = False
    """Whether the desktop's keyring is asked; it needs the extra ``keyring``."""


@frozen(eq=False)
class Secrets:
    """What only the program may read: from the environment first, then ``secrets.toml``, then the keyring."""

    environment: Mapping[str, str] = field(factory=dict, repr=False)
    file: Raw = field(factory=dict, repr=False)
    keyring: Callable[[str], str] = field(default=lambda name: "", repr=False)
    """What the keyring holds under a name, where it is to be asked."""

    def of_method(self, method: str, setting: str) -> Secret:
        """A method's secret setting; an empty one where there is none."""
        return self._find(variable(method, setting), ("methods", method, setting))

    @property
    def mail_password(self) -> Secret:
        return self._find(variable("mail", "password"), ("mail", "password"))

    @property
    def database(self) -> Secret:
        """The database's URL, where it holds a password."""
        return self._find(variable("database"), ("database",))

    def _find(self, name: str, path: tuple[str, ...]) -> Secret:
        if self.environment.get(name):
            return Secret(self.environment[name])
        found: Any = self.file
        for part in path:
            found = found.get(part, "") if isinstance(found, Mapping) else ""
        return Secret(found if isinstance(found, str) and found else self.keyring(".".join(path)))


def variable(*parts: str) -> str:
    """The environment variable for a secret: ``CHECKOUT_CARD_SECRET_KEY``."""
    return "_".join(("CHECKOUT", *(re.sub(r"[^A-Z0-9]", "_", part.upper()) for part in parts)))


@frozen
class Config:
    """All of it, as the program uses it."""

    path: Path
    exists: bool
    database: str
    data: Path
    """Where this program keeps what it owns."""
    seller: Seller
    operator: Operator
    mail: Mail
    methods: Mapping[str, Method] = field(factory=dict)
    cutoffs: Mapping[str, time] = field(factory=dict)
    """The bank's own cut-off times by calendar."""
    secrets: Secrets = field(factory=Secrets)

    def method(self, code: str) -> Method:
        """What is configured for this method; the defaults when nothing is."""
        return self.methods.get(code, Method())


@frozen
class Sections:
    """The file's sections, before what comes from elsewhere is added."""

    seller: Seller | None = None
    operator: Operator | None = None
    mail: Mail = Mail()
    methods: dict[str, Method] = field(factory=dict)
    cutoffs: dict[str, time] = field(factory=dict)
    database: str = ""
    secrets: Keeping = Keeping()


SECTIONS = ("database", "seller", "products", "operator", "mail", "methods", "cutoffs", "secrets")
