"""What customers read in mails, in both languages (see :mod:`.lines`).

Mails about refunds, subscriptions and taxes stand with what is said about them.
"""

from checkout_tui.domain.words import Words

MAIL_LINES: dict[str, Words] = {
    # ------------------------------------------------------------ about an order and its payment
    "subject.order-confirmation": Words(
        "Your order {reference}: not paid yet",
        "Votre commande {reference} : pas encore réglée",
    ),
    "subject.receipt": Words("Your receipt for order {reference}", "Votre reçu pour la commande {reference}"),
    "subject.declined": Words(
        "Your order {reference}: the payment was not accepted",
        "Votre commande {reference} : le paiement n'a pas été accepté",
    ),
    "subject.returned": Words(
        "Your order {reference}: the payment was taken back",
        "Votre commande {reference} : le paiement a été repris",
    ),
    "subject.cancellation": Words(
        "Your order {reference} is cancelled",
        "Votre commande {reference} est annulée",
    ),
    "subject.debit-authorized": Words(
        "What you authorized for order {reference}", "Votre autorisation pour la commande {reference}"
    ),
    "subject.presented-again": Words(
        "The debit for order {reference} is presented again",
        "Le prélèvement de la commande {reference} est représenté",
    ),
    "subject.refund-done": Words(
        "Your refund for order {reference}",
        "Votre remboursement pour la commande {reference}",
    ),
    "subject.lookup-answer": Words("Your purchases", "Vos achats"),
    "mail.hello": Words("Hello {name},", "Bonjour {name},"),
    "mail.hello_nobody": Words("Hello,", "Bonjour,"),
    "mail.confirmation": Words(
        "Thank you for your order with {seller}. It is noted and is not paid yet; this is no invoice.",
        "Merci pour votre commande auprès de {seller}. Elle est enregistrée et n'est pas encore réglée ; "
        "ceci n'est pas une facture.",
    ),
    "mail.debit_authorized": Words(
        "You authorized this payment on the phone. Please keep this mail; nothing has been taken yet.",
        "Vous avez autorisé ce paiement par téléphone. Conservez ce courriel ; rien n'a encore été prélevé.",
    ),
    "mail.debit_wrong": Words(
        "If anything in it is not what you agreed to, please tell us before the day of the debit.",
        "Si un point n'est pas conforme à votre accord, dites-le-nous avant le jour du prélèvement.",
    ),
    "mail.presented_again": Words(
        "Your bank did not honour the debit of {amount} that you authorized. It is presented once more, for the "
        "same amount, on {day} at the earliest; nothing is added to it.",
        "Votre banque n'a pas honoré le prélèvement de {amount} que vous avez autorisé. Il est représenté une "
        "fois, pour le même montant, au plus tôt le {day} ; rien n'y est ajouté.",
    ),
    "mail.presented_again_before": Words(
        "If you want to pay in another way, or have paid meanwhile, please tell us before that day.",
        "Si vous souhaitez payer autrement, ou avez payé entre-temps, prévenez-nous avant ce jour.",
    ),
    "mail.instructions": Words(
        "Please pay with these details, exactly as they stand:",
        "Veuillez payer avec les informations suivantes, telles quelles :",
    ),
    "mail.approve": Words(
        "Please approve the payment by this link. Nothing is taken before you have approved it.",
        "Veuillez approuver le paiement par ce lien. Rien n'est prélevé avant votre approbation.",
    ),
    "mail.being_checked": Words(
        "We are still checking your payment with the payment service. Please do not pay a second time: we "
        "write to you as soon as we know.",
        "Nous vérifions encore votre paiement auprès du service de paiement. Merci de ne pas payer une "
        "seconde fois : nous vous écrivons dès que nous savons.",
    ),
    "mail.change_option": Words(
        "Would you rather pay another way? Your order keeps its reference.",
        "Vous préférez payer autrement ? Votre commande garde sa référence.",
    ),
    "mail.change_option_by_support": Words(
        "Would you rather pay another way? Our support changes the payment option for you.",
        "Vous préférez payer autrement ? Notre assistance change l'option de paiement pour vous.",
    ),
    "mail.receipt": Words(
        "Thank you: your payment of {total} for your order with {seller} has arrived.",
        "Merci : votre paiement de {total} pour votre commande auprès de {seller} est bien arrivé.",
    ),
    "mail.invoice": Words(
        "Your invoice {number} goes with this e-mail as a PDF file.",
        "Votre facture {number} est jointe à ce courriel au format PDF.",
    ),
    "mail.paid_by": Words("Paid by {means}.", "Payé par {means}."),
    "mail.licence": Words(
        "{product}: the licence is made out to {licensee}.",
        "{product} : la licence est établie au nom de {licensee}.",
    ),
    "mail.licence_seats": Words(
        "This key is good for {count} installations.", "Cette clé vaut pour {count} installations."
    ),
    "mail.seller_delivers": Words(
        "{product}: {seller} delivers it in a separate e-mail of its own.",
        "{product} : {seller} vous le livre dans un courriel distinct.",
    ),
    "mail.ask_delivery": Words(
        "{product}: our support sends you the download.",
        "{product} : notre assistance vous envoie le téléchargement.",
    ),
    "mail.subscription": Words(
        "This order is a subscription. Cancelling stops every future renewal; it refunds nothing by itself.",
        "Cette commande est un abonnement. Le résilier arrête tous les renouvellements à venir ; cela "
        "n'entraîne aucun remboursement.",
    ),
    "mail.returned": Words(
        "The payment for your order with {seller} was taken back by your bank.",
        "Le paiement de votre commande auprès de {seller} a été repris par votre banque.",
    ),
    "mail.declined": Words(
        "We could not take the payment for your order with {seller}. Your order is kept as it is.",
        "Nous n'avons pas pu encaisser le paiement de votre commande auprès de {seller}. Votre commande est "
        "conservée telle quelle.",
    ),
    "mail.cancelled": Words(
        "Your order with {seller} is cancelled, as you asked. There is nothing to pay.",
        "Votre commande auprès de {seller} est annulée, comme vous l'avez demandé. Il n'y a rien à payer.",
    ),
    "mail.cancelled_paid": Words(
        "If you have already sent a payment, it is not forgotten: contact our support.",
        "Si vous avez déjà envoyé un paiement, il n'est pas oublié : contactez notre assistance.",
    ),
    "mail.refund_done": Words(
        "We have refunded {amount} for your order with {seller}. It goes back to the means of payment that "
        "you used.",
        "Nous avons remboursé {amount} pour votre commande auprès de {seller}. Le remboursement revient vers"
        " le moyen de paiement que vous aviez utilisé.",
    ),
    "mail.refund_full": Words(
        "The licence is deactivated with it.",
        "La licence est désactivée en même temps.",
    ),
    "mail.refund_full_subscription": Words(
        "The licence is deactivated and the subscription ends with it: there are no further renewals.",
        "La licence est désactivée et l'abonnement prend fin en même temps : il n'y aura plus de "
        "renouvellement.",
    ),
    "mail.lookup_found": Words(
        "You asked for the purchases made with this e-mail address at {seller}. Here they are, newest first.",
        "Vous avez demandé les achats faits avec cette adresse auprès de {seller}. Les voici, du plus récent"
        " au plus ancien.",
    ),
    "mail.lookup_none": Words(
        "You asked for the purchases made with this e-mail address at {seller}. We found none. You may have "
        "used another address: ask for the lookup with that one, or contact our support.",
        "Vous avez demandé les achats faits avec cette adresse auprès de {seller}. Nous n'en avons trouvé "
        "aucun. Vous avez peut-être utilisé une autre adresse : refaites la recherche avec celle-ci, ou "
        "contactez notre assistance.",
    ),
    "mail.lookup_more": Words(
        "There are older purchases as well: our support finds them by their day or their reference.",
        "Il existe aussi des achats plus anciens : notre assistance les retrouve par leur date ou leur référence.",
    ),
    "mail.lookup_not_you": Words(
        "If you did not ask for this, you need do nothing.",
        "Si vous n'avez rien demandé, vous n'avez rien à faire.",
    ),
    "mail.lookup_invoice": Words(
        "Invoice {number}: our support sends it again on request.",
        "Facture {number} : notre assistance la renvoie sur demande.",
    ),
    "mail.support": Words(
        "We are glad to help: please have your reference at hand.",
        "Nous vous aidons volontiers : merci d'avoir votre référence sous la main.",
    ),
    "mail.technical_first": Words(
        "For trouble installing or using the product, please ask support first.",
        "En cas de difficulté à installer ou à utiliser le produit, adressez-vous d'abord à l'assistance.",
    ),
    "mail.terms": Words(
        "Version {version} of the terms of sale applies to this order.",
        "La version {version} des conditions de vente s'applique à cette commande.",
    ),
    "mail.last_four": Words(
        "We only ever show the last four digits of a card or account, and never ask for them by e-mail. No "
        "one can remove every risk: never send a card number by e-mail.",
        "Nous ne montrons jamais que les quatre derniers chiffres d'une carte ou d'un compte, et ne les "
        "demandons jamais par courriel. Personne ne peut écarter tous les risques : n'envoyez jamais de "
        "numéro de carte par courriel.",
    ),
    "mail.change_option_later": Words(
        "Should it turn out that nothing was paid, you can change the payment option of this order here.",
        "S'il s'avère que rien n'a été payé, vous pourrez changer l'option de paiement de cette commande "
        "ici.",
    ),
    "mail.invoice_copy": Words(
        "A copy of your invoice {number} goes with this e-mail as a PDF file.",
        "Un duplicata de votre facture {number} est joint à ce courriel au format PDF.",
    ),
    "file.invoice": Words("invoice-{number}", "facture-{number}"),
    "file.invoice_copy": Words("invoice-{number}-copy", "facture-{number}-duplicata"),
    # ------------------------------------------------------------ reminders, notices and delivery
    "subject.delivery": Words(
        "Your product from order {reference}", "Votre produit de la commande {reference}"
    ),
    "mail.delivery_for": Words(
        "{customer} ordered this for you at {seller}. The invoice went to them; here is what you need to use it.",
        "{customer} l'a commandé pour vous auprès de {seller}. La facture lui a été envoyée ; voici ce qu'il vous "
        "faut pour l'utiliser.",
    ),
    "subject.overdue-reminder": Words(
        "Your order {reference}: your payment has not been credited yet",
        "Votre commande {reference} : votre paiement n'est pas encore crédité",
    ),
    "mail.overdue": Words(
        "Your payment for your order with {seller} was expected by {day} and has not been credited to us yet.",
        "Votre paiement pour votre commande auprès de {seller} était attendu jusqu'au {day} et ne nous est pas "
        "encore crédité.",
    ),
    "mail.overdue_sent": Words(
        "If you have sent it, you need not confirm anything. Please look into your spam folder for our e-mail, "
        "ask for the lookup of your purchases, or contact our support.",
        "Si vous l'avez envoyé, vous n'avez rien à confirmer. Regardez dans vos courriels indésirables, demandez "
        "la recherche de vos achats, ou contactez notre assistance.",
    ),
    "subject.renewal-notice": Words(
        "Your subscription of order {reference} renews soon",
        "Votre abonnement de la commande {reference} se renouvelle bientôt",
    ),
    "mail.renewal_notice": Words(
        "Your subscription with {seller} renews on {day}. Taxes are those of that day.",
        "Votre abonnement auprès de {seller} se renouvelle le {day}. Les taxes sont celles de ce jour.",
    ),
    "mail.renewal_by_support": Words(
        "Our support cancels it for you: that stops every future renewal.",
        "Notre assistance le résilie pour vous : cela arrête tous les renouvellements à venir.",
    ),
}
