"""The files: where they are, reading them, and writing one value without losing the others or half the file."""

import os
import re
import stat
import tomllib
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from attrs import frozen

from checkout_tui.config.keyring import Keyring
from checkout_tui.config.methods import SecretOf, belongs_elsewhere, settings_troubles
from checkout_tui.config.places import config_path, data_folder, secrets_path
from checkout_tui.config.shape import LANGUAGES, SECTIONS, Config, Raw, Secrets, Sections
from checkout_tui.config.trouble import Trouble, path_to, refuse, unknown
from checkout_tui.domain.errors import BadInput, BadSetup
from checkout_tui.domain.method import PaymentMethod, SettingKind
from checkout_tui.domain.operator import Operator
from checkout_tui.domain.outside_text import looks_like_card_number, safe
from checkout_tui.domain.seller import Seller
from checkout_tui.domain.sentence import N_, sentence

NO_SELLER = Seller(name="", email="", support_email="")
"""While nobody has said who sells: documents can be read and orders found, none can be taken."""

Given = str | tuple[str, ...]
"""A value as a person gives it: one text, or the items of a list."""

_OTHERS = 0o077
_NUMBER = re.compile(r"[0-9]{1,9}")
_TAKEN_OUT = object()
"""Stands for no value, where a value is set."""
_HEADER = (
    "# checkout-tui. “checkout-tui config set KEY VALUE” writes this file; secrets never go into it.\n\n"
)


def load(environment: Mapping[str, str]) -> Config:
    """The configuration, usable without any file. Raises BadSetup with everything that is wrong."""
    path, data = config_path(environment), data_folder()
    raw = _read(path)
    troubles = _database_troubles(raw)
    secrets = _secrets(path, raw, environment)
    sections, more = _sections(raw, environment)
    if troubles or more:
        raise refuse(str(path), (*troubles, *more))
    # Where secrets are, and then the file: the nearest wins.
    database = secrets.database.reveal() or sections.database or f"sqlite:///{data / 'checkout.db'}"
    return Config(
        path=path,
        exists=path.exists(),
        database=database,
        data=data,
        seller=sections.seller or NO_SELLER,
        operator=sections.operator or _somebody(environment),
        mail=sections.mail,
        methods=sections.methods,
        cutoffs=sections.cutoffs,
        secrets=secrets,
    )


def change(
    environment: Mapping[str, str], key: str, text: str, methods: Mapping[str, PaymentMethod]
) -> tuple[Path, tuple[Trouble, ...]]:
    """Set one value, checked first; everything else stays as it is.

    Returns where it was written and what is still missing elsewhere. Raises BadInput when the key
    or the value is wrong, or when it is a secret.
    """
    done = change_all(environment, {key: text}, methods)
    for trouble in done.refused.values():
        raise BadInput.because(trouble.sentence)
    return done.path, done.left


@frozen
class Changed:
    """What came of changing values: all were written when none was refused, and none otherwise."""

    path: Path
    refused: Mapping[str, Trouble]
    """What is wrong, by the key that was to be set."""
    left: tuple[Trouble, ...]
    """What is still missing elsewhere."""


def change_all(
    environment: Mapping[str, str], given: Mapping[str, Given | None], methods: Mapping[str, PaymentMethod]
) -> Changed:
    """Set several values, or none if any is wrong; ``None`` takes one out. Raises BadInput for what is no value."""
    path = config_path(environment)
    raw, secrets = read_raw(environment)
    left = before = all_troubles(raw, environment, methods, secrets)
    refused: dict[str, Trouble] = {}
    for key, said in given.items():
        parts = tuple(key.split("."))
        _refuse_secret(parts, methods)
        _refuse_card_number(said)
        wrong: tuple[Trouble, ...] = ()
        for value in (_TAKEN_OUT,) if said is None else _readings(said):
            changed = _with(raw, parts, value)
            after = all_troubles(changed, environment, methods, secrets)
            new = tuple(trouble for trouble in after if trouble not in before and _about(trouble, key))
            if not new:
                raw, left = changed, after
                break
            wrong = wrong or new
        else:
            refused[key] = wrong[0]
    if not refused:
        _write(path, raw)
    return Changed(path, refused, left)


