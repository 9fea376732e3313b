"""What time alone brought, in words: for the clock screen and for timelines."""

from checkout_tui.desk.views import Kept
from checkout_tui.domain.sentence import N_, Sentence, counted


def told(kept: Kept) -> list[Sentence]:
    """A sentence for each kind of thing that the worker did; none where nothing was due."""
    said = (
        (kept.renewed, renewed(kept.renewed)),
        (kept.retaxed, retaxed(kept.retaxed)),
        (kept.reminded, reminded(kept.reminded)),
    )
    return [says for count, says in said if count]


def renewed(count: int) -> Sentence:
    """So many orders were made for renewals."""
    return counted(N_("{count} subscription is renewed"), N_("{count} subscriptions are renewed"), count)


def retaxed(count: int) -> Sentence:
    """So many totals follow a new tax rate."""
    return counted(
        N_("{count} unpaid order costs another total by the new tax rate"),
        N_("{count} unpaid orders cost another total by the new tax rate"),
        count,
    )


def reminded(count: int) -> Sentence:
    """So many mails were written because of the day."""
    return counted(
        N_("{count} reminder or notice is mailed"), N_("{count} reminders or notices are mailed"), count
    )
