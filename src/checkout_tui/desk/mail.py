"""The outbox: what was written, what became of it, and sending it again."""

from datetime import timedelta

from attrs import evolve
from sqlalchemy import Connection

from checkout_tui.desk.consequences import Consequences
from checkout_tui.desk.context import Context
from checkout_tui.desk.pricing import email_trouble
from checkout_tui.desk.reminders import Reminders
from checkout_tui.desk.views import OrderLetter
from checkout_tui.domain.errors import BadInput, CheckoutError, N_, NotFoundHere, NotPossible
from checkout_tui.domain.letter import (
    NOT_FOR_THE_SCREEN,
    Attachment,
    Letter,
    Mail,
    MailKind,
    MailState,
)
from checkout_tui.domain.licence import without_keys
from checkout_tui.domain.operator import Operator, Role
from checkout_tui.domain.order import ASKS_IN_VAIN, Correction, Order, OrderState, asks_in_vain, tried
from checkout_tui.domain.outcomes import Declined
from checkout_tui.domain.query import Key, KeyKind, keys_for
from checkout_tui.domain.refund import RefundState, paid_otherwise
from checkout_tui.mail.letters import Purchase
from checkout_tui.mail.transports import TryLater, Undeliverable
from checkout_tui.store import (
    corrections,
    invoices,
    licences,
    mails,
    orders,
    payments,
    privacy,
    refunds,
    search,
    subscriptions,
)

BATCH = 200
MOST_IN_ONE_ANSWER = 50
UNPAID_AFTER = timedelta(minutes=10)


