"""Money that a gateway settled at once and reports, weeks later, to have gone back."""

from collections.abc import Callable
from datetime import date, timedelta

from attrs import evolve
from support.scripted import Charged, Provider

from checkout_tui import BankLine, Document, LineKind, PaymentMethod, Reading, Simulated, Transfer, hookimpl
from checkout_tui.plugins import Found
from checkout_tui.simulator.faithful import run
from checkout_tui.simulator.scenario import read

STORY = """
title = { en = "Thirty days later", fr = "Trente jours après" }
starts = 2026-02-02T09:00:00Z
until = 2026-03-13
[[orders]]
name = "anna"
at = 2026-02-02T09:10:00Z
method = "charged"
country = "US"
currency = "USD"
answers = { number = "4242424242424242" }
pays = [{ returned = "R01", returned_after = 30 }]
[[expect]]
order = "anna"
state = "returned"
settled_on = 2026-02-02
"""


class Reversing(Charged):
    """Its provider tells in a document of its own what went back, and nothing else."""

    @hookimpl
    def describe(self) -> PaymentMethod:
        return evolve(super().describe(), final_after=timedelta(days=60))

    @hookimpl
    def read_remittances(self, document: bytes) -> Reading | None:
        head, *rows = document.decode(errors="replace").splitlines() or [""]
        if head != "WENT BACK":
            return None
        lines = (row.split(";") for row in rows)
        return Reading(
            "deliveries",
            100,
            tuple(
                BankLine(
                    n, LineKind.RETURN, self.amount, date.fromisoformat(day), name, code=code, original=name
                )
                for n, (name, day, code) in enumerate(lines, 2)
            ),
        )

    @hookimpl
    def simulate(self) -> Simulated:
        def report(transfers: tuple[Transfer, ...], day: date) -> Document:
            self.amount = transfers[0].amount
            rows = [f"{each.reference};{day};{each.returned}" for each in transfers]
            return Document("hooks.txt", "\n".join(["WENT BACK", *rows]).encode())

        return Simulated(report=report)


def gives(plugin: object) -> Callable[[], object]:
    return lambda: plugin


def test_what_was_settled_at_once_goes_back_in_a_scenario() -> None:
    """It is paid on its day, taken back thirty days later by the reference of its settlement, and told so."""
    found = (Found("charged", "checkout-charged", "1.0", gives(Reversing(Provider()))),)
    result = run(read(STORY, "back"), found)
    assert result.good, result
