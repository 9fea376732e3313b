"""How mail leaves the house, against a real server on loopback and a real folder."""

import socket
import stat
from collections.abc import Callable
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from support.postmaster import CERTIFICATE, Postmaster

from checkout_tui.domain.errors import BadSetup
from checkout_tui.domain.letter import Attachment, Letter
from checkout_tui.domain.secret import Secret
from checkout_tui.mail.transports import FolderTransport, Security, SmtpTransport, TryLater, Undeliverable
from checkout_tui.testing.samples import MONDAY_NOON

Start = Callable[..., Postmaster]
SENDER, TO = "shop@northlight.example", "marie@example.org"


def smtp(server: Postmaster, security: str, **options: object) -> SmtpTransport:
    return SmtpTransport("127.0.0.1", server.port, security=security, timeout=5, **options)  # type: ignore[arg-type]


# ------------------------------------------------------------ a folder


def test_a_folder_gets_a_file_that_mail_programs_open(tmp_path: Path, letter: Letter) -> None:
    """The file is a whole message with both forms and the attachment, readable by its owner only."""
    invoice = Attachment("facture-2026-000001.pdf", "application/pdf", b"%PDF-1.7\x00\xff")
    full = Letter(letter.subject, letter.text, letter.html, (invoice,))
    FolderTransport(tmp_path / "mail", "Northlight").send("01MAIL", SENDER, TO, full, MONDAY_NOON)
    file = tmp_path / "mail" / "01MAIL.eml"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    read = message_from_bytes(file.read_bytes(), policy=default)
    assert read["To"] == TO
    assert read["From"] == f"Northlight <{SENDER}>"
    assert read["Subject"] == "Votre reçu"
    body, html = read.get_body(("plain",)), read.get_body(("html",))
    assert body is not None
    assert html is not None
    assert body.get_content().strip() == letter.text.strip()
    assert html.get_content().strip() == letter.html
    (attached,) = read.iter_attachments()
    assert attached.get_filename() == "facture-2026-000001.pdf"
    assert attached.get_content() == invoice.content


def test_sending_again_leaves_one_file_with_the_same_bytes(tmp_path: Path, letter: Letter) -> None:
    """Killed between sending and marking, a mail is sent once more: that changes nothing."""
    folder = FolderTransport(tmp_path)
    folder.send("01MAIL", SENDER, TO, letter, MONDAY_NOON)
    before = (tmp_path / "01MAIL.eml").read_bytes()
    folder.send("01MAIL", SENDER, TO, letter, MONDAY_NOON)
    assert [file.name for file in tmp_path.iterdir()] == ["01MAIL.eml"]
    assert (tmp_path / "01MAIL.eml").read_bytes() == before


def test_a_rest_of_a_crash_is_written_over(tmp_path: Path, letter: Letter) -> None:
    """Half a file of a killed process neither blocks the mail nor is taken for it."""
    (tmp_path / ".01MAIL.part").write_bytes(b"half")
    FolderTransport(tmp_path).send("01MAIL", SENDER, TO, letter, MONDAY_NOON)
    assert [file.name for file in tmp_path.iterdir()] == ["01MAIL.eml"]


@pytest.mark.parametrize("mail_id", ["../01MAIL", "a/b", "", ".", "x\n", "x" * 200])
def test_a_mails_id_cannot_leave_the_folder(tmp_path: Path, letter: Letter, mail_id: str) -> None:
    """An id that is no id writes nowhere."""
    with pytest.raises(Undeliverable):
        FolderTransport(tmp_path / "mail").send(mail_id, SENDER, TO, letter, MONDAY_NOON)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_written_is_tried_later(tmp_path: Path, letter: Letter) -> None:
    """Where a file stands in the folder's place, the mail stays queued."""
    (tmp_path / "mail").write_text("")
    with pytest.raises(TryLater, match="could not be written"):
        FolderTransport(tmp_path / "mail").send("01MAIL", SENDER, TO, letter, MONDAY_NOON)


# ------------------------------------------------------------ a server


