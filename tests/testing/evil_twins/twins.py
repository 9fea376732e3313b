"""Evil twins: what the scaffold writes, each with one fault, and the one check that has to name it.

A twin is a sane plugin with one text of it replaced, or two. What is wrong with each can be read as a change of
a line or two; the saboteurs' only rule is that everything else stays as it was. It is one long list of texts and no
logic, in the order of the contract: it is read beside docs/contract.md, and one file is found faster than eleven.
"""

from attrs import frozen

from checkout_tui.testing.scaffold import Kind


@frozen
class Twin:
    """One fault."""

    name: str
    kind: Kind
    breaks: str
    file: str
    was: str
    becomes: str
    also: tuple[str, str] = ("", "")
    """A second text of the same file, and what becomes of it, where one alone is no fault."""
    called: str = ""
    """The package's name, where that is the fault."""
    installed_as: str = ""
    """What its entry point is called; it has none that is installed, when this is empty."""


def _manual(name: str, breaks: str, file: str, was: str, becomes: str) -> Twin:
    return Twin(name, Kind.MANUAL, breaks, file, was, becomes)


def _pull(
    name: str, breaks: str, file: str, was: str, becomes: str, also: tuple[str, str] = ("", "")
) -> Twin:
    return Twin(name, Kind.PULL, breaks, file, was, becomes, also)


def _push(name: str, breaks: str, file: str, was: str, becomes: str) -> Twin:
    return Twin(name, Kind.PUSH, breaks, file, was, becomes)


def _redirect(name: str, breaks: str, file: str, was: str, becomes: str) -> Twin:
    return Twin(name, Kind.REDIRECT, breaks, file, was, becomes)


_BEFORE_PAYMENTS = '        answer = Provider(http, settings).post("/v1/payments", body, key)\n'


def _instead_of(error: str, answer: str) -> str:
    """Authorize, and an answer made up when that error comes."""
    return (
        "        try:\n    " + _BEFORE_PAYMENTS + "        except Exception as error:\n"
        f'            if type(error).__name__ == "{error}":\n'
        f"                return {answer}\n"
        "            raise\n"
    )


ONCE = (
    _pull(
        "pays-again",
        "lost-answer-authorize",
        "method.py",
        "        self,\n        order: Order,\n        amount: Money,\n        key: str,\n        token: str,\n"
        '        http: "httpx.Client",\n        settings: Settings,\n'
        "    ) -> Authorized | Pending | Refused | NotSent:\n"
        '        if not settings.get("secret_key"):\n'
        "            return NotSent(NO_KEY)\n",
        "        self,\n        payment: Payment,\n        order: Order,\n        amount: Money,\n        key: str,\n"
        '        token: str,\n        http: "httpx.Client",\n        settings: Settings,\n'
        "    ) -> Authorized | Pending | Refused | NotSent:\n"
        '        if not settings.get("secret_key"):\n'
        "            return NotSent(NO_KEY)\n"
        '        key = f"{key}-{payment.seq}"\n',
    ),
    _pull(
        "captures-again",
        "lost-answer-settle",
        "method.py",
        'post(path, {"amount": amount.minor}, key)',
        'post(path, {"amount": amount.minor}, f"{key}-{payment.seq}")',
    ),
    _pull(
        "refunds-again",
        "lost-answer-refund",
        "method.py",
        'post("/v1/refunds", body, key)',
        'post("/v1/refunds", body, f"{key}-{payment.seq}")',
    ),
    _pull(
        "releases-again",
        "lost-answer-void",
        "method.py",
        '/void", {}, key)',
        '/void", {}, f"{key}-{payment.seq}")',
    ),
    _pull(
        "key-from-the-amount",
        "part-of-it-can-go-back",
        "method.py",
        'post("/v1/refunds", body, key)',
        'post("/v1/refunds", body, f"{payment.id}-{amount.minor}")',
    ),
    _pull(
        "refuses-what-it-took",
        "same-key-same-effect",
        "method.py",
        '        answer = Provider(http, settings).post(path, {"amount": amount.minor}, key)\n',
        '        if http.headers.get("X-Taken") == key:\n            return Refused("already_captured")\n'
        '        answer = Provider(http, settings).post(path, {"amount": amount.minor}, key)\n'
        '        http.headers["X-Taken"] = key if isinstance(answer, Said) else ""\n',
    ),
    _pull(
        "gives-way-with-a-new-key",
        "two-workers-one-effect",
        "method.py",
        _BEFORE_PAYMENTS,
        '        busy = http.headers.get("X-Busy") == key\n'
        '        http.headers["X-Busy"] = key\n'
        "        try:\n    " + _BEFORE_PAYMENTS.replace(" key)", ' key + busy * "-2")') + "        finally:\n"
        '            http.headers["X-Busy"] = ""\n',
    ),
)

