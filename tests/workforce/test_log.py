"""The barrier log without pages: who writes, what is kept, and how it ends."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from charter_portal.audit_trail.models import Entry
from charter_portal.barriers.enums import ShareScope, Stage
from charter_portal.barriers.services import retire_kind
from charter_portal.core.clock import now, today
from charter_portal.core.database import unit_of_work
from charter_portal.core.errors import NotAllowed, RuleBroken, StaleWrite, StepNotOpen
from charter_portal.framework.models import Statement
from charter_portal.organisations.enums import MemberRole
from charter_portal.organisations.models import Membership
from charter_portal.workforce import services
from charter_portal.workforce.enums import EntryStatus, TryOutcome
from charter_portal.workforce.models import BarrierEntry, BarrierTry
from charter_portal.workforce.permissions import edits_entry, leads_entry, looks_at_entry
from charter_portal.workforce.queries.log import (
    counts_of,
    entries_for_statement,
    log_problems,
)
from tests.factories.accounts import a_commissioner, an_administrator, an_assessor, an_officer
from tests.factories.barrier_log import a_solved_entry, an_entry, entry_facts
from tests.factories.barriers import the_kind
from tests.factories.involvement import an_action
from tests.factories.organisations import a_member, an_organisation, the_lead_of
from tests.factories.workforce import an_editor

PERSON_WORDS = "He was in HMP Somewhere."


def an_editor_of(organisation):
    return an_editor(organisation)


RIGHTS = {
    # who: looks_at_entry, edits_entry, leads_entry
    "lead": (True, True, True),
    "workforce editor": (True, True, False),
    "contributor": (False, False, False),
    "sponsor": (False, False, False),
    "viewer": (False, False, False),
    "lead elsewhere": (False, False, False),
    "assessor": (False, False, False),
    "officer": (False, False, False),
    "administrator": (False, False, False),
    "commissioner": (False, False, False),
}


@pytest.mark.parametrize("who", RIGHTS)
def test_who_may_what(session, who):
    organisation = an_organisation()
    entry = an_entry(organisation)
    makers = {
        "lead": lambda: the_lead_of(organisation),
        "workforce editor": lambda: an_editor_of(organisation),
        "lead elsewhere": lambda: the_lead_of(an_organisation()),
        "assessor": an_assessor,
        "officer": an_officer,
        "administrator": an_administrator,
        "commissioner": a_commissioner,
    }
    person = makers[who]() if who in makers else a_member(organisation, MemberRole(who))
    found = tuple(asked(person, entry) for asked in (looks_at_entry, edits_entry, leads_entry))
    assert found == RIGHTS[who]


def test_services_ask_for_the_right_themselves(session):
    organisation = an_organisation()
    entry, solved = an_entry(organisation), a_solved_entry(organisation)
    closed = an_entry(organisation, status=EntryStatus.CLOSED)
    facts, contributor = entry_facts(organisation.services[0]), a_member(organisation)
    statement, action = session.scalars(select(Statement)).first(), an_action(organisation)
    ending = {"outcome": EntryStatus.SOLVED, "result": "Done", "closed_on": today(), "version": 1}
    for deed in (
        lambda: services.open_entry(organisation, facts, by=contributor),
        lambda: services.change_entry(entry, facts, version=1, by=contributor),
        lambda: services.start_work(entry, by=contributor),
        lambda: services.close_entry(entry, **ending, by=contributor),
        lambda: services.reopen_entry(closed, by=contributor),
        lambda: services.add_try(entry, tried_on=today(), words="", outcome="", by=contributor),
        lambda: services.remove_try(solved.tries[0], by=contributor),
        lambda: services.link_statement(entry, statement, by=contributor),
        lambda: services.unlink_statement(entry, 1, by=contributor),
        lambda: services.link_action(entry, action, by=contributor),
        lambda: services.unlink_action(entry, 1, by=contributor),
        lambda: services.share_entry(solved, title="x", text="y", agreed=ShareScope.PUBLIC, by=contributor),
        lambda: services.take_back_share(solved, by=contributor),
        lambda: services.open_from_notes(organisation, [], by=contributor),
        lambda: services.erase_entry(entry, by=contributor),
    ):
        with pytest.raises(NotAllowed), unit_of_work():
            deed()


def test_who_leaves_the_circle_writes_nothing_more(session):
    organisation = an_organisation()
    editor, facts = an_editor_of(organisation), entry_facts(organisation.services[0])
    assert edits_entry(editor, an_entry(organisation))
    with unit_of_work():
        session.scalar(select(Membership).where(Membership.user_id == editor.id)).ended_at = now()
    with pytest.raises(NotAllowed), unit_of_work():
        services.open_entry(organisation, facts, by=editor)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"words": "  "}, "words"),
        ({"opened_on": today() + timedelta(days=2)}, "opened_on"),
        ({"opened_on": date(1950, 1, 1)}, "opened_on"),
        ({"review_on": today() - timedelta(days=90)}, "review_on"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field(session, change, field):
    organisation = an_organisation()
    lead, facts = the_lead_of(organisation), entry_facts(organisation.services[0], **change)
    with pytest.raises(RuleBroken) as broken, unit_of_work():
        services.open_entry(organisation, facts, by=lead)
    assert broken.value.field == field


def test_only_own_services_posts_and_people(session):
    organisation, other = an_organisation(), an_organisation()
    lead = the_lead_of(organisation)
    foreign = entry_facts(other.services[0])
    stranger = entry_facts(organisation.services[0], owner=the_lead_of(other))
    for facts, field in ((foreign, "service"), (stranger, "owner")):
        with pytest.raises(RuleBroken) as broken, unit_of_work():
            services.open_entry(organisation, facts, by=lead)
        assert broken.value.field == field
    assert session.scalar(select(func.count()).select_from(BarrierEntry)) == 0


def test_a_retired_barrier_stays_where_it_was_and_is_not_chosen_anew(session):
    entry, officer = an_entry(), an_officer()
    lead, kind = the_lead_of(entry.organisation), entry.kind
    with unit_of_work():
        retire_kind(kind, by=officer)
    facts = entry_facts(entry.service, kind=kind, words="Other words")
    with pytest.raises(RuleBroken, match="no longer used"), unit_of_work():
        services.open_entry(entry.organisation, facts, by=lead)
    with unit_of_work():
        services.change_entry(entry, facts, version=1, by=lead)
    assert entry.words == "Other words"


def test_two_people_who_change_it_at_once_do_not_lose_a_word(session):
    entry = an_entry()
    lead, facts = the_lead_of(entry.organisation), entry_facts(entry.service, words="First")
    with unit_of_work():
        services.change_entry(entry, facts, version=1, by=lead)
    with unit_of_work():
        services.change_entry(entry, facts, version=1, by=lead)
    assert entry.version == 2, "The same words sent twice are one save."
    with pytest.raises(StaleWrite), unit_of_work():
        services.change_entry(entry, replace(facts, words="Second"), version=1, by=lead)
    assert entry.words == "First"


def test_the_whole_way_of_a_barrier(session):
    entry = an_entry()
    lead = the_lead_of(entry.organisation)
    with unit_of_work():
        services.start_work(entry, by=lead)
    assert entry.status is EntryStatus.WORKING and entry.is_live
    ending = {"outcome": EntryStatus.SOLVED, "closed_on": today(), "version": entry.version, "by": lead}
    with pytest.raises(RuleBroken, match="what came of it"), unit_of_work():
        services.close_entry(entry, result=" ", **ending)
    with unit_of_work():
        services.close_entry(entry, result="It takes seven weeks now.", **ending)
    assert (entry.status, entry.closed_on, entry.result) == (
        EntryStatus.SOLVED, today(), "It takes seven weeks now.",
    )  # fmt: skip
    with pytest.raises(StepNotOpen), unit_of_work():
        services.close_entry(entry, result="Again", **ending | {"version": entry.version})
    assert entry.result == "It takes seven weeks now."
    with unit_of_work():
        services.reopen_entry(entry, by=lead)
    assert (entry.status, entry.closed_on) == (EntryStatus.OPEN, None)
    assert log_problems() == []
    events = session.scalars(
        select(Entry.event).where(Entry.subject_type == "barrier_entry").order_by(Entry.id)
    ).all()
    assert events == [f"workforce.barrier.{verb}" for verb in ("opened", "start", "solve", "reopen")]


@pytest.mark.parametrize("day", [today() + timedelta(days=1), today() - timedelta(days=400)])
def test_a_barrier_ends_between_its_opening_and_today(session, day):
    entry = an_entry()
    lead = the_lead_of(entry.organisation)
    with pytest.raises(RuleBroken) as broken, unit_of_work():
        services.close_entry(entry, outcome=EntryStatus.SOLVED, result="x", closed_on=day, version=1, by=lead)
    assert broken.value.field == "closed_on"


def test_the_trail_never_holds_the_words(session):
    entry = an_entry(words=PERSON_WORDS, action=PERSON_WORDS)
    lead = the_lead_of(entry.organisation)
    facts = entry_facts(entry.service, words="Changed")
    with unit_of_work():
        services.change_entry(entry, facts, version=1, by=lead)
        services.add_try(entry, tried_on=today(), words=PERSON_WORDS, outcome=TryOutcome.HELPED, by=lead)
    with unit_of_work():
        services.erase_entry(entry, by=lead)
    entries = session.scalars(select(Entry)).all()
    assert len(entries) > 3 and "Somewhere" not in repr([(e.before, e.after, e.note) for e in entries])
    assert session.scalar(select(func.count()).select_from(BarrierTry)) == 0


def test_what_was_tried_can_be_written_down_and_taken_back(session):
    entry = an_entry()
    lead = the_lead_of(entry.organisation)
    with pytest.raises(RuleBroken) as broken, unit_of_work():
        services.add_try(
            entry, tried_on=today() - timedelta(days=99), words="x", outcome=TryOutcome.HELPED, by=lead
        )
    assert broken.value.field == "tried_on"
    with unit_of_work():
        tried = services.add_try(
            entry, tried_on=today(), words="Rang each week", outcome=TryOutcome.HELPED_SOME, by=lead
        )
    with unit_of_work():
        services.remove_try(tried, by=lead)
    assert entry.tries == [] and session.scalar(select(func.count()).select_from(BarrierTry)) == 0


def test_links_to_statements_and_actions_stand_once(session):
    entry = an_entry()
    lead = the_lead_of(entry.organisation)
    statement = session.scalars(select(Statement).order_by(Statement.id)).first()
    action = an_action(entry.organisation)
    for _ in range(2):
        with unit_of_work():
            services.link_statement(entry, statement, by=lead)
            services.link_action(entry, action, by=lead)
    assert [link.statement_id for link in entry.statement_links] == [statement.id]
    assert [link.action_id for link in entry.action_links] == [action.id]
    found = [entries_for_statement(each, statement.code) for each in (entry.organisation, an_organisation())]
    assert found == [[entry], []]
    with unit_of_work():
        services.unlink_statement(entry, statement.id, by=lead)
        services.unlink_action(entry, action.id, by=lead)
    assert not entry.statement_links and not entry.action_links


@dataclass(frozen=True)
class Note:
    id: int
    words: str = "Nobody rings back."
    day_title: str = "Training day in Leeds"
    day_date: date = today() - timedelta(days=10)
    stage: Stage = Stage.APPLY
    said_by_role: str = "Peer worker"


def test_notes_of_a_training_day_are_moved_once(session):
    organisation = an_organisation()
    lead, kind, service = the_lead_of(organisation), the_kind("process"), organisation.services[0]
    chosen = [services.ChosenNote(note=Note(number), service=service, kind=kind) for number in (1, 2, 2)]
    with unit_of_work():
        opened = services.open_from_notes(organisation, chosen, by=lead)
    assert [(each.note_id, each.words, each.stage) for each in opened] == [
        (1, "Nobody rings back.", Stage.APPLY), (2, "Nobody rings back.", Stage.APPLY),
    ]  # fmt: skip
    assert opened[0].note_words == "Training day in Leeds, said by: Peer worker"
    with unit_of_work():
        assert services.open_from_notes(organisation, chosen, by=lead) == []
    elsewhere = services.ChosenNote(note=Note(4), service=an_organisation().services[0], kind=kind)
    fresh = services.ChosenNote(note=Note(3), service=service, kind=kind)
    with pytest.raises(RuleBroken), unit_of_work():
        services.open_from_notes(organisation, [fresh, elsewhere], by=lead)
    assert counts_of(organisation).total == 2
