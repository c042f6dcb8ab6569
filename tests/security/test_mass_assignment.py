"""A form sets what it shows and nothing else, whatever is sent along with it (bar A6)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from sqlalchemy import Boolean, Column, Date, DateTime, Integer

from charter_portal.core.clock import now
from charter_portal.core.database import Base
from tests.security.filling import Form
from tests.security.ground import Ground, Picture, differences

UNLIKE = {"token_hash", "password_hash", "message_id", "text", "html", "code", "link_hash", "reference"}
"""Columns that differ each time: random secrets, and mails that hold one."""
TEMPTING = {
    "role": "administrator",
    "roles": "administrator",
    "status": "released",
    "level": "gold",
    "is_admin": "1",
    "is_staff": "1",
    "admin": "true",
    "_method": "DELETE",
    "user": "1",
    "by": "1",
    "organisation": "3",
    "score": "5",
    "capacity": "1000",
    "confirmed": "1",
}
MEANT = {"number"}
"""Column names that an address may carry on purpose."""


def temptations(form: Form) -> dict[str, str]:
    """A value for every column of every table, and for what attackers try; not the form's own fields."""
    found = {
        column.name: _tempting(column) for table in Base.metadata.tables.values() for column in table.columns
    }
    own = {field.name for field in form.fields} | {"csrf_token"}
    return {name: value for name, value in (found | TEMPTING).items() if name not in own}


def _tempting(column: Column[Any]) -> str:
    if isinstance(column.type, Boolean):
        return "1"
    if isinstance(column.type, Integer):
        return "3"
    if isinstance(column.type, (Date, DateTime)):
        return "2001-01-01T00:00"
    return "tempting"


def deed(ground: Ground, form: Form, extra: dict[str, str] | None = None, **changed: str) -> Picture:
    """What one press of the button changed, without moments and secrets.

    The extra fields travel in the form and in the address, where that has none of its own.
    """
    ground.reset()
    browser = ground.browser(form.role)
    query = {name: value for name, value in (extra or {}).items() if name not in MEANT}
    options = {} if "?" in form.action else {"query_string": query}
    answer = form.send(browser, (extra or {}) | form.filled() | changed, **options)
    assert answer.status_code in {200, 302}, f"{form.endpoint} answers {answer.status_code}"
    found = differences(ground.beginning, ground.picture(), apart_from={"sign_in"})
    return {key: row and _settled(row) for key, row in found.items()}


def _settled(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: isinstance(value, (date, datetime)) or name in UNLIKE or value
        for name, value in row.items()
        if name != "created_at"
    }


@pytest.fixture(autouse=True)
def _one_moment() -> Iterator[None]:
    """Time stands still, because a submission holds the second in which it was made."""
    with time_machine.travel(now(), tick=False):
        yield


def test_extra_fields_change_nothing(ground: Ground, forms: dict[str, Form]) -> None:
    for name, form in forms.items():
        assert deed(ground, form, temptations(form)) == deed(ground, form), f"{name} took more than it shows"


def test_the_comparison_would_notice(ground: Ground, forms: dict[str, Form]) -> None:
    for name, changed in (("organisations.invite", {"role": "viewer"}), ("cycles.new", {"name": "Other"})):
        assert deed(ground, forms[name], **changed) != deed(ground, forms[name])


@pytest.mark.parametrize("version", ["0", "-1", "", "x", "1e3", "999999999", "9" * 40, "١", "1 ", "2"])
def test_a_wrong_version_never_overwrites(ground: Ground, forms: dict[str, Form], version: str) -> None:
    versioned = {
        name: form
        for name, form in forms.items()
        if any(field.name == "version" and field.value not in {"0", version} for field in form.fields)
    }
    assert len(versioned) >= 5
    for endpoint, form in versioned.items():
        answer = form.send(ground.browser(form.role), form.filled() | {"version": version})
        assert answer.status_code in {302, 400, 409}, f"{endpoint} answers {answer.status_code}"
    changed = differences(ground.beginning, ground.picture(), apart_from={"sign_in", "audit_entry"})
    assert changed == {}, f"A form took version {version!r}"
