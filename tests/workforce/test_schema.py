"""The tables of people hold these columns and no others: who somebody is has no place in them (bar T3)."""

from __future__ import annotations

import re

from sqlalchemy import String, Text

from charter_portal.core.database import Base
from charter_portal.workforce.models import ClockReminder, Milestone, Person

KEPT = {
    Person: {
        "id",
        "organisation_id",
        "service_id",
        "code",
        "code_key",
        "post_id",
        "exit_plan_on",
        "version",
        "anonymised_at",
        "created_at",
        "updated_at",
    },
    Milestone: {
        "id",
        "person_id",
        "service_id",
        "kind",
        "happened_on",
        "post_id",
        "check_kind",
        "destination",
        "leaving_reason",
        "supervision",
        "wellbeing_plan",
        "wellbeing_plan_on",
        "adjustments",
        "adjustments_on",
        "version",
        "created_at",
        "updated_at",
    },
    ClockReminder: {"id", "milestone_id", "months_left", "created_at", "updated_at"},
}
TELLING = re.compile(
    r"offen|convict|diagnos|health|care_|birth|dob|gender|ethnic|address|phone|email|note", re.I
)
OURS = ("workforce_", "post", "role_profile")


def test_the_columns_are_the_agreed_ones():
    found = {model: {column.name for column in model.__table__.columns} for model in KEPT}
    assert found == KEPT


def test_the_only_words_about_a_person_are_the_code():
    words = {
        f"{model.__tablename__}.{column.name}"
        for model in KEPT
        for column in model.__table__.columns
        if type(column.type) in {String, Text}
    }
    assert words == {"workforce_person.code", "workforce_person.code_key"}


def test_nothing_tells_of_offence_diagnosis_care_or_birth():
    named = [
        f"{name}.{column.name}"
        for name, table in Base.metadata.tables.items()
        if name.startswith(OURS)
        for column in table.columns
        if TELLING.search(column.name)
    ]
    assert named == []
    assert TELLING.search("date_of_birth") and TELLING.search("index_offence")
