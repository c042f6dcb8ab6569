"""Involvement audits: starting, answering, finishing, comparing, and two people who write at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from charter_portal.audit_trail.models import Entry
from charter_portal.core.clock import today
from charter_portal.core.database import db, unit_of_work
from charter_portal.core.errors import NotAllowed, RuleBroken, StaleWrite, StepNotOpen
from charter_portal.involvement import services
from charter_portal.involvement.enums import AuditStatus, Reach
from charter_portal.involvement.models import AuditAnswer, InvolvementAudit, QuestionSetText
from charter_portal.involvement.queries import invariant_problems, question_set_of
from charter_portal.involvement.services import audits as audit_services
from charter_portal.organisations.enums import MemberRole
from tests.factories.involvement import (
    a_finished_audit,
    an_activity,
    an_audit,
    answer_to,
    first_service,
    say,
)
from tests.factories.organisations import a_member, an_organisation, the_lead_of

pytestmark = pytest.mark.usefixtures("session")


def home_of(audit: InvolvementAudit) -> str:
    return f"/organisations/{audit.organisation_id}/involvement/audits/{audit.id}"


def question_path(audit: InvolvementAudit, key: str = "register") -> str:
    return f"{home_of(audit)}/questions/{key}"


def typed(version: int, words: str, **more: str) -> dict[str, str]:
    return {"rating": "partly", "words": words, "what_next": "", "version": str(version)} | more


class TestServices:
    def test_an_audit_begins_with_an_answer_to_each_question(self):
        audit = an_audit()
        assert {answer.question for answer in audit.answers} == set(question_set_of(audit).by_key)
        assert all(answer.rating is None and answer.words == "" for answer in audit.answers)
        assert invariant_problems() == []

    def test_one_a_year_for_each_service(self):
        audit = an_audit(year=2026)
        with pytest.raises(RuleBroken) as told:
            an_audit(audit.organisation, 2026)
        assert told.value.field == "year"
        an_audit(audit.organisation, 2027)

    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            ({"since": today(), "until": today() - timedelta(days=1)}, "until"),
            ({"since": today() - timedelta(days=900)}, "until"),
        ],
    )
    def test_a_period_that_does_not_fit(self, fields, field):
        with pytest.raises(RuleBroken) as told:
            an_audit(**fields)
        assert told.value.field == field

    def test_another_organisations_service_is_not_taken(self):
        with pytest.raises(RuleBroken):
            an_audit(service=first_service(an_organisation()))

    @pytest.mark.parametrize("role", [MemberRole.SPONSOR, MemberRole.VIEWER])
    def test_readers_do_not_write(self, role):
        audit = an_audit()
        reader, answer = a_member(audit.organisation, role), answer_to(audit, "register")
        said = {"rating": None, "words": "x", "what_next": "", "version": 1}
        with pytest.raises(NotAllowed), unit_of_work():
            services.save_answer(answer, **said, by=reader)
        with pytest.raises(NotAllowed), unit_of_work():
            services.finish_audit(audit, by=reader)
        with pytest.raises(NotAllowed):
            an_audit(audit.organisation, 2020, by=reader)

    def test_the_same_words_twice_are_one_save(self):
        audit = an_audit()
        answer, lead = answer_to(audit, "register"), the_lead_of(audit.organisation)
        for _ in range(2):
            with unit_of_work():
                services.save_answer(answer, rating="fully", words="We do.", what_next="", version=1, by=lead)
        assert answer.version == 2

    def test_an_old_version_and_a_strange_rating_are_refused(self):
        audit = an_audit()
        say(audit, "register", "partly", "First.")
        answer, lead = answer_to(audit, "register"), the_lead_of(audit.organisation)
        with pytest.raises(StaleWrite), unit_of_work():
            services.save_answer(answer, rating=None, words="Mine.", what_next="", version=1, by=lead)
        with pytest.raises(RuleBroken), unit_of_work():
            services.save_answer(answer, rating="mostly", words="", what_next="", version=2, by=lead)
        assert answer.words == "First."

    def test_a_finished_audit_keeps_words_and_counts(self):
        organisation = an_organisation()
        an_activity(organisation, using_count=7, workforce_count=2)
        audit = a_finished_audit(organisation)
        an_activity(organisation, reach=Reach.CONTROL)
        assert audit.summary["reach_participation"] == 1 and audit.summary["reach_control"] == 0
        assert (audit.summary["using"], audit.summary["workforce"]) == (7, 2)
        with pytest.raises(StepNotOpen):
            say(audit, "register", "fully")
        with pytest.raises(StepNotOpen), unit_of_work():
            services.finish_audit(audit, by=the_lead_of(organisation))

    def test_only_a_lead_opens_it_again_and_only_the_newest(self):
        audit = a_finished_audit(year=2025)
        organisation, lead = audit.organisation, the_lead_of(audit.organisation)
        contributor = a_member(organisation)
        with pytest.raises(NotAllowed), unit_of_work():
            services.reopen_audit(audit, by=contributor)
        with unit_of_work():
            services.reopen_audit(audit, by=lead)
        assert audit.status is AuditStatus.DRAFT and audit.finished_at is None
        with unit_of_work():
            services.finish_audit(audit, by=lead)
        an_audit(organisation, 2026)
        with pytest.raises(NotAllowed), unit_of_work():
            services.reopen_audit(audit, by=lead)

    def test_every_step_is_in_the_trail_without_words(self):
        audit = an_audit()
        say(audit, "register", "partly", "SECRET WORDS")
        with unit_of_work():
            services.finish_audit(audit, by=the_lead_of(audit.organisation))
        entries = list(db.session.scalars(select(Entry)))
        events = [entry.event for entry in entries]
        assert "involvement.audit.started" in events and "involvement.audit.finish" in events
        assert not any("SECRET" in str((entry.before, entry.after, entry.note)) for entry in entries)

    def test_a_new_wording_leaves_old_audits_as_they_were(self, monkeypatch):
        old = an_audit(year=2025)
        text = (
            audit_services._file()
            .replace("version: sample-1", "version: sample-2")
            .replace("A way to sign up from the start", "Another title")
        )
        monkeypatch.setattr(audit_services, "_file", lambda: text)
        new = an_audit(old.organisation, 2026)
        db.session.expire_all()
        assert question_set_of(old).by_key["register"].title == "A way to sign up from the start"
        assert question_set_of(new).by_key["register"].title == "Another title"
        assert db.session.scalar(select(func.count()).select_from(QuestionSetText)) == 2

    def test_broken_rows_are_named(self):
        audit, strange = an_audit(), first_service(an_organisation())
        answer = answer_to(audit, "register")
        with unit_of_work():
            db.session.delete(answer)
            audit.service_id = strange.id
        problems = " ".join(invariant_problems())
        assert "does not answer the questions" in problems and "another organisation runs" in problems


class TestPages:
    def test_from_the_start_to_the_comparison(self, page):
        before = a_finished_audit(year=today().year - 1)
        organisation = before.organisation
        with unit_of_work():
            answer = db.session.scalars(
                select(AuditAnswer).where(AuditAnswer.audit_id == before.id, AuditAnswer.question == "range")
            ).one()
            answer.rating = "not_yet"
        lead = page(the_lead_of(organisation))
        start = f"/organisations/{organisation.id}/involvement/audits/new"
        asked = lead.page(start)
        assert asked.value_of("year") == str(today().year)
        lead.send(
            start,
            {
                "service": str(first_service(organisation).id),
                "year": str(today().year),
                "since": asked.value_of("since"),
                "until": asked.value_of("until"),
            },
        )
        audit = db.session.scalars(select(InvolvementAudit).order_by(InvolvementAudit.id.desc())).first()
        lead.send(question_path(audit, "range"), typed(1, "Many.", rating="fully", then="next"))
        shown = lead.page(home_of(audit))
        assert "1 of 19 questions have an answer" in shown.text
        lead.send(f"{home_of(audit)}/finish")
        compared = lead.page(f"{home_of(audit)}/compare")
        assert "1 moved up, none stayed and none moved down" in compared.text

    def test_mistakes_in_the_start_come_back_with_what_was_typed(self, page):
        organisation = an_organisation()
        lead = page(the_lead_of(organisation))
        path = f"/organisations/{organisation.id}/involvement/audits/new"
        shown = lead.send(path, {"year": "soon", "since": "", "until": "2026-02-30"}, status=400)
        assert "Choose the service." in shown.errors
        assert "Enter the first day of the period." in shown.errors
        assert shown.value_of("year") == "soon" and shown.value_of("until") == "2026-02-30"

    def test_the_buttons_lead_on(self, page):
        audit = an_audit()
        lead = page(the_lead_of(audit.organisation))
        version = 1
        for then, target in (("next", "spectrum"), ("here", "register"), ("later", str(audit.id))):
            answer = lead.post(
                question_path(audit),
                data=typed(version, f"Words {then}", then=then) | {"csrf_token": lead.csrf_token()},
            )
            version += 1
            assert answer.headers["Location"].endswith(target)

    def test_two_people_see_both_texts_and_nothing_is_lost(self, page):
        audit = an_audit()
        ben = page(a_member(audit.organisation, MemberRole.CONTRIBUTOR, "Ben"))
        lead = page(the_lead_of(audit.organisation))
        ben.send(question_path(audit), typed(1, "Ben's words."))
        shown = lead.send(question_path(audit), typed(1, "Mine.", rating="fully"), status=409)
        for words in ("Ben's words.", "Mine.", "Fully", "Partly", "Ben saved this"):
            assert words in shown.text
        assert answer_to(audit, "register").words == "Ben's words."
        forms = [
            form for form in shown.all("form", method="post") if form.get("action") == question_path(audit)
        ]
        mine = {e.get("name"): e.get("value") for e in forms[0].iter("input")}
        assert (mine["version"], mine["words"], mine["rating"]) == ("2", "Mine.", "fully")
        boxes = {e.get("name"): (e.text or "").removeprefix("\n") for e in forms[1].iter("textarea")}
        assert boxes["words"] == "Mine.\n\nBen's words."
        lead.send(question_path(audit), typed(2, boxes["words"], rating="fully"))
        assert answer_to(audit, "register").words == boxes["words"]

    def test_autosave_answers_with_the_version_or_a_calm_sentence(self, page):
        audit = an_audit()
        lead = page(the_lead_of(audit.organisation))

        def autosave(**data: str):
            path = f"{question_path(audit)}/autosave"
            return lead.post(path, data=data | {"csrf_token": lead.csrf_token()})

        first = autosave(**typed(1, "Typing"))
        assert first.status_code == 200 and first.json["version"] == 2
        assert autosave(**typed(1, "Other")).status_code == 409
        assert autosave(**typed(2, "word " * 500)).status_code == 400
        assert answer_to(audit, "register").words == "Typing"

    def test_likely_personal_data_is_seen_and_can_be_cleared_up(self, page):
        audit = an_audit()
        lead = page(the_lead_of(audit.organisation))
        words = "We rang 07700 900123 about it."
        shown = lead.send(question_path(audit), typed(1, words), status=400)
        assert any("07700 900123" in error for error in shown.errors)
        assert shown.value_of("words") == words
        lead.send(question_path(audit), typed(1, words, not_about_a_person="y"))
        assert answer_to(audit, "register").words == words

    def test_a_viewer_reads_and_a_finished_audit_has_no_boxes(self, page):
        audit = a_finished_audit()
        for person in (the_lead_of(audit.organisation), a_member(audit.organisation, MemberRole.VIEWER)):
            shown = page(person).page(question_path(audit))
            assert not shown.all("textarea")
        shown = page(the_lead_of(audit.organisation)).send(
            question_path(audit), typed(1, "Late words"), status=409
        )
        assert shown.value_of("words") == "Late words"

    def test_a_question_that_was_not_asked_and_a_first_comparison_are_not_found(self, page):
        audit = an_audit()
        lead = page(the_lead_of(audit.organisation))
        lead.page(question_path(audit, "nothing"), status=404)
        lead.page(f"{home_of(audit)}/compare", status=404)

    def test_the_next_step_becomes_one_action(self, page):
        audit = an_audit()
        say(audit, "register", "partly", "", "Ask at the first meeting.")
        lead = page(the_lead_of(audit.organisation))
        plan = f"/organisations/{audit.organisation_id}/involvement/actions"
        add = f"{plan}/new?audit={audit.id}&question=register"
        assert add in lead.page(home_of(audit)).links
        form = lead.page(add)
        assert form.value_of("title") == "Ask at the first meeting."
        lead.send(add, {"title": "Ask at the first meeting.", "owner": "0"})
        shown = lead.page(home_of(audit))
        assert add not in shown.links and "Action 1" in shown.text
