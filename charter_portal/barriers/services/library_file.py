"""Loading a library file: adds what is not there yet, and leaves what staff have made of it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from charter_portal.accounts.models import User
from charter_portal.barriers.enums import Stage
from charter_portal.barriers.models import BarrierKind, Solution
from charter_portal.barriers.rules.library_file import KindText, SolutionText, read_library
from charter_portal.barriers.services.kinds import add_kind
from charter_portal.barriers.services.solutions import SolutionWords, add_solution
from charter_portal.core.database import db
from charter_portal.core.places import PACKAGE
from charter_portal.organisations.enums import Setting

SAMPLE_LIBRARY = PACKAGE / "barriers" / "library.yaml"


@dataclass(frozen=True)
class Loaded:
    """How many barriers and solutions a file has added."""

    kinds: int
    solutions: int


def load_library(text: str, name: str, *, by: User | None = None) -> Loaded:
    """Add the barriers and solutions of a file that are not there yet, known by their code and key.

    Loading the same file twice changes nothing. Raises LibraryFileProblems when it has mistakes.
    """
    texts = read_library(
        text,
        name,
        stages=[stage.value for stage in Stage],
        settings=[setting.value for setting in Setting],
    )
    known = {kind.code: kind for kind in db.session.scalars(select(BarrierKind))}
    keys = set(db.session.scalars(select(Solution.key).where(Solution.key.is_not(None))))
    kinds = solutions = 0
    for each in texts:
        kind = known.get(each.code)
        if kind is None:
            kind, kinds = _add_kind(each, by), kinds + 1
        for solution in each.solutions:
            if solution.key not in keys:
                _add_solution(kind, solution, by)
                solutions += 1
    return Loaded(kinds, solutions)


def _add_kind(each: KindText, by: User | None) -> BarrierKind:
    stages = [Stage(word) for word in each.stages]
    return add_kind(code=each.code, title=each.title, description=each.description, stages=stages, by=by)


def _add_solution(kind: BarrierKind, each: SolutionText, by: User | None) -> None:
    words = SolutionWords(
        title=each.title,
        text=each.text,
        source=each.source,
        link=each.link,
        checked_on=each.checked_on,
        is_policy=each.is_policy,
        review_on=each.review_on,
    )
    setting = Setting(each.setting) if each.setting else None
    add_solution(kind, words=words, setting=setting, key=each.key, by=by)
