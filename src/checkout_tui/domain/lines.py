"""Every line that a caller hears or reads, in English and in French, by key. Data only.

Facts stand in braces; :func:`checkout_tui.domain.wording.line` puts them into the form of the
language and sets the spaces and apostrophes that print uses. No line names a reason for a
refusal: issuers do not tell it to third parties (R-060).
"""

from checkout_tui.domain.call_lines import CALL_LINES
from checkout_tui.domain.late_lines import LATE_LINES
from checkout_tui.domain.mail_lines import MAIL_LINES
from checkout_tui.domain.refund_lines import REFUND_LINES
from checkout_tui.domain.subscription_lines import SUBSCRIPTION_LINES
from checkout_tui.domain.tax_lines import TAX_LINES
from checkout_tui.domain.words import Words

LINES: dict[str, Words] = {
    **CALL_LINES,
    **LATE_LINES,
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
    # ------------------------------------------------------------ said on the phone, by where it stands
    "said.new": Words(
        "Your order is noted for {total}. Nothing has been paid yet: how would you like to pay?",
        "Votre commande est enregistrée pour {total}. Rien n'est encore réglé : comment souhaitez-vous payer"
        " ?",
    ),
    "said.instructions_mailed": Words(
        "The payment instructions are in the e-mail we sent to {email}.",
        "Les instructions de paiement figurent dans le courriel envoyé à {email}.",
    ),
    "said.expected": Words(
        "Your payment by {method} is expected {window}.",
        "Votre paiement par {method} est attendu {window}.",
    ),
    "said.nothing_to_confirm": Words(
        "You have nothing to confirm: we write to you once the payment is credited to your order.",
        "Vous n'avez rien à confirmer : nous vous écrivons une fois le paiement crédité sur votre commande.",
    ),
    "said.no_time": Words(
        "For a payment by {method} we cannot promise a date: we write to you once it is credited to your order.",
        "Pour un paiement par {method}, nous ne pouvons promettre aucune date : nous vous écrivons une fois "
        "qu'il est crédité sur votre commande.",
    ),
    "said.write_reference": Words(
        "Please write the reference {reference} with the payment, so that it finds your order.",
        "Veuillez indiquer la référence {reference} avec le paiement, afin qu'il soit rattaché à votre "
        "commande.",
    ),
    "said.part_received": Words(
        "{received} has arrived; {missing} is still missing.",
        "{received} sont arrivés ; il manque encore {missing}.",
    ),
    "said.overdue": Words(
        "Your payment by {method} was expected by {last} and is not credited to your order yet.",
        "Votre paiement par {method} était attendu au plus tard le {last} et n'est pas encore crédité sur "
        "votre commande.",
    ),
    "said.overdue_part": Words(
        "{received} has arrived. The {missing} that are missing were expected by {last} and are not credited to "
        "your order yet.",
        "{received} sont arrivés. Les {missing} qui manquent étaient attendus au plus tard le {last} et ne sont pas "
        "encore crédités sur votre commande.",
    ),
    "said.after_payment": Words(
        "Your product is delivered by e-mail once the payment is here, not before.",
        "Votre produit est livré par courriel une fois le paiement reçu, pas avant.",
    ),
    "said.spam": Words(
        "Please look into your spam folder first.",
        "Regardez d'abord dans votre dossier de courrier indésirable.",
    ),
    "said.lookup": Words(
        "If it is not there, I can have everything about your orders sent to your address once more: that is"
        " the Purchase Lookup.",
        "S'il n'y est pas, je peux vous faire renvoyer à votre adresse tout ce qui concerne vos commandes : "
        "c'est la Recherche d'achats.",
    ),
    "said.support": Words(
        "If that does not help either, please contact support.",
        "Si cela ne suffit pas, contactez l'assistance.",
    ),
    "said.support_at": Words(
        "If that does not help either, please contact support: {support}.",
        "Si cela ne suffit pas, contactez l'assistance : {support}.",
    ),
    "said.approve": Words(
        "We sent a link to {email}: please open it and approve the payment there.",
        "Nous avons envoyé un lien à {email} : ouvrez-le pour y approuver le paiement.",
    ),
    "said.approve_first": Words(
        "Nothing is taken before you have approved it, and your order is delivered afterwards.",
        "Rien n'est prélevé avant votre approbation, et votre commande est livrée ensuite.",
    ),
    "said.pending": Words(
        "Your payment is being processed; there is no answer yet. We write to you as soon as there is one.",
        "Votre paiement est en cours de traitement ; il n'y a pas encore de réponse. Nous vous écrivons dès "
        "qu'il y en a une.",
    ),
    "said.unanswered": Words(
        "I do not have the answer about your payment yet, and I am checking with the payment service.",
        "Je n'ai pas encore la réponse concernant votre paiement ; je vérifie auprès du service de paiement.",
    ),
    "said.unanswered_refund": Words(
        "I do not have the answer about your refund yet, and I am checking with the payment service.",
        "Je n'ai pas encore la réponse concernant votre remboursement ; je vérifie auprès du service de "
        "paiement.",
    ),
    "said.do_not_pay_again": Words(
        "Please do not pay a second time meanwhile: we write to you as soon as we know.",
        "Merci de ne pas payer une seconde fois entre-temps : nous vous écrivons dès que nous savons.",
    ),
    "said.we_write": Words("We write to you as soon as we know.", "Nous vous écrivons dès que nous savons."),
    "said.authorized": Words(
        "Your payment of {total} is approved; it has not been taken yet.",
        "Votre paiement de {total} est autorisé ; il n'a pas encore été prélevé.",
    ),
    "said.paid": Words(
        "Your payment of {total} went through, thank you.",
        "Votre paiement de {total} est bien passé, merci.",
    ),
    "said.receipt_mailed": Words(
        "The receipt with your invoice went to {email}.",
        "Le reçu, avec votre facture, a été envoyé à {email}.",
    ),
    "said.receipt_with_delivery": Words(
        "The receipt with your invoice and your download and licence data went to {email}.",
        "Le reçu, avec votre facture et vos données de téléchargement et de licence, a été envoyé à {email}.",
    ),
    "said.receipt_with_download": Words(
        "The receipt with your invoice and your download went to {email}.",
        "Le reçu, avec votre facture et votre téléchargement, a été envoyé à {email}.",
    ),
    "said.delivery_mailed": Words(
        "What is needed to use it also went to {email}.",
        "Ce qu'il faut pour l'utiliser a aussi été envoyé à {email}.",
    ),
    "said.mail_waits": Words(
        "The e-mail about it has not left yet; it goes to {email}.",
        "Le courriel à ce sujet n'est pas encore parti ; il sera envoyé à {email}.",
    ),
    "said.seller_delivers": Words(
        "{product} is delivered by {seller}, in a separate e-mail of theirs.",
        "{product} vous est livré par {seller}, dans un courriel distinct envoyé par leurs soins.",
    ),
    "said.mail_bounced": Words(
        "Our e-mail to {email} came back. Could you spell your address for me, please?",
        "Notre courriel à {email} nous est revenu. Pouvez-vous m'épeler votre adresse, s'il vous plaît ?",
    ),
    "said.refunded": Words(
        "{amount} was sent back to the means of payment that you used.",
        "{amount} ont été renvoyés vers le moyen de paiement que vous aviez utilisé.",
    ),
    "said.refund_when": Words(
        "When it appears on your statement is for your bank or payment service to say.",
        "La date à laquelle il apparaîtra sur votre relevé dépend de votre banque ou de votre service de "
        "paiement.",
    ),
    "said.refund_mailed": Words(
        "An e-mail that confirms the refund went to {email}.",
        "Un courriel confirmant le remboursement a été envoyé à {email}.",
    ),
    "said.licence_ended": Words(
        "The licence is deactivated with the refund.",
        "La licence est désactivée avec le remboursement.",
    ),
    "said.cancelled": Words(
        "Your order is cancelled; there is nothing to pay.",
        "Votre commande est annulée ; il n'y a rien à payer.",
    ),
    "said.cancelled_mailed": Words(
        "An e-mail that says so went to {email}.", "Un courriel le confirmant a été envoyé à {email}."
    ),
    "said.cancelled_paid": Words(
        "If you have already sent a payment, it is not forgotten: it will be found and dealt with.",
        "Si vous avez déjà envoyé un paiement, il n'est pas oublié : il sera retrouvé et traité.",
    ),
    # ------------------------------------------------------------ words and headings of mails and documents
    "word.order": Words("Order", "Commande"),
    "word.reference": Words("Reference", "Référence"),
    "word.date": Words("Date", "Date"),
    "word.total": Words("Total", "Total"),
    "word.net": Words("Subtotal before tax", "Sous-total hors taxes"),
    "word.paid_on": Words("Paid on", "Payé le"),
    "word.invoice_number": Words("Invoice", "Facture"),
    "word.terms": Words("Terms of sale", "Conditions de vente"),
    "word.terms_version": Words("Terms of sale, version {version}", "Conditions de vente, version {version}"),
    "word.purchase_order": Words("Purchase order", "Bon de commande"),
    "word.licensee": Words("Licence for", "Licence au nom de"),
    "word.licence_key": Words("Licence key", "Clé de licence"),
    "word.billed_to": Words("Billed to", "Facturé à"),
    "word.delivered_to": Words("Delivered to", "Livré à"),
    "word.seller": Words("Seller", "Vendeur"),
    "word.phone": Words("Phone", "Téléphone"),
    "word.email": Words("E-mail", "Courriel"),
    "word.state": Words("State", "État"),
    "word.product": Words("Product", "Produit"),
    "word.quantity": Words("Quantity", "Quantité"),
    "word.unit_price": Words("Unit price", "Prix unitaire"),
    "word.amount": Words("Amount", "Montant"),
    "word.tax_on": Words("{title} {percent} on {base}", "{title} {percent} sur {base}"),
    "word.subscription": Words("subscription", "abonnement"),
    "word.copy": Words("COPY", "DUPLICATA"),
    "word.copy_note": Words(
        "Copy of invoice {number}: same number, same totals.",
        "Duplicata de la facture {number} : même numéro, mêmes montants.",
    ),
    "word.tax_numbers": Words("Tax numbers", "Numéros fiscaux"),
    "word.page": Words("Page {page} of {pages}", "Page {page} sur {pages}"),
    "heading.order": Words("Your order", "Votre commande"),
    "heading.pay": Words("How to pay", "Comment payer"),
    "heading.next": Words("What you can do", "Ce que vous pouvez faire"),
    "heading.delivery": Words("Your product", "Votre produit"),
    "heading.support": Words("Help and support", "Aide et assistance"),
    "heading.terms": Words("Terms", "Conditions"),
    "heading.subscription": Words("Your subscription", "Votre abonnement"),
    "link.change_option": Words("Change payment option", "Changer d'option de paiement"),
    "link.approve": Words("Approve the payment", "Approuver le paiement"),
    "link.download": Words("Download {product}", "Télécharger {product}"),
    "link.manage": Words("Manage or cancel the subscription", "Gérer ou résilier l'abonnement"),
    "link.terms": Words("Terms of sale", "Conditions de vente"),
    "link.privacy": Words("Privacy policy", "Politique de confidentialité"),
    "link.website": Words("Our website", "Notre site web"),
    "state.new": Words("not paid yet", "pas encore réglée"),
    "state.unanswered": Words("being checked", "en cours de vérification"),
    "state.pending": Words("payment being processed", "paiement en cours de traitement"),
    "state.awaiting-customer": Words("waiting for your approval", "en attente de votre approbation"),
    "state.awaiting-funds": Words("waiting for your payment", "en attente de votre paiement"),
    "state.authorized": Words("payment approved, not taken yet", "paiement autorisé, pas encore prélevé"),
    "state.declined": Words("payment not accepted", "paiement non accepté"),
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
    "state.paid": Words("paid", "réglée"),
    "state.returned": Words("payment taken back by the bank", "paiement repris par la banque"),
    "state.refunded": Words("refunded", "remboursée"),
    "state.cancelled": Words("cancelled", "annulée"),
    # ------------------------------------------------------------ mails
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
    # ------------------------------------------------------------ days and windows
    "window.on": Words("on {day}", "le {day}"),
    "window.between": Words("between {first} and {last}", "entre {first} et {last}"),
    **MAIL_LINES,
    **REFUND_LINES,
    **SUBSCRIPTION_LINES,
    **TAX_LINES,
}