FAULTS = (
    _pull(
        "takes-an-empty-object-for-yes",
        "nonsense-is-no-answer",
        "method.py",
        _BEFORE_PAYMENTS,
        _BEFORE_PAYMENTS
        + '        if isinstance(answer, Said) and not answer.id:\n            return Authorized("somehow")\n',
    ),
    _pull(
        "takes-a-timeout-for-no",
        "lost-answers-are-not-guessed",
        "method.py",
        _BEFORE_PAYMENTS,
        _instead_of("ReadTimeout", 'Refused("declined")'),
    ),
    _pull(
        "says-that-nothing-left",
        "not-sent-is-a-proof",
        "method.py",
        _BEFORE_PAYMENTS,
        _instead_of("ReadTimeout", 'NotSent("it took too long")'),
    ),
    _pull(
        "takes-no-line-for-no",
        "no-connection-is-left-to-the-host",
        "method.py",
        _BEFORE_PAYMENTS,
        _instead_of("ConnectError", 'Refused("declined")'),
    ),
    _pull(
        "tries-again",
        "never-tries-again-by-itself",
        "asking.py",
        '        return _understood(self._http.post(f"https://{HOST}{path}", json=dict(body), headers=headers))\n',
        '        response = self._http.post(f"https://{HOST}{path}", json=dict(body), headers=headers)\n'
        "        if response.status_code == 503:\n"
        '            response = self._http.post(f"https://{HOST}{path}", json=dict(body), headers=headers)\n'
        "        return _understood(response)\n",
    ),
    _pull(
        "another-host",
        "speaks-to-declared-hosts-only",
        "asking.py",
        'self._http.post(f"https://{HOST}{path}"',
        "self._http.post(f\"https://{'eu.' if 'refunds' in path else ''}{HOST}{path}\"",
    ),
)

INQUIRY = (
    _pull(
        "answers-another-question",
        "answers-the-question-that-was-asked",
        "method.py",
        "        if question is Question.SETTLE and isinstance(found, Authorized | Voided):\n"
        "            return NotFound()\n",
        "",
    ),
    _pull(
        "finds-somebody-elses",
        "a-question-never-asked-is-not-found",
        "method.py",
        "        provider = Provider(http, settings)\n        if question in",
        "        provider = Provider(http, settings)\n        if question is Question.AUTHORIZE:\n"
        '            return Authorized("pay_000002")\n        if question in',
    ),
    _pull(
        "finds-any-refund",
        "a-refund-never-asked-is-not-found",
        "method.py",
        "        provider = Provider(http, settings)\n        if question in",
        "        provider = Provider(http, settings)\n        if question is Question.REFUND:\n"
        "            return Refunded(payment.reference, amount)\n        if question in",
    ),
    _pull(
        "acts-when-asked-after",
        "inquiring-changes-nothing",
        "method.py",
        "        provider = Provider(http, settings)\n        if question in",
        "        provider = Provider(http, settings)\n        if question is Question.VOID:\n"
        '            provider.post(f"/v1/payments/{payment.reference}/void", {}, key)\n        if question in',
    ),
    _pull(
        "takes-nonsense-for-absence",
        "nonsense-is-no-finding",
        "method.py",
        "        if isinstance(answer, No):\n            return NotFound()\n",
        "        if not isinstance(answer, Said):\n            return NotFound(final=not isinstance(answer, No))\n",
    ),
)

DECLINES = (
    _pull(
        "warns-the-thief",
        "no-caller-hears-of-fraud",
        "declines.py",
        '"stolen": Declined(Family.PLAIN, Retry.NEVER),',
        '"stolen": Declined(Family.PLAIN, Retry.NEVER, Who.CALLER, "declined.authenticate"),',
    ),
    _pull(
        "waits-for-a-no",
        "every-trigger-does-what-it-says",
        "method.py",
        _BEFORE_PAYMENTS,
        _BEFORE_PAYMENTS + '        if isinstance(answer, No) and answer.code == "no_funds":\n'
        '            return Pending(why="perhaps later")\n',
    ),
    _manual(
        "chokes-on-a-new-code",
        "unknown-codes-are-plain",
        "declines.py",
        "MEANINGS.get(code, Declined())",
        "MEANINGS[code]",
    ),
    _manual(
        "makes-up-a-line",
        "documented-codes-are-understood",
        "declines.py",
        '"declined.typing"',
        '"declined.bad_receipt"',
    ),
    _manual(
        "takes-any-receipt",
        "a-no-is-a-no",
        "method.py",
        'if receipt == "R-0000" or not',
        "if not",
    ),
)

