"""The Partnership Board: meetings, decisions that become actions, and its part of the report."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from charter_portal.core.clock import now, pretending, today
from charter_portal.core.database import db, unit_of_work
from charter_portal.core.errors import NotAllowed, RuleBroken, StaleWrite
from charter_portal.involvement import services
from charter_portal.involvement.enums import ActionSource
from charter_portal.involvement.models import Action, BoardDecision, BoardMeeting
from charter_portal.involvement.queries import (
    changes_between,
    invariant_problems,
    next_meeting,
    reports_of_service,
)
from charter_portal.involvement.services import reports
from charter_portal.organisations.enums import MemberRole
from tests.factories.involvement import (
    a_done_action,
    a_finished_audit,
    a_meeting,
    an_action,
    an_activity,
    days_from_today,
    first_service,
    meeting_words,
)
from tests.factories.organisations import a_member, an_organisation, the_lead_of

pytestmark = pytest.mark.usefixtures("session")


def path_of(meeting: BoardMeeting) -> str:
    return f"/organisations/{meeting.organisation_id}/involvement/board/{meeting.id}"


class TestServices:
    def test_a_decision_becomes_one_action_that_knows_where_it_comes_from(self):
        meeting = a_meeting(decisions=("Meet at eleven.", "Write to families."))
        lead, decision = the_lead_of(meeting.organisation), meeting.decisions[1]
        for _ in range(2):
            with unit_of_work():
                services.action_from_decision(decision, words=services.ActionWords("Write"), by=lead)
        action = db.session.scalars(select(Action)).one()
        assert (action.source, action.source_number) == (ActionSource.BOARD, meeting.id)
        assert "decision 2" in action.source_label and decision.action is action
        with pytest.raises(RuleBroken), unit_of_work():
            services.remove_decision(decision, by=lead)
        with unit_of_work():
            services.remove_decision(meeting.decisions[0], by=lead)
        assert invariant_problems() == []

    def test_numbers_of_decisions_stay_when_one_is_removed(self):
        meeting = a_meeting(decisions=("a", "b", "c"))
        lead = the_lead_of(meeting.organisation)
        with unit_of_work():
            services.remove_decision(meeting.decisions[1], by=lead)
        db.session.expire_all()
        with unit_of_work():
            services.add_decision(meeting, words="d", by=lead)
        assert list(db.session.scalars(select(BoardDecision.number).order_by(BoardDecision.number))) == [
            1,
            3,
            4,
        ]

    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            ({"services": []}, "services"),
            ({"until": days_from_today(-200)}, "until"),
            ({"since": days_from_today(-2000)}, "until"),
        ],
    )
    def test_what_does_not_fit_is_refused(self, fields, field):
        with pytest.raises(RuleBroken) as told:
            a_meeting(**fields)
        assert told.value.field == field

    def test_another_organisations_service_and_readers_are_refused(self):
        organisation = an_organisation()
        with pytest.raises(RuleBroken):
            a_meeting(organisation, services=[first_service(an_organisation())])
        viewer = a_member(organisation, MemberRole.VIEWER)
        with pytest.raises(NotAllowed), unit_of_work():
            services.add_meeting(organisation, words=meeting_words(organisation), by=viewer)

    def test_an_old_version_changes_nothing(self):
        meeting = a_meeting()
        lead = the_lead_of(meeting.organisation)
        for _ in range(2):
            with unit_of_work():
                services.change_meeting(
                    meeting, words=meeting_words(meeting.organisation, said="Theirs"), version=1, by=lead
                )
        assert meeting.version == 2
        with pytest.raises(StaleWrite), unit_of_work():
            services.change_meeting(
                meeting, words=meeting_words(meeting.organisation, said="Mine"), version=1, by=lead
            )


class TestChanges:
    def test_what_changed_in_a_period_of_the_services_asked(self):
        organisation = an_organisation(services=2)
        here, other = organisation.services
        an_activity(organisation, title="In it")
        an_activity(organisation, title="Before it", held_on=days_from_today(-40))
        an_activity(organisation, title="Elsewhere", service=other)
        audit = a_finished_audit(organisation)
        done = a_done_action(organisation, title="Done", service=here)
        whole = a_done_action(organisation, title="Done for all")
        a_done_action(organisation, title="Done elsewhere", service=other)
        live = an_action(organisation, title="Goes on", service=here)
        changes = changes_between(organisation, days_from_today(-10), today(), services=[here])
        assert [each.title for each in changes.activities] == ["In it"]
        assert changes.audits == [audit] and changes.done == [done, whole]
        assert changes.going_on == [live] and not changes.is_empty
        assert changes_between(
            organisation, days_from_today(-90), days_from_today(-60), services=[here]
        ).is_empty

    def test_the_next_meeting_and_the_meetings_of_a_service(self):
        organisation = an_organisation()
        assert next_meeting(organisation) is None
        past, soon, later = (a_meeting(organisation, held_on=days_from_today(n)) for n in (-3, 4, 9))
        assert next_meeting(organisation) == soon
        assert reports_of_service(first_service(organisation)) == [later, soon, past]


class TestPages:
    def test_from_planning_to_a_decision_on_the_plan(self, page):
        organisation = an_organisation()
        lead = page(the_lead_of(organisation))
        board = f"/organisations/{organisation.id}/involvement/board"
        form = lead.page(f"{board}/new")
        lead.send(
            f"{board}/new",
            {
                "held_on": today().isoformat(),
                "since": form.value_of("since"),
                "until": form.value_of("until"),
                "services": str(first_service(organisation).id),
                "said": "The first hour matters.",
            },
        )
        meeting = db.session.scalars(select(BoardMeeting)).one()
        lead.send(f"{path_of(meeting)}/decisions", {"decision": "Meet people at the door."})
        shown = lead.page(path_of(meeting))
        assert "The first hour matters." in shown.text and "Meet people at the door." in shown.text
        add = next(link for link in shown.links if "actions/new" in link)
        assert lead.page(add).value_of("title") == "Meet people at the door."
        lead.send(add, {"title": "Meet people at the door.", "owner": "0"})
        assert "Action 1" in lead.page(path_of(meeting)).text
        lead.send(f"{path_of(meeting)}/decisions/1", {"decision": "Meet everybody at the door."})
        assert "Meet everybody" in lead.page(path_of(meeting)).text

    def test_mistakes_keep_every_word(self, page):
        organisation = an_organisation()
        shown = page(the_lead_of(organisation)).send(
            f"/organisations/{organisation.id}/involvement/board/new",
            {"held_on": "soon", "since": "", "said": "Much was said."},
            status=400,
        )
        assert "Enter the first day it looks back on." in shown.errors
        assert shown.value_of("said") == "Much was said."

    def test_two_people_see_both_texts(self, page):
        meeting = a_meeting()
        ben = page(a_member(meeting.organisation, MemberRole.CONTRIBUTOR, "Ben"))
        typed = {
            "held_on": today().isoformat(),
            "since": meeting.period_from.isoformat(),
            "until": meeting.period_to.isoformat(),
            "services": str(first_service(meeting.organisation).id),
            "version": "1",
        }
        ben.send(f"{path_of(meeting)}/change", typed | {"said": "Ben heard this."})
        lead = page(the_lead_of(meeting.organisation))
        shown = lead.send(f"{path_of(meeting)}/change", typed | {"said": "I heard that."}, status=409)
        assert "Ben heard this." in shown.text and "I heard that." in shown.text


class TestReport:
    def test_a_report_of_a_past_period_stays_true(self):
        organisation = an_organisation()
        with pretending(now() - timedelta(days=30)):
            meeting = a_meeting(organisation, ("Decided.",))
            an_action(organisation, title="Known then")
        digest = reports.report_digest(reports.board_report(meeting))
        an_action(organisation, title="Added later")
        an_activity(organisation)
        assert reports.report_digest(reports.board_report(meeting)) == digest
