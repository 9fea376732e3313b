"""What a caller hears and reads about subscriptions, in both languages (see :mod:`checkout_tui.domain.lines`)."""

from checkout_tui.domain.words import Words

SUBSCRIPTION_LINES: dict[str, Words] = {
    "said.subscription_active": Words(
        "Your subscription renews on {day}. Cancelling stops every renewal after today; it refunds nothing.",
        "Votre abonnement se renouvelle le {day}. Le résilier arrête tous les renouvellements à venir ; cela ne "
        "rembourse rien.",
    ),
    "said.subscription_last": Words(
        "Your subscription has had its last renewal: it ends by itself on {day}, and nothing more is charged.",
        "Votre abonnement a eu son dernier renouvellement : il prend fin de lui-même le {day}, et rien d'autre ne sera "
        "débité.",
    ),
    "said.subscription_unpaid": Words(
        "The last renewal is not paid yet. It can be paid by any method in the e-mail we sent to {email}.",
        "Le dernier renouvellement n'est pas encore réglé. Il peut l'être par tout moyen indiqué dans le courriel "
        "envoyé à {email}.",
    ),
    "said.subscription_over": Words(
        "Your subscription is cancelled: there are no further renewals. What is paid stays good to its end.",
        "Votre abonnement est résilié : il n'y aura plus de renouvellement. Ce qui est payé reste valable "
        "jusqu'à son terme.",
    ),
    "said.subscription_ended_unpaid": Words(
        "Your subscription has ended, because its renewal was not paid: nothing is owed.",
        "Votre abonnement a pris fin, car son renouvellement n'a pas été réglé : rien n'est dû.",
    ),
    "said.subscription_ended_refunded": Words(
        "Your subscription ended with the refund: there are no further renewals.",
        "Votre abonnement a pris fin avec le remboursement : il n'y aura plus de renouvellement.",
    ),
    "said.subscription_finished": Words(
        "Your subscription came to its agreed end: there are no further renewals.",
        "Votre abonnement est arrivé à son terme prévu : il n'y aura plus de renouvellement.",
    ),
    "said.subscription_refund": Words(
        "If you would like your money back, that is a refund, not a cancellation; I can look at it with you.",
        "Si vous souhaitez être remboursé, il s'agit d'un remboursement et non d'une résiliation ; je peux "
        "l'examiner avec vous.",
    ),
    "subject.subscription-cancelled": Words(
        "Your subscription of order {reference} is cancelled",
        "Votre abonnement de la commande {reference} est résilié",
    ),
    "mail.subscription_cancelled": Words(
        "The subscription of your order with {seller} is cancelled, as you asked. There are no further renewals.",
        "L'abonnement de votre commande auprès de {seller} est résilié, comme vous l'avez demandé. Il n'y aura "
        "plus de renouvellement.",
    ),
    "mail.subscription_unpaid": Words(
        "The subscription of your order with {seller} has ended, because its renewal was not paid. Nothing is owed.",
        "L'abonnement de votre commande auprès de {seller} a pris fin, car son renouvellement n'a pas été réglé. "
        "Rien n'est dû.",
    ),
    "mail.subscription_no_refund": Words(
        "Cancelling refunds nothing: what is paid stays good to its end.",
        "La résiliation ne rembourse rien : ce qui est payé reste valable jusqu'à son terme.",
    ),
    "mail.renewal_given_up": Words(
        "Its renewal, order {reference}, is cancelled with it: there is nothing to pay.",
        "Son renouvellement, la commande {reference}, est annulé avec lui : il n'y a rien à payer.",
    ),
    "mail.renewal_of": Words(
        "This renews your subscription of order {reference}.",
        "Ceci renouvelle votre abonnement de la commande {reference}.",
    ),
}