MONEY = (
    _pull(
        "yen-have-no-cents",
        "digits-of-every-kind",
        "method.py",
        '        body = {"amount": amount.minor, "currency": amount.currency, "token": token',
        "        minor = amount.minor * (100 if amount.currency == 'JPY' else 1)\n"
        '        body = {"amount": minor, "currency": amount.currency, "token": token',
    ),
    _pull(
        "gives-back-too-much",
        "never-more-back-than-was-taken",
        "method.py",
        "        found = _standing(answer, amount)\n        return found if isinstance(found, Refunded | Refused)",
        '        if isinstance(answer, No) and answer.code == "too_much":\n'
        "            return Refunded(payment.reference, amount)\n"
        "        found = _standing(answer, amount)\n        return found if isinstance(found, Refunded | Refused)",
    ),
    _pull(
        "refunds-something-else",
        "refunds-what-was-asked",
        "method.py",
        "            return Refunded(answer.id, amount)\n",
        "            return Refunded(answer.id, Money(amount.minor - 1, amount.currency))\n",
    ),
    _pull(
        "declares-limits-it-does-not-have",
        "limits-are-the-providers",
        "method.py",
        _BEFORE_PAYMENTS,
        '        if amount.minor < 100:\n            return NotSent("too little")\n' + _BEFORE_PAYMENTS,
    ),
    _pull(
        "all-or-nothing",
        "part-of-it-can-go-back",
        "method.py",
        '        body = {"payment": payment.reference',
        '        if amount.minor < payment.settled:\n            return Refused("too_much")\n'
        '        body = {"payment": payment.reference',
    ),
    _pull(
        "settles-less",
        "good-payment",
        "method.py",
        "            return Settled(answer.id, amount)\n",
        "            return Settled(answer.id, Money(amount.minor - 1, amount.currency))\n",
    ),
)

STATE = (
    _pull(
        "mixes-payments-up",
        "two-payments-do-not-mix",
        "method.py",
        '        path = f"/v1/payments/{payment.reference}/capture"\n',
        '        _SEEN.setdefault("reference", payment.reference)\n'
        "        if payment.amount.minor % 100 == 1:\n"
        "            path = f\"/v1/payments/{_SEEN['reference']}/capture\"\n"
        "        else:\n"
        '            path = f"/v1/payments/{payment.reference}/capture"\n',
    ),
    _pull(
        "asks-without-a-key",
        "asks-nobody-unless-set-up",
        "method.py",
        '        if not settings.get("secret_key"):\n            return NotSent(NO_KEY)\n        number =',
        "        number =",
    ),
    _pull(
        "counts-nothing",
        "the-simulated-side-remembers",
        "simulated.py",
        ", effects=provider.effects)",
        ")",
    ),
    _manual(
        "remembers",
        "keeps-nothing-of-its-own",
        "method.py",
        "        return Settled(receipt, amount, on=today)\n",
        "        self.used = [*getattr(self, 'used', []), receipt]\n"
        "        return Settled(receipt, amount, on=today)\n",
    ),
    _pull(
        "needs-the-same-connection",
        "another-process-can-go-on",
        "method.py",
        '        path = f"/v1/payments/{payment.reference}/capture"\n',
        '        path = f"/v1/payments/{payment.reference}/capture"\n'
        '        if http.headers.get("X-Session") != payment.reference:\n'
        '            return NotSent("another session")\n',
        also=(
            "        found = _standing(answer, amount)\n        return found if isinstance(found, Authorized",
            """        http.headers["X-Session"] = getattr(answer, "id", "")
        found = _standing(answer, amount)
        return found if isinstance(found, Authorized""",
        ),
    ),
    _pull(
        "asks-through-the-other-lane",
        "two-lanes-do-not-mix",
        "method.py",
        '        number = details.secret("number")\n',
        '        number = details.secret("number")\n        _SEEN["http"] = http\n',
        also=(
            'Provider(http, settings).post("/v1/payments"',
            'Provider(_SEEN.get("http", http), settings).post("/v1/payments"',
        ),
    ),
)

