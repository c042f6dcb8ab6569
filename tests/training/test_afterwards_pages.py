"""The pages after a day: certificates, feedback, barrier notes; and what home tells trainers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from charter_portal.core.clock import now
from charter_portal.core.database import db
from charter_portal.organisations.enums import MemberRole
from charter_portal.training.models import DayBarrierNote, DayFeedback
from charter_portal.training.notices.links import token_for
from tests.factories.accounts import a_person, an_officer
from tests.factories.organisations import a_member, an_organisation, the_lead_of
from tests.factories.training import a_day, a_trainer
from tests.factories.training_days import (
    a_begun_day,
    a_held_day,
    a_note,
    moved_to,
    places_of,
    with_certificate,
)

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def trainer():
    return a_trainer("Tess Trainer")


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
