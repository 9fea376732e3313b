"""The configuration as a form: every value with what it is called, checked together and saved together.

What is a secret is only said to be there or not, and where it belongs.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from attrs import frozen

from checkout_tui.config.files import Changed, Given, all_troubles, change_all, read_raw
from checkout_tui.config.places import config_path
from checkout_tui.config.shape import LANGUAGES, MailSecurity, MailTransport, Secrets, variable
from checkout_tui.config.trouble import Trouble
from checkout_tui.domain.method import PaymentMethod, Setting, SettingKind
from checkout_tui.domain.operator import Role
from checkout_tui.domain.sentence import N_, Sentence, sentence
from checkout_tui.domain.tax_rates import REGISTRATIONS

_FLAG = ("true", "false")

_FORM: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("operator.name", N_("your name"), "", ()),
    ("operator.language", N_("your language"), "", LANGUAGES),
    ("operator.roles", N_("your roles"), "\n".join(Role), tuple(Role)),
    ("seller.name", N_("who sells"), "", ()),
    ("seller.address", N_("its address, line by line"), "", ()),
    ("seller.email", N_("mail comes from"), "", ()),
    ("seller.support_email", N_("support by e-mail"), "", ()),
    ("seller.support_phone", N_("support by phone"), "", ()),
    ("seller.website", N_("website"), "", ()),
    ("seller.terms_version", N_("version of the terms"), "", ()),
    ("seller.terms_url", N_("where the terms are"), "", ()),
    ("seller.privacy_url", N_("privacy policy"), "", ()),
    ("seller.tax_numbers", N_("tax numbers on invoices"), "", ()),
    ("seller.registrations", N_("collects these taxes"), "", tuple(sorted(REGISTRATIONS))),
    ("seller.allocate_on_receipt", N_("exact transfers need no person"), "true", _FLAG),
    ("seller.overdue_reminder_days", N_("reminders, days after the last"), "", ()),
    ("seller.renewal_retry_days", N_("renewals again, days after no"), "", ()),
    ("mail.transport", N_("mail leaves by"), MailTransport.FOLDER, tuple(MailTransport)),
    ("mail.host", N_("mail server"), "", ()),
    ("mail.port", N_("its port"), "587", ()),
    ("mail.security", N_("its protection"), MailSecurity.STARTTLS, tuple(MailSecurity)),
    ("mail.user", N_("user at the mail server"), "", ()),
    ("secrets.keyring", N_("secrets may be in the keyring"), "false", _FLAG),
)
"""Key, what it is called, the default, and what may be written where not everything may."""

_LISTS = frozenset(
    f"seller.{name}"
    for name in ("address", "tax_numbers", "registrations", "overdue_reminder_days", "renewal_retry_days")
) | {"operator.roles"}
"""Of these a list is written, one item on a line."""


@frozen
class Entry:
    """One value of the form. A secret has no value here, only whether it is known."""

    key: str
    title: Sentence
    value: str = ""
    choices: tuple[str, ...] = ()
    trouble: Sentence | None = None
    lines: bool = False
    """Whether it is a list: one item on each line."""
    text: bool = False
    """Whether it is one text that has several lines."""
    secret: bool = False
    known: bool = False
    variable: str = ""
    """The environment variable in which a secret is looked for."""


@frozen
class Editor:
    """The form on the configuration of ``environment``; ``methods`` gives every installed method."""

    environment: Mapping[str, str]
    methods: Callable[[], Mapping[str, PaymentMethod]]

    @property
    def path(self) -> Path:
        """The file in which all of it stands."""
        return config_path(self.environment)

    def entries(self) -> tuple[Entry, ...]:
        """Everything as it is written now, each with what is wrong with it."""
        methods = self.methods()
        raw, secrets = read_raw(self.environment)
        troubles = all_troubles(raw, self.environment, methods, secrets)
        made = [
            Entry(
                key,
                sentence(title),
                _text(_found(raw, key), default),
                choices,
                _of(troubles, key),
                key in _LISTS,
            )
            for key, title, default, choices in _FORM
        ]
        made.append(_secret("mail.password", sentence(N_("password at the mail server")), secrets))
        for code, method in sorted(methods.items()):
            title = sentence(N_("{method}: in use"), method=method.title)
            key = f"methods.{code}.enabled"
            made.append(Entry(key, title, _text(_found(raw, key), "true"), _FLAG, _of(troubles, key)))
            made += [self._setting(method, setting, raw, secrets, troubles) for setting in method.settings]
        return tuple(made)

    def elsewhere(self) -> tuple[Trouble, ...]:
        """What is wrong with something that the form has no field for, such as a misspelt key or a product."""
        methods = self.methods()
        raw, secrets = read_raw(self.environment)
        fields = {entry.key for entry in self.entries()}
        troubles = all_troubles(raw, self.environment, methods, secrets)
        return tuple(trouble for trouble in troubles if trouble.path.split("[")[0] not in fields)

    def save(self, given: Mapping[str, Given]) -> Changed:
        """Write these values if all of them are right; an empty one goes back to its default."""
        return change_all(
            self.environment, {key: said or None for key, said in given.items()}, self.methods()
        )

    def _setting(
        self,
        method: PaymentMethod,
        setting: Setting,
        raw: Mapping[str, Any],
        secrets: Secrets,
        troubles: tuple[Trouble, ...],
    ) -> Entry:
        key = f"methods.{method.code}.{setting.code}"
        title = sentence(N_("{method}: {setting}"), method=method.title, setting=setting.title)
        if setting.kind is SettingKind.SECRET:
            return _secret(key, title, secrets)
        choices = _FLAG if setting.kind is SettingKind.FLAG else ()
        value = _text(_found(raw, key), _text(setting.default, ""))
        lines = setting.kind is SettingKind.LIST
        return Entry(key, title, value, choices, _of(troubles, key), lines, not lines and "\n" in value)


def _secret(key: str, title: Sentence, secrets: Secrets) -> Entry:
    parts = key.split(".")
    held = secrets.mail_password if parts[0] == "mail" else secrets.of_method(parts[1], parts[2])
    # The section "methods" is not part of the name.
    named = variable(*(parts[1:] if parts[0] == "methods" else parts))
    return Entry(key, title, secret=True, known=bool(held), variable=named)


def _found(raw: Mapping[str, Any], key: str) -> Any:
    found: Any = raw
    for part in key.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _text(value: Any, default: str) -> str:
    if value is None:
        return default
    if isinstance(value, bool):
        return str(value).lower()
    return "\n".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _of(troubles: tuple[Trouble, ...], key: str) -> Sentence | None:
    return next((trouble.says for trouble in troubles if trouble.path.split("[")[0] == key), None)
