"""The world in other weather: hostile and very long words everywhere, rounds that have closed, nothing there yet."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from typing import Any

from sqlalchemy import Column, Enum, String, select, update

from charter_portal.applications.models import Submission
from charter_portal.audit_trail.enums import ActorKind
from charter_portal.audit_trail.models import Entry
from charter_portal.core.clock import now
from charter_portal.core.database import Base, db, unit_of_work
from charter_portal.cycles.models import Cycle
from charter_portal.framework.enums import VersionStatus
from charter_portal.framework.models import FrameworkVersion, Statement
from charter_portal.involvement.models import FeedbackReply
from tests.browsing.served import ServedWorld
from tests.factories.accounts import a_person, an_administrator, an_assessor

HOSTILE = (
    "\"'></textarea></title><img src=x onerror=window.hits.push(1)><svg/onload=window.hits.push(2)>"
    "<script>window.hits.push(3)</script>{{7*7}}${7*7}"
)
"""Breaks out of text, attributes, text boxes, titles and scripts, where one of them lets it."""
AWKWARD = "\u202eمرحبا שלום\u202c 👩🏽‍🚀 ŵŷ "
"""Right to left, an override, an emoji of several parts, Welsh letters."""
UNBROKEN = "Donaudampfschifffahrtsgesellschaft" * 12
HOSTILE_ADDRESS = "javascript:window.hits.push(4)//" + UNBROKEN

NOT_WORDS = ("key", "hash", "sha256", "digest", "media_type", "notice", "event", "code", "origin", "series")
NEITHER = {
    *("audit_entry.subject_type", "message.message_id", "message.claimed_by", "message.subject_type"),
    *("application.reference", "award.number", "submission.document", "message.html"),
    *("feedback_reply.mark", "involvement_answer.question", "involvement_answer.rating"),
    "barrier_solution.agreed_wording",
    "involvement_question_set.document",
}
TABLES_OF_MACHINES = {
    "audit_entry",
    "job",
    "throttle",
    "one_time_link",
    "certificate_series",
    "reference_series",
    "draft_pdf",
}


def keep_variants(served: ServedWorld) -> None:
    """Keep every variant under its name."""
    served.add("bare with people", lambda: _people_alone(served), to="bare")
    served.add("without a charter", _retire_every_charter, to="bare with people")
    served.add("closed", _close_every_round)
    served.add("hostile", _say_hostile_things)


def _people_alone(served: ServedWorld) -> None:
    """A portal on its first day: a charter and a few accounts, nothing else."""
    fresh = {"newcomer": a_person("Nia Newcomer"), "fresh assessor": an_assessor("Asha Assessor")}
    fresh["fresh administrator"] = an_administrator()
    for role, person in fresh.items():
        served.cookies[role] = served.cookie_of(person.id)


def _retire_every_charter() -> None:
    with unit_of_work():
        db.session.execute(update(FrameworkVersion).values(status=VersionStatus.RETIRED))


def _close_every_round() -> None:
    with unit_of_work():
        for cycle in db.session.scalars(select(Cycle)):
            cycle.opens_at = now() - timedelta(days=60)
            cycle.deadline_at = now() - timedelta(days=2)
            cycle.assessment_from = (now() - timedelta(days=1)).date()
            cycle.assessment_until = (now() + timedelta(days=30)).date()


def _say_hostile_things() -> None:
    """Every word that a person or a charter file can give, replaced in the database itself."""
    with unit_of_work():
        for table in Base.metadata.sorted_tables:
            if table.name in TABLES_OF_MACHINES:
                continue
            for row in db.session.execute(select(table)).mappings().all():
                changes = {c.name: _hostile(c, row) for c in table.columns if _holds_words(c) and row[c.name]}
                if changes:
                    own = [c == row[c.name] for c in table.primary_key]
                    db.session.execute(update(table).where(*own).values(changes))
        # The trail only grows, so it gets an entry more.
        kept = {"subject_type": "application", "note": HOSTILE + UNBROKEN, "after": {HOSTILE: HOSTILE}}
        db.session.add(
            Entry(event="applications.application.viewed", actor_kind=ActorKind.PORTAL, origin="test", **kept)
        )
        db.session.execute(update(Statement).values(evidence_examples=[HOSTILE, UNBROKEN]))
        db.session.execute(update(FrameworkVersion).values(sample_notice=HOSTILE))
        said = {"respect": "yes", "better": HOSTILE + AWKWARD + UNBROKEN}
        db.session.execute(update(FeedbackReply).values(answers=said))
        for submission in db.session.scalars(select(Submission)):
            submission.document = json.dumps(_hostile_leaves(json.loads(submission.document)), sort_keys=True)
            submission.sha256 = hashlib.sha256(submission.document.encode()).hexdigest()


def _holds_words(column: Column[Any]) -> bool:
    name = f"{column.table.name}.{column.name}"
    is_text = isinstance(column.type, String) and not isinstance(column.type, Enum)
    return is_text and not column.name.endswith(NOT_WORDS) and name not in NEITHER


def _hostile(column: Column[Any], row: Any) -> str:
    """As long as the column takes, and different in each row."""
    if column.name == "url":
        return HOSTILE_ADDRESS
    room = getattr(column.type, "length", None) or 900
    own = f"{next(row[each.name] for each in column.table.primary_key)} "
    if "email" in column.name or column.name == "to_address":
        return f"{own.strip()}{HOSTILE[:100].replace(' ', '/')}{UNBROKEN}"[: room - 8] + "@a.test"
    return (own + HOSTILE + AWKWARD + UNBROKEN * 2)[:room]


def _hostile_leaves(value: Any, key: str = "") -> Any:
    kept = {"key", "statement", "code", "digest", "reference", "sha256", "submitted_at", "format", "kind"}
    if isinstance(value, dict):
        return {name: _hostile_leaves(each, name) for name, each in value.items()}
    if isinstance(value, list):
        return [_hostile_leaves(each) for each in value]
    if not isinstance(value, str) or key in kept or key == "own_level":
        return value
    return HOSTILE_ADDRESS if key == "url" else HOSTILE + AWKWARD + UNBROKEN
