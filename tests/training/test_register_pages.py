"""The pages at the door: register, code, walk-ins, the list to take."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
import time_machine
from sqlalchemy import func, select

from charter_portal.audit_trail.models import Entry
from charter_portal.core.clock import now
from charter_portal.core.database import db, unit_of_work
from charter_portal.files.models import StoredFile
from charter_portal.jobs.services import run_due
from charter_portal.training.enums import DayStatus
from charter_portal.training.enums import PlaceStatus as S
from charter_portal.training.models import Place, Trainer, TrainingDay
from charter_portal.training.services.door import throw_away_lists
from tests.factories.accounts import a_commissioner, a_person, an_officer
from tests.factories.organisations import an_organisation, the_lead_of
from tests.factories.training import a_booking, a_day, a_delegate, a_place, a_trainer
from tests.factories.training_days import (
    a_begun_day,
    marked,
    moved_to,
    places_of,
)
from tests.support.pages import counted_queries

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def trainer():
    return a_trainer("Tess Trainer")


def a_day_with_needs(trainer, organisation=None):
    organisation = organisation or an_organisation("Riverbend")
    day = a_day(trainers=(trainer,), capacity=5)
    a_booking(
        day,
        organisation,
        delegates=(
            a_delegate("Noor Jansen", access="A ramp, please.", dietary="Vegan"),
            a_delegate("Hugh Merrick"),
        ),
    )
    return moved_to(day, now() - timedelta(hours=1))


def of_events(event):
    return db.session.scalar(select(func.count()).where(Entry.event == event))


class TestRegister:
    def test_check_in_and_undo_by_list(self, page, trainer):
        day = a_day_with_needs(trainer)
        browser, where = page(trainer), f"/training/days/{day.id}/register"
        shown = browser.page(where)
        assert "A ramp, please." in shown.text and "Vegan" in shown.text
        (noor, _hugh) = sorted(places_of(day), key=lambda place: place.name, reverse=True)
        answer = browser.send(f"/training/register/places/{noor.id}", {"deed": "check_in", "search": "noor"})
        assert answer.response.headers["Location"].endswith(f"register?search=noor#place-{noor.id}")
        assert db.session.get_one(Place, noor.id).status is S.ATTENDED
        browser.send(f"/training/register/places/{noor.id}", {"deed": "undo"})
        assert db.session.get_one(Place, noor.id).status is S.BOOKED

    def test_every_look_is_kept_in_the_trail_once(self, page, trainer):
        day = a_day_with_needs(trainer)
        browser = page(trainer)
        for _ in range(3):
            browser.page(f"/training/days/{day.id}/register")
        assert of_events("training.training_day.viewed") == 1

    def test_search_and_state(self, page, trainer):
        day = a_day_with_needs(trainer)
        browser, where = page(trainer), f"/training/days/{day.id}/register"
        assert "Hugh" not in browser.page(f"{where}?search=noor").text
        assert "Hugh" in browser.page(f"{where}?search=riverb").text
        assert "Nobody fits" in browser.page(f"{where}?status=attended").text
        assert "Hugh" in browser.page(f"{where}?status=nonsense&page=99").text

    def test_an_unknown_deed_does_nothing(self, page, trainer):
        place = places_of(a_day_with_needs(trainer))[0]
        for deed in ("", "erase", "check_in; drop"):
            page(trainer).send(f"/training/register/places/{place.id}", {"deed": deed})
        assert db.session.get_one(Place, place.id).status is S.BOOKED

    def test_costs_the_same_for_ten_and_for_five_hundred(self, app, page, trainer):
        day = a_begun_day(*(an_organisation() for _ in range(10)), capacity=600, trainers=(trainer,))
        browser, where = page(trainer), f"/training/days/{day.id}/register"
        browser.page(where)
        with counted_queries(app) as few:
            browser.page(where)
        rows = _copies(places_of(day)[0], 490)
        db.session.execute(Place.__table__.insert(), rows)
        db.session.commit()
        with counted_queries(app) as many:
            shown = browser.page(where)
        assert "of 500 delegates" in shown.text
        assert len(few) == len(many)

    def test_other_people_do_not_find_it(self, page, trainer):
        organisation = an_organisation()
        day = a_begun_day(organisation, trainers=(trainer,))
        where = f"/training/days/{day.id}/register"
        for person in (a_trainer(), the_lead_of(organisation), a_person()):
            page(person).page(where, status=404)
        page(a_commissioner()).page(where, status=403)
        assert page().get(where).status_code == 302


def _copies(place, count):
    kept = {c.name: getattr(place, c.key) for c in Place.__table__.columns if c.name != "id"}
    return [
        kept | {"email_key": f"copy{n}@example.org", "link_hash": f"{n:064}", "code": f"COPY{n:06}"}
        for n in range(count)
    ]


class TestCode:
    def test_one_button_for_a_phone(self, page, trainer):
        place = places_of(a_day_with_needs(trainer))[0]
        browser = page(trainer)
        shown = browser.page(f"/training/check-in/{place.code}")
        assert shown.heading == "Noor Jansen" and "A ramp, please." in shown.text
        answer = browser.send(f"/training/register/places/{place.id}", {"deed": "check_in", "from": "code"})
        assert answer.response.headers["Location"].endswith(f"/training/check-in/{place.code}")
        assert "Attended" in browser.page(f"/training/check-in/{place.code}").text

    def test_a_look_at_what_somebody_needs_is_kept(self, page, trainer):
        with_needs, without = places_of(a_day_with_needs(trainer))
        page(trainer).page(f"/training/check-in/{without.code}")
        assert of_events("training.delegate_needs.viewed") == 0
        page(trainer).page(f"/training/check-in/{with_needs.code}")
        assert of_events("training.delegate_needs.viewed") == 1

    def test_a_stranger_is_asked_to_sign_in_and_comes_back(self, page, trainer):
        place = places_of(a_day_with_needs(trainer))[0]
        answer = page().get(f"/training/check-in/{place.code}")
        assert answer.status_code == 302 and place.code in answer.headers["Location"]

    def test_nobody_else_learns_whose_code_it_is(self, page, trainer):
        organisation = an_organisation()
        place = places_of(a_day_with_needs(trainer, organisation))[0]
        for person in (a_trainer(), a_person(), the_lead_of(organisation), a_commissioner()):
            page(person).page(f"/training/check-in/{place.code}", status=404)
        page(trainer).page("/training/check-in/NOSUCHCODE", status=404)

    def test_before_the_day_it_says_when(self, page, trainer):
        day = a_day(starts_at=now() + timedelta(days=5), trainers=(trainer,))
        place = a_place(day)
        shown = page(trainer).page(f"/training/check-in/{place.code}")
        assert "from midnight on the day itself" in shown.text and not shown.all("button", name="deed")

    def test_who_waits_is_told_apart(self, page, trainer):
        day = a_day(capacity=1, trainers=(trainer,))
        a_place(day)
        waiting = a_place(day)
        moved_to(day, now() - timedelta(hours=1))
        shown = page(trainer).page(f"/training/check-in/{waiting.code}")
        assert "They have no place yet." in shown.text and not shown.all("button", name="deed")


class TestWalkIn:
    sent = {"name": "Wren Walker", "email": "wren@example.org", "role": "other", "joins": "in_person"}

    def test_is_on_the_register_at_once(self, page, trainer):
        day = a_day_with_needs(trainer)
        browser, where = page(trainer), f"/training/days/{day.id}/register/walk-in"
        browser.page(where)
        browser.send(where, self.sent)
        assert "Wren Walker" in browser.page(f"/training/days/{day.id}/register").text

    def test_mistakes_are_named_and_words_kept(self, page, trainer):
        day = a_day_with_needs(trainer)
        browser, where = page(trainer), f"/training/days/{day.id}/register/walk-in"
        answer = browser.send(where, self.sent | {"email": "wren at home"}, status=400)
        assert answer.errors == ["Enter an email address like name@example.org."]
        assert answer.value_of("name") == "Wren Walker"
        answer = browser.send(where, self.sent | {"organisation": "Nobody knows it"}, status=400)
        assert answer.errors == ["No organisation in the portal has this name. Check it, or leave it empty."]

    def test_a_full_day_asks_whether_there_is_room(self, page, trainer):
        day = a_begun_day(an_organisation(), capacity=1, trainers=(trainer,))
        browser, where = page(trainer), f"/training/days/{day.id}/register/walk-in"
        assert "Every place is taken." in browser.page(where).text
        answer = browser.send(where, self.sent, status=400)
        assert answer.errors == ["Every place is taken. Is there room? Tick the box, then add them."]
        browser.send(where, self.sent | {"room": "y"})


def test_closing_says_first_what_it_means(page, trainer, mails):
    day = a_day_with_needs(trainer)
    first = places_of(day)[0]
    marked(first)
    browser, where = page(trainer), f"/training/days/{day.id}/register/close"
    shown = browser.page(where)
    assert "1 marked as here" in shown.text and "1 not marked yet" in shown.text
    browser.send(where)
    assert db.session.get_one(TrainingDay, day.id).status is DayStatus.HELD
    browser.send(where, status=400)


class TestDoorList:
    def sent(self, browser, **more):
        return {"csrf_token": browser.csrf_token(), **more}

    def rows(self, browser, day, **more):
        answer = browser.post(f"/training/days/{day.id}/door", data=self.sent(browser, kind="xlsx", **more))
        assert answer.status_code == 200 and "attachment" in answer.headers["Content-Disposition"]
        sheet = openpyxl.load_workbook(BytesIO(answer.data)).worksheets[0]
        return [[cell.value for cell in row] for row in sheet.iter_rows()]

    def test_names_roles_and_nothing_more(self, page, trainer):
        day = a_day_with_needs(trainer)
        rows = self.rows(page(trainer), day)
        assert rows[0] == ["Name", "Role", "Organisation", "Joins", "State"]
        assert [row[0] for row in rows[1:]] == ["Hugh Merrick", "Noor Jansen"]
        assert not any("@" in str(cell) or "ramp" in str(cell) for row in rows for cell in row)

    def test_needs_only_when_asked_for_and_noted(self, page, trainer):
        day = a_day_with_needs(trainer)
        rows = self.rows(page(trainer), day, needs="y")
        assert rows[2][-2:] == ["A ramp, please.", "Vegan"]
        entry = db.session.scalars(
            select(Entry).where(Entry.event == "training.day.door_list_taken")
        ).one()
        assert entry.after == {"kind": "xlsx", "needs": True} and entry.actor_id == trainer.id

    def test_a_name_that_looks_like_a_formula_stays_text(self, page, trainer):
        day = a_day(trainers=(trainer,))
        a_booking(day, delegates=(a_delegate("=1+1"),))
        assert self.rows(page(trainer), day)[1][0] == "=1+1"

    def test_paper_is_printed_by_the_worker_for_who_asked(self, page, trainer, monkeypatch):
        monkeypatch.setattr("charter_portal.training.services.door.render_pdf", lambda *a, **k: b"%PDF list")
        day = a_day_with_needs(trainer)
        browser, where = page(trainer), f"/training/days/{day.id}/door"
        assert browser.get(f"{where}.pdf").status_code == 404
        browser.send(where, {"kind": "pdf"})
        assert "being printed" in browser.page(where).text
        assert run_due() == 1
        assert "Take the PDF" in browser.page(where).text
        assert browser.get(f"{where}.pdf").data == b"%PDF list"
        other = page(an_officer())
        assert other.get(f"{where}.pdf").status_code == 404

    def test_a_list_is_thrown_away_after_a_day(self, page, trainer, monkeypatch):
        monkeypatch.setattr("charter_portal.training.services.door.render_pdf", lambda *a, **k: b"%PDF list")
        day = a_day_with_needs(trainer)
        browser, where = page(trainer), f"/training/days/{day.id}/door"
        browser.send(where, {"kind": "pdf", "needs": "y"})
        run_due()
        assert throw_away_lists() == 0
        with time_machine.travel(now() + timedelta(days=1, minutes=1), tick=False):
            assert throw_away_lists() == 1
        assert db.session.scalars(select(StoredFile)).all() == []

    def test_whoever_trains_no_more_gets_no_list(self, page, trainer):
        day = a_day_with_needs(trainer)
        page(trainer).send(f"/training/days/{day.id}/door", {"kind": "pdf"})
        row = db.session.scalars(select(Trainer).where(Trainer.user_id == trainer.id)).one()
        with unit_of_work():
            row.ended_at = now()
        assert run_due() == 1
        assert db.session.scalars(select(StoredFile)).all() == []
