"""What can be done with the charter: load a version from a file, publish it, retire it."""

from __future__ import annotations

from sqlalchemy import select

from charter_portal.accounts.models import User
from charter_portal.audit_trail.services import declare, record
from charter_portal.core.clock import now
from charter_portal.core.database import db
from charter_portal.core.errors import RuleBroken
from charter_portal.framework.models import Criterion, FrameworkVersion, Level, Statement, Theme, Value
from charter_portal.framework.rules.charter_file import Charter, digest, read_charter
from charter_portal.framework.workflow import framework_workflow

declare("framework.version.loaded")


def load_charter(text: str, name: str, *, by: User | None = None) -> tuple[FrameworkVersion, bool]:
    """Load a charter file as a draft version; returns it and whether it is new.

    The same version with the same words changes nothing. Raises CharterFileProblems when the file
    has mistakes, RuleBroken when the version is already there with other words.
    """
    charter = read_charter(text, name)
    known = db.session.scalar(
        select(FrameworkVersion).where(
            FrameworkVersion.scheme == charter.scheme, FrameworkVersion.version == charter.version
        )
    )
    if known is not None:
        if known.digest != digest(charter):
            raise RuleBroken(
                f"{charter.scheme} version {charter.version} is already loaded with other words. "
                "Give the changed charter a new version label."
            )
        return known, False
    version = _add(charter)
    db.session.flush()
    record("framework.version.loaded", about=version, by=by, after={"digest": version.digest})
    return version, True


def publish(version: FrameworkVersion, *, by: User | None) -> None:
    """Open a version to everybody. From here its words and its rule never change."""
    framework_workflow.take("publish", version, by=by)
    version.published_at = now()


def retire(version: FrameworkVersion, *, by: User | None) -> None:
    """Take a version out of use for new cycles; it stays readable."""
    framework_workflow.take("retire", version, by=by)
    version.retired_at = now()


def _add(charter: Charter) -> FrameworkVersion:
    version = FrameworkVersion(
        scheme=charter.scheme,
        version=charter.version,
        title=charter.title,
        summary=charter.summary,
        digest=digest(charter),
        sample=charter.sample,
        sample_notice=charter.sample_notice,
        status_years=charter.status_years,
        award_rule=charter.rule_data,
    )
    levels = {
        each.key: Level(
            version=version,
            key=each.key,
            rank=rank,
            name=each.label,
            meaning=each.meaning,
            awardable=each.awardable,
        )
        for rank, each in enumerate(charter.levels)
    }
    values = {
        each.key: Value(
            version=version,
            key=each.key,
            position=place,
            title=each.title,
            summary=each.summary,
            why=each.why,
        )
        for place, each in enumerate(charter.values, 1)
    }
    themes = {
        each.key: Theme(version=version, key=each.key, position=place, title=each.title, summary=each.summary)
        for place, each in enumerate(charter.themes, 1)
    }
    db.session.add(version)
    db.session.add_all([*levels.values(), *values.values(), *themes.values()])
    for place, each in enumerate(charter.statements, 1):
        statement = Statement(
            value=values[each.value],
            theme=themes[each.theme],
            key=each.key,
            code=each.code,
            position=place,
            title=each.title,
            text=each.text,
            why=each.why,
            guidance=each.guidance,
            evidence_examples=list(each.evidence_examples),
            lived_experience_prompt=each.lived_experience_prompt,
            word_limit=each.word_limit,
            core=each.core,
        )
        version.statements.append(statement)
        statement.criteria = [Criterion(level=levels[c.level], text=c.text) for c in each.criteria]
    return version
