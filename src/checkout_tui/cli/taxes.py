"""The command that shows which tax is in force where (R-088), by which source, and whether it is collected."""

import click

from checkout_tui.cli.session import Session
from checkout_tui.cli.speaking import SpokenCommand, day_typed, option
from checkout_tui.domain.sentence import N_, sentence
from checkout_tui.domain.tax import in_force, percent_shown, tax_words
from checkout_tui.domain.tax_rates import COUNTRIES, PLACES, TaxRate
from checkout_tui.domain.words import Words

_DONE, _TO_DO = 0, 1


@click.command(
    cls=SpokenCommand,
    help=N_(
        "The tax rates in force, by place: a country of two letters, a Canadian province, or CA-SK where both are "
        "called so. Without PLACE, all of them. Each says since when, whether this seller collects it, and its source."
    ),
    short_help=N_("Which tax is in force where."),
)
@click.argument("place", required=False, default="")
@option("--on", "day", metavar="DATE", help=N_("On this day instead of today, such as 2025-03-31."))
@option("--json", "as_json", is_flag=True, help=N_("Print JSON for programs instead of lines for people."))
@click.pass_obj
def taxes(session: Session, place: str, day: str | None, as_json: bool) -> int:
    from checkout_tui.cli.wiring import SystemClock  # noqa: PLC0415 - the store and the plugins are not needed for help

    on = day_typed(day) or SystemClock().now().date()
    rates = in_force(place, on)
    collected = session.config.seller.registrations
    if as_json:
        session.json(
            [
                {
                    "country": rate.country,
                    "region": rate.region,
                    "tax": rate.name,
                    "percent": str(rate.percent),
                    "from": rate.from_day.isoformat(),
                    "until": rate.until.isoformat() if rate.until else None,
                    "registration": rate.registration,
                    "collected": rate.registration in collected,
                    "source": rate.source,
                }
                for rate in rates
            ]
        )
        return _DONE if rates else _TO_DO
    for rate in rates:
        session.tell(
            sentence(
                N_("{place}: {tax} {percent} since {day}, collected. Source: {source}")
                if rate.registration in collected
                else N_(
                    "{place}: {tax} {percent} since {day}, not collected by this seller. Source: {source}"
                ),
                place=_where(rate),
                tax=tax_words(rate.name),
                percent=percent_shown(rate.percent, session.reader.language),
                day=rate.from_day,
                source=rate.source,
            )
        )
    if not rates:
        session.say(N_("No rate is known there on that day."))
    return _DONE if rates else _TO_DO


def _where(rate: TaxRate) -> Words:
    words = PLACES[rate.region] if rate.region else COUNTRIES[rate.country]
    code = f"{rate.country}-{rate.region}" if rate.region else rate.country
    return Words(f"{code}, {words.en}", f"{code}, {words.fr}")
