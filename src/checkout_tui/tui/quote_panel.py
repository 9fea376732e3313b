"""What stands beside the form of a new order: whom it may be, what it costs and why, how it could be paid."""

from attrs import frozen
from textual.content import Content

from checkout_tui.desk.views import KnownCustomer, Option, Quote
from checkout_tui.domain.order import Product
from checkout_tui.domain.outside_text import safe
from checkout_tui.domain.seller import Seller
from checkout_tui.domain.sentence import N_, Reader, Sentence, sentence
from checkout_tui.domain.subscription import each_period
from checkout_tui.tui.shown import option_line

NO_PRODUCT = N_(
    "Nothing is for sale yet: products stand under [[products]] in the file that “checkout-tui config show” names."
)
NO_METHOD = N_("No payment method is ready: the order can be taken, and not be paid. F9 says why.")

Parts = list[str | tuple[str, str]]


@frozen
class QuotePanel:
    """The form as it stands, in the words of one reader; everything from outside is made harmless here."""

    reader: Reader
    currency: str
    offered: tuple[KnownCustomer, ...]
    """Who bought before and may be on the line; the first of them is one key away."""
    quote: Quote | None
    options: tuple[Option, ...]
    payable: bool
    seller: Seller | None

    def content(self) -> Content:
        parts: Parts = [(f"^t {safe(_who(known), 80)}\n", "bold") for known in self.offered]
        if self.quote is not None:
            parts += self._costs(self.quote)
        if self.options:
            parts += ["\n", self._say(sentence(N_("could be paid by"))), "\n"]
            parts += [(f"{option_line(option, self.reader)}\n", "dim") for option in self.options]
        elif not self.payable:
            parts.append(f"\n! {self._say(sentence(NO_METHOD))}\n")
        parts.append("\n")
        if self.seller is not None and not self.seller.products:
            parts.append(f"! {self._say(sentence(NO_PRODUCT))}\n")
        for product in self.seller.products if self.seller else ():
            parts.append((f"{product.code:<12} {self._in_catalogue(product)}\n", "dim"))
        return Content.assemble(*parts)

    def _costs(self, quote: Quote) -> Parts:
        language = self.reader.language
        parts: Parts = [f"! {self._say(trouble.says)}\n" for trouble in quote.troubles]
        for each in quote.lines:
            renews = f"  ↻ {each_period(each.months).in_(language)}" if each.renews else ""
            parts.append(f"{each.quantity} × {safe(each.title, 60)}  {each.total.shown(language)}{renews}\n")
        for tax in quote.tax:
            parts += [
                f"{tax.title.in_(language)} {tax.shown_percent(language)}  {tax.amount.shown(language)}\n",
                (f"  {safe(tax.why.in_(language), 200)}\n", "dim"),
            ]
        parts += [(f"  {safe(why.in_(language), 200)}\n", "dim") for why in quote.untaxed]
        parts += [(f"  {self._say(quote.day)}\n", "dim")] if quote.day is not None else []
        if quote.total is not None:
            total = self._say(sentence(N_("total")))
            parts.append((f"{total}  {quote.total.shown(language)}\n", "bold"))
        return parts

    def _in_catalogue(self, product: Product) -> str:
        """A product with its price; the sign of a subscription, and both prices where it is sold both ways."""
        language = self.reader.language
        ways = (True, False) if product.both else (product.renews,)
        prices = [product.price_in(self.currency, renews=renews) for renews in ways]
        # An amount and its currency stay on one line.
        shown_prices = [price.shown(language).replace(" ", "\u00a0") if price else "–" for price in prices]
        if product.both:
            shown_prices[1] = self._say(sentence(N_("once {price}"), price=shown_prices[1]))
        sign = " ↻" if product.renews else ""
        return f"{safe(product.title.in_(language), 40)}{sign}  {' / '.join(shown_prices)}"

    def _say(self, what: Sentence) -> str:
        return safe(what.say(self.reader), 600)


def _who(known: KnownCustomer) -> str:
    contact = known.contact
    return ", ".join(filter(None, (contact.company, contact.name, contact.email)))
