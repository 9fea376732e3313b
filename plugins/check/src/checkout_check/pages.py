"""Pages that come with this method: ``checkout-tui docs check:returns``."""

from checkout_check.returns import MEANINGS
from checkout_tui import Page, Words


def _table(language: str) -> str:
    """One line for each reason, from the very table by which returns are understood."""
    lines = []
    for code, declined in MEANINGS.items():
        advice = declined.advice.in_(language) if declined.advice else "–"
        lines.append(f"| {code} | {advice} |")
    return "\n".join(lines)


RETURNS = Page(
    "returns",
    Words("A check came back: what each reason allows", "Un chèque revient : ce que permet chaque motif"),
    Words(
        "The customer hears of no reason. What may be done next, by the reason on the return:\n\n"
        f"| reason | what to do |\n|---|---|\n{_table('en')}",
        "Le client n’entend aucun motif. Ce qui peut être fait, selon le motif du retour :\n\n"
        f"| motif | que faire |\n|---|---|\n{_table('fr')}",
    ),
)

PAGES = (RETURNS,)
