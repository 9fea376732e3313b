"""Money: whole minor units, one currency, nothing rounded away (design, money rule 1)."""

from contextlib import suppress
from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkout_tui.domain.errors import BadInput
from checkout_tui.domain.money import EXPONENTS, LARGEST, Money, exponent, zero

CURRENCIES = st.sampled_from(sorted(EXPONENTS))
AMOUNTS = st.integers(-(10**15), 10**15)
MONEY = st.builds(Money, AMOUNTS, CURRENCIES)
NARROW = "\u202f"


@pytest.mark.parametrize(
    ("currency", "digits"),
    [
        *((code, 0) for code in ("CLP", "ISK", "JPY", "KRW", "VND", "XAF", "XOF", "XPF")),
        *((code, 2) for code in ("AUD", "CAD", "CHF", "EUR", "GBP", "MGA", "MRU", "USD", "XCG", "ZWG")),
        *((code, 3) for code in ("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND")),
        *((code, 4) for code in ("CLF", "UYW")),
    ],
)
def test_a_currency_has_the_digits_of_iso_4217(currency: str, digits: int) -> None:
    """The exponent is the standard's: 0, 2, 3 or 4."""
    assert exponent(currency) == digits


@pytest.mark.parametrize("code", ["", "eur", "EURO", "XXX", "XAU", "XTS", "BTC", "BGN", "ANG", "HRK", "€"])
def test_what_nobody_can_pay_in_is_no_currency(code: str) -> None:
    """Withdrawn codes, metals, test codes and other spellings are refused."""
    with pytest.raises(BadInput, match="is not a currency code"):
        Money(1, code)


@pytest.mark.parametrize("minor", [True, False, 1.0, 118.8, "1", Decimal(1), None])
def test_only_a_whole_number_counts_minor_units(minor: object) -> None:
    """A float or a bool never becomes an amount."""
    with pytest.raises(BadInput, match="whole number"):
        Money(minor, "EUR")  # type: ignore[arg-type]


@pytest.mark.parametrize("minor", [LARGEST, -LARGEST])
def test_the_largest_amount_is_still_exact(minor: int) -> None:
    """At the limit every digit survives the way through text and Decimal."""
    money = Money(minor, "UYW")
    assert Money.of(money.decimal, "UYW") == Money.parse(money.plain(), "UYW") == money


@pytest.mark.parametrize("minor", [LARGEST + 1, -LARGEST - 1])
def test_more_than_a_database_holds_is_a_mistake(minor: int) -> None:
    """An amount that would not fit 64 bits is refused where it arises."""
    with pytest.raises(BadInput, match="mistake"):
        Money(minor, "EUR")


@given(MONEY)
def test_shown_amounts_can_be_read_back(money: Money) -> None:
    """What is on the screen in either language, and what a provider is sent, means the same amount."""
    for text in (money.plain(), money.shown("en"), money.shown("fr")):
        # Three digits after a single comma would be decimals in French and thousands in English.
        assert Money.parse(text, money.currency) == money


@given(MONEY)
def test_the_decimal_is_exact_whatever_the_callers_precision(money: Money) -> None:
    """Somebody else's decimal context rounds nothing here."""
    with localcontext(prec=3):
        decimal, plain, shown = money.decimal, money.plain(), money.shown("en")
        assert Money.of(decimal, money.currency) == money
    assert (decimal, plain, shown) == (money.decimal, money.plain(), money.shown("en"))


@given(AMOUNTS, CURRENCIES, st.integers(1, 9), st.integers(1, 12))
def test_a_finer_amount_is_refused(minor: int, currency: str, digit: int, further: int) -> None:
    """Any digit beyond the currency's last is refused, however small: never rounded away."""
    fine = Decimal(minor).scaleb(-exponent(currency)) + Decimal(digit).scaleb(-exponent(currency) - further)
    with pytest.raises(BadInput, match="finer than"):
        Money.of(fine, currency)


