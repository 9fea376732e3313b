"""What scripts rely on: the JSON, the status and the lines of each command, and that nothing is done twice."""

import json
import os
import re
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from support.shell import METHODS, Shell, needs_methods

from checkout_tui.cli.wiring import build_desk
from checkout_tui.config import load
from checkout_tui.domain import outcomes as o
from checkout_tui.domain.draft import DraftLine
from checkout_tui.domain.history import Answered, Asked, Question
from checkout_tui.domain.operator import Operator
from checkout_tui.domain.order import Contact
from checkout_tui.domain.payment import Payment, key_for
from checkout_tui.domain.privacy import PrivacyRequest, Right, answer_by
from checkout_tui.domain.refund import Fact, RefundReason, Wanted
from checkout_tui.domain.seller import Seller
from checkout_tui.domain.tax import Place
from checkout_tui.mail.links import Links
from checkout_tui.store import payments, privacy


@needs_methods
def test_the_demonstration_without_a_screen(shell: Shell) -> None:
    """One order by each method, all settled, with ISO dates or null; nothing is left behind."""
    played = shell.json("demo", "--headless")
    assert sorted(order["method"] for order in played) == METHODS
    for order in played:
        assert order.keys() >= {"method", "reference", "state", "expected_from", "expected_to", "settled_on"}
        assert order["state"] == "settled"
        if order["expected_from"]:
            assert order["expected_from"] <= order["settled_on"] <= order["expected_to"]
    assert shell.json("demo", "--headless") == played
    assert not (shell.home / ".local").exists()


@needs_methods
def test_the_demonstration_tells_what_happened(shell: Shell) -> None:
    """For a person it prints each timeline, and it exits 0 when all are settled."""
    done = shell.alone("demo", "--headless")
    assert done.returncode == 0
    assert f"settled: {len(METHODS)} of {len(METHODS)}" in done.stdout
    assert "order taken by phone" in done.stdout
    assert "4242424242424242" not in done.stdout


@needs_methods
def test_plugins_are_listed(shell: Shell) -> None:
    """Each with name, distribution, version, state and reason; nothing is wrong, so it exits 0."""
    listed = shell.json("plugins")
    assert [each["name"] for each in listed] == METHODS
    for each in listed:
        assert each.keys() >= {"name", "distribution", "version", "state", "reason"}
        assert each["state"] == "ready"
    assert shell("plugins").returncode == 0


@needs_methods
def test_a_method_with_a_wrong_setting_is_refused_with_the_path(shell: Shell) -> None:
    """The others stay; the reason names every setting that is wrong; the status says that there is something to do."""
    code = METHODS[0]
    config = shell.home / "config.toml"
    shell.home.mkdir(parents=True)
    config.write_text(f"[methods.{code}]\nno_such_setting = 1\n")
    done = shell("plugins", "--json", CHECKOUT_CONFIG=str(config))
    states = {each["name"]: each for each in json.loads(done.stdout)}
    assert done.returncode == 1
    assert states[code]["state"] == "refused"
    assert f"methods.{code}.no_such_setting" in states[code]["reason"]
    assert all(each["state"] == "ready" for name, each in states.items() if name != code)
    config.write_text(f"[methods.{code}]\nenabled = false\n")
    done = shell("plugins", "--json", CHECKOUT_CONFIG=str(config))
    assert done.returncode == 0
    assert {each["state"] for each in json.loads(done.stdout) if each["name"] == code} == {"off"}


SAMPLES = (
    "camt/camt053.v2.minimal.xml",
    "camt/camt053.v2.multi.statement.xml",
    "camt/camt053.v4.xml",
    "camt/camt053.v8.xml",
    "camt/camt054.v4.xml",
    "camt/camt054.v8.xml",
)


@needs_methods
@pytest.mark.parametrize("sample", SAMPLES)
def test_a_bank_document_is_booked_once(shell: Shell, samples: Path, sample: str) -> None:
    """Every entry is listed; money that matches no order waits; importing it again books nothing."""
    first = shell.json("import", str(samples / sample))
    assert first.keys() >= {"reader", "entries", "booked", "allocated", "unallocated", "totals", "problems"}
    assert first["entries"] == len(first["lines"]) > 0
    assert all(problem.keys() >= {"line", "reason"} for problem in first["problems"])
    receipts = [line for line in first["lines"] if line["kind"] == "receipt"]
    assert first["allocated"] == 0
    assert first["unallocated"] <= len(receipts)
    again = shell.json("import", str(samples / sample))
    assert (again["booked"], again["unallocated"], again["totals"]) == (0, 0, {})
    assert again["entries"] == first["entries"]
    for name in ("renamed.xml",):
        copy = shell.home / name
        copy.write_bytes((samples / sample).read_bytes())
        assert shell.json("import", str(copy))["booked"] == 0


