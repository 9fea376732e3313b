"""The call: begun by one key, found again by number or address, ended with a note that nobody has to write."""

from datetime import timedelta

from attrs import evolve, frozen
from sqlalchemy import Connection

from checkout_tui.desk.context import Context
from checkout_tui.desk.drafts import Drafts
from checkout_tui.desk.lookup import Lookup
from checkout_tui.desk.orders import Orders
from checkout_tui.desk.pricing import refuse_card_number
from checkout_tui.desk.views import OrderRow
from checkout_tui.domain.call import Call, Touched, caller_keys, wrap_up
from checkout_tui.domain.draft import KeptDraft
from checkout_tui.domain.errors import N_, NotPossible
from checkout_tui.domain.history import Asked
from checkout_tui.domain.letter import mail_words
from checkout_tui.domain.operator import Operator, Role
from checkout_tui.domain.order import state_words
from checkout_tui.domain.read_back import anything_else, draft_kept, read_back
from checkout_tui.domain.reference import shown
from checkout_tui.domain.sentence import Reader, Sentence, sentence
from checkout_tui.domain.timeline import told
from checkout_tui.store import calls, corrections, drafts, mails, orders, payments

MOST_CALLS = 3


@frozen
class OnTheLine:
    """What is known about whoever rings: kept drafts first, then orders, then the latest calls."""

    drafts: tuple[KeptDraft, ...] = ()
    orders: tuple[OrderRow, ...] = ()
    calls: tuple[Call, ...] = ()
    why_no_orders: Sentence | None = None
    """Why orders were not looked for."""

    def __bool__(self) -> bool:
        return bool(self.drafts or self.orders or self.calls)


@frozen
class Closing:
    """What ends a call: ``read_back`` for the caller, in the order's language, and ``note`` for colleagues."""

    read_back: tuple[str, ...]
    note: tuple[Sentence, ...]


class Calls:
    """What an operator does while somebody is on the line."""

    def __init__(self, context: Context, order_desk: Orders, lookup: Lookup, draft_desk: Drafts) -> None:
        self._context = context
        self._orders = order_desk
        self._lookup = lookup
        self._drafts = draft_desk

    def begin(self, by: Operator) -> Call:
        """Begin a call, or go on with the one that is under way: a second press begins nothing."""
        call = Call(self._context.ids.new(), by.name, self._context.clock.now())
        with self._context.store.writing() as connection:
            return calls.begin(connection, call)

    def current(self, by: Operator) -> Call | None:
        """The call that is under way, also after a crash of the program."""
        with self._context.store.reading() as connection:
            return calls.current(connection, by.name)

    def length(self, call: Call) -> timedelta:
        """How long the call has taken so far."""
        return call.lasts(self._context.clock.now())

    def known(self, text: str, by: Operator) -> OnTheLine:
        """Whose number or address this is: what was begun and not placed, what was bought, who rang.

        Orders need the permission to search (R-024); drafts and calls are the desk's own.
        """
        keys = caller_keys(text)
        bought: tuple[OrderRow, ...] = ()
        if Role.SEARCH in by.roles and text.strip():
            bought = self._lookup.search(text, by)
        with self._context.store.reading() as connection:
            if not text.strip():
                return OnTheLine(drafts.of_operator(connection, by.name, MOST_CALLS))
            return OnTheLine(
                self._drafts.of_caller(connection, keys),
                bought,
                calls.of_caller(connection, keys, MOST_CALLS),
                by.why_not(Role.SEARCH),
            )

    def name_caller(self, text: str, by: Operator) -> Call:
        """Write down who is on the line. Raises NotPossible without a call, BadInput for a card number."""
        refuse_card_number(text)
        with self._context.store.writing() as connection:
            call = self._must(connection, by)
            caller = " ".join(text.split())
            calls.name_caller(connection, call.id, caller, caller_keys(caller))
        return evolve(call, caller=caller)

    def note(self, text: str, by: Operator) -> Call:
        """The operator's own words about the call. Raises NotPossible, and BadInput for a card number."""
        refuse_card_number(text)
        with self._context.store.writing() as connection:
            call = self._must(connection, by)
            calls.note(connection, call.id, text.strip())
        return evolve(call, note=text.strip())

    def opened(self, reference: str, by: Operator) -> None:
        """The order belongs to the call that is under way, if there is one."""
        with self._context.store.reading() as connection:
            call = calls.current(connection, by.name)
            if call is None or reference in calls.orders_in(connection, call.id):
                return
        with self._context.store.writing() as connection:
            calls.tie(connection, by.name, reference, self._context.clock.now())

    def closing(self, by: Operator) -> Closing:
        """What to read back, and the note as it would be written now. Raises NotPossible without a call."""
        with self._context.store.reading() as connection:
            call = self._must(connection, by)
            references = calls.orders_in(connection, call.id)
            kept = drafts.of_call(connection, call.id)
            touched = [(self._touched(connection, call, reference), reference) for reference in references]
        spoken: list[str] = []
        for each, reference in touched:
            if each.done:
                view = self._orders.view(reference)
                spoken += read_back(view.order, view.say[:2])
        language = by.language
        for each_draft in kept:
            language = each_draft.draft.language
            spoken.append(draft_kept(language))
        if references:
            language = self._orders.view(references[-1]).order.language
        spoken.append(anything_else(language))
        note = wrap_up(call, [each for each, _ in touched], [shown(one.draft.reference) for one in kept])
        return Closing(tuple(spoken), note)

    def end(self, by: Operator, reader: Reader) -> Call:
        """End the call and write the note about it, in the operator's language. Raises NotPossible."""
        note = self.closing(by).note
        text = "\n".join(line.say(reader) for line in note)
        now = self._context.clock.now()
        with self._context.store.writing() as connection:
            call = self._must(connection, by)
            calls.end(connection, call.id, now, text)
        return evolve(call, ended_at=now, wrap_up=text)

    # ------------------------------------------------------------ inside

    def _must(self, connection: Connection, by: Operator) -> Call:
        call = calls.current(connection, by.name)
        if call is None:
            raise NotPossible(N_("No call is under way: F2 begins one."))
        return call

    def _touched(self, connection: Connection, call: Call, reference: str) -> Touched:
        """What this operator did to the order since the call began, and what was mailed about it."""
        stored = orders.get(connection, reference)
        order = stored.order
        done: list[tuple[object, Sentence]] = []
        if order.placed_by == call.operator and order.placed_at >= call.began_at:
            what = sentence(N_("order taken: {total}"), total=order.total)
            done.append((order.placed_at, what))
        for payment in payments.of_order(connection, reference):
            lane = self._context.lanes.get(payment.method)
            done += [
                (entry.at, told(entry, lane.method.title if lane else None))
                for entry in payments.history(connection, payment.id)
                if entry.by == call.operator
                and entry.at >= call.began_at
                and not isinstance(entry.event, Asked)
            ]
        done += [
            (
                mail.queued_at,
                sentence(N_("mail: {kind} to {to} – {state}"), kind=mail_words(mail.kind), to=mail.to,
                         state=mail_words(mail.state)),
            )
            for mail in mails.of_order(connection, reference)
            if mail.queued_at >= call.began_at
        ]  # fmt: skip
        done += [
            (put_right.at, put_right.says)
            for put_right in corrections.of_order(connection, reference, call.began_at)
            if put_right.by == call.operator
        ]
        in_order = tuple(what for _, what in sorted(done, key=lambda each: str(each[0])))
        called = order.customer.company or order.customer.name
        return Touched(shown(reference), called, in_order, state_words(stored.state))