@given(AMOUNTS, CURRENCIES, st.integers(0, 20))
def test_noughts_at_the_end_are_not_finer(minor: int, currency: str, noughts: int) -> None:
    """``1.5000`` euros are 1.50: camt.053 files write up to five decimals."""
    text = f"{Money(minor, currency).decimal:.{exponent(currency) + noughts}f}"
    assert Money.of(Decimal(text), currency).minor == minor


@pytest.mark.parametrize("odd", ["NaN", "sNaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_no_amount(odd: str) -> None:
    """Decimal's special values are refused with a sentence."""
    with pytest.raises(BadInput, match="is not an amount"):
        Money.of(Decimal(odd), "EUR")


@pytest.mark.parametrize("huge", ["1E+20", "1E+999999", "9" * 5000, "1E+19"])
def test_a_huge_decimal_is_refused_at_once(huge: str) -> None:
    """A made-up exponent costs neither time nor memory, and is never rounded to fit."""
    with pytest.raises(BadInput, match="mistake"):
        Money.of(Decimal(huge), "EUR")


def test_a_float_is_not_taken_for_a_decimal() -> None:
    """118.8 is not what it looks like in binary, so it never gets in."""
    with pytest.raises(BadInput):
        Money.of(118.8, "EUR")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("1 234,50", "EUR", 123450),
        ("1,234.50", "EUR", 123450),
        ("1.234,50", "EUR", 123450),
        ("1234.5", "EUR", 123450),
        ("1234,5", "EUR", 123450),
        ("1\u00a0234,50", "EUR", 123450),
        (f"1{NARROW}234,50", "EUR", 123450),
        ("1\u2009234,50", "EUR", 123450),
        ("1'234.50", "CHF", 123450),
        ("1’234.50", "CHF", 123450),
        ("1,234,567", "EUR", 123456700),
        ("1.234.567", "EUR", 123456700),
        ("1 234 567", "EUR", 123456700),
        ("118", "EUR", 11800),
        ("  118,80 ", "EUR", 11880),
        ("118,80 EUR", "EUR", 11880),
        ("EUR 118.80", "EUR", 11880),
        ("0.00", "EUR", 0),
        ("-5", "EUR", -500),
        ("−5,00", "EUR", -500),
        ("+5", "EUR", 500),
        ("007", "EUR", 700),
        ("1,234", "BHD", 1234),
        ("1.234", "KWD", 1234),
        ("1,234", "JPY", 1234),
        ("12,345,678", "JPY", 12345678),
        (f"1{NARROW}234", "JPY", 1234),
        ("0,0001", "CLF", 1),
    ],
)
def test_amounts_are_read_as_people_write_them(text: str, currency: str, minor: int) -> None:
    """Commas, points, apostrophes and every kind of space, as French, English and Swiss hands write them."""
    assert Money.parse(text, currency) == Money(minor, currency)


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "-", ".", ",", "EUR", "abc", "1e3", "1_000", "0x10", "NaN", "Infinity", "--5", "5-", "1 -5",
        ".50", "5.", "1,,5", "1..5", "1,23,4", "1,2,3", "1 2 3", "12 34", "1,234,5", "1.234.5", "1 234 5",
        "1,234.567,89", "1.234,567.89", "1234,567.00", "1,2345.00", "1 234,567 890", "٣", "\uff11", "12 USD",
        "118,80 €", "1\x00", "9" * 5000,
    ],
)  # fmt: skip
def test_what_could_be_misread_is_refused(text: str) -> None:
    """Groups that are not threes, mixed marks, other digits: refused, because guessing costs money."""
    with pytest.raises(BadInput):
        Money.parse(text, "EUR")


@pytest.mark.parametrize(
    ("text", "currency"),
    [("1,234", "EUR"), ("1.234", "EUR"), ("1.234", "JPY"), ("1,5", "JPY"), ("1234,567", "JPY")],
)
def test_a_single_mark_is_not_guessed_to_be_a_group(text: str, currency: str) -> None:
    """``1,234`` euros may be one or a thousand: the operator writes it plainly."""
    with pytest.raises(BadInput, match="finer than"):
        Money.parse(text, currency)


@given(st.text(max_size=30))
def test_whatever_is_typed_gives_money_or_a_sentence(text: str) -> None:
    """No text raises anything but BadInput."""
    with suppress(BadInput):
        assert Money.parse(text, "EUR").currency == "EUR"


