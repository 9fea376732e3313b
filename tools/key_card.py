"""Write what is drawn from the list of actions: a key card in each language, and the keys of the French guide."""

import re
from pathlib import Path

from checkout_tui.cli.language import reader
from checkout_tui.domain.sentence import Reader
from checkout_tui.tui.actions import ACTIONS, Act, key_name

DOCS = Path(__file__).parents[1] / "docs"
GUIDE = DOCS / "operateur.md"
PLACES = {
    "everywhere": ("Everywhere", "Partout"),
    "lookup": ("In the lookup", "Dans la recherche"),
    "order": ("On an order", "Sur une commande"),
    "refund": ("On a refund", "Sur un remboursement"),
    "subscription": ("On a subscription", "Sur un abonnement"),
    "money": ("In the money inbox", "Dans les encaissements"),
    "papers": ("Among the papers of an order", "Dans les pièces d’une commande"),
    "outbox": ("In the mail", "Dans les courriels"),
    "new_order": ("On a new order", "Sur une nouvelle commande"),
    "methods": ("On the payment methods", "Sur les moyens de paiement"),
    "settings": ("In the settings", "Dans les réglages"),
    "privacy": ("On requests about personal data", "Sur les demandes de données personnelles"),
    "person": ("On somebody’s data", "Sur les données d’une personne"),
    "clock": ("On the clock (demonstrations only)", "Sur l’horloge (démonstrations seulement)"),
}
CARDS = (
    (
        "key-card.md",
        "en",
        "# Key card",
        "Drawn from the one list of actions of the program; F1 shows it on each screen.",
    ),
    (
        "carte-des-touches.md",
        "fr",
        "# Carte des touches",
        "Tirée de la seule liste d’actions du programme ; F1 montre la même sur chaque écran.",
    ),
)


def acts_of(place: str) -> list[Act]:
    """The actions of one place, in the order of the list."""
    return [act for act in ACTIONS if place in act.where]


def title(place: str, language: str) -> str:
    """What a place is called; one that was forgotten here is a mistake."""
    return PLACES[place][language == "fr"]


def card(language: str, head: str, says: str) -> str:
    """One page: a line for each place, each key with its word."""
    reads = reader(language)
    lines = [head, "", says, ""]
    for place in places():
        keys = " · ".join(f"`{named(act, reads)}` {reads.translate(act.title)}" for act in acts_of(place))
        lines += [f"**{title(place, language)}**{colon(language)} {keys}", ""]
    return "\n".join(lines)


def tables(language: str) -> str:
    """A table for each place, as the guide has them."""
    reads = reader(language)
    head = (
        "| touche | | ce qu’elle fait |\n|---|---|---|"
        if language == "fr"
        else "| key | | what it does |\n|---|---|---|"
    )
    parts = []
    for place in places():
        rows = "\n".join(
            f"| `{named(act, reads)}` | {reads.translate(act.title)} | {reads.translate(act.help)} |"
            for act in acts_of(place)
        )
        parts.append(f"{title(place, language)}{colon(language)}\n\n{head}\n{rows}\n")
    return "\n".join(parts)


def colon(language: str) -> str:
    """As print sets it: with a space before it in French."""
    return " :" if language == "fr" else ":"


def named(act: Act, reads: Reader) -> str:
    """The key as the screen writes it."""
    return reads.translate(key_name(act.key))


def places() -> list[str]:
    """Every place that has an action: first those that have a name here, in that order."""
    used = {place for act in ACTIONS for place in act.where}
    return [place for place in PLACES if place in used] + sorted(used - PLACES.keys())


def guide(page: str) -> str:
    """The French guide with its tables as they are to be."""
    return re.sub(
        r"(?<=\n## Touches\n\n).*?(?=\nDans une liste,)", lambda _: tables("fr"), page, flags=re.DOTALL
    )


def pages() -> dict[Path, str]:
    """Every page that is written, and what is to stand in it."""
    written = {DOCS / name: card(language, head, says) for name, language, head, says in CARDS}
    return written | {GUIDE: guide(GUIDE.read_text(encoding="utf-8"))}


if __name__ == "__main__":
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
        print(path.relative_to(DOCS.parent))
