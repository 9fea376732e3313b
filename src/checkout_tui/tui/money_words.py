"""What the money inbox says: its folders, what can be done and by which key, and what was decided."""

from checkout_tui.domain.inbox import Folder
from checkout_tui.domain.late_money import Way
from checkout_tui.domain.remittance import Verb
from checkout_tui.domain.sentence import N_

EMPTY = N_("No money waits here. A bank's document brings it in: i, or checkout-tui import FILE")
NOTHING_PARKED = N_("Nothing is parked. n parks money with a note that says why; v shows what waits.")
NOTHING_DONE = N_("Nothing is done with yet. v shows what waits.")
NOTHING_FOUND = N_(
    "Nothing here answers to that. v looks among what waits, is parked or is done with; esc clears it."
)
NOBODY = N_(
    "No order is known that this could be for. Name it with t, find it with F3, park it with n, or send it back with b."
)
OF_NOTHING = N_(
    "Nothing is known here that this return could be of. Name the order with t, park it with n, or close it with s."
)
NOTHING_MARKED = N_("Nothing is marked here.")
DONE_WITH = N_("This is done with: u undoes it, v shows what waits.")
PROPOSED = {
    Verb.ALLOCATE: N_("{who} proposed to tie {amount} to {order}."),
    Verb.SURPLUS: N_("{who} proposed to keep {amount}: {why}"),
    Verb.SEND_BACK: N_("{who} proposed to send back {amount}: {why}"),
    Verb.CLOSE: N_("{who} proposed to close the return of {amount}: {why}"),
}
CONFIRMS = N_("y confirms it, w turns it down.")
SOMEBODY_ELSE = N_("Somebody else confirms it with y; w takes it back.")
DECIDED = {
    Verb.ALLOCATE: N_("{step} by {who}: tie {amount} to {order}"),
    Verb.SURPLUS: N_("{step} by {who}: keep {amount}, {why}"),
    Verb.SEND_BACK: N_("{step} by {who}: send back {amount}, {why}"),
    Verb.CLOSE: N_("{step} by {who}: return of {amount} closed, of nothing here: {why}"),
    Verb.TAKE_BACK: N_("{step} by {who}: taken back by the bank, {amount} {why}"),
}
WAYS: dict[str, tuple[str, str]] = {
    Way.TIE: ("a", N_("tie it")),
    Way.REOPEN: ("a", N_("take the order up again")),
    Way.SEND_BACK: ("b", N_("send back")),
    Way.OTHER_ORDER: ("t", N_("to another order")),
    Way.KEEP: ("s", N_("keep it")),
    Way.LOOK: ("o", N_("look at the order first")),
}
"""What can be done, with the key that does it here."""
UNTIED = N_("Money of this amount that nobody has tied yet: a says that the bank took it back.")
CARD_NUMBER = N_("This looks like a card number: it was taken out and is not searched for.")
FOLDERS = {
    Folder.OPEN: (N_("Money inbox"), N_("waiting {count}: {sums}"), N_("parked {count}")),
    Folder.PARKED: (N_("Money inbox: parked"), N_("parked {count}: {sums}"), N_("waiting {count}")),
    Folder.DONE: (N_("Money inbox: what is done with"), N_("done {count}: {sums}"), ""),
}
NEXT = {Folder.OPEN: Folder.PARKED, Folder.PARKED: Folder.DONE, Folder.DONE: Folder.OPEN}
EMPTY_FOLDERS = {Folder.OPEN: EMPTY, Folder.PARKED: NOTHING_PARKED, Folder.DONE: NOTHING_DONE}
STEPS = {
    "proposed": N_("proposed"),
    "confirmed": N_("confirmed"),
    "withdrawn": N_("turned down"),
    "done": N_("done"),
    "undone": N_("undone"),
}
