"""What the other side made of a question, in one sentence for the operator."""

from checkout_tui.domain.history import Doubt, called
from checkout_tui.domain.payment import Payment
from checkout_tui.domain.sentence import N_, Sentence, sentence


def answer_words(payment: Payment) -> Sentence:
    """Where the payment stands now that it was asked for; says so when nobody knows."""
    if payment.doubt is Doubt.UNANSWERED:
        told = N_("No answer came. It may or may not have happened: do not take payment again.")
    elif payment.stated_by:
        told = N_("Written down. So much has to be confirmed by a second person (d).")
    elif payment.doubt is Doubt.PENDING:
        told = N_("The provider has it and has not decided yet.")
    else:
        told = N_("Answered: {standing}.")
    return sentence(told, standing=called(payment.standing))
