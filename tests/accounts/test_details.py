"""A person's own account: password, address, name; every change needs the person, and says so by mail."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from charter_portal.accounts.models import User
from charter_portal.accounts.services import details
from charter_portal.accounts.services.links import LinkEnded
from charter_portal.audit_trail.models import Entry
from charter_portal.core.clock import now
from charter_portal.core.database import unit_of_work
from tests.factories.accounts import PASSWORD, a_person, a_person_with_password, link_in

NEXT = "another four words entirely"
NOT_YOURS = ["This is not the password of your account. Try again, or ask for a new one."]


@pytest.fixture
def ada(session):
    return a_person_with_password("Ada", email="ada@example.org")


def sign_in(browser, email, password, status=302):
    browser.send("/sign-in", {"email": email, "password": password}, status=status)


def events(session):
    return list(session.scalars(select(Entry.event).order_by(Entry.id)))


def test_a_forgotten_password(page, session, mails, ada):
    here, elsewhere = page(), page(ada)
    here.page("/forgotten-password")
    here.send("/forgotten-password", {"email": "ADA@example.org"})
    path = link_in(mails()[-1])
    assert here.page(path).heading == "Choose a new password"
    here.page(path)
    weak = here.send(path, {"password": "password1234"}, status=400)
    assert "easy to guess" in weak.errors[0]
    here.send(path, {"password": NEXT})
    here.page(path, status=410)
    here.send(path, {"password": NEXT}, status=410)
    assert elsewhere.get("/account").status_code == 302
    assert mails()[-1].notice == "accounts/password_changed"
    sign_in(here, "ada@example.org", PASSWORD, status=400)
    sign_in(here, "ada@example.org", NEXT)
    assert events(session).count("accounts.password.reset") == 1


@pytest.mark.parametrize(
    "ended_by", ["a newer link", "a new password", "a new address", "61 minutes", "closing"]
)
def test_what_ends_a_reset_link(page, session, mails, ada, time_machine, ended_by):
    page().send("/forgotten-password", {"email": "ada@example.org"})
    path = link_in(mails()[-1])
    if ended_by == "a newer link":
        page().send("/forgotten-password", {"email": "ada@example.org"})
    elif ended_by == "a new password":
        page(ada).send("/account/password", {"current": PASSWORD, "password": NEXT})
    elif ended_by == "a new address":
        page(ada).send("/account/address", {"current": PASSWORD, "email": "new@example.org"})
        page().send(link_in(mails()[-2]))
    elif ended_by == "61 minutes":
        time_machine.move_to(now() + timedelta(minutes=61), tick=False)
    else:
        with unit_of_work():
            ada.deactivated_at = now()
    page().send(path, {"password": "still four other words"}, status=410)
    sign_in(page(), "ada@example.org", "still four other words", status=400)


def test_guessing_a_link_leads_nowhere(page, session):
    for guess in ["x", "a" * 43, "%00", "../..", "é" * 20]:
        page().page(f"/reset/{guess}", status=410 if "/" not in guess else 404)


def test_changing_the_password(page, session, mails, ada):
    browser, other = page(ada), page(ada)
    browser.page("/account/password")
    wrong = browser.send(
        "/account/password", {"current": "not the right words", "password": NEXT}, status=400
    )
    assert wrong.errors == NOT_YOURS
    own = browser.send("/account/password", {"current": PASSWORD, "password": "ada@example.org"}, status=400)
    assert own.errors == [
        "Leave your name and address out of the password. Other people would try them first."
    ]
    before = browser.get_cookie("__Host-charter", domain="portal.test").value
    browser.send("/account/password", {"current": PASSWORD, "password": NEXT})
    assert browser.get_cookie("__Host-charter", domain="portal.test").value != before
    browser.page("/account")
    assert other.get("/account").status_code == 302
    assert mails()[-1].to_address == "ada@example.org"
    assert events(session).count("accounts.password.changed") == 1


def test_asking_for_the_present_password_too_often_is_slowed(page, session, ada):
    browser = page(ada)
    for _ in range(10):
        browser.send(
            "/account/address", {"current": "wrong words here", "email": "new@example.org"}, status=400
        )
    refused = browser.send("/account/address", {"current": PASSWORD, "email": "new@example.org"}, status=429)
    assert refused.response.headers["Retry-After"]


def test_changing_the_address(page, session, mails, ada):
    browser = page(ada)
    browser.page("/account/address")
    assert (
        browser.send("/account/address", {"current": "no", "email": "new@example.org"}, status=400).errors
        == NOT_YOURS
    )
    browser.send("/account/address", {"current": PASSWORD, "email": "New@example.org"})
    to_new, to_old = mails()
    assert (to_new.to_address, to_old.to_address) == ("New@example.org", "ada@example.org")
    assert session.get(User, ada.id).email == "ada@example.org"
    page().page(link_in(to_new))
    page().send(link_in(to_new))
    assert session.get(User, ada.id).email_key == "new@example.org"
    assert browser.get("/account").status_code == 302
    assert mails()[-1].to_address == "ada@example.org"
    sign_in(page(), "new@example.org", PASSWORD)
    page().page(link_in(to_new), status=410)


def test_an_address_in_use_is_told_only_by_mail(page, session, mails, ada):
    a_person("Sam", email="sam@example.org")
    browser = page(ada)
    answers = set()
    for email in ["sam@example.org", "free@example.org"]:
        browser.send("/account/address", {"current": PASSWORD, "email": email})
        answers.add(browser.page("/account").text.partition("Your account Sign out")[2])
    assert len(answers) == 1
    assert mails()[0].notice == "accounts/address_taken"
    same = browser.send("/account/address", {"current": PASSWORD, "email": "ada@example.org"}, status=400)
    assert same.errors == ["This is already the address of your account."]


@pytest.mark.both_engines
def test_two_people_cannot_end_up_with_one_address(session, mails):
    one, two = a_person("One"), a_person("Two")
    for person in (one, two):
        with unit_of_work():
            details.ask_for_new_address(person, email="shared@example.org")
    first, second = (
        link_in(mail).rpartition("/")[2] for mail in mails() if mail.notice == "accounts/new_address"
    )
    with unit_of_work():
        details.change_address(first)
    with pytest.raises(LinkEnded), unit_of_work():
        details.change_address(second)
    assert session.scalars(select(User.id).where(User.email_key == "shared@example.org")).all() == [one.id]


def test_changing_the_name(page, session, ada):
    browser = page(ada)
    assert browser.page("/account/name").value_of("name") == "Ada"
    browser.send("/account/name", {"name": "  Ada\u202e  Okafor "})
    assert session.get(User, ada.id).name == "Ada Okafor"
    assert browser.send("/account/name", {"name": "42"}, status=400).errors
    browser.send("/account/name", {"name": "Ada Okafor", "id": "1", "confirmed_at": "", "email": "x@x.org"})
    assert session.get(User, ada.id).email == "ada@example.org"
    assert events(session).count("accounts.person.renamed") == 1


def test_mails_say_nothing_that_a_stranger_should_not_read(page, session, mails, ada):
    ada_browser = page(ada)
    nasty = "Click http://evil.test now\r\nBcc: all@example.org"
    ada_browser.send("/account/name", {"name": nasty})
    page().send("/forgotten-password", {"email": "ada@example.org"})
    page().send("/forgotten-password", {"email": "nobody@example.org"})
    ada_browser.send("/account/address", {"current": PASSWORD, "email": "new@example.org"})
    for mail in mails():
        assert "\n" not in mail.subject + mail.to_address
        assert "http://evil.test" not in mail.text + mail.html
        for word in ("award", "lived experience", "gold", "score"):
            assert word not in mail.subject.lower()
        assert PASSWORD not in mail.text + mail.html


def test_a_reset_opens_an_account_that_never_confirmed(page, session, mails):
    person = a_person_with_password("Sam", email="sam@example.org", confirmed_at=None)
    page().send("/forgotten-password", {"email": "sam@example.org"})
    page().send(link_in(mails()[-1]), {"password": NEXT})
    assert session.get(User, person.id).is_active
    sign_in(page(), "sam@example.org", NEXT)


def test_a_link_used_up_a_moment_ago_is_told_kindly(page, session, mails, ada, monkeypatch):
    page().send("/forgotten-password", {"email": "ada@example.org"})
    path = link_in(mails()[-1])

    def too_late(*_arguments, **_options):
        raise LinkEnded

    monkeypatch.setattr("charter_portal.accounts.services.resets.use_link", too_late)
    told = page().send(path, {"password": NEXT}, status=410)
    assert told.heading == "This link no longer works"
