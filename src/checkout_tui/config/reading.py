"""How TOML becomes values: strictly, and with a path to everything that is wrong."""

from collections.abc import Callable, Mapping
from datetime import time
from enum import StrEnum
from functools import cache
from typing import Any, get_args

from attrs import fields, frozen
from cattrs import (
    AttributeValidationNote,
    ClassValidationError,
    Converter,
    IterableValidationError,
    IterableValidationNote,
)
from cattrs.errors import ForbiddenExtraKeysError

from checkout_tui.config.shape import (
    LANGUAGES,
    SECTIONS,
    Mail,
    MailSecurity,
    MailTransport,
    Method,
    Raw,
    Sections,
    variable,
)
from checkout_tui.config.trouble import Trouble, path_to, unknown
from checkout_tui.domain.errors import BadInput, CheckoutError
from checkout_tui.domain.money import Money
from checkout_tui.domain.operator import Operator, Role
from checkout_tui.domain.order import Delivery, Product
from checkout_tui.domain.seller import Seller
from checkout_tui.domain.sentence import N_, Sentence, sentence
from checkout_tui.domain.tax_rates import REGISTRATIONS
from checkout_tui.domain.words import Words


def read_sections(raw: Raw, operator: Operator) -> tuple[Sections, tuple[Trouble, ...]]:
    """The sections that are right, and everything that is wrong. ``operator`` stands in for what is not said."""
    troubles = [Trouble(path_to(key), unknown(key, SECTIONS)) for key in raw if key not in SECTIONS]
    made: dict[str, Any] = {}

    def take(name: str, value: Any, kind: Any) -> None:
        try:
            made[name] = converter().structure(value, kind)
        except Exception as error:  # noqa: BLE001 - a converter raises groups of whatever went wrong inside
            troubles.extend(_in_place(trouble) for trouble in troubles_in(error, name))

    if "seller" in raw or "products" in raw:
        seller = raw.get("seller", {})
        if isinstance(seller, Mapping):
            # What is not said yet is for the doctor to tell; it stops nobody from reading documents.
            seller = {"name": "", "email": "", "support_email": "", **seller}
            seller["products"] = raw.get("products", [])
        take("seller", seller, Seller)
        if "seller" in made:
            troubles += [
                Trouble("seller.registrations", _not_one_of(code, tuple(sorted(REGISTRATIONS))).sentence)
                for code in sorted(made["seller"].registrations - REGISTRATIONS)
            ]
    if "operator" in raw:
        said = raw["operator"]
        if isinstance(said, Mapping):
            said = {"name": operator.name, "language": operator.language, **said}
        take("operator", said, Operator)
        language = said.get("language") if isinstance(said, Mapping) else None
        if isinstance(language, str) and language not in LANGUAGES:
            troubles.append(Trouble("operator.language", _not_one_of(language, LANGUAGES).sentence))
    for name, kind in (
        ("mail", Mail),
        ("methods", dict[str, Method]),
        ("cutoffs", dict[str, time]),
        ("database", str),
    ):
        if name in raw:
            take(name, raw[name], kind)
    return Sections(**made), tuple(troubles)


def _in_place(trouble: Trouble) -> Trouble:
    """The seller's products stand in tables of their own, ``[[products]]``."""
    return Trouble(
        trouble.path.removeprefix("seller.") if ".products" in trouble.path else trouble.path, trouble.says
    )


def troubles_in(error: BaseException, path: str) -> tuple[Trouble, ...]:
    """Everything that went wrong while structuring, each with its path."""
    if isinstance(error, ClassValidationError | IterableValidationError):
        found: list[Trouble] = []
        for inner in error.exceptions:
            found += troubles_in(inner, _further(path, inner))
        return tuple(found)
    if isinstance(error, ForbiddenExtraKeysError):
        known = _known(error.cl)
        return tuple(
            Trouble(path_to(path, key), _unknown_or_secret(path, key, known))
            for key in sorted(error.extra_fields)
        )
    if isinstance(error, CheckoutError):
        return (Trouble(path, error.sentence),)
    if isinstance(error, KeyError):
        # A required attribute that is not there: the path ends at its owner.
        return (Trouble(path_to(path, str(error.args[0])), sentence(N_("it is missing."))),)
    return (Trouble(path, sentence(N_("it cannot be read: {why}"), why=str(error)[:120])),)


def _further(path: str, error: BaseException) -> str:
    for note in getattr(error, "__notes__", ()):
        if isinstance(note, AttributeValidationNote):
            if isinstance(error, KeyError):
                return path
            return path_to(path, note.name)
        index = getattr(note, "index", None)
        if isinstance(index, int):
            return f"{path}[{index}]"
        if isinstance(index, str):
            return path_to(path, index)
    return path


def _unknown_or_secret(path: str, key: str, known: tuple[str, ...]) -> Sentence:
    if path == "mail" and key == "password":
        return sentence(
            N_("this is a secret: put it into {variable} or into secrets.toml."),
            variable=variable("mail", "password"),
        )
    return unknown(key, known)


def _known(kind: Any) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind))


# ------------------------------------------------------------ how each kind of value is read


