"""A refusal as a caller may hear it, and what helps after it, in both languages (see :mod:`.lines`).

No line names a reason: issuers do not tell it to third parties (R-060).
"""

from checkout_tui.domain.words import Words

DECLINE_LINES: dict[str, Words] = {
    # ------------------------------------------------------------ a refusal, as a caller may hear it
    "declined.plain": Words(
        "This payment was not accepted. The reason is not given to us; only your bank or payment service "
        "knows it.",
        "Ce paiement n'a pas été accepté. Le motif ne nous est pas communiqué ; seule votre banque, ou votre"
        " service de paiement, le connaît.",
    ),
    "declined.typing": Words(
        "This payment was not accepted. It may be a typing error: let us go through the details once more.",
        "Ce paiement n'a pas été accepté. Il s'agit peut-être d'une erreur de saisie : reprenons ensemble "
        "les informations.",
    ),
    "declined.international": Words(
        "This payment was not accepted. Some cards are closed to international transactions: your bank can "
        "tell you, and open it.",
        "Ce paiement n'a pas été accepté. Certaines cartes sont fermées aux transactions internationales : "
        "votre banque peut vous le dire et les autoriser.",
    ),
    "declined.authenticate": Words(
        "Your bank wants you to approve this payment yourself, which cannot be done over the phone.",
        "Votre banque souhaite que vous validiez ce paiement vous-même, ce qui n'est pas possible par "
        "téléphone.",
    ),
    "declined.expired_authorization": Words(
        "The approval of this payment ran out before it was used. Nothing was taken; we can start it again "
        "now.",
        "L'autorisation de ce paiement a expiré avant d'être utilisée. Rien n'a été prélevé ; nous pouvons "
        "le recommencer maintenant.",
    ),
    "declined.not_approved": Words(
        "This payment was not approved, so nothing was taken. You can approve a new one, or pay another way.",
        "Ce paiement n'a pas été approuvé : rien n'a été prélevé. Vous pouvez en approuver un nouveau ou "
        "payer autrement.",
    ),
    "declined.technical": Words(
        "This payment could not be made for a technical reason that is not yours. Nothing was taken; we can "
        "try again, or choose another way to pay.",
        "Ce paiement n'a pas pu aboutir pour une raison technique indépendante de vous. Rien n'a été prélevé"
        " ; nous pouvons réessayer ou choisir un autre moyen de paiement.",
    ),
    "returned.plain": Words(
        "Your bank took this payment back, so your order is no longer paid. You can pay it again, by the "
        "same way or another.",
        "Votre banque a repris ce paiement : votre commande n'est donc plus réglée. Vous pouvez la régler de"
        " nouveau, de la même façon ou autrement.",
    ),
    "returned.funds": Words(
        "Your bank did not honour this payment, so your order is not paid. Please see with your bank, then "
        "pay again or choose another way.",
        "Votre banque n'a pas honoré ce paiement : votre commande n'est donc pas réglée. Voyez avec votre "
        "banque, puis réglez de nouveau ou choisissez un autre moyen.",
    ),
    # ------------------------------------------------------------ what helps after a refusal
    "hint.typing": Words(
        "Sometimes it is only a typing error: we can read the details through again together.",
        "Il s'agit parfois d'une simple erreur de saisie : nous pouvons relire ensemble les informations.",
    ),
    "hint.international": Words(
        "Some banks block international transactions until you ask them not to.",
        "Certaines banques bloquent les transactions internationales jusqu'à ce que vous leur demandiez de "
        "les autoriser.",
    ),
    "hint.same_again": Words(
        "We can try the same card or account again.",
        "Nous pouvons réessayer avec la même carte ou le même compte.",
    ),
    "hint.after_correction": Words(
        "Once that is put right, we can try again.",
        "Une fois cela corrigé, nous pouvons réessayer.",
    ),
    "hint.later": Words("We can try again a little later.", "Nous pouvons réessayer un peu plus tard."),
    "hint.another": Words(
        "You can also use another card or account, or pay another way. Your order stays as it is.",
        "Vous pouvez aussi utiliser une autre carte ou un autre compte, ou payer autrement. Votre commande "
        "reste inchangée.",
    ),
    "hint.other_way": Words(
        "You can pay another way. Your order stays as it is.",
        "Vous pouvez payer autrement. Votre commande reste inchangée.",
    ),
    "hint.call_issuer": Words(
        "You can call the number on the back of your card and ask them to let the next attempt through.",
        "Vous pouvez appeler le numéro inscrit au dos de votre carte et demander que la prochaine tentative "
        "soit acceptée.",
    ),
    "hint.ask_bank": Words(
        "Only your bank can say more; you can ask them to let the next attempt through.",
        "Seule votre banque peut vous en dire plus ; vous pouvez lui demander d'accepter la prochaine "
        "tentative.",
    ),
    "hint.mailed": Words(
        "We sent an e-mail about it to {email}; it has a link to change the payment option.",
        "Nous avons envoyé un courriel à ce sujet à {email} ; il contient un lien pour changer d'option de "
        "paiement.",
    ),
    "hint.mailed_only": Words(
        "We sent an e-mail about it to {email}.", "Nous avons envoyé un courriel à ce sujet à {email}."
    ),
}
