"""A refund as a caller goes through it: asked for with the facts checked, the code read out of the mail, confirmed."""

import re

from attrs import evolve
from support.world import World

from checkout_tui.domain.operator import Operator
from checkout_tui.domain.payment import Payment
from checkout_tui.domain.reference import ALPHABET
from checkout_tui.domain.refund import Fact, RefundReason, RefundRequest, Wanted
from checkout_tui.store import payments

CHECKED = Wanted(RefundReason.DISLIKE, frozenset(Fact))
"""A full refund whose facts were checked."""
CODE = re.compile(f"(?<![{ALPHABET}-])[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}(?![{ALPHABET}-])")


def code_in(world: World) -> str:
    """The code in the latest mail that has one."""
    world.desk.mail.deliver()
    for _, _, letter in reversed(world.postman.sent):
        found = CODE.search(letter.text)
        if found:
            return found.group()
    raise AssertionError("no mail with a code was sent")


def asked(world: World, reference: str, wanted: Wanted = CHECKED, by: Operator | None = None) -> str:
    """Ask for a refund; returns the code that the customer finds in the mail."""
    world.desk.refunds.request(reference, wanted, by or world.operator)
    return code_in(world)


def given_back(
    world: World, reference: str, reason: RefundReason = RefundReason.DISLIKE, by: Operator | None = None
) -> Payment:
    """The whole way, to whatever the provider answers; returns the payment after it."""
    code = asked(world, reference, evolve(CHECKED, reason=reason), by)
    request = world.desk.refunds.confirm(reference, code, by or world.operator)
    return payment_of(world, request)


def payment_of(world: World, request: RefundRequest) -> Payment:
    """The payment that this refund is about, as it stands now."""
    with world.store.reading() as connection:
        return payments.get(connection, request.payment)
