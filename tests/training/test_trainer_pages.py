"""The pages at the door: register, code, walk-ins, list, certificates, feedback, barrier notes."""

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
from charter_portal.organisations.enums import MemberRole
from charter_portal.training.enums import DayStatus
from charter_portal.training.enums import PlaceStatus as S
from charter_portal.training.models import DayBarrierNote, DayFeedback, Place, Trainer, TrainingDay
from charter_portal.training.notices.links import token_for
from charter_portal.training.services.door import throw_away_lists
from tests.factories.accounts import a_commissioner, a_person, an_officer
from tests.factories.organisations import a_member, an_organisation, the_lead_of
from tests.factories.training import a_booking, a_day, a_delegate, a_place, a_trainer
from tests.factories.training_days import (
    a_begun_day,
    a_held_day,
    a_note,
    marked,
    moved_to,
    places_of,
    with_certificate,
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


class TestCertificate:
    def test_for_the_organisation_and_not_for_another(self, page):
        organisation = an_organisation()
        place = with_certificate(places_of(a_held_day(organisation))[0])
        where = f"/training/place/{place.id}/certificate"
        for person in (the_lead_of(organisation), a_member(organisation, MemberRole.VIEWER), an_officer()):
            assert page(person).get(where).data == b"%PDF-1.4 certificate"
        page(a_person()).page(where, status=404)

    def test_before_it_is_printed_a_page_says_so(self, page):
        organisation = an_organisation()
        place = places_of(a_held_day(organisation))[0]
        shown = page(the_lead_of(organisation)).page(f"/training/place/{place.id}/certificate")
        assert shown.heading == "The certificate is being printed"

    def test_who_did_not_come_has_none(self, page):
        organisation = an_organisation()
        absent = places_of(a_held_day(organisation, came=0))[0]
        page(the_lead_of(organisation)).page(f"/training/place/{absent.id}/certificate", status=404)


class TestFeedbackPage:
    def test_by_link_and_without_a_name(self, page):
        place = places_of(a_held_day(an_organisation()))[0]
        browser, where = page(), f"/training/places/{token_for(place.code)}/feedback"
        shown = browser.page(where)
        assert shown.value_of("anonymous") == "y"
        browser.send(where, {"q_clear": "4", "most_useful": "The examples.", "anonymous": "y"})
        assert browser.page(where).heading == "Thank you"
        kept = db.session.scalars(select(DayFeedback)).one()
        assert kept.place_id is None and kept.ratings == {"clear": 4}

    def test_words_that_tell_who_somebody_is_are_kindly_stopped(self, page):
        place = places_of(a_held_day(an_organisation()))[0]
        browser, where = page(), f"/training/places/{token_for(place.code)}/feedback"
        words = "Ring me on 07700 900123"
        answer = browser.send(where, {"to_change": words, "q_clear": "3"}, status=400)
        assert answer.errors and answer.value_of("to_change") == words and answer.value_of("q_clear") == "3"
        browser.send(where, {"to_change": words, "not_about_a_person": "y"})

    def test_nothing_said_is_asked_again(self, page):
        place = places_of(a_held_day(an_organisation()))[0]
        where = f"/training/places/{token_for(place.code)}/feedback"
        answer = page().send(where, {"q_clear": "17"}, status=400)
        assert answer.errors == ["Answer at least one question. You can skip all others."]

    def test_a_forged_link_and_somebody_who_did_not_come(self, page):
        page().page("/training/places/forged/feedback", status=404)
        absent = places_of(a_held_day(an_organisation(), came=0))[0]
        shown = page().page(f"/training/places/{token_for(absent.code)}/feedback")
        assert "opens after the day" in shown.text

    def test_the_summary_is_for_trainers_of_the_day_and_staff(self, page, trainer):
        organisation = an_organisation()
        day = a_held_day(organisation, trainers=(trainer,))
        where = f"/training/days/{day.id}/feedback"
        for person in (trainer, an_officer()):
            assert page(person).page(where).heading == "Feedback"
        for person in (a_trainer(), the_lead_of(organisation)):
            page(person).page(where, status=404)


class TestBarrierPages:
    def sent(self, organisation, **changes):
        return {
            "organisation_id": str(organisation.id),
            "stage": "check",
            "title": "Vetting takes months",
            "words": "Starting earlier helps.",
        } | changes

    def test_written_by_the_trainer_read_by_the_organisation(self, page, trainer):
        organisation = an_organisation()
        day = a_held_day(organisation, trainers=(trainer,))
        page(trainer).send(f"/training/days/{day.id}/barriers", self.sent(organisation))
        where = f"/organisations/{organisation.id}/training/barriers"
        assert "Vetting takes months" in page(the_lead_of(organisation)).page(where).text
        page(a_member(organisation, MemberRole.VIEWER)).page(where, status=403)
        page(a_person()).page(where, status=404)

    @pytest.mark.parametrize(
        ("changes", "says"),
        [
            ({"organisation_id": "999999"}, "Choose the organisation that said it."),
            ({"organisation_id": "x"}, "Choose the organisation that said it."),
            ({"stage": ""}, "Choose where the barrier stands."),
            ({"title": ""}, "Say in a few words what the barrier is."),
            ({"words": "Mr Brown, born 3 March 1980"}, "This looks like"),
        ],
    )
    def test_mistakes_are_named(self, page, trainer, changes, says):
        organisation = an_organisation()
        day = a_held_day(organisation, trainers=(trainer,))
        sent = self.sent(organisation, **changes)
        answer = page(trainer).send(f"/training/days/{day.id}/barriers", sent, status=400)
        assert any(says in message for message in answer.errors), answer.errors
        assert answer.value_of("words") == sent["words"]
        assert db.session.scalars(select(DayBarrierNote)).all() == []

    def test_an_organisation_that_was_elsewhere_is_not_taken(self, page, trainer):
        day = a_held_day(an_organisation(), trainers=(trainer,))
        sent = self.sent(an_organisation("Elsewhere"))
        answer = page(trainer).send(f"/training/days/{day.id}/barriers", sent, status=400)
        assert answer.errors == ["Choose an organisation that was booked on this day."]

    def test_a_note_is_removed_by_who_may_write_it(self, page, trainer):
        organisation = an_organisation()
        note = a_note(a_held_day(organisation, trainers=(trainer,)), organisation)
        where = f"/training/barrier-notes/{note.id}/remove"
        page(the_lead_of(organisation)).send(where, status=404)
        page(trainer).send(where)
        assert db.session.get_one(DayBarrierNote, note.id).removed_at is not None


def test_home_tells_trainers_of_their_days(page, trainer):
    coming = a_day(title="Coming day", trainers=(trainer,))
    over = a_begun_day(title="Past day", trainers=(trainer,))
    moved_to(over, now() - timedelta(days=1))
    shown = page(trainer).page("/home")
    assert "You train Coming day" in shown.text and "Close the register of Past day" in shown.text
    assert f"/staff/training/days/{coming.id}" in shown.links
    assert "Close the register of 1 training day" in page(an_officer()).page("/home").text
    assert "Add your organisation" not in shown.text
