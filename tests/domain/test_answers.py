"""What a caller answered: understood, complete, and never said back whole where it is secret."""

import pytest

from checkout_tui.domain.answers import spoken, understood, what_is_missing, without_secrets
from checkout_tui.domain.method import Field, FieldKind, PaymentMethod
from checkout_tui.domain.secret import Details, Secret
from checkout_tui.domain.words import Words


def field(code: str, **told: object) -> Field:
    return Field(code, Words(code.title(), code.upper()), Words("?", "?"), **told)  # type: ignore[arg-type]


METHOD = PaymentMethod(
    "giro",
    Words("Giro", "Giro"),
    Words("at once", "aussitôt"),
    fields=(
        field("number", secret=True),
        field(
            "kind",
            kind=FieldKind.CHOICE,
            choices={"checking": Words("Checking", "Courant"), "savings": Words("Savings", "Épargne")},
        ),
        field("note", required=False),
        field("consent", kind=FieldKind.CONSENT),
    ),
)
WHOLE: dict[str, str | Secret] = {"number": Secret("1234567890"), "kind": "2", "consent": "oui"}


def test_a_choice_is_known_by_its_number_or_its_words_in_either_language() -> None:
    """What was typed becomes the code that the method knows; what is none of them stays as it was typed."""
    for typed, code in (("2", "savings"), ("éparg", "savings"), ("Check", "checking"), ("gold", "gold")):
        assert understood(METHOD, Details(WHOLE | {"kind": typed}))["kind"] == code
    assert understood(METHOD, Details(WHOLE))["consent"] == "yes"


@pytest.mark.parametrize(
    ("changed", "code", "says"),
    [
        ({}, None, ""),
        ({"note": ""}, None, ""),
        ({"number": Secret("")}, "number", "“Number” is still missing."),
        ({"kind": "gold"}, "kind", "“Kind”: type one of the numbers."),
        ({"consent": "no"}, "consent", "Without a clear yes it cannot be done this way."),
        ({"number": Secret(""), "consent": ""}, "number", "“Number” is still missing."),
    ],
)
def test_the_first_answer_that_is_missing_is_told(
    changed: dict[str, str | Secret], code: str | None, says: str
) -> None:
    """In the order in which they are asked for; an answer that nobody needs may stay empty."""
    found = what_is_missing(METHOD, Details(WHOLE | changed))
    assert (found and found[0]) == code
    assert not found or found[1].say() == says


def test_a_secret_is_said_back_by_its_end_only() -> None:
    """The operator reads four digits out; the rest is nowhere in what is said, and nothing of it is sent on."""
    said = spoken(METHOD, Details(WHOLE))
    assert said["number"] == "•••• 7890"
    assert said["kind"] == Words("Savings", "Épargne")
    assert spoken(METHOD, Details())["number"] == said["note"] == ""
    assert without_secrets(Details(WHOLE)) == Details({"kind": "2", "consent": "oui"})
