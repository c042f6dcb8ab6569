"""The staff's pages of venues, trainers, programmes, series and materials."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from charter_portal.core.clock import now, to_london
from charter_portal.core.database import db, unit_of_work
from charter_portal.training.models import (
    DayMaterial,
    ProgrammeTemplate,
    Room,
    Trainer,
    TrainingDay,
    Venue,
)
from charter_portal.training.services import plans
from tests.factories.accounts import a_person, an_officer
from tests.factories.submissions import A_PDF, an_upload
from tests.factories.training import a_day, a_room
from tests.factories.training_days import (
    a_material,
    a_plan,
)
from tests.training.test_staff_pages import LOOK, a_filled_form

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def staff(page):
    return page(an_officer())


class TestPlacesAndPeople:
    def test_a_venue_with_its_room(self, staff):
        staff.send(
            "/staff/training/venues/new", {"name": "Sidings Hall", "address": "Canal Street", "region": ""}
        )
        venue = db.session.scalars(select(Venue)).one()
        where = f"/staff/training/venues/{venue.id}"
        staff.send(f"{where}/rooms/new", {"name": "Garden Room", "seats": "30"})
        answer = staff.send(f"{where}/rooms/new", {"name": "Garden Room", "seats": "30"}, status=400)
        assert answer.errors == ["This venue has a room of that name already. Choose another name."]
        room = db.session.scalars(select(Room)).one()
        staff.send(f"/staff/training/rooms/{room.id}", {"name": "Garden Room", "seats": "24"})
        assert db.session.get_one(Room, room.id).seats == 24
        staff.send(f"/staff/training/rooms/{room.id}/state")
        assert "Closed" in staff.page(where).text
        staff.send(f"/staff/training/rooms/{room.id}/state", {"open": "1"})
        staff.send(f"{where}/state")
        assert "Closed" in staff.page("/staff/training/venues").text

    def test_a_room_that_is_needed_stays(self, staff):
        room, by = a_room(), an_officer()
        plan = a_plan(room_id=room.id)
        with unit_of_work():
            plans.plan_day(plan, by=by)
        answer = staff.send(f"/staff/training/rooms/{room.id}/state", status=400)
        assert answer.errors == ["A coming day uses this room. Move that day first."]
        answer = staff.send(f"/staff/training/venues/{room.venue_id}/state", status=400)
        assert answer.errors == ["A coming day uses this venue. Move that day first."]

    def test_trainers(self, staff):
        person = a_person("Tess Trainer")
        answer = staff.send("/staff/training/trainers/new", {"email": "nobody@example.org"}, status=400)
        assert answer.value_of("email") == "nobody@example.org"
        staff.send("/staff/training/trainers/new", {"email": person.email, "words": "Warm and clear."})
        row = db.session.scalars(select(Trainer)).one()
        staff.send(f"/staff/training/trainers/{row.id}", {"words": "Clear and warm."})
        assert "Clear and warm." in staff.page("/staff/training/trainers").text
        staff.send(f"/staff/training/trainers/{row.id}/end")
        assert "Trains no more" in staff.page("/staff/training/trainers").text

    def test_programmes(self, staff):
        sent = {"name": "Charter day", "audience": "applicants", "programme": "30 Welcome"}
        staff.send("/staff/training/programmes/new", sent)
        answer = staff.send("/staff/training/programmes/new", sent, status=400)
        assert answer.errors == ["Another programme has this name. Choose a different one."]
        row = db.session.scalars(select(ProgrammeTemplate)).one()
        where = f"/staff/training/programmes/{row.id}"
        assert staff.page(where).value_of("programme") == "30 Welcome"
        staff.send(where, sent | {"programme": "45 Welcome\n15 Tea"})
        assert len(db.session.get_one(ProgrammeTemplate, row.id).items) == 2
        staff.send(f"{where}/state")
        assert "Put away" in staff.page("/staff/training/programmes").text
        assert "Charter day" not in staff.page("/staff/training/days/new").text


class TestSeries:
    def sent(self, **changes):
        first = to_london(now()).date() + timedelta(days=60)
        whole = {
            "series": "Days to come",
            "place": "2",
            "weekday": "1",
            "first": first.isoformat(),
            "last": (first + timedelta(days=100)).isoformat(),
        }
        return a_filled_form() | whole | changes

    def test_dates_are_shown_before_they_are_planned(self, staff):
        sent = self.sent()
        shown = staff.send("/staff/training/series/new", sent | LOOK, status=200)
        ticked = [e.get("value") for e in shown.all("input", name="dates") if e.get("checked") is not None]
        assert len(ticked) >= 3 and db.session.scalars(select(TrainingDay)).all() == []
        staff.send("/staff/training/series/new", sent | {"dates": ticked[:2]})
        assert len(db.session.scalars(select(TrainingDay)).all()) == 2

    def test_a_date_that_is_taken_is_said_and_left_out(self, staff):
        sent = self.sent()
        shown = staff.send("/staff/training/series/new", sent | LOOK, status=200)
        dates = [e.get("value") for e in shown.all("input", name="dates")]
        staff.send("/staff/training/series/new", sent | {"dates": dates[:1]})
        shown = staff.send("/staff/training/series/new", sent | LOOK, status=200)
        ticked = [e.get("value") for e in shown.all("input", name="dates") if e.get("checked") is not None]
        assert ticked == dates[1:] and "The room is taken by" in shown.text

    def test_a_date_from_elsewhere_is_not_planned(self, staff):
        answer = staff.send("/staff/training/series/new", self.sent(dates=["2030-01-01", "x"]), status=400)
        assert answer.errors == ["Choose at least one date."]

    @pytest.mark.parametrize(
        ("changes", "says"),
        [
            ({"last": "2020-01-01"}, "The stretch ends after it begins. Choose a later day."),
            ({"last": "2099-01-01"}, "Plan two years at most. Choose an earlier day."),
            ({"first": "soon"}, "Enter a real date, for example 2027-03-31."),
            ({"place": "9"}, "Choose one of the answers shown."),
        ],
    )
    def test_mistakes_are_named(self, staff, changes, says):
        answer = staff.send("/staff/training/series/new", self.sent(**changes) | LOOK, status=400)
        assert says in answer.errors


class TestMaterials:
    def test_a_file_and_a_link(self, staff):
        day = a_day()
        where = f"/training/days/{day.id}/materials"
        data = {"title": "Slides", "shown": "after", "file": an_upload("slides.pdf", A_PDF)}
        staff.send(where, data, content_type="multipart/form-data")
        staff.send(where, {"title": "Questions", "shown": "before", "url": "example.org/q"})
        found = db.session.scalars(select(DayMaterial).order_by(DayMaterial.id)).all()
        assert [each.url for each in found] == [None, "https://example.org/q"]
        assert staff.get(f"/training/materials/{found[0].id}/file").data == A_PDF
        staff.send(f"/training/materials/{found[0].id}/remove")
        assert staff.get(f"/training/materials/{found[0].id}/file").status_code == 404

    @pytest.mark.parametrize(
        ("sent", "says"),
        [
            ({}, "Choose a file, or enter the address of a page."),
            ({"url": "javascript:alert(1)"}, "Use an address that begins with https:// or http://."),
            ({"url": "https://example.org", "title": ""}, "Give it a title."),
        ],
    )
    def test_mistakes_are_named(self, staff, sent, says):
        day = a_day()
        given = {"title": "Slides", "shown": "before"} | sent
        answer = staff.send(f"/training/days/{day.id}/materials", given, status=400)
        assert says in answer.errors

    def test_a_file_that_is_not_what_it_says_is_refused(self, staff):
        day = a_day()
        data = {"title": "Slides", "shown": "after", "file": an_upload("slides.pdf", b"<script>")}
        answer = staff.send(
            f"/training/days/{day.id}/materials", data, status=400, content_type="multipart/form-data"
        )
        assert answer.errors and db.session.scalars(select(DayMaterial)).all() == []

    def test_a_link_opens_no_door_backwards(self, staff):
        material = a_material(a_day())
        shown = staff.page(f"/training/days/{material.day_id}/materials")
        (link,) = [e for e in shown.tree.iter("a") if e.get("href") == material.url]
        assert "noopener" in link.get("rel")


