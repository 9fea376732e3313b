"""What stands in the panels of an order: what is owed, what may be said, what happened, what can be done."""

from collections.abc import Mapping

from attrs import frozen
from textual.content import Content

from checkout_tui.desk.views import OrderView, PaymentView, TimelineLine
from checkout_tui.domain.history import Doubt, Standing, called
from checkout_tui.domain.letter import Mail, mail_words
from checkout_tui.domain.licence import masked
from checkout_tui.domain.money import Money
from checkout_tui.domain.order import OrderState
from checkout_tui.domain.outside_text import safe
from checkout_tui.domain.sentence import N_, Reader, Sentence, sentence
from checkout_tui.domain.subscription import shown_id, subscription_words
from checkout_tui.tui.actions import ACTIONS, key_name
from checkout_tui.tui.shown import short_day, short_moment

AMOUNT_WIDTH = 32
CREDITED = N_("credited, not cleared")
CLEARED = N_("cleared")


@frozen
class OrderPanels:
    """One order in the words of one reader; everything from outside is made harmless here."""

    view: OrderView
    reader: Reader

    def owed(self) -> list[str]:
        """What it costs, what came, and what the customer has by it."""
        view, language = self.view, self.reader.language
        order = view.order
        lines = [
            _spread(
                f"{line.quantity} × {'↻ ' * line.renews}{safe(line.title, 60)}", _bare(line.total, language)
            )
            for line in order.lines
        ]
        for tax in order.tax:
            title = f"{tax.title.in_(language)} {tax.shown_percent(language)}"
            lines.append(_spread(title, _bare(tax.amount, language)))
        lines.append(_spread(self._t(N_("total")), order.total.shown(language)))
        lines.append(_spread(self._t(N_("received")), view.received.shown(language)))
        if view.charges.minor:
            lines.append(_spread(self._t(N_("bank charges borne")), view.charges.shown(language)))
        if view.owed.minor and view.state is not OrderState.CANCELLED:
            lines.append(_spread(self._t(N_("still owed")), view.owed.shown(language)))
        if view.current is not None:
            lines += self._payment(view.current)
        return lines + self._bought()

    def _bought(self) -> list[str]:
        """What the customer has by it: licences and subscriptions, with where each stands."""
        view = self.view
        lines = []
        for licence in view.licences:
            says = N_("licence {key}: {holder}")
            if licence.ended_at is not None:
                says = N_("licence {key}: deactivated {when}")
            lines.append(self._t(says, key=masked(licence.key), holder=licence.holder, when=licence.ended_at))
        for each in view.subscriptions:
            says = N_("↻ {id}: {state}")
            if each.next_on is not None:
                says = N_("↻ {id}: next {day}")
            if each.ends_on is not None:
                says = N_("↻ {id}: ends {day}")
            day = short_day(each.renews_on, self.reader) if each.renews_on else ""
            lines.append(self._t(says, id=shown_id(each.id), state=subscription_words(each.state), day=day))
        return ["", *lines] if lines else []

    def _payment(self, current: PaymentView) -> list[str]:
        payment = current.payment
        title = current.method.title.in_(self.reader.language) if current.method else payment.method
        standing = called(payment.doubt) if payment.doubt is not Doubt.NONE else called(payment.standing)
        if current.final_on is not None and payment.doubt is Doubt.NONE:
            standing = sentence(CLEARED if current.final else CREDITED)
        lines = ["", self._t(N_("{what}: {state}"), what=payment.shows or title, state=standing)]
        if current.window is not None and payment.standing is Standing.AWAITING_FUNDS:
            text = N_("overdue since {day}") if current.overdue else N_("expected by {day}")
            lines.append(self._t(text, day=current.window.last))
        if payment.remittance_reference:
            lines.append(self._t(N_("reference {reference}"), reference=payment.remittance_reference))
        return lines + [self._say(note) for note in current.notes]

    def said(self) -> Content:
        """What may be said to the caller now, and what must not be."""
        view = self.view
        parts: list[str | tuple[str, str]] = []
        quotes = ("« ", " »") if view.order.language.startswith("fr") else ("“", "”")
        for line in view.say:
            parts += [f"{quotes[0]}{safe(line, 600)}{quotes[1]}", "\n"]
        for never in view.never:
            parts += [(f"✗ {self._say(never)}", "dim"), "\n"]
        return Content.assemble(*parts[:-1]) if parts else Content("")

    def happened(self) -> Content:
        """Everything in the order of time, then what is expected, then what went wrong with mail."""
        view = self.view
        parts: list[str | tuple[str, str]] = []
        for line in view.timeline:
            text, style = self._line(line)
            parts += [(text, style) if style else text, "\n"]
        for mail in view.mails:
            if mail.trouble:
                parts += [(self._mail_trouble(mail), "bold"), "\n"]
        return Content.assemble(*parts[:-1]) if parts else Content("")

    def _line(self, line: TimelineLine) -> tuple[str, str]:
        if line.at is None:
            return f"→ {'':16}{self._say(line.says)}", "bold"
        by = f"  ({safe(line.by, 20)})" if line.by else ""
        return f"{short_moment(line.at, self.reader)}  {self._say(line.says)}{by}", ""

    def _mail_trouble(self, mail: Mail) -> str:
        return f"✗ {self._say(mail_words(mail.kind))} → {safe(mail.to, 60)}: {safe(mail.trouble, 200)}"

    def doable(self, impossible: Mapping[str, str]) -> Content:
        """Every action of the order: what it does, or why it cannot be done now."""
        parts: list[str | tuple[str, str]] = []
        for act in ACTIONS:
            if "order" in act.where and act.code != "doable":
                title = self.reader.translate(act.title)
                parts += [(f"{key_name(act.key)} ", "bold"), title]
                why_not = impossible.get(act.code)
                parts += [(f"  ✗ {why_not}", "dim")] if why_not else []
                parts.append("\n")
        return Content.assemble(*parts[:-1])

    def _t(self, text: str, /, **facts: object) -> str:
        return self._say(Sentence(text, facts))

    def _say(self, what: Sentence) -> str:
        return safe(what.say(self.reader), 600)


def _bare(amount: Money, language: str) -> str:
    """Without its currency, and yet right above the total."""
    return amount.shown(language).rsplit(" ", 1)[0] + " " * (1 + len(amount.currency))


def _spread(left: str, right: str) -> str:
    room = AMOUNT_WIDTH - len(right) - 1
    left = left if len(left) <= room else left[: room - 1] + "…"
    return f"{left:<{room}} {right}"
