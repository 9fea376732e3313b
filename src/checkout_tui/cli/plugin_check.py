"""``checkout-tui plugin check``: the contract, tried on an installed method, as a table or as JSON."""

import sys
from contextlib import redirect_stdout

from checkout_tui.cli.plugin_commands import must_be_known
from checkout_tui.cli.session import Session
from checkout_tui.domain.errors import BadSetup
from checkout_tui.domain.sentence import N_
from checkout_tui.plugins import Found, discover, why_not_imported
from checkout_tui.testing import CHECKS, Result, Verdict, run_contract, subject_of
from checkout_tui.testing.checking import level_of

_MARKS = {Verdict.KEPT: "✓", Verdict.BROKEN: "✗", Verdict.SKIPPED: "-"}
_WORDS = {Verdict.KEPT: N_("kept"), Verdict.BROKEN: N_("broken"), Verdict.SKIPPED: N_("skipped")}


def checked(session: Session, name: str, only: frozenset[str], *, everything: bool, as_json: bool) -> int:
    """Try the method called ``name``. 0 when nothing is broken, else 1."""
    must_be_known(only, frozenset(check.id for check in CHECKS))
    subject = subject_of(installed(name))
    # What a hook prints is none of what a program reads here.
    with redirect_stdout(sys.stderr):
        results = tuple(run_contract(subject, only))
    counts = {verdict: sum(r.verdict is verdict for r in results) for verdict in Verdict}
    level = level_of(subject)
    if as_json:
        session.json(
            {
                "method": subject.code,
                "level": level,
                **{str(verdict): counted for verdict, counted in counts.items()},
                "checks": [
                    {
                        "id": result.check.id,
                        "area": result.check.area,
                        "level": result.check.level,
                        "sentence": result.check.sentence,
                        "verdict": result.verdict,
                        "why": result.why,
                    }
                    for result in results
                ],
            }
        )
    else:
        session.say(N_("{name}: level {level}"), name=subject.code, level=str(level))
        for result in results:
            if everything or result.verdict is not Verdict.SKIPPED:
                _told(session, result)
        session.say(
            N_("{kept} kept, {broken} broken, {skipped} skipped"),
            kept=counts[Verdict.KEPT],
            broken=counts[Verdict.BROKEN],
            skipped=counts[Verdict.SKIPPED],
        )
    return 1 if counts[Verdict.BROKEN] else 0


def _told(session: Session, result: Result) -> None:
    word = session.reader.translate(_WORDS[result.verdict])
    session.line(f"{_MARKS[result.verdict]} {word:<8} {result.check.area:<12} {result.check.id}")
    if result.verdict is Verdict.BROKEN:
        session.line(f"      {result.check.sentence}")
    if result.why:
        session.line(f"      {result.why}")


def installed(name: str) -> object:
    """The one installed method of that name. Raises BadSetup when there is none, or two, or it does not import."""
    return _load(_only_one(name))


def _only_one(name: str) -> Found:
    found = [plugin for plugin in discover() if plugin.name == name]
    if not found:
        raise BadSetup(
            N_(
                "No payment method called {name} is installed; installed are: {known}. Install its distribution into "
                "this environment, such as with pip install -e ."
            ),
            name=name,
            known=", ".join(sorted({plugin.name for plugin in discover()})) or "–",
        )
    if len(found) > 1:
        raise BadSetup(
            N_("{distributions} both claim the name {name}: neither is used. Uninstall one."),
            distributions=", ".join(plugin.distribution for plugin in found),
            name=name,
        )
    return found[0]


def _load(plugin: Found) -> object:
    try:
        return plugin.load()
    except Exception as error:
        raise BadSetup.because(why_not_imported(error, plugin.leads_to)) from error
