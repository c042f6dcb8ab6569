"""Two people write to one statement: nothing of either is lost."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy.exc import OperationalError

from charter_portal.accounts.models import User
from charter_portal.applications.models import Response
from charter_portal.applications.services import save_response
from charter_portal.core.database import RACE, db, unit_of_work
from charter_portal.core.errors import StaleWrite
from charter_portal.organisations.enums import MemberRole
from tests.factories.applications import an_application, the_response, write
from tests.factories.organisations import a_member, the_lead_of

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def pair(page):
    """An application with a saved statement, and the browsers of Ben and of the lead."""
    application = an_application()
    ben = a_member(application.organisation, MemberRole.CONTRIBUTOR, "Ben")
    write(application, narrative="Both saw this.", lived_experience="", by=ben)
    return application, page(ben), page(the_lead_of(application.organisation))


def path_of(application) -> str:
    return f"/applications/{application.id}/statements/1.1"


def typed(version: int, narrative: str, **more: str) -> dict[str, str]:
    return {
        "own_level": "bronze", "narrative": narrative, "lived_experience": "", "version": str(version)
    } | more


def test_the_second_save_shows_both_texts_and_changes_nothing(pair):
    application, ben, lead = pair
    assert ben.page(path_of(application)).value_of("version") == "2"
    ben.send(path_of(application), typed(2, "Ben's words."))
    shown = lead.send(path_of(application), typed(2, "The lead's words.", own_level="gold"), status=409)
    for words in ("Ben's words.", "The lead's words.", "Gold", "Bronze", "Ben saved this statement"):
        assert words in shown.text
    assert the_response(application).narrative == "Ben's words."
    assert the_response(application).version == 3


def test_mine_theirs_or_both_can_be_kept(pair):
    application, ben, lead = pair
    ben.send(path_of(application), typed(2, "Ben's words.", lived_experience="Ben heard this."))
    shown = lead.send(path_of(application), typed(2, "Mine."), status=409)
    forms = [f for f in shown.all("form", method="post") if f.get("action") == path_of(application)]
    mine = {e.get("name"): e.get("value") for e in forms[0].iter("input")}
    assert (mine["version"], mine["narrative"], mine["own_level"]) == ("3", "Mine.", "bronze")
    boxes = {e.get("name"): (e.text or "").removeprefix("\n") for e in forms[1].iter("textarea")}
    assert boxes == {"narrative": "Mine.\n\nBen's words.", "lived_experience": "Ben heard this."}
    lead.send(path_of(application), typed(3, boxes["narrative"], lived_experience=boxes["lived_experience"]))
    kept = the_response(application)
    assert (kept.narrative, kept.lived_experience) == ("Mine.\n\nBen's words.", "Ben heard this.")


def test_two_windows_of_one_person_meet_the_same_page(pair):
    application, ben, _ = pair
    ben.send(path_of(application), typed(2, "First window."))
    shown = ben.send(path_of(application), typed(2, "Second window."), status=409)
    assert "You saved this statement in another window" in shown.text


def test_the_same_words_twice_are_one_save(pair):
    application, ben, _ = pair
    ben.send(path_of(application), typed(2, "Pressed twice."))
    ben.send(path_of(application), typed(2, "Pressed twice."))
    assert the_response(application).version == 3


def test_autosave_says_so_and_leaves_the_choice_to_the_person(pair):
    application, ben, lead = pair
    first = ben.send(path_of(application) + "/autosave", typed(2, "Ben types."), status=200).response.json
    assert first["version"] == 3
    second = lead.send(path_of(application) + "/autosave", typed(2, "The lead types."), status=409)
    assert second.response.json == {"message": "A colleague saved this too. Press Save to see both texts."}
    assert the_response(application).narrative == "Ben types."


def test_what_people_wrote_stays_text_on_the_page_with_both(pair):
    application, ben, lead = pair
    ben.send(path_of(application), typed(2, "<script>alert('ben')</script>\n</textarea>"))
    shown = lead.send(path_of(application), typed(2, "\"><img src=x onerror=alert(1)>"), status=409)
    assert not shown.all("img", src="x")
    assert [e.get("src") for e in shown.all("script")] == ["/static/js/portal.js"]


def race_to_save(app, response_id: int, user_id: int, version: int, people: int = 8) -> list[str]:
    start, ended = threading.Barrier(people), []

    def run(number: int) -> None:
        with app.app_context():
            response, user = db.session.get(Response, response_id), db.session.get(User, user_id)
            db.session.commit()
            start.wait()
            try:
                with unit_of_work():
                    save_response(
                        response,
                        own_level=None,
                        narrative=f"Writer {number}",
                        lived_experience="",
                        version=version,
                        by=user,
                    )
                ended.append("saved")
            except StaleWrite:
                ended.append("told")
            except OperationalError:
                ended.append("clashed")

    threads = [threading.Thread(target=run, args=(number,)) for number in range(people)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return ended


@pytest.mark.both_engines
def test_of_many_saves_at_one_moment_one_is_kept_and_the_others_are_told(app, session):
    application = an_application()
    response, lead = the_response(application), the_lead_of(application.organisation)
    ids = response.id, lead.id, response.version
    session.commit()
    ended = race_to_save(app, *ids)
    assert sorted(ended) == ["saved"] + ["told"] * 7
    session.expire_all()
    assert response.version == 2


@pytest.mark.both_engines
def test_without_the_lock_that_race_loses_words(app, session, monkeypatch):
    application = an_application()
    response, lead = the_response(application), the_lead_of(application.organisation)
    ids = response.id, lead.id, response.version
    session.commit()
    monkeypatch.setattr(RACE, "locks", False)
    monkeypatch.setattr(RACE, "pause_seconds", 0.5)
    # PostgreSQL takes several and keeps the last; SQLite turns the later ones away with an error.
    assert sorted(race_to_save(app, *ids, people=4)) != ["saved", "told", "told", "told"]
