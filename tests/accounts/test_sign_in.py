"""Signing in and out: one neutral answer, sessions that die on the server, guessing that is slowed."""

from __future__ import annotations

import statistics
import time
from datetime import timedelta

import pytest
from sqlalchemy import select

from charter_portal.accounts.enums import Role
from charter_portal.accounts.models import SignIn, Throttle, User
from charter_portal.accounts.services import passwords
from charter_portal.audit_trail.models import Entry
from charter_portal.core.clock import now
from charter_portal.core.database import unit_of_work
from tests.factories.accounts import PASSWORD, a_person, a_person_with_password, an_officer

NO_MATCH = ["We could not match that address and password."]


def try_to_sign_in(browser, email, password=PASSWORD, **options):
    data = {"email": email, "password": password, "csrf_token": browser.csrf_token()}
    return browser.post("/sign-in", data=data, **options)


def cookie_of(browser):
    return browser.get_cookie("__Host-charter", domain="portal.test").value


@pytest.fixture
def ada(session):
    return a_person_with_password("Ada", email="ada@example.org")


@pytest.mark.parametrize("state", ["wrong", "unknown", "unconfirmed", "closed"])
def test_the_answer_is_the_same_whatever_did_not_match(page, session, state):
    confirmed = None if state == "unconfirmed" else now()
    closed = now() if state == "closed" else None
    a_person_with_password("Ada", email="ada@example.org", confirmed_at=confirmed, deactivated_at=closed)
    email = "nobody@example.org" if state == "unknown" else "ada@example.org"
    password = "not the right words" if state == "wrong" else PASSWORD
    told = page().send("/sign-in", {"email": email, "password": password}, status=400)
    assert told.errors == NO_MATCH
    assert told.value_of("email") == email
    assert told.value_of("password") is None
    entry = session.scalars(select(Entry).where(Entry.event == "accounts.sign_in.refused")).one()
    assert email not in entry.note and password not in entry.note
    assert entry.origin == "127.0.0.1"


def test_comparing_takes_as_long_for_nobody_as_for_somebody(session, app, monkeypatch):
    monkeypatch.setattr(passwords, "_cost", lambda: "full")
    person = User(password_hash=passwords.hash_password(PASSWORD))

    def seconds(asked):
        start = time.process_time()
        assert not passwords.password_fits(asked, "not the right words")
        return time.process_time() - start

    pairs = [(seconds(person), seconds(None)) for _ in range(5)]
    known, unknown = (statistics.median(times) for times in zip(*pairs, strict=True))
    assert 0.5 < known / unknown < 2


def test_signing_in_gives_a_new_session_and_out_kills_it(page, session, ada):
    browser = page()
    browser.page("/sign-in")
    with browser.session_transaction(base_url="https://portal.test") as planted:
        planted["planted"] = "by somebody else"
    assert try_to_sign_in(browser, "ada@example.org").status_code == 302
    with browser.session_transaction(base_url="https://portal.test") as held:
        assert "planted" not in held
    stolen = cookie_of(browser)
    browser.page("/account")
    browser.send("/sign-out")

    thief = page()
    thief.set_cookie("__Host-charter", stolen, domain="portal.test", secure=True)
    assert thief.get("/account").status_code == 302
    assert session.scalars(select(SignIn)).one().ended_at is not None


def test_the_cookies_are_sealed(page, ada):
    answer = try_to_sign_in(page(), "ada@example.org")
    cookies = answer.headers.getlist("Set-Cookie")
    assert len(cookies) == 2
    for cookie in cookies:
        assert cookie.startswith("__Host-")
        for part in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"):
            assert part in cookie
        assert "Domain" not in cookie


@pytest.mark.parametrize(
    "target",
    [
        "//e.test",
        "https:e.test",
        "https://e.test/",
        r"/\e.test",
        "javascript:alert(1)",
        "/%0d%0a//e.test\r\nX: y",
        "/@e.test",
        "/%2f%2fe.test",
        "%2f%2fe.test",
        "\t//e.test",
        "///e.test",
    ],
)
def test_the_way_back_never_leads_elsewhere(page, ada, target):
    browser = page()
    data = {
        "email": "ada@example.org",
        "password": PASSWORD,
        "next": target,
        "csrf_token": browser.csrf_token(),
    }
    answer = browser.post("/sign-in", data=data)
    assert answer.status_code == 302
    assert answer.location.startswith("/") and not answer.location.startswith(("//", "/\\"))
    assert browser.get("/sign-in", query_string={"next": target}).location.startswith("/")


def test_the_way_back_leads_to_the_page_asked_for(page, ada):
    browser = page()
    asked = browser.get("/account/sessions?x=1")
    assert asked.location == "/sign-in?next=/account/sessions?x%3D1"
    assert browser.page(asked.location).value_of("next") == "/account/sessions?x=1"


