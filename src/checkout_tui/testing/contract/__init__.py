"""The contract between host and method: every sentence of it, each with the check that tries it."""

from checkout_tui.testing.checking import Check
from checkout_tui.testing.contract import (
    amounts,
    answering,
    declining,
    describing,
    documents,
    inquiring,
    keeping,
    once,
    packaging,
    secrecy,
    timing,
    typing_in,
)

CHECKS: tuple[Check, ...] = (
    *packaging.CHECKS,
    *describing.CHECKS,
    *typing_in.CHECKS,
    *amounts.CHECKS,
    *declining.CHECKS,
    *keeping.CHECKS,
    *secrecy.CHECKS,
    *timing.CHECKS,
    *documents.CHECKS,
    *answering.CHECKS,
    *inquiring.CHECKS,
    *once.CHECKS,
)
"""In the order in which they are read and run."""
