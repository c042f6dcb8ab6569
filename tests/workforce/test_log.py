"""The barrier log without pages: who writes, what is kept, how it ends, and what is shared."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from charter_portal.audit_trail.models import Entry
from charter_portal.barriers.enums import SolutionStatus, Stage
from charter_portal.barriers.queries import solutions_from
from charter_portal.barriers.services import decline_solution, publish_solution, retire_kind
from charter_portal.core.clock import now, today
from charter_portal.core.database import db, unit_of_work
from charter_portal.core.errors import NotAllowed, RuleBroken, StaleWrite, StepNotOpen
from charter_portal.framework.models import Statement
from charter_portal.organisations.enums import MemberRole, Region, Setting
from charter_portal.organisations.models import Membership
from charter_portal.workforce import services
from charter_portal.workforce.enums import EntryStatus, Severity, TryOutcome
from charter_portal.workforce.models import BarrierEntry, BarrierReminder, BarrierTry
from charter_portal.workforce.permissions import edits_entry, leads_entry, looks_at_entry
from charter_portal.workforce.queries.log import (
    LogFilter,
    barriers_closed,
    commonest_barriers,
    counts_of,
    entries_for_statement,
    entries_of,
    log_problems,
)
from charter_portal.workforce.rules.periods import Period
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
        lambda: services.share_entry(solved, title="x", text="y", by=contributor),
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


def test_only_what_was_looked_at_is_shared(session):
    entry = a_solved_entry(words=PERSON_WORDS, action=PERSON_WORDS)
    lead, officer = the_lead_of(entry.organisation), an_officer()
    with pytest.raises(StepNotOpen), unit_of_work():
        services.take_back_share(entry, by=lead)
    assert services.words_to_share(entry) == (
        "We sat down together for the forms.\n\nClearance now takes seven weeks."
    )
    with unit_of_work():
        solution = services.share_entry(entry, title="Forms together", text="An hour with tea.", by=lead)
    shown = (solution.title, solution.text, solution.source, solution.link, solution.setting, solution.region)
    assert shown == ("Forms together", "An hour with tea.", "", "", None, None)
    with pytest.raises(RuleBroken, match="shared this already"), unit_of_work():
        services.share_entry(entry, title="Again", text="Again", by=lead)
    with unit_of_work():
        publish_solution(solution, version=1, by=officer)
    with unit_of_work():
        services.take_back_share(entry, by=lead)
    assert solutions_from([entry.id])[entry.id].status is SolutionStatus.WITHDRAWN


def test_a_declined_share_may_be_tried_again(session):
    entry = a_solved_entry()
    lead, officer = the_lead_of(entry.organisation), an_officer()
    with unit_of_work():
        first = services.share_entry(entry, title="One", text="Text", by=lead)
    with unit_of_work():
        decline_solution(first, reason="Say a little more.", by=officer)
    with unit_of_work():
        second = services.share_entry(entry, title="Two", text="More text", by=lead)
    assert solutions_from([entry.id])[entry.id] is second


def test_an_open_barrier_is_not_shared(session):
    entry = an_entry()
    lead = the_lead_of(entry.organisation)
    with pytest.raises(StepNotOpen, match="once it is solved"), unit_of_work():
        services.share_entry(entry, title="One", text="Text", by=lead)


def test_filters_each_narrow_the_list(session):
    organisation = an_organisation(services=2)
    one = an_entry(organisation, words="Slow 100% forms", severity=Severity.HIGH)
    two = an_entry(
        organisation, kind=the_kind("stigma"), stage=Stage.STAY, service=organisation.services[1],
        review_on=today() - timedelta(days=1),
    )  # fmt: skip
    three = a_solved_entry(organisation, review_on=today() - timedelta(days=3))
    an_entry()

    def found(**wanted):
        return {each.id for each in session.scalars(entries_of(organisation, LogFilter(**wanted)))}

    assert found() == {one.id, two.id, three.id}
    assert found(status=EntryStatus.SOLVED) == {three.id}
    assert found(live=True) == {one.id, two.id}
    assert found(overdue=True) == {two.id}
    assert found(stage=Stage.STAY) == found(kind_id=two.kind_id) == {two.id}
    assert found(service_id=two.service_id) == {two.id}
    assert found(search="100% f") == {one.id} and found(search="%") == {one.id}
    counts = counts_of(organisation)
    assert (counts.live, counts.overdue, counts.solved, counts.total) == (2, 1, 1, 3)


def test_a_reminder_goes_out_once_to_the_owner_or_to_all_who_write(session, mails, time_machine):
    organisation = an_organisation()
    lead, editor = the_lead_of(organisation), an_editor_of(organisation)
    before = len(mails())
    owned = an_entry(organisation, owner=editor, review_on=today() + timedelta(days=1))
    an_entry(organisation, owner=editor, review_on=today() + timedelta(days=1))
    an_entry(organisation, review_on=today() + timedelta(days=1))
    a_solved_entry(organisation, review_on=today() - timedelta(days=1))
    assert services.remind_of_reviews() == 0
    time_machine.move_to(now() + timedelta(days=1), tick=False)
    assert services.remind_of_reviews() == 3 and services.remind_of_reviews() == 0
    sent = mails()[before:]
    assert sorted(mail.to_user_id for mail in sent) == sorted([lead.id, editor.id])
    assert {mail.subject for mail in sent} == {"Something to look at again in the Charter portal"}
    assert all("vetting" not in mail.text and owned.words not in mail.text for mail in sent)
    with unit_of_work():
        services.change_entry(
            owned, entry_facts(owned.service, review_on=today() + timedelta(days=7)), version=1, by=lead
        )
    time_machine.move_to(now() + timedelta(days=7), tick=False)
    assert services.remind_of_reviews() == 1
    assert session.scalar(select(func.count()).select_from(BarrierReminder)) == 4


def test_figures_of_what_ended_and_what_is_common(session):
    north = an_organisation(region=Region.NORTH_WEST)
    south = an_organisation(region=Region.SOUTH_WEST)
    a_solved_entry(north)
    an_entry(north, status=EntryStatus.NOT_SOLVED)
    an_entry(north, status=EntryStatus.CLOSED, closed_on=today() - timedelta(days=50))
    an_entry(south, kind=the_kind("stigma"))
    an_entry(south)
    last_weeks = Period(today() - timedelta(days=30), today())
    closed, none = (barriers_closed(ids, last_weeks) for ids in ([north.services[0].id], []))
    assert (closed.solved, closed.not_solved, closed.closed, closed.opened, closed.ended) == (1, 1, 0, 0, 2)
    assert none.ended == 0
    found = {(each.code, each.region): each for each in commonest_barriers(last_weeks)}
    here = found["prison_vetting", Region.NORTH_WEST]
    assert (here.entries, here.organisations, here.solved) == (2, 1, 1)
    assert set(found) == {
        ("prison_vetting", Region.NORTH_WEST),
        ("prison_vetting", Region.SOUTH_WEST),
        ("stigma", Region.SOUTH_WEST),
    }
    assert {e.region for e in commonest_barriers(last_weeks, region=Region.SOUTH_WEST)} == {Region.SOUTH_WEST}
    assert commonest_barriers(last_weeks, setting=Setting.PRISON) == []
    assert db.session.get_one(BarrierEntry, an_entry(south).id).version == 1
