"""What stands in the panels of the money inbox: what arrived, the orders it may be for, and what was decided."""

from collections.abc import Iterable

from attrs import frozen

from checkout_tui.domain.candidate_words import compared, why
from checkout_tui.domain.late_money import Way
from checkout_tui.domain.operator import Operator
from checkout_tui.domain.order import state_words
from checkout_tui.domain.outside_text import safe
from checkout_tui.domain.reference import shown
from checkout_tui.domain.remittance import (
    FACT_NAMES,
    WHY_LIKELY,
    Candidate,
    Decided,
    Guess,
    Likeness,
    LineKind,
    Proposal,
    Remittance,
    Tie,
)
from checkout_tui.domain.sentence import N_, Reader, Sentence
from checkout_tui.tui.money_words import (
    CONFIRMS,
    DECIDED,
    PROPOSED,
    SOMEBODY_ELSE,
    STEPS,
    WAYS,
)
from checkout_tui.tui.shown import short_day
from checkout_tui.tui.widgets.row_list import Row


@frozen
class MoneyPanels:
    """Money in the words of one reader; everything from outside is made harmless here."""

    reader: Reader
    operator: Operator

    # ------------------------------------------------------------ rows

    def row(self, remittance: Remittance, guess: Guess | None, *, done: bool) -> Row:
        """What arrived, with the order that it is guessed to be for."""
        back = remittance.kind is LineKind.RETURN
        amount = remittance.amount if back or done else remittance.unallocated
        wrote = safe(remittance.reference or remittance.text, 200)
        if back:
            word = self._t(N_("return"))
            wrote = f"↩ {word} {safe(remittance.code, 12)} {wrote}"
        if guess is not None:
            # Sure of the order, or only likely: the mark is a shape, so that it is seen without colour.
            sure = guess.likeness is Likeness.REFERENCE
            wrote = f"{'→' if sure else '≈'} {shown(guess.order)}  {wrote}"
        if remittance.note and not done:
            wrote = f"{safe(remittance.note, 60)} · {wrote}"
        if remittance.proposal is not None:
            wrote = f"‼ {wrote}"
        cells = (
            short_day(remittance.booked_on, self.reader),
            amount.shown(self.reader.language),
            safe(remittance.payer, 60),
            wrote,
        )
        tone = "alarm" if back or remittance.proposal else "quiet" if remittance.note else ""
        return Row(remittance.id, cells, tone)

    def candidate(self, candidate: Candidate) -> Row:
        """An order that it may be for, with how it stands and why it is likely."""
        state = self._say(state_words(candidate.state))
        because = f"{'✗ ' if candidate.why_not else ''}{state} · {self._t(WHY_LIKELY[candidate.likeness])}"
        cells = (
            shown(candidate.order),
            safe(candidate.customer, 60),
            candidate.amount.shown(self.reader.language),
            because,
        )
        return Row(candidate.order, cells, "quiet" if candidate.why_not else "")

    def receipt(self, receipt: Remittance, back: Remittance) -> Row:
        """Money that nobody has tied, and that this return may have taken back."""
        named = bool(back.original) and receipt.original == back.original
        cells = (
            short_day(receipt.booked_on, self.reader),
            safe(receipt.payer, 60),
            receipt.amount.shown(self.reader.language),
            self._t(WHY_LIKELY[Likeness.ORIGINAL if named else Likeness.AMOUNT]),
        )
        return Row(receipt.id, cells)

    # ------------------------------------------------------------ all about one of them

    def about(self, marked: Remittance) -> list[str]:
        """What the payer and the bank wrote, who proposed what, and why it is parked."""
        lines = [safe(marked.text or marked.reference or "–", 400)]
        known = [
            f"{self._t(FACT_NAMES.get(name, name))} {safe(value, 60)}" for name, value in marked.facts.items()
        ]
        if marked.account:
            known.insert(0, self._t(N_("from account {account}"), account=marked.account))
        if known:
            lines.append(" · ".join(known))
        if marked.proposal is not None:
            own = marked.proposal.why_not_confirm(self.operator.name) is not None
            lines.append(f"{self.proposed(marked.proposal)} {self._t(SOMEBODY_ELSE if own else CONFIRMS)}")
        if marked.note:
            lines.append(self._t(N_("parked: {note}"), note=marked.note))
        return lines

    def decided(self, ties: Iterable[Tie], decided: tuple[Decided, ...]) -> list[str]:
        """Which orders have it, and what was decided last."""
        lines = [
            self._t(N_("{amount} tied to {order}"), amount=tie.amount, order=shown(tie.order)) for tie in ties
        ]
        lines += [
            self._t(
                DECIDED[step.verb],
                step=self._t(STEPS.get(step.step, step.step)),
                who=step.by,
                amount=step.amount,
                why=step.why,
                order=shown(step.order) if step.order else "?",
            )
            for step in decided[-3:]
        ]
        return lines

    def proposed(self, proposal: Proposal) -> str:
        """What somebody wants done with it, on which a second person decides."""
        return self._t(
            PROPOSED[proposal.verb],
            who=proposal.by,
            amount=proposal.amount,
            why=proposal.why,
            order=shown(proposal.order) if proposal.order else "?",
        )

    def because(self, candidate: Candidate, marked: Remittance) -> str:
        """All about an order: why, how the amounts compare, what to do, and what to say."""
        said = [why(candidate, marked), compared(candidate, marked), candidate.rule]
        lines = [" ".join(f"{self._say(each)}" for each in said if each is not None)]
        if candidate.why_not is not None:
            lines.append(f"✗ {self._say(candidate.why_not)}")
        if candidate.ways != (Way.TIE,):
            ways = (WAYS[way] for way in candidate.ways)
            lines.append(" · ".join(f"{key} {self._t(text)}" for key, text in ways))
        before, after = ("« ", " »") if candidate.language.startswith("fr") else ("“", "”")
        lines += [f"{before}{safe(each, 600)}{after}" for each in candidate.say]
        return "\n".join(line for line in lines if line)

    # ------------------------------------------------------------ inside

    def _t(self, text: str, /, **facts: object) -> str:
        return self._say(Sentence(text, facts))

    def _say(self, what: Sentence) -> str:
        return safe(what.say(self.reader), 600)
