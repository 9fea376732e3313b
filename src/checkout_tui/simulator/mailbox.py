"""What simulated customers find in their inboxes: the mails that the demonstration wrote to its folder."""

import re
from email import message_from_bytes
from email.policy import default
from pathlib import Path

from attrs import frozen

from checkout_tui.domain.reference import ALPHABET

_CODE = re.compile(f"[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}(?![{ALPHABET}-])")


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
        found = _CODE.search(body.get_content()) if body else None
        return found.group() if found else ""
