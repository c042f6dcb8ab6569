"""From a form to an open account: one neutral answer, one mail, one link that works once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from charter_portal.accounts.models import Link, User
from charter_portal.accounts.queries import user_by_address
from charter_portal.core.clock import now
from charter_portal.core.database import unit_of_work
from tests.factories.accounts import PASSWORD, a_person, link_in

FORM = {"name": "Ada Okafor", "email": "ada@example.org", "password": PASSWORD}


def test_registering_confirming_and_signing_in(page, session, mails):
    browser = page()
    browser.page("/create-account")
    browser.send("/create-account", FORM)
    assert user_by_address("ada@example.org").confirmed_at is None
    (mail,) = mails()
    assert mail.to_address == "ada@example.org"

    asked = browser.page(link_in(mail))
    assert asked.heading == "Confirm your address"
    assert user_by_address("ada@example.org").confirmed_at is None
    browser.send(link_in(mail))
    assert user_by_address("ada@example.org").is_active
    browser.page(link_in(mail), status=410)
    browser.send(link_in(mail), status=410)

    answer = browser.post(
        "/sign-in",
        data={"email": " ADA@example.org ", "password": PASSWORD, "csrf_token": browser.csrf_token()},
    )
    assert answer.status_code == 302
    assert answer.location == "/home"
    assert browser.page("/account").text.count("Ada Okafor")


def test_before_confirming_nobody_signs_in(page, session):
    browser = page()
    browser.send("/create-account", FORM)
    refused = browser.send("/sign-in", FORM, status=400)
    assert refused.errors == ["We could not match that address and password."]


@pytest.mark.parametrize("state", ["unknown", "known", "unconfirmed", "closed"])
def test_the_page_never_tells_who_has_an_account(page, session, mails, state):
    if state != "unknown":
        confirmed = None if state == "unconfirmed" else now()
        closed = now() if state == "closed" else None
        a_person("Ada", email="ada@example.org", confirmed_at=confirmed, deactivated_at=closed)
    for path in ("/create-account", "/confirm", "/forgotten-password"):
        answer = page().post(path, data=FORM | {"csrf_token": ""}, follow_redirects=False)
        assert answer.status_code == 400
        browser = page()
        sent = browser.post(path, data=FORM | {"csrf_token": browser.csrf_token()})
        assert (sent.status_code, sent.location) == (302, "/check-your-mail")
    assert len(mails()) == 3
    assert {mail.to_address for mail in mails()} == {"ada@example.org"}


@pytest.mark.parametrize(
    ("profile", "server", "is_told"),
    [("demo", "", True), ("demo", "mail.example.org", False), ("production", "", False)],
)
def test_only_a_demo_without_real_mail_says_where_to_read_it(
    page, app, session, monkeypatch, profile, server, is_told
):
    told = replace(app.config["SETTINGS"], profile=profile, mail_server=server)
    monkeypatch.setitem(app.jinja_env.globals, "settings", told)
    assert ("This is a demo" in page().page("/check-your-mail").text) == is_told


def test_a_newer_mail_ends_the_older_link(page, session, mails):
    browser = page()
    browser.send("/create-account", FORM)
    browser.send("/confirm", {"email": FORM["email"]})
    first, second = mails()
    browser.page(link_in(first), status=410)
    browser.send(link_in(second))


def test_registering_again_before_confirming_keeps_the_last_password(page, session, mails):
    browser = page()
    browser.send("/create-account", FORM)
    browser.send("/create-account", FORM | {"password": "another four words entirely"})
    browser.send(link_in(mails()[-1]))
    browser.send("/sign-in", FORM, status=400)
    browser.send("/sign-in", FORM | {"password": "another four words entirely"})


def test_a_link_works_for_an_hour(page, session, mails, time_machine):
    browser = page()
    browser.send("/create-account", FORM)
    time_machine.move_to(now() + timedelta(minutes=61), tick=False)
    browser.page(link_in(mails()[0]), status=410)
    browser.send(link_in(mails()[0]), status=410)
    assert user_by_address("ada@example.org").confirmed_at is None


def test_links_are_kept_as_hashes(page, session, mails):
    page().send("/create-account", FORM)
    token = link_in(mails()[0]).rpartition("/")[2]
    assert len(token) >= 43
    assert session.scalar(select(Link.token_hash)) != token


@pytest.mark.parametrize("header", [{"Host": "evil.test"}, {"X-Forwarded-Host": "evil.test"}])
def test_a_foreign_host_never_gets_into_a_mail(page, session, mails, header):
    browser = page()
    answer = browser.post("/create-account", data=FORM | {"csrf_token": browser.csrf_token()}, headers=header)
    assert answer.status_code in {302, 400}
    assert all("evil" not in mail.text + mail.html for mail in mails())


@pytest.mark.parametrize(
    "changed, message",
    [
        ({"name": ""}, "Enter your name."),
        ({"name": "123 !"}, "Enter your name with at least one letter."),
        ({"email": "ada"}, "Enter an email address like name@example.org."),
        ({"email": "a" * 300 + "@example.org"}, "Enter an email address like name@example.org."),
        ({"email": "a\u200bda@example.org"}, "Type the email address again, letter by letter."),
        ({"email": "\ufdfa" * 60 + "@example.org"}, "Type the email address again, letter by letter."),
        ({"password": ""}, "Choose a password of 12 characters or more."),
        ({"password": "short words"}, "Use 12 characters or more. You have 11."),
        ({"password": "okafor okafor"}, "Leave your name and address out of the password."),
    ],
)
def test_each_mistake_is_told_in_its_place_and_nothing_typed_is_lost(page, session, changed, message):
    found = page().send("/create-account", FORM | changed, status=400)
    assert any(error.startswith(message) for error in found.errors)
    kept = FORM | changed
    assert found.value_of("email") == (kept["email"] or None)
    assert found.value_of("password") is None
    assert session.scalar(select(User)) is None


def test_awkward_text_is_cleaned_or_refused_and_never_breaks(page, session):
    for text in ["Zo\x00e\u202e", "محمد علي", "Siân ŵŷ", "O'Neill", "👩‍👩‍👧 Ada", "a" * 10_000]:
        browser = page()
        answer = browser.post(
            "/create-account", data=FORM | {"name": text, "csrf_token": browser.csrf_token()}
        )
        assert answer.status_code in {302, 400}
    answer = browser.post(
        "/create-account",
        data=b"name=%ff%00&email=%80@x.org&password=%ed%a0%80"
        + f"&csrf_token={browser.csrf_token()}".encode(),
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code == 400


def test_full_width_letters_are_the_same_address(page, session, mails):
    a_person("Ada", email="ada@example.org")
    page().send("/create-account", FORM | {"email": "ＡＤＡ@example.org"})
    (mail,) = mails()
    assert mail.to_address == "ada@example.org"
    assert mail.notice == "accounts/account_exists"


def test_asking_for_mail_is_limited_but_the_owner_keeps_room(page, session, mails):
    def ask(times, origin):
        for _ in range(times):
            browser = page()
            data = {"email": "ada@example.org", "csrf_token": browser.csrf_token()}
            answer = browser.post("/forgotten-password", data=data, environ_base={"REMOTE_ADDR": origin})
            assert answer.location == "/check-your-mail"
        return len(mails())

    assert ask(8, "192.0.2.1") == 5
    assert ask(1, "192.0.2.2") == 6
    for number in range(10, 20):
        ask(4, f"192.0.2.{number}")
    assert len(mails()) == 20


def test_one_network_address_cannot_ask_for_mail_without_end(page, session):
    browser = page()
    for number in range(60):
        browser.send("/confirm", {"email": f"person{number}@example.com"})
    browser.send("/forgotten-password", {"email": "one.more@example.com"}, status=429)


@pytest.mark.both_engines
def test_an_address_taken_a_moment_ago_gives_no_second_account(app, session, mails, monkeypatch):
    from charter_portal.accounts.services import registration

    a_person("Ada", email="ada@example.org")
    monkeypatch.setattr(registration, "user_by_address", _blind_once(registration.user_by_address))
    with unit_of_work():
        registration.ask_for_account(name="Ada", email="ada@example.org", password_hash="!")
    assert [mail.notice for mail in mails()] == ["accounts/account_exists"]


def _blind_once(real):
    asked = []

    def look(email):
        asked.append(email)
        return None if len(asked) == 1 else real(email)

    return look
