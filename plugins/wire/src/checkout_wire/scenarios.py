"""Scenarios for the simulator that come with this method: ``checkout-tui simulate wire:from-far-away``."""

FROM_FAR_AWAY = """
title = { en = "The wire from far away", fr = "Le virement de très loin" }
story = { en = "From outside Europe a wire may take ten business days: on the ninth it is here, and nobody was told that it is late.", fr = "Hors d’Europe, un virement peut prendre dix jours ouvrés : le neuvième il est là, et personne n’a entendu parler de retard." }
starts = 2026-02-02T09:00:00Z
until = 2026-02-27

[[orders]]
name = "far"
at = 2026-02-02T09:10:00Z
method = "wire"
country = "JP"
pays = [{ days = 9 }]

[[operators]]
name = "Jordan"
tasks = ["allocate"]
zone = "Europe/Berlin"

[[expect]]
order = "far"
state = "paid"
owed = "0.00"
"""  # noqa: E501 - two long lines of TOML

SCENARIOS = {"from-far-away": FROM_FAR_AWAY}
