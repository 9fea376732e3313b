"""Find the installed methods and load each by itself, so that a broken one stops nobody else.

pluggy's own loader drops the second claimant of a name without a word and dies on one bad
import. This one tries each, refuses both of two claimants, and keeps a report for every one.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from importlib import metadata

from attrs import frozen

from checkout_tui.domain.errors import CheckoutError
from checkout_tui.domain.method import PaymentMethod
from checkout_tui.domain.offered import Page
from checkout_tui.domain.sentence import N_, Sentence, sentence
from checkout_tui.hookspecs import ENTRY_POINTS, Settings
from checkout_tui.plugins.lanes import Lane
from checkout_tui.plugins.outgoing import Outgoing
from checkout_tui.plugins.reasons import why_not_imported


class PluginState(StrEnum):
    """What became of an installed plugin."""

    READY = "ready"
    OFF = "off"
    """Switched off in the configuration."""
    REFUSED = "refused"
    """Two plugins claim its name, or its settings are not usable."""
    BROKEN = "broken"
    """It does not import, or its hooks are not as documented."""


@frozen
class Found:
    """A plugin as installed, not yet imported."""

    name: str
    distribution: str
    version: str
    load: Callable[[], object]
    leads_to: str = ""
    """Where the entry point leads: ``checkout_cash:plugin``."""


@frozen
class PluginReport:
    """One line of the list of plugins."""

    name: str
    distribution: str
    version: str
    state: PluginState
    reason: Sentence | None = None


class Lanes(Mapping[str, Lane]):
    """The methods that are ready, by code, and a report for every plugin that was found."""

    def __init__(self, lanes: dict[str, Lane], reports: tuple[PluginReport, ...]) -> None:
        self._lanes = lanes
        self.reports = reports

    @property
    def methods(self) -> tuple[PaymentMethod, ...]:
        """What each ready method says of itself, by code."""
        return tuple(lane.method for _, lane in sorted(self._lanes.items()))

    @property
    def scenarios(self) -> dict[str, str]:
        """Every scenario that a method brings, by ``method:name``."""
        return {name: text for lane in self.values() for name, text in lane.scenarios.items()}

    @property
    def pages(self) -> dict[str, Page]:
        """Every page that a method brings, by ``method:name``."""
        return {name: page for lane in self.values() for name, page in lane.pages.items()}

    def __getitem__(self, code: str) -> Lane:
        return self._lanes[code]

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._lanes))

    def __len__(self) -> int:
        return len(self._lanes)


def discover() -> tuple[Found, ...]:
    """Every installed plugin, by entry point, without importing any."""
    found = []
    for point in metadata.entry_points(group=ENTRY_POINTS):
        dist = point.dist
        name, version = (dist.name, dist.version) if dist else ("?", "?")
        found.append(Found(point.name, name, version, point.load, point.value))
    return tuple(sorted(found, key=lambda f: (f.name, f.distribution)))


def load(
    found: tuple[Found, ...],
    *,
    enabled: Callable[[str], bool] = lambda code: True,
    settings_for: Callable[[PaymentMethod], Settings] = lambda method: {},
    outgoing_for: Callable[[Lane], Outgoing] | None = None,
) -> Lanes:
    """A lane for each plugin that can be trusted with money, and a report for each that cannot.

    ``settings_for`` raises BadSetup when a method's settings are not usable; ``outgoing_for`` is
    asked once a lane has its settings.
    """
    claims = Counter(plugin.name for plugin in found)
    lanes: dict[str, Lane] = {}
    reports = []
    for plugin in found:
        state, reason = PluginState.READY, None
        if claims[plugin.name] > 1:
            others = ", ".join(f.distribution for f in found if f.name == plugin.name)
            state = PluginState.REFUSED
            reason = sentence(
                N_("{distributions} both claim the name {name}: neither is used. Uninstall one."),
                distributions=others,
                name=plugin.name,
            )
        elif not enabled(plugin.name):
            state, reason = PluginState.OFF, sentence(N_("Switched off in the configuration."))
        else:
            state, reason = _load_one(plugin, lanes, settings_for, outgoing_for)
        reports.append(PluginReport(plugin.name, plugin.distribution, plugin.version, state, reason))
    return Lanes(lanes, tuple(reports))


def _load_one(
    plugin: Found,
    lanes: dict[str, Lane],
    settings_for: Callable[[PaymentMethod], Settings],
    outgoing_for: Callable[[Lane], Outgoing] | None,
) -> tuple[PluginState, Sentence | None]:
    try:
        module = plugin.load()
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        return PluginState.BROKEN, why_not_imported(error, plugin.leads_to)
    try:
        lane = Lane(plugin.name, module)
    except CheckoutError as error:
        return PluginState.BROKEN, error.sentence
    try:
        lane.settings = settings_for(lane.method)
        if outgoing_for is not None:
            lane.outgoing = outgoing_for(lane)
    except CheckoutError as error:
        return PluginState.REFUSED, error.sentence
    lanes[plugin.name] = lane
    return PluginState.READY, None
