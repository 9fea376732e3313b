"""What customers hear and read when the tax of an unpaid order changes, in both languages (see :mod:`.lines`)."""

from checkout_tui.domain.words import Words

TAX_LINES: dict[str, Words] = {
    "said.tax_changed": Words(
        "A new tax rate applies since {day}, and your order is not paid yet: it comes to {total} now instead of {was}.",
        "Un nouveau taux de taxe s'applique depuis le {day}, et votre commande n'est pas encore payée : elle s'élève "
        "désormais à {total} au lieu de {was}.",
    ),
    "said.tax_changed_sent": Words(
        "If you have sent {was} already, please do not send it again: when it is here we write to you about the "
        "difference.",
        "Si vous avez déjà envoyé {was}, ne l'envoyez pas une seconde fois : dès que nous l'aurons reçu, nous vous "
        "écrirons au sujet de la différence.",
    ),
    "subject.tax-changed": Words(
        "Your order {reference}: the tax has changed", "Votre commande {reference} : la taxe a changé"
    ),
    "mail.tax_changed": Words(
        "A new tax rate applies since {day}: {rates}. Your order with {seller} is not paid yet, so it comes to "
        "{total} now instead of {was}.",
        "Un nouveau taux de taxe s'applique depuis le {day} : {rates}. Votre commande auprès de {seller} n'est pas "
        "encore payée ; elle s'élève donc désormais à {total} au lieu de {was}.",
    ),
    "mail.tax_changed_link": Words(
        "A payment link in an earlier e-mail is not valid any more.",
        "Un lien de paiement d'un courriel précédent n'est plus valable.",
    ),
}
