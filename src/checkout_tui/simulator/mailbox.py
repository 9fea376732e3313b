"""What simulated customers find in their inboxes: the mails that the demonstration wrote to its folder."""

import re
from datetime import datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Protocol

from attrs import define, field, frozen

from checkout_tui.domain.letter import Letter
from checkout_tui.domain.reference import ALPHABET

_CODE = re.compile(f"[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}(?![{ALPHABET}-])")


class Inboxes(Protocol):
    """Where simulated customers look."""

    def code_in(self, mail_id: str) -> str:
        """The code in this mail; nothing while it has not come."""
        ...


def code_of(text: str) -> str:
    """The code that stands in a mail's text; nothing where none does."""
    found = _CODE.search(text)
    return found.group() if found else ""


@frozen
class Mailbox:
    """All inboxes at once: nobody but the simulated customers reads them."""

    folder: Path

    def code_in(self, mail_id: str) -> str:
        """The code in this mail; nothing while it has not come."""
        try:
            content = (self.folder / f"{mail_id}.eml").read_bytes()
        except OSError:
            return ""
        body = message_from_bytes(content, policy=default).get_body(("plain",))
        return code_of(body.get_content()) if body else ""


@define
class KeptMail:
    """Takes every mail, counts it, and keeps nothing of it but the codes that customers read out."""

    sent: int = 0
    codes: dict[str, str] = field(factory=dict)

    def send(self, mail_id: str, sender: str, to: str, letter: Letter, at: datetime) -> None:
        """It is on its way."""
        self.sent += 1
        code = code_of(letter.text)
        if code:
            self.codes[mail_id] = code

    def code_in(self, mail_id: str) -> str:
        """The code in this mail; nothing while it has not come."""
        return self.codes.get(mail_id, "")
