"""ACH debits by phone: who may agree, what is kept, what leaves, and what becomes of it."""

import csv
from datetime import UTC, date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from ach_samples import samples
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from checkout_ach import debit
from checkout_ach.debit import METHOD
from checkout_ach.debit_bank import TEST_ACCOUNTS
from checkout_ach.nacha import Batch, Entry, File, is_nacha, parse
from checkout_ach.originating import RETRY, Debit, Originator, originate
from checkout_tui import (
    Authorized,
    BusinessCalendar,
    Details,
    FieldKind,
    Money,
    NotFound,
    NotSent,
    Pending,
    Question,
    Refunded,
    Refused,
    Repeat,
    Retry,
    Secret,
    Settled,
    Token,
)
from checkout_tui.testing import Bench, sample_order, sample_payment

ACCOUNT, ROUTING = "000123456789", "110000000"
SETTINGS: dict[str, Any] = {
    setting.code: setting.demo for setting in METHOD.settings if setting.demo is not None
} | {"api_key": "key-of-the-bank"}
FED = BusinessCalendar(
    "FED",
    ZoneInfo("America/New_York"),
    time(18, 0),
    frozenset({date(2026, 11, 26), date(2026, 12, 25)}),
    2026,
    2027,
)
AT = datetime(2026, 11, 23, 17, tzinfo=UTC)


def answers(**changes: str) -> Details:
    """What a caller answers; secrets as the host would hand them over."""
    said = {field.code: field.demo or "Ada Example" for field in METHOD.fields} | changes
    secret = {field.code for field in METHOD.fields if field.secret}
    return Details({code: Secret(text) if code in secret else text for code, text in said.items()})


@pytest.fixture
def bench() -> Bench:
    """A bench with everything set up."""
    return Bench(debit, SETTINGS)


def agreed(bench: Bench, account: str = ACCOUNT, **changes: Any) -> Any:
    """A payment that the caller authorized, as the host would have folded it."""
    token = bench.ask("tokenize", details=answers(account=account), key=f"k-{account[-4:]}")
    assert isinstance(token, Token)
    order = sample_order(**changes)
    payment = sample_payment(order, "ach-debit", token=token.reference, shows=token.shows)
    said = bench.ask(
        "authorize",
        payment=payment,
        order=order,
        amount=order.total,
        key="a-1",
        token=token.reference,
        details=Details({c: a for c, a in answers(account=account).items() if isinstance(a, str)}),
        calendar=FED,
    )
    assert isinstance(said, Authorized)
    return order, evolve(payment, facts=dict(said.facts), terms=said.terms, reference=said.reference), said


def settle(bench: Bench, order: Any, payment: Any, key: str = "s-1") -> Any:
    """The bank is asked for the money."""
    return bench.ask("settle", payment=payment, order=order, amount=order.total, key=key, calendar=FED)


def inquire(bench: Bench, order: Any, payment: Any, key: str = "s-1", question: Any = Question.SETTLE) -> Any:
    """What the bank knows of it."""
    return bench.ask("inquire", payment=payment, order=order, amount=order.total, key=key, question=question)


def read_back(content: bytes) -> tuple[Batch, list[Entry]]:
    """The one batch of a file in which our own reader finds nothing wrong, and its entries."""
    document, file = BytesIO(content), File()
    assert is_nacha(document)
    found = list(parse(document, file))
    assert (file.refused, file.told(), file.batches) == ("", (), 1)
    return found[0][0], [entry for _, entry in found]


# ------------------------------------------------------------ who may agree, and to what


def test_the_consent_is_said_with_everything_that_the_rules_want() -> None:
    """Day, amount, name, account, phone and its hours, that it is single, how to revoke; in both languages (R-122)."""
    consent = next(field for field in METHOD.fields if field.kind is FieldKind.CONSENT)
    for text, single, revoke in (
        (consent.script.en, "single", "revoke"),
        (consent.script.fr, "seul", "révoquer"),
    ):
        for place in ("today", "total", "name", "account", "first", "phone", "hours", "seller"):
            assert f"{{{place}}}" in text
        assert single in text
        assert revoke in text


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"eligible": "neither"}, "eligible"),
        ({"holder": "business"}, "holder"),
        ({"routing": "000000000"}, "routing"),
        ({"routing": "110000001"}, "routing"),
        ({"routing": "11000000"}, "routing"),
        ({"account": "123"}, "account"),
        ({"account": "12A45"}, "account"),
        ({"name": "000 000"}, "name"),
    ],
)
def test_who_may_not_agree_is_told_while_typing(bench: Bench, changes: dict[str, str], field: str) -> None:
    """Neither caller nor customer, a business, an impossible account, a name of zeros; 000000000 too."""
    problems = bench.ask("check_details", details=answers(**changes))
    assert [problem.field for problem in problems] == [field]
    assert problems[0].says.en
    assert problems[0].says.fr
    assert bench.ask("check_details", details=answers()) == ()


