"""Codes that a customer reads out of a mail: hashed slowly where they are kept, and forgiving of how they are read."""

import hashlib
import hmac
import re

_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015\u2212._/]+")
_BLOCK, _PARALLEL = 8, 1
SLOWLY = 2**14
"""scrypt's cost: some 16 MB and a twentieth of a second for each guess."""
AT_ONCE = 2
"""The same without the cost, where everything is thrown away and nobody guesses: simulations and tests."""


def shown(code: str) -> str:
    """In two groups, as it is printed and read aloud: ``K7M4-2XQZ``."""
    return f"{code[:4]}-{code[4:]}"


def hashed(code: str, salt: str, cost: int = SLOWLY) -> str:
    """What may be kept of a code."""
    made = hashlib.scrypt(_bare(code).encode(), salt=salt.encode(), n=cost, r=_BLOCK, p=_PARALLEL)
    return made.hex()


def matches(typed: str, salt: str, kept: str, cost: int = SLOWLY) -> bool:
    """Whether what was typed is the code; takes as long either way."""
    return bool(kept) and hmac.compare_digest(hashed(typed, salt, cost), kept)


def _bare(typed: str) -> str:
    return _SEPARATORS.sub("", typed[:40]).upper()
