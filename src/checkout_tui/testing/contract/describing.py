"""What the method says of itself, and whether that can be relied on."""

import re
from collections.abc import Mapping

from checkout_tui.domain.errors import CheckoutError
from checkout_tui.domain.method import FieldKind, PaymentMethod, SettingKind
from checkout_tui.domain.money import Money, exponent
from checkout_tui.domain.offered import Command, Page
from checkout_tui.domain.words import Words
from checkout_tui.plugins import Lane, misfit
from checkout_tui.simulator.scenario import read as read_scenario
from checkout_tui.testing.checking import Check, Level, check, expect, needs
from checkout_tui.testing.story import Story
from checkout_tui.testing.subject import Subject

_AREA = "description"
_CODE = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_COUNTRY = re.compile(r"[A-Z]{2}")
_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_SECRET_NAME = re.compile(r"secret|password|token|private|api_?key")
_NEVER_SHOWN = frozenset({FieldKind.CARD_NUMBER, FieldKind.SECURITY_CODE})


@check(_AREA)
def loads(subject: Subject) -> None:
    """The host loads it: no hook and no argument is misspelt, and no required hook is missing."""
    try:
        Lane(subject.code, subject.method)
    except CheckoutError as error:
        expect(False, str(error))


@check(_AREA)
def describes_itself_always_the_same(subject: Subject) -> None:
    """What describe answers is the same every time, and its code is a short name in lower case."""
    first, second = (_described(subject) for _ in range(2))
    expect(first == second, "describe answers something else when it is asked again")
    expect(
        _CODE.fullmatch(subject.code), f"{subject.code!r} is no name in lower case letters, digits and dashes"
    )


@check(_AREA)
def speaks_both_languages(subject: Subject) -> None:
    """Whatever a person reads or hears of it exists in English and in French."""
    described = subject.described
    said: dict[str, Words] = {"title": described.title, "arrives": described.arrives}
    for asked in described.fields:
        said |= {f"field {asked.code}, title": asked.title, f"field {asked.code}, script": asked.script}
        said |= {f"field {asked.code}, choice {code}": words for code, words in asked.choices.items()}
    said |= {f"setting {setting.code}": setting.title for setting in described.settings}
    for trigger in subject.simulated.triggers:
        expect(not misfit(trigger), f"a trigger does not fit: {misfit(trigger)}")
        said[f"trigger {trigger.what}"] = trigger.does
    for what, words in said.items():
        for language in ("en", "fr"):
            expect(words.in_(language).strip(), f"{what} says nothing in {language}")


@check(_AREA)
def names_what_exists(subject: Subject) -> None:
    """Currencies are ISO 4217, countries ISO 3166, limits ordered and in a currency it takes, hosts bare names."""
    described = subject.described
    for currency in described.currencies or ():
        try:
            exponent(currency)
        except CheckoutError as error:
            expect(False, str(error))
    for country in described.countries or ():
        expect(_COUNTRY.fullmatch(country), f"{country!r} is no country code")
    for host in described.hosts:
        expect(_HOST.fullmatch(host), f"{host!r} is no bare host name: no scheme, no port, no path")
    for limits in described.limits:
        bounds = [bound for bound in (limits.lowest, limits.highest) if bound is not None]
        expect(len({bound.currency for bound in bounds}) <= 1, "a limit is in two currencies")
        expect(
            bounds == sorted(bounds, key=lambda bound: bound.minor),
            f"the limits {bounds} are the wrong way round",
        )
        for bound in bounds:
            expect(
                described.currencies is None or bound.currency in described.currencies,
                f"it has a limit in {bound.currency}, which it does not take",
            )


@check(_AREA)
def fields_can_be_asked(subject: Subject) -> None:
    """Every field has a code of its own; what must never be shown is secret; a demonstration can answer it."""
    codes = [asked.code for asked in subject.described.fields]
    expect(len(codes) == len(set(codes)), "two fields have one code")
    for asked in subject.described.fields:
        expect(asked.secret or asked.kind not in _NEVER_SHOWN, f"the field {asked.code} must be secret=True")
        expect(asked.kind is not FieldKind.CHOICE or asked.choices, f"the field {asked.code} has no choices")
        given = subject.good.answers.get(asked.code, asked.demo)
        known = asked.kind in (FieldKind.CHOICE, FieldKind.CONSENT, FieldKind.NAME, FieldKind.EMAIL)
        expect(
            given or known or not asked.required,
            f"the field {asked.code} is required and has no demo: demonstrations cannot answer it",
        )
        expect(len(given) <= asked.longest, f"the demo of {asked.code} is longer than the field")