def test_a_server_takes_the_mail(mail_server: Start, letter: Letter) -> None:
    """Over a plain connection on loopback, one mail arrives as it was written."""
    server = mail_server()
    smtp(server, "none").send("01MAIL", SENDER, TO, letter, MONDAY_NOON)
    (arrived,) = server.accepted
    assert arrived["Message-ID"] == "<01MAIL@northlight.example>"
    assert arrived["Subject"] == "Votre reçu"


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_tls_is_used_when_the_certificate_is_trusted(
    mail_server: Start, letter: Letter, security: str
) -> None:
    """Both kinds of TLS work with a certificate that we were told to trust, with a password (R-098)."""
    server = mail_server(security, login=True)
    password = Secret("right horse")
    smtp(server, security, trust=CERTIFICATE, user="shop", password=password).send(
        "01MAIL", SENDER, TO, letter, MONDAY_NOON
    )
    assert len(server.accepted) == 1
    assert server.logins == [(b"shop", b"right horse")]


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_that_nobody_vouches_for_is_refused(
    mail_server: Start, letter: Letter, security: str
) -> None:
    """Without trust nothing is sent: not the mail, not the password (R-098)."""
    server = mail_server(security, login=True)
    with pytest.raises(BadSetup, match="certificate"):
        smtp(server, security, user="shop", password=Secret("right horse")).send(
            "01MAIL", SENDER, TO, letter, MONDAY_NOON
        )
    assert not server.accepted
    assert not server.logins


def test_a_server_without_starttls_gets_nothing(mail_server: Start, letter: Letter) -> None:
    """There is no fall-back to a connection in the clear."""
    server = mail_server()
    with pytest.raises(BadSetup, match="STARTTLS"):
        smtp(server, "starttls").send("01MAIL", SENDER, TO, letter, MONDAY_NOON)
    assert not server.accepted


def test_a_password_is_never_sent_in_the_clear() -> None:
    """A configuration that would do so is refused before anything is connected."""
    with pytest.raises(BadSetup, match="without TLS"):
        SmtpTransport("mail.example.com", user="shop", security=Security.NONE)


def test_a_wrong_password_is_for_the_configuration(mail_server: Start, letter: Letter) -> None:
    """The sentence names the server, never the password."""
    server = mail_server("starttls", login=True)
    transport = smtp(server, "starttls", trust=CERTIFICATE, user="shop", password=Secret("wrong horse"))
    with pytest.raises(BadSetup, match="does not accept the password") as refused:
        transport.send("01MAIL", SENDER, TO, letter, MONDAY_NOON)
    assert "horse" not in str(refused.value) + repr(transport)


def test_an_address_that_does_not_exist_bounces(mail_server: Start, letter: Letter) -> None:
    """A permanent no is Undeliverable, with what the server said made safe."""
    server = mail_server()
    server.refuse_recipient = "550 5.1.1 no such user \x1b[2J 4242 4242 4242 4242"
    with pytest.raises(Undeliverable) as refused:
        smtp(server, "none").send("01MAIL", SENDER, TO, letter, MONDAY_NOON)
    assert "550" in str(refused.value)
    assert "\x1b" not in str(refused.value)
    assert "4242 4242" not in str(refused.value)


@pytest.mark.parametrize("where", ["refuse_recipient", "refuse_data"])
def test_a_temporary_no_is_tried_later(mail_server: Start, letter: Letter, where: str) -> None:
    """A greylisting or full server keeps the mail queued."""
    server = mail_server()
    setattr(server, where, "451 4.7.1 come back later")
    with pytest.raises(TryLater, match="come back later"):
        smtp(server, "none").send("01MAIL", SENDER, TO, letter, MONDAY_NOON)


def test_a_refused_letter_bounces(mail_server: Start, letter: Letter) -> None:
    """A server that refuses the content for good makes the mail undeliverable."""
    server = mail_server()
    server.refuse_data = "554 5.6.0 refused"
    with pytest.raises(Undeliverable, match="554"):
        smtp(server, "none").send("01MAIL", SENDER, TO, letter, MONDAY_NOON)


def test_nobody_listening_is_tried_later(letter: Letter) -> None:
    """A server that is down is no reason to give up."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    with pytest.raises(TryLater, match="cannot take mail now"):
        SmtpTransport("127.0.0.1", port, security="none", timeout=2).send(
            "01MAIL", SENDER, TO, letter, MONDAY_NOON
        )  # type: ignore[arg-type]


def test_a_server_that_says_nothing_is_given_up(letter: Letter) -> None:
    """A connection that hangs ends with the timeout."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        transport = SmtpTransport("127.0.0.1", silent.getsockname()[1], security=Security.NONE, timeout=0.3)
        with pytest.raises(TryLater):
            transport.send("01MAIL", SENDER, TO, letter, MONDAY_NOON)


@pytest.mark.parametrize(
    "to", ["marie@example.org, evil@example.com", "marie@example.org\nBcc: x@y.z", "marie", ""]
)
def test_one_mail_has_one_recipient(mail_server: Start, letter: Letter, to: str) -> None:
    """An address that is two, none, or a header of its own reaches no server."""
    server = mail_server()
    with pytest.raises(Undeliverable):
        smtp(server, "none").send("01MAIL", SENDER, to, letter, MONDAY_NOON)
    assert not server.accepted
