"""Every role × every route × GET and POST with real numbers, against the policy (bar A1, A2, A3)."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from contextlib import closing
from typing import Any

import pytest
from flask import url_for

from charter_portal.accounts.models import User
from charter_portal.core.database import Base, db
from tests.permissions.conftest import Stage
from tests.permissions.policy import ROLES, read_policy
from tests.permissions.world import CANARY
from tests.support.pages import PageClient

GIVEN = {200, 302, 303, 400, 409, 410, 413, 422, 429}
UNCOUNTED = {"audit_entry", "sign_in", "throttle"}
"""Tables that a refused request may touch: the trail of refusals, last use, counters against guessing."""


def browser_of(stage: Stage, role: str) -> PageClient:
    """A browser in which somebody of this role is signed in."""
    client = stage.app.test_client()
    number = stage.world.people[role]
    if number is not None:
        with stage.app.app_context():
            client.become(db.session.get_one(User, number))
    return client


def address_of(stage: Stage, endpoint: str) -> str:
    """The address of a route, with real values from the world."""
    rule = next(rule for rule in stage.app.url_map.iter_rules() if rule.endpoint == endpoint)
    with stage.app.test_request_context(base_url="https://portal.test"):
        return url_for(endpoint, **stage.world.values_for(endpoint, rule.arguments))


def ask(client: PageClient, method: str, address: str) -> Any:
    """The answer to one request; a POST carries a valid token and nothing else."""
    if method == "GET":
        return client.get(address)
    return client.post(address, data={"csrf_token": client.csrf_token()})


def cell_of(answer: Any, endpoint: str) -> str:
    """The word of the policy for an answer."""
    if answer.status_code == 404:
        return "hidden"
    if answer.status_code == 403:
        return "no"
    entering = answer.status_code in {302, 401} and "/sign-in" in answer.headers.get("Location", "/sign-in")
    if entering and endpoint not in {"accounts.sign_out"}:
        return "enter"
    assert answer.status_code in GIVEN, f"{endpoint} answers {answer.status_code}"
    return "yes"


def picture(stage: Stage) -> str:
    """A digest of every row that a refused request must leave alone."""
    digest = hashlib.sha256()
    # Straight from the file: this is asked after each refusal, and needs neither dates nor objects.
    with closing(sqlite3.connect(stage.file)) as connection:
        for name in sorted(Base.metadata.tables.keys() - UNCOUNTED):
            digest.update(repr(connection.execute(f'SELECT * FROM "{name}"').fetchall()).encode())
    return digest.hexdigest()


@pytest.mark.parametrize("role", ROLES)
def test_each_cell_of_the_policy(stage: Stage, role: str) -> None:
    stage.reset()
    wrong = []
    untouched = picture(stage)
    client = browser_of(stage, role)
    for (endpoint, method), row in read_policy().items():
        if endpoint == "static":
            continue
        answer = ask(client, method, address_of(stage, endpoint))
        found = cell_of(answer, endpoint)
        if found != row[role]:
            wrong.append(f"{endpoint} {method}: {found}, not {row[role]}")
        if found in {"no", "hidden", "enter"}:
            assert CANARY not in answer.get_data(as_text=True), f"{endpoint} {method} shows what it hides"
        if method == "POST":
            if found == "yes":
                stage.reset()
                client = browser_of(stage, role)
            else:
                assert picture(stage) == untouched, f"{endpoint} {method} was refused and changed something"
    assert wrong == []


@pytest.mark.parametrize("role", ["lead of another", "assessor elsewhere", "former member"])
def test_what_is_not_yours_looks_like_what_does_not_exist(stage: Stage, role: str) -> None:
    stage.reset()
    client = browser_of(stage, role)
    for (endpoint, method), row in read_policy().items():
        rule = next(rule for rule in stage.app.url_map.iter_rules() if rule.endpoint == endpoint)
        numbers = {name for name in rule.arguments if name.endswith("_id")}
        if row[role] != "hidden" or not numbers:
            continue
        real = ask(client, method, address_of(stage, endpoint))
        with stage.app.test_request_context(base_url="https://portal.test"):
            values = stage.world.values_for(endpoint, rule.arguments) | dict.fromkeys(numbers, 999_999)
            missing_address = url_for(endpoint, **values)
        missing = ask(client, method, missing_address)
        assert _plain(real) == _plain(missing), endpoint


def test_other_methods_are_not_answered(stage: Stage) -> None:
    stage.reset()
    client = browser_of(stage, "administrator")
    allowed: dict[str, set[str]] = {}
    for rule in stage.app.url_map.iter_rules():
        allowed.setdefault(rule.rule, set()).update(rule.methods or ())
    for rule in list(stage.app.url_map.iter_rules()):
        if rule.endpoint == "static":
            continue
        for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - allowed[rule.rule]:
            answer = client.open(address_of(stage, rule.endpoint), method=method)
            assert answer.status_code in {404, 405}, f"{rule.endpoint} {method} answers {answer.status_code}"


def _plain(answer: Any) -> tuple[int, str]:
    """Status and words of an answer, without what differs each time."""
    text = re.sub(r'(name="csrf_token" value=")[^"]*', r"\1", answer.get_data(as_text=True))
    return answer.status_code, re.sub(r"\b[0-9a-f]{8}\b", "", text)
