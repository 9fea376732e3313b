"""Codes that a customer reads out of a mail: hashed slowly where they are kept, and forgiving of how they are read."""

import hashlib
import hmac
import re

_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015\u2212._/]+")
_MEMORY, _BLOCK, _PARALLEL = 2**14, 8, 1
"""scrypt's cost: some 16 MB and a twentieth of a second for each guess."""


def shown(code: str) -> str:
    """In two groups, as it is printed and read aloud: ``K7M4-2XQZ``."""
    return f"{code[:4]}-{code[4:]}"


def hashed(code: str, salt: str) -> str:
    """What may be kept of a code."""
    made = hashlib.scrypt(_bare(code).encode(), salt=salt.encode(), n=_MEMORY, r=_BLOCK, p=_PARALLEL)
    return made.hex()


def matches(typed: str, salt: str, kept: str) -> bool:
    """Whether what was typed is the code; takes as long either way."""
    return bool(kept) and hmac.compare_digest(hashed(typed, salt), kept)


def _bare(typed: str) -> str:
    return _SEPARATORS.sub("", typed[:40]).upper()
