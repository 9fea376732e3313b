"""How TOML becomes values: strictly, and with a path to everything that is wrong."""

import re
from collections.abc import Iterator, Mapping
from datetime import time
from functools import cache
from typing import Any

from attrs import field, fields, frozen
from cattrs import Converter

from checkout_tui.config.shape import (
    LANGUAGES,
    SECTIONS,
    Keeping,
    Mail,
    MailSecurity,
    MailTransport,
    Method,
    Raw,
    Sections,
    variable,
)
from checkout_tui.config.strict import (
    choice,
    each,
    exactly,
    guard_tables,
    not_one_of,
    strict_converter,
    table,
    troubles_in,
)
from checkout_tui.config.trouble import Trouble, path_to, unknown
from checkout_tui.domain.errors import BadInput
from checkout_tui.domain.money import Money
from checkout_tui.domain.operator import Operator, Role
from checkout_tui.domain.order import Delivery, Product
from checkout_tui.domain.seller import Overpaid, PaymentRule, Seller
from checkout_tui.domain.sentence import N_, Sentence, sentence
from checkout_tui.domain.tax_rates import REGISTRATIONS
from checkout_tui.domain.words import Words

_PAGE = re.compile(r"https?://[^\s/?#]+[^\s]*", re.IGNORECASE)


def read_sections(raw: Raw, operator: Operator) -> tuple[Sections, tuple[Trouble, ...]]:
    """The sections that are right, and everything that is wrong. ``operator`` stands in for what is not said."""
    troubles = [Trouble(path_to(key), unknown(key, SECTIONS)) for key in raw if key not in SECTIONS]
    made: dict[str, Any] = {}

    def take(name: str, value: Any, kind: Any) -> None:
        try:
            made[name] = converter().structure(value, kind)
        except Exception as error:  # noqa: BLE001 - a converter raises groups of whatever went wrong inside
            troubles.extend(_in_place(trouble) for trouble in troubles_in(error, name, _unknown_or_secret))

    if "seller" in raw or "products" in raw:
        seller = raw.get("seller", {})
        if isinstance(seller, Mapping):
            # What is not said yet is for the doctor to tell; it stops nobody from reading documents.
            seller = {"name": "", "email": "", "support_email": "", **seller}
            seller["products"] = raw.get("products", [])
        take("seller", seller, Seller)
        if "seller" in made:
            troubles += [
                Trouble("seller.registrations", not_one_of(code, tuple(sorted(REGISTRATIONS))).sentence)
                for code in sorted(made["seller"].registrations - REGISTRATIONS)
            ]
            troubles += _no_pages(made["seller"])
    if "operator" in raw:
        said = raw["operator"]
        if isinstance(said, Mapping):
            said = {"name": operator.name, "language": operator.language, **said}
        take("operator", said, Operator)
        language = said.get("language") if isinstance(said, Mapping) else None
        if isinstance(language, str) and language not in LANGUAGES:
            troubles.append(Trouble("operator.language", not_one_of(language, LANGUAGES).sentence))
    for name, kind in (
        ("mail", Mail),
        ("methods", dict[str, Method]),
        ("cutoffs", dict[str, time]),
        ("database", str),
        ("secrets", Keeping),
    ):
        if name in raw:
            take(name, raw[name], kind)
    return Sections(**made), tuple(troubles)


def _no_pages(seller: Seller) -> Iterator[Trouble]:
    """Addresses that no browser opens as a page: they stand as links in mails, where anything else is a trap."""
    for name in (known.name for known in fields(Seller)):
        url = getattr(seller, name) if name.endswith("_url") or name == "website" else ""
        if url and not _PAGE.match(url):
            yield Trouble(f"seller.{name}", sentence(N_("it is no address of a page, such as https://…")))


def _in_place(trouble: Trouble) -> Trouble:
    """The seller's products stand in tables of their own, ``[[products]]``."""
    return Trouble(
        trouble.path.removeprefix("seller.") if ".products" in trouble.path else trouble.path, trouble.says
    )


def _unknown_or_secret(path: str, key: str, known: tuple[str, ...]) -> Sentence:
    if path == "mail" and key == "password":
        return sentence(
            N_("this is a secret: put it into {variable} or into secrets.toml."),
            variable=variable("mail", "password"),
        )
    return unknown(key, known)


# ------------------------------------------------------------ how each kind of value is read


@cache
def converter() -> Converter:
    """What a configuration holds, beside what every strict reading knows."""
    made = strict_converter()
    for choices in (MailTransport, MailSecurity, Delivery, Role, Overpaid):
        # Each by name: they are texts too, and the hook for text would believe any.
        made.register_structure_hook(choices, choice)
    made.register_structure_hook_func(
        lambda kind: kind == tuple[Money, ...], lambda value, _: tuple(_prices(value))
    )
    made.register_structure_hook(Method, lambda value, _: _method(value))
    made.register_structure_hook(Product, lambda value, _: _product(made, value))
    made.register_structure_hook(_Prices, lambda value, _: _prices(value))
    for kind in (Seller, PaymentRule, Operator, Mail, Keeping, _ProductTable):
        guard_tables(made, kind)
    return made


class _Prices(tuple[Money, ...]):
    __slots__ = ()


@frozen
class _ProductTable:
    code: str
    title: Words
    prices: _Prices
    delivery: Delivery = Delivery.DOWNLOAD
    renews: bool = False
    months: int = 1
    renewals: int = 0
    once: _Prices = field(factory=_Prices)


def _method(value: Any) -> Method:
    given = table(value)
    enabled = each(given, {"enabled"}, lambda _, said: exactly(said, bool, N_("true or false")))
    return Method(enabled.get("enabled", True), {key: given[key] for key in given if key != "enabled"})


def _product(made: Converter, value: Any) -> Product:
    given = made.structure(value, _ProductTable)
    if given.months < 1 or given.renewals < 0:
        raise BadInput(
            N_("A subscription renews every so many months, 1 at least; renewals are 0 (no end) or more.")
        )
    if given.once and not given.renews:
        raise BadInput(
            N_("“once” is the price of a subscription that can be bought once as well: write renews = true.")
        )
    return Product(
        given.code,
        given.title,
        tuple(given.prices),
        given.delivery,
        given.renews,
        given.months,
        given.renewals,
        tuple(given.once),
    )


def _prices(value: Any) -> _Prices:
    given = table(value)
    return _Prices(each(given, set(given), _price).values())


def _price(currency: str, amount: Any) -> Money:
    price = Money.parse(exactly(amount, str, N_('an amount in quotes, such as "99.00"')), currency)
    if price.minor < 0:
        raise BadInput(N_("A price is not below zero."))
    return price
