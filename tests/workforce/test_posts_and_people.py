"""Posts with their history, people as codes, milestones and what follows from them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from charter_portal.audit_trail.models import Entry
from charter_portal.core.clock import today
from charter_portal.core.database import db, unit_of_work
from charter_portal.core.errors import NotAllowed, RuleBroken, StaleWrite
from charter_portal.workforce import services
from charter_portal.workforce.enums import (
    CheckKind,
    Destination,
    Employer,
    ErasureReason,
    LeavingReason,
    PostKind,
    PostStatus,
)
from charter_portal.workforce.enums import MilestoneKind as M
from charter_portal.workforce.models import Milestone, Person
from charter_portal.workforce.queries import invariant_problems, posts_on
from charter_portal.workforce.services import MilestoneFacts
from tests.factories.organisations import a_member, an_organisation, the_lead_of
from tests.factories.workforce import (
    a_post,
    a_service,
    an_editor,
    facts,
    happened,
    someone,
    someone_in,
    the_profile,
)

pytestmark = pytest.mark.usefixtures("session")


def ago(days: int) -> date:
    return today() - timedelta(days=days)


def change(post, since, *, by=None, version=None, **told):
    facts_then = facts(**told)
    with unit_of_work():
        services.change_post(
            post,
            facts_then,
            since=since,
            version=post.version if version is None else version,
            by=by or the_lead_of(post.service.organisation),
        )


def entries(event: str) -> list[Entry]:
    return list(db.session.scalars(select(Entry).where(Entry.event == event).order_by(Entry.id)))


class TestHistory:
    def test_what_was_true_on_a_day_can_be_asked_for_any_day(self):
        service = a_service()
        post = a_post(service, since=ago(500), status=PostStatus.VACANT)
        change(post, ago(300), status=PostStatus.FILLED)
        change(post, ago(100), status=PostStatus.ON_HOLD, headcount=2, wte=Decimal(2))
        told = {
            days: [version.status for version in db.session.scalars(posts_on([service.id], ago(days)))]
            for days in (501, 500, 301, 300, 101, 100, 0)
        }
        V, F, H = PostStatus.VACANT, PostStatus.FILLED, PostStatus.ON_HOLD
        assert told == {501: [], 500: [V], 301: [V], 300: [F], 101: [F], 100: [H], 0: [H]}
        assert invariant_problems() == []

    def test_a_change_in_the_past_keeps_what_came_later(self):
        post = a_post(a_service(), since=ago(500))
        change(post, ago(100), title="Later title")
        change(post, ago(300), title="Between")
        assert [(each.title, each.valid_until) for each in post.versions] == [
            ("Peer supporter", ago(300)),
            ("Between", ago(100)),
            ("Later title", None),
        ]

    def test_the_first_day_of_a_version_is_put_right_and_the_trail_keeps_both(self):
        post = a_post(a_service(), since=ago(500))
        change(post, ago(500), title="Right title")
        assert [each.title for each in post.versions] == ["Right title"]
        (entry,) = entries("workforce.post.corrected")
        assert (entry.before, entry.after["title"]) == ({"title": "Peer supporter"}, "Right title")

    def test_no_change_is_no_change(self):
        post = a_post(a_service())
        change(post, ago(3))
        assert (post.version, len(post.versions)) == (1, 1)

    def test_an_older_version_changes_nothing(self):
        post = a_post(a_service())
        change(post, ago(3), title="Mine")
        with pytest.raises(StaleWrite):
            change(post, ago(2), version=1, title="Yours")
        assert [each.title for each in post.versions] == ["Peer supporter", "Mine"]

    def test_an_ended_post_is_gone_today_and_there_before(self):
        service = a_service()
        post, lead = a_post(service, since=ago(500)), the_lead_of(service.organisation)
        someone_in(post, ago(400))
        with pytest.raises(RuleBroken, match="People work in this post"), unit_of_work():
            services.end_post(post, on=ago(1), version=post.version, by=lead)
        happened(
            db.session.scalars(select(Person)).one(), M.LEFT, ago(9), leaving_reason=LeavingReason.POST_ENDED
        )
        with unit_of_work():
            services.end_post(post, on=ago(5), version=post.version, by=lead)
        assert [len(list(db.session.scalars(posts_on([service.id], ago(days))))) for days in (6, 5)] == [1, 0]

    @pytest.mark.parametrize(
        ("told", "field"),
        [
            ({"level": 5}, "level"),
            ({"headcount": 0}, "headcount"),
            ({"wte": Decimal("1.5")}, "wte"),
            ({"employer": Employer.PARTNER}, "employer_name"),
            ({"kind": PostKind.VOLUNTEER, "pay_band": "Band 3"}, "pay_band"),
        ],
    )
    def test_what_cannot_be_is_told_at_its_field(self, told, field):
        with pytest.raises(RuleBroken) as problem:
            a_post(a_service(), **told)
        assert problem.value.field == field

    def test_no_day_to_come_and_none_too_long_ago(self):
        for day in (today() + timedelta(days=1), date(1980, 1, 1)):
            with pytest.raises(RuleBroken) as problem:
                a_post(a_service(), since=day)
            assert problem.value.field == "since"

    def test_profiles_of_others_are_not_offered(self):
        other, service, scheme = an_organisation(), a_service(), the_profile()
        with unit_of_work():
            theirs = services.add_own_profile(
                other, name="Navigator", maps_to=scheme, level_low=3, level_high=3, by=the_lead_of(other)
            )
        with pytest.raises(RuleBroken, match="profiles shown"):
            a_post(service, role_profile=theirs)


class TestMilestones:
    def test_the_present_post_follows_from_the_milestones(self):
        service = a_service()
        volunteering, paid = a_post(service, "volunteer"), a_post(service)
        person = someone_in(volunteering, ago(300))
        assert person.post_id == volunteering.id
        moved = happened(person, M.PROMOTION, ago(100), post=paid)
        assert person.post_id == paid.id
        gone = happened(person, M.LEFT, ago(10), leaving_reason=LeavingReason.OWN_REASONS)
        assert person.post_id is None
        lead = the_lead_of(service.organisation)
        with unit_of_work():
            services.remove_milestone(gone, by=lead)
        assert person.post_id == paid.id
        with unit_of_work():
            services.remove_milestone(moved, by=lead)
        assert person.post_id == volunteering.id
        assert invariant_problems() == []

    def test_late_recording_does_not_move_somebody_back(self):
        service = a_service()
        person = someone_in(a_post(service), ago(50))
        happened(person, M.STARTED, ago(400), post=a_post(service, "volunteer"), sure=True)
        assert person.post.versions[0].kind is PostKind.PAID

    def test_the_same_thing_twice_is_one_milestone(self):
        person = someone(a_service())
        assert happened(person, M.APPLIED, ago(3)).id == happened(person, M.APPLIED, ago(3)).id
        assert db.session.scalar(select(func.count()).select_from(Milestone)) == 1

    def test_an_unusual_order_asks_first(self):
        person = someone(a_service())
        happened(person, M.OFFERED, ago(20))
        with pytest.raises(services.UnusualOrder) as problem:
            happened(person, M.APPLIED, ago(3))
        assert problem.value.field == "happened_on"
        happened(person, M.APPLIED, ago(3), sure=True)

    def test_a_firm_doubt_stands_however_sure(self):
        with pytest.raises(RuleBroken, match="not come yet"):
            happened(someone(a_service()), M.APPLIED, today() + timedelta(days=1), sure=True)

    @pytest.mark.parametrize(
        ("kind", "field"),
        [
            (M.CHECKS_STARTED, "check_kind"),
            (M.MOVED_ON, "destination"),
            (M.LEFT, "leaving_reason"),
            (M.STARTED, "post"),
            (M.PROMOTION, "post"),
        ],
    )
    def test_what_a_kind_needs(self, kind, field):
        with pytest.raises(RuleBroken) as problem:
            happened(someone(a_service()), kind, ago(3))
        assert problem.value.field == field

    def test_what_does_not_belong_to_a_kind_is_left_out(self):
        person = someone(a_service())
        kept = happened(person, M.APPLIED, ago(3), check_kind=CheckKind.DBS, destination=Destination.LEARNING)
        assert (kept.check_kind, kept.destination) == (None, None)

    def test_support_is_yes_no_and_a_day(self):
        person = someone(a_service())
        with pytest.raises(RuleBroken, match="Answer yes"):
            happened(person, M.OFFERED, ago(3), wellbeing_plan=False, wellbeing_plan_on=ago(2))
        kept = happened(person, M.OFFERED, ago(3), adjustments=True, adjustments_on=ago(2))
        assert (kept.adjustments, kept.adjustments_on, kept.wellbeing_plan) == (True, ago(2), None)

    def test_a_post_of_somebody_else_is_refused(self):
        with pytest.raises(RuleBroken, match="Choose the post"):
            happened(someone(a_service()), M.STARTED, ago(3), post=a_post(a_service()))

    def test_a_post_that_was_not_there_yet_is_refused(self):
        service = a_service()
        with pytest.raises(RuleBroken, match="not there on that day"):
            happened(someone(service), M.STARTED, ago(30), post=a_post(service, since=ago(10)))

    def test_a_correction_stands_in_the_trail_and_an_old_one_is_refused(self):
        service = a_service()
        person, lead = someone(service), the_lead_of(service.organisation)
        milestone = happened(person, M.APPLIED, ago(30))
        with unit_of_work():
            services.correct_milestone(
                milestone, MilestoneFacts(kind=M.APPLIED, happened_on=ago(31)), version=1, by=lead
            )
        (entry,) = entries("workforce.milestone.corrected")
        assert (entry.before, entry.after) == (
            {"happened_on": ago(30).isoformat()},
            {"happened_on": ago(31).isoformat()},
        )
        with pytest.raises(StaleWrite), unit_of_work():
            services.correct_milestone(
                milestone, MilestoneFacts(kind=M.APPLIED, happened_on=ago(32)), version=1, by=lead
            )


class TestPeople:
    def test_a_code_is_unique_in_its_organisation_only(self):
        service = a_service()
        someone(service, "PW-1")
        someone(a_service(), "PW-1")
        with pytest.raises(RuleBroken) as problem:
            someone(service, "pw1")
        assert problem.value.field == "code"

    def test_a_telling_code_is_refused(self):
        with pytest.raises(RuleBroken, match="NHS number"):
            someone(a_service(), "9434765919")

    def test_the_trail_never_holds_a_code(self):
        service = a_service()
        person, lead = someone(service, "QX-771"), the_lead_of(service.organisation)
        happened(person, M.APPLIED, ago(3))
        with unit_of_work():
            services.change_person(person, code="QX-772", service=service, version=person.version, by=lead)
        editor = an_editor(service.organisation)
        with unit_of_work():
            asked = services.ask_to_erase(person, why=ErasureReason.MISTAKE, by=lead)
        with unit_of_work():
            services.confirm_erasure(asked, by=editor)
        told = [f"{entry.note} {entry.before} {entry.after}" for entry in db.session.scalars(select(Entry))]
        assert len(told) >= 4
        assert not [words for words in told if "QX" in words.upper()]

    def test_an_older_version_of_a_person_changes_nothing(self):
        service = a_service()
        person, lead = someone(service), the_lead_of(service.organisation)
        with unit_of_work():
            services.change_person(person, code="PW-X1", service=service, version=1, by=lead)
        with pytest.raises(StaleWrite), unit_of_work():
            services.change_person(person, code="PW-X2", service=service, version=1, by=lead)
        assert person.code == "PW-X1"

    def test_outside_the_circle_nothing_is_written(self):
        service = a_service()
        post, person = a_post(service), someone(service)
        stranger = a_member(service.organisation)
        told = facts(title="Another")
        deeds = (
            lambda: services.add_person(service, code="PW-Z9", by=stranger),
            lambda: services.add_post(service, told, since=ago(3), by=stranger),
            lambda: services.change_post(post, told, since=ago(3), version=1, by=stranger),
            lambda: services.end_post(post, on=ago(3), version=1, by=stranger),
            lambda: services.record_milestone(
                person, MilestoneFacts(kind=M.APPLIED, happened_on=ago(3)), by=stranger
            ),
            lambda: services.plan_exit(person, on=ago(3), by=stranger),
            lambda: services.note_export(service, "posts", 1, by=stranger),
        )
        for deed in deeds:
            with pytest.raises(NotAllowed), unit_of_work():
                deed()


class TestProfiles:
    def test_loading_twice_changes_nothing_and_a_changed_file_is_followed(self):
        text = services.profiles.SHIPPED.read_text("utf-8")
        with unit_of_work():
            assert services.load_profiles(text) == (10, 0)
        with unit_of_work():
            assert services.load_profiles(text) == (0, 0)
        with unit_of_work():
            assert services.load_profiles(text.replace("levels: [3, 4]", "levels: [4, 5]")) == (0, 1)
        assert the_profile("str_worker").level_high == 5

    def test_an_own_profile_takes_the_role_of_what_it_is_closest_to(self):
        organisation = an_organisation()
        lead, scheme = the_lead_of(organisation), the_profile()
        with unit_of_work():
            own = services.add_own_profile(
                organisation, name="Navigator", maps_to=scheme, level_low=3, level_high=4, by=lead
            )
        assert own.role is the_profile().role
        with pytest.raises(RuleBroken, match="already"), unit_of_work():
            services.add_own_profile(
                organisation, name="navigator", maps_to=own.maps_to, level_low=3, level_high=4, by=lead
            )
        with pytest.raises(RuleBroken) as problem, unit_of_work():
            services.add_own_profile(
                organisation, name="Other", maps_to=own.maps_to, level_low=4, level_high=3, by=lead
            )
        assert problem.value.field == "level_high"
