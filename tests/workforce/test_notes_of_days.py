"""What was said on a training day becomes a barrier of the log, once."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from charter_portal.barriers.enums import Stage
from charter_portal.training.models import DayBarrierNote
from charter_portal.workforce.models import BarrierEntry
from tests.factories.barriers import the_kind
from tests.factories.organisations import a_member, an_organisation, the_lead_of
from tests.factories.training import a_booking, a_day
from tests.factories.training_days import a_note

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def noted():
    organisation, day = an_organisation(), a_day()
    a_booking(day, organisation)
    kind = the_kind()
    return organisation, kind, a_note(day, organisation, stage=Stage.CHECK, barrier_code=kind.code)


def test_a_note_is_taken_over_with_its_words_and_its_day(noted, page, session):
    organisation, kind, note = noted
    browser = page(the_lead_of(organisation))
    home = f"/organisations/{organisation.id}/workforce/barriers/notes"
    assert note.title in browser.page(home).text
    asked = browser.page(f"{home}/{note.id}")
    chosen = {name: asked.value_of(name) for name in ("service", "kind")}
    service = organisation.services[0]
    assert chosen == {"service": str(service.id), "kind": str(kind.id)}
    browser.send(f"{home}/{note.id}", chosen)
    entry = session.scalars(select(BarrierEntry)).one()
    assert (entry.kind_id, entry.stage, entry.service_id) == (kind.id, Stage.CHECK, service.id)
    assert note.title in entry.words and note.words in entry.words
    assert session.get(DayBarrierNote, note.id).moved_at is not None
    assert "Nothing waits here" in browser.page(home).text
    browser.send(f"{home}/{note.id}", {"service": "1", "kind": "1"}, status=404)
    assert len(session.scalars(select(BarrierEntry)).all()) == 1


@pytest.mark.parametrize("changes", [{"service": ""}, {"kind": ""}, {"service": "99999"}, {"kind": "x"}])
def test_a_slip_is_told_and_nothing_moves(noted, page, session, changes):
    organisation, kind, note = noted
    given = {"service": str(organisation.services[0].id), "kind": str(kind.id)} | changes
    path = f"/organisations/{organisation.id}/workforce/barriers/notes/{note.id}"
    assert page(the_lead_of(organisation)).send(path, given, status=400).errors
    assert session.get(DayBarrierNote, note.id).moved_at is None


def test_it_is_for_the_circle_of_that_organisation(noted, page):
    organisation, _, note = noted
    other = an_organisation()
    home = "/organisations/{}/workforce/barriers/notes"
    page(a_member(organisation)).page(home.format(organisation.id), status=404)
    page(the_lead_of(other)).page(f"{home.format(other.id)}/{note.id}", status=404)
