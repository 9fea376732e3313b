"""Codes: read in any manner, kept as a hash."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checkout_tui.mail.codes import AT_ONCE, SLOWLY, hashed, matches, shown
from checkout_tui.mail.links import Links


@pytest.mark.parametrize("read", ["K7M4-2XQZ", "k7m42xqz", " K7M4 2XQZ ", "k7-m4-2x-qz"])
def test_a_code_is_recognised_however_it_is_read(read: str) -> None:
    """Case, spaces and dashes do not matter on the phone."""
    assert matches(read, "r1", hashed("K7M42XQZ", "r1"))


@settings(max_examples=15)
@given(st.text(max_size=60))
def test_anything_else_is_no_code(typed: str) -> None:
    """Nor is a code good for another request, nor for one that has none yet."""
    kept = hashed("K7M42XQZ", "r1", AT_ONCE)
    assert not matches(typed, "r1", kept, AT_ONCE) or typed.upper().replace("-", "").split() == ["K7M42XQZ"]
    assert not matches("K7M42XQZ", "r2", kept, AT_ONCE)
    assert not matches(typed, "r1", "", AT_ONCE)


def test_a_guess_is_dear_unless_everything_is_thrown_away() -> None:
    """Links cost what they should unless somebody says otherwise, and one cost's code is none of another's."""
    assert Links("a secret of the tests").code_cost == SLOWLY == 2**14
    kept = hashed("K7M42XQZ", "r1", AT_ONCE)
    assert not matches("K7M42XQZ", "r1", kept)
    assert Links("a secret of the tests", AT_ONCE).is_code("k7m4-2xqz", "r1", kept)


def test_what_is_kept_does_not_show_the_code() -> None:
    """The hash has nothing of it, and the printed form is in two groups."""
    assert "K7M4" not in hashed("K7M42XQZ", "r1").upper()
    assert shown("K7M42XQZ") == "K7M4-2XQZ"
