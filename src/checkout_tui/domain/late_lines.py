"""Lines about money that came when nobody waited for it any more, or by another way. Data only."""

from checkout_tui.domain.words import Words

LATE_LINES: dict[str, Words] = {
    "late.arrived": Words(
        "A payment of {amount} has reached us and is being assigned to your order. Please do not pay again: an "
        "e-mail tells you when it is done.",
        "Un paiement de {amount} nous est parvenu et va être affecté à votre commande. Ne payez pas de "
        "nouveau : un courriel vous dira quand ce sera fait.",
    ),
    "late.overdue": Words(
        "A payment of {amount} has reached us, later than expected. It is safe with us: your order is still "
        "open, and it is being assigned to it. Please do not pay again.",
        "Un paiement de {amount} nous est parvenu, plus tard que prévu. Il est en sécurité : votre commande "
        "est toujours ouverte, et il va lui être affecté. Ne payez pas de nouveau.",
    ),
    "late.paid": Words(
        "Your order is already paid, and a further payment of {amount} has reached us. It is safe with us: we can "
        "send it back to you, or use it for another order of yours. Which do you prefer?",
        "Votre commande est déjà payée, et un autre paiement de {amount} nous est parvenu. Il est en "
        "sécurité : nous pouvons vous le renvoyer, ou l'utiliser pour une autre de vos commandes. Que "
        "préférez-vous ?",
    ),
    "late.too_much": Words(
        "Your order is paid, and {amount} more than was due has reached us. It is safe with us: we can send it "
        "back to you, or use it for another order of yours. Which do you prefer?",
        "Votre commande est payée, et {amount} de plus que dû nous est parvenu. Il est en sécurité : nous "
        "pouvons vous le renvoyer, ou l'utiliser pour une autre de vos commandes. Que préférez-vous ?",
    ),
    "late.refunded": Words(
        "Your order was refunded, and a payment of {amount} has reached us since. It is safe with us: we can send it "
        "back to you, or use it for another order of yours. Which do you prefer?",
        "Votre commande a été remboursée, et un paiement de {amount} nous est parvenu depuis. Il est en "
        "sécurité : nous pouvons vous le renvoyer, ou l'utiliser pour une autre de vos commandes. Que "
        "préférez-vous ?",
    ),
    "late.cancelled": Words(
        "Your order was cancelled, and a payment of {amount} for it has reached us. It is safe with us: we can take "
        "the order up again, use the money for another order of yours, or send it back. Which do you prefer?",
        "Votre commande a été annulée, et un paiement de {amount} pour elle nous est parvenu. Il est en "
        "sécurité : nous pouvons reprendre la commande, utiliser l'argent pour une autre de vos commandes, ou "
        "vous le renvoyer. Que préférez-vous ?",
    ),
    "late.cancelled_for_good": Words(
        "Your order was cancelled, and a payment of {amount} for it has reached us. It is safe with us: we can send "
        "it back to you, or use it for another order of yours. Which do you prefer?",
        "Votre commande a été annulée, et un paiement de {amount} pour elle nous est parvenu. Il est en "
        "sécurité : nous pouvons vous le renvoyer, ou l'utiliser pour une autre de vos commandes. Que "
        "préférez-vous ?",
    ),
    "late.authorized": Words(
        "A payment of {amount} has reached us, while money for the same order is also on hold in another way. "
        "You pay only once: the other is released or sent back.",
        "Un paiement de {amount} nous est parvenu, alors que de l'argent est aussi réservé d'une autre façon "
        "pour la même commande. Vous ne payez qu'une fois : l'autre est libéré ou renvoyé.",
    ),
    "late.unanswered": Words(
        "A payment of {amount} has reached us. Another payment for the same order is still being clarified: "
        "please do not pay again. You pay only once.",
        "Un paiement de {amount} nous est parvenu. Un autre paiement de la même commande est encore en cours "
        "de vérification : ne payez pas de nouveau. Vous ne payez qu'une fois.",
    ),
    "said.paid_twice": Words(
        "Your order was paid by two payments; it costs you only one. {amount} go back to you.",
        "Votre commande a été payée par deux paiements ; elle ne vous en coûte qu'un. {amount} vous sont rendus.",
    ),
    "said.late_approved": Words(
        "You approved the earlier link after another way to pay was chosen. Nothing was taken by it, and it ends by "
        "itself.",
        "Vous avez approuvé l'ancien lien après le choix d'un autre moyen de paiement. Rien n'a été prélevé par ce "
        "lien, et il prend fin de lui-même.",
    ),
    "said.late_held": Words(
        "You paid by the earlier link after another way to pay was chosen. {amount} are held by it and not taken; "
        "you do not pay twice.",
        "Vous avez payé par l'ancien lien après le choix d'un autre moyen de paiement. {amount} sont réservés et non "
        "prélevés ; vous ne payez pas deux fois.",
    ),
}
