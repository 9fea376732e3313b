"""Tax rates as dated data, with a source for each row.

Dates are those from which a *foreign seller of digital services* collects the tax, which may be
later than the day the tax itself began. A rate without an end is still in force. A day begins and
ends where the rate is: every place of the table has a time zone of its own (``ZONES``).
"""

from datetime import date
from decimal import Decimal

from attrs import frozen

from checkout_tui.domain.words import Words

GST_HST = "CA-GST/HST"
QST = "CA-QC-QST"
BC_PST = "CA-BC-PST"
SK_PST = "CA-SK-PST"
MB_RST = "CA-MB-RST"
EU_VAT = "EU-VAT"

REGISTRATIONS = frozenset({GST_HST, QST, BC_PST, SK_PST, MB_RST, EU_VAT})
"""What a seller can be registered for; any other code in a configuration is a mistake."""


@frozen
class TaxRate:
    """What is collected in one place from one day to another, in per cent."""

    registration: str
    """The seller's registration without which it is not collected."""
    name: str
    country: str
    region: str | None
    percent: Decimal
    from_day: date
    until: date | None
    source: str


_DIGITAL = date(2021, 7, 1)
_CRA = "CRA, “Charge and collect the tax”, as relayed by public tables; non-residents from 2021-07-01 (R-085)"
_CRA_NS = "CRA, Nova Scotia 14 % from 2025-04-01, as relayed by public tables, of which many still say 15"


def _federal(region: str) -> TaxRate:
    return TaxRate(GST_HST, "GST", "CA", region, Decimal(5), _DIGITAL, None, _CRA)


def _harmonised(
    region: str, percent: int, from_day: date = _DIGITAL, until: date | None = None, source: str = _CRA
) -> TaxRate:
    return TaxRate(GST_HST, "HST", "CA", region, Decimal(percent), from_day, until, source)


def _provincial(
    registration: str, name: str, region: str, percent: str, from_day: date, source: str
) -> TaxRate:
    return TaxRate(registration, name, "CA", region, Decimal(percent), from_day, None, source)


CANADA: tuple[TaxRate, ...] = (
    *(_federal(region) for region in ("AB", "BC", "MB", "NT", "NU", "QC", "SK", "YT")),
    _harmonised("ON", 13),
    _harmonised("NB", 15),
    _harmonised("NL", 15),
    _harmonised("PE", 15),
    _harmonised("NS", 15, until=date(2025, 3, 31), source=_CRA_NS),
    _harmonised("NS", 14, from_day=date(2025, 4, 1), source=_CRA_NS),
    _provincial(
        QST,
        "QST",
        "QC",
        "9.975",
        date(2019, 1, 1),
        "Revenu Québec, as relayed; on the price without GST; suppliers outside Québec from 2019-01-01",
    ),
    _provincial(
        BC_PST,
        "PST",
        "BC",
        "7",
        date(2021, 4, 1),
        "British Columbia, as relayed by vatcalc and taxtips; sellers abroad from 2021-04-01",
    ),
    _provincial(
        SK_PST,
        "PST",
        "SK",
        "6",
        date(2019, 1, 1),
        "Saskatchewan, as relayed by vatcalc and taxtips; digital from 2019-01-01",
    ),
    _provincial(
        MB_RST,
        "RST",
        "MB",
        "7",
        date(2026, 1, 1),
        "Manitoba, as relayed by BLG and RSM; cloud services from 2026-01-01",
    ),
)
"""Thirteen provinces and territories. HST stands for GST where it exists: one tax, one line (R-087)."""

CANADIAN_REGIONS = frozenset(rate.region for rate in CANADA if rate.region)

_EU_SOURCE = "Standard rate as compiled by ibericode/vat-rates, 2025-08-12"


def _vat(country: str, percent: str, from_day: date = date(2021, 7, 1), until: date | None = None) -> TaxRate:
    return TaxRate(EU_VAT, "VAT", country, None, Decimal(percent), from_day, until, _EU_SOURCE)


EUROPE: tuple[TaxRate, ...] = (
    *(
        _vat(country, percent)
        for country, percent in (
            ("AT", "20"), ("BE", "21"), ("BG", "20"), ("CY", "19"), ("CZ", "21"), ("DE", "19"),
            ("DK", "25"), ("ES", "21"), ("FR", "20"), ("GR", "24"), ("HR", "25"), ("HU", "27"),
            ("IE", "23"), ("IT", "22"), ("LT", "21"), ("LV", "21"), ("MT", "18"), ("NL", "21"),
            ("PL", "23"), ("PT", "23"), ("SE", "25"), ("SI", "22"),
        )
    ),
    _vat("EE", "20", until=date(2023, 12, 31)),
    _vat("EE", "22", date(2024, 1, 1), date(2025, 6, 30)),
    _vat("EE", "24", date(2025, 7, 1)),
    _vat("FI", "24", until=date(2024, 8, 31)),
    _vat("FI", "25.5", date(2024, 9, 1)),
    _vat("LU", "17", until=date(2022, 12, 31)),
    _vat("LU", "16", date(2023, 1, 1), date(2023, 12, 31)),
    _vat("LU", "17", date(2024, 1, 1)),
    _vat("RO", "19", until=date(2025, 7, 31)),
    _vat("RO", "21", date(2025, 8, 1)),
    _vat("SK", "20", until=date(2024, 12, 31)),
    _vat("SK", "23", date(2025, 1, 1)),
)  # fmt: skip
"""The 27 member states since 2021-07-01. Digital services are taxed where the customer is, at these rates."""