@needs_methods
def test_a_document_nobody_reads_is_refused(shell: Shell, tmp_path: Path) -> None:
    """Garbage is a sentence and a status of 1; hostile bytes in a name do not reach the terminal."""
    garbage = tmp_path / "evil\x1b]52;c;x\x07.txt"
    garbage.write_bytes(b"\x00\xff nothing")
    done = shell("import", str(garbage))
    assert done.returncode == 1
    assert "\x1b" not in done.stderr
    assert "No installed payment method can read" in done.stderr


def test_lookup_gives_a_list(shell: Shell) -> None:
    """Nothing found is an empty list and no error."""
    assert shell.json("lookup", "nobody@nowhere.example") == []
    assert shell("lookup", "nobody").returncode == 0


def test_lookup_prints_what_scripts_rely_on(shell: Shell) -> None:
    """Reference, state, total in minor units and currency, of orders in the configured database."""
    from checkout_tui.domain.operator import Operator
    from checkout_tui.simulator.demo import draft_for, open_demo
    from checkout_tui.simulator.demo_data import ABROAD
    from checkout_tui.simulator.one_each import BEFORE_THANKSGIVING

    demo = open_demo(shell.home, (), start=BEFORE_THANKSGIVING)
    by = Operator("test")
    order = demo.desk.orders.place(draft_for(demo.desk, ABROAD[0], ("studio",), by), by)
    demo.close()
    database = f"sqlite:///{shell.home / 'demo.db'}"
    done = shell("lookup", order.reference, "--json", CHECKOUT_DATABASE=database)
    (row,) = json.loads(done.stdout)
    assert (row["reference"], row["state"]) == (order.reference, "new")
    assert (row["total"], row["currency"]) == (order.total.minor, order.total.currency)
    done = shell("lookup", "hopper", "grace", CHECKOUT_DATABASE=database)
    assert "Grace Hopper" in done.stdout


def test_settle_has_nothing_to_ask(shell: Shell) -> None:
    """On an empty database nothing is due, and that is fine."""
    assert shell.json("settle")["asked"] == 0
    assert shell.alone("settle").returncode == 0


def test_a_customer_confirms_a_refund_by_the_link_in_the_mail(shell: Shell, monkeypatch: Any) -> None:
    """R-036, R-039d: the seller's page calls it with the token; twice confirms once, and a made-up one nothing."""
    shell.home.mkdir(parents=True)
    config = shell.home / "config.toml"
    config.write_text(
        '[seller]\nname = "Northlight"\nemail = "shop@northlight.example"\n'
        'support_email = "help@northlight.example"\nrefund_url = "https://northlight.example/refund"\n'
        '[[products]]\ncode = "studio"\ntitle = { en = "Studio", fr = "Studio" }\nprices = { USD = "99.00" }\n'
        "renews = true\n"
    )
    for name, value in {**shell.environment, "CHECKOUT_CONFIG": str(config)}.items():
        monkeypatch.setenv(name, value)
    desk = build_desk(load(os.environ))
    by = Operator("ada")
    draft = evolve(
        desk.orders.begin(by),
        currency="USD",
        place=Place("US"),
        customer=Contact("Ada", "ada@example.com"),
        lines=(DraftLine("studio"),),
    )
    order = desk.orders.place(draft, by)
    # Only authorized: it is scheduled, and no provider has to be asked for that.
    with desk.store.writing() as connection:
        payment = Payment("p1", order.reference, "card", order.total, desk.clock.now())
        payments.add(connection, payment)
        asked = Asked(Question.AUTHORIZE, key_for(payment, Question.AUTHORIZE), payment.amount)
        payment = payments.append(connection, payment, asked, at=desk.clock.now(), by="ada")
        answered = Answered(Question.AUTHORIZE, asked.key, o.Authorized("pi_1"))
        payments.append(connection, payment, answered, at=desk.clock.now(), by="ada")
    desk.refunds.request(order.reference, Wanted(RefundReason.DISLIKE, frozenset(Fact)), by)
    desk.mail.deliver()
    desk.store.close()
    (mail,) = (shell.home / ".local/share/checkout-tui/mail").rglob("*.eml")
    body = message_from_bytes(mail.read_bytes(), policy=default).get_body(("plain",))
    assert body is not None
    (token,) = re.findall(r"northlight\.example/refund\S*?token=(\S+)", body.get_content())

    made_up = shell("confirm-refund", f"{token}x", CHECKOUT_CONFIG=str(config))
    assert (made_up.returncode, made_up.stdout) == (1, "")
    assert "Traceback" not in made_up.stderr
    for _ in range(2):
        done = shell("confirm-refund", token, "--json", CHECKOUT_CONFIG=str(config))
        assert done.returncode == 0
        said = json.loads(done.stdout)
        assert said == {
            "reference": order.reference,
            "state": "scheduled",
            "amount": 9900,
            "currency": "USD",
        }
    follow_the_other_links(shell, config, order.reference)


