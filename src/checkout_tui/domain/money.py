"""Money in whole minor units of an ISO 4217 currency. Finer amounts are refused, never rounded away."""

import re
from decimal import Context, Decimal, Inexact, InvalidOperation, Overflow
from functools import total_ordering

from attrs import Attribute, field, frozen
from attrs.validators import instance_of

from checkout_tui.domain.errors import BadInput, N_

_EXPONENT_0 = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_EXPONENT_3 = "BHD IQD JOD KWD LYD OMR TND"
_EXPONENT_4 = "CLF UYW"
_EXPONENT_2 = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD
CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD
GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA
MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR
RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD
TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG
"""
EXPONENTS: dict[str, int] = {
    code: digits
    for digits, codes in ((0, _EXPONENT_0), (2, _EXPONENT_2), (3, _EXPONENT_3), (4, _EXPONENT_4))
    for code in codes.split()
}
"""ISO 4217: how many decimal digits each active currency has (no longer ANG since 2025, BGN since 2026)."""

LARGEST = 10**18 - 1
"""Minor units, either way. Fits a database's 64 bits, and is exact in every Decimal along the way."""

_SPACES = re.compile(r"[\s\u00a0\u202f\u2009]")
_AMOUNT = re.compile(
    r"(?P<sign>[+-]?)"
    r"(?P<whole>\d+|\d{1,3}(?P<group>[ ,.'])\d{3}(?:(?P=group)\d{3})*)"
    r"(?:(?!(?P=group))(?P<mark>[.,])(?P<part>\d+))?",
    re.ASCII,
)
_EXACT = Context(prec=40, traps=[Inexact, InvalidOperation, Overflow])


def exponent(currency: str) -> int:
    """How many decimal digits ``currency`` has. Raises BadInput for a code that is not ISO 4217."""
    try:
        return EXPONENTS[currency]
    except KeyError:
        raise BadInput(N_("{currency} is not a currency code."), currency=currency) from None


def _whole(_: object, __: object, value: int) -> None:
    if type(value) is not int:
        raise BadInput(N_("An amount is a whole number of minor units."))
    if abs(value) > LARGEST:
        raise BadInput(N_("An amount this large is a mistake."))


def _known(owner: object, attribute: "Attribute[str]", value: str) -> None:
    # Amounts are made by the dozen for each key that is typed: one look tells all that is so.
    if type(value) is not str:
        instance_of(str)(owner, attribute, value)
    if value not in EXPONENTS:
        exponent(value)


@total_ordering
@frozen(order=False)
class Money:
    """So many minor units of one currency: ``Money(11880, "EUR")`` is 118.80 euro."""

    minor: int = field(validator=_whole)
    currency: str = field(validator=_known)

    @classmethod
    def of(cls, amount: Decimal, currency: str) -> "Money":
        """The exact amount. Raises BadInput when it is finer than the currency goes, or no number."""
        digits = exponent(currency)
        if type(amount) is not Decimal or not amount.is_finite():
            raise BadInput(N_("“{text}” is not an amount."), text=str(amount)[:40])
        if amount and amount.adjusted() > len(str(LARGEST)):
            raise BadInput(N_("An amount this large is a mistake."))
        try:
            whole = _EXACT.to_integral_exact(_EXACT.scaleb(amount, digits))
        except Inexact:
            raise BadInput(
                N_("{amount} is finer than {currency} goes: it is refused, not rounded."),
                amount=str(amount)[:40],
                currency=currency,
            ) from None
        return cls(int(whole), currency)

    @classmethod
    def parse(cls, text: str, currency: str) -> "Money":
        """An amount as people write it: ``1 234,50``, ``1,234.50``, ``1234.5``; with or without the code.

        Thousands are grouped by one kind of mark, in threes, or not at all. A single mark is the
        decimal one, so that ``1,234`` euros are refused as too fine; only where a currency has no
        decimals does a single comma group (``1,234`` yen). Raises BadInput for anything else.
        """
        bare = _SPACES.sub(" ", text).strip()
        bare = bare.removesuffix(currency).removeprefix(currency).strip()
        bare = bare.replace("\N{MINUS SIGN}", "-").replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
        found = _AMOUNT.fullmatch(bare)
        if found is None:
            raise BadInput(N_("“{text}” is not an amount."), text=text[:40])
        whole, part = re.sub(r"\D", "", found["whole"]), found["part"] or ""
        if found["mark"] == "," and len(part) == 3 and len(whole) <= 3 and exponent(currency) == 0:
            whole, part = whole + part, ""
        return cls.of(Decimal(f"{found['sign']}{whole}.{part}"), currency)

    @property
    def decimal(self) -> Decimal:
        """The amount in major units, exactly."""
        return _EXACT.scaleb(Decimal(self.minor), -exponent(self.currency))

    def plain(self) -> str:
        """As providers write it: ``118.80``, with all of the currency's digits and no grouping."""
        return f"{self.decimal:.{exponent(self.currency)}f}"

    def shown(self, language: str) -> str:
        """As people write it: ``1 234,50 EUR`` in French, ``1,234.50 EUR`` in English."""
        text = f"{self.decimal:,.{exponent(self.currency)}f}"
        if language.startswith("fr"):
            text = text.replace(",", "\u202f").replace(".", ",")
        return f"{text} {self.currency}"

    def times(self, count: int) -> "Money":
        """So many of it. Raises BadInput when ``count`` is not a whole number."""
        if type(count) is not int:
            raise BadInput(N_("Amounts are multiplied by whole numbers only."))
        return Money(self.minor * count, self.currency)

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._same(other), self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.minor < self._same(other)

    def __str__(self) -> str:
        return self.shown("en")

    def _same(self, other: "Money") -> int:
        if type(other) is not Money:
            raise TypeError(f"Money and {type(other).__name__} do not mix")
        if other.currency != self.currency:
            raise BadInput(
                N_("{ours} and {theirs} do not add up: no exchange is made."),
                ours=self.currency,
                theirs=other.currency,
            )
        return other.minor


def zero(currency: str) -> Money:
    """Nothing, in this currency."""
    return Money(0, currency)