@pytest.mark.parametrize(
    "changes", [{"consent": "no"}, {"consent": ""}, {"holder": "business"}, {"eligible": "neither"}]
)
def test_nothing_is_authorized_without_consent(bench: Bench, changes: dict[str, str]) -> None:
    """No yes, no debit, whoever asks."""
    order = sample_order()
    said = bench.ask(
        "authorize",
        payment=sample_payment(order, "ach-debit"),
        order=order,
        amount=order.total,
        token="checking:VT1",
        details=answers(**changes),
        calendar=FED,
    )
    assert isinstance(said, NotSent)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_was_agreed_is_kept_line_by_line(bench: Bench, language: str) -> None:
    """The terms that are mailed name amount, day, name, masked account, the day of consent and the number."""
    order, _, said = agreed(bench, language=language)
    lines = [line.value for line in said.terms]
    assert all(line.label.en and line.label.fr for line in said.terms)
    whole = "\n".join(lines)
    for text in (
        order.total.shown(language),
        "2026-11-24",
        "Ada Example",
        "Checking •••• 6789",
        "2026-11-23",
        str(SETTINGS["phone"]),
        str(SETTINGS["hours"]),
        str(SETTINGS["company"]),
    ):
        assert text in whole
    assert said.facts["debit on"] == "2026-11-24"
    assert bench.requests[-1].url.path == "/v1/accounts"  # authorizing asks nobody


# ------------------------------------------------------------ what leaves, and what is kept


def test_the_number_goes_to_the_vault_and_nowhere_else(bench: Bench) -> None:
    """No answer, no file and nothing that the simulated bank remembers holds an account or routing number (R-097)."""
    order, payment, said = agreed(bench)
    sent = settle(bench, order, payment)
    kept = (repr(payment), repr(said), repr(sent), repr(bench.memory))
    files = [r.content.decode() for r in bench.requests if r.url.path == "/v1/files"]
    assert len(files) == 1
    for text in (*kept, *files):
        assert ACCOUNT not in text
        assert ACCOUNT.lstrip("0") not in text
        assert ROUTING not in text
    vaulted = [r for r in bench.requests if ACCOUNT in r.content.decode()]
    assert [r.url.path for r in vaulted] == ["/v1/accounts"]
    assert all(r.url.scheme == "https" for r in bench.requests)


def test_the_file_is_a_tel_entry_that_our_reader_reads(bench: Bench) -> None:
    """One debit, single, of a name, with the order's reference, on the day that was agreed."""
    order, payment, _ = agreed(bench)
    settle(bench, order, payment)
    content = bench.requests[-1].content
    batch, (entry,) = read_back(content)
    assert (batch.sec, batch.description, batch.effective) == ("TEL", "PAYMENT", "261124")
    assert (entry.code, entry.amount, entry.name, entry.number) == (
        "27",
        9900,
        "Ada Example",
        order.reference,
    )
    assert content.decode().splitlines()[2][76:78] == "S "


def test_settled_on_its_day(bench: Bench) -> None:
    """Pending by the bank's own trace until its day, then settled on that day by the same trace."""
    order, payment, _ = agreed(bench)
    sent = settle(bench, order, payment)
    assert isinstance(sent, Pending)
    assert inquire(bench, order, payment) == sent
    bench.move(days=1)
    settled = inquire(bench, order, payment)
    assert settled == Settled(sent.reference, order.total, on=date(2026, 11, 24), shows=payment.shows)


@pytest.mark.parametrize(("account", "code"), [(a, c) for a, c in TEST_ACCOUNTS.items() if c])
def test_what_comes_back_is_refused_with_its_code(bench: Bench, account: str, code: str) -> None:
    """Each published test account brings its own return, which is understood."""
    order, payment, _ = agreed(bench, account)
    sent = settle(bench, order, payment)
    bench.move(days=1)
    refused = inquire(bench, order, payment)
    assert refused == Refused(code, reference=sent.reference)
    assert bench.ask("decline", refused=refused).advice is not None