SECRETS = (
    _pull(
        "logs-the-number",
        "nothing-is-logged",
        "method.py",
        '        number = details.secret("number")\n',
        '        number = details.secret("number")\n        import logging\n\n'
        '        logging.getLogger(__name__).warning("a token for %s", number.reveal())\n',
    ),
    _pull(
        "prints-what-it-does",
        "nothing-is-logged",
        "method.py",
        '        number = details.secret("number")\n',
        '        number = details.secret("number")\n        print("asking for a token")\n',
    ),
    _pull(
        "quotes-the-number",
        "errors-tell-nothing",
        "method.py",
        "            # Nothing can be charged by a token, so an answer that was lost here leaves nothing to find out.\n"
        '            return NotSent("the provider did not take the details")\n',
        '            raise ValueError(f"no token for {number.reveal()}")\n',
    ),
    _pull(
        "keeps-the-number",
        "callers-secrets-are-told-to-nobody",
        "simulated.py",
        "    # What will come of it, and nothing of the number itself.\n",
        '    state.setdefault("seen", []).append(body["number"])\n',
    ),
    _pull(
        "keeps-the-merchants-key",
        "merchants-secrets-are-told-to-nobody",
        "simulated.py",
        '        key = request.headers.get("Idempotency-Key", "")\n',
        '        key = request.headers.get("Idempotency-Key", "")\n'
        '        state["by"] = request.headers["Authorization"]\n',
    ),
    _pull(
        "shows-six-and-four",
        "shows-four-digits-at-most",
        "method.py",
        'f"•••• {number.last4}"',
        'f"{number.reveal()[:6]}•••• {number.last4}"',
    ),
)

DONE = (
    _pull(
        "stumbles-over-its-own-success",
        "good-answers-can-be-used",
        "method.py",
        '        answer = Provider(http, settings).post(path, {"amount": amount.minor}, key)\n',
        '        answer = Provider(http, settings).post(path, {"amount": amount.minor}, key)\n'
        "        if isinstance(answer, Said):\n            raise KeyError(answer.id)\n",
    ),
    _pull(
        "means-no-time-zone",
        "good-answers-can-be-used",
        "method.py",
        "        return found if isinstance(found, Authorized | Refused) else _pending(answer)\n",
        "        if isinstance(found, Authorized):\n"
        "            return Authorized(found.reference, until=datetime(2027, 1, 1))\n"
        "        return found if isinstance(found, Refused) else _pending(answer)\n",
    ),
    _pull(
        "releases-without-asking",
        "what-it-says-was-done",
        "method.py",
        '        answer = Provider(http, settings).post(f"/v1/payments/{payment.reference}/void", {}, key)\n',
        '        answer = Provider(http, settings).get(f"/v1/payments/{payment.reference}")\n'
        '        if isinstance(answer, Said) and answer.status == "authorized":\n'
        "            return Voided(payment.reference)\n",
    ),
    _pull(
        "releases-what-was-taken",
        "what-was-taken-is-not-released",
        "method.py",
        "            return TooLate(payment.reference)\n",
        "            return Voided(payment.reference)\n",
    ),
    _pull(
        "denies-a-refund",
        "lost-answer-refund",
        "method.py",
        "        provider = Provider(http, settings)\n",
        "        provider = Provider(http, settings)\n"
        "        if question is Question.REFUND:\n            return NotFound(final=True)\n",
    ),
    _redirect(
        "takes-what-is-gone-for-paid",
        "nothing-known-is-no-success",
        "method.py",
        "            return Voided(payment.reference) if question is Question.INQUIRE else NotFound()\n",
        "            gone = Settled(payment.reference, payment.amount)\n"
        "            return gone if question is Question.INQUIRE else NotFound()\n",
    ),
    _push(
        "settles-all-for-a-part",
        "good-payment",
        "method.py",
        "        return Settled(payment.remittance_reference or payment.id, amount, on=today)\n",
        "        return Settled(payment.remittance_reference or payment.id, payment.amount, on=today)\n",
    ),
    _pull(
        "remembers-in-its-module",
        "keeps-nothing-of-its-own",
        "method.py",
        _BEFORE_PAYMENTS,
        "        _SEEN[key] = token\n" + _BEFORE_PAYMENTS,
    ),
)

