"""Taking somebody out for good takes two people, and leaves no trace but a receipt of numbers (I6)."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from charter_portal.audit_trail.models import Entry
from charter_portal.core.clock import now, today
from charter_portal.core.database import Base, db, unit_of_work
from charter_portal.core.errors import NotAllowed, RuleBroken, StepNotOpen
from charter_portal.notifications.models import Message
from charter_portal.organisations.enums import MemberRole
from charter_portal.workforce import services
from charter_portal.workforce.enums import ErasureReason, ErasureStatus
from charter_portal.workforce.enums import MilestoneKind as M
from charter_portal.workforce.models import ClockReminder, Erasure, Milestone, Person
from charter_portal.workforce.queries import invariant_problems
from charter_portal.workforce.rules.clock import add_months
from tests.factories.organisations import a_member, the_lead_of
from tests.factories.workforce import a_post, a_service, an_editor, happened, someone, someone_in

pytestmark = pytest.mark.usefixtures("session")


def asked(person: Person, by=None) -> Erasure:
    with unit_of_work():
        return services.ask_to_erase(
            person, why=ErasureReason.PERSON_ASKED, by=by or the_lead_of(person.organisation)
        )


def entries(event: str) -> list[Entry]:
    return list(db.session.scalars(select(Entry).where(Entry.event == event)))


def path_of(erasure: Erasure, step: str = "") -> str:
    return f"/organisations/{erasure.organisation_id}/workforce/erasures/{erasure.id}{step}"


def test_nothing_goes_until_somebody_else_confirms():
    service = a_service()
    lead, editor = the_lead_of(service.organisation), an_editor(service.organisation)
    person, other = someone_in(a_post(service, "volunteer"), add_months(today(), -15)), someone(service)
    happened(other, M.APPLIED, today())
    services.remind_of_clocks()
    erasure, number = asked(person, lead), person.id
    assert services.what_erasing_takes(person) == services.erasing.Erased(1, 1)
    assert asked(person, lead) is erasure
    with unit_of_work():
        taken = services.confirm_erasure(erasure, by=editor)
    assert (taken.milestones, taken.reminders) == (1, 1)
    assert db.session.get(Person, number) is None
    assert db.session.scalar(select(func.count()).select_from(ClockReminder)) == 0
    assert db.session.scalars(select(Milestone.person_id)).all() == [other.id]
    assert (erasure.status, erasure.decided_by_id) == (ErasureStatus.DONE, editor.id)
    (entry,) = entries("workforce.person.erased")
    assert (entry.subject_id, entry.after) == (number, {"milestones": 1, "reminders": 1})
    assert len(entries("workforce.erasure.asked")) == len(entries("workforce.erasure.confirm")) == 1
    assert invariant_problems() == []


def test_no_table_holds_the_code_afterwards():
    service = a_service()
    lead, editor = the_lead_of(service.organisation), an_editor(service.organisation)
    with unit_of_work():
        person = services.add_person(service, code="QX-7719", by=lead)
    happened(person, M.APPLIED, today())
    erasure = asked(person)
    held = [t.name for t in Base.metadata.sorted_tables if "QX-7719" in repr(rows_of(t))]
    assert held == ["workforce_person"], "The search finds a code while it is there."
    with unit_of_work():
        services.confirm_erasure(erasure, by=editor)
    for table in Base.metadata.sorted_tables:
        assert "QX-7719" not in repr(rows_of(table)), table.name
        assert "QX7719" not in repr(rows_of(table)), table.name


def rows_of(table):
    return db.session.execute(select(table)).all()


def test_nobody_confirms_or_declines_their_own_request(page):
    service = a_service()
    lead = the_lead_of(service.organisation)
    an_editor(service.organisation)
    person = someone(service)
    erasure = asked(person, lead)
    for step in (services.confirm_erasure, services.decline_erasure):
        with pytest.raises(NotAllowed), unit_of_work():
            step(erasure, by=lead)
    browser = page(lead)
    shown = browser.page(path_of(erasure))
    assert "Take it back" in shown.text and "Take out for good" not in shown.text
    browser.send(path_of(erasure, "/confirm"), {"understood": "y"}, status=403)
    browser.send(path_of(erasure, "/decline"), status=403)
    assert db.session.get(Person, person.id) is not None
    erasure.status, erasure.decided_by_id, erasure.decided_at = ErasureStatus.DONE, lead.id, now()
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_only_a_lead_asks_and_only_where_a_second_person_is():
    service = a_service()
    person = someone(service)
    with pytest.raises(RuleBroken, match="second person"):
        asked(person)
    editor, viewer = an_editor(service.organisation), a_member(service.organisation, MemberRole.VIEWER)
    for by in (editor, viewer):
        with pytest.raises(NotAllowed):
            asked(person, by)
    erasure = asked(person)
    with pytest.raises(NotAllowed), unit_of_work():
        services.confirm_erasure(erasure, by=viewer)


@pytest.mark.parametrize("end", ["decline", "take_back", "confirm"])
def test_a_request_is_decided_once(end):
    service = a_service()
    lead, editor = the_lead_of(service.organisation), an_editor(service.organisation)
    person = someone(service)
    erasure, number = asked(person, lead), person.id
    steps = {
        "decline": lambda: services.decline_erasure(erasure, by=editor),
        "take_back": lambda: services.take_back_erasure(erasure, by=lead),
        "confirm": lambda: services.confirm_erasure(erasure, by=editor),
    }
    with unit_of_work():
        steps[end]()
    for step in steps.values():
        with pytest.raises(StepNotOpen), unit_of_work():
            step()
    assert (db.session.get(Person, number) is None) is (end == "confirm")
    if end != "confirm":
        assert asked(person, lead).id != erasure.id


def test_the_second_person_is_told_without_a_word_of_whom_and_sees_it_at_home(page):
    service = a_service()
    lead, editor = the_lead_of(service.organisation), an_editor(service.organisation)
    person = someone(service)
    erasure = asked(person, lead)
    letters = list(db.session.scalars(select(Message).where(Message.event == "workforce.erasure.asked")))
    assert [letter.to_address for letter in letters] == [editor.email]
    for letter in letters:
        assert person.code not in letter.subject + letter.text
        assert "person out" not in letter.subject + letter.text
    overview = f"/organisations/{service.organisation_id}/workforce"
    for path in (overview, "/home"):
        assert path_of(erasure) in page(editor).page(path).links
    assert path_of(erasure) not in page(lead).page("/home").links, "Nothing waits for whoever asked."


def test_from_the_page_to_the_receipt(page):
    service = a_service()
    lead, editor = the_lead_of(service.organisation), an_editor(service.organisation)
    person = someone(service)
    code = person.code
    here = f"/organisations/{service.organisation_id}/workforce/people/{person.id}"
    browser = page(lead)
    assert browser.send(f"{here}/erase", {}, status=400).errors == ["Choose why."]
    browser.send(f"{here}/erase", {"why": "mistake"})
    (erasure,) = db.session.scalars(select(Erasure))
    assert browser.get(f"{here}/erase").headers["Location"] == path_of(erasure)
    assert path_of(erasure) in browser.page(here).links
    second = page(editor)
    assert code in second.page(path_of(erasure)).text
    assert second.send(path_of(erasure, "/confirm"), status=400).errors
    second.send(path_of(erasure, "/confirm"), {"understood": "y"})
    receipt = second.page(path_of(erasure)).text
    assert "This went: one code, no milestones" in receipt and code not in receipt
    browser.page(here, status=404)
