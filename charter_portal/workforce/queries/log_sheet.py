"""The barrier log as rows to take away, and the answers that a table to fill in offers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from charter_portal.barriers.queries import kinds
from charter_portal.core.clock import today
from charter_portal.organisations.models import Organisation
from charter_portal.organisations.queries import services_of
from charter_portal.workforce.models import BarrierEntry, PostVersion
from charter_portal.workforce.queries.log import rows_to_take_away
from charter_portal.workforce.queries.posts import titles_on
from charter_portal.workforce.rules.log_sheet import LOG, LOG_WORDS, TryLine

Rows = list[Sequence[Any]]


def log_choices(organisation: Organisation) -> dict[str, Sequence[str]]:
    """What may stand in each column that is not free words."""
    return {
        LOG["service"]: [service.name for service in services_of(organisation)],
        LOG["kind"]: [kind.title for kind in kinds()],
        **{LOG[key]: [word.label for word in words] for key, words in LOG_WORDS.items()},
    }


def log_rows(organisation: Organisation) -> Rows:
    """The whole log in the columns of the table, by the day it was noticed."""
    found = list(rows_to_take_away(organisation))
    titles = titles_on({each.post_id for each in found if each.post_id}, today())
    return [_row(each, titles) for each in found]


def _row(entry: BarrierEntry, titles: dict[int, PostVersion]) -> Sequence[Any]:
    post = titles.get(entry.post_id or 0)
    tries = [str(TryLine(each.tried_on, each.outcome, each.words)) for each in entry.tries]
    return (
        entry.service.name,
        post.title if post else "",
        entry.kind.title,
        entry.stage.label,
        entry.severity.label,
        entry.words,
        entry.action,
        entry.owner_role or (entry.owner.name if entry.owner else ""),
        entry.opened_on,
        entry.review_on,
        entry.status.label,
        "\n".join(tries),
        entry.result,
        entry.closed_on,
    )