class Mailroom:
    """What an operator does with mail."""

    def __init__(self, context: Context, consequences: Consequences) -> None:
        self._context = context
        self._consequences = consequences
        self._reminders = Reminders(context, consequences)

    def outbox(self, limit: int = 200) -> tuple[Mail, ...]:
        """The newest mails, whatever became of them."""
        with self._context.store.reading() as connection:
            return mails.outbox(connection, limit)

    def read(self, mail_id: str) -> Letter:
        """A mail as the customer sees it, for the screen.

        What only the inbox may know stays closed (R-021, R-036), and of a licence's key only the end is
        shown: enough to compare with what a caller reads out. Who lost it has the mail again (R-047).
        """
        with self._context.store.reading() as connection:
            mail, letter = mails.get(connection, mail_id)
        if letter is None or mail.kind in NOT_FOR_THE_SCREEN:
            return Letter(subject=mail.subject, text="", html="")
        return evolve(letter, text=without_keys(letter.text), html=without_keys(letter.html))

    def latest(self, reference: str) -> OrderLetter | None:
        """The latest mail about an order, as the customer has it (R-005); None while there is none."""
        with self._context.store.reading() as connection:
            stored = orders.get(connection, reference)
            written = mails.of_order(connection, reference)
        if not written:
            return None
        return OrderLetter(written[-1], self.read(written[-1].id), stored.state)

    def resend(self, mail_id: str, by: Operator) -> Mail:
        """Send the same letter again, to the address that the order has now (R-025).

        The invoice keeps its number and totals and is marked a copy (R-011). Raises NotPossible for a mail that
        asks to pay what nobody is to pay any more (R-007).
        """
        by.must(Role.CUSTOMER_SERVICE)
        with self._context.store.writing() as connection:
            old, letter = mails.get(connection, mail_id)
            self._refuse_to_ask_again(connection, old)
            to = old.to
            if old.order:
                order = orders.get(connection, old.order).order
                to = (order.delivered_to if old.kind is MailKind.DELIVERY else order.customer).email
            new = evolve(
                old,
                id=self._context.ids.new(),
                state=MailState.QUEUED,
                to=to,
                queued_at=self._context.clock.now(),
                sent_at=None,
                trouble="",
            )
            mails.add(connection, new, letter)
        return new

    def hold(self, mail_id: str, by: Operator) -> None:
        """Keep a queued mail back until somebody releases it."""
        self._move(mail_id, MailState.QUEUED, MailState.HELD, N_("Only a queued mail can be held."), by)

    def release(self, mail_id: str, by: Operator) -> None:
        """Let a held mail go; it leaves with the next round. Not if it asks to pay what is paid meanwhile (R-007)."""
        by.must(Role.CUSTOMER_SERVICE)
        with self._context.store.reading() as connection:
            self._refuse_to_ask_again(connection, mails.get(connection, mail_id)[0])
        self._move(mail_id, MailState.HELD, MailState.QUEUED, N_("Only a held mail can be released."), by)

    def came_back(self, mail_id: str, by: Operator) -> None:
        """A mail that was sent came back: the server took it, and its bounce is in the seller's inbox."""
        self._move(
            mail_id, MailState.SENT, MailState.BOUNCED, N_("Only a mail that was sent can come back."), by
        )

    def readdress(self, mail_id: str, email: str, by: Operator) -> Mail:
        """Put right the address that this mail went to, and send it again there (R-025).

        What asks to pay an order that is paid by now stays where it is: the latest mail is sent in its place.
        """
        with self._context.store.reading() as connection:
            mail, _ = mails.get(connection, mail_id)
        if not mail.order:
            raise NotPossible(N_("This mail is about no order: ask for the lookup with the right address."))
        self.correct_address(mail.order, email, by, delivery=mail.kind is MailKind.DELIVERY)
        with self._context.store.writing() as connection:
            self._give_up(connection, mail_id, email)
            written = [each for each in mails.of_order(connection, mail.order) if each.to == mail.to]
            chosen = [each for each in (*written, mail) if self._may_leave(connection, each)]
        return self.resend(chosen[-1].id if chosen else mail_id, by)

    def put_right(self, reference: str, email: str, by: Operator) -> tuple[Mail, ...]:
        """Put right the customer's address, and send there what did not arrive: in one step (R-025).

        What came back or has not left yet, the latest of each kind; where everything left, the latest mail. The
        receipt in any case: with it comes what was bought. Nothing that asks to pay what is paid by now (R-007).
        """
        with self._context.store.reading() as connection:
            wrong = orders.get(connection, reference).order.customer.email.casefold()
            written = [
                mail
                for mail in mails.of_order(connection, reference)
                if mail.to.casefold() == wrong and mail.kind is not MailKind.DELIVERY
            ]
        self.correct_address(reference, email, by)
        if email.strip().casefold() == wrong:
            return ()
        missing = [mail for mail in written if mail.state is not MailState.SENT]
        with self._context.store.writing() as connection:
            for mail in missing:
                self._give_up(connection, mail.id, email)
            missing, written = (
                [mail for mail in some if self._may_leave(connection, mail)] for some in (missing, written)
            )
        receipts = [mail for mail in written if mail.kind is MailKind.RECEIPT]
        latest = {mail.kind: mail for mail in (*receipts, *(missing or written[-1:]))}
        return tuple(self.resend(mail.id, by) for mail in latest.values())

    def _may_leave(self, connection: Connection, mail: Mail) -> bool:
        """Whether this mail still says what is so: once an order is paid or cancelled, none asks to pay it (R-007)."""
        return not (mail.order and asks_in_vain(mail, orders.get(connection, mail.order).state))

    def _refuse_to_ask_again(self, connection: Connection, mail: Mail) -> None:
        if not self._may_leave(connection, mail):
            raise NotPossible(ASKS_IN_VAIN)

    def _give_up(self, connection: Connection, mail_id: str, email: str) -> None:
        """What has not left yet must not go to the wrong address after all."""
        for waiting in (MailState.QUEUED, MailState.HELD):
            mails.move(connection, mail_id, waiting, MailState.BOUNCED, f"→ {email.strip()}")

    def invoice_copy(self, reference: str) -> Attachment:
        """The invoice once more: same number, same totals, marked a copy (R-011). Raises NotPossible without one."""
        with self._context.store.reading() as connection:
            order = orders.get(connection, reference).order
            number = invoices.find(connection, reference)
            paid = payments.of_order(connection, reference)
        if number is None:
            raise NotPossible(N_("There is no invoice before the payment is here."))
        return self._context.letters.invoice(order, number, paid, copy=True)

    def remind(self) -> int:
        """Reminders and notices, as the seller's configuration wants them."""
        return self._reminders.write_due()

    def correct_address(self, reference: str, email: str, by: Operator, *, delivery: bool = False) -> None:
        """Put right a mistyped address; what comes next goes there (R-025).

        A subscription is one customer's: the order that began it and its renewals have the address corrected with
        it, or the next renewal would be mailed to the wrong one again.
        """
        by.must(Role.CUSTOMER_SERVICE)
        trouble = email_trouble(email)
        if trouble is not None:
            raise BadInput.because(trouble)
        email = email.strip()
        with self._context.store.writing() as connection:
            wrong = _address(orders.get(connection, reference).order, delivery=delivery)
            for each in subscriptions.family(connection, reference):
                stored = orders.get(connection, each, lock=True)
                before = _address(stored.order, delivery=delivery)
                if before.casefold() != wrong.casefold():
                    continue
                if before != email:
                    change = Correction(self._context.clock.now(), by.name, before, email)
                    corrections.add(connection, each, change)
                    privacy.moved(connection, before, email)
                order = orders.correct_email(connection, each, email, delivery=delivery)
                search.replace(connection, stored.id, keys_for(stored.order), keys_for(order))

    def confirm_unpaid(self) -> int:
        """Write to whoever ordered and was never asked to pay: a mail exists after every order (R-006).

        An order gets a while first, because its payment usually follows at once and brings its own mail.
        """
        before = self._context.clock.now() - UNPAID_AFTER
        with self._context.store.reading() as connection:
            silent = orders.without_mail(connection, before, BATCH)
        if not silent:
            return 0
        with self._context.store.writing() as connection:
            written = 0
            for reference in silent:
                order = orders.get(connection, reference, lock=True).order
                if not mails.of_order(connection, reference):  # nobody wrote while we waited for the order
                    self._consequences.write(connection, MailKind.ORDER_CONFIRMATION, order, None)
                    written += 1
        return written

    def deliver(self) -> int:
        """Send everything queued; returns how many went out.

        A mail is marked after it was sent: killed in between it is sent once more, with the same
        message id, because a lost mail is worse than a doubled one.
        """
        with self._context.store.reading() as connection:
            waiting = mails.queued(connection, BATCH)
        sent = 0
        for mail in waiting:
            sent += self._deliver_one(mail)
        return sent

    def _deliver_one(self, mail: Mail) -> int:
        now = self._context.clock.now()
        with self._context.store.reading() as connection:
            try:
                found, letter = mails.get(connection, mail.id)
            except NotFoundHere:
                return 0  # erased meanwhile
        if found.state is not MailState.QUEUED:
            return 0  # held meanwhile, or sent by another process
        try:
            letter = self._letter(mail, letter)
            self._context.transport.send(mail.id, self._context.seller.email, mail.to, letter, now)
        except Undeliverable as error:
            state, trouble, sent_at = MailState.BOUNCED, error.say(), None
        except TryLater as error:
            # It keeps its place, and the next round tries again: the mail's id makes that harmless.
            state, trouble, sent_at = MailState.QUEUED, error.say(), None
        except CheckoutError as error:
            state, trouble, sent_at = MailState.HELD, error.say(), None
        except Exception as error:  # noqa: BLE001 - one letter that cannot be written must not stop the others
            state, trouble, sent_at = MailState.HELD, type(error).__name__, None
        else:
            state, trouble, sent_at = MailState.SENT, "", now
        with self._context.store.writing() as connection:
            if sent_at is not None:
                mails.mark(connection, mail.id, state, sent_at=sent_at)
            else:
                # What was held or addressed anew while it was tried in vain stays as somebody wanted it.
                mails.move(connection, mail.id, MailState.QUEUED, state, trouble)
        return int(state is MailState.SENT)

    def _move(self, mail_id: str, before: MailState, after: MailState, why_not: str, by: Operator) -> None:
        by.must(Role.CUSTOMER_SERVICE)
        with self._context.store.writing() as connection:
            if not mails.move(connection, mail_id, before, after):
                raise NotPossible(why_not)

    def _letter(self, mail: Mail, letter: Letter | None) -> Letter:
        """The letter as it leaves, of the one that was kept: some are written now, and a receipt gets its invoice."""
        if mail.kind is MailKind.REFUND_VALIDATION:
            return self._validation(mail)
        if letter is None:
            letter = self._lookup_answer(mail)
        if mail.kind is not MailKind.RECEIPT or letter.attachments:
            return letter
        with self._context.store.reading() as connection:
            order = orders.get(connection, mail.order).order
            number = invoices.find(connection, mail.order)
            paid = payments.of_order(connection, mail.order)
            copy = any(
                other.id != mail.id and other.kind is MailKind.RECEIPT and other.state is MailState.SENT
                for other in mails.of_order(connection, mail.order)
            )
        attachment = self._context.letters.invoice(order, number or "", paid, copy=copy)
        return evolve(letter, attachments=(attachment,))

    def _validation(self, mail: Mail) -> Letter:
        """Written as it leaves: of its code only a hash is kept, so nobody here can read it (R-036)."""
        with self._context.store.writing() as connection:
            request = refunds.latest(connection, mail.order)
            if request is None or request.state is not RefundState.WAITING:
                raise NotPossible(N_("No refund is waiting for a code any more: this mail is not needed."))
            order = orders.get(connection, mail.order).order
            tries = payments.of_order(connection, mail.order)
            otherwise = paid_otherwise(tries, next(each for each in tries if each.id == request.payment))
            letter, code = self._context.letters.refund_validation(
                order, request, mail.id, paid_otherwise=otherwise
            )
            kept = self._context.letters.links.kept_code(code, request.id)
            refunds.change(connection, request, code_hash=kept)
        return letter

    def _lookup_answer(self, mail: Mail) -> Letter:
        """Everything about an address, gathered at the moment of writing (R-022)."""
        address = mail.to.casefold()
        with self._context.store.reading() as connection:
            key = Key(KeyKind.WHO, address)
            found = search.scan(connection, key, MOST_IN_ONE_ANSWER + 1)
            listed = orders.by_ids(connection, found[:MOST_IN_ONE_ANSWER])
            purchases = tuple(
                purchase
                for row in listed
                if (purchase := self._purchase(connection, row.reference, address)) is not None
            )
            language = purchases[0].order.language if purchases else mail.language
            return self._context.letters.lookup_answer(
                language,
                purchases,
                licences.of_orders(connection, tuple(each.order.reference for each in purchases)),
                more=len(found) > MOST_IN_ONE_ANSWER,
            )

    def _purchase(self, connection: Connection, reference: str, address: str) -> Purchase | None:
        """What of an order this address may know. Who uses it is sent what is needed for that, and no invoice."""
        stored = orders.get(connection, reference)
        order, tries = stored.order, tried(payments.of_order(connection, reference))
        if order.customer.email.casefold() != address:
            used = order.delivered_to.email.casefold() == address and stored.state is OrderState.PAID
            return Purchase(order, stored.state, used_only=True) if used else None
        latest = tries[-1] if tries else None
        lane = self._context.lanes.get(latest.method) if latest else None
        no = latest.last_no if latest else None
        return Purchase(
            order,
            stored.state,
            tries,
            invoices.find(connection, reference),
            lane.decline(no) if lane and no else Declined(),
            lane.method if lane else None,
        )


def _address(order: Order, *, delivery: bool) -> str:
    return (order.delivered_to if delivery else order.customer).email