@cache
def converter() -> Converter:
    """Strict: a number is no text, an unknown key is a mistake, and whatever is wrong is told together."""
    made = Converter(forbid_extra_keys=True, detailed_validation=True)
    made.register_structure_hook(str, lambda value, _: _exactly(value, str, N_("a text in quotes")))
    made.register_structure_hook(bool, lambda value, _: _exactly(value, bool, N_("true or false")))
    made.register_structure_hook(int, lambda value, _: _exactly(value, int, N_("a whole number")))
    for choice in (MailTransport, MailSecurity, Delivery, Role):
        # Each by name: they are texts too, and the hook for text would believe any.
        made.register_structure_hook(choice, _choice)
    made.register_structure_hook(time, lambda value, _: _time(value))
    made.register_structure_hook_func(_is_list, lambda value, kind: _list(made, value, kind))
    made.register_structure_hook_func(
        lambda kind: kind == tuple[Money, ...], lambda value, _: tuple(_prices(value))
    )
    made.register_structure_hook(Words, lambda value, _: _words(made, value))
    made.register_structure_hook(Method, lambda value, _: _method(value))
    made.register_structure_hook(Product, lambda value, _: _product(made, value))
    made.register_structure_hook(_Prices, lambda value, _: _prices(value))
    for kind in (Seller, Operator, Mail, _ProductTable, _WordsTable):
        _guard_tables(made, kind)
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


@frozen
class _WordsTable:
    en: str
    fr: str


def _guard_tables(made: Converter, kind: type) -> None:
    """A text where a table belongs is a mistake with a sentence, not a riddle from inside the converter."""
    inside = made.get_structure_hook(kind)

    def hook(value: Any, _: Any) -> Any:
        return inside(_table(value), kind)

    made.register_structure_hook(kind, hook)


def _exactly(value: Any, kind: type, what: str) -> Any:
    if type(value) is not kind:
        raise BadInput(N_("it must be {what}."), what=sentence(what))
    return value


def _choice(value: Any, kind: type[StrEnum]) -> StrEnum:
    try:
        return kind(value)
    except ValueError:
        raise _not_one_of(value, tuple(kind)) from None


def _not_one_of(value: Any, choices: tuple[str, ...]) -> BadInput:
    return BadInput(
        N_("“{value}” is none of: {choices}."), value=str(value)[:40], choices=", ".join(map(str, choices))
    )


def _is_list(kind: Any) -> bool:
    return getattr(kind, "__origin__", None) in (tuple, frozenset)


def _list(made: Converter, value: Any, kind: Any) -> Any:
    if not isinstance(value, list | tuple):
        raise BadInput(N_("it must be {what}."), what=sentence(N_("a list")))
    of = next(each for each in get_args(kind) if each is not Ellipsis)
    return kind.__origin__(made.structure(list(value), list[of]))  # type: ignore[valid-type]


def _words(made: Converter, value: Any) -> Words:
    if isinstance(value, str):
        return Words.same(value)
    table = made.structure(value, _WordsTable)
    return Words(table.en, table.fr)


def _method(value: Any) -> Method:
    table = _table(value)
    enabled = _each(table, {"enabled"}, lambda _, said: _exactly(said, bool, N_("true or false")))
    return Method(enabled.get("enabled", True), {key: table[key] for key in table if key != "enabled"})


def _product(made: Converter, value: Any) -> Product:
    table = made.structure(value, _ProductTable)
    if table.months < 1 or table.renewals < 0:
        raise BadInput(
            N_("A subscription renews every so many months, 1 at least; renewals are 0 (no end) or more.")
        )
    return Product(
        table.code,
        table.title,
        tuple(table.prices),
        table.delivery,
        table.renews,
        table.months,
        table.renewals,
    )


def _prices(value: Any) -> _Prices:
    table = _table(value)
    return _Prices(_each(table, set(table), _price).values())


def _price(currency: str, amount: Any) -> Money:
    price = Money.parse(_exactly(amount, str, N_('an amount in quotes, such as "99.00"')), currency)
    if price.minor < 0:
        raise BadInput(N_("A price is not below zero."))
    return price


def _table(value: Any) -> Raw:
    if not isinstance(value, Mapping):
        raise BadInput(N_("it must be {what}."), what=sentence(N_("a table")))
    return value


def _each(table: Raw, keys: set[str], read: Callable[[str, Any], Any]) -> dict[str, Any]:
    """What is read of each key. Raises everything that went wrong, each with its key."""
    done: dict[str, Any] = {}
    wrong: list[Exception] = []
    for key in (key for key in table if key in keys):
        try:
            done[key] = read(key, table[key])
        except CheckoutError as error:
            error.add_note(IterableValidationNote("", key, object))
            wrong.append(error)
    if wrong:
        raise IterableValidationError("", wrong, dict)
    return done


def _time(value: Any) -> time:
    if isinstance(value, time):
        return value
    try:
        return time.fromisoformat(value)
    except (TypeError, ValueError):
        raise BadInput(N_("it must be {what}."), what=sentence(N_("a time of day such as 16:45"))) from None
