"""MT103: one customer transfer that is announced. The statement books it, so here it is a notice."""

import re
from datetime import date
from hashlib import sha256
from io import BytesIO
from typing import BinaryIO

from checkout_tui import BankLine, CheckoutError, LineKind, Problem, Reading, Words
from checkout_wire.amounts import Unreadable, masked, money, number, why
from checkout_wire.mt940 import Tag, tags

_START = re.compile(rb"\s*\{1:F\d\d[A-Z0-9]+\}\s*\{2:[IO]103")
_LONGEST = 100_000
"""Bytes; a message has ten thousand characters at most."""
_CUT = Words("the message stops before its end", "le message s’arrête avant sa fin")
_VALUE = re.compile(r"(\d{2})(\d{2})(\d{2})([A-Z]{3})([\d,]{1,15})")


def read(document: BinaryIO) -> Reading | None:
    """Read one MT103, or None when it is none."""
    message = document.read(_LONGEST)
    document.seek(0)
    if not _START.match(message):
        return None
    if b"-}" not in message:
        return Reading(reader="MT103", claim=100, problems=(Problem(1, _CUT),))
    # A message may end on the line of its last field.
    fields: dict[str, Tag] = {}
    for tag in tags(BytesIO(re.sub(rb"-\}", b"\n-}", message))):
        fields.setdefault(tag.name, tag)
    value = fields.get("32A")
    line = value.line if value else 1
    try:
        notice = _notice({name: tag.value for name, tag in fields.items()}, line)
    except (ValueError, CheckoutError) as error:
        return Reading(reader="MT103", claim=100, lines=(), problems=(Problem(line, why(error)),))
    return Reading(reader="MT103", claim=100, lines=(notice,))


def _notice(fields: dict[str, str], line: int) -> BankLine:
    match = _VALUE.fullmatch(fields.get("32A", "").strip())
    if not match:
        raise Unreadable(
            "field 32A has no date, currency and amount that can be read",
            "le champ 32A n’a pas de date, de devise et de montant lisibles",
        )
    year, month, day, currency, amount = match.groups()
    text = _told(fields.get("70", ""))
    received = re.search(r"/RFB/([^/\n]+)", fields.get("70", ""))
    payer = next((fields[name] for name in ("50K", "50F", "50A", "50") if name in fields), "").splitlines()
    account = payer.pop(0)[1:] if payer and payer[0].startswith("/") else ""
    parts = [fields.get(name, "") for name in ("20", "32A", "50K", "50A", "50F", "59")]
    facts = {"sender's reference": fields.get("20", "").strip(), "charges": fields.get("71A", "").strip()}
    instructed = fields.get("33B", "").strip()
    if instructed and instructed != f"{currency}{amount}":
        facts["instructed"] = instructed
    return BankLine(
        line=line,
        kind=LineKind.NOTICE,
        amount=money(number(amount), currency),
        booked_on=date(2000 + int(year), int(month), int(day)),
        identity=f"mt103-{sha256('|'.join(parts).encode()).hexdigest()[:32]}",
        reference=received.group(1).strip() if received else text,
        text=text,
        payer=payer[0].strip() if payer else "",
        account=masked(account),
        facts={name: fact for name, fact in facts.items() if fact},
    )


def _told(field: str) -> str:
    """Remittance lines joined; ``//`` goes on with the line before."""
    return " ".join(re.sub(r"\n//", "", field).split())