def read_raw(environment: Mapping[str, str]) -> tuple[dict[str, Any], Secrets]:
    """The file as it is written, right or wrong, and the secrets. Raises BadSetup when neither can be read."""
    path = config_path(environment)
    raw = _read(path)
    return raw, _secrets(path, raw, environment)


def private_token(path: Path, make: Callable[[], str]) -> str:
    """The secret in this file, made once. Raises BadSetup when others could read it."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(make())
    except FileExistsError:
        pass
    except OSError as error:
        raise _unwritable(path, error) from None
    _only_ours(path)
    return path.read_text(encoding="utf-8").strip()


# ------------------------------------------------------------ reading


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise BadSetup(
            N_("{path} cannot be read: {why}."), path=str(path), why=error.strerror or "?"
        ) from None
    except UnicodeDecodeError:
        raise BadSetup(N_("{path} is not a text in UTF-8."), path=str(path)) from None
    except tomllib.TOMLDecodeError as error:
        raise BadSetup(
            N_("{path} is not TOML as it should be: {why}."), path=str(path), why=safe(str(error), 120)
        ) from None


def _secrets(path: Path, raw: Raw, environment: Mapping[str, str]) -> Secrets:
    """Where the secrets are. The keyring only when it is asked for: it may want a password of its own."""
    said = raw.get("secrets")
    file = _read_secrets(secrets_path(path))
    if isinstance(said, Mapping) and said.get("keyring") is True:
        return Secrets(environment, file, Keyring().get)
    return Secrets(environment, file)


def _read_secrets(path: Path) -> Raw:
    if not path.exists():
        return {}
    _only_ours(path)
    return _read(path)


def _only_ours(path: Path) -> None:
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & _OTHERS:
        raise BadSetup(
            N_("Others on this machine may read {path}, which holds secrets. Run: chmod 600 {path}"),
            path=str(path),
        )


def _somebody(environment: Mapping[str, str]) -> Operator:
    spoken = environment.get("LC_ALL") or environment.get("LC_MESSAGES") or environment.get("LANG") or ""
    language = spoken[:2] if spoken[:2] in LANGUAGES else "en"
    return Operator(safe(environment.get("USER", ""), 80) or "operator", language)


def _sections(raw: Raw, environment: Mapping[str, str]) -> tuple[Sections, tuple[Trouble, ...]]:
    if not raw:
        return Sections(), ()
    # What it reads with takes a while to import, and the first paint waits for it: only for a file that is there.
    from checkout_tui.config.reading import read_sections  # noqa: PLC0415

    return read_sections(raw, _somebody(environment))


def _database_troubles(raw: Raw) -> tuple[Trouble, ...]:
    url = raw.get("database")
    try:
        holds_password = isinstance(url, str) and bool(urlsplit(url).password)
    except ValueError:
        return (Trouble("database", sentence(N_("it must be {what}."), what=sentence(N_("a URL")))),)
    return (Trouble("database", belongs_elsewhere("database")),) if holds_password else ()


# ------------------------------------------------------------ changing


def all_troubles(
    raw: Raw, environment: Mapping[str, str], methods: Mapping[str, PaymentMethod], secrets: Secrets
) -> tuple[Trouble, ...]:
    """Everything that is wrong with it, and all that is missing."""
    sections, troubles = _sections(raw, environment)
    found = [*_database_troubles(raw), *troubles]
    rules = sections.seller.payment_rules if sections.seller else {}
    found += [
        Trouble(path_to("seller", "payment_rules", code), unknown(code, methods))
        for code in rules
        if code not in methods
    ]
    for code, configured in sections.methods.items():
        method = methods.get(code)
        if method is None:
            found.append(Trouble(path_to("methods", code), unknown(code, methods)))
        elif configured.enabled:
            found += settings_troubles(method, configured.settings, _secret_of(secrets, code))
    return tuple(found)


def _about(trouble: Trouble, key: str) -> bool:
    """Whether it lies on the way to the key, or inside what was set; what is missing beside it may come later."""
    ours, its = key.split("."), trouble.path.replace("[", ".[").split(".")
    shorter = min(len(ours), len(its))
    return ours[:shorter] == its[:shorter]


def _secret_of(secrets: Secrets, code: str) -> SecretOf:
    return lambda setting: secrets.of_method(code, setting)


def _refuse_secret(parts: tuple[str, ...], methods: Mapping[str, PaymentMethod]) -> None:
    """Nobody's secret gets into the file, or into the shell's history a second time."""
    secret = parts == ("mail", "password")
    if len(parts) == 3 and parts[0] == "methods" and parts[1] in methods:
        secret = any(
            setting.code == parts[2] and setting.kind is SettingKind.SECRET
            for setting in methods[parts[1]].settings
        )
    if secret:
        where = parts[1:] if parts[0] == "methods" else parts
        raise BadInput.because(Trouble(".".join(parts), belongs_elsewhere(*where)).sentence)


def _refuse_card_number(said: Given | None) -> None:
    """No card number gets into the file, whatever it was typed for (R-097)."""
    if any(map(looks_like_card_number, [said] if isinstance(said, str) else said or ())):
        raise BadInput(N_("This looks like a card number: it may only be typed in the card field."))


def _readings(said: Given) -> tuple[Any, ...]:
    """What a value may mean, likeliest first: the items of a list, or one text as it is typed in a shell."""
    if not isinstance(said, str):
        numbers = [[int(item) for item in said]] if all(map(_NUMBER.fullmatch, said)) else []
        return (list(said), *numbers)
    meant: list[Any] = [said]
    with suppress(tomllib.TOMLDecodeError):
        meant.append(tomllib.loads(f"value = {said}")["value"])
    # A line of an address may hold a comma: where there are several lines, each is an item.
    parts = said.splitlines() if "\n" in said.strip() else said.split(",")
    meant.append([part.strip() for part in parts if part.strip()])
    return tuple(meant)


def _with(raw: Raw, parts: tuple[str, ...], value: Any) -> dict[str, Any]:
    first, *rest = parts
    if not first or first == "products":
        raise BadInput(N_("Products are tables of their own: write them into the file itself."))
    changed = dict(raw)
    if not rest:
        if first in SECTIONS and first != "database":
            raise BadInput(
                N_("{key} is a table: name what in it, such as {example}."),
                key=first,
                example=f"{first}.name",
            )
        return {**changed, first: value}
    inner = changed.get(first, {})
    if not isinstance(inner, Mapping):
        raise BadInput(N_("{key} is no table."), key=first)
    return {**changed, first: _inner(inner, tuple(rest), value)}


def _inner(table: Raw, parts: tuple[str, ...], value: Any) -> dict[str, Any]:
    first, *rest = parts
    if not rest:
        others = {key: held for key, held in table.items() if key != first}
        return others if value is _TAKEN_OUT else {**table, first: value}
    inner = table.get(first, {})
    if not isinstance(inner, Mapping):
        raise BadInput(N_("{key} is no table."), key=first)
    return {**table, first: _inner(inner, tuple(rest), value)}


def _write(path: Path, raw: Raw) -> None:
    """All of it or nothing, readable by its owner only; a link stays a link."""
    # Only here is anything written, and most runs only read.
    import tomli_w  # noqa: PLC0415

    target = path.resolve()
    part = target.with_name(f".{target.name}.part")
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(_HEADER.encode() + tomli_w.dumps(raw).encode())
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    except OSError as error:
        raise _unwritable(path, error) from None


def _unwritable(path: Path, error: OSError) -> BadSetup:
    return BadSetup(N_("{path} cannot be written: {why}."), path=str(path), why=error.strerror or "?")
