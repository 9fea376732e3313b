"""Is everything in order, and what to do where it is not."""

import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from attrs import frozen

from checkout_tui.cli import wiring
from checkout_tui.cli.session import Session, has_terminal
from checkout_tui.config import MailTransport, secrets_path, settings_troubles
from checkout_tui.domain.errors import CheckoutError
from checkout_tui.domain.method import PaymentMethod
from checkout_tui.domain.secret import Secret
from checkout_tui.domain.sentence import N_, Sentence, sentence

_OLDEST_PYTHON = (3, 11)
_SANE_YEAR = 2026
_OTHERS = 0o077
_SMALLEST = (80, 24)


class Verdict(StrEnum):
    """How one thing is."""

    OK = "ok"
    NOTE = "note"
    """It works, but somebody should know."""
    FAIL = "fail"


@frozen
class Finding:
    """One thing that was looked at."""

    check: str
    verdict: Verdict
    says: Sentence


def examine(session: Session) -> tuple[Finding, ...]:
    """Look at everything; what cannot even be looked at is a finding too."""
    findings: list[Finding] = []
    for check, look in _CHECKS:
        try:
            findings += [Finding(check, verdict, says) for verdict, says in look(session)]
        except CheckoutError as error:
            findings.append(Finding(check, Verdict.FAIL, error.sentence))
        except Exception as error:  # noqa: BLE001 - the doctor is asked when things are broken
            says = sentence(N_("it could not be looked at: {error}"), error=type(error).__name__)
            findings.append(Finding(check, Verdict.FAIL, says))
    return tuple(findings)


def report(session: Session, findings: tuple[Finding, ...], *, as_json: bool) -> None:
    """Say what was found."""
    if as_json:
        session.json(
            [
                {"subject": each.check, "state": each.verdict, "says": each.says.say(session.reader)}
                for each in findings
            ]
        )
        return
    for each in findings:
        mark = {Verdict.OK: "✓", Verdict.NOTE: "·", Verdict.FAIL: "✗"}[each.verdict]
        first, *more = each.says.say(session.reader).splitlines()
        session.line(f"{mark} {session.reader.translate(each.check):<14} {first}")
        for line in more:
            session.line(f"{'':17}{line}")


Found = Iterator[tuple[Verdict, Sentence]]


def _python(_: Session) -> Found:
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info >= _OLDEST_PYTHON:
        yield Verdict.OK, sentence(N_("Python {version}"), version=version)
    else:
        yield (
            Verdict.FAIL,
            sentence(N_("Python {version} is too old: install 3.11 or newer."), version=version),
        )


def _configuration(session: Session) -> Found:
    config = session.config
    path = str(config.path)
    if not config.exists:
        yield (
            Verdict.NOTE,
            sentence(
                N_("there is no {path} yet. Begin one: checkout-tui config set seller.name NAME"), path=path
            ),
        )
    else:
        yield Verdict.OK, sentence(N_("{path} is read"), path=path)
    missing = [name for name in ("name", "email", "support_email") if not getattr(config.seller, name)]
    if config.exists and missing:
        yield (
            Verdict.FAIL,
            sentence(
                N_("no orders can be taken before these are set: {names}"),
                names=", ".join(f"seller.{name}" for name in missing),
            ),
        )
    if config.exists and not config.seller.privacy_url:
        # a mail that goes out without the link cannot be called back.
        says = N_("every mail is to link to the privacy policy: set seller.privacy_url")
        yield Verdict.FAIL, sentence(says)
    if config.exists and not config.seller.products:
        yield Verdict.NOTE, sentence(N_("no product is configured: add [[products]] to the file."))
    secrets = secrets_path(config.path)
    if secrets.exists():
        yield Verdict.OK, sentence(N_("{path} is its owner's alone"), path=str(secrets))


def _database(session: Session) -> Found:
    url = session.config.database
    shown = wiring.shown_url(url)
    store = wiring.open_store(url)
    try:
        with store.writing():
            pass
        yield Verdict.OK, sentence(N_("{url} can be written and is up to date"), url=shown)
        database = store.engine.url.database
        if store.engine.url.get_backend_name() == "sqlite" and database and os.name == "posix":
            path = Path(database)
            if stat.S_IMODE(path.stat().st_mode) & _OTHERS:
                yield (
                    Verdict.FAIL,
                    sentence(N_("others on this machine may read it. Run: chmod 600 {path}"), path=str(path)),
                )
            free = shutil.disk_usage(path.parent).free // 2**20
            if free < 100:
                yield Verdict.FAIL, sentence(N_("only {free} MB are free where it is: make room."), free=free)
    finally:
        store.close()


