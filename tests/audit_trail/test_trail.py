"""The trail says who did what, in the deed's own transaction, and never changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from charter_portal.audit_trail import queries
from charter_portal.audit_trail.enums import ActorKind, Outcome
from charter_portal.audit_trail.models import APPEND_ONLY_SQL, Entry, TrailIsFixed
from charter_portal.audit_trail.services import MASK, declare, declared_events, diff, record, record_view
from charter_portal.core.clock import now, pretending
from charter_portal.core.database import db, unit_of_work
from charter_portal.core.signals import access_denied, status_changed
from charter_portal.core.workflow import Step, Workflow
from charter_portal.files.models import StoredFile
from charter_portal.jobs.enums import JobState
from charter_portal.jobs.models import Job
from tests.core_outside.ground import BrokenOff, break_off

both_engines = pytest.mark.both_engines
declare("tests.thing.done", "tests.thing.seen_again")


def person(number: int = 7) -> SimpleNamespace:
    return SimpleNamespace(id=number, is_authenticated=True)


STRANGER = SimpleNamespace(is_authenticated=False)


def a_file(name: str = "plan.pdf") -> StoredFile:
    with unit_of_work():
        stored = StoredFile(name=name, media_type="application/pdf", size=1, sha256="0" * 64, key="0" * 64)
        db.session.add(stored)
    return stored


def entries() -> list[Entry]:
    return list(db.session.scalars(select(Entry).order_by(Entry.id)))


@both_engines
def test_an_entry_says_who_did_what_to_which_thing_and_when(session):
    stored = a_file()
    before = now()
    with unit_of_work():
        record("tests.thing.done", about=stored, by=person(), note="as agreed", organisation_id=3)
    (entry,) = entries()
    assert (entry.actor_kind, entry.actor_id) == (ActorKind.PERSON, 7)
    assert (entry.subject_type, entry.subject_id) == ("stored_file", stored.id)
    assert (entry.event, entry.note, entry.organisation_id) == ("tests.thing.done", "as agreed", 3)
    assert entry.outcome is Outcome.OK
    assert before <= entry.at <= now()


@both_engines
def test_the_entry_falls_with_its_deed(session):
    stored = a_file()
    with pytest.raises(BrokenOff):
        break_off(lambda: record("tests.thing.done", about=stored, by=person()))
    assert entries() == []


def test_a_thing_that_has_no_number_yet_gets_one_first(session):
    with unit_of_work():
        stored = StoredFile(name="a", media_type="b", size=1, sha256="0" * 64, key="0" * 64)
        db.session.add(stored)
        record("tests.thing.done", about=stored, by=None)
    assert entries()[0].subject_id == stored.id
    assert entries()[0].actor_kind is ActorKind.PORTAL


def test_somebody_who_is_not_signed_in(session):
    with unit_of_work():
        record("tests.thing.done", about=None, by=STRANGER, outcome="denied")
    (entry,) = entries()
    assert (entry.actor_kind, entry.actor_id, entry.outcome) == (ActorKind.ANONYMOUS, None, Outcome.DENIED)


def test_an_event_nobody_declared_raises_at_once(session):
    with pytest.raises(LookupError, match="not declared"), unit_of_work():
        record("tests.thing.undone", about=None, by=None)


@pytest.mark.parametrize("name", ["tests", "tests.thing", "Tests.Thing.Done", "a.b.c.d", "a b.c.d", ""])
def test_events_are_named_slice_thing_verb(name):
    with pytest.raises(ValueError, match="shape"):
        declare(name)
    assert name not in declared_events()


def test_secrets_are_masked_and_values_are_plain(session):
    after = {
        "password_hash": "canary",
        "reset_token": "canary",
        "code": "canary",
        "nested": {"secret_key": "canary", "when": date(2027, 3, 5)},
        "state": JobState.DONE,
        "at": datetime(2027, 3, 5, tzinfo=UTC),
        "names": {"a"},
        "postcode": "L1 1AA",
    }
    with unit_of_work():
        record("tests.thing.done", about=None, by=None, after=after, note="one\r\ntwo\x00")
    (entry,) = entries()
    assert entry.after == {
        **dict.fromkeys(("password_hash", "reset_token", "code"), MASK),
        "nested": {"secret_key": MASK, "when": "2027-03-05"},
        "state": "done",
        "at": "2027-03-05T00:00:00+00:00",
        "names": ["a"],
        "postcode": "L1 1AA",
    }
    assert entry.note == "one \ntwo "


def test_only_what_changed_is_kept():
    assert diff({"a": 1, "b": 2}, {"a": 1, "b": 3, "c": 4}) == ({"b": 2, "c": None}, {"b": 3, "c": 4})


def test_the_origin_is_where_the_request_came_from(app: Flask):
    with app.test_request_context(environ_base={"REMOTE_ADDR": "192.0.2.7"}), unit_of_work():
        record("tests.thing.done", about=None, by=None)
    with app.app_context():
        assert entries()[0].origin == "192.0.2.7"


class TestNothingChanges:
    @both_engines
    @pytest.mark.parametrize("statement", ["UPDATE audit_entry SET note = 'x'", "DELETE FROM audit_entry"])
    def test_not_in_sql(self, session, statement):
        with unit_of_work():
            record("tests.thing.done", about=None, by=None)
        with pytest.raises(DBAPIError, match="only grows"):
            session.execute(text(statement))
        session.rollback()
        assert len(entries()) == 1

    @pytest.mark.postgres
    @both_engines
    def test_not_by_emptying_the_table(self, session):
        if session.get_bind().dialect.name != "postgresql":
            return
        with pytest.raises(DBAPIError, match="only grows"):
            session.execute(text("TRUNCATE audit_entry"))
        session.rollback()

    def test_not_through_the_model(self, session):
        with unit_of_work():
            entry = record("tests.thing.done", about=None, by=None)
        with pytest.raises(TrailIsFixed), unit_of_work():
            entry.note = "otherwise"
        with pytest.raises(TrailIsFixed), unit_of_work():
            db.session.delete(entry)
        assert db.session.scalar(select(func.count(Entry.id))) == 1

    def test_every_engine_has_its_guard(self):
        assert set(APPEND_ONLY_SQL) == {"sqlite", "postgresql"}


class TestWhatTheTrailHears:
    def test_every_step_of_a_workflow_is_recorded(self, session):
        flow = Workflow(
            "job", Step("begin work", (JobState.WAITING,), JobState.RUNNING, None), attribute="state"
        )
        with unit_of_work():
            job = Job(kind="a.b", key="k")
            db.session.add(job)
        with unit_of_work():
            flow.take("begin work", job, by=person(), note="in good time")
        (entry,) = entries()
        assert entry.event == "jobs.job.begin_work"
        assert (entry.before, entry.after) == ({"state": "waiting"}, {"state": "running"})
        assert (entry.subject_type, entry.subject_id, entry.note) == ("job", job.id, "in good time")

    def test_a_step_that_fails_later_leaves_no_entry(self, session):
        stored = a_file()
        flow = Workflow("file", Step("s", (), JobState.DONE, None))
        facts = {"step": "s", "before": JobState.WAITING, "after": JobState.DONE, "by": None}
        with pytest.raises(BrokenOff):
            break_off(lambda: status_changed.send(flow, thing=stored, **facts))
        assert entries() == []

    def test_refused_access_is_recorded_although_nothing_else_is_saved(self, session):
        stored = a_file()
        access_denied.send("files.show", person=person(), thing=stored, reason="files.view")
        (entry,) = entries()
        assert (entry.event, entry.outcome) == ("core.access.denied", Outcome.DENIED)
        assert entry.note == "files.show: files.view"
        assert (entry.subject_type, entry.actor_id) == ("stored_file", 7)


class TestViews:
    def test_a_view_is_recorded_once_in_ten_minutes_for_each_person(self, session):
        stored = a_file()
        for _ in range(3):
            record_view(stored, person(1))
        record_view(stored, person(2))
        assert [(entry.event, entry.actor_id) for entry in entries()] == [
            ("files.stored_file.viewed", 1),
            ("files.stored_file.viewed", 2),
        ]

    def test_a_view_inside_a_deed_falls_with_it(self, session):
        stored = a_file()
        with pytest.raises(BrokenOff):
            break_off(lambda: record_view(stored, person()))
        assert entries() == []

    def test_later_it_counts_again(self, session):
        stored = a_file()
        record_view(stored, person())
        with pretending(now() + timedelta(minutes=11)):
            record_view(stored, person())
        assert len(entries()) == 2


class TestReading:
    @pytest.fixture
    def told(self, session):
        first, second = a_file("one.pdf"), a_file("two.pdf")
        with unit_of_work():
            record("tests.thing.done", about=first, by=person(1), organisation_id=5)
            record("tests.thing.seen_again", about=first, by=person(2), organisation_id=5)
            record("tests.thing.done", about=second, by=person(1), organisation_id=6, outcome="denied")
        return first, second

    def test_about_one_thing_newest_first(self, told):
        found = db.session.scalars(queries.entries_about(told[0])).all()
        assert [entry.event for entry in found] == ["tests.thing.seen_again", "tests.thing.done"]

    @pytest.mark.parametrize(
        ("filters", "count"),
        [
            *(({}, 3), ({"event": "tests."}, 3), ({"event": "tests.thing.done"}, 2), ({"event": "t_sts"}, 0)),
            *(({"actor_id": 1}, 2), ({"organisation_id": 5}, 2), ({"outcome": Outcome.DENIED}, 1)),
            *(({"subject_type": "stored_file"}, 3), ({"actor_id": 1, "organisation_id": 6}, 1)),
            *(
                ({"since": datetime(2000, 1, 1, tzinfo=UTC)}, 3),
                ({"until": datetime(2000, 1, 1, tzinfo=UTC)}, 0),
            ),
        ],
    )
    def test_narrowed(self, told, filters, count):
        assert len(db.session.scalars(queries.latest(**filters)).all()) == count

    def test_the_events_in_use(self, told):
        assert queries.events_in_use() == ["tests.thing.done", "tests.thing.seen_again"]