def test_ten_guesses_and_the_owner_still_gets_in(page, session, ada):
    owner, guesser = page(), page()
    assert try_to_sign_in(owner, "ada@example.org").status_code == 302
    owner.send("/sign-out")
    spellings = [
        "ada@example.org",
        " ADA@example.org ",
        "ＡＤＡ@example.org",
        "Ada@Example.org",
        "ada@EXAMPLE.ORG",
    ]
    for number in range(10):
        forwarded = {"X-Forwarded-For": f"10.0.0.{number}"}
        guess = try_to_sign_in(guesser, spellings[number % 5], f"guess number {number}", headers=forwarded)
        assert guess.status_code == 400
    refused = try_to_sign_in(page(), "ada@example.org", headers={"X-Forwarded-For": "10.9.9.9"})
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 15 * 60
    assert "Your account is not closed." in refused.text
    assert try_to_sign_in(owner, "ada@example.org").status_code == 302, "A known browser counts by itself."
    elsewhere = try_to_sign_in(page(), "ada@example.org", environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert elsewhere.status_code == 302, "So does another network address."
    assert session.scalar(select(Entry.id).where(Entry.event == "accounts.sign_in.slowed"))


def test_after_a_quarter_of_an_hour_the_count_starts_afresh(page, session, ada, time_machine):
    for _ in range(11):
        last = try_to_sign_in(page(), "ada@example.org", "a wrong guess")
    assert last.status_code == 429
    time_machine.move_to(now() + timedelta(minutes=16), tick=False)
    assert try_to_sign_in(page(), "ada@example.org").status_code == 302


def test_one_address_trying_many_accounts_is_slowed_last(page, session):
    browser = page()
    for number in range(200):
        assert try_to_sign_in(browser, f"person{number}@example.org", "a wrong guess").status_code == 400
    assert try_to_sign_in(browser, "one.more@example.org", "a wrong guess").status_code == 429


def test_a_right_password_forgets_the_wrong_ones(page, session, ada):
    for _ in range(9):
        try_to_sign_in(page(), "ada@example.org", "a wrong guess")
    assert try_to_sign_in(page(), "ada@example.org").status_code == 302
    actions = session.scalars(select(Throttle.action)).all()
    assert "sign_in.account_from_origin" not in actions


def test_no_address_is_kept_in_the_counts(page, session, ada):
    try_to_sign_in(page(), "ada@example.org", "a wrong guess")
    assert all("ada" not in key for key in session.scalars(select(Throttle.key_hash)))


@pytest.mark.parametrize(("role", "minutes"), [(None, 121), (Role.OFFICER, 31)])
def test_a_quiet_session_ends(page, session, time_machine, role, minutes):
    person = a_person("Ada", *([role] if role else []))
    browser = page(person)
    start = now()
    time_machine.move_to(start + timedelta(minutes=minutes - 2), tick=False)
    browser.page("/account")
    time_machine.move_to(start + timedelta(minutes=2 * minutes - 1), tick=False)
    assert browser.get("/account").status_code == 302


def test_no_session_outlives_twelve_hours(page, session, time_machine):
    browser, start = page(a_person("Ada")), now()
    for hour in range(1, 12):
        time_machine.move_to(start + timedelta(hours=hour), tick=False)
        browser.page("/account")
    time_machine.move_to(start + timedelta(hours=12, minutes=1), tick=False)
    assert browser.get("/account").status_code == 302


def test_being_seen_is_noted_once_a_minute_and_changes_nothing_else(page, session, time_machine):
    person = a_person("Ada")
    browser = page(person)
    before, start = person.updated_at, now()
    browser.page("/account")
    assert session.get(User, person.id).last_seen_at is None
    time_machine.move_to(start + timedelta(minutes=2), tick=False)
    browser.page("/account")
    seen = session.get(User, person.id).last_seen_at
    assert seen is not None
    time_machine.move_to(start + timedelta(minutes=2, seconds=30), tick=False)
    browser.page("/account")
    assert session.get(User, person.id).last_seen_at == seen
    assert session.get(User, person.id).updated_at == before


def test_sign_out_everywhere_ends_every_browser(page, session):
    person = a_person("Ada")
    one, two, other = page(person), page(person), page(an_officer())
    assert "In 2 browsers" in one.page("/account").text
    one.page("/account/sessions")
    one.send("/account/sessions/end")
    assert one.get("/account").status_code == 302
    assert two.get("/account").status_code == 302
    other.page("/account")


def test_one_browser_can_be_signed_out_but_not_a_strangers(page, session):
    person, stranger = a_person("Ada"), a_person("Sam")
    one, two, theirs = page(person), page(person), page(stranger)
    first, second, strange = session.scalars(select(SignIn).order_by(SignIn.id)).all()
    one.send(f"/account/sessions/{strange.id}/end", status=404)
    theirs.page("/account")
    one.send(f"/account/sessions/{second.id}/end")
    assert two.get("/account").status_code == 302
    one.page("/account")


def test_a_closed_account_is_out_at_once(page, session):
    person = a_person("Ada")
    browser = page(person)
    with unit_of_work():
        person.deactivated_at = now()
    assert browser.get("/account").status_code == 302


def test_an_older_hash_is_made_stronger_at_sign_in(page, session, ada, monkeypatch):
    old = session.get(User, ada.id).password_hash
    monkeypatch.setattr("charter_portal.accounts.views.sign_in.needs_stronger_hash", lambda person: True)
    assert try_to_sign_in(page(), "ada@example.org").status_code == 302
    assert session.get(User, ada.id).password_hash != old


def test_awkward_words_at_the_door(page, session):
    for email in ["\x00@x.org", "a" * 100_000, "ada@example.org\r\nBcc: x@y.z", "' or 1=1 --@x.org", ""]:
        assert try_to_sign_in(page(), email).status_code == 400
    assert try_to_sign_in(page(), "ada@example.org", "x" * 1_000_000).status_code == 400
    assert page().post("/sign-in", data={"email": "ada@example.org", "password": PASSWORD}).status_code == 400
