"""Which language this run speaks, and the catalogues for it.

click translates its own words by :func:`gettext.gettext`, so its domain is set to ours for as long
as a command runs: its messages are in our catalogues, beside our own.
"""

import gettext
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import checkout_tui
from checkout_tui.domain.sentence import N_, Reader

DOMAIN = "checkout_tui"
LANGUAGES = ("en", "fr")
FOLDER = Path(checkout_tui.__file__).parent / "locale"

CLICK = (
    # Translators: these are click's own, as click writes them.
    N_("Usage:"),
    N_("Options"),
    N_("Commands"),
    N_("Show this message and exit."),
    N_("Show the version and exit."),
    N_("default: {default}"),
    N_("Error: {message}"),
    N_("Try '{command} {option}' for help."),
    N_("No such command {name!r}."),
    N_("No such option {name!r}."),
    N_("Missing argument"),
    N_("Missing option"),
    N_("Missing command."),
    N_("Invalid value: {message}"),
    N_("Invalid value for {param_hint}: {message}"),
    N_("{value!r} is not a valid {number_type}."),
    N_("{name} {filename!r} does not exist."),
    N_("{name} {filename!r} is a directory."),
    N_("{name} {filename!r} is not readable."),
)


def reader(language: str) -> Reader:
    """Somebody who reads ``language``; a sentence without a translation stays English."""
    catalogue = gettext.translation(DOMAIN, FOLDER, [language], fallback=True)
    return Reader(language, catalogue.gettext)


def asked_for(arguments: Sequence[str]) -> str:
    """What ``--language`` says, wherever it stands among the arguments; empty when it is not there."""
    for number, argument in enumerate(arguments):
        if argument.startswith("--language="):
            return known(argument.partition("=")[2])
        if argument == "--language" and number + 1 < len(arguments):
            return known(arguments[number + 1])
    return ""


def of_environment(environment: Mapping[str, str]) -> str:
    """The language of ``LC_ALL``, ``LC_MESSAGES`` or ``LANG``."""
    spoken = environment.get("LC_ALL") or environment.get("LC_MESSAGES") or environment.get("LANG") or ""
    return known(spoken) or "en"


def known(text: str) -> str:
    """``fr`` for ``fr_CA.UTF-8``; empty for a language without a catalogue."""
    return text[:2].lower() if text[:2].lower() in LANGUAGES else ""


@contextmanager
def spoken(language: str) -> Iterator[None]:
    """Let click and :func:`gettext.gettext` speak ``language`` meanwhile."""
    domain, before = gettext.textdomain(), os.environ.get("LANGUAGE")
    gettext.bindtextdomain(DOMAIN, str(FOLDER))
    gettext.textdomain(DOMAIN)
    os.environ["LANGUAGE"] = language
    try:
        yield
    finally:
        gettext.textdomain(domain)
        os.environ.pop("LANGUAGE", None)
        if before is not None:
            os.environ["LANGUAGE"] = before