@pytest.mark.parametrize(
    ("money", "plain", "english", "french"),
    [
        (Money(11880, "EUR"), "118.80", "118.80 EUR", "118,80 EUR"),
        (Money(123450, "EUR"), "1234.50", "1,234.50 EUR", f"1{NARROW}234,50 EUR"),
        (Money(123456789, "USD"), "1234567.89", "1,234,567.89 USD", f"1{NARROW}234{NARROW}567,89 USD"),
        (Money(-5, "EUR"), "-0.05", "-0.05 EUR", "-0,05 EUR"),
        (Money(0, "EUR"), "0.00", "0.00 EUR", "0,00 EUR"),
        (Money(1234, "JPY"), "1234", "1,234 JPY", f"1{NARROW}234 JPY"),
        (Money(1234, "BHD"), "1.234", "1.234 BHD", "1,234 BHD"),
        (Money(1, "CLF"), "0.0001", "0.0001 CLF", "0,0001 CLF"),
    ],
)
def test_an_amount_is_shown_as_its_reader_writes_it(
    money: Money, plain: str, english: str, french: str
) -> None:
    """Providers get the plain form, people theirs (R-122)."""
    assert (money.plain(), money.shown("en"), money.shown("fr")) == (plain, english, french)
    assert (money.shown("en_CA"), money.shown("fr_CA"), str(money)) == (english, french, english)


@given(AMOUNTS, AMOUNTS, AMOUNTS, CURRENCIES)
def test_sums_are_those_of_whole_numbers(one: int, two: int, three: int, currency: str) -> None:
    """Adding, taking away and negating keep every unit, in any order."""
    a, b, c = Money(one, currency), Money(two, currency), Money(three, currency)
    assert (a + b) + c == a + (b + c) == Money(one + two + three, currency)
    assert a - b == a + -b == -(b - a)
    assert a - a == zero(currency)


@given(AMOUNTS, st.integers(0, 999), CURRENCIES)
def test_so_many_of_it_is_adding_it_so_often(minor: int, count: int, currency: str) -> None:
    """A quantity multiplies the units."""
    assert Money(minor, currency).times(count) == Money(minor * count, currency)


@pytest.mark.parametrize("count", [True, 1.5, 2.0, Decimal(2)])
def test_amounts_are_not_multiplied_by_fractions(count: object) -> None:
    """Only a whole number of times; rates have their own rule about rounding."""
    with pytest.raises(BadInput):
        Money(2, "EUR").times(count)  # type: ignore[arg-type]


@given(AMOUNTS, AMOUNTS, CURRENCIES)
def test_order_is_that_of_whole_numbers(one: int, two: int, currency: str) -> None:
    """Amounts of one currency compare as their units do."""
    a, b = Money(one, currency), Money(two, currency)
    assert (a < b, a <= b, a > b, a >= b, a == b) == (
        one < two,
        one <= two,
        one > two,
        one >= two,
        one == two,
    )
    assert (hash(a) == hash(b)) >= (a == b)


@pytest.mark.parametrize("operation", ["__add__", "__sub__", "__lt__", "__le__", "__gt__", "__ge__"])
@given(one=AMOUNTS, two=AMOUNTS)
def test_two_currencies_never_meet(operation: str, one: int, two: int) -> None:
    """No exchange is made: another currency is an error even when both amounts are nothing."""
    with pytest.raises(BadInput, match="EUR and USD"):
        getattr(Money(one, "EUR"), operation)(Money(two, "USD"))


def test_the_same_figure_in_two_currencies_is_not_the_same_money() -> None:
    """Equality is allowed across currencies, and says no."""
    assert Money(100, "EUR") != Money(100, "USD")
    number: object = 100
    assert Money(100, "EUR") != number


def test_a_bare_number_is_no_money() -> None:
    """Adding or comparing with a number is a mistake of ours, not somebody's input."""
    for operation in ("__add__", "__sub__", "__lt__"):
        with pytest.raises(TypeError, match="do not mix"):
            getattr(Money(1, "EUR"), operation)(1)
