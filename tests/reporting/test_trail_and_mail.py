"""The audit browser and the mail page."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from charter_portal.audit_trail.services import record
from charter_portal.core.clock import today
from charter_portal.core.database import unit_of_work
from charter_portal.notifications.services import deliver_due
from charter_portal.reporting.queries import TrailFilter, trail_page
from tests.factories.accounts import a_commissioner, a_person, an_officer
from tests.factories.assessment import an_open_reading
from tests.support.pages import counted_queries

pytestmark = pytest.mark.both_engines


def events(**chosen):
    return {row.entry.event for row in trail_page(TrailFilter(**chosen), number=1).items}


def test_the_trail_is_narrowed_by_person_thing_event_and_day(session):
    reading = an_open_reading()
    officer_mail = reading.assessor.email
    assert any(event.startswith("assessment.allocation") for event in events())
    assert events(event="assessment.") and all(
        e.startswith("assessment.") for e in events(event="assessment.")
    )
    assert events(actor=officer_mail.upper())
    assert events(actor="nobody@example.org") == set()
    assert events(subject=f"allocation {reading.id}")
    assert events(subject=f"allocation {reading.id + 1000}") == set()
    assert events(since=today() - timedelta(days=1)) and not events(until=date(2001, 1, 1))


def test_names_are_found_at_a_constant_price(app, session, page):
    officer = an_officer()
    an_open_reading()
    counts = []
    for _ in range(2):
        browser = page(officer)
        browser.page("/staff/trail")
        with counted_queries(app) as statements:
            shown = browser.page("/staff/trail")
        counts.append(len(statements))
        for _ in range(5):
            an_open_reading()
    assert counts[0] == counts[1] <= 8
    assert "Olu Officer" in shown.text


def test_strange_filters_are_answered_kindly(session, page):
    browser = page(an_officer())
    for query in (
        "since=2027-02-30",
        "actor=%00",
        "subject=%27+1",
        "event=%25",
        "subject=user_account+99999999999999",
    ):
        browser.page(f"/staff/trail?{query}")


def test_letters_are_read_in_the_demo_only(app, session, page, monkeypatch):
    an_open_reading()
    deliver_due()
    officer = page(an_officer())
    letters = [link for link in officer.page("/staff/mail").links if "/letters/" in link]
    assert letters
    assert officer.page(letters[0]).heading
    officer.page("/staff/mail/letters/none", status=404)
    page(a_commissioner()).page("/staff/mail", status=403)
    from dataclasses import replace

    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], profile="production"))
    officer.page(letters[0], status=403)
    assert "/letters/" not in officer.page("/staff/mail").html


def test_nobody_else_looks(session, page):
    stranger = page(a_person())
    for path in ("/staff/trail", "/staff/mail", "/staff/cycles/1/applications"):
        stranger.page(path, status=404 if "cycles" in path else 403)


def test_a_unit_of_work_that_fails_leaves_no_trail(session):
    before = events()

    def export_and_break_off():
        with unit_of_work():
            record("reporting.cycle.exported", about=None, by=None)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        export_and_break_off()
    assert events() == before
