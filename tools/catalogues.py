"""Keep the message catalogues in step with the code: ``update`` writes them, ``check`` only looks.

English is the language of the source, so there is one catalogue for each other language. ``check``
exits with 1 where a catalogue does not have exactly the code's messages, where a translation is
missing or marked fuzzy, and where it has other ``{places}`` than the original; also where a message
stands inside an f-string, in which nobody finds it.
"""

import ast
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = Path("src/checkout_tui")
LANGUAGES = ("fr",)
KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}


def extracted(root: Path) -> Catalog:
    """Every message in the code, with the files it is in; line numbers would change with every commit."""
    catalogue = Catalog(charset="utf-8")
    found = extract_from_dir(
        root / PACKAGE, method_map=[("**.py", "python")], keywords=KEYWORDS, comment_tags=("Translators:",)
    )
    for name, _line, message, comments, context in sorted(found, key=lambda each: (each[0], each[1])):
        where = [((PACKAGE / name).as_posix(), 0)]
        catalogue.add(message, locations=where, auto_comments=comments, context=context)
    return catalogue


def path_of(root: Path, language: str) -> Path:
    """Where a language's catalogue is."""
    return root / PACKAGE / "locale" / language / "LC_MESSAGES" / "checkout_tui.po"


def read(path: Path, language: str) -> Catalog:
    """The catalogue as it is; an empty one where there is none yet."""
    if not path.exists():
        return Catalog(
            locale=language,
            header_comment=f"# checkout-tui in the language {language}. Under the licence of checkout-tui.",
            project="checkout-tui",
            version="0",
            last_translator="The checkout-tui authors",
            language_team=language,
            msgid_bugs_address="",
            charset="utf-8",
            fuzzy=False,
        )
    with path.open("rb") as file:
        return read_po(file, locale=language)


def update(root: Path) -> None:
    """Write what the code has into each catalogue, and drop what it has no longer."""
    template = extracted(root)
    for language in LANGUAGES:
        path = path_of(root, language)
        catalogue = read(path, language)
        # Otherwise the file would change whenever somebody looks.
        template.creation_date = catalogue.creation_date
        catalogue.update(template, no_fuzzy_matching=True)
        written = BytesIO()
        write_po(written, catalogue, width=100, ignore_obsolete=True, include_lineno=False)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(written.getvalue())
        missing = sum(1 for message in catalogue if message.id and not all(_forms(message)))
        print(f"{path.relative_to(root)}: {len(catalogue)} messages, {missing} to translate")


def check(root: Path) -> list[str]:
    """What is wrong with the catalogues, a line each."""
    template = extracted(root)
    return [
        f"{language}: {problem}"
        for language in LANGUAGES
        for problem in _problems(template, read(path_of(root, language), language))
    ] + list(hidden(root))


def hidden(root: Path) -> Iterator[str]:
    """Messages inside f-strings: Babel does not look into them on every Python that we run on."""
    for path in sorted((root / PACKAGE).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                for part in ast.walk(node):
                    if (
                        isinstance(part, ast.Call)
                        and isinstance(part.func, ast.Name)
                        and part.func.id in KEYWORDS
                    ):
                        yield f"{path.relative_to(root)}:{part.lineno}: take {part.func.id}(…) out of the f-string"


def _problems(template: Catalog, catalogue: Catalog) -> Iterator[str]:
    wanted = {_key(message): message for message in template if message.id}
    present = {_key(message): message for message in catalogue if message.id}
    for key in wanted.keys() - present.keys():
        yield f"not in the catalogue, run make catalogues: {key[1]!r}"
    for key in present.keys() - wanted.keys():
        yield f"no longer in the code, run make catalogues: {key[1]!r}"
    for key in wanted.keys() & present.keys():
        message = present[key]
        allowed = [_places(each) for each in _ids(message)]
        if message.fuzzy:
            yield f"marked fuzzy: {key[1]!r}"
        elif not all(_forms(message)):
            yield f"not translated: {key[1]!r}"
        elif any(_places(form) not in allowed for form in _forms(message)):
            yield f"has other {{places}} than the original: {key[1]!r}"


def _key(message: Message) -> tuple[str, str]:
    return message.context or "", _ids(message)[0]


def _ids(message: Message) -> list[str]:
    return [message.id] if isinstance(message.id, str) else list(message.id)


def _forms(message: Message) -> list[str]:
    return [message.string or ""] if isinstance(message.string, str | None) else list(message.string)


def _places(text: str) -> set[str]:
    """The names in braces. What cannot be parsed at all has only itself."""
    try:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError:
        return {text}


def main(arguments: list[str]) -> int:
    """``update`` or ``check``."""
    match arguments:
        case ["update"]:
            update(ROOT)
            return 0
        case ["check"]:
            problems = sorted(check(ROOT))
            print("\n".join(problems) or "The message catalogues are complete and up to date.")
            return 1 if problems else 0
        case _:
            print("usage: catalogues.py update|check", file=sys.stderr)
            return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