def follow_the_other_links(shell: Shell, config: Path, reference: str) -> None:
    """R-007, R-030, R-049: the seller's pages for the other links of that order, which is only authorized."""
    pages = Seller("N", "a@b.example", "a@b.example", change_option_url="x", manage_url="x", download_url="x")
    links = Links((shell.home / ".local/share/checkout-tui/link-secret").read_text(encoding="utf-8").strip())

    def asked(command: str, url: str, status: int) -> Any:
        done = shell(command, url.partition("token=")[2], "--json", CHECKOUT_CONFIG=str(config))
        assert done.returncode == status, done.stderr
        return json.loads(done.stdout)

    choice = asked("payment-options", links.change_option(pages, reference), 0)
    assert (choice["reference"], choice["state"], choice["chosen"]) == (reference, "authorized", None)
    assert "already authorized" in choice["why_not"]
    assert {"method", "title", "why_not", "expected_from", "expected_to"} == set(choice["options"][0])
    nothing = asked("delivery", links.download(pages, reference), 1)
    assert nothing == {"reference": reference, "state": "authorized", "products": []}
    gone = asked("cancel-subscription", links.manage(pages, reference), 0)
    assert gone["subscriptions"] == [{"id": f"{reference}-1", "state": "deactivated"}]


def test_who_waits_for_an_answer_about_their_data(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """The days that are left, as lines and as JSON; a late answer ends with 1; an address gives all that is held."""
    assert shell.json("privacy") == []
    for name, value in shell.environment.items():
        monkeypatch.setenv(name, value)
    with build_desk(load(os.environ)).store.writing() as connection:
        asked = datetime(2026, 1, 31, 9, tzinfo=UTC)
        request = PrivacyRequest("1", Right.ACCESS, "a@example.com", asked, "op", answer_by(asked.date()))
        privacy.add(connection, request)
    late = shell("privacy", "--json")
    (told,) = json.loads(late.stdout)
    assert (late.returncode, told["right"], told["due"]) == (1, "access", "2026-02-28")
    assert told["days_left"] < 0
    said = shell("--language", "fr", "privacy").stdout
    assert "accès, a@example.com : réponse au plus tard le samedi 28 février 2026" in said
    assert "jours de retard" in said
    held = shell.json("privacy", "a@example.com")
    assert [each["right"] for each in held["requests"]] == ["access"]


def test_rates_are_looked_at_by_region(shell: Shell) -> None:
    """R-088: what is in force in a province on a day, since when, by which source, and whether it is collected."""
    shell("config", "set", "seller.name", "Northlight")
    shell("config", "set", "seller.registrations", "CA-GST/HST")
    before, now = shell.json("taxes", "ns", "--on", "2025-03-31"), shell.json("taxes", "CA-NS")
    assert [(each["tax"], each["percent"], each["from"]) for each in before] == [("HST", "15", "2021-07-01")]
    assert [(each["percent"], each["from"], each["until"]) for each in now] == [("14", "2025-04-01", None)]
    assert now[0]["source"].startswith("CRA")
    assert [(each["tax"], each["collected"]) for each in shell.json("taxes", "QC")] == [
        ("GST", True),
        ("QST", False),
    ]
    said = shell("--language", "fr", "taxes", "CA-QC").stdout
    assert "CA-QC, au Québec" in said
    assert "TVQ 9,975\u00a0% depuis le mardi 1er janvier 2019" in said
    assert {each["country"] for each in shell.json("taxes", "SK")} == {"CA", "SK"}
    assert len(shell.json("taxes", "--on", "2026-11-27")) == 17 + 27
    for arguments in (("XX",), ("NS", "--on", "30.02.2026")):
        assert shell("taxes", *arguments).returncode == 1
