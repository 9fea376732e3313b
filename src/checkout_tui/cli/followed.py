"""Commands for the seller's own pages: a customer followed a link in a mail, and the page hands its token on."""

from typing import TYPE_CHECKING

import click

from checkout_tui.cli.session import Session
from checkout_tui.cli.speaking import SpokenCommand, json_option, option
from checkout_tui.domain.sentence import N_

if TYPE_CHECKING:
    from checkout_tui.desk.links import Choice, Deliverable
    from checkout_tui.desk.views import SubscriptionsView


@click.command(
    "cancel-subscription",
    cls=SpokenCommand,
    help=N_(
        "For the seller's page that “Manage or cancel the subscription” leads to, once the customer has confirmed it "
        "there: no further renewals, and a mail that says so. Cancelling twice is cancelling once."
    ),
    short_help=N_("The customer cancelled by the link in a receipt."),
)
@click.argument("token")
@json_option
@click.pass_obj
def cancel_subscription(session: Session, token: str, as_json: bool) -> int:
    with session.desk() as desk:
        view = desk.links.cancel_subscription(token)
        desk.mail.deliver()
    _print_subscriptions(session, view, as_json=as_json)
    return 0


@click.command(
    "payment-options",
    cls=SpokenCommand,
    help=N_(
        "For the seller's page that “Change payment option” leads to: how the order can be paid, with the reason for "
        "each way that cannot be chosen there. With --choose the customer has chosen one; the mail tells how to pay."
    ),
    short_help=N_("The customer followed “Change payment option”."),
)
@click.argument("token")
@option("--choose", metavar=N_("METHOD"), help=N_("What the customer chose, by its code."))
@json_option
@click.pass_obj
def payment_options(session: Session, token: str, choose: str | None, as_json: bool) -> int:
    with session.desk() as desk:
        choice = desk.links.choose(token, choose) if choose else desk.links.options(token)
        desk.mail.deliver()
    _print_choice(session, choice, as_json=as_json)
    return 0


@click.command(
    "delivery",
    cls=SpokenCommand,
    help=N_(
        "For the seller's page that a download link leads to: which products may be downloaded now. None before the "
        "payment is here, and none after a full refund."
    ),
    short_help=N_("The customer followed a download link."),
)
@click.argument("token")
@json_option
@click.pass_obj
def delivery(session: Session, token: str, as_json: bool) -> int:
    with session.desk() as desk:
        found = desk.links.delivery(token)
    _print_delivery(session, found, as_json=as_json)
    return 0 if found.lines else 1


FOLLOWED = (cancel_subscription, payment_options, delivery)


def _print_subscriptions(session: Session, view: "SubscriptionsView", *, as_json: bool) -> None:
    from checkout_tui.domain.subscription import shown_id, subscription_words  # noqa: PLC0415 - with the orders

    if as_json:
        found = [{"id": each.id, "state": each.state} for each in view.subscriptions]
        session.json({"reference": view.order.reference, "subscriptions": found})
        return
    for each in view.subscriptions:
        session.say(
            N_("subscription {id}: {state}"), id=shown_id(each.id), state=subscription_words(each.state)
        )


def _print_choice(session: Session, choice: "Choice", *, as_json: bool) -> None:
    chosen = choice.chosen
    if as_json:
        session.json(
            {
                "reference": choice.order.reference,
                "state": choice.state,
                "total": choice.order.total.minor,
                "currency": choice.order.currency,
                "chosen": chosen.method if chosen else None,
                "link": chosen.link if chosen else "",
                "why_not": choice.why_not.say(session.reader) if choice.why_not else None,
                "options": [
                    {
                        "method": each.method.code,
                        "title": each.method.title.in_(choice.order.language),
                        "why_not": each.why_not.say(session.reader) if each.why_not else None,
                        "expected_from": each.window.first.isoformat() if each.window else None,
                        "expected_to": each.window.last.isoformat() if each.window else None,
                    }
                    for each in choice.options
                ],
            }
        )
        return
    if choice.why_not is not None:
        session.tell(choice.why_not)
        return
    for each in choice.options:
        mark = "→" if chosen is not None and each.method.code == chosen.method else " "
        why_not = f"  ({each.why_not.say(session.reader)})" if each.why_not is not None else ""
        session.line(f"{mark} {each.method.title.in_(session.reader.language)}{why_not}")


def _print_delivery(session: Session, found: "Deliverable", *, as_json: bool) -> None:
    if as_json:
        products = [{"code": line.code, "quantity": line.quantity} for line in found.lines]
        session.json({"reference": found.order.reference, "state": found.state, "products": products})
        return
    for line in found.lines:
        session.line(f"{line.quantity} × {line.title}")
    if not found.lines:
        session.say(N_("Nothing of this order may be downloaded now."))
