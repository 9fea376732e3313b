"""The method on trial, and what it is tried with."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from types import ModuleType

import pluggy
from attrs import field, frozen

from checkout_tui import hookspecs
from checkout_tui.domain.errors import BadSetup, N_
from checkout_tui.domain.method import FieldKind, PaymentMethod, SettingKind
from checkout_tui.domain.money import Money, exponent
from checkout_tui.domain.secret import Details, Secret
from checkout_tui.domain.simulated import Simulated
from checkout_tui.hookspecs import Settings
from checkout_tui.plugins import Lane
from checkout_tui.plugins.reasons import ill_described, wrong_with
from checkout_tui.testing.patience import Patience

_USUAL = 9900
_USUAL_ANSWERS = {FieldKind.NAME: "Ada Example", FieldKind.EMAIL: "ada@example.com", FieldKind.CONSENT: "yes"}
_STAND_INS: dict[SettingKind, str | int | bool | tuple[str, ...]] = {
    SettingKind.NUMBER: 1,
    SettingKind.FLAG: True,
    SettingKind.LIST: ("kit",),
}


@frozen
class Sample:
    """What a caller answers, and what the order costs."""

    answers: Mapping[str, str] = field(factory=dict, repr=lambda answers: f"{{{', '.join(answers)}}}")
    """By field; a field that is left out gets the answer it declares for demonstrations."""
    total: Money | None = None
    code: str = ""
    """The code that a refusal has to carry; any, when it is empty."""


Given = Sample | Mapping[str, str] | Money | None
"""Answers alone, an amount alone, or both."""


def as_sample(given: Given) -> Sample:
    """The sample that is meant."""
    if isinstance(given, Sample):
        return given
    if isinstance(given, Money):
        return Sample(total=given)
    return Sample(answers=given or {})


@frozen(eq=False)
class Subject:
    """A method, its settings, and the samples that it takes and refuses."""

    method: object
    described: PaymentMethod
    settings: Settings = field(repr=False)
    good: Sample
    bad: Sample | None
    codes: tuple[str, ...]
    """Codes that the provider documents: the kit asks what each means."""
    hooks: frozenset[str]
    simulated: Simulated = field(repr=False)
    """Looked at for its triggers; every trial makes its own."""

    @property
    def code(self) -> str:
        return self.described.code

    @property
    def package(self) -> str:
        """The top-level name that the method is imported by."""
        module = self.method if isinstance(self.method, ModuleType) else type(self.method)
        name = module.__name__ if isinstance(module, ModuleType) else module.__module__
        return name.split(".")[0]

    @cached_property
    def patience(self) -> Patience:
        """How its answers are waited for."""
        return Patience(self.package)

    @cached_property
    def lane(self) -> Lane:
        """The method as the host asks it, built once. Raises BadSetup when it does not load."""
        return Lane(self.code, self.method)

    @property
    def currency(self) -> str:
        """A currency that it takes."""
        taken = self.described.currencies
        return "USD" if taken is None or "USD" in taken else min(taken)

    @property
    def country(self) -> str:
        """A customer's country that it serves."""
        served = self.described.countries
        return "US" if served is None or "US" in served else min(served)

    @property
    def total(self) -> Money:
        """What the good order costs."""
        return self.good.total or self.usual(self.currency)

    def usual(self, currency: str) -> Money:
        """An amount in ``currency`` that is within the method's limits."""
        amount = Money(_USUAL * 10 ** max(exponent(currency) - 2, 0), currency)
        for limits in self.described.limits:
            if limits.lowest is not None and limits.lowest.currency == currency:
                amount = max(amount, limits.lowest)
            if limits.highest is not None and limits.highest.currency == currency:
                amount = min(amount, limits.highest)
        return amount

    def has(self, hook: str) -> bool:
        """Whether the method itself has this hook."""
        return hook in self.hooks

    def details(self, sample: Sample) -> Details:
        """The sample's answers as a caller's, secrets as secrets."""
        answers: dict[str, str | Secret] = {}
        for asked in self.described.fields:
            usual = asked.demo or _USUAL_ANSWERS.get(asked.kind) or next(iter(asked.choices), "")
            said = sample.answers.get(asked.code, usual)
            if said:
                answers[asked.code] = Secret(said) if asked.secret else said
        return Details(answers)


def subject_of(
    method: object,
    *,
    good: Given = None,
    bad: Given = None,
    settings: Mapping[str, str | int | bool | tuple[str, ...]] | None = None,
    codes: Iterable[str] = (),
) -> Subject:
    """What the kit tries. Without ``good`` and ``bad``, what the method declares for demonstrations.

    Raises BadSetup when the hooks are not such that the method could be asked for its description.
    """
    manager = pluggy.PluginManager(hookspecs.PROJECT)
    manager.add_hookspecs(hookspecs)
    try:
        manager.register(method)
        described = manager.hook.describe()
    except Exception as error:
        raise BadSetup(
            N_("It cannot be asked what it is: {error}."), error=f"{type(error).__name__}: {error}"
        ) from error
    why_not = wrong_with(method)
    if why_not is not None and not isinstance(described, PaymentMethod):
        raise BadSetup.because(why_not)
    ill = ill_described(described)
    if ill is not None:
        raise BadSetup.because(ill)
    hooks = frozenset(name for name, caller in vars(manager.hook).items() if caller.get_hookimpls())
    filled = demo_settings(described) | dict(settings or {})
    simulated = Simulated()
    if "simulate" in hooks:
        answer = manager.hook.simulate(memory={}, now=None, settings=filled)
        simulated = answer if isinstance(answer, Simulated) else simulated
    return Subject(
        method=method,
        described=described,
        settings=filled,
        good=as_sample(good),
        bad=as_sample(bad) if bad is not None else _refused(described, simulated),
        codes=tuple(dict.fromkeys((*codes, *(t.code for t in simulated.triggers if t.code)))),
        hooks=hooks,
        simulated=simulated,
    )


def demo_settings(described: PaymentMethod) -> dict[str, str | int | bool | tuple[str, ...]]:
    """Settings for a method that nobody configured: what it declares for demonstrations, else its defaults."""
    filled: dict[str, str | int | bool | tuple[str, ...]] = {}
    for setting in described.settings:
        value = setting.default if setting.demo is None else setting.demo
        if value is None and setting.required:
            value = _STAND_INS.get(setting.kind, f"kit-{setting.code}")
        if value is not None:
            filled[setting.code] = value
    return filled


def _refused(described: PaymentMethod, simulated: Simulated) -> Sample | None:
    """What the method says is refused: by a field's answer, or by a trigger."""
    answers = {asked.code: asked.demo_refused for asked in described.fields if asked.demo_refused}
    if answers:
        return Sample(answers)
    for trigger in simulated.triggers:
        if trigger.code and (trigger.answers or trigger.total):
            return Sample(trigger.answers, trigger.total, trigger.code)
    return None
