"""``checkout-tui plugin run ach nacha FILE``: is a Nacha file sound, and what does it come to?"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from checkout_ach.nacha import File, is_nacha, parse
from checkout_tui import BadInput, Command, Money, Words


def checked(arguments: tuple[str, ...], settings: Mapping[str, object], language: str) -> Iterator[str]:
    """What is wrong with the file, record by record, and then its totals. Nothing of it is booked."""
    path = Path(arguments[0])
    try:
        document = path.open("rb")
    except OSError as error:
        said = Words("{path} cannot be read: {why}.", "{path} ne peut pas être lu : {why}.").in_(language)
        raise BadInput(said, path=str(path), why=error.strerror or "?") from None
    with document:
        if not is_nacha(document):
            said = Words("{path} is no Nacha file.", "{path} n’est pas un fichier Nacha.").in_(language)
            raise BadInput(said, path=str(path))
        document.seek(0)
        file, entries = File(), 0
        for _, entry in parse(document, file):
            entries += bool(entry.code)
            yield from _wrong(file, language)
        yield from _wrong(file, language)
    if file.refused:
        said = Words("It would be refused: {why}.", "Il serait refusé : {why}.").in_(language)
        raise BadInput(said, why=file.refused)
    sound = Words(
        f"sound: {file.batches} batches, {entries} entries, credits {_usd(file.credits, language)}, "
        f"debits {_usd(file.debits, language)}",
        f"correct : {file.batches} lots, {entries} écritures, crédits {_usd(file.credits, language)}, "
        f"débits {_usd(file.debits, language)}",
    )
    yield sound.in_(language)


def _wrong(file: File, language: str) -> Iterator[str]:
    for problem in file.told():
        why = problem.reason if isinstance(problem.reason, Words) else Words.same(problem.reason)
        yield Words(f"line {problem.line}: {why.en}", f"ligne {problem.line} : {why.fr}").in_(language)


def _usd(cents: int, language: str) -> str:
    return Money(cents, "USD").shown(language)


COMMANDS = (
    Command(
        "nacha",
        Words(
            "check a Nacha file and say what it comes to; nothing is booked",
            "vérifier un fichier Nacha et dire ce qu’il contient ; rien n’est comptabilisé",
        ),
        checked,
        takes=("FILE",),
    ),
)