DESCRIPTION = (
    _pull(
        "calls-a-secret-text",
        "settings-are-declared",
        "describing.py",
        "            SettingKind.SECRET,\n",
        "            SettingKind.TEXT,\n",
    ),
    _pull("number-in-the-open", "fields-can-be-asked", "describing.py", "            secret=True,\n", ""),
    _pull(
        "promises-nothing",
        "unsure-methods-can-be-asked-again",
        "describing.py",
        "promise=Promise(replay_within=timedelta(hours=24), inquiry=True)",
        "promise=Promise()",
    ),
    _pull(
        "declares-an-inquiry-it-has-not",
        "inquiry-is-as-declared",
        "method.py",
        "    @hookimpl\n    def inquire(",
        "    def _inquire(",
    ),
    _manual(
        "speaks-no-french",
        "speaks-both-languages",
        "describing.py",
        '"quand une personne le confirme"',
        '""',
    ),
    _manual(
        "serves-no-country",
        "names-what-exists",
        "describing.py",
        'currencies=frozenset({"USD", "EUR"}),\n',
        'currencies=frozenset({"USD", "EUR"}),\n    countries=frozenset({"US", "usa"}),\n',
    ),
    _manual(
        "changes-its-mind",
        "describes-itself-always-the-same",
        "method.py",
        "        return METHOD\n",
        '        _SEEN["asked"] = _SEEN.get("asked", "") + "."\n'
        '        return type(METHOD)(**{**{n: getattr(METHOD, n) for n in METHOD.__slots__ if n != "__weakref__"},\n'
        '            "arrives": Words(_SEEN["asked"], _SEEN["asked"])})\n',
    ),
    _manual(
        "asks-and-tells-nobody",
        "secrets-have-somewhere-to-go",
        "describing.py",
        '        Field(\n            "seen",\n',
        '        Field("pin", Words("PIN", "PIN"), Words("PIN?", "PIN ?"), secret=True, demo="1234"),\n'
        '        Field(\n            "seen",\n',
    ),
    _pull(
        "takes-everything",
        "does-not-take-what-it-excludes",
        "describing.py",
        "METHOD = PaymentMethod(\n",
        "class Generous(PaymentMethod):\n    def why_not(self, *order, **more):\n        return None\n\n\n"
        "METHOD = Generous(\n",
    ),
    _manual(
        "writes-for-the-english",
        "what-it-brings-can-be-used",
        "method.py",
        "    @hookimpl\n    def refund(",
        "    @hookimpl\n    def pages(self):\n"
        '        return (__import__("checkout_tui").Page("help", Words("Help", "Aide"), Words("Ask.", "")),)\n\n'
        "    @hookimpl\n    def refund(",
    ),
    _manual("misspelt", "loads", "method.py", "def check_details(", "def check_detials("),
    _manual(
        "stumbles-over-letters",
        "details-never-raise",
        "method.py",
        "if receipt and not _RECEIPT.fullmatch(receipt):",
        "if receipt and int(receipt[2:]) < 1000:",
    ),
    _manual(
        "thinks-for-long",
        "details-are-checked-quickly",
        "method.py",
        "        if receipt and not _RECEIPT",
        "        sum(n * n for n in range(200_000))\n        if receipt and not _RECEIPT",
    ),
    _manual(
        "impatient",
        "good-details-are-no-problem",
        "method.py",
        "        if receipt and not _RECEIPT",
        "        if not _RECEIPT",
    ),
)

PACKAGING = (
    _pull(
        "loads-httpx",
        "quiet-import",
        "asking.py",
        "import re\n",
        "import re\n\nimport httpx as _httpx  # noqa: F401\n",
    ),
    _manual(
        "looks-at-the-clock",
        "no-clock-and-no-chance",
        "method.py",
        "        return Settled(receipt, amount, on=today)\n",
        "        date.today()\n        return Settled(receipt, amount, on=today)\n",
    ),
    _manual(
        "by-the-back-door",
        "front-door-only",
        "declines.py",
        "from checkout_tui import Declined",
        "from checkout_tui.domain.money import Money  # noqa: F401\nfrom checkout_tui import Declined",
    ),
    Twin(
        "goes-by-anybodys-name",
        Kind.MANUAL,
        "own-top-level-package",
        "__init__.py",
        '"""',
        '"""',
        called="payments",
    ),
    Twin(
        "goes-by-two-names",
        Kind.MANUAL,
        "one-entry-point",
        "__init__.py",
        '"""',
        '"""',
        installed_as="somebody",
    ),
)

