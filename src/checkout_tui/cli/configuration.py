"""``config show`` and ``config set``."""

from typing import Any

from checkout_tui.cli import wiring
from checkout_tui.cli.session import Session
from checkout_tui.config import change, secrets_path, variable
from checkout_tui.domain.method import PaymentMethod, SettingKind
from checkout_tui.domain.money import Money
from checkout_tui.domain.sentence import N_


def shown(session: Session, *, as_json: bool) -> None:
    """Everything that is in force, wherever it was said."""
    config = session.config
    lanes = wiring.load_methods(config, asking=False)
    seller = config.seller
    said: dict[str, Any] = {
        "file": str(config.path),
        "exists": config.exists,
        "secrets_file": str(secrets_path(config.path)),
        "database": wiring.shown_url(config.database),
        "seller": {
            "name": seller.name,
            "email": seller.email,
            "support_email": seller.support_email,
            "support_phone": seller.support_phone,
            "address": list(seller.address),
            "registrations": sorted(seller.registrations),
            "allocate_on_receipt": seller.allocate_on_receipt,
            "short_payment_tolerance": [str(most) for most in seller.short_payment_tolerance],
            "payment_rules": {
                code: {
                    "short": None if rule.short is None else [str(most) for most in rule.short],
                    "over": rule.over,
                }
                for code, rule in seller.payment_rules.items()
            },
            "second_person_above": [str(most) for most in seller.second_person_above],
            "same_order_days": seller.same_order_days,
            "terms_version": seller.terms_version,
            "privacy_url": seller.privacy_url,
        },
        "products": {
            product.code: [_priced(price) for price in product.prices]
            + [f"once {_priced(price)}" for price in product.once]
            for product in seller.products
        },
        "operator": {
            "name": config.operator.name,
            "language": config.operator.language,
            "roles": sorted(config.operator.roles),
        },
        "mail": {
            "transport": config.mail.transport,
            "folder": str(wiring.mail_folder(config)),
            "host": config.mail.host,
            "port": config.mail.port,
            "security": config.mail.security,
            "user": config.mail.user,
            "password": _known(bool(config.secrets.mail_password)),
        },
        "methods": {
            report.name: {"state": report.state} | _settings(session, lanes[report.name].method)
            if report.name in lanes
            else {"state": report.state}
            for report in lanes.reports
        },
    }
    if as_json:
        session.json(said)
        return
    if not config.exists:
        session.say(N_("There is no {path} yet; what follows are the defaults."), path=str(config.path))
    for key, value in _flat("", said):
        if key != "exists":
            session.line(f"{key} = {value}")


def changed(session: Session, key: str, value: str, *, as_json: bool) -> None:
    """Check and write one value, and say what is still missing."""
    methods = {method.code: method for method in installed()}
    path, left = change(session.environment, key, value, methods)
    if as_json:
        missing = [trouble.sentence.say(session.reader) for trouble in left]
        session.json({"file": str(path), "key": key, "left": missing})
        return
    session.say(N_("{key} is set in {path}."), key=key, path=str(path))
    for trouble in left:
        session.tell(trouble.sentence)


def installed() -> tuple[PaymentMethod, ...]:
    """What every installed method declares, however it is configured now."""
    from checkout_tui.plugins import discover, load  # noqa: PLC0415 - httpx, only when needed

    return load(discover()).methods


def _settings(session: Session, method: PaymentMethod) -> dict[str, Any]:
    settings = wiring.settings_for(session.config, method)
    return {
        setting.code: _known(bool(settings.get(setting.code)))
        if setting.kind is SettingKind.SECRET
        else _plain(settings.get(setting.code))
        for setting in method.settings
    } | {
        "secrets": [
            variable(method.code, setting.code)
            for setting in method.settings
            if setting.kind is SettingKind.SECRET
        ]
    }


def _known(there: bool) -> str:
    return "••••" if there else ""


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _flat(path: str, value: Any) -> list[tuple[str, str]]:
    if isinstance(value, dict):
        return [
            line
            for key, inner in value.items()
            for line in _flat(f"{path}.{key}" if path else str(key), inner)
        ]
    if isinstance(value, list):
        return [(path, ", ".join(map(str, value)))]
    return [(path, "" if value is None else str(value))]


def _priced(price: Money) -> str:
    return f"{price.plain()} {price.currency}"