def test_presented_again_as_the_rules_want_it(bench: Bench) -> None:
    """RETRY PYMT, the same amount, a new day: the same file whenever it is sent; the bank takes two and no third."""
    order, payment, _ = agreed(bench, "000222222227")
    traces = {settle(bench, order, payment).reference}
    too_early = evolve(payment, repeats=1, live_since=bench.now)
    assert settle(bench, order, too_early, "s-too-early").code == "rejected"
    for nth, day in ((1, "261125"), (2, "261130")):
        bench.move(days=nth)
        once_more = evolve(payment, repeats=nth, live_since=bench.now)
        sent = settle(bench, order, once_more, f"s-again-{nth}")
        batch, (entry,) = read_back(bench.requests[-1].content)
        assert (batch.description.strip(), batch.effective, entry.amount) == (RETRY, day, 9900)
        bench.move(hours=5)
        assert settle(bench, order, once_more, f"s-again-{nth}") == sent
        traces.add(sent.reference)
    assert len(traces) == 3
    bench.move(days=4)
    assert isinstance(inquire(bench, order, payment, "s-again-1"), Refused)
    assert isinstance(inquire(bench, order, payment, "s-again-2"), Settled)
    more = evolve(payment, repeats=3, live_since=bench.now)
    assert settle(bench, order, more, "s-again-3").code == "rejected"
    closed, gone, _ = agreed(bench, "000111111113")
    settle(bench, closed, gone, "c-1")
    bench.move(days=1)
    assert settle(bench, closed, evolve(gone, repeats=1, live_since=bench.now), "c-2").code == "rejected"


def test_only_want_of_money_is_presented_again() -> None:
    """R01 and R09, twice, within 180 days; no other return, change or refusal of ours may be asked for again."""
    with (samples() / "ach" / "return_codes.csv").open(encoding="utf-8", newline="") as file:
        codes = {row["code"] for row in csv.DictReader(file)}
    allowed = {code: found.repeat for code in codes if (found := debit.decline(Refused(code))).repeat}
    assert allowed == dict.fromkeys(("R01", "R09"), Repeat(2, timedelta(days=180)))


def test_sent_twice_under_one_key_is_one_debit(bench: Bench) -> None:
    """A lost answer and the same question again, a day later too: one file, one trace (rule 2)."""
    order, payment, _ = agreed(bench)
    first = settle(bench, order, payment)
    again = settle(bench, order, payment)
    assert first == again
    bodies = {r.content for r in bench.requests if r.url.path == "/v1/files"}
    assert len(bodies) == 1
    assert sum(name.startswith("file/") for name in bench.memory) == 1
    assert settle(bench, order, payment, "s-2").reference != first.reference


@pytest.mark.parametrize("status", [409, 429, 500, 503])
def test_what_is_unclear_is_no_answer(status: int) -> None:
    """An error that proves nothing is raised, so that the host writes down that nobody knows."""
    bench = Bench(debit, SETTINGS)
    order, payment, _ = agreed(bench)
    bench.http = httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(status, json={})))
    with pytest.raises(Exception):  # noqa: B017, PT011 - whichever: every exception is "no answer" to the host
        settle(bench, order, payment)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"trace": 1}', b'{"state": "settled"}', b'{"trace": ""}']
)
def test_what_cannot_be_read_is_no_answer(body: bytes) -> None:
    """A truncated or wrong body is never taken for a yes."""
    bench = Bench(debit, SETTINGS)
    order, payment, _ = agreed(bench)
    bench.http = httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(201, content=body)))
    with pytest.raises(Exception):  # noqa: B017, PT011 - see above
        settle(bench, order, payment)


def test_a_refused_key_proves_that_nothing_was_done(bench: Bench) -> None:
    """The bank that does not let us in has done nothing."""
    order, payment, _ = agreed(bench)
    bench.settings = bench.settings | {"api_key": "another"}
    assert isinstance(settle(bench, order, payment), NotSent)


