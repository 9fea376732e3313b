"""What a caller hears and reads about refunds, in both languages (see :mod:`checkout_tui.domain.lines`)."""

from checkout_tui.domain.words import Words

REFUND_LINES: dict[str, Words] = {
    "said.refund_facts": Words(
        "Before I ask for the refund: from which seller did you buy, on which day, and how did you pay?",
        "Avant de demander le remboursement : auprès de quel vendeur avez-vous acheté, quel jour, et comment "
        "avez-vous payé ?",
    ),
    "said.refund_licence": Words(
        "With a full refund the licence is deactivated for good.",
        "Avec un remboursement intégral, la licence est désactivée définitivement.",
    ),
    "said.refund_licence_subscription": Words(
        "With a full refund the licence is deactivated for good, and the subscription ends.",
        "Avec un remboursement intégral, la licence est désactivée définitivement et l'abonnement prend fin.",
    ),
    "said.refund_subscription_stays": Words(
        "Your subscription goes on with its licence; whatever else is in this order is deactivated for good.",
        "Votre abonnement continue, avec sa licence ; tout autre élément de cette commande est désactivé "
        "définitivement.",
    ),
    "said.refund_technical": Words(
        "For trouble installing or using it, the technical support of {seller} can help first: {email}.",
        "En cas de difficulté à l'installer ou à l'utiliser, l'assistance technique de {seller} peut d'abord "
        "vous aider : {email}.",
    ),
    "said.refund_code": Words(
        "We have sent an e-mail with a code to {email}. Please read the code to me; nothing is refunded before.",
        "Nous avons envoyé un courriel avec un code à {email}. Lisez-moi ce code, s'il vous plaît ; rien "
        "n'est remboursé avant.",
    ),
    "said.refund_code_later": Words(
        "The code is good until {until}: you can also call back with it.",
        "Le code est valable jusqu'au {until} : vous pouvez aussi rappeler avec ce code.",
    ),
    "said.refund_scheduled": Words(
        "Your payment is approved and not taken yet. The refund of {amount} is noted and follows once it has "
        "been taken.",
        "Votre paiement est autorisé et n'est pas encore prélevé. Le remboursement de {amount} est noté et "
        "suivra dès qu'il aura été prélevé.",
    ),
    "said.refund_void": Words(
        "Your payment is approved and not taken yet. We can release it: then nothing is taken at all.",
        "Votre paiement est autorisé et n'est pas encore prélevé. Nous pouvons le libérer : rien ne sera alors "
        "prélevé.",
    ),
    "said.refund_granted": Words(
        "The refund of {amount} is granted and is being carried out. We write to you when it is done.",
        "Le remboursement de {amount} est accordé et en cours d'exécution. Nous vous écrivons dès qu'il est fait.",
    ),
    "said.refund_team": Words(
        "Our team has to look at this request. Please write to {email}; we have noted your call.",
        "Notre équipe doit examiner cette demande. Veuillez écrire à {email} ; nous avons noté votre appel.",
    ),
    "subject.refund-validation": Words(
        "Please confirm the refund for your order {reference}",
        "Veuillez confirmer le remboursement de votre commande {reference}",
    ),
    "mail.refund_asked": Words(
        "You asked for a refund of {amount} for your order with {seller}. Nothing is refunded before you confirm it.",
        "Vous avez demandé un remboursement de {amount} pour votre commande auprès de {seller}. Rien n'est "
        "remboursé avant votre confirmation.",
    ),
    "mail.refund_code": Words(
        "Your code: {code}. Read it to us on the phone to confirm the refund. It is good until {until}.",
        "Votre code : {code}. Lisez-le-nous au téléphone pour confirmer le remboursement. Il est valable jusqu'au "
        "{until}.",
    ),
    "mail.refund_link": Words(
        "Or confirm it here, without calling:",
        "Ou confirmez-le ici, sans appeler :",
    ),
    "mail.refund_brings": Words(
        "What a full refund brings: the licence is deactivated for good.",
        "Ce qu'entraîne un remboursement intégral : la licence est désactivée définitivement.",
    ),
    "mail.refund_brings_subscription": Words(
        "What a full refund brings: the licence is deactivated for good, and the subscription ends.",
        "Ce qu'entraîne un remboursement intégral : la licence est désactivée définitivement, et l'abonnement "
        "prend fin.",
    ),
    "mail.refund_not_you": Words(
        "If you did not ask for this, do nothing: without the code nothing happens. Never give the code to "
        "somebody who calls you.",
        "Si vous n'avez rien demandé, ne faites rien : sans le code, rien ne se passe. Ne donnez jamais ce code "
        "à quelqu'un qui vous appelle.",
    ),
    "link.refund": Words("Confirm the refund", "Confirmer le remboursement"),
    "heading.refund": Words("Your refund", "Votre remboursement"),
}
