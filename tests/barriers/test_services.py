"""The catalogue and the library without pages: loading, rights, the way of an offer, and who is like us."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from charter_portal.audit_trail.models import Entry
from charter_portal.barriers import services
from charter_portal.barriers.enums import SolutionOrigin, SolutionStatus, Stage
from charter_portal.barriers.models import BarrierKind, Solution
from charter_portal.barriers.permissions import edits, moderates, owns, reads, sees
from charter_portal.barriers.queries import (
    counts_for_staff,
    invariant_problems,
    kinds,
    kinds_with_counts,
    published_for,
    solutions_from,
    solutions_like,
)
from charter_portal.barriers.rules.library_file import LibraryFileProblems
from charter_portal.barriers.services import SAMPLE_LIBRARY, SolutionWords, load_library
from charter_portal.core.clock import now, today
from charter_portal.core.database import db, unit_of_work
from charter_portal.core.errors import NotAllowed, RuleBroken, StaleWrite, StepNotOpen
from charter_portal.organisations.enums import MemberRole, Region, Setting
from tests.factories.accounts import a_commissioner, a_person, an_administrator, an_assessor, an_officer
from tests.factories.barriers import a_kind, a_shared_solution, a_solution_in, an_offer, the_kind, the_library
from tests.factories.organisations import a_member, an_organisation, the_lead_of

WORDS = SolutionWords(
    title="Start early",
    text="Begin on the day of the offer.",
    source="A guide",
    checked_on=today() - timedelta(days=3),
)


def everything():
    rows = [*db.session.scalars(select(BarrierKind)), *db.session.scalars(select(Solution))]
    return [{c.key: getattr(row, c.key) for c in row.__table__.columns} for row in rows]


def test_the_sample_library_has_all_the_barriers_and_loading_it_twice_changes_nothing(session):
    text = SAMPLE_LIBRARY.read_text("utf-8")
    with unit_of_work():
        first = load_library(text, "library.yaml")
    before = everything()
    with unit_of_work():
        again = load_library(text, "library.yaml")
    assert first.kinds == len(kinds()) == 21 and first.solutions > 40
    assert (again.kinds, again.solutions) == (0, 0) and everything() == before
    assert invariant_problems() == []
    assert all(kind.stages and kind.description for kind in kinds())
    assert all(count for _, count in kinds_with_counts()), (
        "Each barrier of the sample has something that helped."
    )


def test_what_rests_on_law_or_policy_comes_back_for_review(session, time_machine):
    the_library()
    policy = session.scalars(select(Solution).where(Solution.is_policy)).all()
    assert policy and all(each.review_on for each in policy)
    assert {"level-3-apprenticeship", "lived-experience-pathway", "help-with-appeal"} <= {
        p.key for p in policy
    }
    loaded = len(session.scalars(select(Solution.id)).all())
    assert counts_for_staff() == (0, loaded), "Nobody has checked what a file brought."
    session.execute(update(Solution).values(checked_on=today()))
    session.commit()
    assert counts_for_staff() == (0, 0)
    last = max(each.review_on for each in policy)
    time_machine.move_to(now() + (last - today()), tick=False)
    assert counts_for_staff() == (0, len(policy))


def test_loading_leaves_what_staff_have_changed(session):
    kind, officer = the_kind(), an_officer()
    with unit_of_work():
        services.change_kind(
            kind, title="Our words", description="Ours.", stages=[Stage.START], version=1, by=officer
        )
    the_library()
    session.refresh(kind)
    assert (kind.title, kind.stages, kind.version) == ("Our words", [Stage.START], 2)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("barriers:\n  - code: a b\n", "small letters"),
        ("barriers:\n  - {code: a, title: A, description: B, stages: [chek]}\n", "Did you mean “check”"),
        ("barriers: []\n", "from 1 to"),
        ("kinds: []\n", "Remove the key “kinds”"),
        ("barriers: [1, 2\n", "Close the bracket"),
        (
            "barriers:\n- {code: a, title: A, description: B, stages: [check]}\n"
            "- {code: a, title: A, description: B, stages: [check]}\n",
            "already used on line 2",
        ),
    ],
)
def test_a_file_with_mistakes_names_each_and_changes_nothing(session, text, said):
    with pytest.raises(LibraryFileProblems, match=said), unit_of_work():
        load_library(text, "mine.yaml")
    assert everything() == []


SOLUTION = (
    "barriers:\n- code: a\n  title: A\n  description: B\n  stages: [check]\n  solutions:\n"
    "  - {key: k, title: T, text: U, source: S, checked_on: 2026-11-01"
)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (", policy: true}", "Add review_on"),
        (", link: javascript:alert(1)}", "web address"),
        (", link: 'https://user@host/'}", "web address"),
        (", review_on: 2027-02-30}", "real date"),
        (", setting: prisn}", "Did you mean “prison”"),
    ],
)
def test_a_solution_in_a_file_is_checked_too(session, more, said):
    with pytest.raises(LibraryFileProblems, match=said), unit_of_work():
        load_library(SOLUTION + more, "mine.yaml")
    with unit_of_work():
        assert load_library(SOLUTION + "}", "mine.yaml").solutions == 1


RIGHTS = {
    # who: reads, edits, moderates, and for an offer: sees, owns
    "lead": (False, False, False, False, True),
    "who shared it": (False, False, False, False, True),
    "another member": (False, False, False, False, True),
    "who shared it and left": (False, False, False, False, False),
    "lead elsewhere": (False, False, False, False, False),
    "assessor": (False, False, False, False, False),
    "officer": (True, True, True, True, False),
    "administrator": (True, True, True, True, False),
    "commissioner": (True, False, False, False, False),
}


@pytest.mark.parametrize("who", RIGHTS)
def test_who_may_what(session, who):
    organisation = an_organisation()
    writer = a_member(organisation, MemberRole.CONTRIBUTOR)
    outsider = a_person()
    makers = {
        "lead": lambda: the_lead_of(organisation),
        "who shared it": lambda: writer,
        "another member": lambda: a_member(organisation),
        "who shared it and left": lambda: outsider,
        "lead elsewhere": lambda: the_lead_of(an_organisation()),
        "assessor": an_assessor,
        "officer": an_officer,
        "administrator": an_administrator,
        "commissioner": a_commissioner,
    }
    offer = an_offer(organisation=organisation, by=outsider if "left" in who else writer)
    person = makers[who]()
    found = (reads(person), edits(person), moderates(person), sees(person, offer), owns(person, offer))
    assert found == RIGHTS[who]


def test_the_commissioner_reads_what_is_or_was_in_the_library(session):
    commissioner = a_commissioner()
    seen = {state: sees(commissioner, a_solution_in(state)) for state in SolutionStatus}
    assert {state for state, yes in seen.items() if yes} == {
        SolutionStatus.PUBLISHED,
        SolutionStatus.WITHDRAWN,
    }


def test_services_ask_for_the_right_themselves(session):
    kind, offer, shared, officer = a_kind(), an_offer(), a_shared_solution(), an_officer()
    lead = the_lead_of(an_organisation())
    stages = [Stage.CHECK]
    for deed in (
        lambda: services.add_kind(code="x", title="X", description="Y", stages=stages, by=lead),
        lambda: services.change_kind(kind, title="X", description="Y", stages=stages, version=1, by=lead),
        lambda: services.retire_kind(kind, by=lead),
        lambda: services.restore_kind(kind, by=lead),
        lambda: services.add_solution(kind, words=WORDS, by=lead),
        lambda: services.change_solution(offer, kind=kind, words=WORDS, setting=None, version=1, by=lead),
        lambda: services.publish_solution(offer, version=1, by=lead),
        lambda: services.decline_solution(offer, reason="No", by=lead),
        lambda: services.withdraw_solution(shared, reason="No", by=lead),
        lambda: services.take_back(offer, by=officer),
    ):
        with pytest.raises(NotAllowed), unit_of_work():
            deed()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"source": " "}, "source"),
        ({"checked_on": None}, "checked_on"),
        ({"checked_on": today() + timedelta(days=2)}, "checked_on"),
        ({"is_policy": True}, "review_on"),
        ({"review_on": today() - timedelta(days=30)}, "review_on"),
        ({"link": "ftp://x.org"}, "link"),
    ],
)
def test_guidance_says_where_it_comes_from_and_when_it_was_checked(session, change, field):
    kind, officer = a_kind(), an_officer()
    with pytest.raises(RuleBroken) as broken, unit_of_work():
        services.add_solution(kind, words=replace(WORDS, **change), by=officer)
    assert broken.value.field == field
    with unit_of_work():
        services.add_solution(kind, words=WORDS, by=officer)
    assert [each.title for each in session.scalars(published_for(kind))] == ["Start early"]


def test_an_offer_is_read_first_and_its_sharer_hears(session, mails):
    organisation = an_organisation()
    offer, officer = an_offer(organisation=organisation, entry_id=7), an_officer()
    assert list(session.scalars(published_for(offer.kind))) == [] and counts_for_staff() == (1, 0)
    with unit_of_work():
        services.publish_solution(offer, version=1, by=officer)
    assert list(session.scalars(published_for(offer.kind))) == [offer]
    assert offer.checked_on == today() and offer.review_on and offer.decided_at
    assert [mail.subject for mail in mails() if mail.notice == "barriers/offer_answered"] == [
        "There is news in the Charter portal"
    ]
    events = session.scalars(select(Entry.event).where(Entry.subject_type == "barrier_solution")).all()
    assert events == ["barriers.solution.shared", "barriers.solution.publish"]


def test_a_declined_offer_says_why_and_can_be_offered_anew(session, mails):
    organisation = an_organisation()
    offer, officer = an_offer(organisation=organisation, entry_id=7), an_officer()
    with pytest.raises(RuleBroken, match="Say why"), unit_of_work():
        services.decline_solution(offer, reason="  ", by=officer)
    with pytest.raises(RuleBroken, match="shared this already"):
        an_offer(organisation=organisation, entry_id=7)
    with unit_of_work():
        services.decline_solution(offer, reason="It names a prison.", by=officer)
    assert offer.status is SolutionStatus.DECLINED and offer.reason == "It names a prison."
    assert len(mails()) == 1
    again = an_offer(offer.kind, organisation=organisation, entry_id=7)
    assert solutions_from([7]) == {7: again}


def test_whoever_left_the_organisation_gets_no_mail(session, mails):
    offer, officer = an_offer(by=a_person("Gone")), an_officer()
    with unit_of_work():
        services.publish_solution(offer, version=1, by=officer)
    assert mails() == []


def test_what_was_shared_can_be_taken_back_at_once(session):
    organisation = an_organisation()
    offer, lead = a_shared_solution(organisation=organisation), the_lead_of(organisation)
    with unit_of_work():
        services.take_back(offer, by=lead)
    assert offer.status is SolutionStatus.WITHDRAWN
    assert list(session.scalars(published_for(offer.kind))) == []
    with pytest.raises(StepNotOpen), unit_of_work():
        services.take_back(offer, by=lead)


def test_the_trail_never_holds_the_words(session):
    offer, officer = an_offer(text="Words that may have to be forgotten."), an_officer()
    words = replace(WORDS, text="Other words.")
    with unit_of_work():
        services.change_solution(offer, kind=offer.kind, words=words, setting=None, version=1, by=officer)
    entries = session.scalars(select(Entry).where(Entry.subject_type == "barrier_solution")).all()
    assert "forgotten" not in repr([(e.before, e.after, e.note) for e in entries])
    assert entries[-1].after == {"fields": ["checked_on", "source", "text", "title"]}


def test_two_people_who_change_it_at_once_do_not_lose_a_word(session):
    offer, officer = an_offer(), an_officer()
    with unit_of_work():
        services.change_solution(offer, kind=offer.kind, words=WORDS, setting=None, version=1, by=officer)
    with pytest.raises(StaleWrite), unit_of_work():
        services.change_solution(
            offer, kind=offer.kind, words=replace(WORDS, text="Mine"), setting=None, version=1, by=officer
        )
    with pytest.raises(StaleWrite), unit_of_work():
        services.publish_solution(offer, version=1, by=officer)
    assert offer.text == WORDS.text and offer.status is SolutionStatus.OFFERED


def of(region, count, **fields):
    return [an_organisation(region=region, **fields) for _ in range(count)]


def test_where_it_comes_from_is_told_only_among_enough_others(session):
    of(Region.MIDLANDS, 4)
    first = an_organisation(region=Region.MIDLANDS)
    alone = an_organisation(region=Region.WALES)
    with_enough = a_shared_solution(organisation=first)
    rare = a_shared_solution(organisation=alone)
    assert (with_enough.setting, with_enough.region) == (Setting.LIAISON_AND_DIVERSION, Region.MIDLANDS)
    assert (rare.setting, rare.region) == (None, None)
    kept_quiet, officer = an_offer(organisation=first), an_officer()
    with unit_of_work():
        services.publish_solution(kept_quiet, version=1, hide_origin=True, by=officer)
    assert (kept_quiet.setting, kept_quiet.region) == (None, None)


def test_three_services_like_yours(session):
    kind = a_kind()
    near = a_shared_solution(kind, organisation=of(Region.MIDLANDS, 5)[0], title="Near")
    far = a_shared_solution(kind, organisation=of(Region.WALES, 5)[0], title="Same setting")
    silent = a_shared_solution(kind, organisation=an_organisation(region=Region.LONDON), title="Not told")
    with unit_of_work():
        services.add_solution(kind, words=replace(WORDS, title="Elsewhere"), setting=Setting.PRISON, by=None)
    an_offer(kind, title="Not read yet")
    found = solutions_like(kind, setting=Setting.LIAISON_AND_DIVERSION, region=Region.MIDLANDS)
    assert found == [near, far, silent]
    there = solutions_like(kind, setting=Setting.PRISON, region=Region.WALES, limit=9)
    assert [each.title for each in there] == ["Elsewhere", "Same setting", "Not told", "Near"]
    assert there[0].origin is SolutionOrigin.GUIDANCE


def test_a_retired_barrier_cannot_be_chosen_and_keeps_its_solutions(session):
    kind, officer = the_kind(), an_officer()
    with unit_of_work():
        services.retire_kind(kind, by=officer)
    assert kind not in kinds() and kinds(with_retired=True)[-1] is kind
    assert list(session.scalars(published_for(kind)))
    with unit_of_work():
        services.restore_kind(kind, by=officer)
    assert kind in kinds()


@pytest.mark.parametrize("code", ["Prison", "a b", "", "_a", "a" * 41, "prison_vetting"])
def test_a_code_is_of_one_shape_and_used_once(session, code):
    the_kind()
    with pytest.raises(RuleBroken) as broken, unit_of_work():
        services.add_kind(code=code, title="T", description="D", stages=[Stage.CHECK], by=None)
    assert broken.value.field == "code"
