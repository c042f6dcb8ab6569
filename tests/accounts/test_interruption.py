"""A sign-in that ends and a page that goes stale while somebody writes: nothing is lost (T2)."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from charter_portal.accounts.models import SignIn, User
from charter_portal.core.clock import now
from charter_portal.core.database import unit_of_work
from charter_portal.organisations.models import Organisation
from tests.factories.accounts import PASSWORD, a_person, a_person_with_password
from tests.support.pages import Page

HERE = {"Origin": "https://portal.test"}
WORDS = {
    "name": "A name with “quotes” & <signs>",
    "kind": "charity",
    "region": "london",
    "note": "two\nlines",
}


@pytest.fixture
def ada(session):
    return a_person_with_password("Ada", email="ada@example.org")


def end_every_sign_in(session):
    with unit_of_work():
        for sign_in in session.scalars(select(SignIn)):
            sign_in.ended_at = now()


def fields_of(page: Page) -> dict[str, str]:
    return {e.get("name"): e.get("value") for e in page.all("input") if e.get("type") == "hidden"}


def test_words_survive_an_ended_session(page, session, ada):
    browser = page(ada)
    token = browser.csrf_token()
    end_every_sign_in(session)
    stopped = Page(browser.post("/organisations/new", data=WORDS | {"csrf_token": token}, headers=HERE))
    assert stopped.status == 401
    assert stopped.heading == "You were signed out while you were writing"
    assert "A name with “quotes” & <signs>" in stopped.text
    assert session.scalar(select(Organisation)) is None

    hidden = {
        name: value for name, value in fields_of(stopped).items() if name in {"kept", "next", "csrf_token"}
    }
    wrong = Page(
        browser.post("/sign-in", data=hidden | {"email": "ada@example.org", "password": "a wrong one"})
    )
    assert wrong.status == 400 and "Your words are kept." in wrong.text
    hidden = {
        name: value for name, value in fields_of(wrong).items() if name in {"kept", "next", "csrf_token"}
    }
    again = Page(browser.post("/sign-in", data=hidden | {"email": "ada@example.org", "password": PASSWORD}))
    assert again.heading == "Send your words again"
    kept = fields_of(again)
    assert {name: kept[name] for name in WORDS} == WORDS | {"note": "two\nlines"}

    action = next(
        form.get("action") for form in again.all("form") if form.get("action") == "/organisations/new"
    )
    assert browser.post(action, data=kept).status_code == 302
    assert session.scalar(select(Organisation.name)) == WORDS["name"]


def test_words_survive_a_stale_page(page, session, ada):
    browser = page(ada)
    again = Page(browser.post("/organisations/new", data=WORDS | {"csrf_token": "old"}, headers=HERE))
    assert again.status == 400
    assert again.heading == "Send your words again"
    assert session.scalar(select(Organisation)) is None
    assert browser.post("/organisations/new", data=fields_of(again)).status_code == 302


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://evil.test"}, {"Referer": "https://evil.test/x"}])
def test_a_strangers_words_are_never_offered_to_be_sent(page, session, ada, headers):
    browser = page(ada)
    answer = browser.post("/organisations/new", data=WORDS | {"csrf_token": "old"}, headers=headers)
    assert answer.status_code == 400
    assert WORDS["note"] not in answer.text and "Send my words" not in answer.text


@pytest.mark.parametrize("token", [None, "", "x", "another's"])
def test_no_unsafe_request_passes_without_its_own_token(page, session, ada, token):
    data = dict(WORDS)
    if token == "another's":
        token = page(a_person("Sam")).csrf_token()
    if token is not None:
        data["csrf_token"] = token
    browser = page(ada)
    assert browser.post("/organisations/new", data=data).status_code == 400
    assert browser.post("/organisations/new?csrf_token=" + (token or ""), data=WORDS).status_code == 400
    text = browser.post("/organisations/new", data=json.dumps(data), content_type="text/plain")
    assert text.status_code == 400
    assert session.scalar(select(Organisation)) is None


def test_files_and_passwords_do_not_come_along(page, session, ada):
    from io import BytesIO

    browser = page(ada)
    token = browser.csrf_token()
    end_every_sign_in(session)
    data = {"csrf_token": token, "title": "My title", "file": (BytesIO(b"bytes"), "plan.pdf")}
    stopped = Page(browser.post("/organisations/new", data=data, headers=HERE))
    assert "plan.pdf" in stopped.text and "My title" in stopped.text
    data = {"csrf_token": browser.csrf_token(), "current": "secret words", "password": "more secret words"}
    stopped = Page(browser.post("/account/password", data=data, headers=HERE))
    assert "secret words" not in stopped.html


def test_a_stale_form_with_a_password_is_opened_again(page, session):
    data = {"email": "ada@example.org", "password": PASSWORD, "csrf_token": "old"}
    told = Page(page().post("/sign-in", data=data, headers=HERE))
    assert told.status == 400
    assert told.heading == "Please open the page again"
    assert "/sign-in" in told.links and PASSWORD not in told.html


def test_saving_in_the_background_is_told_in_json(page, session, ada):
    browser = page(ada)
    token = browser.csrf_token()
    end_every_sign_in(session)
    answer = browser.post(
        "/organisations/new", data=WORDS | {"csrf_token": token}, headers={"Accept": "application/json"}
    )
    assert answer.status_code == 401
    assert "press the save button" in answer.json["message"]


def test_somebody_elses_kept_words_cannot_lead_away(page, session, ada):
    data = {"email": "ada@example.org", "password": PASSWORD}
    for kept, target in [
        ("not json", "/account"),
        ('[["a", "b"], 3]', "//evil.test"),
        ("[1]", "https://evil.test"),
    ]:
        answer = page().send("/sign-in", data | {"kept": kept, "next": target}, status=200)
        assert "evil" not in answer.html


def test_reading_a_page_leads_to_sign_in_and_back(page, session):
    assert page().get("/organisations?page=2").location == "/sign-in?next=/organisations?page%3D2"
    assert session.scalar(select(User)) is None


def test_a_button_without_words_leads_back_to_its_page(page, session, ada):
    browser = page(ada)
    pressed = {"Referer": "https://portal.test/account/sessions"}
    stale = Page(browser.post("/account/sessions/end", data={"csrf_token": "old"}, headers=pressed))
    assert stale.heading == "Please open the page again" and "/account/sessions" in stale.links
    assert (
        "/home" in Page(browser.post("/account/sessions/end", data={"csrf_token": "old"}, headers=HERE)).links
    )
    token = browser.csrf_token()
    end_every_sign_in(session)
    answer = browser.post("/account/sessions/end", data={"csrf_token": token}, headers=pressed)
    assert answer.location == "/sign-in?next=/account/sessions"
