"""The unit of work: all or nothing, never nested, what waits for the commit waits; row locks read afresh."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from charter_portal.accounts.models import User
from charter_portal.core.clock import pretending
from charter_portal.core.database import UTCDateTime, after_commit, db, lock, unit_of_work
from tests.factories.accounts import a_person

pytestmark = pytest.mark.both_engines


def names() -> list[str]:
    return list(db.session.scalars(select(User.name).order_by(User.id)))


def rename_and_break_off(person: User, done: list[str]) -> None:
    with unit_of_work():
        person.name = "Changed"
        after_commit(lambda: done.append("told"))
        db.session.flush()
        raise ZeroDivisionError


def test_what_breaks_off_leaves_nothing_and_tells_nobody(session) -> None:
    person, done = a_person("Kept"), []
    with pytest.raises(ZeroDivisionError):
        rename_and_break_off(person, done)
    assert names() == ["Kept"] and done == []


def test_what_waits_for_the_commit_happens_after_it(session) -> None:
    person, seen = a_person("Before"), []
    with unit_of_work():
        person.name = "After"
        after_commit(lambda: seen.append(names()))
        assert seen == []
    assert seen == [["After"]]


def test_units_are_not_nested_and_nothing_changes_outside(session) -> None:
    person = a_person("One")

    def nest() -> None:
        with unit_of_work(), unit_of_work():
            pass

    with pytest.raises(RuntimeError, match="already open"):
        nest()
    person.name = "Outside"
    with pytest.raises(RuntimeError, match="outside a unit"), unit_of_work():
        pass
    db.session.rollback()


def test_a_lock_reads_afresh(session, app) -> None:
    person = a_person("Old")
    assert person.name == "Old"
    db.session.commit()
    with db.engine.begin() as another:
        another.execute(update(User).values(name="New"))
    with unit_of_work():
        assert lock(person).name == "New"


def test_a_moment_without_a_zone_is_refused() -> None:
    from datetime import datetime

    with pytest.raises(ValueError, match="time zone"):
        UTCDateTime().process_bind_param(datetime(2027, 1, 1), None)  # type: ignore[arg-type]


def test_a_moment_comes_back_as_it_went_in(session) -> None:
    from datetime import UTC, datetime, timedelta, timezone

    moment = datetime(2027, 3, 28, 1, 30, tzinfo=timezone(timedelta(hours=5)))
    with pretending(moment):
        person = a_person("Timed")
    db.session.expire_all()
    assert person.created_at == moment and person.created_at.tzinfo is UTC
