"""Reminders: on their morning in London, once each, to booked delegates only, and never of what is off."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from charter_portal.core.clock import from_london
from charter_portal.core.database import db, unit_of_work
from charter_portal.training.enums import DayStatus
from charter_portal.training.models import Reminder
from charter_portal.training.services import steps
from charter_portal.training.services.reminders import send_reminders
from tests.factories.accounts import an_officer, link_in
from tests.factories.training import a_day, a_place, cancelled
from tests.factories.training_days import places_of

pytestmark = pytest.mark.usefixtures("session")

DAY = from_london(datetime(2027, 3, 30, 9, 30))
"""Two days after the clocks go forward, so the two reminders stand on either side of it."""
WEEK = from_london(datetime(2027, 3, 23, 9, 0))
EVE = from_london(datetime(2027, 3, 29, 9, 0))


def at(moment):
    return time_machine.travel(moment, tick=False)


@pytest.fixture
def place():
    with at(DAY - timedelta(days=40)):
        return a_place(a_day(starts_at=DAY, capacity=2))


def reminded(mails):
    return [mail for mail in mails() if mail.notice == "training/reminder"]


def rounds(*moments):
    for moment in moments:
        with at(moment):
            while send_reminders():
                pass


def test_a_week_and_a_day_before_and_never_twice(place, mails):
    minute = timedelta(minutes=1)
    rounds(WEEK - minute)
    assert reminded(mails) == []
    rounds(WEEK, WEEK + minute, WEEK + timedelta(days=2), EVE - minute)
    assert [mail.subject for mail in reminded(mails)] == ["A reminder of your booking"]
    rounds(EVE, EVE + minute, DAY - minute, DAY, DAY + timedelta(days=1))
    assert [mail.subject for mail in reminded(mails)][1:] == ["Your booking tomorrow"]


def test_it_says_when_and_where_and_opens_their_own_page(place, page, mails):
    rounds(WEEK)
    (mail,) = reminded(mails)
    assert "Tuesday 30 March 2027, 9:30am to 4pm (UK time)" in mail.text
    assert page().get(link_in(mail)).status_code == 200
    assert place.day.title not in mail.subject


def test_only_booked_people(mails):
    with at(DAY - timedelta(days=40)):
        day = a_day(starts_at=DAY, capacity=2)
        booked, gone = a_place(day), a_place(day)
        waiting = a_place(day)
        cancelled(gone)
    rounds(EVE)
    told = {mail.to_address for mail in reminded(mails)}
    assert booked.email in told and gone.email not in told and waiting.email not in told


def test_who_booked_after_its_moment_has_a_confirmation_instead(mails):
    with at(DAY - timedelta(days=40)):
        day = a_day(starts_at=DAY, capacity=5)
    with at(WEEK + timedelta(hours=1)):
        a_place(day)
    rounds(WEEK + timedelta(hours=2))
    assert reminded(mails) == []
    rounds(EVE)
    assert len(reminded(mails)) == 1


def test_a_day_that_is_off_reminds_nobody(place, mails):
    by = an_officer()
    with at(WEEK - timedelta(days=3)), unit_of_work():
        steps.cancel_day(place.day, reason="Ill.", by=by)
    rounds(WEEK, EVE)
    assert reminded(mails) == []


def test_a_draft_reminds_nobody(place, mails):
    with unit_of_work():
        place.day.status = DayStatus.DRAFT
    rounds(WEEK, EVE)
    assert reminded(mails) == []


def test_a_moved_day_reminds_anew(place, mails):
    rounds(WEEK)
    day, by, later = place.day, an_officer(), timedelta(days=14)
    to = steps.NewTime(
        starts_at=day.starts_at + later,
        ends_at=day.ends_at + later,
        booking_closes_at=day.booking_closes_at + later,
        room_id=day.room_id,
    )
    with at(WEEK + timedelta(days=1)), unit_of_work():
        steps.move_day(day, to, version=day.version, by=by)
    rounds(EVE)
    assert len(reminded(mails)) == 1
    rounds(WEEK + later)
    assert len(reminded(mails)) == 2


def test_many_are_reminded_some_at_a_time(mails, monkeypatch):
    monkeypatch.setattr("charter_portal.training.services.reminders.AT_ONCE", 3)
    with at(DAY - timedelta(days=40)):
        day = a_day(starts_at=DAY, capacity=8)
        for _ in range(7):
            a_place(day)
    with at(WEEK):
        counts = [send_reminders() for _ in range(4)]
    assert counts == [3, 3, 1, 0]
    told = Counter(mail.to_address for mail in reminded(mails))
    assert told == Counter({place.email: 1 for place in places_of(day)})


def test_a_break_in_between_writes_neither_mail_nor_mark(place, mails, monkeypatch):
    def broken(*_args, **_more):
        raise OSError("The power went.")

    monkeypatch.setattr("charter_portal.training.services.reminders.remind", broken)
    with at(WEEK), pytest.raises(OSError):
        send_reminders()
    assert reminded(mails) == [] and db.session.scalars(select(Reminder)).all() == []
    monkeypatch.undo()
    rounds(WEEK)
    assert len(reminded(mails)) == 1
