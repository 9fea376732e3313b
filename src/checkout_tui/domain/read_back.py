"""What is read back before a call ends: the order as it is now, in its own language (R-005, R-122)."""

from collections.abc import Iterable, Iterator

from checkout_tui.domain.order import Order
from checkout_tui.domain.reference import shown, spelled
from checkout_tui.domain.subscription import each_period, so_often
from checkout_tui.domain.wording import line


def read_back(order: Order, said: Iterable[str]) -> Iterator[str]:
    """Reference letter by letter, products, tax, total, what is ``said`` about the payment, and the address."""
    language = order.language
    yield line(
        "readback.order",
        language,
        seller=order.seller,
        reference=shown(order.reference),
        spelled=spelled(order.reference, language),
    )
    for each in order.lines:
        key = "readback.one" if each.quantity == 1 else "readback.line"
        yield line(key, language, quantity=each.quantity, product=each.title, amount=each.total)
    for tax in order.tax:
        yield line("readback.tax", language, title=tax.title.in_(language), amount=tax.amount)
    yield line("readback.total", language, total=order.total)
    for each in order.lines:
        if each.renews:
            key = "readback.renews_most" if each.renewals else "readback.renews"
            times = so_often(each.renewals)
            yield line(key, language, product=each.title, period=each_period(each.months), times=times)
    yield from said
    yield line("readback.email", language, email=order.customer.email)


def draft_kept(language: str) -> str:
    """What a caller hears whose order is not placed yet."""
    return line("readback.draft", language)


def anything_else(language: str) -> str:
    """The last question of a call."""
    return line("readback.more", language)
