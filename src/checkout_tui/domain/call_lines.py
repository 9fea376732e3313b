"""Lines for the course of a call: reading back, and the answers to the questions that every caller has. Data only."""

from checkout_tui.domain.words import Words

CALL_LINES: dict[str, Words] = {
    # ------------------------------------------------------------ reading back, before the call ends
    "readback.order": Words(
        "Let me read it back to you. Your order with {seller} is {reference}: {spelled}.",
        "Je récapitule. Votre commande auprès de {seller} est la {reference} : {spelled}.",
    ),
    "readback.line": Words("{quantity} times {product}: {amount}.", "{quantity} fois {product} : {amount}."),
    "readback.tax": Words("{title}: {amount}.", "{title} : {amount}."),
    "readback.total": Words("That makes {total} in all.", "Cela fait {total} en tout."),
    "readback.renews": Words(
        "It is a subscription: it renews until you cancel it.",
        "C'est un abonnement : il se renouvelle jusqu'à ce que vous le résiliiez.",
    ),
    "readback.email": Words(
        "Everything is sent to {email}: is that spelled right?",
        "Tout est envoyé à {email} : est-ce bien écrit ainsi ?",
    ),
    "readback.draft": Words(
        "Your order is not placed yet. What we noted is kept: it is found again by your number or your "
        "e-mail address.",
        "Votre commande n'est pas encore passée. Ce que nous avons noté est conservé : on le retrouve par "
        "votre numéro ou votre adresse de courriel.",
    ),
    "readback.more": Words("Is there anything else?", "Puis-je faire autre chose pour vous ?"),
}