def test_an_unknown_account_is_read_again(bench: Bench) -> None:
    """What the vault does not know is a typing error; numbers that are not published test numbers too."""
    for account in ("000111111116", "123456789"):
        refused = bench.ask("tokenize", details=answers(account=account), key="k")
        assert isinstance(refused, Refused)
        declined = bench.ask("decline", refused=refused)
        assert (declined.retry, declined.wording) == (Retry.CORRECTED, "declined.typing")


def test_what_the_bank_does_not_know(bench: Bench) -> None:
    """A file that never came is not found, which a late file may still disprove; authorizing is nobody's to know."""
    order, payment, _ = agreed(bench)
    assert inquire(bench, order, payment) == NotFound(final=False)
    assert inquire(bench, order, payment, question=Question.AUTHORIZE) == NotFound(final=True)


def test_refund_is_a_credit_to_the_same_account(bench: Bench) -> None:
    """The name in the vault is enough to give back what was taken: a PPD credit, the same file whenever it is sent."""
    order, payment, _ = agreed(bench)
    settle(bench, order, payment)
    bench.move(days=2)
    payment = evolve(payment, live_since=bench.now)
    ask = {"payment": payment, "order": order, "amount": Money(4000, "USD"), "reason": "x", "calendar": FED}
    done = bench.ask("refund", key="r-1", **ask)
    assert isinstance(done, Refunded)
    assert done.amount == Money(4000, "USD")
    batch, (credit,) = read_back(bench.requests[-1].content)
    assert (batch.sec, credit.code, credit.amount) == ("PPD", "22", 4000)
    bench.move(hours=3)
    assert bench.ask("refund", key="r-1", **ask) == done
    assert inquire(bench, order, payment, "r-1", Question.REFUND).reference == done.reference


def test_no_more_goes_back_than_was_taken(bench: Bench) -> None:
    """The bank refuses a credit beyond the debit, also in two parts, and that is understood as ours to mend."""
    order, payment, _ = agreed(bench)
    settle(bench, order, payment)
    ask = {"payment": payment, "order": order, "reason": "x", "calendar": FED}
    assert isinstance(bench.ask("refund", key="r-1", amount=Money(6000, "USD"), **ask), Refunded)
    refused = bench.ask("refund", key="r-2", amount=Money(3901, "USD"), **ask)
    assert isinstance(refused, Refused)
    assert bench.ask("decline", refused=refused).wording == "declined.technical"


@pytest.mark.parametrize("missing", [s.code for s in METHOD.settings if s.required])
def test_missing_setup_sends_nothing(missing: str) -> None:
    """Without any one of the settings nothing leaves, and the setting is named."""
    bench = Bench(debit, SETTINGS | {missing: ""})
    answer = bench.ask("tokenize", details=answers(), key="k")
    assert isinstance(answer, NotSent)
    assert missing in answer.why
    assert bench.requests == []


# ------------------------------------------------------------ when


@pytest.mark.parametrize(
    ("hour", "minute", "window", "on"),
    [
        (9, 30, "SD1300", "2026-11-23"),
        (9, 31, "SD1700", "2026-11-23"),
        (13, 45, "SD1700", "2026-11-23"),
        (15, 45, "SD1800", "2026-11-23"),
        (15, 46, "", "2026-11-24"),
    ],
)
def test_same_day_windows(hour: int, minute: int, window: str, on: str) -> None:
    """A file makes the Federal Reserve's window an hour ahead, or goes with the next day."""
    bench = Bench(debit, SETTINGS | {"same_day": True})
    bench.now = datetime(2026, 11, 23, hour, minute, tzinfo=ZoneInfo("America/New_York"))
    order, payment, said = agreed(bench)
    assert (said.facts.get("same day", ""), said.facts["debit on"]) == (window, on)
    settle(bench, order, payment)
    assert bench.requests[-1].content.decode().splitlines()[1][63:69].strip() == window


def test_same_day_has_a_limit_and_a_calendar() -> None:
    """Over the limit, or on a day on which the banks are closed, it goes with the next day."""
    bench = Bench(debit, SETTINGS | {"same_day": True, "same_day_most": 50})
    bench.now = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("America/New_York"))
    assert agreed(bench)[2].facts["debit on"] == "2026-11-24"
    bench = Bench(debit, SETTINGS | {"same_day": True})
    bench.now = datetime(2026, 11, 26, 9, tzinfo=ZoneInfo("America/New_York"))  # Thanksgiving
    assert agreed(bench)[2].facts["debit on"] == "2026-11-30"


