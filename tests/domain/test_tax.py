"""Sales tax line by line: Canada, the European Union, and why (domain, section 7)."""

import csv
import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkout_tui.domain.errors import BadInput
from checkout_tui.domain.money import Money
from checkout_tui.domain.sentence import Reader
from checkout_tui.domain.tax import (
    Exemption,
    Place,
    changes_between,
    day_begins,
    day_there,
    in_force_since,
    last_change,
    latest_tax_day,
    not_collected,
    percent_shown,
    rate_changes,
    rates_for,
    read_exemptions,
    tax_day,
    tax_lines,
    tax_point,
    why_no_tax,
)
from checkout_tui.domain.tax_rates import (
    BC_PST,
    CANADA,
    CANADIAN_REGIONS,
    COUNTRIES,
    EU_VAT,
    EUROPE,
    GST_HST,
    MB_RST,
    PLACES,
    QST,
    RATES,
    REGISTRATIONS,
    SK_PST,
    ZONES,
)
from checkout_tui.domain.words import Words

DAY = date(2026, 11, 24)
HUNDRED = Money(10000, "CAD")
NBSP = "\u00a0"
DAYS = st.dates(date(2021, 7, 1), date(2027, 12, 31))
PLACES_IN_CANADA = st.sampled_from(sorted(CANADIAN_REGIONS)).map(lambda region: Place("CA", region))
PLACES_TAXED = PLACES_IN_CANADA | st.sampled_from(sorted(COUNTRIES)).map(Place)
INSTANTS = st.datetimes(datetime(2022, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - bounds


def canada(region: str, day: date = DAY) -> list[tuple[str, Decimal]]:
    return [(rate.name, rate.percent) for rate in rates_for(Place("CA", region), day)]


def amounts(net: Money, place: Place, day: date = DAY) -> list[tuple[str, str]]:
    return [(line.title.en, line.amount.plain()) for line in tax_lines(net, place, day, REGISTRATIONS)]


# ------------------------------------------------------------ the tables


@pytest.mark.parametrize(
    ("region", "rates"),
    [
        *((region, [("GST", "5")]) for region in ("AB", "NT", "NU", "YT")),
        ("ON", [("HST", "13")]),
        *((region, [("HST", "15")]) for region in ("NB", "NL", "PE")),
        ("NS", [("HST", "14")]),
        ("BC", [("GST", "5"), ("PST", "7")]),
        ("SK", [("GST", "5"), ("PST", "6")]),
        ("MB", [("GST", "5"), ("RST", "7")]),
        ("QC", [("GST", "5"), ("QST", "9.975")]),
    ],
)
def test_the_rates_of_each_province_and_territory(region: str, rates: list[tuple[str, str]]) -> None:
    """All thirteen as of 2026: GST everywhere, HST in its place where it exists."""
    assert canada(region) == [(name, Decimal(percent)) for name, percent in rates]


@pytest.mark.parametrize(
    ("region", "last_before", "before", "after"),
    [
        ("NS", date(2025, 3, 31), [("HST", Decimal(15))], [("HST", Decimal(14))]),
        ("MB", date(2025, 12, 31), [("GST", 5)], [("GST", 5), ("RST", 7)]),
        ("BC", date(2021, 3, 31), [], [("PST", Decimal(7))]),
        ("ON", date(2021, 6, 30), [], [("HST", Decimal(13))]),
        ("AB", date(2021, 6, 30), [], [("GST", Decimal(5))]),
        ("QC", date(2018, 12, 31), [], [("QST", Decimal("9.975"))]),
        ("SK", date(2018, 12, 31), [], [("PST", Decimal(6))]),
    ],
)
def test_a_rate_begins_on_its_day(
    region: str, last_before: date, before: list[tuple[str, Decimal]], after: list[tuple[str, Decimal]]
) -> None:
    """Up to the last day the old rate, from the next day the new one, for foreign digital sellers."""
    assert canada(region, last_before) == before
    assert canada(region, last_before + timedelta(1)) == after


def test_the_canadian_table_agrees_with_the_compiled_one(samples: Path) -> None:
    """Row by row: each rate in the samples is ours on its first, middle and last day, and no other is."""
    #
    with (samples / "tax" / "ca_sales_tax.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 27
    compared = set()
    for row in rows:
        first = date.fromisoformat(row["from"])
        last = date.fromisoformat(row["to"]) if row["to"] else date(2030, 12, 31)
        ours = [rate for rate in CANADA if (rate.region, rate.name) == (row["region"], row["tax"])]
        for rate in ours:
            # We begin where a foreign seller of digital services begins, which is never earlier than the tax.
            begin, end = max(first, rate.from_day), min(last, rate.until or last)
            if begin > end:
                continue
            assert rate.percent == Decimal(row["rate_percent"]), row
            compared.add(rate)
            for day in (begin, begin + (end - begin) // 2, end):
                assert (row["tax"], Decimal(row["rate_percent"])) in canada(row["region"], day), (row, day)
        if last >= date(2026, 1, 1):
            assert (row["tax"], Decimal(row["rate_percent"])) in canada(row["region"], DAY), row
    assert compared == set(CANADA), "a rate of ours that nobody else lists"


@pytest.mark.parametrize(
    "day",
    [
        date(2021, 7, 1), date(2022, 12, 31), date(2023, 1, 1), date(2023, 12, 31), date(2024, 1, 1),
        date(2024, 8, 31), date(2024, 9, 1), date(2024, 12, 31), date(2025, 1, 1), date(2025, 6, 30),
        date(2025, 7, 1), date(2025, 7, 31), date(2025, 8, 1), DAY,
    ],
)  # fmt: skip
def test_the_european_table_agrees_with_the_compiled_one(samples: Path, day: date) -> None:
    """The standard rate of all 27 members, on both sides of every change since 2021-07-01."""
    items = json.loads((samples / "tax" / "eu-vat-rates.json").read_text(encoding="utf-8"))["items"]
    theirs = {}
    for country, periods in items.items():
        begun = [period for period in periods if period["effective_from"] <= day.isoformat()]
        latest = max(begun, key=lambda period: str(period["effective_from"]))
        theirs[country] = Decimal(str(latest["rates"]["standard"]))
    del theirs["GB"]  # no member since 2020
    assert len(theirs) == 27
    assert {country: [rate.percent for rate in rates_for(Place(country), day)] for country in COUNTRIES} == {
        country: [percent] for country, percent in theirs.items()
    }


def test_each_row_names_its_source() -> None:
    """The table is data with effective dates and a source for each row."""
    for rate in RATES:
        assert len(rate.source) > 20
        assert rate.until is None or rate.from_day <= rate.until
        assert rate.registration in REGISTRATIONS


def test_a_tax_has_one_rate_at_a_time() -> None:
    """Of one tax in one place, a period ends the day before the next begins."""
    taxes = {(rate.name, rate.country, rate.region) for rate in RATES}
    for tax in taxes:
        periods = sorted((r for r in RATES if (r.name, r.country, r.region) == tax), key=lambda r: r.from_day)
        for before, after in pairwise(periods):
            assert before.until == after.from_day - timedelta(1)
        assert periods[-1].until is None


def test_every_place_with_a_rate_has_its_words() -> None:
    """Thirteen provinces and territories and 27 members can be named in a sentence in both languages."""
    assert {rate.region for rate in CANADA} == set(PLACES) == CANADIAN_REGIONS
    assert {rate.country for rate in EUROPE} == set(COUNTRIES)
    assert (len(PLACES), len(COUNTRIES)) == (13, 27)


@given(PLACES_IN_CANADA, DAYS)
def test_hst_stands_alone_and_gst_everywhere_else(place: Place, day: date) -> None:
    """HST is one tax and one line; else GST and at most one provincial tax on lines of their own."""
    #
    names = [rate.name for rate in rates_for(place, day)]
    assert names == ["HST"] or (names[0] == "GST" and "HST" not in names and len(names) <= 2)


@given(PLACES_TAXED, DAYS)
def test_no_rate_is_a_sum_of_rates(place: Place, day: date) -> None:
    """14.975 % is no tax that exists, and is never printed."""
    for line in tax_lines(HUNDRED, place, day, REGISTRATIONS):
        assert line.percent != Decimal("14.975")
        for language in ("en", "fr"):
            assert "14.975" not in line.shown_percent(language) + line.why.in_(language)
            assert "14,975" not in line.shown_percent(language) + line.why.in_(language)


# ------------------------------------------------------------ where, and what cannot be read


@pytest.mark.parametrize("region", [None, "", "XX", "ONT", "Ontario", "CA"])
def test_a_canadian_customer_needs_a_province(region: str | None) -> None:
    """Without a known one no tax can be said: the operator is told which there are."""
    with pytest.raises(BadInput, match="AB, BC, MB, NB, NL, NS, NT, NU, ON, PE, QC, SK, YT"):
        tax_lines(HUNDRED, Place("CA", region), DAY, REGISTRATIONS)


@pytest.mark.parametrize("country", ["", "C", "CAN", "France", "1A", "ÉÉ"])
def test_a_country_is_a_code_of_two_letters(country: str) -> None:
    """Something else is an error, not a country without tax."""
    with pytest.raises(BadInput, match="two letters"):
        tax_lines(HUNDRED, Place(country), DAY, REGISTRATIONS)


def test_codes_are_read_in_any_case() -> None:
    """``ca`` and `` on `` do not make an order free of tax."""
    assert Place("ca", " on ") == Place("CA", "ON")
    assert Place("fr", "") == Place("FR", None)


def test_a_region_elsewhere_changes_nothing() -> None:
    """Only Canada's tax depends on it: a French department does not hide French VAT."""
    assert amounts(Money(10000, "EUR"), Place("FR", "SK")) == [("VAT", "20.00")]


# ------------------------------------------------------------ the lines


@pytest.mark.parametrize(
    ("net", "place", "lines", "total"),
    [
        ("100.00", Place("CA", "QC"), [("GST", "5.00"), ("QST", "9.98")], "114.98"),
        ("100.00", Place("CA", "ON"), [("HST", "13.00")], "113.00"),
        ("100.00", Place("CA", "NS"), [("HST", "14.00")], "114.00"),
        ("100.00", Place("CA", "BC"), [("GST", "5.00"), ("PST", "7.00")], "112.00"),
        ("100.00", Place("CA", "AB"), [("GST", "5.00")], "105.00"),
        ("99.00", Place("FR"), [("VAT", "19.80")], "118.80"),
        ("100.00", Place("FI"), [("VAT", "25.50")], "125.50"),
        ("0.10", Place("CA", "AB"), [("GST", "0.01")], "0.11"),
        ("0.09", Place("CA", "AB"), [("GST", "0.00")], "0.09"),
        ("0.30", Place("CA", "AB"), [("GST", "0.02")], "0.32"),
        ("0.00", Place("CA", "QC"), [("GST", "0.00"), ("QST", "0.00")], "0.00"),
        ("-100.00", Place("CA", "QC"), [("GST", "-5.00"), ("QST", "-9.98")], "-114.98"),
        ("100.00", Place("US"), [], "100.00"),
    ],
)
def test_half_a_cent_rounds_up_and_nothing_is_compounded(
    net: str, place: Place, lines: list[tuple[str, str]], total: str
) -> None:
    """Québec on 100.00 is 5.00 + 9.98 = 114.98; a credit is the same below zero."""
    money = Money.parse(net, "CAD")
    taxes = tax_lines(money, place, DAY, REGISTRATIONS)
    assert [(line.title.en, line.amount.plain()) for line in taxes] == lines
    assert sum((line.amount for line in taxes), money).plain() == total
    assert all(line.base == money for line in taxes)


@given(st.integers(0, 10**12), PLACES_TAXED, DAYS)
def test_each_tax_is_rounded_once_on_the_sum(minor: int, place: Place, day: date) -> None:
    """Exact arithmetic, then half a cent up: no line is off by more than that."""
    net = Money(minor, "CAD")
    for line in tax_lines(net, place, day, REGISTRATIONS):
        exact = Fraction(line.percent) * minor / 100
        assert line.amount == Money(int(exact + Fraction(1, 2)), "CAD")


@given(st.integers(0, 10**9), PLACES_TAXED, DAYS)
def test_a_credit_takes_back_what_was_charged(minor: int, place: Place, day: date) -> None:
    """The tax on minus an amount is minus the tax on it."""
    charged = tax_lines(Money(minor, "CAD"), place, day, REGISTRATIONS)
    credited = tax_lines(Money(-minor, "CAD"), place, day, REGISTRATIONS)
    assert [-line.amount for line in charged] == [line.amount for line in credited]


def test_a_currency_without_decimals_rounds_to_whole_units() -> None:
    """Half a yen rounds up likewise."""
    assert amounts(Money(10, "JPY"), Place("CA", "AB")) == [("GST", "1")]


# ------------------------------------------------------------ registrations and exemptions


@pytest.mark.parametrize(
    ("region", "registered", "codes"),
    [
        ("QC", {GST_HST}, [GST_HST]),
        ("QC", {QST}, [QST]),
        ("BC", {GST_HST, QST}, [GST_HST]),
        ("BC", {BC_PST}, [BC_PST]),
        ("SK", {GST_HST, SK_PST}, [GST_HST, SK_PST]),
        ("MB", {GST_HST, MB_RST}, [GST_HST, MB_RST]),
        ("ON", {EU_VAT}, []),
        ("ON", set(), []),
    ],
)
def test_the_sellers_registrations_decide_what_is_collected(
    region: str, registered: set[str], codes: list[str]
) -> None:
    """A tax the seller is not registered for is not on the order."""
    lines = tax_lines(HUNDRED, Place("CA", region), DAY, frozenset(registered))
    assert [line.code for line in lines] == codes


@pytest.mark.parametrize(
    ("region", "exempt", "paid"),
    [
        ("BC", {BC_PST}, [("GST", "5.00"), ("PST", "0.00")]),
        ("BC", {GST_HST}, [("GST", "0.00"), ("PST", "7.00")]),
        ("BC", {GST_HST, BC_PST}, [("GST", "0.00"), ("PST", "0.00")]),
        ("SK", {SK_PST}, [("GST", "5.00"), ("PST", "0.00")]),
        ("QC", {QST}, [("GST", "5.00"), ("QST", "0.00")]),
        ("QC", {GST_HST}, [("GST", "0.00"), ("QST", "9.98")]),
        ("ON", {GST_HST}, [("HST", "0.00")]),
        ("ON", {QST}, [("HST", "13.00")]),
    ],
)
def test_exemption_is_per_tax_number(region: str, exempt: set[str], paid: list[tuple[str, str]]) -> None:
    """One number frees from one tax only; the exempt tax stays as a line of nothing with its reason."""
    #
    exemptions = tuple(Exemption(code, "12345 RT0001") for code in sorted(exempt))
    lines = tax_lines(HUNDRED, Place("CA", region), DAY, REGISTRATIONS, exemptions)
    assert [(line.title.en, line.amount.plain()) for line in lines] == paid
    for line in lines:
        assert (line.code in exempt) == line.why.en.startswith("Exempt") == line.why.fr.startswith("Exonéré")


@pytest.mark.parametrize("number", ["", "  "])
def test_an_exemption_without_a_number_exempts_from_nothing(number: str) -> None:
    """Ticking a box is not enough."""
    lines = tax_lines(HUNDRED, Place("CA", "ON"), DAY, REGISTRATIONS, (Exemption(GST_HST, number),))
    assert [line.amount.plain() for line in lines] == ["13.00"]


# ------------------------------------------------------------ what the operator can say


@pytest.mark.parametrize(
    ("place", "english", "french"),
    [
        (
            Place("CA", "ON"),
            ["HST 13% because the customer is in Ontario."],
            [f"TVH 13{NBSP}% parce que le client est en Ontario."],
        ),
        (
            Place("CA", "QC"),
            ["GST 5% because the customer is in Québec.", "QST 9.975% because the customer is in Québec."],
            [
                f"TPS 5{NBSP}% parce que le client est au Québec.",
                f"TVQ 9,975{NBSP}% parce que le client est au Québec.",
            ],
        ),
        (
            Place("NL"),
            ["VAT 21% because the customer is in the Netherlands."],
            [f"TVA 21{NBSP}% parce que le client est aux Pays-Bas."],
        ),
    ],
)
def test_each_line_says_why(place: Place, english: list[str], french: list[str]) -> None:
    """The tax, its rate and the place, in the caller's language."""
    lines = tax_lines(HUNDRED, place, DAY, REGISTRATIONS)
    assert [line.why.in_("en") for line in lines] == english
    assert [line.why.in_("fr") for line in lines] == french


def test_why_there_is_no_tax() -> None:
    """No registration and no tax there are different reasons; with a tax line there is none."""
    ontario = why_no_tax(Place("CA", "ON"), DAY, frozenset({EU_VAT}))
    abroad = why_no_tax(Place("US"), DAY, REGISTRATIONS)
    assert ontario is not None
    assert abroad is not None
    assert "not registered" in ontario.en
    assert "this country" in abroad.en
    assert "inscrit" in ontario.fr
    assert "ce pays" in abroad.fr
    assert why_no_tax(Place("CA", "BC"), DAY, frozenset({GST_HST})) is None


def test_why_one_of_two_taxes_is_missing() -> None:
    """A seller registered for GST only can say why British Columbia's tax is not on the order."""
    assert not_collected(Place("CA", "BC"), DAY, frozenset({GST_HST})) == (
        Words(
            "PST is not collected: the customer is in British Columbia, the seller is not registered for it.",
            "TVP n’est pas perçue : le client est en Colombie-Britannique, le vendeur n’y est pas inscrit.",
        ),
    )


@given(PLACES_TAXED, DAYS, st.frozensets(st.sampled_from(sorted(REGISTRATIONS))))
def test_every_tax_in_force_is_accounted_for(place: Place, day: date, registered: frozenset[str]) -> None:
    """Each is either a line or a reason why not; and an order without a line has a reason."""
    lines = tax_lines(HUNDRED, place, day, registered)
    reasons = not_collected(place, day, registered)
    assert len(lines) + len(reasons) == len(rates_for(place, day))
    assert (why_no_tax(place, day, registered) is None) == bool(lines)


@pytest.mark.parametrize(
    ("percent", "english", "french"),
    [("9.975", "9.975%", f"9,975{NBSP}%"), ("20", "20%", f"20{NBSP}%"), ("25.50", "25.5%", f"25,5{NBSP}%")],
)
def test_a_rate_is_shown_as_its_reader_writes_it(percent: str, english: str, french: str) -> None:
    """Comma and space in French, neither in English; no noughts at the end."""
    assert percent_shown(Decimal(percent), "en") == english
    assert percent_shown(Decimal(percent), "fr") == french


# ------------------------------------------------------------ when


@given(st.none() | DAYS, st.none() | DAYS)
def test_the_earlier_day_decides_the_rate(payable: date | None, paid: date | None) -> None:
    """The day tax is payable or the day it is paid, whichever comes first; today while neither has come."""
    known = [day for day in (payable, paid) if day is not None]
    assert tax_point(payable, paid, DAY) == min(known or [DAY])


@pytest.mark.parametrize(
    ("place", "utc", "day"),
    [
        (Place("CA", "NS"), "2025-04-01T01:00", "2025-03-31"),  # 22:00 in Halifax
        (Place("CA", "NS"), "2025-04-01T02:59:59", "2025-03-31"),
        (Place("CA", "NS"), "2025-04-01T03:00", "2025-04-01"),
        (Place("CA", "NS"), "2025-04-01T03:30", "2025-04-01"),
        (Place("CA", "NS"), "2025-12-01T03:30", "2025-11-30"),  # winter: midnight is at four
        (Place("CA", "NL"), "2025-04-01T02:29", "2025-03-31"),  # the half hour of Newfoundland
        (Place("CA", "NL"), "2025-04-01T02:30", "2025-04-01"),
        (Place("CA", "BC"), "2025-04-01T06:59", "2025-03-31"),
        (Place("CA", "SK"), "2025-07-01T05:59", "2025-06-30"),  # no summer time
        (Place("EE"), "2025-06-30T21:00", "2025-07-01"),
        (Place("DE", "BY"), "2025-06-30T21:59", "2025-06-30"),
        (Place("US", "NY"), "2025-04-01T00:30", "2025-04-01"),  # no rate there: UTC
        (Place("CA"), "2025-04-01T00:30", "2025-04-01"),
        (Place("??", "NS"), "2025-04-01T00:30", "2025-04-01"),
    ],
)
def test_a_day_begins_and_ends_at_midnight_where_the_customer_is(place: Place, utc: str, day: str) -> None:
    """Of one instant each place has its own day; one that has no rate, or does not exist, has that of UTC."""
    at = datetime.fromisoformat(utc).replace(tzinfo=UTC)
    assert tax_day(place, at).isoformat() == day
    other = None if tax_day(place, at) == at.date() else day
    there = day_there(place, at)
    assert (there.facts["day"].isoformat() if there else None) == other


def test_the_operator_is_told_the_day_there_only_where_it_is_another() -> None:
    """With the place, in both languages."""
    late = datetime(2025, 4, 1, 1, tzinfo=UTC)
    (there, noon) = (day_there(Place("CA", "NS"), late + timedelta(hours=hours)) for hours in (0, 12))
    assert there is not None
    assert there.say(Reader("en")) == "by the rates of Monday 31 March 2025, the local day in Nova Scotia"
    assert noon is None


def test_every_place_of_the_table_has_a_time_zone() -> None:
    """And nothing else has one: a row that is added without its zone is noticed."""
    assert {(rate.country, rate.region) for rate in RATES} == set(ZONES)


@given(PLACES_TAXED | st.just(Place("US")), INSTANTS, st.integers(0, 14 * 24 * 60))
def test_days_follow_one_another_everywhere_and_rates_change_at_their_midnights(
    place: Place, at: datetime, minutes: int
) -> None:
    """No day is left out or comes back; none is later than the latest; a rate changes at no other instant."""
    later = at + timedelta(minutes=minutes)
    first, last = tax_day(place, at), tax_day(place, later)
    assert 0 <= (last - first).days <= minutes // (24 * 60) + 1
    assert abs((first - at.date()).days) <= 1
    assert first <= latest_tax_day(at)
    assert tax_day(place, at.astimezone(timezone(timedelta(hours=-9, minutes=-30)))) == first
    assert day_begins(place, first) <= at < day_begins(place, first + timedelta(days=1))
    if rates_for(place, first) != rates_for(place, last):
        assert rate_changes(at, later)
    for change in rate_changes(at, later):
        assert at < change <= later


def test_a_new_rate_comes_at_the_midnight_of_its_place() -> None:
    """Nova Scotia's in the night after the last day of 15 %, at no other place's midnight; every rate has one."""
    start, end = datetime(2025, 3, 31, 13, tzinfo=UTC), datetime(2025, 4, 25, tzinfo=UTC)
    assert rate_changes(start, end) == (datetime(2025, 4, 1, 3, tzinfo=UTC),)
    everything = rate_changes(datetime(2019, 1, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC))
    for rate in RATES:
        place = Place(rate.country, rate.region)
        begins = [at for at in everything if tax_day(place, at) == rate.from_day]
        assert any(tax_day(place, at - timedelta(seconds=1)) < rate.from_day for at in begins), rate


def test_a_change_while_a_wire_is_in_flight_changes_the_total() -> None:
    """Paid on the last day of 15 % or only payable on it: 15 % both times; else 14 %."""
    before, after, place = date(2025, 3, 31), date(2025, 4, 1), Place("CA", "NS")
    assert amounts(HUNDRED, place, tax_point(after, before, DAY)) == [("HST", "15.00")]
    assert amounts(HUNDRED, place, tax_point(before, after, DAY)) == [("HST", "15.00")]
    assert amounts(HUNDRED, place, tax_point(after, None, DAY)) == [("HST", "14.00")]
    assert amounts(HUNDRED, place, tax_point(None, None, before)) == [("HST", "15.00")]
    assert amounts(HUNDRED, place, tax_point(None, None, after)) == [("HST", "14.00")]


def test_the_days_on_which_rates_change_are_read_from_the_table() -> None:
    """From its first day on and after its last: also for a place whose rate went down and up again."""
    assert changes_between(date(2025, 3, 31), date(2025, 4, 1)) == (date(2025, 4, 1),)
    assert changes_between(date(2025, 4, 1), date(2025, 6, 30)) == ()
    assert last_change(date(2025, 4, 30)) == date(2025, 4, 1)
    luxembourg = [in_force_since(Place("LU"), date(year, 6, 1)) for year in (2022, 2023, 2024, 2026)]
    assert [day.year for day in luxembourg] == [2021, 2023, 2024, 2024]
    assert in_force_since(Place("US"), DAY) <= DAY


def test_a_renewal_is_taxed_at_its_own_tax_point() -> None:
    """The same subscription, bought at 15 % in Nova Scotia, renews a year later at 14 %."""
    place = Place("CA", "NS")
    assert amounts(HUNDRED, place, date(2024, 6, 1)) == [("HST", "15.00")]
    assert amounts(HUNDRED, place, date(2025, 6, 1)) == [("HST", "14.00")]


def test_words_fall_back_to_english() -> None:
    """A language that is not there yet gets the English words; what is the same in both is written once."""
    words = Words("GST", "TPS")
    assert [words.in_(language) for language in ("en", "de", "")] == ["GST"] * 3
    assert [words.in_(language) for language in ("fr", "fr_CA")] == ["TPS"] * 2
    assert Words.same("PayPal") == Words("PayPal", "PayPal")


EVERYWHERE = frozenset({"CA-GST/HST", "CA-QC-QST", "CA-BC-PST"})


@pytest.mark.parametrize(
    ("region", "typed", "registration"),
    [
        ("QC", "QST 1234567890TQ0001", "CA-QC-QST"),
        ("QC", "tvq 1234567890TQ0001", "CA-QC-QST"),
        ("QC", "GST 123456789RT0001", "CA-GST/HST"),
        ("BC", "PST PST-1234-5678", "CA-BC-PST"),
        ("ON", "TVH 123456789RT0001", "CA-GST/HST"),
        ("ON", "GST/HST 123456789RT0001", "CA-GST/HST"),
    ],
)
def test_an_exemption_is_typed_as_people_call_the_tax(region: str, typed: str, registration: str) -> None:
    """R-090: in either language; its number goes with it."""
    (exemption,) = read_exemptions(typed, Place("CA", region), date(2026, 11, 23), EVERYWHERE)
    assert exemption == Exemption(registration, typed.split(" ", 1)[1])


@pytest.mark.parametrize(
    ("region", "typed"),
    [
        *(("BC", typed) for typed in ("QST 1234567890TQ0001", "PST", "PST 12", "everything 123456")),
        ("MB", "RST 123456-7"),
    ],
)
def test_an_exemption_that_there_is_not_is_said_so(region: str, typed: str) -> None:
    """R-090: only the taxes of the place that a number exempts from, and never without a number."""
    with pytest.raises(BadInput):
        read_exemptions(typed, Place("CA", region), date(2026, 11, 23), EVERYWHERE)


def test_outside_canada_nothing_is_exempted_by_a_number_here() -> None:
    """What is not collected by these rules cannot be exempted by them."""
    with pytest.raises(BadInput):
        read_exemptions("VAT FR12345678901", Place("FR"), date(2026, 11, 23), EVERYWHERE)
