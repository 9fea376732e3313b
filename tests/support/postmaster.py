"""A mail server of the tests, on this machine: keeps what it accepts, refuses what it is told to refuse."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from attrs import define, field

CERTIFICATE = Path(__file__).with_name("localhost.pem")
"""With its key: localhost vouching for itself."""


@define
class Postmaster:
    """What the server does, and what came of it."""

    controller: Controller | None = None
    accepted: list[EmailMessage] = field(factory=list)
    refuse_recipient: str = ""
    refuse_data: str = ""
    logins: list[tuple[bytes, bytes]] = field(factory=list)

    @property
    def port(self) -> int:
        assert self.controller is not None
        return int(self.controller.port)

    async def handle_RCPT(  # noqa: N802 - the name aiosmtpd looks for
        self, _: SMTP, __: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.refuse_recipient:
            return self.refuse_recipient
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _: SMTP, __: Session, envelope: Envelope) -> str:  # noqa: N802 - likewise
        if self.refuse_data:
            return self.refuse_data
        assert isinstance(envelope.content, bytes)
        self.accepted.append(message_from_bytes(envelope.content, policy=default))
        return "250 Taken"

    def authenticate(
        self, _: SMTP, __: Session, ___: Envelope, mechanism: str, login: LoginPassword
    ) -> AuthResult:
        self.logins.append((login.login, login.password))
        return AuthResult(success=login.password == b"right horse", handled=False)


class AnyPort(Controller):
    """A controller that lets the system choose the port, and then knows it."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()
