"""The tool that keeps the message catalogues in step with the code, on a program of two sentences."""

import ast
import re
from pathlib import Path

import pytest
from catalogues import ROOT, check, path_of, update

CODE = 'TITLE = N_("{count} orders are open")\nprint(ngettext("{count} order", "{count} orders", 2))\n'
TRANSLATED = {
    'msgid "{count} orders are open"\nmsgstr ""': (
        'msgid "{count} orders are open"\nmsgstr "{count} commandes en cours"'
    ),
    'msgstr[0] ""\nmsgstr[1] ""': 'msgstr[0] "{count} commande"\nmsgstr[1] "{count} commandes"',
}


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A program whose French is complete."""
    source = tmp_path / "src/checkout_tui/words.py"
    source.parent.mkdir(parents=True)
    source.write_text(CODE, encoding="utf-8")
    update(tmp_path)
    for empty, full in TRANSLATED.items():
        change(tmp_path, empty, full)
    return tmp_path


def change(program: Path, before: str, after: str) -> None:
    """Edit the French catalogue by hand."""
    path = path_of(program, "fr")
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def test_a_complete_catalogue_is_left_alone(program: Path) -> None:
    """Nothing to say about it, and an update changes not one byte."""
    before = path_of(program, "fr").read_bytes()
    update(program)
    assert check(program) == []
    assert path_of(program, "fr").read_bytes() == before


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("{count} commandes en cours", "", "not translated"),
        ("{count} commandes en cours", "{nombre} commandes en cours", "has other {places}"),
        ('msgstr[1] "{count} commandes"', 'msgstr[1] "des commandes"', "has other {places}"),
        ('msgstr[1] "{count} commandes"', 'msgstr[1] ""', "not translated"),
        ('msgid "{count} orders are open"', '#, fuzzy\nmsgid "{count} orders are open"', "marked fuzzy"),
    ],
)
def test_a_fault_in_a_translation_is_said(program: Path, before: str, after: str, said: str) -> None:
    """One fault, one line."""
    change(program, before, after)
    (problem,) = check(program)
    assert problem.startswith(f"fr: {said}")


def test_a_sentence_that_changed_is_said_twice(program: Path) -> None:
    """The new one is missing, the old one is left over; after an update one is to be translated."""
    source = program / "src/checkout_tui/words.py"
    source.write_text(CODE.replace("are open", "wait"), encoding="utf-8")
    assert sorted(problem.split(",")[0] for problem in check(program)) == [
        "fr: no longer in the code",
        "fr: not in the catalogue",
    ]
    update(program)
    assert check(program) == ["fr: not translated: '{count} orders wait'"]


def test_a_message_inside_an_f_string_is_told(program: Path) -> None:
    """Nobody finds it there on Python 3.11, so it would stay English without a word."""
    source = program / "src/checkout_tui/more.py"
    source.write_text("x = f\"{t(N_('lost'))} {1}\"\n", encoding="utf-8")
    assert "src/checkout_tui/more.py:1: take N_(…) out of the f-string" in check(program)


def test_whatever_counts_something_has_a_form_for_one() -> None:
    """A number before a noun goes through ``counted``, which knows one from many in each language."""
    loose = []
    for path in sorted((ROOT / "src").rglob("*.py")) + sorted((ROOT / "plugins").glob("*/src/**/*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        forms = {
            id(argument)
            for call in ast.walk(tree)
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "counted"
            for argument in call.args[:2]
        }
        loose += [
            (path.name, text)
            for call in ast.walk(tree)
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "N_" and id(call) not in forms
            for text in [ast.literal_eval(call.args[0])]
            if _COUNTS.search(text)
        ]
    assert loose == []


_NOUNS = "tries|times|days|months|mails|orders|entries|mistakes|seeds|steps"
_COUNTS = re.compile(rf"{{count}} (?!more\b|to\b)[a-z]|{{(?!count|low|high)\w+}} ({_NOUNS})\b")
"""A number and what it counts. "and 1 more" and "1 to mend" are right for one as well."""
