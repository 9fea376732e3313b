"""Every request, held to Stripe's published description of it: nested brackets decoded, objects closed."""

import json
import re
from functools import cache
from typing import Any
from urllib.parse import parse_qsl

import httpx
import jsonschema
import pytest
from attrs import evolve
from card_samples import Desk, samples, subscribed

from checkout_tui import Question


@cache
def published() -> dict[str, Any]:
    """The paths of the description."""
    text = samples("stripe", "openapi-2020-08-27.requests.json").read_text(encoding="utf-8")
    paths: dict[str, Any] = json.loads(text)["paths"]
    return paths


def closed(schema: Any) -> Any:
    """The same schema, but an object that lists its properties may have no others."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    shut = {name: closed(part) for name, part in schema.items()}
    if isinstance(schema.get("properties"), dict) and "type" in schema:
        shut.setdefault("additionalProperties", False)
    return shut


def decoded(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    """``a[b][0]=c`` as ``{"a": {"b": ["c"]}}``. The same name twice is a mistake."""
    tree: dict[str, Any] = {}
    for name, value in pairs:
        path = re.findall(r"[^\[\]]+", name)
        place = tree
        for step in path[:-1]:
            place = place.setdefault(step, {})
        assert path[-1] not in place, name
        place[path[-1]] = value
    return {name: _lists(value) for name, value in tree.items()}


def _lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if all(name.isdecimal() for name in value):
        assert sorted(value, key=int) == [str(n) for n in range(len(value))]
        return [_lists(part) for part in value.values()]
    return {name: _lists(part) for name, part in value.items()}


def coerced(value: Any, schema: dict[str, Any]) -> Any:
    """Text as the schema's type, where it can be read so."""
    for choice in schema.get("anyOf", ()):
        changed = coerced(value, choice)
        if jsonschema.Draft202012Validator(closed(choice)).is_valid(changed):
            return changed
    if isinstance(value, dict):
        known = schema.get("properties", {})
        return {name: coerced(part, known.get(name, {})) for name, part in value.items()}
    if isinstance(value, list):
        return [coerced(part, schema.get("items", {})) for part in value]
    if schema.get("type") == "integer" and re.fullmatch(r"-?\d+", value):
        return int(value)
    if schema.get("type") == "boolean" and value in ("true", "false"):
        return value == "true"
    return value


def judge(request: httpx.Request) -> str:
    """Raise unless the request is as described; the operation's id."""
    for path, methods in published().items():
        shape = re.sub(r"\{[^}]+\}", "[^/]+", path)
        operation = methods.get(request.method.lower())
        # The exact path wins over one with a name in it.
        exact = request.url.path in published()
        if operation is None or not re.fullmatch(shape, request.url.path):
            continue
        if exact and path != request.url.path:
            continue
        if request.method == "GET":
            assert request.content == b""
            _judge_query(request, operation)
        else:
            assert not request.url.query
            _judge_body(request, operation)
        return str(operation["operationId"])
    raise AssertionError(request.url.path)


def _judge_query(request: httpx.Request, operation: dict[str, Any]) -> None:
    query = decoded(parse_qsl(request.url.query.decode(), keep_blank_values=True))
    known = {one["name"]: one for one in operation["parameters"] if one["in"] == "query"}
    assert {name for name, one in known.items() if one["required"]} <= set(query) <= set(known)
    for name, value in query.items():
        schema = known[name]["schema"]
        jsonschema.validate(coerced(value, schema), closed(schema))


def _judge_body(request: httpx.Request, operation: dict[str, Any]) -> None:
    body = decoded(
        parse_qsl(request.content.decode(), keep_blank_values=True, strict_parsing=bool(request.content))
    )
    schema = operation["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"]
    # Newer than the description; test_card_parameters.py holds it to what Stripe takes today.
    automatic = body.get("automatic_payment_methods", {"allow_redirects": "never"})
    assert automatic.pop("allow_redirects") == "never"
    # Gated: described to those for whom it is enabled.
    options = body.get("payment_method_options", {})
    if "card" in options:
        assert options["card"].pop("moto") == "true"
        options.pop("card") if not options["card"] else None
        body.pop("payment_method_options") if not options else None
    jsonschema.validate(coerced(body, schema), closed(schema))


def test_every_request_is_as_described() -> None:
    """A whole life of two payments, with every inquiry, asks nothing that Stripe does not describe."""
    desk = Desk()
    desk.authorize()
    for question in (Question.AUTHORIZE, Question.SETTLE, Question.VOID, Question.INQUIRE):
        desk.ask("inquire", question=question, key="authorize-1")
    desk.ask("settle", key="settle-1")
    desk.ask("refund", key="refund-1", reason="requested_by_customer")
    desk.ask("inquire", question=Question.REFUND, key="refund-1")
    desk.authorize(key="authorize-2")
    desk.ask("void", key="void-1")
    desk.order = subscribed(desk.order)
    desk.renew(desk.token_of_subscription())
    asked = [judge(request) for request in desk.bench.requests]
    assert set(asked) == {
        "PostPaymentMethods",
        "PostCustomers",
        "GetPaymentMethodsPaymentMethod",
        "PostPaymentIntents",
        "PostPaymentIntentsIntentCapture",
        "PostPaymentIntentsIntentCancel",
        "PostRefunds",
        "GetPaymentIntentsSearch",
        "GetPaymentIntentsIntent",
        "GetRefunds",
    }


def test_what_is_asked() -> None:
    """An authorization is marked as a telephone order, is not captured, and bears our key and the order."""
    desk = Desk()
    desk.authorize()
    request = desk.bench.requests[-1]
    assert decoded(parse_qsl(request.content.decode())) == {
        "amount": "9900",
        "currency": "usd",
        "payment_method": "pm_sim000001",
        "automatic_payment_methods": {"enabled": "true", "allow_redirects": "never"},
        "payment_method_options": {"card": {"moto": "true"}},
        "capture_method": "manual",
        "confirm": "true",
        "metadata": {"checkout_key": "authorize-1", "order": desk.order.reference},
        "expand": ["latest_charge"],
    }
    assert request.headers["Idempotency-Key"] == "authorize-1"
    assert request.headers["Authorization"] == "Bearer sk_test_demo"
    assert request.headers["Stripe-Version"] == "2026-10-28.endive"


def test_the_number_is_sent_once() -> None:
    """The number goes to Stripe when its details are handed over, and in no other request."""
    desk = Desk()
    desk.authorize()
    desk.ask("settle", key="settle-1")
    carrying = [request for request in desk.bench.requests if b"4242424242424242" in request.content]
    assert [request.url.path for request in carrying] == ["/v1/payment_methods"]
    assert all(request.url.host in desk.bench.described.hosts for request in desk.bench.requests)
    assert all(request.url.scheme == "https" for request in desk.bench.requests)


@pytest.mark.parametrize("reason", ["", "he did not like it", "4242424242424242"])
def test_refund_reason_stays_here(reason: str) -> None:
    """Only a documented reason is sent; the operator's own words are not."""
    desk = Desk()
    desk.authorize()
    desk.ask("settle", key="settle-1")
    desk.ask("refund", key="refund-1", reason=reason)
    assert "reason" not in dict(parse_qsl(desk.bench.requests[-1].content.decode()))


def test_key_with_quotes_is_searched_as_it_is() -> None:
    """A quote in a key does not end the search's text."""
    desk = Desk()
    key = r"it's \ one"
    desk.payment = evolve(desk.payment, id="x")
    desk.authorize(key=key)
    found = desk.ask("inquire", question=Question.AUTHORIZE, key=key)
    assert found.reference == desk.payment.reference
