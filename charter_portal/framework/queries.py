"""Questions about the charter. A published version never changes, so its tree is read once per process."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import URL, select
from sqlalchemy.orm import selectinload

from charter_portal.core.database import db
from charter_portal.framework.enums import VersionStatus
from charter_portal.framework.models import FrameworkVersion, Statement
from charter_portal.framework.rules.award_rule import Outcome, evaluate
from charter_portal.framework.rules.tree import CharterTree, LevelNode, StatementNode, ThemeNode, ValueNode

_trees: dict[tuple[URL, int], CharterTree] = {}


def published_versions() -> list[FrameworkVersion]:
    """Every version people may read, newest first."""
    return list(
        db.session.scalars(
            select(FrameworkVersion)
            .where(FrameworkVersion.status == VersionStatus.PUBLISHED)
            .order_by(FrameworkVersion.published_at.desc(), FrameworkVersion.id.desc())
        )
    )


def all_versions() -> list[FrameworkVersion]:
    """Every version, newest first, drafts and retired ones too."""
    return list(db.session.scalars(select(FrameworkVersion).order_by(FrameworkVersion.id.desc())))


def current_version(scheme: str | None = None) -> FrameworkVersion | None:
    """The version published last, of one scheme or of all; None when there is none yet."""
    return next((each for each in published_versions() if scheme in {None, each.scheme}), None)


def charter_of(version_id: int) -> CharterTree:
    """The whole charter of a version. Raises LookupError for a number that no version has."""
    return _trees.get((db.engine.url, version_id)) or _read(version_id)


def forget_trees() -> None:
    """Drop what was kept in memory; for tests that change the database underneath."""
    _trees.clear()


def outcome_for(version_id: int, levels: Mapping[int, int | None]) -> Outcome:
    """What the award rule says of these levels: statement number to level number, None for no level yet.

    Raises LookupError for a statement or level of another version.
    """
    charter = charter_of(version_id)
    by_key = {
        charter.statement_by_id[statement].key: charter.level_by_id[level].key if level is not None else None
        for statement, level in levels.items()
    }
    return evaluate(charter.rule, charter.scale, charter.rule_statements, by_key, groups=charter.rule_groups)


def _read(version_id: int) -> CharterTree:
    version = db.session.scalar(
        select(FrameworkVersion)
        .where(FrameworkVersion.id == version_id)
        .options(
            selectinload(FrameworkVersion.levels),
            selectinload(FrameworkVersion.values),
            selectinload(FrameworkVersion.themes),
            selectinload(FrameworkVersion.statements).selectinload(Statement.criteria),
        )
    )
    if version is None:
        raise LookupError(f"There is no framework version {version_id}.")
    tree = _tree(version)
    # A draft may still change, so only what is frozen is kept.
    if version.status != VersionStatus.DRAFT:
        _trees[(db.engine.url, version.id)] = tree
    return tree


def _tree(version: FrameworkVersion) -> CharterTree:
    levels = [LevelNode(e.id, e.key, e.rank, e.name, e.meaning, e.awardable) for e in version.levels]
    values = {e.id: ValueNode(e.id, e.key, e.title, e.summary, e.why, e.position) for e in version.values}
    themes = {e.id: ThemeNode(e.id, e.key, e.title, e.summary, e.position) for e in version.themes}
    keys = {level.id: level for level in levels}
    statements = [
        StatementNode(
            id=each.id,
            key=each.key,
            code=each.code,
            value=values[each.value_id],
            theme=themes[each.theme_id],
            title=each.title,
            text=each.text,
            why=each.why,
            guidance=each.guidance,
            evidence_examples=tuple(each.evidence_examples),
            lived_experience_prompt=each.lived_experience_prompt,
            word_limit=each.word_limit,
            core=each.core,
            criteria={
                keys[criterion.level_id].key: criterion.text
                for criterion in sorted(each.criteria, key=lambda c: keys[c.level_id].rank)
            },
        )
        for each in version.statements
    ]
    return CharterTree(
        version_id=version.id,
        scheme=version.scheme,
        version=version.version,
        title=version.title,
        summary=version.summary,
        digest=version.digest,
        sample=version.sample,
        sample_notice=version.sample_notice,
        status_years=version.status_years,
        levels=tuple(levels),
        values=tuple(values.values()),
        themes=tuple(themes.values()),
        statements=tuple(statements),
        award_rule=version.award_rule,
    )
