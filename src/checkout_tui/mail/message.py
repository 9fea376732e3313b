"""From a letter to the message that is sent: headers nobody can add to, and the same bytes each time."""

import re
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage, MIMEPart
from email.policy import SMTP, SMTPUTF8, EmailPolicy
from email.utils import format_datetime

from checkout_tui.domain.errors import BadInput, N_
from checkout_tui.domain.letter import Letter
from checkout_tui.domain.outside_text import safe

_MAIL_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")
_LONGEST_SUBJECT = 200
_LONGEST_ADDRESS = 320
_LONGEST_NAME = 100


def message(
    mail_id: str, sender: str, to: str, letter: Letter, at: datetime, *, sender_name: str = ""
) -> EmailMessage:
    """The message for one mail. Its id comes from the mail's, so that a doubled one is known as such.

    Raises BadInput for an address that is not exactly one, and for anything with a line break where
    a header is made of it.
    """
    if not _MAIL_ID.fullmatch(mail_id):
        raise BadInput(N_("A mail's id has letters, digits, - and _ only."))
    sending, receiving = one_address(sender, sender_name), one_address(to)
    made = EmailMessage(policy=_policy(receiving))
    made["Message-ID"] = f"<{mail_id}@{sending.domain}>"
    made["Date"] = format_datetime(at)
    made["From"] = sending
    made["To"] = receiving
    made["Subject"] = header_text(letter.subject)
    made["Auto-Submitted"] = "auto-generated"
    made["X-Auto-Response-Suppress"] = "All"
    made.set_content(letter.text, cte="quoted-printable")
    if letter.html:
        made.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    for file in letter.attachments:
        kind, _, subtype = file.content_type.partition("/")
        made.add_attachment(
            file.content, maintype=kind, subtype=subtype, filename=safe(file.name, _LONGEST_NAME)
        )
    _fix_boundaries(made, mail_id)
    return made


def one_address(text: str, name: str = "") -> Address:
    """Exactly one mail address, its domain in ASCII. Raises BadInput for none, two, or a line break."""
    bare = text.strip(" ")
    if len(bare) > _LONGEST_ADDRESS or safe(bare, _LONGEST_ADDRESS) != bare or "@" not in bare:
        raise BadInput(N_("“{text}” is not one mail address."), text=safe(bare, 80))
    local, _, domain = bare.rpartition("@")
    try:
        ascii_domain = domain if domain.isascii() else domain.encode("idna").decode("ascii")
        address = Address(safe(name, _LONGEST_NAME), addr_spec=f"{local}@{ascii_domain}")
    except (ValueError, IndexError, UnicodeError, MessageError):
        raise BadInput(N_("“{text}” is not one mail address."), text=safe(bare, 80)) from None
    if not address.username or not address.domain or any(c in '<>,;:"()[]\\ ' for c in bare):
        raise BadInput(N_("“{text}” is not one mail address."), text=safe(bare, 80))
    return address


def header_text(text: str) -> str:
    """Text for a header. Raises BadInput when it has a line break: that is how headers are smuggled in."""
    if len(text.splitlines()) > 1 or text != text.rstrip("\r\n"):
        raise BadInput(N_("A mail's subject is one line."))
    return safe(text, _LONGEST_SUBJECT)


def _policy(to: Address) -> "EmailPolicy[EmailMessage]":
    """Plain SMTP wherever it will do; the extension only for a local part that is not ASCII."""
    return SMTP if to.username.isascii() else SMTPUTF8


def _fix_boundaries(made: EmailMessage, mail_id: str) -> None:
    """Python draws boundaries at random; ours come from the mail's id, so that the bytes stay the same."""
    parts: list[MIMEPart | EmailMessage] = [part for part in made.walk() if part.is_multipart()]
    for place, part in enumerate(parts):
        part.set_boundary(f"=_{mail_id}_{place}")
