"""What a caller answered to a method's questions, before it is sent anywhere."""

from checkout_tui.domain.method import FieldKind, PaymentMethod
from checkout_tui.domain.secret import Details, Secret
from checkout_tui.domain.sentence import N_, Sentence, sentence
from checkout_tui.domain.words import Words


def understood(method: PaymentMethod, details: Details) -> Details:
    """The answers as the method knows them: of a choice its code, whatever was typed for it."""
    answers = dict(details.answers)
    for wanted in method.fields:
        answer = answers.get(wanted.code)
        if isinstance(answer, str) and answer:
            answers[wanted.code] = wanted.understood(answer) or answer
    return Details(answers)


def what_is_missing(method: PaymentMethod, details: Details) -> tuple[str, Sentence] | None:
    """The first field whose answer is missing or none of those that it has, and what to say of it."""
    for wanted in method.fields:
        answer = details.get(wanted.code)
        if wanted.required and not answer:
            return wanted.code, sentence(N_("“{field}” is still missing."), field=wanted.title)
        if isinstance(answer, str) and answer and wanted.understood(answer) is None:
            return wanted.code, sentence(N_("“{field}”: type one of the numbers."), field=wanted.title)
        consent = wanted.kind is FieldKind.CONSENT and wanted.required and isinstance(answer, str)
        if consent and wanted.understood(str(answer)) != "yes":
            return wanted.code, sentence(N_("Without a clear yes it cannot be done this way."))
    return None


def spoken(method: PaymentMethod, details: Details) -> dict[str, Words | str]:
    """Each answer as it may be said back to the caller: of a secret its last four characters, of a choice its words."""
    said: dict[str, Words | str] = {}
    for wanted in method.fields:
        answer = details.get(wanted.code, "")
        if isinstance(answer, Secret):
            said[wanted.code] = f"•••• {answer.last4}" if answer else ""
        else:
            code = wanted.understood(answer) or ""
            said[wanted.code] = wanted.answers.get(code, code)
    return said


def without_secrets(details: Details) -> Details:
    """What is left to send once the secrets were exchanged for a token."""
    return Details({code: answer for code, answer in details.items() if not isinstance(answer, Secret)})
