"""The conversation with a method: every question with its answers, and nothing that must not be shown."""

from datetime import UTC, datetime

from checkout_tui.domain import outcomes as o
from checkout_tui.domain.history import Answered, Asked, Entry, Event, Question, Via
from checkout_tui.domain.money import Money
from checkout_tui.domain.sentence import Reader
from checkout_tui.domain.trace import exchanges, shown, told
from checkout_tui.domain.words import Words

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
NUMBER, IBAN = "4242424242424242", "DE89370400440532013000"


def history(*events: Event) -> list[Entry]:
    return [Entry("pay", seq, NOON, "Ada", event) for seq, event in enumerate(events, 1)]


def test_each_question_meets_its_answers() -> None:
    """An answer stands with its question; a later one of the same question stands alone, with the way it came."""
    asked = Asked(Question.AUTHORIZE, "k1", Money(9900, "USD"), "tok_secret", "Visa •••• 4242")
    found = exchanges(
        "till",
        history(
            asked,
            Answered(Question.AUTHORIZE, "k1", o.Unanswered("ReadTimeout")),
            Answered(Question.AUTHORIZE, "k1", o.Authorized("pi_1"), Via.INQUIRY),
            Asked(Question.SETTLE, "k2", Money(9900, "USD")),
        ),
    )
    assert [(e.question, e.answer, e.via) for e in found] == [
        ("authorize", "Unanswered", "hook"),
        ("authorize", "Authorized", "inquiry"),
        ("settle", "", ""),
    ]
    lines = [line.say(Reader()) for exchange in found for line in told(exchange)]
    assert lines[0].startswith("→ authorize 99.00 USD")
    assert lines[-1] == "← no answer is written down yet"
    assert "tok_secret" not in repr(found) + "".join(lines)


def test_nothing_secret_is_told_of_any_answer() -> None:
    """No number, account, token or link of a customer, wherever a method puts it."""
    for outcome in (
        o.Token(f"tok_{NUMBER}", "Visa •••• 4242", {"number": NUMBER}),
        o.Authorized("pi_1", shows=f"Visa {NUMBER}", facts={"iban": IBAN}),
        o.AwaitingFunds((o.Instruction(Words("IBAN", "IBAN"), IBAN),), "K7M-42XQ-9"),
        o.AwaitingCustomer("order_1", f"https://pay.example/{NUMBER}?token=abc"),
        o.Refused("declined", {"said": NUMBER}),
        o.Pending("ref", f"waiting for {IBAN}"),
        o.Unanswered(f"quoted {NUMBER}"),
    ):
        said = repr(shown(outcome))
        assert said != "{}"
        for secret in (NUMBER, IBAN, "token=abc", "tok_"):
            assert secret not in said
