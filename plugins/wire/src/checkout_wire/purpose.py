"""What an MT940 ``:86:`` field tells: banks put the same things into three different costumes.

German banks number subfields (``?20`` to ``?29`` hold the text, with ``EREF+``, ``KREF+``,
``SVWZ+`` inside), Dutch and Nordic ones use slashes (``/EREF/…/REMI/…``), the rest write freely.
"""

import re

from attrs import frozen

_SUBFIELD = re.compile(r"\?(\d\d)")
_SEPA = re.compile(r"(EREF|KREF|MREF|CRED|DEBT|SVWZ|ABWA|ABWE|BREF|RREF|IBAN|BIC|NAME)\+")
_SLASHED = re.compile(
    r"/(EREF|PREF|MARF|CSID|BENM|ORDP|NAME|REMI|CNTP|ISDT|TRCD|RTRN|RFB|IBAN|ADDR|ID|PURP|USTD|STRD|CUR|OCMT|CHGS|EXCH|INFO)/"
)
_NOTHING = frozenset({"", "NOTPROVIDED", "NONREF", "NOTAVAILABLE"})
_WIDTH = 27
"""Characters of a numbered subfield: a full one goes on in the next without a space."""


@frozen
class Purpose:
    """Who pays, from where, for what."""

    raw: str = ""
    reference: str = ""
    text: str = ""
    name: str = ""
    account: str = ""


def purpose(field: str) -> Purpose:
    """What a ``:86:`` field tells; empty things where it does not."""
    if not field.strip():
        return Purpose()
    wrapped = field.replace("\n", "")
    if re.match(r"\s*\d{3}\s*\?\d\d", wrapped):
        return _numbered(wrapped)
    if _SLASHED.match(wrapped.lstrip()):
        return _slashed(wrapped)
    free = " ".join(" ".join(field.split("\n")).split())
    return Purpose(raw=free, text=free, reference=_received(free))


def _reference(named: dict[str, str]) -> str:
    return next(
        (named[key] for key in ("EREF", "SVWZ", "KREF") if named.get(key, "").upper() not in _NOTHING), ""
    )


def _numbered(wrapped: str) -> Purpose:
    pieces = _SUBFIELD.split(wrapped)
    fields = list(zip(pieces[1::2], pieces[2::2], strict=True))
    text = ""
    width = _WIDTH
    for code, value in fields:
        if "20" <= code <= "29" or "60" <= code <= "63":
            text += value if width >= _WIDTH else f" {value}"
            width = len(value)
    parts = _SEPA.split(text)
    named = {key: " ".join(value.split()) for key, value in zip(parts[1::2], parts[2::2], strict=True)}
    plain = " ".join(text.split())
    by_code: dict[str, str] = {}
    for code, value in fields:
        by_code.setdefault(code, value)
    return Purpose(
        raw=plain,
        reference=_reference(named) or (plain if not named else ""),
        text=plain,
        name=" ".join((by_code.get("32", "") + by_code.get("33", "")).split()),
        account=by_code.get("31", "").strip() or named.get("IBAN", ""),
    )


def _slashed(wrapped: str) -> Purpose:
    parts = _SLASHED.split(wrapped.lstrip())
    named: dict[str, str] = {}
    for key, value in zip(parts[1::2], parts[2::2], strict=True):
        named.setdefault(key, " ".join(value.strip("/ ").split()))
    text = named.get("REMI") or named.get("USTD") or named.get("STRD") or ""
    reference = next(
        (named[key] for key in ("STRD", "EREF", "RFB") if named.get(key, "").upper() not in _NOTHING), ""
    )
    return Purpose(
        raw=" ".join(wrapped.split()),
        reference=reference or text,
        text=" ".join(part for part in (text, reference) if part),
        name=named.get("NAME", ""),
        account=named.get("IBAN", ""),
    )


def _received(free: str) -> str:
    """The beneficiary's reference in free text: ``/RFB/`` or ``EREF+``."""
    match = re.search(r"/RFB/([^/]+)|EREF\+(\S+)", free)
    return (match.group(1) or match.group(2)).strip() if match else ""
