"""What people tell in confidence reaches no log and no place in the database but its own (bar I3)."""

from __future__ import annotations

import logging
import re
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from charter_portal.core.database import Base, db
from charter_portal.notifications.models import Message
from charter_portal.notifications.services import deliver_due
from tests.factories.accounts import link_in
from tests.security.filling import Form
from tests.security.ground import Ground

PASSWORD = "canarypass violet tundra 88"
NEW_PASSWORD = "canaryword copper lagoon 77"
STORY = "CanaryStory: the day that somebody asked me what I could do."
FILE = b"CanaryFile: what the policy says."
NAME = "Canaryname Okafor"
ADDRESS = "canary.address@example.org"
TYPED_BY_MISTAKE = "canarymistake typed in the wrong box"
OWN_PLACES = {
    STORY: {"response.lived_experience", "response.narrative"},
    NAME: {"user_account.name"},
    ADDRESS: {"user_account.email", "user_account.email_key", "message.to_address"},
    PASSWORD: set(),
    NEW_PASSWORD: set(),
    TYPED_BY_MISTAKE: set(),
}
"""Where each may stand, and nowhere else. The words of a mail are cleared once it is sent."""


def letters(ground: Ground) -> list[str]:
    """The path in every mail that waits, oldest first."""
    with ground.app.app_context():
        return [link_in(message) for message in db.session.scalars(select(Message).order_by(Message.id))]


def live_through(ground: Ground, forms: dict[str, Form]) -> set[str]:
    """A person registers, confirms, signs in, writes, uploads, errs, forgets and resets; gives all tokens."""
    ground.change(Base.metadata.tables["message"].delete())
    browser = ground.browser("stranger")
    browser.send("/create-account", {"name": NAME, "email": ADDRESS, "password": PASSWORD})
    browser.send("/sign-in", {"email": TYPED_BY_MISTAKE, "password": PASSWORD}, status=400)
    browser.send("/sign-in", {"email": ADDRESS, "password": TYPED_BY_MISTAKE}, status=400)
    (confirm,) = letters(ground)
    browser.send(confirm)
    browser.send("/sign-in", {"email": ADDRESS, "password": PASSWORD})
    browser.get(f"/applications/new?next={confirm}", headers={"User-Agent": STORY, "Referer": confirm})
    browser.send("/forgotten-password", {"email": ADDRESS})
    reset = letters(ground)[-1]
    browser.page(reset)
    browser.send(reset, {"password": "short"}, status=400)
    browser.send(reset, {"password": NEW_PASSWORD})
    browser.send(reset, {"password": NEW_PASSWORD}, status=410)
    lead, form = ground.browser("lead"), forms["applications.save_statement"]
    for version in ("1", "1", "77"):
        form.send(lead, form.filled() | {"narrative": STORY, "lived_experience": STORY, "version": version})
    lead.post("/applications/1/statements/1.1", data={"narrative": STORY}, headers={"Origin": "https://portal.test"})
    lead.send(
        "/applications/1/evidence/add-file",
        {"files": (BytesIO(FILE), "policy.exe")},
        status=400,
        content_type="multipart/form-data",
    )
    return {confirm.rpartition("/")[2], reset.rpartition("/")[2]}


def stumble(ground: Ground, monkeypatch: pytest.MonkeyPatch, token: str) -> None:
    """Faults whose own words hold everything, in views and in the worker."""

    def fall(**_: Any) -> Any:
        raise OperationalError(f"UPDATE … {STORY} {PASSWORD}", {"token": token}, ValueError(STORY))

    for endpoint in ("accounts.reset", "accounts.sign_in", "home.help"):
        monkeypatch.setitem(ground.app.view_functions, endpoint, fall)
    browser = ground.browser("lead")
    for path in (f"/reset/{token}", "/help", f"/nowhere/{token}?password={PASSWORD}"):
        browser.get(path)
    browser.send("/sign-in", {"email": ADDRESS, "password": PASSWORD}, status=500)


def test_nothing_told_in_confidence_reaches_a_log(
    ground: Ground, forms: dict[str, Form], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    logging.getLogger().setLevel(logging.DEBUG)
    try:
        tokens = live_through(ground, forms)
        with ground.app.app_context():
            while deliver_due():
                pass
        stumble(ground, monkeypatch, next(iter(tokens)))
    finally:
        logging.getLogger().setLevel(logging.INFO)
    log = capfd.readouterr().err
    assert "fault reference" in log and "refused status" in log
    for secret in (*OWN_PLACES, *tokens, "CanaryStory", "CanaryFile", "canarypass", "__Host-"):
        assert secret not in log, f"The log holds {secret!r}."
    assert not re.search(r"argon2|[A-Za-z0-9_-]{43,}", log)


def test_it_stands_in_its_own_place_only(ground: Ground, forms: dict[str, Form]) -> None:
    tokens = live_through(ground, forms)
    with ground.app.app_context():
        while deliver_due():
            pass
    found: dict[str, set[str]] = {secret: set() for secret in (*OWN_PLACES, *tokens)}
    with ground.app.app_context():
        for name, table in Base.metadata.tables.items():
            for row in db.session.execute(select(table)).mappings():
                for secret in found:
                    found[secret] |= {f"{name}.{key}" for key, value in row.items() if secret in str(value)}
    assert found == OWN_PLACES | dict.fromkeys(tokens, set())
