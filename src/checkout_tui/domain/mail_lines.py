"""What customers read in reminders, notices and delivery mails, in both languages (see :mod:`.lines`)."""

from checkout_tui.domain.words import Words

MAIL_LINES: dict[str, Words] = {
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
