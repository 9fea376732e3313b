"""Where everything is made once and put together: clock, chance, database, methods, mail, and the desk.

The only place that looks at the real clock and draws real chance; everything below is handed them.
"""

import secrets
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from checkout_tui.config import Config, MailTransport, default_settings, private_token, resolve_settings
from checkout_tui.domain.method import PaymentMethod
from checkout_tui.domain.secret import Secret
from checkout_tui.hookspecs import Settings

if TYPE_CHECKING:
    from checkout_tui.desk import Desk
    from checkout_tui.mail.transports import Transport
    from checkout_tui.plugins import Lane, Lanes, Outgoing
    from checkout_tui.store import Store

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 26
_RANDOM_BITS = 80


class SystemClock:
    """The real time."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class SystemIds:
    """26 characters, sorting by the millisecond they were made in; several in one are counted up."""

    def __init__(self) -> None:
        self._last = 0
        self._lock = threading.Lock()

    def new(self) -> str:
        milliseconds = int(datetime.now(UTC).timestamp() * 1000)
        with self._lock:
            fresh = (milliseconds << _RANDOM_BITS) | secrets.randbits(_RANDOM_BITS)
            self._last = number = max(fresh, self._last + 1)
        letters = ""
        for _ in range(_LENGTH):
            number, rest = divmod(number, len(_CROCKFORD))
            letters = _CROCKFORD[rest] + letters
        return letters

    def draw(self, below: int) -> int:
        return secrets.randbelow(below)


def open_store(url: str) -> "Store":
    """The database, brought up to date."""
    # SQLAlchemy, Alembic, httpx and the plugins' code take longer to import than the first screen to paint.
    from checkout_tui.store import Store, needs_upgrade, open_engine, upgrade  # noqa: PLC0415

    engine = open_engine(url)
    store = Store(engine)
    with store.reading():
        pass
    if needs_upgrade(engine):
        upgrade(engine)
    return store


def load_methods(config: Config, *, asking: bool = True) -> "Lanes":
    """A lane for each installed method that is on and set up rightly; without ``asking``, none can reach out."""
    from checkout_tui.plugins import Outgoing, discover, load  # noqa: PLC0415 - see open_store

    def outgoing(lane: "Lane") -> "Outgoing":
        return Outgoing(lane.method.hosts_with(lane.settings))

    return load(
        discover(),
        enabled=lambda code: config.method(code).enabled,
        settings_for=lambda method: settings_for(config, method),
        outgoing_for=outgoing if asking else None,
    )


def settings_for(config: Config, method: PaymentMethod) -> Settings:
    """What is configured for the method. While nothing is, it gets its defaults: enough to read documents."""

    def secret_of(setting: str) -> Secret:
        return config.secrets.of_method(method.code, setting)

    if method.code in config.methods:
        return resolve_settings(method, config.method(method.code).settings, secret_of)
    return default_settings(method, secret_of)


def build_desk(config: Config) -> "Desk":
    """The desk on the configured database, with the real outside world."""
    from checkout_tui.calendars import Calendars  # noqa: PLC0415 - see open_store
    from checkout_tui.desk import Desk  # noqa: PLC0415
    from checkout_tui.mail.letters import Letters  # noqa: PLC0415
    from checkout_tui.mail.links import Links  # noqa: PLC0415

    token = private_token(config.data / "link-secret", lambda: secrets.token_urlsafe(32))
    return Desk(
        store=open_store(config.database),
        lanes=load_methods(config),
        clock=SystemClock(),
        ids=SystemIds(),
        calendars=Calendars(dict(config.cutoffs)),
        seller=config.seller,
        letters=Letters(config.seller, Links(token)),
        transport=transport(config),
    )


def transport(config: Config) -> "Transport":
    """How mail leaves, as configured."""
    from checkout_tui.mail.transports import FolderTransport, Security, SmtpTransport  # noqa: PLC0415

    mail = config.mail
    name = mail.sender_name or config.seller.name
    if mail.transport is MailTransport.FOLDER:
        return FolderTransport(mail_folder(config), name)
    return SmtpTransport(
        host=mail.host,
        port=mail.port,
        user=mail.user,
        password=config.secrets.mail_password,
        security=Security(mail.security),
        sender_name=name,
    )


def mail_folder(config: Config) -> Path:
    """Where mail becomes files."""
    return Path(config.mail.folder).expanduser() if config.mail.folder else config.data / "mail"


def shown_url(url: str) -> str:
    """A database's URL without its password."""
    from sqlalchemy import make_url  # noqa: PLC0415 - see open_store

    return make_url(url).render_as_string(hide_password=True)
