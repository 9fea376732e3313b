"""What a caller hears about their own data, in both languages (see :mod:`checkout_tui.domain.lines`)."""

from checkout_tui.domain.words import Words

PRIVACY_LINES: dict[str, Words] = {
    "said.privacy_asked": Words(
        "I have noted your request. You will have an answer by {day} at the latest.",
        "J’ai noté votre demande. Vous aurez une réponse au plus tard le {day}.",
    ),
    "said.privacy_kept": Words(
        "We can erase what no law makes us keep. Invoices and what was paid have to be kept.",
        "Nous pouvons effacer ce qu’aucune loi ne nous oblige à garder. Les factures et ce qui a été payé doivent "
        "être conservés.",
    ),
    "said.privacy_risk": Words(
        "We protect your data as well as we can; nobody can remove every risk.",
        "Nous protégeons vos données le mieux possible ; personne ne peut écarter tout risque.",
    ),
}
