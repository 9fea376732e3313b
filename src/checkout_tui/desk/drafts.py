"""Orders that are being taken: kept while they are typed, so that a dropped call or a crash loses nothing."""

from attrs import evolve
from sqlalchemy import Connection

from checkout_tui.desk.context import Context
from checkout_tui.domain.call import CallerKeys, caller_keys
from checkout_tui.domain.draft import Draft, KeptDraft
from checkout_tui.domain.operator import Operator
from checkout_tui.domain.order import Contact
from checkout_tui.domain.outside_text import looks_like_card_number
from checkout_tui.domain.tax import Place
from checkout_tui.store import calls, drafts, orders

MOST = 8


class Drafts:
    """What an operator does with orders that are not placed yet."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def keep(self, draft: Draft, by: Operator) -> bool:
        """Write the draft down as it is now; says whether there was anything to keep.

        What looks like a card number is left out, wherever it was typed (R-097). A draft that was
        placed meanwhile is not brought back.
        """
        draft = _without_card_numbers(draft)
        if not worth_keeping(draft):
            return False
        with self._context.store.writing() as connection:
            if orders.find(connection, draft.reference) is not None:
                return False
            call = calls.current(connection, by.name)
            kept = KeptDraft(draft, by.name, self._context.clock.now(), call.id if call else "")
            drafts.keep(connection, kept, _keys(draft, call.keys if call else CallerKeys()))
        return True

    def drop(self, reference: str) -> None:
        """The caller does not want it after all."""
        with self._context.store.writing() as connection:
            drafts.drop(connection, reference)

    def of_caller(self, connection: Connection, keys: CallerKeys) -> tuple[KeptDraft, ...]:
        """What was begun for this number or address, by whoever took the call."""
        return drafts.of_caller(connection, keys, MOST)


def worth_keeping(draft: Draft) -> bool:
    """Whether anything was typed that would have to be asked for again."""
    customer = draft.customer
    return bool(
        draft.lines
        or any(text.strip() for text in (customer.name, customer.email, customer.company, customer.phone))
    )


def _keys(draft: Draft, caller: CallerKeys) -> CallerKeys:
    phone, email = caller_keys(draft.customer.phone), caller_keys(draft.customer.email)
    return CallerKeys(phone.phone or caller.phone, email.email or caller.email)


def _clean(text: str) -> str:
    return "" if looks_like_card_number(text) else text


def _clean_contact(contact: Contact) -> Contact:
    return Contact(
        _clean(contact.name), _clean(contact.email), _clean(contact.company), _clean(contact.phone)
    )


def _without_card_numbers(draft: Draft) -> Draft:
    return evolve(
        draft,
        language=_clean(draft.language),
        currency=_clean(draft.currency),
        place=Place(_clean(draft.place.country), _clean(draft.place.region or "") or None),
        customer=_clean_contact(draft.customer),
        delivery=_clean_contact(draft.delivery) if draft.delivery else None,
        licensee=_clean(draft.licensee),
        purchase_order=_clean(draft.purchase_order),
        exempt=_clean(draft.exempt),
        lines=tuple(
            evolve(line, product=_clean(line.product)) for line in draft.lines if _clean(line.product)
        ),
        exemptions=tuple(
            exemption for exemption in draft.exemptions if not looks_like_card_number(exemption.number)
        ),
    )
