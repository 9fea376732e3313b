"""Sales tax line by line, with the reason for each line (R-085 to R-090).

Half a cent rounds up, once per rate on the sum of its lines. Nothing is compounded: in Québec
100.00 is taxed 5.00 and 9.98, which makes 114.98.
"""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from zoneinfo import ZoneInfo

from attrs import field, frozen

from checkout_tui.domain.errors import BadInput, N_
from checkout_tui.domain.money import Money
from checkout_tui.domain.sentence import Sentence, sentence
from checkout_tui.domain.tax_rates import CANADIAN_REGIONS, COUNTRIES, PLACES, RATES, ZONES, TaxRate
from checkout_tui.domain.words import Words

_NAMES = {
    "GST": Words("GST", "TPS"),
    "HST": Words("HST", "TVH"),
    "QST": Words("QST", "TVQ"),
    "PST": Words("PST", "TVP"),
    "RST": Words("RST", "TVD"),
    "VAT": Words("VAT", "TVA"),
}
_EXEMPTED = frozenset({"GST", "HST", "PST", "QST"})
"""What a number exempts from in Canada (R-090): PST in British Columbia and Saskatchewan, QST in Quebec, GST/HST."""


SHORTEST_EXEMPTION = 5
"""No exemption has a number with fewer letters and digits."""


def _trimmed(text: str) -> str:
    return text.strip()


def _code(text: str) -> str:
    return text.strip().upper()


def _region(text: str | None) -> str | None:
    return _code(text or "") or None


@frozen
class Place:
    """Where the customer is: ISO 3166 country, and the province where one is needed (Canada)."""

    country: str = field(converter=_code)
    region: str | None = field(default=None, converter=_region)


@frozen
class Exemption:
    """A customer's exemption from one tax, by its number (R-090); without one it has no effect."""

    registration: str
    """The tax code, such as ``CA-BC-PST``."""
    number: str = field(converter=_trimmed)


_A_DAY = timedelta(days=1)
_BEGIN = frozenset(
    (day, ZONES[rate.country, rate.region])
    for rate in RATES
    for day in (rate.from_day, rate.until + _A_DAY if rate.until else rate.from_day)
)
"""Days from which some rate is another than the day before, with the time zone in which each day begins."""
_CHANGES = tuple(sorted({day for day, _ in _BEGIN}))


@frozen
class TaxLine:
    """One tax on an order."""

    code: str
    """The seller's registration under which it is collected."""
    title: Words
    percent: Decimal
    base: Money
    amount: Money
    why: Words

    def shown_percent(self, language: str) -> str:
        """``9,975 %`` in French, ``9.975%`` in English."""
        return percent_shown(self.percent, language)


@frozen
class TaxChange:
    """The tax of an unpaid order, determined anew by the rates of another day."""

    at: datetime
    by: str
    on: date
    """The day whose rates apply from now on."""
    since: date
    """From when on those rates have been in force."""
    was: tuple[TaxLine, ...]
    now: tuple[TaxLine, ...]
    total_was: Money
    total: Money
    paid: bool = False
    """Whether ``on`` is the day on which money for it was here, and not merely today."""

    @property
    def rates(self) -> Words:
        """``HST 15% → 14%``; a tax that was not there before, or is not any more, has a dash on that side."""
        return Words(self._rates("en"), self._rates("fr"))

    @property
    def says(self) -> Sentence:
        """Its line of the order's timeline."""
        text = N_("{rates} since {since}: the total is {total} instead of {was}")
        if self.paid:
            text = N_("{rates}, as the money was here on {on}: the total is {total} instead of {was}")
        return sentence(
            text, rates=self.rates, since=self.since, on=self.on, total=self.total, was=self.total_was
        )

    def _rates(self, language: str) -> str:
        before = {(line.code, line.title): line.shown_percent(language) for line in self.was}
        after = {(line.code, line.title): line.shown_percent(language) for line in self.now}
        return ", ".join(
            f"{key[1].in_(language)} {before.get(key, '–')} → {after.get(key, '–')}"
            for key in dict.fromkeys((*before, *after))
            if before.get(key) != after.get(key)
        )


def percent_shown(percent: Decimal, language: str) -> str:
    """A rate as people write it; never the sum of two rates."""
    text = f"{percent.normalize():f}"
    return f"{text.replace('.', ',')}\u00a0%" if language.startswith("fr") else f"{text}%"