def _methods(session: Session) -> Found:
    from checkout_tui.plugins import PluginState  # noqa: PLC0415 - httpx, only when needed

    config = session.config
    lanes = wiring.load_methods(config, asking=False)
    if not lanes.reports:
        yield Verdict.NOTE, sentence(N_("none is installed: add one beside this program, with pip."))
    for found in lanes.reports:
        if found.state is PluginState.READY:
            yield _ready(session, lanes[found.name].method)
        elif found.state is PluginState.OFF:
            yield Verdict.NOTE, sentence(N_("{name} is switched off"), name=found.name)
        else:
            yield Verdict.FAIL, sentence(N_("{name}: {why}"), name=found.name, why=found.reason)
    for code in config.methods:
        if code not in {found.name for found in lanes.reports}:
            yield Verdict.NOTE, sentence(N_("{name} is configured and not installed"), name=code)


def _ready(session: Session, method: PaymentMethod) -> tuple[Verdict, Sentence]:
    config = session.config

    def secret_of(setting: str) -> Secret:
        return config.secrets.of_method(method.code, setting)

    wanting = () if method.code in config.methods else settings_troubles(method, {}, secret_of)
    if not wanting:
        return Verdict.OK, sentence(N_("{name} is ready"), name=method.code)
    return Verdict.NOTE, sentence(
        N_("{name} takes no payment before these are set: {names}"),
        name=method.code,
        names=", ".join(trouble.path for trouble in wanting),
    )


def _calendars(session: Session) -> Found:
    from checkout_tui.calendars import LAST_YEAR, Calendars  # noqa: PLC0415 - the package is large

    calendars = Calendars(dict(session.config.cutoffs))
    lanes = wiring.load_methods(session.config, asking=False)
    this_year = wiring.SystemClock().now().year
    for code in sorted({code for method in lanes.methods for code in method.calendars.values()}):
        calendars.get(code).is_open(datetime(this_year + 1, 7, 1, tzinfo=UTC).date())
        verdict = Verdict.OK if LAST_YEAR - this_year > 1 else Verdict.NOTE
        yield verdict, sentence(N_("{code} is known until the end of {year}"), code=code, year=LAST_YEAR)


def _mail(session: Session) -> Found:
    config = session.config
    if config.mail.transport is MailTransport.FOLDER:
        folder = wiring.mail_folder(config)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK):
            yield Verdict.FAIL, sentence(N_("nothing can be written to {path}."), path=str(folder))
        else:
            says = N_("mail is not sent but written to {path}: set mail.transport to smtp to send it.")
            yield Verdict.NOTE, sentence(says, path=str(folder))
        return
    if not config.mail.host:
        yield Verdict.FAIL, sentence(N_("mail.host is missing."))
        return
    wiring.transport(config)
    if config.mail.user and not config.secrets.mail_password:
        yield (
            Verdict.FAIL,
            sentence(N_("the password is missing: set CHECKOUT_MAIL_PASSWORD, or put it into secrets.toml.")),
        )
        return
    yield (
        Verdict.OK,
        sentence(N_("mail goes to {host}:{port}"), host=config.mail.host, port=config.mail.port),
    )


def _clock(_: Session) -> Found:
    now = wiring.SystemClock().now()
    if now.year < _SANE_YEAR:
        yield Verdict.FAIL, sentence(N_("this machine believes it is {now}: set its clock."), now=now)
    else:
        yield Verdict.OK, sentence(N_("it is {now} UTC"), now=now)


def _terminal(_: Session) -> Found:
    if not has_terminal():
        yield Verdict.NOTE, sentence(N_("this is no terminal: only the commands work here, not the screens."))
        return
    size = shutil.get_terminal_size()
    facts = {"columns": size.columns, "lines": size.lines}
    if size.columns < _SMALLEST[0] or size.lines < _SMALLEST[1]:
        yield Verdict.NOTE, sentence(N_("{columns}×{lines} is small: 80×24 is needed."), **facts)
    else:
        yield Verdict.OK, sentence(N_("{columns}×{lines}"), **facts)


_CHECKS: tuple[tuple[str, Callable[[Session], Found]], ...] = (
    (N_("python"), _python),
    (N_("configuration"), _configuration),
    (N_("database"), _database),
    (N_("methods"), _methods),
    (N_("calendars"), _calendars),
    (N_("mail"), _mail),
    (N_("clock"), _clock),
    (N_("terminal"), _terminal),
)
