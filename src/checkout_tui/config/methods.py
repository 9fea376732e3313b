"""A method's own settings, held against what the method declares: all that is wrong at once."""

from collections.abc import Callable
from typing import Any

from checkout_tui.config.shape import Raw, variable
from checkout_tui.config.trouble import Trouble, path_to, refuse, unknown
from checkout_tui.domain.method import PaymentMethod, Setting, SettingKind
from checkout_tui.domain.secret import Secret
from checkout_tui.domain.sentence import N_, Sentence, sentence
from checkout_tui.hookspecs import Settings

SecretOf = Callable[[str], Secret]

_WHERE = "[methods.{code}]"


def _none(_: str) -> Secret:
    return Secret("")


def resolve_settings(method: PaymentMethod, raw: Raw, secret_of: SecretOf = _none) -> Settings:
    """The settings that the method is given. Raises BadSetup with everything that is wrong."""
    troubles = settings_troubles(method, raw, secret_of)
    if troubles:
        raise refuse(_WHERE.format(code=method.code), troubles)
    return _settings(method, raw, secret_of)


def default_settings(method: PaymentMethod, secret_of: SecretOf = _none) -> Settings:
    """What a method is given while nothing is configured for it: enough to read documents."""
    return _settings(method, {}, secret_of)


def settings_troubles(method: PaymentMethod, raw: Raw, secret_of: SecretOf = _none) -> tuple[Trouble, ...]:
    """Everything that is wrong with the settings: unknown, of another kind, missing, or a secret in the open."""
    declared = {setting.code: setting for setting in method.settings}
    troubles = [
        Trouble(_path(method, key), unknown(key, (*declared, "enabled")))
        for key in raw
        if key not in declared
    ]
    for setting in method.settings:
        says = _trouble(method, setting, raw, secret_of)
        if says is not None:
            troubles.append(Trouble(_path(method, setting.code), says))
    return tuple(troubles)


def belongs_elsewhere(*parts: str) -> Sentence:
    """Where a secret goes instead of into the configuration."""
    return sentence(
        N_(
            "this is a secret, and not for this file: put it into the variable {variable}, or into "
            "secrets.toml beside this file, which only its owner may read (chmod 600)."
        ),
        variable=variable(*parts),
    )


def _trouble(method: PaymentMethod, setting: Setting, raw: Raw, secret_of: SecretOf) -> Sentence | None:
    given = raw.get(setting.code)
    if setting.kind is SettingKind.SECRET:
        if given is not None:
            return belongs_elsewhere(method.code, setting.code)
        if setting.required and setting.default is None and not secret_of(setting.code):
            return sentence(
                N_(
                    "it is missing. It is a secret: put it into the variable {variable} or into secrets.toml."
                ),
                variable=variable(method.code, setting.code),
            )
        return None
    if given is None:
        if setting.required and setting.default is None:
            return sentence(N_("it is missing ({title})."), title=setting.title)
        return None
    what = _WANTED[setting.kind]
    if not _fits(setting.kind, given):
        return sentence(N_("it must be {what}."), what=sentence(what))
    if setting.required and given in ("", []):
        return sentence(N_("it is empty ({title})."), title=setting.title)
    return None


_WANTED = {
    SettingKind.TEXT: N_("a text in quotes"),
    SettingKind.NUMBER: N_("a whole number"),
    SettingKind.FLAG: N_("true or false"),
    SettingKind.LIST: N_("a list of texts in quotes"),
}


def _fits(kind: SettingKind, value: Any) -> bool:
    match kind:
        case SettingKind.NUMBER:
            return type(value) is int
        case SettingKind.FLAG:
            return type(value) is bool
        case SettingKind.LIST:
            return isinstance(value, list | tuple) and all(isinstance(each, str) for each in value)
        case _:
            return isinstance(value, str)


def _settings(method: PaymentMethod, raw: Raw, secret_of: SecretOf) -> Settings:
    made: dict[str, str | int | bool | tuple[str, ...]] = {}
    for setting in method.settings:
        value = raw.get(setting.code, setting.default)
        if setting.kind is SettingKind.SECRET:
            value = secret_of(setting.code).reveal() or setting.default
        if value is not None:
            made[setting.code] = tuple(value) if isinstance(value, list) else value
    return made


def _path(method: PaymentMethod, setting: str) -> str:
    return path_to("methods", method.code, setting)