def rates_for(place: Place, day: date) -> tuple[TaxRate, ...]:
    """Every rate in force at ``place`` on ``day``, whoever collects it (R-088).

    Raises BadInput for a country that is no code of two letters, and for a Canadian customer
    without a province that we know.
    """
    if not (len(place.country) == 2 and place.country.isascii() and place.country.isalpha()):
        raise BadInput(N_("Which country? A code of two letters, such as CA or FR."))
    if place.country == "CA" and place.region not in CANADIAN_REGIONS:
        raise BadInput(
            N_("Which province or territory? One of {regions}."),
            regions=", ".join(sorted(CANADIAN_REGIONS)),
        )
    return tuple(
        rate
        for rate in RATES
        if rate.country == place.country
        and rate.region in (None, place.region)
        and rate.from_day <= day
        and (rate.until is None or day <= rate.until)
    )


def in_force(place: str, day: date) -> tuple[TaxRate, ...]:
    """The rates of ``day`` at a place as people write it: ``NS``, ``CA-NS``, ``FR``; everywhere for nothing (R-088).

    SK is Saskatchewan and Slovakia: both are told.
    """
    wanted = place.strip().upper()
    return tuple(
        rate
        for rate in RATES
        if rate.from_day <= day
        and (rate.until is None or day <= rate.until)
        and wanted in ("", rate.country, rate.region, f"{rate.country}-{rate.region}")
    )


def tax_words(name: str) -> Words:
    """What people call a tax of the table."""
    return _NAMES[name]


def tax_lines(
    net: Money,
    place: Place,
    tax_point: date,
    registrations: frozenset[str],
    exemptions: tuple[Exemption, ...] = (),
) -> tuple[TaxLine, ...]:
    """The tax on ``net`` at ``place``: one line for each tax that the seller collects there (R-087).

    An exempt tax stays as a line of nothing, so that the reason is on the order; why another has
    no line, :func:`not_collected` says. Raises BadInput as :func:`rates_for` does.
    """
    exempt = {exemption.registration: exemption.number for exemption in exemptions}
    lines = []
    for rate in rates_for(place, tax_point):
        if rate.registration not in registrations:
            continue
        number = exempt.get(rate.registration)
        amount = Money(0, net.currency) if number else _rounded(net, rate.percent)
        why = _exempt(rate, number) if number else _because(rate)
        name = _NAMES[rate.name]
        lines.append(TaxLine(rate.registration, name, rate.percent, net, amount, why))
    return tuple(lines)


def not_collected(place: Place, day: date, registrations: frozenset[str]) -> tuple[Words, ...]:
    """A sentence for each tax that is in force at ``place`` but not collected by this seller."""
    return tuple(
        _unregistered(rate) for rate in rates_for(place, day) if rate.registration not in registrations
    )


def why_no_tax(place: Place, tax_point: date, registrations: frozenset[str]) -> Words | None:
    """Why an order has no tax line at all; None when it has one."""
    rates = rates_for(place, tax_point)
    if any(rate.registration in registrations for rate in rates):
        return None
    if rates:
        return Words(
            "No tax is collected: the seller is not registered there.",
            "Aucune taxe n’est perçue : le vendeur n’y est pas inscrit.",
        )
    return Words(
        "No tax is collected in this country.",
        "Aucune taxe n’est perçue dans ce pays.",
    )


def exemptable(place: Place, day: date, registrations: frozenset[str]) -> Mapping[str, str]:
    """Taxes that a number can exempt from at ``place`` (R-090): what people call each, and its registration.

    Provincial and federal taxes each by a number of their own; only in Canada, and only what is collected.
    Of the provincial ones those of British Columbia, Saskatchewan and Quebec: elsewhere only GST/HST.
    """
    if place.country != "CA":
        return {}
    rates = (
        rate
        for rate in rates_for(place, day)
        if rate.registration in registrations and rate.name in _EXEMPTED
    )
    return {rate.name: rate.registration for rate in rates}


def read_exemptions(
    text: str, place: Place, day: date, registrations: frozenset[str]
) -> tuple[Exemption, ...]:
    """Exemptions as they are typed: ``QST 1234567890TQ0001``, several with commas.

    Raises BadInput, naming what can be exempt there.
    """
    possible = exemptable(place, day, registrations) if text.strip() else {}
    called = {name.casefold(): name for name in possible}
    called |= {_NAMES[name].fr.casefold(): name for name in possible}
    for name in {"GST", "HST"} & set(possible):
        # One number for both, and people call it so.
        called |= {"gst/hst": name, "tps/tvh": name}
    found = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        tax, _, number = part.partition(" ")
        name = called.get(tax.casefold(), "")
        if not name:
            raise BadInput(
                N_("An exemption is a tax and its number. There: {taxes}."),
                taxes=", ".join(f"{name} ({_NAMES[name].fr})" for name in possible) or "–",
            )
        if len(re.sub(r"[^0-9A-Za-z]", "", number)) < SHORTEST_EXEMPTION:
            raise BadInput(N_("Ask for the number of the exemption from {tax}."), tax=_NAMES[name])
        found.append(Exemption(possible[name], number))
    return tuple(found)