@check(_AREA)
def settings_are_declared(subject: Subject) -> None:
    """Every setting has a code of its own; a secret is of kind SECRET and has no default that anybody could read."""
    codes = [setting.code for setting in subject.described.settings]
    expect(len(codes) == len(set(codes)), "two settings have one code")
    expect("enabled" not in codes, "enabled is the host's own setting")
    for setting in subject.described.settings:
        secret = setting.kind is SettingKind.SECRET
        expect(not secret or setting.default is None, f"the secret {setting.code} has a default")
        expect(
            secret or setting.kind is not SettingKind.TEXT or not _SECRET_NAME.search(setting.code),
            f"{setting.code} sounds like a secret: make it SettingKind.SECRET, so that it is never shown or written",
        )


@check(_AREA)
def secrets_have_somewhere_to_go(subject: Subject) -> None:
    """A method that asks for a secret has a tokenize hook: nothing else ever sees it."""
    secrets = [asked.code for asked in subject.described.fields if asked.secret]
    needs(secrets, "it asks the caller for no secret")
    expect(
        subject.has("tokenize"), f"{', '.join(secrets)} would be asked and never handed over: write tokenize"
    )


@check(_AREA)
def inquiry_is_as_declared(subject: Subject) -> None:
    """Promise.inquiry is declared exactly where there is an inquire hook that can find a question again."""
    declared, there = subject.described.promise.inquiry, subject.has("inquire")
    expect(declared <= there, "Promise(inquiry=True) and no inquire hook")
    lag = subject.described.promise.inquiry_lag
    expect(not lag or declared, "an inquiry_lag and no inquiry")
    within = subject.described.promise.replay_within
    expect(within is None or within.total_seconds() > 0, "replay_within is nothing: leave it None")


@check(_AREA)
def unsure_methods_can_be_asked_again(subject: Subject) -> None:
    """Of a question sent over a network something is promised: a window for asking again, or an inquiry."""
    needs(subject.described.hosts, "it speaks to nobody over a network")
    promise = subject.described.promise
    expect(
        promise.replay_within is not None or promise.inquiry,
        "after a lost answer nobody could ever find out: declare Promise.replay_within or Promise.inquiry",
    )


@check(_AREA, Level.DELAYED)
def calendars_go_with_windows(subject: Subject) -> None:
    """A calendar is declared exactly where a settlement window is counted on it, and by a name that the host knows."""
    needs(
        subject.described.calendars or subject.has("settlement_window"),
        "no day is promised, and none is counted",
    )
    expect(subject.described.calendars, "settlement_window has no calendar to count on: declare calendars")


@check(_AREA)
def does_not_take_what_it_excludes(subject: Subject) -> None:
    """It says itself that it cannot pay in a currency, a country or an amount outside what it declares."""
    described = subject.described
    good = subject.total
    why = described.why_not(good, subject.country, recurring=False)
    expect(why is None, f"it excludes the good order itself: {why}")
    for limits in described.limits:
        if limits.highest is not None and limits.highest.currency == good.currency:
            more = Money(limits.highest.minor + 1, good.currency)
            expect(described.why_not(more, subject.country, recurring=False), f"{more} is over the limit")


@check(_AREA)
def what_it_brings_can_be_used(subject: Subject) -> None:
    """Commands, scenarios and pages have names of their own and both languages, and each scenario can be read."""
    story = Story(subject)
    brings = [hook for hook in ("commands", "scenarios", "pages") if subject.has(hook)]
    needs(brings, "it brings no commands, scenarios or pages")
    for hook, kind in (("commands", Command), ("pages", Page)):
        found = story.hear(hook, {}) if hook in brings else ()
        expect(
            isinstance(found, tuple) and all(isinstance(each, kind) for each in found),
            f"{hook} must answer a tuple of {kind.__name__}",
        )
        names = [str(each.name) for each in found]
        expect(len(names) == len(set(names)), f"two {hook} have one name")
        for each in found:
            expect(not misfit(each), f"{hook} answers {misfit(each)}")
            expect(_CODE.fullmatch(each.name), f"{each.name!r} is no name in lower case letters")
            for words in (each.does,) if isinstance(each, Command) else (each.title, each.text):
                expect(
                    words.en.strip() and words.fr.strip(), f"{each.name} of {hook} is not in both languages"
                )
    told = story.hear("scenarios", {}) if "scenarios" in brings else {}
    expect(isinstance(told, Mapping), "scenarios must answer a mapping of names to TOML texts")
    for name, text in told.items():
        expect(_CODE.fullmatch(name), f"{name!r} is no name in lower case letters")
        try:
            read_scenario(text, f"{subject.code}:{name}")
        except CheckoutError as error:
            expect(False, f"the scenario {name}: {error}")


def _described(subject: Subject) -> PaymentMethod:
    answer: PaymentMethod = Story(subject).lane.call("describe", {})
    return answer


CHECKS: tuple[Check, ...] = (
    loads,
    describes_itself_always_the_same,
    speaks_both_languages,
    names_what_exists,
    fields_can_be_asked,
    settings_are_declared,
    secrets_have_somewhere_to_go,
    inquiry_is_as_declared,
    unsure_methods_can_be_asked_again,
    does_not_take_what_it_excludes,
    what_it_brings_can_be_used,
    calendars_go_with_windows,
)
