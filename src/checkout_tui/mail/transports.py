"""How mail leaves the house: into a folder while no server is configured, or by SMTP over verified TLS.

::

    CheckoutError
    ├── Undeliverable   for good: the address is wrong, or the mail was refused
    ├── TryLater        not now: the same mail may be tried again
    └── BadSetup        the server, its certificate or the password must be put right first
"""

import os
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from email.message import EmailMessage
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from attrs import field, frozen

from checkout_tui.domain.errors import BadInput, BadSetup, CheckoutError, N_
from checkout_tui.domain.letter import Letter
from checkout_tui.domain.outside_text import redacted, safe
from checkout_tui.domain.secret import Secret
from checkout_tui.mail.message import message

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_PERMANENT = 500


class Undeliverable(CheckoutError):
    """This mail will never arrive there as it is: the address is wrong, or it was refused for good."""


class TryLater(CheckoutError):
    """It could not be sent now. The same mail may be tried again: its id keeps it from counting twice."""


class Transport(Protocol):
    """Something that takes a mail away."""

    def send(self, mail_id: str, sender: str, to: str, letter: Letter, at: datetime) -> None:
        """Send one mail. Raises Undeliverable, TryLater or BadSetup when it did not leave."""
        ...


@frozen
class FolderTransport:
    """Writes each mail as a file that any mail program opens, named by its id: sent twice, there is one."""

    folder: Path
    sender_name: str = ""

    def send(self, mail_id: str, sender: str, to: str, letter: Letter, at: datetime) -> None:
        """Write ``<mail_id>.eml``, readable by its owner only; the file is there whole or not at all."""
        made = _made(mail_id, sender, to, letter, at, sender_name=self.sender_name)
        target = self.folder / f"{mail_id}.eml"
        part = self.folder / f".{mail_id}.part"
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            part.unlink(missing_ok=True)
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(bytes(made))
                file.flush()
                os.fsync(file.fileno())
            part.replace(target)
        except OSError as error:
            raise TryLater(
                N_("The mail could not be written to the folder: {why}"), why=safe(error.strerror or "")
            ) from None


class Security(StrEnum):
    """How the connection to the server is protected."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"
    """Only for a server on this machine, or one that needs no password."""


def _no_password_in_the_clear(transport: "SmtpTransport", _: object, security: Security) -> None:
    if security is Security.NONE and transport.user and transport.host not in _LOOPBACK:
        raise BadSetup(
            N_("A password is not sent to {host} without TLS: choose starttls or tls."), host=transport.host
        )


@frozen
class SmtpTransport:
    """Hands each mail to a mail server. The server's certificate is verified; there is no fall-back."""

    host: str
    port: int = 587
    user: str = ""
    password: Secret = field(factory=lambda: Secret(""))
    security: Security = field(
        default=Security.STARTTLS, converter=Security, validator=_no_password_in_the_clear
    )
    timeout: float = 30.0
    sender_name: str = ""
    trust: Path | None = None
    """A file of certificates to trust instead of the system's."""

    def send(self, mail_id: str, sender: str, to: str, letter: Letter, at: datetime) -> None:
        """Send one mail in a connection of its own."""
        made = _made(mail_id, sender, to, letter, at, sender_name=self.sender_name)
        with self._said_as_ours(to), self._connected() as server:
            server.send_message(made)

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        context = ssl.create_default_context(cafile=self.trust)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        if self.security is Security.TLS:
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, timeout=self.timeout, context=context
            )
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=self.timeout)
        try:
            if self.security is Security.STARTTLS:
                server.starttls(context=context)
            if self.user:
                server.login(self.user, self.password.reveal())
            yield server
        finally:
            _leave(server)

    @contextmanager
    def _said_as_ours(self, to: str) -> Iterator[None]:
        """Turn what SMTP and TLS raise into the three things that can be done about it."""
        try:
            yield
        except smtplib.SMTPRecipientsRefused as error:
            code, text = next(iter(error.recipients.values()), (_PERMANENT, b""))
            raise _refused(to, code, text) from None
        except smtplib.SMTPAuthenticationError:
            raise BadSetup(
                N_("The mail server {host} does not accept the password."), host=self.host
            ) from None
        except smtplib.SMTPSenderRefused as error:
            if error.smtp_code < _PERMANENT:
                raise _later(self.host, error.smtp_error) from None
            raise BadSetup(
                N_("The mail server {host} does not let us send from {sender}."),
                host=self.host,
                sender=safe(error.sender, 80),
            ) from None
        except smtplib.SMTPNotSupportedError as error:
            raise self._unsupported(to, error) from None
        except smtplib.SMTPResponseException as error:
            if isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= _PERMANENT:
                raise _refused(to, error.smtp_code, error.smtp_error) from None
            raise _later(self.host, error.smtp_error) from None
        except ssl.SSLCertVerificationError as error:
            raise BadSetup(
                N_("The certificate of the mail server {host} is not trusted: {why}."),
                host=self.host,
                why=safe(error.verify_message),
            ) from None
        except ssl.SSLError as error:
            raise BadSetup(
                N_("The mail server {host} does not speak TLS as configured: {why}."),
                host=self.host,
                why=safe(error.reason or "TLS"),
            ) from None
        except (smtplib.SMTPException, OSError) as error:
            raise _later(self.host, str(error).encode()) from None

    def _unsupported(self, to: str, error: smtplib.SMTPNotSupportedError) -> CheckoutError:
        if not to.isascii():
            return Undeliverable(
                N_("The mail server cannot write to {to}: it does not take such addresses."), to=safe(to, 80)
            )
        return BadSetup(
            N_("The mail server {host} lacks what the configuration asks for: {why}"),
            host=self.host,
            why=safe(str(error)),
        )


def _made(
    mail_id: str, sender: str, to: str, letter: Letter, at: datetime, *, sender_name: str
) -> EmailMessage:
    try:
        return message(mail_id, sender, to, letter, at, sender_name=sender_name)
    except BadInput as error:
        raise Undeliverable.because(error.sentence) from None


def _refused(to: str, code: int, text: bytes | str) -> CheckoutError:
    kind = Undeliverable if code >= _PERMANENT else TryLater
    return kind(
        N_("The mail server refused {to}: {code} {why}"), to=safe(to, 80), code=code, why=_readable(text)
    )


def _later(host: str, text: bytes | str) -> TryLater:
    return TryLater(N_("The mail server {host} cannot take mail now: {why}"), host=host, why=_readable(text))


def _readable(text: bytes | str) -> str:
    """What a server said, safe to show: it comes from outside like everything else."""
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return redacted(safe(words, 200))


def _leave(server: smtplib.SMTP) -> None:
    """Say goodbye if the server still listens; the mail is already its own, or was refused."""
    try:
        server.quit()
    except (smtplib.SMTPException, OSError):
        server.close()
