"""Every line that a caller hears or reads, in English and in French, by key. Data only.

Facts stand in braces; :func:`checkout_tui.domain.wording.line` puts them into the form of the
language and sets the spaces and apostrophes that print uses. What belongs to one subject has a
file of its own; here stand what is said by where an order stands, and the words of documents.
"""

from checkout_tui.domain.call_lines import CALL_LINES
from checkout_tui.domain.decline_lines import DECLINE_LINES
from checkout_tui.domain.late_lines import LATE_LINES
from checkout_tui.domain.mail_lines import MAIL_LINES
from checkout_tui.domain.privacy_lines import PRIVACY_LINES
from checkout_tui.domain.refund_lines import REFUND_LINES
from checkout_tui.domain.subscription_lines import SUBSCRIPTION_LINES
from checkout_tui.domain.tax_lines import TAX_LINES
from checkout_tui.domain.words import Words

LINES: dict[str, Words] = {
    **CALL_LINES,
    **DECLINE_LINES,
    **LATE_LINES,
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
    "said.no_mail": Words(
        "If you do not find it: the spam folder first, then the Purchase Lookup, then support.",
        "Si vous ne le trouvez pas : d'abord le courrier indésirable, puis la Recherche d'achats, puis l'assistance.",
    ),
    "said.no_mail_at": Words(
        "If you do not find it: the spam folder first, then the Purchase Lookup, then support: {support}.",
        "Si vous ne le trouvez pas : d'abord le courrier indésirable, puis la Recherche d'achats, puis l'assistance : "
        "{support}.",
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
    "said.returned_part": Words(
        "Your bank took back {amount} of your payment; the rest of it is here. Our support tells you how the missing "
        "part can be paid: please do not pay everything a second time.",
        "Votre banque a repris {amount} de votre paiement ; le reste est là. Notre assistance vous dit comment régler "
        "la partie manquante : merci de ne pas tout payer une seconde fois.",
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
    "state.paid": Words("paid", "réglée"),
    "state.returned": Words("payment taken back by the bank", "paiement repris par la banque"),
    "state.refunded": Words("refunded", "remboursée"),
    "state.cancelled": Words("cancelled", "annulée"),
    # ------------------------------------------------------------ days and windows
    "window.on": Words("on {day}", "le {day}"),
    "window.between": Words("between {first} and {last}", "entre {first} et {last}"),
    **MAIL_LINES,
    **PRIVACY_LINES,
    **REFUND_LINES,
    **SUBSCRIPTION_LINES,
    **TAX_LINES,
}
