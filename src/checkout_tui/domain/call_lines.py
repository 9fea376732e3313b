"""Lines for the course of a call: reading back, and the answers to the questions that every caller has. Data only."""

from checkout_tui.domain.words import Words

CALL_LINES: dict[str, Words] = {
    # ------------------------------------------------------------ what each field of a new order asks
    "ask.products": Words("What would you like to order?", "Que souhaitez-vous commander ?"),
    "ask.once": Words(
        "Would you like it as a subscription, or buy it once?",
        "Le souhaitez-vous par abonnement, ou en achat unique ?",
    ),
    "ask.name": Words("What is your name, please?", "Quel est votre nom, s'il vous plaît ?"),
    "ask.email": Words(
        "To which e-mail address may we send everything? Please spell it.",
        "À quelle adresse de courriel pouvons-nous tout envoyer ? Épelez-la, s'il vous plaît.",
    ),
    "ask.company": Words(
        "Do you order for a company? What is its name?",
        "Commandez-vous pour une société ? Quel est son nom ?",
    ),
    "ask.phone": Words("At which number can we call you back?", "À quel numéro pouvons-nous vous rappeler ?"),
    "ask.country": Words("In which country are you?", "Dans quel pays êtes-vous ?"),
    "ask.region": Words(
        "In which province or territory are you?", "Dans quelle province ou quel territoire êtes-vous ?"
    ),
    "ask.exempt": Words(
        "Are you exempt from a tax? What is the number of the exemption?",
        "Êtes-vous exonéré d'une taxe ? Quel est le numéro d'exonération ?",
    ),
    "ask.currency": Words(
        "In which currency would you like to pay?", "Dans quelle devise souhaitez-vous payer ?"
    ),
    "ask.language": Words(
        "Shall we write to you in English or in French?",
        "Préférez-vous que nous vous écrivions en français ou en anglais ?",
    ),
    "ask.purchase_order": Words(
        "Do you have a purchase order number for us?",
        "Avez-vous un numéro de bon de commande à nous donner ?",
    ),
    "ask.licensee": Words(
        "In whose name shall the licence be?", "À quel nom la licence doit-elle être établie ?"
    ),
    "ask.delivery": Words(
        "Shall the download go to another address than the invoice?",
        "Le téléchargement doit-il partir à une autre adresse que la facture ?",
    ),
    # ------------------------------------------------------------ "I have not received my product"
    "triage.declined": Words(
        "A payment that was not accepted delivers nothing: there would be an e-mail about it.",
        "Un paiement non accepté ne déclenche aucune livraison : un courriel vous l'aurait signalé.",
    ),
    "triage.not-approved": Words(
        "A payment that you approve yourself is only taken once you have opened the link in our e-mail.",
        "Un paiement que vous approuvez vous-même n'est pris qu'une fois le lien de notre courriel ouvert.",
    ),
    "triage.on-its-way": Words(
        "Money that you send yourself takes its time; the product is delivered once it is credited.",
        "L'argent que vous envoyez vous-même met un certain temps ; le produit est livré une fois qu'il est "
        "crédité.",
    ),
    "triage.not-seen": Words(
        "Once it is paid, everything is in an e-mail: please look into your spam folder first.",
        "Une fois la commande réglée, tout est dans un courriel : regardez d'abord dans votre dossier de "
        "courrier indésirable.",
    ),
    "triage.seller-delivers": Words(
        "Some products are delivered by the seller, in a separate e-mail of theirs.",
        "Certains produits sont livrés par le vendeur, dans un courriel distinct envoyé par ses soins.",
    ),
    # ------------------------------------------------------------ "what is this charge?"
    "charge.purchase": Words(
        "This charge of {amount} is your purchase of {products} from {seller}, paid {day}; "
        "the receipt went to {email}.",
        "Ce débit de {amount} correspond à votre achat de {products} auprès de {seller}, réglé le {day} ; le reçu a "
        "été envoyé à {email}.",
    ),
    "charge.renewal": Words(
        "This charge of {amount} is the renewal of {products} from {seller} of {day}; the receipt went to {email}.",
        "Ce débit de {amount} correspond au renouvellement de {products} auprès de {seller}, le {day} ; le reçu a "
        "été envoyé à {email}.",
    ),
    # ------------------------------------------------------------ reading back, before the call ends
    "readback.order": Words(
        "Let me read it back to you. Your order with {seller} is {reference}: {spelled}.",
        "Je récapitule. Votre commande auprès de {seller} est la {reference} : {spelled}.",
    ),
    "readback.one": Words("1 {product}: {amount}.", "1 fois {product} : {amount}."),
    "readback.line": Words("{quantity} times {product}: {amount}.", "{quantity} fois {product} : {amount}."),
    "readback.tax": Words("{title}: {amount}.", "{title} : {amount}."),
    "readback.total": Words("That makes {total} in all.", "Cela fait {total} en tout."),
    "readback.renews": Words(
        "{product} is a subscription: it renews {period} until you cancel it.",
        "{product} est un abonnement : il se renouvelle {period} jusqu'à ce que vous le résiliiez.",
    ),
    "readback.renews_most": Words(
        "{product} is a subscription: it renews {period}, {times}, and then ends. You can cancel it before.",
        "{product} est un abonnement : il se renouvelle {period}, {times}, puis prend fin. Vous pouvez le résilier "
        "avant.",
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