RATES: tuple[TaxRate, ...] = CANADA + EUROPE

ZONES: dict[tuple[str, str | None], str] = {
    ("CA", "AB"): "America/Edmonton",
    ("CA", "BC"): "America/Vancouver",
    ("CA", "MB"): "America/Winnipeg",
    ("CA", "NB"): "America/Moncton",
    ("CA", "NL"): "America/St_Johns",
    ("CA", "NS"): "America/Halifax",
    ("CA", "NT"): "America/Edmonton",
    ("CA", "NU"): "America/Iqaluit",
    ("CA", "ON"): "America/Toronto",
    ("CA", "PE"): "America/Halifax",
    ("CA", "QC"): "America/Toronto",
    ("CA", "SK"): "America/Regina",
    ("CA", "YT"): "America/Whitehorse",
    ("AT", None): "Europe/Vienna",
    ("BE", None): "Europe/Brussels",
    ("BG", None): "Europe/Sofia",
    ("CY", None): "Asia/Nicosia",
    ("CZ", None): "Europe/Prague",
    ("DE", None): "Europe/Berlin",
    ("DK", None): "Europe/Copenhagen",
    ("EE", None): "Europe/Tallinn",
    ("ES", None): "Europe/Madrid",
    ("FI", None): "Europe/Helsinki",
    ("FR", None): "Europe/Paris",
    ("GR", None): "Europe/Athens",
    ("HR", None): "Europe/Zagreb",
    ("HU", None): "Europe/Budapest",
    ("IE", None): "Europe/Dublin",
    ("IT", None): "Europe/Rome",
    ("LT", None): "Europe/Vilnius",
    ("LU", None): "Europe/Luxembourg",
    ("LV", None): "Europe/Riga",
    ("MT", None): "Europe/Malta",
    ("NL", None): "Europe/Amsterdam",
    ("PL", None): "Europe/Warsaw",
    ("PT", None): "Europe/Lisbon",
    ("RO", None): "Europe/Bucharest",
    ("SE", None): "Europe/Stockholm",
    ("SI", None): "Europe/Ljubljana",
    ("SK", None): "Europe/Bratislava",
}
"""The time zone of each place that has a rate (IANA): where there are several, that of most people who live there.

British Columbia's is Vancouver's, though its north-east keeps Alberta's; Labrador goes with Newfoundland's half hour,
Nunavut with Iqaluit, north-western Ontario with Toronto, the Magdalen Islands with Montréal. A country's is that of the
part where the table's rate holds: neither the Canaries nor the Azores, which have taxes of their own.
"""

PLACES: dict[str, Words] = {
    "AB": Words("in Alberta", "en Alberta"),
    "BC": Words("in British Columbia", "en Colombie-Britannique"),
    "MB": Words("in Manitoba", "au Manitoba"),
    "NB": Words("in New Brunswick", "au Nouveau-Brunswick"),
    "NL": Words("in Newfoundland and Labrador", "à Terre-Neuve-et-Labrador"),
    "NS": Words("in Nova Scotia", "en Nouvelle-Écosse"),
    "NT": Words("in the Northwest Territories", "dans les Territoires du Nord-Ouest"),
    "NU": Words("in Nunavut", "au Nunavut"),
    "ON": Words("in Ontario", "en Ontario"),
    "PE": Words("on Prince Edward Island", "à l’Île-du-Prince-Édouard"),
    "QC": Words("in Québec", "au Québec"),
    "SK": Words("in Saskatchewan", "en Saskatchewan"),
    "YT": Words("in Yukon", "au Yukon"),
}
"""Where a Canadian customer is, as a sentence goes on: "because the customer is in Ontario"."""

COUNTRIES: dict[str, Words] = {
    "AT": Words("in Austria", "en Autriche"),
    "BE": Words("in Belgium", "en Belgique"),
    "BG": Words("in Bulgaria", "en Bulgarie"),
    "CY": Words("in Cyprus", "à Chypre"),
    "CZ": Words("in Czechia", "en Tchéquie"),
    "DE": Words("in Germany", "en Allemagne"),
    "DK": Words("in Denmark", "au Danemark"),
    "EE": Words("in Estonia", "en Estonie"),
    "ES": Words("in Spain", "en Espagne"),
    "FI": Words("in Finland", "en Finlande"),
    "FR": Words("in France", "en France"),
    "GR": Words("in Greece", "en Grèce"),
    "HR": Words("in Croatia", "en Croatie"),
    "HU": Words("in Hungary", "en Hongrie"),
    "IE": Words("in Ireland", "en Irlande"),
    "IT": Words("in Italy", "en Italie"),
    "LT": Words("in Lithuania", "en Lituanie"),
    "LU": Words("in Luxembourg", "au Luxembourg"),
    "LV": Words("in Latvia", "en Lettonie"),
    "MT": Words("in Malta", "à Malte"),
    "NL": Words("in the Netherlands", "aux Pays-Bas"),
    "PL": Words("in Poland", "en Pologne"),
    "PT": Words("in Portugal", "au Portugal"),
    "RO": Words("in Romania", "en Roumanie"),
    "SE": Words("in Sweden", "en Suède"),
    "SI": Words("in Slovenia", "en Slovénie"),
    "SK": Words("in Slovakia", "en Slovaquie"),
}
"""Where a customer in the European Union is, likewise."""