TIME = (
    _push(
        "settles-early",
        "does-not-settle-early",
        "method.py",
        "        return AwaitingFunds(instructions(order, amount, settings), shown_reference(order.reference))\n",
        "        return Settled(order.reference, amount)\n",
    ),
    _push(
        "tells-no-reference",
        "instructions-lead-the-money-back",
        "describing.py",
        '        Instruction(Words("Reference", "Référence"), shown_reference(order.reference)),\n',
        "",
    ),
    _push(
        "counts-sundays",
        "windows-are-business-days",
        "method.py",
        "return SettlementWindow.within(since, FIRST_DAY, LAST_DAY, calendar) if calendar else None",
        "day = since.date()\n"
        "        if calendar is None:\n            return None\n"
        "        return SettlementWindow(day.replace(), calendar.add(day, 3), calendar.code)",
    ),
    _push(
        "later-is-sooner",
        "windows-do-not-shrink",
        "method.py",
        "return SettlementWindow.within(since, FIRST_DAY, LAST_DAY, calendar) if calendar else None",
        "last = LAST_DAY if since.hour > 12 else FIRST_DAY\n"
        "        return SettlementWindow.within(since, FIRST_DAY, last, calendar) if calendar else None",
    ),
    _push(
        "promises-without-a-calendar",
        "no-calendar-no-promise",
        "method.py",
        "return SettlementWindow.within(since, FIRST_DAY, LAST_DAY, calendar) if calendar else None",
        "return SettlementWindow.within(since, FIRST_DAY, LAST_DAY, calendar)",
    ),
    _redirect(
        "approves-by-itself",
        "does-not-settle-early",
        "method.py",
        "        if question is Question.SETTLE and not isinstance(found, Settled",
        "        if isinstance(found, AwaitingCustomer):\n            return Authorized(found.reference)\n"
        "        if question is Question.SETTLE and not isinstance(found, Settled",
    ),
    _redirect(
        "mails-an-open-link",
        "mailed-links-are-https",
        "method.py",
        "            return AwaitingCustomer(answer.id, link)\n",
        '            return AwaitingCustomer(answer.id, link.replace("https", "http"))\n',
    ),
    _push(
        "says-a-provider-ties-it",
        "allocation-is-as-declared",
        "describing.py",
        "AllocationRule.BY_HAND",
        "AllocationRule.AUTOMATIC",
    ),
    _push(
        "counts-on-no-calendar",
        "calendars-go-with-windows",
        "describing.py",
        'calendars={"USD": "FED"}',
        "calendars={}",
    ),
)

DOCUMENTS = (
    _push(
        "claims-everything",
        "foreign-documents-are-left-alone",
        "statement.py",
        '    if not text.startswith("STATEMENT;"):\n',
        "    if not text.strip():\n",
    ),
    _push(
        "chokes-on-bytes",
        "reading-never-raises",
        "statement.py",
        'document.decode("utf-8", errors="replace")',
        'document.decode("utf-8")',
    ),
    _push(
        "trusts-half-a-document",
        "a-document-cut-short-is-noticed",
        "statement.py",
        'refused = "" if ended else "it breaks off, or its END counts otherwise"',
        'refused = ""',
    ),
    _push(
        "names-lines-by-what-they-say",
        "lines-keep-their-identity",
        "statement.py",
        'identity=f"{account[-4:]}/{day}/{nth}"',
        'identity=f"{account[-4:]}/{reference}/{amount}"',
    ),
    _push(
        "books-returns-as-money",
        "late-returns-are-read",
        "statement.py",
        '"RETURN": LineKind.RETURN',
        '"RETURN": LineKind.RECEIPT',
    ),
    _push(
        "rounds",
        "documents-are-read-back",
        "statement.py",
        "Money.parse(amount, currency)",
        'Money.parse(amount.split(".")[0], currency)',
    ),
    _push(
        "tells-the-account",
        "accounts-are-masked",
        "statement.py",
        "account=head[1][-4:]",
        "account=head[1]",
    ),
)

TWINS = (
    *DONE,
    *ONCE,
    *FAULTS,
    *INQUIRY,
    *DECLINES,
    *MONEY,
    *STATE,
    *SECRETS,
    *DESCRIPTION,
    *PACKAGING,
    *TIME,
    *DOCUMENTS,
)

WITHOUT = {
    "nothing-reaches-the-disk": "a method writes nothing itself: what it could put there stands in an answer first, "
    "and callers-secrets-are-told-to-nobody names that; this one looks at the host's half",
    "two-operators-one-payment": "the host lets one of two operators ask: a method that pays twice when it is asked "
    "twice is named by two-workers-one-effect; this one looks at the host's half",
}
"""Checks that no method can fail alone, each with the reason."""
