"""What a payment brings about, before it is asked for and afterwards, each in one sentence for the operator."""

from checkout_tui.desk.views import Option
from checkout_tui.domain.history import Doubt, called
from checkout_tui.domain.money import Money
from checkout_tui.domain.payment import Payment
from checkout_tui.domain.sentence import N_, Sentence, sentence


def consequence_words(option: Option, amount: Money) -> Sentence:
    """What follows once a payment by this method is confirmed: what is mailed, what is taken, and when."""
    says, window = N_("The instructions are mailed. No date is promised."), option.window
    if option.method.operator_moves_money and window is not None:
        says = N_(
            "What was agreed is mailed first, then the bank is asked for {amount}. It is expected "
            "between {first} and {last}; receipt and invoice follow."
        )
    elif option.method.operator_moves_money:
        says = N_("{amount} is charged now. The receipt and the invoice are mailed.")
    elif window is not None:
        says = N_("The instructions are mailed. The money is expected between {first} and {last}.")
    if window is None:
        return sentence(says, amount=amount)
    return sentence(says, amount=amount, first=window.first, last=window.last)


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
