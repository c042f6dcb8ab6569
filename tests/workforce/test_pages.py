"""The pages of the peer workforce: walked, asked wrongly, and priced."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from charter_portal.audit_trail.models import Entry
from charter_portal.core.clock import now, today
from charter_portal.core.database import db, unit_of_work
from charter_portal.organisations.models import Service
from charter_portal.workforce import services
from charter_portal.workforce.enums import CheckKind, Place
from charter_portal.workforce.enums import MilestoneKind as M
from charter_portal.workforce.models import Milestone, Person, Post
from charter_portal.workforce.rules.clock import add_months
from charter_portal.workforce.rules.codes import problem_with
from tests.factories.accounts import an_officer
from tests.factories.organisations import a_member, an_organisation, the_lead_of
from tests.factories.workforce import a_post, happened, someone, someone_in, the_place_of, the_profile
from tests.support.pages import counted_queries


@pytest.fixture
def ground(page, session):
    """A lead's browser, the service, and the root of its organisation's pages."""
    organisation = an_organisation("Harbour Trust", services=2)
    the_profile()
    browser = page(the_lead_of(organisation))
    return browser, organisation.services[0], f"/organisations/{organisation.id}/workforce"


def post_form(**changes):
    told = {
        "since": add_months(today(), -20).isoformat(),
        "title": "Peer mentor",
        "role_profile": the_profile().id,
        "level": "",
        "kind": "paid",
        "status": "filled",
        "headcount": "2",
        "wte": "1.5",
        "employer": "own",
        "version": "1",
    }
    return told | changes


def test_from_nothing_to_a_person_who_moves_up(ground, session):
    browser, service, root = ground
    here = f"{root}/services/{service.id}"
    assert "Nothing is written down yet" in browser.page(here).text
    browser.page(f"{here}/posts/new")
    browser.send(f"{here}/posts/new", post_form())
    volunteering = post_form(title="Volunteers", role_profile=the_profile("volunteer").id, kind="volunteer")
    browser.send(f"{here}/posts/new", volunteering)
    paid, unpaid = session.scalars(select(Post).order_by(Post.id))
    browser.send(f"{here}/people/new", {"code": "PW-001", "service": service.id})
    person = session.scalars(select(Person)).one()
    way = f"{root}/people/{person.id}"
    assert "Nothing is written down yet" in browser.page(way).text
    browser.page(f"{way}/milestones/new")
    for kind, days, more in (
        ("applied", 400, {}),
        ("checks_started", 390, {"check_kind": "prison_vetting"}),
        ("checks_cleared", 350, {"check_kind": "prison_vetting"}),
        ("started", 340, {"post": unpaid.id, "wellbeing_plan": "yes", "supervision": "weekly"}),
        ("promotion", 30, {"post": paid.id}),
    ):
        browser.page(f"{way}/milestones/new?kind={kind}")
        day = (today() - timedelta(days=days)).isoformat()
        browser.send(f"{way}/milestones/new", {"kind": kind, "happened_on": day, **more})
    shown = browser.page(way).text
    for words in ("Prison vetting", "Volunteers", "Peer mentor", "Wellbeing plan: yes", "every week"):
        assert words in shown
    glance = browser.page(here)
    assert "Volunteer to paid" in glance.text
    assert 'class="ladder__map"' in glance.html
    assert "PW-001" in browser.page(f"{here}/people?search=pw00&show=here").text
    assert "Nobody fits" in browser.page(f"{here}/people?search=zz9").text
    browser.page(f"{here}/people/new")
    browser.page(root)
    assert browser.get("/workforce").headers["Location"] == root


def test_mistakes_are_told_beside_the_field_and_words_stay(ground):
    browser, service, root = ground
    here = f"{root}/services/{service.id}"
    told = browser.send(f"{here}/posts/new", post_form(title="Mr Smith’s post", wte="9"), status=400)
    assert told.value_of("title") == "Mr Smith’s post"
    assert any("Mr Smith" in error for error in told.errors)
    told = browser.send(f"{here}/posts/new", post_form(wte="9", level="8"), status=400)
    assert told.errors == ["This role profile has level 3. Choose one of these."]
    told = browser.send(
        f"{here}/posts/new",
        {"role_profile": "x", "since": "soon", "headcount": "many", "kind": "odd"},
        status=400,
    )
    assert len(told.errors) >= 6
    told = browser.send(f"{here}/people/new", {"code": "A1234BC", "service": service.id}, status=400)
    assert told.value_of("code") == "A1234BC"
    assert "prison number" in told.errors[0]
    told = browser.send(f"{here}/people/new", {"code": "PW-1", "service": "99999"}, status=400)
    assert told.errors


def test_text_about_no_person_can_be_confirmed(ground, session):
    browser, service, root = ground
    path = f"{root}/services/{service.id}/posts/new"
    told = browser.send(path, post_form(employer="partner", employer_name="Miss Marple"), status=400)
    assert told.all("input", name="not_about_a_person")
    browser.send(path, post_form(employer="partner", employer_name="Miss Marple", not_about_a_person="y"))
    assert session.scalars(select(Post)).one()


def test_an_unusual_day_asks_and_is_taken_when_sure(ground, session):
    browser, service, root = ground
    person = someone(service)
    happened(person, M.OFFERED, today() - timedelta(days=20))
    path = f"{root}/people/{person.id}/milestones/new"
    late = {"kind": "applied", "happened_on": today().isoformat()}
    told = browser.send(path, late, status=400)
    assert told.all("input", name="sure") and "Check the day" in told.errors[0]
    browser.send(path, late | {"sure": "y"})
    told = browser.send(path, {"kind": "nonsense", "happened_on": ""}, status=400)
    assert told.errors == ["Choose what happened.", "Enter the day."]


def test_two_who_change_a_post_both_see_both(ground, session):
    browser, service, root = ground
    path = f"{root}/posts/{a_post(service, since=add_months(today(), -20)).id}"
    browser.page(path)
    browser.send(path, post_form(title="Theirs", headcount="1", wte="1"))
    told = browser.send(path, post_form(title="Mine", headcount="1", wte="1"), status=409)
    assert "Theirs" in told.text and told.value_of("title") == "Mine"
    assert told.value_of("version") == "2"
    browser.send(path, post_form(title="Mine", headcount="1", wte="1", version="2"))
    assert "Mine" in browser.page(path).heading


def test_two_who_change_a_person_both_see_both(ground, session):
    browser, service, root = ground
    person = someone(service, "PW-1")
    path = f"{root}/people/{person.id}/edit"
    assert browser.page(path).value_of("code") == "PW-1"
    browser.send(path, {"code": "PW-2", "service": service.id, "version": "1"})
    told = browser.send(path, {"code": "PW-3", "service": service.id, "version": "1"}, status=409)
    assert "PW-2" in told.text and told.value_of("code") == "PW-3"


def test_two_who_correct_a_milestone_both_see_both(ground):
    browser, service, root = ground
    person = someone(service)
    milestone = happened(person, M.APPLIED, today() - timedelta(days=9))
    path = f"{root}/people/{person.id}/milestones/{milestone.id}"
    browser.page(path)
    days = [(today() - timedelta(days=each)).isoformat() for each in (8, 7)]
    browser.send(path, {"kind": "applied", "happened_on": days[0], "version": "1"})
    told = browser.send(path, {"kind": "applied", "happened_on": days[1], "version": "1"}, status=409)
    assert told.value_of("happened_on") == days[1]
    browser.send(f"{path}/remove")
    browser.page(path, status=404)


def test_ending_a_post_and_noting_a_plan(ground):
    browser, service, root = ground
    post = a_post(service)
    browser.page(f"{root}/posts/{post.id}/end")
    told = browser.send(f"{root}/posts/{post.id}/end", {"on": "2050-01-01", "version": "1"}, status=400)
    assert "not come yet" in told.errors[0]
    browser.send(f"{root}/posts/{post.id}/end", {"on": today().isoformat(), "version": "1"})
    assert "This post ended" in browser.page(f"{root}/posts/{post.id}").text
    person = someone_in(a_post(service, "volunteer"), add_months(today(), -16))
    assert "16 months of 18" in browser.page(f"{root}/people/{person.id}").text
    browser.page(f"{root}/people/{person.id}/exit-plan")
    browser.send(f"{root}/people/{person.id}/exit-plan", {"on": today().isoformat()})
    assert "Agreed on" in browser.page(f"{root}/people/{person.id}").text


def test_erasing_asks_and_says_what_stays(ground, session):
    browser, service, root = ground
    person = someone_in(a_post(service), today())
    path = f"{root}/people/{person.id}/erase"
    asked = browser.page(path).text
    assert "1 milestone" in asked and "What stays" in asked
    assert browser.send(path, {"why": "mistake"}, status=400).errors == [services.erasing.NOBODY_ELSE]
    assert session.scalars(select(Person.id)).all() == [person.id]


def test_the_circle_is_named_and_ended(ground, session):
    browser, service, root = ground
    organisation = service.organisation
    member, officer = a_member(organisation, name="Mina Member"), an_officer("Olu Reader")
    assert "Nobody yet" in browser.page(f"{root}/circle").text
    for tail, good, bad in (
        ("editor", {"person": member.id}, {"person": "999999"}),
        ("reader", {"email": officer.email}, {"email": member.email}),
    ):
        browser.page(f"{root}/circle/{tail}")
        assert browser.send(f"{root}/circle/{tail}", bad, status=400).errors
        browser.send(f"{root}/circle/{tail}", good)
    shown = browser.page(f"{root}/circle").text
    assert "Mina Member" in shown and "Olu Reader" in shown
    browser.send(f"{root}/circle/{the_place_of(organisation, member).id}/end")
    assert "Mina Member" not in browser.page(f"{root}/circle").text.replace("Mina Member no longer", "")


def test_limits_are_changed(ground):
    browser, _service, root = ground
    told = {"volunteer_months": "12", "keep_months": "6", "version": "0"}
    assert browser.page(f"{root}/settings").value_of("volunteer_months") == "18"
    assert browser.send(f"{root}/settings", told | {"keep_months": "600"}, status=400).errors
    browser.send(f"{root}/settings", told)
    assert browser.send(f"{root}/settings", told | {"keep_months": "9"}, status=409)


def test_profiles_of_ones_own(ground, session):
    browser, _service, root = ground
    assert "Crown Court" in browser.page(f"{root}/profiles").text
    browser.page(f"{root}/profiles/new")
    told = {"name": "Navigator", "maps_to": the_profile().id, "level_low": "3", "level_high": "4"}
    assert browser.send(f"{root}/profiles/new", told | {"level_high": "2"}, status=400).errors
    browser.send(f"{root}/profiles/new", told)
    shown = browser.page(f"{root}/profiles")
    (path,) = (link for link in shown.links if f"{root}/profiles/" in link and "new" not in link)
    browser.page(path)
    browser.send(path, told | {"name": "Guide", "version": "1"})
    assert browser.send(path, told | {"name": "Scout", "version": "1"}, status=409)


def test_staff_keep_the_schemes_profiles(page, session):
    browser = page(an_officer())
    path = f"/staff/role-profiles/{the_profile().id}"
    browser.page("/staff/role-profiles")
    browser.page(path)
    told = {"name": "Peer supporter", "level_low": "3", "level_high": "4", "version": "1"}
    assert browser.send(path, told | {"level_low": "9"}, status=400).errors
    browser.send(path, told)
    assert "3 to 4" in browser.page("/staff/role-profiles").text
    assert browser.send(path, told | {"level_high": "5"}, status=409)


def test_figures_are_shown_with_their_words(ground):
    browser, service, root = ground
    a_post(service, headcount=3, wte=2)
    here = f"{root}/services/{service.id}/figures"
    assert "Posts that existed" in browser.page(here).text
    assert (
        "hidden, because it is about few people" in browser.page(f"{here}?figure=places_filled&months=6").text
    )
    browser.page(f"{here}?figure=secret", status=404)


def test_posts_on_a_day_and_odd_addresses(ground):
    browser, service, root = ground
    a_post(service, since=add_months(today(), -3))
    here = f"{root}/services/{service.id}/posts"
    assert "Peer supporter" in browser.page(here).text
    assert "There were no posts" in browser.page(f"{here}?on={add_months(today(), -4).isoformat()}").text
    for odd in ("yesterday", "9999-99-99", "2999-01-01"):
        assert "Peer supporter" in browser.page(f"{here}?on={odd}").text
    browser.page(f"{root}/services/{service.id}?months=999")
    browser.page(f"{root}/services/{service.id}/people?page=99&show=odd")


def test_looking_at_a_person_is_in_the_trail(page, session):
    organisation = an_organisation()
    person = someone(organisation.services[0])
    reader = an_officer()
    with unit_of_work():
        services.name_for_circle(organisation, reader, Place.READER, by=the_lead_of(organisation))
    page(reader).page(f"/organisations/{organisation.id}/workforce/people/{person.id}")
    (entry,) = session.scalars(select(Entry).where(Entry.event == "workforce.workforce_person.viewed"))
    assert (entry.actor_id, entry.subject_id) == (reader.id, person.id)


def many_milestones(service: Service, post: Post, count: int) -> None:
    """Rows put in at once: a tenth as many people, each with ten milestones."""
    moment = now()
    with unit_of_work() as session:
        first = (session.scalar(select(Person.id).order_by(Person.id.desc())) or 0) + 1
        people = range(first, first + count // 10)
        stamps = {"created_at": moment, "updated_at": moment, "version": 1}
        session.execute(
            insert(Person),
            [
                {
                    "id": number,
                    "organisation_id": service.organisation_id,
                    "service_id": service.id,
                    "code": f"MX-{number}",
                    "code_key": f"MX{number}",
                    "post_id": post.id,
                    **stamps,
                }
                for number in people
            ],
        )
        kinds = (M.INTEREST, M.APPLIED, M.SHORTLISTED, M.INTERVIEWED, M.OFFERED, M.CHECKS_STARTED)
        kinds += (M.CHECKS_CLEARED, M.STARTED, M.DAYS_90, M.MONTHS_6)
        rows = [
            {
                "person_id": number,
                "service_id": service.id,
                "kind": kind,
                "happened_on": today() - timedelta(days=330 - 25 * place + number % 20),
                "post_id": post.id if kind is M.STARTED else None,
                "check_kind": CheckKind.PRISON_VETTING
                if kind in (M.CHECKS_STARTED, M.CHECKS_CLEARED)
                else None,
                **stamps,
            }
            for number in people
            for place, kind in enumerate(kinds)
        ]
        session.execute(insert(Milestone), rows)
    db.session.expire_all()


def test_pages_cost_the_same_for_10_and_5000_milestones(app, ground):
    browser, service, root = ground
    post = a_post(service, "volunteer", headcount=900, wte=1)
    here = f"{root}/services/{service.id}"
    many_milestones(service, post, 10)

    def cost():
        found = {}
        for path in (root, here, f"{here}/people", f"{here}/posts", f"{here}/figures?figure=way_in"):
            browser.page(path)
            with counted_queries(app) as statements:
                browser.page(path)
            found[path] = len(statements)
        return found

    few = cost()
    many_milestones(service, post, 4990)
    assert cost() == few
    assert max(few.values()) <= 25, few


def test_a_new_person_is_proposed_a_code_that_says_nothing(ground, session):
    browser, service, root = ground
    path = f"{root}/services/{service.id}/people/new"
    code = browser.page(path).value_of("code")
    assert problem_with(code) is None and code != browser.page(path).value_of("code")
    refused = browser.send(path, {"code": "JOHN7", "service": service.id}, status=400)
    assert "reads like a name" in refused.text and refused.value_of("code") == "JOHN7"
    browser.send(path, {"code": code, "service": service.id})
    assert session.scalars(select(Person.code)).all() == [code]


def test_whoever_sees_codes_is_in_the_trail_and_nobody_else(ground, session):
    browser, service, root = ground

    def seen():
        rows = select(Entry.subject_type, Entry.subject_id).where(Entry.event == "workforce.people.listed")
        return [tuple(row) for row in session.execute(rows.order_by(Entry.id))]

    for tail in ("", f"/services/{service.id}", f"/services/{service.id}/posts"):
        browser.page(root + tail)
    assert seen() == [], "Without a code on it a page is nobody's."
    someone_in(a_post(service, "volunteer"), add_months(today(), -13))
    for tail in ("", f"/services/{service.id}", f"/services/{service.id}/people", f"/services/{service.id}"):
        browser.page(root + tail)
    assert seen() == [("organisation", service.organisation_id), ("service", service.id)]
