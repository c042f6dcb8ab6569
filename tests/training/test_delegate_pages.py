"""A delegate's own pages by link, without an account."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
import vobject
from sqlalchemy import select

from charter_portal.core.database import db, unit_of_work
from charter_portal.files.services import store_bytes
from charter_portal.training.enums import DayStatus, MaterialFor, Way
from charter_portal.training.enums import PlaceStatus as S
from charter_portal.training.models import DayMaterial, DelegateNeeds
from charter_portal.training.notices.links import token_for
from tests.factories.training import a_day, a_full_day, a_place, attended, cancelled

pytestmark = pytest.mark.usefixtures("session")


def address(place, part=""):
    return f"/training/places/{token_for(place.code)}{part}"


def test_a_booked_delegate_finds_everything(page):
    place = a_place(a_day(joining_words="Ring the bell twice."), name="Mina Booked")
    shown = page().page(address(place))
    for words in ("Mina Booked", "Ring the bell twice.", "Step-free", "Welcome", place.code):
        assert words in shown.text
    pictures = [each.get("src") for each in shown.all("img", class_="door-code")]
    assert pictures[0].startswith("data:image/svg+xml")


@pytest.mark.parametrize("state", ["waiting", "offered", "cancelled"])
def test_others_do_not_learn_how_to_join(page, state):
    day, taken = a_full_day(joining_words="Ring the bell twice.")
    place = a_place(day)
    if state != "waiting":
        cancelled(taken)
    if state == "cancelled":
        cancelled(place)
    assert place.status.value == state
    shown = page().page(address(place))
    assert "Ring the bell" not in shown.text and place.code not in shown.text
    assert not shown.all("img", class_="door-code")


def test_opening_it_any_number_of_times_changes_nothing(page):
    day, taken = a_full_day()
    place = a_place(day)
    cancelled(taken)
    before = (place.status, place.updated_at, place.link_hash)
    client = page()
    for part in ("", "/cancel", "/needs", "/calendar.ics"):
        client.get(address(place, part))
        client.head(address(place, part))
    db.session.refresh(place)
    assert (place.status, place.updated_at, place.link_hash) == before


def test_accepts_an_offer_with_a_press(page):
    day, taken = a_full_day()
    place = a_place(day)
    cancelled(taken)
    client = page()
    assert "A place is held for you" in client.page(address(place)).text
    assert client.get(address(place, "/accept")).status_code == 405
    for _ in range(2):
        client.send(address(place, "/accept"))
    assert place.status is S.BOOKED
    assert "You have a place." in client.page(address(place)).text


def test_an_offer_that_ended_says_until_when_it_was_held(page):
    day, taken = a_full_day()
    place = a_place(day)
    cancelled(taken)
    with time_machine.travel(place.offered_until + timedelta(minutes=5)):
        client = page()
        client.send(address(place, "/accept"))
        assert "The place was held until" in client.page(address(place)).text


def test_cancels_after_a_page_that_says_what_it_means(page):
    place = a_place(access="A lift")
    client = page()
    assert "You need not say why" in client.page(address(place, "/cancel")).text
    client.send(address(place, "/cancel"))
    assert place.status is S.CANCELLED
    assert "This place is cancelled" in client.page(address(place)).text
    assert client.get(address(place, "/cancel")).status_code == 302


def test_after_the_day_began_cancelling_is_refused_kindly(page):
    place = a_place()
    with time_machine.travel(place.day.starts_at + timedelta(minutes=1)):
        shown = page().send(address(place, "/cancel"), status=400)
    assert any("has begun" in error for error in shown.errors)


def test_says_what_they_need_and_takes_it_back(page):
    place = a_place()
    client = page()
    client.send(address(place, "/needs"), {"access": "Large print", "dietary": "Vegan"})
    needs = db.session.scalars(select(DelegateNeeds)).one()
    assert (needs.access, needs.dietary) == ("Large print", "Vegan")
    assert "Vegan" not in client.page(address(place, "/needs")).html
    client.send(address(place, "/needs"), {"access": "", "dietary": ""}, status=400)
    client.send(address(place, "/needs"), {"access": "", "dietary": "", "remove": "y"})
    db.session.refresh(needs)
    assert (needs.access, needs.dietary) == ("", "")


@pytest.mark.parametrize("part", ["", "/cancel", "/needs", "/calendar.ics", "/certificate", "/materials/1"])
def test_a_forged_link_looks_like_one_that_never_was(page, part):
    place = a_place()
    token = token_for(place.code)
    client = page()
    forged = [token[:-1] + ("A" if token[-1] != "A" else "B"), token + "A", place.link_hash, place.code, "x"]
    for each in forged:
        assert client.get(f"/training/places/{each}{part}").status_code == 404


def test_guessing_is_slowed_down_and_nobody_else_is_kept_out(page):
    place = a_place()
    client = page()
    answers = [client.get(f"/training/places/guess{number}").status_code for number in range(62)]
    assert answers[:60] == [404] * 60 and answers[60:] == [429, 429]
    client.page(address(place))


def test_after_sixty_days_the_link_ends(page):
    place = a_place()
    with time_machine.travel(place.day.ends_at + timedelta(days=61)):
        assert page().get(address(place)).status_code == 404


def test_certificate_and_feedback_after_the_day(page):
    place = attended()
    client = page()
    shown = client.page(address(place))
    assert "will be here soon" in shown.text and address(place, "/feedback") in shown.links
    assert client.get(address(place, "/certificate")).status_code == 404
    with unit_of_work():
        stored = store_bytes("attendance.pdf", b"%PDF-", "application/pdf", by=None)
        place.certificate_file_id = stored.id
    assert address(place, "/certificate") in client.page(address(place)).links
    answer = client.get(address(place, "/certificate"))
    assert answer.status_code == 200 and answer.data == b"%PDF-"


def test_materials_of_the_day_and_of_no_other(page):
    place, other = a_place(), a_place()
    with unit_of_work():
        stored = store_bytes("reading.txt", b"Words", "text/plain", by=None)
        before = DayMaterial(
            day_id=place.day_id, title="To read", shown=MaterialFor.BEFORE, file_id=stored.id
        )
        after = DayMaterial(
            day_id=place.day_id, title="Slides", shown=MaterialFor.AFTER, url="https://example.org/slides"
        )
        db.session.add_all([before, after])
    client = page()
    shown = client.page(address(place))
    assert "To read" in shown.text and "Slides" not in shown.text
    assert client.get(address(place, f"/materials/{before.id}")).data == b"Words"
    assert client.get(address(place, f"/materials/{after.id}")).status_code == 404
    assert client.get(address(other, f"/materials/{before.id}")).status_code == 404


def test_a_cancelled_day_says_so_and_hides_how_to_join(page):
    place = a_place(a_day(joining_words="Ring twice."))
    with unit_of_work():
        place.day.status = DayStatus.CANCELLED
    shown = page().page(address(place))
    assert "has been cancelled" in shown.text and "Ring twice." not in shown.text


class TestCalendars:
    """Read back with another parser than the one that wrote them."""

    def events(self, answer):
        assert answer.status_code == 200
        assert answer.headers["Content-Type"].startswith("text/calendar")
        return vobject.readOne(answer.get_data(as_text=True)).vevent_list

    @pytest.mark.parametrize(
        "starts_at",
        [datetime(2027, 3, 26, 9, 30, tzinfo=UTC), datetime(2027, 3, 29, 8, 30, tzinfo=UTC)],
        ids=["before the clocks change", "and after"],
    )
    def test_half_past_nine_stays_half_past_nine(self, page, starts_at):
        place = a_place(a_day(starts_at=starts_at, title="Barriers and disclosure"))
        for path in (address(place, "/calendar.ics"), f"/training/{place.day_id}/calendar.ics"):
            (event,) = self.events(page().get(path))
            begins = event.dtstart.value
            assert (begins.hour, begins.minute) == (9, 30)
            assert begins.astimezone(UTC) == starts_at
            assert event.summary.value == "Training day", "Somebody else may look at this calendar."

    def test_the_feed_holds_all_and_takes_back_what_is_cancelled(self, page):
        coming, gone = a_day(title="In the north"), a_day(title="Given up", way=Way.ONLINE)
        a_day(title="Being planned", status=DayStatus.DRAFT)
        first = {event.summary.value: event for event in self.events(page().get("/training/calendar.ics"))}
        assert set(first) == {coming.title, gone.title}
        with unit_of_work():
            gone.status, gone.cancelled_at = DayStatus.CANCELLED, gone.published_at
            gone.calendar_sequence += 1
        second = {event.summary.value: event for event in self.events(page().get("/training/calendar.ics"))}
        taken_back = second["Given up"]
        assert (taken_back.status.value, taken_back.sequence.value) == ("CANCELLED", "1")
        assert taken_back.uid.value == first["Given up"].uid.value

    def test_a_plan_has_no_file(self, page):
        day = a_day(status=DayStatus.DRAFT)
        assert page().get(f"/training/{day.id}/calendar.ics").status_code == 404


def test_the_picture_leads_a_phone_to_the_check_in_page(page):
    import segno

    place = a_place()
    (picture,) = page().page(address(place)).all("img", class_="door-code")
    target = f"https://portal.test/training/check-in/{place.code}"
    drawn = segno.make(target, error="m", micro=False, boost_error=False)
    same = drawn.svg_data_uri(border=2, dark="#28202c", light="#ffffff", omitsize=True)
    assert picture.get("src") == same


def test_somebody_who_joins_online_needs_no_code(page):
    place = a_place(a_day(way=Way.ONLINE))
    assert "At the door" not in page().page(address(place)).text
