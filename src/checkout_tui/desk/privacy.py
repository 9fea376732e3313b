"""What people may ask about their own data: written down, answered within a month, and carried out (section 8)."""

from typing import Any

from attrs import evolve
from sqlalchemy import Connection

from checkout_tui.desk.context import Context
from checkout_tui.desk.pricing import email_trouble, refuse_card_number
from checkout_tui.domain.errors import BadInput, N_, NotFoundHere, NotPossible
from checkout_tui.domain.operator import Operator, Role
from checkout_tui.domain.privacy import (
    Fate,
    Held,
    HeldOrder,
    PrivacyRequest,
    PrivacyState,
    Right,
    answer_by,
    fate,
    masked_address,
)
from checkout_tui.domain.subscription import LIVE
from checkout_tui.domain.wording import line, spoken_day
from checkout_tui.store import corrections, invoices, licences, payments, refunds, subscriptions
from checkout_tui.store import privacy as table
from checkout_tui.store.orders import StoredOrder

MOST = 200


class Privacy:
    """What an operator does for somebody who asks about their own data. Needs the permission to search (R-101)."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def requests(self, by: Operator) -> tuple[PrivacyRequest, ...]:
        """What is open, the most urgent first; then what ended."""
        by.must(Role.SEARCH)
        with self._context.store.reading() as connection:
            return table.listed(connection, MOST)

    def held(self, email: str, by: Operator) -> Held:
        """What is here about whoever has this address, and what erasure would do with it. Raises BadInput for none."""
        by.must(Role.SEARCH)
        with self._context.store.reading() as connection:
            return self._held(connection, table.found(connection, _address(email)), by)

    def say(self, held: Held) -> tuple[str, ...]:
        """What the caller may be told, in the language of the latest order."""
        asked = [line("said.privacy_asked", held.language, day=spoken_day(each.due_on, held.language, year=True))
                 for each in held.requests if each.state is PrivacyState.OPEN]  # fmt: skip
        kept = [line("said.privacy_kept", held.language)] if held.of(Fate.KEPT) else []
        return (*asked[-1:], *kept, line("said.privacy_risk", held.language))

    def ask(self, right: Right, email: str, by: Operator) -> PrivacyRequest:
        """Write down that somebody asked: the month runs from now. Asked for again it is the same request."""
        by.must(Role.SEARCH)
        by.must(Role.CUSTOMER_SERVICE)
        now = self._context.clock.now()
        request = PrivacyRequest(
            self._context.ids.new(), right, _address(email), now, by.name, answer_by(now.date())
        )
        with self._context.store.writing() as connection:
            return table.add(connection, request)

    def answer(self, request_id: str, how: str, by: Operator) -> PrivacyRequest:
        """Carry it out, and write down how it was answered; what a restriction or an objection stops, stops now."""
        return self._end(request_id, PrivacyState.OPEN, PrivacyState.ANSWERED, how, by)

    def decline(self, request_id: str, why: str, by: Operator) -> PrivacyRequest:
        """It is not done, and the person was told why: also that is due within the month."""
        return self._end(request_id, PrivacyState.OPEN, PrivacyState.DECLINED, why, by)

    def lift(self, request_id: str, why: str, by: Operator) -> PrivacyRequest:
        """A restriction or an objection holds no more."""
        return self._end(request_id, PrivacyState.ANSWERED, PrivacyState.LIFTED, why, by)

    def export(self, email: str, by: Operator) -> dict[str, Any]:
        """Everything that is held about somebody, as plain values that other programs read (access, portability)."""
        by.must(Role.SEARCH)
        address = _address(email)
        with self._context.store.reading() as connection:
            found = table.found(connection, address)
            asked = table.of(connection, address)
            return {
                "email": address,
                "as_of": self._context.clock.now().isoformat(),
                "seller": self._context.seller.name,
                "orders": [self._told(connection, stored) for stored in found.orders],
                "mails": [_row(row, "kind", "to", "subject", "language", "queued_at", "sent_at", "state")
                          for row in found.mails],
                "calls": [_row(row, "began_at", "ended_at", "caller", "note", "wrap_up") for row in found.calls],
                "drafts": [table.plain(row.body) for row in found.drafts],
                "requests": [
                    {
                        "right": each.right.value,
                        "asked": each.asked_at.isoformat(),
                        "due": each.due_on.isoformat(),
                        "state": each.state.value,
                        "note": each.note,
                    }
                    for each in asked
                ],
            }  # fmt: skip

    # ------------------------------------------------------------ inside

    def _end(
        self, request_id: str, before: PrivacyState, after: PrivacyState, note: str, by: Operator
    ) -> PrivacyRequest:
        by.must(Role.SEARCH)
        by.must(Role.CUSTOMER_SERVICE)
        refuse_card_number(note)
        if not note.strip():
            raise BadInput(N_("Write how it was answered: somebody will ask."))
        now = self._context.clock.now()
        with self._context.store.writing() as connection:
            request = table.find(connection, request_id, lock=True)
            if request is None:
                raise NotFoundHere(N_("There is no such request."))
            if request.state is not before or (after is PrivacyState.LIFTED and not request.in_force):
                raise NotPossible(N_("This request has ended already."))
            ended = table.end(connection, request, after, now, by.name, note.strip())
            if after is PrivacyState.ANSWERED and request.right is Right.ERASURE:
                return self._erase(connection, ended, by)
            return ended

    def _erase(self, connection: Connection, request: PrivacyRequest, by: Operator) -> PrivacyRequest:
        """What no law keeps goes now; where nothing stays, the address itself goes from what was asked, too."""
        found = table.found(connection, request.email)
        held = self._held(connection, found, by)
        table.erase(connection, found, held.of(Fate.ERASED))
        if held.of(Fate.KEPT) or held.of(Fate.OPEN):
            return request
        masked = masked_address(request.email)
        table.forget_address(connection, request.email, masked)
        return evolve(request, email=masked)

    def _held(self, connection: Connection, found: table.Found, by: Operator) -> Held:
        told, renewing = [], []
        for stored in found.orders:
            reference = stored.order.reference
            money = any(
                payment.settled or payment.allocated or payment.live is not None
                for payment in payments.of_order(connection, reference)
            )
            what = fate(stored.state, invoiced=invoices.find(connection, reference) is not None, money=money)
            told.append(HeldOrder(reference, what))
            if any(each.state in LIVE for each in subscriptions.of_order(connection, reference)):
                renewing.append(reference)
        kept = {each.reference for each in told if each.fate is not Fate.ERASED}
        return Held(
            email=found.email,
            language=found.orders[-1].order.language if found.orders else by.language,
            orders=tuple(told),
            mails=sum(row.order_reference not in kept for row in found.mails),
            calls=len(found.calls),
            drafts=len(found.drafts),
            renewing=tuple(renewing),
            requests=table.of(connection, found.email),
        )

    def _told(self, connection: Connection, stored: StoredOrder) -> dict[str, Any]:
        reference = stored.order.reference
        return {
            "order": table.plain_order(stored.order),
            "state": stored.state.value,
            "total": stored.order.total.plain(),
            "invoice": invoices.find(connection, reference),
            "payments": [
                {
                    "method": payment.method,
                    "amount": payment.amount.plain(),
                    "currency": payment.currency,
                    "standing": payment.standing.value,
                    "shows": payment.shows,
                    "opened": payment.opened_at.isoformat(),
                }
                for payment in payments.of_order(connection, reference)
            ],
            "refunds": [
                {"amount": each.amount.plain(), "reason": each.reason.value, "note": each.note}
                for each in refunds.requests_of(connection, reference)
            ],
            "licences": [each.key for each in licences.of_orders(connection, (reference,))],
            "subscriptions": [
                {"id": each.id, "state": each.state.value}
                for each in subscriptions.of_order(connection, reference)
            ],
            "corrections": [
                {"at": each.at.isoformat(), "was": each.was, "now": each.now}
                for each in corrections.of_order(connection, reference)
            ],
        }


def _address(email: str) -> str:
    trouble = email_trouble(email)
    if trouble is not None:
        raise BadInput.because(trouble)
    return email.strip().casefold()


def _row(row: Any, *names: str) -> dict[str, Any]:
    return {name: table.as_text(getattr(row, name)) for name in names}