def test_window_is_the_day_of_the_debit_and_two_more(bench: Bench) -> None:
    """What is said on the phone, mailed and sent to the bank is one day; around Thanksgiving (R-070)."""
    window = bench.ask("settlement_window", order=sample_order(), since=AT, calendar=FED)
    assert (window.first, window.last) == (date(2026, 11, 24), date(2026, 11, 27))
    assert METHOD.final_after is not None
    assert METHOD.final_after.days == 60


# ------------------------------------------------------------ the files themselves

BY = Originator("NORTHLIGHT", "1234567890", "021000021", "First Example Bank")
names = st.text(st.characters(codec="ascii", categories=("Lu", "Ll", "Zs")), min_size=1, max_size=40).filter(
    lambda text: bool(text.strip())
)
entry = st.builds(
    Debit,
    st.sampled_from(["27", "37", "22", "32"]),
    st.text("0123456789VT", min_size=4, max_size=17),
    st.integers(1, 9_999_999),
    st.text("ABCDEFGHJKLM23456789", min_size=1, max_size=15),
    names,
    st.booleans(),
)


@given(st.lists(entry, min_size=1, max_size=25), st.booleans(), st.sampled_from(["TEL", "PPD"]))
def test_any_file_is_well_formed_and_read_back(sent: list[Debit], balanced: bool, sec: str) -> None:
    """94 columns, blocks of ten filled with nines, totals, counts and hash: our own reader finds nothing wrong."""
    by = evolve(BY, offset_account="9999000111" if balanced else "")
    content = originate(sent, by, sec=sec, description="PAYMENT", effective=date(2026, 11, 24), at=AT)
    lines = content.decode("ascii").splitlines()
    assert {len(line) for line in lines} == {94}
    assert len(lines) % 10 == 0
    batch, entries = read_back(content)
    ours = entries[: len(sent)]
    assert [(e.code, e.account, e.amount, e.number) for e in ours] == [
        (e.code, e.account.strip(), e.cents, e.number) for e in sent
    ]
    if balanced:
        assert batch.debits == batch.credits == sum(each.cents for each in sent)
    else:
        assert batch.debits + batch.credits == sum(each.cents for each in sent)
        assert len(entries) == len(sent)
    traces = [each.trace for each in entries]
    assert traces == sorted(set(traces))


@pytest.mark.parametrize(("name", "cents"), [("", 1), ("0000", 1), ("  ", 1), ("Ada", 0), ("Ada", 10**10)])
def test_what_the_rules_refuse_is_never_written(name: str, cents: int) -> None:
    """A TEL entry without a name, an amount of nothing or too large."""
    with pytest.raises(ValueError, match=r"amount|name"):
        originate(
            [Debit("27", "VT1", cents, "K7M42XQZ", name)],
            BY,
            sec="TEL",
            description=RETRY,
            effective=date(2026, 11, 24),
            at=AT,
        )


def test_like_a_real_tel_file() -> None:
    """Columns are where a real TEL debit has them: class, company, description, trace, payment type."""
    real = Path(samples("ach", "tel-debit.ach")).read_text(encoding="ascii").splitlines()
    ours = (
        originate(
            [Debit("27", "12345678", 50000, "", "Receiver Account Name")],
            Originator("Name on Account", "121042882", "121042882", "Receiver Bank Name"),
            sec="TEL",
            description="Payment",
            effective=date(2018, 12, 7),
            at=datetime(2018, 12, 6, 0, 0, tzinfo=UTC),
        )
        .decode()
        .splitlines()
    )
    assert ours[1][:4] == real[1][:4]
    assert ours[1][4:20] == real[1][4:20]
    assert ours[1][50:63] == real[1][50:63]
    assert ours[1][69:75] == real[1][69:75]
    assert ours[1][78:] == real[1][78:]
    assert ours[2][:3] == real[2][:3]
    assert ours[2][29:39] == real[2][29:39]
    assert ours[2][54:76] == real[2][54:76]
    assert ours[2][79:] == real[2][79:]
    assert ours[3][:10] == real[3][:10]
    assert ours[3][20:44] == real[3][20:44]


def test_the_published_codes_have_a_meaning_here_too(bench: Bench) -> None:
    """A debit's returns are read by the same table as everybody's."""
    with Path(samples("ach", "return_codes.csv")).open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            assert bench.ask("decline", refused=Refused(row["code"])).advice is not None