def written_exemptions(
    exemptions: tuple[Exemption, ...], place: Place, day: date, registrations: frozenset[str]
) -> str:
    """The same as they would be typed; one that means nothing there any more is left out."""
    names = {registration: name for name, registration in exemptable(place, day, registrations).items()}
    return ", ".join(
        f"{names[each.registration]} {each.number}" for each in exemptions if each.registration in names
    )


def tax_point(payable: date | None, paid: date | None, today: date) -> date:
    """The day whose rate applies: the earlier of the day tax is payable and the day it is paid.

    While neither is known the rate is that of ``today``: what an unpaid order would be taxed at if it
    were paid now (:mod:`checkout_tui.domain.tax_point`).
    """
    return min((day for day in (payable, paid) if day is not None), default=today)


def tax_day(place: Place, at: datetime) -> date:
    """The day that it is at ``place`` at an instant: the day whose rates count there, whoever looks from wherever.

    A place that has no rate, and one that does not exist, has the day of UTC: there it decides nothing.
    """
    return at.astimezone(_zone_of(place)).date()


def day_begins(place: Place, day: date) -> datetime:
    """The instant at which such a day begins there."""
    return datetime.combine(day, time(), _zone_of(place)).astimezone(UTC)


def latest_tax_day(at: datetime) -> date:
    """The latest day that it is at any place of the table: no rate of a day after it is in force anywhere."""
    return max(at.astimezone(_zone(zone)).date() for zone in set(ZONES.values()))


def day_there(place: Place, at: datetime) -> Sentence | None:
    """Which day's rates count, where it is another one there than on our screens, which show UTC; None otherwise."""
    day = tax_day(place, at)
    if day == at.astimezone(UTC).date():
        return None
    where = PLACES[place.region or ""] if place.country == "CA" else COUNTRIES[place.country]
    return sentence(N_("by the rates of {day}, the local day {where}"), day=day, where=where)


def rate_changes(after: datetime, until: datetime) -> tuple[datetime, ...]:
    """Every instant after the one and up to the other from which some place has another rate: a midnight there."""
    midnights = {datetime.combine(day, time(), _zone(zone)).astimezone(UTC) for day, zone in _BEGIN}
    return tuple(sorted(at for at in midnights if after < at <= until))


def last_change(today: date) -> date:
    """The latest day, up to ``today``, from which some rate of the table is another than the day before."""
    return max((day for day in _CHANGES if day <= today), default=date.min)


def changes_between(after: date, until: date) -> tuple[date, ...]:
    """Every such day after the one and up to the other."""
    return tuple(day for day in _CHANGES if after < day <= until)


def in_force_since(place: Place, day: date) -> date:
    """From when on the rates of ``place`` have been those of ``day``."""
    rates, since = rates_for(place, day), day
    for change in (each for each in reversed(_CHANGES) if each <= day):
        if rates_for(place, change) != rates:
            break
        since = change
    return since


def _zone_of(place: Place) -> tzinfo:
    name = ZONES.get((place.country, place.region)) or ZONES.get((place.country, None))
    return _zone(name) if name else UTC


_zone = cache(ZoneInfo)


def _rounded(net: Money, percent: Decimal) -> Money:
    exact = Decimal(net.minor) * percent / 100
    return Money(int(exact.quantize(Decimal(1), ROUND_HALF_UP)), net.currency)


def _where(rate: TaxRate) -> Words:
    return PLACES[rate.region] if rate.region else COUNTRIES[rate.country]


def _because(rate: TaxRate) -> Words:
    name, where = _NAMES[rate.name], _where(rate)
    en, fr = percent_shown(rate.percent, "en"), percent_shown(rate.percent, "fr")
    return Words(
        f"{name.en} {en} because the customer is {where.en}.",
        f"{name.fr} {fr} parce que le client est {where.fr}.",
    )


def _exempt(rate: TaxRate, number: str) -> Words:
    name = _NAMES[rate.name]
    return Words(f"Exempt from {name.en}: {number}.", f"Exonéré de {name.fr} : {number}.")


def _unregistered(rate: TaxRate) -> Words:
    name, where = _NAMES[rate.name], _where(rate)
    return Words(
        f"{name.en} is not collected: the customer is {where.en}, the seller is not registered for it.",
        f"{name.fr} n’est pas perçue : le client est {where.fr}, le vendeur n’y est pas inscrit.",
    )
